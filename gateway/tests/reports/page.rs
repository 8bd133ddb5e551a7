//! The page and the exports: what they show, to whom, and what they make of hostile words.

use ask_docs_gateway::settings::Invocation;
use axum::http::header;
use serde_json::{Value, json};

use super::*;

const PATHS: [&str; 5] = [
    "/reports",
    "/reports/answers.csv",
    "/reports/feedback.csv",
    "/reports/pages.csv",
    "/reports/export.json",
];

#[tokio::test]
async fn what_readers_ask_and_say_is_on_the_page_and_in_every_export() {
    let reporting = Reporting::new("question_text = true");
    let name = reporting.ask(ANSWERED).await;
    reporting.ask(NOTHING).await;
    reporting
        .say(&json!({"answer": name, "helpful": false, "reason": "outdated",
                     "comment": "Version 2 differs"}))
        .await;
    let page = reporting.text("/reports").await;
    for words in [
        ANSWERED,
        NOTHING,
        "Version 2 differs",
        "it is out of date",
        "<a href=\"/docs/guides/webhooks\"",
        "<dt>Questions</dt><dd>2</dd>",
        "<dt>Found nothing</dt><dd>1 <small>50 %</small></dd>",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
    let json: Value =
        serde_json::from_str(&reporting.text("/reports/export.json").await).expect("JSON");
    let [answers, feedback] = [&json["answers"], &json["feedback"]];
    assert_eq!(answers[0]["question"], ANSWERED);
    assert_eq!((&answers[0]["outcome"], &answers[0]["answer"]), (&json!("answered"), &json!(name)));
    assert_eq!(
        (&answers[1]["outcome"], &answers[1]["question"]),
        (&json!("nothing"), &json!(NOTHING))
    );
    assert_eq!(feedback[0]["comment"], "Version 2 differs");
    assert_eq!(feedback[0]["question"], ANSWERED);
    let pages = json["pages"].as_array().expect("a list");
    assert!(pages.iter().any(|page| page["page"] == "/docs/guides/webhooks"
        && page["not_helpful"] == 1
        && page["gone"] == "no"));
    let csv = reporting.text("/reports/feedback.csv").await;
    let lines: Vec<_> = csv.split("\r\n").collect();
    assert_eq!(lines.len(), 3, "{csv}");
    assert_eq!(
        lines[0],
        "\"at\",\"site\",\"answer\",\"helpful\",\"reason\",\"comment\",\"question\""
    );
    // A name may begin as a formula does.
    let name = if name.starts_with('-') { format!("'{name}") } else { name };
    let end =
        format!("\"docs\",\"{name}\",\"no\",\"outdated\",\"Version 2 differs\",\"{ANSWERED}\"");
    assert!(lines[1].ends_with(&end), "{csv}");
    let answers = reporting.see("/reports/answers.csv").await;
    assert_eq!(answers.header("content-type"), "text/csv; charset=utf-8; header=present");
    assert_eq!(answers.header("content-disposition"), "attachment; filename=\"answers.csv\"");
    assert_eq!(answers.text().matches("\r\n").count(), 3);
}

#[tokio::test]
async fn without_leave_no_word_of_a_question_is_kept_and_counts_are_shown() {
    let reporting = Reporting::new("");
    reporting.ask(ANSWERED).await;
    reporting.ask(NOTHING).await;
    let page = reporting.text("/reports").await;
    assert!(!page.contains("webhook signatures") && !page.contains("zzyzx"), "{page}");
    assert!(page.contains("The words of questions are not kept"), "{page}");
    assert!(page.contains("<dt>Found nothing</dt><dd>1 "), "{page}");
    let export = reporting.text("/reports/export.json").await;
    assert!(export.contains("\"outcome\":\"nothing\",\"pages\":0,\"question\":null"), "{export}");
    for file in std::fs::read_dir(reporting.folder.path()).expect("a folder") {
        let bytes = std::fs::read(file.expect("a file").path()).expect("bytes");
        for words in ["webhook signatures", "zzyzx"] {
            assert!(memchr::memmem::find(&bytes, words.as_bytes()).is_none(), "{words}");
        }
    }
}

#[tokio::test]
async fn nobody_sees_anything_without_the_password_and_nobody_guesses_for_long() {
    let reporting = Reporting::new("");
    reporting.ask(ANSWERED).await;
    for path in PATHS {
        let response = send(&reporting.app, get(path)).await;
        assert_eq!(response.status, 401, "{path}");
        assert_eq!(
            response.header("www-authenticate"),
            "Basic realm=\"Reports\", charset=\"UTF-8\""
        );
        assert_eq!(response.header("cache-control"), "no-store");
        assert!(!response.text().contains("Questions"), "{path}");
    }
    for guess in 0..10 {
        let path = PATHS[guess % PATHS.len()];
        let wrong = send(&reporting.app, with(path, &format!("owner:{PASSWORD}{guess}"))).await;
        assert_eq!(wrong.status, 401, "{guess}");
    }
    let right = reporting.see("/reports").await;
    assert_eq!((right.status.as_u16(), right.header("retry-after")), (429, "60"));
}

#[tokio::test]
async fn the_page_stands_under_a_policy_without_scripts_and_is_kept_nowhere() {
    let reporting = Reporting::new("");
    for path in PATHS.into_iter().chain(["/reports/page.css"]) {
        let response = reporting.see(path).await;
        assert_eq!(response.status, 200, "{path}");
        for (name, value) in [
            ("cache-control", "no-store"),
            (
                "content-security-policy",
                "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; \
                 frame-ancestors 'none'",
            ),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("cross-origin-resource-policy", "same-origin"),
            ("access-control-allow-origin", ""),
        ] {
            assert_eq!(response.header(name), value, "{name} of {path}");
        }
    }
    let page = reporting.text("/reports").await;
    assert!(!page.contains("<script") && !page.contains(" style="), "{page}");
}

#[tokio::test]
async fn hostile_words_are_words_on_the_page_and_in_a_spreadsheet() {
    let reporting = Reporting::new("question_text = true");
    let hostile =
        "=HYPERLINK(\"https://evil.example\",\"x\")</td><img src=x onerror=alert(1)>&amp;";
    let name = reporting.ask(hostile).await;
    reporting.say(&json!({"answer": name, "helpful": false, "comment": hostile})).await;
    let page = reporting.text("/reports").await;
    let escaped = "=HYPERLINK(&quot;https://evil.example&quot;,&quot;x&quot;)&lt;/td&gt;\
                   &lt;img src=x onerror=alert(1)&gt;&amp;amp;";
    assert_eq!(page.matches("onerror").count(), page.matches(escaped).count(), "{page}");
    assert!(page.matches(escaped).count() >= 2 && !page.contains("<img"), "{page}");
    let csv = reporting.text("/reports/feedback.csv").await;
    let cell = format!("\"'{}\"", hostile.replace('"', "\"\""));
    assert_eq!(csv.matches(&cell).count(), 2, "{csv}");
    // Nothing of a query reaches the page as it is.
    let page = reporting.text("/reports?site=%22%3E%3Cimg%20src%3Dx%3E&days=7").await;
    assert!(!page.contains("<img") && page.contains("<option selected>7</option>"), "{page}");
}

#[tokio::test]
async fn without_a_password_there_is_no_page_and_without_a_file_nothing_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("reports.sqlite");
    let app = local(&fixture(), &["--reports", file.to_str().expect("a path")]);
    assert_eq!(send(&app, get("/reports")).await.status, 404);
    assert!(file.exists());
    let app = local(&fixture(), &[]);
    assert_eq!(send(&app, get("/reports")).await.status, 404);
}

