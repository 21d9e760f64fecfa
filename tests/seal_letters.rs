//! Sealed letters end to end: a department seals PDFs, anyone checks them, and nothing that was changed is accepted.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm
)]
#![cfg(feature = "command")]

mod support;

#[path = "support/bench.rs"]
mod bench;
#[path = "interop/peer.rs"]
#[allow(dead_code, reason = "this test asks one peer")]
mod peer;

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use bench::Bench;
use chop_core::document::Kinds;
use chop_core::encoding::limits::LETTER_BYTES;
use chop_core::format::seal::{SealedLetter, SealedPdf};
use chop_core::time::UnixTime;
use chop_core::trust::TrustBundle;
use chop_core::verify::{Policy, run_credential};
use lopdf::{Dictionary, Document, Object, SaveOptions, Stream, dictionary};
use serde_json::{Value, json};

const SET: [&str; 9] = [
    "--set",
    "family_name=CHAN",
    "given_name=Tai Man",
    "document_number=FL-2026-0001",
    "licence_from=2026-01-01",
    "expiry_date=2030-12-31",
    "conditions=standard",
    "area=all",
    "birth_date=1980-01-01",
];

/// A letter of so many pages. With `modern`, in object streams under a cross-reference stream.
fn letter(words: &str, pages: u32, rotate: i64, modern: bool) -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let pages_id = document.new_object_id();
    let font = document.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
    let resources = document.add_object(dictionary! { "Font" => dictionary! { "F1" => font } });
    let kids: Vec<Object> = (0..pages)
        .map(|page| {
            // The state that it leaves behind must not reach the code.
            let text = format!("2 0 0 2 5 5 cm BT /F1 12 Tf 72 300 Td ({words} {page}) Tj ET");
            let contents = document.add_object(Stream::new(Dictionary::new(), text.into_bytes()));
            let page =
                dictionary! { "Type" => "Page", "Parent" => pages_id, "Contents" => contents, "Rotate" => rotate };
            document.add_object(page).into()
        })
        .collect();
    let tree = dictionary! {
        "Type" => "Pages", "Count" => i64::from(pages), "Kids" => kids, "Resources" => resources,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    };
    document.set_object(pages_id, tree);
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages_id });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    if modern {
        document.save_modern(&mut bytes).unwrap();
    } else {
        let options = SaveOptions { use_xref_streams: false, use_object_streams: false, ..SaveOptions::default() };
        document.reference_table.cross_reference_type = lopdf::xref::XrefType::CrossReferenceTable;
        document.save_with_options(&mut bytes, options).unwrap();
    }
    bytes
}

/// A department with letters, before anything is sealed.
fn department() -> Bench {
    let bench = Bench::new();
    bench.ok(&[
        "issuer",
        "init",
        "office",
        "--name",
        "en=Water Supplies Department",
        "--kind",
        "fishing-licence",
        "certificate-of-imprisonment",
    ]);
    bench.ok(&["trust", "init", "registry"]);
    fs::write(bench.path("letter.pdf"), letter("Your licence", 2, 0, false)).unwrap();
    fs::write(bench.path("modern.pdf"), letter("Your licence", 1, 90, true)).unwrap();
    bench
}

fn seal(bench: &Bench, letter: &str, out: &str, more: &[&str]) -> Value {
    let arguments = [
        &["issuer", "seal", "office", letter, "--kind", "fishing-licence", "--out", out, "--json"][..],
        &["--show", "family_name,document_number"],
        &SET,
        more,
    ];
    serde_json::from_str(&bench.ok(&arguments.concat())).unwrap()
}

/// Fails with this exit code and this code.
fn fails(bench: &Bench, exit: i32, code: &str, arguments: &[&str]) {
    let output = bench.run(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(exit), "{arguments:?}: {said}");
    assert!(said.contains(&format!("[{code}]")), "{arguments:?}: {said}");
}

fn publish(bench: &Bench) {
    let _ = fs::remove_dir_all(bench.path("lists"));
    bench.ok(&["issuer", "publish", "office", "--out", "lists"]);
    let mut lists: Vec<String> = fs::read_dir(bench.path("lists"))
        .unwrap()
        .map(|entry| entry.unwrap().path().display().to_string())
        .filter(|path| path.ends_with(".cwt"))
        .collect();
    lists.sort();
    let mut add = vec!["trust", "add", "registry", "--name", "en=WSD", "--key", "office/issuer.pem"];
    add.extend(["--kind", "fishing-licence", "--status-list"]);
    add.extend(lists.iter().map(String::as_str));
    bench.ok(&add);
    bench.ok(&["trust", "sign", "registry", "--out", "trust.chop"]);
}

