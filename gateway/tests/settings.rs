//! The command line: what is right, and a sentence for everything that is not.

mod support;

use std::time::Duration;

use ask_docs_gateway::Origins;
use ask_docs_gateway::settings::Source;
use support::{fixture, parse};

fn docs() -> String {
    fixture().to_str().expect("a path").to_owned()
}

fn mistakes(arguments: &[&str]) -> Vec<String> {
    parse(arguments, None).expect_err("mistakes")
}

#[test]
fn a_folder_is_all_that_local_mode_needs() {
    let settings = parse(&["--docs", &docs()], None).expect("right settings");
    let server = settings.server;
    assert_eq!((server.host.as_str(), server.port), ("127.0.0.1", 8080));
    assert!(server.www.is_none());
    let [site] = &settings.sites[..] else { panic!("one site") };
    assert_eq!(site.origins, Origins::Localhost);
    let Source::Local(local) = &site.source else { panic!("local mode") };
    assert_eq!(local.pace, Duration::from_millis(40));
    assert!(local.site_url.is_none());
}

#[test]
fn the_pace_is_a_time() {
    for (text, milliseconds) in
        [("0", 0), ("30ms", 30), ("0.5s", 500), ("1s", 1000), ("10s", 10_000)]
    {
        let settings = parse(&["--docs", &docs(), "--pace", text], None).expect("right settings");
        let Source::Local(local) = &settings.sites[0].source else { panic!("local mode") };
        assert_eq!(local.pace, Duration::from_millis(milliseconds), "{text}");
    }
    for text in ["", "30", "ms", "-1ms", "11s", "fast", "NaNs", "infs"] {
        let found = mistakes(&["--docs", &docs(), &format!("--pace={text}")]);
        assert!(found[0].starts_with("--pace must be a time up to 10s"), "{text}: {found:?}");
    }
}

#[test]
fn the_token_comes_from_a_file_or_the_environment_and_is_shown_nowhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("token");
    std::fs::write(&file, "gb_api_from_file\n").expect("a file");
    let base =
        ["--upstream", "https://api.gitbook.com/v1/", "--organization", "o1", "--site", "s-1"];
    let with_file = [&base[..], &["--token-file", file.to_str().expect("a path")]].concat();
    for (arguments, environment) in [
        (&with_file[..], None),
        (&base[..], Some("gb_api_from_env")),
        (&with_file[..], Some("other")),
    ] {
        let settings = parse(arguments, environment).expect("right settings");
        let shown = format!("{settings:?}");
        assert!(
            shown.contains("hidden") && !shown.contains("gb_api") && !shown.contains("other"),
            "{shown}"
        );
        let Source::Upstream(upstream) = &settings.sites[0].source else { panic!("upstream mode") };
        assert_eq!(upstream.base.as_str(), "https://api.gitbook.com/");
    }
}

#[test]
fn every_mistake_is_told_at_once() {
    let found = mistakes(&[
        "--upstream",
        "ftp://x",
        "--organization",
        "a/b",
        "--port",
        "99999",
        "--www",
        "/no/such/folder",
        "--allow-origin",
        "https://app.example.com/path",
        "--site-url",
        "https://docs.example.com",
    ]);
    let starts = [
        "--port must be a number from 0 to 65535; it is `99999`",
        "--www names a folder that does not exist; it is `/no/such/folder`",
        "--allow-origin must be as a browser writes it",
        "--site-url goes with `docs`",
        "--upstream must be a web address",
        "--organization must be 1 to 64 letters",
        "--site must be given",
        "--token-file must name the file with the API token, or ASK_DOCS_TOKEN must hold it",
    ];
    assert_eq!(found.len(), starts.len(), "{found:#?}");
    for (found, start) in found.iter().zip(starts) {
        assert!(found.starts_with(start) && !found.ends_with('.'), "{found}");
    }
}

#[test]
fn the_token_does_not_travel_in_the_clear() {
    let rest = ["--organization", "o", "--site", "s"];
    for (upstream, right) in [
        ("http://api.gitbook.com", false),
        ("http://localhost.example.com", false),
        ("http://127.0.0.1:1", true),
        ("http://localhost:1/v1", true),
        ("https://api.gitbook.com", true),
    ] {
        let found = parse(&[&["--upstream", upstream][..], &rest].concat(), Some("t"));
        assert_eq!(found.is_ok(), right, "{upstream}: {found:?}");
    }
}

#[test]
fn one_source_and_only_one_is_needed() {
    assert!(mistakes(&[])[0].starts_with("Give --docs DIR"));
    let both = mistakes(&["--docs", &docs(), "--upstream", "https://api.gitbook.com"]);
    assert!(both[0].starts_with("--upstream and `docs` exclude each other"), "{both:?}");
    let local =
        mistakes(&["--docs", &docs(), "--organization", "o", "--site", "s", "--token-file", "t"]);
    assert_eq!(local.len(), 3, "{local:?}");
}

#[test]
fn what_is_not_an_option_is_said_in_one_sentence() {
    for arguments in [&["--doc", "x"][..], &["--docs"], &["--token", "secret"], &["stray"]] {
        let found = mistakes(arguments);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].ends_with("(--help lists the options)"), "{found:?}");
    }
    let missing = mistakes(&["--docs", "/no/such/folder"]);
    assert_eq!(missing, ["--docs names a folder that does not exist; it is `/no/such/folder`"]);
    let file = format!("{}/faq.md", docs());
    assert_eq!(
        mistakes(&["--docs", &file]),
        [format!("--docs names something that is not a folder; it is `{file}`")]
    );
}

#[test]
fn a_secret_in_an_address_is_not_repeated() {
    let found =
        mistakes(&["--docs", &docs(), "--site-url", "https://user:hunter2@docs.example.com"]);
    assert!(found.len() == 1 && !found[0].contains("hunter2"), "{found:?}");
}
