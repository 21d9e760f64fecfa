//! `make bench`: what chop costs, as a ratio to the bare signatures in it, in the same run on one thread.
#![allow(
    missing_docs,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm
)]

mod measure;

use std::hint::black_box;

use chop_core::crypto::Signer;
use chop_core::crypto::jws::KeyReference;
use chop_core::dev::{self, TestDocument, TestTrust};
use chop_core::document::{Descriptor, Kinds};
use chop_core::format::code::{Code, Nonce, Show};
use chop_core::format::mdoc::{self, IssueRequest};
use chop_core::format::sdjwt::{self, PresentRequest, SdJwtVc};
use chop_core::random::Random;
use chop_core::status::StatusList;
use chop_core::time::UnixTime;
use chop_core::trust::TrustBundle;
use chop_core::verify::{CheckedIssuers, Expectation, NoMemory, Outcome, Policy, RequestBinding, Validity, run};
use chop_verifier::CheckedSignatures;
use serde_json::{Map, Value, json};

use measure::{Bare, System, pair};

fn trust(document: &TestDocument, from: UnixTime) -> TrustBundle {
    let kinds = Kinds::shipped();
    let names: Vec<&str> = kinds.iter().map(|kind| kind.kind().as_str()).collect();
    TestTrust::new(from)
        .issuer(document.issuer.public_key(), &names, Some("https://status.example/l/"))
        .list("https://status.example/l/9", StatusList::new(1, 1 << 20).unwrap())
        .open()
}

fn main() {
    let now = dev::reference_now();
    let kinds = Kinds::shipped();
    let document = TestDocument::new("personal-code", now.plus(-3_600));
    let trust = trust(&document, now.plus(-60));
    let shown = ["family_name", "given_name", "name_zh", "document_number_masked", "age_over_18", "issue_date"];
    let code = document.code(&shown, now);
    let bare = Bare::new(700);
    let mut rows: Vec<(&str, f64, String)> = Vec::new();

    let verify = |checked: Option<&dyn CheckedIssuers>| {
        let policy = Policy { checked, ..Policy::offline(&trust, &kinds, now) };
        let parsed = Code::parse_under(black_box(&code), &policy).unwrap();
        let outcome = run(parsed, &policy, &Expectation::ONE_SCAN, &mut NoMemory);
        assert!(matches!(outcome, Outcome::Verified(_)), "{}", outcome.code());
    };
    let (one, work) = pair(|| bare.verify(), || verify(None));
    rows.push((
        "code_verify",
        work / (2.0 * one),
        format!("{:.1} µs, 2 verifications of {:.1} µs", work / 1e3, one / 1e3),
    ));

    let checked = CheckedSignatures::default();
    let (one, work) = pair(|| bare.verify(), || verify(Some(&checked)));
    rows.push((
        "code_verify_cached",
        work / one,
        format!("{:.1} µs, 1 verification of {:.1} µs", work / 1e3, one / 1e3),
    ));

    let codable = document.codable();
    let (one, work) = pair(
        || bare.sign(),
        || {
            let mut nonce = [0; 8];
            System.fill(&mut nonce).unwrap();
            let show = Show { elements: &shown, issued_at: now, nonce: Nonce::Own(nonce), audience: None };
            black_box(codable.prepare(&show).unwrap().sign(&document.device).unwrap());
        },
    );
    rows.push(("code_make", work / one, format!("{:.1} µs, 1 signature of {:.1} µs", work / 1e3, one / 1e3)));

    let issued = document.issue();
    let transcript = [0x83, 0xf6, 0xf6, 0xf6];
    let response = mdoc::prepare_response(&issued, &|_| true, &transcript).unwrap().sign(&document.device).unwrap();
    let (one, work) = pair(
        || bare.verify(),
        || {
            let presentation = mdoc::parse_device_response(black_box(&response)).unwrap();
            let expectation = Expectation { transcript: Some(&transcript), ..Expectation::ONE_SCAN };
            let outcome = run(presentation, &Policy::offline(&trust, &kinds, now), &expectation, &mut NoMemory);
            assert!(matches!(outcome, Outcome::Verified(_)), "{}", outcome.code());
        },
    );
    rows.push((
        "mdoc_verify",
        work / (2.0 * one),
        format!("{:.1} µs, 2 verifications of {:.1} µs", work / 1e3, one / 1e3),
    ));

    let descriptor = kinds.by_kind("personal-code").unwrap();
    let (one, work) = pair(
        || bare.sign(),
        || {
            let request = IssueRequest {
                descriptor,
                values: &document.values,
                device_key: document.device.public_key(),
                validity: document.validity,
                status: Some(("https://status.example/l/9", 77)),
            };
            black_box(mdoc::prepare(&request, &mut System).unwrap().sign(&document.issuer, &[]).unwrap());
        },
    );
    rows.push(("mdoc_issue", work / one, format!("{:.1} µs, 1 signature of {:.1} µs", work / 1e3, one / 1e3)));

    let credential = sd_jwt(&document, descriptor);
    let request = RequestBinding { nonce: "n-0S6_WzA2Mj", audience: "https://door.example" };
    let kb = PresentRequest { nonce: request.nonce, audience: request.audience, issued_at: now };
    let presentation =
        sdjwt::prepare_presentation(&credential, &|_| true, &kb).unwrap().sign(&document.device).unwrap();
    let (one, work) = pair(
        || bare.verify(),
        || {
            let parsed = SdJwtVc::parse(black_box(&presentation)).unwrap();
            let expectation = Expectation { request: Some(request), ..Expectation::ONE_SCAN };
            let outcome = run(parsed, &Policy::offline(&trust, &kinds, now), &expectation, &mut NoMemory);
            assert!(matches!(outcome, Outcome::Verified(_)), "{}", outcome.code());
        },
    );
    rows.push((
        "sdjwt_verify",
        work / (2.0 * one),
        format!("{:.1} µs, 2 verifications of {:.1} µs", work / 1e3, one / 1e3),
    ));
    let (one, work) = pair(|| bare.sign(), || drop(black_box(sd_jwt(&document, descriptor))));
    rows.push(("sdjwt_issue", work / one, format!("{:.1} µs, 1 signature of {:.1} µs", work / 1e3, one / 1e3)));

    let list = StatusList::new(1, 10_000_000).unwrap();
    let uri = "https://status.example/l/10";
    let large = TestTrust::new(now.plus(-60)).list(uri, list).open();
    let mut index = 0_u64;
    let (_, lookup) = pair(
        || {},
        || {
            index = (index + 7_919_993) % 10_000_000;
            black_box(large.status(black_box(uri), index, now));
        },
    );

    println!("{:<22} {:>7}   ", "work", "ratio");
    for (name, ratio, detail) in &rows {
        println!("{name:<22} {ratio:>7.3}   {detail}");
    }
    println!("{:<22} {lookup:>7.0} ns in a list of 10,000,000", "status_lookup");
    let sizes = sizes(now);
    let mut object: Map<String, Value> =
        rows.iter().map(|(name, ratio, _)| ((*name).to_owned(), json!(ratio))).collect();
    object.insert("status_lookup_ns".into(), json!(lookup));
    object.insert("codes".into(), sizes);
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/evidence");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("ratios.json"), Value::Object(object).to_string()).unwrap();
}

