//! A text that grows to nodes: see `ask_docs_fuzz::settle`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| ask_docs_fuzz::settle::check(input));
