//! The pinned tools and how each is installed: compiled from crates.io, or taken from npm.
//! It refuses install scripts and versions that float.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::store::{Store, remove_folder};
use super::{Environment, store};
use crate::{process, progress, project};

/// A program of one version.
#[derive(Debug, PartialEq, Eq)]
pub struct Tool {
    /// The package that holds it.
    pub package: &'static str,
    /// The package's version, exactly.
    pub version: &'static str,
    /// The word of `--version` that proves the right version.
    shown_version: &'static str,
    /// The programs that this project calls.
    programs: &'static [&'static str],
    source: Source,
}

#[derive(Debug, PartialEq, Eq)]
enum Source {
    CratesIo,
    Npm,
}

/// Writes the JavaScript glue, and runs wasm tests. Its version is also that of the `wasm-bindgen` crate.
pub const WASM_BINDGEN: Tool = Tool {
    package: "wasm-bindgen-cli",
    version: "0.2.126",
    shown_version: "0.2.126",
    programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
    source: Source::CratesIo,
};

/// Makes a wasm module smaller.
pub const WASM_OPT: Tool = Tool {
    package: "binaryen",
    version: "132.0.0",
    shown_version: "132",
    programs: &["wasm-opt"],
    source: Source::Npm,
};

/// The development server.
pub const TRUNK: Tool = Tool {
    package: "trunk",
    version: "0.21.14",
    shown_version: "0.21.14",
    programs: &["trunk"],
    source: Source::CratesIo,
};

/// Makes the npm package.
pub const WASM_PACK: Tool = Tool {
    package: "wasm-pack",
    version: "0.15.0",
    shown_version: "0.15.0",
    programs: &["wasm-pack"],
    source: Source::CratesIo,
};

/// Drives Firefox.
pub(super) const GECKODRIVER: Tool = Tool {
    package: "geckodriver",
    version: "0.37.0",
    shown_version: "0.37.0",
    programs: &["geckodriver"],
    source: Source::CratesIo,
};

impl Tool {
    /// Where the cache has one of its programs, if it has.
    pub(super) fn cached(&self, program: &str, store: &Store) -> Option<PathBuf> {
        let file = store.folder(&self.name()).join(self.folder_of_programs()).join(program);
        let file = file.with_extension(std::env::consts::EXE_EXTENSION);
        file.is_file().then_some(file)
    }

    fn name(&self) -> String {
        format!("{}-{}", self.package, self.version)
    }

    fn folder_of_programs(&self) -> &'static str {
        match self.source {
            Source::CratesIo => "bin",
            Source::Npm => "node_modules/.bin",
        }
    }
}

/// Finds a tool in the cache or on `PATH`, else installs it.
pub(super) fn make_sure(tool: &Tool, store: &Store, environment: &mut Environment) -> Result<()> {
    let thing = format!("{} {}", tool.package, tool.version);
    let name = tool.name();
    if store.folder(&name).is_dir() {
        progress::already(&thing, "already there");
    } else if tool.programs.iter().all(|program| has_version(program, tool.shown_version)) {
        progress::already(&thing, "found on PATH");
        return Ok(());
    }
    let folder = store.install(&name, |partial| {
        let log = store.log(&name);
        match tool.source {
            Source::CratesIo => compile(tool, &thing, partial, &log),
            Source::Npm => unpack(tool, &thing, partial, &log),
        }?;
        for program in tool.programs {
            let file = partial.join(tool.folder_of_programs()).join(program);
            let file = file.with_extension(std::env::consts::EXE_EXTENSION);
            if !file.exists() {
                bail!("install {thing}: the package has no program {program}");
            }
        }
        Ok(())
    })?;
    environment.add_folder(&folder.join(tool.folder_of_programs()));
    Ok(())
}

/// Compiles from source. A little optimization pays for itself at run time; much of it takes minutes.
fn compile(tool: &Tool, thing: &str, folder: &Path, log: &Path) -> Result<()> {
    let scratch = folder.join("target");
    let mut command = project::cargo();
    command
        .args(["install", "--locked", "--debug", "--no-track", tool.package])
        .args(["--version", &format!("={}", tool.version)])
        .arg("--root")
        .arg(folder)
        .arg("--target-dir")
        .arg(&scratch)
        // Outside the project, so that none of its settings reach the tool.
        .current_dir(folder)
        .env("CARGO_PROFILE_DEV_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_INCREMENTAL", "0");
    progress::run(thing, "compiling", &mut command, log).with_context(|| {
        let Tool { package, version, .. } = tool;
        format!("install {thing} (by hand: cargo install --locked {package} --version {version})")
    })?;
    store::remove_folder(&scratch)
}

fn unpack(tool: &Tool, thing: &str, folder: &Path, log: &Path) -> Result<()> {
    let mut command = Command::new("npm");
    command
        .args(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"])
        .arg("--prefix")
        .arg(folder)
        .arg(format!("{}@{}", tool.package, tool.version))
        .current_dir(folder);
    if process::find_on_path("npm").is_none() {
        bail!("install {thing}: npm is missing; install Node.js 20 or newer, then try again");
    }
    progress::run(thing, "installing", &mut command, log).with_context(|| {
        format!("install {thing} (by hand: npm install --global {}@{})", tool.package, tool.version)
    })?;
    remove_folder(&folder.join("node_modules/.cache"))
}

fn has_version(program: &str, version: &str) -> bool {
    let Ok(said) = process::read(Command::new(program).arg("--version")) else {
        return false;
    };
    says_version(&said, version)
}

fn says_version(said: &str, version: &str) -> bool {
    let first = said.lines().next().unwrap_or_default();
    first.split_whitespace().any(|word| word.trim_start_matches('v') == version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_a_whole_word_of_what_the_tool_says() {
        assert!(says_version("wasm-bindgen 0.2.126", "0.2.126"));
        assert!(says_version("wasm-bindgen 0.2.126 (c7bba1d8b 2026-05-01)", "0.2.126"));
        assert!(says_version("wasm-opt version 132 (version_132)", "132"));
        assert!(!says_version("wasm-bindgen 0.2.12", "0.2.126"));
        assert!(!says_version("wasm-bindgen 0.2.1260", "0.2.126"));
        assert!(!says_version("", "132"));
    }
}
