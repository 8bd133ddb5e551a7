//! The YAML around the Markdown: front matter, `.gitbook.yaml` and `.gitbook/vars.yaml`.
//!
//! Owns the few keys that matter to an answer. Refuses to fail a page over the others, or over
//! YAML that cannot be read: such a page has no front matter.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// What a page says about itself before its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Matter {
    /// Overrules the first heading.
    pub title: Option<String>,
    /// Shown below the title.
    pub description: Option<String>,
    /// Not to be found, only to be linked to.
    pub hidden: bool,
    /// Values the page names as `page.vars.…`.
    pub vars: BTreeMap<String, String>,
}

/// `.gitbook.yaml`: where the docs are in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Configuration {
    /// The folder of the pages, below the docs folder; empty for the docs folder itself.
    pub root: String,
    /// The file of the first page.
    pub readme: String,
    /// The table of contents.
    pub summary: String,
}

/// Values that every page may name as `space.vars.…`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Vars(pub BTreeMap<String, String>);

/// Splits `text` into its front matter and the rest.
pub(super) fn split(text: &str) -> (Matter, &str) {
    let Some((yaml, rest)) = fenced(text) else { return (Matter::default(), text) };
    (Matter::read(yaml).unwrap_or_default(), rest)
}

fn fenced(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix("---\n")?;
    let mut start = 0;
    for line in inner.split_inclusive('\n') {
        if line.trim_end() == "---" {
            return Some((&inner[..start], &inner[start + line.len()..]));
        }
        start += line.len();
    }
    None
}

impl Matter {
    fn read(yaml: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct Keys {
            title: Option<Value>,
            description: Option<Value>,
            hidden: Option<Value>,
            #[serde(rename = "noIndex")]
            no_index: Option<Value>,
            vars: Option<Value>,
        }
        let keys: Keys = serde_saphyr::from_str(yaml).ok()?;
        let yes = |value: Option<Value>| value == Some(Value::Bool(true));
        Some(Self {
            title: keys.title.and_then(scalar),
            description: keys.description.and_then(scalar),
            hidden: yes(keys.hidden) || yes(keys.no_index),
            vars: keys.vars.map(scalars).unwrap_or_default(),
        })
    }
}

impl Configuration {
    /// Reads the text of `.gitbook.yaml`.
    ///
    /// # Errors
    /// What is wrong with it, in a few words.
    pub(super) fn read(yaml: &str) -> Result<Self, String> {
        #[derive(Default, Deserialize)]
        struct Keys {
            root: Option<String>,
            structure: Option<Structure>,
        }
        #[derive(Default, Deserialize)]
        struct Structure {
            readme: Option<String>,
            summary: Option<String>,
        }
        let keys: Option<Keys> =
            serde_saphyr::from_str(yaml).map_err(|_| "not readable as YAML".to_owned())?;
        let keys = keys.unwrap_or_default();
        let structure = keys.structure.unwrap_or_default();
        let plain = Self::default();
        let below = |path: Option<String>, otherwise: String| match path {
            Some(path) => below(&path).ok_or(format!("`{path}` leads out of the folder")),
            None => Ok(otherwise),
        };
        Ok(Self {
            root: below(keys.root, plain.root)?,
            readme: below(structure.readme, plain.readme)?,
            summary: below(structure.summary, plain.summary)?,
        })
    }
}

impl Default for Configuration {
    fn default() -> Self {
        let (readme, summary) = ("README.md".to_owned(), "SUMMARY.md".to_owned());
        Self { root: String::new(), readme, summary }
    }
}

impl Vars {
    /// Reads the text of `.gitbook/vars.yaml`; what cannot be read has no values.
    pub(super) fn read(yaml: &str) -> Self {
        Self(serde_saphyr::from_str::<Value>(yaml).map(scalars).unwrap_or_default())
    }
}

/// `path` without `.` parts, unless it leads out of the folder it is relative to.
fn below(path: &str) -> Option<String> {
    let parts: Vec<_> = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    (!parts.contains(&"..")).then(|| parts.join("/"))
}

fn scalar(value: Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(value) => value.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn scalars(value: Value) -> BTreeMap<String, String> {
    let Value::Object(map) = value else { return BTreeMap::new() };
    map.into_iter().filter_map(|(key, value)| Some((key, scalar(value)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_read_and_taken_off() {
        let text = "---\nicon: bolt\ntitle: 2026\ndescription: >-\n  Two lines\n  of text.\n\
                    hidden: true\nvars:\n  version: 1.4\n---\n\n# Page\n";
        let (matter, rest) = split(text);
        assert_eq!(matter.title.as_deref(), Some("2026"));
        assert_eq!(matter.description.as_deref(), Some("Two lines of text."));
        assert!(matter.hidden);
        assert_eq!(matter.vars["version"], "1.4");
        assert_eq!(rest, "\n# Page\n");
    }

    #[test]
    fn a_page_with_broken_front_matter_keeps_its_text() {
        let (matter, rest) = split("---\ntitle: [unclosed\n---\ntext\n");
        assert_eq!((matter, rest), (Matter::default(), "text\n"));
        assert_eq!(split("---\nnever closed\n").1, "---\nnever closed\n");
        assert_eq!(split("text\n---\n").1, "text\n---\n");
    }

    #[test]
    fn the_configuration_names_root_and_structure() {
        let text = "root: ./docs/\nstructure:\n  readme: ./intro.md\n  summary: toc/SUMMARY.md\n\
                    redirects:\n  old: new.md\n";
        let configuration = Configuration::read(text).expect("readable");
        assert_eq!(configuration.root, "docs");
        assert_eq!(configuration.readme, "intro.md");
        assert_eq!(configuration.summary, "toc/SUMMARY.md");
        assert_eq!(Configuration::read(""), Ok(Configuration::default()));
    }

    #[test]
    fn a_root_outside_the_folder_is_refused() {
        assert!(Configuration::read("root: ../../etc").is_err());
        assert_eq!(Configuration::read("root: /etc").expect("below").root, "etc");
    }
}
