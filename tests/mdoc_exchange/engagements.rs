//! Every way in which an engagement by QR code or by NFC can be wrong.

use chop_core::crypto::Signer;
use chop_core::dev;
use chop_core::encoding::base64url;
use chop_core::encoding::limits::{ENGAGEMENT_BYTES, NDEF_BYTES, NDEF_RECORDS, RETRIEVAL_METHODS};
use chop_core::exchange::mdoc::{
    BleOptions, Capabilities, Carrier, DeviceEngagement, HandoverSelect, LeRole, PowerState, RetrievalMethod,
    RetrievalOptions, WifiOptions,
};

use crate::Cases;
use crate::mdoc_model::{Style, V, b, cose_key, null, t};
use crate::requests::bool;

fn int(number: i64) -> V {
    if number < 0 { V::Nint(number.unsigned_abs() - 1) } else { V::Uint(number.unsigned_abs()) }
}

fn by_int(entries: Vec<(i64, V)>) -> V {
    V::Map(entries.into_iter().map(|(key, value)| (int(key), value)).collect())
}

fn ble(entries: Vec<(i64, V)>) -> V {
    V::Array(vec![V::Uint(2), V::Uint(1), by_int(entries)])
}

fn central() -> V {
    ble(vec![(0, bool(false)), (1, bool(true)), (11, b(&[7; 16]))])
}

fn security(suite: i64, key: V) -> V {
    V::Array(vec![int(suite), key])
}

fn key() -> V {
    V::Embedded(Box::new(cose_key("device")))
}

/// Version, security and one method, as a QR code has them.
fn good() -> V {
    by_int(vec![(0, t("1.0")), (1, security(1, key())), (2, V::Array(vec![central()]))])
}

impl Cases {
    fn engagement(&mut self, name: impl Into<String>, change: impl FnOnce(&mut V), expect: &'static str) {
        let mut tree = good();
        change(&mut tree);
        self.add(name, tree.encode(Style::PLAIN), expect);
    }

    fn method(&mut self, name: &str, method: V, expect: &'static str) {
        self.engagement(format!("method: {name}"), |tree| *tree.at(&["2", "0"]) = method, expect);
    }
}

fn remove(tree: &mut V, key: u64) {
    tree.entries().retain(|(found, _)| *found != V::Uint(key));
}

