//! Half-written constructs never flash: a reader never sees marks that turn into something else.
//!
//! Owns one promise, at every cut: what is shown of a text that arrives is how the text that is
//! shown in the end begins. A mark that shows and goes, or a word that moves, breaks it.

mod support;

use ask_docs_core::markdown::tree::{Kind, Node};
use ask_docs_core::markdown::{Document, parse};
use support::Native;

/// Constructs that stand in a line. Between two words, with nothing else on the line.
const INLINES: &[&str] = &[
    "**bold**",
    "__bold__",
    "*italic*",
    "_italic_",
    "***both***",
    "**bold and *italic* in it**",
    "~~gone~~",
    "`code`",
    "``a ` tick``",
    "[link](https://a.example/path)",
    "[link](<../a page.md> \"A title\")",
    "[**bold** link](https://a.example/(b)/c 'title')",
    "[`code` link](https://a.example)",
    "<https://a.example/path>",
    "https://a.example/path?q=1",
    "\\*no emphasis\\*",
    "&amp;&lt;&#x41;&copy;",
    "two  \nlines",
    "two\\\nlines",
    "two<br>lines",
    "<b>bold</b>",
    "<kbd>Ctrl</kbd>+<kbd>K</kbd>",
    "<!-- unseen -->seen",
    "<mark style=\"color:red;\">coloured</mark>",
];

/// Constructs that stand on lines of their own.
const BLOCKS: &[&str] = &[
    "# Heading",
    "### Heading ###",
    "Heading\n=======",
    "Heading\n---",
    "- one\n- two\n  - three\n- four",
    "* one\n\n* two",
    "+ one\n+ two",
    "1. one\n2. two\n10. ten",
    "- [ ] open\n- [x] done",
    "> quoted\n> and on\n>\n> > deeper",
    "> [!NOTE]\n> noted",
    "```rust\nfn main() {}\n```",
    "~~~~\ncode\n~~~~",
    "    indented\n    code",
    "| one | two |\n|-----|:---:|\n| 1 | 2 |\n| 3 | 4 |",
    "| one |\n| --- |\n| **bold** and `code` |",
    "---",
    "* * *",
    "{% hint style=\"info\" %}\nhinted\n{% endhint %}",
    "{% hint style=\"danger\" %} hinted {% endhint %}",
    "{% hint\n  style=\"warning\"\n%}\nhinted\n{% endhint %}",
    "{% tabs %}\n{% tab title=\"One\" %}\nfirst\n{% endtab %}\n\n{% tab title=\"Two\" %}\nsecond\n{% endtab %}\n{% endtabs %}",
    "{% code title=\"a.rs\" lineNumbers=\"true\" overflow=\"wrap\" %}\n```rust\nfn main() {}\n```\n{% endcode %}",
    "{% stepper %}\n{% step %}\n### First\nDo it.\n{% endstep %}\n\n{% step %}\nThen this.\n{% endstep %}\n{% endstepper %}",
    "{% content-ref url=\"guide.md\" %}\n[guide.md](guide.md)\n{% endcontent-ref %}",
    "{% embed url=\"https://v.example/film\" %}\nA film\n{% endembed %}",
    "<details>\n\n<summary>More</summary>\n\nhidden\n\n</details>",
    "<details open><summary>More</summary>\nhidden\n</details>",
    "<figure><img src=\"https://a.example/x.png\" alt=\"A picture\"><figcaption><p>What it shows</p></figcaption></figure>",
    "<!-- unseen -->",
    "<p align=\"center\">text</p>",
];

/// All that a reader can see, without white space.
fn visible(nodes: &[Node]) -> String {
    let mut seen = String::new();
    for Node { kind, .. } in nodes {
        match kind {
            Kind::Text(words) | Kind::Tab(words) => seen.push_str(words),
            Kind::Code(code) => seen.extend(code.title.as_deref()),
            _ => {}
        }
    }
    seen.retain(|character| !character.is_whitespace());
    seen
}

/// The cuts of `text` at which something shows that is gone in the end.
fn flashes(text: &str) -> Vec<String> {
    let resolver = Native::with_base();
    let whole = visible(&parse(text, &resolver));
    let mut document = Document::default();
    let mut found = Vec::new();
    for (end, _) in text.char_indices() {
        document.update(&text[..end], false, &resolver);
        let shown = visible(document.nodes());
        if !whole.starts_with(&shown) {
            found.push(format!("{:?} shows {shown:?}", &text[..end]));
        }
    }
    found
}

fn check(texts: impl IntoIterator<Item = String>) {
    let found: Vec<String> = texts.into_iter().flat_map(|text| flashes(&text)).collect();
    let first = found.iter().take(60).map(|line| format!("  {line}\n"));
    assert!(found.is_empty(), "{} cuts flash:\n{}", found.len(), first.collect::<String>());
}

fn indented(text: &str, first: &str, others: &str) -> String {
    format!("{first}{}", text.replace('\n', &format!("\n{others}")))
}

#[test]
fn what_stands_in_a_line_is_never_seen_half_written() {
    check(INLINES.iter().map(|inline| format!("before {inline} after\n\nnext\n")));
    check(INLINES.iter().map(|inline| format!("{inline}\n")));
}

#[test]
fn what_stands_in_a_line_is_never_seen_half_written_within_blocks() {
    let on_one_line = |inline: &str| inline.replace("  \n", " ").replace("\\\n", " ");
    check(INLINES.iter().flat_map(|inline| {
        [
            format!("# before {}\n\nnext\n", on_one_line(inline)),
            indented(inline, "- before ", "  ") + " after\n- next\n",
            indented(inline, "> before ", "> ") + " after\n\nnext\n",
            format!("{{% hint style=\"info\" %}}\n{inline}\n{{% endhint %}}\n"),
            format!("| a | b |\n|---|---|\n| {0} | {0} after |\n\nnext\n", on_one_line(inline)),
        ]
    }));
}

#[test]
fn what_stands_on_its_own_lines_is_never_seen_half_written() {
    check(BLOCKS.iter().map(|block| format!("before\n\n{block}\n\nafter\n")));
    check(BLOCKS.iter().map(|block| format!("{block}\n")));
}

#[test]
fn what_stands_on_its_own_lines_is_never_seen_half_written_within_blocks() {
    check(BLOCKS.iter().flat_map(|block| {
        [
            indented(block, "- item\n\n  ", "  ") + "\n- next\n",
            indented(block, "> quoted\n>\n> ", "> ") + "\n\nafter\n",
            format!("{{% hint style=\"info\" %}}\n{block}\n{{% endhint %}}\n"),
        ]
    }));
}

#[test]
fn a_table_that_begins_like_a_sentence_never_shows_its_delimiter_row() {
    let text = "one | two\n--- | ---\n1 | 2\n";
    let resolver = Native::with_base();
    let mut document = Document::default();
    for end in 0..text.len() {
        document.update(&text[..end], false, &resolver);
        let shown = visible(document.nodes());
        assert!(!shown.contains('-'), "{:?} shows {shown:?}", &text[..end]);
    }
}

#[test]
fn a_flash_that_nobody_can_know_of_is_noticed() {
    // Only the definition says that this was a link.
    assert!(!flashes("see [a]\n\n[a]: https://a.example\n").is_empty());
}
