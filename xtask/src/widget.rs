//! The widget as files: cargo compiles it, wasm-bindgen writes its glue, wasm-opt makes it small.
//! It names no file after its content and compresses nothing; `bundle` and `dist` do.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::setup::Environment;
use crate::{process, project, recipe};

/// The profile of the root manifest that the widget is shipped in.
pub const PROFILE: &str = "wasm-release";

/// What rustc's wasm32 target uses. All features that binaryen knows would include an import form
/// that only the newest Chromium reads.
const WASM_FEATURES: &[&str] = &[
    "--enable-mutable-globals",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-reference-types",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
];

/// What makes the module small: nothing lies in the first KB of memory, where the far end of the
/// stack is, so that offsets can be folded into loads; and nobody asks which tools have made it.
const SMALL: &[&str] = &["-Oz", "--low-memory-unused", "--strip-producers"];

/// The two files that wasm-bindgen writes.
#[derive(Debug)]
pub struct Bound {
    /// The JavaScript module.
    pub glue: String,
    /// The module that it loads.
    pub wasm: Vec<u8>,
}

/// Compiles the widget and writes its glue.
pub fn build(environment: &Environment) -> Result<Bound> {
    let compiled = compile(environment, &[])?;
    let folder = scratch_folder()?;
    bind(environment, &compiled, project::WIDGET_LIBRARY, &folder)?;
    read_bound(&folder)
}

/// Writes the widget into a folder as a release has it, under another name and with the classes
/// that a benchmark drives.
pub fn build_for_bench(environment: &Environment, folder: &Path) -> Result<()> {
    const NAME: &str = "ask-docs-bench";
    let compiled = compile(environment, &["--features", "bench"])?;
    bind(environment, &compiled, NAME, folder)?;
    optimize(environment, &folder.join(format!("{NAME}_bg.wasm")))
}

/// A module made smaller by wasm-opt.
pub fn optimized(environment: &Environment, wasm: &[u8]) -> Result<Vec<u8>> {
    let file = scratch_folder()?.join(wasm_name());
    fs::write(&file, wasm).with_context(|| format!("write {}", file.display()))?;
    optimize(environment, &file)?;
    fs::read(&file).with_context(|| format!("read {}", file.display()))
}

/// Makes the module in a file smaller, in place.
fn optimize(environment: &Environment, file: &Path) -> Result<()> {
    let mut command = environment.command("wasm-opt")?;
    command.args(SMALL).args(WASM_FEATURES).arg(file).arg("-o").arg(file);
    process::run(&mut command)
}

/// Lets wasm-bindgen write glue and module into a folder.
fn bind(environment: &Environment, compiled: &Path, name: &str, folder: &Path) -> Result<()> {
    let mut command = environment.command("wasm-bindgen")?;
    command
        .args(["--target", "web", "--no-typescript", "--out-name", name, "--out-dir"])
        .args([folder, compiled]);
    process::run(&mut command)
}

fn compile(environment: &Environment, features: &[&str]) -> Result<PathBuf> {
    let mut command = environment.command("cargo")?;
    command
        .args(["build", "--package", project::MODULE_PACKAGE, "--lib", "--profile", PROFILE])
        .args(["--target", "wasm32-unknown-unknown"])
        .args(features);
    recipe::apply(environment, &mut command)?;
    process::run(&mut command)?;
    let file = project::target()
        .join("wasm32-unknown-unknown")
        .join(PROFILE)
        .join(project::MODULE_PACKAGE.replace('-', "_"))
        .with_extension("wasm");
    if !file.is_file() {
        bail!("find {}: cargo built the widget somewhere else", file.display());
    }
    Ok(file)
}

/// Between wasm-bindgen and the bundle; emptied each time.
fn scratch_folder() -> Result<PathBuf> {
    let folder = project::target().join("widget");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("empty {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("create {}", folder.display()))?;
    Ok(folder)
}

fn read_bound(folder: &Path) -> Result<Bound> {
    if folder.join("snippets").exists() {
        bail!(
            "pack the widget: a dependency brings JavaScript snippets, which the release does not carry"
        );
    }
    let glue = folder.join(project::WIDGET_LIBRARY).with_extension("js");
    let wasm = folder.join(wasm_name());
    Ok(Bound {
        glue: fs::read_to_string(&glue).with_context(|| format!("read {}", glue.display()))?,
        wasm: fs::read(&wasm).with_context(|| format!("read {}", wasm.display()))?,
    })
}

/// What wasm-bindgen calls the module.
pub fn wasm_name() -> String {
    format!("{}_bg.wasm", project::WIDGET_LIBRARY)
}
