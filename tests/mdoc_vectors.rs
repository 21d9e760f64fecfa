//! Every mdoc sample under vectors/mdoc gets the answer that its source states.
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

use std::fs;
use std::path::{Path, PathBuf};

use chop_core::crypto::SoftwareKey;
use chop_core::crypto::x509::Certificate;
use chop_core::dev::{self, TestTrust};
use chop_core::document::Kinds;
use chop_core::encoding::cbor::{Item, Strictness};
use chop_core::format::mdoc;
use chop_core::status::StatusList;
use chop_core::time::UnixTime;
use chop_core::trust::{IssuerEntry, Selector};
use chop_core::verify::{
    Expectation, HolderKey, HolderRequirement, NoMemory, Outcome, Policy, Presentation, Verified, run,
};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/mdoc")
}

fn file(path: &str) -> Vec<u8> {
    fs::read(folder().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn unhex(text: &str) -> Vec<u8> {
    let text: String = text.split_whitespace().collect();
    (0..text.len() / 2).map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap()).collect()
}

fn hex_file(path: &str) -> Vec<u8> {
    unhex(&String::from_utf8(file(path)).unwrap())
}

fn context(sample: &str) -> serde_json::Value {
    serde_json::from_slice(&file(&format!("third-party/{sample}/context.json"))).unwrap()
}

fn certificate(path: &str) -> Certificate {
    Certificate::parse_pem(&String::from_utf8(file(path)).unwrap()).unwrap()
}

fn time(text: &str) -> UnixTime {
    UnixTime::parse_rfc3339(text).unwrap()
}

/// The signer certificates in a sample, read by a path of their own.
fn signers(bytes: &[u8]) -> Vec<Certificate> {
    let item = Item::parse(bytes, Strictness::Lenient).unwrap();
    let map = item.as_map().unwrap();
    let issuer_signed: Vec<&Item<'_>> = match (map.get("documents"), map.get("issuerSigned")) {
        (Some(documents), _) => {
            documents.as_array().unwrap().iter().map(|d| d.as_map().unwrap().get("issuerSigned").unwrap()).collect()
        }
        (None, Some(one)) => vec![one],
        (None, None) => vec![&item],
    };
    issuer_signed
        .into_iter()
        .map(|one| {
            let auth = one.as_map().unwrap().get("issuerAuth").unwrap();
            let auth = auth.as_tag(18).unwrap_or(auth);
            let chain = auth.as_array().unwrap()[1].as_map().unwrap().get_int(33).unwrap();
            let first = chain.as_array().map_or(chain, |chain| &chain[0]);
            Certificate::parse_der(first.as_bytes().unwrap()).unwrap()
        })
        .collect()
}

const TYPES: [&str; 6] = [
    "org.iso.18013.5.1.mDL",
    "eu.europa.ec.eudi.pid.1",
    "org.iso.23220.photoid.1",
    "org.iso.23220.photoID.1",
    "pavel.7545.strings",
    "eu.europa.ec.eudi.mdl.1",
];

struct Question<'a> {
    anchors: Vec<Certificate>,
    at: UnixTime,
    transcript: Option<Vec<u8>>,
    reader: Option<&'a dyn HolderKey>,
    lists: Vec<&'static str>,
}

impl Question<'_> {
    fn of(anchors: Vec<Certificate>, at: &str) -> Self {
        Question { anchors, at: time(at), transcript: None, reader: None, lists: Vec::new() }
    }

    fn ask(&self, presentation: Presentation<mdoc::DeviceDocument>) -> Outcome {
        let mut trust = TestTrust::new(self.at.plus(-60));
        for anchor in &self.anchors {
            let rights = TYPES.iter().map(|name| Selector::Type((*name).to_owned())).collect();
            trust
                .body
                .issuers
                .push(IssuerEntry::with_certificate(anchor.clone(), dev::names("Sample"), rights).unwrap());
        }
        for uri in &self.lists {
            trust = trust.list(uri, StatusList::new(1, 1 << 17).unwrap());
        }
        let trust = trust.open();
        let kinds = Kinds::shipped();
        let expectation = Expectation {
            transcript: self.transcript.as_deref(),
            request: None,
            reader: self.reader,
            holder: if self.transcript.is_some() {
                HolderRequirement::Required
            } else {
                HolderRequirement::NotRequired
            },
            ..Expectation::ONE_SCAN
        };
        run(presentation, &Policy::offline(&trust, &kinds, self.at), &expectation, &mut NoMemory)
    }
}

