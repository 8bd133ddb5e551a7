//! A section to the text that is quoted of it.
//!
//! Owns how much is quoted. Cuts between blocks, else between items, rows or sentences; refuses
//! to cut code.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::html::ANCHOR;
use super::library::Library;
use super::links::OPTIONS;
use super::plain;
use super::section::without_anchors;

/// What is quoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Passage {
    /// Markdown, without a heading; an address of the site begins with
    /// [`SITE`](super::address::SITE).
    pub markdown: String,
    /// Something was left out at the end.
    pub cut: bool,
    /// The numbers of the sections quoted, the first one's nested ones included.
    pub numbers: Range<usize>,
}

/// A section with fewer words is quoted with the sections nested in it.
const SHORT: usize = 40;

/// The passage of section `number`, of about `words` words.
pub(super) fn passage(library: &Library, number: usize, words: usize) -> Passage {
    let Some((page, section)) = library.section(number) else {
        return Passage { markdown: String::new(), cut: false, numbers: number..number };
    };
    let (markdown, cut) = shortened(unmarked(&page.markdown[section.body.clone()]).trim(), words);
    let mut passage = Passage { markdown, cut, numbers: number..number + 1 };
    let mut used = plain::count(&passage.markdown);
    if passage.cut || used >= SHORT {
        return passage;
    }
    // Little more than a heading: what it announces stands below it.
    let last = library.neighbours(number).end;
    let nested = (number + 1..last).map_while(|number| library.section(number));
    for (_, child) in nested.take_while(|(_, child)| child.level > section.level) {
        let body = unmarked(&page.markdown[child.body.clone()]);
        let left = words.saturating_sub(used);
        if left < SHORT && used > 0 {
            passage.cut = true;
            break;
        }
        let (part, cut) = shortened(body.trim(), left);
        let space = if passage.markdown.is_empty() { "" } else { "\n\n" };
        passage.markdown.push_str(&format!("{space}**{}**", escaped(&child.heading)));
        if !part.is_empty() {
            passage.markdown.push_str(&format!("\n\n{part}"));
        }
        used += plain::count(&part) + 2;
        passage.numbers.end += 1;
        if cut {
            passage.cut = true;
            break;
        }
    }
    passage
}

/// `text` as Markdown that shows it letter for letter, in one line. Escapes no more than it must,
/// for readers who see the Markdown itself.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let after = letters.peek().copied().unwrap_or(' ');
        let means_something = match letter {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' | '$' => true,
            // Within a word it is no emphasis.
            '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
            '&' => after == '#' || after.is_ascii_alphanumeric(),
            '!' => after == '[',
            '#' | '>' | '+' | '-' | '=' => out.is_empty(),
            // `1.` would begin a list.
            '.' | ')' => !out.is_empty() && out.bytes().all(|byte| byte.is_ascii_digit()),
            _ => false,
        };
        if means_something {
            out.push('\\');
        }
        out.push(if letter.is_whitespace() { ' ' } else { letter });
        before = letter;
    }
    out
}

fn unmarked(markdown: &str) -> String {
    if markdown.contains(ANCHOR) { without_anchors(markdown).0 } else { markdown.to_owned() }
}

/// A block at the top of a text.
struct Block {
    range: Range<usize>,
    /// Where it may be cut.
    cuts: Vec<usize>,
}

/// The beginning of `markdown`, and whether anything was left out.
fn shortened(markdown: &str, words: usize) -> (String, bool) {
    let whole = || (markdown.to_owned(), false);
    if plain::count(markdown) <= words {
        return whole();
    }
    let mut end = 0;
    let mut used = 0;
    for block in blocks(markdown) {
        let text = &markdown[block.range.clone()];
        let count = plain::count(text);
        // Half as much again is better than a cut within a block.
        if used + count <= words || (used == 0 && count <= words + words / 2) {
            end = block.range.end;
            used += count;
            continue;
        }
        let fits = block
            .cuts
            .iter()
            .take_while(|cut| used + plain::count(&markdown[block.range.start..**cut]) <= words);
        match fits.last() {
            Some(cut) => end = *cut,
            // The first block is quoted, at least its first part; code as a whole.
            None if used == 0 => end = block.cuts.first().copied().unwrap_or(block.range.end),
            None => {}
        }
        break;
    }
    let kept = markdown[..end].trim_end();
    if markdown[end..].trim().is_empty() {
        return whole();
    }
    (without_lead_in(kept).to_owned(), true)
}

/// A last line such as "as follows:", or a bold title, announces what was cut off.
fn without_lead_in(markdown: &str) -> &str {
    let Some((before, last)) = markdown.rsplit_once("\n\n") else { return markdown };
    let last = last.trim();
    let announces = last.ends_with(':') || (last.starts_with("**") && last.ends_with("**"));
    if announces && !last.contains('\n') { before.trim_end() } else { markdown }
}

