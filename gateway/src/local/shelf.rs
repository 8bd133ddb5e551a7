//! The library that is current, and the eye on its folder.
//!
//! Owns the exchange: a new library is built aside and put in place whole, so that no question
//! ever sees half an index. Refuses to give up a library that works for a folder that does not.

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use notify::event::ModifyKind;
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::folder::FolderError;
use super::library::Library;
use super::questions;

/// Editors and `git` write many files at once; the library waits until they are done …
const QUIET: Duration = Duration::from_millis(200);
/// … but no longer than this.
const LONGEST: Duration = Duration::from_secs(5);

/// The current library of one folder.
pub(super) struct Shelf {
    current: RwLock<Current>,
    /// Dropped with the shelf, which ends the thread that waits for it.
    watcher: Option<RecommendedWatcher>,
}

#[derive(Clone)]
struct Current {
    library: Arc<Library>,
    starters: Vec<String>,
}

impl Shelf {
    /// Reads the folder at `docs`, and again whenever it changes.
    ///
    /// # Errors
    /// The folder has nothing to answer from.
    pub(super) fn open(docs: &Path) -> Result<Arc<Self>, FolderError> {
        let (changes, changed) = channel();
        // Watching begins before reading: a change in between is not missed.
        let watcher = watch(docs, move || {
            // The receiver is gone only when the gateway ends.
            let _ = changes.send(());
        });
        let watcher = watcher.map_err(|cause| {
            tracing::warn!(%cause, "changes of the docs will not be noticed");
        });
        let current = Current::read(docs)?;
        let shelf = Arc::new(Self { current: RwLock::new(current), watcher: watcher.ok() });
        if shelf.watcher.is_some() {
            let (weak, docs) = (Arc::downgrade(&shelf), docs.to_owned());
            let renew = move || match weak.upgrade() {
                Some(shelf) => {
                    shelf.renew(&docs);
                    true
                }
                None => false,
            };
            std::thread::spawn(move || follow(&changed, renew));
        }
        Ok(shelf)
    }

    /// The library as it is now.
    pub(super) fn library(&self) -> Arc<Library> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner).library)
    }

    /// Questions to begin with.
    pub(super) fn starters(&self) -> Vec<String> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).starters.clone()
    }

    fn renew(&self, docs: &Path) {
        match Current::read(docs) {
            Ok(new) => *self.current.write().unwrap_or_else(PoisonError::into_inner) = new,
            Err(cause) => tracing::warn!(%cause, "the docs as they were before are kept"),
        }
    }
}

impl Current {
    fn read(docs: &Path) -> Result<Self, FolderError> {
        let library = Library::read(docs)?;
        tracing::info!("Indexed {}", library.report);
        let starters = questions::starters(&library);
        Ok(Self { library: Arc::new(library), starters })
    }
}

fn watch(docs: &Path, changed: impl Fn() + Send + 'static) -> notify::Result<RecommendedWatcher> {
    let root = docs.to_owned();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // What the watcher could not tell may have been a change.
        let is_change = event.map_or(true, |event| match event.kind {
            _ if !event.paths.is_empty()
                && !event.paths.iter().any(|path| is_read(path, &root)) =>
            {
                false
            }
            // Reading the files is an event too, and must not lead to reading them again.
            EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)) => false,
            EventKind::Any
            | EventKind::Create(_)
            | EventKind::Modify(_)
            | EventKind::Remove(_)
            | EventKind::Other => true,
        });
        if is_change {
            changed();
        }
    })?;
    watcher.watch(docs, RecursiveMode::Recursive)?;
    Ok(watcher)
}

/// Whether `path` may be, or hold, a file that is read: `git` and editors write many others.
fn is_read(path: &Path, root: &Path) -> bool {
    let below = path.strip_prefix(root).unwrap_or(path);
    let hidden = below.iter().any(|part| {
        let part = part.to_string_lossy();
        part.starts_with('.') && !part.starts_with(".gitbook") || part == "node_modules"
    });
    let extension = below.extension().map(|extension| extension.to_ascii_lowercase());
    let known = extension.is_none_or(|it| it == "md" || it == "markdown" || it == "yaml");
    // A folder may have a dot in its name, and is gone by the time its removal is told.
    !hidden && (known || path.is_dir())
}

/// Calls `renew` after each burst of changes, until it says that nobody needs it any more.
fn follow(changed: &Receiver<()>, renew: impl Fn() -> bool) {
    while changed.recv().is_ok() {
        let first = Instant::now();
        while first.elapsed() < LONGEST {
            match changed.recv_timeout(QUIET) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        if !renew() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_folder_that_cannot_be_read_any_more_leaves_the_library_as_it_was() {
        let docs = tempfile::tempdir().expect("a folder");
        let file = docs.path().join("a.md");
        fs::write(&file, "# A\n\nAbout zebras.\n").expect("a file");
        let shelf = Shelf::open(docs.path()).expect("a shelf");
        let before = shelf.library();
        fs::remove_file(&file).expect("removed");
        shelf.renew(docs.path());
        assert!(Arc::ptr_eq(&before, &shelf.library()));
        fs::write(&file, "# B\n\nAbout giraffes.\n").expect("a file");
        shelf.renew(docs.path());
        assert_eq!(shelf.library().pages[0].title, "B");
        // Who holds the old library goes on reading it whole.
        assert_eq!(before.pages[0].title, "A");
    }

    #[test]
    fn only_changes_of_what_is_read_count() {
        let root = Path::new("/docs");
        for path in [
            "/docs/a.md",
            "/docs/b/C.MD",
            "/docs/folder",
            "/docs/.gitbook.yaml",
            "/docs/.gitbook/includes/a.md",
        ] {
            assert!(is_read(Path::new(path), root), "{path}");
        }
        for path in
            ["/docs/.git/index", "/docs/.a.md.swp", "/docs/node_modules/x/README.md", "/docs/a.png"]
        {
            assert!(!is_read(Path::new(path), root), "{path}");
        }
    }

    #[test]
    fn a_burst_of_changes_is_one_change() {
        let (changes, changed) = channel();
        for _ in 0..100 {
            changes.send(()).expect("sent");
        }
        drop(changes);
        let renewed = std::cell::Cell::new(0);
        follow(&changed, || {
            renewed.set(renewed.get() + 1);
            true
        });
        // The other end is gone before the burst has settled, so there is nothing to renew for.
        assert_eq!(renewed.get(), 0);
    }
}
