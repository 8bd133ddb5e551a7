//! The gateway's token, tried for anyone who asks, and so seldom.
//!
//! Owns what is told of it: that it works, is refused, or sees no such site. Refuses to ask the API
//! again within half a minute.

use std::time::Duration;

use axum::http::StatusCode;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::finding::{Check, Finding};
use crate::checkup::{Trial, tried_online};
use crate::scope::AllowedScope;
use crate::settings::{SiteSettings, Source, UpstreamSettings};

/// How long what the API said last is told again.
const FRESH: Duration = Duration::from_secs(30);

/// The token of one site.
pub(super) struct Token {
    /// None where answers come from a folder or a recording.
    upstream: Option<(UpstreamSettings, AllowedScope)>,
    last: Mutex<Option<(Instant, Trial)>>,
}

impl Token {
    pub(super) fn of(site: &SiteSettings) -> Self {
        let upstream = match &site.source {
            Source::Upstream(upstream) => Some((upstream.clone(), site.scope.clone())),
            Source::Local(_) | Source::Replay(_) => None,
        };
        Self { upstream, last: Mutex::default() }
    }

    /// What there is to tell.
    pub(super) async fn finding(&self) -> Finding {
        let Some((upstream, scope)) = &self.upstream else {
            return Finding::fine(Check::Token, "The gateway answers by itself, without a token");
        };
        // Who comes meanwhile waits for the same trial.
        let mut last = self.last.lock().await;
        let known = last.take().filter(|(then, _)| then.elapsed() < FRESH);
        let (then, trial) = match known {
            Some(known) => known,
            None => {
                let trial = tried_online(upstream, scope).await.unwrap_or(Trial::Unreachable);
                (Instant::now(), trial)
            }
        };
        let finding = told(&trial);
        *last = Some((then, trial));
        finding
    }
}

const CHECK: &str = "ask-docs-gateway check --config /etc/ask-docs/gateway.toml --online";

fn told(trial: &Trial) -> Finding {
    let wrong = |sentence: &str| Finding::wrong(Check::Token, sentence);
    match trial {
        Trial::Works => Finding::fine(Check::Token, "GitBook takes the gateway’s token"),
        Trial::Refused(StatusCode::UNAUTHORIZED) => wrong(
            "GitBook refuses the gateway’s token (401): it is not whole, or was revoked. Make a new \
             one in GitBook (account settings, Developer settings), and put it where the gateway \
             reads it",
        )
        .paste("On the gateway’s machine", "install -m 600 /dev/stdin /etc/ask-docs/token"),
        Trial::Refused(StatusCode::FORBIDDEN) => wrong(
            "GitBook refuses this site to the gateway’s token (403): the account that made the \
             token has no access to the organization. Make a token with one that has",
        )
        .paste("Then, on the gateway’s machine", CHECK),
        Trial::Refused(StatusCode::NOT_FOUND) => wrong(
            "GitBook finds no such site for the gateway’s token (404): `organization` or `site` in \
             the gateway’s settings is another, or the token may not see it. Both ids are in the \
             address of the site’s page in GitBook’s app",
        )
        .paste("On the gateway’s machine", CHECK),
        Trial::Lacks(_) => wrong(
            "The token works, but the site has not every site space that `scope` names in the \
             gateway’s settings",
        )
        .paste("On the gateway’s machine, to see which", CHECK),
        Trial::Refused(StatusCode::TOO_MANY_REQUESTS) => {
            Finding::advice(Check::Token, "GitBook’s rate limit of the token is used up (429)")
        }
        Trial::Refused(_) | Trial::Unreachable | Trial::Slow | Trial::Strange => {
            wrong("The gateway cannot reach GitBook’s API, or it does not answer as it should")
                .paste("On the gateway’s machine, to see why", CHECK)
        }
    }
}