fn elements(outcome: &Outcome) -> usize {
    let Outcome::Verified(verified) = outcome else { panic!("not verified: {}", outcome.code()) };
    Verified::content(verified).documents.iter().map(|document| document.elements.len()).sum()
}

fn response(bytes: &[u8]) -> Presentation<mdoc::DeviceDocument> {
    mdoc::parse_device_response(bytes).unwrap()
}

fn issuer_signed(bytes: &[u8]) -> Presentation<mdoc::DeviceDocument> {
    mdoc::parse_without_device(bytes).unwrap().into()
}

#[test]
fn annex_d_is_verified_by_its_mac() {
    let keys: serde_json::Value = serde_json::from_slice(&file("iso-18013-5-annex-d/keys.json")).unwrap();
    let scalar = unhex(keys["ephemeral-reader-key"]["d"].as_str().unwrap()).try_into().unwrap();
    let reader = SoftwareKey::from_p256_scalar(&scalar).unwrap();
    let iaca = Certificate::parse_der(&hex_file("iso-18013-5-annex-d/iaca-cert.hex")).unwrap();
    let transcript = hex_file("iso-18013-5-annex-d/session-transcript-bytes.hex");
    let transcript = Item::parse(&transcript, Strictness::Lenient).unwrap().as_embedded().unwrap().to_vec();
    let bytes = hex_file("iso-18013-5-annex-d/device-response.hex");
    let mut question = Question {
        transcript: Some(transcript.clone()),
        reader: Some(&reader),
        ..Question::of(vec![iaca], "2020-10-05T00:00:00Z")
    };
    assert_eq!(elements(&question.ask(response(&bytes))), 6);

    question.reader = None;
    assert_eq!(question.ask(response(&bytes)).code(), "holder.reader-key");
    let other = dev::key("another reader");
    question.reader = Some(&other);
    assert_eq!(question.ask(response(&bytes)).code(), "signature.device");
    question.reader = Some(&reader);
    question.transcript = Some([transcript.as_slice(), &[]].concat());
    question.at = time("2021-10-01T13:30:02Z");
    assert_eq!(question.ask(response(&bytes)).code(), "time.expired");
    question.at = time("2020-09-30T00:00:00Z");
    assert_eq!(question.ask(response(&bytes)).code(), "time.not-yet");
    question.anchors.clear();
    assert_eq!(question.ask(response(&bytes)).code(), "issuer.unknown");
}

#[test]
fn samples_with_a_known_transcript_are_verified_to_the_holder() {
    for (sample, anchor, expected) in [
        ("animo-pid-openid4vp-1.0", Some("cert-1.pem"), Ok(())),
        ("auth0-mdl-example2", Some("issuer.pem"), Ok(())),
        ("auth0-mdl-example3", Some("issuer.pem"), Err("digest.mismatch")),
        ("iso-18013-7-annex-b-mdl", None, Ok(())),
        ("waltid-mdl-dcapi", None, Ok(())),
    ] {
        let context = context(sample);
        let bytes = file(&format!("third-party/{sample}/device-response.cbor"));
        let anchors = match anchor {
            Some(name) => vec![certificate(&format!("third-party/{sample}/{name}"))],
            None => signers(&bytes),
        };
        let mut question = Question::of(anchors, context["verify_at"].as_str().unwrap());
        question.transcript = Some(unhex(context["sessionTranscript_hex"].as_str().unwrap()));
        let outcome = question.ask(response(&bytes));
        match expected {
            Ok(()) => assert!(elements(&outcome) > 0, "{sample}"),
            Err(code) => assert_eq!(outcome.code(), code, "{sample}"),
        }
        let mut other = question.transcript.clone().unwrap();
        *other.last_mut().unwrap() ^= 1;
        question.transcript = Some(other);
        let code = question.ask(response(&bytes)).code();
        assert!(matches!(code, "signature.device" | "digest.mismatch" | "holder.transcript"), "{sample}: {code}");
    }
}

