//! The boxes of others: which they are, what a page with them loads, and what that weighs.
//!
//! `e2e/peers` names them once, for this and for `bench load`; a page there is what a box asks its users to paste.
//! It never bundles: what others publish for a script tag is taken as it is published.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::{Weight, read};
use crate::bundle::{self, File};
use crate::manifest;
use crate::project;

/// The folder of the boxes, in the project.
pub const FOLDER: &str = "e2e/peers";
/// The list in it.
pub const LIST: &str = "peers.json";
/// How a page refers to a file of a package.
const IN_PACKAGES: &str = "\"node_modules/";

/// A box, ours or of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// What it is called.
    pub name: String,
    /// The name of its page, without an ending.
    pub page: String,
    /// Its package, unless it is ours.
    pub package: Option<String>,
}

/// A box of others and what a page with it loads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// What it is called.
    pub name: String,
    /// The version of its package.
    pub version: String,
    /// The sum of the files that its page refers to.
    pub weight: Weight,
    /// Whether a file of it may load others, which are not in the sum.
    pub splits: bool,
}

/// A file that a page refers to, with its encodings.
#[derive(Debug)]
pub struct Asset {
    /// How the page refers to it.
    pub reference: String,
    /// A name with a hash of its content, under which it may be kept forever.
    pub file: File,
    /// What a static host serves in its place.
    pub encoded: manifest::Encoded,
}

/// All boxes, ours first.
pub fn list() -> Result<Vec<Peer>> {
    let file = folder().join(LIST);
    let list: Value = serde_json::from_slice(&read(&file)?).context("read the list of boxes")?;
    let text = |of: &Value, name: &str| of[name].as_str().map(str::to_owned);
    let peer = |of: &Value| {
        let package = text(of, "package");
        Some(Peer { name: text(of, "name")?, page: text(of, "page")?, package })
    };
    let peers = list.as_array().and_then(|list| list.iter().map(peer).collect());
    peers.with_context(|| format!("find a name and a page for each box in {}", file.display()))
}

impl Peer {
    /// What it asks its users to paste into a page.
    pub fn page(&self) -> Result<String> {
        let file = folder().join("pages").join(&self.page).with_extension("html");
        String::from_utf8(read(&file)?).with_context(|| format!("read {} as text", file.display()))
    }

    /// The files that its page loads, compressed: those of ours are served by their own names.
    pub fn assets(&self) -> Result<Vec<Asset>> {
        let page = self.page()?;
        let references = references(&page);
        ensure!(
            self.package.is_none() || !references.is_empty(),
            "the page of {} refers to no file of a package",
            self.name
        );
        references.into_iter().map(Asset::load).collect()
    }

    /// The version of its package, which has to be installed.
    fn version(&self, package: &str) -> Result<String> {
        let file = folder().join("node_modules").join(package).join("package.json");
        let about: Value = serde_json::from_slice(&read(&file)?).context("read a package")?;
        let version = about["version"].as_str();
        Ok(version.with_context(|| format!("find the version of {package}"))?.to_owned())
    }
}

/// The boxes of others, the lightest first.
pub fn weigh() -> Result<Vec<Weighed>> {
    let mut weighed = Vec::new();
    for peer in list()? {
        let Some(package) = &peer.package else { continue };
        let assets = peer.assets()?;
        let weight = |asset: &Asset| Weight {
            raw: asset.file.bytes.len() as u64,
            gzip: asset.encoded.gzip.len() as u64,
            brotli: asset.encoded.brotli.len() as u64,
        };
        weighed.push(Weighed {
            version: peer.version(package)?,
            weight: assets.iter().map(weight).sum(),
            splits: assets.iter().any(|asset| loads_more(&asset.file.bytes)),
            name: peer.name,
        });
    }
    weighed.sort_by_key(|one| one.weight.brotli);
    Ok(weighed)
}

impl Asset {
    fn load(reference: String) -> Result<Self> {
        let bytes = read(&folder().join(&reference))?;
        let name = hashed(&reference, &bytes);
        let file = File { name, bytes };
        let encoded = kept(&file)?;
        Ok(Self { reference, file, encoded })
    }
}

