//! An image: a link that says what it shows, or the image itself where its origin is allowed.
//!
//! Owns the rule that nothing is loaded from an origin that the site's owner has not named.

use ask_docs_core::markdown::links::Href;
use web_sys::{Element, Text};

use super::draw::Drawn;
use super::link;
use super::pen::{Pen, append, remove, set};
use super::record::Part;

/// What of an image is drawn when its description is complete.
pub(super) enum Picture {
    /// Its address, and the element, never in the page, that collects its description.
    Shown { image: Element, description: Element, href: Href },
    /// Its words, and its name if it has no others.
    Linked { words: Element, href: Href, name: Option<Text> },
}

impl Picture {
    pub(super) fn draw(pen: &Pen, href: &Href, is_linked: bool) -> Option<Drawn> {
        let href = href.clone();
        let (outer, inner, picture) = if pen.images.iter().any(|allowed| allowed == origin(&href)) {
            let image = pen.classed("img", "picture")?;
            set(&image, "loading", "lazy");
            set(&image, "decoding", "async");
            set(&image, "referrerpolicy", "no-referrer");
            let description = pen.element("span")?;
            (image.clone(), description.clone(), Self::Shown { image, description, href })
        } else {
            // A link in a link would take its clicks.
            let words = if is_linked { pen.element("span")? } else { link::anchor(pen, &href)? };
            set(&words, "class", "picture");
            (words.clone(), words.clone(), Self::Linked { words, href, name: None })
        };
        let part = Part::Picture(Box::new(picture));
        Some(Drawn { outer: Some(outer.into()), inner: Some(inner), part, ..Drawn::default() })
    }

    /// Its description is complete.
    pub(super) fn settle(&mut self, pen: &Pen) {
        match self {
            Self::Shown { image, description, href } => {
                set(image, "alt", &description.text_content().unwrap_or_default());
                // Last: from here on the browser loads it.
                if !image.has_attribute("src") {
                    set(image, "src", href.as_str());
                }
            }
            Self::Linked { words, href, name } => {
                if words.first_child().is_none() {
                    let text = pen.text(file_name(href));
                    append(words, &text);
                    *name = Some(text);
                }
            }
        }
    }

    /// Its description changes after all.
    pub(super) fn reopen(&mut self) {
        if let Self::Linked { name, .. } = self
            && let Some(name) = name.take()
        {
            remove(&name);
        }
    }
}

/// As in `https://docs.example.com:8080`: all of a serialized address before its path.
fn origin(href: &Href) -> &str {
    let address = href.as_str();
    let Some(scheme) = address.find("://") else { return "" };
    let host = scheme + "://".len();
    let end = address.get(host..).and_then(|rest| rest.find(['/', '?', '#']));
    end.and_then(|end| address.get(..host + end)).unwrap_or(address)
}

/// The last part of the path, else the host.
fn file_name(href: &Href) -> &str {
    let place = link::place(href);
    place.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(place)
}
