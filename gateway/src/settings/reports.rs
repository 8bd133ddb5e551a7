//! The settings of the report: what is kept of questions and feedback, and for how long.
//!
//! Owns this section's keys and limits. What they do is told in [`reports`](crate::reports).

use std::path::{Path, PathBuf};

use super::rules::{Wrong, choice, number};
use super::secret::{self, Keys};
use super::section::Section;
use crate::reports::{Password, ReportSettings};

/// The longest that a row is kept: ten years.
pub(super) const MOST_DAYS: u32 = 3650;
/// The largest file, in megabytes.
const MOST_MEGABYTES: u64 = 10_000;

const MEGABYTE: u64 = 1024 * 1024;

const PASSWORD: Keys = Keys { plain: "password", file: "password_file", env: "password_env" };

/// Reads the section; nothing is kept without a file.
pub(super) fn read(mut section: Section<'_>) -> Option<ReportSettings> {
    let file = section.read_path("file", new_or_old);
    let keep_days = section.read_or("keep_days", 90, number(1..=MOST_DAYS));
    let question_text = section.read_or("question_text", false, choice);
    let megabytes = section.read_or("megabytes", 64, number(1..=MOST_MEGABYTES));
    let password = secret::read(&mut section, &PASSWORD).and_then(|(text, place)| {
        let password = Password::new(&text);
        password.map_err(|problem| section.source().wrong(&place, &problem)).ok()
    });
    if section.place("file").is_none() {
        for key in ["keep_days", "question_text", "megabytes", "password_file", "password_env"] {
            section.unwanted(key, "goes with `file`, in which it is kept");
        }
    }
    section.finish();
    Some(ReportSettings {
        file: file?,
        keep_days,
        question_text,
        most_bytes: megabytes * MEGABYTE,
        password,
    })
}

/// A file that is there, or may be made.
fn new_or_old(path: &Path) -> Result<PathBuf, Wrong> {
    if path.is_dir() {
        return Err("names a folder, not a file".into());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    match folder.is_none_or(Path::is_dir) {
        true => Ok(path.to_owned()),
        false => Err("names a file in a folder that does not exist".into()),
    }
}
