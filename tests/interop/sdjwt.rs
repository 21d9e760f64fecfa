//! SD-JWT VC with key binding (RFC 9901).

use chop_core::crypto::jws::KeyReference;
use chop_core::crypto::{Algorithm, Signer, SoftwareKey};
use chop_core::dev::{Counted, TestTrust, names, reference_now};
use chop_core::document::{Kinds, Value};
use chop_core::format::sdjwt::{self, IssueRequest, PresentRequest, SdJwtVc};
use chop_core::time::UnixTime;
use chop_core::trust::{IssuerEntry, Selector, TrustBundle};
use chop_core::verify::{Expectation, NoMemory, Policy, RequestBinding, Validity, run};
use serde_json::{Value as Json, json};

use crate::keys::{key, open_jwk, secret_jwk};
use crate::objects::{Object, Objects, VCT, sorted};
use crate::peer::{Peer, soon};
use crate::sides::{ALL, Comparison, Side, seen};

const NONCE: &str = "n-0S6_WzA2Mj";
const AUDIENCE: &str = "https://door.example";

/// An issuer whose key a bundle trusts, and a holder.
pub struct Stage {
    now: UnixTime,
    issuer: SoftwareKey,
    device: SoftwareKey,
    trust: TrustBundle,
}

impl Stage {
    pub fn at(now: UnixTime) -> Self {
        let issuer = key(Algorithm::Es256, "issuer");
        let mut trust = TestTrust::new(now.plus(-60));
        let rights = vec![Selector::Type(VCT.to_owned())];
        trust.body.issuers.push(IssuerEntry::with_key(issuer.public_key().clone(), names("Test Department"), rights));
        Self { now, issuer, device: key(Algorithm::Es256, "device"), trust: trust.open() }
    }

    fn validity(&self) -> Validity {
        let from = self.now.plus(-600);
        Validity { signed: from, from, until: from.plus(86_400) }
    }

    pub fn to_issue(&self, object: &Object) -> Json {
        let Validity { signed, until, .. } = self.validity();
        json!({
            "vct": VCT, "elements": object.all(Value::to_json), "issuerKey": secret_jwk(&self.issuer),
            "kid": "its-own-name", "deviceKey": open_jwk(self.device.public_key()), "iat": signed.seconds(),
            "exp": until.seconds(),
        })
    }

    pub fn to_present(&self, issued: &[u8], object: &Object) -> Json {
        json!({
            "credential": text(issued), "keep": object.shown, "deviceKey": secret_jwk(&self.device), "nonce": NONCE,
            "audience": AUDIENCE, "iat": self.now.seconds(),
        })
    }

    pub fn to_verify(&self, presentation: &[u8]) -> Json {
        json!({
            "presentation": text(presentation), "issuerKey": open_jwk(self.issuer.public_key()), "nonce": NONCE,
            "audience": AUDIENCE, "now": self.now.seconds(),
        })
    }
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

pub struct Chop<'s> {
    stage: &'s Stage,
    random: Counted,
}

impl<'s> Chop<'s> {
    pub fn new(stage: &'s Stage) -> Self {
        Self { stage, random: Counted::new("interop") }
    }

    pub fn present_to(&self, issued: &[u8], object: &Object, audience: &str) -> Result<Vec<u8>, String> {
        let request = PresentRequest { nonce: NONCE, audience, issued_at: self.stage.now };
        let prepared = sdjwt::prepare_presentation(text(issued), &|id: &str| object.shows(id), &request)
            .map_err(|fault| fault.to_string())?;
        prepared.sign(&self.stage.device).map(String::into_bytes).map_err(|fault| fault.to_string())
    }

    pub fn verify_as(&self, presentation: &[u8], kinds: &Kinds) -> Result<Json, String> {
        let request = Some(RequestBinding { nonce: NONCE, audience: AUDIENCE });
        let expectation = Expectation { request, ..Expectation::ONE_SCAN };
        let parsed = SdJwtVc::parse(text(presentation)).map_err(|fault| fault.to_string())?;
        let policy = Policy::offline(&self.stage.trust, kinds, self.stage.now);
        seen(run(parsed, &policy, &expectation, &mut NoMemory), Value::to_json)
    }
}

impl Side for Chop<'_> {
    fn issue(&mut self, object: &Object) -> Result<Vec<u8>, String> {
        let request = IssueRequest {
            descriptor: &object.descriptor,
            values: &object.values,
            device_key: self.stage.device.public_key(),
            validity: self.stage.validity(),
            status: None,
            issuer_key: self.stage.issuer.public_key(),
            reference: KeyReference::Kid,
            integrity: None,
            decoys: 2,
        };
        let prepared = sdjwt::prepare(&request, &mut self.random).map_err(|fault| fault.to_string())?;
        prepared.sign(&self.stage.issuer).map(String::into_bytes).map_err(|fault| fault.to_string())
    }

    fn present(&mut self, issued: &[u8], object: &Object) -> Result<Vec<u8>, String> {
        self.present_to(issued, object, AUDIENCE)
    }

    fn verify(&mut self, presentation: &[u8], object: &Object) -> Result<Json, String> {
        self.verify_as(presentation, &object.kinds())
    }
}

pub struct Theirs<'s> {
    stage: &'s Stage,
    peer: Peer,
}

impl<'s> Theirs<'s> {
    pub const fn new(stage: &'s Stage, peer: Peer) -> Self {
        Self { stage, peer }
    }
}

impl Side for Theirs<'_> {
    fn issue(&mut self, object: &Object) -> Result<Vec<u8>, String> {
        self.peer.ask_text("issue", self.stage.to_issue(object)).map(String::into_bytes)
    }

    fn present(&mut self, issued: &[u8], object: &Object) -> Result<Vec<u8>, String> {
        self.peer.ask_text("present", self.stage.to_present(issued, object)).map(String::into_bytes)
    }

    fn verify(&mut self, presentation: &[u8], _object: &Object) -> Result<Json, String> {
        let pairs = self.peer.ask("verify", self.stage.to_verify(presentation));
        pairs.map(|pairs| sorted(pairs.as_array().unwrap().clone()))
    }
}

fn compare(peer: Peer, name: &'static str, now: UnixTime) {
    let stage = Stage::at(now);
    let comparison = Comparison {
        peer: name,
        version: peer.version.clone(),
        format: "SD-JWT VC",
        pairings: ALL,
        objects: Objects::new(),
        expected: |object| object.chosen(Value::to_json),
        excuse: |_| None,
        excused: &[],
    };
    comparison.run(&mut Chop::new(&stage), &mut Theirs::new(&stage, peer));
}

#[test]
fn sd_jwt_js_and_chop_read_each_other() {
    compare(Peer::node("sdjwt.mjs"), "@sd-jwt/sd-jwt-vc", reference_now());
}

/// It takes the time of a proof from the clock of this machine.
#[test]
fn the_python_reference_and_chop_read_each_other() {
    compare(Peer::python("sd_jwt_reference.py"), "sd-jwt (Python)", soon(120));
}
