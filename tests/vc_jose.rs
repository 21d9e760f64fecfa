//! W3C credentials secured with JOSE: every kind issued, shown and verified; what others wrote; and every wrong
//! credential or presentation ends with exactly its code.
#![allow(
    missing_docs,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::type_complexity,
    clippy::unwrap_used,
    clippy::useless_format,
    clippy::wildcard_enum_match_arm
)]

#[path = "support/corpus/mod.rs"]
mod corpus;
#[path = "support/sdjwt.rs"]
mod model;
#[path = "vc_jose/negatives.rs"]
mod negatives;
#[path = "vc_jose/others.rs"]
mod others;

use chop_core::crypto::Signer;
use chop_core::dev::{self, Counted, TestDocument, TestTrust};
use chop_core::document::{Disclose, Kinds};
use chop_core::format::sdjwt;
use chop_core::format::vc::did::Did;
use chop_core::format::vc::jose::{self, JoseCredential, PresentRequest, parse_credential, parse_presentation};
use chop_core::format::vc::{CredentialRequest, StatusRequest};
use chop_core::status::StatusList;
use chop_core::time::UnixTime;
use chop_core::trust::TrustBundle;
use chop_core::verify::{
    CredentialOutcome, DisclosedDocument, DisclosedValue, Expectation, Fault, NoMemory, Outcome, Policy, Presentation,
    RequestBinding, StatusPurpose, run, run_credential,
};

const REQUEST: RequestBinding<'static> = RequestBinding { nonce: "a nonce", audience: "x509_hash:door" };
const LIST: &str = "https://status.example/b/1";

fn now() -> UnixTime {
    dev::reference_now()
}

fn trust() -> TrustBundle {
    let kinds: Vec<String> = Kinds::shipped().iter().map(|kind| kind.kind().to_string()).collect();
    let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    TestTrust::new(now().plus(-600))
        .issuer(dev::key("issuer").public_key(), &kinds, None)
        .list(LIST, StatusList::new(1, 1 << 17).unwrap())
        .open()
}

fn judge(presentation: impl Into<Presentation<JoseCredential>>) -> Outcome {
    let (trust, kinds) = (trust(), Kinds::shipped());
    let expectation = Expectation { request: Some(REQUEST), ..Expectation::ONE_SCAN };
    run(presentation, &Policy::offline(&trust, &kinds, now()), &expectation, &mut NoMemory)
}

/// The documents of an outcome; the example of one kind begins two days later by its own date.
fn documents(outcome: Outcome) -> Vec<DisclosedDocument> {
    match outcome {
        Outcome::Verified(verified) => verified.content().documents.clone(),
        Outcome::NotInForce(genuine, Fault::DocumentNotYet { .. }) => genuine.content().documents.clone(),
        other => panic!("{}", other.code()),
    }
}

struct Made {
    document: TestDocument,
    issuer: Did,
    holder: Did,
}

impl Made {
    fn new(kind: &str) -> Self {
        let document = TestDocument::new(kind, now().plus(-60));
        let issuer = Did::jwk_did(document.issuer.public_key());
        let holder = Did::key_did(document.device.public_key());
        Self { document, issuer, holder }
    }

