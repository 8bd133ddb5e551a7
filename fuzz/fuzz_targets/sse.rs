//! Text to events: see `ask_docs_fuzz::sse`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| ask_docs_fuzz::sse::check(input));
