//! What the end-to-end tests and the screenshots run with: a built page, a built gateway and a browser.
//! The tests themselves are in the package `ask-docs-e2e`.

use std::env;
use std::process::Command;

use anyhow::Result;

use crate::setup::{self, Environment, FOR_SERVE, FOR_WIDGET, Need};
use crate::{demo, process, project};

/// Takes the pictures in `docs/`.
pub fn screenshots() -> Result<()> {
    demo::build()?;
    let environment = setup::make_sure_of(&[Need::Browser])?;
    let mut command = cargo(&environment);
    command.args(["run", "--package", project::END_TO_END_PACKAGE, "--bin", "screenshots"]);
    process::run(&mut command)
}

/// What has to be there before the tests run.
pub fn needs() -> Vec<Need> {
    [FOR_WIDGET, FOR_SERVE, &[Need::Browser, Need::Judges]].concat()
}

/// A `cargo` whose programs find everything through variables.
pub fn cargo(environment: &Environment) -> Command {
    let mut command = project::cargo();
    command
        .env("ASK_DOCS_ROOT", project::root())
        .env("ASK_DOCS_GATEWAY", project::gateway_program())
        .env("ASK_DOCS_WWW", project::www())
        .env("ASK_DOCS_TRUNK", project::trunk());
    if let Some(python) = &environment.python {
        command.env("ASK_DOCS_PYTHON", python);
    }
    if let Some(browser) = &environment.browser {
        command
            .env(setup::BROWSER_VARIABLE, &browser.program)
            .env(setup::DRIVER_VARIABLE, &browser.driver);
    }
    with_corpora(&mut command);
    command
}

/// Test cases by others, where this checkout has them beside it.
pub fn with_corpora(command: &mut Command) {
    const VARIABLE: &str = "ASK_DOCS_CORPORA";
    let beside = project::root().join("../shared/corpora");
    if env::var_os(VARIABLE).is_none() && beside.is_dir() {
        command.env(VARIABLE, beside.canonicalize().unwrap_or(beside));
    }
}
