//! Each check of the certificate profiles, with certificates that break exactly that one; and what chop makes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test stops at the first surprise")]

mod support;

use chop_core::crypto::x509::make::{self, Request};
use chop_core::crypto::x509::{Certificate, chain, conformance, profile};
use chop_core::crypto::{Algorithm, PublicKey, SignFault, Signature, Signer, SoftwareKey};
use support::draft::{self, Draft, NOW, name, tlv};
use support::{Failing, Reproducible, Stuck, hex};

fn key(label: &'static str) -> SoftwareKey {
    SoftwareKey::generate(Algorithm::Es256, &mut Reproducible::new(label)).unwrap()
}

fn parse(der: &[u8]) -> Certificate {
    Certificate::parse_der(der).unwrap()
}

fn root() -> Certificate {
    parse(&Draft::root(&key("root")).sign(&key("root")))
}

fn signer() -> Draft {
    Draft::signer(&key("signer"), &key("root"))
}

const OK: &str = "ok";

type Change = fn(&mut Draft);

#[test]
fn the_drafts_are_of_the_whole_profile() {
    let (root, signer) = (root(), parse(&signer().sign(&key("root"))));
    assert_eq!(conformance::check_root(&root), Ok(()));
    assert_eq!(conformance::check_document_signer(&signer, &root), Ok(()));
    assert_eq!(chain::check_document_signer(&signer, &root, NOW), Ok(()));
    assert_eq!(chain::verify_chain(&[signer], &[&root], NOW), Ok(0));
}

#[test]
fn parsing_refuses_what_is_not_a_certificate() {
    let rows: [(&str, Change, &str); 16] = [
        ("version 1 with extensions", |d| d.version = None, "x509.version"),
        ("version 2", |d| d.version = Some(1), "x509.version"),
        ("version 4", |d| d.version = Some(3), "x509.version"),
        ("version 1 written out", |d| d.version = Some(0), "x509.version"),
        ("a serial number of 21 bytes", |d| d.serial = vec![0x11; 21], "x509.serial"),
        ("a serial number of 22 bytes", |d| d.serial = vec![0x11; 22], "x509.der"),
        ("a padded serial number", |d| d.serial = vec![0, 1], "x509.der"),
        ("an empty serial number", |d| d.serial = vec![], "x509.der"),
        (
            "another algorithm outside",
            |d| d.outer_algorithm = tlv(0x30, &[&hex(draft::ECDSA_SHA384)]),
            "x509.algorithm-mismatch",
        ),
        (
            "one extension twice",
            |d| d.extensions.push((draft::KEY_USAGE, true, hex("03020780"))),
            "x509.duplicate-extension",
        ),
        ("no purpose", |d| d.set(draft::EXTENDED_KEY_USAGE, true, hex("3000")), "x509.eku-empty"),
        ("a broken key usage", |d| d.set(draft::KEY_USAGE, true, hex("0402")), "x509.extension"),
        ("bytes after basic constraints", |d| d.set(draft::BASIC_CONSTRAINTS, true, hex("300000")), "x509.extension"),
        (
            "a key without its curve's name",
            |d| {
                d.spki = tlv(0x30, &[&hex("300e06072a8648ce3d02013003020101"), &hex("03020004")]);
            },
            "x509.explicit-parameters",
        ),
        ("a thirteenth month", |d| d.not_after = "20271301000000Z", "x509.der"),
        ("16 KiB and more", |d| d.extensions.push((draft::POLICY_CONSTRAINTS, false, vec![0; 16 * 1024])), "x509.size"),
    ];
    for (what, change, code) in rows {
        let der = signer().with(change).sign(&key("root"));
        assert_eq!(Certificate::parse_der(&der).map_or_else(|fault| fault.code(), |_| OK), code, "{what}");
    }
}

