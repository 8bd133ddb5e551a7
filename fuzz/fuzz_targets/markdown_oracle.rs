//! Two parsers, one text: see `ask_docs_fuzz::oracle`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| ask_docs_fuzz::oracle::check(input));
