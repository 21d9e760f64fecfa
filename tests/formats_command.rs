//! `chop verify` tells every format by itself, and holds each to what was asked for.
#![allow(missing_docs, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::process::{Command, Stdio};

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
