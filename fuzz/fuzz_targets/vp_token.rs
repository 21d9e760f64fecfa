#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| chop_fuzz::targets::run("vp_token", data));
