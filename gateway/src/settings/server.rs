//! The settings for all sites: the sections of the file beside `[[site]]`.
//!
//! Owns where the gateway listens and what it serves at `/`, and which sections there are. What
//! their values do is told beside the code of the part that they belong to.

use super::options::Options;
use super::rules::{folder, host, number};
use super::section::Section;
use super::{OperationSettings, ProtectionSettings, ServerSettings};
use super::{continuity, environment, operation, reports, store, traces};
use crate::compress::CompressSettings;
use crate::resume::ResumeSettings;

/// The most streams that may be compressed at once; they would take 13 GiB.
const MOST_COMPRESSED: usize = 10_000;

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port: 8080,
            www: None,
            compress: CompressSettings::default(),
            protection: ProtectionSettings::default(),
            resume: ResumeSettings::default(),
            operation: OperationSettings::default(),
            reports: None,
            store: None,
            traces: None,
        }
    }
}

/// Reads what is beside the sites in `top`; `options` are those for all sites.
pub(super) fn read(top: &mut Section<'_>, options: &Options) -> ServerSettings {
    let mut section = top.section("server").with_prefix(environment::PREFIX.to_owned());
    section = section.with_options(options.of_server());
    let otherwise = ServerSettings::default();
    let settings = ServerSettings {
        host: section.read_or("host", otherwise.host, host),
        port: section.read_or("port", otherwise.port, number(0..=u16::MAX)),
        www: section.read_path("www", folder),
        compress: compress(top.section("compress")),
        resume: continuity::resume(top.section("resume")),
        operation: operation::read(top.section("operation").with_options(options.of_operation())),
        reports: reports::read(top.section("reports").with_options(options.of_reports())),
        traces: traces::read(top.section("traces")),
        protection: otherwise.protection,
        store: store::read(top.section("store").with_options(options.of_store())),
    };
    section.finish();
    settings
}

fn compress(mut section: Section<'_>) -> CompressSettings {
    let otherwise = CompressSettings::default();
    let streams = section.read_or("streams", otherwise.streams, number(0..=MOST_COMPRESSED));
    section.finish();
    CompressSettings { streams }
}
