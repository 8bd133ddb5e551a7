//! What the reader sees: a function of the session, drawn inside a shadow root.
//!
//! Elements are built one by one ([`build`]), not with Leptos' `view!`: the macro turns static
//! markup into `innerHTML`, which a page under Trusted Types refuses. A test looks for it in the
//! shipped glue.

mod actions;
mod answer;
mod ask_box;
mod budget;
mod build;
mod clock;
mod counter;
mod feedback;
mod follow_ups;
mod form;
mod freshness;
mod held;
mod icon;
mod list;
mod mounted;
mod newest;
mod own_actions;
mod quote;
mod recent;
mod sent;
mod source_click;
mod sources;
mod status;
mod tools;
mod turn;
mod voice;
mod word;

#[cfg(feature = "bench")]
pub(crate) use answer::{Painter, Style, answer};
#[cfg(feature = "bench")]
pub(crate) use build::Child;
pub(crate) use mounted::Mounted;
