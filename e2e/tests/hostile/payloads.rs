//! What is put into answers to break out of them: our own attempts, and those that others wrote.

use serde_json::Value;

use crate::corpora;
use crate::places::{addresses, places};

/// Some of our own, so that the test means something also where the corpora are not.
const OWN: &[&str] = &[
    "<img src=x onerror=alert(1)>",
    "\"><script>alert(1)</script>",
    "' onmouseover='alert(1)' style='background:url(//spy.example)",
    "<svg/onload=alert(1)><use href=data:,x#y>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<style>@import url(https://spy.example/x.css);</style>",
    "<link rel=preconnect href=https://spy.example><meta http-equiv=refresh content=0>",
    "<base href=https://spy.example/><form action=/x><input type=image src=x></form>",
    "<template shadowrootmode=open><slot name=x></slot></template>",
    "javascript:alert(1)",
    "java\u{9}script:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//spy.example/x.png",
    "https://user:password@spy.example/",
    "__proto__",
    "constructor",
    "%} {% embed url=\"javascript:alert(1)\" %} {% endhint %}",
    "\u{202e}gnp.elgoog\u{2066}\0\u{feff}",
];

/// Everything to be drawn, in groups. Those that others wrote are empty where they are missing.
pub(crate) fn texts() -> Vec<(&'static str, Vec<String>)> {
    let everywhere = |payloads: Vec<String>| -> Vec<String> {
        payloads.iter().flat_map(|payload| places(payload)).collect()
    };
    vec![
        ("our own", everywhere(OWN.iter().map(|&own| own.to_owned()).collect())),
        ("DOMPurify", everywhere(field("html/dompurify-expect.json", "payload"))),
        ("garak", everywhere(leaking_outputs())),
        ("markdown-it", everywhere(markdown_it())),
        ("naughty strings", everywhere(naughty_strings())),
        (
            "addresses",
            field("url/wpt-urltestdata.json", "input")
                .iter()
                .flat_map(|url| addresses(url))
                .collect(),
        ),
        ("pathological", pathological()),
    ]
}

fn field(path: &str, name: &str) -> Vec<String> {
    let cases = corpora::list(path);
    cases.iter().filter_map(|case| Some(case[name].as_str()?.to_owned())).collect()
}

fn naughty_strings() -> Vec<String> {
    let strings = corpora::list("unicode/blns.json");
    strings.iter().filter_map(|string| Some(string.as_str()?.to_owned())).collect()
}

fn leaking_outputs() -> Vec<String> {
    let corpus = corpora::json("prompt-injection/garak-markdown-exfil-outputs.json");
    corpus.iter().flat_map(|corpus| strings(&corpus["outputs"])).collect()
}

fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(values) => values.iter().flat_map(strings).collect(),
        Value::Object(fields) => fields.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

fn markdown_it() -> Vec<String> {
    let files = ["xss", "proto", "fatal"];
    files
        .iter()
        .flat_map(|file| corpora::fixture_inputs(&format!("markdown/markdown-it/{file}.txt")))
        .collect()
}

/// Inputs that blow parsers up, and two that have crashed a tab.
fn pathological() -> Vec<String> {
    let corpus = corpora::json("markdown/pathological.json").unwrap_or_default();
    let cases = corpus["cases"].as_array().cloned().unwrap_or_default();
    let recipes = cases.iter().filter(|case| case["parts"].is_array()).map(corpora::recipe);
    recipes.chain([">".repeat(5_000) + "a", "- ".repeat(5_000) + "a"]).collect()
}
