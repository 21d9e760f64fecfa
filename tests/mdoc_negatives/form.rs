//! The structure of a response, and every map in it with a key twice.

use crate::mdoc_model::{MORE, Mdoc, Order, SPACE, Style, V, alg, b, map, null, response, t};
use crate::{Cases, NOW, good};
use chop_core::encoding::limits::{CBOR_STRING_BYTES, DOCUMENTS, MDOC_BYTES};

const DOC: [&str; 2] = ["documents", "0"];
const ITEM: [&str; 6] = ["documents", "0", "issuerSigned", "nameSpaces", SPACE, "0"];
const ISSUER_AUTH: [&str; 4] = ["documents", "0", "issuerSigned", "issuerAuth"];
const DEVICE_SIGNED: [&str; 3] = ["documents", "0", "deviceSigned"];
const DEVICE_SIGNATURE: [&str; 5] = ["documents", "0", "deviceSigned", "deviceAuth", "deviceSignature"];

fn set(path: &[&str], value: V) -> impl FnOnce(&mut V) + use<> {
    let path: Vec<String> = path.iter().map(|step| (*step).to_owned()).collect();
    move |tree| *tree.at(&path.iter().map(String::as_str).collect::<Vec<_>>()) = value
}

fn without(path: &[&str], key: &'static str) -> impl FnOnce(&mut V) + use<> {
    let path: Vec<String> = path.iter().map(|step| (*step).to_owned()).collect();
    move |tree| tree.at(&path.iter().map(String::as_str).collect::<Vec<_>>()).remove(key)
}

fn below(path: &[&'static str], step: &'static str) -> Vec<&'static str> {
    [path, &[step]].concat()
}