#[test]
fn a_sealed_letter_begins_with_the_letter_and_is_verified_until_it_is_revoked() {
    let bench = department();
    let mut records = Vec::new();
    for (name, out) in [("letter.pdf", "sealed.pdf"), ("modern.pdf", "sealed-modern.pdf")] {
        let line = seal(&bench, name, out, &[]);
        assert_eq!((&line["new"], &line["holder_ref"]), (&json!(true), &json!(name.trim_end_matches(".pdf"))));
        records.push(line["record"].to_string());
        let (before, after) = (fs::read(bench.path(name)).unwrap(), fs::read(bench.path(out)).unwrap());
        assert!(after.starts_with(&before), "{name}");
        assert_eq!(read_code(&after, 1), SealedPdf::read(&after).unwrap().seal(), "{name}");
        let read = Document::load_mem(&after).unwrap();
        assert_eq!(read.get_pages().len(), Document::load_mem(&before).unwrap().get_pages().len());
        // Sealing is asked for again, as after a kill: the same record and the same seal.
        let again = seal(&bench, name, out, &[]);
        assert_eq!((&again["new"], &again["record"]), (&json!(false), &line["record"]));
        let twice = fs::read(bench.path(out)).unwrap();
        assert_eq!(SealedPdf::read(&twice).unwrap().seal(), SealedPdf::read(&after).unwrap().seal());
    }
    publish(&bench);
    bench.ok(&["trust", "pin", "trust.chop"]);
    for out in ["sealed.pdf", "sealed-modern.pdf"] {
        let (exit, result) = bench.verify(out, &[]);
        assert_eq!((exit, &result["code"], &result["in_force"]), (0, &json!("ok"), &json!("yes")), "{result}");
        assert_eq!(result["cautions"], json!(["holder.unproven"]));
        assert_eq!(result["claims"]["family_name"], "CHAN");
        assert!(result["claims"].get("birth_date").is_none() && result["claims"].get("given_name").is_none());
        assert!(result["message"].as_str().unwrap().contains("who is holding it"), "{}", result["message"]);
        let shown: Value = serde_json::from_str(&bench.ok(&["inspect", out, "--json"])).unwrap();
        assert_eq!((&shown["verified"], &shown["what"]), (&json!(false), &json!("PDF letter")));
        assert_eq!(shown["content"]["signature"]["kid"], result["issuer"]["kid"]);
        let end = fs::metadata(bench.path(out)).unwrap().len();
        assert_eq!(shown["content"]["covered"][1][1], end);
    }
    let words = bench.ok(&["inspect", "sealed.pdf"]);
    assert!(words.lines().all(|line| line.starts_with("UNVERIFIED ")), "{words}");

    bench.ok(&["issuer", "revoke", "office", "--record", &records[0], "--reason", "error"]);
    publish(&bench);
    let (exit, result) = bench.verify("sealed.pdf", &[]);
    assert_eq!((exit, &result["verdict"], &result["code"]), (1, &json!("not_in_force"), &json!("status.revoked")));
    assert_eq!(bench.verify("sealed-modern.pdf", &[]).0, 0, "the other letter still counts");
    let again = [
        &["issuer", "seal", "office", "letter.pdf", "--kind", "fishing-licence", "--out", "again.pdf"][..],
        &["--show", "family_name,document_number"],
        &SET,
    ];
    fails(&bench, 3, "letter.ended", &again.concat());
    assert!(!bench.path("again.pdf").exists());
    bench.ok(&["issuer", "audit", "verify", "office"]);
    let listed = bench.ok(&["issuer", "list", "office", "--json"]);
    assert!(listed.contains("\"revoked\""), "{listed}");
    // A letter is nothing that a wallet could still claim.
    assert!(!bench.ok(&["issuer", "pending", "office", "--json"]).contains("holder_ref"));
}

