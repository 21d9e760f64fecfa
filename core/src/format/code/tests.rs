//! The reference vectors, and what every mutation of a code must come to.

use std::cell::RefCell;

use serde_json::Value as Json;

use super::parse::{Code, decode};
use super::{Codable, Nonce, Show, wire};
use crate::crypto::{PublicKey, Signer, SoftwareKey, cose};
use crate::dev::{TestTrust, reference_now};
use crate::document::Kinds;
use crate::encoding::{base45, base64url};
use crate::format::mdoc::{self, MsoParts, ValidityInfo};
use crate::status::StatusList;
use crate::time::UnixTime;
use crate::trust::TrustBundle;
use crate::verify::{
    CheckedIssuers, CodeExpectation, Disclosure, Expectation, HolderEvidence, IssuerEvidence, NoMemory, Outcome,
    Policy, Verified, run,
};

const REFERENCE_1: &str = include_str!("../../../../vectors/personal-code/reference-1.json");
const REFERENCE_2: &str = include_str!("../../../../vectors/personal-code/reference-2.json");

fn unhex(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap()).collect()
}

fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap()
}

fn field(vector: &Json, name: &str) -> Vec<u8> {
    unhex(vector[name].as_str().unwrap())
}

fn trust_of(vector: &Json, with_lists: bool) -> TrustBundle {
    let issuer = PublicKey::from_spki_der(&unhex(vector["keys"]["issuer_spki"].as_str().unwrap())).unwrap();
    let verifier = PublicKey::from_spki_der(&unhex(vector["keys"]["verifier_spki"].as_str().unwrap())).unwrap();
    let mut trust = TestTrust::new(reference_now().plus(-3_600))
        .issuer(&issuer, &["personal-code"], Some("https://s.example/l/"))
        .verifier(&verifier);
    if with_lists {
        for (uri, list) in vector["status_lists"].as_object().unwrap() {
            let bits = u8::try_from(list["bits"].as_u64().unwrap()).unwrap();
            let lst = base64url::decode(list["lst"].as_str().unwrap()).unwrap();
            trust = trust.list(uri, StatusList::inflate(bits, &lst).unwrap());
        }
    }
    trust.open()
}

fn verify(text: &str, trust: &TrustBundle, now: UnixTime, expected: CodeExpectation) -> Outcome {
    let kinds = Kinds::shipped();
    match Code::parse(text, &kinds, trust) {
        Ok(parsed) => run(
            parsed,
            &Policy::offline(trust, &kinds, now),
            &Expectation { code: expected, ..Expectation::ONE_SCAN },
            &mut NoMemory,
        ),
        Err(refusal) => refusal.into(),
    }
}

#[test]
fn reference_1_is_verified_and_every_intermediate_value_is_ours() {
    let vector = json(REFERENCE_1);
    let kinds = Kinds::shipped();
    let text = vector["text"].as_str().unwrap();
    assert_eq!(decode(text).unwrap(), field(&vector, "pc1"));
    let code = Code::read(&field(&vector, "pc1"), &kinds, None).unwrap();
    let trust = trust_of(&vector, true);
    let entry = trust.issuers().next().unwrap();
    let statement = code.statement(entry).unwrap();
    assert_eq!(statement.to_be_signed, field(&vector, "issuer_to_be_signed"));
    assert_eq!(wire::mso_of(&statement.to_be_signed), field(&vector, "mso_bytes"));
    let proof = code.holder_proof(&statement, &Expectation::ONE_SCAN, None).unwrap();
    let crate::verify::HolderProof::Signature { to_be_signed, .. } = proof else { panic!("a code is signed") };
    assert_eq!(to_be_signed, field(&vector, "device_to_be_signed"));
    let now = UnixTime::new(vector["now"].as_i64().unwrap()).unwrap();
    assert_eq!(verify(text, &trust, now, CodeExpectation::Anyone).code(), "ok");
}

