//! The box's files, one after the other as a browser fetches them: each is named, with its hash, by
//! the one before it.
//!
//! Owns how names and hashes are found in packed JavaScript: a name in quotes, then a hash in
//! quotes. Refuses to run any of it.

use ask_docs_core::install::markup::Tag;
use axum::http::StatusCode;
use url::Url;

use super::Remote;
use crate::doctor::fetch::body;
use crate::doctor::finding::{Check, Finding};
use crate::doctor::integrity;
use crate::doctor::page::pinned;

/// The largest file that is read, in bytes.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// What every module begins with.
const WASM: &[u8] = b"\0asm\x01\0\0\0";

impl Remote {
    /// Whether every file of the box is there, and is the one that the one before it means; `script`
    /// is the tag that loads the first.
    pub(in crate::doctor) async fn files(&self, script: Option<&(Tag, Url)>) -> Vec<Finding> {
        let own = Url::parse(&format!("{}/ask-docs.js", self.gateway)).ok();
        let Some(loader) = script.map(|(_, url)| url.clone()).or(own) else { return Vec::new() };
        let mut findings = Vec::new();
        let first = match self.file(&loader).await {
            Ok(bytes) => bytes,
            Err(finding) => return vec![finding],
        };
        findings.extend(script.and_then(|(tag, _)| pinned(tag, &first)));
        let mut files = vec![(loader.clone(), first)];
        let mut next = 0;
        while let Some((_, bytes)) = files.get(next) {
            let text = String::from_utf8_lossy(bytes).into_owned();
            for (name, hash) in named(&text) {
                let Ok(url) = loader.join(name) else { continue };
                if files.iter().any(|(known, _)| *known == url) {
                    continue;
                }
                match self.file(&url).await {
                    Ok(bytes) if !integrity::fits(hash, &bytes) => findings.push(stale(&url)),
                    Ok(bytes) => files.push((url, bytes)),
                    Err(finding) => findings.push(finding),
                }
            }
            next += 1;
        }
        let is_wasm = |(url, _): &&(Url, Vec<u8>)| url.path().ends_with(".wasm");
        if let Some((url, bytes)) = files.iter().find(is_wasm) {
            findings.push(match bytes.starts_with(WASM) {
                true => Finding::fine(Check::Wasm, "The module is one; a browser has to try it"),
                false => Finding::wrong(Check::Wasm, format!("{url} is no WebAssembly")),
            });
        }
        if findings.iter().all(|finding| finding.check == Check::Wasm) {
            let sentence = "Every file is there, and is the one that the build has made";
            findings.push(Finding::fine(Check::Files, sentence));
        }
        findings
    }

    async fn file(&self, url: &Url) -> Result<Vec<u8>, Finding> {
        let check = if url.path().ends_with(".wasm") { Check::Wasm } else { Check::Files };
        let wrong = |sentence| Finding::wrong(check, sentence);
        let sent = self.client.get(url.clone()).send().await;
        let response = sent.map_err(|_| wrong(format!("{url} cannot be reached")))?;
        let status = response.status();
        if status == StatusCode::NOT_FOUND {
            let sentence = format!(
                "{url} is not there (404): serve the whole folder that `cargo xtask dist` writes"
            );
            return Err(
                wrong(sentence).paste("On the gateway’s command line", "--www /opt/ask-docs/dist")
            );
        }
        if status != StatusCode::OK {
            return Err(wrong(format!("{url} is refused with status {}", status.as_u16())));
        }
        body(response, MOST_BYTES).await.map_err(|_| wrong(format!("{url} breaks off")))
    }
}

fn stale(url: &Url) -> Finding {
    let check = if url.path().ends_with(".wasm") { Check::Wasm } else { Check::Files };
    let sentence = format!(
        "{url} is not the file that the build has made, and is never run: something on its way \
         changes it, or files of two versions are mixed. Copy all files of one release, and have \
         proxies leave them as they are"
    );
    Finding::wrong(check, sentence)
}

/// The names of the next files in packed JavaScript, each with its hash.
fn named(script: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut texts = script.split('"').skip(1).step_by(2).peekable();
    while let Some(text) = texts.next() {
        let name = text.strip_prefix("./").filter(|name| {
            let is_ours = name.starts_with("guest-") || name.starts_with("ask_docs");
            is_ours && (name.ends_with(".js") || name.ends_with(".wasm"))
        });
        let hash = texts.peek().filter(|hash| hash.starts_with("sha"));
        found.extend(name.zip(hash.copied()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn the_next_files_are_found_in_packed_scripts() {
        let guest = "x=\"a\";all([Z(\"./ask_docs-0a.js\",\"sha256-A=\",t),\
                     K(new URL(\"./ask_docs_bg-1b.wasm\",t),\"sha256-B=\")])";
        assert_eq!(
            named(guest),
            [("ask_docs-0a.js", "sha256-A="), ("ask_docs_bg-1b.wasm", "sha256-B=")]
        );
        assert_eq!(named("R(\"./guest-0a.js\",\"sha256-C=\",x)"), [("guest-0a.js", "sha256-C=")]);
        assert_eq!(named("\"./guest-0a.js\" \"./other.js\" \"sha256-D=\""), []);
    }
}
