//! The main job through the command alone: issue from a table, hold, show as one code, verify with no network; and
//! every wrong input gets one sentence and a code.
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
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use bench::{Bench, model_bench, model_code};
use serde_json::Value;
use support::model::Model;

#[test]
fn a_personal_code_goes_from_the_table_to_the_guard() {
    let bench = Bench::new();
    bench.department(&["personal-code"]);
    bench.holder("personal-code");
    bench.ok(&["trust", "pin", "trust.chop"]);

    let code = bench.code("personal-code", &["--show", "family_name", "age_over_18", "--png", "code.png"]);
    let (exit, result) = bench.verify("code.png", &[]);
    assert_eq!((exit, result["verdict"].as_str()), (0, Some("verified")), "{result}");
    assert_eq!(result["genuine"], true);
    assert_eq!(result["in_force"], "yes");
    assert_eq!(result["level"], "1");
    assert_eq!(result["kind"], "personal-code");
    assert_eq!(result["issuer"]["name"], "Office");
    assert_eq!(result["cautions"], serde_json::json!([]));
    assert_eq!(result["replay"], "recorded");
    assert_eq!(result["claims"].as_object().unwrap().len(), 2);

    let (exit, result) = bench.verify(&code, &[]);
    assert_eq!((exit, result["code"].as_str(), result["replay"].as_str()), (1, Some("replay.seen"), Some("seen")));
    assert!(result["claims"].is_null());
}

#[test]
fn a_challenge_is_answered_once_and_only_by_its_answer() {
    let bench = Bench::new();
    bench.department(&["personal-code"]);
    bench.ok(&["verifier", "init", "--key", "door.key.pem", "--public", "door.pem"]);
    bench.ok(&["trust", "add", "registry", "--name", "en=Block 3", "--key", "door.pem", "--verifier", "*"]);
    bench.ok(&["trust", "sign", "registry", "--out", "trust.chop"]);
    bench.holder("personal-code");
    let challenge = bench.ok(&[
        "verifier",
        "challenge",
        "--key",
        "door.key.pem",
        "--trust",
        "trust.chop",
        "--purpose",
        "Visitor register",
        "--elements",
        "family_name,given_name",
        "--no-wait",
        "--json",
    ]);
    let challenge: Value = serde_json::from_str(&challenge).unwrap();
    let answer = bench.code("personal-code", &["--agree", "--challenge", challenge["text"].as_str().unwrap()]);
    let expected = [
        "--challenge",
        challenge["challenge"].as_str().unwrap(),
        "--audience",
        challenge["audience"].as_str().unwrap(),
    ];
    assert_eq!(bench.verify(&answer, &[]).1["code"], "challenge.unexpected");
    let (exit, result) = bench.verify(&answer, &expected);
    assert_eq!((exit, result["level"].as_str()), (0, Some("2")), "{result}");
    let plain = bench.code("personal-code", &["--show", "family_name"]);
    assert_eq!(bench.verify(&plain, &expected).1["code"], "challenge.missing");
}

#[test]
fn a_lost_phone_is_revoked_for_every_door() {
    let bench = Bench::new();
    bench.department(&["senior-citizen-card"]);
    bench.holder("senior-citizen-card");
    bench.publish(&["senior-citizen-card"]);
    assert_eq!(bench.verify(&bench.code("senior-citizen-card", &[]), &[]).0, 0);
    bench.ok(&["issuer", "revoke", "office", "--holder", "H-0001", "--reason", "lost"]);
    bench.publish(&["senior-citizen-card"]);
    let (exit, result) = bench.verify(&bench.code("senior-citizen-card", &[]), &[]);
    assert_eq!((exit, result["verdict"].as_str()), (1, Some("not_in_force")), "{result}");
    assert_eq!((result["code"].as_str(), result["genuine"].as_bool()), (Some("status.revoked"), Some(true)));
}

