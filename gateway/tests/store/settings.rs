//! The settings of the store, and what `check` says of it.

use super::Redis;
use super::redis_server::tls;
use super::support::program::command;
use super::support::{fixture, parse_with};

const CANARY: &str = "store_C4nary";

type Arguments<'a> = &'a [&'a str];
type Environment<'a> = &'a [(&'a str, &'a str)];

fn mistakes(arguments: &[&str], environment: &[(&str, &str)]) -> Vec<String> {
    let docs = fixture();
    let arguments = [&["--docs", docs.to_str().expect("a path")], arguments].concat();
    let mistakes = match parse_with(&arguments, environment) {
        Ok(settings) => {
            assert!(!format!("{settings:?}").contains(CANARY), "{settings:?}");
            Vec::new()
        }
        Err(mistakes) => mistakes,
    };
    assert!(mistakes.iter().all(|mistake| !mistake.contains(CANARY)), "{mistakes:?}");
    mistakes
}

#[test]
fn a_password_stands_where_nobody_else_reads_it_and_is_shown_nowhere() {
    let with_password = format!("redis://:{CANARY}@store.example:6379/1");
    let plain = ["--store", "redis://store.example"];
    let fine: &[(Arguments<'_>, Environment<'_>)] = &[
        (&plain, &[]),
        (&plain, &[("ASK_DOCS_STORE_PASSWORD", CANARY)]),
        (&plain, &[("ASK_DOCS_STORE_PASSWORD_ENV", "MINE"), ("MINE", CANARY)]),
        (&[], &[("ASK_DOCS_STORE_URL", &with_password)]),
    ];
    for (arguments, environment) in fine {
        assert_eq!(mistakes(arguments, environment), [] as [&str; 0]);
    }
    let wrong: &[(Arguments<'_>, Environment<'_>, &str)] = &[
        (&["--store", &with_password], &[], "--store must hold no password: put that into a file"),
        (&["--store", &format!("http://{CANARY}")], &[], "--store must be an address of Redis"),
        (&[], &[("ASK_DOCS_STORE_URL", CANARY)], "ASK_DOCS_STORE_URL must be an address of Redis"),
        (
            &[],
            &[("ASK_DOCS_STORE_URL", &with_password), ("ASK_DOCS_STORE_PASSWORD", CANARY)],
            "ASK_DOCS_STORE_PASSWORD is a second password",
        ),
        (&[], &[("ASK_DOCS_STORE_PASSWORD", CANARY)], "must say where the store"),
    ];
    for (arguments, environment, expected) in wrong {
        let mistakes = mistakes(arguments, environment);
        assert!(mistakes.len() == 1 && mistakes[0].contains(expected), "{mistakes:?}");
    }
}

/// What `check` says with these variables, and its exit code.
async fn checked(file: &str, environment: &[(&str, &str)], online: bool) -> (String, Option<i32>) {
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("gateway.toml");
    let docs = fixture();
    let site = format!("[[site]]\ndocs = '{}'\n", docs.display());
    std::fs::write(&config, format!("{file}\n{site}")).expect("a file");
    let mut check = command(&["check", "--config", config.to_str().expect("a path")]);
    check.args(online.then_some("--online")).envs(environment.iter().copied());
    let output = check.output().await.expect("the gateway");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!text.contains(CANARY), "{text}");
    (text, output.status.code())
}

#[tokio::test]
async fn check_says_where_the_store_is_and_whether_it_answers() {
    let mut redis = Redis::start_with(CANARY).await;
    let file = format!("[store]\nurl = '{}'", redis.url());
    let password = [("ASK_DOCS_STORE_PASSWORD", CANARY)];
    let line = format!("The store is {}", redis.url());
    assert!(checked(&file, &[], false).await.0.contains(&format!("{line}\n")));
    let (text, code) = checked(&file, &password, true).await;
    assert!(text.contains(&format!("{line}; it answers\n")) && code == Some(0), "{text}");
    let wrong = format!("Wrong: the store {} cannot be used: ", redis.url());
    let (text, code) = checked(&file, &[], true).await;
    assert!(text.contains(&wrong) && code == Some(2), "{text}");
    redis.kill().await;
    let (text, code) = checked(&file, &password, true).await;
    assert!(text.contains(&wrong) && code == Some(2), "{text}");
    let inside =
        format!("[store]\nurl = '{}'", redis.url().replace("//", &format!("//:{CANARY}@")));
    let (text, code) = checked(&inside, &[], false).await;
    assert!(text.contains("`url` must hold no password") && code == Some(2), "{text}");
}

#[tokio::test]
async fn over_tls_the_store_must_show_a_certificate_that_the_system_trusts() {
    let redis = Redis::start_with_tls().await;
    let file = format!("[store]\nurl = '{}'", redis.url());
    let authority = tls("authority.pem");
    let trusted = [("SSL_CERT_FILE", authority.to_str().expect("a path"))];
    let (text, code) = checked(&file, &trusted, true).await;
    assert!(text.contains("; it answers\n") && code == Some(0), "{text}");
    let (text, code) = checked(&file, &[], true).await;
    assert!(text.contains("cannot be used: ") && code == Some(2), "{text}");
    let plain = file.replace("rediss:", "redis:");
    let (text, code) = checked(&plain, &trusted, true).await;
    assert!(text.contains("cannot be used: ") && code == Some(2), "{text}");
}
