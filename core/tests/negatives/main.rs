//! The negative corpora in vectors/negative: every case in the files ends with exactly its code. Nothing here makes a
//! case; vectors/negative/README.md says what does.
#![allow(missing_docs, clippy::as_conversions, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]
#![allow(clippy::wildcard_enum_match_arm, reason = "each form is read in its own way")]

#[path = "../../../tests/support/corpus/mod.rs"]
mod corpus;
mod frames;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chop_core::encoding::cbor::CborFault;
use chop_core::exchange::frames::FrameFault;
use chop_core::format::seal::LetterFault;
use chop_core::format::vc::JwtFault;
use chop_core::status::{AgeFault, StatusFault};
use chop_core::verify::{DigestFault, ORDER};
use corpus::Corpus;
use serde_json::json;

/// Each format with the folders of its corpora and the fewest cases that it must have.
const FORMATS: [(&str, &[&str], usize); 9] = [
    ("mdoc", &["mdoc"], 300),
    ("SD-JWT VC", &["sdjwt"], 250),
    ("W3C VC", &["vc/jose", "vc/data-integrity"], 150),
    ("status", &["status"], 200),
    ("X.509", &["x509"], 60),
    ("seal", &["seal"], 60),
    ("frames", &["frames"], 60),
    ("Personal Code", &["code"], 150),
    ("trust bundle", &["trust"], 150),
];

/// What is found in the corpora of a format.
#[derive(Default)]
struct Count {
    negative: usize,
    good: usize,
    wrong: Vec<String>,
    /// How often each code is expected.
    codes: BTreeMap<String, usize>,
}

fn counted(folders: &[&str]) -> Count {
    let mut count = Count::default();
    for folder in folders {
        let corpus = Corpus::read(folder);
        let trust = corpus.trust();
        let mut names = BTreeSet::new();
        for case in corpus.cases() {
            assert!(names.insert(case.name.clone()), "{folder}: {} is there twice", case.name);
            let answer = case.answer(&trust);
            let is_said = case.caution.as_deref().is_none_or(|caution| answer.cautions.contains(&caution));
            if answer.code != case.expect || !is_said {
                let said = [&[answer.code], answer.cautions.as_slice()].concat().join(", ");
                count.wrong.push(format!("{folder}: {}: {said} instead of {}", case.name, case.expect));
            }
            let is_good = case.expect == "ok" && case.caution.is_none();
            count.good += usize::from(is_good);
            count.negative += usize::from(!is_good);
            *count.codes.entry(case.caution.unwrap_or(case.expect)).or_default() += 1;
        }
    }
    count
}

/// `CHOP_CORPORA=mdoc,x509` runs these alone and keeps no count: the audit of checks begins with the likely ones.
#[test]
fn every_case_in_the_files_ends_with_exactly_its_code() {
    if let Ok(asked) = std::env::var("CHOP_CORPORA") {
        let wrong = counted(&asked.split(',').collect::<Vec<_>>()).wrong;
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
        return;
    }
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    println!("\n{:<16}{:>6} {:>6} {:>6} {:>6}", "format", "cases", "good", "wrong", "codes");
    for (format, folders, least) in FORMATS {
        let Count { negative, good, wrong: found, codes } = counted(folders);
        println!("{format:<16}{negative:>6} {good:>6} {:>6} {:>6}", found.len(), codes.len());
        assert!(negative >= least && good > 0, "{format} has {negative} cases, and {good} that are good");
        rows.push(json!({ "format": format, "cases": negative, "good": good, "wrong": found.len(), "codes": codes }));
        wrong.extend(found);
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/evidence");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("negatives.json"), json!({ "formats": rows }).to_string()).unwrap();
    let code = rows.iter().find(|row| row["format"] == "Personal Code").unwrap();
    let codes = json!({ "negative_cases": code["cases"], "accepted": 0, "codes": code["codes"] });
    std::fs::write(folder.join("codes.json"), codes.to_string()).unwrap();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Every code that the files expect.
fn expected() -> BTreeSet<String> {
    let folders = FORMATS.iter().flat_map(|(_, folders, _)| *folders);
    let cases = folders.flat_map(|folder| Corpus::read(folder).cases().collect::<Vec<_>>());
    cases.flat_map(|case| [Some(case.expect), case.caution]).flatten().collect()
}

/// Codes that do not come of one input to a verifier, and where they are tested.
const ELSEWHERE: [(&str, &str); 4] = [
    ("challenge.expired", "tests/offline_exchange.rs"),
    ("sdjwt.key-binding", "tests/sdjwt.rs"),
    ("status-list.index", "core/src/status/bitstring.rs"),
    ("vc.disclosure", "tests/vc_selective.rs"),
];

fn without_case(codes: impl IntoIterator<Item = &'static str>) -> Vec<&'static str> {
    let expected = expected();
    let elsewhere = |code: &str| ELSEWHERE.iter().any(|(known, _)| *known == code);
    codes.into_iter().filter(|code| !expected.contains(*code) && !elsewhere(code)).collect()
}

#[test]
fn every_check_has_a_case_for_each_of_its_codes() {
    assert_eq!(without_case(ORDER.iter().flat_map(|check| check.codes).copied()), [""; 0]);
}

#[test]
fn every_fault_of_a_format_has_a_case() {
    let sd_jwt = include_str!("../../src/format/sdjwt/fault.rs");
    let all = std::iter::empty()
        .chain(CborFault::ALL.iter().map(|fault| fault.code()))
        .chain(FrameFault::ALL.iter().map(|fault| fault.code()))
        .chain(LetterFault::ALL.iter().map(|fault| fault.code()))
        .chain(JwtFault::ALL.iter().map(|fault| fault.code()))
        .chain(StatusFault::ALL.iter().map(|fault| fault.code()))
        .chain(AgeFault::ALL.iter().map(|fault| fault.code()))
        .chain(DigestFault::ALL.iter().map(|fault| fault.code()))
        .chain(sd_jwt.split('"').skip(1).step_by(2).filter(|code| code.starts_with("sdjwt.")));
    assert_eq!(without_case(all), [""; 0]);
}