#[test]
fn parsing_stops_at_exactly_16_kib() {
    // EdDSA, whose signatures all have one length.
    let issuer = SoftwareKey::generate(Algorithm::EdDsa, &mut Reproducible::new("size")).unwrap();
    let of = |length: usize| {
        let draft = Draft::signer(&key("signer"), &issuer);
        draft.with(|d| d.extensions.push((draft::POLICY_CONSTRAINTS, false, vec![0; length]))).sign(&issuer)
    };
    let room = 16_384 - of(10_000).len();
    assert_eq!(of(10_000 + room).len(), 16_384);
    assert!(Certificate::parse_der(&of(10_000 + room)).is_ok());
    assert_eq!(Certificate::parse_der(&of(10_000 + room + 1)).unwrap_err().code(), "x509.size");
    assert_eq!(Certificate::parse_der(&vec![0x30; 100 * 16_384]).unwrap_err().code(), "x509.size");
    assert_eq!(Certificate::parse_pem(&"x".repeat(32 * 1024 + 1)).unwrap_err().code(), "x509.size");
}

/// The checks on the signer alone, then those between signer and root.
#[test]
fn a_document_signer_that_breaks_one_rule_is_refused_for_that_rule() {
    let rows: [(&str, Change, &str); 31] = [
        ("nothing", |_| (), OK),
        ("critical extension that nobody knows", |d| d.set("2a0304", true, hex("0500")), "x509.critical-extension"),
        ("the same, not critical", |d| d.set("2a0304", false, hex("0500")), OK),
        (
            "critical policy constraints",
            |d| d.set(draft::POLICY_CONSTRAINTS, true, hex("3003800100")),
            "x509.critical-extension",
        ),
        (
            "critical revocation lists",
            |d| {
                let (_, _, points) = d.extensions.iter().find(|(oid, ..)| *oid == draft::CRL_POINTS).unwrap().clone();
                d.set(draft::CRL_POINTS, true, points);
            },
            "x509.critical-extension",
        ),
        ("name constraints", |d| d.set(draft::NAME_CONSTRAINTS, true, hex("3000")), "x509.name-constraints"),
        (
            "name constraints, not critical",
            |d| d.set(draft::NAME_CONSTRAINTS, false, hex("3000")),
            "x509.name-constraints",
        ),
        ("a CA", |d| d.set(draft::BASIC_CONSTRAINTS, true, hex("30030101ff")), "x509.basic-constraints"),
        ("explicitly no CA", |d| d.set(draft::BASIC_CONSTRAINTS, true, hex("3000")), OK),
        ("no key usage", |d| d.remove(draft::KEY_USAGE), "x509.key-usage"),
        ("key usage without signing", |d| d.set(draft::KEY_USAGE, true, hex("03020560")), "x509.key-usage"),
        ("key usage with certificates", |d| d.set(draft::KEY_USAGE, true, hex("03020284")), "x509.key-usage"),
        ("key usage, not critical", |d| d.set(draft::KEY_USAGE, false, hex("03020780")), OK),
        ("no extended key usage", |d| d.remove(draft::EXTENDED_KEY_USAGE), "x509.eku"),
        ("for readers", |d| d.set(draft::EXTENDED_KEY_USAGE, true, hex("3009060728818c5d050106")), "x509.eku"),
        ("for TLS", |d| d.set(draft::EXTENDED_KEY_USAGE, true, hex("300a06082b06010505070301")), "x509.eku"),
        ("for everything", |d| d.set(draft::EXTENDED_KEY_USAGE, true, hex("30060604551d2500")), "x509.eku"),
        ("for documents, not critical", |d| d.set(draft::EXTENDED_KEY_USAGE, false, hex("3009060728818c5d050102")), OK),
        ("no country", |d| d.subject = name(None, Some("O"), Some("CN")), "x509.country"),
        ("a country in small letters", |d| d.subject = name(Some("hk"), Some("O"), Some("CN")), "x509.country"),
        ("a country of three letters", |d| d.subject = name(Some("HKG"), Some("O"), Some("CN")), "x509.country"),
        ("another country", |d| d.subject = name(Some("MO"), Some("O"), Some("CN")), "x509.country"),
        ("not yet", |d| d.not_before = "20270115080001Z", "x509.not-yet"),
        ("from this second on", |d| d.not_before = "20270115080000Z", OK),
        ("expired", |d| d.not_after = "20270115075959Z", "x509.expired"),
        ("to this second", |d| d.not_after = "20270115080000Z", OK),
        (
            "ends before it starts",
            |d| (d.not_before, d.not_after) = ("20270201000000Z", "20270101000000Z"),
            "x509.validity-order",
        ),
        ("a key on another curve", |d| d.spki = p521(), "x509.key"),
        ("another issuer's name", |d| d.issuer = name(Some("HK"), Some("Other"), Some("IACA")), "x509.issuer-name"),
        (
            "the issuer's name in capitals",
            |d| {
                d.issuer = name(Some("HK"), Some("EXAMPLE DEPARTMENT"), Some("Example Department IACA"));
            },
            "x509.issuer-name",
        ),
        (
            "another key of the issuer",
            |d| d.set(draft::AUTHORITY_KEY_IDENTIFIER, false, hex("300380017f")),
            "x509.key-identifier",
        ),
    ];
    let root = root();
    for (what, change, code) in rows {
        let signer = parse(&signer().with(change).sign(&key("root")));
        let checked = chain::check_document_signer(&signer, &root, NOW);
        assert_eq!(checked.map_or_else(|fault| fault.code(), |()| OK), code, "{what}");
        let walked = chain::verify_chain(&[signer], &[&root], NOW);
        let code = if code == "x509.issuer-name" { "x509.untrusted" } else { code };
        assert_eq!(walked.map_or_else(|fault| fault.code(), |_| OK), code, "{what}");
    }
}

