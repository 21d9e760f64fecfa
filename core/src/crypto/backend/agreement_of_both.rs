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

#[test]
fn both_agree_on_compressed_points() {
    const ORDER_OF_FIELD: [u8; 32] = [
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    ];
    let check = |sign: u8, x: &[u8; 32]| {
        let compressed: [u8; 33] = [&[sign][..], x].concat().try_into().unwrap();
        let point = native::decompress_p256(&compressed);
        assert_eq!(point, portable::decompress_p256(&compressed), "{compressed:02x?}");
        if let Some(point) = point {
            assert_eq!((point[0], &point[1..33], point[64] & 1), (4, &x[..], sign & 1));
            assert!(native::VerifyingKey::parse(&Spki::new(Algorithm::Es256, &point).unwrap()).is_some());
        }
        point.is_some()
    };
    let mut bytes = Bytes("compressed points", 0);
    let (mut points, mut strays) = (0, 0);
    while points < 5_000 {
        let x = bytes.block();
        let is_point = check(2, &x);
        assert_eq!(is_point, check(3, &x));
        *if is_point { &mut points } else { &mut strays } += 1;
    }
    assert!(strays > 4_000, "{strays}");

    // Around zero and the prime, and every first byte but the two of a compressed point.
    let near = |start: [u8; 32], step: i16| {
        let mut x = start;
        let last = i16::from(x[31]) + step;
        x[31] = u8::try_from(last.rem_euclid(256)).unwrap();
        x
    };
    for step in 0..40 {
        check(2, &near([0; 32], step));
        check(3, &near(ORDER_OF_FIELD, -step));
    }
    assert!(!check(2, &ORDER_OF_FIELD) && !check(3, &[0xff; 32]));
    let x = bytes.key(Algorithm::Es256).point()[1..33].try_into().unwrap();
    for sign in (0..=255).filter(|sign| ![2, 3].contains(sign)) {
        assert!(!check(sign, &x), "{sign}");
    }
}

#[test]
fn both_agree_on_sealed_messages() {
    let mut bytes = Bytes("sealed", 0);
    for _ in 0..500 {
        let key = bytes.block();
        let nonce: [u8; 12] = bytes.block()[..12].try_into().unwrap();
        let (message, associated) = (bytes.message(), bytes.message());
        let sealed = native::seal_aes_256_gcm(&key, &nonce, &associated, &message).unwrap();
        assert_eq!(sealed.len(), message.len() + 16);
        assert_eq!(portable::seal_aes_256_gcm(&key, &nonce, &associated, &message).unwrap(), sealed);
        for open in [native::open_aes_256_gcm, portable::open_aes_256_gcm] {
            assert_eq!(open(&key, &nonce, &associated, &sealed).as_ref(), Some(&message));
        }
        let mut broken = sealed.clone();
        let at = bytes.below(8 * sealed.len());
        broken[at / 8] ^= 1 << (at % 8);
        let other = [associated.as_slice(), &[0]].concat();
        for open in [native::open_aes_256_gcm, portable::open_aes_256_gcm] {
            assert_eq!(open(&key, &nonce, &associated, &broken), None);
            assert_eq!(open(&key, &nonce, &other, &sealed), None);
            assert_eq!(open(&key, &nonce, &associated, &sealed[..15]), None);
            assert_eq!(open(&bytes.block(), &nonce, &associated, &sealed), None);
        }
    }
}
