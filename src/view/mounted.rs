//! A box in the page, as a value: dropping it takes the box out and ends its conversation.

use std::any::Any;
use std::fmt;

use leptos::mount::mount_to;
use leptos::prelude::*;
use web_sys::HtmlElement;

use super::ask_box::ask_box;
use crate::browser::events::Told;
use crate::browser::{element, page};
use crate::session::Session;
use crate::settings::Settings;

/// A box in the page.
#[must_use]
pub(crate) struct Mounted {
    session: Session,
    /// Leptos' handle, whose type names the whole view.
    view: Option<Box<dyn Any>>,
    /// What the session's signals live in. The view has an owner of its own.
    owner: Owner,
}

impl Mounted {
    /// Draws a box into the shadow root of `host`.
    ///
    /// # Errors
    /// A sentence for the console, when `host` cannot hold a box.
    pub(crate) fn new(host: HtmlElement, mut settings: Settings) -> Result<Self, String> {
        let place = element::place(&host)?;
        if settings.endpoint.is_empty() {
            settings.endpoint = page::origin();
        }
        // The executor must be there before the session fetches anything.
        _ = any_spawner::Executor::init_wasm_bindgen();
        let owner = Owner::new_root(None);
        let session = owner.with(|| Session::new(host, settings));
        let view = mount_to(place, move || ask_box(session));
        session.tell(&Told::Ready {});
        Ok(Self { session, view: Some(Box::new(view)), owner })
    }

    /// The box's conversation.
    pub(crate) fn session(&self) -> Session {
        self.session
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.view = None;
        self.owner.cleanup();
    }
}

impl fmt::Debug for Mounted {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Mounted").finish_non_exhaustive()
    }
}
