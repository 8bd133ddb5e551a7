//! CommonMark's and GFM's own examples: the same words come out.
//!
//! Owns the comparison with the specifications. What differs is listed by number, with the policy
//! that makes it differ: a number that no longer differs fails the test as well.

mod support;

use std::collections::BTreeSet;

use ask_docs_core::markdown::{parse, text_of};
use serde_json::Value;
use support::{Native, corpora};

/// The words of the HTML in a specification: tags stripped, an image's description kept.
fn words_of_html(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        let Some((tag, behind)) = tag.split_once('>') else {
            text.push('<');
            rest = tag;
            continue;
        };
        if let Some((_, alt)) = tag.split_once("alt=\"") {
            text.push_str(alt.split('"').next().unwrap_or_default());
        }
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        if !["a", "em", "strong", "code", "del", "img"].contains(&name) {
            text.push(' ');
        }
        rest = behind;
    }
    text.push_str(rest);
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    words(&text.replace("&amp;", "&"))
}

/// With the amount of white space taken out of the comparison.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Without what looks like a tag: raw HTML, which is shown as text here, and in the specification
/// is no text.
fn without_tags(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        kept.push_str(before);
        kept.push(' ');
        rest = tag.split_once('>').map_or("", |(_, behind)| behind);
    }
    kept.push_str(rest);
    words(&kept)
}

/// The numbers of the examples whose words differ from those of the specification, and of those
/// that differ only by the tags that are shown.
fn different(examples: &[Value]) -> (BTreeSet<u64>, BTreeSet<u64>) {
    let resolver = Native::with_base();
    let (mut different, mut tagged) = (BTreeSet::new(), BTreeSet::new());
    for example in examples {
        let field = |name: &str| example[name].as_str().unwrap_or_default();
        let ours = words(&text_of(&parse(field("markdown"), &resolver)));
        let theirs = words_of_html(field("html"));
        if ours != theirs {
            let number = example["example"].as_u64().expect("a number");
            println!(
                "{number} ({})\n  {:?}\n  {ours:?}\n  {theirs:?}",
                field("section"),
                field("markdown")
            );
            let same_words = without_tags(&ours) == without_tags(&theirs);
            if same_words {
                tagged.insert(number)
            } else {
                different.insert(number)
            };
        }
    }
    (different, tagged)
}

/// Checks that exactly the listed examples differ, each for its reason; `tags` are the examples
/// that differ only by the tags that are shown.
fn check(path: &str, count: usize, tags: &[u64], reasons: &[(&str, &[u64])]) {
    let examples = corpora::list(path);
    if examples.is_empty() {
        return;
    }
    assert_eq!(examples.len(), count, "{path}");
    let listed: BTreeSet<u64> =
        reasons.iter().flat_map(|(_, numbers)| numbers.iter().copied()).collect();
    let (different, tagged) = different(&examples);
    assert_eq!(tagged, tags.iter().copied().collect(), "tags that are shown, {path}");
    assert_eq!(different, listed, "{path}");
    let same = count - listed.len();
    println!(
        "{path}: {same} of {count} have the words of the specification ({:.1} %), {} of them show \
         a tag as text",
        same as f64 * 100.0 / count as f64,
        tags.len()
    );
    assert!(count < 100 || same * 100 >= count * 99, "99 % have the words of the specification");
}

/// A link without words shows where it leads.
const NO_WORDS: &str = "a link without words shows its address";
/// A tag that goes leaves no space where this comparison sees one.
const SPACE: &str = "the same words but for a space beside raw HTML";
/// The names of HTML 5 would weigh more than the parser; those of HTML 4 are known.
const ENTITIES: &str = "an entity that HTML 4 does not know";
/// The tables of full case folding would weigh more than the parser.
const FOLDING: &str = "a label with ẞ is not the same as one with SS";

#[test]
fn the_652_examples_of_commonmark_have_the_same_words() {
    let tags = [
        150, 163, 170, 171, 172, 173, 176, 178, 180, 181, 182, 201, 491, 524, 536, 613, 614, 615,
        617, 623, 627, 628, 629,
    ];
    let reasons: [(&str, &[u64]); 4] =
        [(SPACE, &[494]), (NO_WORDS, &[484]), (ENTITIES, &[25]), (FOLDING, &[540])];
    check("markdown/commonmark/commonmark-0.31.2.json", 652, &tags, &reasons);
}

#[test]
fn the_673_examples_of_gfm_have_the_same_words() {
    let tags = [
        120, 133, 140, 141, 142, 145, 147, 149, 150, 151, 170, 500, 532, 544, 632, 633, 634, 636,
        642, 645, 646, 647, 648, 649,
    ];
    let reasons: [(&str, &[u64]); 2] = [(ENTITIES, &[321]), (SPACE, &[503])];
    check("markdown/commonmark/gfm-0.29.json", 673, &tags, &reasons);
}

#[test]
fn the_examples_of_gfm_s_extensions_have_the_same_words() {
    let reasons: [(&str, &[u64]); 3] = [
        (SPACE, &[22]),
        ("the expected text is the word IGNORE", &[20]),
        ("footnotes are no blocks of ours: they are shown as they were written", &[23]),
    ];
    check("markdown/commonmark/gfm-extensions.json", 28, &[], &reasons);
}

#[test]
fn the_regressions_of_cmark_have_the_same_words() {
    let tags = [6, 8, 11, 14, 17, 18, 21, 26];
    check("markdown/commonmark/cmark-regression.json", 26, &tags, &[(FOLDING, &[22])]);
}