pub(crate) fn cases(cases: &mut Cases) {
    let bytes = good().encode();
    cases.add("a good response", bytes.clone(), "ok");
    cases.add("nothing", Vec::new(), "cbor.truncated");
    cases.add("a byte behind", [bytes.as_slice(), &[0]].concat(), "cbor.trailing");
    cases.add("the last byte missing", bytes[..bytes.len() - 1].to_vec(), "cbor.truncated");
    cases.add("a length of 2^63", vec![0x9b, 0x80, 0, 0, 0, 0, 0, 0, 0], "cbor.truncated");
    cases.add("a string of 2^32", vec![0x5b, 0, 0, 0, 1, 0, 0, 0, 0], "cbor.string-length");
    cases.add("1,400 nested arrays", vec![0x81; 1_400], "cbor.depth");
    cases.add("1,400 nested endless arrays", vec![0x9f; 1_400], "cbor.depth");
    cases.add("an endless array that never ends", [vec![0x9f], vec![0; 100]].concat(), "cbor.truncated");
    cases.add("5,000 items", [vec![0x99, 0x13, 0x88], vec![0; 5_000]].concat(), "cbor.items");
    cases.add("5,000 chunks", [vec![0x5f], vec![0x40; 5_000], vec![0xff]].concat(), "cbor.items");
    cases.add("a chunk of another type", vec![0x5f, 0x61, b'x', 0xff], "cbor.malformed");
    cases.add("a chunk in chunks", vec![0x5f, 0x5f, 0x41, 0, 0xff, 0xff], "cbor.malformed");
    cases.add("a break as a value", vec![0xa1, 0x61, b'x', 0xff], "cbor.malformed");
    cases.add("an odd endless map", vec![0xbf, 0x61, b'x', 0xff], "cbor.malformed");
    cases.add("text that is not UTF-8", vec![0xa1, 0x61, 0xff, 0], "cbor.utf8");
    cases.add("an array", V::Array(vec![]).encode(Style::PLAIN), "mdoc.structure");
    cases.add("an IssuerSigned", good().issuer_signed().encode(Style::PLAIN), "mdoc.structure");
    cases.add("a document on its own", good().document().encode(Style::PLAIN), "mdoc.structure");

    cases.sent("no version", without(&[], "version"), "mdoc.structure");
    cases.sent("no status", without(&[], "status"), "mdoc.structure");
    cases.sent("no documents", without(&[], "documents"), "mdoc.status");
    for (name, version, expect) in [
        ("1.1", t("1.1"), "ok"),
        ("2.0", t("2.0"), "mdoc.version"),
        ("0.9", t("0.9"), "mdoc.version"),
        ("1", t("1"), "mdoc.version"),
        ("a number", V::Uint(1), "mdoc.structure"),
    ] {
        cases.sent(format!("version {name}"), set(&["version"], version), expect);
    }
    for status in [1, 10, 11, 12, u64::MAX] {
        cases.sent(format!("status {status}"), set(&["status"], V::Uint(status)), "mdoc.status");
    }
    cases.sent("a status that is text", set(&["status"], t("0")), "mdoc.structure");
    cases.sent("a negative status", set(&["status"], V::Nint(0)), "mdoc.structure");
    cases.sent("documents empty", set(&["documents"], V::Array(vec![])), "mdoc.status");
    cases.sent("documents that are a map", set(&["documents"], map(vec![])), "mdoc.structure");
    cases.sent("a document that is an array", set(&DOC, V::Array(vec![])), "mdoc.structure");
    for (count, expect) in [(2, "ok"), (DOCUMENTS, "ok"), (DOCUMENTS + 1, "mdoc.size"), (100 * DOCUMENTS, "mdoc.size")]
    {
        let mut small = good();
        small.elements.truncate(1);
        let document = if count > DOCUMENTS + 1 { null() } else { small.document() };
        cases.add(format!("{count} documents"), response(vec![document; count]).encode(Style::PLAIN), expect);
    }
    for key in ["docType", "issuerSigned"] {
        cases.sent(format!("a document without {key}"), without(&DOC, key), "mdoc.structure");
    }
    cases.sent("a docType in bytes", set(&below(&DOC, "docType"), b(b"x")), "mdoc.structure");
    cases.sent("deviceSigned that is null", set(&DEVICE_SIGNED, null()), "mdoc.structure");
    cases.sent("issuerSigned that is null", set(&["documents", "0", "issuerSigned"], null()), "mdoc.structure");

    let spaces = ["documents", "0", "issuerSigned", "nameSpaces"];
    cases.sent("name spaces that are an array", set(&spaces, V::Array(vec![])), "mdoc.structure");
    cases.sent("a name space that is a number", |tree| tree.at(&spaces).entries()[0].0 = V::Uint(1), "mdoc.structure");
    cases.sent("elements that are a map", set(&below(&spaces, SPACE), map(vec![])), "mdoc.structure");
    cases.sent("no name spaces at all", without(&["documents", "0", "issuerSigned"], "nameSpaces"), "ok");
    items(cases);
    cose(cases);
    mso(cases);
    device(cases);
    sizes(cases);
}

fn items(cases: &mut Cases) {
    let item = || good().elements[0].item();
    let inner = |item: V| match item {
        V::Embedded(inner) => *inner,
        other => other,
    };
    cases.sent("an item that is not wrapped", set(&ITEM, inner(item())), "mdoc.item");
    cases.sent("an item in bytes without a tag", set(&ITEM, b(&inner(item()).encode(Style::PLAIN))), "mdoc.item");
    cases.sent(
        "an item under another tag",
        set(&ITEM, V::Tag(25, Box::new(b(&inner(item()).encode(Style::PLAIN))))),
        "mdoc.item",
    );
    cases.sent("an item in text", set(&ITEM, V::Tag(24, Box::new(t("x")))), "mdoc.item");
    cases.sent("an item that is an array", set(&ITEM, V::Embedded(Box::new(V::Array(vec![])))), "mdoc.item");
    cases.sent("an item that is empty", set(&ITEM, V::Tag(24, Box::new(b(&[])))), "cbor.truncated");
    cases.sent(
        "an item with a byte behind",
        set(&ITEM, V::Tag(24, Box::new(b(&[inner(item()).encode(Style::PLAIN), vec![0]].concat())))),
        "cbor.trailing",
    );
    for key in ["digestID", "random", "elementIdentifier", "elementValue"] {
        cases.sent(format!("an item without {key}"), without(&ITEM, key), "mdoc.item");
    }
    for (key, value) in [
        ("digestID", V::Nint(0)),
        ("digestID", t("0")),
        ("random", t("salt")),
        ("random", null()),
        ("elementIdentifier", b(b"holder")),
        ("elementIdentifier", V::Uint(1)),
    ] {
        cases.sent(format!("an item whose {key} is {value:?}"), set(&below(&ITEM, key), value), "mdoc.item");
    }
}

