//! The corpus of wrong status lists in each of their three forms, and of good ones that are only written in another way;
//! and how much memory a list may take.
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
#[path = "support/corpus/mod.rs"]
mod corpus;
#[path = "status_negatives/cwt.rs"]
mod cwt;
#[path = "status_negatives/jwt.rs"]
mod jwt;
#[path = "status_negatives/model.rs"]
mod model;
#[allow(dead_code)]
#[path = "support/mdoc.rs"]
mod tree;

use chop_core::crypto::Signer;
use chop_core::dev;
use corpus::{Cases, Desk, Form, Listed};
use model::trust;

fn resident_high_water() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse().unwrap()
}

/// The lists that the bound is about; making a bomb needs more memory than reading one.
fn bombs() -> Vec<(String, bool, Vec<u8>)> {
    let mut cases = model::Cases::default();
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
fn the_files_of_wrong_status_lists_are_those_of_the_model() {
    let mut made = model::Cases::default();
    cwt::cases(&mut made);
    jwt::cases(&mut made);
    bitstring::cases(&mut made);
    cwt::good(&mut made);
    jwt::good(&mut made);
    bitstring::good(&mut made);
    let listed = |case: &model::Case| Listed {
        bitstring: case.is_bitstring,
        index: case.index,
        remembered: case.highest.map(|at| model::NOW + at),
        uri: model::LIST.to_owned(),
    };
    let mut usual = Desk::new(Form::StatusList, trust(), model::at(60));
    usual.list = made.0.first().map(listed);
    let mut cases = Cases::new(usual);
    for case in &made.0 {
        let desk = cases.add(&case.name, (case.make)(), case.expect);
        desk.list = Some(listed(case));
        desk.now = model::at(case.now);
    }
    by_trust(&mut cases);
    cases.keep("status");
}

/// Lists that are good in themselves: what the bundle says of their issuer decides.
fn by_trust(cases: &mut Cases) {
    let good = model::Cwt::good().encode();
    let killed = model::issuer().public_key().kid();
    cases.add("cwt: of an issuer that is switched off", good.clone(), "status-list.signature").trust.body.killed =
        vec![killed];
    for (seconds, expect) in [(-1, "status-list.signature"), (0, "ok")] {
        let desk = cases.add(format!("cwt: of a key in use until {seconds} s"), good.clone(), expect);
        let entry = desk.trust.body.issuers[0].clone();
        desk.trust.body.issuers[0] = entry.in_use(None, Some(model::at(seconds)));
    }
    let elsewhere = "https://elsewhere.example/l/1";
    let mut other = model::Cwt::good();
    other.signer = dev::key("other issuer");
    other.claim(2, Some(tree::t(elsewhere)));
    let desk = cases.add("cwt: of another issuer than the document's", other.encode(), "status.unknown");
    desk.list.as_mut().unwrap().uri = elsewhere.to_owned();
    let mut credential = model::Jwt::credential();
    credential.payload["id"] = model::LIST.into();
    cases.add("bitstring: asked for a place in a token", credential.encode(), "status.unknown");
}

/// Reads the bombs in a process of their own, so that what other tests hold is not counted.
#[test]
#[cfg(target_os = "linux")]
fn no_list_makes_a_verifier_hold_more_than_8_mib() {
    const FILES: &str = "CHOP_TEST_BOMBS";
    if let Some(folder) = std::env::var_os(FILES) {
        let trust = trust().open();
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
