//! The command line, the environment and one file to checked settings.
//!
//! ```text
//! options ─┐
//! variables ─┼─▶ Source ─ Section ─ rules ─▶ ServerSettings, SiteSettings │ Report
//! file ──────┘
//! ```
//!
//! Each part of the gateway keeps its own settings, a plain struct with a `Default` beside its code
//! (as `limits::LimitSettings`). Those for all sites are a field of [`ServerSettings`], those for
//! one site a field of [`SiteSettings`]. To have them read, write beside that struct
//!
//! ```ignore
//! pub(crate) fn read(mut section: Section<'_>) -> LimitSettings {
//!     let otherwise = LimitSettings::default();
//!     let settings = LimitSettings {
//!         per_minute: section.read_or("per_minute", otherwise.per_minute, number(1..=10_000)),
//!     };
//!     section.finish();
//!     settings
//! }
//! ```
//!
//! and call it with `top.section("limits")` in `server` (for all sites) or with
//! `section.section("limits")` in `site` (for one). Variables, line numbers, unknown keys and the
//! report come with the section; [`rules`] has the common rules, [`secret`] reads secrets. A new
//! key needs a row in `docs/gateway/settings.md` and a place in `gateway/example.toml`: a test
//! compares them.
//!
//! Owns what can be set, in which order of precedence; all mistakes are told at once. Refuses to
//! touch the network, or a folder beyond asking whether it is there, and to print a secret.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use crate::citations::CitationSettings;
use crate::compress::CompressSettings;
use crate::continuity::ContinuitySettings;
use crate::doctor::DoctorOptions;
use crate::origin::Origins;
use crate::reports::{ReportRequest, ReportSettings};
use crate::resume::ResumeSettings;
use crate::scope::AllowedScope;
use crate::store::StoreSettings;
use crate::traces::TraceSettings;
use crate::upstream::{Conduct, Token};

pub use crate::client::{ProxyHeader, ProxySettings};
pub use crate::protect::{
    LimitSettings, LoopSettings, ProtectionSettings, Rate, SiteProtectionSettings,
    VisitorAlgorithm, VisitorKey, VisitorSettings,
};

mod environment;
mod file;
mod options;
mod report;
pub(crate) mod rules;
pub(crate) mod secret;
pub(crate) mod section;
pub(crate) mod source;

mod conduct;
mod continuity;
mod operation;
mod protection;
mod reports;
mod server;
mod site;
mod store;
mod traces;

pub use environment::Environment;
pub use operation::{LogFormat, OperationSettings};
pub use report::Report;

use file::File;
use options::{Command, Line, Options};
use section::Section;

/// Checked settings.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What holds for all sites.
    pub server: ServerSettings,
    /// The sites; at least one, and no two of the same ids.
    pub sites: Vec<SiteSettings>,
    /// What should be looked at, though it keeps nothing from starting: one sentence each.
    pub warnings: Vec<String>,
}

/// What the command line asks for.
#[derive(Debug)]
pub enum Invocation {
    /// To serve with these settings.
    Serve(Settings),
    /// To tell what is wrong with the settings.
    Check {
        /// The settings, or everything that is wrong.
        outcome: Result<Settings, Report>,
        /// Whether tokens are tried against the API.
        online: bool,
    },
    /// To write a report's file out.
    Report(ReportRequest),
    /// To find out why the box on a page does not work.
    Doctor(DoctorOptions),
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
    /// How answers are held for those who come back.
    pub resume: ResumeSettings,
    /// Limits, log and end.
    pub operation: OperationSettings,
    /// What is kept of questions and feedback; nothing without it.
    pub reports: Option<ReportSettings>,
    /// What it shares with other gateways, and where.
    pub store: Option<StoreSettings>,
    /// Where spans go; nowhere without it.
    pub traces: Option<TraceSettings>,
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
    /// What of the site may be asked.
    pub scope: AllowedScope,
    /// Where answers come from.
    pub source: Source,
    /// What protects it.
    pub protection: SiteProtectionSettings,
    /// What keeps them coming.
    pub continuity: ContinuitySettings,
}

/// Where answers come from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A folder of Markdown.
    Local(LocalSettings),
    /// GitBook's API.
    Upstream(UpstreamSettings),
    /// A recording of either.
    Replay(PathBuf),
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
    /// How what answers cite is looked up.
    pub citations: CitationSettings,
}

/// Why the settings cannot be used. Help and version count as such, without being mistakes.
#[derive(Debug)]
pub enum SettingsError {
    /// `--help` or `--version`: the text to print.
    Asked(String),
    /// The command line cannot be read: one sentence.
    Line(String),
    /// Everything that is wrong.
    Mistakes(Report),
}

impl Invocation {
    /// Reads `arguments`, the first of which is the program's name, and `environment`.
    ///
    /// # Errors
    /// Every mistake at once, unless they are asked for.
    pub fn read<I>(arguments: I, environment: &Environment) -> Result<Self, SettingsError>
    where
        I: IntoIterator<Item = OsString>,
    {
        let line = Line::read(arguments)?;
        match line.command {
            None => {
                read(&line.options, environment).map(Self::Serve).map_err(SettingsError::Mistakes)
            }
            Some(Command::Check { online, options }) => {
                Ok(Self::Check { outcome: read(&options, environment), online })
            }
            Some(Command::Report(report)) => Ok(Self::Report(report.request())),
            Some(Command::Doctor(options)) => Ok(Self::Doctor(options)),
        }
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked(text) | Self::Line(text) => out.write_str(text),
            Self::Mistakes(report) => {
                let mistakes: Vec<_> = report.mistakes().collect();
                out.write_str(&mistakes.join("\n"))
            }
        }
    }
}

