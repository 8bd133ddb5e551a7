//! The gateway: answers questions about documentation over GitBook's Ask API.
//!
//! ```text
//! arguments ─ settings ─▶ Settings ─ serve ─▶ sockets, the router of app, an end
//! bytes ─ serve (one checked request at a time) ─ observe (id, log, metrics) ─▶ request
//! request ─ sites ─ origin ─ ask ─▶ a checked question ─ protect ─ answers ─▶ local │ upstream
//! local:    folder of Markdown ─▶ library of sections ─ search ─▶ quoted, cited, streamed
//! upstream: the same request with the token ─▶ the API's bytes as they come
//! ```
//!
//! Wire types and limits are [`ask_docs_core`]'s. Nothing here writes a question or the token
//! into a log.

pub mod settings;

mod app;
mod client;
mod files;
mod health;
mod markup;
mod metrics;
mod observe;
mod origin;
mod sites;

mod ask;
mod ask_page;
mod feedback;
mod refusal;
mod scope;
mod traces;

mod protect;
mod reports;

mod answers;
mod blocks;
mod cache;
pub mod citations;
pub mod compress;
mod continuity;
mod deliver;
mod events;
mod fallback;
mod recording;
mod resume;
mod same_question;
mod shared;
mod store;

pub mod local;
mod streams;
pub mod upstream;

mod checkup;
mod doctor;
mod serve;

pub use cache::CacheSettings;
pub use checkup::check;
pub use client::Peer;
pub use continuity::{ContinuitySettings, FallbackSettings};
pub use doctor::{DoctorOptions, doctor};
pub use origin::Origins;
pub use reports::{Password, ReportRequest, ReportSettings, StoreError, Table, report};
pub use resume::ResumeSettings;
pub use scope::AllowedScope;
pub use serve::{StartFailure, prepare, run};
pub use store::{StoreAddress, StoreSettings};
pub use traces::TraceSettings;