fn structure(cases: &mut Cases) {
    let bytes = good().encode(Style::PLAIN);
    cases.add("good", bytes.clone(), "ok");
    cases.add("good in long lengths", good().encode(Style { width: 2, ..Style::PLAIN }), "ok");
    cases.add("nothing", vec![], "cbor.truncated");
    cases.add("a byte behind", [bytes.as_slice(), &[0]].concat(), "cbor.trailing");
    cases.add("the last byte missing", bytes[..bytes.len() - 1].to_vec(), "cbor.truncated");
    cases.add("a byte too large", vec![0; ENGAGEMENT_BYTES + 1], "engagement.size");
    cases.add(
        "as large as can be",
        [vec![0x59, 0x07, 0xfd], vec![0; ENGAGEMENT_BYTES - 3]].concat(),
        "engagement.structure",
    );
    cases.add("an array", vec![0x80], "engagement.structure");
    cases.engagement("a key in text", |tree| tree.entries().push((t("0"), t("1.0"))), "engagement.structure");
    cases.engagement("version twice", |tree| tree.entries().push((V::Uint(0), t("1.0"))), "cbor.duplicate");
    cases.engagement("no version", |tree| remove(tree, 0), "engagement.structure");
    cases.engagement("a version in bytes", |tree| *tree.at(&["0"]) = b(b"1.0"), "engagement.structure");
    for (version, expect) in [
        ("1.1", "ok"),
        ("1.42", "ok"),
        ("1", "engagement.version"),
        ("2.0", "engagement.version"),
        ("", "engagement.version"),
    ] {
        cases.engagement(format!("version {version:?}"), |tree| *tree.at(&["0"]) = t(version), expect);
    }
    cases.engagement("no security", |tree| remove(tree, 1), "engagement.structure");
    cases.engagement("security of one", |tree| *tree.at(&["1"]) = V::Array(vec![V::Uint(1)]), "engagement.structure");
    cases.engagement("security of three", |tree| tree.at(&["1"]).items().push(null()), "engagement.structure");
    cases.engagement("security in a map", |tree| *tree.at(&["1"]) = by_int(vec![]), "engagement.structure");
    for suite in [0, 2, -1, 255] {
        cases.engagement(
            format!("cipher suite {suite}"),
            |tree| *tree.at(&["1"]) = security(suite, key()),
            "engagement.cipher-suite",
        );
    }
    cases.engagement("a cipher suite in text", |tree| *tree.at(&["1", "0"]) = t("1"), "engagement.structure");
    cases.engagement("no methods", |tree| remove(tree, 2), "ok");
    cases.engagement(
        "members of the first edition",
        |tree| {
            tree.entries().push((V::Uint(3), by_int(vec![])));
            tree.entries().push((V::Uint(4), null()));
        },
        "ok",
    );
    cases.engagement("a member of an application", |tree| tree.entries().push((V::Nint(0), t("x"))), "ok");
    cases.engagement("origins", |tree| tree.entries().push((V::Uint(5), V::Array(vec![]))), "ok");
    cases.engagement(
        "origins in a map",
        |tree| tree.entries().push((V::Uint(5), by_int(vec![]))),
        "engagement.structure",
    );
    let able: &[(&str, fn() -> V, &str)] = &[
        ("none", || by_int(vec![]), "ok"),
        ("all", || by_int(vec![(2, bool(true)), (3, bool(true)), (4, bool(false))]), "ok"),
        ("a later one", || by_int(vec![(9, t("x"))]), "ok"),
        ("an array", || V::Array(vec![]), "engagement.structure"),
        ("a false one that may only be true", || by_int(vec![(3, bool(false))]), "engagement.structure"),
        ("another false one", || by_int(vec![(2, bool(false))]), "engagement.structure"),
        ("one in text", || by_int(vec![(4, t("yes"))]), "engagement.structure"),
    ];
    for (name, value, expect) in able {
        cases.engagement(format!("capabilities: {name}"), |tree| tree.entries().push((V::Uint(6), value())), expect);
    }
}

fn keys(cases: &mut Cases) {
    let cose = |entries: Vec<(i64, V)>| V::Embedded(Box::new(by_int(entries)));
    let (x, y) = dev::key("device").public_key().p256_coordinates().unwrap();
    let point = |curve: i64| vec![(1, V::Uint(2)), (-1, int(curve)), (-2, b(&x)), (-3, b(&y))];
    let mut private = point(1);
    private.push((-4, b(&[1; 32])));
    let sign = bool(y[31] & 1 == 1);
    let cases_of: Vec<(&str, V, &str)> = vec![
        ("compressed", cose(vec![(1, V::Uint(2)), (-1, V::Uint(1)), (-2, b(&x)), (-3, sign)]), "ok"),
        ("with more members", cose([point(1), vec![(2, b(b"kid"))]].concat()), "ok"),
        ("not wrapped", cose_key("device"), "engagement.key"),
        ("in bytes without a tag", b(&cose_key("device").encode(Style::PLAIN)), "engagement.key"),
        ("null", null(), "engagement.key"),
        ("with a private part", cose(private), "engagement.key"),
        ("that says P-384", cose(point(2)), "engagement.key"),
        ("that says P-521", cose(point(3)), "engagement.key"),
        ("that says brainpool", cose(point(256)), "engagement.key"),
        ("of Ed25519", cose(vec![(1, V::Uint(1)), (-1, V::Uint(6)), (-2, b(&x))]), "engagement.key"),
        ("of X25519", cose(vec![(1, V::Uint(1)), (-1, V::Uint(4)), (-2, b(&x))]), "engagement.key"),
        ("that is symmetric", cose(vec![(1, V::Uint(4)), (-1, b(&x))]), "engagement.key"),
        ("off its curve", cose(vec![(1, V::Uint(2)), (-1, V::Uint(1)), (-2, b(&x)), (-3, b(&x))]), "engagement.key"),
        (
            "at infinity",
            cose(vec![(1, V::Uint(2)), (-1, V::Uint(1)), (-2, b(&[0; 32])), (-3, b(&[0; 32]))]),
            "engagement.key",
        ),
        ("without y", cose(vec![(1, V::Uint(2)), (-1, V::Uint(1)), (-2, b(&x))]), "engagement.key"),
        ("of 31 bytes", cose(vec![(1, V::Uint(2)), (-1, V::Uint(1)), (-2, b(&x[1..])), (-3, b(&y))]), "engagement.key"),
        (
            "of 33 bytes",
            cose(vec![(1, V::Uint(2)), (-1, V::Uint(1)), (-2, b(&[&[0], &x[..]].concat())), (-3, b(&y))]),
            "engagement.key",
        ),
        ("cut short", V::Tag(24, Box::new(b(&[0xa4, 1]))), "engagement.key"),
    ];
    for (name, value, expect) in cases_of {
        cases.engagement(format!("a key {name}"), |tree| *tree.at(&["1"]) = security(1, value), expect);
    }
}

