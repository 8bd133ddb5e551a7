//! What the API of a fictional product says: the texts that stand in the pictures.

use serde_json::{Value, json};

use crate::{Received, Step, stream_head};

const DONE: &str = "event: done\ndata: done\n\n";

const ROLL_BACK: &str = "Open **Deployments**, choose the version that worked, and press \
    **Roll back**. Traffic moves over within seconds; nothing is built again.\n\n\
    From a terminal:\n\n\
    ```sh\nnorthwind rollback --to 1.8.1\n```\n\n\
    - The last ten versions can be rolled back to.\n\
    - [Migrations](https://docs.northwind.example/migrations) of a database are not undone.";

/// An answer with all that an answer can hold.
pub(super) const EVERY_CONSTRUCT: &str = include_str!("../../pictures/every-construct.md");

/// The questions that an empty box offers.
pub(super) fn starters() -> Vec<Step> {
    let offered = [
        "How do I roll back a deployment?",
        "Where are the logs?",
        "How do I invite a colleague?",
        "What does a preview cost?",
    ];
    let events = offered.map(|question| format!("data: {}\n\n", json!({ "question": question })));
    whole_stream("", &events.concat())
}

/// A stream of `events` that ends as it should, with `headers` of its own, each with its line end.
fn whole_stream(headers: &str, events: &str) -> Vec<Step> {
    vec![Step::send(format!("{}{events}{DONE}", stream_head("200 OK", headers)))]
}

/// A stream of `events` that does not end as it should.
fn open_stream(events: &str) -> Vec<Step> {
    vec![Step::send(format!("{}{events}", stream_head("200 OK", "")))]
}

/// One snapshot of an answer, with more about it in `event`.
fn event(markdown: &str, sources: &Value, follow_ups: &[&str], fallback: Option<&str>) -> String {
    let event = json!({"type": "answer", "fallback": fallback, "answer": {
        "answer": {"markdown": markdown}, "followupQuestions": follow_ups, "sources": sources
    }});
    format!("data: {event}\n\n")
}

fn sources() -> Value {
    json!([
        {"type": "record", "title": "Roll back a deployment",
         "url": "https://docs.northwind.example/deployments/rollback",
         "reason": "Describes the button and the command."},
        {"type": "record", "title": "Migrations",
         "url": "https://docs.northwind.example/migrations",
         "reason": "Says what a rollback leaves as it is."},
    ])
}

fn follow_ups() -> [&'static str; 2] {
    ["What happens to requests that are running?", "Can a bad version be rolled back by itself?"]
}

fn whole_with(headers: &str) -> Vec<Step> {
    whole_stream(headers, &event(ROLL_BACK, &sources(), &follow_ups(), None))
}

/// The answer in full.
pub(super) fn whole(_: &Received) -> Vec<Step> {
    whole_with("")
}

/// An answer for each of several questions in a row.
pub(super) fn conversation(request: &Received) -> Vec<Step> {
    let say = |text| whole_stream("", &event(text, &json!([]), &[], None));
    match () {
        () if request.body.contains("requests") => {
            say("They are answered by the version that took them. It is stopped when the last one \
                 is through, after **30 seconds** at most.")
        }
        () if request.body.contains("itself") => {
            say("Yes: set `rollback: auto`. A version whose error rate stays above *2 %* for a \
                 minute is then rolled back, and you are told.")
        }
        () => whole_with(""),
    }
}

/// A long answer, and a short one after it.
pub(super) fn long_and_short(request: &Received) -> Vec<Step> {
    match request.body.contains("requests") {
        true => conversation(request),
        false => every_construct(request),
    }
}

/// Every construct of an answer.
pub(super) fn every_construct(_: &Received) -> Vec<Step> {
    whole_stream("", &event(EVERY_CONSTRUCT, &json!([]), &[], None))
}

/// A line that is open, and nothing in it.
pub(super) fn silence(_: &Received) -> Vec<Step> {
    let mut steps = open_stream(": ping\n\n");
    steps.push(Step::Silence);
    steps
}

/// The beginning of the answer, and nothing more for now.
pub(super) fn beginning(request: &Received) -> Vec<Step> {
    let mut steps = cut(request);
    steps.push(Step::Silence);
    steps
}

/// The beginning of the answer, and then the end of the connection.
pub(super) fn cut(_: &Received) -> Vec<Step> {
    let begun = ROLL_BACK.split_once(": ").map_or(ROLL_BACK, |(begun, _)| begun);
    let begun = begun.split_once("\n\n```").map_or(begun, |(begun, _)| begun);
    open_stream(&event(begun, &json!([]), &[], None))
}

/// An end without an answer: the documentation has none.
pub(super) fn nothing(_: &Received) -> Vec<Step> {
    whole_stream("", &event("", &json!([]), &[], None))
}

/// Pages instead of an answer.
pub(super) fn search_results(_: &Received) -> Vec<Step> {
    let text = "No answer could be written at the moment. These pages may help:\n\n\
        1. [Roll back a deployment](https://docs.northwind.example/deployments/rollback)\n   \
           How to go back to a version that worked.\n\
        2. [Migrations](https://docs.northwind.example/migrations)\n   \
           What happens to a database.";
    whole_stream("", &event(text, &json!([]), &[], Some("search")))
}

/// The answer, and few questions left.
pub(super) fn little_left(_: &Received) -> Vec<Step> {
    whole_with("RateLimit-Policy: \"day\";q=200;w=86400\r\nRateLimit: \"day\";r=7;t=5400\r\n")
}

/// The answer, out of a cache.
pub(super) fn kept(_: &Received) -> Vec<Step> {
    whole_with("Age: 7300\r\n")
}

fn refusal(status: &str, headers: &str, message: &str) -> Vec<Step> {
    let headers = format!("Content-Type: application/json\r\n{headers}");
    let body = json!({"error": {"code": 0, "message": message}});
    vec![Step::send(format!("{}{body}", stream_head(status, &headers)))]
}

/// Too many questions.
pub(super) fn too_many(_: &Received) -> Vec<Step> {
    refusal("429 Too Many Requests", "Retry-After: 40\r\n", "Rate limit")
}

/// A page that may not ask.
pub(super) fn refused(_: &Received) -> Vec<Step> {
    refusal("403 Forbidden", "", "Origin not allowed")
}

/// An organization and a site that are not there.
pub(super) fn missing(_: &Received) -> Vec<Step> {
    refusal("404 Not Found", "", "Not found")
}

/// A server with a problem of its own.
pub(super) fn broken(_: &Received) -> Vec<Step> {
    refusal("500 Internal Server Error", "", "The index is being rebuilt.")
}

/// Nobody: the connection ends without a byte.
pub(super) fn nobody(_: &Received) -> Vec<Step> {
    Vec::new()
}
