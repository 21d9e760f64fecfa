//! T08: of N issuers and M kinds, each issuer issues its own kind and no other, in every format.

use std::sync::LazyLock;

use chop_core::crypto::x509::{Certificate, make};
use chop_core::crypto::{PublicKey, Signer, SoftwareKey};
use chop_core::dev::{self, Counted, TestDocument, TestTrust};
use chop_core::document::{Disclose, Kinds};
use chop_core::format::code::Code;
use chop_core::format::mdoc::{self, DeviceDocument, IssueRequest};
use chop_core::status::StatusList;
use chop_core::time::UnixTime;
use chop_core::trust::{IssuerEntry, Selector, TrustBundle};
use chop_core::verify::{Expectation, NoMemory, Outcome, Policy, Presentation, run};

/// A day on which every kind's example is in force.
const NOW: i64 = crate::NOW + 3 * 86_400;

fn at(seconds: i64) -> UnixTime {
    UnixTime::new(NOW + seconds).unwrap()
}

const TRANSCRIPT: [u8; 3] = [0x82, 0x01, 0x02];
/// The test documents stand in this list.
const LIST: &str = "https://status.example/l/9";
const PREFIX: &str = "https://status.example/l/";

static KINDS: LazyLock<Kinds> = LazyLock::new(Kinds::shipped);

fn kinds() -> Vec<String> {
    KINDS.iter().map(|kind| kind.kind().to_string()).collect()
}

fn office(kind: &str) -> SoftwareKey {
    dev::key(&format!("office of {kind}"))
}

/// One office for each kind, known by its key.
fn by_key() -> TrustBundle {
    let list = StatusList::new(1, 1 << 17).unwrap();
    let trust = TestTrust::new(at(-600)).list(LIST, list);
    kinds().iter().fold(trust, |trust, kind| trust.issuer(office(kind).public_key(), &[kind], Some(PREFIX))).open()
}

fn document(kind: &str, issuer: &str) -> TestDocument {
    TestDocument { issuer: office(issuer), ..TestDocument::new(kind, at(-60)) }
}

fn response(issuer_signed: &[u8], device: &SoftwareKey) -> Presentation<DeviceDocument> {
    let response = mdoc::prepare_response(issuer_signed, &|_| true, &TRANSCRIPT).unwrap();
    mdoc::parse_device_response(&response.sign(device).unwrap()).unwrap()
}

fn judge(trust: &TrustBundle, presentation: Presentation<DeviceDocument>) -> Outcome {
    let expectation = Expectation { transcript: Some(&TRANSCRIPT), ..Expectation::ONE_SCAN };
    run(presentation, &Policy::offline(trust, &KINDS, at(0)), &expectation, &mut NoMemory)
}

/// Everything is right but, off the diagonal, the right to issue.
fn check(what: &str, judge: impl Fn(&str, &str) -> Option<&'static str>, refused: &str) {
    let (mut right, mut wrong) = (0, 0);
    for kind in kinds() {
        for issuer in kinds() {
            let Some(code) = judge(&kind, &issuer) else { continue };
            let expect = if kind == issuer { "ok" } else { refused };
            assert_eq!(code, expect, "{what}: {kind} by the office of {issuer}");
            if kind == issuer { right += 1 } else { wrong += 1 }
        }
    }
    println!("{what}: {right} accepted, {wrong} refused with {refused}");
    assert!(right >= 8 && wrong >= 8 * 9);
}

#[test]
fn codes_of_a_kind_come_from_its_own_issuer_alone() {
    let (trust, kinds) = (by_key(), &*KINDS);
    let judge = |kind: &str, issuer: &str| {
        let descriptor = kinds.by_kind(kind).unwrap();
        descriptor.code_profile()?;
        let document = document(kind, issuer);
        let always: Vec<&str> = descriptor
            .issued_elements()
            .filter(|element| element.disclose == Disclose::Always)
            .map(|element| element.id.as_str())
            .collect();
        let code = document.code(&always, at(0));
        let parsed = Code::parse(&code, kinds, &trust).unwrap();
        let policy = Policy::offline(&trust, kinds, at(0));
        Some(run(parsed, &policy, &Expectation::ONE_SCAN, &mut NoMemory).code())
    };
    check("codes", judge, "issuer.unauthorised");
}

/// Without a certificate every entry that may issue the type is tried, so a stranger's signature fits none.
#[test]
fn mdocs_without_a_certificate_come_from_the_issuer_of_their_kind_alone() {
    let trust = by_key();
    let outcome = |kind: &str, issuer: &str| {
        let document = document(kind, issuer);
        Some(judge(&trust, response(&document.issue(), &document.device)).code())
    };
    check("mdocs without a certificate", outcome, "signature.issuer");
}

fn request(common_name: &str) -> make::Request<'_> {
    make::Request {
        country: "HK",
        organisation: "Example Department",
        common_name,
        not_before: NOW - 86_400,
        // No document outlives its signer.
        not_after: NOW + 400 * 86_400,
        contact: "https://department.example/",
        revocation_list: "https://department.example/iaca.crl",
    }
}

/// An office with a root of its own, and a document signer under it.
struct CertifiedOffice {
    root: Certificate,
    signer: Certificate,
}

impl CertifiedOffice {
    fn new(kind: &str) -> Self {
        let root_key = dev::key(&format!("root of {kind}"));
        let mut random = Counted::new(kind);
        let name = format!("Root {kind}");
        let root = make::root(&request(&name), &root_key, &mut random).unwrap();
        let key: PublicKey = office(kind).public_key().clone();
        let signer = make::document_signer(&request("Signer"), &key, &root, &root_key, &mut random).unwrap();
        Self { root, signer }
    }
}

fn issue(document: &TestDocument, chain: &[Vec<u8>]) -> Vec<u8> {
    let request = IssueRequest {
        descriptor: KINDS.by_kind(&document.kind).unwrap(),
        values: &document.values,
        device_key: document.device.public_key(),
        validity: document.validity,
        status: document.status.as_ref().map(|(uri, index)| (uri.as_str(), *index)),
    };
    mdoc::prepare(&request, &mut Counted::new("salts")).unwrap().sign(&document.issuer, chain).unwrap()
}

#[test]
fn mdocs_with_a_certificate_come_from_the_issuer_of_their_kind_alone() {
    let list = StatusList::new(1, 1 << 17).unwrap();
    let mut trust = TestTrust::new(at(-600)).list(LIST, list);
    let mut pinned = trust.clone();
    let offices: Vec<(String, CertifiedOffice)> =
        kinds().into_iter().map(|kind| (kind.clone(), CertifiedOffice::new(&kind))).collect();
    for (kind, office) in &offices {
        let entry = |certificate: &Certificate| {
            let rights = vec![Selector::Kind(kind.clone())];
            IssuerEntry::with_certificate(certificate.clone(), dev::names("Office"), rights).unwrap()
        };
        trust.body.issuers.push(entry(&office.root));
        pinned.body.issuers.push(entry(&office.signer));
    }
    for (what, trust) in [("mdocs under a root", trust.open()), ("mdocs under a signer's certificate", pinned.open())] {
        let outcome = |kind: &str, issuer: &str| {
            let document = document(kind, issuer);
            let office = &offices.iter().find(|(kind, _)| kind == issuer).unwrap().1;
            let issued = issue(&document, &[office.signer.as_der().to_vec()]);
            Some(judge(&trust, response(&issued, &document.device)).code())
        };
        check(what, outcome, "issuer.unauthorised");
    }
}
