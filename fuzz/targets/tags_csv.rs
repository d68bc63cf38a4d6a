//! TAGS and other sheets, as CSV or TSV.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::read(bytes, formats::tags::read_csv));