fn folder() -> PathBuf {
    project::root().join(FOLDER)
}

/// The paths into packages that stand in `page` as attributes.
fn references(page: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for rest in page.split(IN_PACKAGES).skip(1) {
        if let Some((path, _)) = rest.split_once('"') {
            found.insert(format!("{}{path}", &IN_PACKAGES[1..]));
        }
    }
    found
}

/// Whether a script asks for modules by name while it runs. A method of that name has a receiver or a body.
fn loads_more(script: &[u8]) -> bool {
    let text = String::from_utf8_lossy(script);
    text.match_indices("import(").any(|(at, word)| {
        let before = text[..at].chars().next_back();
        let argument = text[at + word.len()..].trim_start().chars().next();
        let is_word = before.is_some_and(|it| it.is_alphanumeric() || "_$.".contains(it));
        !is_word && matches!(argument, Some('"' | '\'' | '`'))
    })
}

fn hashed(reference: &str, bytes: &[u8]) -> String {
    let name = reference.rsplit('/').next().unwrap_or(reference);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "bin"));
    format!("{stem}-{}.{ending}", bundle::short_hash(bytes))
}

/// The encodings of a file, from the last time if there was one: brotli at level 11 takes seconds for a megabyte.
fn kept(file: &File) -> Result<manifest::Encoded> {
    let folder = project::target().join("peers");
    let [gzip, brotli] = ["gz", "br"].map(|ending| folder.join(format!("{}.{ending}", file.name)));
    if let (Ok(gzip), Ok(brotli)) = (fs::read(&gzip), fs::read(&brotli)) {
        return Ok(manifest::Encoded { gzip, brotli });
    }
    let encoded = manifest::encode(file)?;
    fs::create_dir_all(&folder).with_context(|| format!("create {}", folder.display()))?;
    write(&gzip, &encoded.gzip)?;
    write(&brotli, &encoded.brotli)?;
    Ok(encoded)
}

fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(file, bytes).with_context(|| format!("write {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_box_has_a_page_and_every_box_of_others_files_on_it() {
        let list = list().expect("the list is JSON");
        assert!(list[0].package.is_none(), "ours stands first");
        assert!(list.len() > 5, "{list:?}");
        for peer in &list {
            let references = references(&peer.page().expect("each has a page"));
            assert_eq!(references.is_empty(), peer.package.is_none(), "{}", peer.name);
            if let Some(package) = &peer.package {
                let own = format!("node_modules/{package}/");
                assert!(references.iter().any(|path| path.starts_with(&own)), "{}", peer.name);
            }
        }
    }

    #[test]
    fn the_lock_file_lists_the_packages_themselves_and_none_that_they_depend_on() {
        let json = |name: &str| -> Value {
            serde_json::from_slice(&read(&folder().join(name)).expect("it is there")).expect("JSON")
        };
        let [package, lock] = ["package.json", "package-lock.json"].map(json);
        let wanted = package["dependencies"].as_object().expect("packages");
        let locked = lock["packages"].as_object().expect("packages");
        assert_eq!(locked.len(), wanted.len() + 1, "the first is the project's own");
        for (name, version) in wanted {
            assert_eq!(locked[&format!("node_modules/{name}")]["version"], *version, "{name}");
        }
    }

    #[test]
    fn a_page_refers_to_files_of_packages_in_its_attributes() {
        let page = r#"<link href="node_modules/a/b.css"><script src="node_modules/@c/d.js">
            <script src="own.js">"#;
        let found: Vec<_> = references(page).into_iter().collect();
        assert_eq!(found, ["node_modules/@c/d.js", "node_modules/a/b.css"]);
    }

    #[test]
    fn a_name_holds_the_hash_of_the_content_so_that_it_may_be_kept_forever() {
        let name = hashed("node_modules/a/dist/index.min.js", b"x");
        assert_eq!(name, format!("index.min-{}.js", bundle::short_hash(b"x")));
    }

    #[test]
    fn a_method_called_import_loads_nothing() {
        assert!(loads_more(b"const more=()=>import(\"./chunk.js\")"));
        assert!(!loads_more(b"class A{import(t){}} a.import('x'); reimport('x')"));
    }
}
