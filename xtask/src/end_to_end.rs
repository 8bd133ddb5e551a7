//! What the end-to-end tests and the screenshots run with: a built page, a built gateway and a browser.
//! The tests themselves are in the package `ask-docs-e2e`.

use std::env;
use std::process::Command;

use anyhow::Result;

use crate::setup::{self, Browser, FOR_WIDGET, Need};
use crate::{demo, process, project};

/// Takes the pictures in `docs/`.
pub fn screenshots() -> Result<()> {
    demo::build()?;
    let environment = setup::make_sure_of(&[Need::Browser])?;
    let mut command = cargo(environment.browser.as_ref());
    command.args(["run", "--package", project::END_TO_END_PACKAGE, "--bin", "screenshots"]);
    process::run(&mut command)
}

/// What has to be there before the tests run.
pub fn needs() -> Vec<Need> {
    [FOR_WIDGET, &[Need::Browser]].concat()
}

/// A `cargo` whose programs find everything through variables.
pub fn cargo(browser: Option<&Browser>) -> Command {
    let mut command = project::cargo();
    command
        .env("ASK_DOCS_ROOT", project::root())
        .env("ASK_DOCS_GATEWAY", project::gateway_program())
        .env("ASK_DOCS_WWW", project::www());
    if let Some(browser) = browser {
        command
            .env(setup::BROWSER_VARIABLE, &browser.program)
            .env(setup::DRIVER_VARIABLE, &browser.driver);
    }
    with_corpora(&mut command);
    command
}

/// Larger documentation folders to test with, where this checkout has them beside it.
pub fn with_corpora(command: &mut Command) {
    const VARIABLE: &str = "ASK_DOCS_CORPORA";
    let beside = project::root().join("../shared/corpora");
    if env::var_os(VARIABLE).is_none() && beside.is_dir() {
        command.env(VARIABLE, beside.canonicalize().unwrap_or(beside));
    }
}
