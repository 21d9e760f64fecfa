//! Name constraints (RFC 5280 §4.2.1.10).

use crate::drafts::draft::{self, name, tlv};
use crate::drafts::hex;
use crate::{Cases, Scene};

const ALTERNATIVE: &str = "551d11";
const DNS: u8 = 0x82;
const URI: u8 = 0x86;

/// One tree with this base.
fn tree(base: &[u8]) -> Vec<u8> {
    tlv(0x30, &[base])
}

fn constraints(permitted: &[Vec<u8>], excluded: &[Vec<u8>]) -> Vec<u8> {
    let trees = |tag: u8, bases: &[Vec<u8>]| {
        if bases.is_empty() {
            vec![]
        } else {
            tlv(tag, &[&bases.iter().flat_map(|base| tree(base)).collect::<Vec<_>>()])
        }
    };
    tlv(0x30, &[&trees(0xa0, permitted), &trees(0xa1, excluded)])
}

fn text(tag: u8, text: &str) -> Vec<u8> {
    tlv(tag, &[text.as_bytes()])
}

fn directory(name: &[u8]) -> Vec<u8> {
    tlv(0xa4, &[name])
}

/// A root with constraints, and a signer with alternative names.
fn under(value: Vec<u8>, names: &[Vec<u8>]) -> Scene {
    let mut scene = Scene::good();
    scene.root.set(draft::NAME_CONSTRAINTS, true, value);
    if !names.is_empty() {
        scene.signer.set(ALTERNATIVE, false, tlv(0x30, &[&names.concat()]));
    }
    scene
}

