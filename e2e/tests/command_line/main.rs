//! The command line that asks: the real program against the real gateway, and against an API that
//! has good and bad days.

mod program;
mod terminal;

use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use ask_docs_e2e::{Gateway, PATIENCE, Received, Scripted, Step, snapshot, stream_head, until};
use program::{asked, asked_of_input, interrupted, next_line, program, rest, run};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::time::timeout;

pub(crate) const DONE: &str = "event: done\ndata: done\n\n";

pub(crate) fn begun(text: &str) -> String {
    stream_head("200 OK", "") + &*snapshot(text, json!([]))
}

fn whole(text: &str) -> Vec<Step> {
    vec![Step::send(begun(text) + DONE)]
}

/// An answer that ends with the scripted `steps`, and what asking for it in a pipe left behind.
async fn day(arguments: &[&str], steps: Vec<Step>) -> Result<program::Left> {
    let api = Scripted::start(move |_| steps.clone()).await?;
    asked(&[&["--gateway", &api.address, "How?"], arguments].concat()).await
}

#[tokio::test]
async fn a_question_is_answered_from_the_gateways_folder_with_numbered_sources() -> Result<()> {
    let gateway = Gateway::over_docs(&["--pace", "1ms"]).await?;
    let question = "How do I run the gateway with a GitBook token?";
    let left = asked(&["--gateway", &gateway.address, question]).await?;
    ensure!(left.code == 0 && left.err.is_empty(), "{left:?}");
    ensure!(left.out.contains("--token-file"), "{}", left.out);
    let (_, below) = left.out.split_once("\nSources\n1. ").context("sources")?;
    let address = format!("\n   {}/docs/", gateway.address);
    ensure!(below.contains(&address), "{below}");
    ensure!(below.contains("\nAsk next\n• "), "{below}");
    ensure!(!left.out.contains('\u{1b}'), "codes in a pipe: {:?}", left.out);
    Ok(())
}

#[tokio::test]
async fn scripts_get_markdown_with_footnotes_or_one_object() -> Result<()> {
    let gateway = Gateway::over_docs(&["--pace", "0ms"]).await?;
    let question = ["--gateway", &gateway.address, "What", "is", "a", "launcher?"];
    let left = asked(&[&question[..], &["--markdown"]].concat()).await?;
    ensure!(left.code == 0 && left.err.is_empty(), "{left:?}");
    ensure!(left.out.contains("\nSources: [^1]") && left.out.contains("\n[^1]: "), "{}", left.out);
    let left = asked(&[&question[..], &["--json"]].concat()).await?;
    let object: Value = serde_json::from_str(&left.out)?;
    ensure!(object["status"] == "complete" && object["found"] == true, "{object}");
    ensure!(object["question"] == "What is a launcher?", "{object}");
    let url = object["sources"][0]["url"].as_str().context("an address")?;
    ensure!(url.starts_with(&gateway.address), "{object}");
    Ok(())
}

#[tokio::test]
async fn a_question_may_come_from_standard_input() -> Result<()> {
    let api = Scripted::start(|_| whole("Yes.")).await?;
    let left = asked_of_input(&["--gateway", &api.address, "-"], " Is it\nso?\n").await?;
    ensure!(left.code == 0 && left.out.starts_with("Yes.\n"), "{left:?}");
    let body: Value = serde_json::from_str(&api.received()[0].body)?;
    ensure!(body["question"] == "Is it\nso?", "{body}");
    Ok(())
}

#[tokio::test]
async fn a_pipe_gets_each_block_once_it_stays_as_it_is() -> Result<()> {
    let api = Scripted::start(|_| {
        vec![
            Step::send(begun("# One\n\nTwo\n\nThree **fo")),
            Step::Hold,
            Step::send(snapshot(
                "# One\n\nTwo\n\nThree **four** [five](https://a.example/5)",
                json!([]),
            )),
            Step::send(DONE),
        ]
    })
    .await?;
    let mut child = program(&["--gateway", &api.address, "How?"])?.spawn()?;
    let mut lines = BufReader::new(child.stdout.take().context("its output")?).lines();
    ensure!(next_line(&mut lines).await?.as_deref() == Some("# One"));
    api.go_on();
    let rest = rest(&mut lines).await?;
    ensure!(rest.starts_with("\nTwo\n\nThree four five <https://a.example/5>\n"), "{rest}");
    Ok(())
}

#[tokio::test]
async fn an_answer_that_is_rewritten_in_a_pipe_stands_there_anew_and_whole() -> Result<()> {
    let api = Scripted::start(|_| {
        vec![
            Step::send(begun("Wrong.\n\nMore\n\nand")),
            Step::Hold,
            Step::send(snapshot("Right.\n\nMore, and the end", json!([])) + DONE),
        ]
    })
    .await?;
    let mut child = program(&["--gateway", &api.address, "How?"])?.spawn()?;
    let mut lines = BufReader::new(child.stdout.take().context("its output")?).lines();
    ensure!(next_line(&mut lines).await?.as_deref() == Some("Wrong."));
    api.go_on();
    let rest = rest(&mut lines).await?;
    let (_, anew) = rest.split_once("written anew:\n").context("it is said")?;
    ensure!(anew.starts_with("\nRight.\n\nMore, and the end\n\n"), "{rest}");
    Ok(())
}

