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

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use proptest::prelude::*;

    use super::*;
    use crate::local::passage::tests::quoted_from;

    struct NoPages;

    impl Pages for NoPages {
        fn page(&self, file: &str) -> Option<(String, String)> {
            (file == "a.md").then(|| ("a".to_owned(), "A [page]".to_owned()))
        }
    }

    fn page(text: &str) -> Page {
        let includes = BTreeMap::from([("x.md".to_owned(), text.to_owned())]);
        let all = Surroundings { pages: &NoPages, includes: &includes, vars: &Vars::default() };
        let draft = Draft::new("a.md", text);
        let title = draft.title.clone().unwrap_or_else(|| "A".to_owned());
        draft.finish("a".to_owned(), title, Vec::new(), &all)
    }

    /// All that is done with a page before and while it is quoted.
    fn use_all_of(text: &str) {
        let page = page(text);
        for section in &page.sections {
            let body = &page.markdown[section.body.clone()];
            let _ = super::super::plain::text(body);
            let _ = super::super::document::document(body);
            let (quoted, _) = quoted_from(body, 20);
            assert!(body.starts_with(&quoted));
        }
    }

    #[test]
    fn the_description_is_the_first_paragraph() {
        for (text, markdown) in [
            ("---\ndescription: D\n---\n\n# T\n\ntext\n", "# T\n\nD\n\ntext\n"),
            ("---\ndescription: D\n---\n\n# T", "# T\n\nD\n\n"),
            ("---\ndescription: D\n---\ntext\n", "\nD\n\ntext\n"),
        ] {
            assert_eq!(page(text).markdown.trim_start(), markdown.trim_start(), "{text:?}");
        }
    }

    #[test]
    fn marks_of_our_own_in_a_file_mean_nothing() {
        let page = page("# T\u{fdd0}\n\n## A \u{fdd1}x\u{fdd1}\n\n\u{fdd0}evil \0\n");
        assert!(!page.markdown.contains(['\u{fdd0}', '\u{fdd1}', '\0']), "{}", page.markdown);
        assert_eq!(page.sections[1].anchor.as_deref(), Some("a-x"));
    }

    #[test]
    fn hostile_text_takes_no_more_than_its_length() {
        let long = |part: &str| part.repeat(50_000 / part.len());
        for part in [
            "<",
            "<a",
            "<a ",
            "<a href=\"",
            "<!--",
            "<code>",
            "<pre>",
            "<table>",
            "<td>",
            "<tr><td>",
            "<li>",
            "<ul><li>",
            "<figure>",
            "<details><summary>",
            "</a>",
            "<b>",
            "<b></b>",
            "{%",
            "{% hint %}",
            "{% hint %}\n",
            "{% endhint %}\n",
            "{% tab title=\"",
            "{% include \"x.md\" %}\n",
            "`",
            "` ``",
            "`a\n",
            "```\n",
            "~~~\n",
            "[",
            "[a](",
            "![",
            "![a](b)",
            "[a][b] ",
            "[^1]",
            "[^1]: a\n",
            "[a]: b\n",
            "> ",
            "> [!NOTE]\n",
            "- ",
            "-\n",
            "1. a\n",
            "# a\n",
            "#\n",
            "a\n=\n",
            "*a ",
            "**",
            "_",
            "|",
            "| a ",
            "|a|\n|-|\n",
            "&#x20;",
            "\\",
            "\u{fdd1}",
            "a. ",
            "\n\n",
            "---\n",
        ] {
            let text = long(part);
            let start = Instant::now();
            use_all_of(&text);
            // In a debug build on a busy machine; quadratic ways take minutes.
            assert!(start.elapsed() < Duration::from_secs(20), "{part:?}: {:?}", start.elapsed());
        }
    }

    proptest! {
        #[test]
        fn any_text_becomes_a_page(
            text in "([#>`~ \n\t*_|:.\\-1\\[\\]()<>a{}%&é語\u{fdd0}]|\n\n|```|<[/]?(a|b|p|td|tr|table|code|pre|li|ul|details|summary|figure|figcaption|h2|br|img)( href=\"a\\.md\"| alt='x'| id=\"q\")?>|[{]% (end)?(hint|tabs|tab|code|step|stepper|embed|file|content-ref|include|columns)( title=\"T\"| url=\"a\\.md\"| \"x\\.md\")? %[}]\n){0,60}"
        ) {
            use_all_of(&text);
        }
    }
}