/// A well-formed key of a curve that chop does not use.
fn p521() -> Vec<u8> {
    tlv(0x30, &[&hex("301006072a8648ce3d020106052b81040023"), &tlv(0x03, &[&[0, 4], &[1; 132]])])
}

#[test]
fn a_signer_signed_by_another_key_is_refused_for_its_signature() {
    let root = root();
    let forged = parse(&signer().sign(&key("somebody else")));
    assert_eq!(chain::check_document_signer(&forged, &root, NOW).unwrap_err().code(), "x509.signature");
    // Also when the forger names an algorithm that is not the root's, or one that is none.
    for algorithm in [draft::ECDSA_SHA384, "06032b6570", "06082a8648ce3d040301", "06072a8648ce3d0401"] {
        let algorithm = tlv(0x30, &[&hex(algorithm)]);
        let odd = signer().with(|d| (d.inner_algorithm, d.outer_algorithm) = (algorithm.clone(), algorithm));
        let odd = parse(&odd.sign(&key("root")));
        assert_eq!(chain::check_document_signer(&odd, &root, NOW).unwrap_err().code(), "x509.signature");
    }
    let parameters = tlv(0x30, &[&hex(draft::ECDSA_SHA256), &[5, 0]]);
    let odd = signer().with(|d| (d.inner_algorithm, d.outer_algorithm) = (parameters.clone(), parameters));
    let odd = parse(&odd.sign(&key("root")));
    assert_eq!(chain::check_document_signer(&odd, &root, NOW).unwrap_err().code(), "x509.signature");
}

