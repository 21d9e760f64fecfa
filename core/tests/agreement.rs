//! Key agreement and the MAC key of an mdoc, on the worked example of ISO/IEC 18013-5:2021 Annex D.5.3
//! (`data/annex-d-*.hex`: values of the standard as openwallet-foundation/multipaz and the EUDI libraries republish
//! them in test data, Apache-2.0).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test stops at the first surprise")]

mod support;

use chop_core::crypto::agreement::{e_mac_key, shared_secret, shared_secret_of_scalar};
use chop_core::crypto::mac::MacKey;
use chop_core::crypto::{Algorithm, PublicKey, Signer as _, SoftwareKey};
use support::{Reproducible, hex};

fn key(d: &str, x: &str, y: &str) -> SoftwareKey {
    let key = SoftwareKey::from_p256_scalar(hex(d)[..].try_into().unwrap()).unwrap();
    let coordinates = (hex(x)[..].try_into().unwrap(), hex(y)[..].try_into().unwrap());
    assert_eq!(key.public_key().p256_coordinates(), Some(coordinates));
    key
}

#[test]
fn the_device_mac_of_annex_d_verifies_from_either_side() {
    let device = key(
        "6ed542ad4783f0b18c833fadf2171273a35d969c581691ef704359cc7cf1e8c0",
        "96313d6c63e24e3372742bfdb1a33ba2c897dcd68ab8c753e4fbd48dca6b7f9a",
        "1fb3269edd418857de1b39a4e4a44b92fa484caa722c228288f01d0c03a2c3d6",
    );
    let reader = key(
        "de3b4b9e5f72dd9b58406ae3091434da48a6f9fd010d88fcb0958e2cebec947c",
        "60e3392385041f51403051f2415531cb56dd3f999c71687013aac6768bc8187e",
        "e58deb8fdbe907f7dd5368245551a34796f7d2215c440c339bb0f7b67beccdfa",
    );
    let transcript = hex(include_str!("data/annex-d-session-transcript-bytes.hex"));
    let structure = hex(include_str!("data/annex-d-mac-structure.hex"));
    let tag = hex("e99521a85ad7891b806a07f8b5388a332d92c189a7bf293ee1f543405ae6824d");

    let at_reader = shared_secret(&reader, device.public_key()).unwrap();
    let at_device = shared_secret(&device, reader.public_key()).unwrap();
    assert_eq!(at_reader, at_device);
    let key = MacKey::new(&e_mac_key(&at_reader, &transcript)[..]);
    key.verify(&structure, &tag).unwrap();
    assert_eq!(key.tag(&structure)[..], tag);

    // Another transcript is another key.
    let mut other = transcript;
    *other.last_mut().unwrap() ^= 1;
    assert_eq!(
        MacKey::new(&e_mac_key(&at_reader, &other)[..]).verify(&structure, &tag).unwrap_err().code(),
        "mac.invalid"
    );
}

#[test]
fn refuses_keys_of_other_curves_and_scalars_outside_the_group() {
    let make = |algorithm| SoftwareKey::generate(algorithm, &mut Reproducible::new("agreement")).unwrap();
    let p256 = make(Algorithm::Es256);
    for other in [make(Algorithm::Es384), make(Algorithm::EdDsa)] {
        assert_eq!(shared_secret(&p256, other.public_key()).unwrap_err().code(), "agreement.algorithm");
        assert_eq!(shared_secret(&other, p256.public_key()).unwrap_err().code(), "agreement.algorithm");
    }
    for scalar in [&[0; 32][..], &[0xff; 32], &[], &[1; 31], &[1; 33]] {
        let result = shared_secret_of_scalar(scalar, p256.public_key());
        assert_eq!(result.unwrap_err().code(), "agreement.scalar", "{scalar:?}");
    }
}

#[test]
fn refuses_a_tag_that_is_changed_cut_or_longer() {
    let key = MacKey::new(b"0123456789abcdef0123456789abcdef");
    let tag = key.tag(b"message");
    for bit in 0..256 {
        let mut changed = tag;
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(key.verify(b"message", &changed).is_err(), "{bit}");
    }
    for length in 0..32 {
        assert!(key.verify(b"message", &tag[..length]).is_err(), "{length}");
    }
    assert!(key.verify(b"message", &[&tag[..], &[0]].concat()).is_err());
    assert_eq!(format!("{key:?}"), "MacKey(<redacted>)");
}

#[test]
fn a_shared_secret_needs_no_more_than_the_public_keys_bytes() {
    let own = SoftwareKey::generate(Algorithm::Es256, &mut Reproducible::new("own")).unwrap();
    let peer = SoftwareKey::generate(Algorithm::Es256, &mut Reproducible::new("peer")).unwrap();
    let from_wire = PublicKey::from_p256_compressed(&peer.public_key().p256_compressed().unwrap()).unwrap();
    assert_eq!(shared_secret(&own, &from_wire).unwrap(), shared_secret(&peer, own.public_key()).unwrap());
}