fn methods(cases: &mut Cases) {
    let list = |methods: Vec<V>| move |tree: &mut V| *tree.at(&["2"]) = V::Array(methods);
    cases.engagement("an empty list of methods", list(vec![]), "engagement.retrieval");
    cases.engagement("methods in a map", |tree| *tree.at(&["2"]) = by_int(vec![]), "engagement.retrieval");
    let unknown = |kind: u64| V::Array(vec![V::Uint(kind), V::Uint(1), null()]);
    for (count, expect) in [(RETRIEVAL_METHODS, "ok"), (RETRIEVAL_METHODS + 1, "engagement.retrieval")] {
        let methods = (0..count).map(|n| unknown(100 + n as u64)).collect();
        cases.engagement(format!("{count} methods"), list(methods), expect);
    }
    cases.engagement("one method twice", list(vec![central(), central()]), "engagement.retrieval");
    cases.engagement(
        "one type in two versions",
        list(vec![central(), V::Array(vec![V::Uint(2), V::Uint(2), null()])]),
        "ok",
    );
    cases.engagement("an unknown type twice", list(vec![unknown(9), unknown(9)]), "engagement.retrieval");
    cases.method("of two fields", V::Array(vec![V::Uint(2), V::Uint(1)]), "engagement.retrieval");
    cases.method(
        "of four fields",
        V::Array(vec![V::Uint(2), V::Uint(1), by_int(vec![]), null()]),
        "engagement.retrieval",
    );
    cases.method("a map", by_int(vec![]), "engagement.retrieval");
    cases.method("a negative type", V::Array(vec![int(-1), V::Uint(1), by_int(vec![])]), "engagement.retrieval");
    cases.method("a version in text", V::Array(vec![V::Uint(2), t("1"), by_int(vec![])]), "engagement.retrieval");
    cases.method(
        "options in an array",
        V::Array(vec![V::Uint(2), V::Uint(1), V::Array(vec![])]),
        "engagement.retrieval",
    );

    let (no, yes) = (|| bool(false), || bool(true));
    let uuid = || b(&[7; 16]);
    let modes: Vec<(&str, Vec<(i64, V)>, &str)> = vec![
        ("both modes", vec![(0, yes()), (1, yes()), (10, uuid()), (11, uuid())], "ok"),
        ("neither mode", vec![(0, no()), (1, no())], "ok"),
        ("an address of six bytes", vec![(0, yes()), (1, no()), (10, uuid()), (20, b(&[1; 6]))], "ok"),
        ("an address of seven bytes", vec![(0, yes()), (1, no()), (10, uuid()), (20, b(&[1; 7]))], "ok"),
        ("an L2CAP channel", vec![(0, yes()), (1, no()), (10, uuid()), (21, V::Uint(0x80))], "ok"),
        ("a later option", vec![(0, no()), (1, no()), (30, null())], "ok"),
        ("no options", vec![], "engagement.retrieval"),
        ("one mode not said", vec![(1, yes()), (11, uuid())], "engagement.retrieval"),
        ("the other mode not said", vec![(0, yes()), (10, uuid())], "engagement.retrieval"),
        ("a mode as a number", vec![(0, V::Uint(1)), (1, no()), (10, uuid())], "engagement.retrieval"),
        ("a peripheral without its UUID", vec![(0, yes()), (1, no())], "engagement.retrieval"),
        ("a central without its UUID", vec![(0, no()), (1, yes())], "engagement.retrieval"),
        ("a UUID without its mode", vec![(0, no()), (1, no()), (10, uuid())], "engagement.retrieval"),
        ("the UUID of the other mode", vec![(0, yes()), (1, no()), (11, uuid())], "engagement.retrieval"),
        ("a UUID of 15 bytes", vec![(0, yes()), (1, no()), (10, b(&[7; 15]))], "engagement.retrieval"),
        ("a UUID in text", vec![(0, yes()), (1, no()), (10, t("7"))], "engagement.retrieval"),
        (
            "an address of five bytes",
            vec![(0, yes()), (1, no()), (10, uuid()), (20, b(&[1; 5]))],
            "engagement.retrieval",
        ),
        (
            "an address of eight bytes",
            vec![(0, yes()), (1, no()), (10, uuid()), (20, b(&[1; 8]))],
            "engagement.retrieval",
        ),
        (
            "the address of a central",
            vec![(0, no()), (1, yes()), (11, uuid()), (20, b(&[1; 6]))],
            "engagement.retrieval",
        ),
        ("a channel in bytes", vec![(0, yes()), (1, no()), (10, uuid()), (21, b(&[1]))], "engagement.retrieval"),
    ];
    for (name, options, expect) in modes {
        cases.method(&format!("Bluetooth with {name}"), ble(options), expect);
    }
    for (command, response, expect) in [
        (255, 256, "ok"),
        (65_535, 65_536, "ok"),
        (254, 256, "engagement.retrieval"),
        (255, 255, "engagement.retrieval"),
        (65_536, 256, "engagement.retrieval"),
        (255, 65_537, "engagement.retrieval"),
    ] {
        let options = by_int(vec![(0, V::Uint(command)), (1, V::Uint(response))]);
        cases.method(
            &format!("NFC of {command} and {response}"),
            V::Array(vec![V::Uint(1), V::Uint(1), options]),
            expect,
        );
    }
    let nfc = |options: Vec<(i64, V)>| V::Array(vec![V::Uint(1), V::Uint(1), by_int(options)]);
    cases.method("NFC without a response", nfc(vec![(0, V::Uint(255))]), "engagement.retrieval");
    cases.method("NFC in text", nfc(vec![(0, t("255")), (1, V::Uint(256))]), "engagement.retrieval");
    let wifi = |options: Vec<(i64, V)>| V::Array(vec![V::Uint(3), V::Uint(1), by_int(options)]);
    cases.method("Wi-Fi", wifi(vec![(0, t("pass")), (1, V::Uint(81)), (2, V::Uint(6)), (3, b(&[4]))]), "ok");
    cases.method("Wi-Fi with bands alone", wifi(vec![(3, b(&[4]))]), "ok");
    cases.method("Wi-Fi without bands", wifi(vec![(0, t("pass"))]), "engagement.retrieval");
    cases.method("Wi-Fi with a channel in text", wifi(vec![(2, t("6")), (3, b(&[4]))]), "engagement.retrieval");
}

