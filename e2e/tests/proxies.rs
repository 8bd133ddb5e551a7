//! The gateway behind nginx and Caddy, as `deploy/` sets them up: each event goes on as it comes.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use ask_docs_e2e::{Gateway, Scripted, Step, env, snapshot, stream_head, until};
use serde_json::json;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(20);

/// A running proxy. Dropping it ends it.
struct Proxy {
    port: u16,
    _child: Child,
    _folder: TempDir,
}

fn deployed(name: &str) -> Result<String> {
    let path = env("XTASK_ROOT")?.join("deploy").join(name);
    fs::read_to_string(&path).with_context(|| path.display().to_string())
}

/// The file of `deploy/` as it is, but for names, ports and certificates.
fn nginx(port: u16, gateway: &str, root: &Path) -> Result<String> {
    let server: String = deployed("nginx.conf")?
        .lines()
        .filter(|line| !line.contains("ssl_certificate"))
        .map(|line| line.to_owned() + "\n")
        .collect();
    let server = server
        .replace("listen 443 ssl http2;", &format!("listen 127.0.0.1:{port};"))
        .replace("http://127.0.0.1:8080", gateway);
    ensure!(server.contains(gateway) && server.contains(&port.to_string()), "{server}");
    let root = root.display();
    Ok(format!(
        "daemon off; master_process off; pid {root}/pid; events {{}} http {{ access_log off; error_log stderr;\n\
         client_body_temp_path {root}/body; proxy_temp_path {root}/proxy;\n\
         fastcgi_temp_path {root}/f; uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;\n\
         {server} }}"
    ))
}

fn caddy(port: u16, gateway: &str) -> Result<String> {
    let host = gateway.trim_start_matches("http://");
    let site = deployed("Caddyfile")?
        .replace("ask.example.com {", &format!("http://127.0.0.1:{port} {{"))
        .replace("127.0.0.1:8080", host);
    ensure!(site.contains(host) && site.contains(&port.to_string()), "{site}");
    Ok(format!("{{\n\tadmin off\n}}\n{site}"))
}

async fn start(name: &str, gateway: &str) -> Result<Proxy> {
    let folder = tempfile::tempdir()?;
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let file = folder.path().join("config");
    let mut command = Command::new(name);
    match name {
        "nginx" => {
            fs::write(&file, nginx(port, gateway, folder.path())?)?;
            command.arg("-c").arg(&file).arg("-p").arg(folder.path()).args(["-e", "stderr"]);
        }
        _ => {
            fs::write(&file, caddy(port, gateway)?)?;
            command.args(["run", "--adapter", "caddyfile", "--config"]).arg(&file);
            command.env("HOME", folder.path()).env("XDG_CONFIG_HOME", folder.path());
        }
    }
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true).spawn();
    let child = child.with_context(|| format!("start {name}"))?;
    until("the proxy listens", || async {
        Ok(TcpStream::connect(("127.0.0.1", port)).await.ok().map(drop))
    })
    .await?;
    Ok(Proxy { port, _child: child, _folder: folder })
}

/// Asks through the proxy; the bytes that come, as they come.
struct Client {
    stream: TcpStream,
    bytes: Vec<u8>,
}

impl Client {
    async fn ask(port: u16, accepts: &str) -> Result<Self> {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
        let body = r#"{"question":"How?","scope":{"mode":"all"}}"#;
        let request = format!(
            "POST /v1/orgs/org1/sites/site1/ask?format=markdown HTTP/1.1\r\n\
             Host: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n\
             Accept: text/event-stream\r\nAccept-Encoding: {accepts}\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).await?;
        Ok(Self { stream, bytes: Vec::new() })
    }

    /// Reads until what has come is as `wanted`.
    async fn has(&mut self, what: &str, wanted: impl Fn(&[u8]) -> bool) -> Result<()> {
        while !wanted(&self.bytes) {
            let read = timeout(PATIENCE, self.stream.read_buf(&mut self.bytes)).await;
            let read = read.with_context(|| format!("{what} is held back: {}", self.text()))??;
            ensure!(read > 0, "the connection ended before {what}: {}", self.text());
        }
        Ok(())
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
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
        let proxy = start(name, &gateway.address).await?;
        let mut plain = Client::ask(proxy.port, "identity").await?;
        for words in ["\"one\"", "\"one two\"", "\"one two three\""] {
            plain.has(words, |bytes| String::from_utf8_lossy(bytes).contains(words)).await?;
            api.go_on();
        }
        plain
            .has("the end", |bytes| String::from_utf8_lossy(bytes).contains("event: done"))
            .await?;
        let mut small = Client::ask(proxy.port, "br").await?;
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
