//! Certificates as bytes, alone, in chains, and in time.

use chop_core::crypto::Signer;
use chop_core::crypto::x509::Certificate;
use chop_core::dev::{self, TestDocument, TestTrust};
use chop_core::document::Kinds;
use chop_core::format::mdoc::{self, IssueRequest};
use chop_core::time::UnixTime;
use chop_core::trust::{IssuerEntry, Selector};
use chop_core::verify::{Clock, Policy, run_credential};

use crate::drafts::draft::{self, Draft, NOW, name, tlv};
use crate::drafts::hex;
use crate::{Cases, Scene, at, key};

pub(crate) fn cases(cases: &mut Cases) {
    cases.scene("a document signer under its root", |_| (), "ok");
    bytes(cases);
    signers(cases);
    roots(cases);
    chains(cases);
    times(cases);
}

fn bytes(cases: &mut Cases) {
    cases.signer("version 1 with extensions", |d| d.version = None, "x509.version");
    cases.signer("version 2", |d| d.version = Some(1), "x509.version");
    cases.signer("version 4", |d| d.version = Some(3), "x509.version");
    cases.signer("a serial number of 21 bytes", |d| d.serial = vec![0x11; 21], "x509.serial");
    cases.signer("an empty serial number", |d| d.serial = vec![], "x509.der");
    cases.signer(
        "another algorithm outside",
        |d| d.outer_algorithm = tlv(0x30, &[&hex(draft::ECDSA_SHA384)]),
        "x509.algorithm-mismatch",
    );
    cases.signer(
        "one extension twice",
        |d| d.extensions.push((draft::KEY_USAGE, true, hex("03020780"))),
        "x509.duplicate-extension",
    );
    cases.signer("no purpose", |d| d.set(draft::EXTENDED_KEY_USAGE, true, hex("3000")), "x509.eku-empty");
    cases.signer("a broken key usage", |d| d.set(draft::KEY_USAGE, true, hex("0402")), "x509.extension");
    cases.signer(
        "a path length of 256",
        |d| d.set(draft::BASIC_CONSTRAINTS, true, hex("30070101ff02020100")),
        "x509.extension",
    );
    cases.signer(
        "a key whose curve is written out",
        |d| d.spki = tlv(0x30, &[&hex("300e06072a8648ce3d02013003020101"), &hex("03020004")]),
        "x509.explicit-parameters",
    );
    cases.signer("a thirteenth month", |d| d.not_after = "20271301000000Z", "x509.der");
    cases.signer(
        "more than 16 KiB",
        |d| d.extensions.push((draft::POLICY_CONSTRAINTS, false, vec![0; 16 * 1024])),
        "x509.size",
    );
    cases.scene(
        "signer: bytes after it",
        |scene| {
            let signer = scene.signer.sign(&key("root"));
            scene.chain = Some(vec![[signer, vec![0]].concat()]);
        },
        "x509.der",
    );
}

fn signers(cases: &mut Cases) {
    cases.signer(
        "a critical extension that nobody knows",
        |d| d.set("2a0304", true, hex("0500")),
        "x509.critical-extension",
    );
    cases.signer("the same, not critical", |d| d.set("2a0304", false, hex("0500")), "ok");
    cases.signer(
        "critical policy constraints",
        |d| d.set(draft::POLICY_CONSTRAINTS, true, hex("3003800100")),
        "x509.critical-extension",
    );
    cases.signer("a CA", |d| d.set(draft::BASIC_CONSTRAINTS, true, hex("30030101ff")), "x509.basic-constraints");
    cases.signer("no key usage", |d| d.remove(draft::KEY_USAGE), "x509.key-usage");
    cases.signer("key usage without signing", |d| d.set(draft::KEY_USAGE, true, hex("03020560")), "x509.key-usage");
    cases.signer(
        "key usage for certificates too",
        |d| d.set(draft::KEY_USAGE, true, hex("03020284")),
        "x509.key-usage",
    );
    cases.signer("no extended key usage", |d| d.remove(draft::EXTENDED_KEY_USAGE), "x509.eku");
    cases.signer("for readers", |d| d.set(draft::EXTENDED_KEY_USAGE, true, hex("3009060728818c5d050106")), "x509.eku");
    cases.signer(
        "for servers",
        |d| d.set(draft::EXTENDED_KEY_USAGE, true, hex("300a06082b06010505070301")),
        "x509.eku",
    );
    cases.signer("for any purpose", |d| d.set(draft::EXTENDED_KEY_USAGE, true, hex("30060604551d2500")), "x509.eku");
    cases.signer("no country", |d| d.subject = name(None, Some("O"), Some("CN")), "x509.country");
    cases.signer("another country", |d| d.subject = name(Some("MO"), Some("O"), Some("CN")), "x509.country");
    cases.signer(
        "another's name as its issuer",
        |d| d.issuer = name(Some("HK"), Some("Other"), Some("IACA")),
        "issuer.unknown",
    );
    cases.signer(
        "another's key identifier as its issuer",
        |d| {
            d.set(draft::AUTHORITY_KEY_IDENTIFIER, false, hex("301680140000000000000000000000000000000000000000"));
        },
        "x509.key-identifier",
    );
    cases.scene("signer: signed by another root", |scene| scene.signed_by = "somebody", "x509.signature");
    cases.scene(
        "signer: of another key than the document's",
        |scene| {
            scene.signer = Draft::signer(&key("somebody"), &key("root"));
        },
        "signature.issuer",
    );
}

