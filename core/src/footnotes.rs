//! An answer to take along: its Markdown, with its sources as footnotes.
//!
//! Owns what is copied. Refuses to change a word of the answer: what it adds stands below it.

use crate::citation::Citation;

/// The words that are added, in the reader's language.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// What the marks stand behind.
    pub sources: &'a str,
    /// What a place is called that has no title.
    pub untitled: &'a str,
    /// What is said of a place that is gone.
    pub gone: &'a str,
}

impl Words<'_> {
    /// For readers whose language nobody knows.
    pub const ENGLISH: Self =
        Self { sources: "Sources", untitled: "Documentation page", gone: "no longer available" };
}

/// `text`, and below it a footnote for each of `citations`.
///
/// The API does not say which sentence stands on which source, so all marks stand in a paragraph
/// of their own. It is a footnote's mark that makes the note show in most renderers.
pub fn with_footnotes(text: &str, citations: &[Citation], words: Words<'_>) -> String {
    let mut copied = text.trim_end().to_owned();
    if let Some(fence) = open_fence(&copied) {
        copied.push('\n');
        copied.push_str(&fence);
    }
    copied.push('\n');
    if citations.is_empty() {
        return copied;
    }
    // An answer may have footnotes of its own.
    let prefix = if copied.contains("[^") { "source-" } else { "" };
    copied.push_str(&format!("\n{}:", escaped(words.sources)));
    for number in 1..=citations.len() {
        copied.push_str(&format!(" [^{prefix}{number}]"));
    }
    copied.push_str("\n\n");
    for (index, citation) in citations.iter().enumerate() {
        let title = if citation.title.is_empty() { words.untitled } else { &citation.title };
        copied.push_str(&format!("[^{prefix}{}]: {}", index + 1, escaped(title)));
        if let Some(href) = &citation.href {
            copied.push_str(&format!(" — <{}>", bracketed(href.as_str())));
        }
        if citation.is_gone {
            copied.push_str(&format!(" ({})", escaped(words.gone)));
        }
        copied.push('\n');
    }
    copied
}

/// What ends the code block that `text` ends in, if it does: that of a stopped answer is open.
fn open_fence(text: &str) -> Option<String> {
    let mut open: Option<Fence> = None;
    for line in text.lines() {
        open = match open {
            Some(fence) if fence.is_ended_by(line) => None,
            Some(fence) => Some(fence),
            None => Fence::opened_by(line),
        };
    }
    open.map(|fence| fence.prefix + &fence.mark)
}

/// An open code block.
struct Fence {
    /// What its lines begin with, in a list item or a quotation.
    prefix: String,
    /// Three or more backticks or tildes.
    mark: String,
}

impl Fence {
    fn opened_by(line: &str) -> Option<Self> {
        let (prefix, rest) = split_containers(line);
        let sign = rest.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
        let info = rest.trim_start_matches(sign);
        let mark = &rest[..rest.len() - info.len()];
        // "Info strings for backtick code blocks cannot contain backticks."
        let is_fence = mark.len() >= 3 && !(sign == '`' && info.contains('`'));
        is_fence.then(|| Self { prefix, mark: mark.to_owned() })
    }

    fn is_ended_by(&self, line: &str) -> bool {
        let line = line.trim_start_matches([' ', '>']).trim_end();
        line.starts_with(&self.mark) && line.chars().all(|sign| self.mark.starts_with(sign))
    }
}

/// What a line begins with, as the lines after it have to, and the rest.
///
/// A list's mark (`- `, `1. `) becomes as many spaces.
fn split_containers(line: &str) -> (String, &str) {
    let mut prefix = String::new();
    let mut rest = line;
    loop {
        let inner = rest.trim_start_matches(' ');
        prefix.extend(std::iter::repeat_n(' ', rest.len() - inner.len()));
        rest = inner;
        let number = rest.trim_start_matches(|sign: char| sign.is_ascii_digit());
        let digits = rest.len() - number.len();
        let bullet = rest.starts_with("- ") || rest.starts_with("* ") || rest.starts_with("+ ");
        let ordered = digits > 0 && (number.starts_with(". ") || number.starts_with(") "));
        if let Some(quoted) = rest.strip_prefix('>') {
            prefix.push('>');
            rest = quoted;
        } else if bullet || ordered {
            let width = if bullet { 2 } else { digits + 2 };
            prefix.extend(std::iter::repeat_n(' ', width));
            rest = &rest[width..];
        } else {
            return (prefix, rest);
        }
    }
}