/// The document as SD-JWT VC, issued afresh.
fn sd_jwt(document: &TestDocument, descriptor: &Descriptor) -> String {
    let request = sdjwt::IssueRequest {
        descriptor,
        values: &document.values,
        device_key: document.device.public_key(),
        validity: Validity {
            signed: document.validity.signed,
            from: document.validity.valid_from,
            until: document.validity.valid_until,
        },
        status: Some(("https://status.example/l/9", 77)),
        issuer_key: document.issuer.public_key(),
        reference: KeyReference::Kid,
        integrity: None,
        decoys: 0,
    };
    sdjwt::prepare(&request, &mut System).unwrap().sign(&document.issuer).unwrap()
}

/// Bytes, characters and QR version of the smallest code of each kind that has one.
fn sizes(now: UnixTime) -> Value {
    println!("\n{:<24} {:>6} {:>11} {:>8}", "smallest code of", "bytes", "characters", "version");
    let mut sizes = Map::new();
    for kind in Kinds::shipped().iter().filter(|kind| kind.code_profile().is_some()) {
        let code = TestDocument::new(kind.kind().as_str(), now.plus(-3_600)).code(&[], now);
        let bytes = (code.len() - 4) / 3 * 2 + usize::from((code.len() - 4) % 3 == 2);
        let version =
            fast_qr::QRBuilder::new(code.as_str()).ecl(fast_qr::ECL::L).build().unwrap().version.unwrap() as u8 + 1;
        println!("{:<24} {bytes:>6} {:>11} {version:>8}", kind.kind().as_str(), code.len());
        sizes.insert(kind.kind().to_string(), json!({ "bytes": bytes, "characters": code.len(), "version": version }));
    }
    Value::Object(sizes)
}
