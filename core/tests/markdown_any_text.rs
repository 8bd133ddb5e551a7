//! The promises of `markdown::Document` for any text at all, made smaller when one fails.
//!
//! Owns the texts: fragments that are known to be hard to cut, signs, and characters of every
//! length.

mod support;

use ask_docs_core::markdown::{Document, parse};
use proptest::prelude::*;
use support::Native;
use support::growing::{Mirror, grow};

/// Fragments that are hard to cut, and what stands between them.
fn hard_text() -> impl Strategy<Value = String> {
    let fragment = prop_oneof![
        "[a-c ]{0,6}",
        prop::sample::select(vec![
            "\n",
            "\n\n",
            "\n\n\n",
            "\r\n",
            "\r",
            "  ",
            "    ",
            "\t",
            "- ",
            "* ",
            "+ ",
            "1. ",
            "2. ",
            "2",
            "12)",
            "> ",
            ">",
            "# ",
            "###",
            "===",
            "---",
            "***",
            "```",
            "````",
            "~~~",
            "```rust\n",
            "`",
            "``",
            "*",
            "**",
            "_",
            "__",
            "~~",
            "~",
            "|",
            "| a | b |\n|---|---|\n",
            "|--|",
            "a | b\n",
            "[",
            "]",
            "](",
            ")",
            "[x]",
            "[x]: ",
            "[x]: /u\n",
            "[ ] ",
            "[x] ",
            "![",
            "(http://e.example)",
            "<",
            ">",
            "<b>",
            "</b>",
            "<br>",
            "<div>",
            "</div>\n",
            "<!--",
            "-->",
            "<details>\n<summary>s</summary>\n",
            "<script>",
            "</script>",
            "<?",
            "?>",
            "&amp;",
            "&",
            ";",
            "\\",
            "\\\n",
            "{% hint style=\"info\" %}",
            "{% hint %}\n",
            "{% endhint %}\n",
            "\n{% endhint %}",
            "{% tab title=\"t\" %}\n",
            "{% content-ref url=\"u\" %}\n",
            "{% embed url=\"u\" %}",
            "{% tabs %}\n",
            "{% endtab %}",
            "{% endtabs %}\n",
            "{% stepper %}",
            "{% step %}\n",
            "{% endstep %}",
            "{% code title=\"t\" %}\n",
            "{% endcode %}\n",
            "{% hint\n",
            "<details>",
            "<summary>",
            "</summary>",
            "</details>\n",
            "<figure>",
            "<img src=\"i\" alt=\"a\">",
            "<figcaption>",
            "</figcaption>",
            "</figure>",
            "{% endcontent-ref %}\n",
            "{%",
            "%}",
            "{",
            "> [!NOTE]\n",
            "https://e.example/x_y",
            "<https://e.example>",
            "é",
            "日",
            "😀",
            "\u{0}",
            "\u{200b}",
            "\u{a0}",
            ":",
            "\"",
            "'",
            "t\n===\n",
            "- a\n  - b\n",
            "1. a\n\n   b\n",
            "    code\n",
            "x  \ny",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(fragment, 0..24).prop_map(|fragments| fragments.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1500) })]

    #[test]
    fn any_text_in_any_prefixes_ends_as_the_text_at_once(
        text in hard_text(),
        mut ends in prop::collection::vec(0_usize..160, 0..12),
    ) {
        ends.sort_unstable();
        grow(&text, ends);
        grow(&text, 0..text.len());
    }

    #[test]
    fn any_snapshots_in_any_order_end_as_the_last_one_at_once(
        texts in prop::collection::vec(hard_text(), 1..5),
        cut in 0_usize..60,
    ) {
        let resolver = Native::without_base();
        let mut document = Document::new();
        let mut mirror = Mirror::default();
        let mut text = String::new();
        for next in &texts {
            text.truncate(text.floor_char_boundary(cut));
            text.push_str(next);
            let update = document.update(&text, false, &resolver);
            mirror.apply(update, document.nodes());
            prop_assert_eq!(&mirror.nodes, document.nodes());
        }
        let update = document.update(&text, true, &resolver);
        mirror.apply(update, document.nodes());
        prop_assert_eq!(&mirror.nodes, document.nodes());
        prop_assert_eq!(document.nodes(), parse(&text, &resolver));
    }

    #[test]
    fn no_text_is_too_strange(text in "\\PC{0,80}") {
        grow(&text, 0..text.len());
    }

    #[test]
    fn no_row_of_signs_is_too_strange(
        signs in prop::collection::vec(prop::sample::select(SIGNS.chars().collect::<Vec<_>>()), 0..40),
    ) {
        let text: String = signs.into_iter().collect();
        grow(&text, 0..text.len());
    }
}

/// What means something to a parser, and characters of every length between it.
const SIGNS: &str = "a1 \n\n\t-*_~`|[](){}%<>!?/\"'=:;&#\\.+é日😀\u{0}\r\u{301}\u{a0}C";

#[test]
fn a_character_of_several_bytes_may_stand_behind_every_sign() {
    let resolver = Native::with_base();
    let openings = [
        "<![",
        "<!",
        "<!--",
        "<",
        "</",
        "<a ",
        "<a b=",
        "<a b=\"",
        "<h",
        "<http:",
        "&",
        "&#",
        "&#x",
        "\\",
        "`",
        "```",
        "[",
        "![",
        "[a](",
        "[a](<",
        "[a](b ",
        "[a](b \"",
        "[a][",
        "[a]: ",
        "*",
        "_",
        "~~",
        "| ",
        "|-",
        "{%",
        "{% a ",
        "{% a b=\"",
        "https://",
        "- [",
        "> [!",
        "# ",
        "1. ",
    ];
    for opening in openings {
        for filling in
            ["é", "日", "😀", "aé", "aa日", "aaa😀", "aaaaé", "aaaaa😀", "aaaaaaé", "\u{a0}"]
        {
            for closing in ["", ">", "]", ")", "\"", "%}", "|", ";", "\n", "é"] {
                let text = format!("x {opening}{filling}{closing}");
                grow(&text, 0..text.len());
                let text = format!("{opening}{filling}{closing}");
                grow(&text, 0..text.len());
                parse(&text, &resolver);
            }
        }
    }
}
