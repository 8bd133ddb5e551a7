//! Every kind of node, told to the canvas directly: each change of a list of nodes leads to the
//! page that drawing the new list at once does.

use std::cell::RefCell;
use std::rc::Rc;

use ask_docs_core::markdown::tree::{Alignment, CodeBlock, HintStyle, Kind, Node};
use wasm_bindgen_test::wasm_bindgen_test;

use super::page::{Sketch, dump, href, node, text};

/// A list that holds every kind.
fn every_kind() -> Vec<Node> {
    let code = |title: Option<&str>, has_line_numbers, is_wrapped| {
        let language = Some("sh".to_owned());
        let title = title.map(str::to_owned);
        Kind::Code(Box::new(CodeBlock { language, title, has_line_numbers, is_wrapped }))
    };
    let picture = href("https://p.example/a/picture.png");
    vec![
        node(0, Kind::Heading(2)),
        text(1, "Title"),
        node(0, Kind::Paragraph),
        text(1, "plain "),
        node(1, Kind::Emphasis),
        node(2, Kind::Strong),
        text(3, "both"),
        node(1, Kind::Break),
        node(1, Kind::Strikethrough),
        text(2, "gone"),
        node(1, Kind::CodeSpan),
        text(2, "x = 1"),
        node(1, Kind::Link(href("https://evil.example/"))),
        text(2, "docs.example"),
        node(2, Kind::Strong),
        text(3, ".com"),
        node(1, Kind::Image(picture.clone())),
        node(1, Kind::Image(picture.clone())),
        text(2, "a picture"),
        node(0, Kind::List(Some(3))),
        node(1, Kind::Item(None)),
        node(2, Kind::Paragraph),
        text(3, "three"),
        node(2, Kind::List(None)),
        node(3, Kind::Item(Some(true))),
        node(4, Kind::Paragraph),
        text(5, "done"),
        node(3, Kind::Loose),
        node(4, Kind::Paragraph),
        text(5, "and more"),
        node(3, Kind::Item(Some(false))),
        node(1, Kind::Loose),
        node(1, Kind::Item(None)),
        node(2, Kind::Paragraph),
        text(3, "four"),
        node(0, Kind::Quote),
        node(1, Kind::Hint(HintStyle::Danger)),
        node(2, Kind::Paragraph),
        text(3, "careful"),
        node(0, Kind::Tabs),
        node(1, Kind::Tab("One".to_owned())),
        node(2, Kind::Paragraph),
        text(3, "first"),
        node(1, Kind::Tab("Two".to_owned())),
        node(2, Kind::Tabs),
        node(3, Kind::Tab("Within".to_owned())),
        node(1, Kind::Tab("Three".to_owned())),
        node(0, Kind::Stepper),
        node(1, Kind::Step),
        node(2, Kind::Heading(3)),
        text(3, "Do it"),
        node(1, Kind::Step),
        node(0, Kind::Details(true)),
        node(1, Kind::Summary),
        text(2, "More"),
        node(1, Kind::Paragraph),
        text(2, "hidden"),
        node(0, Kind::Figure),
        node(1, Kind::Image(picture)),
        text(2, "shown"),
        node(1, Kind::Caption),
        text(2, "A caption"),
        node(0, Kind::Card(href("https://a.example/b?c"))),
        node(0, Kind::Card(href("https://a.example/b"))),
        node(1, Kind::Paragraph),
        node(2, Kind::Link(href("https://a.example/b"))),
        text(3, "B"),
        node(0, code(Some("a.sh"), true, false)),
        text(1, "one\ntwo\nthree"),
        node(0, code(None, false, true)),
        node(0, Kind::Table(vec![Alignment::Start, Alignment::Center, Alignment::End])),
        node(1, Kind::Row),
        node(2, Kind::Cell),
        text(3, "a"),
        node(2, Kind::Cell),
        node(2, Kind::Cell),
        text(3, "c"),
        node(1, Kind::Row),
        node(2, Kind::Cell),
        node(2, Kind::Cell),
        text(3, "2"),
        node(1, Kind::Row),
        node(0, Kind::Rule),
        node(0, Kind::Paragraph),
        text(1, "end"),
    ]
}

fn at_once(nodes: &[Node], is_complete: bool) -> String {
    let mut sketch = Sketch::new(&[], None);
    let drawn = sketch.show(nodes, is_complete);
    sketch.place.remove();
    drawn
}

#[wasm_bindgen_test]
fn nodes_that_come_one_by_one_are_drawn_as_at_once() {
    let all = every_kind();
    let mut growing = Sketch::new(&[], None);
    for end in 0..=all.len() {
        assert_eq!(growing.show(&all[..end], false), at_once(&all[..end], false), "{end}");
    }
    assert_eq!(growing.show(&all, true), at_once(&all, true));
    assert_eq!(growing.show(&[], false), "");
}

#[wasm_bindgen_test]
fn going_back_to_any_node_and_on_again_leaves_no_trace() {
    let all = every_kind();
    let mut sketch = Sketch::new(&[], None);
    for back in 0..all.len() {
        let on = (back + 7).min(all.len());
        sketch.show(&all[..on], back % 3 == 0);
        assert_eq!(sketch.show(&all[..back], false), at_once(&all[..back], false), "{back}");
    }
}

