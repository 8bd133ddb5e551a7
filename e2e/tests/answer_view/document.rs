//! An answer that comes as GitBook's document tree, though Markdown was asked for.

use anyhow::{Result, ensure};
use ask_docs_e2e::{Day, Step, stream_head};
use serde_json::{Value, json};

fn event(blocks: &[Value]) -> String {
    let document = json!({"object": "document", "data": {}, "nodes": blocks});
    let answer = json!({"answer": {"document": document}, "followupQuestions": [], "sources": []});
    format!("data: {}\n\n", json!({"type": "answer", "answer": answer}))
}

fn block(kind: &str, nodes: &[Value]) -> Value {
    json!({"object": "block", "type": kind, "isVoid": false, "data": {}, "nodes": nodes})
}

fn text(words: &str) -> Value {
    let leaf = json!({"object": "leaf", "text": words, "marks": []});
    json!({"object": "text", "leaves": [leaf]})
}

#[tokio::test]
async fn an_answer_that_comes_as_a_document_is_drawn_as_it_grows() -> Result<()> {
    let day = Day::start("", |_| {
        let link = json!({"object": "inline", "type": "link", "isVoid": false,
            "data": {"ref": {"kind": "url", "url": "https://docs.example/keys"}},
            "nodes": [text("keys")]});
        let first = block("heading-2", &[text("1. *Keys*")]);
        let hint = block("hint", &[block("paragraph", &[text("Rotate your "), link])]);
        let begin = stream_head("200 OK", "") + &*event(std::slice::from_ref(&first));
        let whole = event(&[first, hint]) + "event: done\ndata: done\n\n";
        vec![Step::send(begin), Step::Hold, Step::send(whole)]
    })
    .await?;
    day.ask_box.ask("How?").await?;
    // What is no markup in a document is none in Markdown.
    day.ask_box.text(".answer h2, .answer h4, .answer h5", |text| text == "1. *Keys*").await?;
    day.api.go_on();
    day.ask_box.completed().await?;
    day.ask_box.text(".answer .hint", |text| text.contains("Rotate your keys")).await?;
    let link = day.ask_box.find(".answer a").await?;
    ensure!(link.attr("href").await?.as_deref() == Some("https://docs.example/keys"));
    day.browser.quit().await
}
