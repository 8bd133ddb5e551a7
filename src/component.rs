//! The box as a component of a Leptos app: the only file that needs more of Leptos than its signals.

use leptos::html::{Div, div};
use leptos::prelude::*;

use crate::browser::page;
use crate::settings::Settings;
use crate::view::Mounted;

/// The box as a component of a Leptos app.
///
/// It draws itself into a shadow root of its own, so neither the app's styles nor the box's reach
/// the other. The conversation ends with the component.
///
/// ```
/// use ask_docs::{AskDocs, Settings};
/// use leptos::prelude::*;
///
/// #[component]
/// fn Help() -> impl IntoView {
///     let settings = Settings { label: "Ask our docs".to_owned(), ..Settings::default() };
///     view! { <AskDocs settings /> }
/// }
/// ```
#[allow(unreachable_pub, reason = "the macro makes a public function, which `lib.rs` exports")]
#[component]
pub fn AskDocs(
    /// The box's settings. Without an `endpoint`, the page's own host is asked.
    #[prop(optional)]
    settings: Settings,
) -> impl IntoView {
    let host = NodeRef::<Div>::new();
    let mounted = StoredValue::new_local(None);
    Effect::new(move |_| {
        if let Some(host) = host.get() {
            match Mounted::new(host.into(), settings.clone()) {
                Ok(box_) => mounted.set_value(Some(box_)),
                Err(sentence) => page::warn(&sentence),
            }
        }
    });
    div().node_ref(host)
}
