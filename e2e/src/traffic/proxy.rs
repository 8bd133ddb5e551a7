//! What stands between clients and upstream: the gateway, nginx, or nothing.

use std::fs;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::env;
use crate::gateway::listening;

/// Who passes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Clients ask the upstream itself.
    Direct,
    /// The gateway, as released.
    Gateway,
    /// nginx with `proxy_pass` and buffering off.
    Nginx,
}

/// A running proxy. Dropping it ends it.
pub(crate) struct Proxy {
    /// Host and port.
    pub(crate) address: String,
    child: Option<Child>,
    _folder: Option<TempDir>,
}

impl Kind {
    pub(crate) const ALL: [Self; 3] = [Self::Direct, Self::Nginx, Self::Gateway];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Direct => "no proxy",
            Self::Gateway => "gateway",
            Self::Nginx => "nginx",
        }
    }

    /// Starts it in front of `upstream`.
    pub(crate) async fn start(self, upstream: &str) -> Result<Proxy> {
        match self {
            Self::Direct => Ok(Proxy { address: upstream.to_owned(), child: None, _folder: None }),
            Self::Gateway => gateway(upstream).await,
            Self::Nginx => nginx(upstream).await,
        }
    }
}

impl Proxy {
    /// Its process; none if there is none, or no more.
    pub(crate) fn id(&self) -> Option<u32> {
        self.child.as_ref().and_then(Child::id)
    }

    /// The resident memory of the proxy with its workers, in KiB.
    pub(crate) fn resident(&self) -> Result<u64> {
        let Some(id) = self.id() else { return Ok(0) };
        let mut all = vec![id.to_string()];
        let children = format!("/proc/{id}/task/{id}/children");
        let children = fs::read_to_string(children).unwrap_or_default();
        all.extend(children.split_whitespace().map(str::to_owned));
        let mut sum = 0;
        for id in all {
            let status = fs::read_to_string(format!("/proc/{id}/status")).context("read status")?;
            let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
            let number = line.and_then(|line| line.split_whitespace().next());
            sum += number.and_then(|number| number.parse::<u64>().ok()).unwrap_or(0);
        }
        Ok(sum)
    }
}

async fn gateway(upstream: &str) -> Result<Proxy> {
    let folder = tempfile::tempdir()?;
    let token = folder.path().join("token");
    fs::write(&token, "gb_api_bench")?;
    let config = folder.path().join("gateway.toml");
    fs::write(
        &config,
        CONFIG.replace("{upstream}", upstream).replace("{token}", &token.display().to_string()),
    )?;
    let mut command = Command::new(env("XTASK_RELEASED_GATEWAY")?);
    command.args(["--config", &config.display().to_string()]).env("RUST_LOG", "error");
    let (child, address) = listening(command).await?;
    let address = address.strip_prefix("http://").context("the gateway's address")?.to_owned();
    Ok(Proxy { address, child: Some(child), _folder: Some(folder) })
}

/// All clients are one here, so nothing that is counted for a client may be small.
const CONFIG: &str = r#"
[server]
port = 0

[operation]
max_connections = 20000

[limits]
questions_per_client = 0
questions_per_origin = 0
requests_per_client = 0
same_question = 0
at_once = 20000

[[site]]
organization = "org1"
site = "site1"
upstream = "http://{upstream}"
token_file = "{token}"
# Longer than any load: an answer has 180 s otherwise.
deadlines = { total = "1h" }
"#;

async fn nginx(upstream: &str) -> Result<Proxy> {
    let folder = tempfile::tempdir()?;
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let root = folder.path().display().to_string();
    let config = NGINX
        .replace("{root}", &root)
        .replace("{port}", &port.to_string())
        .replace("{upstream}", upstream);
    let file = folder.path().join("nginx.conf");
    fs::write(&file, config)?;
    let child = Command::new("nginx")
        .args(["-c", &file.display().to_string(), "-p", &root, "-e", "stderr"])
        .kill_on_drop(true)
        .spawn()
        .context("start nginx (`apt-get install nginx-light`)")?;
    let address = format!("127.0.0.1:{port}");
    for _ in 0..200 {
        if TcpStream::connect(&address).await.is_ok() {
            return Ok(Proxy { address, child: Some(child), _folder: Some(folder) });
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bail!("nginx did not listen within 10 s")
}

const NGINX: &str = "
daemon off; master_process on; worker_processes auto; pid {root}/pid;
worker_rlimit_nofile 20000;
events { worker_connections 9000; }
http {
  access_log off; error_log stderr crit;
  client_body_temp_path {root}/body; proxy_temp_path {root}/proxy;
  fastcgi_temp_path {root}/f; uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;
  server {
    listen 127.0.0.1:{port} backlog=4096;
    location / {
      proxy_pass http://{upstream};
      proxy_http_version 1.1; proxy_buffering off; proxy_read_timeout 120s;
      proxy_set_header Authorization \"Bearer gb_api_bench\";
    }
  }
}
";
