//! Every truncation and every single-bit flip of a signed bundle is refused.

use std::collections::BTreeMap;

use crate::bundle::{
    BundleModel, DENIED, ISSUERS, KILLED, LISTS, PROFILES, VERIFIERS, issuer, list, proof, spki, stored_zlib, verifier,
};
use crate::support::model::{array, bytes, map, uint};
use crate::{NOW, at, first_pin, opened};

/// A bundle with one of everything.
fn full() -> Vec<u8> {
    let mut office = issuer(&spki("issuer"), &["personal-code", "fishing-licence"], Some("https://status.example/l/"));
    office[8] = proof("issuer", NOW);
    let door = verifier(&spki("door"), &["entry"]);
    BundleModel::new(NOW)
        .with(ISSUERS, array(&[array(&office)]))
        .with(VERIFIERS, array(&[array(&door)]))
        .with(LISTS, array(&[array(&list("https://status.example/l/9", NOW, 1, &stored_zlib(&[0; 16])))]))
        .with(KILLED, array(&[bytes(&[3; 8])]))
        .with(DENIED, array(&[bytes(&[4; 8])]))
        .with(PROFILES, map(&[(uint(1), bytes(&[5; 32]))]))
        .encode()
}

#[test]
fn every_truncation_of_a_bundle_is_refused() {
    let (file, pin) = (full(), first_pin());
    assert_eq!(opened(&file, Some(&pin), at(0)), "ok");
    for length in 0..file.len() {
        for pinned in [Some(&pin), None] {
            assert_eq!(opened(&file[..length], pinned, at(0)), "trust.format", "{length} bytes");
        }
    }
}

#[test]
fn every_single_bit_flip_of_a_bundle_is_refused() {
    let (file, pin) = (full(), first_pin());
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    for bit in 0..8 * file.len() {
        let mut flipped = file.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let code = opened(&flipped, Some(&pin), at(0));
        assert_ne!(code, "ok", "bit {bit}");
        // Without a pin a bundle stands for itself alone; it still has to hold.
        assert_ne!(opened(&flipped, None, at(0)), "ok", "bit {bit}, unpinned");
        *codes.entry(code).or_default() += 1;
    }
    println!("{} flips: {codes:?}", 8 * file.len());
    assert!(8 * file.len() >= 2_000);
    for code in ["trust.format", "trust.version", "trust.root-unpinned", "trust.root-signature", "trust.signature"] {
        assert!(codes.contains_key(code), "no flip ended with {code}");
    }
}

#[test]
fn every_truncation_and_bit_flip_of_a_root_file_is_refused() {
    let file = first_pin().to_bytes();
    assert!(chop_core::trust::SignedRoot::parse(&file).is_ok());
    for length in 0..file.len() {
        assert!(chop_core::trust::SignedRoot::parse(&file[..length]).is_err(), "{length} bytes");
    }
    for bit in 0..8 * file.len() {
        let mut flipped = file.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(chop_core::trust::SignedRoot::parse(&flipped).is_err(), "bit {bit}");
    }
}