/// Reads the code off the page: the rectangles are painted as they stand in the file, and a reader of codes reads that.
fn read_code(file: &[u8], page: u32) -> String {
    let document = Document::load_mem(file).unwrap();
    let page_id = document.get_pages()[&page];
    let content = *document.get_page_contents(page_id).last().unwrap();
    let painted = document.get_object(content).unwrap().as_stream().unwrap().decompressed_content().unwrap();
    let painted = String::from_utf8(painted).unwrap();
    let rectangles: Vec<[usize; 4]> = painted
        .lines()
        .filter_map(|line| line.strip_suffix(" re"))
        .map(|line| line.split(' ').map(|n| n.parse().unwrap()).collect::<Vec<_>>().try_into().unwrap())
        .collect();
    let background = painted.lines().find(|line| line.starts_with("1 g 0 0")).unwrap();
    let all: usize = background.split(' ').nth(4).unwrap().parse().unwrap();
    let scale = 4;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(all * scale, all * scale, |x, y| {
        let (x, y) = (x / scale, all - 1 - y / scale);
        let dark = rectangles.iter().any(|[left, bottom, width, _]| *bottom == y && (*left..left + width).contains(&x));
        if dark { 0 } else { 255 }
    });
    // Half a millimetre or more for each module.
    let scale: f64 = painted.lines().nth(3).unwrap().split(' ').next().unwrap().parse().unwrap();
    assert!(scale >= 0.5 * 72.0 / 25.4 - 1e-3, "{scale}");
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1);
    grids[0].decode().unwrap().1
}

/// A verifier in this process, for what is tried thousands of times.
struct Judge {
    trust: TrustBundle,
    kinds: Kinds,
    now: UnixTime,
}

impl Judge {
    fn new(bench: &Bench) -> Self {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        let now = UnixTime::from_unsigned(now).unwrap();
        let trust = TrustBundle::open(&fs::read(bench.path("trust.chop")).unwrap(), None, now).unwrap();
        Self { trust, kinds: Kinds::shipped(), now }
    }

    fn code(&self, file: &[u8]) -> &'static str {
        match SealedLetter::parse(file, &self.kinds) {
            Ok(letter) => run_credential(letter, &Policy::offline(&self.trust, &self.kinds, self.now)).code(),
            Err(fault) => fault.code(),
        }
    }
}

#[test]
fn every_change_of_a_single_byte_is_refused() {
    let bench = department();
    seal(&bench, "letter.pdf", "sealed.pdf", &[]);
    publish(&bench);
    let judge = Judge::new(&bench);
    let file = fs::read(bench.path("sealed.pdf")).unwrap();
    assert_eq!(judge.code(&file), "ok");
    let mut codes = std::collections::BTreeMap::<&str, usize>::new();
    let mut changed = file.clone();
    for place in 0..file.len() {
        for bit in [0x01, 0x20, 0x80] {
            changed[place] ^= bit;
            let code = judge.code(&changed);
            assert_ne!(code, "ok", "byte {place} of {}", file.len());
            *codes.entry(code).or_default() += 1;
            changed[place] ^= bit;
        }
    }
    for length in (0..file.len()).step_by(7) {
        assert_ne!(judge.code(&file[..length]), "ok", "cut to {length}");
    }
    println!("{} bytes: {codes:?}", file.len());
    for code in ["seal.letter", "seal.pdf-signature", "seal.pdf-form", "seal.pdf-range"] {
        assert!(codes.contains_key(code), "{code}");
    }
}

