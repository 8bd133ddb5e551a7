//! The cache folder: one folder for each tool and version, which appears whole or not at all.
//! It knows no tool by name.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::project;

/// The cache folder, created where it was missing.
pub(super) struct Store {
    root: PathBuf,
}

impl Store {
    pub(super) fn open() -> Result<Self> {
        Self::at(project::cache()?)
    }

    fn at(root: PathBuf) -> Result<Self> {
        fs::create_dir_all(&root).with_context(|| {
            format!("create {}; XTASK_CACHE names another folder", root.display())
        })?;
        Ok(Self { root })
    }

    /// The folder of a thing, there or not.
    pub(super) fn folder(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// The log of installing a thing.
    pub(super) fn log(&self, name: &str) -> PathBuf {
        self.root.join(format!("{name}.log"))
    }

    /// Gives the folder of a thing, calling `fill` on an empty one first if it is not there.
    ///
    /// The folder gets its name only when `fill` has succeeded, so an interrupted install is no install.
    /// A second process that wants the same thing waits for the first.
    pub(super) fn install(
        &self,
        name: &str,
        fill: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<PathBuf> {
        let finished = self.folder(name);
        if finished.is_dir() {
            return Ok(finished);
        }
        let lock_file = self.root.join(format!("{name}.lock"));
        let lock =
            File::create(&lock_file).with_context(|| format!("create {}", lock_file.display()))?;
        lock.lock().with_context(|| format!("wait for another install of {name}"))?;
        if finished.is_dir() {
            return Ok(finished);
        }
        let partial = self.root.join(format!("{name}.partial"));
        remove_folder(&partial)?;
        fs::create_dir_all(&partial).with_context(|| format!("create {}", partial.display()))?;
        fill(&partial)?;
        fs::rename(&partial, &finished).with_context(|| format!("move {name} into place"))?;
        let _ = fs::remove_file(lock_file);
        Ok(finished)
    }
}

/// Removes a folder with all that is in it; one that is not there is fine.
pub(super) fn remove_folder(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        result => result.with_context(|| format!("remove {}", folder.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let folder =
                std::env::temp_dir().join(format!("ask-docs-store-{name}-{}", std::process::id()));
            Self(folder)
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_thing_is_installed_once() {
        let scratch = Scratch::new("once");
        let store = Store::at(scratch.0.clone()).expect("a temporary folder");
        let mut calls = 0;
        for _ in 0..2 {
            let folder = store.install("tool-1.0.0", |folder| {
                calls += 1;
                fs::write(folder.join("tool"), "x").context("write")
            });
            assert!(folder.expect("it fills").join("tool").is_file());
        }
        assert_eq!(calls, 1);
    }

    #[test]
    fn an_install_that_fails_leaves_nothing_that_looks_installed() {
        let scratch = Scratch::new("fails");
        let store = Store::at(scratch.0.clone()).expect("a temporary folder");
        let failed = store.install("tool-1.0.0", |folder| {
            fs::write(folder.join("half"), "x").context("write")?;
            anyhow::bail!("the power went out")
        });
        assert!(failed.is_err());
        assert!(!store.folder("tool-1.0.0").exists());
        let again = store.install("tool-1.0.0", |folder| {
            assert!(!folder.join("half").exists(), "the second try starts from an empty folder");
            Ok(())
        });
        assert!(again.is_ok());
    }
}