#[test]
fn every_wrong_engagement_ends_with_exactly_its_code() {
    let mut cases = Cases::default();
    structure(&mut cases);
    keys(&mut cases);
    methods(&mut cases);
    let negative = cases.judge(|bytes| DeviceEngagement::parse(bytes).map_or_else(|fault| fault.code(), |_| "ok"));
    assert!(negative >= 70, "{negative} negative cases");
}

#[test]
fn a_qr_code_is_a_strict_uri_with_a_method() {
    let encoded = base64url::encode(&good().encode(Style::PLAIN));
    let code = |text: &str| DeviceEngagement::from_uri(text).map_or_else(|fault| fault.code(), |_| "ok");
    assert_eq!(code(&format!("mdoc:{encoded}")), "ok");
    for text in [
        String::new(),
        encoded.clone(),
        format!("MDOC:{encoded}"),
        format!("mdoc://{encoded}"),
        format!("mdoc:/{encoded}"),
        format!(" mdoc:{encoded}"),
        format!("mdoc: {encoded}"),
        format!("mdoc:{encoded}="),
        format!("mdoc:{encoded}\n"),
        format!("mdoc:{encoded}?x"),
        format!("mdoc:{}", encoded.replacen('o', "+", 1)),
        format!("PC1:{encoded}"),
    ] {
        assert_eq!(code(&text), "engagement.uri", "{text:?}");
    }
    assert_eq!(code("mdoc:"), "cbor.truncated");
    assert_eq!(code(&format!("mdoc:{}", "A".repeat(2_733))), "engagement.size");
    let mut bare = good();
    remove(&mut bare, 2);
    let bare = bare.encode(Style::PLAIN);
    assert!(DeviceEngagement::parse(&bare).is_ok(), "over NFC the methods stand elsewhere");
    assert_eq!(code(&format!("mdoc:{}", base64url::encode(&bare))), "engagement.retrieval");
}