#[test]
fn a_root_that_breaks_one_rule_is_refused_for_that_rule() {
    // The last column: does it also break the chain of a good signer under it? The country is asked of both there.
    let rows: [(&str, Change, &str, &str); 17] = [
        ("nothing", |_| (), OK, OK),
        (
            "critical extension that nobody knows",
            |d| d.set("2a0304", true, hex("0500")),
            "x509.critical-extension",
            "x509.critical-extension",
        ),
        (
            "name constraints",
            |d| d.set(draft::NAME_CONSTRAINTS, true, hex("3000")),
            "x509.name-constraints",
            "x509.name-constraints",
        ),
        (
            "no basic constraints",
            |d| d.remove(draft::BASIC_CONSTRAINTS),
            "x509.basic-constraints",
            "x509.basic-constraints",
        ),
        (
            "basic constraints, not critical",
            |d| d.set(draft::BASIC_CONSTRAINTS, false, hex("30060101ff020100")),
            "x509.basic-constraints",
            "x509.basic-constraints",
        ),
        (
            "no CA",
            |d| d.set(draft::BASIC_CONSTRAINTS, true, hex("3000")),
            "x509.basic-constraints",
            "x509.basic-constraints",
        ),
        ("path length three", |d| d.set(draft::BASIC_CONSTRAINTS, true, hex("30060101ff020103")), OK, OK),
        ("no path length", |d| d.set(draft::BASIC_CONSTRAINTS, true, hex("30030101ff")), OK, OK),
        ("no key usage", |d| d.remove(draft::KEY_USAGE), "x509.key-usage", "x509.key-usage"),
        (
            "key usage without certificates",
            |d| d.set(draft::KEY_USAGE, true, hex("03020780")),
            "x509.key-usage",
            "x509.key-usage",
        ),
        ("an extended key usage", |d| d.set(draft::EXTENDED_KEY_USAGE, true, hex("3009060728818c5d050102")), OK, OK),
        ("not yet", |d| d.not_before = "20270115080001Z", "x509.not-yet", "x509.not-yet"),
        ("expired", |d| d.not_after = "20270115075959Z", "x509.expired", "x509.expired"),
        (
            "ends before it starts",
            |d| (d.not_before, d.not_after) = ("20280101000000Z", "20270101000000Z"),
            "x509.validity-order",
            "x509.validity-order",
        ),
        ("no subject key identifier", |d| d.remove(draft::SUBJECT_KEY_IDENTIFIER), OK, OK),
        ("signed by another", |d| d.issuer = name(Some("HK"), Some("O"), Some("Other root")), "x509.signature", OK),
        (
            "no country",
            |d| (d.subject, d.issuer) = (name(None, Some("O"), None), name(None, Some("O"), None)),
            "x509.country",
            "x509.country",
        ),
    ];
    for (what, change, alone, in_chain) in rows {
        let draft = Draft::root(&key("root")).with(change);
        let signer = parse(&signer().with(|d| d.issuer = draft.subject.clone()).sign(&key("root")));
        let root = parse(&draft.sign(&key("root")));
        assert_eq!(profile::check_root(&root, NOW).map_or_else(|fault| fault.code(), |()| OK), alone, "{what}");
        let checked = chain::check_document_signer(&signer, &root, NOW);
        assert_eq!(checked.map_or_else(|fault| fault.code(), |()| OK), in_chain, "{what}");
    }
    let forged = parse(&Draft::root(&key("root")).sign(&key("somebody else")));
    assert_eq!(profile::check_root(&forged, NOW).unwrap_err().code(), "x509.signature");
    let unusable = parse(&Draft::root(&key("root")).with(|d| d.spki = p521()).sign(&key("root")));
    assert_eq!(profile::check_root(&unusable, NOW).unwrap_err().code(), "x509.key");
    let signer = parse(&signer().sign(&key("root")));
    assert_eq!(chain::verify_chain(&[signer], &[&unusable], NOW).unwrap_err().code(), "x509.key");
}

/// root ← first ← second ← third ← signer, every path length open.
fn long_chain() -> (Certificate, Vec<Certificate>) {
    let open = |d: &mut Draft| d.set(draft::BASIC_CONSTRAINTS, true, hex("30030101ff"));
    let labels = ["root", "first", "second", "third"];
    let root = parse(&Draft::root(&key("root")).with(open).sign(&key("root")));
    let mut issuer_name = draft::root_name();
    let mut chain = vec![];
    for pair in labels.windows(2) {
        let [above, own] = pair else { unreachable!() };
        let subject = name(Some("HK"), Some("Example Department"), Some(own));
        let draft = Draft::intermediate(&key(own), &key(above)).with(open).with(|d| {
            d.issuer.clone_from(&issuer_name);
            d.subject.clone_from(&subject);
        });
        chain.insert(0, parse(&draft.sign(&key(above))));
        issuer_name = subject;
    }
    let leaf = Draft::signer(&key("signer"), &key("third")).with(|d| d.issuer = issuer_name);
    chain.insert(0, parse(&leaf.sign(&key("third"))));
    (root, chain)
}