fn cose(cases: &mut Cases) {
    cases.sent("no issuerAuth", without(&["documents", "0", "issuerSigned"], "issuerAuth"), "mdoc.structure");
    for (what, path) in [("issuerAuth", ISSUER_AUTH.as_slice()), ("deviceSignature", &DEVICE_SIGNATURE)] {
        cases.sent(format!("{what} that is null"), set(path, null()), "cose.shape");
        cases.sent(format!("{what} of three fields"), |tree| drop(tree.at(path).items().pop()), "cose.shape");
        cases.sent(format!("{what} of five fields"), |tree| tree.at(path).items().push(null()), "cose.shape");
        cases.sent(
            format!("{what} under another tag"),
            |tree| {
                let inner = tree.at(path).clone();
                *tree.at(path) = V::Tag(98, Box::new(inner));
            },
            "cose.shape",
        );
        cases.sent(
            format!("{what} under tag 18"),
            |tree| {
                let inner = tree.at(path).clone();
                *tree.at(path) = V::Tag(18, Box::new(inner));
            },
            "ok",
        );
        let mut field = |name: &str, place: &'static str, value: V, expect| {
            cases.sent(format!("{what}: {name}"), set(&[path, &[place]].concat(), value), expect);
        };
        field("a protected header that is a map", "0", alg(-7), "cose.shape");
        field("a protected header that is text", "0", t("x"), "cose.shape");
        field("an unprotected header that is null", "1", null(), "cose.shape");
        field("an unprotected header in bytes", "1", b(&[0xa0]), "cose.shape");
        field("a payload in text", "2", t("x"), "cose.shape");
        field("a signature that is null", "3", null(), "cose.shape");
        field("a signature in text", "3", t("x"), "cose.shape");
        let mut header = |name: &str, header: Vec<u8>, expect| field(name, "0", b(&header), expect);
        header("a protected header that is an array", vec![0x80], "cose.protected");
        header("a protected header that is cut short", vec![0xa1, 1], "cose.protected");
        header("a protected header with a byte behind", vec![0xa1, 1, 0x26, 0], "cose.protected");
        header("a protected header with alg twice", vec![0xa2, 1, 0x26, 1, 0x26], "cose.protected");
        header(
            "a protected header with alg twice in two lengths",
            vec![0xa2, 1, 0x26, 0x18, 1, 0x26],
            "cose.protected",
        );
        header("no protected header", vec![], "cose.algorithm");
        header("an empty protected header", vec![0xa0], "cose.algorithm");
        header("alg in text", [vec![0xa1, 1, 0x65], b"ES256".to_vec()].concat(), "cose.algorithm");
        header("alg that is null", vec![0xa1, 1, 0xf6], "cose.algorithm");
        header("crit", vec![0xa2, 1, 0x26, 2, 0x81, 1], "cose.critical");
        header("an empty crit", vec![0xa2, 1, 0x26, 2, 0x80], "cose.critical");
        let crit = |value: V| V::Map(vec![(V::Uint(2), value)]);
        for (name, value) in [
            ("crit in the unprotected header", V::Array(vec![V::Uint(33)])),
            ("an empty crit in the unprotected header", V::Array(vec![])),
            ("crit that is null in the unprotected header", null()),
        ] {
            cases.sent(format!("{what}: {name}"), set(&[path, &["1"]].concat(), crit(value)), "cose.critical");
        }
        cases.sent(
            format!("{what}: crit in both headers"),
            |tree| {
                *tree.at(&[path, &["0"]].concat()) = b(&[0xa2, 1, 0x26, 2, 0x81, 1]);
                *tree.at(&[path, &["1"]].concat()) = crit(V::Array(vec![V::Uint(1)]));
            },
            "cose.critical",
        );
        for (name, protected, label) in [
            ("a label of its own in both headers", vec![0xa2, 1, 0x26, 0x18, 100, 0], V::Uint(100)),
            ("a label in two lengths in both headers", vec![0xa2, 1, 0x26, 0x19, 0, 100, 0], V::Uint(100)),
            ("a negative label in both headers", vec![0xa2, 1, 0x26, 0x38, 99, 0], V::Nint(99)),
            ("a text label in both headers", vec![0xa2, 1, 0x26, 0x61, b'x', 0], t("x")),
        ] {
            cases.sent(
                format!("{what}: {name}"),
                |tree| {
                    *tree.at(&[path, &["0"]].concat()) = b(&protected);
                    *tree.at(&[path, &["1"]].concat()) = V::Map(vec![(label.clone(), V::Uint(0))]);
                },
                "cose.protected",
            );
        }
        cases.sent(format!("{what}: alg in both headers"), set(&[path, &["1"]].concat(), alg(-7)), "cose.protected");
        cases.sent(
            format!("{what}: alg in the unprotected header alone"),
            |tree| {
                *tree.at(&[path, &["0"]].concat()) = b(&[0xa0]);
                *tree.at(&[path, &["1"]].concat()) = alg(-7);
            },
            "cose.algorithm",
        );
    }
    cases.sent("issuerAuth: a payload that is not there", set(&below(&ISSUER_AUTH, "2"), null()), "mdoc.mso");
    let chain = |count: usize| V::Map(vec![(V::Uint(33), V::Array(vec![b(&[0x30, 0]); count]))]);
    cases.made("x5chain of five", |mdoc| mdoc.unprotected = chain(5), "cose.chain");
    cases.made("x5chain of four, not certificates", |mdoc| mdoc.unprotected = chain(4), "x509.der");
    cases.made("x5chain of none", |mdoc| mdoc.unprotected = chain(0), "cose.chain");
    cases.made("x5chain of 400", |mdoc| mdoc.unprotected = chain(400), "cose.chain");
    cases.made("x5chain in text", |mdoc| mdoc.unprotected = V::Map(vec![(V::Uint(33), t("-----BEGIN"))]), "cose.chain");
    cases.made(
        "x5chain of texts",
        |mdoc| mdoc.unprotected = V::Map(vec![(V::Uint(33), V::Array(vec![t("x")]))]),
        "cose.chain",
    );
    cases.made(
        "x5chain in both headers",
        |mdoc| {
            mdoc.unprotected = chain(1);
            mdoc.protected.entries().push((V::Uint(33), V::Array(vec![b(&[0x30, 0])])));
        },
        "cose.protected",
    );
    cases.made("an empty certificate", |mdoc| mdoc.unprotected = V::Map(vec![(V::Uint(33), b(&[]))]), "x509.der");
    cases.made(
        "a certificate of 16 kB and a byte",
        |mdoc| mdoc.unprotected = V::Map(vec![(V::Uint(33), b(&[0; 16_385]))]),
        "x509.size",
    );
}

