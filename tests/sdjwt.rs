//! SD-JWT VC of every shipped kind: issued, held, shown in part, verified; and what the type metadata says of it.
#![allow(
    missing_docs,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm
)]

use chop_core::crypto::jws::KeyReference;
use chop_core::crypto::x509::{Certificate, make};
use chop_core::crypto::{Algorithm, Signer, SoftwareKey, complete};
use chop_core::dev::{self, Counted, TestDocument, TestTrust};
use chop_core::document::{Disclose, Kinds};
use chop_core::format::sdjwt::{
    IssueRequest, PresentRequest, SdJwt, SdJwtVc, prepare, prepare_presentation, present_without_holder,
};
use chop_core::status::StatusList;
use chop_core::time::UnixTime;
use chop_core::trust::TrustBundle;
use chop_core::verify::{
    CredentialOutcome, DisclosedDocument, DisclosedValue, Expectation, Fault, NoMemory, Outcome, Parsed, Policy,
    RequestBinding, Validity, run, run_credential,
};
use serde_json::Value;

const REQUEST: RequestBinding<'static> = RequestBinding { nonce: "a nonce", audience: "x509_hash:door" };

fn now() -> UnixTime {
    dev::reference_now()
}

fn trust() -> TrustBundle {
    let kinds: Vec<String> = Kinds::shipped().iter().map(|kind| kind.kind().to_string()).collect();
    let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    TestTrust::new(now().plus(-600))
        .issuer(dev::key("issuer").public_key(), &kinds, None)
        .list("https://status.example/l/9", StatusList::new(1, 1 << 17).unwrap())
        .open()
}

fn document(kind: &str) -> TestDocument {
    TestDocument::new(kind, now().plus(-60))
}

fn expectation() -> Expectation<'static> {
    Expectation { request: Some(REQUEST), ..Expectation::ONE_SCAN }
}

fn judge(parsed: Parsed<SdJwtVc>) -> Outcome {
    let (trust, kinds) = (trust(), Kinds::shipped());
    run(parsed, &Policy::offline(&trust, &kinds, now()), &expectation(), &mut NoMemory)
}

fn show(credential: &str, keep: &dyn Fn(&str) -> bool) -> String {
    let request = PresentRequest { nonce: REQUEST.nonce, audience: REQUEST.audience, issued_at: now().plus(-1) };
    prepare_presentation(credential, keep, &request).unwrap().sign(&dev::key("device")).unwrap()
}

fn disclosed(text: &str) -> DisclosedDocument {
    match judge(SdJwtVc::parse(text, &Kinds::shipped()).unwrap()) {
        Outcome::Verified(verified) => verified.content().documents[0].clone(),
        // The example of one kind begins two days later by its own date.
        Outcome::NotInForce(genuine, Fault::DocumentNotYet { .. }) => genuine.content().documents[0].clone(),
        other => panic!("{}", other.code()),
    }
}

/// The parts of a text without the issuer's signature, which is another each time.
fn unsigned(text: &str) -> Vec<&str> {
    let (jwt, disclosures) = text.split_once('~').unwrap();
    vec![jwt.rsplit_once('.').unwrap().0, disclosures]
}