#[test]
fn a_chain_of_four_leads_to_its_anchor_and_five_is_too_long() {
    let (root, chain) = long_chain();
    assert_eq!(chain.len(), 4);
    let stranger = parse(
        &Draft::root(&key("stranger"))
            .with(|d| {
                (d.subject, d.issuer) =
                    (name(Some("HK"), None, Some("Stranger")), name(Some("HK"), None, Some("Stranger")));
            })
            .sign(&key("stranger")),
    );
    assert_eq!(chain::verify_chain(&chain, &[&stranger, &root], NOW), Ok(1));
    assert_eq!(chain::verify_chain(&chain, &[&stranger], NOW).unwrap_err().code(), "x509.untrusted");
    assert_eq!(chain::verify_chain(&chain, &[], NOW).unwrap_err().code(), "x509.untrusted");
    let five = [&chain[..], std::slice::from_ref(&root)].concat();
    assert_eq!(chain::verify_chain(&five, &[&root], NOW).unwrap_err().code(), "x509.chain-length");
    assert_eq!(chain::verify_chain(&[], &[&root], NOW).unwrap_err().code(), "x509.chain-length");
    // Any certificate on the way may be the anchor; what stands above it is then not needed.
    assert_eq!(chain::verify_chain(&chain[..2], &[&chain[2]], NOW), Ok(0));
    assert_eq!(chain::verify_chain(&chain[..3], &[&chain[2]], NOW), Ok(0), "the anchor itself at the end");
}

#[test]
fn a_chain_out_of_order_with_a_gap_or_in_a_circle_is_refused() {
    let (root, chain) = long_chain();
    let swapped = [&chain[0], &chain[2], &chain[1], &chain[3]].map(Clone::clone);
    assert_eq!(chain::verify_chain(&swapped, &[&root], NOW).unwrap_err().code(), "x509.issuer-name");
    let gap = [&chain[0], &chain[2], &chain[3]].map(Clone::clone);
    assert_eq!(chain::verify_chain(&gap, &[&root], NOW).unwrap_err().code(), "x509.issuer-name");
    let circle = [&chain[0], &chain[1], &chain[1], &chain[1]].map(Clone::clone);
    assert_eq!(chain::verify_chain(&circle, &[&root], NOW).unwrap_err().code(), "x509.issuer-name");
    let signer_as_issuer = [&chain[0], &chain[0]].map(Clone::clone);
    assert_eq!(chain::verify_chain(&signer_as_issuer, &[&root], NOW).unwrap_err().code(), "x509.issuer-name");
}

#[test]
fn a_chain_of_more_than_16_kib_together_is_refused() {
    let bulky = |length: usize| {
        parse(
            &signer()
                .with(|d| d.extensions.push((draft::POLICY_CONSTRAINTS, false, vec![0; length])))
                .sign(&key("root")),
        )
    };
    let chain = [bulky(9_000), bulky(9_000)];
    assert_eq!(chain::verify_chain(&chain, &[&root()], NOW).unwrap_err().code(), "x509.chain-size");
}

#[test]
fn intermediates_keep_to_their_path_length_usage_and_time() {
    let rows: [(&str, Change, &str); 6] = [
        ("nothing", |_| (), OK),
        ("no CA", |d| d.set(draft::BASIC_CONSTRAINTS, true, hex("3000")), "x509.basic-constraints"),
        ("no certificates", |d| d.set(draft::KEY_USAGE, true, hex("03020780")), "x509.key-usage"),
        ("expired", |d| d.not_after = "20270115075959Z", "x509.expired"),
        ("name constraints", |d| d.set(draft::NAME_CONSTRAINTS, true, hex("3000")), "x509.name-constraints"),
        ("an unusable key", |d| d.spki = p521(), "x509.key"),
    ];
    let open = |d: &mut Draft| d.set(draft::BASIC_CONSTRAINTS, true, hex("30060101ff020101"));
    let root = parse(&Draft::root(&key("root")).with(open).sign(&key("root")));
    for (what, change, code) in rows {
        let draft = Draft::intermediate(&key("middle"), &key("root")).with(change);
        let leaf = Draft::signer(&key("signer"), &key("middle")).with(|d| d.issuer = draft.subject.clone());
        let chain = [parse(&leaf.sign(&key("middle"))), parse(&draft.sign(&key("root")))];
        let walked = chain::verify_chain(&chain, &[&root], NOW);
        assert_eq!(walked.map_or_else(|fault| fault.code(), |_| OK), code, "{what}");
    }
    // A root of the IACA profile has path length zero: nothing may stand between it and a signer.
    let draft = Draft::intermediate(&key("middle"), &key("root"));
    let leaf = Draft::signer(&key("signer"), &key("middle")).with(|d| d.issuer = draft.subject.clone());
    let chain = [parse(&leaf.sign(&key("middle"))), parse(&draft.sign(&key("root")))];
    let refused = chain::verify_chain(&chain, &[&self::root()], NOW).unwrap_err();
    assert_eq!(refused.code(), "x509.basic-constraints");
}

