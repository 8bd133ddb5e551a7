//! The command line.
//!
//! Owns the options, their help, and which key of the settings each stands for. Refuses rules:
//! an option's value is read as any other value is.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::SettingsError;
use super::reports::MOST_DAYS;
use crate::doctor::DoctorOptions;
use crate::reports::{ReportRequest, Table};

/// Keys, with the option's name and what was given.
pub(super) type Given = BTreeMap<&'static str, (&'static str, Vec<String>)>;

/// The command line as it is written.
#[derive(Debug, Parser)]
#[command(name = "ask-docs-gateway", version, about = ABOUT, after_help = EXAMPLES)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Line {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub options: Options,
}

/// What else than serving can be done.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Tell everything that is wrong with the settings, and serve nothing
    Check {
        /// Also try every token against the API; no question is asked
        #[arg(long)]
        online: bool,
        #[command(flatten)]
        options: Box<Options>,
    },
    /// Write a report's file to the standard output, as CSV or JSON
    Report(ReportLine),
    /// Find out why the box on a page does not work, and serve nothing
    Doctor(DoctorOptions),
}

/// The options.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// Read the settings from this TOML file, for many sites; also ASK_DOCS_CONFIG
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Answer from this folder of Markdown files (organization `local`, site `docs`)
    #[arg(long, value_name = "DIR")]
    docs: Option<String>,
    /// Pass questions on to the API at this address
    #[arg(long, value_name = "URL")]
    upstream: Option<String>,
    /// Answer from this recording, with its timing
    #[arg(long, value_name = "FILE")]
    replay: Option<String>,
    /// Write every answer into this new file, byte for byte and with its timing; it holds what
    /// readers ask
    #[arg(long, value_name = "FILE")]
    record: Option<String>,
    /// The organization's id, with --upstream
    #[arg(long, value_name = "ID")]
    organization: Option<String>,
    /// The site's id, with --upstream
    #[arg(long, value_name = "ID")]
    site: Option<String>,
    /// File that holds the API token; without it, the environment variable ASK_DOCS_TOKEN counts
    #[arg(long, value_name = "FILE")]
    token_file: Option<String>,
    /// Port to listen on [default: 8080]; 0 takes any free one
    #[arg(long, value_name = "PORT")]
    port: Option<String>,
    /// Address to listen on [default: 127.0.0.1]
    #[arg(long, value_name = "HOST")]
    host: Option<String>,
    /// Serve the files of this folder (the widget and its pages) at /
    #[arg(long, value_name = "DIR")]
    www: Option<String>,
    /// Where the docs are published, for links; without it the gateway shows them under /docs/
    #[arg(long, value_name = "URL")]
    site_url: Option<String>,
    /// Let pages of this origin (scheme and host) ask; may be repeated; without it pages on
    /// localhost may
    #[arg(long, value_name = "ORIGIN")]
    allow_origin: Vec<String>,
    /// Time between two steps of an answer from --docs [default: 40ms], as in 30ms or 1s; 0 is as
    /// fast as possible
    #[arg(long, value_name = "TIME")]
    pace: Option<String>,
    /// The most connections at once [default: 10000]; one more is closed
    #[arg(long, value_name = "NUMBER")]
    max_connections: Option<String>,
    /// How long running answers may go on after SIGTERM or Ctrl-C [default: 25s]; a second one ends
    /// them at once
    #[arg(long, value_name = "TIME")]
    grace: Option<String>,
    /// Serve /metrics at this address, as 127.0.0.1:9090; without it they are served nowhere
    #[arg(long, value_name = "ADDRESS")]
    metrics_listen: Option<String>,
    /// Write the log as `text` or `json` [default: text]
    #[arg(long, value_name = "FORMAT")]
    log_format: Option<String>,
    /// Write clients' addresses into the log whole, not only their networks
    #[arg(long)]
    log_addresses: bool,
    /// Keep what came of questions, and feedback, in this SQLite file
    #[arg(long, value_name = "FILE")]
    reports: Option<String>,
    /// File that holds the password of the page /reports; without it, the environment variable
    /// ASK_DOCS_REPORTS_PASSWORD counts
    #[arg(long, value_name = "FILE")]
    reports_password_file: Option<String>,
    /// Do not serve /doctor, the page that finds out why a box does not work
    #[arg(long)]
    no_doctor: bool,
    /// Share limits, budgets and answers with other gateways in this Redis, as in
    /// redis://localhost:6379; its password is in ASK_DOCS_STORE_PASSWORD
    #[arg(long, value_name = "URL")]
    store: Option<String>,
}