/// The licence of the template's example person with this many classes, and a photograph beside the table.
fn licence(bench: &Bench, classes: usize) {
    let face = image::RgbImage::from_fn(300, 400, |x, y| {
        let (u, v) = (f64::from(x) / 300.0 - 0.5, f64::from(y) / 400.0);
        let inside = |cy: f64, rx: f64, ry: f64| (u / rx).powi(2) + ((v - cy) / ry).powi(2) < 1.0;
        let grain = (x.wrapping_mul(7919) ^ y.wrapping_mul(104_729)) % 9;
        let shade = if inside(0.45, 0.22, 0.28) {
            180
        } else if inside(1.1, 0.5, 0.4) {
            80
        } else {
            220
        };
        image::Rgb([u8::try_from(shade + grain).unwrap(); 3])
    });
    face.save(bench.path("face.png")).unwrap();
    bench.department(&["driving-licence"]);
    let template = bench.ok(&["kinds", "show", "driving-licence", "--csv"]);
    let (header, example) = template.trim_end().split_once('\n').unwrap();
    let class = |code: &str| format!("{code}:2026-11-24/2036-11-23/full");
    let all: Vec<String> =
        ["1", "2", "3", "4", "5", "6", "9", "10"][..classes].iter().map(|code| class(code)).collect();
    let cells = header.split(',').zip(example.split(',')).map(|(column, cell)| match column {
        "portrait" => "face.png".to_owned(),
        "entitlements" => all.join(";"),
        _ => cell.to_owned(),
    });
    let row = cells.collect::<Vec<_>>().join(",");
    bench.holder_of("driving-licence", &format!("{header}\n{row}\n"));
    bench.publish(&["driving-licence"]);
}

#[test]
fn a_licence_of_three_classes_shows_a_face_at_the_counter() {
    let bench = Bench::new();
    licence(&bench, 3);
    for view in ["car-hire", "roadside"] {
        let code = bench.code("driving-licence", &["--view", view]);
        let (exit, result) = bench.verify(&code, &[]);
        assert_eq!((exit, result["level"].as_str()), (0, Some("1P")), "{view}: {result}");
        let portrait = result["claims"]["portrait"].as_str().unwrap();
        assert!(portrait.starts_with("data:image/webp;base64,"), "{portrait}");
        // 256 bytes in base64, and the budget is used.
        let length = portrait.len() - "data:image/webp;base64,".len();
        assert!((200..=344).contains(&length), "{length}");
        assert_eq!(result["claims"]["entitlements"].as_array().unwrap().len(), 3);
        assert_eq!(result["in_force"], "yes");
    }
}

#[test]
fn where_the_face_does_not_fit_the_wallet_says_what_does_and_uses_nothing_up() {
    let bench = Bench::new();
    licence(&bench, 8);
    let show = ["wallet", "--wallet", "phone", "code", "driving-licence", "--once", "--text"];
    for (language, said) in [
        ("en", "Without the photo it does: Aged 25"),
        ("zh-Hant", "不提供照片則可載入"),
        ("zh-Hans", "不提供照片则可载入"),
    ] {
        let output = bench.run(&[&show[..], &["--view", "car-hire", "--lang", language]].concat());
        let words = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(5), "{words}");
        assert!(words.contains(said) && words.contains("[present.size]"), "{words}");
        assert!(output.stdout.is_empty());
    }
    let log = bench.ok(&["wallet", "--wallet", "phone", "log", "--json"]);
    assert!(!log.contains("\"shown\""), "nothing was shown, so the log says of no showing: {log}");
    let code = bench.code("driving-licence", &["--show", "age_over_25"]);
    let (exit, result) = bench.verify(&code, &[]);
    assert_eq!((exit, result["level"].as_str()), (0, Some("1")), "{result}");
    assert_eq!(result["claims"]["entitlements"].as_array().unwrap().len(), 8);
    assert!(result["claims"].get("portrait").is_none());
}

