//! An installation to be examined: a page, a gateway, and what stands between.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use anyhow::{Context as _, Result};
use ask_docs_e2e::{Gateway, Scripted, Step, env, stream_head, until};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

/// A page whose text is set once it is known which gateway it asks.
pub(crate) struct Page {
    pub(crate) server: Scripted,
    response: Arc<Mutex<String>>,
}

impl Page {
    pub(crate) async fn start() -> Result<Self> {
        let response = Arc::new(Mutex::new(String::new()));
        let told = Arc::clone(&response);
        let server = Scripted::start(move |_| {
            vec![Step::send(told.lock().map(|text| text.clone()).unwrap_or_default())]
        });
        Ok(Self { server: server.await?, response })
    }

    /// Says what the page is. `headers` are lines without their ends.
    pub(crate) fn is(&self, headers: &[&str], html: &str) {
        let mut lines = "Content-Type: text/html\r\n".to_owned();
        headers.iter().for_each(|line| lines.push_str(&format!("{line}\r\n")));
        let text = stream_head("200 OK", &lines) + html;
        *self.response.lock().expect("nobody panics with it") = text;
    }
}

/// An API that answers for the site's structure with `status`, and for nothing else.
pub(crate) async fn api(status: &'static str) -> Result<Scripted> {
    Scripted::start(move |_| {
        let head = stream_head(status, "Content-Type: application/json\r\n");
        vec![Step::send(head + r#"{"type":"siteSpaces","structure":[]}"#)]
    })
    .await
}

/// A folder with the widget's files, of which `spoil` makes others by their names.
pub(crate) fn files(spoil: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>>) -> Result<TempDir> {
    let folder = tempfile::tempdir()?;
    for entry in fs::read_dir(env("XTASK_WWW")?)? {
        let entry = entry?;
        let name = entry.file_name().into_string().ok().context("a name")?;
        if !entry.path().is_file() {
            continue;
        }
        if let Some(bytes) = spoil(&name, fs::read(entry.path())?) {
            fs::write(folder.path().join(name), bytes)?;
        }
    }
    Ok(folder)
}

/// A gateway over some of the docs, soon indexed, that serves the files of `www`.
pub(crate) async fn gateway_with(www: &Path, origin: &str) -> Result<Gateway> {
    let docs = env("XTASK_ROOT")?.join("docs/embed");
    let [docs, www] = [&*docs, www].map(|path| path.to_str().unwrap_or_default().to_owned());
    Gateway::serving(&["--docs", &docs, "--www", &www, "--allow-origin", origin]).await
}

/// nginx before a gateway. Dropping it ends it.
pub(crate) struct Proxy {
    pub(crate) address: String,
    _child: Child,
    _folder: TempDir,
}

/// What a proxy does that lets everything pass; one that is to buffer has nothing of it.
const AS_IT_SHOULD: &str = "proxy_http_version 1.1; proxy_set_header Connection \"\"; \
                            proxy_buffering off;";

impl Proxy {
    /// nginx before the gateway at `gateway`. `more` stands in its `location /`, `beside` beside it.
    pub(crate) async fn start(gateway: &str, more: &str, beside: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let root = folder.path().display();
        let usual = if more.contains("proxy_buffering") { "" } else { AS_IT_SHOULD };
        let host = if more.contains("Host") { "" } else { "proxy_set_header Host $http_host;" };
        let config = format!(
            "daemon off; master_process off; pid {root}/pid; events {{}} http {{ access_log off;\n\
             error_log stderr; client_body_temp_path {root}/body; proxy_temp_path {root}/proxy;\n\
             fastcgi_temp_path {root}/f; uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;\n\
             server {{ listen 127.0.0.1:{port}; {host}\n{}\n\
             location / {{ proxy_pass {gateway}; {host} {usual} {more} }} }} }}",
            beside.replace("GATEWAY", gateway)
        );
        let file = folder.path().join("config");
        fs::write(&file, config)?;
        let mut command = Command::new("nginx");
        command.arg("-c").arg(&file).arg("-p").arg(folder.path()).args(["-e", "stderr"]);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true).spawn();
        let child = child.context("start nginx")?;
        until("the proxy listens", || async {
            Ok(TcpStream::connect(("127.0.0.1", port)).await.ok().map(drop))
        })
        .await?;
        Ok(Self { address: format!("http://127.0.0.1:{port}"), _child: child, _folder: folder })
    }
}