#[test]
fn every_kind_comes_back_as_it_was_issued() {
    let mut issued = 0;
    for kind in Kinds::shipped().iter() {
        let document = document(kind.kind().as_str());
        let credential = document.sd_jwt();
        let again = document.sd_jwt();
        assert_eq!(unsigned(&credential), unsigned(&again), "the same randomness gives the same text");
        let parsed = SdJwtVc::parse_issued(&credential, &Kinds::shipped()).unwrap();
        assert_eq!(parsed.claimed_type(), kind.vct().as_str());
        assert_eq!(parsed.claimed_device_key(), Some(document.device.public_key()));
        assert_eq!(parsed.claimed_validity().until, document.validity.valid_until);
        let (trust, kinds) = (trust(), Kinds::shipped());
        let outcome = run_credential(parsed, &Policy::offline(&trust, &kinds, now()));
        let CredentialOutcome::Genuine(genuine, fault) = outcome else { panic!("{}", outcome.code()) };
        assert!(matches!(fault, None | Some(Fault::DocumentNotYet { .. })), "{}: {fault:?}", kind.kind());
        let found = &genuine.content().documents[0];
        let expected: Vec<_> = kind
            .issued_elements()
            .zip(&document.values)
            .filter_map(|(element, value)| Some((element.id.as_str(), value.clone()?)))
            .collect();
        assert_eq!(found.elements.len(), expected.len(), "{}", kind.kind());
        for (element, (id, value)) in found.elements.iter().zip(&expected) {
            assert_eq!(element.id, *id);
            assert_eq!(element.value, DisclosedValue::Known(value.clone()), "{id}");
            assert_eq!(element.name_space, kind.vct().as_str());
        }
        assert_eq!(found.kind.as_deref(), Some(kind.kind().as_str()));
        issued += 1;
    }
    assert_eq!(issued, Kinds::shipped().iter().count());
}

#[test]
fn each_element_that_the_holder_chooses_is_one_disclosure_and_what_is_absent_leaves_a_decoy() {
    for kind in Kinds::shipped().iter() {
        let document = document(kind.kind().as_str());
        let credential = document.sd_jwt();
        let selectable = kind.issued_elements().filter(|element| element.disclose == Disclose::Selectable).count();
        let absent = document.values.iter().filter(|value| value.is_none()).count();
        assert_eq!(credential.matches('~').count(), 1 + selectable - absent, "{}", kind.kind());
        let payload = payload(&credential);
        let digests = payload["_sd"].as_array().map_or(0, Vec::len);
        assert_eq!(digests, selectable + 2, "{}: two decoys beside", kind.kind());
        let mut sorted = payload["_sd"].as_array().unwrap().clone();
        sorted.sort_by_key(|digest| digest.as_str().unwrap().to_owned());
        assert_eq!(payload["_sd"], Value::Array(sorted), "the order of digests says nothing");
    }
}

fn payload(text: &str) -> Value {
    let part = text.split(['.', '~']).nth(1).unwrap();
    serde_json::from_slice(&chop_core::encoding::base64url::decode(part).unwrap()).unwrap()
}

#[test]
fn every_selection_verifies_with_exactly_the_elements_chosen() {
    let mut selections = 0;
    for kind in Kinds::shipped().iter() {
        let credential = document(kind.kind().as_str()).sd_jwt();
        let all = disclosed(&show(&credential, &|_| true));
        let chosen: Vec<&str> = all
            .elements
            .iter()
            .map(|element| element.id.as_str())
            .filter(|id| kind.element(id).unwrap().disclose == Disclose::Selectable)
            .collect();
        let every = 1_u32 << chosen.len().min(6);
        for mask in 0..every {
            let keep =
                |id: &str| chosen.iter().position(|name| *name == id).is_some_and(|at| mask & (1 << (at % 6)) != 0);
            let found = disclosed(&show(&credential, &keep));
            let expected: Vec<_> = all
                .elements
                .iter()
                .filter(|element| !chosen.contains(&element.id.as_str()) || keep(&element.id))
                .collect();
            assert_eq!(found.elements.iter().collect::<Vec<_>>(), expected, "{}: {mask}", kind.kind());
            selections += 1;
        }
    }
    assert!(selections > 100, "{selections}");
}

#[test]
fn a_disclosure_of_another_credential_is_never_accepted() {
    let kinds = Kinds::shipped();
    let texts: Vec<String> = kinds.iter().map(|kind| document(kind.kind().as_str()).sd_jwt()).collect();
    for text in &texts {
        for other in texts.iter().filter(|other| other != &text) {
            for foreign in other.split('~').skip(1).filter(|part| !part.is_empty() && !text.contains(part)) {
                let fault = SdJwtVc::parse(&format!("{text}{foreign}~"), &kinds).unwrap_err();
                assert_eq!(fault.code(), "sdjwt.disclosure-unreferenced");
            }
        }
    }
}

