//! Digests, docType, times and status of a document that is otherwise well-formed and well-signed.

use chop_core::dev;
use chop_core::document::{Disclose, Kinds};
use chop_core::verify::Clock;
use sha2::{Digest, Sha384, Sha512};

use crate::mdoc_model::{ElementModel, MORE, Mdoc, SPACE, Style, V, b, map, t};
use crate::{Cases, LIST, NOW, at, good};

const ITEMS: [&str; 5] = ["documents", "0", "issuerSigned", "nameSpaces", SPACE];

fn item(place: &'static str, key: &'static str) -> Vec<&'static str> {
    [&ITEMS[..], &[place, key]].concat()
}

pub(crate) fn cases(cases: &mut Cases) {
    digests(cases);
    times(cases);
    status(cases);
}

fn digests(cases: &mut Cases) {
    cases.sent("an edited value", |tree| *tree.at(&item("0", "elementValue")) = t("WONG"), "digest.mismatch");
    cases.sent("another salt", |tree| *tree.at(&item("0", "random")) = b(&[0xee; 16]), "digest.mismatch");
    cases.sent("another name", |tree| *tree.at(&item("0", "elementIdentifier")) = t("owner"), "digest.mismatch");
    cases.sent(
        "the number of a hidden element",
        |tree| *tree.at(&item("0", "digestID")) = V::Uint(2),
        "digest.mismatch",
    );
    cases.sent("a number that nobody signed", |tree| *tree.at(&item("0", "digestID")) = V::Uint(99), "digest.missing");
    cases.sent(
        "an entry added to an item",
        |tree| tree.at(&[&ITEMS[..], &["0"]].concat()).entries().push((t("note"), V::Uint(1))),
        "digest.mismatch",
    );
    cases.sent(
        "the same value in another length",
        |tree| {
            // What is signed is the bytes: another encoding of the same item is another item.
            let plain = tree.at(&[&ITEMS[..], &["0"]].concat()).clone();
            *tree.at(&[&ITEMS[..], &["0"]].concat()) = V::Raw(plain.encode(Style { width: 2, ..Style::PLAIN }));
        },
        "digest.mismatch",
    );
    cases.sent("two items exchanged", |tree| tree.at(&ITEMS).items().swap(0, 1), "ok");
    cases.sent("one item left out", |tree| drop(tree.at(&ITEMS).items().remove(0)), "ok");
    cases.sent(
        "a hidden item shown by the relay",
        |tree| {
            // The proof of an mdoc's holder does not cover which elements are shown; the session's encryption does.
            tree.at(&ITEMS).items().push(good().elements[2].item());
        },
        "ok",
    );
    cases.sent(
        "one item twice",
        |tree| {
            let first = tree.at(&ITEMS).items()[0].clone();
            tree.at(&ITEMS).items().push(first);
        },
        "digest.duplicate-element",
    );
    cases.made(
        "one element under two numbers",
        |mdoc| {
            let mut second = mdoc.elements[0].clone();
            second.id = 9;
            second.value = t("CHAN Siu Ming");
            mdoc.elements.push(second);
        },
        "digest.duplicate-element",
    );
    cases.sent(
        "two elements under one number",
        |tree| {
            let mut second = good().elements[0].item();
            *second.at(&["elementIdentifier"]) = t("owner");
            tree.at(&ITEMS).items().push(second);
        },
        "digest.duplicate-element",
    );
    cases.made(
        "one element in two name spaces",
        |mdoc| {
            let mut second = mdoc.elements[0].clone();
            second.space = MORE.into();
            second.id = 9;
            mdoc.elements.push(second);
        },
        "ok",
    );
    cases.sent(
        "an item under another name space",
        |tree| {
            let moved = tree.at(&ITEMS).items().remove(1);
            tree.at(&["documents", "0", "issuerSigned", "nameSpaces", MORE]).items().push(moved);
        },
        "digest.missing",
    );
    cases.sent(
        "an item under a name space that nobody signed",
        |tree| {
            let first = tree.at(&ITEMS).items()[0].clone();
            tree.at(&["documents", "0", "issuerSigned", "nameSpaces"])
                .entries()
                .push((t("more"), V::Array(vec![first])));
        },
        "digest.missing",
    );
    for (length, expect) in [(0, "digest.salt"), (15, "digest.salt"), (16, "ok"), (17, "ok"), (32, "ok"), (1_600, "ok")]
    {
        cases.made(format!("a salt of {length}"), |mdoc| mdoc.elements[0].salt = vec![3; length], expect);
    }
    cases.made("a short salt that is not shown", |mdoc| mdoc.elements[2].salt = vec![3; 4], "ok");
    for (name, digest, expect) in [
        ("SHA-384", ("SHA-384", (|bytes| Sha384::digest(bytes).to_vec()) as fn(&[u8]) -> Vec<u8>), "ok"),
        ("SHA-512", ("SHA-512", |bytes| Sha512::digest(bytes).to_vec()), "ok"),
        ("SHA-512 under the name of SHA-256", ("SHA-256", |bytes| Sha512::digest(bytes).to_vec()), "digest.mismatch"),
        (
            "SHA-256 under the name of SHA-512",
            ("SHA-512", |bytes| crate::support::model::sha256(bytes).to_vec()),
            "digest.mismatch",
        ),
        ("no digest at all", ("SHA-256", |_| Vec::new()), "digest.mismatch"),
        (
            "31 bytes of a digest",
            ("SHA-256", |bytes| crate::support::model::sha256(bytes)[..31].to_vec()),
            "digest.mismatch",
        ),
        (
            "a digest and a byte",
            ("SHA-256", |bytes| [crate::support::model::sha256(bytes).as_slice(), &[0]].concat()),
            "digest.mismatch",
        ),
    ] {
        cases.made(format!("digests by {name}"), |mdoc| mdoc.digest = digest, expect);
    }
    cases.sent(
        "another docType around the document",
        |tree| *tree.at(&["documents", "0", "docType"]) = t("example.foreign.badge.2"),
        "digest.doc-type",
    );
    cases.sent(
        "a docType in other letters",
        |tree| *tree.at(&["documents", "0", "docType"]) = t("Example.Foreign.Badge.1"),
        "digest.doc-type",
    );
    cases.made(
        "another docType in the MSO",
        |mdoc| mdoc.edit = Some(|mso| *mso.at(&["docType"]) = t("example.foreign.pass.1")),
        "signature.issuer",
    );
    cases.made(
        "a docType that nobody may issue",
        |mdoc| mdoc.doc_type = "example.foreign.crown.1".into(),
        "issuer.unknown",
    );
    let mut second = good();
    second.elements[0].salt = vec![8; 16];
    let mut wrong = second.document();
    *wrong.at(&["issuerSigned", "nameSpaces", SPACE, "0", "elementValue"]) = t("WONG");
    let both = |one: V, other: V| crate::mdoc_model::response(vec![one, other]).encode(Style::PLAIN);
    cases.add("two good documents", both(good().document(), second.document()), "ok");
    cases.add("a good document and a wrong one", both(good().document(), wrong.clone()), "digest.mismatch");
    cases.add("a wrong document and a good one", both(wrong, good().document()), "digest.mismatch");
    let expired = Mdoc { until: NOW, ..good() };
    let stranger = Mdoc { issuer: "stranger", ..good() };
    cases.add("a good document and an expired one", both(good().document(), expired.document()), "time.expired");
    cases.add(
        "an expired document and a stranger's",
        both(expired.document(), stranger.document()),
        "signature.issuer",
    );
}

