//! Every way in which a status list can be wrong, in each of its three forms, ends with exactly its code; what is only
//! written in another way counts.
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

#[path = "status_negatives/bitstring.rs"]
mod bitstring;
#[path = "status_negatives/cwt.rs"]
mod cwt;
#[path = "status_negatives/jwt.rs"]
mod jwt;
#[path = "status_negatives/model.rs"]
mod model;
#[allow(dead_code)]
#[path = "support/mdoc.rs"]
mod tree;

use std::collections::{BTreeMap, BTreeSet};

use model::{Cases, judge, trust};

fn resident_high_water() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse().unwrap()
}

/// The lists that the bound is about; making a bomb needs more memory than reading one.
fn bombs() -> Vec<(String, bool, Vec<u8>)> {
    let mut cases = Cases::default();
    cwt::cases(&mut cases);
    jwt::cases(&mut cases);
    bitstring::cases(&mut cases);
    let large = |name: &str| name.contains("bomb") || name.contains("too many");
    cases
        .0
        .into_iter()
        .filter(|case| large(&case.name))
        .map(|case| (case.name, case.is_bitstring, (case.make)()))
        .collect()
}

#[test]
fn every_wrong_status_list_ends_with_exactly_its_code() {
    let trust = trust();
    let mut cases = Cases::default();
    cwt::cases(&mut cases);
    jwt::cases(&mut cases);
    bitstring::cases(&mut cases);
    let (mut names, mut wrong, mut codes) = (BTreeSet::new(), Vec::new(), BTreeMap::new());
    let mut forms = BTreeMap::new();
    for case in &cases.0 {
        assert!(names.insert(case.name.clone()), "{} is there twice", case.name);
        assert!(case.expect.starts_with("status-list.") || case.expect == "status.unknown", "{}", case.name);
        let got = judge(case, &(case.make)(), &trust);
        if got != case.expect {
            wrong.push(format!("{}: {got}, not {}", case.name, case.expect));
        }
        *codes.entry(case.expect).or_insert(0) += 1;
        *forms.entry(case.name.split(':').next().unwrap().to_owned()).or_insert(0) += 1;
    }
    println!("{} wrong status lists {forms:?}: {codes:?}", cases.0.len());
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(cases.0.len() >= 200);
}

#[test]
fn a_list_that_is_only_written_in_another_way_counts() {
    let trust = trust();
    let mut cases = Cases::default();
    cwt::good(&mut cases);
    jwt::good(&mut cases);
    bitstring::good(&mut cases);
    for case in &cases.0 {
        assert_eq!(judge(case, &(case.make)(), &trust), case.expect, "{}", case.name);
    }
}

/// Reads the bombs in a process of their own, so that what other tests hold is not counted.
#[test]
#[cfg(target_os = "linux")]
fn no_list_makes_a_verifier_hold_more_than_8_mib() {
    const FILES: &str = "CHOP_TEST_BOMBS";
    if let Some(folder) = std::env::var_os(FILES) {
        let trust = trust();
        let files: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| std::fs::read(entry.unwrap().path()).unwrap()).collect();
        let before = resident_high_water();
        for bytes in &files {
            let fault = chop_core::trust::GivenList::open(bytes, &trust, model::at(60)).unwrap_err();
            assert_eq!(fault.code(), "status-list.size");
        }
        let more = resident_high_water() - before;
        println!("{more} kB more");
        assert!(more <= 8 * 1_024, "{more} kB more");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let bombs = bombs();
    assert_eq!(bombs.len(), 6);
    for (number, (_, _, bytes)) in bombs.iter().enumerate() {
        std::fs::write(folder.path().join(number.to_string()), bytes).unwrap();
    }
    let run = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "no_list_makes_a_verifier_hold_more_than_8_mib", "--nocapture", "--test-threads=1"])
        .env(FILES, folder.path())
        .output()
        .unwrap();
    let out = String::from_utf8_lossy(&run.stdout);
    println!("{}", out.lines().find(|line| line.ends_with("kB more")).unwrap_or_default());
    assert!(run.status.success(), "{out}{}", String::from_utf8_lossy(&run.stderr));
}