pub(crate) fn cases(cases: &mut Cases) {
    let (refused, excluded) = ("x509.name-constraints", "x509.name-excluded");
    let department = || directory(&name(Some("HK"), Some("Example Department"), None));
    let other = || directory(&name(Some("HK"), Some("Other Department"), None));
    let mut add = |what: &str, scene: Scene, expect| cases.add(format!("names: {what}"), scene, expect);

    add("a directory that is permitted", under(constraints(&[department()], &[]), &[]), "ok");
    add("another directory is permitted", under(constraints(&[other()], &[]), &[]), excluded);
    add("one of two directories is permitted", under(constraints(&[other(), department()], &[]), &[]), "ok");
    add("the directory is excluded", under(constraints(&[], &[department()]), &[]), excluded);
    add("another directory is excluded", under(constraints(&[], &[other()]), &[]), "ok");
    add("permitted and excluded", under(constraints(&[department()], &[department()]), &[]), excluded);
    let deeper = directory(&name(Some("HK"), Some("Example Department"), Some("Another signer")));
    add("a deeper directory is permitted", under(constraints(&[deeper], &[]), &[]), excluded);
    let small = directory(&name(Some("HK"), Some("example department"), None));
    add("the directory in small letters is permitted", under(constraints(&[small], &[]), &[]), excluded);
    let every = directory(&hex("3000"));
    add("every directory is permitted", under(constraints(std::slice::from_ref(&every), &[]), &[]), "ok");
    add("every directory is excluded", under(constraints(&[], &[every]), &[]), excluded);
    let alternative = directory(&name(Some("HK"), Some("Other Department"), Some("x")));
    add(
        "an alternative directory is not permitted",
        under(constraints(&[department()], &[]), &[alternative]),
        excluded,
    );

    for (permitted, host, expect) in [
        ("example.com", "example.com", "ok"),
        ("example.com", "signer.example.com", "ok"),
        ("example.com", "EXAMPLE.COM", "ok"),
        ("example.com", "badexample.com", excluded),
        ("example.com", "example.com.evil", excluded),
        ("example.com", "*.example.com", excluded),
        ("example.com", "", excluded),
    ] {
        let scene = under(constraints(&[text(DNS, permitted)], &[]), &[text(DNS, host)]);
        add(&format!("the DNS name {host:?} where {permitted} is permitted"), scene, expect);
        let scene = under(constraints(&[], &[text(DNS, permitted)]), &[text(DNS, host)]);
        let expect = match (expect, host) {
            ("ok", _) | (_, "*.example.com") => excluded,
            _ => "ok",
        };
        add(&format!("the DNS name {host:?} where {permitted} is excluded"), scene, expect);
    }
    let two = [text(DNS, "a.example.com"), text(DNS, "b.evil")];
    add(
        "the second of two DNS names is not permitted",
        under(constraints(&[text(DNS, "example.com")], &[]), &two),
        excluded,
    );
    add(
        "DNS names where a directory is permitted",
        under(constraints(&[department()], &[]), &[text(DNS, "any.evil")]),
        "ok",
    );
    add("no DNS name where one is permitted", under(constraints(&[text(DNS, "example.com")], &[]), &[]), "ok");

    for (permitted, uri, expect) in [
        ("a.example", "https://a.example/x", "ok"),
        ("a.example", "https://b.a.example/x", excluded),
        (".a.example", "https://b.a.example/x", "ok"),
        (".a.example", "https://a.example/x", excluded),
        ("a.example", "https://a.example@evil.example/", excluded),
        ("a.example", "urn:a.example", excluded),
        ("a.example", "https://192.0.2.1/", excluded),
    ] {
        let scene = under(constraints(&[text(URI, permitted)], &[]), &[text(URI, uri)]);
        add(&format!("the URI {uri} where {permitted} is permitted"), scene, expect);
    }
    add(
        "a URI that is excluded",
        under(constraints(&[], &[text(URI, ".a.example")]), &[text(URI, "https://b.a.example")]),
        excluded,
    );
    add(
        "a URI without host where some are excluded",
        under(constraints(&[], &[text(URI, ".a.example")]), &[text(URI, "urn:x")]),
        excluded,
    );

    for (what, base) in [
        ("e-mail", text(0x81, "example.com")),
        ("IP addresses", tlv(0x87, &[&[192, 0, 2, 0, 255, 255, 255, 0]])),
        ("registered names", tlv(0x88, &[&[0x2a, 3]])),
        ("other names", tlv(0xa0, &[&hex("06032a0304a0020500")])),
        ("a DNS name with a dot before it", text(DNS, ".example.com")),
        ("a DNS name with a wildcard", text(DNS, "*.example.com")),
        ("an empty DNS name", text(DNS, "")),
        ("a whole URI", text(URI, "https://a.example/")),
    ] {
        add(&format!("constraints on {what}"), under(constraints(std::slice::from_ref(&base), &[]), &[]), refused);
        add(&format!("{what} excluded"), under(constraints(&[], &[base]), &[]), refused);
    }
    add("constraints on nothing", under(hex("3000"), &[]), refused);
    add("no permitted tree at all", under(hex("3002a000"), &[]), refused);
    add("constraints that are broken", under(hex("0500"), &[]), refused);
    let minimum = tlv(0x30, &[&tlv(0xa0, &[&tlv(0x30, &[&text(DNS, "example.com"), &hex("800101")])])]);
    add("a minimum", under(minimum, &[]), refused);
    let maximum = tlv(0x30, &[&tlv(0xa0, &[&tlv(0x30, &[&text(DNS, "example.com"), &hex("810101")])])]);
    add("a maximum", under(maximum, &[]), refused);
    let mut scene = under(constraints(&[department()], &[]), &[]);
    scene.root.set(draft::NAME_CONSTRAINTS, false, constraints(&[department()], &[]));
    add("constraints that are not critical", scene, refused);
    let mut scene = Scene::good();
    scene.signer.set(draft::NAME_CONSTRAINTS, true, constraints(&[department()], &[]));
    add("constraints of a signer", scene, refused);

    let middle = |value: Vec<u8>| Scene::with_middle(|d| d.set(draft::NAME_CONSTRAINTS, true, value));
    add("a CA between permits the signer", middle(constraints(&[department()], &[])), "ok");
    add("a CA between excludes the signer", middle(constraints(&[], &[department()])), excluded);
    add("a CA between with constraints on nothing", middle(hex("3000")), refused);
    let mut scene = Scene::with_middle(|d| d.subject = name(Some("HK"), Some("Other Department"), Some("Middle")));
    scene.root.set(draft::NAME_CONSTRAINTS, true, constraints(&[department()], &[]));
    add("the root does not permit the CA between", scene, excluded);
}
