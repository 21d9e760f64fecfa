//! `chop verify` tells every format by itself, and holds each to what was asked for.
#![allow(
    missing_docs,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::useless_format
)]

mod support;

#[path = "support/bench.rs"]
mod bench;

use std::process::{Command, Stdio};

use bench::{Bench, ending};

use chop_core::crypto::Signer;
use chop_core::dev::{self, TestDocument, TestTrust, key, reference_now};
use chop_core::document::Kinds;
use chop_core::format::sdjwt::{self, PresentRequest};
use chop_core::format::vc::data_integrity::Suite;
use chop_core::format::vc::did::Did;
use chop_core::format::vc::jose;
use chop_core::status::StatusList;
use serde_json::Value;
use tempfile::TempDir;

const NONCE: &str = "n-0S6_WzA2Mj";
const AUDIENCE: &str = "https://door.example";
const KIND: &str = "age-proof";

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let kinds = Kinds::shipped();
        let names: Vec<&str> = kinds.iter().map(|kind| kind.kind().as_str()).collect();
        let trust = TestTrust::new(reference_now().plus(-60))
            .issuer(key("issuer").public_key(), &names, Some("https://status.example/l/"))
            .list("https://status.example/l/9", StatusList::new(1, 1 << 17).unwrap());
        std::fs::write(folder.path().join("trust.chop"), trust.sign()).unwrap();
        Self { folder }
    }

    /// Verifies a file with these bytes, at the reference time.
    fn verify(&self, bytes: &[u8], more: &[&str]) -> (i32, Value) {
        std::fs::write(self.folder.path().join("input"), bytes).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_chop"))
            .args(["verify", "input", "--trust", "trust.chop", "--json", "--at", &reference_now().to_tdate()])
            .args(more)
            .current_dir(self.folder.path())
            .env("CHOP_STATE", self.folder.path().join("state"))
            .env_remove("CHOP_LANG")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        let result =
            serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{}", String::from_utf8_lossy(&output.stderr)));
        (output.status.code().unwrap(), result)
    }
}

/// One presentation of each form, all of one kind.
fn presentations() -> Vec<(&'static str, Vec<u8>)> {
    let document = TestDocument::new(KIND, reference_now().plus(-3_600));
    let request = PresentRequest { nonce: NONCE, audience: AUDIENCE, issued_at: reference_now() };
    let sd_jwt = sdjwt::prepare_presentation(&document.sd_jwt(), &|_| true, &request).unwrap();
    let sd_jwt = sd_jwt.sign(&document.device).unwrap();
    let holder = Did::key_did(document.device.public_key());
    let credential = document.vc_jwt();
    let request = jose::PresentRequest {
        credentials: &[&credential],
        holder: &holder,
        nonce: NONCE,
        audience: AUDIENCE,
        issued_at: reference_now(),
    };
    let vp_jwt = jose::prepare_presentation(&request).unwrap().sign(&document.device).unwrap();
    vec![
        ("dc+sd-jwt", sd_jwt.into_bytes()),
        ("vp+jwt", vp_jwt.into_bytes()),
        ("ecdsa-jcs-2019", dev::presentation(KIND, Suite::EcdsaJcs2019)),
        ("ecdsa-rdfc-2019", dev::presentation(KIND, Suite::EcdsaRdfc2019)),
    ]
}

#[test]
fn every_text_format_is_recognised_and_bound_to_what_was_asked() {
    let desk = Desk::new();
    for (form, bytes) in presentations() {
        let (exit, result) = desk.verify(&bytes, &["--nonce", NONCE, "--audience", AUDIENCE]);
        assert_eq!((exit, result["code"].as_str()), (0, Some("ok")), "{form}: {result}");
        assert_eq!(result["kind"], KIND, "{form}");
        assert_eq!(result["claims"]["age_over_18"], true, "{form}");
        for (more, code) in [
            (["--nonce", "another", "--audience", AUDIENCE].as_slice(), "holder.nonce"),
            (&["--nonce", NONCE, "--audience", "https://other.example"], "holder.audience"),
            (&[], "holder.request"),
        ] {
            let (exit, result) = desk.verify(&bytes, more);
            assert_eq!((exit, result["code"].as_str()), (1, Some(code)), "{form} {more:?}");
        }
    }
}

#[test]
fn a_credential_alone_proves_no_holder() {
    let desk = Desk::new();
    let document = TestDocument::new(KIND, reference_now().plus(-3_600));
    let presentation: Value = serde_json::from_slice(&dev::presentation(KIND, Suite::EcdsaJcs2019)).unwrap();
    let secured = presentation["verifiableCredential"][0].to_string();
    for (form, text) in [("dc+sd-jwt", document.sd_jwt()), ("vc+jwt", document.vc_jwt()), ("proof", secured)] {
        let (exit, result) = desk.verify(text.as_bytes(), &["--nonce", NONCE, "--audience", AUDIENCE]);
        assert_eq!((exit, result["code"].as_str()), (1, Some("holder.missing")), "{form}");
        let (exit, result) = desk.verify(text.as_bytes(), &["--holder", "none"]);
        assert_eq!((exit, result["code"].as_str()), (0, Some("ok")), "{form}: {result}");
        assert!(result["cautions"].as_array().unwrap().contains(&"holder.unproven".into()), "{form}");
    }
}

#[test]
fn one_changed_character_is_refused_in_each() {
    let desk = Desk::new();
    for (form, bytes) in presentations() {
        let at = bytes.len() / 2;
        let mut changed = bytes.clone();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let (exit, result) = desk.verify(&changed, &["--nonce", NONCE, "--audience", AUDIENCE]);
        assert_ne!(exit, 0, "{form}: {result}");
    }
}

