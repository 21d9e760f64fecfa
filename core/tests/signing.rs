//! Signing: low `s`, checked on the way in from outside, reproducible where asked, refused where randomness is dead.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test stops at the first surprise")]

mod support;

use chop_core::crypto::{Algorithm, SecretKeyFault, SignFault, Signer as _, SoftwareKey, complete, fixed_from_der};
use proptest::prelude::*;
use support::{Failing, Reproducible, Stuck, hex};

fn key(algorithm: Algorithm, label: &'static str) -> SoftwareKey {
    SoftwareKey::generate(algorithm, &mut Reproducible::new(label)).unwrap()
}

const P256_ORDER: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
const P256_HALF: &str = "7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8";
const P384_HALF: &str =
    "7fffffffffffffffffffffffffffffffffffffffffffffffe3b1a6c0fa1b96efac0d06d9245853bd76760cb5666294b9";

/// `n − s` by school subtraction: the other half of the pair that ECDSA cannot tell apart.
fn with_other_s(signature: &[u8], order: &str) -> Vec<u8> {
    let (r, s) = signature.split_at(signature.len() / 2);
    let mut borrow = 0;
    let mut other: Vec<u8> = std::iter::zip(hex(order).into_iter().rev(), s.iter().rev())
        .map(|(n, s)| {
            let digit = i16::from(n) - i16::from(*s) - borrow;
            borrow = i16::from(digit < 0);
            u8::try_from(digit.rem_euclid(256)).unwrap()
        })
        .collect();
    other.reverse();
    [r, &other].concat()
}

#[test]
fn every_signature_verifies_and_has_a_low_s() {
    for (algorithm, half) in [(Algorithm::Es256, hex(P256_HALF)), (Algorithm::Es384, hex(P384_HALF))] {
        let key = key(algorithm, "low");
        for round in 0..100_u32 {
            let message = round.to_be_bytes();
            for signature in [key.sign(&message).unwrap(), key.sign_deterministic(&message).unwrap()] {
                let bytes = signature.as_bytes();
                assert_eq!(bytes.len(), algorithm.signature_length());
                assert!(bytes[bytes.len() / 2..] <= half[..], "{algorithm:?} {round}");
                key.public_key().verify(&message, bytes).unwrap();
            }
        }
    }
}

#[test]
fn signatures_of_one_message_do_not_repeat_their_r() {
    let key = key(Algorithm::Es256, "nonce");
    let seen: std::collections::HashSet<Vec<u8>> =
        (0..2_000).map(|_| key.sign(b"the same message").unwrap().as_bytes()[..32].to_vec()).collect();
    assert_eq!(seen.len(), 2_000);
}

