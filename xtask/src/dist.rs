//! Folders to serve: the demo's with its pages, and the release with its encodings, manifest and npm package.
//! It compiles nothing itself.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::bundle::{self, File, Packers};
use crate::highlight;
use crate::languages;
use crate::loader;
use crate::manifest;
use crate::package;
use crate::setup::Environment;
use crate::widget::{self, Bound};
use crate::{esbuild, process, project, recipe, short_names};

/// The folder of host pages, in the project.
const PAGES: &str = "www";
/// What of it is no page: it is packed.
const SOURCES: &[&str] = &["loader", "guest"];
const MANIFEST: &str = "manifest.json";

/// Writes the demo's folder: everything in `www/`, with the loader, glue and wasm as a release has
/// them, and the example apps.
pub fn write_www(environment: &Environment) -> Result<()> {
    let bound = widget::build(environment)?;
    let files = bundle_of(&bound)?;
    let folder = project::www();
    empty(&folder)?;
    copy_folder(&project::root().join(PAGES), &folder)?;
    for sources in SOURCES {
        fs::remove_dir_all(folder.join(sources)).with_context(|| format!("leave {sources} out"))?;
    }
    files.iter().try_for_each(|file| write(&folder, &file.name, &file.bytes))?;
    write_apps(&bound)
}

/// Writes the package for npm as the tests and the example pages use it, and the apps around it.
fn write_apps(bound: &Bound) -> Result<()> {
    let modules = project::modules();
    let folder = modules.join(project::WIDGET_PACKAGE);
    empty(&folder)?;
    write(&folder, "ask_docs.js", bound.glue.as_bytes())?;
    write(&folder, &widget::wasm_name(), &bound.wasm)?;
    package::complete(&folder)?;
    empty(&project::apps())?;
    package::build_apps(&modules, &project::www().join("examples"), &project::apps())
}

/// Puts what the glue of a Leptos app calls by its plain name beside it: the chunk that colours code,
/// and the languages.
pub fn write_beside_glue(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("create {}", folder.display()))?;
    languages::write_modules(folder)?;
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

fn bundle_of(bound: &Bound) -> Result<Vec<File>> {
    let packers =
        Packers { glue: &esbuild::minified, guest: &loader::guest, loader: &loader::loader };
    bundle::assemble(bound, &highlight::pack()?, &languages::all()?, &packers)
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
        .args([
            "build",
            project::MODULE_FOLDER,
            "--mode",
            "no-install",
            "--no-opt",
            "--target",
            "web",
        ])
        .args(["--profile", widget::PROFILE, "--out-name", project::WIDGET_LIBRARY])
        .arg("--out-dir")
        .arg(folder);
    // The same variables as for the module itself, or cargo would build it anew.
    recipe::apply(environment, &mut command)?;
    process::run(&mut command)?;
    let name = widget::wasm_name();
    let packed = fs::read(folder.join(&name)).context("read the module that wasm-pack wrote")?;
    // Almost always it is the release's, and wasm-opt takes its time.
    let smaller =
        if packed == plain { optimized } else { widget::optimized(environment, &packed)? };
    write(folder, &name, &smaller)?;
    package::complete(folder)
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
