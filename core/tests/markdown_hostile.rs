//! Texts that were made to break things: no panic, no forbidden address, no endless tree.
//!
//! Owns the promises of `markdown` that hold for every text, each with its whole input and with up
//! to 64 prefixes of it. Inputs are data: no address in them is followed.

mod support;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use ask_docs_core::markdown::links::{Address, Href, MAX_HREF_CHARACTERS, Resolver};
use ask_docs_core::markdown::tree::{CodeBlock, Kind, Node};
use ask_docs_core::markdown::{Document, MAX_DEPTH, MAX_NODES, parse, text_of};
use serde_json::Value;
use support::{Native, corpora, cuts, places, tree};
use url::Url;

/// Checks what must hold for every tree, and gives the addresses in it.
fn check(blocks: &[Node], of: &str) -> BTreeSet<String> {
    let census = tree::census(blocks);
    assert!(census.depth <= MAX_DEPTH, "{} deep: {of:.200}", census.depth);
    assert!(census.nodes <= MAX_NODES, "{} nodes: {of:.200}", census.nodes);
    for href in &census.links {
        let url = Url::parse(href.as_str()).expect("an absolute address");
        assert!(["http", "https", "mailto"].contains(&url.scheme()), "{url} of {of:.200}");
        assert!(url.username().is_empty() && url.password().is_none(), "{url} of {of:.200}");
        assert!(href.as_str().len() <= MAX_HREF_CHARACTERS, "{url} of {of:.200}");
        assert_eq!(url.as_str(), href.as_str(), "serialized, of {of:.200}");
        let host = if href.is_mail() { "" } else { url.host_str().unwrap_or_default() };
        assert_eq!(host, href.host(), "{of:.200}");
    }
    census.links.iter().map(|href| href.as_str().to_owned()).collect()
}

/// The whole text and `count` prefixes of it. A prefix never holds an address that the whole text
/// does not hold, as long as that is within its limits.
fn check_growing(text: &str, count: usize) {
    let flashing = flashing(text, count);
    assert!(flashing.is_empty(), "{flashing:?} flash in {text:?}");
}

/// The addresses that only prefixes of a text hold.
fn flashing(text: &str, count: usize) -> BTreeSet<String> {
    let resolver = Native::with_base();
    let whole = parse(text, &resolver);
    let mut flashing = BTreeSet::new();
    let allowed = check(&whole, text);
    let is_full = is_full(&whole);
    let mut document = Document::new();
    for prefix in cuts::prefixes(text, count) {
        document.update(prefix, false, &resolver);
        let shown = check(document.nodes(), prefix);
        if !is_full {
            flashing.extend(shown.difference(&allowed).cloned());
        }
    }
    flashing
}

/// Whether the end of a text did not fit and is shown as it was written.
fn is_full(nodes: &[Node]) -> bool {
    let root = nodes.iter().rfind(|node| node.depth == 0).map(|node| &node.kind);
    matches!(root, Some(Kind::Code(code)) if **code == CodeBlock::default())
}

fn check_places(payload: &str, prefixes: usize) {
    for text in places::places(payload) {
        check_growing(&text, prefixes);
    }
}

fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(values) => values.iter().flat_map(strings).collect(),
        Value::Object(fields) => fields.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn markup_of_223_sanitizer_fixtures_stays_text() {
    for fixture in corpora::list("html/dompurify-expect.json") {
        let payload = fixture["payload"].as_str().expect("a payload");
        check_places(payload, 64);
        let fenced = parse(&format!("````````\n{payload}\n````````"), &Native::with_base());
        assert!(
            text_of(&fenced).contains(payload.trim_end_matches(['\n', '\r']))
                || payload.contains('\r')
        );
    }
}

#[test]
fn naughty_strings_are_harmless() {
    for payload in corpora::list("unicode/blns.json") {
        check_places(payload.as_str().expect("a string"), 16);
    }
}

#[test]
fn answers_that_leak_through_images_load_nothing_and_link_openly() {
    let Some(corpus) = corpora::json("prompt-injection/garak-markdown-exfil-outputs.json") else {
        return;
    };
    let outputs = strings(&corpus["outputs"]);
    assert_eq!(outputs.len(), 20);
    for text in outputs {
        check_growing(text, 64);
    }
}

