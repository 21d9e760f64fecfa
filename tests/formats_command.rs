//! `chop verify` tells every format by itself, and holds each to what was asked for.
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

mod support;

#[path = "support/bench.rs"]
mod bench;
#[allow(dead_code, reason = "the model has more than these tests need")]
#[path = "support/mdoc.rs"]
mod mdoc_model;

use std::process::{Command, Stdio};

use bench::{Bench, ending};

use chop_core::crypto::Signer;
use chop_core::crypto::jws::{Draft, KeyReference};
use chop_core::dev::{self, TestDocument, TestTrust, key, reference_now};
use chop_core::document::Kinds;
use chop_core::format::sdjwt::{self, PresentRequest};
use chop_core::format::vc::data_integrity::Suite;
use chop_core::format::vc::did::Did;
use chop_core::format::vc::jose;
use chop_core::status::StatusList;
use chop_core::trust::{IssuerEntry, Selector};
use mdoc_model::{DOC_TYPE, Mdoc, Proof, READER, V, map, t};
use serde_json::Value;
use tempfile::TempDir;

const NONCE: &str = "n-0S6_WzA2Mj";
const AUDIENCE: &str = "https://door.example";
const KIND: &str = "age-proof";

struct Desk {
    folder: TempDir,
}

/// A desk that trusts the issuer of foreign mdocs too.
fn foreign_desk() -> Desk {
    let desk = Desk::new();
    let types = vec![Selector::Type(DOC_TYPE.to_owned())];
    let entry = IssuerEntry::with_key(key("issuer").public_key().clone(), dev::names("Test Department"), types);
    let mut trust = desk.trust();
    trust.body.issuers.push(entry.with_status_prefix(Some("https://status.example/l/".to_owned())));
    std::fs::write(desk.folder.path().join("trust.chop"), trust.sign()).unwrap();
    desk
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: TempDir::new().unwrap() };
        std::fs::write(desk.folder.path().join("trust.chop"), desk.trust().sign()).unwrap();
        desk
    }

    #[allow(clippy::unused_self)]
    fn trust(&self) -> TestTrust {
        let kinds = Kinds::shipped();
        let names: Vec<&str> = kinds.iter().map(|kind| kind.kind().as_str()).collect();
        TestTrust::new(reference_now().plus(-60))
            .issuer(key("issuer").public_key(), &names, Some("https://status.example/l/"))
            .list("https://status.example/l/9", StatusList::new(1, 1 << 17).unwrap())
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.folder.path().join(name), bytes).unwrap();
    }

    /// What a person reads of a file with these bytes.
    fn words(&self, bytes: &[u8], more: &[&str]) -> String {
        self.write("input", bytes);
        let output = self.command(more).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    fn command(&self, more: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chop"));
        command
            .args(["verify", "input", "--trust", "trust.chop", "--at", &reference_now().to_tdate()])
            .args(more)
            .current_dir(self.folder.path())
            .env("CHOP_STATE", self.folder.path().join("state"))
            .env("LC_ALL", "C")
            .env_remove("CHOP_LANG")
            .stdin(Stdio::null());
        command
    }

    /// Verifies a file with these bytes, at the reference time.
    fn verify(&self, bytes: &[u8], more: &[&str]) -> (i32, Value) {
        self.write("input", bytes);
        let output = self.command(more).arg("--json").output().unwrap();
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

    for (folder, end, line) in [
        ("lists", "1.cwt", "status_list:"),
        ("lists", "1.jwt", "not zero: 0"),
        ("lists", "1.revocation.jwt", "W3C Bitstring status list"),
        ("office", "signer.cert.pem", "1: Document signer"),
        ("office", "issuer.pem", "algorithm: ES256"),
        ("office", "signer.key.pem", "private key"),
        ("requests-senior-citizen-card", ".chop-request", "magic: chop-request"),
        ("letters-senior-citizen-card", ".chop", "mdoc (IssuerSigned):"),
        ("letters-senior-citizen-card", ".chop", "SD-JWT VC:"),
    ] {
        let file = bench.files(folder).into_iter().find(|name| name.ends_with(end)).unwrap();
        let out = bench.ok(&["inspect", &file]);
        assert!(out.contains(line) && out.lines().all(|line| line.starts_with("UNVERIFIED ")), "{file}: {out}");
    }

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

#[test]
fn a_device_that_proves_itself_by_a_mac_is_checked_with_the_reader_s_key() {
    let desk = foreign_desk();
    let now = reference_now().seconds();
    let mut model = Mdoc::new(now);
    model.proof = Proof::Mac;
    model.edit = Some(|mso: &mut V| {
        let authorised = map(vec![("nameSpaces", V::Array(vec![t("example.device")]))]);
        mso.at(&["deviceKeyInfo"]).entries().push((t("keyAuthorizations"), authorised));
    });
    model.own = map(vec![("example.device", map(vec![("consent\u{1b}", V::Uint(7))]))]);
    let bytes = model.encode();
    desk.write("session.cbor", mdoc_model::TRANSCRIPT);
    desk.write("reader.der", &key(READER).to_pkcs8_der());
    desk.write("stranger.der", &key("stranger").to_pkcs8_der());
    desk.write("nonsense.der", b"\xff\xff");
    for (more, exit, code) in [
        (["--transcript", "session.cbor", "--reader-key", "reader.der"].as_slice(), 0, "ok"),
        (&["--transcript", "session.cbor", "--reader-key", "stranger.der"], 1, "signature.device"),
        (&["--transcript", "session.cbor"], 1, "holder.reader-key"),
    ] {
        let (got, result) = desk.verify(&bytes, more);
        assert_eq!((got, result["code"].as_str()), (exit, Some(code)), "{more:?}: {result}");
    }
    let (_, result) = desk.verify(&bytes, &["--transcript", "session.cbor", "--reader-key", "reader.der"]);
    assert_eq!(result["device_elements"], serde_json::json!({ "example.device": { "consent\u{1b}": 7 } }));
    assert!(result["claims"].get("example.device").is_none(), "not among what the issuer says");
    let words = desk.words(&bytes, &["--transcript", "session.cbor", "--reader-key", "reader.der"]);
    assert!(words.contains("Said by the holder's device, not by the issuer:"), "{words}");
    assert!(words.contains("    example.device / consent\\u{1b}: 7"), "{words}");
    let refused = desk.command(&["--transcript", "session.cbor", "--reader-key", "nonsense.der"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(3));
    assert_eq!(desk.command(&["--reader-key", "reader.der"]).output().unwrap().status.code(), Some(2));
}

/// An answer to a query: presentations by name.
fn token(members: &[(&str, Vec<Value>)]) -> Vec<u8> {
    let members = members.iter().map(|(name, list)| ((*name).to_owned(), Value::Array(list.clone())));
    Value::Object(members.collect()).to_string().into_bytes()
}

#[test]
fn an_answer_of_mixed_formats_counts_as_one_or_not_at_all() {
    let desk = foreign_desk();
    desk.write("session.cbor", mdoc_model::TRANSCRIPT);
    let bound = ["--nonce", NONCE, "--audience", AUDIENCE, "--transcript", "session.cbor"];
    let shown: Vec<Value> = presentations()
        .into_iter()
        .map(|(form, bytes)| match form {
            "dc+sd-jwt" | "vp+jwt" => String::from_utf8(bytes).unwrap().into(),
            _ => serde_json::from_slice(&bytes).unwrap(),
        })
        .collect();
    let mdoc = |change: fn(&mut Mdoc)| -> Value {
        let mut model = Mdoc::new(reference_now().seconds());
        change(&mut model);
        chop_core::encoding::base64url::encode(&model.encode()).into()
    };
    let all = |last: Value| token(&[("ages", shown.clone()), ("other-1", vec![last])]);
    let (exit, result) = desk.verify(&all(mdoc(|_| {})), &bound);
    assert_eq!((exit, result["code"].as_str()), (0, Some("ok")), "{result}");
    let documents = result["documents"].as_array().unwrap();
    assert_eq!(documents.len(), 5, "one verdict speaks of all");
    assert!(documents[..4].iter().all(|one| one["kind"] == KIND));
    assert_eq!(documents[4]["type"], DOC_TYPE);
    assert!(result["kind"].is_null() && result["claims"].is_null());

    let (exit, result) = desk.verify(
        &serde_json::json!({ "vp_token": { "ages": shown.clone() }, "state": "x" }).to_string().into_bytes(),
        &bound,
    );
    assert_eq!((exit, result["documents"].as_array().unwrap().len()), (0, 4), "the response around it");

    let mut elsewhere = shown.clone();
    let document = TestDocument::new(KIND, reference_now().plus(-3_600));
    let request = PresentRequest { nonce: "another", audience: AUDIENCE, issued_at: reference_now() };
    elsewhere[0] = sdjwt::prepare_presentation(&document.sd_jwt(), &|_| true, &request)
        .unwrap()
        .sign(&document.device)
        .unwrap()
        .into();
    let bare: Value = document.sd_jwt().into();
    let [first, second] = [shown[0].clone(), shown[1].clone()];
    for (case, bytes, code) in [
        ("a wrong nonce in one", token(&[("a", elsewhere)]), "holder.nonce"),
        ("one without its holder", token(&[("a", vec![second.clone(), bare])]), "holder.missing"),
        ("one by another issuer", all(mdoc(|mdoc| mdoc.issuer = "stranger")), "signature.issuer"),
        ("one of another session", all(mdoc(|mdoc| mdoc.transcript = vec![0x80])), "signature.device"),
        ("one that has expired", all(mdoc(|mdoc| mdoc.until = reference_now().seconds())), "time.expired"),
        ("one of an unknown type", all(mdoc(|mdoc| mdoc.doc_type = "example.no".into())), "issuer.unknown"),
        ("one twice", token(&[("a", vec![first.clone(), first.clone()])]), "vp-token.twice"),
        ("one in answer to two", token(&[("a", vec![first.clone()]), ("b", vec![first])]), "vp-token.twice"),
        ("no answer", token(&[("a", vec![second.clone()]), ("b", Vec::new())]), "vp-token.count"),
        ("something else", token(&[("a", vec![second.clone(), "AAAA".into()])]), "vp-token.presentation"),
        ("no name", token(&[("", vec![second])]), "vp-token.query"),
    ] {
        let (exit, result) = desk.verify(&bytes, &bound);
        assert_eq!((exit, result["code"].as_str()), (1, Some(code)), "{case}: {result}");
        assert!(result.get("documents").is_none() || code == "time.expired", "{case}: all or nothing");
    }
}

/// What `chop inspect` prints of a file.
fn inspected(bench: &Bench, name: &str, bytes: &[u8]) -> String {
    std::fs::write(bench.path(name), bytes).unwrap();
    let out = bench.ok(&["inspect", name]);
    assert!(out.lines().all(|line| line.starts_with("UNVERIFIED ")), "{name}: {out}");
    out
}

#[test]
fn inspect_names_the_parts_of_everything_and_believes_none() {
    let bench = Bench::new();
    let shown = presentations();
    let text = |form: &str| shown.iter().find(|(name, _)| *name == form).unwrap().1.clone();
    let sd_jwt = text("dc+sd-jwt");
    let mut forged = sd_jwt.clone();
    let end = forged.len() - 3;
    forged[end] = if forged[end] == b'A' { b'B' } else { b'A' };
    let model = Mdoc::new(reference_now().seconds());
    let vectors = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/x509");
    let token = token(&[("ages", vec![String::from_utf8(sd_jwt.clone()).unwrap().into()])]);
    for (name, bytes, lines) in [
        (
            "sd-jwt",
            sd_jwt.clone(),
            ["SD-JWT VC", "header:", "disclosures:", "/age_over_18:", "key binding:"].as_slice(),
        ),
        ("forged", forged, &["SD-JWT VC", "key binding:"]),
        ("vp-jwt", text("vp+jwt"), &["W3C presentation (vp+jwt)", "W3C credential (vc+jwt):", "age_over_18: true"]),
        (
            "vp-json",
            text("ecdsa-jcs-2019"),
            &["W3C presentation", "verifiableCredential:", "cryptosuite: ecdsa-jcs-2019"],
        ),
        ("token", token, &["vp_token", "ages:", "SD-JWT VC:", "/age_over_18:"]),
        ("response", model.encode(), &["mdoc (DeviceResponse)", "issuerAuth:"]),
        ("trust", Desk::new().trust().sign(), &["trust bundle", "magic: chop-trust", "bundleKey:", "statusPrefix:"]),
        (
            "crl",
            std::fs::read(vectors.join("valid_signature_crl.pem")).unwrap(),
            &["X.509 revocation list", "this_update:"],
        ),
        (
            "csr",
            CSR.as_bytes().to_vec(),
            &["X.509 certification request", "1: Document signer", "signed by this key: true"],
        ),
        ("key", key("issuer").public_key().to_spki_pem().into_bytes(), &["public key", "algorithm: ES256"]),
    ] {
        let out = inspected(&bench, name, &bytes);
        for line in lines {
            assert!(out.contains(line), "{name}: no “{line}” in {out}");
        }
    }
    let private = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAAA\n-----END PRIVATE KEY-----\n";
    let private = inspected(&bench, "private", private.as_bytes());
    assert_eq!(private.lines().count(), 2, "of a private key nothing is printed: {private}");
}

/// Made with OpenSSL 3.
const CSR: &str = "-----BEGIN CERTIFICATE REQUEST-----
MIH9MIGjAgEAMEExCzAJBgNVBAYTAkhLMRgwFgYDVQQKDA9UZXN0IERlcGFydG1l
bnQxGDAWBgNVBAMMD0RvY3VtZW50IHNpZ25lcjBZMBMGByqGSM49AgEGCCqGSM49
AwEHA0IABLrUs0EWc+W9U1DZjqW7hLEU6wk11eRcICUIHsgkiLVkz457588oeZKx
9walSkUduHwfIyVcRqXK//6O98Kb1hOgADAKBggqhkjOPQQDAgNJADBGAiEAq9Tk
PrXYNmYase3pEVwTxiXWJDK+ADZHTr0NNxkt/akCIQDl7LAX2zEwygG5Fd3AnZfA
orbw6E8DrVYzod9/itIGGg==
-----END CERTIFICATE REQUEST-----
";

#[test]
fn a_presentation_as_sd_jwt_hides_nothing_of_what_decides() {
    let desk = Desk::new();
    let shown = presentations();
    let vp_jwt = String::from_utf8(shown.into_iter().find(|(form, _)| *form == "vp+jwt").unwrap().1).unwrap();
    let payload = chop_core::encoding::base64url::decode(vp_jwt.split('.').nth(1).unwrap()).unwrap();
    let mut claims: serde_json::Map<String, Value> = serde_json::from_slice(&payload).unwrap();
    claims.insert("note".to_owned(), "beside".into());
    let device = TestDocument::new(KIND, reference_now()).device;
    let signed = |typ: &str, hidden: &str| {
        let hides = |path: &[sdjwt::Step<'_>]| path == [sdjwt::Step::Name(hidden)];
        let concealed = sdjwt::conceal(&claims, &hides, &|_| 0, &mut dev::Counted::new("salts")).unwrap();
        let draft = Draft { typ, cty: Some("vp"), key: device.public_key(), reference: KeyReference::Unnamed };
        let jwt = draft.prepare(Value::Object(concealed.payload).to_string().as_bytes()).sign(&device).unwrap();
        let disclosures: String = concealed.disclosures.iter().map(|one| format!("{one}~")).collect();
        format!("{jwt}~{disclosures}")
    };
    for (case, text, exit, code) in [
        ("nothing hidden", signed("vp+sd-jwt", "no such member"), 0, "ok"),
        ("a word beside", signed("vp+sd-jwt", "note"), 0, "ok"),
        ("the nonce", signed("vp+sd-jwt", "nonce"), 1, "vc.member-hidden"),
        ("the credentials", signed("vp+sd-jwt", "verifiableCredential"), 1, "vc.member-hidden"),
        ("the holder", signed("vp+sd-jwt", "holder"), 1, "vc.member-hidden"),
        ("a second proof", signed("vp+sd-jwt", "note") + &vp_jwt, 1, "sdjwt.kb-type"),
        ("the type of a JWT", signed("vp+jwt", "note"), 3, "input.not-a-code"),
    ] {
        let (got, result) = desk.verify(text.as_bytes(), &["--nonce", NONCE, "--audience", AUDIENCE]);
        assert_eq!((got, result["code"].as_str()), (exit, Some(code)), "{case}: {result}");
    }
    let (_, result) =
        desk.verify(signed("vp+sd-jwt", "note").as_bytes(), &["--nonce", "another", "--audience", AUDIENCE]);
    assert_eq!(result["code"], "holder.nonce");
}
