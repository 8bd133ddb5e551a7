//! `check`: what would keep the gateway from starting, and a line for each site.
//!
//! Owns the report and its exit code. Refuses to ask a question, to serve, and to print a token.

use std::process::ExitCode;

use crate::origin::Origins;
use crate::scope::AllowedScope;
use crate::settings::{Report, Settings, SiteSettings, Source};

/// Prints what is wrong with the settings in `outcome`. Exit code 0 if the gateway would start with
/// them, else 2.
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
    let _ = online;
    for site in &settings.sites {
        println!("{}: {}", site.name, described(site));
    }
    println!("The settings are right");
    ExitCode::SUCCESS
}

/// A site, as its owner meant it: who is asked, and who may ask.
fn described(site: &SiteSettings) -> String {
    let (organization, id) = (&site.organization, &site.site);
    let source = match &site.source {
        Source::Local(local) => format!("the folder {}", local.docs.display()),
        Source::Upstream(upstream) => format!("the API at {}", upstream.base),
    };
    let origins = match &site.origins {
        Origins::Localhost => "pages on localhost only".to_owned(),
        Origins::Listed(listed) if listed.is_empty() => "the gateway's own pages only".to_owned(),
        Origins::Listed(listed) => format!("pages of {}", listed.join(", ")),
    };
    let scope = match &site.scope {
        AllowedScope::All => String::new(),
        AllowedScope::SiteSpaces(ids) => format!(", only site spaces {}", ids.join(", ")),
    };
    format!("{organization}/{id} from {source}{scope}, for {origins}")
}
