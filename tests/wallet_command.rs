//! A holder's day through the command alone: from a claim code to a code that verifies, and what is refused on the way.
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
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::SystemTime;

use chop_core::crypto::Signer;
use chop_core::dev::{TestTrust, holder_values, key};
use chop_core::document::{Kinds, StatusMode};
use chop_core::exchange::offline::{ClaimCode, Delivery, KeyRequest};
use chop_core::format::code::{ChallengeDraft, Code, site_audience};
use chop_core::format::mdoc::{self, IssueRequest, ValidityInfo};
use chop_core::random::{Random, RandomFault};
use chop_core::status::StatusList;
use chop_core::time::UnixTime;
use chop_core::verify::{CodeExpectation, Expectation, NoMemory, Outcome, Policy, run};
use serde_json::Value;

const PASSPHRASE: &str = "correct horse battery";
const LIST: &str = "https://status.example/l/9";

struct Os;

impl Random for Os {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFault> {
        getrandom::fill(bytes).map_err(|_| RandomFault)
    }
}

#[expect(clippy::disallowed_methods, reason = "the program under test reads the clock of this machine")]
fn now() -> UnixTime {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    UnixTime::from_unsigned(since.as_secs()).unwrap()
}

/// A folder with a bundle, and the department behind it.
struct Bench {
    folder: tempfile::TempDir,
    trust: TestTrust,
}

impl Bench {
    fn new() -> Self {
        let kinds = Kinds::shipped();
        let kinds: Vec<&str> = kinds.iter().map(|kind| kind.kind().as_str()).collect();
        let trust = TestTrust::new(now().plus(-60))
            .issuer(key("issuer").public_key(), &kinds, Some("https://status.example/l/"))
            .verifier(key("door").public_key())
            .list(LIST, StatusList::new(1, 131_072).unwrap());
        let bench = Self { folder: tempfile::tempdir().unwrap(), trust };
        fs::write(bench.path("trust.chop"), bench.trust.sign()).unwrap();
        fs::write(bench.path("root.chop"), bench.trust.signed_root().to_bytes()).unwrap();
        bench
    }

    /// The same with a wallet.
    fn with_wallet() -> Self {
        let bench = Self::new();
        bench.ok(&["init", "--trust", "trust.chop", "--root", "root.chop"]);
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chop"));
        command
            .args(["wallet", "--wallet", "phone"])
            .args(arguments)
            .current_dir(self.folder.path())
            .env("CHOP_PASSPHRASE", PASSPHRASE)
            .env_remove("CHOP_WALLET")
            .env_remove("CHOP_LANG")
            .env("LC_ALL", "C")
            .stdin(Stdio::null());
        command
    }

    fn ok(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {err}{}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stdout).unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let out = self.ok(&[arguments, &["--json"]].concat());
        assert_eq!(out.lines().count(), 1, "one object on one line: {out}");
        serde_json::from_str(&out).unwrap()
    }

    /// Exit code, and the code in brackets at the end of the sentence.
    fn refused(&self, arguments: &[&str]) -> (i32, String) {
        ending(&self.command(arguments).output().unwrap())
    }

    fn request(&self, kind: &str) -> Vec<u8> {
        let claim = ClaimCode::draw(&mut Os).unwrap().expose();
        self.ok(&["request", "--kind", kind, "--claim-code", &claim, "--out", "mine.request"]);
        fs::read(self.path("mine.request")).unwrap()
    }

    /// Request, issue, add; gives the handle.
    fn obtain(&self, kind: &str) -> String {
        let request = self.request(kind);
        fs::write(self.path("letter"), answer(kind, &request)).unwrap();
        self.json(&["add", "letter"])["document"].as_str().unwrap().to_owned()
    }

    fn code(&self, arguments: &[&str]) -> String {
        let out = self.ok(&[&["code"], arguments, &["--once", "--text"]].concat());
        let text = out.lines().next().unwrap();
        assert!(text.starts_with("PC1:") && out.lines().count() == 1, "{out}");
        text.to_owned()
    }

    fn verify(&self, text: &str, code: CodeExpectation) -> Outcome {
        let kinds = Kinds::shipped();
        let trust = self.trust.open();
        match Code::parse(text, &kinds, &trust) {
            Ok(parsed) => {
                let expectation = Expectation { code, ..Expectation::ONE_SCAN };
                run(parsed, &Policy::offline(&trust, &kinds, now()), &expectation, &mut NoMemory)
            }
            Err(refusal) => refusal.into(),
        }
    }
}

