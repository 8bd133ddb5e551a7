//! Long texts: drawn in pieces that nobody sees.

use ask_docs_core::markdown::tree::{Alignment, CodeBlock, Kind, Node};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

use super::page::{Sketch, dump, find, href, node, run, text};

const STYLE: &str = include_str!("../../../../style/answer.css");

fn code(written: &str) -> [Node; 2] {
    let block = CodeBlock { has_line_numbers: true, ..CodeBlock::default() };
    [node(0, Kind::Code(Box::new(block))), text(1, written)]
}

fn paragraph(written: &str) -> [Node; 2] {
    [node(0, Kind::Paragraph), text(1, written)]
}

fn link(written: &str) -> [Node; 2] {
    [node(0, Kind::Link(href("https://a.example/"))), text(1, written)]
}

/// `count` lines, some of them empty.
fn lines(count: usize) -> String {
    let line = |at: usize| if at % 16 < 3 { String::new() } else { format!("  line 😀 {at}") };
    (0..count).map(line).collect::<Vec<_>>().join("\n")
}

fn content(place: &Element, selector: &str) -> String {
    find(place, selector).text_content().unwrap_or_default()
}

fn number(code: &str, element: &Element) -> f64 {
    run(code, element).as_f64().expect("a number")
}

/// Shows one text after the other, and checks each to be as it is when drawn at once.
fn check_steps(draw: impl Fn(&str) -> [Node; 2], steps: &[String]) -> Sketch {
    let mut growing = Sketch::new(&[], None);
    for (at, step) in steps.iter().enumerate() {
        let grown = growing.show(&draw(step), false);
        let mut whole = Sketch::new(&[], None);
        assert_eq!(grown, whole.show(&draw(step), false), "step {at}");
        whole.place.remove();
    }
    growing
}

#[wasm_bindgen_test]
fn long_code_grows_in_groups_of_few_lines_and_so_do_its_numbers() {
    let all = lines(70);
    let ends = (0..=all.len()).filter(|&end| end % 7 == 0 && all.is_char_boundary(end));
    let steps: Vec<String> = ends.map(|end| all[..end].to_owned()).chain([all.clone()]).collect();
    let sketch = check_steps(code, &steps[1..]);
    assert_eq!(content(&sketch.place, "code"), all);
    let numbers: Vec<String> = (1..=70).map(|number| number.to_string()).collect();
    assert_eq!(content(&sketch.place, ".gutter"), numbers.join("\n"));
    for parent in ["code", ".gutter"] {
        let most = "return Math.max(...Array.from(element.children, (group) =>
            group.textContent.trimEnd().split('\\n').length))";
        assert!(number(most, &find(&sketch.place, parent)) <= 16.0);
        assert_eq!(find(&sketch.place, parent).child_element_count(), 5);
    }
}

#[wasm_bindgen_test]
fn a_change_of_code_may_reach_back_over_many_groups() {
    let full = lines(32) + "\n";
    let steps = [lines(100), lines(3), lines(60), full, lines(32), "other\n".repeat(40), lines(1)];
    let sketch = check_steps(code, &[&steps[..], &["x".to_owned()]].concat());
    assert_eq!(content(&sketch.place, "code"), "x");
    assert_eq!(content(&sketch.place, ".gutter"), "1");
}

#[wasm_bindgen_test]
fn a_long_text_grows_in_nodes_that_are_not_long() {
    for (draw, selector) in [(paragraph as fn(&str) -> [Node; 2], "p"), (link, "a")] {
        for words in ["some words and ", "日本語のように空白のない"] {
            let steps: Vec<String> = (1..=200).map(|count| words.repeat(10 * count)).collect();
            let mut sketch = Sketch::new(&[], None);
            for step in &steps {
                sketch.show(&draw(step), false);
            }
            assert_eq!(content(&sketch.place, selector), *steps[199]);
            let longest =
                "return Math.max(...Array.from(element.childNodes, (text) => text.length))";
            let element = find(&sketch.place, selector);
            assert!(number(longest, &element) <= 8400.0, "{words}");
            let cut = "return Array.from(element.childNodes).slice(0, -1)
                .filter((text) => !text.data.endsWith(' ')).length";
            assert!(!words.contains(' ') || number(cut, &element) == 0.0);
            assert!(number("return element.childNodes.length", &element) > 2.0, "{words}");
        }
    }
}

