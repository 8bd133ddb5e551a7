//! A page to what the doctor reads in it: tags that can be written and read again, and policies that
//! let the box in once they are corrected as it says.
//!
//! The first line of an input is a policy, the rest the page.

use ask_docs_core::install::markup::{Tag, tags};
use ask_docs_core::install::place::Place;
use ask_docs_core::install::policy::{Needs, Policy};

/// Checks one input.
pub fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let (policy, page) = text.split_once('\n').unwrap_or((&text, ""));
    check_page(page);
    check_policy(policy, tags(page).first());
}

fn check_page(page: &str) {
    for tag in tags(page) {
        assert_eq!(tags(&written(&tag))[..1], [tag], "in {page:?}");
    }
    if !page.contains("</") {
        assert_eq!(tags(&format!("<textarea>{page}")), [], "text is no tag");
    }
    assert_eq!(tags(&format!("<!--{}", page.replace('>', ""))), [], "a comment is no tag");
}

/// `tag` in the most careful of spellings.
fn written(tag: &Tag) -> String {
    let mut text = format!("<{}", tag.name);
    for (name, value) in &tag.attributes {
        let value = value.replace('&', "&amp;").replace('"', "&quot;");
        text.push_str(&format!(" {name}=\"{value}\""));
    }
    text + ">"
}

fn check_policy(text: &str, tag: Option<&Tag>) {
    let place = |address| Place::read(address).expect("an address");
    let needs = Needs {
        page: place("https://www.example.com/start"),
        script: place("https://cdn.example.com/box/ask-docs.js"),
        gateway: place("https://ask.example.com:8443"),
        nonce: tag.and_then(|tag| tag.get("nonce")),
        integrity: tag.and_then(|tag| tag.get("integrity")),
    };
    let verdict = Policy::read(text).judge(&needs);
    // Of two directives with one name the first counts.
    let lines = verdict.needed.iter().chain(&verdict.frame).map(|one| format!("{};", one.line));
    let corrected = lines.collect::<String>() + text;
    let again = Policy::read(&corrected).judge(&needs);
    assert_eq!((again.needed, again.frame), (Vec::new(), None), "{text:?} became {corrected:?}");
}