#[test]
fn an_engagement_keeps_its_bytes_and_says_what_it_was_made_of() {
    let wifi = WifiOptions { pass_phrase: Some("x".into()), operating_class: None, channel: Some(6), bands: vec![4] };
    let ble = BleOptions {
        peripheral_server: Some([1; 16]),
        central_client: Some([2; 16]),
        address: Some(vec![3; 7]),
        psm: Some(0x81),
    };
    let methods = [RetrievalMethod::nfc(0, u64::MAX), RetrievalMethod::ble(ble), RetrievalMethod::wifi(wifi)];
    for capabilities in [
        None,
        Some(Capabilities::default()),
        Some(Capabilities { reader_auth_all: true, ..Capabilities::default() }),
        Some(Capabilities { handover_session_establishment: true, reader_auth_all: true, extended_request: true }),
    ] {
        let made = DeviceEngagement::new(dev::key("device").public_key(), &methods, capabilities).unwrap();
        let strict = chop_core::encoding::cbor::Strictness::Deterministic;
        assert!(chop_core::encoding::cbor::Item::parse(made.as_bytes(), strict).is_ok());
        let read = DeviceEngagement::from_uri(&made.to_uri()).unwrap();
        assert_eq!(read, made);
        assert_eq!((read.methods(), read.capabilities()), (&methods[..], capabilities));
    }
    let RetrievalOptions::Nfc(options) = methods[0].options() else { panic!() };
    assert_eq!((options.command, options.response), (255, 65_536), "brought into range");
    let styled = good().encode(Style { endless_maps: true, ..Style::PLAIN });
    assert_eq!(DeviceEngagement::parse(&styled).unwrap().as_bytes(), styled);
    let twice = [methods[0].clone(), RetrievalMethod::nfc(300, 300)];
    let made = DeviceEngagement::new(dev::key("device").public_key(), &twice, None);
    assert_eq!(made.unwrap_err().code(), "engagement.retrieval");
}

/// One NDEF record by hand: its flags beside those of place and length, type, identifier, payload.
#[derive(Clone)]
struct R {
    format: u8,
    kind: Vec<u8>,
    id: Vec<u8>,
    payload: Vec<u8>,
}

fn record(format: u8, kind: &str, id: &str, payload: &[u8]) -> R {
    R { format, kind: kind.as_bytes().to_vec(), id: id.as_bytes().to_vec(), payload: payload.to_vec() }
}

