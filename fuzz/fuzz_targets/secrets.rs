//! What a reader types: see `ask_docs_fuzz::secrets`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| ask_docs_fuzz::secrets::check(input));