#[test]
fn inputs_that_are_no_codes_get_one_sentence_and_a_code() {
    let bench = model_bench();
    let blank = image::GrayImage::from_pixel(800, 600, image::Luma([200]));
    blank.save(bench.path("blank.png")).unwrap();
    let draw = |text: &str| {
        let symbol = chop::qr::Symbol::encode(text, chop::qr::Level::Low).unwrap();
        image::load_from_memory(&chop::qr::png::draw(&symbol, chop::qr::Scale::parse(4).unwrap())).unwrap().to_luma8()
    };
    let (one, two) = (draw(&model_code()), draw("another code"));
    let mut both = image::GrayImage::from_pixel(one.width() + two.width() + 40, one.height() + 40, image::Luma([255]));
    image::imageops::overlay(&mut both, &one, 10, 10);
    image::imageops::overlay(&mut both, &two, i64::from(one.width()) + 30, 10);
    both.save(bench.path("both.png")).unwrap();
    fs::write(bench.path("broken.png"), b"\x89PNG\r\n\x1a\nnot a picture").unwrap();
    fs::write(bench.path("noise.bin"), [0xff; 64]).unwrap();
    let long = "A".repeat(7_000);
    let long_code = format!("PC1:{long}");
    for (input, exit, code) in [
        ("https://example.org/", 3, "input.web-address"),
        (long.as_str(), 3, "input.not-a-code"),
        (long_code.as_str(), 1, "code.text-length"),
        ("blank.png", 3, "picture.no-code"),
        ("both.png", 3, "picture.several"),
        ("broken.png", 3, "picture.format"),
        ("noise.bin", 3, "input.unreadable"),
        ("missing.png", 3, "input.file"),
        ("PCQ1:ABC", 3, "input.challenge"),
        ("PC1:", 1, "cbor.truncated"),
    ] {
        let (got, result) = bench.verify(input, &[]);
        let short: String = input.chars().take(20).collect();
        assert_eq!((got, result["code"].as_str()), (exit, Some(code)), "{short}");
        assert!(result["message"].as_str().unwrap().len() > 10, "{short}");
        assert!(result["claims"].is_null());
    }
}

#[test]
fn a_bundle_that_cannot_be_used_decides_nothing() {
    let bench = model_bench();
    let code = model_code();
    assert_eq!(bench.verify(&code, &[]).0, 0);
    bench.ok(&["trust", "sign", "registry", "--out", "old.chop", "--at", "2026-01-01T00:00:00Z"]);
    let old = |trust: &str| {
        let output = bench.run(&["verify", &model_code(), "--trust", trust, "--json"]);
        let result: Value = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code().unwrap(), result["code"].as_str().unwrap().to_owned(), result["verdict"].clone())
    };
    assert_eq!(old("old.chop"), (4, "trust.stale".to_owned(), "undecided".into()));
    // The old one carries a higher version: the first is now an older bundle than one used here.
    assert_eq!(old("trust.chop"), (4, "trust.rollback".to_owned(), "undecided".into()));
    let mut bytes = fs::read(bench.path("old.chop")).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(bench.path("forged.chop"), bytes).unwrap();
    assert_eq!(old("forged.chop"), (4, "trust.signature".to_owned(), "undecided".into()));
    bench.ok(&["trust", "init", "other"]);
    bench.ok(&["trust", "sign", "other", "--out", "other.chop"]);
    bench.ok(&["trust", "pin", "old.chop"]);
    assert_eq!(old("other.chop"), (4, "trust.root-unpinned".to_owned(), "undecided".into()));
    let replaced = bench.run(&["trust", "pin", "other.chop"]);
    assert_eq!(replaced.status.code(), Some(5));
}

#[test]
fn a_clock_in_1970_is_doubted_and_never_called_a_stale_code() {
    let bench = model_bench();
    let library = fake_clock(bench.folder.path());
    let output = bench
        .command(&["verify", &model_code(), "--trust", "trust.chop", "--json"])
        .env("LD_PRELOAD", library)
        .output()
        .unwrap();
    let result: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), result["code"].as_str()), (Some(4), Some("clock.doubtful")), "{result}");
}

/// A library that sets the clock of a program to 1970.
fn fake_clock(folder: &Path) -> PathBuf {
    let (source, library) = (folder.join("clock.c"), folder.join("clock.so"));
    fs::write(
        &source,
        "#include <time.h>\nint clock_gettime(clockid_t id, struct timespec *t) { (void)id; t->tv_sec = 60; t->tv_nsec = 0; return 0; }\n",
    )
    .unwrap();
    let built = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&source).status().unwrap();
    assert!(built.success());
    library
}

