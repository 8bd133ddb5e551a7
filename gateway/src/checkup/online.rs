//! A token tried against the API.
//!
//! Owns the one request that proves it: the site's structure, which asks nothing of a model, and
//! in which the site spaces of a scope are looked up. Refuses to repeat what the API says: its
//! words may hold anything, a status is enough to tell what to do.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::Value;

use crate::refusal::Refusal;
use crate::scope::AllowedScope;
use crate::settings::UpstreamSettings;
use crate::upstream::{Line, Worth};

/// How long the API may take. A person waits for the report.
const PATIENCE: Duration = Duration::from_secs(15);
/// The largest structure that is read, in bytes; ten thousand site spaces fit.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// What came of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trial {
    /// It may ask the site.
    Works,
    /// The API refuses it, or the site, with this status.
    Refused(StatusCode),
    /// The site lacks these site spaces, which the scope names.
    Lacks(Vec<String>),
    /// The API cannot be reached, or does not answer as it does.
    Unreachable,
    /// It did not answer in time.
    Slow,
    /// What answers is no such API.
    Strange,
}

/// Tries the token of `upstream`, and whether the site has what `scope` names.
///
/// # Errors
/// What the client to the API lacks.
pub(crate) async fn tried(
    upstream: &UpstreamSettings,
    scope: &AllowedScope,
) -> Result<Trial, String> {
    let line = Line::new(upstream, &upstream.site)?;
    let url = line.address(&["orgs", &upstream.organization, "sites", &upstream.site, "structure"]);
    let request = line.get(url);
    let fetched = tokio::time::timeout(PATIENCE, line.fetch(request, Worth::Reader, MAX_BYTES));
    let body = match fetched.await {
        Ok(Ok(body)) => body,
        Ok(Err(Refusal::ByUpstream(refused))) => return Ok(Trial::Refused(refused.status)),
        Ok(Err(_)) => return Ok(Trial::Unreachable),
        Err(_) => return Ok(Trial::Slow),
    };
    let Ok(structure) = serde_json::from_slice::<Value>(&body) else { return Ok(Trial::Strange) };
    let AllowedScope::SiteSpaces(ids) = scope else { return Ok(Trial::Works) };
    let missing: Vec<_> = ids.iter().filter(|id| !has_id(&structure, id)).cloned().collect();
    Ok(if missing.is_empty() { Trial::Works } else { Trial::Lacks(missing) })
}

impl Trial {
    /// What it means for the one who set the gateway up; nothing if it works.
    pub(super) fn mistakes(&self, upstream: &UpstreamSettings) -> Vec<String> {
        let UpstreamSettings { base, organization, site, .. } = upstream;
        vec![match self {
            Self::Works => return Vec::new(),
            Self::Lacks(ids) => {
                let told = |id| format!("it has no site space `{id}`, which `scope` names");
                return ids.iter().map(told).collect();
            }
            Self::Unreachable => {
                format!("the API at {base} cannot be reached, or does not answer as the API does")
            }
            Self::Slow => format!("the API at {base} did not answer in {PATIENCE:?}"),
            Self::Strange => format!("what answers at {base} does not speak as the API does"),
            Self::Refused(StatusCode::UNAUTHORIZED) => {
                "the API does not know the token (401): is it whole, and not revoked?".to_owned()
            }
            Self::Refused(StatusCode::FORBIDDEN) => format!(
                "the token may not ask it (403): the account that made the token needs access to \
                 the organization `{organization}`"
            ),
            Self::Refused(StatusCode::NOT_FOUND) => format!(
                "there is no site `{site}` in an organization `{organization}` that this token can \
                 see (404)"
            ),
            Self::Refused(StatusCode::TOO_MANY_REQUESTS) => {
                "the token's rate limit is used up (429): try again later".to_owned()
            }
            Self::Refused(status) => {
                format!("the API at {base} answered with status {}", status.as_u16())
            }
        }]
    }
}

/// Whether an object with this id is anywhere in `value`. Site spaces stand in lists and in
/// sections of groups of sections; ids are unique.
fn has_id(value: &Value, id: &str) -> bool {
    match value {
        Value::Object(object) => {
            object.get("id").and_then(Value::as_str) == Some(id)
                || object.values().any(|value| has_id(value, id))
        }
        Value::Array(list) => list.iter().any(|value| has_id(value, id)),
        _ => false,
    }
}