fn mso(cases: &mut Cases) {
    let payload = |inner: V| set(&below(&ISSUER_AUTH, "2"), b(&inner.encode(Style::PLAIN)));
    cases.sent("an MSO that is not wrapped", payload(good().mso()), "mdoc.mso");
    cases.sent("an MSO in text", payload(V::Tag(24, Box::new(t("x")))), "mdoc.mso");
    cases.sent("an MSO that is an array", payload(V::Embedded(Box::new(V::Array(vec![])))), "mdoc.mso");
    cases.sent("an empty payload", set(&below(&ISSUER_AUTH, "2"), b(&[])), "cbor.truncated");
    cases.sent(
        "an MSO with a byte behind",
        payload(V::Tag(24, Box::new(b(&[good().mso().encode(Style::PLAIN), vec![0]].concat())))),
        "cbor.trailing",
    );
    let edits: &[(&str, fn(&mut V), &str)] = &[
        ("without version", |mso| mso.remove("version"), "mdoc.mso"),
        ("without digestAlgorithm", |mso| mso.remove("digestAlgorithm"), "mdoc.mso"),
        ("without docType", |mso| mso.remove("docType"), "mdoc.mso"),
        ("without valueDigests", |mso| mso.remove("valueDigests"), "mdoc.mso"),
        ("without deviceKeyInfo", |mso| mso.remove("deviceKeyInfo"), "mdoc.mso"),
        ("without deviceKey", |mso| mso.at(&["deviceKeyInfo"]).remove("deviceKey"), "mdoc.mso"),
        ("without validityInfo", |mso| mso.remove("validityInfo"), "mdoc.mso"),
        ("without signed", |mso| mso.at(&["validityInfo"]).remove("signed"), "mdoc.mso"),
        ("without validFrom", |mso| mso.at(&["validityInfo"]).remove("validFrom"), "mdoc.mso"),
        ("without validUntil", |mso| mso.at(&["validityInfo"]).remove("validUntil"), "mdoc.mso"),
        ("of version 1.1", |mso| *mso.at(&["version"]) = t("1.1"), "ok"),
        ("of version 2.0", |mso| *mso.at(&["version"]) = t("2.0"), "mdoc.version"),
        ("of version 10", |mso| *mso.at(&["version"]) = t("10"), "mdoc.version"),
        ("of a version in numbers", |mso| *mso.at(&["version"]) = V::Uint(1), "mdoc.mso"),
        ("with SHA-1", |mso| *mso.at(&["digestAlgorithm"]) = t("SHA-1"), "mdoc.digest-algorithm"),
        ("with sha-256", |mso| *mso.at(&["digestAlgorithm"]) = t("sha-256"), "mdoc.digest-algorithm"),
        ("with SHA-512/256", |mso| *mso.at(&["digestAlgorithm"]) = t("SHA-512/256"), "mdoc.digest-algorithm"),
        ("with a number for an algorithm", |mso| *mso.at(&["digestAlgorithm"]) = V::Nint(15), "mdoc.mso"),
        ("whose docType is bytes", |mso| *mso.at(&["docType"]) = b(b"x"), "mdoc.mso"),
        ("whose digests are an array", |mso| *mso.at(&["valueDigests"]) = V::Array(vec![]), "mdoc.mso"),
        (
            "whose digests of a space are an array",
            |mso| *mso.at(&["valueDigests", SPACE]) = V::Array(vec![]),
            "mdoc.mso",
        ),
        ("with a number for a space", |mso| mso.at(&["valueDigests"]).entries()[0].0 = V::Uint(1), "mdoc.mso"),
        ("with text for a digest number", |mso| mso.at(&["valueDigests", SPACE]).entries()[0].0 = t("0"), "mdoc.mso"),
        (
            "with a negative digest number",
            |mso| mso.at(&["valueDigests", SPACE]).entries()[0].0 = V::Nint(0),
            "mdoc.mso",
        ),
        ("with a digest in text", |mso| *mso.at(&["valueDigests", SPACE, "0"]) = t("x"), "mdoc.mso"),
        ("with no digest at all", |mso| *mso.at(&["valueDigests"]) = map(vec![]), "digest.missing"),
        (
            "with a time in plain text",
            |mso| *mso.at(&["validityInfo", "signed"]) = t("2026-11-22T10:00:00Z"),
            "mdoc.mso",
        ),
        (
            "with a time in seconds",
            |mso| *mso.at(&["validityInfo", "signed"]) = V::Tag(1, Box::new(V::Uint(1))),
            "mdoc.mso",
        ),
        (
            "with a full-date for a time",
            |mso| *mso.at(&["validityInfo", "validFrom"]) = V::Tag(1004, Box::new(t("2026-11-22"))),
            "mdoc.mso",
        ),
        (
            "with a day for a time",
            |mso| *mso.at(&["validityInfo", "validFrom"]) = V::Tag(0, Box::new(t("2026-11-22"))),
            "mdoc.mso",
        ),
        (
            "with the 30th of February",
            |mso| *mso.at(&["validityInfo", "validUntil"]) = V::Tag(0, Box::new(t("2027-02-30T00:00:00Z"))),
            "mdoc.mso",
        ),
        (
            "with a year of five digits",
            |mso| *mso.at(&["validityInfo", "validUntil"]) = V::Tag(0, Box::new(t("12027-02-03T00:00:00Z"))),
            "mdoc.mso",
        ),
        (
            "with an offset",
            |mso| *mso.at(&["validityInfo", "validUntil"]) = V::Tag(0, Box::new(t("2027-02-03T08:00:00+08:00"))),
            "ok",
        ),
        (
            "with a fraction",
            |mso| *mso.at(&["validityInfo", "validUntil"]) = V::Tag(0, Box::new(t("2027-02-03T00:00:00.5Z"))),
            "ok",
        ),
        ("whose device key is text", |mso| *mso.at(&["deviceKeyInfo", "deviceKey"]) = t("x"), "cose.key"),
        ("whose device key is empty", |mso| *mso.at(&["deviceKeyInfo", "deviceKey"]) = map(vec![]), "cose.key"),
        ("whose device key is symmetric", |mso| *mso.at(&["deviceKeyInfo", "deviceKey", "1"]) = V::Uint(4), "cose.key"),
        (
            "whose device key is on secp256k1",
            |mso| *mso.at(&["deviceKeyInfo", "deviceKey", "-1"]) = V::Uint(8),
            "cose.key",
        ),
        (
            "whose device key claims P-384",
            |mso| *mso.at(&["deviceKeyInfo", "deviceKey", "-1"]) = V::Uint(2),
            "cose.key",
        ),
        (
            "whose device key has a short x",
            |mso| *mso.at(&["deviceKeyInfo", "deviceKey", "-2"]) = b(&[1; 31]),
            "cose.key",
        ),
        (
            "whose device key is off its curve",
            |mso| *mso.at(&["deviceKeyInfo", "deviceKey", "-2"]) = b(&[1; 32]),
            "cose.key",
        ),
        (
            "whose device key is at infinity",
            |mso| {
                *mso.at(&["deviceKeyInfo", "deviceKey", "-2"]) = b(&[0; 32]);
                *mso.at(&["deviceKeyInfo", "deviceKey", "-3"]) = b(&[0; 32]);
            },
            "cose.key",
        ),
        (
            "whose device key has no y",
            |mso| {
                mso.at(&["deviceKeyInfo", "deviceKey"]).entries().pop();
            },
            "cose.key",
        ),
        (
            "whose device key is private",
            |mso| mso.at(&["deviceKeyInfo", "deviceKey"]).entries().push((V::Nint(3), b(&[1; 32]))),
            "cose.key",
        ),
        ("whose status is text", |mso| mso.entries().push((t("status"), t("valid"))), "mdoc.mso"),
        (
            "whose status list is text",
            |mso| mso.entries().push((t("status"), map(vec![("status_list", t("x"))]))),
            "mdoc.mso",
        ),
        (
            "whose status list has no index",
            |mso| mso.entries().push((t("status"), map(vec![("status_list", map(vec![("uri", t("x"))]))]))),
            "mdoc.mso",
        ),
        (
            "whose status list has no address",
            |mso| mso.entries().push((t("status"), map(vec![("status_list", map(vec![("idx", V::Uint(1))]))]))),
            "mdoc.mso",
        ),
        (
            "whose index is negative",
            |mso| {
                mso.entries()
                    .push((t("status"), map(vec![("status_list", map(vec![("idx", V::Nint(0)), ("uri", t("x"))]))])))
            },
            "mdoc.mso",
        ),
        (
            "whose index is text",
            |mso| {
                mso.entries()
                    .push((t("status"), map(vec![("status_list", map(vec![("idx", t("1")), ("uri", t("x"))]))])))
            },
            "mdoc.mso",
        ),
        ("with entries that nobody knows", |mso| mso.entries().push((t("vendor"), V::Array(vec![V::Uint(1)]))), "ok"),
    ];
    for (name, edit, expect) in edits {
        cases.made(format!("an MSO {name}"), |mdoc| mdoc.edit = Some(*edit), expect);
    }
    for (name, signed, from, until, expect) in [
        ("from before it was signed", 0, -1, 60, "mdoc.validity-order"),
        ("from the second it was signed", 0, 0, 60, "ok"),
        ("for no time at all", -60, 0, 0, "mdoc.validity-order"),
        ("until before it begins", -60, 0, -1, "mdoc.validity-order"),
        ("for a second", -60, 0, 1, "ok"),
    ] {
        cases.made(
            format!("valid {name}"),
            |mdoc| (mdoc.signed, mdoc.from, mdoc.until) = (NOW + signed, NOW + from, NOW + until),
            expect,
        );
    }
}

