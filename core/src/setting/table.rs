//! The table itself, in the order in which the reference lists it.

use super::{Kind, Reader, Setting};
use crate::request::MAX_GOAL_CHARACTERS;

/// Every setting.
pub const SETTINGS: &[Setting] = &[
    by_box("endpoint", Kind::Address, ""),
    by_box("organization", Kind::Id, "local"),
    by_box("site", Kind::Id, "docs"),
    by_box("token", Kind::Secret, ""),
    by_box("site-space", Kind::Text, ""),
    by_box("scope", Kind::List, "all"),
    by_box("goal", Kind::UpTo(MAX_GOAL_CHARACTERS), ""),
    by_box("visitor", Kind::Text, ""),
    by_box("session", Kind::Text, ""),
    by_box("label", Kind::Text, ""),
    by_box("placeholder", Kind::Line, ""),
    by_box("language", Kind::Text, ""),
    by_box("starters", Kind::Flag, "true"),
    by_box("disclaimer", Kind::Line, ""),
    by_box("link-base", Kind::Text, ""),
    by_box("images", Kind::Origins, ""),
    by_box("patience", Kind::Whole { least: 1, most: 600 }, "35"),
    by_box("feedback", Kind::Degree(&["off", "event", "send"]), "off"),
    by_box("tell-questions", Kind::Flag, "false"),
    by_box("history", Kind::Choice(&["off", "session"]), "off"),
    by_box("consent", Kind::Text, ""),
    by_box("consent-link", Kind::Text, ""),
    by_box("mode", Kind::Choice(&["inline", "launcher", "dialog", "panel"]), "inline"),
    by_loader("button", Kind::Choice(&["auto", "floating", "inline", "none"]), "auto"),
    by_loader("position", Kind::Choice(POSITIONS), "bottom-end"),
    by_loader("side", Kind::Choice(&["end", "start", "left", "right"]), "end"),
    by_loader("push", Kind::Flag, "false"),
    by_loader("load", Kind::Choice(&["intent", "visible", "idle", "eager"]), "intent"),
    by_loader("shortcut", Kind::Line, ""),
    by_loader("selection", Kind::Text, ""),
    by_loader("deep-link", Kind::Choice(&["off", "prefill", "ask"]), "off"),
    by_loader("fallback", Kind::Text, ""),
    by_loader("theme", Kind::Choice(&["light", "dark", "system"]), ""),
    by_loader("dark-when", Kind::Text, ""),
    by_box("get-token", Kind::Function, ""),
    by_box("headers", Kind::Function, ""),
    by_box("actions", Kind::Actions, ""),
    by_box("strings", Kind::Words, ""),
];

const POSITIONS: &[&str] = &["bottom-end", "bottom-start", "top-end", "top-start"];

const fn by_box(name: &'static str, kind: Kind, default: &'static str) -> Setting {
    Setting { name, kind, default, reader: Reader::Box }
}

const fn by_loader(name: &'static str, kind: Kind, default: &'static str) -> Setting {
    Setting { name, kind, default, reader: Reader::Loader }
}
