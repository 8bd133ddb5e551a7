//! `cargo xtask demo`: builds widget and gateway at the same time, then becomes the gateway.
//! What the gateway refuses (a port in use, an empty folder), it says itself, with its own exit status.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use lexopt::{Arg, Parser, ValueExt};

use crate::progress::Background;
use crate::setup::{self, FOR_PAGE};
use crate::{dist, progress, project};

/// The gateway's options that pass through as they are.
const PASSED: &[&str] = &["host", "pace", "site-url", "allow-origin"];

/// What the demo was asked for.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    /// The gateway's port.
    pub port: u16,
    /// The folder that answers come from.
    pub docs: PathBuf,
    /// Further options for the gateway.
    pub passed: Vec<OsString>,
}

impl Default for Options {
    fn default() -> Self {
        Self { port: 8080, docs: project::root().join("docs"), passed: Vec::new() }
    }
}

impl Options {
    /// Reads the options. A folder that is not there is told now, not after the build.
    pub fn parse(parser: &mut Parser) -> Result<Self> {
        let mut options = Self::default();
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("port") => {
                    let value = parser.value()?.string()?;
                    options.port = value.parse().ok().with_context(|| {
                        format!("read --port \"{value}\": it has to be a number from 0 to 65535")
                    })?;
                }
                Arg::Long("docs") => options.docs = parser.value()?.into(),
                Arg::Long(name) if PASSED.contains(&name) => {
                    let name = format!("--{name}");
                    options.passed.extend([name.into(), parser.value()?]);
                }
                other => return Err(other.unexpected().into()),
            }
        }
        if !options.docs.is_dir() {
            bail!("use --docs {}: there is no such folder", options.docs.display());
        }
        Ok(options)
    }

    /// The gateway with these options.
    pub fn gateway(&self) -> Command {
        let mut command = Command::new(project::gateway_program());
        command
            .arg("--docs")
            .arg(&self.docs)
            .arg("--www")
            .arg(project::www())
            .args(["--port", &self.port.to_string()])
            .args(&self.passed);
        command
    }
}

/// Builds what is missing and runs the gateway until it is interrupted.
pub fn run(options: &Options) -> Result<ExitCode> {
    build()?;
    replace_by(options.gateway())
}

/// Builds the folder to serve, and the gateway beside it: each leaves a processor idle at times.
pub fn build() -> Result<()> {
    let gateway = start_gateway_build()?;
    progress::already("the gateway", "compiling in the background");
    let widget =
        setup::make_sure_of(FOR_PAGE).and_then(|environment| dist::write_www(&environment));
    // Waited for in any case, or it would go on alone.
    let gateway = gateway.wait("compiling", None).context("build the gateway");
    widget.context("build the widget").and(gateway)
}

/// Compiles the gateway in the background.
pub fn start_gateway_build() -> Result<Background> {
    let mut command = project::cargo();
    command.args(["build", "--package", project::GATEWAY_PACKAGE]);
    progress::start("the gateway", &mut command, &project::target().join("gateway-build.log"))
}

#[cfg(unix)]
fn replace_by(mut command: Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    // Only a failure to start comes back from here.
    Err(command.exec()).context("start the gateway")
}

#[cfg(not(unix))]
fn replace_by(mut command: Command) -> Result<ExitCode> {
    let status = crate::process::status(&mut command)?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Options> {
        Options::parse(&mut Parser::from_args(arguments))
    }

    #[test]
    fn without_options_the_project_s_own_documentation_is_shown_on_port_8080() {
        let options = parse(&[]).expect("docs/ is part of the project");
        assert_eq!(options, Options::default());
    }

    #[test]
    fn the_gateway_s_own_options_pass_through() {
        let options = parse(&["--pace", "1s", "--port=9000"]).expect("both are known");
        assert_eq!(options.port, 9000);
        assert_eq!(options.passed, ["--pace", "1s"]);
    }

    #[test]
    fn a_folder_that_is_not_there_and_a_port_that_is_none_are_told_at_once() {
        let error = parse(&["--docs", "/nowhere/at-all"]).expect_err("no such folder");
        assert!(error.to_string().contains("/nowhere/at-all"), "{error}");
        let error = parse(&["--port", "70000"]).expect_err("no such port");
        assert!(error.to_string().contains("70000"), "{error}");
    }
}
