//! Links resolved by the browser's own `URL`: it is there, it is right, and it weighs nothing.

use std::cell::RefCell;
use std::collections::VecDeque;

use ask_docs_core::markdown::links::{Address, Resolver};
use js_sys::JsString;
use web_sys::Url;

/// How many of the last destinations are remembered: those of a block that is being written are
/// asked for with each of its words.
const REMEMBERED: usize = 16;

/// Resolves against an optional base.
#[derive(Clone, Debug, Default)]
pub(crate) struct BrowserResolver {
    base: Option<String>,
    /// What was asked for last, the newest first, and what it came to.
    last: RefCell<VecDeque<(String, Option<Address>)>>,
}

impl BrowserResolver {
    /// Relative links start from `base`, which may itself be relative to the page; without one
    /// they lead nowhere.
    pub(crate) fn new(base: Option<String>) -> Self {
        let base = base.and_then(|base| Url::new_with_base(&base, &super::page::address()).ok());
        Self { base: base.map(|base| base.href()), last: RefCell::default() }
    }

    /// The host (and port) that a reader takes for granted: of the base, else of the page.
    pub(crate) fn home(&self) -> Option<String> {
        let base = self.base.as_deref().and_then(|base| Url::new(base).ok());
        let home = base.map_or_else(super::page::host, |base| base.host());
        Some(home).filter(|home| !home.is_empty())
    }
}

impl Resolver for BrowserResolver {
    fn resolve(&self, destination: &str) -> Option<Address> {
        let mut last = self.last.borrow_mut();
        if let Some((_, address)) = last.iter().find(|(asked, _)| asked == destination) {
            return address.clone();
        }
        let address = self.parse(destination);
        last.truncate(REMEMBERED - 1);
        last.push_front((destination.to_owned(), address.clone()));
        address
    }

    fn lower(&self, text: &str) -> String {
        JsString::from(text).to_lower_case().into()
    }
}

impl BrowserResolver {
    fn parse(&self, destination: &str) -> Option<Address> {
        let url = match &self.base {
            Some(base) => Url::new_with_base(destination, base),
            None => Url::new(destination),
        }
        .ok()?;
        Some(Address {
            href: url.href(),
            scheme: url.protocol(),
            host: url.hostname(),
            has_userinfo: !url.username().is_empty() || !url.password().is_empty(),
        })
    }
}