fn times(cases: &mut Cases) {
    for (name, from, until, expect) in [
        ("begins in a second", 1, 60, "time.not-yet"),
        ("begins now", 0, 60, "ok"),
        ("began a second ago", -1, 60, "ok"),
        ("has a second left", -60, 1, "ok"),
        ("ends now", -60, 0, "time.expired"),
        ("ended a second ago", -60, -1, "time.expired"),
    ] {
        cases.made(
            format!("a document that {name}"),
            |mdoc| (mdoc.from, mdoc.until) = (NOW + from, NOW + until),
            expect,
        );
    }
    cases.made("a clock that the shell doubts", |_| {}, "clock.doubtful").clock = Clock::Doubtful;
    cases.made("a clock below the bundle", |_| {}, "clock.doubtful").now = at(-601);
    cases.made("a stale bundle", |mdoc| mdoc.until = NOW + 100 * 86_400, "trust.stale").now = at(8 * 86_400);
    for (name, from, until, expect) in [
        ("begins when it was signed", Some(-3_600), None, "ok"),
        ("begins a second later", Some(-3_599), None, "issuer.key-time"),
        ("ended when it was signed", None, Some(-3_600), "ok"),
        ("ended a second before", None, Some(-3_601), "issuer.key-time"),
    ] {
        let desk = cases.made(format!("an issuer's key that {name}"), |_| {}, expect);
        let entry = desk.trust.body.issuers[0].clone();
        desk.trust.body.issuers[0] = entry.in_use(from.map(at), until.map(at));
    }
}