#[tokio::test]
async fn the_exit_status_says_what_became_of_the_question() -> Result<()> {
    let refusal = |status: &str, headers: &str, body: &str| {
        vec![Step::send(stream_head(status, headers) + body)]
    };
    let said = "{\"error\":{\"message\":\"No more \\u001b[31mtoday\"}}";
    for (steps, code, sentence) in [
        (whole(""), 1, "Nothing in the documentation answers this"),
        (refusal("401 No", "", ""), 3, "does not let you ask local/docs (401)"),
        (refusal("404 No", "", ""), 3, "there is no local/docs to ask at http://127.0.0.1"),
        (refusal("400 No", "", said), 3, "did not accept the question (400): No more [31mtoday"),
        (refusal("200 OK", "Content-Type: text/html\r\n", "<p>"), 3, "it sent `text/html`"),
        (refusal("429 No", "Retry-After: 40\r\n", ""), 4, "ask again in 40 seconds"),
        (refusal("429 No", "", ""), 4, "wait a little"),
        (refusal("500 No", "", said), 5, "has a problem (500): No more [31mtoday"),
        (vec![Step::send(stream_head("200 OK", ""))], 5, "could not be read as an answer"),
        (vec![Step::send(begun("Half an answer"))], 6, "the connection ended early"),
    ] {
        let left = day(&[], steps).await?;
        ensure!(left.code == code && left.err.contains(sentence), "{code} {sentence}: {left:?}");
        ensure!(left.err.starts_with("ask-docs: ") && !left.err.contains('\u{1b}'), "{left:?}");
        ensure!(left.out.is_empty() || code == 6, "{left:?}");
    }
    Ok(())
}

#[tokio::test]
async fn what_had_come_of_an_answer_that_fails_is_written_all_the_same() -> Result<()> {
    let failed = "event: error\ndata: {\"error\":{\"message\":\"Over budget\"}}\n\n";
    let steps = vec![Step::send(begun("First.\n\nThen") + failed)];
    let left = day(&[], steps.clone()).await?;
    ensure!(left.code == 5 && left.out.starts_with("First.\n\nThen\n"), "{left:?}");
    ensure!(left.err.contains("Over budget"), "{left:?}");
    let left = day(&["--markdown"], steps.clone()).await?;
    ensure!(left.code == 5 && left.out == "First.\n\nThen\n", "{left:?}");
    let left = day(&["--json"], steps).await?;
    let object: Value = serde_json::from_str(&left.out)?;
    ensure!(object["failure"]["code"] == "server" && object["status"] == "failed", "{object}");
    Ok(())
}

#[tokio::test]
async fn nothing_is_sent_that_cannot_be_asked_and_the_mistake_is_named() -> Result<()> {
    let long = "x".repeat(513);
    for (arguments, named) in [
        (vec!["How?"], "say --gateway URL"),
        (vec!["--gateway", "ask.example", "How?"], "--gateway must begin with"),
        (vec!["--gateway", "http://127.0.0.1:9", "--site", "../x", "How?"], "--site must be"),
        (vec!["--gateway", "http://127.0.0.1:9", "  "], "it is empty"),
        (vec!["--gateway", "http://127.0.0.1:9", &long], "it has 513 characters"),
        (vec!["--gateway", "http://127.0.0.1:9", "--json", "--markdown", "How?"], "--json"),
        (vec!["--token-file", "/nowhere", "How?"], "read /nowhere"),
    ] {
        let left = asked(&arguments).await?;
        ensure!(left.code == 2 && left.err.contains(named), "{arguments:?}: {left:?}");
    }
    let mut command = program(&["--api", "http://api.example", "How?"])?;
    command.env("ASK_DOCS_TOKEN", "secret");
    let left = run(command).await?;
    ensure!(left.code == 2 && left.err.contains("over https alone"), "{left:?}");
    Ok(())
}

#[tokio::test]
async fn a_gateway_that_is_not_there_is_named_with_the_reason() -> Result<()> {
    // Nobody listens at a port that has just been given back.
    let gone = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let left = asked(&["--gateway", &format!("http://{gone}"), "How?"]).await?;
    ensure!(left.code == 5, "{left:?}");
    let named = format!("no connection to http://{gone}: Connection refused");
    ensure!(left.err.contains(&named), "{left:?}");
    Ok(())
}

#[tokio::test]
async fn the_token_goes_to_the_api_and_never_to_a_gateway() -> Result<()> {
    let api = Scripted::start(|_| whole("Yes.")).await?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("token");
    std::fs::write(&file, "gb_api_secret\n")?;
    let file = file.to_str().context("a path")?;
    let left = asked(&["--api", &api.address, "--token-file", file, "--org", "o1", "How?"]).await?;
    ensure!(left.code == 0 && left.out.starts_with("Yes.\n"), "{left:?}");
    let mut command = program(&["--gateway", &api.address, "How?"])?;
    command.env("ASK_DOCS_TOKEN", "gb_api_secret");
    ensure!(run(command).await?.code == 0);
    let received = api.received();
    let direct = &received[0];
    ensure!(direct.header("authorization") == Some("Bearer gb_api_secret"), "{direct:?}");
    ensure!(direct.line.starts_with("POST /v1/orgs/o1/sites/docs/ask?format=markdown "));
    ensure!(received[1].header("authorization").is_none(), "{:?}", received[1]);
    Ok(())
}

