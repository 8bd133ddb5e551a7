//! What each block turns into.

use super::super::to_markdown;

fn markdown(text: &str) -> String {
    to_markdown(text, &|_| None).trim().to_owned()
}

#[test]
fn a_hint_becomes_a_labelled_quote() {
    let text = "{% hint style=\"warning\" %}\nMind the **gap**.\n\n```sh\nls\n```\n{% endhint %}\n";
    assert_eq!(markdown(text), "> **Warning**\n>\n> Mind the **gap**.\n>\n> ```sh\n> ls\n> ```");
    assert_eq!(markdown("{% hint %}One line{% endhint %}"), "> **Note**\n>\n> One line");
}

#[test]
fn tabs_become_titled_parts() {
    let text = "{% tabs %}\n{% tab title=\"macOS\" %}\nbrew\n{% endtab %}\n\n\
                {% tab title=\"Linux\" %}\napt\n{% endtab %}\n{% endtabs %}\n\nafter";
    assert_eq!(markdown(text), "**macOS**\n\nbrew\n\n**Linux**\n\napt\n\nafter");
}

#[test]
fn a_code_block_keeps_its_title_and_its_text() {
    let text = "{% code title=\"a.js\" overflow=\"wrap\" %}\n```js\n{% if x %} # not a heading\n\
                ```\n{% endcode %}";
    assert_eq!(markdown(text), "**a.js**\n\n```js\n{% if x %} # not a heading\n```");
}

#[test]
fn references_become_links() {
    let text = "{% content-ref url=\"../a.md\" %}\n[a.md](../a.md)\n{% endcontent-ref %}";
    assert_eq!(markdown(text), "[a.md](../a.md)");
    let text = "{% embed url=\"https://example.com/v\" %}\nWatch it\n{% endembed %}";
    assert_eq!(markdown(text), "[Watch it](<https://example.com/v>)");
    let text = "{% embed url=\"https://example.com/v\" %}\n\n# Next\n";
    assert_eq!(markdown(text), "[https://example.com/v](<https://example.com/v>)\n\n# Next");
    let text = "{% file src=\"../.gitbook/assets/a b.pdf\" %}\nThe form\n{% endfile %}";
    assert_eq!(markdown(text), "The form");
}

#[test]
fn steps_are_numbered_and_their_headings_bold() {
    let text = "{% stepper %}\n{% step %}\n### Create a key\n\nText\n{% endstep %}\n\n\
                {% step %}\nNo heading\n{% endstep %}\n{% endstepper %}";
    assert_eq!(markdown(text), "**1. Create a key**\n\nText\n\n**Step 2**\n\nNo heading");
}

#[test]
fn blocks_in_a_list_keep_its_indentation() {
    let text = "1. One\n\n   {% hint style=\"info\" %}\n   In the item\n   {% endhint %}\n2. Two";
    assert_eq!(markdown(text), "1. One\n\n   > **Note**\n   >\n   > In the item\n\n2. Two");
}

#[test]
fn what_is_unknown_or_unbalanced_gives_way_to_its_content() {
    assert_eq!(markdown("{% fancy %}\ntext\n{% endfancy %}"), "text");
    assert_eq!(markdown("{% hint %}\nnever closed"), "never closed");
    assert_eq!(markdown("text\n{% endhint %}\nmore"), "text\nmore");
    assert_eq!(
        markdown("{% columns %}\n{% column %}\n## H\n{% endcolumn %}\n{% endcolumns %}"),
        "## H"
    );
}

#[test]
fn tags_in_code_spans_stay() {
    let text = "Write `{% hint %}` and ``{% x `y` %}``, or \\{% hint %}.";
    assert_eq!(markdown(text), text);
}

#[test]
fn snippets_are_included_and_do_not_run_in_circles() {
    let include = |file: &str| match file {
        ".gitbook/includes/a.md" => Some("From *a*\n".to_owned()),
        "self.md" => Some("x\n{% include \"self.md\" %}\n".to_owned()),
        _ => None,
    };
    let text = "{% include \".gitbook/includes/a.md\" %}\n\nafter";
    assert_eq!(to_markdown(text, &include).trim(), "From *a*\n\nafter");
    let text = to_markdown("{% include \"self.md\" %}", &include);
    assert_eq!(text.matches('x').count(), 4, "{text}");
}

#[test]
fn operations_and_alerts_are_worded() {
    let text = "{% openapi src=\"a.yaml\" path=\"/users\" method=\"get\" %}\n[a.yaml](a.yaml)\n{% endopenapi %}";
    assert_eq!(markdown(text), "**`GET /users`**\n\n[a.yaml](a.yaml)");
    assert_eq!(markdown("> [!TIP]\n> Do it"), "> **Tip**\n>\n> Do it");
}
