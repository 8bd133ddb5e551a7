//! The configuration file as a tree of values that know their lines.
//!
//! Owns reading and syntax. Refuses to quote the file: an error tells the line and what was
//! expected there, never what stands in it.

use std::io;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::report::Report;

/// The largest file, in bytes; ten thousand sites fit.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// A file as text; [`table`](File::table) reads it.
pub(super) struct File {
    /// How it is named in messages.
    name: String,
    /// Its folder, which paths in it are relative to.
    folder: PathBuf,
    text: String,
}

/// A value of the file.
pub(super) type Value<'a> = toml::Spanned<DeValue<'a>>;
/// A table of the file.
pub(super) type Table<'a> = DeTable<'a>;

impl File {
    /// Reads the file at `path`, which `named` names (an option or a variable).
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(super) fn open(path: &Path, named: &str) -> Result<Self, String> {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let cannot = |cause: &dyn std::fmt::Display| {
            format!("{named} names a file that cannot be read: {cause}")
        };
        let size = std::fs::metadata(path).map_err(|cause| cannot(&cause.kind()))?.len();
        if size > MAX_BYTES {
            return Err(cannot(&format_args!("it is larger than {MAX_BYTES} bytes")));
        }
        let text = std::fs::read_to_string(path).map_err(|cause| match cause.kind() {
            io::ErrorKind::InvalidData => cannot(&"it is not text in UTF-8"),
            kind => cannot(&kind),
        })?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Ok(Self { name, folder, text })
    }

    /// Text that stands for a file, as an example in a test.
    #[cfg(test)]
    pub(super) fn of_text(name: &str, text: &str) -> Self {
        Self { name: name.to_owned(), folder: PathBuf::new(), text: text.to_owned() }
    }

    /// What the file says; all breaches of TOML's syntax go into `report`.
    pub(super) fn table(&self, report: &mut Report) -> Option<Table<'_>> {
        let (table, errors) = DeTable::parse_recoverable(&self.text);
        for error in &errors {
            let line = error.span().map(|span| self.line(span.start));
            report.mistake(line, format!("{}: {}", self.place(line), error.message()));
        }
        errors.is_empty().then(|| table.into_inner())
    }

    /// The line, from 1, of the byte at `offset`.
    pub(super) fn line(&self, offset: usize) -> usize {
        let before = self.text.as_bytes().iter().take(offset);
        1 + before.filter(|byte| **byte == b'\n').count()
    }

    /// How a line is named.
    pub(super) fn place(&self, line: Option<usize>) -> String {
        match line {
            Some(line) => format!("{}:{line}", self.name),
            None => self.name.clone(),
        }
    }

    /// `path` as it is meant in the file.
    pub(super) fn resolve(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }
}