fn roots(cases: &mut Cases) {
    cases.root("no CA", |d| d.set(draft::BASIC_CONSTRAINTS, true, hex("3000")), "x509.basic-constraints");
    cases.root(
        "basic constraints that are not critical",
        |d| d.set(draft::BASIC_CONSTRAINTS, false, hex("30060101ff020100")),
        "x509.basic-constraints",
    );
    cases.root("no key usage", |d| d.remove(draft::KEY_USAGE), "x509.key-usage");
    cases.root("key usage without certificates", |d| d.set(draft::KEY_USAGE, true, hex("03020102")), "x509.key-usage");
    cases.root(
        "a critical extension that nobody knows",
        |d| d.set("2a0304", true, hex("0500")),
        "x509.critical-extension",
    );
    cases.root("no country", |d| d.subject = name(None, Some("Example Department"), None), "issuer.unknown");
    cases.root("version 1", |d| (d.version, d.extensions) = (None, vec![]), "x509.version");
}

fn chains(cases: &mut Cases) {
    cases.add("a CA between root and signer", Scene::with_middle(|_| ()), "ok");
    let mut scene = Scene::with_middle(|_| ());
    scene.root = Draft::root(&key("root"));
    cases.add("a CA under a root that allows none", scene, "x509.basic-constraints");
    for (what, change, expect) in [
        ("no CA", (|d| d.set(draft::BASIC_CONSTRAINTS, true, hex("3000"))) as fn(&mut Draft), "x509.basic-constraints"),
        (
            "not critically a CA",
            |d| d.set(draft::BASIC_CONSTRAINTS, false, hex("30060101ff020100")),
            "x509.basic-constraints",
        ),
        (
            "without the right to sign certificates",
            |d| d.set(draft::KEY_USAGE, true, hex("03020780")),
            "x509.key-usage",
        ),
        ("expired when the document was signed", |d| d.not_after = "20270115065959Z", "x509.expired"),
        ("not yet valid when the document was signed", |d| d.not_before = "20270115070001Z", "x509.not-yet"),
        (
            "with a critical extension that nobody knows",
            |d| d.set("2a0304", true, hex("0500")),
            "x509.critical-extension",
        ),
    ] {
        cases.add(format!("a CA between that is {what}"), Scene::with_middle(change), expect);
    }
    let mut scene = Scene::with_middle(|_| ());
    scene.above.clear();
    cases.add("a CA between that is left out", scene, "issuer.unknown");
    let mut scene = Scene::with_middle(|_| ());
    let signer = scene.signer.sign(&key("middle"));
    scene.chain = Some(vec![scene.above[0].clone(), signer]);
    cases.add("the signer in second place", scene, "x509.issuer-name");
    let mut scene = Scene::with_middle(|_| ());
    scene.above.push(scene.above[0].clone());
    cases.add("a CA twice", scene, "x509.issuer-name");
    cases.scene(
        "a stranger's certificate above the signer",
        |scene| {
            scene.above = vec![Draft::intermediate(&key("middle"), &key("root")).sign(&key("root"))];
        },
        "x509.issuer-name",
    );
    cases.scene("the root itself above the signer", |scene| scene.above = vec![scene.root.sign(&key("root"))], "ok");
    cases.scene(
        "the root, and a stranger above it",
        |scene| {
            scene.above = vec![scene.root.sign(&key("root")), Draft::root(&key("somebody")).sign(&key("somebody"))];
        },
        "ok",
    );
    cases.scene(
        "a root of its own making",
        |scene| {
            scene.signed_by = "somebody";
            scene.signer = Draft::signer(&key("issuer"), &key("somebody"));
            let root = Draft::root(&key("somebody")).with(|d| {
                d.subject = name(Some("HK"), Some("Evil"), Some("Root"));
                d.issuer = d.subject.clone();
            });
            scene.signer.issuer = root.subject.clone();
            scene.above = vec![root.sign(&key("somebody"))];
        },
        "issuer.unknown",
    );
    cases.scene(
        "a root of its own making with our root's name",
        |scene| {
            scene.signed_by = "somebody";
            scene.signer = Draft::signer(&key("issuer"), &key("somebody"));
            scene.above = vec![Draft::root(&key("somebody")).sign(&key("somebody"))];
        },
        "x509.signature",
    );
    cases.scene("a chain of five", |scene| scene.above = vec![scene.root.sign(&key("root")); 4], "cose.chain");
    cases.scene(
        "a chain of more than 16 KiB",
        |scene| {
            scene.signer.extensions.push((draft::POLICY_CONSTRAINTS, false, vec![0; 9_000]));
            let bulky = |d: &mut Draft| d.extensions.push((draft::POLICY_CONSTRAINTS, false, vec![0; 9_000]));
            scene.above = vec![Draft::root(&key("root")).with(bulky).sign(&key("root"))];
        },
        "x509.chain-size",
    );
    cases.scene(
        "a circle of two",
        |scene| {
            let name_of = |text| name(Some("HK"), Some("Example Department"), Some(text));
            let link = |subject: &'static str, issuer: &'static str, by: &str| {
                let mut link = Draft::intermediate(&key(subject), &key(issuer));
                (link.subject, link.issuer) = (name_of(subject), name_of(issuer));
                link.set(draft::BASIC_CONSTRAINTS, true, hex("30030101ff"));
                link.sign(&key(by))
            };
            scene.signer = Draft::signer(&key("issuer"), &key("a"));
            scene.signer.issuer = name_of("a");
            scene.signed_by = "a";
            scene.above = vec![link("a", "b", "b"), link("b", "a", "a"), link("a", "b", "b")];
        },
        "issuer.unknown",
    );
}

