#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = chop_verifier::picture::read(data);
});
