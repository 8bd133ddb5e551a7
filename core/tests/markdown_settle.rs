//! A text that grows ends as the same nodes as the text at once, and what is settled stays.
//!
//! Owns the promises of `markdown::Document`, one by one.

mod support;

use ask_docs_core::markdown::tree::{CodeBlock, Kind, Node};
use ask_docs_core::markdown::{Document, MAX_BYTES, MAX_NODES, TextChange, Update, parse, text_of};
use support::growing::grow;
use support::{Native, corpora};

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
        "{% hint style=\"info\" %} one line {% endhint %} after\n{% hint\n  style=\"danger\"\n%}\nb\n{% endhint %}",
        "{% code title=\"a.rs\" lineNumbers=\"true\" %}\n```rust\nx\n```\n{% endcode %}\n\n```\ny\n```",
        "{% stepper %}\n{% step %}\n## A\nb\n{% endstep %}\n{% step %}\nc\n{% endstep %}\n{% endstepper %}",
        "{% content-ref url=\"a.md\" %}\n[a.md](a.md)\n{% endcontent-ref %}\n\n{% embed url=\"https://x.example\" %}",
        "<details>\n\n<summary>Sum **x**</summary>\n\nBody\n\n</details>\n\nafter",
        "<figure><img src=\"a.png\" alt=\"A\"><figcaption><p>Cap</p></figcaption></figure>\n\nafter",
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
fn texts_by_others_end_the_same_cut_at_every_byte() {
    let mut texts: Vec<String> = Vec::new();
    for (file, field) in [
        ("markdown/commonmark/commonmark-0.31.2.json", "markdown"),
        ("markdown/commonmark/gfm-0.29.json", "markdown"),
        ("markdown/commonmark/gfm-extensions.json", "markdown"),
        ("markdown/commonmark/cmark-regression.json", "markdown"),
        ("html/dompurify-expect.json", "payload"),
    ] {
        let cases = corpora::list(file);
        texts.extend(cases.iter().filter_map(|case| case[field].as_str().map(str::to_owned)));
    }
    let naughty = corpora::list("unicode/blns.json");
    texts.extend(naughty.iter().filter_map(|text| text.as_str().map(str::to_owned)));
    for name in ["xss", "proto", "fatal", "linkify", "normalize", "commonmark_extras"] {
        texts.extend(corpora::fixture_inputs(&format!("markdown/markdown-it/{name}.txt")));
    }
    println!("{} texts", texts.len());
    for text in &texts {
        // Long ones in steps: each step compares all that is there.
        let step = (text.len() / 2000).max(1);
        grow(text, (0..text.len()).step_by(step));
    }
}

#[test]
fn a_number_alone_does_not_end_the_list_before_it() {
    let resolver = Native::with_base();
    let mut document = Document::new();
    document.update("1. a\n\n2", false, &resolver);
    assert_eq!(document.settled(), 0);
    document.update("1. a\n\n2. b\n", false, &resolver);
    assert_eq!(document.nodes().iter().filter(|node| node.depth == 0).count(), 1);
}

#[test]
fn a_word_more_is_one_change_of_one_text() {
    let resolver = Native::with_base();
    let mut document = Document::new();
    for (begin, word) in [
        ("# a\n\nSome wo", "rds"),
        ("- a\n- b\n- one", " two"),
        ("{% hint %}\n> a\n\nb c", "d"),
        ("| a | b |\n|---|---|\n| c", " d"),
        ("```rs\nlet a;\nlet b", " = 1;"),
        ("a **b", " c"),
        ("see [the te", "xt"),
    ] {
        document.update(begin, false, &resolver);
        let count = document.nodes().len();
        let update = document.update(&format!("{begin}{word}"), false, &resolver);
        let Update { kept, text: Some(TextChange { removed: 0, .. }) } = update else {
            panic!("{begin:?}: {update:?}");
        };
        assert_eq!((kept, document.nodes().len()), (count - 1, count), "{begin:?}");
    }
}

#[test]
fn a_line_of_a_long_list_table_or_code_block_changes_only_its_end() {
    let resolver = Native::with_base();
    for (begin, line) in [
        ("", "- an *item*\n"),
        ("", "1. an item\n\n"),
        ("| a | b |\n|---|---|\n", "| `c` | d |\n"),
        ("```\n", "code\n"),
        ("> [!NOTE]\n", "> - text\n"),
        ("{% stepper %}\n", "{% step %}\n\ntext\n\n{% endstep %}\n"),
    ] {
        let mut document = Document::new();
        let mut text = begin.to_owned();
        for count in 0..200 {
            text.push_str(line);
            let before = document.nodes().len();
            let update = document.update(&text, false, &resolver);
            assert!(update.kept + 8 > before, "{line:?}, number {count}: {update:?} of {before}");
        }
        let work = document.read_bytes() as usize;
        assert!(work < 3 * text.len(), "{work} bytes read for {} of {line:?}", text.len());
    }
}

