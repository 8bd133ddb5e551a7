//! The command line and the environment to checked settings.
//!
//! Each part of the gateway keeps its own settings, a plain struct with a `Default` beside its code
//! (as `limits::LimitSettings`). Those for all sites are a field of [`ServerSettings`], those for
//! one site a field of [`SiteSettings`].
//!
//! Owns every option and its rules; all mistakes are told at once. Refuses to touch the network
//! or the docs folder beyond asking whether it is there.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use axum::http::Uri;
use clap::Parser;
use url::Url;

use crate::compress::CompressSettings;
use crate::origin::Origins;
use crate::upstream::{Conduct, Token};

pub use crate::client::{ProxyHeader, ProxySettings};
pub use crate::protect::{
    LimitSettings, LoopSettings, ProtectionSettings, Rate, SiteProtectionSettings,
    VisitorAlgorithm, VisitorKey, VisitorSettings,
};

mod check;

/// Checked settings.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What holds for all sites.
    pub server: ServerSettings,
    /// The sites; at least one, and no two of the same ids.
    pub sites: Vec<SiteSettings>,
}

/// What holds for all sites.
#[derive(Clone, Debug)]
pub struct ServerSettings {
    /// Host name or address to listen on.
    pub host: String,
    /// Port to listen on; 0 takes any free one.
    pub port: u16,
    /// The folder served at `/`.
    pub www: Option<PathBuf>,
    /// How much may be spent on smaller streams.
    pub compress: CompressSettings,
    /// What protects all sites together.
    pub protection: ProtectionSettings,
}

/// One site.
#[derive(Clone, Debug)]
pub struct SiteSettings {
    /// What its owner calls it, in logs and metrics.
    pub name: String,
    /// Its organization's id.
    pub organization: String,
    /// Its id.
    pub site: String,
    /// The web pages that may ask.
    pub origins: Origins,
    /// Where answers come from.
    pub source: Source,
    /// What protects it.
    pub protection: SiteProtectionSettings,
}

/// Where answers come from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A folder of Markdown.
    Local(LocalSettings),
    /// GitBook's API.
    Upstream(UpstreamSettings),
}

/// Local mode: organization `local`, site `docs`.
#[derive(Clone, Debug)]
pub struct LocalSettings {
    /// The folder, as GitBook's Git Sync writes it.
    pub docs: PathBuf,
    /// Where the pages are published, if not by the gateway itself; ends with a slash.
    pub site_url: Option<Url>,
    /// Time between two snapshots of an answer.
    pub pace: Duration,
}

/// Passing questions on.
#[derive(Clone, Debug)]
pub struct UpstreamSettings {
    /// Scheme and authority, and a path without a slash at its end.
    pub base: Url,
    /// The organization's id.
    pub organization: String,
    /// The site's id.
    pub site: String,
    /// The secret.
    pub token: Token,
    /// How the upstream is dealt with.
    pub conduct: Conduct,
}

/// Why the settings cannot be used: a sentence for each mistake. Help and version count as such,
/// without being mistakes.
#[derive(Debug)]
pub enum SettingsError {
    /// `--help` or `--version`: the text to print.
    Asked(String),
    /// One sentence for each mistake.
    Mistakes(Vec<String>),
}

/// The options as they are written.
#[derive(Debug, Parser)]
#[command(name = "ask-docs-gateway", version, about = ABOUT, after_help = EXAMPLES)]
struct Options {
    /// Answer from this folder of Markdown files (organization `local`, site `docs`)
    #[arg(long, value_name = "DIR")]
    docs: Option<PathBuf>,
    /// Pass questions on to the API at this address
    #[arg(long, value_name = "URL")]
    upstream: Option<String>,
    /// The organization's id, with --upstream
    #[arg(long, value_name = "ID")]
    organization: Option<String>,
    /// The site's id, with --upstream
    #[arg(long, value_name = "ID")]
    site: Option<String>,
    /// File that holds the API token; without it, the environment variable ASK_DOCS_TOKEN counts
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Port to listen on; 0 takes any free one
    #[arg(long, value_name = "PORT", default_value = "8080")]
    port: String,
    /// Address to listen on
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1")]
    host: String,
    /// Serve the files of this folder (the widget and its pages) at /
    #[arg(long, value_name = "DIR")]
    www: Option<PathBuf>,
    /// Where the docs are published, for links; without it the gateway shows them under /docs/
    #[arg(long, value_name = "URL")]
    site_url: Option<String>,
    /// Let pages of this origin (scheme and host) ask; may be repeated; without it pages on
    /// localhost may
    #[arg(long, value_name = "ORIGIN")]
    allow_origin: Vec<String>,
    /// Time between two steps of an answer from --docs, as in 30ms or 1s; 0 is as fast as possible
    #[arg(long, value_name = "TIME", default_value = "40ms")]
    pace: String,
}

const ABOUT: &str = "Answers questions about documentation over GitBook's Ask API";

const EXAMPLES: &str = "\
Over a folder of Markdown:
  ask-docs-gateway --docs docs
In front of GitBook:
  ask-docs-gateway --upstream https://api.gitbook.com --organization ID --site ID --token-file FILE";

impl Settings {
    /// Reads `arguments`, the first of which is the program's name; `environment_token` is the
    /// value of `ASK_DOCS_TOKEN`.
    ///
    /// # Errors
    /// Every mistake at once.
    pub fn parse<I>(arguments: I, environment_token: Option<String>) -> Result<Self, SettingsError>
    where
        I: IntoIterator<Item = std::ffi::OsString>,
    {
        let options = Options::try_parse_from(arguments).map_err(SettingsError::from)?;
        check::check(options, environment_token).map_err(SettingsError::Mistakes)
    }
}

impl From<clap::Error> for SettingsError {
    fn from(error: clap::Error) -> Self {
        let text = error.render().to_string();
        if !error.use_stderr() {
            return Self::Asked(text);
        }
        let sentence = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
        Self::Mistakes(vec![format!("{sentence} (--help lists the options)")])
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked(text) => out.write_str(text),
            Self::Mistakes(mistakes) => out.write_str(&mistakes.join("\n")),
        }
    }
}

impl std::error::Error for SettingsError {}

/// Whether `text` is an origin as a browser writes it: scheme, host and port, nothing else.
fn is_origin(text: &str) -> bool {
    let Ok(uri) = text.parse::<Uri>() else { return false };
    let Ok(url) = Url::parse(text) else { return false };
    matches!(uri.scheme_str(), Some("http" | "https")) && url.origin().ascii_serialization() == text
}
