//! The chunk that colours code: the project's own `highlight/` with its library, as one file.
//! It names the file after nothing; `bundle` does.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::{esbuild, process, project};

/// What the widget calls the chunk, beside its glue.
pub const NAME: &str = "highlight.js";

/// Packs the chunk and gives its text.
pub fn pack() -> Result<String> {
    let source = project::root().join(esbuild::FOLDER);
    let mut command = esbuild::esbuild();
    command
        .args([NAME, "--bundle", "--format=esm"])
        // The library could write HTML, which nobody asks it to: let it have no word for that.
        .arg("--mangle-props=^innerHTML$");
    let code = process::read(&mut command).context("pack what colours code")?;
    // Its conditions ask for the whole text, wherever the library goes.
    let licence = read(&source.join("node_modules/highlight.js/LICENSE"))?;
    Ok(format!("/*!\nhighlight.js\n{licence}*/\n{code}"))
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("read {}", file.display()))
}