#[test]
fn wrong_settings_of_the_report_are_told() {
    let docs = fixture();
    let docs = docs.to_str().expect("a path");
    for (more, environment, expected) in [
        (
            vec!["--reports", "/no/such/folder/reports.sqlite"],
            vec![],
            "--reports names a file in a folder that does not exist; it is \
             `/no/such/folder/reports.sqlite`",
        ),
        (vec!["--reports", "/tmp"], vec![], "--reports names a folder, not a file; it is `/tmp`"),
        (
            vec!["--reports", "reports.sqlite"],
            vec![("ASK_DOCS_REPORTS_PASSWORD", "short")],
            "ASK_DOCS_REPORTS_PASSWORD leads to a password of fewer than 12 characters",
        ),
        (
            vec![],
            vec![("ASK_DOCS_REPORTS_KEEP_DAYS", "7")],
            "ASK_DOCS_REPORTS_KEEP_DAYS goes with `file`, in which it is kept",
        ),
    ] {
        let arguments = [&["--docs", docs], &more[..]].concat();
        let told = support::parse_with(&arguments, &environment).expect_err("a mistake");
        assert_eq!(told, [expected]);
    }
}

#[test]
fn the_password_is_in_no_text_form_of_the_settings() {
    let arguments = ["ask-docs-gateway", "--docs", "docs", "--reports", "reports.sqlite"];
    let docs = fixture();
    let arguments =
        arguments.map(|one| if one == "docs" { docs.as_os_str() } else { one.as_ref() });
    let environment = [("ASK_DOCS_REPORTS_PASSWORD".to_owned(), PASSWORD.to_owned())];
    let read = Invocation::read(arguments.map(Into::into), &environment.into_iter().collect());
    let text = format!("{read:?}");
    assert!(text.contains("Password(hidden)") && !text.contains(PASSWORD), "{text}");
}

#[tokio::test]
async fn a_question_without_scripts_is_counted_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("reports.sqlite");
    let file = file.to_str().expect("a path");
    let password = folder.path().join("password");
    std::fs::write(&password, PASSWORD).expect("a file");
    let www = folder.path().to_str().expect("a path");
    let password = password.to_str().expect("a path");
    let arguments = ["--reports", file, "--reports-password-file", password, "--www", www];
    let app = local(&fixture(), &arguments);
    let request = get("/ask?q=How+do+I+verify+webhook+signatures%3F");
    assert_eq!(send(&app, request).await.status, 200);
    let page = send(&app, with("/reports", &format!(":{PASSWORD}"))).await;
    assert_eq!(page.header(header::CONTENT_TYPE.as_str()), "text/html; charset=utf-8");
    assert!(page.text().contains("<dt>Questions</dt><dd>1</dd>"), "{}", page.text());
}
