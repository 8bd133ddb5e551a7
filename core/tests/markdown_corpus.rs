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

/// The numbers of the examples whose words differ from those of the specification.
fn different(examples: &[Value]) -> BTreeSet<u64> {
    let resolver = Native::with_base();
    let mut different = BTreeSet::new();
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
            different.insert(number);
        }
    }
    different
}

/// Checks that exactly the listed examples differ, each for its reason.
fn check(path: &str, count: usize, policies: &[(&str, &[u64])]) {
    let examples = corpora::list(path);
    if examples.is_empty() {
        return;
    }
    assert_eq!(examples.len(), count, "{path}");
    let listed: BTreeSet<u64> =
        policies.iter().flat_map(|(_, numbers)| numbers.iter().copied()).collect();
    assert_eq!(different(&examples), listed, "{path}");
    println!("{path}: {} of {count} have the words of the specification", count - listed.len());
}

/// Tags that only shape text go; every other tag is shown as it was written.
const RAW_HTML: &str = "raw HTML is text";
/// A link or image without words shows where it leads.
const NO_WORDS: &str = "a link without words shows its address";

#[test]
fn the_652_examples_of_commonmark_have_the_same_words() {
    let raw_html = [
        150, 163, 170, 171, 172, 173, 176, 178, 180, 181, 182, 201, 491, 494, 524, 536, 613, 614,
        615, 617, 623, 627, 628, 629,
    ];
    let policies: [(&str, &[u64]); 2] = [(RAW_HTML, &raw_html), (NO_WORDS, &[484, 581])];
    check("markdown/commonmark/commonmark-0.31.2.json", 652, &policies);
}

#[test]
fn the_673_examples_of_gfm_have_the_same_words() {
    let raw_html = [
        120, 133, 140, 141, 142, 145, 147, 149, 150, 151, 170, 500, 503, 532, 544, 632, 633, 634,
        636, 642, 647, 648, 649,
    ];
    // GFM 0.29 stands on CommonMark 0.29; 0.31 allows `--` in a comment, and `<!-->`.
    let newer = [645, 646];
    let policies: [(&str, &[u64]); 3] =
        [(RAW_HTML, &raw_html), (NO_WORDS, &[589]), ("CommonMark 0.31 has other comments", &newer)];
    check("markdown/commonmark/gfm-0.29.json", 673, &policies);
}

#[test]
fn the_examples_of_gfm_s_extensions_have_the_same_words() {
    let policies: [(&str, &[u64]); 3] = [
        ("the expected text is the word IGNORE", &[20]),
        (RAW_HTML, &[22]),
        ("footnotes are no blocks of ours: they are shown as they were written", &[23]),
    ];
    check("markdown/commonmark/gfm-extensions.json", 28, &policies);
}

#[test]
fn the_regressions_of_cmark_have_the_same_words() {
    let raw_html = [6, 8, 11, 14, 17, 18, 21, 26];
    check("markdown/commonmark/cmark-regression.json", 26, &[(RAW_HTML, &raw_html)]);
}