#[test]
fn while_a_root_is_replaced_the_one_that_fits_is_found() {
    let old = root();
    let new = parse(&Draft::root(&key("new root")).sign(&key("new root")));
    assert_eq!(old.subject(), new.subject());
    let signer = parse(&Draft::signer(&key("signer"), &key("new root")).sign(&key("new root")));
    assert_eq!(chain::verify_chain(std::slice::from_ref(&signer), &[&old, &new], NOW), Ok(1));
    assert_eq!(chain::verify_chain(&[signer], &[&old], NOW).unwrap_err().code(), "x509.key-identifier");
}

#[test]
fn a_pinned_signer_needs_only_a_key_and_its_time() {
    let rows: [(&str, Change, &str); 9] = [
        ("of the profile", |_| (), OK),
        ("nothing but a key", |d| d.extensions = vec![(draft::SUBJECT_KEY_IDENTIFIER, false, hex("040101"))], OK),
        ("a CA", |d| d.set(draft::BASIC_CONSTRAINTS, true, hex("30030101ff")), OK),
        ("may not sign", |d| d.set(draft::KEY_USAGE, true, hex("03020106")), "x509.key-usage"),
        ("critical extension that nobody knows", |d| d.set("2a0304", true, hex("0500")), "x509.critical-extension"),
        ("version 1", |d| (d.version, d.extensions) = (None, vec![]), "x509.version"),
        ("an unusable key", |d| d.spki = p521(), "x509.key"),
        ("not yet", |d| d.not_before = "20270115080001Z", "x509.not-yet"),
        ("expired", |d| d.not_after = "20270115075959Z", "x509.expired"),
    ];
    for (what, change, code) in rows {
        let pinned = parse(&signer().with(change).sign(&key("anybody")));
        let result = chain::verify_chain(std::slice::from_ref(&pinned), &[&root(), &pinned], NOW);
        assert_eq!(result.map_or_else(|fault| fault.code(), |index| ["root", OK][index]), code, "{what}");
    }
}

fn root_request() -> Request<'static> {
    Request {
        country: "HK",
        organisation: "範例部門",
        common_name: "Example Department IACA",
        not_before: 1_767_225_600,
        not_after: 2_082_758_400,
        contact: "https://department.example/",
        revocation_list: "https://department.example/iaca.crl",
    }
}

fn signer_request() -> Request<'static> {
    Request { common_name: "Document signer 1", not_after: 1_767_225_600 + 457 * 86_400, ..root_request() }
}