#[test]
fn deterministic_signatures_are_those_of_the_standards() {
    // RFC 6979 A.2.5, P-256 with SHA-256, message "sample"; its s is high, so ours is n − s.
    let scalar = hex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
    let key = SoftwareKey::from_p256_scalar(scalar[..].try_into().unwrap()).unwrap();
    let r = hex("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716");
    let s = hex("f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
    let low = with_other_s(&[r, s].concat(), P256_ORDER);
    assert_eq!(key.sign_deterministic(b"sample").unwrap().as_bytes(), low);

    // RFC 8032 §7.1 test 3.
    let pkcs8 =
        hex("302e020100300506032b657004220420 c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");
    let key = SoftwareKey::from_pkcs8_der(&pkcs8).unwrap();
    let signature = hex("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac
         18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
    assert_eq!(key.sign_deterministic(&[0xaf, 0x82]).unwrap().as_bytes(), signature);
    assert_eq!(key.sign(&[0xaf, 0x82]).unwrap().as_bytes(), signature);
}

#[test]
fn a_signature_from_outside_comes_in_low_and_verified() {
    let key = key(Algorithm::Es256, "outside");
    let low = key.sign(b"message").unwrap();
    let high = with_other_s(low.as_bytes(), P256_ORDER);
    key.public_key().verify(b"message", &high).unwrap();
    for outside in [low.as_bytes(), &high] {
        assert_eq!(complete(key.public_key(), b"message", outside).unwrap(), low);
    }
    let der = low.to_x509();
    assert_eq!(fixed_from_der(Algorithm::Es256, &der).unwrap(), low.as_bytes());
}

#[test]
fn refuses_a_signature_from_outside_that_is_not_one() {
    let key = key(Algorithm::Es256, "refused");
    let good = key.sign(b"message").unwrap();
    let complete = |message: &[u8], outside: &[u8]| complete(key.public_key(), message, outside).unwrap_err();
    assert_eq!(complete(b"massage", good.as_bytes()), SignFault::Mismatch);
    assert_eq!(complete(b"message", &good.as_bytes()[..63]), SignFault::Length { got: 63, want: 64 });
    assert_eq!(complete(b"message", &good.to_x509()).code(), "sign.length");
    assert_eq!(complete(b"message", &[0; 64]).code(), "sign.range");
    assert_eq!(complete(b"message", &[0xff; 64]).code(), "sign.range");
    let other = SoftwareKey::generate(Algorithm::Es256, &mut Reproducible::new("other")).unwrap();
    assert_eq!(complete(b"message", other.sign(b"message").unwrap().as_bytes()).code(), "sign.mismatch");
}

#[test]
fn a_key_never_verifies_with_another_algorithm() {
    let keys = Algorithm::ALL.map(|algorithm| key(algorithm, "matrix"));
    for signer in &keys {
        let signature = signer.sign(b"message").unwrap();
        for verifier in &keys {
            let own = signer.public_key() == verifier.public_key();
            assert_eq!(verifier.public_key().verify(b"message", signature.as_bytes()).is_ok(), own);
        }
    }
}

proptest! {
    #[test]
    fn any_other_bytes_are_refused_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        for algorithm in Algorithm::ALL {
            prop_assert!(key(algorithm, "any").public_key().verify(b"message", &bytes).is_err());
        }
    }
}

#[test]
fn refuses_to_make_a_key_from_a_dead_source() {
    for algorithm in Algorithm::ALL {
        for answer in [vec![0], vec![0xff], vec![0x5a], (1..=16).collect(), (1..=32).collect(), (1..=48).collect()] {
            let result = SoftwareKey::generate(algorithm, &mut Stuck(answer.clone()));
            assert_eq!(result.unwrap_err().code(), "random.failed", "{algorithm:?} {answer:?}");
        }
        assert_eq!(SoftwareKey::generate(algorithm, &mut Failing).unwrap_err().code(), "random.failed");
    }
}

#[test]
fn refuses_a_scalar_outside_the_group() {
    for scalar in [[0; 32], [0xff; 32], hex(P256_ORDER)[..].try_into().unwrap()] {
        assert_eq!(SoftwareKey::from_p256_scalar(&scalar).unwrap_err(), SecretKeyFault::Scalar);
    }
}

#[test]
fn a_private_key_survives_its_der_and_nothing_else_does() {
    for algorithm in Algorithm::ALL {
        let key = key(algorithm, "pkcs8");
        let der = key.to_pkcs8_der();
        let again = SoftwareKey::from_pkcs8_der(&der).unwrap();
        assert_eq!(again.public_key(), key.public_key());
        assert_eq!(again.sign_deterministic(b"m").unwrap(), key.sign_deterministic(b"m").unwrap());
        for cut in 0..der.len() {
            assert_eq!(
                SoftwareKey::from_pkcs8_der(&der[..cut]).unwrap_err().code(),
                "key.format",
                "{algorithm:?} {cut}"
            );
        }
        let longer = [&der[..], &[0]].concat();
        assert_eq!(SoftwareKey::from_pkcs8_der(&longer).unwrap_err().code(), "key.format");
    }
}

#[test]
fn refuses_a_private_key_with_the_public_key_of_another() {
    for algorithm in [Algorithm::Es256, Algorithm::Es384] {
        let (one, two) = (key(algorithm, "one").to_pkcs8_der(), key(algorithm, "two").to_pkcs8_der());
        let point = algorithm.signature_length() + 1;
        let mixed = [&one[..one.len() - point], &two[two.len() - point..]].concat();
        assert_eq!(SoftwareKey::from_pkcs8_der(&mixed).unwrap_err().code(), "key.format", "{algorithm:?}");
    }
}

#[test]
fn refuses_keys_of_other_kinds() {
    let x25519 =
        hex("302e020100300506032b656e04220420 c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");
    assert_eq!(SoftwareKey::from_pkcs8_der(&x25519).unwrap_err().code(), "key.algorithm");
    let mut other_curve = key(Algorithm::Es256, "curve").to_pkcs8_der();
    let at = other_curve.windows(8).position(|oid| oid == hex("2a8648ce3d030107")).unwrap();
    other_curve[at + 7] = 1;
    assert_eq!(SoftwareKey::from_pkcs8_der(&other_curve).unwrap_err().code(), "key.algorithm");
}

#[test]
fn prints_nothing_secret() {
    let key = SoftwareKey::from_p256_scalar(&[0xab; 32]).unwrap();
    let printed = format!("{key:?} {:?} {:?}", key.sign(b"m").unwrap(), SecretKeyFault::Scalar);
    assert!(printed.contains("<redacted>") && !printed.contains("abab") && !printed.contains("171"), "{printed}");
}
