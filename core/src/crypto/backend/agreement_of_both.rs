//! The two back ends against each other: same keys, same messages, same verdicts, on good and on broken signatures.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::as_conversions)]

use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use sha2::{Digest as _, Sha256, Sha384};

use super::{Hash, native, portable};
use crate::crypto::Algorithm;
use crate::crypto::spki::Spki;

/// Reproducible bytes: SHA-256 of a label and a counter.
struct Bytes(&'static str, u64);

impl Bytes {
    fn block(&mut self) -> [u8; 32] {
        self.1 += 1;
        Sha256::new().chain_update(self.0).chain_update(self.1.to_be_bytes()).finalize().into()
    }

    fn below(&mut self, end: usize) -> usize {
        u32::from_be_bytes(self.block()[..4].try_into().unwrap()) as usize % end
    }

    fn message(&mut self) -> Vec<u8> {
        let length = self.below(200);
        (0..length).map(|_| self.block()[0]).collect()
    }

    fn key(&mut self, algorithm: Algorithm) -> portable::SigningKey {
        let long = [self.block(), self.block()].concat();
        let width = if algorithm == Algorithm::Es384 { 48 } else { 32 };
        portable::SigningKey::parse(algorithm, &long[..width]).unwrap()
    }
}

/// One to three flipped bits, another length, zero, all ones, or `r` and `s` exchanged; never the signature itself.
fn mutated(bytes: &mut Bytes, signature: &[u8]) -> Vec<u8> {
    let broken = mutated_or_same(bytes, signature);
    if broken == signature { mutated(bytes, signature) } else { broken }
}

fn mutated_or_same(bytes: &mut Bytes, signature: &[u8]) -> Vec<u8> {
    let mut broken = signature.to_vec();
    match bytes.below(8) {
        0 => broken.truncate(bytes.below(signature.len())),
        1 => broken.push(0),
        2 => broken[..signature.len() / 2].fill(0),
        3 => broken[signature.len() / 2..].fill(0xff),
        4 => broken.rotate_left(signature.len() / 2),
        flips => {
            for _ in 4..flips {
                let at = bytes.below(8 * signature.len());
                broken[at / 8] ^= 1 << (at % 8);
            }
        }
    }
    broken
}

fn agree(algorithm: Algorithm, pairs: usize, mutants: usize) {
    let mut bytes = Bytes(algorithm.jose_name(), 0);
    let mut refused = 0;
    for _ in 0..pairs {
        let secret = bytes.key(algorithm);
        let signing = native::SigningKey::from_portable(&secret).unwrap();
        let spki = Spki::new(algorithm, &secret.point()).unwrap();
        let (here, there) =
            (native::VerifyingKey::parse(&spki).unwrap(), portable::VerifyingKey::parse(&spki).unwrap());
        let message = bytes.message();

        let (from_native, from_portable) = (signing.sign(&message).unwrap(), secret.sign(&message).unwrap());
        assert!(there.verify(&message, from_native.as_bytes()));
        assert!(here.verify(&message, from_portable.as_bytes()));
        if algorithm == Algorithm::EdDsa {
            assert_eq!(from_native, from_portable);
            let third = aws_lc_rs::signature::UnparsedPublicKey::new(&aws_lc_rs::signature::ED25519, spki.point());
            assert!(third.verify(&message, from_native.as_bytes()).is_ok());
        }
        for _ in 0..mutants {
            let broken = mutated(&mut bytes, from_native.as_bytes());
            let verdict = here.verify(&message, &broken);
            assert_eq!(verdict, there.verify(&message, &broken), "{algorithm:?} {message:?} {broken:?}");
            refused += usize::from(!verdict);
        }
    }
    assert_eq!(refused, pairs * mutants, "a broken signature was accepted by both");
}

#[test]
fn both_agree_on_es256() {
    agree(Algorithm::Es256, 2_000, 2);
}

#[test]
fn both_agree_on_es384() {
    agree(Algorithm::Es384, 100, 1);
}

#[test]
fn both_agree_on_eddsa() {
    agree(Algorithm::EdDsa, 2_000, 4);
}

#[test]
fn both_agree_on_a_hash_that_the_curve_does_not_imply() {
    let mut bytes = Bytes("hash", 0);
    for round in 0..40 {
        for algorithm in [Algorithm::Es256, Algorithm::Es384] {
            let secret = bytes.key(algorithm);
            let spki = Spki::new(algorithm, &secret.point()).unwrap();
            let message = bytes.message();
            let signed = |digest: &[u8]| -> Vec<u8> {
                match &secret {
                    portable::SigningKey::P256(key) => {
                        let signature: p256::ecdsa::Signature = key.sign_prehash(digest).unwrap();
                        signature.to_vec()
                    }
                    portable::SigningKey::P384(key) => {
                        let signature: p384::ecdsa::Signature = key.sign_prehash(digest).unwrap();
                        signature.to_vec()
                    }
                    portable::SigningKey::Ed25519(_) => panic!("not ECDSA"),
                }
            };
            let (here, there) =
                (native::VerifyingKey::parse(&spki).unwrap(), portable::VerifyingKey::parse(&spki).unwrap());
            for (made, signature) in
                [(Hash::Sha256, signed(&Sha256::digest(&message))), (Hash::Sha384, signed(&Sha384::digest(&message)))]
            {
                for asked in [Hash::Sha256, Hash::Sha384] {
                    assert_eq!(here.verify_with(asked, &message, &signature), made == asked, "{round} {algorithm:?}");
                    assert_eq!(there.verify_with(asked, &message, &signature), made == asked, "{round} {algorithm:?}");
                }
                let broken = mutated(&mut bytes, &signature);
                assert!(!here.verify_with(made, &message, &broken) && !there.verify_with(made, &message, &broken));
            }
        }
    }
}

#[test]
fn both_agree_on_shared_secrets() {
    let mut bytes = Bytes("agreement", 0);
    for _ in 0..200 {
        let (secret, peer) = (bytes.key(Algorithm::Es256), bytes.key(Algorithm::Es256).point());
        let shared = native::agree_p256(&secret.secret(), &peer).unwrap();
        assert_eq!(Some(shared), portable::agree_p256(&secret.secret(), &peer));
    }
    for scalar in [[0; 32], [0xff; 32]] {
        let peer = bytes.key(Algorithm::Es256).point();
        assert_eq!(native::agree_p256(&scalar, &peer), None);
        assert_eq!(portable::agree_p256(&scalar, &peer), None);
    }
}

#[test]
fn both_agree_on_which_bytes_are_keys() {
    let mut bytes = Bytes("points", 0);
    for algorithm in Algorithm::ALL {
        let (mut points, mut strays) = (0, 0);
        for _ in 0..300 {
            let mut point = bytes.key(algorithm).point();
            if bytes.below(2) == 1 {
                let at = bytes.below(8 * point.len());
                point[at / 8] ^= 1 << (at % 8);
            }
            let Ok(spki) = Spki::new(algorithm, &point) else { continue };
            let is_key = native::VerifyingKey::parse(&spki).is_some();
            assert_eq!(is_key, portable::VerifyingKey::parse(&spki).is_some(), "{algorithm:?} {point:?}");
            *if is_key { &mut points } else { &mut strays } += 1;
        }
        assert!(points > 100 && strays > 30, "{algorithm:?}: {points} keys, {strays} strays");
    }
}