#[test]
fn issuer_signed_samples_are_verified_for_themselves() {
    for (sample, name, at, count) in [
        ("asit-mdl", "issuer-signed.cbor", None, 11),
        ("procivis-custom-doctype", "issuer-signed.cbor", None, 3),
        ("sprind-funke-pid", "issuer-signed.cbor", Some("2024-08-13T12:00:00Z"), 22),
        ("eudi-pid-status-list", "issuer-signed.cbor", Some("2026-07-15T00:00:00Z"), 23),
    ] {
        let bytes = file(&format!("third-party/{sample}/{name}"));
        let at = at.map_or_else(|| inside(&bytes), str::to_owned);
        let mut question = Question::of(signers(&bytes), &at);
        if sample == "eudi-pid-status-list" {
            assert_eq!(question.ask(issuer_signed(&bytes)).code(), "status.unknown");
            question.lists = STATUS_LISTS.to_vec();
        }
        assert_eq!(elements(&question.ask(issuer_signed(&bytes))), count, "{sample}");
    }
}

const STATUS_LISTS: [&str; 1] =
    ["https://issuer.eudiw.dev/token_status_list/FC/eu.europa.ec.eudi.pid.1/d48b4e67-fe33-443c-8984-ea09381e9efd"];

/// A second inside the validity of a sample.
fn inside(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let (_, rest) = text.split_once("validFrom").unwrap();
    let start = rest.find("20").unwrap();
    let end = start + rest[start..].find('Z').unwrap() + 1;
    let from = UnixTime::parse_rfc3339(&rest[start..end]).unwrap_or_else(|_| panic!("{}", &rest[start..end]));
    from.plus(1).to_tdate()
}

#[test]
fn eudi_samples_whose_signer_had_expired_are_refused_for_that() {
    for sample in ["eudi-pid", "eudi-mdl"] {
        let bytes = file(&format!("third-party/{sample}/device-response.cbor"));
        let question = Question::of(signers(&bytes), &inside(&bytes));
        assert_eq!(question.ask(response(&bytes)).code(), "issuer.key-time", "{sample}");
    }
}

#[test]
fn a_response_of_two_documents_is_all_or_nothing() {
    let bytes = file("third-party/eudi-pid-plus-mdl/device-response.cbor");
    let signers = signers(&bytes);
    let question = Question::of(signers.clone(), &inside(&bytes));
    let outcome = question.ask(response(&bytes));
    let Outcome::Verified(verified) = &outcome else { panic!("{}", outcome.code()) };
    assert_eq!(verified.content().documents.len(), 2);
}

#[test]
fn a_photo_id_of_three_name_spaces_is_verified() {
    let bytes = file("third-party/waltid-photo-id/document.cbor");
    let question = Question::of(signers(&bytes), &inside(&bytes));
    let outcome = question.ask(mdoc::parse_document(&bytes).unwrap().into());
    assert_eq!(elements(&outcome), 32);
}

#[test]
fn samples_of_structure_are_read() {
    assert!(mdoc::IssuerSigned::parse(&hex_file("isomdl/issuer-signed.hex")).is_ok());
    let small = hex_file("isomdl/device-response.hex");
    assert_eq!(Item::parse(&small, Strictness::Lenient).unwrap().raw(), &small[..]);
}