fn status(cases: &mut Cases) {
    let listed =
        |uri: &str, index: u64| map(vec![("status_list", map(vec![("idx", V::Uint(index)), ("uri", t(uri))]))]);
    for (index, expect) in [
        (0, "ok"),
        (1, "status.revoked"),
        (2, "status.suspended"),
        (3, "status.unknown"),
        ((1 << 17) - 1, "ok"),
        (1 << 17, "status.unknown"),
        (u64::MAX, "status.unknown"),
    ] {
        cases.made(format!("index {index}"), |mdoc| mdoc.status = Some(listed(LIST, index)), expect);
    }
    cases.made(
        "a list that is not at hand",
        |mdoc| mdoc.status = Some(listed("https://status.example/l/8", 0)),
        "status.unknown",
    );
    let foreign = map(vec![("identifier_list", map(vec![("id", b(&[1])), ("uri", t("https://status.example/i"))]))]);
    cases.made("a foreign status mechanism", |mdoc| mdoc.status = Some(foreign.clone()), "status.unknown");
    cases.made(
        "a mechanism that nobody knows",
        |mdoc| mdoc.status = Some(map(vec![("vendor", V::Uint(0))])),
        "status.unknown",
    );
    let mut both = listed(LIST, 1);
    both.entries().extend(foreign.clone().entries().clone());
    cases.made("revoked by the list of two mechanisms", |mdoc| mdoc.status = Some(both), "status.revoked");
    cases.made("a lost phone", |mdoc| mdoc.status = Some(listed(LIST, 0)), "status.revoked").trust.body.denied =
        vec![denied("device")];
    cases.made("another's lost phone", |mdoc| mdoc.status = Some(listed(LIST, 0)), "ok").trust.body.denied =
        vec![denied("lost phone")];
}

fn denied(name: &str) -> [u8; 8] {
    use chop_core::crypto::Signer;
    let point = dev::key(name).public_key().p256_compressed().unwrap();
    crate::support::model::sha256(&point)[..8].try_into().unwrap()
}

/// A document of one of our kinds, with the shipped example's values.
fn of_kind(kind: &str) -> Mdoc {
    let kinds = Kinds::shipped();
    let descriptor = kinds.by_kind(kind).unwrap();
    let values = dev::holder_values(descriptor, at(0));
    let elements = descriptor.issued_elements().zip(values).enumerate().filter_map(|(n, (element, value))| {
        Some(ElementModel {
            space: descriptor.doctype().to_string(),
            id: n as u64,
            salt: vec![n as u8 + 40; 16],
            element: element.id.to_string(),
            value: V::Raw(value?.to_cbor()),
            shown: element.disclose == Disclose::Always,
        })
    });
    Mdoc { doc_type: descriptor.doctype().to_string(), elements: elements.collect(), ..good() }
}

/// A fishing licence with these days.
pub(crate) fn licence(from: &str, to: &str) -> Mdoc {
    let mut licence = of_kind("fishing-licence");
    for (id, day) in [("licence_from", from), ("expiry_date", to)] {
        named(&mut licence, id).value = V::Tag(1004, Box::new(t(day)));
    }
    licence
}

fn named<'a>(mdoc: &'a mut Mdoc, id: &str) -> &'a mut ElementModel {
    mdoc.elements.iter_mut().find(|element| element.element == id).unwrap()
}

pub(crate) fn own_kinds(cases: &mut Cases) {
    let mut put = |name: &str, licence: Mdoc, expect: &'static str| {
        let desk = cases.add(name, licence.encode(), expect);
        let key = desk.trust.body.issuers[0].key().unwrap().clone();
        desk.trust = desk.trust.clone().issuer(&key, &["fishing-licence"], None);
    };
    put("a licence in force", licence("2023-11-22", "2029-11-21"), "ok");
    put("a licence on its last day", licence("2023-11-22", "2026-11-22"), "ok");
    put("a licence that ended yesterday", licence("2023-11-22", "2026-11-21"), "document.expired");
    put("a licence that begins tomorrow", licence("2026-11-23", "2029-11-22"), "document.not-yet");
    for id in ["expiry_date", "conditions", "area"] {
        let mut hidden = licence("2023-11-22", "2029-11-21");
        named(&mut hidden, id).shown = false;
        put(&format!("a licence that hides its {id}"), hidden, "disclosure.required");
    }
    let mut undated = licence("2023-11-22", "2029-11-21");
    named(&mut undated, "expiry_date").value = t("next year");
    put("a licence whose end is no date", undated, "disclosure.required");
    for (seconds, expect) in [(30 * 3_600, "ok"), (30 * 3_600 + 1, "status.unknown")] {
        let mut long = licence("2023-11-22", "2029-11-21");
        (long.status, long.until) = (None, long.from + seconds);
        put(&format!("a licence without status for {seconds} s"), long, expect);
    }
    cases.add("a licence by an issuer of badges", licence("2023-11-22", "2029-11-21").encode(), "issuer.unknown");
}