#[test]
fn what_was_done_to_a_letter_is_said_by_its_code() {
    let bench = department();
    fs::write(bench.path("other.pdf"), letter("Another licence", 2, 0, false)).unwrap();
    seal(&bench, "letter.pdf", "sealed.pdf", &[]);
    seal(&bench, "other.pdf", "sealed-other.pdf", &[]);
    publish(&bench);
    let read = |name: &str| fs::read(bench.path(name)).unwrap();
    let (plain, sealed, other) = (read("letter.pdf"), read("sealed.pdf"), read("sealed-other.pdf"));
    let place = |file: &[u8], what: &str| {
        file.windows(what.len()).rposition(|window| window == what.as_bytes()).unwrap_or_else(|| panic!("{what}"))
    };
    let put = |file: &[u8], what: &str, with: &str| {
        let mut file = file.to_vec();
        let at = place(&file, what);
        file.splice(at..at + what.len(), with.bytes());
        file
    };
    let appended = |more: &[u8]| [&sealed[..], more].concat();
    // An update by any other program: another catalogue behind the signature.
    let update = |file: &[u8]| {
        let document = Document::load_mem(file).unwrap();
        let mut update = lopdf::IncrementalDocument::create_from(file.to_vec(), document);
        update.new_document.add_object(dictionary! { "Evil" => true });
        let mut bytes = Vec::new();
        update.save_to(&mut bytes).unwrap();
        bytes
    };
    let moved = [&plain[..], &other[read("other.pdf").len()..]].concat();
    let gap = SealedPdf::read(&sealed).unwrap().covers();
    let mut padded = sealed.clone();
    padded[gap[1].start - 2] = b'1';
    let lower = {
        let mut lower = sealed.clone();
        lower[gap[0].end..gap[1].start].make_ascii_lowercase();
        lower
    };
    let range = String::from_utf8_lossy(&sealed[place(&sealed, "/ByteRange[")..][..60]).into_owned();
    let range = &range[..=range.find(']').unwrap()];
    let numbers: Vec<usize> =
        range["/ByteRange[".len()..range.len() - 1].split(' ').map(|n| n.parse().unwrap()).collect();
    let widened = format!("/ByteRange[0 {} {} {}]", numbers[1], numbers[2], numbers[3] - 1);
    let judge = Judge::new(&bench);
    for (name, file, code) in [
        ("no seal", plain.clone(), "seal.pdf-none"),
        ("not a PDF", b"hello".to_vec(), "seal.pdf-none"),
        ("a seal and no more", [&plain[..], b"/ChopSeal(SEAL1:00)"].concat(), "seal.pdf-form"),
        ("an open seal", [&plain[..], b"/ChopSeal(SEAL1:00"].concat(), "seal.pdf-form"),
        ("a byte of the letter", put(&sealed, "Your licence 1", "Your licence 7"), "seal.letter"),
        ("the seal of another letter", moved, "seal.letter"),
        ("a byte appended", appended(b"\n"), "seal.pdf-range"),
        ("an update appended", update(&sealed), "seal.pdf-range"),
        ("a comment appended", appended(b"%%EOF\n% harmless"), "seal.pdf-range"),
        ("a byte cut off", sealed[..sealed.len() - 1].to_vec(), "seal.pdf-range"),
        ("a range that leaves out the end", put(&sealed, range, &widened), "seal.pdf-range"),
        ("a changed annotation", put(&sealed, "/F 132", "/F 133"), "seal.pdf-signature"),
        ("another date", put(&sealed, "/M(D:2", "/M(D:3"), "seal.pdf-signature"),
        ("rubbish behind the signature", padded, "seal.pdf-form"),
        ("digits in lower case", lower, "seal.pdf-form"),
        ("too large", vec![b'%'; LETTER_BYTES + 1], "seal.pdf-size"),
        ("as large as may be", vec![b'%'; LETTER_BYTES], "seal.pdf-none"),
    ] {
        assert_eq!(judge.code(&file), code, "{name}");
        if file.len() < 1_000_000 && file.starts_with(b"%PDF-") {
            fs::write(bench.path("tried.pdf"), &file).unwrap();
            let (exit, result) = bench.verify("tried.pdf", &[]);
            assert_eq!((exit, &result["code"], &result["genuine"]), (1, &json!(code), &json!(false)), "{name}");
        }
    }
    // The signature of another letter of the same issuer, in a place of the same length.
    let (mut swapped, theirs) = (sealed.clone(), SealedPdf::read(&other).unwrap().covers());
    if gap[1].start - gap[0].end == theirs[1].start - theirs[0].end {
        swapped[gap[0].end..gap[1].start].copy_from_slice(&other[theirs[0].end..theirs[1].start]);
        assert_eq!(judge.code(&swapped), "seal.pdf-signature");
    }
}

#[test]
fn a_letter_that_another_department_signed_over_is_refused() {
    let bench = department();
    bench.ok(&["issuer", "init", "thief", "--name", "en=Thief", "--kind", "fishing-licence"]);
    let record = seal(&bench, "letter.pdf", "sealed.pdf", &[]);
    publish(&bench);
    let arguments = [
        &["issuer", "seal", "thief", "letter.pdf", "--kind", "fishing-licence", "--out", "theirs.pdf"][..],
        &["--show", "family_name,document_number"],
        &SET,
    ];
    bench.ok(&arguments.concat());
    let judge = Judge::new(&bench);
    let theirs = fs::read(bench.path("theirs.pdf")).unwrap();
    assert_eq!(judge.code(&theirs), "issuer.unknown");
    // The department's seal put into the thief's file, which the thief's signature then no longer covers.
    let ours = fs::read(bench.path("sealed.pdf")).unwrap();
    let (ours, text) = (SealedPdf::read(&ours).unwrap().seal().to_owned(), String::from_utf8_lossy(&theirs).len());
    assert!(text > 0 && record["new"] == json!(true));
    let theirs_seal = SealedPdf::read(&theirs).unwrap().seal().to_owned();
    if ours.len() == theirs_seal.len() {
        let at = theirs.windows(theirs_seal.len()).rposition(|window| window == theirs_seal.as_bytes()).unwrap();
        let mut mixed = theirs.clone();
        mixed.splice(at..at + theirs_seal.len(), ours.bytes());
        assert_eq!(judge.code(&mixed), "seal.pdf-signer");
    }
}