impl std::error::Error for SettingsError {}

fn read(options: &Options, environment: &Environment) -> Result<Settings, Report> {
    let mut report = Report::default();
    let file = match config(options, environment) {
        None => None,
        Some((path, named)) => match File::open(&path, named) {
            Ok(file) => Some(file),
            Err(sentence) => {
                report.mistake(None, sentence);
                return Err(report);
            }
        },
    };
    let table = file.as_ref().map(|file| file.table(&mut report));
    // Of a file that breaks TOML's rules nothing more is said: the rest might follow from it.
    let table = match &table {
        Some(None) => return Err(report),
        Some(Some(table)) => Some(table),
        None => None,
    };
    let source = source::Source::new(environment, file.as_ref(), report);
    let (server, sites) = sections(&source, table, options);
    warn_of_unread(&source);
    let report = source.report().clone();
    match report.is_fine() {
        true => {
            Ok(Settings { server, sites, warnings: report.warnings().map(str::to_owned).collect() })
        }
        false => Err(report),
    }
}

/// Everything that can be set, section by section.
fn sections(
    source: &source::Source<'_>,
    table: Option<&file::Table<'_>>,
    options: &Options,
) -> (ServerSettings, Vec<SiteSettings>) {
    let mut top = Section::top(source, table);
    let mut server = server::read(&mut top, options);
    let sites = match table {
        Some(_) => of_file(&mut top, options),
        None => of_options(source, options),
    };
    let otherwise = match sites.iter().all(|site| !matches!(site.source, Source::Upstream(_))) {
        true => ProtectionSettings::without_rates(),
        false => ProtectionSettings::default(),
    };
    server.protection = protection::read(&mut top, otherwise);
    top.finish();
    (server, sites)
}

/// The path of the file, and what named it. Options of a site win over the variable.
fn config(options: &Options, environment: &Environment) -> Option<(PathBuf, &'static str)> {
    const VARIABLE: &str = "ASK_DOCS_CONFIG";
    if let Some(path) = &options.config {
        return Some((path.clone(), "--config"));
    }
    let path = environment.get(VARIABLE).filter(|_| options.of_site().is_empty())?;
    Some((path.into(), VARIABLE))
}

/// The one site of the command line.
fn of_options(source: &source::Source<'_>, options: &Options) -> Vec<SiteSettings> {
    let mut section = Section::top(source, None).with_options(options.of_site());
    let begun = ["docs", "upstream", "replay", "organization", "site"];
    if !begun.iter().any(|key| section.place(key).is_some()) {
        source.mistake(
            "Give --docs DIR to answer from a folder of Markdown, --upstream URL to pass questions \
             on, or --config FILE with the settings of one site or many",
        );
        return Vec::new();
    }
    site::read(section).into_iter().collect()
}

/// The sites of the file.
fn of_file(top: &mut Section<'_>, options: &Options) -> Vec<SiteSettings> {
    for (option, _) in options.of_site().values() {
        let sentence = "is for one site without --config; put it into the file";
        top.source().wrong(&source::Place::Option(option), sentence);
    }
    let sections = top.sections("site");
    if sections.is_empty() && top.place("site").is_none() {
        top.source().mistake("The settings name no site; each begins with `[[site]]`");
    }
    let (mut names, mut ids) = (HashSet::new(), HashSet::new());
    let mut sites = Vec::new();
    for section in sections {
        // Variables are called after the name, so it comes from the file alone.
        let named = section.in_file("name").or(section.in_file("site"));
        let named = named.or(section.in_file("docs").map(|_| crate::local::SITE));
        let name = section::variable_part(named.unwrap_or_default());
        let mut section = section.with_prefix(format!("{}SITE_{name}_", environment::PREFIX));
        if named.is_some() && !names.insert(name) {
            section.wrong("name", "must differ from that of every other site");
        }
        let place = section.place("site").unwrap_or_else(|| section.missing("site"));
        let Some(site) = site::read(section) else { continue };
        if !ids.insert((site.organization.clone(), site.site.clone())) {
            top.source().wrong(&place, "is the id of a site that is already there");
        }
        sites.push(site);
    }
    shown_under_docs(top, &sites);
    sites
}

/// The pages of one folder are shown by the gateway itself, and there is one `/docs/`.
fn shown_under_docs(top: &Section<'_>, sites: &[SiteSettings]) {
    let unpublished = sites.iter().filter(|site| match &site.source {
        Source::Local(local) => local.site_url.is_none(),
        Source::Upstream(_) | Source::Replay(_) => false,
    });
    for site in unpublished.skip(1) {
        top.source().mistake(format!(
            "The site `{}` needs a `site_url`: the gateway shows the pages of one folder only",
            site.name
        ));
    }
}

/// A misspelt variable would otherwise be silently of no effect.
fn warn_of_unread(source: &source::Source<'_>) {
    /// Those that others read: logs, the tests and the file's own.
    const OTHERS: [&str; 1] = ["ASK_DOCS_CONFIG"];
    for name in source.environment().ours() {
        if !source.asked_for(name) && !OTHERS.contains(&name) {
            let place = source::Place::Variable(name.to_owned());
            source.warn(&place, "is set, but no setting has this name");
        }
    }
}

#[cfg(test)]
mod tests;