fn message(records: &[R]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (place, one) in records.iter().enumerate() {
        let mut flags = one.format;
        flags |= if place == 0 { 0x80 } else { 0 } | if place + 1 == records.len() { 0x40 } else { 0 };
        flags |= if one.id.is_empty() { 0 } else { 0x08 };
        let short = one.payload.len() < 256;
        bytes.extend([flags | if short { 0x10 } else { 0 }, one.kind.len() as u8]);
        let length = (one.payload.len() as u32).to_be_bytes();
        bytes.extend(if short { &length[3..] } else { &length[..] });
        bytes.extend((!one.id.is_empty()).then_some(one.id.len() as u8));
        bytes.extend([one.kind.as_slice(), &one.id, &one.payload].concat());
    }
    bytes
}

const BLE: &str = "application/vnd.bluetooth.le.oob";
const ENGAGEMENT: &str = "iso.org:18013:deviceengagement";
const AC: &[u8] = &[1, 1, b'0', 1, 4, b'm', b'd', b'o', b'c'];

fn hs(version: u8, alternatives: &[&[u8]]) -> R {
    let inner: Vec<R> = alternatives.iter().map(|payload| record(1, "ac", "", payload)).collect();
    record(1, "Hs", "", &[vec![version], message(&inner)].concat())
}

fn bare() -> Vec<u8> {
    let mut bare = good();
    remove(&mut bare, 2);
    bare.encode(Style::PLAIN)
}

/// Handover Select, a Bluetooth carrier, the engagement.
fn select() -> Vec<R> {
    vec![hs(0x15, &[AC]), record(2, BLE, "0", &[2, 0x1c, 1]), record(4, ENGAGEMENT, "mdoc", &bare())]
}

