//! W3C credentials under Data Integrity, from the issuer through the wallet to the verifier: every shipped kind, every
//! suite, every kind of key.
#![allow(
    missing_docs,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm
)]

use chop_core::crypto::{Algorithm, Signer, SoftwareKey};
use chop_core::dev::{self, Counted, TestTrust};
use chop_core::document::{Descriptor, Kinds};
use chop_core::format::vc::data_integrity::{
    PresentRequest, Suite, Unsigned, parse_credential, parse_presentation, parse_without_holder, prepare,
    prepare_presentation,
};
use chop_core::format::vc::did::Did;
use chop_core::format::vc::{CredentialRequest, Library, StatusRequest};
use chop_core::status::StatusList;
use chop_core::time::UnixTime;
use chop_core::trust::TrustBundle;
use chop_core::verify::{
    CredentialOutcome, DisclosedValue, Expectation, HolderRequirement, NoMemory, Outcome, Policy, RequestBinding,
    StatusPurpose, run, run_credential,
};

const NONCE: &str = "n-0S6_WzA2Mj";
const AUDIENCE: &str = "https://door.example";
const REVOKED: &str = "https://status.example/b/1";
const SUSPENDED: &str = "https://status.example/b/2";
const REQUEST: Expectation<'static> =
    Expectation { request: Some(RequestBinding { nonce: NONCE, audience: AUDIENCE }), ..Expectation::ONE_SCAN };

fn now() -> UnixTime {
    dev::reference_now()
}

fn key(algorithm: Algorithm, name: &str) -> SoftwareKey {
    SoftwareKey::generate(algorithm, &mut Counted::new(name)).unwrap()
}

fn trust(issuer: &SoftwareKey) -> TrustBundle {
    let kinds = Kinds::shipped();
    let names: Vec<&str> = kinds.iter().map(|kind| kind.kind().as_str()).collect();
    let mut list = StatusList::new(1, 1 << 17).unwrap();
    list.set(1, 1).unwrap();
    let trust = TestTrust::new(now().plus(-60)).issuer(issuer.public_key(), &names, None);
    trust.list(REVOKED, list.clone()).list(SUSPENDED, list).open()
}

fn unsigned(kind: &Descriptor, suite: Suite, issuer: &SoftwareKey, holder: &Did, places: [u64; 2]) -> Unsigned {
    let status = [(StatusPurpose::Revocation, REVOKED), (StatusPurpose::Suspension, SUSPENDED)];
    let status: Vec<StatusRequest<'_>> =
        status.iter().zip(places).map(|(&(purpose, list), index)| StatusRequest { purpose, list, index }).collect();
    let request = CredentialRequest {
        descriptor: kind,
        values: &dev::holder_values(kind, now()),
        id: None,
        issuer: &Did::key_did(issuer.public_key()),
        holder,
        valid_from: now().plus(-3_600),
        valid_until: now().plus(86_400),
        status: &status,
    };
    prepare(&request, suite, now().plus(-3_600), &Library::new(&Kinds::shipped())).unwrap()
}

fn present(credentials: &[&[u8]], holder: &Did, key: &SoftwareKey, suite: Suite) -> Vec<u8> {
    let request =
        PresentRequest { credentials, holder, suite, nonce: NONCE, audience: AUDIENCE, created: now().plus(-2) };
    prepare_presentation(&request, &Library::new(&Kinds::shipped())).unwrap().sign(key).unwrap()
}

fn judge(presentation: &[u8], trust: &TrustBundle, expectation: &Expectation<'_>) -> Outcome {
    let kinds = Kinds::shipped();
    let parsed = parse_presentation(presentation, &Library::new(&kinds)).unwrap();
    run(parsed, &Policy::offline(trust, &kinds, now()), expectation, &mut NoMemory)
}

fn suites(algorithm: Algorithm) -> Vec<Suite> {
    Suite::ALL.into_iter().filter(|suite| suite.signs_with(algorithm)).collect()
}

