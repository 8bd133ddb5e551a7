//! Values that a name gives away: `password=…`, `"api_key": "…"`.

use super::{Kind, Secret, runs};

/// What such names end with, in lower case and without hyphens and underscores.
const NAMES: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "accesskey",
    "secretkey",
    "privatekey",
];

/// The shortest value.
const LEAST: usize = 8;

/// The longest, in characters: a question has fewer.
const MOST: usize = 512;

/// Appends the values with such a name in `text` to `found`.
pub(super) fn find(text: &str, found: &mut Vec<Secret>) {
    for name in runs(text, |byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)) {
        let letters = text[name.clone()].bytes().filter(u8::is_ascii_alphanumeric);
        let letters: String = letters.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
        if !NAMES.iter().any(|known| letters.ends_with(known)) {
            continue;
        }
        let behind = &text[name.end..];
        let sign = behind.trim_start_matches(['"', '\'', '`', ' ']);
        let Some(value) = sign.strip_prefix([':', '=']) else { continue };
        let value = value.trim_start_matches(['"', '\'', '`', ' ']);
        let start = text.len() - value.len();
        let is_end = |character: char| character.is_whitespace() || "\"'`,;)}]".contains(character);
        let inside = value.char_indices().take(MOST).take_while(|(_, one)| !is_end(*one));
        let length = inside.last().map_or(0, |(at, one)| at + one.len_utf8());
        let value = &value[..length];
        if is_secret(value) {
            found.push(Secret { kind: Kind::Password, range: start..start + value.len() });
        }
    }
}

/// Not a placeholder, a variable, a type or a file.
fn is_secret(value: &str) -> bool {
    let has = |is_one: fn(&u8) -> bool| value.bytes().any(|byte| is_one(&byte));
    let is_filled_in = value.starts_with(['<', '$', '{', '[', '%', '*', '/', '.', '@', '&', '(']);
    let is_template = value.contains("://") || value.contains("${") || value.contains("(");
    value.len() >= LEAST
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_alphabetic)
        && !is_filled_in
        && !is_template
}
