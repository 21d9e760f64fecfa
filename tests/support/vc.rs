//! A W3C credential and its presentation with every part free to be changed before and after it is signed.

use chop_core::crypto::{AlgorithmPolicy, Signer, SoftwareKey};
use chop_core::dev::{self, TestTrust};
use chop_core::document::Kinds;
use chop_core::format::vc::Library;
use chop_core::format::vc::data_integrity::{Suite, parse_presentation};
use chop_core::format::vc::did::Did;
use chop_core::status::StatusList;
use chop_core::time::UnixTime;
use chop_core::trust::{IssuerEntry, Selector};
use chop_core::verify::{
    Clock, Expectation, HolderRequirement, NoMemory, Outcome, Policy, Rejection, RequestBinding, run,
};
use serde_json::{Value as Json, json};

pub const NOW: i64 = 1_795_341_600;
pub const LIST: &str = "https://status.example/b/1";
pub const SUSPENSIONS: &str = "https://status.example/b/2";
pub const NONCE: &str = "n-0S6_WzA2Mj";
pub const AUDIENCE: &str = "https://door.example";

pub fn at(seconds: i64) -> UnixTime {
    UnixTime::new(NOW + seconds).unwrap()
}

pub fn stamp(seconds: i64) -> Json {
    at(seconds).to_tdate().into()
}

/// Everything between an issuer's wish and a verifier's answer.
pub struct Case {
    pub credential: Json,
    pub proof: Json,
    pub issuer: SoftwareKey,
    /// What happens to the credential after it was signed.
    pub alter: fn(&mut Json),
    pub presentation: Json,
    pub holder_proof: Json,
    pub holder: SoftwareKey,
    /// Whether the presentation has a proof.
    pub presented: bool,
    /// What happens to the presentation after it was signed.
    pub alter_presentation: fn(&mut Json),
    /// The suite that signs, whatever the proof says.
    pub as_if: Option<Suite>,
    pub holder_as_if: Option<Suite>,
    pub trust: TestTrust,
    pub now: UnixTime,
    pub clock: Clock,
    pub algorithms: AlgorithmPolicy,
    pub request: Option<RequestBinding<'static>>,
    pub requirement: HolderRequirement,
}

pub fn method(key: &SoftwareKey) -> Json {
    Did::key_did(key.public_key()).verification_method().into()
}

pub fn did(key: &SoftwareKey) -> Json {
    Did::key_did(key.public_key()).as_str().into()
}

impl Case {
    /// A good age proof under a suite of keys on P-256.
    pub fn good(suite: Suite) -> Self {
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
    pub fn bytes(&self) -> Vec<u8> {
        let library = Library::new(&Kinds::shipped());
        let mut credential = dev::secure(&self.credential, &self.proof, self.as_if, &self.issuer, &library);
        (self.alter)(&mut credential);
        let mut presentation = self.presentation.clone();
        presentation["verifiableCredential"] = json!([credential]);
        if self.presented {
            // A presentation over what has no canonical form is not signed; the credential's fault comes first.
            let suite = self.holder_as_if;
            presentation = dev::secure(&presentation, &self.holder_proof, suite, &self.holder, &library);
        }
        (self.alter_presentation)(&mut presentation);
        presentation.to_string().into_bytes()
    }

    pub fn outcome(&self) -> Outcome {
        let kinds = Kinds::shipped();
        let trust = self.trust.open();
        let policy =
            Policy { clock: self.clock, algorithms: self.algorithms, ..Policy::offline(&trust, &kinds, self.now) };
        let expectation = Expectation { request: self.request, holder: self.requirement, ..Expectation::ONE_SCAN };
        match parse_presentation(&self.bytes(), &Library::new(&kinds)) {
            Ok(presentation) => run(presentation, &policy, &expectation, &mut NoMemory),
            Err(fault) => Outcome::Rejected(Rejection::Vc(fault)),
        }
    }
}

fn age_proof_type() -> String {
    Kinds::shipped().by_kind("age-proof").unwrap().vc_type().to_string()
}

fn subject(holder: &SoftwareKey) -> Json {
    let kinds = Kinds::shipped();
    let kind = kinds.by_kind("age-proof").unwrap();
    let mut subject = json!({ "id": did(holder) });
    for (element, value) in kind.issued_elements().zip(dev::holder_values(kind, at(0))) {
        if let Some(value) = value {
            subject[element.id.as_str()] = value.to_json();
        }
    }
    subject
}
