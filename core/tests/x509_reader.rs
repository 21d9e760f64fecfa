//! Certificates of readers: each rule of the profile broken alone, and chains to a root.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test stops at the first surprise")]

mod support;

use chop_core::crypto::x509::reader::{check_reader, verify_reader_chain};
use chop_core::crypto::x509::{Certificate, chain};
use chop_core::crypto::{Algorithm, SoftwareKey};
use support::draft::{self, Draft, NOW, name};
use support::{Reproducible, hex};

fn key(label: &'static str) -> SoftwareKey {
    SoftwareKey::generate(Algorithm::Es256, &mut Reproducible::new(label)).unwrap()
}

fn parse(der: &[u8]) -> Certificate {
    Certificate::parse_der(der).unwrap()
}

fn root() -> Certificate {
    parse(&Draft::root(&key("root")).sign(&key("root")))
}

fn reader() -> Draft {
    Draft::reader(&key("reader"), &key("root"))
}

type Change = fn(&mut Draft);

#[test]
fn a_reader_that_breaks_one_rule_is_refused_for_that_rule() {
    let rows: [(&str, Change, &str); 18] = [
        ("nothing", |_| (), "ok"),
        ("a country", |d| d.subject = name(Some("HK"), None, Some("Reader")), "ok"),
        ("no names at all", |d| d.subject = name(None, None, None), "ok"),
        (
            "two purposes",
            |d| d.set(draft::EXTENDED_KEY_USAGE, true, hex("301206072881 8c5d0501020607 28818c5d050106")),
            "ok",
        ),
        (
            "a purpose that is not critical",
            |d| d.set(draft::EXTENDED_KEY_USAGE, false, hex("300906072881 8c5d050106")),
            "ok",
        ),
        (
            "the purpose of a document signer",
            |d| d.set(draft::EXTENDED_KEY_USAGE, true, hex("300906072881 8c5d050102")),
            "x509.eku",
        ),
        ("no purpose", |d| d.remove(draft::EXTENDED_KEY_USAGE), "x509.eku"),
        ("no key usage", |d| d.remove(draft::KEY_USAGE), "x509.key-usage"),
        ("a key usage for certificates", |d| d.set(draft::KEY_USAGE, true, hex("03020284")), "x509.key-usage"),
        ("a key usage for agreement", |d| d.set(draft::KEY_USAGE, true, hex("03020308")), "x509.key-usage"),
        ("a CA", |d| d.set(draft::BASIC_CONSTRAINTS, true, hex("30030101ff")), "x509.basic-constraints"),
        ("no CA, written out", |d| d.set(draft::BASIC_CONSTRAINTS, true, hex("3000")), "ok"),
        ("name constraints", |d| d.set(draft::NAME_CONSTRAINTS, true, hex("3000")), "x509.name-constraints"),
        ("a critical extension that nobody knows", |d| d.set("2a0304", true, hex("0500")), "x509.critical-extension"),
        ("a time that is over", |d| d.not_after = "20261231235959Z", "x509.expired"),
        ("a time to come", |d| d.not_before = "20270201000000Z", "x509.not-yet"),
        (
            "a time without a second",
            |d| {
                d.not_before = "20270301000000Z";
                d.not_after = "20270201000000Z";
            },
            "x509.validity-order",
        ),
        (
            "version 1",
            |d| {
                d.version = None;
                d.extensions.clear();
            },
            "x509.version",
        ),
    ];
    for (what, change, code) in rows {
        let certificate = parse(&reader().with(change).sign(&key("root")));
        assert_eq!(check_reader(&certificate, NOW).map_or_else(|fault| fault.code(), |()| "ok"), code, "{what}");
        let chain = verify_reader_chain(&[certificate], &[&root()], NOW);
        assert_eq!(chain.map_or_else(|fault| fault.code(), |_| "ok"), code, "{what}, in a chain");
    }
}

#[test]
fn a_readers_chain_leads_to_its_root_or_is_refused() {
    let code = |chain: &[Certificate], roots: &[&Certificate]| {
        verify_reader_chain(chain, roots, NOW).map_or_else(|fault| fault.code(), |_| "ok")
    };
    let (root, leaf) = (root(), parse(&reader().sign(&key("root"))));
    let other = parse(
        &Draft::root(&key("other")).with(|d| d.subject = name(Some("HK"), None, Some("Other"))).sign(&key("other")),
    );
    assert_eq!(code(&[leaf.clone()], &[&root]), "ok");
    assert_eq!(verify_reader_chain(&[leaf.clone()], &[&other, &root], NOW), Ok(1));
    assert_eq!(code(&[leaf.clone(), root.clone()], &[&root]), "ok");
    assert_eq!(code(&[leaf.clone()], &[]), "x509.untrusted");
    assert_eq!(code(&[leaf.clone()], &[&other]), "x509.untrusted");
    assert_eq!(code(&[], &[&root]), "x509.chain-length");
    assert_eq!(code(&vec![leaf.clone(); chain::MAX_CHAIN + 1], &[&root]), "x509.chain-length");
    assert_eq!(code(&[leaf.clone(), other.clone()], &[&root]), "x509.issuer-name");
    assert_eq!(code(&[leaf.clone()], &[&leaf]), "ok", "pinned by itself");

    // The same name on another key.
    let impostor =
        parse(&Draft::root(&key("impostor")).with(|d| d.remove(draft::SUBJECT_KEY_IDENTIFIER)).sign(&key("impostor")));
    assert_eq!(code(&[leaf.clone()], &[&impostor]), "x509.signature");
    let named = parse(&Draft::root(&key("impostor")).sign(&key("impostor")));
    assert_eq!(code(&[leaf.clone()], &[&named]), "x509.key-identifier");

    let wide = parse(
        &Draft::root(&key("root"))
            .with(|d| d.set(draft::BASIC_CONSTRAINTS, true, hex("30060101ff020101")))
            .sign(&key("root")),
    );
    let between = Draft::intermediate(&key("between"), &key("root"));
    let below = |d: &mut Draft| d.issuer = between.subject.clone();
    let deep = parse(&Draft::reader(&key("reader"), &key("between")).with(below).sign(&key("between")));
    let chain = [deep, parse(&between.sign(&key("root")))];
    assert_eq!(code(&chain, &[&wide]), "ok");
    assert_eq!(code(&chain, &[&root]), "x509.basic-constraints", "the root allows none between");
}