fn device(cases: &mut Cases) {
    cases.sent("deviceSigned without name spaces", without(&DEVICE_SIGNED, "nameSpaces"), "mdoc.structure");
    cases.sent("deviceSigned without deviceAuth", without(&DEVICE_SIGNED, "deviceAuth"), "mdoc.structure");
    let spaces = below(&DEVICE_SIGNED, "nameSpaces");
    cases.sent("device name spaces that are not wrapped", set(&spaces, map(vec![])), "mdoc.structure");
    cases.sent(
        "device name spaces that are an array",
        set(&spaces, V::Embedded(Box::new(V::Array(vec![])))),
        "mdoc.structure",
    );
    cases.sent("device name spaces that are empty", set(&spaces, V::Tag(24, Box::new(b(&[])))), "cbor.truncated");
    let auth = below(&DEVICE_SIGNED, "deviceAuth");
    cases.sent("deviceAuth without a proof", set(&auth, map(vec![])), "mdoc.structure");
    cases.sent("deviceAuth that is an array", set(&auth, V::Array(vec![])), "mdoc.structure");
    cases.sent(
        "both proofs",
        |tree| {
            let mac = tree.at(&DEVICE_SIGNATURE).clone();
            tree.at(&auth).entries().push((t("deviceMac"), mac));
        },
        "mdoc.structure",
    );
    cases.sent("a proof of another kind", |tree| tree.at(&auth).entries()[0].0 = t("deviceVow"), "mdoc.structure");
}

