//! Deadlines, retries, the circuit breaker and the rate limit, through sockets.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ask_docs_gateway::upstream::Conduct;
use axum::Router;

use crate::gateway::{ASK, SHORT, gateway, gateway_with, impatient};
use crate::scripted::{DONE, EVENT, EVENTS, Scripted, Step, write};
use crate::support::{Response, body, post, send};

async fn asked(app: &Router) -> Response {
    send(app, post(ASK, body("a"))).await
}

fn refusal(status: u16, headers: &str) -> Vec<Step> {
    let head = format!("HTTP/1.1 {status} No\r\n{headers}connection: close\r\n\r\n");
    vec![write(head), Step::Close]
}

fn answer() -> Vec<Step> {
    vec![write(EVENTS), write(EVENT), write(DONE), Step::Close]
}

#[tokio::test]
async fn what_may_pass_is_tried_again_before_the_first_byte() {
    let cut_before_a_byte = vec![write(EVENTS), Step::Close];
    for first in [
        vec![Step::Reset],
        vec![Step::Close],
        cut_before_a_byte,
        vec![write(EVENTS), Step::Reset],
        refusal(408, ""),
        refusal(425, ""),
        refusal(429, "retry-after: 1\r\n"),
        refusal(502, ""),
        refusal(503, "retry-after: 0\r\n"),
        refusal(504, ""),
    ] {
        let name = format!("{first:?}");
        let server = Scripted::start_each(vec![first, answer()]).await;
        let start = Instant::now();
        let response = asked(&gateway(&server.url())).await;
        assert_eq!(response.text(), format!("{EVENT}{DONE}"), "{name}");
        assert_eq!(server.requests().len(), 2, "{name}");
        assert!(start.elapsed() >= Duration::from_millis(375), "{name}: {:?}", start.elapsed());
    }
}

#[tokio::test]
async fn a_request_goes_up_three_times_at_most() {
    let server = Scripted::start(vec![Step::Reset]).await;
    assert_eq!(asked(&gateway(&server.url())).await.refusal().0, 502);
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn what_will_not_pass_goes_up_once() {
    for first in [
        refusal(400, ""),
        refusal(401, ""),
        refusal(403, ""),
        refusal(404, ""),
        refusal(500, ""),
        // Longer than a reader should wait without knowing.
        refusal(429, "retry-after: 4\r\n"),
        refusal(429, ""),
        refusal(503, "retry-after: 60\r\n"),
    ] {
        let server = Scripted::start_each(vec![first, answer()]).await;
        assert!(asked(&gateway(&server.url())).await.refusal().0 >= 400);
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn nothing_goes_up_again_once_a_byte_is_here() {
    for end in [Step::Close, Step::Reset] {
        let pause = Step::Pause(Duration::from_millis(50));
        let server =
            Scripted::start_each(vec![vec![write(EVENTS), write(":"), pause, end], answer()]).await;
        let response = asked(&gateway(&server.url())).await;
        assert!(response.text().starts_with(":\n\nevent: error\n"), "{}", response.text());
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn retries_end_with_the_time_for_the_first_byte() {
    // After the first request there is less time than the shortest pause takes.
    let late = Step::Pause(Duration::from_millis(1650));
    let server = Scripted::start(vec![late, Step::Reset]).await;
    let app = gateway_with(&server.url(), |conduct| {
        conduct.deadlines.first_byte = Duration::from_secs(2);
    });
    let start = Instant::now();
    assert_eq!(asked(&app).await.refusal().0, 502);
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn each_deadline_has_its_ending() {
    let silent = |steps: &[Step]| [steps, &[Step::Hold]].concat();
    let drip = std::iter::repeat_n([write(": \n\n"), Step::Pause(SHORT / 20)], 200);
    let drip: Vec<_> = [write(EVENTS)].into_iter().chain(drip.flatten()).collect();
    let total = |conduct: &mut Conduct| conduct.deadlines.total = SHORT * 2;
    for (steps, change, status) in [
        (silent(&[]), impatient as fn(&mut Conduct), 504),
        (silent(&[write("HTTP/1.1 200 OK\r\ncontent-ty")]), impatient, 504),
        (silent(&[write(EVENTS)]), impatient, 504),
        (silent(&[write(EVENTS), write(EVENT)]), impatient, 200),
        (drip, total, 200),
    ] {
        let mut server = Scripted::start(steps).await;
        let start = Instant::now();
        let response = asked(&gateway_with(&server.url(), change)).await;
        assert_eq!(response.status.as_u16(), status);
        if status == 200 {
            let error = "\n\nevent: error\ndata: {\"error\":{\"code\":504,";
            assert!(response.text().contains(error), "{}", response.text());
        } else {
            assert_eq!(response.refusal().0, status);
        }
        assert!((SHORT..SHORT * 6).contains(&start.elapsed()), "{:?}", start.elapsed());
        server.let_go().await;
    }
}

#[tokio::test]
async fn an_upstream_that_fails_again_and_again_is_left_alone() {
    let pause = Duration::from_millis(1900);
    let mut scripts = vec![vec![Step::Reset]; 3];
    scripts.push(answer());
    let server = Scripted::start_each(scripts).await;
    let app = gateway_with(&server.url(), |conduct| {
        conduct.retries.times = 0;
        conduct.breaker.failures = 3;
        conduct.breaker.pause = pause;
    });
    for _ in 0..3 {
        assert_eq!(asked(&app).await.refusal().0, 502);
    }
    let open = Instant::now();
    let response = asked(&app).await;
    assert_eq!(response.refusal().0, 503);
    assert_eq!(response.header("retry-after"), "2", "rounded up");
    assert_eq!(server.requests().len(), 3, "nothing goes up");
    tokio::time::sleep((pause + Duration::from_millis(50)).saturating_sub(open.elapsed())).await;
    for _ in 0..3 {
        assert_eq!(asked(&app).await.text(), format!("{EVENT}{DONE}"));
    }
}

#[tokio::test]
async fn a_refused_question_is_no_failure_of_the_upstream() {
    let server = Scripted::start(refusal(404, "")).await;
    let app = gateway_with(&server.url(), |conduct| conduct.breaker.failures = 1);
    for _ in 0..3 {
        assert_eq!(asked(&app).await.refusal().0, 404);
    }
}

#[tokio::test]
async fn a_reset_becomes_a_wait_and_the_wait_is_kept() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs();
    let headers = format!(
        "x-ratelimit-limit: 10\r\nx-ratelimit-remaining: 0\r\nx-ratelimit-reset: {}\r\n",
        now + 30
    );
    let server = Scripted::start_each(vec![refusal(429, &headers), answer()]).await;
    let app = gateway(&server.url());
    for _ in 0..2 {
        let response = asked(&app).await;
        assert_eq!(response.refusal().0, 429);
        let wait: u64 = response.header("retry-after").parse().expect("seconds");
        assert!((28..=31).contains(&wait), "{wait}");
    }
    assert_eq!(server.requests().len(), 1, "the second one would have been refused as well");
}
