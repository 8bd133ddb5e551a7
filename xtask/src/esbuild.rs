//! esbuild, which packs the project's own JavaScript and styles: modules in, one minified text out.
//! It knows nothing of what the text is for.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{process, project};

/// Where npm has put it, with what it packs for the colours of code.
pub const FOLDER: &str = "highlight";

/// What the release is written for: the browsers of the last two years.
const TARGET: &str = "--target=es2022,chrome120,firefox128,safari17.4";

/// What the modules of the package import from beside themselves.
const BESIDE: [&str; 4] = [
    "--external:./ask-docs.js",
    "--external:./guest.js",
    "--external:./ask_docs.js",
    "--external:./languages/*",
];

/// What a packed module looks like to whoever loads it.
#[derive(Clone, Copy, Debug)]
pub enum Format {
    /// A classic script.
    Script,
    /// A module, for `import`.
    Module,
    /// A module for bundlers: what they have to read in it, names beside it and comments, stays.
    Package,
}

/// One text out of the module in `entry`, a path from the project's root, and all that it imports.
/// `names` are the free names in it with the texts that they stand for, and `values` those that stand
/// for anything else, as JSON.
pub fn bundle(
    entry: &str,
    kind: Format,
    names: &[(&str, &str)],
    values: &[(&str, &str)],
) -> Result<String> {
    let mut command = esbuild();
    let format: &[&str] = match kind {
        Format::Script => &["--format=iife"],
        Format::Module => &["--format=esm"],
        Format::Package => &["--format=esm", "--minify=false"],
    };
    command.arg(project::root().join(entry)).arg("--bundle").args(format);
    if matches!(kind, Format::Package) {
        command.args(BESIDE);
    }
    for (name, text) in names {
        command.arg(format!("--define:{name}={}", serde_json::to_string(text)?));
    }
    for (name, value) in values {
        command.arg(format!("--define:{name}={value}"));
    }
    process::read(&mut command).with_context(|| format!("pack {entry}"))
}

/// The JavaScript module `text`, minified.
pub fn minified(text: &str) -> Result<String> {
    let file = project::target().join("glue.js");
    fs::write(&file, text).with_context(|| format!("write {}", file.display()))?;
    let mut command = esbuild();
    process::read(command.arg("--format=esm").arg(&file)).context("pack the glue")
}

/// One style sheet out of several files.
pub fn styles(files: &[&str]) -> Result<String> {
    let mut minified = String::new();
    for file in files {
        let mut command = esbuild();
        command.arg(project::root().join(file));
        minified += process::read(&mut command).with_context(|| format!("pack {file}"))?.trim();
    }
    Ok(minified)
}

/// The program, with what every call has.
pub fn esbuild() -> Command {
    let folder = project::root().join(FOLDER);
    let mut command = Command::new("node");
    command
        .arg(Path::new("node_modules/esbuild/bin/esbuild"))
        .args([
            "--minify",
            TARGET,
            // A classic script is read in the encoding of its page, which may be an old one.
            "--charset=ascii",
            "--legal-comments=none",
            "--log-level=warning",
        ])
        .current_dir(folder);
    command
}
