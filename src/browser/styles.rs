//! The box's style sheets as one text, without what only their writers read.
//!
//! It is made by the compiler, so the module carries no comment and no indentation, and no build
//! step can be forgotten.

/// Everything that the box is drawn with.
pub(super) const STYLES: &str = {
    const BYTES: &[u8] = SHORT.0.split_at(SHORT.1).0;
    match std::str::from_utf8(BYTES) {
        Ok(text) => text,
        Err(_) => panic!("only white space and comments are taken out"),
    }
};

const WRITTEN: &str = concat!(
    include_str!("../../style/tokens.css"),
    include_str!("../../style/answer-tokens.css"),
    include_str!("../../style/contrast.css"),
    include_str!("../../style/form.css"),
    include_str!("../../style/ask-docs.css"),
    include_str!("../../style/bare.css"),
    include_str!("../../style/answer.css"),
    include_str!("../../style/highlight.css"),
);

const SHORT: ([u8; WRITTEN.len()], usize) = shortened(WRITTEN.as_bytes());

/// `css` without comments, and with white space only where it means something; and how long it is.
/// There must be no comment and no two spaces within a string.
const fn shortened<const LENGTH: usize>(css: &[u8]) -> ([u8; LENGTH], usize) {
    let mut short = [0; LENGTH];
    let (mut at, mut end) = (0, 0);
    while at < css.len() {
        if css[at] == b'/' && css[at + 1] == b'*' {
            at += 2;
            while css[at] != b'*' || css[at + 1] != b'/' {
                at += 1;
            }
            at += 2;
        } else if matches!(css[at], b' ' | b'\n') {
            // One space at most, which goes again where something follows that needs none.
            if end > 0 && !matches!(short[end - 1], b' ' | b'{' | b'}' | b';' | b',' | b':') {
                short[end] = b' ';
                end += 1;
            }
            at += 1;
        } else {
            if end > 0 && short[end - 1] == b' ' && matches!(css[at], b'{' | b'}') {
                end -= 1;
            }
            if css[at] == b'}' && short[end - 1] == b';' {
                end -= 1;
            }
            short[end] = css[at];
            (at, end) = (at + 1, end + 1);
        }
    }
    (short, end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;
    use web_sys::CssStyleSheet;

    fn short(css: &str) -> String {
        let (bytes, end) = shortened::<200>(css.as_bytes());
        String::from_utf8(bytes[..end].to_vec()).expect("text")
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn white_space_stays_where_it_means_something() {
        let css = "/* A * comment / */\na :hover > b,\n  c:not( d ) {\n  e: f(1px + 2px) g;\n\n  h: \"i\";\n}\n";
        assert_eq!(short(css), "a :hover > b,c:not( d ){e:f(1px + 2px) g;h:\"i\"}");
        assert_eq!(
            short("@media (a: b) and (c) {\n  d { e: f }\n}"),
            "@media (a:b) and (c){d{e:f}}"
        );
    }

    #[wasm_bindgen_test]
    fn the_browser_reads_the_same_rules_in_the_short_sheet_as_in_the_written_ones() {
        let rules = |css: &str| {
            let sheet = CssStyleSheet::new().expect("a sheet");
            sheet.replace_sync(css).expect("CSS");
            let rules = sheet.css_rules().expect("rules");
            (0..rules.length()).filter_map(|at| rules.get(at)).map(|rule| rule.css_text()).collect()
        };
        let (written, shipped): (Vec<String>, Vec<String>) = (rules(WRITTEN), rules(STYLES));
        assert!(written.len() > 50);
        for (written, shipped) in written.iter().zip(&shipped) {
            let plain = |text: &str| text.split_whitespace().collect::<String>();
            assert_eq!(plain(written), plain(shipped));
        }
        assert_eq!(written.len(), shipped.len());
    }
}
