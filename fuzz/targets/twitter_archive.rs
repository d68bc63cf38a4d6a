//! Parts of Twitter account archives.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::read(bytes, formats::twitter_archive::read_part));
