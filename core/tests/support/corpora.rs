//! The test cases written by others, which lie beside the project and are no part of it.
//!
//! Owns where they are: the folder in `XTASK_CORPORA`, else `../shared/corpora` beside the
//! project's root. Refuses to fail a test because they are not there: it says so in one line.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// The bytes of a file of the corpora; `None`, after saying so, where the folder is not there.
///
/// # Panics
/// If the folder is there and the file is not: a test that reads nothing must not pass.
pub fn bytes(path: &str) -> Option<Vec<u8>> {
    let Some(folder) = folder() else {
        println!("skipped: no corpora (set XTASK_CORPORA), so {path} was not read");
        return None;
    };
    let file = folder.join(path);
    Some(std::fs::read(&file).unwrap_or_else(|error| panic!("reading {}: {error}", file.display())))
}

/// The same as text.
pub fn text(path: &str) -> Option<String> {
    bytes(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// The same as JSON.
pub fn json(path: &str) -> Option<Value> {
    text(path)
        .map(|text| serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}")))
}

/// The cases of a JSON file that is a list.
pub fn list(path: &str) -> Vec<Value> {
    match json(path) {
        Some(Value::Array(cases)) => cases,
        Some(_) => panic!("{path} is not a list"),
        None => Vec::new(),
    }
}

/// The inputs of a markdown-it fixture: what stands between the first and second dot of each case.
pub fn fixture_inputs(path: &str) -> Vec<String> {
    let Some(text) = text(path) else { return Vec::new() };
    let mut inputs = Vec::new();
    let mut parts = Vec::new();
    let mut part = None;
    for line in text.lines() {
        match (&mut part, line == ".") {
            (None, false) => {}
            (None, true) => part = Some(String::new()),
            (Some(_), true) => {
                parts.extend(part.take());
                // Input and output meet in one dot.
                part = (parts.len() % 2 == 1).then(String::new);
            }
            (Some(part), false) => {
                part.push_str(line);
                part.push('\n');
            }
        }
    }
    inputs.extend(parts.into_iter().step_by(2));
    assert!(!inputs.is_empty(), "{path} holds no case");
    inputs
}

/// The input of a case of `pathological.json`.
pub fn recipe(case: &Value) -> String {
    let parts = case["parts"].as_array().map(Vec::as_slice).unwrap_or_default();
    parts
        .iter()
        .map(|part| {
            let times = usize::try_from(part["n"].as_u64().unwrap_or(1)).unwrap_or(1);
            part["s"].as_str().unwrap_or_default().repeat(times)
        })
        .collect()
}

fn folder() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = match std::env::var_os("XTASK_CORPORA") {
        Some(folder) => PathBuf::from(folder),
        None => root.join("../shared/corpora"),
    };
    folder.is_dir().then_some(folder)
}
