//! The command line: which command, with which options. Each mistake is told before anything is installed or built.
//! It does no work itself.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::{Result, bail};
use lexopt::{Arg, Parser};

use crate::setup::{self, FOR_ALL, FOR_DIST};
use crate::{bench, demo, dist, end_to_end, fuzz, serve, size, test, types};

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  setup [--print-env]      install what is missing; print the shell lines that let a terminal use it
  demo [OPTIONS]           build everything and answer questions about docs/ in a page
      --port N             8080
      --docs DIR           docs
      --host, --pace, --site-url, --allow-origin: as the gateway has them
  serve                    the gateway on port 8080, and trunk with live reload on port 8081
  test [STEP …]            run everything that proves the project, or only some steps
      --all-engines        in Firefox and WebKit too: run where they are there, and now installed
      --chromium-only      not in them, even where they are
  fuzz [TARGET …]          look for inputs that break the core
      --seconds N          60, for each target
      --input FILE         one input, for one target
  dist                     write the release to target/dist/
  size [--peers] [--docs]  print what the last release weighs; what the boxes of others weigh beside it;
                           and put both into docs/
  types                    write the types and the reference table of the settings
  gallery                  take the pictures in docs/ and write the page that shows them
  bench render [OPTIONS]   measure the answer view against others, in a browser
      --sizes N,N,…        2,8,32,128: answers of so many KB
      --runs N             5 of each, interleaved
      --budget SECONDS     180: a view that would take longer for one answer is left out
      --json FILE, --plot FILE: write the figures, and a picture of them (SVG)
      --docs               put table and picture into docs/
  bench load [OPTIONS]     measure what a page pays for the last release and for the boxes of others
      --runs N             5 of each, interleaved
      --json FILE, --docs: write the figures, and put them into docs/
  bench gateway [OPTIONS]  measure the gateway under load, beside nginx; some 20 minutes
      --streams N, --seconds N         2000 streams of an event a second, for 300 seconds
      --held N                         5000 streams that are only held
      --rate N, --rate-seconds N       500 short asks a second, for 60 seconds
      --docs                           put the figures into docs/
  bench soak [OPTIONS]     readers and a faulty upstream for an hour; fails if the gateway holds more
      --streams N, --minutes N         200 readers, for 60 minutes

Everything that is installed goes to XTASK_CACHE, which is ~/.cache/ask-docs unless set.
";

/// Runs the command that the arguments name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Result<ExitCode> {
    let mut parser = Parser::from_args(arguments);
    let Some(first) = parser.next()? else {
        print!("{USAGE}");
        return Ok(ExitCode::SUCCESS);
    };
    let name = match first {
        Arg::Value(name) => name.to_string_lossy().into_owned(),
        Arg::Short('h') | Arg::Long("help") => "help".to_owned(),
        other => return Err(other.unexpected().into()),
    };
    match name.as_str() {
        "help" => print!("{USAGE}"),
        "setup" => set_up(&mut parser)?,
        "demo" => return demo::run(&demo::Options::parse(&mut parser)?),
        "serve" => return no_options(&mut parser).and_then(|()| serve::run()),
        "test" => return test::run(&test::parse(&mut parser)?),
        "fuzz" => return fuzz::run(&fuzz::Options::parse(&mut parser)?),
        "dist" => {
            no_options(&mut parser)?;
            dist::run(&setup::make_sure_of(FOR_DIST)?)?;
        }
        "size" => size::run(size::Options::parse(&mut parser)?)?,
        "types" => no_options(&mut parser).and_then(|()| types::write())?,
        "gallery" => no_options(&mut parser).and_then(|()| end_to_end::gallery())?,
        "bench" => bench::run(&mut parser)?,
        unknown => bail!("there is no command \"{unknown}\"\n\n{USAGE}"),
    }
    Ok(ExitCode::SUCCESS)
}

fn set_up(parser: &mut Parser) -> Result<()> {
    let mut print = false;
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("print-env") => print = true,
            other => return Err(other.unexpected().into()),
        }
    }
    let environment = setup::make_sure_of(FOR_ALL)?;
    if print {
        print!("{}", environment.shell_lines()?);
    }
    Ok(())
}

fn no_options(parser: &mut Parser) -> Result<()> {
    match parser.next()? {
        None => Ok(()),
        Some(argument) => Err(argument.unexpected().into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(arguments: &[&str]) -> String {
        let error = run(arguments.iter().map(OsString::from)).expect_err("a mistake is told");
        format!("{error:#}")
    }

    #[test]
    fn a_mistake_is_told_before_any_work() {
        assert!(mistake(&["tset"]).starts_with("there is no command \"tset\""));
        assert!(mistake(&["dist", "--fast"]).contains("--fast"));
        assert!(mistake(&["setup", "--print"]).contains("--print"));
        assert!(mistake(&["test", "no-such-step"]).contains("no-such-step"));
        assert!(mistake(&["demo", "--prot", "1"]).contains("--prot"));
        assert!(mistake(&["fuzz", "ses"]).contains("\"ses\""));
        assert!(mistake(&["bench"]).contains("render"));
        assert!(mistake(&["bench", "rendr"]).contains("rendr"));
        assert!(mistake(&["bench", "render", "--runs", "none"]).contains("none"));
        assert!(mistake(&["bench", "load", "--runs", "none"]).contains("none"));
        assert!(mistake(&["size", "--peer"]).contains("--peer"));
    }
}
