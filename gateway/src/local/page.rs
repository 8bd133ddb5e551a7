//! One file to one page: the steps from what was written to what can be quoted.
//!
//! Owns their order. Refuses to know other pages, but for their titles and addresses.

use std::collections::BTreeMap;

use super::address::SITE;
use super::html::ANCHOR;
use super::links::Pages;
use super::matter::{self, Matter, Vars};
use super::section::Section;
use super::{blocks, html, links, section};

/// A page, ready to be searched and quoted.
#[derive(Clone, Debug)]
pub(super) struct Page {
    /// Its address below the site's, not escaped; empty for the first page.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Titles of what it is nested in, outermost first.
    pub parents: Vec<String>,
    /// Not to be found, only to be linked to.
    pub hidden: bool,
    /// Plain Markdown; an address of the site begins with [`SITE`].
    pub markdown: String,
    /// At least one, in order.
    pub sections: Vec<Section>,
}

/// A file of the folder, as far as it is read before all others are known.
pub(super) struct Draft<'a> {
    /// Its path below the root.
    pub file: &'a str,
    /// What it says before its text.
    pub matter: Matter,
    /// The text behind that.
    pub text: &'a str,
    /// Its own title, if it has one.
    pub title: Option<String>,
}

/// What pages share.
pub(super) struct Surroundings<'a> {
    /// Titles and addresses.
    pub pages: &'a (dyn Pages + Sync),
    /// Snippets, by path below the root.
    pub includes: &'a BTreeMap<String, String>,
    /// Values of the whole space.
    pub vars: &'a Vars,
}

impl<'a> Draft<'a> {
    /// Reads what `text`, the content of `file`, says about itself.
    pub(super) fn new(file: &'a str, text: &'a str) -> Self {
        let (matter, text) = matter::split(text);
        let title = matter.title.clone().or_else(|| section::own_title(text));
        Self { file, matter, text, title }
    }

    /// The page, of which the address and the title are known by now.
    pub(super) fn finish(
        self,
        path: String,
        title: String,
        parents: Vec<String>,
        all: &Surroundings<'_>,
    ) -> Page {
        let markdown = self.markdown(all);
        let sections = section::split(&markdown, &title);
        let hidden = self.matter.hidden;
        Page { path, title, parents, hidden, markdown, sections }
    }

    fn markdown(&self, all: &Surroundings<'_>) -> String {
        let vars = self.vars(all);
        let include = |written: &str| {
            let joined = super::address::joined(written, self.file)?;
            let (file, snippet) = all.includes.get_key_value(&joined).or_else(|| {
                let below_root = written.trim_start_matches(['.', '/']);
                all.includes.get_key_value(&format!(".{below_root}"))
            })?;
            let snippet = html::to_markdown(&unmarked(matter::split(snippet).1), &vars);
            // Its links are relative to where it stands, not to the page.
            Some(links::rewritten(&snippet, file, all.pages))
        };
        let text = html::to_markdown(&unmarked(self.text), &vars);
        let text = blocks::to_markdown(&text, &include);
        let text = links::rewritten(&text, self.file, all.pages);
        match &self.matter.description {
            Some(description) => with_description(text, description),
            None => text,
        }
    }

    fn vars(&self, all: &Surroundings<'_>) -> Vars {
        let space =
            all.vars.0.iter().map(|(key, value)| (format!("space.vars.{key}"), value.clone()));
        let page = self.matter.vars.iter();
        let page = page.map(|(key, value)| (format!("page.vars.{key}"), value.clone()));
        Vars(space.chain(page).collect())
    }
}

/// `text` without the marks that mean something here and that no file may say.
fn unmarked(text: &str) -> String {
    text.replace([SITE, ANCHOR, '\0'], "")
}

/// GitBook shows the description under the title, so it is the first paragraph of the page.
fn with_description(text: String, description: &str) -> String {
    let description = description.split_whitespace().collect::<Vec<_>>().join(" ");
    let start = section::split(&text, "").first().map_or(0, |top| top.body.start);
    let (title, body) = text.split_at(start);
    let end = if title.is_empty() || title.ends_with('\n') { "" } else { "\n" };
    format!("{title}{end}\n{description}\n\n{}", body.trim_start_matches('\n'))
}
