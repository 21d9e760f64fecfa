//! ISO/IEC 18013-5 documents.

use chop_core::crypto::x509::Certificate;
use chop_core::crypto::x509::make::{self, Request};
use chop_core::crypto::{PublicKey, Signer, SoftwareKey};
use chop_core::dev::{Counted, TestTrust, key, names, reference_now};
use chop_core::document::Kinds;
use chop_core::encoding::base64url;
use chop_core::encoding::cbor::Writer;
use chop_core::format::mdoc::{self, IssueRequest, ValidityInfo};
use chop_core::time::UnixTime;
use chop_core::trust::{IssuerEntry, Selector, TrustBundle};
use chop_core::verify::{DisclosedValue, Expectation, NoMemory, Outcome, Policy, run};
use serde_json::{Value as Json, json};

use crate::bytes::{hex, unhex};
use crate::objects::{DOC_TYPE, Object, Objects, neutral, sorted};
use crate::peer::Peer;
use crate::report::{Row, objects};

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

/// `nameSpaces` is optional and is never an empty map (ISO/IEC 18013-5 §8.3.2.1.2.2); the peers want it there.
const NOTHING_SHOWN: &str = "the peer reads no document without nameSpaces";

/// A department with a root certificate and a document signer, and a bundle that trusts it.
struct Stage {
    now: UnixTime,
    signer: SoftwareKey,
    signer_certificate: Certificate,
    root_certificate: Certificate,
    device: SoftwareKey,
    trust: TrustBundle,
}

impl Stage {
    fn at(now: UnixTime) -> Self {
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
        Self { now, signer, signer_certificate, root_certificate, device: key("device"), trust: trust.open() }
    }

    fn validity(&self) -> ValidityInfo {
        let from = self.now.plus(-600);
        ValidityInfo { signed: from, valid_from: from, valid_until: from.plus(86_400) }
    }

    fn issue(&self, object: &Object, random: &mut Counted) -> Vec<u8> {
        let request = IssueRequest {
            descriptor: &object.descriptor,
            values: &object.values,
            device_key: self.device.public_key(),
            validity: self.validity(),
            status: None,
        };
        mdoc::prepare(&request, random)
            .unwrap()
            .sign(&self.signer, &[self.signer_certificate.as_der().to_vec()])
            .unwrap()
    }

    fn present(&self, issued: &[u8], object: &Object) -> Result<Vec<u8>, String> {
        let shown = |item: &mdoc::IssuerSignedItem| object.shown.iter().any(|id| id == item.element());
        mdoc::prepare_response(issued, &shown, &transcript())
            .map_err(|fault| fault.to_string())
            .map(|prepared| prepared.sign(&self.device).unwrap())
    }

    fn verify(&self, response: &[u8], object: &Object) -> Result<Json, String> {
        let kinds = Kinds::shipped().with(object.descriptor.clone()).unwrap();
        let transcript = transcript();
        let expectation = Expectation { transcript: Some(&transcript), ..Expectation::ONE_SCAN };
        let presentation = mdoc::parse_device_response(response).map_err(|fault| fault.to_string())?;
        match run(presentation, &Policy::offline(&self.trust, &kinds, self.now), &expectation, &mut NoMemory) {
            Outcome::Verified(verified) => {
                let document = &verified.content().documents[0];
                let pairs = document.elements.iter().map(|element| match &element.value {
                    DisclosedValue::Known(value) => Ok(json!([element.id, neutral(value)])),
                    other => Err(format!("{} is not of its type: {other:?}", element.id)),
                });
                pairs.collect::<Result<Vec<_>, _>>().map(sorted)
            }
            other => Err(other.code().to_owned()),
        }
    }

    fn ask_verify(&self, peer: &mut Peer, response: &[u8]) -> Result<Json, String> {
        let question = json!({
            "response": hex(response), "transcript": hex(&transcript()), "root": hex(self.root_certificate.as_der()),
            "now": self.now.to_tdate(),
        });
        peer.ask("verify", question).map(|pairs| sorted(pairs.as_array().unwrap().clone()))
    }

    fn ask_issue(&self, peer: &mut Peer, object: &Object) -> Result<Vec<u8>, String> {
        let elements: Vec<Json> =
            object.elements().map(|(element, value)| json!([element.id.as_str(), neutral(value)])).collect();
        let validity = self.validity();
        let question = json!({
            "docType": DOC_TYPE,
            "elements": elements,
            "issuerKey": secret_jwk(&self.signer),
            "deviceKey": jwk(self.device.public_key()),
            "certificate": hex(self.signer_certificate.as_der()),
            "signed": validity.signed.to_tdate(),
            "from": validity.valid_from.to_tdate(),
            "until": validity.valid_until.to_tdate(),
        });
        peer.ask("issue", question).map(|text| unhex(text.as_str().unwrap()))
    }