/// `title` as Markdown that says nothing but the title.
fn escaped(title: &str) -> String {
    let mut escaped = String::new();
    for character in title.chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '|' | '&') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// An address as it may stand between angle brackets; mail addresses may hold what would end it.
fn bracketed(address: &str) -> String {
    address.replace(' ', "%20").replace('<', "%3C").replace('>', "%3E")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::links::{Address, Href, Resolver};

    struct AsWritten;

    impl Resolver for AsWritten {
        fn resolve(&self, destination: &str) -> Option<Address> {
            let (scheme, rest) = destination.split_once(':')?;
            Some(Address {
                href: destination.to_owned(),
                scheme: scheme.to_owned(),
                host: rest.trim_start_matches('/').split('/').next()?.to_owned(),
                has_userinfo: false,
            })
        }
    }

    fn citation(title: &str, address: &str) -> Citation {
        let href = Href::checked(address, &AsWritten);
        Citation { title: title.to_owned(), href, reasons: Vec::new(), is_gone: false }
    }

    fn with_footnotes(text: &str, citations: &[Citation]) -> String {
        super::with_footnotes(text, citations, Words::ENGLISH)
    }

    #[test]
    fn sources_become_footnotes_below_the_text() {
        let citations = [citation("Log in", "https://a.example/login"), citation("Groups", "")];
        let expected = "Press **Log in**.\n\nSources: [^1] [^2]\n\n\
             [^1]: Log in — <https://a.example/login>\n[^2]: Groups\n";
        assert_eq!(with_footnotes("Press **Log in**.\n\n", &citations), expected);
    }

    #[test]
    fn a_page_that_is_gone_is_noted() {
        let gone = Citation { is_gone: true, ..citation("Old", "") };
        assert!(with_footnotes("T", &[gone]).ends_with("[^1]: Old (no longer available)\n"));
    }

    #[test]
    fn a_place_without_a_title_is_called_by_the_words() {
        assert!(with_footnotes("T", &[citation("", "")]).ends_with("[^1]: Documentation page\n"));
    }

    #[test]
    fn an_answer_without_sources_is_copied_as_it_is() {
        assert_eq!(with_footnotes("One.\n\n- Two", &[]), "One.\n\n- Two\n");
    }

    #[test]
    fn a_title_stays_a_title() {
        let hostile = [citation("a](b) <img> `x` *y* [^2]: z & | ~", "")];
        let copied = with_footnotes("T", &hostile);
        let expected = r"[^1]: a\](b) \<img\> \`x\` \*y\* \[^2\]: z \& \| \~";
        assert_eq!(copied.lines().last(), Some(expected));
    }

    #[test]
    fn an_address_cannot_end_its_brackets() {
        let copied = with_footnotes("T", &[citation("M", "mailto:a b>c@d.example")]);
        assert!(copied.ends_with("[^1]: M — <mailto:a%20b%3Ec@d.example>\n"), "{copied}");
    }

    #[test]
    fn footnotes_of_the_answer_itself_keep_their_names() {
        let copied = with_footnotes("Yes[^1].\n\n[^1]: Really.", &[citation("A", "")]);
        assert!(copied.ends_with("\n\nSources: [^source-1]\n\n[^source-1]: A\n"), "{copied}");
    }

    #[test]
    fn an_open_code_block_is_closed_where_it_stands() {
        for (text, end) in [
            ("```sh\nls", "```"),
            ("~~~~\n~~~", "~~~~"),
            ("````md\n```\n```", "````"),
            ("- one\n\n  ```sh\n  ls", "  ```"),
            ("1. ```\n   ls", "   ```"),
            ("> ```\n> ls", "> ```"),
        ] {
            assert_eq!(with_footnotes(text, &[]), format!("{text}\n{end}\n"));
        }
    }

    #[test]
    fn what_only_looks_like_an_open_code_block_is_left_alone() {
        for text in ["```sh\nls\n```", "Use ``` `x` ```", "~~~ `a`\n~~~~", "``\nx", "> ~~~\n> ~~~ "]
        {
            assert_eq!(with_footnotes(text, &[]), format!("{}\n", text.trim_end()), "{text}");
        }
    }

    #[test]
    fn no_text_of_any_kind_breaks_it() {
        for text in ["", "```", "-", "- ", "1. ", ">>> - ```", "٣. x", "é```", " \u{a0}```"] {
            assert!(with_footnotes(text, &[citation("A", "")]).contains("[^1]: A"), "{text}");
        }
    }
}
