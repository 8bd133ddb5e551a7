//! A client of which thousands fit into a process: a socket, a request, and the moments of events.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::now;

/// Where the upstream has noted when it wrote an event.
const MARK: &[u8] = b"\"at\":";

/// The longest that anything is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// An answer that is coming in.
pub(crate) struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// Bytes that came, heads included.
    pub(crate) bytes: usize,
    /// How the response begins.
    head: Vec<u8>,
}

impl Client {
    /// Asks `question` at `address`.
    pub(crate) async fn ask(address: &str, question: &str, accepts: &str) -> Result<Self> {
        let connected = timeout(PATIENCE, TcpStream::connect(address)).await?;
        let mut stream = connected.context("connect")?;
        stream.set_nodelay(true)?;
        let body = format!("{{\"question\":\"{question}\",\"scope\":{{\"mode\":\"all\"}}}}");
        let request = format!(
            "POST /v1/orgs/org1/sites/site1/ask?format=markdown HTTP/1.1\r\nHost: {address}\r\n\
             Content-Type: application/json\r\nAccept: text/event-stream\r\n\
             Accept-Encoding: {accepts}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).await?;
        Ok(Self { stream, buffer: Vec::with_capacity(2048), bytes: 0, head: Vec::new() })
    }

    /// The microseconds that each event took that has come with the next bytes; `None` at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<u64>>> {
        // Half a mark may stand at the end of what came before.
        let read = timeout(PATIENCE, self.stream.read_buf(&mut self.buffer)).await;
        let read = read.context("nothing came")?.context("read")?;
        let at = now();
        self.bytes += read;
        if self.head.len() < 64 {
            self.head.extend_from_slice(&self.buffer[self.buffer.len() - read..]);
            self.head.truncate(64);
        }
        if read == 0 {
            return Ok(None);
        }
        let mut times = Vec::new();
        let mut from = 0;
        while let Some(found) = find(&self.buffer[from..], MARK) {
            let begin = from + found + MARK.len();
            let Some(length) = self.buffer[begin..].iter().position(|byte| *byte == b'}') else {
                break;
            };
            let digits = std::str::from_utf8(&self.buffer[begin..begin + length])?;
            times.push(at.saturating_sub(digits.parse()?));
            from = begin + length;
        }
        let keep = from.max(self.buffer.len().saturating_sub(32));
        self.buffer.drain(..if from == 0 { keep.min(self.begin_of_mark()) } else { from });
        Ok(Some(times))
    }

    /// The times of the first events that come; an answer that is none is an error.
    pub(crate) async fn first(&mut self) -> Result<Vec<u64>> {
        loop {
            let next = self.next().await?;
            ensure!(self.head.starts_with(b"HTTP/1.1 200"), "refused: {}", self.line());
            match next {
                Some(times) if times.is_empty() => {}
                Some(times) => return Ok(times),
                None => anyhow::bail!("ended before an event"),
            }
        }
    }

    /// Waits for the end; how many more events came.
    pub(crate) async fn rest(&mut self) -> Result<usize> {
        let mut count = 0;
        while let Some(times) = self.next().await? {
            count += times.len();
            // The last chunk: whoever keeps the connection open says the end so.
            if self.buffer.ends_with(b"\r\n0\r\n\r\n") {
                break;
            }
        }
        Ok(count)
    }

    /// Reads to the end of a response; how many bytes its body has, without the chunked coding.
    pub(crate) async fn body(&mut self) -> Result<usize> {
        loop {
            let read = timeout(PATIENCE, self.stream.read_buf(&mut self.buffer)).await??;
            self.bytes += read;
            if read > 0 && !self.buffer.ends_with(b"\r\n0\r\n\r\n") {
                continue;
            }
            return body_length(&self.buffer).context("ended before the last chunk");
        }
    }

    fn line(&self) -> String {
        String::from_utf8_lossy(&self.head).lines().next().unwrap_or_default().to_owned()
    }

    /// Where a mark begins that is not whole yet, or the end.
    fn begin_of_mark(&self) -> usize {
        find(&self.buffer, MARK).unwrap_or(self.buffer.len())
    }
}

/// How long the body of a whole response in chunked coding (RFC 9112, section 7.1) is.
fn body_length(response: &[u8]) -> Option<usize> {
    const LINE: &[u8] = b"\r\n";
    let mut rest = &response[find(response, b"\r\n\r\n")? + 4..];
    let mut length = 0;
    loop {
        let digits = find(rest, LINE)?;
        let size = usize::from_str_radix(str::from_utf8(&rest[..digits]).ok()?, 16).ok()?;
        if size == 0 {
            return Some(length);
        }
        length += size;
        rest = rest.get(digits + LINE.len() + size + LINE.len()..)?;
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
