//! The program and the disk: what a kill leaves, what a full disk costs, and the command that
//! writes a report out.
#![cfg(unix)]

use std::path::Path;
use std::process::{Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;

use super::support::fixture;
use super::support::program::{ask_request, command, ended, exchange, running, signal, started};
use super::*;

async fn asks(address: &str) -> String {
    let request = ask_request(address).replacen("\r\n", "\r\nconnection: close\r\n", 1);
    exchange(address, &request).await
}

fn count(file: &Path) -> i64 {
    let file = Connection::open(file).expect("the file");
    file.query_row("SELECT count(*) FROM answers", [], |row| row.get(0)).expect("a count")
}

async fn written_out(file: &Path, more: &[&str]) -> Output {
    let arguments = [&["report", file.to_str().expect("a path")], more].concat();
    command(&arguments).output().await.expect("the gateway")
}

#[tokio::test]
async fn a_gateway_that_ends_has_written_every_row_and_the_command_writes_them_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("reports.sqlite");
    let path = file.to_str().expect("a path");
    let (child, address) = running(&["--pace", "0", "--reports", path]).await;
    for _ in 0..3 {
        asks(&address).await;
    }
    signal(&child, "-TERM");
    assert_eq!(ended(child).await.1, Some(0));
    assert_eq!(count(&file), 3);
    let csv = written_out(&file, &["--csv", "answers"]).await;
    assert_eq!(String::from_utf8_lossy(&csv.stdout).matches("\"docs\",\"answered\"").count(), 3);
    assert_eq!(csv.status.code(), Some(0));
    let json = written_out(&file, &["--json", "--site", "other"]).await;
    let json: Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(json["answers"].as_array().map(Vec::len), Some(0));
    for (arguments, sentence) in [
        (vec![], "the following required arguments were not provided:"),
        (
            vec!["--csv", "x"],
            "invalid value 'x' for '--csv <TABLE>': there are `answers`, \
                              `feedback` and `pages` (--help lists the options)\n",
        ),
    ] {
        let wrong = written_out(&file, &arguments).await;
        let told = String::from_utf8_lossy(&wrong.stderr).into_owned();
        assert!(told.starts_with(sentence), "{told}");
        assert_eq!(wrong.status.code(), Some(2));
    }
    let none = written_out(&folder.path().join("none"), &["--json"]).await;
    assert!(String::from_utf8_lossy(&none.stderr).contains("cannot be used: "), "{none:?}");
    assert_eq!(none.status.code(), Some(2));
}

#[tokio::test]
async fn a_gateway_that_is_killed_while_it_writes_leaves_a_file_that_can_be_read_and_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("reports.sqlite");
    let path = file.to_str().expect("a path");
    let (child, address) = running(&["--pace", "0", "--reports", path]).await;
    let readers: Vec<_> = (0..4)
        .map(|_| {
            let address = address.clone();
            tokio::spawn(async move {
                loop {
                    let request = ask_request(&address);
                    let request = request.replacen("\r\n", "\r\nconnection: close\r\n", 1);
                    let Ok(mut stream) = tokio::net::TcpStream::connect(&address).await else {
                        return;
                    };
                    // The end may come anywhere.
                    let _ = stream.write_all(request.as_bytes()).await;
                    let _ = stream.read_to_end(&mut Vec::new()).await;
                }
            })
        })
        .collect();
    let start = Instant::now();
    while count(&file) < 50 {
        assert!(start.elapsed() < Duration::from_secs(30), "nothing is written");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    signal(&child, "-KILL");
    ended(child).await;
    readers.iter().for_each(tokio::task::JoinHandle::abort);
    let before = count(&file);
    let whole: String = Connection::open(&file)
        .and_then(|file| file.query_row("PRAGMA integrity_check", [], |row| row.get(0)))
        .expect("a check");
    assert_eq!((whole.as_str(), before >= 50), ("ok", true));
    let (child, address) = running(&["--pace", "0", "--reports", path]).await;
    asks(&address).await;
    signal(&child, "-TERM");
    ended(child).await;
    assert_eq!(count(&file), before + 1);
}

#[tokio::test]
async fn a_full_disk_is_a_line_in_the_log_and_no_readers_business() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("reports.sqlite");
    // No file may get larger than this many blocks of 512 bytes or of 1 KiB, as the shell has it.
    let mut limited = Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 250; exec \"$@\"", "sh"]);
    limited.arg(env!("CARGO_BIN_EXE_ask-docs-gateway"));
    let docs = fixture();
    limited.args(["--docs", docs.to_str().expect("a path"), "--port", "0", "--pace", "0"]);
    limited.args(["--reports", file.to_str().expect("a path")]);
    limited.kill_on_drop(true).stdout(Stdio::piped());
    limited.stderr(Stdio::piped());
    let (mut child, address) = started(limited).await;
    let mut log = tokio::io::BufReader::new(child.stderr.take().expect("its log")).lines();
    let is_told = Arc::new(AtomicUsize::new(0));
    let told = Arc::clone(&is_told);
    // To its end, or the gateway would have nowhere to write.
    tokio::spawn(async move {
        while let Ok(Some(line)) = log.next_line().await {
            told.fetch_add(usize::from(line.contains("report cannot be written")), SeqCst);
        }
    });
    let start = Instant::now();
    let mut more = 5;
    while more > 0 {
        assert!(start.elapsed() < Duration::from_secs(60), "the disk is not full");
        let answer = asks(&address).await;
        assert!(answer.contains("event: done\ndata: done\n\n"), "{answer}");
        more -= is_told.load(SeqCst).min(1);
    }
    assert_eq!(is_told.load(SeqCst), 1);
    let kept = count(&file);
    assert!(kept > 0);
}

#[tokio::test]
async fn a_folder_that_is_not_there_keeps_it_from_starting_in_one_sentence() {
    let docs = fixture();
    let arguments = ["--docs", docs.to_str().expect("a path"), "--reports", "/no/such/folder/r"];
    let child = command(&arguments).spawn().expect("the gateway");
    let expected = "--reports names a file in a folder that does not exist; it is \
                    `/no/such/folder/r`\n";
    assert_eq!(ended(child).await, (expected.to_owned(), Some(2)));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("notes.txt");
    std::fs::write(&file, "notes of mine").expect("a file");
    let path = file.to_str().expect("a path");
    let child =
        command(&["--docs", docs.to_str().expect("a path"), "--port", "0", "--reports", path]);
    let child = { child }.spawn().expect("the gateway");
    let expected = format!("The report `{path}` is no report of this version of the gateway\n");
    assert_eq!(ended(child).await, (expected, Some(2)));
    assert_eq!(std::fs::read_to_string(&file).expect("a file"), "notes of mine");
}
