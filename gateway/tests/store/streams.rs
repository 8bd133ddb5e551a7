//! Answers that are continued and stopped at another gateway than the one that works on them.

use std::time::{Duration, Instant};

use axum::Router;
use axum::body::BodyDataStream;
use futures_util::StreamExt as _;
use tower::ServiceExt as _;

use super::resumable::{ASK, END, ONE, ask_resumable, block, name, resume};
use super::scripted::{EVENTS, Scripted, Step, write};
use super::support::program::{PATIENCE, command, connect, signal, started};
use super::support::{body, post, send, start};
use super::{PATIENT, Redis, over};

const TWO: &str =
    "data: {\"type\":\"answer\",\"answer\":{\"answer\":{\"markdown\":\"One two\"}}}\n\n";

fn arguments<'a>(upstream: &'a str, redis: &'a str) -> [&'a str; 8] {
    ["--upstream", upstream, "--organization", "org1", "--site", "site1", "--store", redis]
}

/// A gateway in front of `server` that shares `redis`.
async fn gateway(server: &Scripted, redis: &Redis, more: &[(&str, &str)]) -> Router {
    let settings = [
        ("ASK_DOCS_TOKEN", "gb_api_canary"),
        ("ASK_DOCS_CITATIONS_RESOLVE", "false"),
        // Whoever waits for a condition looks often.
        ("ASK_DOCS_LIMITS_REQUESTS_PER_CLIENT", "100000"),
    ];
    over(&arguments(&server.url(), &redis.url()), &[&settings[..], &PATIENT, more].concat()).await
}

