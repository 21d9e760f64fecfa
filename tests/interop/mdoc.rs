//! ISO/IEC 18013-5 documents.

use chop_core::crypto::x509::Certificate;
use chop_core::crypto::x509::make::{self, Request};
use chop_core::crypto::{Signer, SoftwareKey};
use chop_core::dev::{Counted, TestTrust, key, names, reference_now};
use chop_core::document::Kinds;
use chop_core::encoding::cbor::Writer;
use chop_core::format::mdoc::{self, IssueRequest, ValidityInfo};
use chop_core::time::UnixTime;
use chop_core::trust::{IssuerEntry, Selector, TrustBundle};
use chop_core::verify::{Expectation, NoMemory, Policy, run};
use serde_json::{Value as Json, json};

use crate::bytes::{hex, unhex};
use crate::keys::{open_jwk, secret_jwk};
use crate::objects::{DOC_TYPE, Object, Objects, neutral, sorted};
use crate::peer::{Peer, soon};
use crate::sides::{ALL, CHOP_PRESENTS, Comparison, Pairing, Side, seen};

/// `[null, null, ["OpenID4VPHandover", digest]]` (OpenID4VP 1.0 §B.2.6.1).
fn transcript() -> Vec<u8> {
    let mut writer = Writer::new();
    writer.array(3);
    writer.null();
    writer.null();
    writer.array(2);
    writer.text("OpenID4VPHandover");
    writer.bytes(&[7; 32]);
    writer.into_bytes()
}

/// A department with a root certificate and a document signer, and a bundle that trusts it.
pub struct Stage {
    now: UnixTime,
    /// Seconds after which what it issues is judged.
    late: i64,
    signer: SoftwareKey,
    signer_certificate: Certificate,
    root_certificate: Certificate,
    device: SoftwareKey,
    trust: TrustBundle,
}

impl Stage {
    pub fn at(now: UnixTime) -> Self {
        let (root, signer) = (key("iaca"), key("document signer"));
        let mut random = Counted::new("certificates");
        let request = Request {
            country: "HK",
            organisation: "Test Department",
            common_name: "Test Department IACA",
            not_before: now.seconds() - 86_400,
            not_after: now.seconds() + 400 * 86_400,
            contact: "https://department.example/",
            revocation_list: "https://department.example/iaca.crl",
        };
        let root_certificate = make::root(&request, &root, &mut random).unwrap();
        let request = Request { common_name: "Test Department DS", ..request };
        let signer_certificate =
            make::document_signer(&request, signer.public_key(), &root_certificate, &root, &mut random).unwrap();
        let mut trust = TestTrust::new(now.plus(-60));
        let rights = vec![Selector::Type(DOC_TYPE.to_owned())];
        trust
            .body
            .issuers
            .push(IssuerEntry::with_certificate(root_certificate.clone(), names("Test Department"), rights).unwrap());
        Self { now, late: 0, signer, signer_certificate, root_certificate, device: key("device"), trust: trust.open() }
    }

    /// The same, judged when what it issues has expired.
    pub fn two_days_later(mut self) -> Self {
        self.late = 2 * 86_400;
        self.now = self.now.plus(self.late);
        self
    }

    fn validity(&self) -> ValidityInfo {
        let from = self.now.plus(-600 - self.late);
        ValidityInfo { signed: from, valid_from: from, valid_until: from.plus(86_400) }
    }

    pub fn to_issue(&self, object: &Object) -> Json {
        let validity = self.validity();
        json!({
            "docType": DOC_TYPE,
            "elements": object.all(neutral),
            "issuerKey": secret_jwk(&self.signer),
            "deviceKey": open_jwk(self.device.public_key()),
            "certificate": hex(self.signer_certificate.as_der()),
            "signed": validity.signed.to_tdate(),
            "from": validity.valid_from.to_tdate(),
            "until": validity.valid_until.to_tdate(),
        })
    }

    pub fn to_present(&self, issued: &[u8], object: &Object) -> Json {
        json!({
            "issuerSigned": hex(issued), "docType": DOC_TYPE, "keep": object.shown, "transcript": hex(&transcript()),
            "deviceKey": secret_jwk(&self.device),
        })
    }

