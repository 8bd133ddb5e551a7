//! The sites of this gateway: which one a path names, who answers for it, and who may ask it.
//!
//! Owns the look-up by organization and site, which comes before everything else. Refuses to mix
//! them: whatever belongs to a site (its answers with its token, its origins) is reached through
//! it alone.

use std::collections::HashMap;
use std::sync::Arc;

use ask_docs_core::request::is_id;
use axum::Router;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;

use crate::answers::Answers;
use crate::citations::{Api, Cited};
use crate::continuity::Continuity;
use crate::fallback::Search;
use crate::local::Local;
use crate::origin::Origins;
use crate::protect::{Protection, SiteProtection};
use crate::recording::{Recorded, Recorder, Replayed};
use crate::refusal::Refusal;
use crate::scope::AllowedScope;
use crate::serve::StartFailure;
use crate::settings::{Settings, SiteSettings, Source};
use crate::store::Store;
use crate::upstream::{Upstream, UpstreamSearch};

/// One site.
pub(crate) struct Site {
    /// What its owner calls it, in logs and metrics.
    pub name: String,
    /// Its organization's id.
    pub organization: String,
    /// Its id.
    pub site: String,
    /// The web pages that may ask.
    pub origins: Origins,
    /// What a question passes on its way.
    pub protection: SiteProtection,
    /// What of it may be asked.
    pub scope: AllowedScope,
    /// Who answers.
    pub answers: Arc<dyn Answers>,
    /// What keeps the answers coming.
    pub continuity: Continuity,
}

/// All of them; at least one.
pub(crate) struct Sites {
    first: Arc<Site>,
    /// By organization, then by site.
    by_id: HashMap<String, HashMap<String, Arc<Site>>>,
}

/// The site that a request's path names, for handlers. [`origin::guard`](crate::origin::guard)
/// has looked it up.
pub(crate) struct Here(pub Arc<Site>);

/// The names in the path of every request to a site.
const IDS: [&str; 2] = ["organization", "site"];

impl Site {
    /// What it is known by among all sites.
    pub(crate) fn key(&self) -> String {
        format!("{}/{}", self.organization, self.site)
    }
}

impl Sites {
    /// `sites`, unless there is none.
    pub(crate) fn new(sites: impl IntoIterator<Item = Site>) -> Option<Self> {
        let mut by_id: HashMap<_, HashMap<_, _>> = HashMap::new();
        let mut first = None;
        for site in sites {
            let site = Arc::new(site);
            first.get_or_insert_with(|| Arc::clone(&site));
            let of_organization = by_id.entry(site.organization.clone()).or_default();
            of_organization.insert(site.site.clone(), site);
        }
        Some(Self { first: first?, by_id })
    }

    /// The one that pages are made for when nothing else is said.
    pub(crate) fn first(&self) -> &Arc<Site> {
        &self.first
    }

    /// The site `site` of `organization`.
    pub(crate) fn find(&self, organization: &str, site: &str) -> Option<&Arc<Site>> {
        self.by_id.get(organization)?.get(site)
    }

    /// Every site, in no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<Site>> {
        self.by_id.values().flat_map(HashMap::values)
    }

    /// The site that the path of a request names; `None` if there is none, or the path names none.
    pub(crate) async fn of(&self, parts: &mut Parts) -> Option<Arc<Site>> {
        let [organization, site] = ids(parts).await;
        self.find(&organization?, &site?).cloned()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Here {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        if let Some(site) = parts.extensions.get::<Arc<Site>>() {
            return Ok(Self(Arc::clone(site)));
        }
        let [organization, site] = ids(parts).await.map(shortened);
        Err(Refusal::UnknownSite { organization, site })
    }
}

async fn ids(parts: &mut Parts) -> [Option<String>; 2] {
    // What cannot be decoded is no id.
    let Ok(named) = RawPathParams::from_request_parts(parts, &()).await else {
        return [None, None];
    };
    IDS.map(|id| named.iter().find(|(name, _)| *name == id).map(|(_, value)| value.to_owned()))
}

/// What is quoted of an id that is not ours: no more than an id may have.
fn shortened(id: Option<String>) -> String {
    id.filter(|id| is_id(id)).unwrap_or_else(|| "…".to_owned())
}

