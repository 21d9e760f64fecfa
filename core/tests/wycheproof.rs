//! Project Wycheproof: every vector of the files under `vectors/wycheproof`, each as its own `result` says.
//!
//! What the vectors leave to the implementation (`acceptable`) is decided here, in writing:
//!
//! - **A compressed point in a `SubjectPublicKeyInfo`** is refused. RFC 5480 §2.2 makes it optional; a key has one
//!   encoding with us, because its hash is its name. As a bare point it is accepted where a format has it (Personal
//!   Code).
//! - **Explicit curve parameters**, right or wrong, are refused (RFC 5480 §2.1.1).
//! - **ASN.1 that is not DER** is refused.
//! - **A high `s`** is `valid` in these files and accepted: FIPS 186-5 has it. What we sign has a low `s`.
//! - **A shortened HMAC tag** (the files have 128-bit ones) is refused by `verify`; that the full tag begins with it is
//!   checked as the file says.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test stops at the first surprise")]
#![allow(clippy::as_conversions)]

use std::path::Path;

use chop_core::crypto::aead::AeadKey;
use chop_core::crypto::agreement::shared_secret_of_scalar;
use chop_core::crypto::mac::{MacKey, hkdf_sha256};
use chop_core::crypto::{Algorithm, PublicKey, fixed_from_der};
use serde_json::Value;

/// Vectors that were run: all, and those that had to be refused.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    valid: usize,
    invalid: usize,
    /// `acceptable` in the file, accepted by us.
    taken: usize,
    /// `acceptable` in the file, refused by us.
    declined: usize,
}

impl Count {
    fn add(&mut self, group: &Value, test: &Value, accepted: bool) {
        let (number, comment) = (&test["tcId"], &test["comment"]);
        let expected = match test["result"].as_str().unwrap() {
            "valid" => {
                self.valid += 1;
                true
            }
            "invalid" => {
                self.invalid += 1;
                false
            }
            "acceptable" => {
                *if accepted { &mut self.taken } else { &mut self.declined } += 1;
                accepted
            }
            other => panic!("{other}"),
        };
        assert_eq!(accepted, expected, "{} {number} {comment} {}", group["type"], test["flags"]);
    }
}

fn run(file: &str, mut accepts: impl FnMut(&Value, &Value) -> bool) -> Count {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/wycheproof").join(file);
    let json: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut count = Count::default();
    for group in json["testGroups"].as_array().unwrap() {
        for test in group["tests"].as_array().unwrap() {
            count.add(group, test, accepts(group, test));
        }
    }
    assert_eq!(
        Some((count.valid + count.invalid + count.taken + count.declined) as u64),
        json["numberOfTests"].as_u64()
    );
    count
}