#[test]
fn an_issuer_hands_out_no_proof_of_a_holder_and_a_presentation_is_not_presented_again() {
    let shown = show(&document("senior-citizen-card").sd_jwt(), &|_| true);
    let kinds = Kinds::shipped();
    assert_eq!(SdJwtVc::parse_issued(&shown, &kinds).unwrap_err().code(), "sdjwt.key-binding");
    assert_eq!(present_without_holder(&shown, &|_| true).unwrap_err().code(), "sdjwt.key-binding");
    let request = PresentRequest { nonce: "n", audience: "a", issued_at: now() };
    assert_eq!(prepare_presentation(&shown, &|_| true, &request).err().unwrap().code(), "sdjwt.key-binding");
}

#[test]
fn signatures_may_be_made_elsewhere_and_only_by_the_right_key() {
    let kinds = Kinds::shipped();
    let document = document("age-proof");
    let request = |reference| IssueRequest {
        descriptor: kinds.by_kind("age-proof").unwrap(),
        values: &document.values,
        device_key: document.device.public_key(),
        validity: Validity { signed: now(), from: now(), until: now().plus(3_600) },
        status: None,
        issuer_key: document.issuer.public_key(),
        reference,
        integrity: None,
        decoys: 0,
    };
    let prepared = || prepare(&request(KeyReference::Kid), &mut Counted::new("salts")).unwrap();
    let signature = document.issuer.sign(prepared().to_be_signed()).unwrap();
    let text = prepared().complete(signature.as_bytes()).unwrap();
    assert!(SdJwt::parse(&text).unwrap().claims_signed_by(document.issuer.public_key()).is_ok());
    assert_eq!(prepared().complete(&[7; 64]).unwrap_err().code(), "sign.mismatch");
    assert_eq!(prepared().sign(&document.device).unwrap_err().code(), "sign.mismatch");
    let shown = || {
        let request = PresentRequest { nonce: "n", audience: "a", issued_at: now() };
        prepare_presentation(&text, &|_| true, &request).unwrap()
    };
    let signature = document.device.sign(shown().to_be_signed()).unwrap();
    assert!(complete(document.device.public_key(), shown().to_be_signed(), signature.as_bytes()).is_ok());
    assert!(shown().complete(signature.as_bytes()).is_ok());
    assert_eq!(shown().sign(&document.issuer).unwrap_err().code(), "sign.mismatch");
    let short = IssueRequest { values: &document.values[1..], ..request(KeyReference::Kid) };
    assert_eq!(prepare(&short, &mut Counted::new("salts")).err().unwrap().code(), "issue.values");
}

#[test]
fn every_algorithm_signs_for_issuer_and_holder() {
    let kinds = Kinds::shipped();
    let document = document("age-proof");
    for algorithm in Algorithm::ALL {
        let issuer = SoftwareKey::generate(algorithm, &mut Counted::new("issuer key")).unwrap();
        let device = SoftwareKey::generate(algorithm, &mut Counted::new("device key")).unwrap();
        let request = IssueRequest {
            descriptor: kinds.by_kind("age-proof").unwrap(),
            values: &document.values,
            device_key: device.public_key(),
            validity: Validity { signed: now(), from: now(), until: now().plus(3_600) },
            status: None,
            issuer_key: issuer.public_key(),
            reference: KeyReference::Kid,
            integrity: None,
            decoys: 0,
        };
        let text = prepare(&request, &mut Counted::new("salts")).unwrap().sign(&issuer).unwrap();
        let shown = PresentRequest { nonce: REQUEST.nonce, audience: REQUEST.audience, issued_at: now() };
        let shown = prepare_presentation(&text, &|_| true, &shown).unwrap().sign(&device).unwrap();
        let trust = TestTrust::new(now().plus(-600)).issuer(issuer.public_key(), &["age-proof"], None).open();
        let parsed = SdJwtVc::parse(&shown, &kinds).unwrap();
        let outcome = run(parsed, &Policy::offline(&trust, &kinds, now()), &expectation(), &mut NoMemory);
        assert_eq!(outcome.code(), "ok", "{algorithm:?}");
    }
}

