//! A W3C credential and its presentation with every part free to be changed before and after it is signed.

use std::sync::LazyLock;

use chop_core::crypto::{AlgorithmPolicy, Signer, SoftwareKey};
use chop_core::dev::{self, TestTrust};
use chop_core::format::vc::Library;
use chop_core::format::vc::data_integrity::Suite;
use chop_core::format::vc::did::Did;
use chop_core::status::StatusList;
use chop_core::time::UnixTime;
use chop_core::trust::{IssuerEntry, Selector};
use chop_core::verify::{Clock, HolderRequirement, RequestBinding};
use serde_json::{Value as Json, json};

use crate::corpus::{Desk, Form, KINDS};

pub(crate) const NOW: i64 = 1_795_341_600;
pub(crate) const LIST: &str = "https://status.example/b/1";
pub(crate) const SUSPENSIONS: &str = "https://status.example/b/2";
pub(crate) const NONCE: &str = "n-0S6_WzA2Mj";
pub(crate) const AUDIENCE: &str = "https://door.example";

pub(crate) fn at(seconds: i64) -> UnixTime {
    UnixTime::new(NOW + seconds).unwrap()
}

pub(crate) fn stamp(seconds: i64) -> Json {
    at(seconds).to_tdate().into()
}

static LIBRARY: LazyLock<Library> = LazyLock::new(|| Library::new(&KINDS));

/// Everything between an issuer's wish and a verifier's answer.
pub(crate) struct Case {
    pub(crate) credential: Json,
    pub(crate) proof: Json,
    pub(crate) issuer: SoftwareKey,
    /// What happens to the credential after it was signed.
    pub(crate) alter: fn(&mut Json),
    pub(crate) presentation: Json,
    pub(crate) holder_proof: Json,
    pub(crate) holder: SoftwareKey,
    /// Whether the presentation has a proof.
    pub(crate) presented: bool,
    /// What happens to the presentation after it was signed.
    pub(crate) alter_presentation: fn(&mut Json),
    /// The suite that signs, whatever the proof says.
    pub(crate) as_if: Option<Suite>,
    pub(crate) holder_as_if: Option<Suite>,
    pub(crate) trust: TestTrust,
    pub(crate) now: UnixTime,
    pub(crate) clock: Clock,
    pub(crate) algorithms: AlgorithmPolicy,
    pub(crate) request: Option<RequestBinding<'static>>,
    pub(crate) requirement: HolderRequirement,
}

pub(crate) fn method(key: &SoftwareKey) -> Json {
    Did::key_did(key.public_key()).verification_method().into()
}

pub(crate) fn did(key: &SoftwareKey) -> Json {
    Did::key_did(key.public_key()).as_str().into()
}

impl Case {
    /// A good age proof under a suite of keys on P-256.
    pub(crate) fn good(suite: Suite) -> Self {
        let (issuer, holder) = (dev::key("issuer"), dev::key("device"));
        let proof = |key: &SoftwareKey, purpose: &str, seconds| {
            json!({
                "type": "DataIntegrityProof", "cryptosuite": suite.name(), "created": stamp(seconds),
                "verificationMethod": method(key), "proofPurpose": purpose,
            })
        };
        let mut holder_proof = proof(&holder, "authentication", -5);
        holder_proof["challenge"] = NONCE.into();
        holder_proof["domain"] = AUDIENCE.into();
        let mut list = StatusList::new(1, 1 << 17).unwrap();
        list.set(1, 1).unwrap();
        let rights = vec![Selector::Kind("age-proof".to_owned()), Selector::Type("Membership".to_owned())];
        let mut trust = TestTrust::new(at(-600)).list(LIST, list.clone()).list(SUSPENSIONS, list);
        trust.body.issuers.push(IssuerEntry::with_key(issuer.public_key().clone(), dev::names("Office"), rights));
        let other = dev::key("other office").public_key().clone();
        trust.body.issuers.push(IssuerEntry::with_key(
            other,
            dev::names("Other"),
            vec![Selector::Kind("cre-result".to_owned())],
        ));
        Self {
            credential: json!({
                "@context": ["https://www.w3.org/ns/credentials/v2", "https://docs.example/age-proof/1/context.jsonld"],
                "id": "urn:uuid:6a3e5c36-1a52-4c0a-9f4a-5d9f2b3f0c11",
                "type": ["VerifiableCredential", age_proof_type()],
                "issuer": did(&issuer),
                "validFrom": stamp(-3_600),
                "validUntil": stamp(3_600),
                "credentialSubject": subject(&holder),
            }),
            proof: proof(&issuer, "assertionMethod", -3_600),
            presentation: json!({
                "@context": ["https://www.w3.org/ns/credentials/v2"],
                "type": ["VerifiablePresentation"],
                "holder": did(&holder),
            }),
            holder_proof,
            issuer,
            holder,
            alter: |_| {},
            presented: true,
            alter_presentation: |_| {},
            as_if: None,
            holder_as_if: None,
            trust,
            now: at(0),
            clock: Clock::Live { highest: UnixTime::EPOCH },
            algorithms: AlgorithmPolicy::ISO_18013_5,
            request: Some(RequestBinding { nonce: NONCE, audience: AUDIENCE }),
            requirement: HolderRequirement::Required,
        }
    }

    /// The presentation as it travels.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut credential = dev::secure(&self.credential, &self.proof, self.as_if, &self.issuer, &LIBRARY);
        (self.alter)(&mut credential);
        let mut presentation = self.presentation.clone();
        presentation["verifiableCredential"] = json!([credential]);
        if self.presented {
            let suite = self.holder_as_if;
            presentation = dev::secure(&presentation, &self.holder_proof, suite, &self.holder, &LIBRARY);
        }
        (self.alter_presentation)(&mut presentation);
        presentation.to_string().into_bytes()
    }

    pub(crate) fn desk(&self) -> Desk<TestTrust> {
        Desk {
            clock: self.clock,
            algorithms: self.algorithms,
            request: self.request.map(|own| (own.nonce.to_owned(), own.audience.to_owned())),
            holder: self.requirement,
            ..Desk::new(Form::VpDataIntegrity, self.trust.clone(), self.now)
        }
    }
}

fn age_proof_type() -> String {
    KINDS.by_kind("age-proof").unwrap().vc_type().to_string()
}

fn subject(holder: &SoftwareKey) -> Json {
    let kind = KINDS.by_kind("age-proof").unwrap();
    let mut subject = json!({ "id": did(holder) });
    for (element, value) in kind.issued_elements().zip(dev::holder_values(kind, at(0))) {
        if let Some(value) = value {
            subject[element.id.as_str()] = value.to_json();
        }
    }
    subject
}