#[test]
fn reference_1_is_made_again_byte_for_byte_from_its_keys_and_salts() {
    let vector = json(REFERENCE_1);
    let kinds = Kinds::shipped();
    let key = |name: &str| {
        SoftwareKey::from_p256_scalar(&unhex(vector["keys"][name].as_str().unwrap()).try_into().unwrap()).unwrap()
    };
    let (issuer, device) = (key("issuer_d"), key("device_d"));
    let items: Vec<Vec<u8>> =
        vector["issuer_signed_items"].as_array().unwrap().iter().map(|i| unhex(i.as_str().unwrap())).collect();
    let digests: Vec<[u8; 32]> = items.iter().map(|item| wire::digest(item)).collect();
    let code = Code::read(&field(&vector, "pc1"), &kinds, None).unwrap();
    let (x, y) = device.public_key().p256_coordinates().unwrap();
    let mso = mdoc::write_mso(&MsoParts {
        doc_type: vector["profile"]["docType"].as_str().unwrap(),
        digests: &digests,
        device_key: (&x, &y),
        validity: ValidityInfo {
            signed: code.valid_from,
            valid_from: code.valid_from,
            valid_until: code.valid_until(),
        },
        status: Some(("https://s.example/l/9", code.status.unwrap().1)),
    });
    assert_eq!(mso, field(&vector, "mso_bytes"));
    let signature = issuer.sign_deterministic(&cose::sig_structure(&wire::ES256_HEADER, &[], &mso)).unwrap();
    assert_eq!(signature.as_bytes(), code.issuer_signature);

    let issuer_signed = issuer_signed(&items, &mso, signature.as_bytes());
    let codable = Codable::new(&issuer_signed, issuer.public_key().kid(), &kinds).unwrap();
    let shown = ["family_name", "given_name", "name_zh", "document_number_masked", "age_over_18", "issue_date"];
    let prepared = codable
        .prepare(&Show {
            elements: &shown,
            issued_at: code.issued_at,
            nonce: Nonce::Own(code.nonce.clone().try_into().unwrap()),
            audience: None,
        })
        .unwrap();
    assert_eq!(prepared.to_be_signed(), field(&vector, "device_to_be_signed"));
    let signature = device.sign_deterministic(prepared.to_be_signed()).unwrap();
    let text = prepared.complete(signature.as_bytes()).unwrap();
    assert_eq!(text, vector["text"].as_str().unwrap());
}

fn issuer_signed(items: &[Vec<u8>], mso: &[u8], signature: &[u8]) -> Vec<u8> {
    let mut writer = crate::encoding::cbor::Writer::new();
    writer.map(2);
    writer.text("issuerAuth");
    crate::crypto::cose::write_sign1(&mut writer, crate::crypto::Algorithm::Es256, &[], mso, signature);
    writer.text("nameSpaces");
    writer.map(1);
    writer.text("example.chop.personal-code.1");
    writer.array(items.len());
    items.iter().for_each(|item| writer.raw(item));
    writer.into_bytes()
}

/// A memory that has one answer for every point, and notes what it is told to remember.
struct Memory {
    answer: Option<PublicKey>,
    remembered: RefCell<Vec<[u8; 33]>>,
}

impl CheckedIssuers for Memory {
    fn contains(&self, _: &[u8; 32]) -> bool {
        false
    }

    fn remember(&self, _: [u8; 32]) {}

    fn device_key(&self, _: &[u8; 33]) -> Option<PublicKey> {
        self.answer.clone()
    }

    fn remember_device_key(&self, point: [u8; 33], key: &PublicKey) {
        assert_eq!(key.p256_compressed(), Some(point));
        self.remembered.borrow_mut().push(point);
    }
}

fn verify_with_memory(text: &str, answer: Option<&PublicKey>) -> (Outcome, Vec<[u8; 33]>) {
    let vector = json(REFERENCE_1);
    let (trust, kinds) = (trust_of(&vector, true), Kinds::shipped());
    let now = UnixTime::new(vector["now"].as_i64().unwrap()).unwrap();
    let memory = Memory { answer: answer.cloned(), remembered: RefCell::default() };
    let policy = Policy { checked: Some(&memory), ..Policy::offline(&trust, &kinds, now) };
    let outcome = match Code::parse_under(text, &policy) {
        Ok(parsed) => run(parsed, &policy, &Expectation::ONE_SCAN, &mut NoMemory),
        Err(refusal) => refusal.into(),
    };
    (outcome, memory.remembered.into_inner())
}

