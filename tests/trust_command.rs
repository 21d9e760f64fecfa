//! What the authority does when something is lost, through the command alone: a denied phone, a withdrawn key, a new
//! root; and that nothing of it goes back.
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
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::SystemTime;

use bench::{Bench, ending, model_bench, model_code};
use chop_core::crypto::Signer;
use chop_core::dev::TestTrust;
use chop_core::time::UnixTime;
use chop_core::trust::{Root, RootSignature, SignedRoot};
use serde_json::Value;
use support::model::Model;

fn refused(exit: i32, code: &str) -> (i32, String) {
    (exit, code.to_owned())
}

fn json(text: &str) -> Value {
    assert_eq!(text.lines().count(), 1, "{text}");
    serde_json::from_str(text).unwrap()
}

/// A code that was not shown before.
fn new_code() -> String {
    static SHOWN: AtomicU8 = AtomicU8::new(0);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let nonce = vec![SHOWN.fetch_add(1, Ordering::Relaxed); 8];
    Model { nonce, ..Model::personal_code(i64::try_from(now).unwrap()) }.code()
}

fn verdict(bench: &Bench, trust: &str) -> (i32, String) {
    let output = bench.run(&["verify", &new_code(), "--trust", trust, "--json", "--replay-memory", "codes"]);
    let result = json(&String::from_utf8(output.stdout).unwrap());
    (output.status.code().unwrap(), result["code"].as_str().unwrap().to_owned())
}

fn sign(bench: &Bench, out: &str) -> Value {
    json(&bench.ok(&["trust", "sign", "registry", "--out", out, "--json"]))
}

