//! What the command line and the environment say, as a question that can be sent.
//!
//! Owns names, defaults and their checks. Refuses a token as an argument, where other users of the
//! machine could see it.

use std::ffi::OsString;
use std::io::Read as _;
use std::path::PathBuf;
use std::time::Duration;

use ask_docs_core::question::{MAX_CHARACTERS, Question};
use ask_docs_core::request::{Ask, Endpoint};
use clap::{Args, Parser, Subcommand};

use crate::token;

/// The most that is read of a question: more characters than it may have, so that it is told so.
const MOST_READ: u64 = 64 << 10;

/// A question and where it goes.
#[derive(Clone, Debug)]
pub(crate) struct Asking {
    pub(crate) question: String,
    pub(crate) ask: Ask,
    pub(crate) endpoint: Endpoint,
    pub(crate) place: Place,
    pub(crate) form: Form,
    pub(crate) is_fresh: bool,
    pub(crate) patience: Duration,
}

/// Who answers, for sentences.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) address: String,
    pub(crate) site: String,
    /// Whether it is GitBook's API itself, asked with a token.
    pub(crate) is_api: bool,
}

/// How the answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// To read, as it arrives.
    Text,
    /// Once it is whole, as Markdown.
    Markdown,
    /// Once it is whole, as an object.
    Json,
}

/// Why nothing is asked.
pub(crate) enum Unusable {
    /// The parser's own words: a mistake, or help.
    Shown(clap::Error),
    /// A sentence.
    Said(String),
}

#[derive(Parser)]
#[command(name = "ask-docs", version, about = "Asks questions about documentation")]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Ask a question, and write the answer as it arrives
    #[command(after_help = EXAMPLES)]
    Ask(Options),
}

const EXAMPLES: &str = "\
Ask a gateway:
  ask-docs ask --gateway https://ask.example.com \"How do I log in?\"
Ask GitBook's API itself:
  ask-docs ask --token-file token --organization ID --site ID \"How do I log in?\"

Exit status: 0 answered, 1 nothing found, 2 not asked, 3 refused, 4 too many questions,
5 no connection or a server's failure, 6 cut short, 130 stopped";

#[derive(Args)]
struct Options {
    /// The question; `-` reads it from standard input
    #[arg(required = true, value_name = "QUESTION")]
    question: Vec<String>,
    /// The gateway to ask
    #[arg(long, value_name = "URL", env = "ASK_DOCS_GATEWAY")]
    gateway: Option<String>,
    /// The organization's id
    #[arg(
        long,
        visible_alias = "org",
        value_name = "ID",
        env = "ASK_DOCS_ORGANIZATION",
        default_value = "local"
    )]
    organization: String,
    /// The site's id
    #[arg(long, value_name = "ID", env = "ASK_DOCS_SITE", default_value = "docs")]
    site: String,
    /// File that holds a GitBook token, to ask the API without a gateway; without it, the
    /// environment variable ASK_DOCS_TOKEN counts
    #[arg(long, value_name = "FILE", env = "ASK_DOCS_TOKEN_FILE")]
    token_file: Option<PathBuf>,
    /// Where the API is
    #[arg(
        long,
        value_name = "URL",
        env = "ASK_DOCS_API",
        default_value = "https://api.gitbook.com"
    )]
    api: String,
    /// Write the answer once it is whole, as Markdown with its sources as footnotes
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
    /// Write the answer once it is whole, as an object of JSON
    #[arg(long)]
    json: bool,
    /// Take no answer out of the gateway's cache
    #[arg(long)]
    fresh: bool,
    /// How long a silence is waited for, in seconds
    #[arg(
        long,
        value_name = "SECONDS",
        env = "ASK_DOCS_PATIENCE",
        default_value_t = 60,
        value_parser = clap::value_parser!(u64).range(1..=600)
    )]
    patience: u64,
}

impl Asking {
    /// Reads `arguments`, and standard input where they say so.
    ///
    /// # Errors
    /// What cannot be asked, and why.
    pub(crate) fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, Unusable> {
        let line = Line::try_parse_from(arguments).map_err(Unusable::Shown)?;
        let Command::Ask(options) = line.command;
        options.asking().map_err(Unusable::Said)
    }
}

impl Options {
    fn asking(self) -> Result<Asking, String> {
        let (address, token) = match (&self.gateway, &self.token_file) {
            (Some(_), Some(_)) => {
                return Err("a gateway has a token of its own: \
                            say --gateway or --token-file, not both"
                    .to_owned());
            }
            (Some(gateway), None) => (gateway.clone(), None),
            (None, file) => {
                let token = token::read(file.as_deref())?;
                token::check_address(&self.api)?;
                (self.api.clone(), Some(token))
            }
        };
        let is_api = token.is_some();
        let endpoint =
            Endpoint::new(&address, &self.organization, &self.site, token).map_err(|bad| {
                let said: Vec<_> = bad
                    .iter()
                    .map(|bad| match bad.field {
                        "endpoint" if is_api => format!("--api {}", bad.problem),
                        "endpoint" => format!("--gateway {}", bad.problem),
                        field => format!("--{field} {}", bad.problem),
                    })
                    .collect();
                said.join("; ")
            })?;
        let question = self.words()?;
        let asked = Question::new(&question)
            .map_err(|error| format!("this question cannot be asked: {error}"))?;
        Ok(Asking {
            question: asked.as_str().to_owned(),
            ask: Ask::new(asked),
            endpoint,
            place: Place { address, site: format!("{}/{}", self.organization, self.site), is_api },
            form: match (self.markdown, self.json) {
                (true, _) => Form::Markdown,
                (_, true) => Form::Json,
                _ => Form::Text,
            },
            is_fresh: self.fresh,
            patience: Duration::from_secs(self.patience),
        })
    }

    fn words(&self) -> Result<String, String> {
        if self.question != ["-"] {
            return Ok(self.question.join(" "));
        }
        let mut bytes = Vec::new();
        let mut input = std::io::stdin().lock().take(MOST_READ);
        input.read_to_end(&mut bytes).map_err(|error| format!("read the question: {error}"))?;
        // Cut or not, it is far too long then.
        debug_assert!(MOST_READ > 4 * MAX_CHARACTERS as u64);
        String::from_utf8(bytes).map_err(|_| "read the question: it is not UTF-8".to_owned())
    }
}
