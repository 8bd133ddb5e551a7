//! The gateway behind nginx and Caddy, as `deploy/` sets them up: each event goes on as it comes.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use ask_docs_e2e::{Gateway, Proxy, Scripted, Step, Wire, snapshot, stream_head};
use serde_json::json;

async fn ask(port: u16, accepts: &str) -> Result<Wire> {
    let body = r#"{"question":"How?","scope":{"mode":"all"}}"#;
    let request = format!(
        "POST /v1/orgs/org1/sites/site1/ask?format=markdown HTTP/1.1\r\n\
         Host: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n\
         Accept: text/event-stream\r\nAccept-Encoding: {accepts}\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    Wire::send(&format!("127.0.0.1:{port}"), &request).await
}

/// How many bytes stand behind the head.
fn body(bytes: &[u8]) -> usize {
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n");
    head.map_or(0, |head| bytes.len() - head - 4)
}

#[tokio::test]
async fn behind_each_proxy_of_the_documentation_events_come_one_by_one() -> Result<()> {
    for name in ["nginx", "caddy"] {
        // Each event waits until the one before it has come through.
        let api = Scripted::start(|_| {
            let mut steps = vec![Step::send(stream_head("200 OK", ""))];
            for words in ["one", "one two", "one two three"] {
                steps.extend([Step::send(snapshot(words, json!([]))), Step::Hold]);
            }
            steps.push(Step::send("event: done\ndata: done\n\n"));
            steps
        })
        .await?;
        let folder = tempfile::tempdir()?;
        let token = folder.path().join("token");
        fs::write(&token, "gb_api_canary")?;
        let token = token.to_str().context("a path")?;
        let site = ["--organization", "org1", "--site", "site1", "--token-file", token];
        let gateway =
            Gateway::serving(&[&["--upstream", &*api.address], &site[..]].concat()).await?;
        let proxy = match name {
            "nginx" => Proxy::nginx(&[&gateway.address]).await?,
            _ => Proxy::caddy(&gateway.address).await?,
        };
        let mut plain = ask(proxy.port, "identity").await?;
        for words in ["\"one\"", "\"one two\"", "\"one two three\""] {
            plain.has(words, |bytes| String::from_utf8_lossy(bytes).contains(words)).await?;
            api.go_on();
        }
        plain
            .has("the end", |bytes| String::from_utf8_lossy(bytes).contains("event: done"))
            .await?;
        let mut small = ask(proxy.port, "br").await?;
        let mut seen = 0;
        for _ in 0..3 {
            small.has("a compressed event", |bytes| body(bytes) > seen).await?;
            seen = body(&small.bytes);
            api.go_on();
        }
        let head = small.text().to_lowercase();
        ensure!(head.contains("content-encoding: br"), "{name}: {head}");
    }
    Ok(())
}