#[test]
fn what_cannot_be_sealed_is_refused_and_leaves_nothing() {
    let bench = department();
    let try_with = |letter: &str, kind: &str, more: &[&str]| -> Vec<String> {
        let start = ["issuer", "seal", "office", letter, "--kind", kind, "--out", "out.pdf"];
        let mut all: Vec<String> = start.iter().map(ToString::to_string).collect();
        all.extend(more.iter().map(ToString::to_string));
        all
    };
    let show = ["--show", "family_name,document_number"];
    let with = |more: &[&str]| -> Vec<&'static str> {
        [&SET[..], &show, more].concat().iter().map(|text| &*Box::leak((*text).to_owned().into_boxed_str())).collect()
    };
    let mut encrypted = letter("x", 1, 0, false);
    encrypted.truncate(encrypted.len() / 2);
    fs::write(bench.path("half.pdf"), encrypted).unwrap();
    fs::write(bench.path("text.pdf"), "hello").unwrap();
    seal(&bench, "letter.pdf", "sealed.pdf", &[]);
    for (exit, code, letter, kind, more) in [
        (5, "seal.discreet", "letter.pdf", "certificate-of-imprisonment", with(&[])),
        (2, "usage.kind", "letter.pdf", "nothing", with(&[])),
        (5, "issuer.kind-refused", "letter.pdf", "age-proof", with(&[])),
        (3, "letter.signed", "sealed.pdf", "fishing-licence", with(&[])),
        (3, "letter.unreadable", "text.pdf", "fishing-licence", with(&[])),
        (3, "letter.unreadable", "half.pdf", "fishing-licence", with(&[])),
        (3, "file.missing", "none.pdf", "fishing-licence", with(&[])),
        (3, "letter.page", "letter.pdf", "fishing-licence", with(&["--page", "3"])),
        (3, "letter.place", "letter.pdf", "fishing-licence", with(&["--at", "180,10,60"])),
        (3, "letter.small", "letter.pdf", "fishing-licence", with(&["--at", "10,10,20"])),
        (2, "usage.place", "letter.pdf", "fishing-licence", with(&["--at", "10,10"])),
        (2, "usage.date", "letter.pdf", "fishing-licence", with(&["--until", "2020-01-01"])),
        (5, "seal.values", "letter.pdf", "fishing-licence", [&SET[..], &["--show", "nothing"]].concat()),
        (3, "record.missing", "letter.pdf", "fishing-licence", vec!["--set", "family_name=CHAN"]),
        (2, "usage.set", "letter.pdf", "fishing-licence", vec!["--set", "family_name"]),
    ] {
        let arguments = try_with(letter, kind, &more);
        fails(&bench, exit, code, &arguments.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(!bench.path("out.pdf").exists(), "{code}");
    }
    let listed = bench.ok(&["issuer", "list", "office", "--json"]);
    assert_eq!(listed.matches("\"record\"").count(), 1, "only the one that was sealed: {listed}");
}

