//! A text that grows ends as the same blocks as the text at once, and what is settled stays.
//!
//! Owns the promises of `markdown::Document`, one by one.

mod support;

use ask_docs_core::markdown::tree::{Block, Inline};
use ask_docs_core::markdown::{Document, MAX_BYTES, Placed, parse, text_of};
use support::Native;
use support::growing::{blocks_of, grow};

/// At every byte, and only at the end.
fn grow_everywhere(text: &str) -> Document {
    grow(text, []);
    for cut in 0..text.len() {
        grow(text, [cut]);
    }
    grow(text, 0..text.len())
}

#[test]
fn constructs_that_look_back_end_the_same_however_they_are_cut() {
    for text in [
        "Setext\nheading\n===\n\nunder\n---\n- a\n- b\n\n\n  still b\n\nout",
        "1. a\n\n2. b\n\n2 apples\n\n10) other\n",
        "> quote\nlazy\n\n> next\n> - a\n>\n> b\n\nend",
        "a | b\n--|--\n1 | 2\n\n| c |\n|---|\n| `|` |\n| x",
        "<div>\n*html*\n\n</div>\n*md* <b>x</b> <!-- c\nd --> e\n",
        "```rust\nfn main() {}\n\n\n```\ntext\n~~~\nopen",
        "    indented\n\n    more\n\ttab\ntext",
        "{% hint style=\"info\" %}\na\n\n- b\n{% endhint %}\nafter\n{% tabs %}\n{% tab title=\"X\" %}\ny\n{% endtab %}\n{% endtabs %}",
        "- a\n  {% hint %}\n  b\n\n  c\n  {% endhint %}\n- d\n{% endhint %}\ne",
        "{% hint %}\n- a\n  {% endhint %}\n- b\n\nc",
        "[a]\n\n[a]: https://one.example\n[a]: https://two.example\n\n[a] [A]\n\n[b][a]\n",
        "text [late] more\n\npara\n\n# h\n\n[late]: https://late.example 'title'\n",
        "a\r\n\r\nb\r\n- c\r\n\r\nd\re\r\rf",
        "é **ü** 日本 [語](http://e.example/ü) 😀\n\n- 😀\n",
        "***\n* * *\n_ _\n- - -\n+ a\n- b\n* c",
        "![img](a.png) <https://auto.example> https://bare.example/x_y_z. www.x.example\n\nx",
        "- [ ] a\n- [x] b\n\n> [!WARNING]\n> c\n\n> [!X]\n> d",
        "\n\n  \n\ttext\n\n\n",
        "&amp; &#65; \\* \\\nhard  \nbreak<br>x\n",
    ] {
        grow_everywhere(text);
    }
}

#[test]
fn a_number_alone_does_not_end_the_list_before_it() {
    let resolver = Native::with_base();
    let mut document = Document::new();
    document.update("1. a\n\n2", false, &resolver);
    assert_eq!(document.settled(), 0);
    document.update("1. a\n\n2. b\n", false, &resolver);
    assert_eq!(document.blocks().len(), 1);
}

#[test]
fn an_open_hint_is_one_open_block_until_it_ends() {
    let resolver = Native::with_base();
    let mut document = Document::new();
    let text =
        "before\n\n{% hint style=\"danger\" %}\none\n\ntwo\n\n# three\n\n{% endhint %}\nafter\n";
    let open = text.find("{% endhint").unwrap_or_default();
    let update = document.update(&text[..open], false, &resolver);
    assert_eq!((update.settled, document.blocks().len()), (1, 2));
    let update = document.update(text, false, &resolver);
    assert_eq!((update.kept, update.settled, document.blocks().len()), (2, 2, 3));
}