#[test]
fn every_kind_comes_through_every_suite_with_every_value() {
    let kinds = Kinds::shipped();
    for suite in [Suite::EcdsaJcs2019, Suite::EcdsaRdfc2019] {
        let (issuer, device) = (dev::key("issuer"), dev::key("device"));
        let (trust, holder) = (trust(&issuer), Did::key_did(device.public_key()));
        for kind in kinds.iter() {
            let credential = unsigned(kind, suite, &issuer, &holder, [7, 7]).sign(&issuer).unwrap();
            let outcome = judge(&present(&[&credential], &holder, &device, suite), &trust, &REQUEST);
            let Outcome::Verified(verified) = &outcome else { panic!("{} {suite:?}: {}", kind.kind(), outcome.code()) };
            let [document] = verified.content().documents.as_slice() else { panic!("{}", kind.kind()) };
            assert_eq!(document.kind.as_deref(), Some(kind.kind().as_str()));
            for (element, value) in kind.issued_elements().zip(dev::holder_values(kind, now())) {
                assert_eq!(document.known(element.id.as_str()), value.as_ref(), "{} {}", kind.kind(), element.id);
            }
            assert!(verified.content().cautions.is_empty());
        }
    }
}

#[test]
fn every_kind_of_key_and_both_of_its_dids_bind_a_holder() {
    let kinds = Kinds::shipped();
    let kind = kinds.by_kind("age-proof").unwrap();
    for issuer_algorithm in Algorithm::ALL {
        let issuer = key(issuer_algorithm, "issuer");
        let trust = trust(&issuer);
        for holder_algorithm in Algorithm::ALL {
            let device = key(holder_algorithm, "holder");
            for holder in [Did::key_did(device.public_key()), Did::jwk_did(device.public_key())] {
                for (suite, shown) in suites(issuer_algorithm).into_iter().zip(suites(holder_algorithm)) {
                    let credential = unsigned(kind, suite, &issuer, &holder, [7, 7]).sign(&issuer).unwrap();
                    let outcome = judge(&present(&[&credential], &holder, &device, shown), &trust, &REQUEST);
                    assert_eq!(outcome.code(), "ok", "{suite:?} {shown:?} {}", holder.as_str());
                }
            }
        }
    }
}

#[test]
fn several_credentials_under_one_proof_are_all_or_nothing() {
    let kinds = Kinds::shipped();
    let (issuer, device) = (dev::key("issuer"), dev::key("device"));
    let (trust, holder) = (trust(&issuer), Did::key_did(device.public_key()));
    let of = |kind: &str, places| {
        let kind = kinds.by_kind(kind).unwrap();
        unsigned(kind, Suite::EcdsaRdfc2019, &issuer, &holder, places).sign(&issuer).unwrap()
    };
    let (good, revoked) = (of("age-proof", [7, 7]), of("cre-result", [1, 7]));
    let other = of("cre-result", [7, 7]);
    for suite in [Suite::EcdsaJcs2019, Suite::EcdsaRdfc2019] {
        let both = judge(&present(&[&good, &other], &holder, &device, suite), &trust, &REQUEST);
        let Outcome::Verified(verified) = &both else { panic!("{}", both.code()) };
        assert_eq!(verified.content().documents.len(), 2);
        let one = judge(&present(&[&good, &revoked], &holder, &device, suite), &trust, &REQUEST);
        assert_eq!((one.verdict(), one.code()), ("not_in_force", "status.revoked"));
    }
}

#[test]
fn each_purpose_of_a_status_has_its_own_meaning_and_revoked_comes_first() {
    let kinds = Kinds::shipped();
    let (issuer, device) = (dev::key("issuer"), dev::key("device"));
    let (trust, holder) = (trust(&issuer), Did::key_did(device.public_key()));
    let beyond = 1 << 20;
    for (places, expected) in [
        ([7, 7], "ok"),
        ([1, 7], "status.revoked"),
        ([7, 1], "status.suspended"),
        ([1, 1], "status.revoked"),
        ([beyond, 7], "status.unknown"),
        ([7, beyond], "status.unknown"),
        ([1, beyond], "status.revoked"),
        ([beyond, 1], "status.unknown"),
    ] {
        let kind = kinds.by_kind("age-proof").unwrap();
        let credential = unsigned(kind, Suite::EcdsaJcs2019, &issuer, &holder, places).sign(&issuer).unwrap();
        let outcome = judge(&present(&[&credential], &holder, &device, Suite::EcdsaJcs2019), &trust, &REQUEST);
        assert_eq!(outcome.code(), expected, "{places:?}");
    }
}

