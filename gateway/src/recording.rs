//! Streams in a file, byte for byte and with their timing: for a bug report, a demo, a test.
//!
//! A recording is lines of JSON. The first says what it is, each other belongs to one stream: what
//! was asked, then its blocks with the milliseconds since that, then how it ended.
//!
//! ```text
//! {"recording":1}
//! {"stream":1,"at":0,"asked":{"organization":"o","site":"s","format":"markdown","body":{…}}}
//! {"stream":1,"at":412,"text":"data: …\n\n"}
//! {"stream":1,"at":1890,"end":"whole"}
//! ```
//!
//! Owns the shapes of these lines. Refuses to hold what a bug report must not: a token never gets
//! this far, a reader's session is left out; the question is what the recording is about.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;

mod record;
mod replay;

pub(crate) use record::{Recorded, Recorder};
pub(crate) use replay::Replayed;

/// The version of the file.
const VERSION: u32 = 1;

/// The first line.
#[derive(Debug, Deserialize, Serialize)]
struct Title {
    recording: u32,
}

/// Every other line.
#[derive(Debug, Deserialize, Serialize)]
struct Line {
    /// Lines of one stream have one number.
    stream: u64,
    /// Milliseconds since it was asked for.
    at: u64,
    #[serde(flatten)]
    what: What,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum What {
    /// A question.
    Asked {
        organization: String,
        site: String,
        /// As in the query; none means a document.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        format: Option<String>,
        body: Value,
    },
    /// The wish for starter questions.
    Starters { organization: String, site: String },
    /// A block of the stream.
    Text(String),
    /// A block that is not UTF-8, in base64.
    Bytes(String),
    /// It never began, or broke off.
    Refused { status: u16, message: String },
    /// How it ended.
    End(End),
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum End {
    /// By itself.
    Whole,
    /// Its client left.
    Left,
}

impl What {
    /// The line for a block.
    fn of_block(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Bytes(STANDARD.encode(bytes)),
        }
    }

    /// The block, if it is the line of one; none as well if that cannot be read.
    fn block(&self) -> Option<Bytes> {
        match self {
            Self::Text(text) => Some(Bytes::copy_from_slice(text.as_bytes())),
            Self::Bytes(text) => STANDARD.decode(text).ok().map(Bytes::from),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
