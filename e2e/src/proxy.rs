//! nginx and Caddy as `deploy/` sets them up, on free ports, before one gateway or several.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::{env, until};

/// A running proxy. Dropping it ends it.
#[must_use]
#[derive(Debug)]
pub struct Proxy {
    /// Where it listens, on this machine.
    pub port: u16,
    _child: Child,
    _folder: TempDir,
}

impl Proxy {
    /// nginx, which passes requests to the gateways at `addresses` (`http://…`) in turn, and says in
    /// the header `X-Gateway` to which.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn nginx(addresses: &[&str]) -> Result<Self> {
        Self::start("nginx", |port, folder| nginx(port, addresses, folder)).await
    }

    /// Caddy before the gateway at `address`.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn caddy(address: &str) -> Result<Self> {
        Self::start("caddy", |port, _| caddy(port, address)).await
    }

    async fn start(
        name: &str,
        configuration: impl FnOnce(u16, &Path) -> Result<String>,
    ) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let file = folder.path().join("config");
        fs::write(&file, configuration(port, folder.path())?)?;
        let mut command = Command::new(name);
        match name {
            "nginx" => {
                command.arg("-c").arg(&file).arg("-p").arg(folder.path()).args(["-e", "stderr"]);
            }
            _ => {
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
        Ok(Self { port, _child: child, _folder: folder })
    }
}

fn deployed(name: &str) -> Result<String> {
    let path = env("XTASK_ROOT")?.join("deploy").join(name);
    fs::read_to_string(&path).with_context(|| path.display().to_string())
}

/// The file of `deploy/` as it is, but for names, ports and certificates.
fn nginx(port: u16, addresses: &[&str], root: &Path) -> Result<String> {
    let servers: String = addresses
        .iter()
        .map(|address| format!("server {};\n", address.trim_start_matches("http://")))
        .collect();
    let server: String = deployed("nginx.conf")?
        .lines()
        .filter(|line| !line.contains("ssl_certificate"))
        .map(|line| line.to_owned() + "\n")
        .collect();
    let listen = format!("listen 127.0.0.1:{port};\nadd_header X-Gateway $upstream_addr always;");
    let server = server
        .replace("listen 443 ssl http2;", &listen)
        .replace("http://127.0.0.1:8080", "http://gateways");
    ensure!(server.contains("http://gateways") && server.contains(&listen), "{server}");
    let root = root.display();
    Ok(format!(
        "daemon off; master_process off; pid {root}/pid; events {{}} http {{ access_log off; error_log stderr;\n\
         client_body_temp_path {root}/body; proxy_temp_path {root}/proxy;\n\
         fastcgi_temp_path {root}/f; uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;\n\
         upstream gateways {{\n{servers}}}\n{server} }}"
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