#[test]
fn a_definition_that_comes_late_is_drawn_when_the_text_is_complete() {
    let resolver = Native::with_base();
    let text = "See [the guide][g].\n\nMore.\n\nLast.\n\n[g]: https://g.example\n";
    let mut document = Document::new();
    document.update(&text[..30], false, &resolver);
    let update = document.update(text, false, &resolver);
    assert!(update.kept >= 1, "settled stays as it was drawn");
    assert_eq!(text_of(&blocks_of(&document)[..1]), "See [the guide][g].");
    let before = document.blocks()[0].clone();
    let update = document.update(text, true, &resolver);
    assert_eq!(update.kept, 0);
    assert_eq!(text_of(&blocks_of(&document)[..1]), "See the guide.");
    let after = &document.blocks()[0];
    assert_ne!((before.start, before.edition), (after.start, after.edition), "another key");
}

#[test]
fn a_snapshot_that_rewrites_keeps_what_stands_before_the_change() {
    let resolver = Native::with_base();
    let mut document = Document::new();
    document.update("one\n\ntwo\n\nthree\n\nfour\n", false, &resolver);
    let kept: Vec<_> = document.blocks()[..1].to_vec();
    let update = document.update("one\n\ntwo\n\n3\n\nfour\n", false, &resolver);
    assert_eq!((update.kept, &document.blocks()[..1]), (2, &kept[..]));
    assert_eq!(blocks_of(&document), parse("one\n\ntwo\n\n3\n\nfour\n", &resolver));
    let keys: Vec<_> = document.blocks().iter().map(|placed| placed.edition).collect();
    assert_eq!(keys, [0, 0, 1, 1]);
    let update = document.update("", false, &resolver);
    assert_eq!((update.kept, update.settled, document.blocks()), (0, 0, &[][..]));
    document.update("again", true, &resolver);
    assert_eq!(text_of(&blocks_of(&document)), "again");
    document.update("again and on", false, &resolver);
    assert_eq!(text_of(&blocks_of(&document)), "again and on");
}

#[test]
fn the_same_snapshot_again_changes_nothing_and_costs_nothing() {
    let resolver = Native::with_base();
    let mut document = Document::new();
    document.update("one\n\ntwo **b", false, &resolver);
    let work = document.parsed_bytes();
    let update = document.update("one\n\ntwo **b", false, &resolver);
    assert_eq!((update.kept, document.parsed_bytes()), (2, work));
}

#[test]
fn work_is_linear_in_the_length_of_the_text() {
    let paragraph =
        "Some words with **bold**, `code` and a [link](https://a.example/b).\n\n- one\n- two\n\n";
    let work = |paragraphs: usize| {
        let text = paragraph.repeat(paragraphs);
        let resolver = Native::with_base();
        let mut document = Document::new();
        for end in (0..text.len()).step_by(16) {
            document.update(&text[..end], false, &resolver);
        }
        document.update(&text, true, &resolver);
        let bytes = document.parsed_bytes();
        println!("{} bytes in chunks of 16: {bytes} parsed", text.len());
        bytes as f64 / text.len() as f64
    };
    let (short, long, too_long) = (work(40), work(300), work(3000));
    assert!(short < 10.0, "{short} bytes are parsed for each byte of text");
    assert!(long < short * 1.1, "{short} for a short text, {long} for a long one");
    assert!(too_long < short * 1.1, "{too_long} for a text beyond the limit of nodes");
}

#[test]
fn a_text_is_cut_at_its_limits_and_says_so() {
    let resolver = Native::with_base();
    let mut document = Document::new();
    let many = "x *y*\n\n".repeat(3000);
    document.update(&many, true, &resolver);
    assert!(!document.is_shortened());
    let Some(Placed { block: Block::Code { text, .. }, start, .. }) = document.blocks().last()
    else {
        panic!("the rest is shown as it was written")
    };
    assert_eq!(text.trim_end(), many[*start..].trim_end());
    let long = "é".repeat(MAX_BYTES);
    document.update(&long, false, &resolver);
    assert!(document.is_shortened());
    let [Block::Paragraph(content)] = &blocks_of(&document)[..] else { panic!("one paragraph") };
    let [Inline::Text(text)] = &content[..] else { panic!("one text") };
    assert_eq!(text.len(), MAX_BYTES);
}

#[test]
fn limits_are_the_same_however_the_text_arrives() {
    let text = "- [a](b) *c* `d`\n\ntext\n\n".repeat(900);
    grow(&text, (0..text.len()).step_by(997));
}
