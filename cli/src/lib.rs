//! The command line: a question in, its answer on the terminal as it arrives.
//!
//! ```text
//! arguments ─▶ Asking ─ way ─▶ bytes ─ core ─▶ Answer ─▶ page
//! page on a terminal:  nodes ─ blocks ─▶ lines ─ screen ─▶ only the lines that changed
//! page into a pipe:    nodes ─ blocks ─▶ lines of what stays as it is
//! ```
//!
//! Whatever an answer, a title or a server says is untrusted: [`plain`] makes it harmless to a
//! terminal before it is a word of a line.

mod arguments;
mod token;

mod way;

mod plain;
mod style;
mod wrap;

mod blocks;
mod table;

mod ending;
mod page;
mod screen;

mod json;
mod outcome;
mod words;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;

use arguments::{Asking, Unusable};
use outcome::Outcome;
use page::Page;
use way::Way;

/// Reads `arguments`, asks, and writes the answer.
pub async fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let asking = match Asking::read(arguments) {
        Ok(asking) => asking,
        Err(Unusable::Shown(error)) => {
            // Help goes to the one place, mistakes to the other.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { outcome::USAGE } else { 0 });
        }
        Err(Unusable::Said(sentence)) => {
            eprintln!("ask-docs: {sentence}");
            return ExitCode::from(outcome::USAGE);
        }
    };
    let way = match Way::new(&asking) {
        Ok(way) => way,
        Err(cause) => {
            eprintln!("ask-docs: set up TLS: {cause}");
            return ExitCode::from(outcome::FAILED);
        }
    };
    match ask(&asking, way).await {
        Ok(outcome) => outcome.code(),
        // Whoever read has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ask-docs: write the answer: {error}");
            ExitCode::from(outcome::NOT_WRITTEN)
        }
    }
}

/// Goes `way`, and gives what became of it, which has been told.
///
/// # Errors
/// When the answer cannot be written.
async fn ask(asking: &Asking, mut way: Way<'_>) -> io::Result<Outcome> {
    let mut page = Page::new(asking.form);
    page.wait()?;
    let is_stopped = tokio::select! {
        gone = way.go(&mut page) => gone.map(|()| false)?,
        _ = tokio::signal::ctrl_c() => true,
    };
    if is_stopped {
        // The connection is closed with what was dropped.
        way.stop().await;
    }
    let outcome = way.into_outcome();
    page.end(asking, &outcome)?;
    io::stdout().flush()?;
    outcome.tell(asking)?;
    Ok(outcome)
}
