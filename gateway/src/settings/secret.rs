//! Secrets: from a file of their own or from an environment variable, and from nowhere else.
//!
//! Owns the three ways to name one: `KEY_file`, `KEY_env`, or the section's own variable. Refuses a
//! secret in the configuration file, and to show where it was wrong by showing what it is.

use std::path::Path;

use super::rules::Wrong;
use super::section::Section;
use super::source::Place;

/// The keys of one secret.
pub(crate) struct Keys {
    /// Where it must not be.
    pub plain: &'static str,
    /// The name of a file that holds it.
    pub file: &'static str,
    /// The name of an environment variable that holds it.
    pub env: &'static str,
}

/// The largest secret, in bytes; a public key of RSA with 8,192 bits has 1,500.
const MAX_BYTES: u64 = 16 * 1024;

/// The secret that `section` names by `keys`, read and trimmed, and its place. `None` if there is
/// none, or it is wrong, which is then a mistake.
pub(crate) fn read(section: &mut Section<'_>, keys: &Keys) -> Option<(String, Place)> {
    let plain = section.variable(keys.plain);
    refuse_plain(section, keys, &plain);
    let file = section.place(keys.file);
    let variable = section.read(keys.env, variable_name);
    match (file, variable) {
        (Some(_), Some(_)) => {
            section.wrong(keys.env, &format!("and `{}` exclude each other", keys.file));
            None
        }
        (Some(place), None) => {
            let (text, open) = section.read_path(keys.file, open)?;
            if open {
                section.source().warn(
                    &place,
                    "names a file that every user of the machine can read; `chmod 600` it",
                );
            }
            Some((text, place))
        }
        (None, Some(name)) => {
            section.source().note_variable(&name);
            let Some(text) = section.source().environment().get(&name) else {
                section.wrong(keys.env, "names an environment variable that is not set");
                return None;
            };
            Some((text.trim().to_owned(), section.place(keys.env)?))
        }
        (None, None) => {
            let text = section.source().environment().get(&plain)?;
            Some((text.trim().to_owned(), Place::Variable(plain)))
        }
    }
}

/// Whether a secret is named at all.
pub(crate) fn is_named(section: &mut Section<'_>, keys: &Keys) -> bool {
    let plain = section.variable(keys.plain);
    section.place(keys.file).is_some()
        || section.place(keys.env).is_some()
        || section.source().environment().get(&plain).is_some()
}

fn refuse_plain(section: &mut Section<'_>, keys: &Keys, variable: &str) {
    if let Some(place @ Place::File(..)) = section.place_in_file(keys.plain) {
        let sentence = format!(
            "must not stand in this file, which gets copied and shown: put it into a file of its \
             own and name that with `{}`, or into an environment variable ({variable}, or the one \
             that `{}` names)",
            keys.file, keys.env
        );
        section.source().wrong(&place, &sentence);
    }
    section.source().note_variable(variable);
}

fn variable_name(text: &str) -> Result<String, Wrong> {
    let is_name = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    if text.bytes().all(is_name) && !text.is_empty() {
        return Ok(text.to_owned());
    }
    Err(Wrong::private(
        "must be the name of an environment variable, in capital letters, digits and `_`",
    ))
}

/// What the file holds, and whether everyone may read it.
fn open(path: &Path) -> Result<(String, bool), Wrong> {
    // Not even the path is repeated: someone may have put the secret there.
    let cannot = |cause: std::io::Error| {
        Wrong::private(format!("names a file that cannot be read: {}", cause.kind()))
    };
    let about = std::fs::metadata(path).map_err(cannot)?;
    if about.is_dir() {
        return Err(Wrong::private("names a folder, not a file"));
    }
    if about.len() > MAX_BYTES {
        return Err(Wrong::private(format!("names a file of more than {MAX_BYTES} bytes")));
    }
    let text = std::fs::read_to_string(path).map_err(cannot)?;
    Ok((text.trim().to_owned(), readable_by_everyone(&about)))
}

#[cfg(unix)]
fn readable_by_everyone(about: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    about.permissions().mode() & 0o004 != 0
}

#[cfg(not(unix))]
fn readable_by_everyone(_: &std::fs::Metadata) -> bool {
    false
}
