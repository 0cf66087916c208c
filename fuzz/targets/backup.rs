#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bookly_core::fuzzing::read("backup", bytes));