fn times(cases: &mut Cases) {
    // The document was signed an hour before now and is valid for a day from now on.
    cases.signer("begins with the second of signing", |d| d.not_before = "20270115070000Z", "ok");
    cases.signer("begins a second after signing", |d| d.not_before = "20270115070001Z", "x509.not-yet");
    cases.signer("ends with the second of signing", |d| d.not_after = "20270115070000Z", "x509.outlived");
    cases.signer("ended a second before signing", |d| d.not_after = "20270115065959Z", "x509.expired");
    cases.signer(
        "ends before it begins",
        |d| (d.not_before, d.not_after) = ("20270201000000Z", "20270101000000Z"),
        "x509.validity-order",
    );
    cases.signer("ends a second before the document", |d| d.not_after = "20270116075958Z", "x509.outlived");
    cases.signer("ends with the last second of the document", |d| d.not_after = "20270116075959Z", "ok");
    cases.scene(
        "a document that is over, as its signer is",
        |scene| {
            scene.signer.not_after = "20270301000000Z";
            scene.now = at(86_400);
        },
        "time.expired",
    );
    cases.root("begins a second after signing", |d| d.not_before = "20270115070001Z", "x509.not-yet");
    cases.root("ended a second before signing", |d| d.not_after = "20270115065959Z", "x509.expired");
    cases.root("ends after signing and before now", |d| d.not_after = "20270115073000Z", "ok");
    cases.scene("a pinned signer", |scene| scene.pinned = true, "ok");
    cases.scene(
        "a pinned signer that ends before the document",
        |scene| {
            scene.pinned = true;
            scene.signer.not_after = "20270116075958Z";
        },
        "x509.outlived",
    );
    cases.scene(
        "a pinned signer that had ended at signing",
        |scene| {
            scene.pinned = true;
            scene.signer.not_after = "20270115065959Z";
        },
        "issuer.key-time",
    );
    cases.scene(
        "a document signed before there was a signer",
        |scene| {
            scene.mdoc.signed = NOW - 400 * 86_400;
        },
        "x509.not-yet",
    );
}

/// A document of a kind of ours outlives its signer's certificate only if its issuer made a mistake.
#[test]
fn a_document_of_ours_that_outlives_its_signer_is_refused() {
    let kinds = Kinds::shipped();
    let root = Certificate::parse_der(&Draft::root(&key("root")).sign(&key("root"))).unwrap();
    let mut trust = TestTrust::new(at(-600));
    let rights = vec![Selector::Kind("age-proof".to_owned())];
    trust.body.issuers.push(IssuerEntry::with_certificate(root, dev::names("Office"), rights).unwrap());
    let trust = trust.open();
    let policy = Policy { clock: Clock::AsOf, ..Policy::offline(&trust, &kinds, at(0)) };
    let document = TestDocument::new("age-proof", at(-3_600));
    let last = document.validity.valid_until.plus(-1);
    let judge = |not_after: &'static str| {
        let signer = Draft::signer(&key("issuer"), &key("root")).with(|d| d.not_after = not_after);
        let request = IssueRequest {
            descriptor: kinds.by_kind("age-proof").unwrap(),
            values: &document.values,
            device_key: document.device.public_key(),
            validity: document.validity,
            status: None,
        };
        let unsigned = mdoc::prepare(&request, &mut dev::Counted::new("salts")).unwrap();
        let bytes = unsigned.sign(&document.issuer, &[signer.sign(&key("root"))]).unwrap();
        run_credential(mdoc::IssuerSigned::parse(&bytes).unwrap(), &policy).code()
    };
    let text = |at: UnixTime| at.to_tdate().replace(['-', ':', 'T'], "");
    let [exact, short]: [&'static str; 2] = [last, last.plus(-1)].map(|at| &*text(at).leak());
    assert_eq!(judge(exact), judge("20360101000000Z"));
    assert_ne!(judge(exact), "x509.outlived");
    assert_eq!(judge(short), "x509.outlived");
}