#[test]
fn a_batch_is_judged_whole_sealed_whole_and_finished_after_a_stop() {
    let bench = department();
    fs::create_dir(bench.path("out")).unwrap();
    let header =
        "holder_ref,letter,family_name,given_name,document_number,birth_date,licence_from,expiry_date,conditions,area";
    let row = |n: u32, birth: &str| {
        format!("WSD/{n},letters/{n}.pdf,CHAN,Tai Man,FL-{n},{birth},2026-01-01,2030-12-31,standard,all")
    };
    fs::create_dir(bench.path("letters")).unwrap();
    for n in 1..=5 {
        let name = format!("letters/{n}.pdf");
        fs::write(bench.path(&name), letter(&format!("Letter {n}"), 1, 0, n % 2 == 0)).unwrap();
    }
    let write = |rows: &[String]| {
        fs::write(bench.path("batch.csv"), [&[header.to_owned()][..], rows].concat().join("\n")).unwrap();
    };
    let arguments = [
        &["issuer", "seal", "office", "--records", "batch.csv", "--kind", "fishing-licence", "--out", "out"][..],
        &["--show", "family_name,document_number", "--report", "report.jsonl"],
    ]
    .concat();
    // One bad row, and nothing is sealed.
    write(&[row(1, "1980-01-01"), row(2, "1980-13-01"), row(3, "1980-01-01"), row(3, "1980-01-01")]);
    fails(&bench, 3, "intake.refused", &arguments);
    assert_eq!(fs::read_dir(bench.path("out")).unwrap().count(), 0);
    let errors = fs::read_to_string(bench.path("batch.errors.csv")).unwrap();
    assert!(errors.contains("3,birth_date,") && errors.contains("5,,intake.holder-twice"), "{errors}");
    assert!(errors.contains("5,,letter.name-twice"), "{errors}");

    let rows: Vec<String> = (1..=5).map(|n| row(n, "1980-01-01")).collect();
    write(&rows[..2]);
    bench.ok(&arguments);
    // As after a stop: some are done, one file is gone again.
    fs::remove_file(bench.path("out/1.pdf")).unwrap();
    let kept = fs::read(bench.path("out/2.pdf")).unwrap();
    write(&rows);
    bench.ok(&arguments);
    let report = fs::read_to_string(bench.path("report.jsonl")).unwrap();
    let lines: Vec<Value> = report.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let new: Vec<bool> = lines.iter().map(|line| line["new"].as_bool().unwrap()).collect();
    assert_eq!(new, [false, false, true, true, true]);
    assert_eq!(
        SealedPdf::read(&kept).unwrap().seal(),
        SealedPdf::read(&fs::read(bench.path("out/2.pdf")).unwrap()).unwrap().seal()
    );
    publish(&bench);
    bench.ok(&["issuer", "revoke", "office", "--holder", "WSD/4", "--reason", "error"]);
    publish(&bench);
    let mut indices = std::collections::BTreeSet::new();
    for n in 1..=5 {
        let name = format!("out/{n}.pdf");
        let code = if n == 4 { "status.revoked" } else { "ok" };
        assert_eq!(bench.verify(&name, &[]).1["code"], code, "{name}");
        let shown: Value = serde_json::from_str(&bench.ok(&["inspect", &name, "--json"])).unwrap();
        indices.insert(shown["content"]["seal"]["facts"][5].to_string());
    }
    assert_eq!(indices.len(), 5, "every letter has an index of its own");
    assert!(fs::read_dir(bench.path("out")).unwrap().count() == 5, "no part of a file is left");
}

#[test]
fn pyhanko_finds_the_signature_valid_whole_and_of_the_departments_chain() {
    let bench = department();
    seal(&bench, "letter.pdf", "sealed.pdf", &["--page", "2", "--at", "10,10,60"]);
    seal(&bench, "modern.pdf", "sealed-modern.pdf", &[]);
    let mut pyhanko = peer::Peer::python("pyhanko_pdf.py");
    println!("{}", pyhanko.version);
    let mut ask = |path: &Path| {
        let question = json!({ "path": path, "root": bench.path("office/root.cert.pem") });
        pyhanko.ask("verify", question)
    };
    for (name, pages) in [("sealed.pdf", 2), ("sealed-modern.pdf", 1)] {
        let answer = ask(&bench.path(name)).unwrap();
        let expected = json!({
            "intact": true, "valid": true, "trusted": true, "coverage": "ENTIRE_FILE",
            "subfilter": "/ETSI.CAdES.detached", "unsigned": 0,
            "attributes": ["content_type", "message_digest", "signing_certificate_v2"],
            "signer": "Water Supplies Department", "pages": pages,
        });
        assert_eq!(answer, expected, "{name}");
    }
    let mut changed = fs::read(bench.path("sealed.pdf")).unwrap();
    changed[200] ^= 1;
    fs::write(bench.path("changed.pdf"), changed).unwrap();
    let answer = ask(&bench.path("changed.pdf"));
    assert!(answer.as_ref().map_or(true, |answer| answer["intact"] == json!(false)), "{answer:?}");
}
