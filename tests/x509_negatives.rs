//! Every way in which a certificate, a chain or a revocation list can be wrong, each under a document that is otherwise
//! good, ends with exactly its code.
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

#[path = "x509_negatives/chains.rs"]
mod chains;
#[path = "../core/tests/support/mod.rs"]
mod drafts;
#[path = "x509_negatives/lists.rs"]
mod lists;
#[allow(dead_code)]
#[path = "support/mdoc.rs"]
mod mdoc_model;
#[path = "x509_negatives/names.rs"]
mod names;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chop_core::crypto::SoftwareKey;
use chop_core::crypto::x509::{Certificate, RevocationList};
use chop_core::dev::{self, TestTrust};
use chop_core::document::Kinds;
use chop_core::format::mdoc;
use chop_core::time::UnixTime;
use chop_core::trust::{IssuerEntry, Selector};
use chop_core::verify::{Caution, Clock, Expectation, NoMemory, Outcome, Policy, Rejection, run};
use drafts::draft::{Draft, NOW};
use mdoc_model::{DOC_TYPE, Mdoc, TRANSCRIPT, V, b};

static KINDS: LazyLock<Kinds> = LazyLock::new(Kinds::shipped);

fn key(name: &str) -> SoftwareKey {
    dev::key(name)
}

fn at(seconds: i64) -> UnixTime {
    UnixTime::new(NOW + seconds).unwrap()
}

/// A document, the certificates under it, and what the bundle says of them.
struct Scene {
    /// The anchor, signed by the key `root`.
    root: Draft,
    /// The document's signer, whose key is `issuer`.
    signer: Draft,
    /// The key that signs the signer's certificate.
    signed_by: &'static str,
    /// What stands in `x5chain` after the signer.
    above: Vec<Vec<u8>>,
    /// In place of all of `x5chain`.
    chain: Option<Vec<Vec<u8>>>,
    /// The signer's own certificate is the anchor.
    pinned: bool,
    lists: Vec<Vec<u8>>,
    mdoc: Mdoc,
    now: UnixTime,
}

impl Scene {
    fn good() -> Self {
        Self {
            root: Draft::root(&key("root")),
            signer: Draft::signer(&key("issuer"), &key("root")),
            signed_by: "root",
            above: Vec::new(),
            chain: None,
            pinned: false,
            lists: Vec::new(),
            mdoc: Mdoc::new(NOW),
            now: at(0),
        }
    }

    /// With a CA between root and signer, whose key is `middle`; the root may have it there.
    fn with_middle(change: impl FnOnce(&mut Draft)) -> Self {
        let mut scene = Self::good();
        scene.root.set(drafts::draft::BASIC_CONSTRAINTS, true, drafts::hex("30060101ff020101"));
        let middle = Draft::intermediate(&key("middle"), &key("root")).with(change);
        scene.signer = Draft::signer(&key("issuer"), &key("middle"));
        scene.signer.issuer = middle.subject.clone();
        scene.signed_by = "middle";
        scene.above = vec![middle.sign(&key("root"))];
        scene
    }

    fn judge(&self) -> &'static str {
        let signer = self.signer.sign(&key(self.signed_by));
        let anchor = if self.pinned { signer.clone() } else { self.root.sign(&key("root")) };
        let anchor = match Certificate::parse_der(&anchor) {
            Ok(anchor) => anchor,
            Err(fault) => return fault.code(),
        };
        let mut lists = Vec::new();
        for der in &self.lists {
            match RevocationList::parse_der(der).and_then(|list| list.check_issued_by(&anchor).map(|()| list)) {
                Ok(list) => lists.push(list),
                Err(fault) => return fault.code(),
            }
        }
        let rights = vec![Selector::Type(DOC_TYPE.to_owned())];
        let entry = match IssuerEntry::with_certificate(anchor, dev::names("Office"), rights)
            .and_then(|entry| entry.with_revocations(lists))
        {
            Ok(entry) => entry,
            Err(fault) => return fault.code(),
        };
        let mut trust = TestTrust::new(self.now.plus(-600));
        trust.body.issuers.push(entry);
        let trust = trust.open();
        let chain = self.chain.clone().unwrap_or_else(|| [vec![signer], self.above.clone()].concat());
        let header = match chain.as_slice() {
            [one] => b(one),
            many => V::Array(many.iter().map(|der| b(der)).collect()),
        };
        let mut mdoc = self.mdoc.clone();
        mdoc.unprotected = V::Map(vec![(V::Uint(33), header)]);
        let presentation = match mdoc::parse_device_response(&mdoc.encode()) {
            Ok(presentation) => presentation,
            Err(fault) => return Rejection::Mdoc(fault).code(),
        };
        let policy = Policy { clock: Clock::AsOf, ..Policy::offline(&trust, &KINDS, self.now) };
        let expectation = Expectation { transcript: Some(TRANSCRIPT), ..Expectation::ONE_SCAN };
        let outcome = run(presentation, &policy, &expectation, &mut NoMemory);
        // Of a foreign document the certificate's end is said beside the verdict.
        match &outcome {
            Outcome::Verified(verified) if verified.content().cautions.contains(&Caution::IssuerOutlived) => {
                Caution::IssuerOutlived.code()
            }
            _ => outcome.code(),
        }
    }
}

#[derive(Default)]
struct Cases(Vec<(String, Scene, &'static str)>);

impl Cases {
    fn add(&mut self, name: impl Into<String>, scene: Scene, expect: &'static str) {
        self.0.push((name.into(), scene, expect));
    }

    fn scene(&mut self, name: impl Into<String>, change: impl FnOnce(&mut Scene), expect: &'static str) {
        let mut scene = Scene::good();
        change(&mut scene);
        self.add(name, scene, expect);
    }

    fn signer(&mut self, name: &str, change: impl FnOnce(&mut Draft), expect: &'static str) {
        self.scene(format!("signer: {name}"), |scene| change(&mut scene.signer), expect);
    }

    fn root(&mut self, name: &str, change: impl FnOnce(&mut Draft), expect: &'static str) {
        self.scene(format!("root: {name}"), |scene| change(&mut scene.root), expect);
    }
}

#[test]
fn every_wrong_certificate_and_list_ends_with_exactly_its_code() {
    let mut cases = Cases::default();
    chains::cases(&mut cases);
    names::cases(&mut cases);
    lists::cases(&mut cases);
    let (mut seen, mut wrong, mut codes) = (BTreeSet::new(), Vec::new(), BTreeMap::new());
    for (name, scene, expect) in &cases.0 {
        assert!(seen.insert(name), "{name} is there twice");
        let got = scene.judge();
        if got != *expect {
            wrong.push(format!("{name}: {got}, not {expect}"));
        }
        *codes.entry(*expect).or_insert(0) += 1;
    }
    let good = codes.get("ok").copied().unwrap_or_default();
    println!("{} wrong, {good} right: {codes:?}", cases.0.len() - good);
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(cases.0.len() - good >= 60 && good >= 10);
}
