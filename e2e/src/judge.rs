//! Judges that others wrote: GitBook's official client, its OpenAPI description, the quickstart's
//! Python sample and TypeScript's compiler, each run as the program that its users run.

use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::env;

/// A value that GitBook's OpenAPI description has to allow.
#[derive(Clone, Debug)]
pub struct Claim {
    name: String,
    schema: &'static str,
    value: Value,
}

impl Claim {
    /// `value` is the body of an ask.
    pub fn ask_body(name: &str, value: Value) -> Self {
        Self { name: name.to_owned(), schema: "ask-body", value }
    }

    /// `value` is the data of an event of an ask stream.
    pub fn ask_event(name: &str, value: Value) -> Self {
        Self { name: name.to_owned(), schema: "ask-event", value }
    }

    /// `value` is the data of an event of a starter question stream.
    pub fn question_event(name: &str, value: Value) -> Self {
        Self { name: name.to_owned(), schema: "question-event", value }
    }
}

/// Holds `claims` against the OpenAPI description.
///
/// # Errors
/// Those that do not fit, with what is wrong.
pub async fn validate(claims: &[Claim]) -> Result<()> {
    let claims: Vec<Value> = claims
        .iter()
        .map(|claim| json!({"name": claim.name, "schema": claim.schema, "value": claim.value}))
        .collect();
    ensure!(!claims.is_empty(), "there is nothing to validate");
    let script = client_folder()?.join("validate.mjs");
    let wrong = run(Command::new("node").arg(script), &Value::from(claims).to_string()).await?;
    ensure!(wrong == json!([]), "not as the OpenAPI description says: {wrong:#}");
    Ok(())
}

/// What the official JavaScript client gives for `question`: `{events, questions}`.
///
/// # Errors
/// What the client threw.
pub async fn official_client(address: &str, question: &str, format: Option<&str>) -> Result<Value> {
    let mut command = Command::new("node");
    command.arg(client_folder()?.join("ask.mjs")).args([address, "local", "docs", question]);
    command.args(format);
    run(&mut command, "").await
}

/// What TypeScript's compiler says of a program that uses the types; nothing, if they fit.
///
/// # Errors
/// When the compiler is not there.
pub async fn compile() -> Result<String> {
    let folder = client_folder()?;
    let mut command = Command::new("node");
    command.arg("node_modules/typescript/bin/tsc").args(["--project", "tsconfig.json"]);
    let run = command.current_dir(folder).kill_on_drop(true).output();
    let output = tokio::time::timeout(crate::PATIENCE, run).await??;
    let complaints = String::from_utf8(output.stdout)?;
    ensure!(
        output.status.success() || !complaints.is_empty(),
        "the compiler failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(complaints)
}

/// What the quickstart's Python sample gives for `question`: a list of events.
///
/// # Errors
/// What the sample says.
pub async fn python_sample(address: &str, question: &str) -> Result<Value> {
    let mut command = Command::new(env("XTASK_PYTHON")?);
    let script = client_folder()?.join("quickstart.py");
    run(command.arg(script).args([address, "local", "docs", question]), "").await
}

fn client_folder() -> Result<std::path::PathBuf> {
    Ok(env("XTASK_ROOT")?.join("e2e/client"))
}

async fn run(command: &mut Command, input: &str) -> Result<Value> {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.kill_on_drop(true).spawn().with_context(|| format!("{command:?}"))?;
    let mut stdin = child.stdin.take().context("the program's input")?;
    stdin.write_all(input.as_bytes()).await?;
    drop(stdin);
    let output = tokio::time::timeout(crate::PATIENCE, child.wait_with_output())
        .await
        .with_context(|| format!("waited in vain for the end of {command:?}"))??;
    ensure!(
        output.status.success(),
        "{command:?} failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).with_context(|| format!("read what {command:?} prints"))
}