#[test]
fn every_wrong_handover_select_ends_with_exactly_its_code() {
    let mut cases = Cases::default();
    cases.add("good", message(&select()), "ok");
    let mut with = |name: &str, change: &dyn Fn(&mut Vec<R>), expect| {
        let mut records = select();
        change(&mut records);
        cases.add(name, message(&records), expect);
    };
    with("another kind of message", &|r| r[0].kind = b"Hr".to_vec(), "engagement.handover");
    with("a select record of another format", &|r| r[0].format = 4, "engagement.handover");
    with("the select record last", &|r| r.rotate_left(1), "engagement.handover");
    with("version 1.2", &|r| r[0] = hs(0x12, &[AC]), "ok");
    with("version 2.0", &|r| r[0] = hs(0x20, &[AC]), "engagement.version");
    with("an empty select record", &|r| r[0].payload = vec![], "engagement.handover");
    with("a select record without alternatives", &|r| r[0].payload = vec![0x15], "engagement.ndef");
    with(
        "other records alone in it",
        &|r| r[0].payload = [vec![0x15], message(&[record(1, "err", "", &[1])])].concat(),
        "engagement.handover",
    );
    with(
        "an error record beside",
        &|r| r[0].payload = [vec![0x15], message(&[record(1, "ac", "", AC), record(1, "err", "", &[1])])].concat(),
        "ok",
    );
    with(
        "a carrier that is not there",
        &|r| r[0] = hs(0x15, &[&[1, 1, b'9', 1, 4, b'm', b'd', b'o', b'c']]),
        "engagement.handover",
    );
    with("a carrier that is there twice", &|r| r.insert(1, r[1].clone()), "engagement.handover");
    with("a carrier without auxiliary data", &|r| r[0] = hs(0x15, &[&[1, 1, b'0', 0]]), "engagement.handover");
    with(
        "a carrier with other auxiliary data",
        &|r| r[0] = hs(0x15, &[&[1, 1, b'0', 1, 1, b'x']]),
        "engagement.handover",
    );
    with(
        "a carrier without reference",
        &|r| r[0] = hs(0x15, &[&[1, 0, 1, 4, b'm', b'd', b'o', b'c']]),
        "engagement.handover",
    );
    with("a carrier cut short", &|r| r[0] = hs(0x15, &[&AC[..8]]), "engagement.handover");
    with("a carrier with a byte behind", &|r| r[0] = hs(0x15, &[&[AC, &[0]].concat()]), "engagement.handover");
    with("nine carriers", &|r| r[0] = hs(0x15, &[AC; 9]), "engagement.handover");
    with("no engagement", &|r| drop(r.pop()), "engagement.missing");
    with("two engagements", &|r| r.push(r[2].clone()), "engagement.missing");
    with("an engagement under another name", &|r| r[2].id = b"mdo".to_vec(), "engagement.missing");
    with("an engagement of another format", &|r| r[2].format = 2, "engagement.missing");
    with(
        "an engagement of another type",
        &|r| r[2].kind = b"iso.org:18013:readerengagement".to_vec(),
        "engagement.missing",
    );
    with("an empty engagement", &|r| r[2].payload = vec![], "cbor.truncated");
    with("an engagement of version 2", &|r| r[2].payload[3] = b'2', "engagement.version");
    for (name, payload) in [
        ("without a role", &[][..]),
        ("with role 4", &[2, 0x1c, 4]),
        ("with a role of two bytes", &[3, 0x1c, 1, 0]),
        ("with a role twice", &[2, 0x1c, 1, 2, 0x1c, 1]),
        ("with a length of none", &[0, 2, 0x1c, 1]),
        ("cut short", &[2, 0x1c]),
        ("with an address of six bytes", &[2, 0x1c, 1, 7, 0x1b, 1, 2, 3, 4, 5, 6]),
        ("with a UUID of two bytes", &[2, 0x1c, 1, 3, 0x07, 1, 2]),
    ] {
        with(&format!("Bluetooth {name}"), &|r| r[1].payload = payload.to_vec(), "engagement.retrieval");
    }
    with("Bluetooth with other data", &|r| r[1].payload = vec![2, 0x1c, 1, 2, 0x01, 6], "ok");
    let nfc = |payload: &'static [u8]| move |r: &mut Vec<R>| r[1] = record(4, "iso.org:18013:nfc", "0", payload);
    with("NFC", &nfc(&[1, 3, 1, 0, 255, 3, 2, 1, 0]), "ok");
    with("NFC with a wide response", &nfc(&[1, 3, 1, 255, 255, 4, 2, 1, 0, 0]), "ok");
    with("NFC of version 2", &nfc(&[2, 3, 1, 0, 255, 3, 2, 1, 0]), "engagement.retrieval");
    with("NFC with a small command", &nfc(&[1, 3, 1, 0, 254, 3, 2, 1, 0]), "engagement.retrieval");
    with("NFC without a response", &nfc(&[1, 3, 1, 0, 255]), "engagement.retrieval");
    with("NFC with fields exchanged", &nfc(&[1, 3, 2, 1, 0, 3, 1, 0, 255]), "engagement.retrieval");
    with("NFC with a byte behind", &nfc(&[1, 3, 1, 0, 255, 3, 2, 1, 0, 0]), "engagement.retrieval");
    with("NFC with an empty field", &nfc(&[1, 1, 1, 3, 2, 1, 0]), "engagement.retrieval");
    with("NFC with nothing", &nfc(&[]), "engagement.retrieval");
    with("a carrier of another kind", &|r| r[1] = record(2, "application/vnd.wfa.nan", "0", &[1, 2]), "ok");
    for (count, expect) in [(NDEF_RECORDS, "ok"), (NDEF_RECORDS + 1, "engagement.size")] {
        with(&format!("{count} records"), &|r| r.resize(count, record(4, "x", "x", &[])), expect);
    }
    // A resized message ends with fillers; the engagement stays third.
    with("a record of the reserved format", &|r| r.push(R { format: 7, ..record(0, "x", "", &[]) }), "engagement.ndef");
    with("a record that continues a chunk", &|r| r.push(R { format: 6, ..record(0, "", "", &[]) }), "engagement.ndef");
    with("an empty record", &|r| r.push(record(0, "", "", &[])), "ok");
    with("an empty record with a type", &|r| r.push(record(0, "x", "", &[])), "engagement.ndef");
    with("an empty record with content", &|r| r.push(record(0, "", "", &[1])), "engagement.ndef");
    with("a record without a type", &|r| r.push(record(1, "", "", &[1])), "engagement.ndef");
    with("a record of unknown type", &|r| r.push(record(5, "", "", &[1])), "ok");
    with("a record of unknown type that has one", &|r| r.push(record(5, "x", "", &[1])), "engagement.ndef");
    with("a long record", &|r| r.push(record(4, "x", "", &[0; 300])), "ok");

    let bytes = message(&select());
    cases.add("nothing", vec![], "engagement.ndef");
    cases.add("too large", vec![0; NDEF_BYTES + 1], "engagement.size");
    let filled = |total: usize| {
        let mut records = select();
        let used = message(&[records.clone(), vec![record(4, "x", "", &[0; 256])]].concat()).len() - 256;
        records.push(record(4, "x", "", &vec![0; total - used]));
        message(&records)
    };
    assert_eq!(filled(NDEF_BYTES).len(), NDEF_BYTES);
    cases.add("as large as can be", filled(NDEF_BYTES), "ok");
    cases.add("a byte larger", filled(NDEF_BYTES + 1), "engagement.size");
    cases.add("a byte behind the last record", [bytes.as_slice(), &[0]].concat(), "engagement.ndef");
    cases.add("the last byte missing", bytes[..bytes.len() - 1].to_vec(), "engagement.ndef");
    cases.add("a second message behind", [bytes.as_slice(), &bytes].concat(), "engagement.ndef");
    let flagged = |place: usize, change: fn(u8) -> u8| {
        let mut bytes = bytes.clone();
        bytes[place] = change(bytes[place]);
        bytes
    };
    cases.add("no beginning", flagged(0, |flags| flags & !0x80), "engagement.ndef");
    cases.add("an end at once", flagged(0, |flags| flags | 0x40), "engagement.ndef");
    cases.add("a chunk", flagged(0, |flags| flags | 0x20), "engagement.ndef");
    cases.add("a payload longer than the message", flagged(2, |_| 255), "engagement.ndef");
    cases.add("a length of 2^32 − 1", vec![0xc1, 1, 255, 255, 255, 255, b'x'], "engagement.ndef");
    let negative = cases.judge(|bytes| HandoverSelect::parse(bytes).map_or_else(|fault| fault.code(), |_| "ok"));
    assert!(negative >= 50, "{negative} negative cases");
}