#[test]
fn a_memory_of_device_keys_changes_no_answer_whatever_it_answers() {
    let vector = json(REFERENCE_1);
    let text = vector["text"].as_str().unwrap();
    let key = |name: &str| {
        let scalar = unhex(vector["keys"][name].as_str().unwrap()).try_into().unwrap();
        SoftwareKey::from_p256_scalar(&scalar).unwrap().public_key().clone()
    };
    let (device, another) = (key("device_d"), key("issuer_d"));
    let now = UnixTime::new(vector["now"].as_i64().unwrap()).unwrap();
    let without = verify(text, &trust_of(&vector, true), now, CodeExpectation::Anyone);
    assert_eq!(without.code(), "ok");
    for answer in [None, Some(&device), Some(&another)] {
        let (outcome, remembered) = verify_with_memory(text, answer);
        assert_eq!(outcome, without);
        assert_eq!(remembered, [device.p256_compressed().unwrap()]);
    }
}

#[test]
fn a_device_key_is_remembered_only_when_its_holder_signed_with_it() {
    let mut bytes = field(&json(REFERENCE_1), "pc1");
    *bytes.last_mut().unwrap() ^= 1;
    let (outcome, remembered) = verify_with_memory(&format!("PC1:{}", base45::encode(&bytes)), None);
    assert_eq!(outcome.code(), "signature.device");
    assert_eq!(remembered, [[0; 33]; 0]);
}

#[test]
fn every_case_of_reference_2_ends_as_it_says() {
    let vector = json(REFERENCE_2);
    let mut counted = 0;
    for case in vector["cases"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        let trust = trust_of(&vector, case["lists"].as_bool().unwrap_or(true));
        let now = UnixTime::new(case["now"].as_i64().unwrap()).unwrap();
        let expected = case["challenge"].as_str().map_or(CodeExpectation::Anyone, |nonce| CodeExpectation::Challenge {
            nonce: unhex(nonce).try_into().unwrap(),
            audience: unhex(case["audience"].as_str().unwrap()).try_into().unwrap(),
        });
        if let Some(challenge) = case["challenge_text"].as_str() {
            let (challenge, _) = super::Challenge::parse(challenge, &trust, now).unwrap();
            assert_eq!(
                CodeExpectation::Challenge { nonce: challenge.nonce(), audience: challenge.audience() },
                expected
            );
        }
        let outcome = verify(case["text"].as_str().unwrap(), &trust, now, expected);
        let expect = case["expect"].as_str().unwrap();
        match &outcome {
            Outcome::Verified(verified) => {
                assert_eq!(expect, "verified", "{name}");
                assert_eq!(level(verified), case["level"].as_str().unwrap(), "{name}");
            }
            Outcome::Undecided(doubt) => assert_eq!(expect, format!("undecided: {}", doubt.code()), "{name}"),
            Outcome::Rejected(_) | Outcome::NotInForce(..) => {
                let class = outcome.code().split('.').next().unwrap();
                assert!(expect == outcome.code() || expect == class, "{name}: {}", outcome.code());
            }
        }
        counted += 1;
    }
    assert_eq!(counted, 9);
}

fn level(verified: &Verified<Disclosure>) -> &'static str {
    verified.content().level.unwrap().label()
}

#[test]
fn the_challenge_of_reference_2_reads_and_writes_back() {
    let vector = json(REFERENCE_2);
    let text = vector["cases"][3]["challenge_text"].as_str().unwrap();
    let trust = trust_of(&vector, true);
    let (challenge, entry) = super::Challenge::parse(text, &trust, reference_now()).unwrap();
    assert_eq!(challenge.text(), text);
    assert_eq!(entry.names().en, "Test Door");
    assert_eq!(crate::encoding::base45::decode(text.strip_prefix("PCQ1:").unwrap()).unwrap(), field(&vector, "pcq1"));
    let scalar = unhex(vector["keys"]["verifier_d"].as_str().unwrap()).try_into().unwrap();
    let again = challenge.draft().clone().sign(&SoftwareKey::from_p256_scalar(&scalar).unwrap()).unwrap();
    assert_eq!(again.audience(), challenge.audience());
}
