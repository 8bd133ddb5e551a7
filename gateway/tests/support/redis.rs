//! A real Redis on a port of its own, which can be killed, frozen and brought back.
//!
//! Owns the process and its empty folder. It keeps nothing on a disk, so it comes back empty.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part of it")]

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use redis::{FromRedisValue, ToRedisArgs};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::support::program::{PATIENCE, signal};

/// The running server; dropped, it is killed.
pub struct Redis {
    port: u16,
    password: Option<&'static str>,
    speaks_tls: bool,
    child: Option<Child>,
    folder: tempfile::TempDir,
}

impl Redis {
    pub async fn start() -> Self {
        Self::start_as(None, false).await
    }

    /// A server that demands `password`.
    pub async fn start_with(password: &'static str) -> Self {
        Self::start_as(Some(password), false).await
    }

    /// A server that speaks TLS alone, with the certificate of the fixture.
    pub async fn start_with_tls() -> Self {
        Self::start_as(None, true).await
    }

    async fn start_as(password: Option<&'static str>, speaks_tls: bool) -> Self {
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a socket");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let folder = tempfile::tempdir().expect("a folder");
        let mut redis = Self { port, password, speaks_tls, child: None, folder };
        redis.bring_back().await;
        redis
    }

    /// Where it is, without its password.
    pub fn url(&self) -> String {
        let scheme = if self.speaks_tls { "rediss" } else { "redis" };
        format!("{scheme}://127.0.0.1:{}", self.port)
    }

    /// Ends it as a power cut would.
    pub async fn kill(&mut self) {
        self.child.take().expect("a server").kill().await.expect("an end");
    }

    /// Starts it again, on the same port.
    pub async fn bring_back(&mut self) {
        let mut command = Command::new("redis-server");
        let port = self.port.to_string();
        command.args(["--bind", "127.0.0.1"]);
        if self.speaks_tls {
            command.args(["--port", "0", "--tls-port", &port, "--tls-auth-clients", "no"]);
            command.arg("--tls-cert-file").arg(tls("server.pem"));
            command.arg("--tls-key-file").arg(tls("server-key.pem"));
            command.arg("--tls-ca-cert-file").arg(tls("authority.pem"));
        } else {
            command.args(["--port", &port]);
        }
        command.args(["--save", "", "--appendonly", "no", "--dir"]).arg(self.folder.path());
        if let Some(password) = self.password {
            command.args(["--requirepass", password]);
        }
        command.stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        let child = command.spawn();
        self.child = Some(child.expect("redis-server, which `cargo xtask test` installs"));
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {
            assert!(start.elapsed() < PATIENCE, "redis-server does not listen");
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    /// Lets it do nothing, though its connections stand.
    pub fn freeze(&self) {
        signal(self.child.as_ref().expect("a server"), "-STOP");
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        signal(self.child.as_ref().expect("a server"), "-CONT");
    }

    /// What it answers to a command.
    pub async fn ask<T: FromRedisValue>(&self, command: &str, arguments: &[impl ToRedisArgs]) -> T {
        let mut url = url::Url::parse(&self.url()).expect("an address");
        url.set_password(self.password).expect("a password");
        let client = redis::Client::open(url).expect("a client");
        let mut connection = client.get_multiplexed_async_connection().await.expect("a connection");
        let mut command = redis::cmd(command);
        for argument in arguments {
            command.arg(argument);
        }
        command.query_async(&mut connection).await.expect("an answer of Redis")
    }

    /// The names of all that it has, but for what gateways prove it with.
    pub async fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = self.ask("KEYS", &["*"]).await;
        keys.retain(|key| !key.starts_with("ask-docs:1:proof:"));
        keys.sort();
        keys
    }
}

/// A file of the certificate that [`Redis::start_with_tls`] shows. It was made for that, and nobody
/// else trusts it.
pub fn tls(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/store").join(file)
}
