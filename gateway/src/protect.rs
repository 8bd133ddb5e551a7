//! What stands between a well-formed question and its answer.
//!
//! ```text
//! visitor's token ─▶ a place among the answers on their way ─▶ same question again? ─▶ client's
//! and origin's rate ─▶ admitted … (an answer that is known already) … ─▶ the day's budget ─▶ asked
//! ```
//!
//! Owns the order. Refuses to look at what is asked, beyond whether it was asked before.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use futures_util::StreamExt as _;

use crate::answers::Answering;
use crate::client::{Client, ProxySettings};
use crate::refusal::Refusal;
use crate::store::Store;

use budget::Budget;
use limits::{Limits, Place};
use loop_breaker::LoopBreaker;
use visitor::Visitors;

pub(crate) use budget::Charge;
pub(crate) use visitor::Unproven;

mod budget;
mod limiter;
mod limits;
mod loop_breaker;
mod uses;
mod visitor;

pub(crate) use limiter::Limiter;
pub use limiter::Rate;
pub use limits::LimitSettings;
pub use loop_breaker::LoopSettings;
pub use visitor::{VisitorAlgorithm, VisitorKey, VisitorSettings};

/// How long to wait when all places are taken. Answers take some ten seconds each.
const UNTIL_A_PLACE: Duration = Duration::from_secs(5);

/// What protects all sites together.
#[derive(Clone, Debug, Default)]
pub struct ProtectionSettings {
    /// Who may say for whom it speaks.
    pub proxies: ProxySettings,
    /// How much is too much.
    pub limits: LimitSettings,
    /// How often is too often.
    pub loops: LoopSettings,
}

impl ProtectionSettings {
    /// Without rates: for answers that cost nobody anything, as those from a folder.
    pub fn without_rates() -> Self {
        let limits = LimitSettings {
            per_client: None,
            per_origin: None,
            requests_per_client: None,
            ..LimitSettings::default()
        };
        Self { limits, loops: LoopSettings { same_question: None }, ..Self::default() }
    }
}

/// What protects one site.
#[derive(Clone, Debug, Default)]
pub struct SiteProtectionSettings {
    /// Questions a day, if there is a limit.
    pub budget: Option<NonZeroU32>,
    /// Whose tokens are good, if the site demands one.
    pub visitors: Option<VisitorSettings>,
}

/// The limits that all sites share.
pub(crate) struct Protection {
    proxies: ProxySettings,
    limits: Limits,
    loops: LoopBreaker,
    /// Where several gateways count together.
    store: Option<Arc<Store>>,
}

/// The way to the answers of one site.
pub(crate) struct SiteProtection {
    shared: Arc<Protection>,
    /// Tells the site from others: its path.
    site: String,
    visitors: Option<Visitors>,
    budget: Option<Arc<Budget>>,
}

/// A request that may go on. It has one of the places for answers on their way, until it or what
/// it [holds](Self::hold) is dropped.
#[derive(Debug)]
#[must_use = "the place is free again once this is dropped"]
pub(crate) struct Admitted {
    place: Place,
}

impl Protection {
    /// The limits of `settings`, counted by this gateway alone, or in `store`.
    pub(crate) fn new(settings: &ProtectionSettings, store: Option<Arc<Store>>) -> Self {
        Self {
            proxies: settings.proxies.clone(),
            limits: Limits::new(&settings.limits),
            loops: LoopBreaker::new(&settings.loops),
            store,
        }
    }

    async fn count(&self, head: &Parts, site: &str, question: &str) -> Result<(), Refusal> {
        let client = self.client(head);
        let uses = [
            self.loops.asked(client, site, question),
            self.limits.client(client),
            self.limits.origin(head.headers.get(header::ORIGIN)),
        ];
        let uses: Vec<_> = uses.into_iter().flatten().collect();
        uses::take(&uses, self.store.as_deref()).await
    }

    async fn count_other(&self, head: &Parts) -> Result<(), Refusal> {
        let uses: Vec<_> = self.limits.other(self.client(head)).into_iter().collect();
        uses::take(&uses, self.store.as_deref()).await
    }

    fn client(&self, head: &Parts) -> Client {
        Client::of(&head.extensions, &head.headers, &self.proxies)
    }

    fn place(&self) -> Result<Place, Refusal> {
        self.limits.place().ok_or(Refusal::Busy { retry_after: UNTIL_A_PLACE })
    }
}

