//! Event streams in fewer bytes: compressed as they are written, and flushed after each event, or
//! after several that have come together.
//!
//! Every event repeats the whole answer so far, so a window that holds the last one makes of it
//! little more than what is new: an answer of 32 KB in 1,639 events is 27 MB as it comes and 60 KB
//! with brotli (docs/gateway/README.md has the table).
//!
//! Owns the choice of the encoding and the encoder of each stream. Refuses to hold an event back,
//! and to spend more memory than [`CompressSettings`] says: streams beyond that go out as they are.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use bytes::Bytes;
use flate2::write::GzEncoder;
use futures_util::{Stream, StreamExt as _, stream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// brotli's window, as a power of two in bytes. One that does not hold an event of usual length
/// finds no repetition: 32 KB would make seven times as much of a long answer.
const WINDOW: u32 = 16;
/// brotli's quality. 3 makes 7 % more bytes with half the memory; 5 takes thirty times the memory.
const QUALITY: u32 = 4;
/// gzip's level. Its window of 32 KB is what limits it.
const LEVEL: flate2::Compression = flate2::Compression::new(6);
/// The most events that have come together and are flushed together.
const TOGETHER: usize = 16;
/// How much brotli collects before it looks at it, in bytes; each flush ends that.
const BUFFER: usize = 4096;

/// How much may be spent on compression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CompressSettings {
    /// The most streams that are compressed at once, each with about 1.3 MiB; 0 turns it off, which
    /// is right behind a proxy that holds back what is compressed.
    pub streams: usize,
}

impl Default for CompressSettings {
    fn default() -> Self {
        Self { streams: 64 }
    }
}

/// The room for encoders that is left.
#[derive(Clone)]
pub(crate) struct Compressor(Arc<Semaphore>);

impl Compressor {
    pub(crate) fn new(settings: CompressSettings) -> Self {
        Self(Arc::new(Semaphore::new(settings.streams.min(Semaphore::MAX_PERMITS))))
    }
}

/// An extension of a response that goes out as it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AsItIs;

/// Compresses the response, should it be a stream of events and the client take that.
pub(crate) async fn compress(
    State(Compressor(room)): State<Compressor>,
    request: Request,
    next: Next,
) -> Response {
    let encoding = Encoding::accepted(request.headers());
    let mut response = next.run(request).await;
    let is_stream = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
    if !is_stream || response.extensions().get::<AsItIs>().is_some() {
        return response;
    }
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    let Some(encoding) = encoding else { return response };
    let Ok(permit) = room.try_acquire_owned() else { return response };
    let (mut head, body) = response.into_parts();
    let name = HeaderValue::from_static(encoding.name());
    head.headers.insert(header::CONTENT_ENCODING, name);
    let events = body.into_data_stream().filter_map(async |event| event.ok());
    let bytes = compressed(events, encoding, permit).map(Ok::<_, Infallible>);
    Response::from_parts(head, Body::from_stream(bytes))
}

/// What a client can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Brotli,
    Gzip,
}

impl Encoding {
    /// The best that `Accept-Encoding` allows.
    fn accepted(headers: &HeaderMap) -> Option<Self> {
        let lists = headers.get_all(header::ACCEPT_ENCODING).iter();
        let lists: Vec<_> = lists.filter_map(|list| list.to_str().ok()).collect();
        let allows = |name: &str| {
            lists.iter().flat_map(|list| list.split(',')).any(|item| {
                let mut parts = item.split(';').map(str::trim);
                let is_named = parts.next().is_some_and(|known| known.eq_ignore_ascii_case(name));
                let is_refused = |weight: &str| {
                    let weight = weight.strip_prefix("q=").map(str::trim);
                    weight.and_then(|weight| weight.parse::<f32>().ok()) == Some(0.0)
                };
                is_named && !parts.any(is_refused)
            })
        };
        [Self::Brotli, Self::Gzip].into_iter().find(|encoding| allows(encoding.name()))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }
}

fn compressed(
    events: impl Stream<Item = Bytes> + Send + 'static,
    encoding: Encoding,
    permit: OwnedSemaphorePermit,
) -> impl Stream<Item = Bytes> + Send {
    let encoder = Some(Encoder::new(encoding));
    let events = events.ready_chunks(TOGETHER).boxed();
    stream::unfold((events, encoder, permit), async |(mut events, encoder, permit)| {
        let mut encoder = encoder?;
        match events.next().await {
            Some(some) => Some((encoder.events(&some), (events, Some(encoder), permit))),
            None => Some((encoder.finish(), (events, None, permit))),
        }
    })
}

/// The state of one stream. Writing into memory cannot fail.
enum Encoder {
    Brotli(Box<brotli::CompressorWriter<Vec<u8>>>),
    Gzip(GzEncoder<Vec<u8>>),
}