/// The answer `name` at `app`, once the store has `first` of it.
async fn resumed(app: &Router, name: &str, first: &str) -> BodyDataStream {
    let start_of_it = Instant::now();
    loop {
        let response = app.clone().oneshot(resume(name)).await.expect("a response");
        if response.status() == 200 {
            let mut body = response.into_body().into_data_stream();
            assert_eq!(block(&mut body).await, format!("id: {name}\n\n"));
            assert_eq!(block(&mut body).await, first);
            return body;
        }
        assert_eq!(response.status(), 404);
        assert!(start_of_it.elapsed() < PATIENCE, "the other gateway never hears of it");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_reader_goes_on_at_another_gateway_to_the_end() {
    let redis = Redis::start().await;
    // The second half comes once the reader is there: a second is far longer than that takes.
    let pause = Step::Pause(Duration::from_secs(1));
    let steps = vec![write(EVENTS), write(ONE), pause, write(TWO), write(END), Step::Close];
    let server = Scripted::start(steps).await;
    let first = gateway(&server, &redis, &[]).await;
    let second = gateway(&server, &redis, &[]).await;
    let mut body = start(&first, ask_resumable()).await;
    let name = name(&mut body).await;
    assert_eq!(block(&mut body).await, ONE);
    drop(body);
    let mut body = resumed(&second, &name, ONE).await;
    assert_eq!(block(&mut body).await, TWO);
    assert_eq!(block(&mut body).await, END);
    assert!(body.next().await.is_none());
    // Now it is finished, and whole at once.
    let again = send(&second, resume(&name)).await;
    assert_eq!(again.text(), format!("id: {name}\n\n{TWO}{END}"));
    assert_eq!(server.requests().len(), 1);
    // Another site is not told of it.
    let (upstream, store) = (server.url(), redis.url());
    let other =
        arguments(&upstream, &store).map(|word| if word == "site1" { "site2" } else { word });
    let elsewhere = over(&other, &[("ASK_DOCS_TOKEN", "gb_api_canary"), PATIENT[0]]);
    let mut request = resume(&name);
    *request.uri_mut() = "/v1/orgs/org1/sites/site2/ask".parse().expect("a path");
    assert_eq!(send(&elsewhere.await, request).await.refusal().0, 404);
}

#[tokio::test]
async fn who_reads_at_another_gateway_keeps_the_work_going() {
    let redis = Redis::start().await;
    let pause = Step::Pause(Duration::from_millis(2500));
    let steps = vec![write(EVENTS), write(ONE), pause, write(END), Step::Close];
    let server = Scripted::start(steps).await;
    // Far less than the answer takes.
    let patience = [("ASK_DOCS_RESUME_PATIENCE", "1500ms")];
    let first = gateway(&server, &redis, &patience).await;
    let second = gateway(&server, &redis, &patience).await;
    let mut body = start(&first, ask_resumable()).await;
    let name = name(&mut body).await;
    drop(body);
    let mut body = resumed(&second, &name, ONE).await;
    assert_eq!(block(&mut body).await, END);
}

#[tokio::test]
async fn a_stop_at_another_gateway_stops_the_work() {
    let redis = Redis::start().await;
    let mut server = Scripted::start(vec![write(EVENTS), write(ONE), Step::Hold]).await;
    let first = gateway(&server, &redis, &[]).await;
    let second = gateway(&server, &redis, &[]).await;
    let mut body = start(&first, ask_resumable()).await;
    let name = name(&mut body).await;
    assert_eq!(block(&mut body).await, ONE);
    let mut other = resumed(&second, &name, ONE).await;
    assert_eq!(send(&second, post(&format!("{ASK}/stop"), name.clone())).await.status, 204);
    server.let_go().await;
    for body in [&mut body, &mut other] {
        let end = block(body).await;
        assert!(end.starts_with("\n\nevent: error\ndata: {\"error\":{\"code\":410,"), "{end}");
    }
    for app in [&first, &second] {
        assert_eq!(send(app, resume(&name)).await.refusal().0, 404);
    }
}

#[tokio::test]
async fn what_ended_badly_ends_badly_everywhere() {
    let redis = Redis::start().await;
    let server = Scripted::start(vec![write(EVENTS), write(ONE), Step::Close]).await;
    let first = gateway(&server, &redis, &[]).await;
    let second = gateway(&server, &redis, &[]).await;
    let mut body = start(&first, ask_resumable()).await;
    let name = name(&mut body).await;
    drop(body);
    let mut body = resumed(&second, &name, ONE).await;
    let end = block(&mut body).await;
    assert!(end.starts_with("\n\nevent: error\ndata: {\"error\":{\"code\":502,"), "{end}");
    assert!(body.next().await.is_none());
}

#[tokio::test]
async fn the_answer_of_a_gateway_that_died_comes_as_far_as_it_was_and_ends() {
    let redis = Redis::start().await;
    let server = Scripted::start(vec![write(EVENTS), write(ONE), Step::Hold]).await;
    let second = gateway(&server, &redis, &[]).await;
    let mut dying = command(&arguments(&server.url(), &redis.url()));
    dying.args(["--port", "0"]).env("ASK_DOCS_TOKEN", "gb_api_canary");
    dying.env("ASK_DOCS_CITATIONS_RESOLVE", "false").envs(PATIENT);
    let (mut dying, address) = started(dying).await;
    let question = body("a");
    let request = format!(
        "POST {ASK}?format=markdown&resume=true HTTP/1.1\r\nhost: {address}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{question}",
        question.len()
    );
    let name = {
        let mut stream = connect(&address, &request).await;
        let mut text = String::new();
        while !text.contains("One") {
            let mut bytes = [0; 4096];
            let read = tokio::io::AsyncReadExt::read(&mut stream, &mut bytes).await;
            let read = read.expect("an answer");
            assert!(read > 0, "{text}");
            text += &String::from_utf8_lossy(&bytes[..read]);
        }
        let (_, rest) = text.split_once("\nid: ").expect("a name");
        rest[..22].to_owned()
    };
    // The store knows as much as the reader has seen.
    drop(resumed(&second, &name, ONE).await);
    signal(&dying, "-KILL");
    dying.wait().await.expect("an end");
    let mut body = resumed(&second, &name, ONE).await;
    // Its last word was long ago: nobody has to wait for that here.
    let keys = redis.keys().await;
    let key = keys.iter().find(|key| key.starts_with("ask-docs:1:running:")).expect("an answer");
    let _: () = redis.ask("HSET", &[key.as_str(), "told", "1"]).await;
    let end = block(&mut body).await;
    assert!(end.starts_with("\n\nevent: error\ndata: {\"error\":{\"code\":503,"), "{end}");
    assert!(body.next().await.is_none());
}

#[tokio::test]
async fn a_store_that_comes_back_empty_learns_of_the_answer_again() {
    let mut redis = Redis::start().await;
    let server = Scripted::start(vec![write(EVENTS), write(ONE), Step::Hold]).await;
    let first = gateway(&server, &redis, &[]).await;
    let second = gateway(&server, &redis, &[]).await;
    let mut body = start(&first, ask_resumable()).await;
    let name = name(&mut body).await;
    drop(resumed(&second, &name, ONE).await);
    redis.kill().await;
    redis.bring_back().await;
    drop(resumed(&second, &name, ONE).await);
    // The reader at the first gateway has noticed nothing.
    assert_eq!(block(&mut body).await, ONE);
    assert_eq!(send(&first, post(&format!("{ASK}/stop"), name)).await.status, 204);
    assert!(block(&mut body).await.contains("\"code\":410"));
}

#[tokio::test]
async fn nonsense_in_the_place_of_an_answer_is_not_passed_on() {
    let redis = Redis::start().await;
    let server = Scripted::start(vec![write(EVENTS), write(ONE), Step::Hold]).await;
    let first = gateway(&server, &redis, &[]).await;
    let second = gateway(&server, &redis, &[]).await;
    for (field, value, code) in [
        ("snapshot", "data: half", 502),
        ("snapshot", "event: done\ndata: done\n\n", 502),
        ("snapshot", "data: 1\n\ndata: 2\n\n", 502),
        ("ending", "data: no end\n\n", 502),
        ("snapshot", &"x".repeat((1 << 20) + 1), 410),
    ] {
        let mut body = start(&first, ask_resumable()).await;
        let name = name(&mut body).await;
        let mut other = resumed(&second, &name, ONE).await;
        let keys = redis.keys().await;
        let running = keys.iter().filter(|key| key.starts_with("ask-docs:1:running:"));
        for key in running {
            let _: () = redis.ask("HSET", &[key.as_str(), field, value, "number", "9"]).await;
        }
        let mut end = block(&mut other).await;
        if end == ONE {
            // With another number, it is another snapshot.
            end = block(&mut other).await;
        }
        assert!(
            end.contains(&format!("event: error\ndata: {{\"error\":{{\"code\":{code},")),
            "{end}"
        );
        assert_eq!(send(&first, post(&format!("{ASK}/stop"), name)).await.status, 204);
        drop(body);
        let _: () = redis.ask("FLUSHALL", &["SYNC"]).await;
    }
}