fn ending(output: &Output) -> (i32, String) {
    let err = String::from_utf8_lossy(&output.stderr);
    let bracketed = |line: &str| line.trim_end().strip_suffix(']')?.rsplit_once('[').map(|(_, code)| code.to_owned());
    let code = err.lines().find_map(bracketed);
    (output.status.code().unwrap(), code.unwrap_or_else(|| err.into_owned()))
}

fn refusal(exit: i32, code: &str) -> (i32, String) {
    (exit, code.to_owned())
}

fn answer(kind: &str, request: &[u8]) -> Vec<u8> {
    let kinds = Kinds::shipped();
    let descriptor = kinds.by_kind(kind).unwrap();
    let request = KeyRequest::parse(request, now()).unwrap();
    let copies = usize::from(descriptor.validity().copies);
    let begin = now().plus(-30);
    let mut values = holder_values(descriptor, begin);
    for (element, value) in descriptor.issued_elements().zip(&mut values) {
        // As many classes as a lorry driver may have: no single symbol holds them and a face.
        if kind == "driving-licence" && element.id.as_str() == "entitlements" {
            let class = |code: &&str| serde_json::json!({ "code": code, "from": "2026-01-01", "to": "2036-01-01", "stage": "full" });
            let classes: Value = ["1", "2", "3", "4", "5", "18", "19", "20"].iter().map(class).collect();
            *value = Some(chop_core::document::Value::from_json(&classes, element).unwrap());
        } else if kind == "driving-licence" && element.id.as_str() == "portrait" {
            let mut picture = b"RIFF\0\0\0\0WEBPVP8 ".to_vec();
            picture.resize(256, 7);
            *value = Some(chop_core::document::Value::Image(picture));
        }
    }
    let credentials = request.keys().iter().enumerate().map(|(place, device_key)| {
        let valid_from = begin.plus(86_400 * i64::try_from(place / copies).unwrap());
        let valid_until = valid_from.plus(60 * i64::from(descriptor.validity().minutes));
        let request = IssueRequest {
            descriptor,
            values: &values,
            device_key,
            validity: ValidityInfo { signed: valid_from, valid_from, valid_until },
            status: (descriptor.status() == StatusMode::Required).then_some((LIST, u64::try_from(place).unwrap())),
        };
        mdoc::prepare(&request, &mut Os).unwrap().sign(&key("issuer"), &[]).unwrap()
    });
    let credentials = credentials.collect();
    Delivery { kind: kind.to_owned(), issuer: key("issuer").public_key().clone(), credentials }.to_bytes()
}

fn shown(outcome: &Outcome) -> (&str, Vec<&str>) {
    let Outcome::Verified(verified) = outcome else { panic!("{}", outcome.code()) };
    let content = verified.content();
    let elements = content.documents[0].elements.iter().map(|element| element.id.as_str()).collect();
    (content.level.unwrap().label(), elements)
}

