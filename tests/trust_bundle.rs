//! The trust bundle (spec/trust-bundle-1.md): every way in which a bundle or its root can be wrong ends with exactly
//! its code, on bundles made by a model that shares no encoder with the product; and what a bundle says decides
//! verdicts as the specification has it.
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

#[path = "support/bundle.rs"]
mod bundle;
#[path = "trust_bundle/entries.rs"]
mod entries;
#[path = "trust_bundle/matrix.rs"]
mod matrix;
#[path = "trust_bundle/mutations.rs"]
mod mutations;
#[path = "trust_bundle/roots.rs"]
mod roots;
#[path = "trust_bundle/sizes.rs"]
mod sizes;
#[path = "trust_bundle/state.rs"]
mod state;
#[path = "trust_bundle/verdicts.rs"]
mod verdicts;

use std::collections::BTreeMap;

use bundle::{BundleModel, RootModel};
use chop_core::crypto::Signer;
use chop_core::dev::TestTrust;
use chop_core::time::UnixTime;
use chop_core::trust::{SignedRoot, TrustBundle, write_body};

const NOW: i64 = 1_795_341_600;

fn at(seconds: i64) -> UnixTime {
    UnixTime::new(NOW + seconds).unwrap()
}

/// The pin of the model's first root.
fn first_pin() -> SignedRoot {
    RootModel::first(NOW).pin(&["root a", "root b"])
}

fn opened(bytes: &[u8], pinned: Option<&SignedRoot>, now: UnixTime) -> &'static str {
    TrustBundle::open(bytes, pinned, now).map_or_else(|fault| fault.code(), |_| "ok")
}

struct Case {
    name: String,
    bytes: Vec<u8>,
    pinned: Option<SignedRoot>,
    now: UnixTime,
    expect: &'static str,
}

#[derive(Default)]
struct Cases(Vec<Case>);

impl Cases {
    /// A bundle opened at `NOW` under the model's first root.
    fn add(&mut self, name: impl Into<String>, bytes: Vec<u8>, expect: &'static str) {
        self.under(Some(first_pin()), name, bytes, expect);
    }

    fn under(
        &mut self,
        pinned: Option<SignedRoot>,
        name: impl Into<String>,
        bytes: Vec<u8>,
        expect: &'static str,
    ) -> &mut Case {
        self.0.push(Case { name: name.into(), bytes, pinned, now: at(0), expect });
        self.0.last_mut().unwrap()
    }
}

#[test]
fn every_wrong_bundle_ends_with_exactly_its_code() {
    let mut cases = Cases::default();
    roots::cases(&mut cases);
    roots::rotations(&mut cases);
    entries::file_cases(&mut cases);
    entries::body_cases(&mut cases);
    entries::entry_cases(&mut cases);
    entries::list_cases(&mut cases);
    let mut table: BTreeMap<&'static str, (usize, String)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for case in &cases.0 {
        let code = opened(&case.bytes, case.pinned.as_ref(), case.now);
        if code != case.expect {
            wrong.push(format!("{}: {code} instead of {}", case.name, case.expect));
        }
        table.entry(case.expect).or_insert_with(|| (0, case.name.clone())).0 += 1;
    }
    println!("{:<24} {:>6}  for example", "code", "cases");
    for (code, (count, example)) in &table {
        println!("{code:<24} {count:>6}  {example}");
    }
    assert!(wrong.is_empty(), "{} of {} are wrong:\n{}", wrong.len(), cases.0.len(), wrong.join("\n"));
    // trust.rollback needs a memory (state.rs); trust.key-clash is the signer's, and tested beside it.
    for code in [
        "trust.format",
        "trust.version",
        "trust.root-signature",
        "trust.root-unpinned",
        "trust.root-expired",
        "trust.signature",
        "trust.entry",
        "trust.status-list",
        "ok",
    ] {
        assert!(table.contains_key(code), "no case of {code}");
    }
}

#[test]
fn the_model_and_the_product_write_the_same_body() {
    let mut trust = TestTrust::new(at(0));
    trust.body.profiles.clear();
    assert_eq!(write_body(&trust.body), BundleModel::new(NOW).body());
    let key = chop_core::dev::key("issuer").public_key().clone();
    let trust = trust.issuer(&key, &["personal-code"], Some("https://status.example/l/")).verifier(&key);
    let spki = bundle::spki("issuer");
    let mut written = chop_core::trust::read_body(&write_body(&trust.body)).unwrap();
    assert_eq!(written, trust.body);
    written.issuers.clear();
    let mut door = bundle::verifier(&spki, &["*"]);
    door[1] = support::model::array(&["Test Door", "Test Door（試）", "Test Door（试）"].map(support::model::text));
    let model = BundleModel::new(NOW).with(bundle::VERIFIERS, support::model::array(&[support::model::array(&door)]));
    assert_eq!(write_body(&written), model.body());
}
