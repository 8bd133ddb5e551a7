//! The npm package around what wasm-bindgen writes, and the apps that stand on it.
//! It compiles no widget; `dist` brings glue and module.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{bundle, esbuild, highlight, languages, loader, process, project};

/// Where the package's own modules and texts are, and what wraps it.
const SOURCES: &str = "packages/ask-docs";
/// What npm knows of a package.
const MANIFEST: &str = "package.json";
/// What is in the package as it is in the project.
const COPIED: &[(&str, &str)] = &[
    ("www", "ask-docs.d.ts"),
    (SOURCES, "wrapper.d.ts"),
    (SOURCES, "README.md"),
    ("", "LICENSE-APACHE"),
    ("", "LICENSE-MIT"),
];

/// Makes a folder with glue and module the whole package.
pub fn complete(folder: &Path) -> Result<()> {
    let glue = folder.join(project::WIDGET_LIBRARY).with_extension("js");
    let text = fs::read_to_string(&glue).with_context(|| format!("read {}", glue.display()))?;
    let [define, guest] = loader::modules()?;
    let wrapper = format!("{SOURCES}/wrapper.js");
    let texts = [
        ("ask_docs.js", bundle::with_chunk(&text, highlight::NAME)?),
        (highlight::NAME, highlight::pack()?),
        ("ask-docs.js", define),
        ("guest.js", guest),
        ("wrapper.js", esbuild::bundle(&wrapper, esbuild::Format::Package, &[], &[])?),
        (MANIFEST, manifest(&read(&project::root().join(SOURCES).join(MANIFEST))?)?),
    ];
    for (name, text) in texts {
        let file = folder.join(name);
        fs::write(&file, text).with_context(|| format!("write {}", file.display()))?;
    }
    languages::write_modules(folder)?;
    for (from, name) in COPIED {
        let source = project::root().join(from).join(name);
        fs::copy(&source, folder.join(name))
            .with_context(|| format!("copy {}", source.display()))?;
    }
    Ok(())
}

/// Bundles the apps of the example pages into `examples`, and those that tests drive into `driven`,
/// with the package from `modules`.
pub fn build_apps(modules: &Path, examples: &Path, driven: &Path) -> Result<()> {
    let mut command = Command::new("node");
    let folder = project::root().join("packages");
    command.arg("build.js").args([modules, examples, driven]).current_dir(folder);
    process::run(&mut command).context("bundle the apps around the package")
}

/// The manifest with this release's version.
fn manifest(text: &str) -> Result<String> {
    let mut package: Value = serde_json::from_str(text).context("read the package as JSON")?;
    package["version"] = env!("CARGO_PKG_VERSION").into();
    Ok(serde_json::to_string_pretty(&package)? + "\n")
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("read {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_and_its_wrappers_have_the_version_of_the_release() {
        let root = project::root().join("packages");
        let text = read(&root.join("ask-docs").join(MANIFEST)).expect("the package has a manifest");
        let package: Value =
            serde_json::from_str(&manifest(&text).expect("it is JSON")).expect("so is this");
        assert_eq!(package["version"], env!("CARGO_PKG_VERSION"));
        for wrapper in ["react", "vue", "svelte"] {
            let text = read(&root.join(wrapper).join(MANIFEST)).expect("each has a manifest");
            let manifest: Value = serde_json::from_str(&text).expect("it is JSON");
            assert_eq!(manifest["version"], package["version"], "{wrapper}");
            assert_eq!(manifest["peerDependencies"]["ask-docs"], package["version"], "{wrapper}");
        }
    }
}