#[test]
fn markdown_it_s_own_attacks_fail() {
    for file in ["xss", "proto", "fatal", "linkify", "normalize", "commonmark_extras"] {
        for text in corpora::fixture_inputs(&format!("markdown/markdown-it/{file}.txt")) {
            check_growing(&text, 64);
        }
    }
}

#[test]
fn examples_of_the_specifications_flash_no_address_unless_a_definition_comes_late() {
    for (file, late) in [
        ("commonmark-0.31.2", &[531][..]),
        ("gfm-0.29", &[539][..]),
        ("gfm-extensions", &[]),
        ("cmark-regression", &[]),
    ] {
        let mut found = Vec::new();
        for example in corpora::list(&format!("markdown/commonmark/{file}.json")) {
            let text = example["markdown"].as_str().expect("markdown");
            let flashing = flashing(text, 64);
            if !flashing.is_empty() {
                println!("{file} {}: {flashing:?} in {text:?}", example["example"]);
                found.push(example["example"].as_u64().expect("a number"));
            }
        }
        assert!(found.is_empty() || found == late, "{file}: {found:?}");
    }
}

#[test]
fn inputs_that_blow_parsers_up_end_soon_and_stay_shallow() {
    let corpus = corpora::json("markdown/pathological.json").unwrap_or_default();
    let cases = corpus["cases"].as_array().cloned().unwrap_or_default();
    let mut texts: Vec<(String, String)> = cases
        .iter()
        .filter(|case| case["parts"].is_array())
        .map(|case| (case["name"].as_str().unwrap_or_default().to_owned(), corpora::recipe(case)))
        .collect();
    for (name, text) in generated() {
        texts.push((name.to_owned(), text));
    }
    for (name, text) in texts {
        let begin = Instant::now();
        check_growing(&text, 3);
        let took = begin.elapsed();
        println!("{name}: {} bytes, whole and in 3 prefixes: {took:?}", text.len());
        // Quadratic cost would take minutes; a busy machine without optimization takes seconds.
        assert!(took < Duration::from_secs(30), "{name} took {took:?}");
    }
}

/// The recipes that are programs, and some of our own.
fn generated() -> Vec<(&'static str, String)> {
    let each =
        |count: usize, make: &dyn Fn(usize) -> String| (0..count).map(make).collect::<String>();
    vec![
        ("deeply nested lists", each(500, &|x| format!("{}* a\n", "  ".repeat(x)))),
        ("backticks", each(700, &|x| format!("e{}", "`".repeat(x)))),
        ("many references", each(9000, &|x| format!("[{x}]: u\n")) + &"[0] ".repeat(5000)),
        ("colliding references", each(9000, &|x| format!("[key{x}]: /url\n\n[bad]\n\n"))),
        ("quotations", ">".repeat(100_000) + "a"),
        ("lists", "- ".repeat(30_000) + "a"),
        ("stars", "*".repeat(40_000) + "a"),
        ("template tags", "{% hint %}\n".repeat(20_000)),
        ("template ends", "- {% endhint %}\n".repeat(10_000)),
        ("half template tags", "{% ".repeat(60_000)),
        ("attributes", format!("{{% a {} %}}\n", "x=\"".repeat(50_000))),
        ("tags", "<b>".repeat(60_000)),
        ("half tags", "<b ".repeat(60_000)),
        ("half comments in a block", format!("<div>{}", "<!-- ".repeat(40_000))),
        ("addresses", "https://a.example ".repeat(10_000)),
        ("schemes", "https://".repeat(30_000)),
        ("closing parentheses", format!("https://a.example{}", ")".repeat(100_000))),
        ("half links", "[a](".repeat(50_000)),
        ("half images", "![".repeat(100_000)),
        ("half labels", "[a][".repeat(50_000)),
        ("entities", "&#".repeat(100_000)),
        ("pipes", "|".repeat(200_000)),
        (
            "wide table",
            format!("|{}\n|{}\n{}", "a|".repeat(500), "-|".repeat(500), "|x\n".repeat(50_000)),
        ),
        ("empty lines", "\n".repeat(250_000)),
        ("details", "<details><summary>".repeat(10_000)),
        ("steps", "{% stepper %}{% step %}".repeat(10_000)),
        ("nested images", "![".repeat(40_000) + &"](a)".repeat(40_000)),
        ("nested links", "[".repeat(40_000) + &"](a)".repeat(40_000)),
        ("openers of every kind", "*a **b _c ~~d ".repeat(15_000)),
        ("closers of every kind", "a* b** c_ d~~ ".repeat(15_000)),
        ("openers and closers", "*a_b".repeat(50_000)),
        ("carriage returns", "a\r".repeat(100_000)),
    ]
}

