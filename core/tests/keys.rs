//! Public keys: one encoding each, nothing off the curve, nothing after the end.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test stops at the first surprise")]
#![allow(clippy::as_conversions)]

mod support;

use std::collections::HashSet;

use chop_core::crypto::{Algorithm, KeyFault, Kid, PublicKey, Signer as _, SoftwareKey};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};
use support::{Reproducible, hex};

fn key(algorithm: Algorithm, label: &'static str) -> SoftwareKey {
    SoftwareKey::generate(algorithm, &mut Reproducible::new(label)).unwrap()
}

fn fault(result: Result<PublicKey, KeyFault>) -> &'static str {
    result.unwrap_err().code()
}

#[test]
fn every_form_of_a_key_is_the_same_key() {
    for algorithm in Algorithm::ALL {
        let secret = key(algorithm, "forms");
        let public = secret.public_key();
        assert_eq!(public.algorithm(), algorithm);
        let pem = public.to_spki_pem();
        assert_eq!(&PublicKey::from_spki_der(public.spki_der()).unwrap(), public);
        assert_eq!(&PublicKey::from_spki_pem(&pem).unwrap(), public);
        assert_eq!(&PublicKey::from_spki_der_or_pem(pem.as_bytes()).unwrap(), public);
        assert_eq!(&PublicKey::from_spki_der_or_pem(format!("\n {pem}").as_bytes()).unwrap(), public);
        assert_eq!(&PublicKey::from_spki_der_or_pem(public.spki_der()).unwrap(), public);
        let again = match algorithm {
            Algorithm::Es256 => {
                let (x, y) = public.p256_coordinates().unwrap();
                PublicKey::from_p256_coordinates(&x, &y)
            }
            Algorithm::Es384 => {
                let (x, y) = public.p384_coordinates().unwrap();
                PublicKey::from_p384_coordinates(&x, &y)
            }
            Algorithm::EdDsa => PublicKey::from_ed25519(&public.ed25519().unwrap()),
        };
        assert_eq!(&again.unwrap(), public);
        assert_eq!(public.p256_coordinates().is_some(), algorithm == Algorithm::Es256);
        assert_eq!(public.p256_compressed().is_some(), algorithm == Algorithm::Es256);
        assert_eq!(public.p384_coordinates().is_some(), algorithm == Algorithm::Es384);
        assert_eq!(public.ed25519().is_some(), algorithm == Algorithm::EdDsa);
    }
}