#[test]
fn a_wallet_judges_its_own_credential_and_a_verifier_can_do_without_the_holder() {
    let kinds = Kinds::shipped();
    let library = Library::new(&kinds);
    let (issuer, device) = (dev::key("issuer"), dev::key("device"));
    let (trust, holder) = (trust(&issuer), Did::key_did(device.public_key()));
    let kind = kinds.by_kind("age-proof").unwrap();
    let credential = unsigned(kind, Suite::EcdsaRdfc2019, &issuer, &holder, [7, 7]).sign(&issuer).unwrap();
    let policy = Policy::offline(&trust, &kinds, now());
    let own = run_credential(parse_credential(&credential, &library).unwrap(), &policy);
    assert!(matches!(own, CredentialOutcome::Genuine(_, None)), "{}", own.code());
    let bare = || parse_without_holder(&credential, &library).unwrap();
    assert_eq!(run(bare(), &policy, &REQUEST, &mut NoMemory).code(), "holder.missing");
    let lenient = Expectation { holder: HolderRequirement::NotRequired, ..REQUEST };
    let Outcome::Verified(verified) = run(bare(), &policy, &lenient, &mut NoMemory) else { panic!() };
    assert_eq!(verified.content().cautions.iter().map(|c| c.code()).collect::<Vec<_>>(), ["holder.unproven"]);
}

#[test]
fn a_signature_from_elsewhere_is_verified_before_anything_gets_out() {
    let kinds = Kinds::shipped();
    let (issuer, device) = (dev::key("issuer"), dev::key("device"));
    let holder = Did::key_did(device.public_key());
    let kind = kinds.by_kind("age-proof").unwrap();
    let make = || unsigned(kind, Suite::EcdsaJcs2019, &issuer, &holder, [7, 7]);
    let good = issuer.sign(make().to_be_signed()).unwrap();
    assert!(make().complete(good.as_bytes()).is_ok());
    let other = device.sign(make().to_be_signed()).unwrap();
    assert_eq!(make().complete(other.as_bytes()).unwrap_err().code(), "sign.mismatch");
    assert_eq!(make().complete(&[0; 10]).unwrap_err().code(), "sign.length");
    assert_eq!(make().sign(&device).unwrap_err().code(), "sign.mismatch");
}

#[test]
fn a_kind_is_one_of_ours_only_if_its_vocabulary_is() {
    // The type alone says nothing: the same word in somebody else's vocabulary is another thing.
    let kinds = Kinds::shipped();
    let (issuer, device) = (dev::key("issuer"), dev::key("device"));
    let holder = Did::key_did(device.public_key());
    let proof = serde_json::json!({
        "type": "DataIntegrityProof", "cryptosuite": "ecdsa-jcs-2019", "created": "2026-11-22T06:00:00Z",
        "verificationMethod": Did::key_did(issuer.public_key()).verification_method(),
        "proofPurpose": "assertionMethod",
    });
    let credential = serde_json::json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential", "AgeProof"],
        "issuer": Did::key_did(issuer.public_key()).as_str(),
        "validFrom": "2026-11-22T06:00:00Z",
        "credentialSubject": { "id": holder.as_str(), "age_over_18": true },
    });
    let library = Library::new(&kinds);
    let bytes = dev::secure(&credential, &proof, None, &issuer, &library).to_string().into_bytes();
    let trust = trust(&issuer);
    let own = run_credential(parse_credential(&bytes, &library).unwrap(), &Policy::offline(&trust, &kinds, now()));
    let CredentialOutcome::Genuine(genuine, None) = own else { panic!("{}", own.code()) };
    let document = &genuine.content().documents[0];
    assert_eq!(document.kind, None);
    assert!(matches!(document.elements[0].value, DisclosedValue::ForeignJson(_)));
}

#[test]
fn the_json_schema_of_every_kind_names_exactly_what_is_issued() {
    for kind in Kinds::shipped().iter() {
        let schema = kind.json_schema();
        let properties = &schema["properties"]["credentialSubject"]["properties"];
        let names: Vec<&String> = properties.as_object().unwrap().keys().collect();
        let issued: Vec<&str> = kind.issued_elements().map(|element| element.id.as_str()).collect();
        assert_eq!(names[0], "id");
        assert_eq!(names[1..], issued, "{}", kind.kind());
        let required = schema["properties"]["credentialSubject"]["required"].as_array().unwrap().len();
        assert_eq!(required, kind.always_shown().count());
    }
}
