//! `check`: what would keep the gateway from starting, and a line for each site.
//!
//! Owns the report and its exit code. Refuses to ask a question, to serve, and to print a token.

use std::process::ExitCode;

use futures_util::stream::{self, StreamExt as _};

use crate::local::Local;
use crate::origin::Origins;
use crate::recording::Replayed;
use crate::scope::AllowedScope;
use crate::settings::{Report, Settings, SiteSettings, Source};
use crate::store::Store;

mod online;

pub(crate) use online::{Trial, tried as tried_online};

/// How many sites are tried at a time.
const AT_A_TIME: usize = 8;

/// Prints what is wrong with the settings in `outcome`, and with the docs folders and, if `online`,
/// the tokens that they name. Exit code 0 if nothing is, else 2.
pub async fn check(outcome: Result<Settings, Report>, online: bool) -> ExitCode {
    let settings = match outcome {
        Ok(settings) => settings,
        Err(report) => {
            for warning in report.warnings() {
                println!("Warning: {warning}");
            }
            for mistake in report.mistakes() {
                println!("Wrong: {mistake}");
            }
            return ExitCode::from(2);
        }
    };
    for warning in &settings.warnings {
        println!("Warning: {warning}");
    }
    let findings = stream::iter(&settings.sites).map(|site| tried(site, online));
    let mut findings = findings.buffered(AT_A_TIME);
    let mut sites = settings.sites.iter();
    let mut is_fine = true;
    while let (Some(finding), Some(site)) = (findings.next().await, sites.next()) {
        match finding {
            Ok(finding) => println!("{}: {}{finding}", site.name, described(site)),
            Err(mistakes) => {
                is_fine = false;
                for mistake in mistakes {
                    println!("Wrong: the site `{}`: {mistake}", site.name);
                }
            }
        }
    }
    if let Some(store) = &settings.server.store {
        let tried = if online { Store::try_out(store).await } else { Ok(()) };
        match tried {
            Ok(()) if online => println!("The store is {}; it answers", store.address),
            Ok(()) => println!("The store is {}", store.address),
            Err(cause) => {
                is_fine = false;
                println!("Wrong: the store {} cannot be used: {cause}", store.address);
            }
        }
    }
    if let Some(reports) = &settings.server.reports {
        match reports.tried() {
            Ok(()) => println!("{reports}"),
            Err(cause) => {
                is_fine = false;
                println!("Wrong: the report `{}` {cause}", reports.file.display());
            }
        }
    }
    if let Some(traces) = &settings.server.traces {
        println!("Traces go to {}", traces.endpoint);
    }
    if !is_fine {
        return ExitCode::from(2);
    }
    println!("The settings are right");
    ExitCode::SUCCESS
}

/// What is to be told of a site that can be answered for, or everything that is wrong with it.
async fn tried(site: &SiteSettings, online: bool) -> Result<&'static str, Vec<String>> {
    match &site.source {
        Source::Local(local) => {
            let local = local.clone();
            // An index is built as at the start, which keeps a core busy.
            let opened = tokio::task::spawn_blocking(move || {
                Local::open(&local, "").map(drop).map_err(|failure| failure.to_string())
            });
            match opened.await {
                Ok(result) => result.map(|()| "").map_err(|mistake| vec![mistake]),
                Err(_) => Err(vec!["its folder cannot be read".to_owned()]),
            }
        }
        Source::Upstream(upstream) if online => {
            let trial = online::tried(upstream, &site.scope).await;
            let trial = trial.map_err(|cause| vec![format!("cannot ask the API: {cause}")])?;
            match trial.mistakes(upstream) {
                mistakes if mistakes.is_empty() => Ok("; the token works"),
                mistakes => Err(mistakes),
            }
        }
        Source::Upstream(_) => Ok(""),
        Source::Replay(recording) => {
            Replayed::open(recording).map(|_| "").map_err(|mistake| vec![mistake.to_string()])
        }
    }
}

/// A site, as its owner meant it: who is asked, and who may ask.
fn described(site: &SiteSettings) -> String {
    let (organization, id) = (&site.organization, &site.site);
    let source = match &site.source {
        Source::Local(local) => format!("the folder {}", local.docs.display()),
        Source::Upstream(upstream) => format!("the API at {}", upstream.base),
        Source::Replay(recording) => format!("the recording {}", recording.display()),
    };
    let scope = match &site.scope {
        AllowedScope::All => String::new(),
        AllowedScope::SiteSpaces(ids) => format!(" (only site spaces {})", ids.join(", ")),
    };
    let origins = match &site.origins {
        Origins::Localhost => "pages on localhost only".to_owned(),
        Origins::Listed(listed) if listed.is_empty() => "the gateway's own pages only".to_owned(),
        Origins::Listed(listed) => format!("pages of {}", listed.join(", ")),
    };
    format!("{organization}/{id} from {source}{scope}, for {origins}")
}
