//! The command line.
//!
//! Owns the options, their help, and which key of the settings each stands for. Refuses rules:
//! an option's value is read as any other value is.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::SettingsError;

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
        options: Options,
    },
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
}

const ABOUT: &str = "Answers questions about documentation over GitBook's Ask API";

const EXAMPLES: &str = "\
Over a folder of Markdown:
  ask-docs-gateway --docs docs
In front of GitBook:
  ask-docs-gateway --upstream https://api.gitbook.com --organization ID --site ID --token-file FILE
For many sites:
  ask-docs-gateway --config gateway.toml
  ask-docs-gateway check --config gateway.toml --online";

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
        ])
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

fn given<const N: usize>(options: [(&'static str, &'static str, &Option<String>); N]) -> Given {
    let given = options
        .into_iter()
        .filter_map(|(key, option, value)| Some((key, (option, vec![value.clone()?]))));
    given.collect()
}
