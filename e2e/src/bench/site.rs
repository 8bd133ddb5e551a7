//! A folder as a site for one browser: plain files, with the headers that isolate a page.
//! An isolated page has a clock of 5 µs; any other has one of 100 µs, longer than a chunk takes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

const ISOLATION: &str = "Cross-Origin-Opener-Policy: same-origin\r\n\
     Cross-Origin-Embedder-Policy: require-corp\r\n";

/// A running site. Dropping it ends it.
#[must_use]
#[derive(Debug)]
pub(super) struct Site {
    /// Where it is, as in `http://127.0.0.1:43210`.
    pub(super) address: String,
    task: tokio::task::JoinHandle<()>,
}

impl Site {
    /// Serves what lies in `folder`, and nothing of folders inside it.
    pub(super) async fn serve(folder: PathBuf) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.context("find a free port")?;
        let address = format!("http://{}", listener.local_addr()?);
        let folder = Arc::new(folder);
        let task = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let folder = folder.clone();
                // A browser that hangs up harms nobody but itself.
                tokio::spawn(async move { answer(socket, &folder).await });
            }
        });
        Ok(Self { address, task })
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(socket: TcpStream, folder: &Path) -> Result<()> {
    let mut socket = BufReader::new(socket);
    let mut request = String::new();
    socket.read_line(&mut request).await?;
    let mut header = String::new();
    while socket.read_line(&mut header).await? > 2 {
        header.clear();
    }
    let file = file_of(&request);
    let found = match file {
        Some(name) => tokio::fs::read(folder.join(name)).await.ok(),
        None => None,
    };
    let (status, body) = match found {
        Some(body) => ("200 OK", body),
        None => ("404 Not Found", Vec::new()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {}\r\nContent-Length: {}\r\n{ISOLATION}\
         Connection: close\r\n\r\n",
        content_type(file.unwrap_or_default()),
        body.len()
    );
    socket.write_all(head.as_bytes()).await?;
    socket.write_all(&body).await?;
    Ok(socket.shutdown().await?)
}

/// The name of the file that a request line asks for; a path of several parts is none.
fn file_of(request: &str) -> Option<&str> {
    let path = request.strip_prefix("GET /")?.split([' ', '?']).next()?;
    match path {
        "" => Some("index.html"),
        name if name.contains(['/', '\\', '%']) || name.starts_with('.') => None,
        name => Some(name),
    }
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_of_the_folder_itself_is_served() {
        assert_eq!(file_of("GET / HTTP/1.1\r\n"), Some("index.html"));
        assert_eq!(file_of("GET /page.js?x HTTP/1.1\r\n"), Some("page.js"));
        for wrong in ["GET /../secret HTTP/1.1", "GET /a/b HTTP/1.1", "POST / HTTP/1.1", ""] {
            assert_eq!(file_of(wrong), None, "{wrong}");
        }
    }
}
