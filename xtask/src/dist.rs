//! Folders to serve: the demo's with its pages, and the release with its encodings, manifest and npm package.
//! It compiles nothing itself.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::bundle::{self, File, Packers};
use crate::esbuild::Format;
use crate::highlight;
use crate::loader;
use crate::manifest;
use crate::setup::Environment;
use crate::widget::{self, Bound};
use crate::{esbuild, process, project, recipe, short_names};

/// The folder of host pages, in the project.
const PAGES: &str = "www";
/// What of it is no page: it is packed.
const SOURCES: &[&str] = &["loader", "guest"];
const MANIFEST: &str = "manifest.json";
/// What npm knows of a package.
const PACKAGE: &str = "package.json";

/// Writes the demo's folder: everything in `www/`, with the loader, glue and wasm as a release has them.
pub fn write_www(environment: &Environment) -> Result<()> {
    let bound = widget::build(environment)?;
    let files = bundle_of(&bound)?;
    let folder = project::www();
    empty(&folder)?;
    copy_folder(&project::root().join(PAGES), &folder)?;
    for sources in SOURCES {
        fs::remove_dir_all(folder.join(sources)).with_context(|| format!("leave {sources} out"))?;
    }
    files.iter().try_for_each(|file| write(&folder, &file.name, &file.bytes))
}

/// Puts the chunk that colours code beside a glue that calls it by its plain name.
pub fn write_chunk(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("create {}", folder.display()))?;
    write(folder, highlight::NAME, highlight::pack()?.as_bytes())
}

/// Writes the release, and prints what it weighs.
pub fn run(environment: &Environment) -> Result<()> {
    let bound = widget::build(environment)?;
    let optimized =
        Bound { wasm: widget::optimized(environment, &bound.wasm)?, glue: bound.glue.clone() };
    let files = bundle_of(&short_names::shortened(&optimized)?)?;
    let folder = project::dist();
    empty(&folder)?;
    let mut entries = Vec::new();
    for file in &files {
        let encoded = manifest::encode(file)?;
        write(&folder, &file.name, &file.bytes)?;
        write(&folder, &format!("{}.gz", file.name), &encoded.gzip)?;
        write(&folder, &format!("{}.br", file.name), &encoded.brotli)?;
        entries.push(manifest::entry(file, &encoded));
    }
    let text = manifest::to_json(env!("CARGO_PKG_VERSION"), &entries)?;
    write(&folder, MANIFEST, text.as_bytes())?;
    npm_package(environment, &folder.join("npm"), &bound.wasm, optimized.wasm)?;
    print!("{}", manifest::table(&entries));
    Ok(())
}

fn bundle_of(bound: &Bound) -> Result<[File; 5]> {
    let packers = Packers {
        glue: &esbuild::minified,
        guest: &loader::guest,
        loader: &|guest| loader::loader(Format::Script, guest),
    };
    bundle::assemble(bound, &highlight::pack()?, &packers)
}

/// The package for bundlers: the glue with its types, and the release's own module.
fn npm_package(
    environment: &Environment,
    folder: &Path,
    plain: &[u8],
    optimized: Vec<u8>,
) -> Result<()> {
    let mut command = environment.command("wasm-pack")?;
    command
        .args(["build", ".", "--mode", "no-install", "--no-opt", "--target", "web"])
        .args(["--profile", widget::PROFILE, "--out-name", project::WIDGET_LIBRARY])
        .arg("--out-dir")
        .arg(folder)
        // Named, since the workspace's default is not necessarily the widget.
        .args(["--", "--package", project::WIDGET_PACKAGE])
        .args(recipe::FEATURES);
    // The same variables as for the module itself, or cargo would build it anew.
    recipe::apply(environment, &mut command)?;
    process::run(&mut command)?;
    let name = widget::wasm_name();
    let packed = fs::read(folder.join(&name)).context("read the module that wasm-pack wrote")?;
    // Almost always it is the release's, and wasm-opt takes its time.
    let smaller =
        if packed == plain { optimized } else { widget::optimized(environment, &packed)? };
    write(folder, &name, &smaller)?;
    name_chunk(folder)
}

/// Adds the chunk to a package, and its name to the package's glue and list of files.
fn name_chunk(folder: &Path) -> Result<()> {
    write_chunk(folder)?;
    let glue = folder.join(project::WIDGET_LIBRARY).with_extension("js");
    let text = fs::read_to_string(&glue).with_context(|| format!("read {}", glue.display()))?;
    let text = bundle::with_chunk(&text, highlight::NAME)?;
    fs::write(&glue, text).with_context(|| format!("write {}", glue.display()))?;
    let text = fs::read(folder.join(PACKAGE)).context("read what wasm-pack says of the package")?;
    let mut package: Value = serde_json::from_slice(&text).context("read the package as JSON")?;
    let files = package["files"].as_array_mut().context("find `files` in the package")?;
    files.push(highlight::NAME.into());
    write(folder, PACKAGE, (serde_json::to_string_pretty(&package)? + "\n").as_bytes())
}

fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("empty {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("create {}", folder.display()))
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let file = folder.join(name);
    fs::write(&file, bytes).with_context(|| format!("write {}", file.display()))
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("create {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("read {}", from.display()))? {
        let entry = entry.with_context(|| format!("read {}", from.display()))?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy_folder(&source, &target)?;
        } else {
            fs::copy(&source, &target).with_context(|| format!("copy {}", source.display()))?;
        }
    }
    Ok(())
}
