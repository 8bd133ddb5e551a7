//! What is found, what is not, and what holds for every text, whole and at every cut.

use super::*;

fn kinds(text: &str) -> Vec<Kind> {
    find(text).into_iter().map(|secret| secret.kind).collect()
}

/// Texts with one secret each. They are put together here, so that no scanner of repositories
/// takes them for real ones.
fn secrets() -> Vec<(String, Kind)> {
    let body = "Ab3dEf6hIj9lMn2pQr5tUv8xYz1";
    let keys = [
        "sk-",
        "sk_live_",
        "ghp_",
        "github_pat_",
        "glpat-",
        "xoxb-12345-",
        "AIza",
        "npm_",
        "hf_",
        "gb_api_",
        "SG.",
    ];
    let mut all: Vec<_> =
        keys.map(|beginning| (format!("{beginning}{body}"), Kind::ApiKey)).to_vec();
    let base64 = "eyJhbGciOiJIUzI1NiJ9";
    let pem = |kind: &str| format!("-----BEGIN {kind}-----\nMIIEow\n-----END {kind}-----");
    all.extend([
        (format!("AKIA{}", "IOSFODNN7EXAMPL3"), Kind::ApiKey),
        (format!("{base64}.eyJzdWIiOiIxIn0.c2lnbmF0dXJl-_x"), Kind::Token),
        (format!("{base64}.eyJzdWIiOiIxIn0"), Kind::Token),
        (pem("RSA PRIVATE KEY"), Kind::PrivateKey),
        (pem("OPENSSH PRIVATE KEY"), Kind::PrivateKey),
        (pem("PGP PRIVATE KEY BLOCK"), Kind::PrivateKey),
        ("4111 1111 1111 1111".to_owned(), Kind::Card),
        ("5555-5555-5555-4444".to_owned(), Kind::Card),
        ("378282246310005".to_owned(), Kind::Card),
        ("3782 822463 10005".to_owned(), Kind::Card),
        ("6011111111111117".to_owned(), Kind::Card),
        ("jane.doe+docs@mail.acme.io".to_owned(), Kind::Email),
        ("x@y.co.uk".to_owned(), Kind::Email),
        ("9fK2mQ7xLp4RtV8wZc3NbY6sHd1G".to_owned(), Kind::Random),
    ]);
    all
}

#[test]
fn nothing_is_left_of_secrets_that_stand_in_each_other() {
    let key = format!("sk-{}", "Ab3dEf6hIj9lMn2pQr5t");
    assert_eq!(masked(&format!("{key}+docs@acme.io?")), "[API key]?");
    let beside = "jane@acme.io-----BEGIN RSA PRIVATE KEY-----\nMIIEow";
    assert_eq!(masked(beside), "[e-mail address][private key]");
}

#[test]
fn each_kind_is_found_wherever_it_stands() {
    for (secret, kind) in secrets() {
        for text in [
            secret.clone(),
            format!("Why is {secret} refused?"),
            format!("Was heißt „{secret}“ hier? 😀"),
            format!("curl -H \"X-Key: {secret}\""),
            format!("({secret})"),
            format!("{secret}."),
        ] {
            let found = find(&text);
            assert_eq!(kinds(&text), [kind], "{text}: {found:?}");
            assert_eq!(&text[found[0].range.clone()], secret, "{text}");
        }
    }
}

#[test]
fn a_value_that_its_name_gives_away_is_found_alone() {
    for text in [
        "password=hunter2hunter2",
        "PASSWORD: 'hunter2hunter2'",
        "{\"client_secret\": \"hunter2hunter2\"}",
        "--api-key = hunter2hunter2, and then",
        "GITBOOK_TOKEN=hunter2hunter2",
    ] {
        let found = find(text);
        assert_eq!(kinds(text), [Kind::Password], "{text}");
        assert_eq!(&text[found[0].range.clone()], "hunter2hunter2", "{text}");
    }
    let bearer = "Authorization: Bearer 0123456789abcdef0123";
    assert_eq!(kinds(bearer), [Kind::Token]);
    // A hexadecimal key is one only by its name.
    assert_eq!(kinds(&format!("secret={}", "0a1b2c3d".repeat(8))), [Kind::Password]);
    assert_eq!(kinds(&"0a1b2c3d".repeat(8)), []);
}