#[test]
fn one_process_remembers_codes_and_holders_line_by_line() {
    let bench = model_bench();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let first = Model::personal_code(i64::try_from(now).unwrap());
    let next = Model { nonce: vec![1; 8], ..first.clone() };
    let mut child = bench
        .command(&["verify", "-", "--trust", "trust.chop", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    write!(input, "{}\r\n\n{}\n{}\nhttps://x.example\n", first.code(), first.code(), next.code()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    let answers: Vec<Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let codes: Vec<&str> = answers.iter().map(|answer| answer["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["ok", "replay.seen", "ok", "input.web-address"]);
    assert_eq!(answers[0]["cautions"], serde_json::json!(["trust.unpinned"]));
    assert_eq!(answers[2]["cautions"], serde_json::json!(["trust.unpinned", "holder.again"]));
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn a_memory_that_cannot_be_read_or_written_decides_nothing() {
    let bench = model_bench();
    fs::write(bench.path("memory"), b"this is not a memory of codes").unwrap();
    let (exit, result) = bench.verify(&model_code(), &["--replay-memory", "memory"]);
    assert_eq!((exit, result["code"].as_str()), (4, Some("replay.memory")));
    let (exit, result) = bench.verify(&model_code(), &["--replay-memory", "no/such/folder/memory"]);
    assert_eq!((exit, result["code"].as_str()), (4, Some("replay.memory")));
    // A full disk: /dev/full takes the open and refuses the write.
    let (exit, result) = bench.verify(&model_code(), &["--replay-memory", "/dev/full"]);
    assert_eq!((exit, result["code"].as_str()), (4, Some("replay.memory")));
}

#[test]
fn wrong_command_lines_and_passphrases_have_exit_codes() {
    let bench = model_bench();
    assert_eq!(bench.run(&["verify"]).status.code(), Some(2));
    assert_eq!(bench.run(&["verify", "x", "--trust", "trust.chop", "--site", "zz"]).status.code(), Some(2));
    assert_eq!(bench.run(&["kinds", "show", "no-such-kind"]).status.code(), Some(2));
    let wrong = bench
        .command(&["trust", "sign", "registry", "--out", "x.chop"])
        .env("CHOP_PASSPHRASE", "a wrong passphrase")
        .output()
        .unwrap();
    assert_eq!(wrong.status.code(), Some(5));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("[key.passphrase]"));
    assert!(!bench.path("x.chop").exists());
    let none = bench.command(&["trust", "init", "again"]).env_remove("CHOP_PASSPHRASE").output().unwrap();
    assert_eq!(none.status.code(), Some(2));
    assert_eq!(bench.run(&["trust", "init", "registry"]).status.code(), Some(5));
}

#[test]
fn inspect_says_unverified_on_every_line() {
    let bench = model_bench();
    let code = model_code();
    let out = bench.ok(&["inspect", &code]);
    assert!(out.lines().count() > 20);
    assert!(out.lines().all(|line| line.starts_with("UNVERIFIED ")), "{out}");
    let json: Value = serde_json::from_str(&bench.ok(&["inspect", &code, "--json"])).unwrap();
    assert_eq!(json["verified"], false);
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/mdoc/third-party/asit-mdl/issuer-signed.cbor");
    assert!(bench.ok(&["inspect", sample.to_str().unwrap()]).contains("org.iso.18013.5.1"));
}

#[test]
fn a_new_kind_works_at_once() {
    let bench = Bench::new();
    fs::create_dir(bench.path("kinds")).unwrap();
    bench.ok(&["kinds", "new", "library-card", "--out", "kinds/library-card.toml"]);
    bench.ok(&["kinds", "check", "kinds/library-card.toml"]);
    assert!(bench.ok(&["kinds", "list", "--kinds-dir", "kinds"]).contains("library-card"));
    assert!(bench.ok(&["kinds", "show", "library-card", "--kinds-dir", "kinds", "--csv"]).starts_with("holder_ref,"));
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("kinds.lock");
    bench.ok(&["kinds", "check", "--lock", lock.to_str().unwrap()]);
    fs::write(bench.path("bad.toml"), "kind = 'x'\n").unwrap();
    assert_eq!(bench.run(&["kinds", "check", "bad.toml"]).status.code(), Some(1));
}

#[test]
fn a_suspended_document_counts_again_when_it_is_reinstated_and_a_revoked_one_never_does() {
    let bench = Bench::new();
    bench.department(&["senior-citizen-card"]);
    bench.holder("senior-citizen-card");
    bench.publish(&["senior-citizen-card"]);
    let verdict = || {
        let (exit, result) = bench.verify(&bench.code("senior-citizen-card", &[]), &[]);
        (exit, result["code"].as_str().unwrap().to_owned(), result["in_force"].as_str().unwrap().to_owned())
    };
    let is = |exit, code: &str, in_force: &str| (exit, code.to_owned(), in_force.to_owned());
    assert_eq!(verdict(), is(0, "ok", "yes"));
    bench.ok(&["issuer", "suspend", "office", "--holder", "H-0001", "--reason", "inquiry"]);
    assert_eq!(verdict(), is(0, "ok", "yes"), "not published yet");
    bench.publish(&["senior-citizen-card"]);
    assert_eq!(verdict(), is(1, "status.suspended", "no"));
    let sentences: Vec<String> = ["en", "zh-Hant", "zh-Hans"]
        .map(|language| {
            let code = bench.code("senior-citizen-card", &[]);
            let out = bench.run(&["--lang", language, "verify", &code, "--trust", "trust.chop"]);
            String::from_utf8_lossy(&out.stdout).into_owned()
        })
        .to_vec();
    for (out, word) in sentences.iter().zip(["suspended", "暫時吊銷", "暂时吊销"]) {
        assert!(out.contains(word) && out.contains("status.suspended"), "{out}");
    }
    bench.ok(&["issuer", "reinstate", "office", "--holder", "H-0001"]);
    bench.publish(&["senior-citizen-card"]);
    assert_eq!(verdict(), is(0, "ok", "yes"));
    bench.ok(&["issuer", "revoke", "office", "--holder", "H-0001", "--reason", "lost"]);
    let again = bench.run(&["issuer", "reinstate", "office", "--holder", "H-0001", "--json"]);
    assert_eq!(again.status.code(), Some(5));
    let refusal: Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!(refusal["error"], "issuer.final");
    bench.publish(&["senior-citizen-card"]);
    assert_eq!(verdict(), is(1, "status.revoked", "no"));
}

/// Security T12, from the issuer's desk to the door.
#[test]
fn a_list_beside_the_bundle_is_newer_than_it_and_the_older_one_never_comes_back() {
    let bench = Bench::new();
    bench.department(&["senior-citizen-card"]);
    bench.holder("senior-citizen-card");
    bench.publish(&["senior-citizen-card"]);
    bench.ok(&["issuer", "publish", "office", "--out", "old"]);
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    bench.ok(&["issuer", "suspend", "office", "--holder", "H-0001"]);
    bench.ok(&["issuer", "publish", "office", "--out", "new"]);
    let verdict = |list: &str| {
        let (exit, result) = bench.verify(&bench.code("senior-citizen-card", &[]), &["--status-list", list]);
        (exit, result["code"].as_str().unwrap().to_owned())
    };
    let is = |exit, code: &str| (exit, code.to_owned());
    assert_eq!(verdict("old/1.jwt"), is(0, "ok"));
    assert_eq!(verdict("new/1.cwt"), is(1, "status.suspended"));
    assert_eq!(verdict("new/1.jwt"), is(1, "status.suspended"));
    // A list of another address changes nothing; the bundle's own list has become the older one.
    assert_eq!(verdict("new/2.cwt"), is(4, "status-list.rollback"));
    assert_eq!(verdict("old/1.cwt"), is(4, "status-list.rollback"));
    assert_eq!(verdict("new/1.suspension.jwt"), is(4, "status-list.rollback"));
    assert_eq!(bench.verify(&bench.code("senior-citizen-card", &[]), &[]).1["code"], "status-list.rollback");
    fs::write(bench.path("broken"), [&fs::read(bench.path("new/1.cwt")).unwrap()[..], &[0]].concat()).unwrap();
    assert_eq!(verdict("broken"), is(4, "status-list.format"));
    assert_eq!(verdict("office/issuer.pem"), is(4, "status-list.format"));
    let (exit, result) = bench.verify(&bench.code("senior-citizen-card", &[]), &["--status-list", "nowhere"]);
    assert_eq!((exit, result["error"].as_str()), (3, Some("input.file")), "{result}");
}
