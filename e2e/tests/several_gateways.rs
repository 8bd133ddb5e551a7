//! Two gateways behind nginx, which gives each request to the next of them, and one Redis: what must
//! hold over both holds, and without Redis they go on.

use std::collections::BTreeSet;
use std::fs;
use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use ask_docs_e2e::{Gateway, Proxy, Scripted, Step, Wire, snapshot, stream_head, until};
use serde_json::json;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

const ASK: &str = "/v1/orgs/org1/sites/site1/ask";

/// All of them.
struct Fleet {
    redis: Option<Child>,
    redis_port: u16,
    api: Scripted,
    gateways: Vec<Gateway>,
    /// Where each gateway's metrics are.
    metrics: Vec<String>,
    nginx: Proxy,
    folder: TempDir,
}

fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

async fn redis(port: u16, folder: &TempDir) -> Result<Child> {
    let mut command = Command::new("redis-server");
    command.args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", "", "--dir"]);
    command.arg(folder.path()).stdout(Stdio::null()).kill_on_drop(true);
    let child = command.spawn().context("start redis-server")?;
    until("Redis listens", || async {
        Ok(TcpStream::connect(("127.0.0.1", port)).await.ok().map(drop))
    })
    .await?;
    Ok(child)
}

impl Fleet {
    /// With these settings of all sites, and of the one.
    async fn start(all: &str, site: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let redis_port = free_port()?;
        let redis = Some(redis(redis_port, &folder).await?);
        let api = Scripted::start(|request| {
            let source = json!([{"type": "record", "id": "1", "reason": "It says so"}]);
            let mut steps = vec![
                Step::send(stream_head("200 OK", "")),
                Step::send(snapshot("one", source.clone())),
            ];
            if request.body.contains("slowly") {
                steps.push(Step::Hold);
            }
            steps.push(Step::send(snapshot("one two", source)));
            steps.push(Step::send("event: done\ndata: done\n\n"));
            steps
        })
        .await?;
        fs::write(folder.path().join("token"), "gb_api_canary")?;
        let file = folder.path().join("gateway.toml");
        let settings = format!(
            "store = {{ url = 'redis://127.0.0.1:{redis_port}', deadline = '10s' }}\n\
             proxies = {{ trusted = ['127.0.0.1'] }}\n{all}\n[[site]]\norganization = 'org1'\n\
             site = 'site1'\nupstream = '{}'\ntoken_file = 'token'\n\
             citations = {{ resolve = false }}\nfallback = {{ search = false }}\n{site}\n",
            api.address
        );
        fs::write(&file, settings)?;
        let (mut gateways, mut metrics) = (Vec::new(), Vec::new());
        for _ in 0..2 {
            let address = format!("127.0.0.1:{}", free_port()?);
            let file = file.to_str().context("a path")?;
            gateways
                .push(Gateway::serving(&["--config", file, "--metrics-listen", &address]).await?);
            metrics.push(address);
        }
        let addresses: Vec<_> = gateways.iter().map(|gateway| gateway.address.as_str()).collect();
        let nginx = Proxy::nginx(&addresses).await?;
        Ok(Self { redis, redis_port, api, gateways, metrics, nginx, folder })
    }

    /// Sends a request without its host to whichever gateway is the next.
    async fn send(&self, head: &str, body: &str) -> Result<Wire> {
        let address = format!("127.0.0.1:{}", self.nginx.port);
        let length = body.len();
        let request = format!(
            "{head}\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        Wire::send(&address, &request).await
    }

    async fn begin(&self, question: &str, more: &str) -> Result<Wire> {
        let head =
            format!("POST {ASK}?format=markdown{more} HTTP/1.1\r\nContent-Type: application/json");
        let body = json!({"question": question, "scope": {"mode": "all"}}).to_string();
        self.send(&head, &body).await
    }

    async fn ask(&self, question: &str) -> Result<Answer> {
        Ok(Answer(self.begin(question, "").await?.rest().await?))
    }

    /// Asks once at each gateway.
    async fn ask_each(&self, question: &str) -> Result<Vec<Answer>> {
        let answers = vec![self.ask(question).await?, self.ask(question).await?];
        let at: BTreeSet<_> = answers.iter().map(|answer| answer.header("x-gateway")).collect();
        ensure!(at.len() == 2, "nginx does not take turns: {at:?}");
        Ok(answers)
    }

    /// Whether an answer is in Redis. To ask again before would be another question to the API.
    async fn keeps_answers(&self) -> Result<bool> {
        let address = format!("127.0.0.1:{}", self.redis_port);
        let keys = Wire::send(&address, "KEYS *:answer:*\r\nQUIT\r\n").await?.rest().await?;
        Ok(keys.contains(":answer:"))
    }

    /// Waits until both gateways say `word` of their store, in both places.
    async fn say(&self, word: &str, away: u8) -> Result<()> {
        for (gateway, metrics) in self.gateways.iter().zip(&self.metrics) {
            let address = gateway.address.trim_start_matches("http://");
            until(word, || async {
                let ready = Wire::get(address, "/readyz").await?;
                ensure!(ready.starts_with("HTTP/1.1 200 "), "{ready}");
                let counted = Wire::get(metrics, "/metrics").await?;
                let line = format!("\nask_docs_store_away {away}\n");
                Ok((ready.contains(word) && counted.contains(&line)).then_some(()))
            })
            .await?;
        }
        Ok(())
    }
}

/// A response, as text.
struct Answer(String);

impl Answer {
    fn status(&self) -> &str {
        self.0.split(' ').nth(1).unwrap_or_default()
    }