#[test]
fn what_questions_about_documentation_are_full_of_is_not_found() {
    for text in [
        "How do I set the token?",
        "What is password: string for?",
        "token = <YOUR_TOKEN_2>, secret: ${SECRET_1}, password=$PASSWORD_2, token: {{token_1}}",
        "--token-file /etc/ask-docs/token2 and token_file=./secrets/token1",
        "commit 00afa52e0b1c7d5f4a3928171605f4e3d2c1b0a9 broke it",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGh4Qn5rXw2vT8yPz0sLk3JmNc7RbVd1 me",
        "550e8400-e29b-41d4-a716-446655440000",
        "web-7d4b9c6f5d-x8k2p is in CrashLoopBackOff",
        "getElementsByTagNameNS2 and XMLHttpRequestEventTarget3 in a WebAssembly.RuntimeError",
        "X-RateLimit-Reset: 1732368000, and 1732368000123 in milliseconds",
        "1234 5678 9012 3456, 4111 1111 1111 1112 and +49 4111 1111 1111 1111",
        "me@example.com, git@github.com:owner/name.git, getty@tty1.service, @scope/name@1.2.3",
        "https://user:pass@host.example/path, npm@11.2.0, foo@localhost",
        "npm_config_user_agent2, sk-learn-1, SG.Something, secret_name_of_the_key_2",
        "-----BEGIN CERTIFICATE-----\nMIIEow\n-----END CERTIFICATE-----",
        "v1.2.3-beta.4+build.567 on 2026-11-23 12:30:45, 192.0.2.1:8080",
        "",
    ] {
        assert_eq!(find(text), [], "{text}");
    }
}

#[test]
fn this_projects_own_documentation_holds_none() {
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let (mut folders, mut lines) = (vec![docs], 0);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                let text = std::fs::read_to_string(&path).expect("text");
                assert_eq!(find(&text), [], "{}", path.display());
                lines += text.lines().count();
            }
        }
    }
    assert!(lines > 500, "only {lines} lines were looked at");
}

#[test]
fn a_masked_text_says_what_stood_there_and_holds_no_secret_any_more() {
    let text = format!("Is jane@acme.io's key {} valid? 😀", secrets()[0].0);
    assert_eq!(masked(&text), "Is [e-mail address]'s key [API key] valid? 😀");
    assert_eq!(masked("Nothing here"), "Nothing here");
    let all: Vec<_> = secrets().into_iter().map(|(secret, _)| secret).collect();
    let text = format!("{}\npassword=hunter2hunter2", all.join(" and "));
    let safe = masked(&text);
    assert_eq!(find(&safe), [], "{safe}");
    for secret in all.iter().map(String::as_str).chain(["hunter2"]) {
        assert!(!safe.contains(secret), "{secret} in {safe}");
    }
}

#[test]
fn at_every_cut_what_is_found_is_in_order_apart_and_between_characters() {
    let mut text: String = secrets().into_iter().map(|(secret, _)| secret + " ü😀\n").collect();
    text.push_str("token: \"abc12345\" -----BEGIN RSA PRIVATE KEY-----");
    for (cut, _) in text.char_indices() {
        for part in [&text[..cut], &text[cut..]] {
            let mut behind = 0;
            for Secret { range, .. } in find(part) {
                assert!(behind <= range.start && !range.is_empty(), "{range:?} of {part:?}");
                assert!(part.get(range.clone()).is_some(), "{range:?} of {part:?}");
                behind = range.end;
            }
            assert_eq!(find(&masked(part)), [], "{part:?}");
        }
    }
}

#[test]
fn hostile_lengths_cost_no_more_than_reading_them() {
    for piece in ["a@", "-----BEGIN ", "eyJ.", "4 ", "sk-", "token=", "Bearer ", "aB1"] {
        let text = piece.repeat(60_000 / piece.len());
        let start = std::time::Instant::now();
        let _ = find(&text);
        assert!(start.elapsed().as_secs() < 5, "{piece}");
    }
}
