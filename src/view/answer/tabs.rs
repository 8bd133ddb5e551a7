//! Tabs: a list of buttons, and a panel for each, of which one is shown.
//!
//! Follows the tabs pattern of the ARIA Authoring Practices. Which tab is chosen is written in
//! the page alone, so that tabs which arrive later leave the reader's choice as it is.

use std::cell::Cell;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::draw::{Around, Drawn};
use super::pen::{Pen, append, remove, set};
use super::record::Part;

thread_local! {
    /// Ids are unique in the whole page: one shadow root holds many answers.
    static DRAWN: Cell<u32> = const { Cell::new(0) };
}

pub(super) fn draw(pen: &Pen) -> Option<Drawn> {
    let tabs = pen.classed("div", "tabs")?;
    let list = pen.classed("div", "tablist")?;
    set(&list, "role", "tablist");
    append(&tabs, &list);
    Some(Drawn::plain(tabs))
}

/// A tab: its button goes into the list at once, its panel below. `None` outside tabs.
pub(super) fn draw_tab(pen: &Pen, title: &str, around: Around<'_>) -> Option<Drawn> {
    let list = around.parent?.inner.as_ref()?.first_element_child()?;
    if list.get_attribute("role").as_deref() != Some("tablist") {
        return None;
    }
    let number = DRAWN.with(|drawn| drawn.replace(drawn.get().wrapping_add(1)));
    let (tab, panel) = (format!("tab-{number}"), format!("panel-{number}"));

    let button = pen.element("button")?;
    set(&button, "type", "button");
    set(&button, "role", "tab");
    set(&button, "id", &tab);
    set(&button, "aria-controls", &panel);
    button.set_text_content(Some(title));

    let shown = pen.classed("div", "panel")?;
    set(&shown, "role", "tabpanel");
    set(&shown, "id", &panel);
    set(&shown, "aria-labelledby", &tab);
    set(&shown, "tabindex", "0");
    mark(&button, Some(&shown), list.child_element_count() == 0);
    append(&list, &button);
    Some(Drawn {
        outer: Some(shown.clone().into()),
        inner: Some(shown),
        part: Part::Tab(button),
        into: None,
    })
}

/// Takes the button of a tab out of its list. Its panel is the caller's.
pub(super) fn remove_tab(button: &Element) {
    let list = button.parent_element();
    let was_chosen = is_chosen(button);
    remove(button);
    if let Some(first) = list.filter(|_| was_chosen).and_then(|list| list.first_element_child()) {
        choose(&first);
    }
}

/// Shows the panel of `button`, and hides the others.
pub(super) fn choose(button: &Element) {
    let Some(list) = button.parent_element() else { return };
    let mut panel = list.next_element_sibling();
    let mut tab = list.first_element_child();
    while let Some(one) = tab {
        mark(&one, panel.as_ref(), one.is_same_node(Some(button)));
        tab = one.next_element_sibling();
        panel = panel.and_then(|panel| panel.next_element_sibling());
    }
}

/// Chooses the tab that `key` leads to from `button`, and moves focus there. Says whether it did.
pub(super) fn move_by(key: &str, button: &Element) -> bool {
    let Some(list) = button.parent_element() else { return false };
    let (first, last) = (list.first_element_child(), list.last_element_child());
    let is_leftwards = button.matches(":dir(rtl)").unwrap_or(false);
    let next = match key {
        "Home" => first,
        "End" => last,
        "ArrowRight" | "ArrowLeft" => match (key == "ArrowRight") != is_leftwards {
            true => button.next_element_sibling().or(first),
            false => button.previous_element_sibling().or(last),
        },
        _ => return false,
    };
    let Some(next) = next else { return false };
    choose(&next);
    let _ = next.unchecked_ref::<HtmlElement>().focus();
    true
}

fn is_chosen(button: &Element) -> bool {
    button.get_attribute("aria-selected").as_deref() == Some("true")
}

fn mark(button: &Element, panel: Option<&Element>, is_chosen: bool) {
    set(button, "aria-selected", if is_chosen { "true" } else { "false" });
    set(button, "tabindex", if is_chosen { "0" } else { "-1" });
    if let Some(panel) = panel {
        let _ = match is_chosen {
            true => panel.remove_attribute("hidden"),
            false => panel.set_attribute("hidden", ""),
        };
    }
}
