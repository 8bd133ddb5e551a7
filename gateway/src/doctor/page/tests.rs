//! Pages with one thing wrong with them, and the finding that names it.

use super::*;
use crate::doctor::finding::State;

const GATEWAY: &str = "https://ask.example.com";
const TAG: &str = "<script async src=\"https://ask.example.com/ask-docs.js\"></script>";
const PAGE: &str = "https://www.example.com/start";

fn judged_at(page: &str, html: &str, policies: &[&str], gateway: Option<&str>) -> Judged {
    let seen = Seen {
        url: Url::parse(page).expect("an address"),
        policies: policies.iter().map(|policy| (*policy).to_owned()).collect(),
        html: html.to_owned(),
    };
    judge(&seen, gateway)
}

fn judged(html: &str, policies: &[&str]) -> Judged {
    judged_at(PAGE, html, policies, Some(GATEWAY))
}

/// What is not as it should be: the check, the sentence, the lines to paste.
fn wrong(judged: &Judged) -> Vec<(Check, String, String)> {
    let all = judged.findings.iter().filter(|finding| finding.state != State::Fine);
    let lines = |finding: &Finding| {
        finding.pastes.iter().map(|paste| paste.text.clone()).collect::<Vec<_>>().join("\n")
    };
    all.map(|finding| (finding.check, finding.sentence.clone(), lines(finding))).collect()
}

/// The one thing that is wrong.
fn only(judged: &Judged, check: Check) -> (String, String) {
    let mut wrong = wrong(judged);
    assert_eq!(wrong.len(), 1, "{wrong:#?}");
    let (found, sentence, lines) = wrong.remove(0);
    assert_eq!(found, check, "{sentence}");
    (sentence, lines)
}

#[test]
fn a_healthy_page_has_nothing_to_mend() {
    for html in [
        format!("<!doctype html>{TAG}<ask-docs label=\"Ask\" class=x data-theme-id=7></ask-docs>"),
        TAG.replace("async", "type=module data-mode=launcher data-cf-beacon='{}' id=x"),
        TAG.replace("https://ask.example.com", "//ask.example.com") + "<ask-docs mode=panel>",
        format!("<base href=\"{GATEWAY}/\"><script src=ask-docs.de.js></script><ask-docs>"),
    ] {
        assert_eq!(wrong(&judged(&html, &["frame-ancestors 'self'"])), [], "{html}");
    }
}

#[test]
fn a_page_without_the_tag_is_given_it() {
    let (_, lines) = only(&judged("<!-- <ask-docs> -->", &[]), Check::Tag);
    assert_eq!(lines, format!("{TAG}\n<ask-docs></ask-docs>"));
    let (_, lines) = only(&judged("<ask-docs></ask-docs>", &[]), Check::Tag);
    assert_eq!(lines, TAG);
    let (sentence, lines) = only(&judged(TAG, &[]), Check::Tag);
    assert!(sentence.contains("nothing shows the box"), "{sentence}");
    assert_eq!(lines, "<ask-docs></ask-docs>");
}

#[test]
fn a_tag_that_asks_another_host_is_pointed_to_this_one() {
    let other = TAG.replace("ask.example.com", "old.example.com");
    let (sentence, lines) = only(&judged(&format!("{other}<ask-docs>"), &[]), Check::Tag);
    assert!(sentence.contains("https://old.example.com"), "{sentence}");
    assert_eq!(lines, TAG);
    let element = "<ask-docs endpoint=\"https://old.example.com\" site=a>";
    let (_, lines) = only(&judged(&format!("{TAG}{element}"), &[]), Check::Tag);
    assert_eq!(lines, format!("<ask-docs endpoint=\"{GATEWAY}\" site=\"a\"></ask-docs>"));
    // The files of another host, with this gateway.
    let element = format!("<ask-docs endpoint=\"{GATEWAY}\">");
    assert_eq!(wrong(&judged(&format!("{other}{element}"), &[])), []);
}

#[test]
fn a_tag_that_no_browser_runs_is_named() {
    let waiting = TAG.replace("async", "type=\"text/plain\"");
    let (sentence, lines) = only(&judged(&format!("{waiting}<ask-docs>"), &[]), Check::Tag);
    assert!(sentence.contains("`text/plain`") && !lines.contains("type"), "{sentence} {lines}");
    let pinned = TAG.replace("async", "integrity=sha384-abc");
    let (sentence, lines) = only(&judged(&format!("{pinned}<ask-docs>"), &[]), Check::Tag);
    assert!(sentence.contains("`crossorigin`"), "{sentence}");
    assert!(lines.contains(" crossorigin=\"anonymous\""), "{lines}");
}

