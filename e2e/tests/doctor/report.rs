//! What the doctor says, on its page and on the command line, in one shape.

use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use ask_docs_e2e::{Browser, env, until};
use serde_json::Value;
use thirtyfour::prelude::*;
use tokio::process::Command;

/// What was found of one check.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) check: String,
    pub(crate) state: String,
    /// Sentences and lines to paste.
    pub(crate) text: String,
}

/// A whole report.
#[derive(Clone, Debug)]
pub(crate) struct Report(pub(crate) Vec<Found>);

impl Report {
    /// The checks that are wrong, each once.
    pub(crate) fn wrong(&self) -> Vec<&str> {
        let wrong = self.0.iter().filter(|found| found.state == "wrong");
        let mut wrong: Vec<_> = wrong.map(|found| &*found.check).collect();
        wrong.dedup();
        wrong
    }

    /// All that is said of what is wrong with `check`.
    pub(crate) fn of(&self, check: &str) -> String {
        let of_check = self.0.iter().filter(|found| found.check == check && found.state == "wrong");
        of_check.map(|found| found.text.clone() + "\n").collect()
    }
}

const READ: &str = "
    return [...document.querySelectorAll('#checks li')].map((item) => [
        item.dataset.check, item.dataset.state, item.querySelector('.word').textContent,
        [...item.querySelectorAll('.state, pre')].map((one) => one.textContent).join('\\n'),
    ])";

/// Has the page at `page` examined on the doctor's page at `gateway`.
pub(crate) async fn on_page(browser: &Browser, gateway: &str, page: &str) -> Result<Report> {
    browser.driver.goto(format!("{gateway}/doctor")).await?;
    let field = browser.driver.find(By::Id("page")).await?;
    field.send_keys(page).await?;
    browser.driver.find(By::Css("form button")).await?.click().await?;
    ended(browser).await?;
    let rows: Vec<[String; 4]> = serde_json::from_value(browser.run(READ).await?)?;
    let mut report = Vec::new();
    for [check, state, word, text] in rows {
        ensure!(word.len() > 4 && !text.is_empty(), "{check} says nothing: {word} {text}");
        report.push(Found { check, state, text });
    }
    ensure!(report.len() == 13, "{report:#?}");
    Ok(Report(report))
}

/// Waits for the doctor's last word.
pub(crate) async fn ended(browser: &Browser) -> Result<String> {
    until("the doctor has ended", || async {
        let summary = browser.driver.find(By::Id("summary")).await?.text().await?;
        Ok((summary.contains("mended") || summary.contains("broken")).then_some(summary))
    })
    .await
}

/// Has the page at `page` examined on the command line.
pub(crate) async fn on_command_line(gateway: &str, page: &str) -> Result<Report> {
    let mut command = Command::new(env("XTASK_GATEWAY")?);
    command.args(["doctor", page, "--gateway", gateway, "--json"]).stdin(Stdio::null());
    let output = command.output().await.context("run the doctor")?;
    let text = String::from_utf8(output.stdout)?;
    let value: Value = serde_json::from_str(&text).with_context(|| text.clone())?;
    let report = value["findings"].as_array().context("findings")?.iter().map(|finding| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let pastes = finding["pastes"].as_array().map(Vec::as_slice).unwrap_or_default();
        let pastes: String =
            pastes.iter().map(|paste| format!("\n{}", text(&paste["text"]))).collect();
        Found {
            check: text(&finding["check"]),
            state: text(&finding["state"]),
            text: format!("{}{pastes}", text(&finding["sentence"]).replace('`', "")),
        }
    });
    let report = Report(report.collect());
    let code = i32::from(!report.wrong().is_empty());
    ensure!(output.status.code() == Some(code), "exit code of {report:#?}");
    ensure!(value["broken"] == (code == 1), "{value}");
    Ok(report)
}
