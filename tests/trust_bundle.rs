//! The trust bundle (spec/trust-bundle-1.md): the corpus of wrong bundles and roots, made by a model that shares no
//! encoder with the product; and what a bundle says decides verdicts as the specification has it.
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
#[path = "support/corpus/mod.rs"]
mod corpus;
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

use bundle::{BundleModel, RootModel};
use chop_core::crypto::Signer;
use chop_core::dev::TestTrust;
use chop_core::time::UnixTime;
use chop_core::trust::{SignedRoot, TrustBundle, write_body};
use corpus::{Cases, Desk, Form};

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

impl Cases {
    fn under(
        &mut self,
        pinned: Option<SignedRoot>,
        name: impl Into<String>,
        bytes: Vec<u8>,
        expect: &'static str,
    ) -> &mut Desk<TestTrust> {
        let desk = self.add(name, bytes, expect);
        desk.pinned = pinned.map(|root| root.to_bytes());
        desk
    }
}

/// A bundle opened at `NOW` under the model's first root.
fn desk() -> Desk<TestTrust> {
    let trust = TestTrust::new(at(0));
    Desk { pinned: Some(first_pin().to_bytes()), ..Desk::new(Form::TrustBundle, trust, at(0)) }
}

#[test]
fn the_files_of_wrong_bundles_are_those_of_the_model() {
    let mut cases = Cases::new(desk());
    roots::cases(&mut cases);
    roots::rotations(&mut cases);
    entries::file_cases(&mut cases);
    entries::body_cases(&mut cases);
    entries::entry_cases(&mut cases);
    entries::list_cases(&mut cases);
    cases.keep("trust");
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
