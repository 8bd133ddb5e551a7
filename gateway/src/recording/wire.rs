//! The lines of a recording.
//!
//! Owns their shapes. Refuses to judge what they say.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The version of the file.
pub(super) const VERSION: u32 = 1;

/// The first line.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Title {
    pub(super) recording: u32,
}

/// Every other line.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Line {
    /// Lines of one stream have one number.
    pub(super) stream: u64,
    /// Milliseconds since it was asked for.
    pub(super) at: u64,
    #[serde(flatten)]
    pub(super) what: What,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum What {
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
pub(super) enum End {
    /// By itself.
    Whole,
    /// Its client left.
    Left,
}

impl What {
    /// The line for a block.
    pub(super) fn of_block(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Bytes(STANDARD.encode(bytes)),
        }
    }

    /// The block, if it is the line of one; none as well if that cannot be read.
    pub(super) fn block(&self) -> Option<Bytes> {
        match self {
            Self::Text(text) => Some(Bytes::copy_from_slice(text.as_bytes())),
            Self::Bytes(text) => STANDARD.decode(text).ok().map(Bytes::from),
            _ => None,
        }
    }
}
