//! Bytes to text: see `ask_docs_fuzz::utf8`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| ask_docs_fuzz::utf8::check(input));
