//! The corpus of wrong certificates, chains and revocation lists, each under a document that is otherwise good.
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
#[path = "support/corpus/mod.rs"]
mod corpus;
#[path = "../core/tests/support/mod.rs"]
mod drafts;
#[path = "x509_negatives/lists.rs"]
mod lists;
#[allow(dead_code)]
#[path = "support/mdoc.rs"]
mod mdoc_model;
#[path = "x509_negatives/names.rs"]
mod names;

use chop_core::crypto::SoftwareKey;
use chop_core::dev::{self, TestTrust};
use chop_core::time::UnixTime;
use chop_core::verify::{Caution, Clock};
use corpus::{Certificates, Desk, Form};
use drafts::draft::{Draft, NOW};
use mdoc_model::{DOC_TYPE, Mdoc, TRANSCRIPT, V, b};

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

    /// What is shown, and what it is judged with.
    fn case(&self) -> (Vec<u8>, Desk<TestTrust>) {
        let signer = self.signer.sign(&key(self.signed_by));
        let anchor = if self.pinned { signer.clone() } else { self.root.sign(&key("root")) };
        let chain = self.chain.clone().unwrap_or_else(|| [vec![signer], self.above.clone()].concat());
        let header = match chain.as_slice() {
            [one] => b(one),
            many => V::Array(many.iter().map(|der| b(der)).collect()),
        };
        let mut mdoc = self.mdoc.clone();
        mdoc.unprotected = V::Map(vec![(V::Uint(33), header)]);
        let certificates = Certificates { anchor, lists: self.lists.clone(), may_issue: DOC_TYPE.to_owned() };
        let desk = Desk {
            certificates: Some(certificates),
            clock: Clock::AsOf,
            transcript: Some(TRANSCRIPT.to_vec()),
            ..Desk::new(Form::DeviceResponse, TestTrust::new(self.now), self.now)
        };
        (mdoc.encode(), desk)
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
fn the_files_of_wrong_certificates_and_lists_are_those_of_the_model() {
    let mut scenes = Cases::default();
    chains::cases(&mut scenes);
    names::cases(&mut scenes);
    lists::cases(&mut scenes);
    let mut cases = corpus::Cases::new(Scene::good().case().1);
    for (name, scene, expect) in &scenes.0 {
        let (input, desk) = scene.case();
        *cases.add(name, input, expect) = desk;
        // Of a foreign document the certificate's end is said beside the verdict.
        if *expect == Caution::IssuerOutlived.code() {
            let case = cases.last();
            (case.expect, case.caution) = ("ok", Some(*expect));
        }
    }
    cases.keep("x509");
}
