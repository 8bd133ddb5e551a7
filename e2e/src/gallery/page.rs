//! The page of the docs that shows the pictures.

use std::fmt::Write as _;

use super::WINDOWS;
use crate::states::STATES;

const HEAD: &str = "---
description: Every state of the box in pictures.
---

# Gallery

Every state that a reader can find the box in: light above and dark below, wide on the left and on a phone on the right. The pictures are taken by `cargo xtask gallery`, which brings a real box into each state; this page is written by it too.
";

/// The text of the page.
pub(super) fn text() -> String {
    let mut text = HEAD.to_owned();
    text += "\n## States\n";
    for state in STATES {
        show(&mut text, state.name, &format!("state-{}", state.name), state.about);
    }
    text += "\n## Windows and directions\n";
    for window in WINDOWS {
        show(&mut text, window.name, window.name, window.about);
    }
    text
}

fn show(text: &mut String, name: &str, file: &str, about: &str) {
    let title = name.replace('-', " ");
    let title = title[..1].to_uppercase() + &title[1..];
    let _ = write!(text, "\n### {title}\n\n{about}.\n\n![{about}](pictures/{file}.png)\n");
}