fn blocks(markdown: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut depth = 0_usize;
    for (event, range) in Parser::new_ext(markdown, OPTIONS).into_offset_iter() {
        match event {
            Event::Start(_) if depth == 0 => {
                blocks.push(Block { range, cuts: Vec::new() });
                depth = 1;
            }
            Event::Start(_) => depth += 1,
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                let Some(block) = blocks.last_mut() else { continue };
                match end {
                    TagEnd::Item | TagEnd::TableRow if depth == 1 => block.cuts.push(range.end),
                    TagEnd::Paragraph if depth == 0 => {
                        block.cuts = sentences(markdown, &block.range)
                    }
                    _ => {}
                }
            }
            Event::Rule | Event::Html(_) if depth == 0 => {
                blocks.push(Block { range, cuts: Vec::new() })
            }
            _ => {}
        }
    }
    blocks
}

/// Where sentences of the paragraph at `range` end, outside of code and links.
fn sentences(markdown: &str, range: &Range<usize>) -> Vec<usize> {
    let mut cuts = Vec::new();
    let text = &markdown[range.clone()];
    let mut nested = 0_usize;
    for (event, within) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        match event {
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
            Event::Start(_) => nested += 1,
            Event::End(_) => nested = nested.saturating_sub(1),
            Event::Text(_) if nested == 0 => {
                let source = &text[within.clone()];
                for (at, letter) in source.char_indices() {
                    let after = at + letter.len_utf8();
                    let ends = match letter {
                        '。' | '！' | '？' => true,
                        '.' | '!' | '?' => {
                            let rest = &text[within.start + after..];
                            rest.is_empty() || rest.starts_with([' ', '\n'])
                        }
                        _ => false,
                    };
                    if ends {
                        cuts.push(range.start + within.start + after);
                    }
                }
            }
            _ => {}
        }
    }
    cuts
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    pub(in super::super) fn quoted_from(markdown: &str, words: usize) -> (String, bool) {
        shortened(markdown, words)
    }

    #[test]
    fn what_fits_is_quoted_whole() {
        assert_eq!(shortened("One two.\n\nThree.", 3), ("One two.\n\nThree.".to_owned(), false));
    }

    #[test]
    fn blocks_are_kept_or_left_out_as_a_whole() {
        let text = "One two three.\n\n```sh\na\n\nb c d e f g h\n```\n\nLast.";
        assert_eq!(shortened(text, 4), ("One two three.".to_owned(), true));
        let code = "```sh\na b c d e f g h\n\ni j k\n```\n\nLast.";
        assert_eq!(shortened(code, 2).0, "```sh\na b c d e f g h\n\ni j k\n```");
    }

    #[test]
    fn lists_and_tables_are_cut_between_items_and_rows() {
        assert_eq!(shortened("- a b\n- c d\n- e f\n- g h\n- i j\n- k l", 6).0, "- a b\n- c d");
        let table = "| h | i |\n| - | - |\n| a | b |\n| c | d |\n| e | f |\n| g | h |\n";
        assert!(shortened(table, 16).0.ends_with("| a | b |"), "{:?}", shortened(table, 16));
    }

    #[test]
    fn paragraphs_are_cut_between_sentences() {
        let text = "First one here. See v1.2 and `a. b` too! And a third sentence that is long.";
        assert_eq!(shortened(text, 6).0, "First one here.");
        assert_eq!(shortened(text, 9).0, "First one here. See v1.2 and `a. b` too!");
    }

    #[test]
    fn a_lead_in_to_nothing_goes_too() {
        let text = "One two three.\n\nLike this:\n\n```\na b c d e f g h i j k l m n\n```\n";
        assert_eq!(shortened(text, 6).0, "One two three.");
    }

    #[test]
    fn escaped_text_shows_itself() {
        for text in [
            "a_b _c_ *d* [e](f) `g` <h> & &amp; #1 ![i] \\ $1$ ~~j~~",
            "# a",
            "1. b",
            "- c",
            "> d",
            "2) e",
            "+ f",
            "---",
            "===",
        ] {
            assert_eq!(plain::text(&escaped(text)).trim(), text);
        }
        assert_eq!(escaped("Git & snake_case > v1.2!"), "Git & snake_case > v1.2!");
    }

    proptest! {
        #[test]
        fn a_passage_is_a_beginning_of_its_text(
            text in "([a-c#>`~ \n*\\-1.\\[\\]()|:é語]|\n\n|```|\n- |\\. ){0,80}", words in 0_usize..12
        ) {
            prop_assert!(text.starts_with(&shortened(&text, words).0));
        }
    }
}