#[test]
fn settings_are_named_as_they_are_meant() {
    for (html, said, lines) in [
        (
            format!("{TAG}<ask-docs organisation=acme site=a></ask-docs>"),
            "`organization` is meant",
            "<ask-docs organization=\"acme\" site=\"a\"></ask-docs>",
        ),
        (
            TAG.replace("async", "data-mode=panel data-shortcuts=mod+k"),
            "`data-shortcut` is meant",
            "<script data-mode=\"panel\" data-shortcut=\"mod+k\" \
             src=\"https://ask.example.com/ask-docs.js\"></script>",
        ),
        (
            format!("{TAG}<ask-docs data-mode=panel></ask-docs>"),
            "written `mode`",
            "<ask-docs mode=\"panel\"></ask-docs>",
        ),
        (
            TAG.replace("async", "mode=panel data-mode=panel"),
            "written `data-mode`",
            "<script data-mode=\"panel\" \
             src=\"https://ask.example.com/ask-docs.js\"></script>",
        ),
        (format!("{TAG}<ask-docs mode=pannel></ask-docs>"), "must be one of `inline`", ""),
        (format!("{TAG}<ask-docs get-token=x></ask-docs>"), "must be a function", ""),
    ] {
        let (sentence, pasted) = only(&judged(&html, &[]), Check::Settings);
        assert!(sentence.contains(said), "{sentence}");
        assert_eq!(pasted, lines);
    }
}

#[test]
fn a_token_in_a_page_is_told_and_never_repeated() {
    let html = format!("{TAG}<ask-docs token=gb_api_canary sit=a></ask-docs>");
    let wrong = wrong(&judged(&html, &[]));
    assert!(wrong[0].1.contains("revoke it"), "{wrong:?}");
    assert!(!format!("{wrong:?}").contains("canary"), "{wrong:?}");
}

#[test]
fn mixed_content_is_named_except_on_the_readers_own_machine() {
    let open = TAG.replace("https:", "http:");
    let html = format!("{open}<ask-docs>");
    let gateway = Some("http://ask.example.com");
    let (sentence, lines) = only(&judged_at(PAGE, &html, &[], gateway), Check::Encryption);
    assert!(sentence.contains("mixed content"), "{sentence}");
    assert_eq!(lines, TAG);
    let own = "http://127.0.0.1:8080";
    let html = html.replace("http://ask.example.com", own);
    assert_eq!(wrong(&judged_at(PAGE, &html, &[], Some(own))), []);
}

#[test]
fn each_policy_is_judged_where_it_stands() {
    let html = format!("{TAG}<ask-docs>");
    let (sentence, lines) =
        only(&judged(&html, &["script-src 'self'; connect-src https:"]), Check::Policy);
    assert!(sentence.starts_with("In the header"), "{sentence}");
    assert_eq!(lines, format!("script-src 'self' {GATEWAY} 'wasm-unsafe-eval';"));
    let meta = "<meta http-equiv=Content-Security-Policy content=\"connect-src 'self'\">";
    let (sentence, lines) = only(&judged(&format!("{meta}{html}"), &["img-src *"]), Check::Policy);
    assert!(
        sentence.contains("`<meta>`") && sentence.contains("`connect-src` lacks"),
        "{sentence}"
    );
    assert_eq!(lines, format!("connect-src 'self' {GATEWAY};"));
    let strict = ["script-src 'nonce-abc' 'strict-dynamic' 'wasm-unsafe-eval'"];
    let (sentence, lines) = only(&judged(&html, &strict), Check::Policy);
    assert!(sentence.contains("nonce"), "{sentence}");
    assert!(lines.contains(" nonce=\""), "{lines}");
    let with_nonce = html.replace("async", "async nonce=abc");
    assert_eq!(wrong(&judged(&with_nonce, &strict)), []);
    let (sentence, _) = only(&judged(&html, &["sandbox allow-scripts"]), Check::Policy);
    assert!(sentence.contains("`allow-same-origin`"), "{sentence}");
}

#[test]
fn without_a_gateways_name_it_is_the_one_that_the_page_asks() {
    let judged = judged_at(PAGE, &format!("{TAG}<ask-docs organization=o site=s>"), &[], None);
    assert_eq!(judged.gateway.as_deref(), Some(GATEWAY));
    assert_eq!(judged.site, ("o".to_owned(), "s".to_owned()));
    assert_eq!(wrong(&judged), []);
}
