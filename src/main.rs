//! The page that `trunk serve` shows: a Leptos app that uses the box as a component.

use ask_docs::{AskDocs, Settings};
use leptos::prelude::*;

fn main() {
    mount_to_body(|| {
        let settings = Settings { link_base: Some(location()), ..Settings::default() };
        view! {
            <main>
                <h1>"Ask the docs"</h1>
                <p>"A Leptos app with the box as its component. Answers come from the gateway."</p>
                <AskDocs settings />
            </main>
        }
    });
}

fn location() -> String {
    window().location().href().unwrap_or_default()
}
