//! What a reader does within an answer, by mouse and by keyboard.

use ask_docs_core::markdown::tree::{Kind, Node};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

use super::page::{Sketch, find, node, run, text};
use crate::view::answer::controls::Controls;
use crate::words::Words;

fn tabs(titles: &[&str]) -> Vec<Node> {
    let mut nodes = vec![node(0, Kind::Tabs)];
    for title in titles {
        nodes.push(node(1, Kind::Tab((*title).to_owned())));
        nodes.push(node(2, Kind::Paragraph));
        nodes.push(text(3, title));
    }
    nodes
}

fn press(key: &str, place: &Element) {
    let tab = find(place, "[aria-selected=true]");
    let event = format!(
        "element.dispatchEvent(new KeyboardEvent('keydown', {{key: '{key}', bubbles: true, \
         cancelable: true}}))"
    );
    run(&event, &tab);
}

/// The tab that is chosen, the panel that is shown, and the tab that has the focus.
fn chosen(place: &Element) -> [String; 3] {
    let words = |selector| find(place, selector).text_content().unwrap_or_default();
    let reachable = words("[role=tab][tabindex='0']");
    [words("[role=tab][aria-selected=true]"), words("[role=tabpanel]:not([hidden])"), reachable]
}

#[wasm_bindgen_test]
fn tabs_are_chosen_by_keyboard_and_by_mouse() {
    let mut sketch = Sketch::new(&[], None);
    let _controls = Controls::new(&sketch.place, Words::default());
    sketch.show(&tabs(&["a", "b", "c"]), true);
    assert_eq!(chosen(&sketch.place), ["a", "a", "a"]);
    for (key, then) in [
        ("ArrowRight", "b"),
        ("ArrowRight", "c"),
        ("ArrowRight", "a"),
        ("ArrowLeft", "c"),
        ("Home", "a"),
        ("End", "c"),
        ("x", "c"),
    ] {
        press(key, &sketch.place);
        assert_eq!(chosen(&sketch.place), [then; 3], "{key}");
        let focused = run("return document.activeElement.textContent", &sketch.place);
        assert_eq!(focused.as_string().as_deref(), Some(then), "{key}");
    }
    let _ = sketch.place.set_attribute("dir", "rtl");
    let _ = sketch.find(".tabs").remove_attribute("dir");
    press("ArrowRight", &sketch.place);
    assert_eq!(chosen(&sketch.place), ["b"; 3]);
    run("element.click()", &sketch.find("[role=tab]"));
    assert_eq!(chosen(&sketch.place), ["a"; 3]);
}

#[wasm_bindgen_test]
fn a_chosen_tab_stays_chosen_while_others_come() {
    let mut sketch = Sketch::new(&[], None);
    let _controls = Controls::new(&sketch.place, Words::default());
    sketch.show(&tabs(&["a", "b"]), false);
    press("End", &sketch.place);
    sketch.show(&tabs(&["a", "b", "c", "d"]), false);
    assert_eq!(chosen(&sketch.place), ["b"; 3]);
    // The choice goes only with the tab itself.
    sketch.show(&tabs(&["a"]), false);
    assert_eq!(chosen(&sketch.place), ["a"; 3]);
}

#[wasm_bindgen_test]
fn every_tab_and_its_panel_name_each_other() {
    let mut sketch = Sketch::new(&[], None);
    let mut other = Sketch::new(&[], None);
    sketch.show(&tabs(&["a", "b"]), true);
    other.show(&tabs(&["a", "b"]), true);
    let each = "return [...element.querySelectorAll('[role=tab]')].every((tab) => {
         const panel = document.getElementById(tab.getAttribute('aria-controls'));
         return element.contains(panel) && panel.getAttribute('aria-labelledby') === tab.id;
     })";
    assert_eq!(run(each, &sketch.place).as_bool(), Some(true));
    assert_eq!(run(each, &other.place).as_bool(), Some(true));
}

fn code(written: &str) -> [Node; 2] {
    [node(0, Kind::Code(Box::default())), text(1, written)]
}

/// Waits for what the page says of a copy to be `said`.
async fn told(place: &Element, said: &str) {
    for _ in 0..400 {
        if find(place, ".told").text_content().as_deref() == Some(said) {
            return;
        }
        TimeoutFuture::new(10).await;
    }
    panic!("the page does not say {said:?}");
}

/// Puts `clipboard` and `command` in the place of the browser's own.
fn replace_clipboard(place: &Element, clipboard: &str, command: &str) {
    let code = format!(
        "Object.defineProperty(navigator, 'clipboard', {{value: {clipboard}, configurable: true}});
         document.execCommand = {command}; globalThis.copied = null"
    );
    run(&code, place);
}

#[wasm_bindgen_test]
async fn code_is_copied_as_it_is_and_the_reader_is_told() {
    let mut sketch = Sketch::new(&[], None);
    let shadow = "const host = document.createElement('div'); document.body.append(host); \
         host.attachShadow({mode: 'open'}).append(element)";
    run(shadow, &sketch.place);
    let _controls = Controls::new(&sketch.place, Words::default());
    sketch.show(&code("one\n  two <b>\n"), true);
    let copied = || run("return String(globalThis.copied)", &sketch.place).as_string();
    let command = "() => {
         const field = document.activeElement.shadowRoot.activeElement;
         globalThis.copied = 'by command: '
             + field.value.slice(field.selectionStart, field.selectionEnd);
         return true }";
    let writes = "{writeText: async (text) => { globalThis.copied = text }}";
    let refuses = "{writeText: async () => { throw new DOMException('no') }}";
    let by_command = "by command: one\n  two <b>\n";
    for (clipboard, by) in
        [(writes, "one\n  two <b>\n"), (refuses, by_command), ("undefined", by_command)]
    {
        replace_clipboard(&sketch.place, clipboard, command);
        run("element.textContent = ''", &sketch.find(".told"));
        run("element.focus(); element.click()", &sketch.find("button.copy"));
        told(&sketch.place, "Copied").await;
        assert_eq!(copied().as_deref(), Some(by), "{clipboard}");
        let traces = "const root = element.getRootNode(); \
             return !root.querySelector('textarea') && root.activeElement.className === 'copy'";
        assert_eq!(run(traces, &sketch.place).as_bool(), Some(true), "{clipboard}");
    }
    told(&sketch.place, "").await;
    replace_clipboard(&sketch.place, "undefined", "() => false");
    run("element.click()", &sketch.find("button.copy"));
    told(&sketch.place, "Could not copy: select the text").await;
    run("delete navigator.clipboard; delete document.execCommand", &sketch.place);
}

#[wasm_bindgen_test]
fn code_is_wrapped_on_demand() {
    let mut sketch = Sketch::new(&[], None);
    let controls = Controls::new(&sketch.place, Words::default());
    sketch.show(&code("long"), true);
    let state = || {
        let pressed = sketch.find("button.wrap").get_attribute("aria-pressed").unwrap_or_default();
        (pressed, sketch.find("figure").class_name())
    };
    for (pressed, class) in [("true", "code wrapped"), ("false", "code")] {
        run("element.click()", &sketch.find("button.wrap"));
        assert_eq!(state(), (pressed.to_owned(), class.to_owned()));
    }
    drop(controls);
    run("element.click()", &sketch.find("button.wrap"));
    assert_eq!(state().0, "false", "a dropped painter still listens");
}