#[test]
fn what_is_made_is_of_the_whole_profile_with_every_algorithm() {
    for algorithm in Algorithm::ALL {
        let mut random = Reproducible::new("made");
        let root_key = SoftwareKey::generate(algorithm, &mut random).unwrap();
        let root = make::root(&root_request(), &root_key, &mut random).unwrap();
        let signer_key = key("made signer");
        let signer =
            make::document_signer(&signer_request(), signer_key.public_key(), &root, &root_key, &mut random).unwrap();

        assert_eq!(conformance::check_root(&root), Ok(()));
        assert_eq!(conformance::check_document_signer(&signer, &root), Ok(()));
        assert_eq!(chain::verify_chain(std::slice::from_ref(&signer), &[&root], NOW), Ok(0));
        assert_eq!(signer.public_key(), Some(signer_key.public_key()));
        assert_eq!(root.public_key(), Some(root_key.public_key()));
        assert_eq!(root.subject().organisation(), Some("範例部門"));
        assert_eq!(signer.subject().country(), Some("HK"));
        assert_eq!((root.not_before(), root.not_after()), (1_767_225_600, 2_082_758_400));
        assert_eq!(signer.crl_distribution_points().collect::<Vec<_>>(), ["https://department.example/iaca.crl"]);
        assert_eq!(signer.extended_key_usages(), ["1.0.18013.5.1.2"]);
        assert_ne!(root.serial(), signer.serial());
        assert!(root.serial().len() == 16 && (0x40..0x80).contains(&root.serial()[0]));
        assert_eq!(Certificate::parse_pem(&signer.to_pem()).unwrap(), signer);
    }
}

#[test]
fn times_from_2050_on_are_made_and_read() {
    let mut random = Reproducible::new("2050");
    let request = Request { not_before: 2_524_607_999, not_after: 2_840_140_800, ..root_request() };
    let root = make::root(&request, &key("root"), &mut random).unwrap();
    assert_eq!((root.not_before(), root.not_after()), (2_524_607_999, 2_840_140_800));
}

#[test]
fn refuses_to_make_what_does_not_fit_the_profile() {
    let day = 86_400;
    let long = "x".repeat(65);
    let rows = [
        ("no country", Request { country: "", ..root_request() }, "x509.name"),
        ("small letters", Request { country: "hk", ..root_request() }, "x509.name"),
        ("no organisation", Request { organisation: "", ..root_request() }, "x509.name"),
        ("a long name", Request { common_name: &long, ..root_request() }, "x509.name"),
        ("a line feed", Request { common_name: "a\nb", ..root_request() }, "x509.name"),
        ("a contact that is not ASCII", Request { contact: "https://部門.example/", ..root_request() }, "x509.address"),
        ("before 1970", Request { not_before: -1, ..root_request() }, "x509.time"),
        ("after 9999", Request { not_after: 253_402_300_800, ..root_request() }, "x509.time"),
        ("ends before it starts", Request { not_after: 1_767_225_599, ..root_request() }, "x509.validity-order"),
        ("over 20 years", Request { not_after: 1_767_225_600 + 7_306 * day, ..root_request() }, "x509.validity-length"),
    ];
    for (what, request, code) in rows {
        let made = make::root(&request, &key("root"), &mut Reproducible::new("made"));
        assert_eq!(made.map_or_else(|fault| fault.code(), |_| OK), code, "{what}");
    }
    let root = make::root(&root_request(), &key("root"), &mut Reproducible::new("made")).unwrap();
    let rows = [
        ("of another country", Request { country: "MO", ..signer_request() }, "x509.country"),
        (
            "over 457 days",
            Request { not_after: 1_767_225_600 + 457 * day + 1, ..signer_request() },
            "x509.validity-length",
        ),
        ("before its root", Request { not_before: 1_767_225_599, ..signer_request() }, "x509.validity-nesting"),
        (
            "after its root",
            Request { not_before: 2_082_758_000, not_after: 2_082_758_401, ..signer_request() },
            "x509.validity-nesting",
        ),
    ];
    for (what, request, code) in rows {
        let signer_key = key("made signer");
        let made =
            make::document_signer(&request, signer_key.public_key(), &root, &key("root"), &mut Reproducible::new("m"));
        assert_eq!(made.map_or_else(|fault| fault.code(), |_| OK), code, "{what}");
    }
}

/// Says it has one key and signs with another, or not at all.
struct Odd(SoftwareKey, Result<SoftwareKey, SignFault>);