#[tokio::test]
async fn nothing_that_an_answer_says_is_obeyed_by_a_terminal() -> Result<()> {
    let evil = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}";
    let sources = json!([{"type": "record", "title": evil, "reason": evil,
        "url": "https://a.example/\u{1b}[31m"}]);
    let text = format!("Text {evil}\n\n```sh\ncode {evil}\n```\n\n| a {evil} |\n|--|\n| b |");
    let event = json!({"type": "answer", "answer": {"answer": {"markdown": text},
        "followupQuestions": [evil], "sources": sources}});
    let body = format!("{}data: {event}\n\n{DONE}", stream_head("200 OK", ""));
    for form in [&[][..], &["--markdown"], &["--json"]] {
        let left = day(form, vec![Step::send(body.clone())]).await?;
        let obeyed = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        ensure!(left.code == 0 && !left.out.contains(obeyed), "{form:?}: {:?}", left.out);
        ensure!(left.out.contains("Text ") && left.out.contains("code "), "{form:?}: {left:?}");
    }
    Ok(())
}

#[tokio::test]
async fn an_answer_that_is_cut_goes_on_by_itself_without_being_asked_twice() -> Result<()> {
    const ID: &str = "Qm9sdCBhbmQgbnV0cw";
    let begun = |text: &str| {
        stream_head("200 OK", "") + &*format!("id: {ID}\n\n{}", snapshot(text, json!([])))
    };
    let is_resuming = |request: &Received| request.header("last-event-id") == Some(ID);
    let api = Scripted::start(move |request| match is_resuming(request) {
        true => vec![Step::send(begun("The first half and the second") + DONE)],
        false => vec![Step::send(begun("The first half"))],
    })
    .await?;
    let left = asked(&["--gateway", &api.address, "How?"]).await?;
    ensure!(left.code == 0 && left.err.is_empty(), "{left:?}");
    ensure!(left.out.starts_with("The first half and the second\n"), "{left:?}");
    let asked = api.received().iter().filter(|one| one.line.starts_with("POST")).count();
    ensure!(asked == 1, "asked {asked} times");
    Ok(())
}

#[tokio::test]
async fn ctrl_c_closes_the_connection_and_tells_the_gateway() -> Result<()> {
    let api = Scripted::start(|request| match request.line.contains("/ask/stop") {
        true => vec![Step::send(stream_head("204 No Content", ""))],
        false => vec![
            Step::send(stream_head("200 OK", "") + "id: abc\n\n"),
            Step::send(snapshot("First.\n\nThen\n", json!([]))),
            Step::Silence,
        ],
    })
    .await?;
    let mut child = program(&["--gateway", &api.address, "How?"])?.stderr(Stdio::null()).spawn()?;
    let mut lines = BufReader::new(child.stdout.take().context("its output")?).lines();
    ensure!(next_line(&mut lines).await?.as_deref() == Some("First."));
    ensure!(interrupted(&mut child).await? == Some(130));
    until("both connections are closed", || async { Ok((api.ended() == 2).then_some(())) }).await?;
    let stop = api.received().into_iter().find(|one| one.line.contains("/ask/stop"));
    ensure!(stop.context("the gateway is told")?.body == "abc");
    Ok(())
}

#[tokio::test]
async fn what_is_left_to_ask_is_said_when_it_is_little() -> Result<()> {
    let head = stream_head(
        "200 OK",
        "RateLimit-Policy: \"day\";q=200;w=86400\r\nRateLimit: \"day\";r=17;t=5400\r\n",
    );
    let body = head + &*snapshot("Yes.", json!([])) + DONE;
    let left = day(&[], vec![Step::send(body)]).await?;
    ensure!(left.err == "17 questions left, resets in 90 minutes.\n", "{left:?}");
    Ok(())
}

#[tokio::test]
async fn whoever_reads_only_the_beginning_ends_it_without_a_word() -> Result<()> {
    let api = Scripted::start(|_| {
        let grown = |count| (0..count).map(|n| format!("Line {n}.\n\n")).collect::<String>();
        let mut steps = vec![Step::send(begun(&grown(2))), Step::Hold];
        // More than a pipe takes in without a reader.
        steps.push(Step::send(snapshot(&grown(20_000), json!([])) + DONE));
        steps
    })
    .await?;
    let mut child = program(&["--gateway", &api.address, "How?"])?.spawn()?;
    let mut lines = BufReader::new(child.stdout.take().context("its output")?).lines();
    ensure!(next_line(&mut lines).await?.as_deref() == Some("Line 0."));
    drop(lines);
    api.go_on();
    let output = timeout(PATIENCE, child.wait_with_output()).await??;
    ensure!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    Ok(())
}
