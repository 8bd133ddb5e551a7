//! A page and its policy to what the doctor reads: see `ask_docs_fuzz::install`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| ask_docs_fuzz::install::check(input));