#[test]
fn carriers_are_read_as_they_were_written() {
    let engagement = DeviceEngagement::parse(&bare()).unwrap();
    let all = [
        Carrier::nfc(255, 256),
        Carrier::nfc(65_535, 65_536),
        Carrier::ble(LeRole::Peripheral, Some(*b"0123456789abcdef"), Some([1, 2, 3, 4, 5, 6, 0])),
        Carrier::ble(LeRole::PreferPeripheral, Some([9; 16]), None),
        Carrier::ble(LeRole::PreferCentral, None, None),
        Carrier::ble(LeRole::Central, None, None),
    ];
    for carrier in &all {
        let made = HandoverSelect::new(&engagement, std::slice::from_ref(carrier)).unwrap();
        let read = HandoverSelect::parse(made.as_bytes()).unwrap();
        assert_eq!(read, made);
        assert_eq!(read.carriers()[0].power(), PowerState::Active);
    }
    let both = HandoverSelect::new(&engagement, &[all[0].clone(), all[2].clone()]).unwrap();
    assert_eq!(HandoverSelect::parse(both.as_bytes()).unwrap().carriers().len(), 2);
    assert_eq!(HandoverSelect::new(&engagement, &[]).unwrap_err().code(), "engagement.handover");
    assert_eq!(HandoverSelect::new(&engagement, &all[..2]).unwrap_err().code(), "engagement.handover");
    // The UUID of Bluetooth is turned round on the wire.
    let text = String::from_utf8_lossy(both.as_bytes()).into_owned();
    assert!(text.contains("fedcba9876543210") && !text.contains("0123456789abcdef"));
    for state in [(0, PowerState::Inactive), (2, PowerState::Activating), (3, PowerState::Unknown)] {
        let mut records = select();
        records[0] = hs(0x15, &[&[&[state.0], &AC[1..]].concat()]);
        assert_eq!(HandoverSelect::parse(&message(&records)).unwrap().carriers()[0].power(), state.1);
    }
}
