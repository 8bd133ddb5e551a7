//! What the end-to-end tests and the gallery run with: a built page, a built gateway and a browser.
//! The tests themselves are in the package `ask-docs-e2e`.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::setup::{self, Environment, FOR_PAGE, FOR_SERVE, Need};
use crate::{demo, process, project};

/// Tells the end-to-end tests in which engine they run; it is Chromium's unless it is set.
pub const ENGINE_VARIABLE: &str = "XTASK_ENGINE";
const CORPORA: &str = "XTASK_CORPORA";

/// Takes the pictures in `docs/` and writes the page that shows them.
pub fn gallery() -> Result<()> {
    demo::build()?;
    let environment = setup::make_sure_of(&[Need::Browser, Need::Fonts])?;
    let mut command = cargo(&environment);
    command.args(["run", "--package", project::END_TO_END_PACKAGE, "--bin", "gallery"]);
    process::run(&mut command)
}

/// What has to be there before the tests run.
pub fn needs() -> Vec<Need> {
    [FOR_PAGE, FOR_SERVE, &[Need::Browser, Need::Judges, Need::Proxies, Need::Redis]].concat()
}

/// A `cargo` whose programs find everything through variables.
pub fn cargo(environment: &Environment) -> Command {
    let mut command = project::cargo();
    command
        .env("XTASK_ROOT", project::root())
        .env("XTASK_GATEWAY", project::gateway_program())
        .env("XTASK_CLI", project::command_line_program())
        .env("XTASK_WWW", project::www())
        .env("XTASK_TRUNK", project::trunk())
        .env("XTASK_APPS", project::apps())
        .env("XTASK_BENCH", project::bench())
        .env_remove(ENGINE_VARIABLE);
    if let Some(python) = &environment.python {
        command.env("XTASK_PYTHON", python);
    }
    if let Some(browser) = &environment.browser {
        command
            .env(setup::BROWSER_VARIABLE, &browser.program)
            .env(setup::DRIVER_VARIABLE, &browser.driver);
    }
    for (variable, program) in &environment.engines {
        command.env(variable, program);
    }
    with_corpora(&mut command);
    command
}

/// Tells a command where the test cases by others are, where this checkout has them beside it.
pub fn with_corpora(command: &mut Command) {
    if let Some(corpora) = corpora() {
        command.env(CORPORA, corpora);
    }
}

/// The folder of test cases by others: `XTASK_CORPORA`, else the one beside this checkout.
pub fn corpora() -> Option<PathBuf> {
    let beside = project::root().join("../shared/corpora");
    let folder = env::var_os(CORPORA).map_or(beside, PathBuf::from);
    folder.is_dir().then(|| folder.canonicalize().unwrap_or(folder))
}