impl Encoder {
    fn new(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Brotli => Self::Brotli(Box::new(brotli::CompressorWriter::new(
                Vec::new(),
                BUFFER,
                QUALITY,
                WINDOW,
            ))),
            Encoding::Gzip => Self::Gzip(GzEncoder::new(Vec::new(), LEVEL)),
        }
    }

    /// The bytes from which a client can read `events` to their end.
    fn events(&mut self, events: &[Bytes]) -> Bytes {
        let writer: &mut dyn io::Write = match self {
            Self::Brotli(encoder) => encoder,
            Self::Gzip(encoder) => encoder,
        };
        let written = events.iter().try_for_each(|event| writer.write_all(event));
        let Ok(()) = written.and_then(|()| writer.flush()) else { return Bytes::new() };
        let bytes = match self {
            Self::Brotli(encoder) => encoder.get_mut(),
            Self::Gzip(encoder) => encoder.get_mut(),
        };
        std::mem::take(bytes).into()
    }

    fn finish(self) -> Bytes {
        match self {
            Self::Brotli(encoder) => encoder.into_inner().into(),
            Self::Gzip(encoder) => encoder.finish().unwrap_or_default().into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use flate2::write::GzDecoder;
    use tower::ServiceExt as _;

    use std::io::Write as _;

    use super::*;

    /// Events of an answer that grows.
    fn events(count: usize) -> Vec<String> {
        let words = |n: usize| (0..n).map(|i| format!("word{i} ")).collect::<String>();
        (1..=count).map(|n| format!("data: {{\"answer\":\"{}\"}}\n\n", words(n))).collect()
    }

    fn app(streams: usize) -> Router {
        fn all() -> impl Stream<Item = Result<Bytes, Infallible>> {
            stream::iter(events(50)).map(|event| Ok(Bytes::from(event)))
        }
        const KIND: [(header::HeaderName, &str); 1] = [(header::CONTENT_TYPE, "text/event-stream")];
        let stream = async || {
            // One after the other.
            let events = all().then(async |event| {
                tokio::task::yield_now().await;
                event
            });
            (KIND, Body::from_stream(events))
        };
        let together = async || (KIND, Body::from_stream(all()));
        let held = async || {
            let body = Body::from_stream(stream::pending::<Result<Bytes, Infallible>>());
            (KIND, body)
        };
        let compressor = Compressor::new(CompressSettings { streams });
        Router::new()
            .route("/", get(stream))
            .route("/together", get(together))
            .route("/held", get(held))
            .route("/plain", get(async || "plain"))
            .layer(from_fn_with_state(compressor, compress))
    }

    async fn ask(app: &Router, path: &str, accepts: &str) -> Response {
        let request = Request::get(path).header(header::ACCEPT_ENCODING, accepts);
        let request = request.body(Body::empty()).expect("a request");
        app.clone().oneshot(request).await.expect("a response")
    }

    fn encoding(response: &Response) -> &str {
        let value = response.headers().get(header::CONTENT_ENCODING);
        value.map_or("", |value| value.to_str().expect("text"))
    }

    #[tokio::test]
    async fn the_best_that_a_client_takes_is_used() {
        let app = app(9);
        for (accepts, expected) in [
            ("gzip, deflate, br, zstd", "br"),
            ("gzip", "gzip"),
            ("br;q=0, gzip;q=0.5", "gzip"),
            ("BR ; q=0.1", "br"),
            ("identity", ""),
            ("", ""),
            ("bread, gzipped", ""),
        ] {
            let response = ask(&app, "/", accepts).await;
            assert_eq!(encoding(&response), expected, "{accepts}");
            assert_eq!(response.headers()[header::VARY], "Accept-Encoding");
        }
        assert_eq!(encoding(&ask(&app, "/plain", "br, gzip").await), "");
    }

    #[tokio::test]
    async fn each_event_can_be_read_before_the_next_is_written() {
        for (accepts, mut read) in [
            ("br", {
                let mut decoder = brotli::DecompressorWriter::new(Vec::new(), BUFFER);
                Box::new(move |bytes: &[u8]| {
                    decoder.write_all(bytes).and_then(|()| decoder.flush()).expect("brotli");
                    std::mem::take(decoder.get_mut())
                }) as Box<dyn FnMut(&[u8]) -> Vec<u8>>
            }),
            ("gzip", {
                let mut decoder = GzDecoder::new(Vec::new());
                Box::new(move |bytes: &[u8]| {
                    decoder.write_all(bytes).and_then(|()| decoder.flush()).expect("gzip");
                    std::mem::take(decoder.get_mut())
                })
            }),
        ] {
            let response = ask(&app(1), "/", accepts).await;
            let mut bytes = response.into_body().into_data_stream();
            let (mut written, mut plain) = (0, 0);
            for event in events(50) {
                let chunk = bytes.next().await.expect("a chunk").expect("bytes");
                written += chunk.len();
                plain += event.len();
                assert_eq!(String::from_utf8(read(&chunk)).expect("text"), event, "{accepts}");
            }
            assert!(written * 5 < plain, "{accepts}: {written} of {plain}");
        }
    }

    #[tokio::test]
    async fn events_that_come_together_go_out_together_and_in_order() {
        let response = ask(&app(1), "/together", "br").await;
        let chunks: Vec<_> = response.into_body().into_data_stream().collect().await;
        assert_eq!(chunks.len(), 50usize.div_ceil(TOGETHER) + 1, "and the end");
        let mut decoder = brotli::DecompressorWriter::new(Vec::new(), BUFFER);
        for chunk in chunks {
            decoder.write_all(&chunk.expect("bytes")).expect("brotli");
        }
        let plain = String::from_utf8(decoder.into_inner().expect("the end")).expect("text");
        assert_eq!(plain, events(50).concat());
    }

    #[tokio::test]
    async fn streams_beyond_the_room_go_out_as_they_are_until_another_ends() {
        let app = app(1);
        let first = ask(&app, "/held", "br").await;
        assert_eq!(encoding(&first), "br");
        assert_eq!(encoding(&ask(&app, "/held", "br").await), "");
        drop(first);
        assert_eq!(encoding(&ask(&app, "/held", "br").await), "br");
        assert_eq!(encoding(&ask(&self::app(0), "/", "br").await), "");
    }
}
