//! The boxes that are compared, as `e2e/peers/peers.json` lists them.
//! It is the only reader of that list here: nothing else knows a box by its name or its markup.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::env;

/// A page with a box, or the same page without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// What it is called.
    pub name: String,
    /// The version of its package; none for ours and for the bare page.
    pub version: Option<String>,
    /// The name of its page, without an ending.
    pub page: String,
    /// What a reader presses, the first that is drawn: a button, or the field itself. Where there is no box
    /// there is none.
    pub launcher: Vec<String>,
}

impl Subject {
    /// The page without a box, which all others are compared with.
    pub fn bare() -> Self {
        let page = "bare".to_owned();
        Self { name: page.clone(), version: None, page, launcher: Vec::new() }
    }

    /// The page with a button that a script of a few lines makes: less no box can cost.
    pub fn floor() -> Self {
        Self { name: "floor".to_owned(), page: "floor".to_owned(), ..Self::bare() }
    }
}

/// All boxes, ours first.
///
/// # Errors
/// When the list cannot be read, or a package of it is not installed.
pub fn subjects() -> Result<Vec<Subject>> {
    let folder = env("XTASK_ROOT")?.join("e2e/peers");
    let list = read(&folder.join("peers.json"))?;
    list.as_array().into_iter().flatten().map(|one| subject(one, &folder)).collect()
}

fn subject(told: &Value, folder: &Path) -> Result<Subject> {
    let text = |name: &str| {
        let text = told[name].as_str().map(str::to_owned);
        text.with_context(|| format!("find the {name} of a box"))
    };
    let launcher = told["launcher"].as_array().context("find what a reader presses")?;
    let version = match told["package"].as_str() {
        Some(package) => {
            let about = read(&folder.join("node_modules").join(package).join("package.json"))?;
            about["version"].as_str().map(str::to_owned)
        }
        None => None,
    };
    Ok(Subject {
        name: text("name")?,
        version,
        page: text("page")?,
        launcher: launcher.iter().filter_map(|one| Some(one.as_str()?.to_owned())).collect(),
    })
}

fn read(file: &Path) -> Result<Value> {
    let text = fs::read_to_string(file).with_context(|| format!("read {}", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("read {} as JSON", file.display()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_box_without_a_package_is_ours_and_has_no_version() {
        let told = json!({"name": "a", "page": "b", "launcher": ["c", "d"]});
        let read = subject(&told, Path::new("/nowhere")).expect("all is told");
        assert_eq!((read.version, read.launcher.len()), (None, 2));
        let told = json!({"name": "a", "page": "b"});
        assert!(subject(&told, Path::new("/nowhere")).is_err());
    }
}