#[test]
fn a_long_paragraph_is_the_same_cut_by_cut() {
    for sentence in [
        "Words and words of every kind, ",
        "with **strong** and *soft* and `code` in it, ",
        "see [the guide](https://a.example/b) or https://b.example/c now, ",
        "2 * 3 and [1] and a < b and snake_case, ",
        "an <b>odd</b> &amp; long ~~line~~ of text\n",
        "ends with an open *star and goes on, ",
    ] {
        let text = sentence.repeat(3000 / sentence.len());
        grow(&text, (0..text.len()).step_by(7));
        let mixed = format!("{text}then **strong at last** and `code`. {text}");
        grow(&mixed, (0..mixed.len()).step_by(31));
    }
}

#[test]
fn a_definition_that_comes_late_is_drawn_when_the_text_is_complete() {
    let resolver = Native::with_base();
    let text = "See [the guide][g].\n\nMore.\n\nLast.\n\n[g]: https://g.example\n";
    let mut document = Document::new();
    document.update(&text[..30], false, &resolver);
    let update = document.update(text, false, &resolver);
    assert!(update.kept >= 2, "settled stays as it was drawn");
    assert_eq!(text_of(&document.nodes()[..2]), "See [the guide][g].");
    let update = document.update(text, true, &resolver);
    assert_eq!(update.kept, 1);
    assert_eq!(text_of(document.nodes()), "See the guide.\nMore.\nLast.");
}

#[test]
fn a_snapshot_that_rewrites_keeps_what_stands_before_the_change() {
    let resolver = Native::with_base();
    let mut document = Document::new();
    document.update("one\n\ntwo\n\nthree\n\nfour\n", false, &resolver);
    let read = document.read_bytes();
    let update = document.update("one\n\ntwo\n\n3\n\nfour\n", false, &resolver);
    let change = TextChange { removed: 5, from: 0 };
    assert_eq!(update, Update { kept: 5, text: Some(change) });
    assert!(document.read_bytes() - read < 20, "only what has changed is read again");
    assert_eq!(text_of(document.nodes()), "one\ntwo\n3\nfour");
    document.update("a\rb\n", false, &resolver);
    document.update("a\r\nb\n", false, &resolver);
    assert_eq!(text_of(document.nodes()), "a\nb", "a line end that grows is one line end");
    let update = document.update("", false, &resolver);
    assert_eq!((update.kept, document.nodes()), (0, &[][..]));
    document.update("again", true, &resolver);
    assert_eq!(text_of(document.nodes()), "again");
    document.update("again and on", false, &resolver);
    assert_eq!(text_of(document.nodes()), "again and on");
}

#[test]
fn the_same_snapshot_again_changes_nothing_and_costs_nothing() {
    let resolver = Native::with_base();
    let mut document = Document::new();
    document.update("one\n\ntwo **b", false, &resolver);
    let (work, count) = (document.read_bytes(), document.nodes().len());
    let update = document.update("one\n\ntwo **b", false, &resolver);
    assert_eq!(update, Update { kept: count, text: None });
    assert_eq!(document.read_bytes(), work);
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
        let bytes = document.read_bytes();
        println!("{} bytes in chunks of 16: {bytes} read", text.len());
        bytes as f64 / text.len() as f64
    };
    let (short, long) = (work(40), work(300));
    assert!(short < 4.0, "{short} bytes are read for each byte of text");
    assert!(long < short * 1.1, "{short} for a short text, {long} for a long one");
}

#[test]
fn a_text_is_cut_at_its_limits_and_says_so() {
    let resolver = Native::with_base();
    let mut document = Document::new();
    let many = "x *y*\n\n".repeat(MAX_NODES / 3);
    document.update(&many, true, &resolver);
    assert!(!document.is_shortened());
    let [.., Node { kind: Kind::Code(code), .. }, Node { kind: Kind::Text(rest), .. }] =
        document.nodes()
    else {
        panic!("the rest is shown as it was written")
    };
    assert_eq!(**code, CodeBlock::default());
    assert!(document.nodes().len() <= MAX_NODES && many.trim_end().ends_with(rest));
    let long = "é".repeat(MAX_BYTES);
    document.update(&long, false, &resolver);
    assert!(document.is_shortened());
    let [_, Node { kind: Kind::Text(text), .. }] = document.nodes() else { panic!("one text") };
    assert_eq!(text.len(), MAX_BYTES);
}

#[test]
fn limits_are_the_same_however_the_text_arrives() {
    let text = "- [a](b) *c* `d`\n\ntext\n\n".repeat(MAX_NODES / 10);
    assert!(parse(&text, &Native::with_base()).len() > MAX_NODES - 20);
    grow(&text, (0..text.len()).step_by(997));
}
