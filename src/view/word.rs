//! Words of the catalogue as children and attributes: they change with the language.

use super::build::{LiveText, live_text};
use crate::session::Session;

/// The word under `key`, as a text.
pub(super) fn word(session: Session, key: &'static str) -> LiveText {
    live_text(move || session.word(key))
}

/// The word under `key`, for an attribute that changes.
pub(super) fn named(session: Session, key: &'static str) -> impl Fn() -> Option<String> {
    move || Some(session.word(key))
}