/// The name that a bundle has for the phone of the model's codes.
fn device() -> String {
    let hash = chop_core::dev::key("device").public_key().device_hash().unwrap();
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_denied_phone_is_refused_with_its_code_until_it_is_allowed_again() {
    let bench = model_bench();
    assert_eq!(verdict(&bench, "trust.chop"), refused(0, "ok"));
    let denied = json(&bench.ok(&["trust", "deny", "registry", &device(), "--json"]));
    assert_eq!(denied, serde_json::json!({ "devices": [device()], "denied": true }));
    assert_eq!(verdict(&bench, "trust.chop"), refused(0, "ok"), "only a signed list says so");
    sign(&bench, "denied.chop");
    assert_eq!(verdict(&bench, "denied.chop"), refused(1, "status.revoked"));
    let shown = json(&bench.ok(&["trust", "show", "denied.chop", "--json"]));
    assert_eq!(shown["denied"], serde_json::json!([device()]));
    let words = bench.ok(&["trust", "show", "denied.chop"]);
    assert!(words.contains(&format!("{}  device denied", device())), "{words}");

    bench.ok(&["trust", "deny", "registry", &device(), "--undo"]);
    sign(&bench, "allowed.chop");
    assert_eq!(verdict(&bench, "allowed.chop"), refused(0, "ok"));
}

#[test]
fn a_phone_is_denied_by_the_key_that_inspect_shows_too() {
    let bench = model_bench();
    let code = json(&bench.ok(&["inspect", &model_code(), "--json"]));
    let point = code["content"]["devKey"].as_str().unwrap().to_owned();
    assert_eq!(point.len(), 66);
    let denied = json(&bench.ok(&["trust", "deny", "registry", &point, "--json"]));
    assert_eq!(denied["devices"], serde_json::json!([device()]));
}

#[test]
fn what_cannot_be_denied_changes_nothing() {
    let bench = model_bench();
    let draft = || fs::read(bench.path("registry/entries.chop-draft")).unwrap();
    let before = draft();
    let off_the_curve = format!("05{}", "11".repeat(32));
    for (arguments, code) in [
        (vec!["00112233445566"], "usage.hex"),
        (vec!["0011223344556677", "zz"], "usage.hex"),
        (vec![off_the_curve.as_str()], "usage.hex"),
        (vec!["0011223344556677", "--undo"], "usage.no-such-entry"),
    ] {
        let arguments = [vec!["trust", "deny", "registry"], arguments].concat();
        assert_eq!(ending(&bench.run(&arguments)), refused(2, code), "{arguments:?}");
    }
    assert_eq!(bench.run(&["trust", "deny", "registry"]).status.code(), Some(2), "no device");
    assert_eq!(ending(&bench.run(&["trust", "deny", "nowhere", &device()])), refused(3, "input.file"));
    assert_eq!(draft(), before);
}

#[test]
fn a_device_is_denied_once_and_more_than_a_bundle_holds_are_refused() {
    let bench = model_bench();
    bench.ok(&["trust", "deny", "registry", &device(), &device()]);
    let more: Vec<String> = (1..4_096_u64).map(|n| format!("{n:016x}")).collect();
    let arguments: Vec<&str> =
        ["trust", "deny", "registry"].into_iter().chain(more.iter().map(String::as_str)).collect();
    bench.ok(&arguments);
    let over = bench.run(&["trust", "deny", "registry", "ffffffffffffffff"]);
    assert_eq!(ending(&over), refused(5, "trust.format"));
    sign(&bench, "full.chop");
    let shown = json(&bench.ok(&["trust", "show", "full.chop", "--json"]));
    assert_eq!(shown["denied"].as_array().unwrap().len(), 4_096);
}

#[test]
fn what_a_switched_off_key_signed_is_refused_with_its_code_until_it_counts_again() {
    let bench = model_bench();
    let kid = chop_core::dev::key("issuer").public_key().kid().to_string();
    let killed = json(&bench.ok(&["trust", "kill", "registry", &kid, "--json"]));
    assert_eq!(killed, serde_json::json!({ "kid": kid, "killed": true }));
    sign(&bench, "killed.chop");
    assert_eq!(verdict(&bench, "killed.chop"), refused(1, "issuer.key-revoked"));
    assert_eq!(json(&bench.ok(&["trust", "show", "killed.chop", "--json"]))["killed"], serde_json::json!([kid]));
    bench.ok(&["trust", "kill", "registry", &kid, "--undo"]);
    sign(&bench, "again.chop");
    assert_eq!(verdict(&bench, "again.chop"), refused(0, "ok"));
    let undo = bench.run(&["trust", "kill", "registry", &kid, "--undo"]);
    assert_eq!(ending(&undo), refused(2, "usage.no-such-entry"));
    assert_eq!(ending(&bench.run(&["trust", "kill", "registry", "94de"])), refused(2, "usage.hex"));

    // An entry that is taken out with its key is not known any more.
    bench.ok(&["trust", "remove", "registry", &kid, "--kill"]);
    sign(&bench, "removed.chop");
    assert_eq!(verdict(&bench, "removed.chop"), refused(1, "issuer.unknown"));
}

#[test]
fn an_old_pin_finds_the_way_to_a_new_root_and_never_back() {
    let bench = model_bench();
    bench.ok(&["trust", "pin", "registry/root.chop-root"]);
    assert_eq!(verdict(&bench, "trust.chop"), refused(0, "ok"));
    let rotated = json(&bench.ok(&["trust", "root", "rotate", "registry", "--json"]));
    assert_eq!((&rotated["root"], &rotated["version"]), (&"root-2.chop-root".into(), &2.into()));
    assert_eq!(rotated["keys"].as_array().unwrap().len(), 3);
    for file in ["root-4.key.pem", "root-5.key.pem", "root-6.key.pem", "bundle-2.key.pem", "root.chop-root"] {
        assert!(bench.path("registry").join(file).exists(), "{file}");
    }
    let signed = sign(&bench, "new.chop");
    assert_eq!(signed["version"], 2, "the version of the bundle goes on");
    assert_eq!(json(&bench.ok(&["trust", "show", "new.chop", "--json"]))["root_version"], 2);

    // The pin is the first root still.
    assert_eq!(verdict(&bench, "new.chop"), refused(0, "ok"));
    let checked = json(&bench.ok(&["trust", "verify", "new.chop", "--json"]));
    assert_eq!((&checked["code"], &checked["pinned"]), (&"ok".into(), &true.into()));
    assert_eq!(verdict(&bench, "trust.chop"), refused(4, "trust.rollback"), "the root before does not count again");

    // A third root; a verifier that pinned the second finds the way as well, and one that never saw it too.
    bench.ok(&["trust", "root", "rotate", "registry"]);
    assert_eq!(sign(&bench, "newer.chop")["version"], 3);
    assert_eq!(verdict(&bench, "newer.chop"), refused(0, "ok"));
    for root in ["registry/root.chop-root", "registry/root-2.chop-root", "registry/root-3.chop-root"] {
        let checked = json(&bench.ok(&["trust", "verify", "newer.chop", "--root", root, "--json"]));
        assert_eq!((&checked["code"], &checked["version"]), (&"ok".into(), &3.into()), "{root}");
    }
    let before = bench.run(&["trust", "verify", "new.chop", "--root", "registry/root-3.chop-root"]);
    assert_eq!(ending(&before), refused(4, "trust.root-unpinned"), "a pin of the newest does not lead back");
    assert_eq!(verdict(&bench, "new.chop"), refused(4, "trust.rollback"));
}

#[test]
fn the_bundle_key_or_the_root_keys_alone_can_be_replaced() {
    let bench = model_bench();
    bench.ok(&["trust", "pin", "trust.chop"]);
    let first = root(&bench, "root.chop-root");
    bench.ok(&["trust", "root", "rotate", "registry", "--keep-root-keys"]);
    let second = root(&bench, "root-2.chop-root");
    assert_eq!(first.root().keys, second.root().keys);
    assert_ne!(first.root().bundle_key, second.root().bundle_key);
    bench.ok(&["trust", "root", "rotate", "registry", "--keep-bundle-key"]);
    let third = root(&bench, "root-3.chop-root");
    assert_eq!(second.root().bundle_key, third.root().bundle_key);
    assert!(third.root().keys.iter().all(|key| !second.root().keys.contains(key)));
    bench.ok(&["trust", "root", "rotate", "registry", "--keep-bundle-key", "--keep-root-keys"]);
    let fourth = root(&bench, "root-4.chop-root");
    assert_eq!((&fourth.root().keys, fourth.root().version), (&third.root().keys, 4));
    assert_eq!(sign(&bench, "new.chop")["version"], 2);
    assert_eq!(verdict(&bench, "new.chop"), refused(0, "ok"));
}

#[test]
fn a_rotation_that_too_few_keys_sign_makes_nothing() {
    let bench = model_bench();
    let files = || bench.files("registry");
    let before = files();
    let rotate = |more: &[&str]| ending(&bench.run(&[&["trust", "root", "rotate", "registry"], more].concat()));
    let one = ["--signer", "registry/root-2.key.pem"];
    let refusal = refused(5, "trust.root-signature");
    assert_eq!(rotate(&one), refusal);
    assert_eq!(rotate(&[one, one].concat()), refusal, "one key twice is one");
    assert_eq!(rotate(&[one, ["--signer", "registry/bundle.key.pem"]].concat()), refusal, "another role");
    bench.ok(&["trust", "init", "other"]);
    assert_eq!(rotate(&[one, ["--signer", "other/root-1.key.pem"]].concat()), refusal, "another authority");
    // Two of the three keys are lost.
    fs::create_dir(bench.path("safe")).unwrap();
    for file in ["root-1.key.pem", "root-3.key.pem"] {
        fs::rename(bench.path("registry").join(file), bench.path("safe").join(file)).unwrap();
    }
    assert_eq!(rotate(&[]), refusal);
    assert_eq!(files().len(), before.len() - 2, "nothing was made");
    assert_eq!(rotate(&["--signer", "safe/nothing.pem"]), refused(3, "input.file"));
    bench.ok(&["trust", "root", "rotate", "registry", one[0], one[1], "--signer", "safe/root-3.key.pem"]);
    sign(&bench, "new.chop");
}

#[test]
fn a_next_root_that_one_old_key_signed_is_neither_signed_under_nor_accepted() {
    let bench = model_bench();
    bench.ok(&["trust", "pin", "trust.chop"]);
    bench.ok(&["trust", "root", "rotate", "registry"]);
    sign(&bench, "new.chop");
    let path = bench.path("registry/root-2.chop-root");
    let good = root(&bench, "root-2.chop-root");
    let signatures = signatures(&fs::read(&path).unwrap());
    assert_eq!(signatures.len(), 4, "two of the old and two of the new");
    let weak = SignedRoot::new(good.root().clone(), signatures[1..].to_vec());
    assert!(weak.check_own().is_ok());
    fs::write(&path, weak.to_bytes()).unwrap();
    let refusal = refused(5, "trust.root-signature");
    assert_eq!(ending(&bench.run(&["trust", "sign", "registry", "--out", "weak.chop"])), refusal);
    assert_eq!(ending(&bench.run(&["trust", "root", "rotate", "registry"])), refusal);
    assert!(!bench.path("weak.chop").exists());
    // The same inside a bundle: a signature less in the file that verifiers get.
    let mut bundle = fs::read(bench.path("new.chop")).unwrap();
    let old = &signatures[0].signature;
    let place = bundle.windows(old.len()).position(|window| window == &old[..]).unwrap();
    bundle[place] ^= 1;
    fs::write(bench.path("weak.chop"), bundle).unwrap();
    assert_eq!(verdict(&bench, "weak.chop"), refused(4, "trust.root-signature"));
}

#[test]
fn the_next_root_is_told_of_in_three_languages() {
    let bench = model_bench();
    let (mut said, device) = (Vec::new(), device());
    for (language, version) in [("en", "version 2"), ("zh-Hant", "第 3 版"), ("zh-Hans", "第 4 版")] {
        let output = bench.run(&["trust", "root", "rotate", "registry", "--keep-root-keys", "--lang", language]);
        let words = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && words.contains(version), "{words}");
        assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 3, "the keys, to compare");
        for verb in ["deny", "kill"] {
            for undo in [[].as_slice(), &["--undo"]] {
                let arguments = [&["trust", verb, "registry", device.as_str(), "--lang", language], undo].concat();
                said.push(String::from_utf8(bench.run(&arguments).stderr).unwrap());
            }
        }
    }
    said.sort();
    said.dedup();
    assert_eq!(said.len(), 12, "{said:?}");
}