impl Signer for Odd {
    fn public_key(&self) -> &PublicKey {
        self.0.public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignFault> {
        self.1.as_ref().map_err(|fault| *fault)?.sign(message)
    }
}

#[test]
fn refuses_to_make_with_a_dead_source_or_the_wrong_key() {
    let make = |signer: &dyn Signer| make::root(&root_request(), signer, &mut Reproducible::new("made"));
    let dead = make::root(&root_request(), &key("root"), &mut Stuck(vec![0]));
    assert_eq!(dead.unwrap_err().code(), "random.failed");
    assert_eq!(make::root(&root_request(), &key("root"), &mut Failing).unwrap_err().code(), "random.failed");
    assert_eq!(make(&Odd(key("root"), Ok(key("other")))).unwrap_err().code(), "x509.signature");
    assert_eq!(make(&Odd(key("root"), Err(SignFault::Refused))).unwrap_err().code(), "sign.refused");
    assert_eq!(make(&Odd(key("root"), Err(SignFault::Unavailable))).unwrap_err().code(), "sign.unavailable");

    let root = make(&key("root")).unwrap();
    let signer = key("signer");
    let other = make::document_signer(
        &signer_request(),
        signer.public_key(),
        &root,
        &key("other"),
        &mut Reproducible::new("m"),
    );
    assert_eq!(other.unwrap_err().code(), "x509.root-key");
}

#[test]
fn conformance_refuses_what_reading_would_bear() {
    let rows: [(&str, Change, &str); 12] = [
        ("a negative serial number", |d| d.serial = vec![0x9b; 16], "x509.serial"),
        ("serial number zero", |d| d.serial = vec![0], "x509.serial"),
        ("a short serial number", |d| d.serial = vec![1; 7], "x509.serial"),
        ("458 days", |d| d.not_after = "20270404000000Z", "x509.validity-length"),
        ("no organisation", |d| d.subject = name(Some("HK"), None, Some("CN")), "x509.name"),
        ("no common name", |d| d.subject = name(Some("HK"), Some("O"), None), "x509.name"),
        (
            "another subject key identifier",
            |d| d.set(draft::SUBJECT_KEY_IDENTIFIER, false, hex("040101")),
            "x509.key-identifier",
        ),
        ("no authority key identifier", |d| d.remove(draft::AUTHORITY_KEY_IDENTIFIER), "x509.key-identifier"),
        ("no issuer alternative name", |d| d.remove(draft::ISSUER_ALT_NAME), "x509.issuer-alternative-name"),
        ("no revocation list", |d| d.remove(draft::CRL_POINTS), "x509.crl-distribution-point"),
        ("key usage, not critical", |d| d.set(draft::KEY_USAGE, false, hex("03020780")), "x509.key-usage"),
        (
            "a second purpose",
            |d| d.set(draft::EXTENDED_KEY_USAGE, true, hex("3013060728818c5d05010206082b06010505070301")),
            "x509.eku",
        ),
    ];
    let root = root();
    for (what, change, code) in rows {
        let signer = parse(&signer().with(change).sign(&key("root")));
        assert_eq!(chain::check_document_signer(&signer, &root, signer.not_before()), Ok(()), "{what} is borne");
        assert_eq!(conformance::check_document_signer(&signer, &root).unwrap_err().code(), code, "{what}");
    }
    let rows: [(&str, Change, &str); 4] = [
        (
            "path length one",
            |d| d.set(draft::BASIC_CONSTRAINTS, true, hex("30060101ff020101")),
            "x509.basic-constraints",
        ),
        ("may sign data too", |d| d.set(draft::KEY_USAGE, true, hex("03020186")), "x509.key-usage"),
        ("a purpose", |d| d.set(draft::EXTENDED_KEY_USAGE, false, hex("3009060728818c5d050102")), "x509.eku"),
        ("21 years", |d| d.not_after = "20470101000000Z", "x509.validity-length"),
    ];
    for (what, change, code) in rows {
        let root = parse(&Draft::root(&key("root")).with(change).sign(&key("root")));
        assert_eq!(profile::check_root(&root, root.not_before()), Ok(()), "{what} is borne");
        assert_eq!(conformance::check_root(&root).unwrap_err().code(), code, "{what}");
    }
}
