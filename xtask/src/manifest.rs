//! What a release weighs: for each file its bytes as they are, with gzip and with brotli, and its integrity value.
//! Pure: bytes in, encodings, JSON and a table out.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::bundle::{self, File};

/// A file in the encodings that a static host serves.
#[derive(Debug)]
pub struct Encoded {
    /// With gzip, level 9.
    pub gzip: Vec<u8>,
    /// With brotli, quality 11.
    pub brotli: Vec<u8>,
}

/// What is said about one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The file's name.
    pub name: String,
    /// Bytes as it is.
    pub raw: u64,
    /// Bytes with gzip.
    pub gzip: u64,
    /// Bytes with brotli.
    pub brotli: u64,
    /// The value of an `integrity` attribute.
    pub integrity: String,
}

/// Encodes a file; the same bytes give the same bytes.
pub fn encode(file: &File) -> Result<Encoded> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&file.bytes)
        .and_then(|()| gzip.try_finish())
        .with_context(|| format!("gzip {}", file.name))?;
    let mut brotli = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        size_hint: file.bytes.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut io::Cursor::new(&file.bytes), &mut brotli, &parameters)
        .with_context(|| format!("compress {} with brotli", file.name))?;
    Ok(Encoded { gzip: gzip.finish()?, brotli })
}

/// Measures a file.
pub fn entry(file: &File, encoded: &Encoded) -> Entry {
    Entry {
        name: file.name.clone(),
        raw: file.bytes.len() as u64,
        gzip: encoded.gzip.len() as u64,
        brotli: encoded.brotli.len() as u64,
        integrity: bundle::integrity(&file.bytes),
    }
}

/// The manifest's text.
pub fn to_json(version: &str, entries: &[Entry]) -> Result<String> {
    let files: serde_json::Map<_, _> = entries
        .iter()
        .map(|entry| {
            let bytes = json!({ "raw": entry.raw, "gzip": entry.gzip, "brotli": entry.brotli });
            (entry.name.clone(), json!({ "bytes": bytes, "integrity": entry.integrity }))
        })
        .collect();
    let manifest = json!({ "version": version, "files": files });
    Ok(serde_json::to_string_pretty(&manifest).context("write the manifest")? + "\n")
}

/// The entries of a manifest's text.
pub fn from_json(text: &str) -> Result<Vec<Entry>> {
    let manifest: Value = serde_json::from_str(text).context("read the manifest as JSON")?;
    let files = manifest["files"].as_object().context("find `files` in the manifest")?;
    let entry = |(name, file): (&String, &Value)| {
        let bytes = |encoding: &str| file["bytes"][encoding].as_u64();
        Some(Entry {
            name: name.clone(),
            raw: bytes("raw")?,
            gzip: bytes("gzip")?,
            brotli: bytes("brotli")?,
            integrity: file["integrity"].as_str()?.to_owned(),
        })
    };
    let read = files.iter().map(entry).collect::<Option<_>>();
    read.context("understand a file of the manifest: run `cargo xtask dist` again")
}

/// The entries as lines of text, with their sums.
pub fn table(entries: &[Entry]) -> String {
    let width = entries.iter().map(|entry| entry.name.len()).max().unwrap_or(0).max(5);
    let mut text = format!("{:<width$} {:>9} {:>9} {:>9}\n", "file", "bytes", "gzip", "brotli");
    let mut row = |name: &str, raw: u64, gzip: u64, brotli: u64| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name:<width$} {raw:>9} {gzip:>9} {brotli:>9}");
    };
    for entry in entries {
        row(&entry.name, entry.raw, entry.gzip, entry.brotli);
    }
    let sum = |bytes: fn(&Entry) -> u64| entries.iter().map(bytes).sum();
    row("total", sum(|entry| entry.raw), sum(|entry| entry.gzip), sum(|entry| entry.brotli));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> (File, Encoded) {
        let file = File {
            name: "ask-docs.js".to_owned(),
            bytes: "alert('Hello, world.');".repeat(40).into_bytes(),
        };
        let encoded = encode(&file).expect("memory is enough");
        (file, encoded)
    }

    #[test]
    fn both_encodings_give_back_what_was_encoded() {
        let (file, encoded) = sample();
        let mut plain = Vec::new();
        let mut gzip = flate2::read::GzDecoder::new(encoded.gzip.as_slice());
        io::copy(&mut gzip, &mut plain).expect("it is gzip");
        assert_eq!(plain, file.bytes);
        plain.clear();
        brotli::BrotliDecompress(&mut encoded.brotli.as_slice(), &mut plain).expect("it is brotli");
        assert_eq!(plain, file.bytes);
    }

    #[test]
    fn the_integrity_value_is_the_one_of_the_specification_s_example() {
        // "alert('Hello, world.');" is the content that the SRI specification hashes.
        let file =
            File { name: "hello_world.js".to_owned(), bytes: b"alert('Hello, world.');".to_vec() };
        let entry = entry(&file, &encode(&file).expect("memory is enough"));
        let expected = "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO";
        assert_eq!(entry.integrity, expected);
    }

    #[test]
    fn a_manifest_is_read_as_it_was_written() {
        let (file, encoded) = sample();
        let entries = vec![entry(&file, &encoded)];
        let text = to_json("0.1.0", &entries).expect("numbers and names are JSON");
        assert_eq!(from_json(&text).expect("it was just written"), entries);
        assert!(from_json("{}").is_err());
        assert!(from_json(r#"{"files":{"a.js":{}}}"#).is_err());
    }

    #[test]
    fn the_table_ends_with_the_sums() {
        let (file, encoded) = sample();
        let one = entry(&file, &encoded);
        let table = table(&[one.clone(), one.clone()]);
        let last = table.lines().last().expect("a table has lines");
        let numbers: Vec<u64> =
            last.split_whitespace().skip(1).map(|n| n.parse().expect("a number")).collect();
        assert_eq!(numbers, [one.raw * 2, one.gzip * 2, one.brotli * 2]);
    }
}