fn root(bench: &Bench, file: &str) -> SignedRoot {
    SignedRoot::parse(&fs::read(bench.path("registry").join(file)).unwrap()).unwrap()
}

/// The signatures of a root file, as they stand in it.
fn signatures(file: &[u8]) -> Vec<RootSignature> {
    use chop_core::encoding::cbor::{Item, Strictness};
    let item = Item::parse(file, Strictness::Deterministic).unwrap();
    let [_, signatures] = item.as_array_of().unwrap();
    let read = |item: &Item<'_>| {
        let [kid, signature] = item.as_array_of().unwrap();
        RootSignature {
            kid: chop_core::crypto::Kid::new(kid.as_byte_array().unwrap()),
            signature: signature.as_bytes().unwrap().to_vec(),
        }
    };
    signatures.as_array().unwrap().iter().map(read).collect()
}

#[test]
fn a_root_made_by_the_command_has_the_form_of_the_specification() {
    let bench = model_bench();
    bench.ok(&["trust", "root", "rotate", "registry"]);
    let (first, second) = (root(&bench, "root.chop-root"), root(&bench, "root-2.chop-root"));
    assert!(second.check_follows(&first).is_ok() && first.check_follows(&second).is_err());
    let Root { version, issued_at, expires_at, threshold, keys, .. } = second.root();
    assert_eq!((*version, *threshold, keys.len()), (2, 2, 3));
    assert_eq!(expires_at.seconds() - issued_at.seconds(), 5 * 365 * 86_400);
    let by = |root: &SignedRoot| {
        let named = |key: &chop_core::crypto::PublicKey| {
            signatures(&second.to_bytes()).iter().any(|signature| signature.kid == key.kid())
        };
        root.root().keys.iter().filter(|key| named(key)).count()
    };
    assert_eq!((by(&first), by(&second)), (2, 2));
}

/// A bundle of another program may name later dates; `trust verify` goes by the same ages as a verdict.
#[test]
fn a_bundle_is_as_old_for_trust_verify_as_for_a_verdict() {
    let bench = Bench::new();
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    for (days, exit, code) in [(0, 0, "ok"), (2, 0, "trust.ageing"), (8, 4, "trust.stale")] {
        let now = UnixTime::from_unsigned(now).unwrap();
        let mut trust = TestTrust::new(now.plus(-86_400 * days - 60));
        trust.body.next_update = now.plus(86_400);
        trust.body.expires_at = now.plus(30 * 86_400);
        fs::write(bench.path("trust.chop"), trust.sign()).unwrap();
        let output = bench.run(&["trust", "verify", "trust.chop", "--root", "trust.chop", "--json"]);
        let checked = json(&String::from_utf8(output.stdout).unwrap());
        assert_eq!((output.status.code(), checked["code"].as_str()), (Some(exit), Some(code)), "{days} days");
    }
}
