//! Where things are: the project's root, cargo's target folder and the cache that set-up fills.
//! It creates nothing and runs nothing.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// The cargo package of the widget.
pub const WIDGET_PACKAGE: &str = "ask-docs";
/// What the files of the widget's glue and module are called.
pub const WIDGET_LIBRARY: &str = "ask_docs";
/// The cargo package that is the widget as one module.
pub const MODULE_PACKAGE: &str = "ask-docs-wasm";
/// The folder of that package.
pub const MODULE_FOLDER: &str = "packages/wasm";
/// The cargo package and program of the gateway.
pub const GATEWAY_PACKAGE: &str = "ask-docs-gateway";
/// The cargo package of the command line.
pub const COMMAND_LINE_PACKAGE: &str = "ask-docs-cli";
/// The program of the command line.
const COMMAND_LINE: &str = "ask-docs";
/// The cargo package of the end-to-end tests.
pub const END_TO_END_PACKAGE: &str = "ask-docs-e2e";

/// The checkout that this xtask was compiled in.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// Cargo's target folder: `CARGO_TARGET_DIR`, else `target/`.
pub fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) if !folder.is_empty() => root().join(folder),
        _ => root().join("target"),
    }
}

/// The folder of one host page with the widget, as the gateway serves it.
pub fn www() -> PathBuf {
    target().join("www")
}

/// The folder of trunk's page after a release build.
pub fn trunk() -> PathBuf {
    target().join("trunk")
}

/// A folder as `node_modules`, with the npm package and no other.
pub fn modules() -> PathBuf {
    target().join("node_modules")
}

/// The folder of the apps that tests drive.
pub fn apps() -> PathBuf {
    target().join("apps")
}

/// The folder of the benchmark's page.
pub fn bench() -> PathBuf {
    target().join("bench")
}

/// The folder of release artifacts.
pub fn dist() -> PathBuf {
    target().join("dist")
}

/// The gateway's program after a debug build.
pub fn gateway_program() -> PathBuf {
    target().join("debug").join(GATEWAY_PACKAGE).with_extension(env::consts::EXE_EXTENSION)
}

/// The command line's program after a debug build.
pub fn command_line_program() -> PathBuf {
    target().join("debug").join(COMMAND_LINE).with_extension(env::consts::EXE_EXTENSION)
}

/// The folder that set-up installs into: `XTASK_CACHE`, else `ask-docs` in the user's cache folder.
pub fn cache() -> Result<PathBuf> {
    let folder = cache_from(|name| env::var_os(name).map(PathBuf::from))
        .context("find a folder for tools: set XTASK_CACHE to one that may be written")?;
    // Tools are run from other folders too, so a relative path would change its meaning.
    std::path::absolute(&folder).with_context(|| format!("resolve {}", folder.display()))
}

fn cache_from(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let set = |name: &str| variable(name).filter(|value| !value.as_os_str().is_empty());
    set("XTASK_CACHE")
        .or_else(|| set("XDG_CACHE_HOME").map(|folder| folder.join("ask-docs")))
        .or_else(|| set("HOME").map(|folder| folder.join(".cache/ask-docs")))
}

/// A `cargo` of the toolchain that runs this xtask, in the project's root.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    forget_cargo_run(&mut command);
    command
}

/// Removes what `cargo run` tells its program about this package.
///
/// Build scripts that watch such variables would otherwise run again whenever somebody calls cargo by hand.
pub fn forget_cargo_run(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache_with(variables: &[(&str, &str)]) -> Option<PathBuf> {
        cache_from(|name| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| PathBuf::from(value))
        })
    }

    #[test]
    fn the_project_s_own_variable_names_the_cache_before_any_other() {
        let all = [("HOME", "/h"), ("XDG_CACHE_HOME", "/x"), ("XTASK_CACHE", "/a")];
        assert_eq!(cache_with(&all), Some(PathBuf::from("/a")));
        assert_eq!(cache_with(&all[..2]), Some(PathBuf::from("/x/ask-docs")));
        assert_eq!(cache_with(&all[..1]), Some(PathBuf::from("/h/.cache/ask-docs")));
        assert_eq!(cache_with(&[]), None);
    }

    #[test]
    fn an_empty_variable_counts_as_unset() {
        let found = cache_with(&[("XTASK_CACHE", ""), ("HOME", "/h")]);
        assert_eq!(found, Some(PathBuf::from("/h/.cache/ask-docs")));
    }

    #[test]
    fn the_root_is_the_folder_of_the_workspace_manifest() {
        assert!(root().join("Cargo.toml").is_file());
        assert!(root().join("xtask").is_dir());
    }
}
