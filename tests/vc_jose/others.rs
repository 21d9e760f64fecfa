//! The inputs of the VC-JOSE-COSE test suite.

use std::fs;
use std::path::Path;

use chop_core::crypto::jws::Jws;
use chop_core::crypto::{PublicKey, SoftwareKey, jwk};
use chop_core::dev::{self, TestTrust};
use chop_core::document::Kinds;
use chop_core::encoding::base64url;
use chop_core::format::sdjwt::SdJwt;
use chop_core::format::vc::jose::{parse_credential, parse_presentation};
use chop_core::time::UnixTime;
use chop_core::trust::{IssuerEntry, Selector};
use chop_core::verify::{Expectation, HolderRequirement, NoMemory, Policy, run};
use serde_json::Value;

use crate::model::b64;
use chop_core::crypto::Signer;

fn text(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/w3c/vc-jose-cose");
    fs::read_to_string(folder.join(name)).unwrap().trim().to_owned()
}

fn method(name: &str) -> Value {
    serde_json::from_str(&text(name)).unwrap()
}

fn key(name: &str) -> PublicKey {
    jwk::read(&method(name)["publicKeyJwk"]).unwrap()
}

fn credential_code(text: &str) -> &'static str {
    parse_credential(text).map_or_else(|fault| fault.code(), |_| "ok")
}

#[test]
fn signatures_of_the_vc_jose_cose_suite_are_as_stated() {
    for (name, by, valid) in [
        ("credential-jose-minimal.txt", "vm-p256.json", true),
        ("credential-issuer-match-signed.txt", "vm-ed25519.json", true),
        ("credential-jose-bad-signature.txt", "vm-ed25519.json", false),
    ] {
        let jws = Jws::parse(&text(name)).unwrap();
        assert_eq!(jws.verify(&key(by)).is_ok(), valid, "{name}");
        assert_eq!((jws.typ(), jws.cty()), (Some("vc+jwt"), Some("vc")), "{name}");
        // Their `iat` is text: RFC 7519 §4.1.6 wants a number, and a reader that skips text would skip `exp` too.
        assert_eq!(credential_code(&text(name)), "vc.jwt-time", "{name}");
    }
    for (name, valid) in [("credential-sdjwt-selective.txt", true), ("credential-sdjwt-bad-signature.txt", false)] {
        let sd_jwt = SdJwt::parse(&text(name)).unwrap();
        assert_eq!(sd_jwt.claims_signed_by(&key("vm-p384.json")).is_ok(), valid, "{name}");
        assert_eq!(credential_code(&text(name)), "vc.jwt-time", "{name}");
    }
    // A presentation as SD-JWT is not read, whatever its media type.
    for name in ["presentation-sdjwt-selective.txt", "presentation-sdjwt-bad-media-type.txt"] {
        assert_eq!(credential_code(&text(name)), "jws.type", "{name}");
    }
    let bad = parse_presentation(&text("presentation-jose-bad-media-type.txt"));
    assert_eq!(bad.err().unwrap().code(), "jws.type");
    assert_eq!(jwk::read(&method("vm-p521.json")["publicKeyJwk"]).unwrap_err().code(), "jwk.kind");
    assert!(jwk::read(&method("vm-ed25519.json")["secretKeyJwk"]).is_err());
}

#[test]
fn a_credential_of_the_suite_is_accepted_once_its_time_is_a_number() {
    let original = text("credential-jose-minimal.txt");
    let mut parts = original.split('.');
    let header = parts.next().unwrap();
    let mut claims: Value = serde_json::from_slice(&base64url::decode(parts.next().unwrap()).unwrap()).unwrap();
    claims["iat"] = 1_262_373_804.into();
    let secret = base64url::decode(method("vm-p256.json")["secretKeyJwk"]["d"].as_str().unwrap()).unwrap();
    let secret = SoftwareKey::from_p256_scalar(&secret.try_into().unwrap()).unwrap();
    let signed = format!("{header}.{}", b64(claims.to_string().as_bytes()));
    let signature = secret.sign(signed.as_bytes()).unwrap();
    let text = format!("{signed}.{}", b64(signature.as_bytes()));
    let at = UnixTime::new(1_300_000_000).unwrap();
    let mut trust = TestTrust::new(at);
    let rights = vec![Selector::Type("ExampleAlumniCredential".into())];
    trust.body.issuers.push(IssuerEntry::with_key(key("vm-p256.json"), dev::names("University"), rights));
    let kinds = Kinds::shipped();
    let expectation = Expectation { holder: HolderRequirement::NotRequired, ..Expectation::ONE_SCAN };
    let parsed = parse_credential(&text).unwrap();
    let outcome = run(parsed, &Policy::offline(&trust.open(), &kinds, at), &expectation, &mut NoMemory);
    assert_eq!(outcome.code(), "ok");
}
