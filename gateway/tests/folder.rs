//! Folders as they are found: broken files, loops, and changes while the gateway runs.

mod support;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use ask_docs_gateway::StartFailure;
use axum::Router;
use support::{ask, get, local, send, settings};

fn write(folder: &Path, file: &str, text: impl AsRef<[u8]>) {
    let path = folder.join(file);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, text).expect("a file");
}

async fn first_record(app: &Router, question: &str) -> String {
    let answer = ask(app, question).await.answer();
    answer.sources.first().and_then(|source| source.record.clone()).unwrap_or_default()
}

/// Asks until the answer stands on `record`; a file system tells of changes when it likes.
async fn until_found(app: &Router, question: &str, record: &str) {
    let start = Instant::now();
    loop {
        let found = first_record(app, question).await;
        if found == record {
            return;
        }
        assert!(start.elapsed() < Duration::from_secs(30), "{question}: {found:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn failure(docs: &Path) -> String {
    let docs = docs.to_str().expect("a path");
    let failure: StartFailure =
        ask_docs_gateway::prepare(&settings(&["--docs", docs])).expect_err("no gateway");
    failure.to_string()
}

#[tokio::test]
async fn changed_new_and_removed_files_are_noticed() {
    let docs = tempfile::tempdir().expect("a folder");
    write(docs.path(), "README.md", "# Home\n\nAbout zebras.\n");
    let app = local(docs.path(), &[]);
    until_found(&app, "zebras", "home").await;
    write(docs.path(), "README.md", "# Home\n\nAbout giraffes.\n");
    until_found(&app, "giraffes", "home").await;
    assert_eq!(first_record(&app, "zebras").await, "");
    write(docs.path(), "new/page.md", "# New\n\nAbout penguins.\n");
    until_found(&app, "penguins", "new/page").await;
    // A new folder is watched as well.
    write(docs.path(), "new/page.md", "# New\n\nAbout walruses.\n");
    until_found(&app, "walruses", "new/page").await;
    fs::remove_file(docs.path().join("new/page.md")).expect("removed");
    until_found(&app, "walruses", "").await;
}

#[tokio::test]
async fn files_that_cannot_be_read_are_skipped_named_and_counted() {
    let docs = tempfile::tempdir().expect("a folder");
    write(docs.path(), "good.md", "# Good\n\nAbout zebras.\n");
    write(docs.path(), "latin1.md", b"# Caf\xe9\n");
    write(docs.path(), "large.md", vec![b'a'; 5 * 1024 * 1024]);
    write(docs.path(), "\u{feff}bom.md", "\u{feff}# Bom\r\n\r\nAbout giraffes.\r\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink("/no/such/file.md", docs.path().join("dangling.md"))
        .expect("a link");
    let report =
        ask_docs_gateway::local::Local::measure(docs.path(), &[]).expect("a report").report;
    let mut skipped: Vec<_> = report
        .skipped
        .iter()
        .map(|skipped| format!("{}: {}", skipped.file, skipped.reason))
        .collect();
    skipped.sort();
    #[cfg(unix)]
    assert_eq!(skipped.remove(0), "dangling.md: entity not found");
    assert_eq!(skipped, ["large.md: larger than 4 MiB", "latin1.md: not UTF-8"]);
    assert_eq!((report.pages, report.sections), (2, 2));
    let told = report.to_string();
    assert!(told.contains("; skipped ") && told.contains("latin1.md (not UTF-8)"), "{told}");
    let app = local(docs.path(), &[]);
    assert_eq!(first_record(&app, "giraffes").await, "\u{feff}bom");
}

#[cfg(unix)]
#[tokio::test]
async fn loops_and_hidden_folders_are_walked_past() {
    use std::os::unix::fs::symlink;
    let docs = tempfile::tempdir().expect("a folder");
    let other = tempfile::tempdir().expect("a folder");
    write(docs.path(), "a/page.md", "# Page\n\nAbout zebras.\n");
    write(docs.path(), ".git/x.md", "# Hidden\n\nAbout giraffes.\n");
    write(docs.path(), "node_modules/x/README.md", "# Module\n\nAbout giraffes.\n");
    write(other.path(), "linked.md", "# Linked\n\nAbout penguins.\n");
    symlink(docs.path(), docs.path().join("a/loop")).expect("a link");
    symlink("..", docs.path().join("a/up")).expect("a link");
    for name in ["one", "two", "three"] {
        symlink(other.path(), docs.path().join(name)).expect("a link");
        symlink(other.path(), other.path().join(name)).expect("a link");
    }
    let report =
        ask_docs_gateway::local::Local::measure(docs.path(), &[]).expect("a report").report;
    assert_eq!(report.pages, 2, "{report}");
    let app = local(docs.path(), &[]);
    assert_eq!(first_record(&app, "giraffes").await, "");
    assert_eq!(first_record(&app, "penguins").await, "one/linked");
}

#[tokio::test]
async fn a_folder_with_nothing_to_say_is_refused_in_one_sentence() {
    let docs = tempfile::tempdir().expect("a folder");
    assert!(failure(docs.path()).ends_with("holds no Markdown files"), "{}", failure(docs.path()));
    write(docs.path(), "a.md", b"\xff\xfe");
    write(docs.path(), ".hidden/b.md", "# B");
    let sentence = failure(docs.path());
    assert!(sentence.ends_with("holds no Markdown file that can be read; 1 skipped"), "{sentence}");
    write(docs.path(), ".gitbook.yaml", "root: ./missing/\n");
    write(docs.path(), "c.md", "# C");
    let sentence = failure(docs.path());
    assert!(sentence.contains("missing"), "{sentence}");
}

#[tokio::test]
async fn the_configured_root_and_first_page_count() {
    let docs = tempfile::tempdir().expect("a folder");
    write(
        docs.path(),
        ".gitbook.yaml",
        "root: ./manual/\nstructure:\n  readme: start.md\n  summary: toc.md\n",
    );
    write(docs.path(), "outside.md", "# Outside\n\nAbout zebras.\n");
    write(docs.path(), "manual/start.md", "About giraffes, see [b](b.md), [out](../outside.md).\n");
    write(docs.path(), "manual/b.md", "About penguins.\n");
    write(
        docs.path(),
        "manual/toc.md",
        "# Contents\n\n* [The start](start.md)\n* [The birds](b.md)\n",
    );
    let app = local(docs.path(), &["--site-url", "https://docs.example.com/x/"]);
    assert_eq!(first_record(&app, "zebras").await, "");
    let answer = ask(&app, "giraffes").await.answer();
    assert_eq!(answer.sources[0].title.as_deref(), Some("The start"));
    assert_eq!(answer.sources[0].url.as_deref(), Some("https://docs.example.com/x/"));
    let text = answer.answer.and_then(|text| text.markdown).expect("text");
    assert!(
        text.ends_with("About giraffes, see [b](https://docs.example.com/x/b), out."),
        "{text}"
    );
    assert_eq!(ask(&app, "penguins").await.answer().sources[0].title.as_deref(), Some("The birds"));
    assert!(send(&app, get("/docs/b")).await.text().contains("About penguins"));
}

#[tokio::test]
async fn other_languages_are_found_in_their_own_words() {
    let docs = tempfile::tempdir().expect("a folder");
    write(
        docs.path(),
        "zh.md",
        "# 主题\n\n## 配置主题颜色\n\n在设置中选择颜色。\n\n## 安装\n\n运行安装命令。\n",
    );
    write(
        docs.path(),
        "ja.md",
        "# 通知\n\n## Webhookを作成する\n\n設定画面でエンドポイントを入力します。\n",
    );
    write(
        docs.path(),
        "de.md",
        "# Überblick\n\n## Schlüssel ändern\n\nDen Schlüssel unter Einstellungen ändern.\n",
    );
    write(
        docs.path(),
        "ru.md",
        "# Обзор\n\n## Сменить ключ\n\nОткройте настройки и смените ключ.\n",
    );
    let app = local(docs.path(), &[]);
    for (question, record) in [
        ("如何配置主题的颜色？", "zh#配置主题颜色"),
        ("怎么安装", "zh#安装"),
        ("Webhookの作成方法は？", "ja#webhookを作成する"),
        ("Wie kann man den Schlüssel ändern?", "de#schlüssel-ändern"),
        ("schlussel andern", "de#schlüssel-ändern"),
        ("как сменить ключ", "ru#сменить-ключ"),
    ] {
        assert_eq!(first_record(&app, question).await, record, "{question}");
    }
}

#[tokio::test]
async fn a_folder_of_one_page_has_questions_to_begin_with_too() {
    let docs = tempfile::tempdir().expect("a folder");
    let text = "# Zoo\n\nHi.\n\n## How to feed zebras\n\nHay.\n\n## Giraffes\n\nTall.\n\n\
                ## Penguins\n\nCold.\n\n## Empty\n";
    write(docs.path(), "README.md", text);
    let app = local(docs.path(), &[]);
    let (events, done) = send(&app, get(&format!("{}/questions", support::ASK))).await.events();
    assert!(done);
    let questions: Vec<_> = events.iter().filter_map(|event| event["question"].as_str()).collect();
    let expected = [
        "How do I feed zebras?",
        "What should I know about “Giraffes”?",
        "What should I know about “Penguins”?",
    ];
    assert_eq!(questions, expected);
    for question in questions {
        assert_ne!(first_record(&app, question).await, "", "{question}");
    }
}
