//! Test cases that others wrote, as files that the engine can begin with.
//! They are read where they lie and written to `target/`, never into the project.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Inputs;

/// What is longer is no seed: the engine would cut it anyway.
const LONGEST: usize = 8192;

/// Writes each case of `corpora` that is of the kind of `inputs` to `folder`, and nothing else.
pub(super) fn write(corpora: &Path, inputs: Inputs, folder: &Path) -> Result<()> {
    let mut seeds = BTreeSet::new();
    let kinds = match inputs {
        Inputs::Stream => &["sse"][..],
        Inputs::Question => &["unicode"][..],
        Inputs::Markdown => &["markdown", "html", "prompt-injection", "unicode", "url"],
        Inputs::Page => &["html"],
    };
    for kind in kinds {
        for file in files(&corpora.join(kind))? {
            let bytes = fs::read(&file).with_context(|| format!("read {}", file.display()))?;
            match file.extension().and_then(|extension| extension.to_str()) {
                Some("json") => {
                    let value = serde_json::from_slice(&bytes)
                        .with_context(|| format!("read {}", file.display()))?;
                    collect(&value, &mut seeds);
                }
                Some("txt") => {
                    let text = String::from_utf8_lossy(&bytes);
                    seeds.extend(text.split("\n.\n").map(|part| part.as_bytes().to_vec()));
                }
                _ => drop(seeds.insert(bytes)),
            }
        }
    }
    remove(folder)?;
    fs::create_dir_all(folder).with_context(|| format!("create {}", folder.display()))?;
    for seed in seeds.iter().filter(|seed| (1..=LONGEST).contains(&seed.len())) {
        let name: String =
            Sha256::digest(seed)[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        fs::write(folder.join(name), seed).context("write a seed")?;
    }
    Ok(())
}

/// Removes a folder; one that is not there is fine.
pub(super) fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        result => result.with_context(|| format!("remove {}", folder.display())),
    }
}

/// Every text in a JSON value is a seed; the chunks of a stream are one.
fn collect(value: &Value, seeds: &mut BTreeSet<Vec<u8>>) {
    match value {
        Value::String(text) => drop(seeds.insert(text.as_bytes().to_vec())),
        Value::Array(values) => values.iter().for_each(|value| collect(value, seeds)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match (name.as_str(), value) {
                    ("chunks_b64", Value::Array(chunks)) => drop(seeds.insert(joined(chunks))),
                    _ => collect(value, seeds),
                }
            }
        }
        _ => {}
    }
}

fn joined(chunks: &[Value]) -> Vec<u8> {
    let texts = chunks.iter().filter_map(Value::as_str);
    texts.filter_map(|chunk| STANDARD.decode(chunk).ok()).flatten().collect()
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).with_context(|| format!("list {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        match path.is_dir() {
            true => found.extend(files(&path)?),
            false => found.push(path),
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_text_of_a_case_is_a_seed_and_chunks_are_one() {
        let mut seeds = BTreeSet::new();
        let case = json!([{"markdown": "*a*", "n": 1}, {"chunks_b64": ["ZGF0YTog", "YQoK"]}]);
        collect(&case, &mut seeds);
        let seeds: Vec<_> = seeds.iter().map(|seed| String::from_utf8_lossy(seed)).collect();
        assert_eq!(seeds, ["*a*", "data: a\n\n"]);
    }
}
