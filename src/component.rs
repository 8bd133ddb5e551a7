//! The box as a component of a Leptos app: the only file that needs more of Leptos than its signals.

use leptos::html::{Div, div};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;

use crate::browser::{error, languages, page};
use crate::session::Session;
use crate::settings::Settings;
use crate::settings::read::Read;
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
///     let settings = Settings { label: Some("Ask our docs".to_owned()), ..Settings::default() };
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
            let host: HtmlElement = host.into();
            match Mounted::new(host.clone(), settings.clone()) {
                Ok(box_) => {
                    spawn_local(speak(box_.session(), host, settings.clone()));
                    mounted.set_value(Some(box_));
                }
                Err(sentence) => page::warn(&sentence),
            }
        }
    });
    div().node_ref(host)
}

/// Gives `session` the words of its language. Until they are there they are English.
async fn speak(session: Session, host: HtmlElement, settings: Settings) {
    match languages::bring(&host, settings.language.as_deref()).await {
        // The box may have gone meanwhile.
        Ok(language) if language.is_object() && session.is_alive() => {
            session.update(Read { settings, language, ..Read::default() });
        }
        Ok(_) => {}
        Err(thrown) => {
            let cause = error::message(&thrown);
            page::warn(&format!(
                "Ask the Docs: the words could not be loaded, so they are English: {cause}"
            ));
        }
    }
}
