//! What programs read: every result of `chop verify --json` is one of spec/verify-result-1.schema.json, as a validator
//! that is not ours judges it; and the schema is closed, so that a stray or missing field is no result.
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

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::time::SystemTime;

use bench::Bench;
use chop_core::crypto::Signer;
use chop_core::crypto::x509::Certificate;
use chop_core::dev::{self, TestDocument, TestTrust, key};
use chop_core::document::{Date, Kinds, Value as Fact};
use chop_core::encoding::cbor::{Item, Strictness};
use chop_core::status::StatusList;
use chop_core::time::UnixTime;
use chop_core::trust::{IssuerEntry, Selector};
use serde_json::Value;
use support::model::{Model, bytes};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const REVOKED: u64 = 5;

fn schema() -> jsonschema::Validator {
    let text = fs::read_to_string(Path::new(ROOT).join("spec/verify-result-1.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&text).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

fn now() -> UnixTime {
    UnixTime::from_unsigned(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

/// Runs `chop verify --json` and keeps every result.
struct Results {
    bench: Bench,
    schema: jsonschema::Validator,
    all: Vec<(String, Value)>,
    shown: u8,
}

impl Results {
    fn new() -> Self {
        Self { bench: Bench::new(), schema: schema(), all: Vec::new(), shown: 0 }
    }

    /// A result, its exit code and its code, valid by the schema.
    fn verify(&mut self, name: &str, input: &str, more: &[&str], expect: (i32, &str, &str)) -> Value {
        let (exit, result) = self.bench.verify(input, more);
        self.keep(name, &result);
        let got = (exit, result["verdict"].as_str().unwrap(), result["code"].as_str().unwrap());
        assert_eq!(got, expect, "{name}: {result}");
        result
    }

    fn keep(&mut self, name: &str, result: &Value) {
        let faults: Vec<String> = self.schema.iter_errors(result).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{name}: {faults:?}\n{result}");
        self.all.push((name.to_owned(), result.clone()));
    }

    /// The personal code of the model, never the same.
    fn model(&mut self) -> Model {
        self.shown += 1;
        Model { nonce: vec![self.shown; 8], ..Model::personal_code(now().seconds()) }
    }

    fn trust(&self, trust: &TestTrust) {
        fs::write(self.bench.path("trust.chop"), trust.sign()).unwrap();
    }
}

fn trust() -> TestTrust {
    let kinds = Kinds::shipped();
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.kind().as_str()).collect();
    let mut list = StatusList::new(1, 1 << 17).unwrap();
    list.set(REVOKED, 1).unwrap();
    TestTrust::new(now().plus(-60))
        .issuer(key("issuer").public_key(), &kinds, Some("https://status.example/l/"))
        .list("https://status.example/l/9", list)
}

/// A code of a licence of two classes, the second of which ended on `second`.
fn licence(second: &str, expiry: &str) -> String {
    let mut licence = TestDocument::new("driving-licence", now().plus(-3_600));
    let kinds = Kinds::shipped();
    let kind = kinds.by_kind("driving-licence").unwrap();
    let class = |code: &str, until: &str| serde_json::json!({ "code": code, "from": "2020-01-01", "to": until });
    let classes = serde_json::json!([class("1", expiry), class("2", second)]);
    for (element, value) in kind.issued_elements().zip(&mut licence.values) {
        match element.id.as_str() {
            "entitlements" => *value = Some(Fact::from_json(&classes, element).unwrap()),
            "expiry_date" => *value = Some(Fact::Date(Date::parse(expiry).unwrap())),
            _ => {}
        }
    }
    licence.device = key("phone of a driver");
    licence.code(&["family_name"], now())
}

/// Every verdict and form of what is a code, or is none.
fn codes(results: &mut Results) {
    results.trust(&trust());
    let code = results.model().code();
    let one = results.verify("level 1", &code, &[], (0, "verified", "ok"));
    assert_eq!((&one["level"], &one["replay"]), (&"1".into(), &"recorded".into()));
    results.verify("again", &code, &[], (1, "rejected", "replay.seen"));
    let webp = [b"RIFF\x10\0\0\0WEBPVP8 ".as_slice(), &[0; 20]].concat();
    let pictured = results.model().element("portrait", bytes(&webp)).code();
    let pictured = results.verify("level 1P", &pictured, &[], (0, "verified", "ok"));
    assert_eq!(pictured["level"], "1P");
    assert!(pictured["claims"]["portrait"].as_str().unwrap().starts_with("data:image/webp;base64,"));
    let (nonce, audience) = ("0b".repeat(16), "0c".repeat(8));
    let asked = ["--challenge", &nonce, "--audience", &audience];
    let answer = Model { nonce: vec![11; 16], audience: Some([12; 8]), ..results.model() };
    let two = results.verify("level 2", &answer.code(), &asked, (0, "verified", "ok"));
    assert_eq!(two["level"], "2");
    let plain = results.model().code();
    results.verify("no answer", &plain, &asked, (1, "rejected", "challenge.missing"));
    let site = Model { audience: Some([12; 8]), ..results.model() };
    results.verify("another door", &site.code(), &[], (1, "rejected", "audience"));
    let second = results.model().code();
    let again = results.verify("as of", &second, &["--at", &now().to_tdate()], (0, "verified", "ok"));
    assert!(again["as_of"].is_string() && again.get("checked_at").is_none());
    assert_eq!(again["replay"], "unchecked");
    for language in ["zh-Hant", "zh-Hans"] {
        let code = results.model().code();
        results.verify(language, &code, &["--lang", language], (0, "verified", "ok"));
    }

    let partly = results.verify("partly", &licence("2021-01-01", "2050-01-01"), &[], (0, "verified", "ok"));
    assert_eq!((&partly["in_force"], &partly["entitlements"]), (&"partly".into(), &serde_json::json!(["1"])));
    results.verify("ended", &licence("2021-01-01", "2021-01-01"), &[], (1, "not_in_force", "document.expired"));
    let revoked = Model { status: Some((9, REVOKED)), ..results.model() };
    let revoked = results.verify("revoked", &revoked.code(), &[], (1, "not_in_force", "status.revoked"));
    assert!(revoked["claims"].is_object());
    let past = Model { valid_from: now().seconds() - 200_000, ..results.model() };
    results.verify("past", &past.code(), &[], (1, "not_in_force", "time.expired"));
    let later = Model { valid_from: now().seconds() + 3_600, ..results.model() };
    results.verify("early", &later.code(), &[], (1, "not_in_force", "time.not-yet"));

    let unlisted = Model { status: Some((8, 1)), ..results.model() };
    results.verify("no list", &unlisted.code(), &[], (4, "undecided", "status.unknown"));
    let profile = Model { profile: 999, ..results.model() };
    results.verify("another profile", &profile.code(), &[], (4, "undecided", "code.profile"));
    let stranger = Model { issuer: "stranger", ..results.model() };
    results.verify("a stranger", &stranger.code(), &[], (1, "rejected", "issuer.unknown"));
    let stale = Model { issued_at: now().seconds() - 300, ..results.model() };
    results.verify("stale", &stale.code(), &[], (1, "rejected", "freshness.stale"));
    let forged = results.model().code_with(&[(8, bytes(&[1; 64]))]);
    results.verify("forged", &forged, &[], (1, "rejected", "signature.issuer"));
    for (input, expect) in [
        ("PC1:", (1, "rejected", "cbor.truncated")),
        ("https://example.org/", (3, "rejected", "input.web-address")),
        ("hello", (3, "rejected", "input.not-a-code")),
        ("missing.png", (3, "undecided", "input.file")),
    ] {
        results.verify(input, input, &[], expect);
    }
    let code = results.model().code();
    results.verify("no memory", &code, &["--replay-memory", "no/folder/m"], (4, "undecided", "replay.memory"));
    let at = now().plus(8 * 86_400).to_tdate();
    results.verify("an old list", &code, &["--at", &at], (4, "undecided", "trust.stale"));
    fs::write(results.bench.path("trust.chop"), b"no bundle").unwrap();
    results.verify("no bundle", &code, &[], (4, "undecided", "trust.format"));
}

/// Samples of others, as of their time.
fn foreign(results: &mut Results) {
    for (sample, file, at) in [
        ("two documents", "eudi-pid-plus-mdl/device-response.cbor", None),
        ("a foreign licence", "asit-mdl/issuer-signed.cbor", None),
        ("a foreign identity card", "sprind-funke-pid/issuer-signed.cbor", Some("2024-08-13T12:00:00Z")),
        ("a foreign type of its own", "procivis-custom-doctype/issuer-signed.cbor", None),
    ] {
        let path = Path::new(ROOT).join("vectors/mdoc/third-party").join(file);
        let cbor = fs::read(&path).unwrap();
        let at = at.map_or_else(|| inside(&cbor), |at| UnixTime::parse_rfc3339(at).unwrap());
        let mut trust = TestTrust::new(at.plus(-60));
        for certificate in signers(&cbor) {
            let types =
                ["org.iso.18013.5.1.mDL", "eu.europa.ec.eudi.pid.1", "pavel.7545.strings", "eu.europa.ec.eudi.mdl.1"];
            let rights = types.iter().map(|name| Selector::Type((*name).to_owned())).collect();
            trust.body.issuers.push(IssuerEntry::with_certificate(certificate, dev::names("Sample"), rights).unwrap());
        }
        results.trust(&trust);
        let more = ["--holder", "none", "--at", &at.to_tdate()];
        let result = results.verify(sample, path.to_str().unwrap(), &more, (0, "verified", "ok"));
        assert_eq!(result["kind"], Value::Null);
        assert!(result["cautions"].as_array().unwrap().contains(&"holder.unproven".into()), "{sample}");
    }
    let documents = &results.all.iter().find(|(name, _)| name == "two documents").unwrap().1["documents"];
    assert_eq!(documents.as_array().unwrap().len(), 2);
    let pictures = results.all.iter().filter(|(_, result)| result.to_string().contains("data:image/jpeg;base64,"));
    assert!(pictures.count() > 0, "no sample has a picture");
}

fn signers(cbor: &[u8]) -> Vec<Certificate> {
    let item = Item::parse(cbor, Strictness::Lenient).unwrap();
    let map = item.as_map().unwrap();
    let documents: Vec<&Item<'_>> = map.get("documents").map_or_else(
        || vec![&item],
        |documents| {
            documents.as_array().unwrap().iter().map(|one| one.as_map().unwrap().get("issuerSigned").unwrap()).collect()
        },
    );
    let certificate = |one: &Item<'_>| {
        let auth = one.as_map().unwrap().get("issuerAuth").unwrap();
        let auth = auth.as_tag(18).unwrap_or(auth);
        let chain = auth.as_array().unwrap()[1].as_map().unwrap().get_int(33).unwrap();
        let first = chain.as_array().map_or(chain, |chain| &chain[0]);
        Certificate::parse_der(first.as_bytes().unwrap()).unwrap()
    };
    documents.into_iter().map(certificate).collect()
}

/// A second after a sample begins to be valid.
fn inside(cbor: &[u8]) -> UnixTime {
    let text = String::from_utf8_lossy(cbor);
    let (_, rest) = text.split_once("validFrom").unwrap();
    let start = rest.find("20").unwrap();
    let end = start + rest[start..].find('Z').unwrap() + 1;
    UnixTime::parse_rfc3339(&rest[start..end]).unwrap().plus(1)
}

/// One scan a line.
fn lines(results: &mut Results) {
    results.trust(&trust());
    let (one, two) = (results.model().code(), results.model().code());
    let mut child = results
        .bench
        .command(&["verify", "-", "--trust", "trust.chop", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    write!(child.stdin.take().unwrap(), "{one}\r\n{one}\n{two}\nhttps://x.example\n").unwrap();
    let output = child.wait_with_output().unwrap();
    let answers: Vec<Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), 4);
    for (place, answer) in answers.iter().enumerate() {
        results.keep(&format!("line {place}"), answer);
    }
    assert_eq!(answers[2]["cautions"], serde_json::json!(["trust.unpinned", "holder.again"]));
}

#[test]
fn every_result_is_one_of_the_schema_and_the_schema_is_closed() {
    let mut results = Results::new();
    codes(&mut results);
    lines(&mut results);
    foreign(&mut results);
    let verdicts = |verdict: &str| results.all.iter().filter(|(_, result)| result["verdict"] == verdict).count();
    for verdict in ["verified", "not_in_force", "undecided", "rejected"] {
        println!("{verdict:<14} {:>3}", verdicts(verdict));
        assert!(verdicts(verdict) >= 4, "{verdict}");
    }
    let mut refused = 0;
    for (name, result) in &results.all {
        refused += strays(&results.schema, name, result);
        for field in result.as_object().unwrap().keys() {
            let mut less = result.clone();
            less.as_object_mut().unwrap().shift_remove(field);
            assert!(!results.schema.is_valid(&less), "{name} without {field}");
            refused += 1;
        }
    }
    println!("{} results, {refused} changes of them refused", results.all.len());
}

/// Puts a stray field into the result and into each object of a form that is fixed, one at a time.
fn strays(schema: &jsonschema::Validator, name: &str, result: &Value) -> usize {
    let documents = result["documents"].as_array().map_or(0, Vec::len);
    let inner = (0..documents).flat_map(|place| [format!("/documents/{place}"), format!("/documents/{place}/issuer")]);
    let issuer = result["issuer"].is_object().then(|| "/issuer".to_owned());
    let places: Vec<String> = [String::new()].into_iter().chain(issuer).chain(inner).collect();
    for place in &places {
        let mut more = result.clone();
        more.pointer_mut(place).unwrap().as_object_mut().unwrap().insert("stray".to_owned(), 1.into());
        assert!(!schema.is_valid(&more), "{name} with a stray field in {place:?}");
    }
    places.len()
}

#[test]
fn results_that_contradict_themselves_are_none() {
    let mut results = Results::new();
    results.trust(&trust());
    let code = results.model().code();
    let good = results.verify("good", &code, &[], (0, "verified", "ok"));
    let again = results.verify("again", &code, &[], (1, "rejected", "replay.seen"));
    for (result, field, value) in [
        (&good, "verdict", serde_json::json!("rejected")),
        (&good, "verdict", serde_json::json!("maybe")),
        (&good, "code", serde_json::json!("signature.issuer")),
        (&good, "genuine", serde_json::json!(false)),
        (&good, "in_force", serde_json::json!("no")),
        (&good, "in_force", serde_json::json!("partly")),
        (&good, "entitlements", serde_json::json!(["1"])),
        (&good, "level", serde_json::json!("3")),
        (&good, "claims", Value::Null),
        (&good, "issuer", Value::Null),
        (&good, "valid_until", serde_json::json!("tomorrow")),
        (&good, "replay", serde_json::json!("seen")),
        (&good, "as_of", good["checked_at"].clone()),
        (&good, "documents", serde_json::json!([])),
        (&again, "code", serde_json::json!("ok")),
        (&again, "genuine", serde_json::json!(true)),
        (&again, "claims", serde_json::json!({})),
        (&again, "type", good["type"].clone()),
        (&again, "issuer", good["issuer"].clone()),
        (&again, "cautions", serde_json::json!(["trust.ageing"])),
    ] {
        let mut wrong = result.clone();
        wrong.as_object_mut().unwrap().insert(field.to_owned(), value.clone());
        assert!(!results.schema.is_valid(&wrong), "{field}: {value}");
    }
}

/// The examples of the page that explains the fields are results as well.
#[test]
fn the_examples_of_the_specification_are_results() {
    let page = fs::read_to_string(Path::new(ROOT).join("spec/verify-result-1.md")).unwrap();
    let schema = schema();
    let examples: Vec<&str> = page.split("```json\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert_eq!(examples.len(), 7);
    for example in examples {
        let value: Value = serde_json::from_str(example).unwrap();
        let faults: Vec<String> = schema.iter_errors(&value).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?}\n{example}");
    }
}

#[test]
fn a_failure_of_the_command_is_no_result() {
    let bench = Bench::new();
    let output = bench.run(&["verify", "x", "--trust", "nothing.chop", "--json"]);
    assert_eq!(output.status.code(), Some(3));
    let object: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(object["error"], "input.file");
    assert!(!schema().is_valid(&object));
}