#[wasm_bindgen_test]
fn a_change_of_a_long_text_may_reach_back_over_many_nodes() {
    let grown = |count: usize| (0..count).map(|at| "word ".repeat(at)).collect::<Vec<_>>();
    let mut steps: Vec<String> = Vec::new();
    for part in grown(100) {
        steps.push(steps.last().cloned().unwrap_or_else(|| "start ".to_owned()) + &*part);
    }
    let last = steps.last().cloned().unwrap_or_default();
    steps.extend([last[..3000].to_owned() + "other", last[..10].to_owned(), "new".to_owned()]);
    check_steps(paragraph, &steps);
    check_steps(link, &steps);
}

#[wasm_bindgen_test]
fn nobody_sees_or_copies_that_code_is_in_groups() {
    let with_end = lines(64) + "\n";
    for written in [lines(64), lines(65), with_end, "\n".repeat(40) + "x", "x".repeat(300)] {
        let mut sketch = Sketch::new(&[], None);
        sketch.place.set_class_name("answer");
        sketch.show(&code(&written), true);
        for class in ["code", "code wrapped"] {
            find(&sketch.place, "figure").set_class_name(class);
            let compare = format!(
                "const style = document.createElement('style');
                 style.textContent = {STYLE:?};
                 element.append(style);
                 const code = element.querySelector('code');
                 const seen = () => {{
                     const {{ width, height }} = code.getBoundingClientRect();
                     const pre = code.parentNode;
                     getSelection().selectAllChildren(code);
                     return [width, height, pre.scrollWidth, String(getSelection())].join();
                 }};
                 const groups = Array.from(code.childNodes);
                 const grouped = seen();
                 code.textContent = code.textContent;
                 const single = seen();
                 code.replaceChildren(...groups);
                 style.remove();
                 return grouped === single ? '' : `${{grouped}} is not ${{single}}`;"
            );
            let told = run(&compare, &sketch.place);
            assert_eq!(told.as_string().as_deref(), Some(""), "{class}: {}", dump(&sketch.place));
        }
        sketch.place.remove();
    }
}

/// A table of two columns and so many rows below its header.
fn table(rows: usize) -> Vec<Node> {
    let mut nodes = vec![node(0, Kind::Table(vec![Alignment::Start, Alignment::End]))];
    for number in 0..=rows {
        nodes.push(node(1, Kind::Row));
        for words in [format!("row {number}"), "some more words ".repeat(1 + number % 3)] {
            nodes.extend([node(2, Kind::Cell), text(3, &words)]);
        }
    }
    nodes
}

#[wasm_bindgen_test]
fn a_long_table_keeps_its_columns_and_they_stay_in_line() {
    let mut sketch = Sketch::new(&[], None);
    let sheet = "const sheet = new CSSStyleSheet(); sheet.replaceSync(element.title);
        document.adoptedStyleSheets = [sheet]";
    sketch.place.set_class_name("answer");
    let _ = sketch.place.set_attribute("title", &format!("* {{ box-sizing: border-box }} {STYLE}"));
    run(sheet, &sketch.place);
    let whole = table(100);
    let mut wide = "";
    // A row and a bit at a time, then back to a few rows, and on again.
    let there = (1..=whole.len()).step_by(7);
    for shown in there.chain([whole.len(), 30, whole.len()]) {
        sketch.show(&whole[..shown], false);
        let is_long = !sketch.find("table").class_name().is_empty();
        wide = if is_long { "long" } else { wide };
        let unaligned = number(
            "return [...element.querySelectorAll('tr')].filter((row) => [...row.cells].some(
                (cell, at) => Math.abs(cell.getBoundingClientRect().left
                    - element.querySelectorAll('th')[at].getBoundingClientRect().left) > 1)).length",
            &sketch.place,
        );
        assert_eq!(unaligned, 0.0, "{shown} nodes");
    }
    assert_eq!(wide, "long");
    let rows = "return element.querySelectorAll('tbody tr').length";
    assert_eq!(number(rows, &sketch.place), 100.0);
    let order = "return Number([...element.querySelectorAll('tr')].every(
        (row, at) => row.firstChild.textContent === `row ${at}`))";
    assert_eq!(number(order, &sketch.place), 1.0);
    let most =
        "return Math.max(...[...element.querySelectorAll('tbody')].map((b) => b.rows.length))";
    assert_eq!(number(most, &sketch.place), 16.0);
    run("document.adoptedStyleSheets = []", &sketch.place);
}
