//! The few drawings of the box: strokes in the colour of the text beside them.

use super::build::{Built, drawing};

/// An arrow upwards: send.
pub(super) const SEND: &str = "M8 13V3M3.5 7.5 8 3l4.5 4.5";
/// A square: stop.
pub(super) const STOP: &str = "M4.5 4.5h7v7h-7z";
/// A corner arrow: a question that follows.
pub(super) const FOLLOW: &str = "M4 3v4.5a2 2 0 0 0 2 2h6M9.5 7l2.5 2.5L9.5 12";
/// A chevron that points down.
pub(super) const CHEVRON: &str = "m4 6 4 4 4-4";
/// A turning arrow: again.
pub(super) const AGAIN: &str = "M13 8a5 5 0 1 1-1.5-3.6M13 2.5v3h-3";
/// A pencil: in other words.
pub(super) const EDIT: &str = "M3 13v-2.5L10.5 3 13 5.5 5.5 13zM9 4.5 11.5 7";
/// A clock: of late.
pub(super) const RECENT: &str = "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM8 5v3l2 1.5";
/// A cross: away with it.
pub(super) const REMOVE: &str = "m4.5 4.5 7 7M11.5 4.5l-7 7";
/// Two sheets: copy.
pub(super) const COPY: &str = "M6 6h7v7H6zM10 3.5V3H3v7h.5";
/// A tick: done.
pub(super) const DONE: &str = "m3.5 8.5 3 3 6-7";

/// A thumb upwards: it helped.
pub(super) const HELPFUL: &str = "M2.5 7H5v6.5H2.5zM5 7.5l2.5-5c1 0 1.7.8 1.5 1.8l-.4 2.2h3.6c.9 0 1.5.8 1.3 1.7l-.9 4c-.2.8-.8 1.3-1.6 1.3H5";
/// A thumb downwards: it did not help.
pub(super) const NOT_HELPFUL: &str = "M2.5 9H5V2.5H2.5zM5 8.5l2.5 5c1 0 1.7-.8 1.5-1.8l-.4-2.2h3.6c.9 0 1.5-.8 1.3-1.7l-.9-4c-.2-.8-.8-1.3-1.6-1.3H5";

/// The drawing of `strokes`, hidden from assistive technology.
pub(super) fn icon(strokes: &str) -> Built {
    drawing("svg")
        .attr("class", "icon")
        .attr("viewBox", "0 0 16 16")
        .attr("aria-hidden", "true")
        .child(drawing("path").attr("d", strokes))
}