/// The `url` crate with the base of one case.
struct Based(Option<Url>);

impl Resolver for Based {
    fn resolve(&self, destination: &str) -> Option<Address> {
        let url = Url::options().base_url(self.0.as_ref()).parse(destination).ok()?;
        Some(Address {
            href: url.as_str().to_owned(),
            scheme: format!("{}:", url.scheme()),
            host: url.host_str().unwrap_or_default().to_owned(),
            has_userinfo: !url.username().is_empty() || url.password().is_some(),
        })
    }
}

#[test]
fn addresses_of_the_url_standard_come_out_as_the_standard_says_or_not_at_all() {
    let (mut links, mut refused, mut other) = (0, 0, 0);
    for case in corpora::list("url/wpt-urltestdata.json") {
        let Some(input) = case["input"].as_str() else { continue };
        let forms = format!("[a](<{input}>) [b]({input}) <{input}> {input}\n\n[c]: {input}\n\n[c]");
        check_growing(&forms, 64);
        let field = |name: &str| case[name].as_str().unwrap_or_default();
        let resolver = Based(case["base"].as_str().and_then(|base| Url::parse(base).ok()));
        let address = resolver.resolve(input);
        if address.as_ref().map(|address| address.href.as_str()) != case["href"].as_str() {
            // The `url` crate differs from the standard here; the browser does not.
            other += 1;
            continue;
        }
        let written = input.trim_matches(|character| character <= ' ');
        let is_allowed = match field("protocol") {
            "http:" | "https:" => field("username").is_empty() && field("password").is_empty(),
            "mailto:" => !field("pathname").is_empty() && field("search").is_empty(),
            _ => false,
        };
        let expected = is_allowed && !written.is_empty() && !written.starts_with('#');
        let href = Href::checked(input, &resolver);
        let expected = expected.then(|| field("href"));
        assert_eq!(href.as_ref().map(Href::as_str), expected, "{input:?}");
        match expected {
            Some(_) => links += 1,
            None => refused += 1,
        }
    }
    println!("{links} links, {refused} refused, {other} that the native resolver gets wrong");
    assert!(other < 60, "{other} cases were not compared");
}

#[test]
fn a_link_s_words_cannot_be_disguised() {
    let text =
        "[https://good.example\u{202e}\u{2066}\u{200b}/x](https://evil.example) \u{202e}kept";
    let blocks = parse(text, &Native::with_base());
    assert_eq!(text_of(&blocks), "https://good.example/x \u{202e}kept");
}

#[test]
fn words_of_links_pictures_and_titles_hide_nothing_and_other_words_stay_as_they_are() {
    for (written, shown) in [
        ("{% embed url=\"https://a.example\" title=\"b\u{202e}c\" %}", "bc"),
        ("{% embed url=\"https://a.example\" title=\"\u{200b}\" %}", "https://a.example/"),
        ("{% other url=\"https://a.example\" title=\"b\u{1b}c\" %}", "bc"),
        ("[`b\u{e0041}c`](/d)", "bc"),
        ("![b\u{ad}c](/d.png)", "bc"),
        ("<figure><img src=\"/d.png\" alt=\"b&#x202e;c\"></figure>", "bc"),
        ("`b\u{ad}c` d\u{ad}e [", "b\u{ad}c d\u{ad}e ["),
    ] {
        let blocks = parse(written, &Native::with_base());
        assert_eq!(text_of(&blocks), shown, "{written:?}");
    }
    for titled in [
        "{% tabs %}\n{% tab title=\"b\u{202e}c\" %}\nd\n{% endtab %}\n{% endtabs %}",
        "{% code title=\"b\u{202e}c\" %}\n```\nd\n```\n{% endcode %}",
        "```b\u{202e}c\nd\n```",
    ] {
        let nodes = format!("{:?}", parse(titled, &Native::with_base()));
        assert!(nodes.contains("\"bc\""), "{nodes}");
    }
}