fn bytes(value: &Value) -> Vec<u8> {
    let hex = value.as_str().unwrap();
    assert!(hex.len().is_multiple_of(2));
    (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect()
}

fn key(group: &Value) -> PublicKey {
    let key = PublicKey::from_spki_der(&bytes(&group["publicKeyDer"])).unwrap();
    assert_eq!(PublicKey::from_spki_pem(group["publicKeyPem"].as_str().unwrap()).unwrap(), key);
    key
}

fn accepts_der(group: &Value, test: &Value, algorithm: Algorithm) -> bool {
    let key = key(group);
    assert_eq!(key.algorithm(), algorithm);
    fixed_from_der(algorithm, &bytes(&test["sig"])).is_ok_and(|sig| key.verify(&bytes(&test["msg"]), &sig).is_ok())
}

#[test]
fn es256_fixed_width() {
    let count = run("ecdsa_secp256r1_sha256_p1363_test.json", |group, test| {
        key(group).verify(&bytes(&test["msg"]), &bytes(&test["sig"])).is_ok()
    });
    assert_eq!(count, Count { valid: 173, invalid: 89, ..Count::default() });
}

#[test]
fn es256_der() {
    let count = run("ecdsa_secp256r1_sha256_test.json", |group, test| accepts_der(group, test, Algorithm::Es256));
    assert_eq!(count, Count { valid: 174, invalid: 310, ..Count::default() });
}

#[test]
fn es384_der() {
    let count = run("ecdsa_secp384r1_sha384_test.json", |group, test| accepts_der(group, test, Algorithm::Es384));
    assert_eq!(count, Count { valid: 194, invalid: 310, ..Count::default() });
}

#[test]
fn eddsa() {
    let count =
        run("ed25519_test.json", |group, test| key(group).verify(&bytes(&test["msg"]), &bytes(&test["sig"])).is_ok());
    assert_eq!(count, Count { valid: 88, invalid: 63, ..Count::default() });
}

#[test]
fn hmac_sha256() {
    let count = run("hmac_sha256_test.json", |group, test| {
        let (key, message, tag) = (MacKey::new(&bytes(&test["key"])), bytes(&test["msg"]), bytes(&test["tag"]));
        if group["tagSize"] == 256 {
            key.verify(&message, &tag).is_ok()
        } else {
            assert!(key.verify(&message, &tag).is_err(), "a shortened tag is never accepted");
            key.tag(&message).starts_with(&tag)
        }
    });
    assert_eq!(count, Count { valid: 66, invalid: 108, ..Count::default() });
}

/// Sessions use keys of 256 bits and vectors of 96: the other sizes are not offered and not run.
#[test]
fn aes_gcm_of_256_and_96_bits() {
    let (mut valid, mut invalid, mut not_applicable) = (0, 0, 0);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/wycheproof/aes_gcm_test.json");
    let json: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    for group in json["testGroups"].as_array().unwrap() {
        for test in group["tests"].as_array().unwrap() {
            if (&group["keySize"], &group["ivSize"], &group["tagSize"]) != (&256.into(), &96.into(), &128.into()) {
                not_applicable += 1;
                continue;
            }
            let key = AeadKey::new(bytes(&test["key"])[..].try_into().unwrap());
            let nonce: [u8; 12] = bytes(&test["iv"])[..].try_into().unwrap();
            let (associated, message) = (bytes(&test["aad"]), bytes(&test["msg"]));
            let sealed = [bytes(&test["ct"]), bytes(&test["tag"])].concat();
            let opened = key.open(&nonce, &associated, &sealed);
            if test["result"] == "valid" {
                valid += 1;
                assert_eq!(opened.as_ref(), Ok(&message), "{}", test["tcId"]);
                assert_eq!(key.seal(&nonce, &associated, &message), sealed, "{}", test["tcId"]);
            } else {
                invalid += 1;
                assert_eq!(opened.unwrap_err().code(), "aead.invalid", "{}", test["tcId"]);
            }
        }
    }
    assert_eq!((valid, invalid, not_applicable), (39, 27, 250));
}

#[test]
fn hkdf_of_sha256() {
    let count = run("hkdf_sha256_test.json", |_, test| {
        let mut okm = vec![0; usize::try_from(test["size"].as_u64().unwrap()).unwrap()];
        hkdf_sha256(&bytes(&test["ikm"]), &bytes(&test["salt"]), &bytes(&test["info"]), &mut okm).is_ok()
            && okm == bytes(&test["okm"])
    });
    assert_eq!(count, Count { valid: 83, invalid: 3, ..Count::default() });
}

/// The scalars of these files are integers of any length.
fn scalar(value: &Value) -> [u8; 32] {
    let bytes = bytes(value);
    let digits = &bytes[bytes.iter().take_while(|byte| **byte == 0).count()..];
    let mut scalar = [0; 32];
    scalar[32 - digits.len()..].copy_from_slice(digits);
    scalar
}

fn agrees(test: &Value, peer: &PublicKey) -> bool {
    shared_secret_of_scalar(&scalar(&test["private"]), peer)
        .is_ok_and(|secret| secret.as_slice() == bytes(&test["shared"]))
}

#[test]
fn ecdh_of_subject_public_key_info() {
    let count = run("ecdh_secp256r1_test.json", |_, test| {
        PublicKey::from_spki_der(&bytes(&test["public"])).is_ok_and(|peer| agrees(test, &peer))
    });
    assert_eq!(count, Count { valid: 330, invalid: 52, declined: 230, ..Count::default() });
}

#[test]
fn ecdh_of_points() {
    let count = run("ecdh_secp256r1_ecpoint_test.json", |_, test| {
        let point = bytes(&test["public"]);
        let peer = match (point.first(), point.len()) {
            (Some(2 | 3), 33) => PublicKey::from_p256_compressed(point[..].try_into().unwrap()),
            (Some(4), 65) => {
                PublicKey::from_p256_coordinates(point[1..33].try_into().unwrap(), point[33..].try_into().unwrap())
            }
            _ => return false,
        };
        peer.is_ok_and(|peer| agrees(test, &peer))
    });
    assert_eq!(count, Count { valid: 330, invalid: 24, taken: 1, declined: 0 });
}
