//! The chunk that colours code: the project's own `highlight/` with its library, as one file.
//! It names the file after nothing; `bundle` does.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{process, project};

/// What the widget calls the chunk, beside its glue.
pub const NAME: &str = "highlight.js";

/// Packs the chunk and gives its text.
pub fn pack() -> Result<String> {
    let source = project::root().join("highlight");
    let packed = project::target().join("highlight").join(NAME);
    let mut command = Command::new("node");
    command
        .arg("node_modules/esbuild/bin/esbuild")
        .args([NAME, "--bundle", "--minify", "--format=esm", "--target=es2022"])
        .args(["--legal-comments=none", "--log-level=warning"])
        // The library could write HTML, which nobody asks it to: let it have no word for that.
        .arg("--mangle-props=^innerHTML$")
        .arg(format!("--outfile={}", packed.display()))
        .current_dir(&source);
    process::run(&mut command)?;
    let code = read(&packed)?;
    // Its conditions ask for the whole text, wherever the library goes.
    let licence = read(&source.join("node_modules/highlight.js/LICENSE"))?;
    Ok(format!("/*!\nhighlight.js\n{licence}*/\n{code}"))
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("read {}", file.display()))
}