#[wasm_bindgen_test]
fn a_text_may_change_anywhere_and_in_every_way() {
    let all = every_kind();
    let mut sketch = Sketch::new(&[], None);
    for index in 0..all.len() {
        let Kind::Text(text) = &all[index].kind else { continue };
        for changed in
            ["", "new", "lo\u{202C}ng\nand 👩\u{200D}💻", &text[..1], &format!("{text}\n…")]
        {
            let mut nodes = all[..=index].to_vec();
            // The list as it was, grown to its end, so that links and code are settled.
            sketch.show(&all, true);
            match changed.is_empty() {
                true => drop(nodes.pop()),
                false => nodes[index].kind = Kind::Text(changed.to_owned()),
            }
            assert_eq!(sketch.show(&nodes, false), at_once(&nodes, false), "{index}: {changed:?}");
            nodes.extend_from_slice(&all[index + 1..]);
            assert_eq!(sketch.show(&nodes, true), at_once(&nodes, true), "{index}: {changed:?}");
        }
    }
}

#[wasm_bindgen_test]
fn random_changes_of_random_lists_lead_where_drawing_at_once_does() {
    let all = every_kind();
    let mut seed = 0x2545_F491_u32;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as usize % below
    };
    let mut sketch = Sketch::new(&[], None);
    let mut nodes: Vec<Node> = Vec::new();
    for round in 0..400 {
        nodes.truncate(random(nodes.len() + 1));
        for _ in 0..random(12) {
            // Also lists that no text leads to: any kind at any depth.
            let mut node = all[random(all.len())].clone();
            let deepest = nodes.last().map_or(0, |last| last.depth + 1);
            node.depth = random(usize::from(deepest.min(6)) + 1) as u8;
            nodes.push(node);
        }
        let is_complete = random(4) == 0;
        assert_eq!(sketch.show(&nodes, is_complete), at_once(&nodes, is_complete), "{round}");
    }
}

#[wasm_bindgen_test]
fn a_list_is_loose_as_soon_as_that_is_said_wherever_it_is() {
    let item = || [node(1, Kind::Item(None)), node(2, Kind::Paragraph), text(3, "x")];
    let mut nodes = vec![node(0, Kind::List(None))];
    nodes.extend(item());
    let mut sketch = Sketch::new(&[], None);
    assert!(!sketch.show(&nodes, false).contains("loose"));
    let tight = nodes.len();
    for loose in [node(1, Kind::Loose), node(2, Kind::Loose)] {
        nodes.push(loose);
        nodes.extend([node(2, Kind::Paragraph), text(3, "y")]);
        let shown = sketch.show(&nodes, false);
        assert!(shown.contains("  ul class=\"loose\""), "{shown}");
        assert_eq!(sketch.find("li").child_element_count(), 2, "{shown}");
        nodes.truncate(tight);
        assert!(!sketch.show(&nodes, false).contains("loose"));
    }
}

#[wasm_bindgen_test]
fn an_image_is_loaded_from_an_allowed_origin_alone() {
    let image = |address: &str| {
        let image = Kind::Image(href(address));
        [node(0, Kind::Paragraph), node(1, image), text(2, "A chart")]
    };
    let mut sketch = Sketch::new(&["https://p.example"], None);
    for address in [
        "http://p.example/a.png",
        "https://p.example:8443/a.png",
        "https://p.example.evil.example/a.png",
        "https://evil.example/https://p.example/",
        "mailto:p@p.example",
    ] {
        let shown = sketch.show(&image(address), true);
        assert!(!shown.contains("img") && shown.contains("A chart"), "{shown}");
        assert!(sketch.find("a.picture").get_attribute("href").is_some_and(|to| to == address));
    }
    sketch.show(&image("https://p.example/a.png"), false);
    assert!(!sketch.find("img").has_attribute("src"), "loaded before it is described");
    sketch.show(&image("https://p.example/a.png"), true);
    let shown = sketch.find("img");
    let attributes = ["alt", "src", "loading", "decoding", "referrerpolicy"];
    let values = attributes.map(|name| shown.get_attribute(name).unwrap_or_default());
    assert_eq!(values, ["A chart", "https://p.example/a.png", "lazy", "async", "no-referrer"]);
}

#[wasm_bindgen_test]
fn code_is_coloured_once_it_no_longer_grows_and_again_if_it_changes() {
    let calls = Rc::new(RefCell::new(Vec::new()));
    let highlight = {
        let calls = Rc::clone(&calls);
        Rc::new(move |code: &web_sys::Element, language: &str| {
            let text = code.text_content().unwrap_or_default();
            calls.borrow_mut().push(format!("{language}: {text}"));
            // As colouring does: other nodes take the place of the text.
            code.set_text_content(None);
            let part = code.owner_document().and_then(|page| page.create_element("b").ok());
            let part = part.expect("an element");
            part.set_text_content(Some(&text));
            code.append_child(&part).expect("a child");
        })
    };
    let mut sketch = Sketch::new(&[], Some(highlight));
    let block = CodeBlock { language: Some("sh".to_owned()), ..CodeBlock::default() };
    let code = node(0, Kind::Code(Box::new(block)));
    let after = [node(0, Kind::Paragraph), text(1, "after")];
    sketch.show(&[code.clone(), text(1, "ls")], false);
    assert!(calls.borrow().is_empty());
    let [first, second] = after;
    sketch.show(&[code.clone(), text(1, "ls"), first.clone()], false);
    sketch.show(&[code.clone(), text(1, "ls"), first, second], false);
    sketch.show(&[code.clone(), text(1, "ls")], true);
    assert_eq!(*calls.borrow(), ["sh: ls"]);
    sketch.show(&[code.clone(), text(1, "ls -l")], false);
    assert_eq!(sketch.find("code").text_content().as_deref(), Some("ls -l"));
    assert!(!dump(&sketch.place).contains("  b\n"), "{}", dump(&sketch.place));
    sketch.show(&[code, text(1, "ls -la")], true);
    assert_eq!(*calls.borrow(), ["sh: ls", "sh: ls -la"]);
}
