//! Which way a block runs: as its first letter does.
//!
//! `dir="auto"` says the same, and makes the browser look again with every change of the text: it
//! is left for blocks that have no letter yet.

use ask_docs_core::markdown::tree::{Kind, Node};

/// The value of `dir` for a block that begins with `nodes`.
pub(super) fn direction(nodes: &[Node]) -> &'static str {
    let texts = nodes.iter().filter_map(|node| match &node.kind {
        Kind::Text(text) => Some(text),
        _ => None,
    });
    texts.flat_map(|text| text.chars()).find_map(of_letter).unwrap_or("auto")
}

/// "The first character … of bidirectional character type L, AL, or R": by the blocks of Unicode
/// that hold scripts written from right to left.
fn of_letter(character: char) -> Option<&'static str> {
    match character {
        // Their digits and signs are of other types.
        '\u{600}'..='\u{607}' | '\u{609}' | '\u{60a}' | '\u{60c}' | '\u{60e}'..='\u{61a}' => None,
        '\u{660}'..='\u{66c}' | '\u{6f0}'..='\u{6f9}' | '\u{64b}'..='\u{65f}' => None,
        '\u{590}'..='\u{8ff}'
        | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefe}'
        | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}' => Some("rtl"),
        _ if character.is_ascii() => character.is_ascii_alphabetic().then_some("ltr"),
        // Signs and punctuation, those of Latin-1 and those of the East.
        '\u{80}'..='\u{bf}' | '\u{d7}' | '\u{f7}' | '\u{2000}'..='\u{2bff}' => None,
        '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{fe00}'..='\u{fe6f}' => None,
        '\u{ff00}'..='\u{ff20}' | '\u{1f000}'..='\u{1faff}' => None,
        _ => Some("ltr"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn of(text: &str) -> &'static str {
        direction(&[
            Node { depth: 0, kind: Kind::Paragraph },
            Node { depth: 1, kind: Kind::Text(text.to_owned()) },
        ])
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn a_block_runs_as_its_first_letter_does() {
        for text in ["a", "1. é", "日本", "“Ж”", "→ x", "🙂 ok"] {
            assert_eq!(of(text), "ltr", "{text}");
        }
        for text in ["שלום", "(مرحبا) a", "١٢ مرحبا", "1 א"] {
            assert_eq!(of(text), "rtl", "{text}");
        }
        for text in ["", "1.", "…", "١٢"] {
            assert_eq!(of(text), "auto", "{text}");
        }
    }
}
