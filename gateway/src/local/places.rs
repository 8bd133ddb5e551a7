//! A folder of Markdown as a search, for a site whose answers cannot be had.
//!
//! Owns which passage stands for a page. Refuses to name a page twice.

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use url::Url;

use super::answer::{place, record, title};
use super::library::Library;
use super::ranking::rank;
use super::{Local, plain};
use crate::fallback::{MOST_PLACES, Place, Search, Sought};

impl Search for Local {
    fn search(&self, sought: Sought) -> BoxFuture<'static, Option<Vec<Place>>> {
        let library = self.shelf.library();
        let site = self.site_of(sought.gateway.as_deref());
        async move {
            let question = sought.ask.question;
            let found =
                tokio::task::spawn_blocking(move || places(&library, question.as_str(), &site));
            found.await.ok()
        }
        .boxed()
    }

    fn is_upstream(&self) -> bool {
        false
    }
}

fn places(library: &Library, question: &str, site: &str) -> Vec<Place> {
    let mut pages: Vec<&str> = Vec::new();
    let mut places = Vec::new();
    for hit in rank(library, question) {
        let Some((page, section)) = library.section(hit.number) else { continue };
        if places.len() == MOST_PLACES || pages.contains(&page.path.as_str()) {
            continue;
        }
        pages.push(&page.path);
        places.push(Place {
            id: record(page, section),
            title: title(page, section),
            excerpt: plain::text(&page.markdown[section.body.clone()]),
            url: Url::parse(&format!("{site}{}", place(page, section))).ok(),
        });
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_named_once_with_a_passage_and_an_address() {
        let docs = tempfile::tempdir().expect("a folder");
        let text = "# Log in\n\nLog in with your **work** account.\n\n## Log in again\n\nLog in.\n";
        std::fs::write(docs.path().join("login.md"), text).expect("a file");
        std::fs::write(docs.path().join("zebras.md"), "# Zebras\n\nStripes.\n").expect("a file");
        let library = Library::read(docs.path()).expect("a library");
        let found = places(&library, "how do I log in?", "https://docs.example/");
        let [place] = &found[..] else { panic!("{found:?}") };
        assert!(place.title.starts_with("Log in"), "{place:?}");
        assert!(!place.excerpt.contains('*') && place.excerpt.contains("Log in"), "{place:?}");
        let url = place.url.as_ref().expect("an address");
        assert!(url.as_str().starts_with("https://docs.example/login"), "{url}");
    }
}
