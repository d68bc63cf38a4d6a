//! chatkeep's own JSON lines.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::read(bytes, formats::chatkeep_jsonl::read));
