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
//! Owns what a recording is. Refuses to hold what a bug report must not: a token never gets
//! this far, a reader's session is left out; the question is what the recording is about.

mod record;
mod replay;
mod wire;

pub(crate) use record::{Recorded, Recorder};
pub(crate) use replay::Replayed;

#[cfg(test)]
mod tests;
