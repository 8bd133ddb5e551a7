//! Any bytes to an answer: see `ask_docs_fuzz::events`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| ask_docs_fuzz::events::check_bytes(input));