#[test]
fn from_a_claim_code_to_a_code_that_verifies_at_every_level() {
    let bench = Bench::with_wallet();
    bench.obtain("personal-code");
    let list = bench.json(&["list"]);
    for (field, value) in [("kind", "personal-code"), ("genuine", "yes"), ("in_force", "yes"), ("code", "ok")] {
        assert_eq!(list["documents"][0][field], value);
    }

    let least = bench.code(&["personal-code"]);
    assert_eq!(shown(&bench.verify(&least, CodeExpectation::Anyone)), ("1", vec![]));
    let named = bench.code(&["personal-code", "--show", "family_name", "age_over_18"]);
    assert_eq!(shown(&bench.verify(&named, CodeExpectation::Anyone)), ("1", vec!["family_name", "age_over_18"]));
    let view = bench.code(&["personal-code", "--view", "adult"]);
    assert!(shown(&bench.verify(&view, CodeExpectation::Anyone)).1.contains(&"age_over_18"));

    let audience = site_audience(b"harbour gate");
    let hex: String = audience.iter().map(|byte| format!("{byte:02x}")).collect();
    let site = bench.code(&["personal-code", "--site", &hex]);
    assert_eq!(shown(&bench.verify(&site, CodeExpectation::Site { audience })).0, "1");
    assert_eq!(bench.verify(&site, CodeExpectation::Anyone).code(), "audience");

    let kinds = Kinds::shipped();
    let number = |id| u64::try_from(kinds.by_kind("personal-code").unwrap().index_of(id).unwrap()).unwrap();
    let draft = ChallengeDraft {
        random: [7; 16],
        profile: 1,
        elements: vec![number("family_name"), number("age_over_65")],
        purpose: "Entry".to_owned(),
        issued_at: now(),
        ttl: 120,
        ephemeral_key: None,
    };
    let challenge = draft.sign(&key("door")).unwrap();
    let expected = CodeExpectation::Challenge { nonce: challenge.nonce(), audience: challenge.audience() };
    fs::write(bench.path("challenge"), format!("{}\r\n", challenge.text())).unwrap();
    let all = bench.code(&["personal-code", "--challenge", "@challenge", "--agree"]);
    assert_eq!(shown(&bench.verify(&all, expected)), ("2", vec!["family_name", "age_over_65"]));
    let some = bench.code(&["personal-code", "--challenge", &challenge.text(), "--show", "age_over_65"]);
    assert_eq!(shown(&bench.verify(&some, expected)), ("2", vec!["age_over_65"]));
    let asked = ["code", "personal-code", "--challenge", "@challenge"];
    assert_eq!(bench.refused(&asked), refusal(5, "consent.needed"), "nobody is there to agree");
    let more = [&asked[..], &["--show", "given_name"]].concat();
    assert_eq!(bench.refused(&more), refusal(5, "consent.not-asked"));

    let log = bench.json(&["log"]);
    let entries = log["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 7);
    assert_eq!(entries[0]["event"], "received");
    assert_eq!(entries[6]["level"], "2");
    assert_eq!(entries[6]["elements"], serde_json::json!(["age_over_65"]));
    assert_eq!(entries[6]["reader"]["verifier"], key("door").public_key().kid().to_string());
    assert!(!log.to_string().contains("CHAN"), "no values");
}

#[test]
fn pictures_are_written_and_json_is_one_object() {
    let bench = Bench::with_wallet();
    bench.obtain("senior-citizen-card");
    let out = bench.ok(&["code", "senior-citizen-card", "--png", "code.png", "--svg", "code.svg"]);
    assert_eq!(out, "", "the pictures are the result");
    assert_eq!(&fs::read(bench.path("code.png")).unwrap()[1..4], b"PNG");
    assert!(fs::read_to_string(bench.path("code.svg")).unwrap().starts_with("<svg "));
    let object = bench.json(&["code", "senior-citizen-card", "--show", "family_name"]);
    assert_eq!(object["schema"], "chop-wallet-code-1");
    assert_eq!((object["level"].as_str(), object["kind"].as_str()), (Some("1"), Some("senior-citizen-card")));
    assert!(object["shared"].as_array().unwrap().contains(&"family_name".into()));
    let text = object["text"].as_str().unwrap();
    assert_eq!(bench.verify(text, CodeExpectation::Anyone).code(), "ok");
    assert!(bench.ok(&["code", "senior-citizen-card"]).starts_with("PC1:"), "no terminal: the text, once");
}

#[test]
fn what_no_symbol_holds_is_shown_in_frames_and_verified_from_them() {
    let bench = Bench::with_wallet();
    bench.obtain("driving-licence");
    let show = ["code", "driving-licence", "--show", "portrait"];
    assert_eq!(bench.refused(&[&show[..], &["--once"]].concat()), refusal(5, "present.size"));
    let verify = |input: &str| -> (i32, Value) {
        let output = Command::new(env!("CARGO_BIN_EXE_chop"))
            .args(["verify", input, "--trust", "trust.chop", "--root", "root.chop", "--json"])
            .current_dir(bench.folder.path())
            .env("CHOP_STATE", bench.path("state"))
            .stdin(Stdio::null())
            .output()
            .unwrap();
        (output.status.code().unwrap(), serde_json::from_slice(&output.stdout).unwrap())
    };
    for (input, more) in [
        ("film.gif", &["--animated", "--gif", "film.gif"][..]),
        ("shards.gif", &["--animated", "--shards", "--gif", "shards.gif"]),
        ("frames", &["--animated", "--frames", "frames"]),
        ("shards", &["--animated", "--shards", "--frames", "shards"]),
    ] {
        assert_eq!(bench.ok(&[&show[..], more].concat()), "", "the film is the result");
        let (exit, result) = verify(input);
        assert_eq!((exit, result["code"].as_str(), result["level"].as_str()), (0, Some("ok"), Some("1P")), "{result}");
        assert_eq!(result["claims"]["entitlements"].as_array().unwrap().len(), 8);
        let (exit, result) = verify(input);
        assert_eq!((exit, result["code"].as_str()), (1, Some("replay.seen")), "a film shown twice: {result}");
    }
    let lines = bench.ok(&[&show[..], &["--animated", "--text"]].concat());
    assert!(lines.lines().count() > 6 && lines.lines().all(|line| line.starts_with("UR:BYTES/")), "{lines}");
    let object = bench.json(&[&show[..], &["--animated", "--shards"]].concat());
    assert!(object["text"].is_null(), "as text nobody reads it");
    assert!(object["frames"].as_array().unwrap().iter().all(|frame| frame.as_str().unwrap().starts_with("CF1:")));
    for wrong in [&["--shards"][..], &["--gif", "x.gif"], &["--animated", "--png", "x.png"]] {
        let output = bench.command(&[&show[..], wrong].concat()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn numbers_are_masked_unless_they_are_asked_for() {
    let bench = Bench::with_wallet();
    bench.obtain("identity-card-face");
    let masked = bench.json(&["show", "identity-card-face"]);
    assert_eq!(masked["claims"]["document_number"], "O123***(*)");
    assert!(!bench.ok(&["show", "identity-card-face"]).contains("O123456"));
    let full = bench.json(&["show", "identity-card-face", "--full"]);
    assert_eq!(full["claims"]["document_number"], "O123456(1)");
    assert!(bench.ok(&["show", "identity-card-face", "--full"]).contains("O123456(1)"));
    bench.obtain("senior-citizen-card");
    assert_eq!(bench.json(&["show", "senior-citizen-card"])["claims"]["document_number"], "*********001");
}

#[test]
fn a_kind_whose_name_hurts_is_named_by_show_alone_in_every_language() {
    let bench = Bench::with_wallet();
    let handle = bench.obtain("certificate-of-imprisonment");
    let kinds = Kinds::shipped();
    let names = kinds.by_kind("certificate-of-imprisonment").unwrap().names().clone();
    let verbs: [&[&str]; 6] = [
        &["list"],
        &["log"],
        &["list", "--json"],
        &["log", "--json"],
        &["add", "letter"],
        &["add", "letter", "--json"],
    ];
    for language in ["en", "zh-Hant", "zh-Hans"] {
        for arguments in verbs {
            let output = bench.command(&[arguments, &["--lang", language]].concat()).output().unwrap();
            let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            assert!(output.status.success(), "{said}");
            for word in ["imprison", "custod", "Correct", &names.en, &names.zh_hant, &names.zh_hans, "懲教", "惩教"]
            {
                assert!(!said.contains(word), "{arguments:?} in {language}: {word}");
            }
            assert!(said.contains(&handle));
        }
    }
    assert_eq!(bench.json(&["show", &handle])["kind"], "certificate-of-imprisonment");
    assert_eq!(bench.refused(&["show", "certificate-of-imprisonment"]), refusal(2, "document.unknown"));
    assert_eq!(bench.refused(&["code", &handle]), refusal(5, "present.no-profile"));
    assert_eq!(bench.refused(&["code", "savings-account-letter"]), refusal(2, "document.unknown"));
}

#[test]
fn wrong_passphrases_are_counted_and_then_the_wallet_waits() {
    let bench = Bench::with_wallet();
    let wrong = || {
        let output = bench.command(&["list"]).env("CHOP_PASSPHRASE", "incorrect horse").output().unwrap();
        ending(&output)
    };
    for _ in 0..4 {
        assert_eq!(wrong(), refusal(5, "wallet.passphrase"));
    }
    assert_eq!(wrong(), refusal(5, "wallet.locked"));
    assert_eq!(bench.refused(&["list"]), refusal(5, "wallet.locked"), "the right one waits too");
}

#[test]
fn each_bad_input_gets_a_code_and_an_exit_code() {
    let bench = Bench::new();
    assert_eq!(bench.refused(&["list"]), refusal(3, "wallet.missing"));
    assert_eq!(bench.refused(&["init", "--trust", "nothing"]), refusal(3, "input.file"));
    fs::write(bench.path("rubbish"), b"rubbish").unwrap();
    assert_eq!(bench.refused(&["init", "--trust", "rubbish"]), refusal(3, "trust.format"));
    let mut other = TestTrust::new(now());
    other.root.version = 7;
    fs::write(bench.path("other-root"), other.signed_root().to_bytes()).unwrap();
    let foreign = ["init", "--trust", "trust.chop", "--root", "other-root"];
    assert_eq!(bench.refused(&foreign), refusal(5, "trust.root-unpinned"));
    let weak = bench.command(&["init", "--trust", "trust.chop"]).env("CHOP_PASSPHRASE", "123456").output().unwrap();
    assert_eq!(ending(&weak), refusal(5, "wallet.pin-weak"));
    let none = bench.command(&["init", "--trust", "trust.chop"]).env_remove("CHOP_PASSPHRASE").output().unwrap();
    assert_eq!(ending(&none), refusal(2, "usage.passphrase"));
    assert!(!bench.path("phone").exists(), "nothing was left behind");

    bench.ok(&["init", "--trust", "trust.chop"]);
    assert_eq!(bench.refused(&["init", "--trust", "trust.chop"]), refusal(5, "wallet.exists"));
    let request = |claim: &str| bench.refused(&["request", "--kind", "age-proof", "--claim-code", claim, "--out", "r"]);
    assert_eq!(request("ABCD-EFGH-JKMN-PQRS"), refusal(2, "claim.code"));
    let claim = ClaimCode::draw(&mut Os).unwrap().expose();
    let kind = ["request", "--kind", "no-such", "--claim-code", &claim, "--out", "r"];
    assert_eq!(bench.refused(&kind), refusal(2, "request.kind"));
    assert_eq!(bench.refused(&["add", "rubbish"]), refusal(3, "request.format"));
    assert_eq!(bench.refused(&["add", "nothing"]), refusal(3, "input.file"));
    assert_eq!(bench.refused(&["show", "ABCDEF"]), refusal(2, "document.unknown"));
    bench.obtain("age-proof");
    let code = |more: &[&str]| bench.refused(&[&["code", "age-proof", "--once", "--text"], more].concat());
    assert_eq!(code(&["--show", "nonsense"]), refusal(2, "consent.no-such-element"));
    assert_eq!(code(&["--view", "nonsense"]), refusal(2, "consent.no-such-view"));
    assert_eq!(code(&["--challenge", "PCQ1:", "--agree"]), refusal(3, "challenge.format"));
    assert_eq!(code(&["--site", "12"]), refusal(2, "usage.hex"));

    let mut file = fs::OpenOptions::new().append(true).open(bench.path("phone/wallet.db")).unwrap();
    file.write_all(&[0]).unwrap();
    assert_eq!(bench.refused(&["list"]), refusal(5, "wallet.tampered"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_costs_no_claim_code() {
    let bench = Bench::with_wallet();
    let claim = ClaimCode::draw(&mut Os).unwrap().expose();
    let request = |out| ["request", "--kind", "age-proof", "--claim-code", &claim, "--out", out].map(str::to_owned);
    let refused = request("/dev/full");
    let arguments: Vec<&str> = refused.iter().map(String::as_str).collect();
    assert_eq!(bench.refused(&arguments), refusal(3, "io.disk-full"));
    let again = request("mine.request");
    bench.ok(&again.iter().map(String::as_str).collect::<Vec<_>>());
    fs::write(bench.path("letter"), answer("age-proof", &fs::read(bench.path("mine.request")).unwrap())).unwrap();
    assert_eq!(bench.json(&["add", "letter"])["added"], 16);
}

#[test]
fn a_claim_code_comes_by_standard_input_and_the_wallet_by_the_environment() {
    let bench = Bench::with_wallet();
    let claim = ClaimCode::draw(&mut Os).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_chop"))
        .args(["wallet", "request", "--kind", "age-proof", "--claim-code", "-", "--out", "mine.request", "--json"])
        .current_dir(bench.folder.path())
        .env("CHOP_PASSPHRASE", PASSPHRASE)
        .env("CHOP_WALLET", "phone")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(format!("{}\n", claim.expose().to_lowercase()).as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let object: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(object["keys"], 16);
    let request = KeyRequest::parse(&fs::read(bench.path("mine.request")).unwrap(), now()).unwrap();
    assert_eq!(request.body().claim, claim.digest(key("issuer").public_key().kid()));
}

#[test]
fn a_removed_document_is_gone_and_a_newer_bundle_is_taken_once() {
    let mut bench = Bench::with_wallet();
    let handle = bench.obtain("driving-licence");
    bench.trust.body.version += 1;
    bench.trust.body.lists[0].list.set(0, 1).unwrap();
    fs::write(bench.path("newer.chop"), bench.trust.sign()).unwrap();
    assert_eq!(bench.json(&["trust", "update", "newer.chop"])["version"], 2);
    assert_eq!(bench.refused(&["trust", "update", "trust.chop"]), refusal(5, "trust.rollback"));
    let output = bench.command(&["show", &handle, "--json"]).output().unwrap();
    let view: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), view["code"].as_str()), (Some(1), Some("status.revoked")));
    assert_eq!((view["genuine"].as_str(), view["in_force"].as_str()), (Some("yes"), Some("no")));
    assert_eq!(bench.refused(&["code", &handle]), refusal(1, "status.revoked"));
    bench.ok(&["remove", &handle]);
    assert_eq!(bench.refused(&["show", &handle]), refusal(2, "document.unknown"));
    assert_eq!(bench.json(&["log"])["entries"][1]["event"], "removed");
    assert_eq!(bench.ok(&["list"]), "");
}

/// Runs a verb on a terminal of its own (`script` of util-linux), types what is given, and reads until it has seen
/// every one of `signs`.
#[cfg(target_os = "linux")]
fn on_a_terminal(bench: &Bench, size: (u32, u32), arguments: &str, typed: &str, signs: &[&str]) -> String {
    use std::io::Read;
    let (columns, rows) = size;
    let chop = env!("CARGO_BIN_EXE_chop");
    let verb = format!("stty cols {columns} rows {rows}; {chop} wallet --wallet phone {arguments}");
    let mut child = Command::new("script")
        .args(["-qec", &verb, "/dev/null"])
        .current_dir(bench.folder.path())
        .env("CHOP_PASSPHRASE", PASSPHRASE)
        .env("TERM", "xterm-256color")
        .env_remove("NO_COLOR")
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut keyboard = child.stdin.take().unwrap();
    keyboard.write_all(typed.as_bytes()).unwrap();
    let mut screen = child.stdout.take().unwrap();
    let (mut seen, mut buffer) = (Vec::new(), [0; 4_096]);
    let text = loop {
        let read = screen.read(&mut buffer).unwrap();
        seen.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&seen).into_owned();
        if read == 0 || signs.iter().all(|sign| text.contains(sign)) {
            break text;
        }
    };
    child.kill().unwrap();
    child.wait().unwrap();
    // The verb itself ends when its terminal is gone, a moment later.
    while bench.refused(&["list"]).1 == "wallet.busy" {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    text
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_is_asked_what_to_share_and_shows_a_picture_with_a_countdown() {
    let bench = Bench::with_wallet();
    bench.obtain("personal-code");
    let kinds = Kinds::shipped();
    let descriptor = kinds.by_kind("personal-code").unwrap();
    // The first choices are the views, then the elements.
    let number = (descriptor.views().len() + 1).to_string();
    let seen =
        on_a_terminal(&bench, (120, 60), "code personal-code", &format!("{number}\n"), &["\u{1b}[2J", "▀", "\u{1b}[K"]);
    assert!(seen.contains(&format!("1. {}", descriptor.views()[0].names.en)), "{seen}");
    for sign in ["\u{1b}[2J", "▀", "\u{1b}[K"] {
        assert!(seen.contains(sign), "{sign:?} in {seen}");
    }
    assert!(!seen.contains("PC1:"));
    // Whoever closes the terminal has not lost what was logged.
    let log = bench.json(&["log"]);
    assert_eq!(log["entries"][1]["elements"], serde_json::json!(["family_name"]));

    let least = on_a_terminal(&bench, (120, 60), "code personal-code --once", "\n", &["▀"]);
    assert!(least.contains('▀'), "{least}");
    assert_eq!(bench.json(&["log"])["entries"][2]["elements"], serde_json::json!([]), "Enter shares the least");

    // A picture torn by the edge of the window could not be scanned.
    let small = on_a_terminal(&bench, (80, 24), "code personal-code --once", "\n", &["columns"]);
    assert!(small.contains("columns") && !small.contains('▀'), "{small}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_shows_one_frame_after_another() {
    let bench = Bench::with_wallet();
    bench.obtain("driving-licence");
    let verb = "code driving-licence --show portrait --animated";
    let began = std::time::Instant::now();
    let seen = on_a_terminal(&bench, (160, 80), verb, "", &[" 9/", "▀"]);
    // Eight frames stand an eighth of a second each before the ninth.
    assert!(began.elapsed() >= std::time::Duration::from_secs(1));
    for frame in 1..=9 {
        assert!(seen.contains(&format!(" {frame}/")), "{frame} of {seen}");
    }
    assert!(seen.matches("\u{1b}[2J").count() >= 9 && !seen.contains("UR:BYTES"), "pictures, and no text of them");
}

#[test]
fn nothing_of_the_holder_stands_in_the_clear_in_the_folder_of_the_wallet() {
    let bench = Bench::with_wallet();
    bench.obtain("personal-code");
    bench.code(&["personal-code", "--show", "family_name"]);
    let mut read = 0;
    for file in fs::read_dir(bench.path("phone")).unwrap() {
        let path = file.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        read += bytes.len();
        for canary in ["CHAN", "Tai Man", "陳大文", "O123", "personal-code", "family_name", PASSPHRASE] {
            let found = bytes.windows(canary.len()).any(|window| window == canary.as_bytes());
            assert!(!found, "{canary} in {}", path.display());
        }
    }
    assert!(read > 10_000);
}
