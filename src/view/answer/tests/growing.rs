//! Text that grows: what is settled stays, and every way leads to the same page.

use ask_docs_core::markdown::MAX_BYTES;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

use super::page::{dump, find, painter, run};

#[wasm_bindgen_test]
fn settled_blocks_stay_the_same_elements_while_the_text_grows() {
    let text = "# One\n\nTwo *three*.\n\n- four\n- five\n\n```sh\nsix\n```\n\nSeven";
    let (place, mut painter) = painter();
    let mut settled: Vec<Element> = Vec::new();
    for end in 1..=text.len() {
        painter.paint(&text[..end], end == text.len());
        let mut blocks = blocks(&place);
        for (index, earlier) in settled.iter().enumerate() {
            assert!(blocks[index].is_same_node(Some(earlier)), "{end}: {index}");
        }
        blocks.pop();
        settled = blocks;
    }
    let names: Vec<String> = blocks(&place).iter().map(Element::local_name).collect();
    assert_eq!(names, ["h4", "p", "ul", "figure", "p"]);
}

/// The blocks of an answer, in order.
fn blocks(place: &Element) -> Vec<Element> {
    let found = place.query_selector_all(":scope > .run > *").expect("a selector");
    (0..found.length()).filter_map(|index| found.item(index)?.dyn_into().ok()).collect()
}

#[wasm_bindgen_test]
fn blocks_stand_in_runs_which_come_and_go_with_them() {
    let (place, mut painter) = painter();
    let counts = |place: &Element| -> Vec<u32> {
        let runs = place.children();
        (0..runs.length()).filter_map(|i| Some(runs.item(i)?.child_element_count())).collect()
    };
    painter.paint(&"A block.\n\n".repeat(40), false);
    assert_eq!(counts(&place), [16, 16, 8]);
    painter.paint(&"A block.\n\n".repeat(17), false);
    assert_eq!(counts(&place), [16, 1]);
    painter.paint(&"A block.\n\n".repeat(16), false);
    assert_eq!(counts(&place), [16]);
    painter.paint("", false);
    assert_eq!(counts(&place), [0; 0]);
}

#[wasm_bindgen_test]
fn words_that_come_go_into_the_same_text_by_one_change_of_the_page() {
    let card = "{% content-ref url=\"https://a.example/\" %}\ncard";
    let table = "| a |\n|---|\n| cell";
    for start in ["A paragraph", "- an item", "> a quotation", "```\ncode", table, card] {
        let (place, mut painter) = painter();
        painter.paint(start, false);
        let counting = "const changes = []; const observer = new MutationObserver(() => {}); \
             observer.observe(element, {subtree: true, childList: true, attributes: true, \
             characterData: true}); element.changes = () => observer.takeRecords()";
        run(counting, &place);
        let mut grown = start.to_owned();
        for _ in 0..20 {
            grown.push_str(" more");
            painter.paint(&grown, false);
            let kinds = run("return element.changes().map((one) => one.type).join()", &place);
            assert_eq!(kinds.as_string().as_deref(), Some("characterData"), "{grown:?}");
        }
    }
}

#[wasm_bindgen_test]
fn a_block_comes_into_the_page_whole() {
    let (place, mut painter) = painter();
    painter.paint("First.", false);
    let counting = "const observer = new MutationObserver(() => {}); observer.observe(element, \
         {subtree: true, childList: true}); element.changes = () => observer.takeRecords()";
    run(counting, &place);
    painter.paint(
        "First.\n\n| a | b |\n|---|---|\n| *1* | **2** |\n| 3 | [4](https://a.example/) |",
        false,
    );
    let changes = run("return element.changes().length", &place);
    assert_eq!(changes.as_f64(), Some(1.0), "{}", dump(&place));
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
    assert_eq!(paint("Yes, after all.", false), "Yes, after all.");
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
        let (growing, mut growing_painter) = painter();
        for end in (1..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            growing_painter.paint(&text[..end], false);
            let (whole, mut at_once) = painter();
            at_once.paint(&text[..end], false);
            assert_eq!(dump(&growing), dump(&whole), "{:?}", &text[..end]);
            whole.remove();
        }
        growing_painter.paint(text, true);
        let (whole, mut at_once) = painter();
        at_once.paint(text, true);
        assert_eq!(dump(&growing), dump(&whole), "{text:?}");
    }
}

#[wasm_bindgen_test]
fn a_selection_and_a_focused_link_stay_through_two_hundred_updates() {
    let (place, mut painter) = painter();
    let mut text =
        "Select *these* words.\n\nFollow [this](https://a.example/) link.\n\n".to_owned();
    painter.paint(&text, false);
    run("getSelection().selectAllChildren(element)", &find(&place, "p:first-child"));
    run("element.focus()", &find(&place, "a"));
    let selected = || run("return getSelection().toString()", &place).as_string();
    for update in 0..200 {
        let more = ["word ", "*and* ", "\n\n- item ", "\n\n```\ncode\n```\n\n", "> quoted "];
        text.push_str(more[update % more.len()]);
        painter.paint(&text, update == 199);
        assert_eq!(selected().as_deref(), Some("Select these words."), "{update}");
        let focused = run("return document.activeElement === element", &find(&place, "a"));
        assert_eq!(focused.as_bool(), Some(true), "{update}");
    }
    place.remove();
}

const TEXTS: &[&str] = &[
    "# One\n\nTwo *three* **four** ~~five~~ `six` [seven](https://a.example/) eight.\n\nNine\n===\n",
    "- one\n- two\n\n  more\n- [x] three\n\n  1. four\n  2. five\n\n> six\n>\n> - seven\n\nend",
    "```rust\nfn main() {}\n\n```\n\n~~~\nplain\n~~~\n\n    indented\n\n```\nopen\n",
    "| a | b | c |\n|:--|:-:|--:|\n| 1 | **2** | `3` |\n| x | y |\n\nafter\n\n---\n\nend",
    "{% hint style=\"warning\" %}\nCareful: **hot**.\n\n- one\n{% endhint %}\n\n> [!TIP]\n> Yes.\n\nend",
    "{% tabs %}\n{% tab title=\"One\" %}\nFirst.\n{% endtab %}\n\n{% tab title=\"Two\" %}\nSecond.\n\
     {% endtab %}\n{% endtabs %}\n\n{% stepper %}\n{% step %}\n### Do\n\nit\n{% endstep %}\n\
     {% endstepper %}\n\nend",
    "<details>\n\n<summary>More</summary>\n\nHidden *text*.\n\n</details>\n\n<figure><img \
     src=\"https://p.example/a.png\" alt=\"A\"><figcaption><p>B</p></figcaption></figure>\n\nend",
    "{% code title=\"a.sh\" lineNumbers=\"true\" %}\n```sh\none\ntwo\n```\n{% endcode %}\n\n\
     {% embed url=\"https://v.example/\" %}\n\n{% content-ref url=\"https://a.example/b\" %}\n[b]\
     (https://a.example/b)\n{% endcontent-ref %}\n\nend",
    "[docs.example.com](https://evil.example/) <https://fine.example/> ![pic](https://p.example/i)\n",
    "Grüße, 日本語 and 👩\u{200D}💻: *mixed* `wïdths`\n\n* ü\n* 日\n\n| é | 本 |\n|---|---|\n| 😀 | x |\n",
];
