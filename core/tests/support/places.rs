//! Where an answer may hold what somebody else wrote: every kind of place, one text for each.
//!
//! Owns the list of places. Knows nothing of what is put there.

/// `payload` bare, and in every kind of place; where that is a single line, in one line.
pub fn places(payload: &str) -> Vec<String> {
    let line = &*payload.replace(['\n', '\r'], " ");
    let mut texts = vec![
        payload.to_owned(),
        format!("Before {line} after.\n\nNext."),
        format!("# {line}\n\n{line}\n===\n"),
        format!("*{line}* and **{line}** and ~~{line}~~"),
        format!("[link](https://a.example \"{line}\") and [{line}](https://a.example)."),
        format!("![{line}](https://a.example/x.png \"{line}\") and https://a.example/{line}"),
        format!("`{line}` and\n\n```html\n{payload}\n```\n\nafter"),
        format!("```{line}\ncode\n```\n\n    {line}\n"),
        format!("| a | {line} |\n|---|---|\n| {line} | x |\n\nafter"),
        format!("[a] and [text][a]\n\n[a]: https://a.example \"{line}\"\n\n[{line}]"),
        format!("- item\n\n  {line}\n- [ ] {line}\n\n> {payload}\n\n> [!{line}]\n> {line}"),
        format!("{{% hint style=\"{line}\" %}}\n{payload}\n{{% endhint %}}\n\nafter"),
        format!("<details {line}>\n<summary>{line}</summary>\n\n{payload}\n\n</details>\n\nafter"),
        format!(
            "<figure><img src=\"x.png\" alt=\"{line}\"><figcaption>{line}</figcaption></figure>"
        ),
        format!(
            "{{% tabs %}}\n{{% tab title=\"{line}\" %}}\n{payload}\n{{% endtab %}}\n{{% endtabs %}}"
        ),
        format!(
            "{{% code title=\"{line}\" overflow=\"{line}\" %}}\n```\n{payload}\n```\n{{% endcode %}}"
        ),
        format!(
            "{{% stepper %}}\n{{% step %}}\n## {line}\n{payload}\n{{% endstep %}}\n{{% endstepper %}}"
        ),
        format!("{{% content-ref url=\"https://a.example\" %}}\n{payload}\n{{% endcontent-ref %}}"),
        format!("{{% embed url=\"https://a.example\" %}}\n{payload}\n{{% endembed %}}\n\nafter"),
    ];
    texts.extend(addresses(payload));
    texts
}

/// `payload` wherever an address can stand.
pub fn addresses(payload: &str) -> Vec<String> {
    let line = &*payload.replace(['\n', '\r'], " ");
    vec![
        format!("[link]({line}) and [link](<{line}>) and ![image]({line}) and <{line}> {line}"),
        format!("[a] and [text][b]\n\n[a]: {line}\n[b]: <{line}> \"{line}\"\n\n[b] again"),
        format!("<a href=\"{line}\">link</a> <img src=\"{line}\"> <a href='{line}'>{line}</a>"),
        format!(
            "{{% content-ref url=\"{line}\" %}}\n[{line}]({line})\n{{% endcontent-ref %}}\n\n\
             {{% embed url=\"{line}\" %}}\n\nafter"
        ),
    ]
}
