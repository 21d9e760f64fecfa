//! How a cost is measured: as a ratio to something bare, in the same run on one thread.

use std::hint::black_box;
use std::time::{Duration, Instant};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, UnparsedPublicKey,
};
use chop_core::random::{Random, RandomFault};

/// Batches of a measurement; its figure is that of the quiet tenth.
const BATCHES: usize = 801;
/// Each batch runs at least this long: less than a time slice, so that on a busy machine many are not interrupted.
const BATCH: Duration = Duration::from_micros(600);

/// The operating system's randomness.
pub(crate) struct System;

impl Random for System {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFault> {
        getrandom::fill(bytes).map_err(|_| RandomFault)
    }
}

/// Two works in nanoseconds a call, their batches alternating so that both meet the same machine.
pub(crate) fn pair(mut bare: impl FnMut(), mut work: impl FnMut()) -> (f64, f64) {
    let (n, m) = (calls(&mut bare), calls(&mut work));
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for _ in 0..BATCHES {
        a.push(batch(&mut bare, n));
        b.push(batch(&mut work, m));
    }
    (quiet_tenth(a), quiet_tenth(b))
}

fn calls(work: &mut impl FnMut()) -> u32 {
    let start = Instant::now();
    let mut n = 0;
    while start.elapsed() < BATCH {
        work();
        n += 1;
    }
    n
}

fn batch(work: &mut impl FnMut(), calls: u32) -> f64 {
    let start = Instant::now();
    for _ in 0..calls {
        work();
    }
    start.elapsed().as_nanos() as f64 / f64::from(calls)
}

/// The figure that a tenth of the batches stay below: what another program took from the others is not in it.
fn quiet_tenth(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 10]
}

/// A bare signature and its verification, of a message as long as what a document signs.
pub(crate) struct Bare {
    pair: EcdsaKeyPair,
    message: Vec<u8>,
    signature: Vec<u8>,
    random: SystemRandom,
}

impl Bare {
    pub(crate) fn new(length: usize) -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref()).unwrap();
        let message = vec![7; length];
        let signature = pair.sign(&random, &message).unwrap().as_ref().to_vec();
        Self { pair, message, signature, random }
    }

    pub(crate) fn verify(&self) {
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, self.pair.public_key().as_ref());
        key.verify(black_box(&self.message), black_box(&self.signature)).unwrap();
    }

    pub(crate) fn sign(&self) {
        black_box(self.pair.sign(&self.random, black_box(&self.message)).unwrap());
    }
}
