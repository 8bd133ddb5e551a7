//! A request over a socket of its own, and the bytes that come for it, as they come.

use anyhow::{Context as _, Result, ensure};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::PATIENCE;

/// An open connection. Dropping it leaves.
#[must_use]
#[derive(Debug)]
pub struct Wire {
    stream: TcpStream,
    /// What has come so far, head and body.
    pub bytes: Vec<u8>,
}

impl Wire {
    /// Sends `request`, head and body, to `address` (`127.0.0.1:80`).
    ///
    /// # Errors
    /// When nobody listens there.
    pub async fn send(address: &str, request: &str) -> Result<Self> {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(request.as_bytes()).await?;
        Ok(Self { stream, bytes: Vec::new() })
    }

    /// Asks for `path` there, and reads all of the answer.
    ///
    /// # Errors
    /// When there is none.
    pub async fn get(address: &str, path: &str) -> Result<String> {
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        Self::send(address, &request).await?.rest().await
    }

    /// Reads until what has come is as `wanted`.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn has(&mut self, what: &str, wanted: impl Fn(&[u8]) -> bool) -> Result<()> {
        while !wanted(&self.bytes) {
            let read = timeout(PATIENCE, self.stream.read_buf(&mut self.bytes)).await;
            let read = read.with_context(|| format!("{what} is held back: {}", self.text()))??;
            ensure!(read > 0, "the connection ended before {what}: {}", self.text());
        }
        Ok(())
    }

    /// All that comes, up to the end of the connection.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn rest(mut self) -> Result<String> {
        timeout(PATIENCE, self.stream.read_to_end(&mut self.bytes)).await.context("no end")??;
        Ok(self.text())
    }

    /// What has come so far.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}