/// Makes what `settings` name ready to answer: indexes are built, clients made; what gateways share
/// is in `store`. With it come the pages of documentation that the gateway shows itself, if there
/// are any.
///
/// # Errors
/// The docs folder or the client that cannot be used.
pub(crate) fn open(
    settings: &Settings,
    store: Option<&Arc<Store>>,
) -> Result<(Sites, Option<Router>), StartFailure> {
    let gateway = settings.server.address();
    let protection = Arc::new(Protection::new(&settings.server.protection, store.cloned()));
    let (mut sites, mut pages) = (Vec::new(), None);
    let recorder = settings.server.operation.record.as_ref().map(|path| {
        let failure = |cause| StartFailure::Record { path: path.clone(), cause };
        Recorder::begin(path).map_err(failure)
    });
    let recorder = recorder.transpose()?;
    for settings in &settings.sites {
        let mut search = None;
        let mut answers: Arc<dyn Answers> = match &settings.source {
            Source::Replay(recording) => {
                let replayed = Replayed::open(recording);
                Arc::new(replayed.map_err(|error| StartFailure::Replay(error.to_string()))?)
            }
            Source::Local(local) => {
                let answers = Local::open(local, &gateway).map_err(StartFailure::Folder)?;
                // There is one `/docs/`; a folder that is published elsewhere does not need it.
                if pages.is_none() || local.site_url.is_none() {
                    pages = Some(answers.pages());
                }
                Arc::new(answers)
            }
            Source::Upstream(upstream) => {
                let answers = Upstream::new(upstream, &settings.name);
                let answers = answers.map_err(StartFailure::Client)?;
                let api = Api::new(answers.line(), &upstream.organization, &upstream.site);
                let line = answers.line();
                let answers = Cited::new(answers, api, &upstream.citations);
                let addresses = answers.addresses();
                search = Some(Arc::new(UpstreamSearch::new(
                    line,
                    &upstream.organization,
                    &upstream.site,
                    addresses,
                )) as Arc<dyn Search>);
                Arc::new(answers)
            }
        };
        if let Some(recorder) = &recorder {
            let ids = (settings.organization.as_str(), settings.site.as_str());
            answers = Arc::new(Recorded::new(answers, Arc::clone(recorder), ids));
        }
        let mut continuity = settings.continuity.clone();
        if settings.protection.visitors.is_some() {
            // What one visitor may read, another may not.
            continuity.cache = None;
        }
        let ids = (settings.organization.as_str(), settings.site.as_str());
        let continuity = Continuity::open(&continuity, ids, search, &gateway, store);
        sites.push(Site {
            name: settings.name.clone(),
            organization: settings.organization.clone(),
            site: settings.site.clone(),
            origins: settings.origins.clone(),
            protection: protection_of(settings, &protection),
            scope: settings.scope.clone(),
            answers,
            continuity: continuity.map_err(StartFailure::Folder)?,
        });
    }
    Ok((Sites::new(sites).ok_or(StartFailure::NoSite)?, pages))
}

fn protection_of(settings: &SiteSettings, shared: &Arc<Protection>) -> SiteProtection {
    let ids = (settings.organization.as_str(), settings.site.as_str());
    SiteProtection::new(Arc::clone(shared), ids, settings.protection.clone())
}

#[cfg(test)]
impl Sites {
    /// One site that answers nothing, for tests that ask nothing.
    pub(crate) fn silent() -> Self {
        struct Silent;

        impl Answers for Silent {
            fn ask(&self, _: crate::answers::Asked) -> crate::answers::Reply {
                Box::pin(async { Err(Refusal::UpstreamFailed) })
            }

            fn starter_questions(&self, _: crate::answers::AskedToStart) -> crate::answers::Reply {
                Box::pin(async { Err(Refusal::UpstreamFailed) })
            }
        }

        let site = Site {
            name: "docs".to_owned(),
            organization: "local".to_owned(),
            site: "docs".to_owned(),
            origins: Origins::Localhost,
            scope: crate::scope::AllowedScope::All,
            protection: SiteProtection::alone(),
            answers: Arc::new(Silent),
            continuity: Continuity::default(),
        };
        Self::new([site]).expect("a site")
    }
}