    fn request<T>(&self, use_it: impl FnOnce(&CredentialRequest<'_>) -> T) -> T {
        let kinds = Kinds::shipped();
        let status = [StatusRequest { purpose: StatusPurpose::Revocation, list: LIST, index: 7 }];
        use_it(&CredentialRequest {
            descriptor: kinds.by_kind(&self.document.kind).unwrap(),
            values: &self.document.values,
            id: Some("urn:uuid:6a3e5c36-1a52-4c0a-9f4a-5d9f2b3f0c11"),
            issuer: &self.issuer,
            holder: &self.holder,
            valid_from: self.document.validity.valid_from,
            valid_until: self.document.validity.valid_until,
            status: &status,
        })
    }

    fn jwt(&self) -> String {
        let signed = self.document.validity.signed;
        self.request(|request| jose::prepare(request, signed)).unwrap().sign(&self.document.issuer).unwrap()
    }

    fn sd_jwt(&self) -> String {
        let signed = self.document.validity.signed;
        let prepared = self.request(|request| jose::prepare_sd_jwt(request, signed, 2, &mut Counted::new("salts")));
        prepared.unwrap().sign(&self.document.issuer).unwrap()
    }

    fn show(&self, credentials: &[&str]) -> String {
        let request = PresentRequest {
            credentials,
            holder: &self.holder,
            nonce: REQUEST.nonce,
            audience: REQUEST.audience,
            issued_at: now().plus(-1),
        };
        jose::prepare_presentation(&request).unwrap().sign(&self.document.device).unwrap()
    }
}

#[test]
fn every_kind_comes_back_as_it_was_issued_in_both_forms() {
    for kind in Kinds::shipped().iter() {
        let made = Made::new(kind.kind().as_str());
        let expected: Vec<_> = kind
            .issued_elements()
            .zip(&made.document.values)
            .filter_map(|(element, value)| Some((element.id.as_str(), value.clone()?)))
            .collect();
        for text in [made.jwt(), made.sd_jwt()] {
            let parsed = parse_credential(&text).unwrap();
            assert_eq!(parsed.claimed_type(), kind.vc_type().as_str());
            assert_eq!(parsed.claimed_device_key(), Some(made.document.device.public_key()));
            let (trust, kinds) = (trust(), Kinds::shipped());
            let outcome = run_credential(parsed, &Policy::offline(&trust, &kinds, now()));
            let CredentialOutcome::Genuine(genuine, _) = outcome else { panic!("{}", outcome.code()) };
            let own = &genuine.content().documents[0];
            let shown = documents(judge(parse_presentation(&made.show(&[&text])).unwrap()));
            for found in [own, &shown[0]] {
                assert_eq!(found.kind.as_deref(), Some(kind.kind().as_str()));
                assert_eq!(found.elements.len(), expected.len(), "{}", kind.kind());
                for (element, (id, value)) in found.elements.iter().zip(&expected) {
                    assert_eq!((element.id.as_str(), &element.value), (*id, &DisclosedValue::Known(value.clone())));
                }
            }
        }
    }
}

#[test]
fn what_the_holder_keeps_back_of_an_sd_jwt_is_not_there() {
    let mut selections = 0;
    for kind in Kinds::shipped().iter() {
        let made = Made::new(kind.kind().as_str());
        let text = made.sd_jwt();
        let ids: Vec<&str> = kind
            .issued_elements()
            .filter(|element| element.disclose == Disclose::Selectable)
            .map(|element| element.id.as_str())
            .collect();
        for mask in 0..8_usize {
            let keep = |path: &str| {
                let id = path.strip_prefix("credentialSubject/").unwrap();
                ids.iter().position(|name| *name == id).is_some_and(|at| mask & (1 << (at % 3)) != 0)
            };
            let selected = sdjwt::present_without_holder(&text, &keep).unwrap();
            // In a presentation, and by itself under a holder's JWT of its own.
            let request =
                sdjwt::PresentRequest { nonce: REQUEST.nonce, audience: REQUEST.audience, issued_at: now().plus(-1) };
            let alone =
                sdjwt::prepare_presentation(&text, &keep, &request).unwrap().sign(&made.document.device).unwrap();
            let in_presentation = documents(judge(parse_presentation(&made.show(&[&selected])).unwrap()));
            let by_itself = documents(judge(parse_credential(&alone).unwrap()));
            assert_eq!(in_presentation, by_itself);
            for id in &ids {
                let is_there = in_presentation[0].elements.iter().any(|element| element.id == *id);
                let was_issued = made.document.values[kind.index_of(id).unwrap()].is_some();
                assert_eq!(is_there, was_issued && keep(&format!("credentialSubject/{id}")), "{id}");
            }
            selections += 1;
        }
    }
    assert_eq!(selections, 80);
}

#[test]
fn several_credentials_in_one_presentation_are_judged_all_or_nothing() {
    let (one, two) = (Made::new("age-proof"), Made::new("personal-code"));
    let (first, second) = (one.jwt(), two.sd_jwt());
    let shown = documents(judge(parse_presentation(&one.show(&[&first, &second])).unwrap()));
    let kinds: Vec<_> = shown.iter().map(|document| document.kind.as_deref().unwrap()).collect();
    assert_eq!(kinds, ["age-proof", "personal-code"]);
    // One of another holder spoils it before it is signed.
    let mut other = Made::new("age-proof");
    other.holder = Did::key_did(dev::key("another device").public_key());
    let foreign = other.jwt();
    let credentials = [first.as_str(), foreign.as_str()];
    let request =
        PresentRequest { credentials: &credentials, holder: &one.holder, nonce: "n", audience: "a", issued_at: now() };
    assert_eq!(jose::prepare_presentation(&request).err().unwrap().code(), "vp.holder");
    let none = PresentRequest { credentials: &[], ..request };
    assert_eq!(jose::prepare_presentation(&none).err().unwrap().code(), "vp.count");
}

#[test]
fn no_change_of_one_character_of_a_presentation_is_accepted() {
    let made = Made::new("age-proof");
    let text = made.show(&[&made.jwt()]);
    let (trust, kinds) = (trust(), Kinds::shipped());
    let policy = Policy::offline(&trust, &kinds, now());
    let expectation = Expectation { request: Some(REQUEST), ..Expectation::ONE_SCAN };
    for (place, was) in text.char_indices() {
        let now = if was == 'A' { 'B' } else { 'A' };
        let changed = format!("{}{now}{}", &text[..place], &text[place + 1..]);
        let Ok(presentation) = parse_presentation(&changed) else { continue };
        let code = run(presentation, &policy, &expectation, &mut NoMemory).code();
        assert_ne!(code, "ok", "{now:?} for {was:?} at {place}");
    }
}
