//! A whole file: unpacking, recognising, and the reader that follows.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::read_file(bytes));