    fn ask_present(&self, peer: &mut Peer, issued: &[u8], object: &Object) -> Result<Vec<u8>, String> {
        let question = json!({
            "issuerSigned": hex(issued), "docType": DOC_TYPE, "keep": object.shown, "transcript": hex(&transcript()),
            "deviceKey": secret_jwk(&self.device),
        });
        peer.ask("present", question).map(|text| unhex(text.as_str().unwrap()))
    }
}

fn jwk(key: &PublicKey) -> Json {
    let (x, y) = key.p256_coordinates().unwrap();
    json!({ "kty": "EC", "crv": "P-256", "x": base64url::encode(&x), "y": base64url::encode(&y) })
}

fn secret_jwk(key: &SoftwareKey) -> Json {
    let mut jwk = jwk(key.public_key());
    let pkcs8 = key.to_pkcs8_der();
    // ECPrivateKey (RFC 5915) inside: version 1, then the scalar as an octet string of 32 bytes.
    let at = pkcs8.windows(5).position(|window| window == [0x02, 0x01, 0x01, 0x04, 0x20]).unwrap() + 5;
    jwk["alg"] = "ES256".into();
    jwk["d"] = base64url::encode(&pkcs8[at..at + 32]).into();
    jwk
}

/// Issue, present, verify: each step by either side, the last by both.
fn compare(mut peer: Peer, name: &'static str) {
    let stage = Stage::at(reference_now());
    let version = peer.version.clone();
    let mut random = Counted::new("interop");
    let mut rows = [
        Row::new(name, &version, "mdoc", "chop issues and presents"),
        Row::new(name, &version, "mdoc", "peer issues and presents"),
        Row::new(name, &version, "mdoc", "chop issues, peer presents"),
        Row::new(name, &version, "mdoc", "peer issues, chop presents"),
    ];
    for (number, object) in Objects::new().enumerate() {
        if rows.iter().all(|row| row.compared() >= objects()) {
            break;
        }
        if object.shown.is_empty() {
            rows.iter_mut().for_each(|row| row.explain(NOTHING_SHOWN));
            continue;
        }
        let expected = object.shown();
        let ours = stage.issue(&object, &mut random);
        let theirs = stage.ask_issue(&mut peer, &object);
        let responses = [
            stage.present(&ours, &object),
            theirs.clone().and_then(|issued| stage.ask_present(&mut peer, &issued, &object)),
            stage.ask_present(&mut peer, &ours, &object),
            theirs.and_then(|issued| stage.present(&issued, &object)),
        ];
        for (row, response) in rows.iter_mut().zip(responses) {
            let chop = response.clone().and_then(|response| stage.verify(&response, &object));
            let chop = chop
                .and_then(|seen| if seen == expected { Ok(seen) } else { Err(format!("not what was shown: {seen}")) });
            let peer = response.and_then(|response| stage.ask_verify(&mut peer, &response));
            row.compare(number, &chop, &peer);
        }
    }
    rows.into_iter().for_each(Row::close);
}

#[test]
fn owf_mdoc_and_chop_read_each_other() {
    compare(Peer::node("owf_mdoc.mjs"), "@owf/mdoc");
}

/// The peer judges the issuer's part alone, and signs by the clock of this machine.
#[test]
fn pymdoccbor_and_chop_read_each_other() {
    let mut peer = Peer::python("pymdoccbor_mdoc.py");
    let version = peer.version.clone();
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    // Everything is judged ten minutes from now, when all of it has been signed.
    let stage = Stage::at(UnixTime::new(i64::try_from(seconds).unwrap() + 600).unwrap());
    let mut random = Counted::new("interop");
    let mut rows = [
        Row::new("pymdoccbor", &version, "mdoc", "chop issues and presents"),
        Row::new("pymdoccbor", &version, "mdoc", "peer issues, chop presents"),
    ];
    for (number, object) in Objects::new().enumerate() {
        if rows.iter().all(|row| row.compared() >= objects()) {
            break;
        }
        if object.shown.is_empty() {
            rows.iter_mut().for_each(|row| row.explain(NOTHING_SHOWN));
            continue;
        }
        let expected = object.shown();
        let theirs = stage.ask_issue(&mut peer, &object);
        let issued = [Ok(stage.issue(&object, &mut random)), theirs];
        for (row, issued) in rows.iter_mut().zip(issued) {
            // It takes the items of a list for records (issuer.py, `item.items()`).
            if issued.as_ref().is_err_and(|words| words.contains("has no attribute 'items'")) {
                row.explain("the peer issues no list of plain values");
                continue;
            }
            let response = issued.and_then(|issued| stage.present(&issued, &object));
            let chop = response.clone().and_then(|response| stage.verify(&response, &object));
            let chop = chop
                .and_then(|seen| if seen == expected { Ok(seen) } else { Err(format!("not what was shown: {seen}")) });
            let peer = response.and_then(|response| stage.ask_verify(&mut peer, &response));
            row.compare(number, &chop, &peer);
        }
    }
    rows.into_iter().for_each(Row::close);
}
