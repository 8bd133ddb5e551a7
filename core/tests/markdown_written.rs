//! Nodes to Markdown and back.
//!
//! Owns the proof that what is copied says what was shown.

mod support;

use ask_docs_core::markdown::tree::{Kind, Node};
use ask_docs_core::markdown::{parse, text_of, to_markdown};
use support::{Native, corpora};

/// Every construct, in texts that are easy to read wrongly.
const TEXTS: [&str; 34] = [
    "# A *title* with `code`\n\nWords\\\nin two lines.",
    "- a\n- b\n  - c\n    1. d\n    2. e\n- f",
    "3. a\n4. b\n\n   more of b\n5. c",
    "- [ ] to do\n- [x] done",
    "- a\n\n<!-- -->\n\n- b",
    "- a\n\n  ```sh\n  run\n\n  twice\n  ```",
    "> said\n>\n> > and *repeated*\n>\n> - once",
    "{% hint style=\"warning\" %}\nHot\n\n- very\n{% endhint %}",
    "> [!TIP]\n> Well done",
    "{% tabs %}\n{% tab title=\"macOS\" %}\nbrew\n{% endtab %}\n\n{% tab title=\"Linux\" %}\n```\napt\n```\n{% endtab %}\n{% endtabs %}",
    "{% stepper %}\n{% step %}\n### One\n\ndo\n{% endstep %}\n\n{% step %}\n### Two\n{% endstep %}\n{% endstepper %}",
    "<details>\n\n<summary>More *now*</summary>\n\nMuch more\n\n- a\n\n</details>",
    "<details open>\n\n<summary>More</summary>\n\nMuch more\n\n</details>",
    "<figure><img src=\"https://img.example/a.png\" alt=\"A map\"><figcaption>The map</figcaption></figure>",
    "{% content-ref url=\"https://a.example/x\" %}\n[X](https://a.example/x)\n{% endcontent-ref %}",
    "{% code title=\"run.sh\" lineNumbers=\"true\" overflow=\"wrap\" %}\n```sh\ngo\n```\n{% endcode %}",
    "````md\n```\nx\n```\n````",
    "    indented\n\n    code",
    "| a | b | c |\n| --- | :-: | --: |\n| 1 | `x\\|y` | 3 |\n| **4** | | 6<br>7 |",
    "---\n\nafter",
    "**bold *and* `code`** ~~gone~~ *em*",
    "a [link](https://a.example/a_(b)?x=1&y=2) and <https://b.example/> end",
    "![A *map*](https://img.example/a.png)",
    "`` a`b `` and ` `` ` and `` ` ``",
    "1\\. no list\n\n\\- none\n\n\\# no title\n\n\\> no quote\n\n\\+ none",
    "snake_case and 2*3*4 and a\\*b\\* and \\_x\\_ and \\[y\\](z) and \\`t\\`",
    "&amp;lt; &lt;b&gt; \\&amp; x && y",
    "a \\{% hint %} b",
    "\\~\\~kept\\~\\~ and 5 < 6 > 4",
    "Ends with a backslash \\\\",
    "line one\nline two",
    "C:\\\\path\\\\to and \\!\\[no image\\](x)",
    "\\=== \n\nand \\--- and \\***",
    "a | b\n\n\\| a \\| b \\|",
];

/// Without the place where a list turned loose, which depends on how it was written.
fn said(text: &str) -> (Vec<Node>, usize) {
    let nodes = parse(text, &Native::with_base());
    let (loose, rest): (Vec<Node>, Vec<Node>) =
        nodes.into_iter().partition(|node| node.kind == Kind::Loose);
    (rest, loose.len())
}

#[test]
fn what_is_written_is_read_as_the_same_nodes() {
    let resolver = Native::with_base();
    let all = TEXTS.join("\n\n***\n\n");
    let mut differing = Vec::new();
    for text in TEXTS.into_iter().chain([all.as_str()]) {
        let written = to_markdown(&parse(text, &resolver));
        if said(&written) != said(text) {
            differing.push([text, &written].join("\n---- written as\n"));
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n========\n"));
}

#[test]
fn no_word_of_the_specifications_is_lost() {
    let resolver = Native::with_base();
    for path in ["markdown/commonmark/commonmark-0.31.2.json", "markdown/commonmark/gfm-0.29.json"]
    {
        let cases = corpora::list(path);
        let differs = |text: &&str| {
            let nodes = parse(text, &resolver);
            let (one, other) = (text_of(&nodes), text_of(&parse(&to_markdown(&nodes), &resolver)));
            !one.split_whitespace().eq(other.split_whitespace())
        };
        let texts: Vec<&str> =
            cases.iter().map(|case| case["markdown"].as_str().expect("text")).collect();
        let lost: Vec<&&str> = texts.iter().filter(|text| differs(text)).collect();
        assert!(lost.is_empty(), "{path}: {lost:#?}");
    }
}
