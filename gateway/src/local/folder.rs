//! A folder on disk to the texts in it.
//!
//! Owns what is read: Markdown files by their path, with `/`, below the folder. Refuses hidden
//! folders, files that are not UTF-8 or too large (each named), and to walk in circles.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::matter::{Configuration, Vars};

/// The largest file that is read, in bytes; documentation written by hand is far smaller.
pub(super) const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;
/// Folders nested deeper are not walked.
const MAX_DEPTH: usize = 32;

/// What a folder holds.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// Text by path below the root, as in `guides/setup.md`.
    pub files: BTreeMap<String, String>,
    /// Snippets that pages include, by path below the root.
    pub includes: BTreeMap<String, String>,
    /// Which files play a part.
    pub configuration: Configuration,
    /// Values that pages name.
    pub vars: Vars,
    /// What was not read.
    pub skipped: Vec<Skipped>,
}

/// A file that was not read, or not whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its path below the folder.
    pub file: String,
    /// Why, in a few words.
    pub reason: String,
}

/// Why a folder cannot be answered from.
#[derive(Debug)]
pub enum FolderError {
    /// It is not there, or cannot be opened.
    Unreadable(PathBuf, io::Error),
    /// There is no Markdown in it that can be read.
    Empty(PathBuf, usize),
    /// The search index cannot be built.
    Index(String),
}

/// Reads the folder at `docs`.
///
/// # Errors
/// The folder is missing, cannot be opened, or has no readable Markdown file.
pub(super) fn read(docs: &Path) -> Result<Folder, FolderError> {
    let open = |path: &Path| {
        let opened = std::fs::read_dir(path);
        opened.map_err(|cause| FolderError::Unreadable(path.to_owned(), cause))
    };
    open(docs)?;
    let mut folder = Folder::default();
    let configuration = std::fs::read_to_string(docs.join(".gitbook.yaml"));
    if let Ok(text) = configuration {
        folder.configuration = Configuration::read(&text).unwrap_or_else(|reason| {
            folder.skip(".gitbook.yaml", reason);
            Configuration::default()
        });
    }
    let root = match folder.configuration.root.as_str() {
        "" => docs.to_owned(),
        below => docs.join(below),
    };
    if let Ok(text) = std::fs::read_to_string(root.join(".gitbook/vars.yaml")) {
        folder.vars = Vars::read(&text);
    }
    open(&root)?;
    walk(&root, &mut folder);
    if folder.files.is_empty() {
        return Err(FolderError::Empty(root, folder.skipped.len()));
    }
    Ok(folder)
}

impl Folder {
    fn skip(&mut self, file: impl Into<String>, reason: impl Into<String>) {
        self.skipped.push(Skipped { file: file.into(), reason: reason.into() });
    }
}

fn walk(root: &Path, folder: &mut Folder) {
    let real_root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let mut linked = HashSet::new();
    let entries = WalkDir::new(root).follow_links(true).max_depth(MAX_DEPTH).sort_by_file_name();
    let entries = entries.into_iter().filter_entry(|entry| {
        entry.depth() == 0 || (is_wanted(entry, root) && is_new(entry, &real_root, &mut linked))
    });
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                // A loop of links has been seen from its other end already.
                if error.loop_ancestor().is_none() {
                    let file = error.path().map(|path| relative(path, root)).unwrap_or_default();
                    let cause = error.io_error().map(io::Error::kind);
                    let reason =
                        cause.map_or("cannot be opened".to_owned(), |kind| kind.to_string());
                    folder.skip(file, reason);
                }
                continue;
            }
        };
        if !entry.file_type().is_file() || !is_markdown(entry.path()) {
            continue;
        }
        let file = relative(entry.path(), root);
        match text(&entry) {
            Ok(text) if file.starts_with(".gitbook/") => {
                folder.includes.insert(file, text);
            }
            Ok(text) => {
                folder.files.insert(file, text);
            }
            Err(reason) => folder.skip(file, reason),
        }
    }
}

fn is_wanted(entry: &DirEntry, root: &Path) -> bool {
    let name = entry.file_name().to_string_lossy();
    if name.starts_with('.') {
        let file = relative(entry.path(), root);
        return file == ".gitbook";
    }
    if name == "node_modules" && entry.file_type().is_dir() {
        return false;
    }
    let file = relative(entry.path(), root);
    !file.starts_with(".gitbook/") || file.starts_with(".gitbook/includes")
}

/// Whether a linked folder is met for the first time. A link into the folder itself only leads to
/// what is found anyway, and folders that link to each other must not multiply.
fn is_new(entry: &DirEntry, real_root: &Path, linked: &mut HashSet<PathBuf>) -> bool {
    if !entry.path_is_symlink() || !entry.file_type().is_dir() {
        return true;
    }
    match entry.path().canonicalize() {
        Ok(real) => {
            !real.starts_with(real_root) && !real_root.starts_with(&real) && linked.insert(real)
        }
        Err(_) => false,
    }
}

fn is_markdown(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| {
        extension.eq_ignore_ascii_case("md") || extension.eq_ignore_ascii_case("markdown")
    })
}

fn relative(path: &Path, root: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

fn text(entry: &DirEntry) -> Result<String, String> {
    let size = entry.metadata().map_or(0, |metadata| metadata.len());
    if size > MAX_FILE_BYTES {
        return Err(format!("larger than {} MiB", MAX_FILE_BYTES / (1024 * 1024)));
    }
    let bytes = std::fs::read(entry.path()).map_err(|cause| cause.kind().to_string())?;
    let text = String::from_utf8(bytes).map_err(|_| "not UTF-8".to_owned())?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

impl fmt::Display for FolderError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(path, cause) => {
                write!(
                    out,
                    "The docs folder `{}` cannot be opened: {}",
                    path.display(),
                    cause.kind()
                )
            }
            Self::Empty(path, 0) => {
                write!(out, "The docs folder `{}` holds no Markdown files", path.display())
            }
            Self::Empty(path, skipped) => write!(
                out,
                "The docs folder `{}` holds no Markdown file that can be read; {skipped} skipped",
                path.display()
            ),
            Self::Index(cause) => write!(out, "The docs cannot be indexed: {cause}"),
        }
    }
}

impl std::error::Error for FolderError {}
