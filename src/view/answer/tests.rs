//! Answers drawn in a real browser: what is settled stays, and every way leads to the same page.

mod page;

use ask_docs_core::markdown::MAX_BYTES;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

use page::{dump, painter};

#[wasm_bindgen_test]
fn settled_blocks_stay_the_same_elements_while_the_text_grows() {
    let text = "# One\n\nTwo *three*.\n\n- four\n- five\n\n```sh\nsix\n```\n\nSeven";
    let (place, mut painter) = painter();
    let mut settled: Vec<Element> = Vec::new();
    for end in 1..=text.len() {
        painter.paint(&text[..end], end == text.len());
        let children = place.children();
        for (index, earlier) in settled.iter().enumerate() {
            let now = children.item(index as u32);
            assert!(now.is_some_and(|now| now.is_same_node(Some(earlier))), "{end}: {index}");
        }
        let last = children.length().saturating_sub(1);
        settled = (0..last).filter_map(|index| children.item(index)).collect();
    }
    let names: Vec<String> = (0..place.child_element_count())
        .filter_map(|index| place.children().item(index))
        .map(|element| element.local_name())
        .collect();
    assert_eq!(names, ["h4", "p", "ul", "figure", "p"]);
}

#[wasm_bindgen_test]
fn a_rewritten_answer_is_shown_as_it_is_now() {
    let (place, mut painter) = painter();
    let mut paint = |text: &str, is_complete| {
        painter.paint(text, is_complete);
        place.text_content().unwrap_or_default()
    };
    paint("You can do it.\n\nLike this:\n\nSo", false);
    assert_eq!(paint("You can do it.\n\nNo.", false), "You can do it.No.");
    assert_eq!(paint("", false), "");
    assert_eq!(paint("Yes.", true), "Yes.");
}

#[wasm_bindgen_test]
fn an_answer_that_is_too_long_says_so() {
    let (_place, mut painter) = painter();
    painter.paint("short", false);
    assert!(!painter.is_shortened());
    painter.paint(&"long ".repeat(MAX_BYTES / 5 + 1), false);
    assert!(painter.is_shortened());
}

#[wasm_bindgen_test]
fn a_text_drawn_cut_by_cut_is_drawn_as_at_once() {
    for text in TEXTS {
        let (growing, mut painter) = page::painter();
        for end in (1..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            painter.paint(&text[..end], false);
            let (whole, mut at_once) = page::painter();
            at_once.paint(&text[..end], false);
            assert_eq!(dump(&growing), dump(&whole), "{:?}", &text[..end]);
        }
        painter.paint(text, true);
        let (whole, mut at_once) = page::painter();
        at_once.paint(text, true);
        assert_eq!(dump(&growing), dump(&whole), "{text:?}");
    }
}

const TEXTS: &[&str] = &[
    "# One\n\nTwo *three* **four** ~~five~~ `six` [seven](https://a.example/) eight.\n\nNine\n===\n",
    "- one\n- two\n\n  more\n- [x] three\n\n  1. four\n  2. five\n\n> six\n>\n> - seven\n\nend",
    "```rust\nfn main() {}\n\n```\n\n~~~\nplain\n~~~\n\n    indented\n\n```\nopen\n",
    "| a | b | c |\n|:--|:-:|--:|\n| 1 | **2** | `3` |\n| x | y |\n\nafter\n\n---\n\nend",
    "{% hint style=\"warning\" %}\nCareful: **hot**.\n\n- one\n{% endhint %}\n\n> [!TIP]\n> Yes.\n\nend",
    "[docs.example.com](https://evil.example/) and <https://fine.example/> ![pic](https://p.example/i.png)\n",
    "Grüße, 日本語 and 👩\u{200D}💻: *mixed* `wïdths`\n\n* ü\n* 日\n\n| é | 本 |\n|---|---|\n| 😀 | x |\n",
];
