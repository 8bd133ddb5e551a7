//! The doctor's paths: its page, and what the gateway's side has to say.
//!
//! Owns who may have something looked at, and how often. Refuses pages whose origin the settings do
//! not name, and requests of pages elsewhere.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ask_docs_core::setting::is_origin;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use url::Url;

use super::fetch::Fetcher;
use super::finding::{Check, Finding, State as Is};
use super::page::{Judged, encryption_unseen, judge, pinned};
use super::reach::Reach;
use super::token::Token;
use super::{asset, origin, probe, unknown_site};
use crate::ask;
use crate::client::{Client, ProxySettings};
use crate::origin::{Origins, is_own};
use crate::protect::{Limiter, Rate};
use crate::refusal::{Limit, Refusal};
use crate::settings::Settings;
use crate::sites::{Site, Sites};

/// What one client may have looked at in a minute; a visit takes four requests.
const PER_CLIENT: u32 = 40;
/// What all of them together may.
const ALTOGETHER: u32 = 200;
/// How many pages are looked at at once.
const AT_ONCE: usize = 8;
/// The largest question to the doctor, in bytes.
const MAX_BODY_BYTES: usize = 4 * 1024;
const BUSY: Duration = Duration::from_secs(5);

/// The doctor, before it is asked.
pub(crate) struct Doctor {
    fetcher: Fetcher,
    www: Option<PathBuf>,
    /// By organization and site.
    tokens: HashMap<(String, String), Token>,
    proxies: ProxySettings,
    clients: Limiter,
    everyone: Limiter,
    places: Semaphore,
}

/// The doctor at work.
struct Practice {
    doctor: Doctor,
    sites: Arc<Sites>,
}

impl Doctor {
    /// The doctor of the gateway with these settings.
    ///
    /// # Errors
    /// What the TLS set-up lacks, in its own words.
    pub(crate) fn new(settings: &Settings) -> Result<Self, String> {
        let tokens = settings
            .sites
            .iter()
            .map(|site| ((site.organization.clone(), site.site.clone()), Token::of(site)));
        let rate = |count| Rate {
            count: NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN),
            per: Duration::from_secs(60),
        };
        Ok(Self {
            fetcher: Fetcher::new(Reach::Public)?,
            www: settings.server.www.clone(),
            tokens: tokens.collect(),
            proxies: settings.server.protection.proxies.clone(),
            clients: Limiter::new(rate(PER_CLIENT)),
            everyone: Limiter::new(rate(ALTOGETHER)),
            places: Semaphore::new(AT_ONCE),
        })
    }

    /// Its paths, and those below `/v1`.
    pub(crate) fn routes(self, sites: &Arc<Sites>) -> (Router, Router) {
        let practice = Arc::new(Practice { doctor: self, sites: Arc::clone(sites) });
        let admit = middleware::from_fn_with_state(Arc::clone(&practice), admit);
        let asked = Router::new()
            .route("/doctor/page", post(page))
            .route("/doctor/site", post(site))
            .layer(admit.clone())
            .with_state(practice);
        let mut files = Router::new()
            .route("/doctor", get(async || asset::page()))
            .route("/doctor/frame", get(async || asset::frame()));
        for (path, kind, text) in asset::FILES {
            files = files.route(path, get(async move || asset::file(kind, text)));
        }
        let probe = Router::new().route("/doctor/stream", post(probe::stream)).layer(admit);
        (asked.merge(files), probe)
    }

    fn take(&self, client: Client) -> Result<(), Refusal> {
        let refusal = |retry_after| Refusal::TooMany { limit: Limit::Client, retry_after };
        self.clients.take(client).map_err(refusal)?;
        self.everyone.take(()).map_err(refusal)
    }

    /// The file of the gateway's that `url` names, if it serves one.
    async fn own_file(&self, url: &Url) -> Option<Vec<u8>> {
        let name = url.path_segments()?.next_back()?;
        let is_name =
            name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
        let path = self.www.as_ref().filter(|_| is_name)?.join(name);
        tokio::task::spawn_blocking(|| std::fs::read(path).ok()).await.ok()?
    }
}