fn sizes(cases: &mut Cases) {
    // Strings of less than 64 kB under a key that nobody knows.
    let filled = |size: usize| {
        let build = |length: usize| {
            let mut response = good().response();
            let mut strings = vec![b(&[0; 65_500]); 3];
            strings.push(b(&vec![0; length]));
            response.entries().push((t("padding"), V::Array(strings)));
            response.encode(Style::PLAIN)
        };
        let overhead = build(60_000).len() - 60_000;
        let bytes = build(size - overhead);
        assert_eq!(bytes.len(), size);
        bytes
    };
    let mut long = filled(MDOC_BYTES);
    long.resize(100 * MDOC_BYTES, 0);
    cases.add("a response of 262,144 bytes", filled(MDOC_BYTES), "ok");
    cases.add("a response of 262,145 bytes", filled(MDOC_BYTES + 1), "mdoc.size");
    cases.add("a response a hundred times as long", long, "mdoc.size");
    for (length, expect) in [(CBOR_STRING_BYTES - 200, "ok"), (CBOR_STRING_BYTES, "cbor.string-length")] {
        // The value stands inside the string of its item.
        cases.made(format!("a picture of {length} bytes"), |mdoc| mdoc.elements[1].value = b(&vec![1; length]), expect);
    }
}

/// Each map with one of its entries twice: RFC 8949 §5.6 leaves it open which would count.
pub(crate) fn duplicates(cases: &mut Cases) {
    fn twice(tree: &mut V) {
        let first = tree.entries()[0].clone();
        tree.entries().push(first);
    }
    for (name, path) in [
        ("the response", [].as_slice()),
        ("the document", &DOC),
        ("issuerSigned", &["documents", "0", "issuerSigned"]),
        ("the name spaces", &["documents", "0", "issuerSigned", "nameSpaces"]),
        ("an item", &ITEM),
        ("a value", &["documents", "0", "issuerSigned", "nameSpaces", MORE, "0", "elementValue", "0"]),
        ("deviceSigned", &DEVICE_SIGNED),
        ("deviceAuth", &["documents", "0", "deviceSigned", "deviceAuth"]),
    ] {
        cases.sent(format!("a key twice in {name}"), |tree| twice(tree.at(path)), "cbor.duplicate");
    }
    let edits: &[(&str, fn(&mut V))] = &[
        ("the MSO", |mso| twice(mso)),
        ("the digests", |mso| twice(mso.at(&["valueDigests"]))),
        ("the digests of a space", |mso| twice(mso.at(&["valueDigests", SPACE]))),
        ("deviceKeyInfo", |mso| twice(mso.at(&["deviceKeyInfo"]))),
        ("the device key", |mso| twice(mso.at(&["deviceKeyInfo", "deviceKey"]))),
        ("validityInfo", |mso| twice(mso.at(&["validityInfo"]))),
        ("the status", |mso| twice(mso.at(&["status"]))),
        ("the status list", |mso| twice(mso.at(&["status", "status_list"]))),
        ("the digests of a space, in another length", |mso| {
            let digest = mso.at(&["valueDigests", SPACE, "0"]).clone();
            mso.at(&["valueDigests", SPACE]).entries().push((V::Raw(vec![0x18, 0]), digest));
        }),
        ("the MSO, in chunks", |mso| mso.entries().push((V::Raw(b"\x7f\x67docType\xff".to_vec()), t("another")))),
    ];
    for (name, edit) in edits {
        cases.made(
            format!("a key twice in {name}"),
            |mdoc| {
                mdoc.status = Some(map(vec![("status_list", map(vec![("idx", V::Uint(9)), ("uri", t(crate::LIST))]))]));
                mdoc.edit = Some(*edit);
            },
            "cbor.duplicate",
        );
    }
    let mut headers = good();
    headers.unprotected = V::Map(vec![(t("x"), V::Uint(1)), (t("x"), V::Uint(2))]);
    cases.add("a key twice in the unprotected header", headers.encode(), "cbor.duplicate");
    let spaces = V::Embedded(Box::new(map(vec![("x", map(vec![])), ("x", map(vec![]))])));
    cases.sent(
        "a key twice in the device's name spaces",
        set(&below(&DEVICE_SIGNED, "nameSpaces"), spaces),
        "cbor.duplicate",
    );
    // The same in a form that keeps the order as written, far apart.
    let mut scattered: Mdoc = good();
    scattered.style = Style { order: Order::AsWritten, ..Style::PLAIN };
    let mut response = scattered.response();
    let version = response.entries()[0].clone();
    response.entries().push(version);
    cases.add("a key twice, far apart", response.encode(scattered.style), "cbor.duplicate");
}
