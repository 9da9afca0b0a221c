#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| dlocker_fuzz::evidence::check(input));