/// Lets the page of the doctor's and programs in, and each of them only so often.
async fn admit(State(practice): State<Arc<Practice>>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let origin = headers.get(header::ORIGIN).map(|origin| origin.to_str().unwrap_or_default());
    // Where a proxy changes `Host` the gateway cannot know its own origin, and the browser does.
    let is_own = |origin| {
        is_own(origin, headers)
            || headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin")
    };
    if origin.is_some_and(|origin| !is_own(origin)) {
        return Refusal::ForeignOrigin.into_response();
    }
    let client = Client::of(request.extensions(), headers, &practice.doctor.proxies);
    match practice.doctor.take(client) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

/// What `{"page", "gateway"}` is about: a page's address, and the gateway's own origin as the client
/// knows it, which behind a proxy the gateway does not.
async fn page(
    State(practice): State<Arc<Practice>>,
    request: Request,
) -> Result<Response, Refusal> {
    let headers = request.headers().clone();
    let value = read(request).await?;
    let gateway = value["gateway"].as_str().filter(|origin| is_origin(origin));
    let gateway = gateway.ok_or_else(|| bad("`gateway` must be an origin"))?;
    let renamed = (!is_own(gateway, &headers)).then(changed_host);
    let Some(url) = value["page"].as_str().and_then(page_address) else {
        let sentence = "This is no address of a page: it begins with https:// or http://";
        return Ok(told(&[Finding::wrong(Check::Page, sentence)], None));
    };
    let from = url.origin().ascii_serialization();
    let Practice { doctor, sites } = &*practice;
    if !sites.iter().any(|site| site.origins.name(&from)) {
        // Whoever may ask without being named is on the reader's own machine, or on this host.
        let may_ask =
            from == gateway || sites.iter().any(|site| site.origins.allow_pages_of(&from));
        let origin = of_origin(&from, may_ask, sites.first());
        let unseen = Finding::skipped(
            Check::Page,
            "The gateway looks only at pages of origins that its settings name. The command line \
             looks at every page",
        );
        let line = format!("ask-docs-gateway doctor {url} --gateway {gateway}");
        let findings = [unseen.paste("In a terminal", line), origin];
        let rest = [encryption_unseen(&url, gateway), renamed].into_iter().flatten();
        return Ok(told(&findings.into_iter().chain(rest).collect::<Vec<_>>(), None));
    }
    let busy = |_| Refusal::Busy { retry_after: BUSY };
    let _place = doctor.places.try_acquire().map_err(busy)?;
    let seen = match doctor.fetcher.fetch(url.clone()).await {
        Ok(seen) => seen,
        Err(unfetched) => {
            let findings = [doctor.fetcher.told(&unfetched), of_origin(&from, true, sites.first())];
            let rest = [encryption_unseen(&url, gateway), renamed].into_iter().flatten();
            return Ok(told(&findings.into_iter().chain(rest).collect::<Vec<_>>(), None));
        }
    };
    let judged = judge(&seen, Some(gateway));
    let (organization, site) = &judged.site;
    let asked = sites.find(organization, site);
    let may_ask = from == gateway || asked.is_none_or(|site| site.origins.allow_pages_of(&from));
    let mut findings = judged.findings.clone();
    findings.push(of_origin(&from, may_ask, asked.unwrap_or(sites.first())));
    findings.extend(doctor.pinned(&judged, gateway).await);
    findings.extend(renamed);
    Ok(told(&findings, Some(&judged)))
}

impl Doctor {
    /// Whether the tag's hash is that of the gateway's own file.
    async fn pinned(&self, judged: &Judged, gateway: &str) -> Option<Finding> {
        let (tag, url) = judged.script.as_ref()?;
        if url.origin().ascii_serialization() != gateway {
            return None;
        }
        pinned(tag, &self.own_file(url).await?)
    }
}

/// What `{"organization", "site"}` is about; without them the first site.
async fn site(
    State(practice): State<Arc<Practice>>,
    request: Request,
) -> Result<Response, Refusal> {
    let value = read(request).await?;
    let Practice { doctor, sites } = &*practice;
    let first = sites.first();
    let organization = value["organization"].as_str().unwrap_or(&first.organization);
    let id = value["site"].as_str().unwrap_or(&first.site);
    let mut findings = vec![match sites.find(organization, id) {
        Some(_) => {
            Finding::fine(Check::Site, format!("The gateway has the site {organization}/{id}"))
        }
        None => {
            let right = (&*first.organization, &*first.site);
            let [organization, id] =
                [organization, id].map(|id| id.chars().take(64).collect::<String>());
            unknown_site(&organization, &id, Some(right))
        }
    }];
    let key = (organization.to_owned(), id.to_owned());
    findings.push(match doctor.tokens.get(&key) {
        Some(token) => token.finding().await,
        None => Finding::skipped(Check::Token, "Without a site there is no token to look at"),
    });
    findings.extend(doctor.versions().await);
    Ok(told(&findings, None))
}

impl Doctor {
    /// Whether the box's files are of the gateway's own version, where they say of which they are.
    async fn versions(&self) -> Option<Finding> {
        let path = self.www.as_ref()?.join("manifest.json");
        let bytes = tokio::task::spawn_blocking(|| std::fs::read(path).ok()).await.ok()??;
        let manifest: Value = serde_json::from_slice(&bytes).ok()?;
        let version = manifest["version"].as_str()?;
        let sentence = match version == env!("CARGO_PKG_VERSION") {
            true => return None,
            false => {
                "The box’s files and the gateway are of different versions: build both from \
                      the same release, and copy all files"
            }
        };
        Some(
            Finding::new(Check::Files, Is::Advice, sentence)
                .paste("Where it is built", "cargo xtask dist"),
        )
    }
}

/// The address of a page, without what is a reader's own.
fn page_address(text: &str) -> Option<Url> {
    let mut url = Url::parse(text.trim()).ok()?;
    url.set_fragment(None);
    let is_plain = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none();
    is_plain.then_some(url)
}

/// The gateway is not asked by the name that browsers know it by.
fn changed_host() -> Finding {
    let sentence = "A proxy changes the header `Host`, so the gateway does not know its own pages: \
                    its ask page may not ask, and links to its own pages lead nowhere";
    Finding::wrong(Check::Origin, sentence)
        .paste("In nginx, in the gateway’s `location`", "proxy_set_header Host $http_host;")
}

fn of_origin(from: &str, may_ask: bool, site: &Site) -> Finding {
    match &site.origins {
        Origins::Localhost => origin(from, may_ask, &[]),
        Origins::Listed(listed) => origin(from, may_ask, listed),
    }
}

async fn read(request: Request) -> Result<Value, Refusal> {
    let (head, body) = request.into_parts();
    ask::check_content_type(&head.headers)?;
    let bytes = ask::read(&head.headers, body, MAX_BODY_BYTES).await?;
    serde_json::from_slice(&bytes).map_err(|_| bad("The body is not JSON"))
}

fn bad(sentence: &str) -> Refusal {
    Refusal::BadRequest(sentence.to_owned())
}

fn told(findings: &[Finding], judged: Option<&Judged>) -> Response {
    let findings: Vec<_> = findings.iter().map(Finding::json).collect();
    let (organization, site) = judged.map(|judged| judged.site.clone()).unzip();
    let script = judged.and_then(|judged| judged.script.as_ref()).map(|(_, url)| url.as_str());
    let body = json!({
        "findings": findings, "organization": organization, "site": site, "script": script,
    });
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    (StatusCode::OK, headers, body.to_string()).into_response()
}
