//! `ask-docs-gateway doctor`: the same checks from the command line.
//!
//! Owns its options, the order of what is looked at, and the exit code. Looks at any page: whoever
//! types an address may see it.

use std::process::ExitCode;

use ask_docs_core::setting::is_origin;
use clap::Args;
use url::Url;

use super::fetch::Fetcher;
use super::finding::{Check, Finding, State};
use super::page::{encryption_unseen, judge};
use super::reach::Reach;
use super::remote::Remote;
use super::report;

/// What is asked on the command line.
#[derive(Clone, Debug, Args)]
pub struct DoctorOptions {
    /// The page on which the box does not work
    #[arg(value_name = "PAGE")]
    page: String,
    /// The gateway's address, as readers' browsers reach it; without it, the one that the page asks
    #[arg(long, value_name = "URL")]
    gateway: Option<String>,
    /// Write the report as JSON
    #[arg(long)]
    json: bool,
}

/// Prints what is wrong with the page and the gateway that `options` name. Exit code 0 if nothing
/// is broken, 1 if something is, 2 if it cannot be looked for.
pub async fn doctor(options: DoctorOptions) -> ExitCode {
    match findings(&options).await {
        Ok(findings) => {
            let is_broken = report::is_broken(&findings);
            print!(
                "{}",
                if options.json { report::json(&findings) } else { report::text(&findings) }
            );
            ExitCode::from(u8::from(is_broken))
        }
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::from(2)
        }
    }
}

async fn findings(options: &DoctorOptions) -> Result<Vec<Finding>, String> {
    let address = |text: &str| Url::parse(text).ok().filter(|url| url.has_host());
    let page = address(&options.page).ok_or("PAGE must be an address (https://…)")?;
    let gateway = options.gateway.as_deref().map(|text| {
        let origin = address(text).map(|url| url.origin().ascii_serialization());
        origin.filter(|origin| is_origin(origin)).ok_or("--gateway must be an address (https://…)")
    });
    let mut gateway = gateway.transpose()?;
    let fetcher = Fetcher::new(Reach::Everywhere)?;
    let mut findings = Vec::new();
    let mut judged = None;
    let mut from = page.origin().ascii_serialization();
    match fetcher.fetch(page.clone()).await {
        Ok(seen) => {
            from = seen.url.origin().ascii_serialization();
            let found = judged.insert(judge(&seen, gateway.as_deref()));
            findings.append(&mut found.findings);
            gateway = gateway.or_else(|| found.gateway.clone());
        }
        Err(unfetched) => {
            findings.push(fetcher.told(&unfetched));
            findings.extend(gateway.as_ref().and_then(|one| encryption_unseen(&page, one)));
        }
    }
    let Some(gateway) = gateway else {
        let sentence = "The page does not say which gateway it asks: name it with --gateway";
        findings.push(Finding::skipped(Check::Origin, sentence));
        return Ok(findings);
    };
    let remote = Remote::new(&gateway, &from)?;
    let ids = judged.as_ref().map(|judged| judged.site.clone());
    findings.extend(remote.questions(ids.as_ref()).await);
    let told = remote.site(ids.as_ref()).await;
    if told.iter().any(|finding| finding.check == Check::Site) {
        // It knows the right ids.
        findings.retain(|finding| finding.check != Check::Site);
    }
    findings.extend(told);
    findings.extend(remote.streams().await);
    // The files of a box that asks another gateway are not this one's.
    let is_ours = !findings.iter().any(|one| one.check == Check::Tag && one.state == State::Wrong);
    let script = judged.and_then(|judged| judged.script).filter(|_| is_ours);
    findings.extend(remote.files(script.as_ref()).await);
    Ok(findings)
}
