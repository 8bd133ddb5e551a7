//! The install doctor: why the box on a page does not work, and the line that mends it.
//!
//! ```text
//! a page's address ─ fetch (how far: reach) ─▶ the page ─ page, tag_settings, policies ─┐
//! the gateway's own settings ─ routes (origin, site, token, files) ──────────────────────┼▶ findings
//! what comes over the network ─ the browser (page.js), or remote on the command line ────┘
//! ```
//!
//! Owns what is looked at, and the sentences about it. Refuses to look at pages that the settings do
//! not name, to repeat what stands in a page, and to say more of a token than whether it works.

mod finding;
mod integrity;

mod page;
mod policies;
mod tag_settings;

mod fetch;
mod reach;

mod asset;
mod probe;
mod routes;
mod token;

mod command;
mod remote;
mod report;

pub use command::{DoctorOptions, doctor};
pub(crate) use routes::Doctor;

use finding::{Check, Finding};

/// That pages of `origin` may ask, or what lets them; `listed` are those that the settings name.
fn origin(origin: &str, may_ask: bool, listed: &[String]) -> Finding {
    if may_ask {
        return Finding::fine(Check::Origin, format!("Pages of {origin} may ask"));
    }
    let all = listed.iter().map(String::as_str).chain([origin]);
    let all: Vec<_> = all.map(|one| format!("\"{one}\"")).collect();
    let sentence = format!("Pages of {origin} may not ask: the gateway refuses them with 403");
    Finding::wrong(Check::Origin, sentence)
        .paste("On the gateway’s command line", format!("--allow-origin {origin}"))
        .paste(
            match listed {
                [] => "Or into its file, below the site’s [[site]], beside those that are there",
                _ => "Or into its file, below the site’s [[site]]",
            },
            format!("allow_origins = [{}]", all.join(", ")),
        )
}

/// There is no such site; `right` are the ids of one that is there, if it is known.
fn unknown_site(organization: &str, site: &str, right: Option<(&str, &str)>) -> Finding {
    let sentence = format!(
        "The gateway has no site `{site}` in an organization `{organization}`: the tag’s ids have \
         to be those of the gateway’s settings"
    );
    let finding = Finding::wrong(Check::Site, sentence);
    match right {
        Some((organization, site)) => finding.paste(
            "On `<ask-docs>`; on the script’s tag with `data-` before each name",
            format!("organization=\"{organization}\" site=\"{site}\""),
        ),
        None => finding,
    }
}