const CARD: &str = "senior-citizen-card";
const FORMATS: [&str; 5] = ["mdoc", "dc+sd-jwt", "vc+sd-jwt", "jwt_vc_json", "ldp_vc"];
/// `[null, null, ["x"]]`: what an mdoc is bound to.
const TRANSCRIPT: [u8; 6] = [0x83, 0xf6, 0xf6, 0x81, 0x61, b'x'];

/// What a showing in a format is bound to.
fn binding(format: &str) -> &'static [&'static str] {
    if format == "mdoc" { &["--transcript", "session.cbor"] } else { &["--nonce", NONCE, "--audience", AUDIENCE] }
}

fn present(bench: &Bench, format: &str, file: &str, more: &[&str]) -> std::process::Output {
    let verb = ["wallet", "--wallet", "phone", "present", CARD, "--format", format, "--to", file, "--json"];
    bench.run(&[&verb[..], binding(format), more].concat())
}

fn presented(bench: &Bench, format: &str, file: &str) -> Vec<String> {
    let more: &[&str] = if format == "jwt_vc_json" { &["--whole"] } else { &["--elements", "family_name"] };
    let output = present(bench, format, file, more);
    assert!(output.status.success(), "{format}: {}", String::from_utf8_lossy(&output.stderr));
    let object: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(object["schema"], "chop-wallet-presentation-1");
    assert_eq!(object["kind"], CARD);
    object["shared"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

#[test]
fn every_format_goes_from_the_table_through_the_wallet_to_the_verifier() {
    let bench = Bench::new();
    bench.department(&[CARD]);
    let csv = bench.ok(&["kinds", "show", CARD, "--csv"]);
    bench.holder_in(&FORMATS.join(","), CARD, &csv);
    bench.publish(&[CARD]);
    std::fs::write(bench.path("session.cbor"), TRANSCRIPT).unwrap();
    std::fs::write(bench.path("other.cbor"), [0x83, 0xf6, 0xf6, 0x81, 0x61, b'y']).unwrap();

    let show = bench.ok(&["wallet", "--wallet", "phone", "show", CARD, "--json"]);
    let show: Value = serde_json::from_str(&show).unwrap();
    let held: Vec<_> = show["formats"]
        .as_array()
        .unwrap()
        .iter()
        .map(|form| (form["format"].as_str(), form["code"].as_str()))
        .collect();
    let names = ["mso_mdoc", "dc+sd-jwt", "vc+sd-jwt", "jwt_vc_json", "ldp_vc"];
    assert_eq!(held, names.map(|name| (Some(name), Some("ok"))), "{show}");
    assert_eq!(show["copies"], 1, "five formats are one credential");

    let refused = present(&bench, "jwt_vc_json", "none", &["--elements", "family_name"]);
    assert_eq!(ending(&refused), (5, "consent.whole".to_owned()), "what cannot hide anything is not shown by a choice");
    let refused = present(&bench, "ldp_vc", "none", &["--elements", "no_such_fact"]);
    assert_eq!(ending(&refused), (2, "consent.no-such-element".to_owned()));
    let unbound = ["wallet", "--wallet", "phone", "present", CARD, "--to", "none", "--format", "mdoc"];
    let refused = bench.run(&[&unbound[..], binding("ldp_vc")].concat());
    assert_eq!(ending(&refused), (2, "present.binding".to_owned()));
    assert!(!bench.path("none").exists());

    let mut least = None;
    for format in FORMATS {
        let shared = presented(&bench, format, format);
        let (exit, result) = bench.verify(format, binding(format));
        assert_eq!((exit, result["code"].as_str()), (0, Some("ok")), "{format}: {result}");
        assert_eq!(result["kind"], CARD, "{format}");
        assert_eq!(result["cautions"], serde_json::json!(["trust.unpinned"]), "{format}");
        let claims: Vec<String> = result["claims"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(
            sorted(claims.clone()),
            sorted(shared.clone()),
            "{format}: the verifier learns what the holder was told"
        );
        if format != "jwt_vc_json" {
            let least = least.get_or_insert_with(|| sorted(shared.clone()));
            assert_eq!(&sorted(shared), least, "{format}: the same facts are always shown");
            assert!(!claims.iter().any(|id| id == "given_name"), "{format}: nothing that was not chosen");
        }
        let (wrong, code): (&[&str], _) = if format == "mdoc" {
            (&["--transcript", "other.cbor"], "signature.device")
        } else {
            (&["--nonce", "another", "--audience", AUDIENCE], "holder.nonce")
        };
        let (exit, result) = bench.verify(format, wrong);
        assert_eq!((exit, result["code"].as_str()), (1, Some(code)), "{format}");
    }

    let log = bench.ok(&["wallet", "--wallet", "phone", "log", "--json"]);
    let log: Value = serde_json::from_str(&log).unwrap();
    let shown: Vec<&Value> =
        log["entries"].as_array().unwrap().iter().filter(|entry| entry["event"] == "shown").collect();
    assert_eq!(shown.len(), FORMATS.len(), "a refusal is no showing");
    assert!(shown[0]["reader"]["session"].is_string());
    assert!(shown[1..].iter().all(|entry| entry["reader"]["audience"] == AUDIENCE));
    assert!(!log.to_string().contains("CHAN"), "the log has no values");

    // One order ends the document in every format.
    bench.ok(&["issuer", "revoke", "office", "--holder", "H-0001", "--reason", "lost"]);
    bench.publish(&[CARD]);
    for format in FORMATS {
        let (exit, result) = bench.verify(format, binding(format));
        assert_eq!((exit, result["code"].as_str()), (1, Some("status.revoked")), "{format}: {result}");
    }
}
