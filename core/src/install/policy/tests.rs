//! Policies as pages have them, and what each lacks.

use super::*;

const PAGE: &str = "https://www.example.com/start";
const GATEWAY: &str = "https://ask.example.com";

fn judged(policy: &str, nonce: Option<&str>) -> Verdict {
    let place = |address| Place::read(address).expect("an address");
    let needs = Needs {
        page: place(PAGE),
        script: place("https://ask.example.com/ask-docs.js"),
        gateway: place(GATEWAY),
        nonce,
        integrity: None,
    };
    Policy::read(policy).judge(&needs)
}

fn lines(policy: &str) -> Vec<String> {
    judged(policy, None).needed.into_iter().map(|correction| correction.line).collect()
}

#[test]
fn a_policy_that_says_nothing_of_the_box_lets_it_in() {
    for policy in [
        "",
        "img-src 'self'",
        "style-src 'none'; base-uri 'none'; frame-ancestors 'none'",
        "require-trusted-types-for 'script'; trusted-types 'none'",
        "script-src https://ask.example.com 'wasm-unsafe-eval'; connect-src https://ask.example.com",
        "script-src https: 'unsafe-eval'; connect-src *",
        "script-src ask.example.com 'WASM-unsafe-eval'",
        "script-src *.example.com:* 'wasm-unsafe-eval'",
        "script-src http://ask.example.com:80 'wasm-unsafe-eval'",
        "SCRIPT-SRC https://ASK.example.com/ 'wasm-unsafe-eval'; script-src 'none'",
    ] {
        assert_eq!(lines(policy), [""; 0], "{policy}");
    }
}

#[test]
fn each_directive_that_lacks_something_is_given_whole() {
    for (policy, expected) in [
        (
            "script-src 'self'",
            &["script-src 'self' https://ask.example.com 'wasm-unsafe-eval'"][..],
        ),
        (
            "script-src https://ask.example.com",
            &["script-src https://ask.example.com 'wasm-unsafe-eval'"],
        ),
        ("connect-src 'self'", &["connect-src 'self' https://ask.example.com"]),
        ("connect-src 'none'", &["connect-src https://ask.example.com"]),
        ("connect-src", &["connect-src https://ask.example.com"]),
        (
            "default-src 'self' https://img.example",
            &[
                "script-src 'self' https://img.example https://ask.example.com 'wasm-unsafe-eval'",
                "connect-src 'self' https://img.example https://ask.example.com",
            ],
        ),
        (
            "script-src-elem 'self'; script-src 'wasm-unsafe-eval'",
            &["script-src-elem 'self' https://ask.example.com"],
        ),
        (
            "script-src-elem https://ask.example.com; script-src 'self'",
            &["script-src 'self' 'wasm-unsafe-eval'"],
        ),
    ] {
        assert_eq!(lines(policy), expected, "{policy}");
    }
}

#[test]
fn a_source_that_means_another_place_is_none() {
    for source in [
        "example.com",
        "*.ask.example.com",
        "https://ask.example.com:8443",
        "https://ask.example.com/ask-docs.js",
        "https://ask.example.com/widget/",
        "wss:",
        "'self'",
        "'nonce-abc'",
        "'unsafe-inline'",
    ] {
        let policy = format!("script-src {source} 'wasm-unsafe-eval'");
        assert_eq!(
            lines(&policy),
            [format!("script-src {source} 'wasm-unsafe-eval' https://ask.example.com")]
        );
    }
}

#[test]
fn a_nonce_lets_the_tag_in_and_strict_dynamic_wants_one() {
    let strict = "script-src 'nonce-abc' 'strict-dynamic' https: 'wasm-unsafe-eval'";
    assert_eq!(judged(strict, Some("abc")), Verdict::default());
    for nonce in [None, Some(""), Some("ABC")] {
        let verdict = judged(strict, nonce);
        assert!(verdict.wants_nonce && verdict.needed.is_empty(), "{verdict:?}");
    }
    let plain = "script-src 'nonce-abc' 'wasm-unsafe-eval'";
    assert_eq!(judged(plain, Some("abc")), Verdict::default());
    assert_eq!(judged(plain, None).needed[0].missing, [GATEWAY]);
}

#[test]
fn a_frame_is_asked_for_by_itself() {
    for (policy, line) in [
        ("frame-src 'none'", "frame-src https://ask.example.com"),
        ("child-src 'self'", "child-src 'self' https://ask.example.com"),
    ] {
        let verdict = judged(policy, None);
        assert!(verdict.needed.is_empty());
        assert_eq!(verdict.frame.expect("a correction").line, line);
    }
    assert_eq!(judged("frame-src https://ask.example.com", None).frame, None);
}

#[test]
fn a_sandbox_needs_scripts_and_an_origin() {
    let both = ["allow-scripts", "allow-same-origin"];
    assert_eq!(judged("sandbox", None).sandboxed, both);
    assert_eq!(judged("sandbox allow-scripts", None).sandboxed, ["allow-same-origin"]);
    assert_eq!(judged("sandbox allow-same-origin Allow-Scripts", None).sandboxed, [""; 0]);
}

#[test]
fn files_on_another_host_are_connected_to_as_well() {
    let place = |address| Place::read(address).expect("an address");
    let needs = Needs {
        page: place(PAGE),
        script: place("https://cdn.example/ask/ask-docs.js"),
        gateway: place(GATEWAY),
        nonce: None,
        integrity: None,
    };
    let policy = "script-src https://cdn.example/ask/ 'wasm-unsafe-eval'; connect-src 'self'";
    let verdict = Policy::read(policy).judge(&needs);
    assert_eq!(verdict.needed.len(), 1, "{verdict:?}");
    assert_eq!(
        verdict.needed[0].line,
        "connect-src 'self' https://cdn.example https://ask.example.com"
    );
}

#[test]
fn a_page_on_the_gateways_own_host_is_its_self() {
    let place = |address| Place::read(address).expect("an address");
    let own = place("https://ask.example.com/index.html");
    let needs = Needs {
        page: own,
        script: place("https://ask.example.com/ask-docs.js"),
        gateway: place(GATEWAY),
        nonce: None,
        integrity: None,
    };
    let policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
    assert_eq!(Policy::read(policy).judge(&needs), Verdict::default());
}

#[test]
fn a_header_may_hold_several_policies() {
    let policies = Policy::list("default-src 'self', script-src https:, ,");
    assert_eq!(policies.len(), 2);
    assert_eq!(policies[1], Policy::read("script-src https:"));
}
