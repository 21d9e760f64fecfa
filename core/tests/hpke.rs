//! HPKE on the vector of RFC 9180 Appendix A.3.1 (base mode, P-256, AES-128-GCM), and where it refuses.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test stops at the first surprise")]

mod support;

use chop_core::crypto::hpke::{Sealed, open, seal};
use chop_core::crypto::{Algorithm, Signer as _, SoftwareKey};
use serde_json::Value;
use support::{Failing, Reproducible, Stuck, hex};

/// Of the three vectors of the file one is of this suite; one has a pre-shared key, one AES-256-GCM.
fn vector() -> Value {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/jose-cose/hpke-p256.json");
    let all: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(all.len(), 3);
    let mut of_suite = all.into_iter().filter(|one| one["mode"] == 0 && one["kem_id"] == 16 && one["aead_id"] == 1);
    let one = of_suite.next().unwrap();
    assert!(of_suite.next().is_none());
    one
}

fn bytes(value: &Value) -> Vec<u8> {
    hex(value.as_str().unwrap())
}

fn key(scalar: &Value) -> SoftwareKey {
    SoftwareKey::from_p256_scalar(bytes(scalar)[..].try_into().unwrap()).unwrap()
}

#[test]
fn what_the_standard_sealed_is_opened_and_its_ephemeral_key_is_made_again() {
    let vector = vector();
    let own = key(&vector["skRm"]);
    let (x, y) = own.public_key().p256_coordinates().unwrap();
    assert_eq!([&[4][..], &x, &y].concat(), bytes(&vector["pkRm"]));
    let info = bytes(&vector["info"]);
    let sealed = seal(own.public_key(), &info, b"message", &mut Stuck(bytes(&vector["ikmE"]))).unwrap();
    assert_eq!(sealed.encapsulated[..], bytes(&vector["enc"]));
    assert_eq!(open(&own, &info, &sealed).unwrap(), b"message");
    // The key stream is that of the vector: the ciphertext begins with the same difference. The vector itself has
    // associated bytes, which only change the tag.
    let first = &vector["encryptions"][0];
    let (plain, cipher) = (bytes(&first["pt"]), bytes(&first["ct"]));
    let ours = seal(own.public_key(), &info, &plain, &mut Stuck(bytes(&vector["ikmE"]))).unwrap();
    assert_eq!(ours.cipher_text[..plain.len()], cipher[..plain.len()]);
    assert_eq!(ours.cipher_text.len(), cipher.len());
}

#[test]
fn another_key_other_information_or_a_changed_bit_opens_nothing() {
    let generate = |label| SoftwareKey::generate(Algorithm::Es256, &mut Reproducible::new(label)).unwrap();
    let (own, other) = (generate("own"), generate("other"));
    let sealed = seal(own.public_key(), b"info", b"message", &mut Reproducible::new("seal")).unwrap();
    assert_eq!(open(&own, b"info", &sealed).unwrap(), b"message");
    let code = |own: &SoftwareKey, info: &[u8], sealed: &Sealed| open(own, info, sealed).unwrap_err().code();
    assert_eq!(code(&other, b"info", &sealed), "hpke.invalid");
    assert_eq!(code(&own, b"inf", &sealed), "hpke.invalid");
    for bit in 0..8 * sealed.cipher_text.len() {
        let mut broken = sealed.clone();
        broken.cipher_text[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(code(&own, b"info", &broken), "hpke.invalid", "bit {bit}");
    }
    for bit in 0..8 * 65 {
        let mut broken = sealed.clone();
        broken.encapsulated[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(code(&own, b"info", &broken), "hpke.invalid", "bit {bit} of the key");
    }
    let short = Sealed { cipher_text: sealed.cipher_text[..15].to_vec(), ..sealed };
    assert_eq!(code(&own, b"info", &short), "hpke.invalid");
}

#[test]
fn other_curves_and_dead_sources_seal_nothing() {
    let own = SoftwareKey::generate(Algorithm::Es256, &mut Reproducible::new("own")).unwrap();
    let wide = SoftwareKey::generate(Algorithm::Es384, &mut Reproducible::new("wide")).unwrap();
    let code = |sealed: Result<Sealed, chop_core::crypto::hpke::HpkeFault>| sealed.unwrap_err().code();
    assert_eq!(code(seal(wide.public_key(), b"", b"", &mut Reproducible::new("seal"))), "hpke.key");
    assert_eq!(code(seal(own.public_key(), b"", b"", &mut Failing)), "random.failed");
    assert_eq!(code(seal(own.public_key(), b"", b"", &mut Stuck(vec![0]))), "random.failed");
    assert_eq!(code(seal(own.public_key(), b"", b"", &mut Stuck(vec![9]))), "random.failed");
    let sealed = seal(own.public_key(), b"", b"", &mut Reproducible::new("seal")).unwrap();
    assert_eq!(open(&wide, b"", &sealed).unwrap_err().code(), "hpke.key");
}
