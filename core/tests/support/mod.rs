//! What the tests of keys and certificates share.
#![allow(dead_code, reason = "each test file uses its part")]

pub(crate) mod crl_draft;
pub(crate) mod draft;

use chop_core::random::{Random, RandomFault};
use sha2::{Digest as _, Sha256};

/// Reproducible bytes: SHA-256 of a label and a counter.
pub(crate) struct Reproducible(&'static str, u64);

impl Reproducible {
    pub(crate) fn new(label: &'static str) -> Self {
        Self(label, 0)
    }
}

impl Random for Reproducible {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFault> {
        for chunk in bytes.chunks_mut(32) {
            self.1 += 1;
            let block = Sha256::new().chain_update(self.0).chain_update(self.1.to_be_bytes()).finalize();
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
        Ok(())
    }
}

/// A source that answers one fixed block over and over.
pub(crate) struct Stuck(pub(crate) Vec<u8>);

impl Random for Stuck {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFault> {
        for (byte, answer) in bytes.iter_mut().zip(self.0.iter().cycle()) {
            *byte = *answer;
        }
        Ok(())
    }
}

/// A source that reports its own failure.
pub(crate) struct Failing;

impl Random for Failing {
    fn fill(&mut self, _: &mut [u8]) -> Result<(), RandomFault> {
        Err(RandomFault)
    }
}

pub(crate) fn hex(text: &str) -> Vec<u8> {
    let digits: String = text.split_whitespace().collect();
    (0..digits.len()).step_by(2).map(|i| u8::from_str_radix(&digits[i..i + 2], 16).unwrap()).collect()
}