    /// The value of the header `name`, which is in lower case.
    fn header(&self, name: &str) -> String {
        let head = self.0.split("\r\n\r\n").next().unwrap_or_default();
        let mut pairs = head.lines().filter_map(|line| line.split_once(':'));
        let found = pairs.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    }

    fn left(&self) -> Option<u32> {
        let state = self.header("ratelimit");
        state.split(';').find_map(|part| part.strip_prefix("r="))?.parse().ok()
    }
}

#[tokio::test]
async fn a_limit_holds_over_both() -> Result<()> {
    let fleet = Fleet::start("limits = { questions_per_client = 4 }", "").await?;
    for question in ["first", "second"] {
        for answer in fleet.ask_each(question).await? {
            ensure!(answer.status() == "200", "{}", answer.0);
        }
    }
    for answer in fleet.ask_each("third").await? {
        ensure!(
            answer.status() == "429" && !answer.header("retry-after").is_empty(),
            "{}",
            answer.0
        );
    }
    ensure!(fleet.api.received().len() == 4, "{:?}", fleet.api.received());
    Ok(())
}

#[tokio::test]
async fn a_budget_and_a_kept_answer_hold_over_both() -> Result<()> {
    let fleet = Fleet::start("", "questions_per_day = 3\ncache = { ttl = '10m' }").await?;
    let first = fleet.ask("the same").await?;
    ensure!(first.status() == "200" && first.left() == Some(2), "{}", first.0);
    until("the answer is kept", || async { Ok(fleet.keeps_answers().await?.then_some(())) })
        .await?;
    for answer in fleet.ask_each("The same?").await? {
        ensure!(!answer.header("age").is_empty() && answer.0.contains("one two"), "{}", answer.0);
    }
    ensure!(fleet.api.received().len() == 1, "{:?}", fleet.api.received());
    let mut left = Vec::new();
    for question in ["second", "third", "fourth", "fifth"] {
        let answer = fleet.ask(question).await?;
        left.push((answer.status().to_owned(), answer.left()));
    }
    let expected = [("200", 1), ("200", 0), ("429", 0), ("429", 0)];
    let expected = expected.map(|(status, left)| (status.to_owned(), Some(left)));
    ensure!(left == expected, "{left:?}");
    ensure!(fleet.api.received().len() == 3, "{:?}", fleet.api.received());
    Ok(())
}

#[tokio::test]
async fn a_stream_goes_on_at_the_other() -> Result<()> {
    let fleet = Fleet::start("", "").await?;
    let mut asked = fleet.begin("slowly", "&resume=true").await?;
    asked
        .has("the first words", |bytes| String::from_utf8_lossy(bytes).contains("\"one\""))
        .await?;
    let text = asked.text();
    let (_, rest) = text.split_once("\nid: ").context("a name")?;
    let name = rest.get(..22).context("a whole name")?;
    let first = Answer(text.clone()).header("x-gateway");
    // The reader's connection breaks.
    drop(asked);
    let mut again = until("the other gateway has the answer", || async {
        let head = format!("GET {ASK} HTTP/1.1\r\nLast-Event-ID: {name}");
        let mut again = fleet.send(&head, "").await?;
        again.has("a head", |bytes| bytes.windows(4).any(|end| end == b"\r\n\r\n")).await?;
        let answer = Answer(again.text());
        Ok((answer.status() == "200" && answer.header("x-gateway") != first).then_some(again))
    })
    .await?;
    again
        .has("the words so far", |bytes| String::from_utf8_lossy(bytes).contains("\"one\""))
        .await?;
    fleet.api.go_on();
    let rest = again.rest().await?;
    ensure!(rest.contains("\"one two\"") && rest.contains("event: done"), "{rest}");
    ensure!(fleet.api.received().len() == 1, "{:?}", fleet.api.received());
    Ok(())
}

#[tokio::test]
async fn without_redis_both_go_on_and_with_it_they_share_again() -> Result<()> {
    let mut fleet = Fleet::start("limits = { questions_per_client = 2 }", "").await?;
    fleet.say("ready, with the store", 0).await?;
    fleet.ask_each("first").await?;
    for answer in fleet.ask_each("second").await? {
        ensure!(answer.status() == "429", "{}", answer.0);
    }
    fleet.redis.take().context("Redis")?.kill().await?;
    fleet.say("ready, without the store", 1).await?;
    // Each counts by itself.
    for question in ["third", "fourth"] {
        for answer in fleet.ask_each(question).await? {
            ensure!(answer.status() == "200", "{}", answer.0);
        }
    }
    for answer in fleet.ask_each("fifth").await? {
        ensure!(answer.status() == "429", "{}", answer.0);
    }
    fleet.redis = Some(redis(fleet.redis_port, &fleet.folder).await?);
    fleet.say("ready, with the store", 0).await?;
    for answer in fleet.ask_each("sixth").await? {
        ensure!(answer.status() == "200", "{}", answer.0);
    }
    for answer in fleet.ask_each("seventh").await? {
        ensure!(answer.status() == "429", "{}", answer.0);
    }
    Ok(())
}
