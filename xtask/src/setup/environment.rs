//! The variables under which commands for wasm32 run: which compiler, which tools, which browser.
//! It installs nothing; set-up fills it in.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::{Browser, Need};
use crate::project;

/// Where set-up found or put things.
#[derive(Debug, Default)]
pub struct Environment {
    /// The compiler's sysroot where it is not the compiler's own.
    pub(super) sysroot: Option<PathBuf>,
    /// Folders that come before everything else on `PATH`, the first one first.
    pub(super) folders: Vec<PathBuf>,
    /// What set-up has seen to.
    pub(super) met: Vec<Need>,
    /// The browser, where it was asked for.
    pub browser: Option<Browser>,
    /// The programs of the other engines, likewise, under the variables that name them.
    pub engines: Vec<(&'static str, PathBuf)>,
    /// The Python of the quickstart's sample, likewise.
    pub python: Option<PathBuf>,
}

impl Environment {
    /// A command that finds the wasm32 compiler and the tools, in the project's root.
    pub fn command(&self, program: &str) -> Result<Command> {
        // A bare name would be looked up on this process's own PATH, before the new one counts.
        let found = self.folders.iter().map(|folder| folder.join(program));
        let resolved = found.into_iter().find(|file| file.is_file());
        let mut command = Command::new(resolved.unwrap_or_else(|| program.into()));
        command.current_dir(project::root());
        project::forget_cargo_run(&mut command);
        for (name, value) in self.variables()? {
            command.env(name, value);
        }
        if self.sysroot.is_some() {
            // These name the compiler that runs this xtask, which has no wasm32 library.
            for name in ["RUSTC", "RUSTDOC", "CARGO", "RUSTUP_TOOLCHAIN", "LD_LIBRARY_PATH"] {
                command.env_remove(name);
            }
        }
        Ok(command)
    }

    /// Shell lines that give a terminal the same environment.
    pub fn shell_lines(&self) -> Result<String> {
        let mut lines = String::new();
        let prefix = env::join_paths(&self.folders).context("put the tools on PATH")?;
        if !prefix.is_empty() {
            lines += &format!("export PATH={}:\"$PATH\"\n", quoted(&prefix.to_string_lossy()));
        }
        for (name, value) in self.variables()? {
            if name != "PATH" {
                lines += &format!("export {name}={}\n", quoted(&value.to_string_lossy()));
            }
        }
        Ok(lines)
    }

    fn variables(&self) -> Result<Vec<(&'static str, OsString)>> {
        let old = env::var_os("PATH").unwrap_or_default();
        let folders = self.folders.iter().cloned().chain(env::split_paths(&old));
        let path = env::join_paths(folders).context("put the tools on PATH")?;
        let mut variables = vec![
            ("PATH", path),
            ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner".into()),
        ];
        if let Some(sysroot) = &self.sysroot {
            // clippy-driver stands in for rustc and asks this variable for the sysroot.
            variables.push(("SYSROOT", sysroot.into()));
        }
        if let Some(browser) = &self.browser {
            variables.push(("CHROMEDRIVER", browser.driver.clone().into()));
        }
        Ok(variables)
    }

    pub(super) fn add_folder(&mut self, folder: &Path) {
        self.folders.push(folder.to_owned());
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shell_lines_survive_any_folder_name() {
        let environment = Environment {
            sysroot: Some("/a b/it's".into()),
            folders: vec!["/a b/bin".into(), "/c/bin".into()],
            ..Environment::default()
        };
        let lines = environment.shell_lines().expect("no colon in a folder");
        assert!(lines.contains("export PATH='/a b/bin:/c/bin':\"$PATH\"\n"), "{lines}");
        assert!(lines.contains(r"export SYSROOT='/a b/it'\''s'"), "{lines}");
    }

    #[test]
    fn an_ordinary_toolchain_gets_no_sysroot_of_ours() {
        let lines = Environment::default().shell_lines().expect("nothing to join");
        assert!(!lines.contains("SYSROOT"), "{lines}");
    }
}
