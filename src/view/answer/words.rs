//! A text that grows, in text nodes that stand side by side.
//!
//! Owns how long one of them may get. A change of a text node costs the browser as much as the
//! node is long, so a long text that grew in one node would cost the square of its length. Refuses
//! to know what stands around the text.

use ask_docs_core::markdown::TextChange;
use web_sys::{Node, Text};

use super::pen::{Pen, put_after, remove};

/// The length from which a text goes on in another node, in UTF-16 units. Each node costs the
/// browser, too: 32 KB in chunks of 20 took 1.5 s at 4,096, and 5 s at 512 (Chromium 156).
const LONG: u32 = 4096;
/// The length from which it does so within a word.
const LONGEST: u32 = 2 * LONG;

/// The text nodes of one text; at least one.
pub(super) struct Words {
    first: Text,
    more: Vec<Text>,
}

impl Words {
    pub(super) fn draw(pen: &Pen, text: &str) -> Self {
        Self { first: pen.text(text), more: Vec::new() }
    }

    /// The node that goes into the page; all others put themselves behind it.
    pub(super) fn node(&self) -> Node {
        self.first.clone().into()
    }

    /// The text is now `text`, which has changed as `change` says.
    pub(super) fn change(&mut self, pen: &Pen, text: &str, change: TextChange) {
        self.replace_end(pen, units(change.removed), text.get(change.from..).unwrap_or_default());
    }

    /// Puts `new` in the place of the last `removed` UTF-16 units.
    pub(super) fn replace_end(&mut self, pen: &Pen, mut removed: u32, new: &str) {
        while let Some(last) = self.more.pop_if(|last| last.length() <= removed) {
            removed -= last.length();
            remove(&last);
        }
        let last = self.more.last().unwrap_or(&self.first);
        let kept = last.length().saturating_sub(removed);
        let (here, beyond) = new.split_at(room(kept, new));
        if removed > 0 {
            let _ = last.replace_data(kept, removed, here);
        } else if !here.is_empty() {
            let _ = last.append_data(here);
        }
        if !beyond.is_empty() {
            let next = pen.text(beyond);
            put_after(last, &next);
            self.more.push(next);
        }
    }

    /// In UTF-16 units.
    pub(super) fn len(&self) -> u32 {
        self.more.iter().fold(self.first.length(), |sum, text| sum + text.length())
    }

    /// Takes all of it out of the page.
    pub(super) fn remove(&mut self) {
        for text in self.more.drain(..) {
            remove(&text);
        }
        remove(&self.first);
    }
}

/// How many bytes of `new` still go into a text node that is `kept` long.
fn room(kept: u32, new: &str) -> usize {
    // Letters that join, and pairs that are kerned, stay in one node: not every browser draws
    // them together across two.
    match kept {
        0..LONG => new.len(),
        LONG..LONGEST => new.find([' ', '\n']).map_or(new.len(), |at| at + 1),
        _ => 0,
    }
}

/// A number of UTF-16 units as the page counts them.
pub(super) fn units(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