#[test]
fn a_chain_of_certificates_leads_to_the_root_in_the_bundle() {
    let (root, root_key) = dev_root();
    let signer = signer_under(&root, &root_key);
    let kinds = Kinds::shipped();
    let document = document("age-proof");
    let request = IssueRequest {
        descriptor: kinds.by_kind("age-proof").unwrap(),
        values: &document.values,
        device_key: document.device.public_key(),
        validity: Validity { signed: now(), from: now(), until: now().plus(3_600) },
        status: None,
        issuer_key: document.issuer.public_key(),
        reference: KeyReference::Chain(&[signer.as_der().to_vec()]),
        integrity: None,
        decoys: 0,
    };
    let text = prepare(&request, &mut Counted::new("salts")).unwrap().sign(&document.issuer).unwrap();
    let mut trust = TestTrust::new(now().plus(-600));
    let rights = vec![chop_core::trust::Selector::Kind("age-proof".into())];
    let entry = chop_core::trust::IssuerEntry::with_certificate(root, dev::names("Root"), rights).unwrap();
    trust.body.issuers.push(entry);
    let judged = |trust: &TestTrust| {
        let parsed = SdJwtVc::parse(&show(&text, &|_| true), &kinds).unwrap();
        run(parsed, &Policy::offline(&trust.open(), &kinds, now()), &expectation(), &mut NoMemory).code()
    };
    assert_eq!(judged(&trust), "ok");
    trust.body.issuers.clear();
    assert_eq!(judged(&trust), "issuer.unknown");
}

fn certificate_request() -> make::Request<'static> {
    make::Request {
        country: "HK",
        organisation: "Department",
        common_name: "Department IACA",
        not_before: now().seconds() - 86_400,
        not_after: now().seconds() + 300 * 86_400,
        contact: "https://department.example/",
        revocation_list: "https://department.example/iaca.crl",
    }
}

fn dev_root() -> (Certificate, SoftwareKey) {
    let key = dev::key("root of signers");
    let root = make::root(&certificate_request(), &key, &mut Counted::new("root")).unwrap();
    (root, key)
}

fn signer_under(root: &Certificate, key: &SoftwareKey) -> Certificate {
    let request = make::Request { common_name: "Document signer 1", ..certificate_request() };
    make::document_signer(&request, dev::key("issuer").public_key(), root, key, &mut Counted::new("signer")).unwrap()
}

#[test]
fn the_type_metadata_names_every_claim_in_three_languages() {
    for kind in Kinds::shipped().iter() {
        let metadata = kind.type_metadata();
        assert_eq!(metadata, kind.type_metadata());
        let document: Value = serde_json::from_slice(metadata.as_bytes()).unwrap();
        assert_eq!(document["vct"], kind.vct().as_str());
        let locales = |display: &Value| -> Vec<String> {
            display.as_array().unwrap().iter().map(|entry| entry["locale"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(locales(&document["display"]), ["en", "zh-Hant-HK", "zh-Hans"]);
        assert_eq!(document["display"][1]["name"], kind.names().zh_hant.as_str());
        for element in kind.issued_elements() {
            let claims = document["claims"].as_array().unwrap();
            let claim = claims.iter().find(|claim| claim["path"] == serde_json::json!([element.id.as_str()])).unwrap();
            assert_eq!(locales(&claim["display"]).len(), 3);
            assert_eq!(claim["sd"], if element.disclose == Disclose::Selectable { "always" } else { "never" });
            assert_eq!(claim["mandatory"], !element.optional);
        }
        let integrity = metadata.integrity();
        assert_eq!(integrity.len(), "sha256-".len() + 44);
        assert!(!serde_json::to_string(&document).unwrap().contains("\"never\",\"never\""));
    }
}