    pub fn to_verify(&self, response: &[u8]) -> Json {
        json!({
            "response": hex(response), "transcript": hex(&transcript()), "root": hex(self.root_certificate.as_der()),
            "now": self.now.to_tdate(),
        })
    }
}

pub struct Chop<'s> {
    stage: &'s Stage,
    random: Counted,
}

impl<'s> Chop<'s> {
    pub fn new(stage: &'s Stage) -> Self {
        Self { stage, random: Counted::new("interop") }
    }

    pub fn verify_as(&self, response: &[u8], kinds: &Kinds) -> Result<Json, String> {
        let transcript = transcript();
        let expectation = Expectation { transcript: Some(&transcript), ..Expectation::ONE_SCAN };
        let presentation = mdoc::parse_device_response(response).map_err(|fault| fault.to_string())?;
        let policy = Policy::offline(&self.stage.trust, kinds, self.stage.now);
        seen(run(presentation, &policy, &expectation, &mut NoMemory), neutral)
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
        };
        let prepared = mdoc::prepare(&request, &mut self.random).map_err(|fault| fault.to_string())?;
        let chain = [self.stage.signer_certificate.as_der().to_vec()];
        prepared.sign(&self.stage.signer, &chain).map_err(|fault| fault.to_string())
    }

    fn present(&mut self, issued: &[u8], object: &Object) -> Result<Vec<u8>, String> {
        let shown = |item: &mdoc::IssuerSignedItem| object.shows(item.element());
        let prepared = mdoc::prepare_response(issued, &shown, &transcript()).map_err(|fault| fault.to_string())?;
        prepared.sign(&self.stage.device).map_err(|fault| fault.to_string())
    }

    fn verify(&mut self, response: &[u8], object: &Object) -> Result<Json, String> {
        self.verify_as(response, &object.kinds())
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
        self.peer.ask_text("issue", self.stage.to_issue(object)).map(|text| unhex(&text))
    }

    fn present(&mut self, issued: &[u8], object: &Object) -> Result<Vec<u8>, String> {
        self.peer.ask_text("present", self.stage.to_present(issued, object)).map(|text| unhex(&text))
    }

    fn verify(&mut self, response: &[u8], _object: &Object) -> Result<Json, String> {
        self.peer.ask("verify", self.stage.to_verify(response)).map(|pairs| sorted(pairs.as_array().unwrap().clone()))
    }
}

fn compare(peer: Peer, name: &'static str, pairings: &'static [Pairing], now: UnixTime) {
    let stage = Stage::at(now);
    let comparison = Comparison {
        peer: name,
        version: peer.version.clone(),
        format: "mdoc",
        pairings,
        objects: Objects::new(),
        expected: |object| object.chosen(neutral),
        // `nameSpaces` is optional and is never an empty map (ISO/IEC 18013-5 §8.3.2.1.2.2); the peers want it there.
        excuse: |object| object.shown.is_empty().then_some("the peer reads no document without nameSpaces"),
        // pymdoccbor takes the items of a list for records (issuer.py, `item.items()`).
        excused: &[("has no attribute 'items'", "the peer issues no list of plain values")],
    };
    comparison.run(&mut Chop::new(&stage), &mut Theirs::new(&stage, peer));
}

#[test]
fn owf_mdoc_and_chop_read_each_other() {
    compare(Peer::node("owf_mdoc.mjs"), "@owf/mdoc", ALL, reference_now());
}

/// It judges the issuer's part alone, and signs by the clock of this machine.
#[test]
fn pymdoccbor_and_chop_read_each_other() {
    compare(Peer::python("pymdoccbor_mdoc.py"), "pymdoccbor", CHOP_PRESENTS, soon(600));
}

/// It judges certificates by the clock of this machine.
#[test]
fn isomdl_and_chop_read_each_other() {
    compare(Peer::rust("peer-isomdl"), "isomdl", ALL, soon(600));
}