#[test]
fn a_kid_is_the_head_of_the_hash_and_prints_as_hexadecimal() {
    let secret = key(Algorithm::Es256, "kid");
    let kid = secret.public_key().kid();
    let hash = Sha256::digest(secret.public_key().spki_der());
    assert_eq!(kid.as_bytes()[..], hash[..8]);
    assert_eq!(kid.to_string(), hash[..8].iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    assert_eq!(Kid::new(*kid.as_bytes()), kid);
    assert_eq!(HashSet::from([kid, kid]).len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn compression_loses_nothing(scalar in any::<[u8; 32]>()) {
        let Ok(secret) = SoftwareKey::from_p256_scalar(&scalar) else { return Ok(()) };
        let public = secret.public_key();
        let compressed = public.p256_compressed().unwrap();
        prop_assert_eq!(&PublicKey::from_p256_compressed(&compressed).unwrap(), public);
        // The other sign is the other point with this x.
        let mut other = compressed;
        other[0] ^= 1;
        let negated = PublicKey::from_p256_compressed(&other).unwrap();
        prop_assert_ne!(&negated, public);
        prop_assert_eq!(negated.p256_coordinates().unwrap().0, public.p256_coordinates().unwrap().0);
    }

    #[test]
    fn no_bytes_make_it_panic_and_what_is_accepted_is_canonical(bytes in proptest::collection::vec(any::<u8>(), 0..160)) {
        if let Ok(key) = PublicKey::from_spki_der_or_pem(&bytes) {
            prop_assert_eq!(key.spki_der(), &bytes[..]);
        }
    }

    #[test]
    fn a_changed_encoding_is_another_key_or_none(at in 0_usize..91, flip in 1_u8..) {
        let secret = key(Algorithm::Es256, "changed");
        let mut der = secret.public_key().spki_der().to_vec();
        der[at] ^= flip;
        // A point off the curve, or another header: no second encoding of the same key, and no second point by chance.
        prop_assert!(PublicKey::from_spki_der(&der).is_err());
    }
}

#[test]
fn about_half_of_all_x_have_a_point_and_the_others_are_refused() {
    let mut random = Reproducible::new("x");
    let mut points = 0;
    for _ in 0..400 {
        let mut compressed = [0; 33];
        chop_core::random::Random::fill(&mut random, &mut compressed).unwrap();
        compressed[0] = 2 | (compressed[0] & 1);
        match PublicKey::from_p256_compressed(&compressed) {
            Ok(key) => {
                points += 1;
                assert_eq!(key.p256_compressed(), Some(compressed));
            }
            Err(fault) => assert_eq!(fault.code(), "key.point"),
        }
    }
    assert!((150..250).contains(&points), "{points}");
}

#[test]
fn refuses_other_prefixes_and_x_beyond_the_field() {
    let compressed = key(Algorithm::Es256, "prefix").public_key().p256_compressed().unwrap();
    for prefix in (0..=255).filter(|prefix| ![2, 3].contains(prefix)) {
        let mut other = compressed;
        other[0] = prefix;
        assert_eq!(fault(PublicKey::from_p256_compressed(&other)), "key.point", "{prefix}");
    }
    // x + p for the point with x = 5, which is on the curve: a second encoding, if reduction were silent.
    let small = hex("02 0000000000000000000000000000000000000000000000000000000000000005");
    assert!(PublicKey::from_p256_compressed(small[..].try_into().unwrap()).is_ok());
    let reduced = hex("02 ffffffff00000001000000000000000000000001000000000000000000000004");
    assert_eq!(fault(PublicKey::from_p256_compressed(reduced[..].try_into().unwrap())), "key.point");
}

#[test]
fn refuses_points_off_the_curve_and_the_origin() {
    let secret = key(Algorithm::Es256, "off");
    let (x, mut y) = secret.public_key().p256_coordinates().unwrap();
    y[31] ^= 1;
    assert_eq!(fault(PublicKey::from_p256_coordinates(&x, &y)), "key.point");
    assert_eq!(fault(PublicKey::from_p256_coordinates(&[0; 32], &[0; 32])), "key.point");
    assert_eq!(fault(PublicKey::from_p384_coordinates(&[0; 48], &[1; 48])), "key.point");
}

#[test]
fn refuses_ed25519_keys_of_small_order_and_second_encodings() {
    // The eight points of small order, and the encodings of three of them that are not canonical (y ≥ p, or −0).
    for small in [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ] {
        assert_eq!(fault(PublicKey::from_ed25519(hex(small)[..].try_into().unwrap())), "key.point", "{small}");
    }
    // y = p + 3: the point with y = 3 has large order, and this is not its canonical encoding.
    let canonical = hex("0300000000000000000000000000000000000000000000000000000000000000");
    assert!(PublicKey::from_ed25519(canonical[..].try_into().unwrap()).is_ok());
    let second = hex("f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
    assert_eq!(fault(PublicKey::from_ed25519(second[..].try_into().unwrap())), "key.point");
}

#[test]
fn says_what_is_wrong_with_a_subject_public_key_info() {
    let secret = key(Algorithm::Es256, "wrong");
    let good = secret.public_key().spki_der();
    let (x, y) = secret.public_key().p256_coordinates().unwrap();
    let compressed = secret.public_key().p256_compressed().unwrap();
    let p256 = hex("301306072a8648ce3d020106082a8648ce3d030107");
    let spki = |algorithm: &[u8], point: &[u8]| -> Vec<u8> {
        let bits = [&[3, point.len() as u8 + 1, 0], point].concat();
        [&[0x30, (algorithm.len() + bits.len()) as u8], algorithm, &bits].concat()
    };
    assert_eq!(spki(&p256, &[&[4], &x[..], &y].concat()), good, "the helper writes what is canonical");
    let rows: [(&str, Vec<u8>, &str); 13] = [
        ("nothing", vec![], "key.encoding"),
        ("a byte after it", [good, &[0]].concat(), "key.encoding"),
        ("cut", good[..90].to_vec(), "key.encoding"),
        ("compressed", spki(&p256, &compressed), "key.point"),
        ("hybrid", spki(&p256, &[&[6 | (y[31] & 1)], &x[..], &y].concat()), "key.point"),
        ("infinity", spki(&p256, &[0]), "key.point"),
        ("P-521 by name", spki(&hex("301006072a8648ce3d020106052b81040023"), &[4; 65]), "key.algorithm"),
        (
            "secp256k1",
            spki(&hex("301006072a8648ce3d020106052b8104000a"), &[&[4], &x[..], &y].concat()),
            "key.algorithm",
        ),
        ("no curve", spki(&hex("300906072a8648ce3d0201"), &[&[4], &x[..], &y].concat()), "key.algorithm"),
        ("explicit parameters", spki(&hex("300c06072a8648ce3d0201 3001 00"), &[4; 65]), "key.explicit-parameters"),
        ("NULL for a curve", spki(&hex("300b06072a8648ce3d02010500"), &[4; 65]), "key.explicit-parameters"),
        ("RSA", spki(&hex("300d06092a864886f70d0101010500"), &[1; 32]), "key.algorithm"),
        ("X25519", spki(&hex("300506032b656e"), &[9; 32]), "key.algorithm"),
    ];
    for (name, der, code) in rows {
        assert_eq!(fault(PublicKey::from_spki_der(&der)), code, "{name}");
    }
}

#[test]
fn refuses_pem_with_another_label_two_blocks_or_too_much_text() {
    let pem = key(Algorithm::Es256, "pem").public_key().to_spki_pem();
    for wrong in [
        pem.replace("PUBLIC KEY", "PRIVATE KEY"),
        pem.replace("PUBLIC KEY", "EC PUBLIC KEY"),
        format!("{pem}{pem}"),
        format!("{}{pem}", "a line\n".repeat(200)),
        String::new(),
        "-----BEGIN PUBLIC KEY-----".to_owned(),
    ] {
        assert_eq!(fault(PublicKey::from_spki_pem(&wrong)), "key.pem", "{wrong}");
    }
    assert_eq!(fault(PublicKey::from_spki_der_or_pem(b"-----\xff")), "key.pem");
}

#[test]
fn prints_no_more_than_algorithm_and_kid() {
    let secret = key(Algorithm::Es256, "debug");
    let public = secret.public_key();
    assert_eq!(format!("{public:?}"), format!("PublicKey(ES256, {})", public.kid()));
}