/// What is to be written out of a report.
#[derive(Debug, Args)]
pub(super) struct ReportLine {
    /// The report's SQLite file; a gateway may be writing it
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// One table as CSV: `answers`, `feedback` or `pages`
    #[arg(long, value_name = "TABLE", value_parser = table)]
    #[arg(required_unless_present = "json", conflicts_with = "json")]
    csv: Option<Table>,
    /// All of it as JSON
    #[arg(long)]
    json: bool,
    /// Only the last so many days
    #[arg(long, value_name = "NUMBER", default_value_t = MOST_DAYS,
          value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_DAYS)))]
    days: u32,
    /// Only the site of this name
    #[arg(long, value_name = "NAME")]
    site: Option<String>,
}

const ABOUT: &str = "Answers questions about documentation over GitBook's Ask API";

const EXAMPLES: &str = "\
Over a folder of Markdown:
  ask-docs-gateway --docs docs
In front of GitBook:
  ask-docs-gateway --upstream https://api.gitbook.com --organization ID --site ID --token-file FILE
For many sites:
  ask-docs-gateway --config gateway.toml
  ask-docs-gateway check --config gateway.toml --online
What readers asked and said:
  ask-docs-gateway report reports.sqlite --csv feedback
Why does the box on a page not work?
  ask-docs-gateway doctor https://www.example.com/ --gateway https://ask.example.com";

impl Line {
    pub(super) fn read<I>(arguments: I) -> Result<Self, SettingsError>
    where
        I: IntoIterator<Item = OsString>,
    {
        Self::try_parse_from(arguments).map_err(|error| {
            let text = error.render().to_string();
            if !error.use_stderr() {
                return SettingsError::Asked(text);
            }
            let sentence = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
            SettingsError::Line(format!("{sentence} (--help lists the options)"))
        })
    }
}

impl Options {
    /// Those for all sites.
    pub(super) fn of_server(&self) -> Given {
        given([
            ("host", "--host", &self.host),
            ("port", "--port", &self.port),
            ("www", "--www", &self.www),
        ])
    }

    /// Those of how the gateway runs.
    pub(super) fn of_operation(&self) -> Given {
        given([
            ("max_connections", "--max-connections", &self.max_connections),
            ("grace", "--grace", &self.grace),
            ("metrics_listen", "--metrics-listen", &self.metrics_listen),
            ("log_format", "--log-format", &self.log_format),
            ("record", "--record", &self.record),
            ("log_addresses", "--log-addresses", &self.log_addresses.then(|| true.to_string())),
            ("doctor", "--no-doctor", &self.no_doctor.then(|| false.to_string())),
        ])
    }

    /// Those of what is kept.
    pub(super) fn of_reports(&self) -> Given {
        given([
            ("file", "--reports", &self.reports),
            ("password_file", "--reports-password-file", &self.reports_password_file),
        ])
    }

    /// Those of what gateways share.
    pub(super) fn of_store(&self) -> Given {
        given([("url", "--store", &self.store)])
    }

    /// Those that make a configuration of one site.
    pub(super) fn of_site(&self) -> Given {
        let mut given = given([
            ("docs", "--docs", &self.docs),
            ("upstream", "--upstream", &self.upstream),
            ("replay", "--replay", &self.replay),
            ("organization", "--organization", &self.organization),
            ("site", "--site", &self.site),
            ("token_file", "--token-file", &self.token_file),
            ("site_url", "--site-url", &self.site_url),
            ("pace", "--pace", &self.pace),
        ]);
        if !self.allow_origin.is_empty() {
            given.insert("allow_origins", ("--allow-origin", self.allow_origin.clone()));
        }
        given
    }
}

impl ReportLine {
    /// What it asks for.
    pub(super) fn request(self) -> ReportRequest {
        ReportRequest { file: self.file, table: self.csv, days: self.days, site: self.site }
    }
}

fn table(name: &str) -> Result<Table, String> {
    let named = Table::ALL.into_iter().find(|table| table.name() == name);
    named.ok_or_else(|| "there are `answers`, `feedback` and `pages`".to_owned())
}

fn given<const N: usize>(options: [(&'static str, &'static str, &Option<String>); N]) -> Given {
    let given = options
        .into_iter()
        .filter_map(|(key, option, value)| Some((key, (option, vec![value.clone()?]))));
    given.collect()
}