impl SiteProtection {
    /// The protection of the site at `organization` and `site`.
    pub(crate) fn new(
        shared: Arc<Protection>,
        (organization, site): (&str, &str),
        settings: SiteProtectionSettings,
    ) -> Self {
        let site = format!("{organization}/{site}");
        let budget = settings.budget.map(|daily| {
            let shared = shared.store.clone().map(|store| (store, site.clone()));
            Arc::new(Budget::new(daily, shared))
        });
        Self { shared, site, visitors: settings.visitors.map(Visitors::new), budget }
    }

    /// That of a site by itself, with the settings of the defaults.
    #[cfg(test)]
    pub(crate) fn alone() -> Self {
        let shared = Arc::new(Protection::new(&ProtectionSettings::default(), None));
        Self::new(shared, ("organization", "site"), SiteProtectionSettings::default())
    }

    /// Lets a question in. It is counted, but not yet paid for: an answer that is there already
    /// costs no budget.
    ///
    /// # Errors
    /// [`Refusal::NoVisitor`], [`Refusal::Busy`] or [`Refusal::TooMany`].
    pub(crate) async fn admit(&self, head: &Parts, question: &str) -> Result<Admitted, Refusal> {
        self.check_visitor(&head.headers)?;
        let place = self.shared.place()?;
        self.shared.count(head, &self.site, question).await?;
        Ok(Admitted { place })
    }

    /// Lets a request in that asks nothing.
    ///
    /// # Errors
    /// As [`admit`](Self::admit).
    pub(crate) async fn admit_other(&self, head: &Parts) -> Result<Admitted, Refusal> {
        self.check_visitor(&head.headers)?;
        let place = self.shared.place()?;
        self.shared.count_other(head).await?;
        Ok(Admitted { place })
    }

    /// Spends one question of the day's budget. What the upstream refused or never began to answer
    /// is to be [given back](Charge::give_back); a client that leaves gets nothing back, since the
    /// upstream may have worked for it.
    ///
    /// # Errors
    /// [`Refusal::OverBudget`].
    pub(crate) async fn charge(&self) -> Result<Charge, Refusal> {
        match &self.budget {
            Some(budget) => budget.spend().await,
            None => Ok(Charge::nothing()),
        }
    }

    /// Says in the headers of a response what is left of the budget, if there is one.
    pub(crate) fn tell(&self, headers: &mut HeaderMap) {
        if let Some(budget) = &self.budget {
            budget.tell(headers);
        }
    }

    fn check_visitor(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let Some(visitors) = &self.visitors else { return Ok(()) };
        visitors.check(headers).map_err(Refusal::NoVisitor)
    }
}

impl Admitted {
    /// Keeps the place as long as this answer flows.
    pub(crate) fn hold(self, answering: Answering) -> Answering {
        let Self { place } = self;
        let blocks = answering.blocks.map(move |block| {
            let _held = &place;
            block
        });
        Answering { blocks: blocks.boxed(), ..answering }
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use axum::http::Request;

    use super::*;
    use crate::client::Peer;

    fn head(peer: &str, forged: Option<u32>) -> Parts {
        let mut request = Request::new(());
        let peer = SocketAddr::new(peer.parse().expect("an address"), 80);
        request.extensions_mut().insert(Peer(peer));
        if let Some(number) = forged {
            let address = std::net::Ipv4Addr::from_bits(number).to_string();
            let value = address.parse().expect("a header");
            request.headers_mut().insert("x-forwarded-for", value);
        }
        request.into_parts().0
    }

    #[tokio::test(start_paused = true)]
    async fn a_hundred_thousand_forged_addresses_are_one_client() {
        let site = SiteProtection::alone();
        let mut admitted = 0;
        for number in 0..100_000 {
            let head = head("198.51.100.7", Some(number));
            admitted += u32::from(site.admit(&head, &format!("question {number}")).await.is_ok());
        }
        assert_eq!(admitted, 30);
        assert!(site.admit(&head("198.51.100.8", None), "another").await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn what_one_rule_refuses_no_other_has_counted() {
        let site = SiteProtection::alone();
        let loops = head("198.51.100.7", None);
        for _ in 0..1_000 {
            let _ = site.admit(&loops, "the same").await;
        }
        // Five were counted, of thirty.
        let mut others = 0;
        for number in 0..100 {
            others += u32::from(site.admit(&loops, &number.to_string()).await.is_ok());
        }
        assert_eq!(others, 25);
    }
}
