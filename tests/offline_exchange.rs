//! Key requests and deliveries (spec/offline-issue-1.md): each fault ends with its code, on files made by a model that
//! shares no encoder with the product.
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
#[allow(dead_code, reason = "this test needs its keys and signatures alone")]
mod bundle;

use std::collections::BTreeMap;

use bundle::{int, kid, spki};
use chop_core::crypto::{Algorithm, Kid, PublicKey, Signer, SoftwareKey};
use chop_core::dev::{self, Counted};
use chop_core::encoding::limits::{BUNDLE_BYTES, CBOR_STRING_BYTES, MDOC_BYTES, OFFLINE_CREDENTIALS, OFFLINE_KEYS};
use chop_core::exchange::offline::{ClaimCode, ClaimDigest, Delivery, KeyRequest, OfflineFault, RequestBody};
use chop_core::time::UnixTime;
use support::model::{NULL, array, bytes, map, tag, text, uint};

const NOW: i64 = 1_795_341_600;
const EXPIRES: i64 = NOW + 3_600;
/// Keys in a request, and credentials in a delivery (§2, §3).
const MOST: usize = OFFLINE_KEYS;

fn at(seconds: i64) -> UnixTime {
    UnixTime::new(NOW + seconds).unwrap()
}

/// A request before it is encoded.
#[derive(Clone)]
struct Request {
    kind: String,
    issuer: Vec<u8>,
    claim: Vec<u8>,
    expires_at: i64,
}

impl Request {
    fn new() -> Self {
        Self { kind: "personal-code".into(), issuer: kid(&spki("issuer")), claim: vec![7; 32], expires_at: EXPIRES }
    }

    fn payload(&self, key: &[u8]) -> Vec<u8> {
        array(&[text(&self.kind), bytes(&self.issuer), bytes(&self.claim), int(self.expires_at), bytes(key)])
    }

    /// `[spki, signature]`: the proof of a key over this request.
    fn proof(&self, key: &SoftwareKey) -> Vec<u8> {
        let spki = key.public_key().spki_der();
        array(&[bytes(spki), bytes(&bundle::sign(key, b"chop-request-1", &self.payload(spki)))])
    }

    fn fields(&self, proofs: &[Vec<u8>]) -> Vec<Vec<u8>> {
        vec![
            text("chop-request"),
            uint(1),
            text(&self.kind),
            bytes(&self.issuer),
            bytes(&self.claim),
            int(self.expires_at),
            array(proofs),
        ]
    }

    fn encode(&self, proofs: &[Vec<u8>]) -> Vec<u8> {
        array(&self.fields(proofs))
    }
}

fn two(request: &Request) -> Vec<Vec<u8>> {
    vec![request.proof(&dev::key("phone 1")), request.proof(&dev::key("phone 2"))]
}

fn read(file: &[u8], now: UnixTime) -> &'static str {
    KeyRequest::parse(file, now).map_or_else(|fault| fault.code(), |_| "ok")
}

fn replaced(fields: &[Vec<u8>], place: usize, field: Vec<u8>) -> Vec<u8> {
    let mut fields = fields.to_vec();
    fields[place] = field;
    array(&fields)
}

/// Prints a table, and fails with the list of cases that ended otherwise than expected.
fn check(cases: Vec<(String, &'static str, &'static str)>, codes: &[&str]) {
    let mut table: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(_, got, expect)| got != expect)
        .map(|(name, got, expect)| format!("{name}: {got} instead of {expect}"))
        .collect();
    for (name, _, expect) in &cases {
        table.entry(expect).or_insert((0, name)).0 += 1;
    }
    for (code, (count, example)) in &table {
        println!("{code:<24} {count:>6}  {example}");
    }
    assert!(wrong.is_empty(), "{} of {} are wrong:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    assert!(codes.iter().all(|code| table.contains_key(code)), "a code has no case");
}

#[test]
fn every_wrong_request_ends_with_exactly_its_code() {
    let request = Request::new();
    let (proofs, fields) = (two(&request), request.fields(&two(&request)));
    let mut cases = Vec::new();
    let mut put = |name: String, file: Vec<u8>, expect| cases.push((name, read(&file, at(0)), expect));
    put("a good request".into(), request.encode(&proofs), "ok");
    for (name, file) in [
        ("nothing", Vec::new()),
        ("a byte behind", [array(&fields).as_slice(), &[0]].concat()),
        ("six fields", array(&fields[..6])),
        ("eight fields", array(&[fields.clone(), vec![NULL.to_vec()]].concat())),
        ("a map", map(&[(text("chop-request"), uint(1))])),
        ("a tag around it", tag(55_799, &array(&fields))),
        ("an endless array", [vec![0x9f], fields.concat(), vec![0xff]].concat()),
        ("a long head", [vec![0x98, 7], fields.concat()].concat()),
        (
            "a delivery",
            array(&[text("chop-delivery"), uint(1), text("k"), bytes(&spki("issuer")), array(&[bytes(b"x")])]),
        ),
    ] {
        put(format!("request: {name}"), file, "request.format");
    }
    for (place, name, wrong) in [
        (0, "another magic", text("chop-reqvest")),
        (0, "a magic in bytes", bytes(b"chop-request")),
        (2, "a kind in bytes", bytes(b"personal-code")),
        (2, "a kind that is null", NULL.to_vec()),
        (3, "an issuer of seven bytes", bytes(&[1; 7])),
        (3, "an issuer of nine bytes", bytes(&[1; 9])),
        (3, "an issuer in text", text("94de635382b5b222")),
        (4, "a claim of 31 bytes", bytes(&[1; 31])),
        (4, "a claim of 33 bytes", bytes(&[1; 33])),
        (4, "the claim code itself", text("G8YS-56GF-TXMD-WHZ2")),
        (5, "an end in text", text("2026-11-22T10:00:00Z")),
        (5, "an end that is null", NULL.to_vec()),
        (5, "an end beyond the calendar", uint(1 << 60)),
        (6, "keys that are null", NULL.to_vec()),
        (6, "no key", array(&[])),
        (6, "keys that are one key", proofs[0].clone()),
        (6, "keys in a map", map(&[(uint(0), proofs[0].clone())])),
        (6, "a key without a signature", array(&[array(&[bytes(&spki("phone 1"))])])),
        (6, "a key with three parts", array(&[array(&[bytes(&spki("phone 1")), bytes(&[0; 64]), NULL.to_vec()])])),
        (6, "a key in text", array(&[array(&[text("key"), bytes(&[0; 64])])])),
        (6, "a key that is its name", array(&[array(&[bytes(&kid(&spki("phone 1"))), bytes(&[0; 64])])])),
        (
            6,
            "a key off its curve",
            array(&[array(&[bytes(&[&spki("phone 1")[..90], &[0]].concat()), bytes(&[0; 64])])]),
        ),
        (
            6,
            "a compressed key",
            array(&[array(&[bytes(&dev::key("phone 1").public_key().p256_compressed().unwrap()), bytes(&[0; 64])])]),
        ),
        (6, "a signature that is null", array(&[array(&[bytes(&spki("phone 1")), NULL.to_vec()])])),
    ] {
        put(format!("request: {name}"), replaced(&fields, place, wrong), "request.format");
    }
    for format in [uint(0), uint(2), uint(u64::MAX), int(-1), text("1"), NULL.to_vec()] {
        put(format!("request: format {format:02x?}"), replaced(&fields, 1, format), "request.version");
    }
    proof_cases(&request, &mut put);
    for (name, proofs) in [
        ("one key twice", vec![proofs[0].clone(), proofs[0].clone()]),
        ("one key twice, signed twice", vec![request.proof(&dev::key("phone 1")), request.proof(&dev::key("phone 1"))]),
        ("one key twice, apart", vec![proofs[0].clone(), proofs[1].clone(), proofs[0].clone()]),
    ] {
        put(format!("request: {name}"), request.encode(&proofs), "request.duplicate-key");
    }
    for (ends, expect) in [(-1, "request.expired"), (0, "request.expired"), (1, "ok"), (86_400, "ok")] {
        let request = Request { expires_at: NOW + ends, ..request.clone() };
        put(format!("request: ends {ends} s after now"), request.encode(&two(&request)), expect);
    }
    // A proof that does not fit is said before the end.
    let late = Request { expires_at: NOW - 1, ..request.clone() };
    put("request: ended, and without proof".into(), late.encode(&proofs), "request.proof");
    let codes =
        ["ok", "request.format", "request.version", "request.proof", "request.duplicate-key", "request.expired"];
    check(cases, &codes);
}

/// A proof is over kind, issuer, claim, end and key, and over nothing else.
fn proof_cases(request: &Request, put: &mut impl FnMut(String, Vec<u8>, &'static str)) {
    let key = dev::key("phone 1");
    for (name, other) in [
        ("another kind", Request { kind: "fishing-licence".into(), ..request.clone() }),
        ("a kind in other letters", Request { kind: "Personal-Code".into(), ..request.clone() }),
        ("another issuer", Request { issuer: kid(&spki("other issuer")), ..request.clone() }),
        ("another claim", Request { claim: vec![8; 32], ..request.clone() }),
        ("another end", Request { expires_at: EXPIRES + 1, ..request.clone() }),
    ] {
        put(format!("proof for {name}"), request.encode(&[other.proof(&key)]), "request.proof");
        let one_of_two = [request.proof(&dev::key("phone 2")), other.proof(&key)];
        put(format!("one of two proofs for {name}"), request.encode(&one_of_two), "request.proof");
    }
    let spki = spki("phone 1");
    let with = |signature: Vec<u8>| array(&[bytes(&spki), bytes(&signature)]);
    let own = |external: &[u8], payload: &[u8]| bundle::sign(&key, external, payload);
    let good = own(b"chop-request-1", &request.payload(&spki));
    let by_other = bundle::sign(&dev::key("phone 2"), b"chop-request-1", &request.payload(&spki));
    for (name, signature) in [
        ("by another key", by_other),
        ("over another key", own(b"chop-request-1", &request.payload(&bundle::spki("phone 2")))),
        ("without a context", own(b"", &request.payload(&spki))),
        ("of a trust entry", own(b"chop-trust-proof-1", &spki)),
        ("over the file", own(b"chop-request-1", &request.encode(&[]))),
        ("that is empty", vec![]),
        ("of zeros", vec![0; 64]),
        ("of 63 bytes", good[1..].to_vec()),
        ("of 65 bytes", [good.as_slice(), &[0]].concat()),
    ] {
        put(format!("a proof {name}"), request.encode(&[with(signature)]), "request.proof");
    }
}

#[test]
fn what_a_request_says_is_read() {
    let request = Request::new();
    let read = KeyRequest::parse(&request.encode(&two(&request)), at(0)).unwrap();
    let body = RequestBody {
        kind: "personal-code".into(),
        issuer: dev::key("issuer").public_key().kid(),
        claim: ClaimDigest::new([7; 32]),
        expires_at: at(3_600),
    };
    assert_eq!(read.body(), &body);
    assert_eq!(read.keys(), [dev::key("phone 1").public_key().clone(), dev::key("phone 2").public_key().clone()]);
    // The product's own file: the same fields, and proofs by the same rule.
    let keys = [dev::key("phone 1"), dev::key("phone 2")];
    let made = KeyRequest::make(&body, &keys.each_ref().map(|key| key as &dyn Signer)).unwrap();
    let again = KeyRequest::parse(&made, at(0)).unwrap();
    assert_eq!((again.body(), again.keys()), (&body, read.keys()));
    let model = request.encode(&two(&request));
    assert_eq!((made.len(), &made[..120]), (model.len(), &model[..120]));
}

#[test]
fn a_claim_belongs_to_one_issuer() {
    let code = ClaimCode::parse("G8YS-56GF-TXMD-WHZ2").unwrap();
    let (one, other) = (Kid::new([1; 8]), Kid::new([2; 8]));
    assert_eq!(code.digest(one), code.digest(one));
    assert_ne!(code.digest(one), code.digest(other));
    let alphabet = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let places: Vec<u8> =
        "G8YS56GFTXMDWHZ2".bytes().map(|c| alphabet.iter().position(|a| *a == c).unwrap() as u8).collect();
    let model = support::model::sha256(&[b"chop-claim-1".as_slice(), &[1; 8], &places].concat());
    assert_eq!(code.digest(one).as_bytes(), &model);
    for wrong in ["G8YS-56GF-TXMD-WHZ3", "8GYS-56GF-TXMD-WHZ2", "G8YS-56GF-TXMD-WHZ", "", "G8YS-56GF-TXMD-WHU2"] {
        assert_eq!(ClaimCode::parse(wrong), Err(OfflineFault::ClaimCode), "{wrong}");
    }
}

fn generated(algorithm: Algorithm, count: usize) -> Vec<SoftwareKey> {
    let mut random = Counted::new("many keys");
    (0..count).map(|_| SoftwareKey::generate(algorithm, &mut random).unwrap()).collect()
}

#[test]
fn a_request_has_one_to_256_keys_of_any_algorithm() {
    let request = Request::new();
    for algorithm in Algorithm::ALL {
        let proofs: Vec<_> = generated(algorithm, MOST + 1).iter().map(|key| request.proof(key)).collect();
        assert_eq!(read(&request.encode(&proofs[..1]), at(0)), "ok", "{algorithm:?}");
        assert_eq!(read(&request.encode(&proofs[..MOST]), at(0)), "ok", "{algorithm:?}");
        assert_eq!(read(&request.encode(&proofs), at(0)), "request.format", "{algorithm:?}");
    }
    let many = vec![request.proof(&dev::key("phone 1")); 100 * MOST];
    assert_eq!(read(&request.encode(&many), at(0)), "request.format");
}

#[test]
fn a_request_has_at_most_65536_bytes() {
    let of = |size: usize| {
        let build = |length: usize| {
            let request = Request { kind: "k".repeat(length), ..Request::new() };
            request.encode(&[request.proof(&dev::key("phone 1"))])
        };
        let overhead = build(60_000).len() - 60_000;
        let file = build(size - overhead);
        assert_eq!(file.len(), size);
        file
    };
    assert_eq!(read(&of(CBOR_STRING_BYTES), at(0)), "ok");
    assert_eq!(read(&of(CBOR_STRING_BYTES + 1), at(0)), "request.format");
    assert_eq!(read(&vec![0; 100 * CBOR_STRING_BYTES], at(0)), "request.format");
}

#[test]
fn every_truncation_and_bit_flip_of_a_request_is_refused() {
    let request = Request::new();
    let file = request.encode(&two(&request));
    for length in 0..file.len() {
        assert_eq!(read(&file[..length], at(0)), "request.format", "{length} bytes");
    }
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    for bit in 0..8 * file.len() {
        let mut flipped = file.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let code = read(&flipped, at(0));
        assert_ne!(code, "ok", "bit {bit}");
        *codes.entry(code).or_default() += 1;
    }
    println!("{} flips: {codes:?}", 8 * file.len());
    assert!(codes.contains_key("request.proof") && codes.contains_key("request.format"));
}

/// A delivery's five encoded fields.
fn delivery(credentials: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let credentials: Vec<_> = credentials.iter().map(|credential| bytes(credential)).collect();
    vec![text("chop-delivery"), uint(1), text("personal-code"), bytes(&spki("issuer")), array(&credentials)]
}

fn read_delivery(file: &[u8]) -> &'static str {
    Delivery::parse(file).map_or_else(|fault| fault.code(), |_| "ok")
}

#[test]
fn every_wrong_delivery_ends_with_exactly_its_code() {
    let fields = delivery(&[vec![1; 40], vec![2; 50]]);
    let mut cases = Vec::new();
    let mut put = |name: String, file: Vec<u8>, expect| cases.push((name, read_delivery(&file), expect));
    put("a good delivery".into(), array(&fields), "ok");
    for (name, file) in [
        ("nothing", Vec::new()),
        ("a byte behind", [array(&fields).as_slice(), &[0]].concat()),
        ("four fields", array(&fields[..4])),
        ("six fields", array(&[fields.clone(), vec![NULL.to_vec()]].concat())),
        ("an endless array", [vec![0x9f], fields.concat(), vec![0xff]].concat()),
        ("a long head", [vec![0x98, 5], fields.concat()].concat()),
        ("a request", Request::new().encode(&two(&Request::new()))),
        ("a bundle", bundle::BundleModel::new(NOW).encode()),
    ] {
        put(format!("delivery: {name}"), file, "request.format");
    }
    for (place, name, wrong) in [
        (0, "another magic", text("chop-delivern")),
        (0, "a magic in bytes", bytes(b"chop-delivery")),
        (2, "a kind in bytes", bytes(b"personal-code")),
        (3, "an issuer that is null", NULL.to_vec()),
        (3, "an issuer that is a name", bytes(&kid(&spki("issuer")))),
        (3, "an issuer off its curve", bytes(&[&spki("issuer")[..90], &[0]].concat())),
        (4, "no credential", array(&[])),
        (4, "credentials that are null", NULL.to_vec()),
        (4, "credentials that are one", bytes(&[1; 40])),
        (4, "a credential in text", array(&[text("credential")])),
        (4, "a credential that is a map", array(&[map(&[])])),
    ] {
        put(format!("delivery: {name}"), replaced(&fields, place, wrong), "request.format");
    }
    for format in [uint(0), uint(2), int(-1), text("1")] {
        put(format!("delivery: format {format:02x?}"), replaced(&fields, 1, format), "request.version");
    }
    check(cases, &["ok", "request.format", "request.version"]);
}

#[test]
fn a_delivery_is_read_as_it_was_written() {
    let key: PublicKey = dev::key("issuer").public_key().clone();
    let delivery_of =
        |credentials: Vec<Vec<u8>>| Delivery { kind: "personal-code".into(), issuer: key.clone(), credentials };
    let one = delivery_of(vec![vec![1; 40], vec![2; 50]]);
    assert_eq!(one.to_bytes(), array(&delivery(&one.credentials)));
    assert!(Delivery::parse(&one.to_bytes()).unwrap() == one);
    let shown = format!("{one:?}");
    assert!(!shown.contains("[1, 1") && shown.contains('2'), "a credential is personal: {shown}");
}

#[test]
fn a_delivery_is_bounded_on_both_sides() {
    let of = |count: usize, length: usize| read_delivery(&array(&delivery(&vec![vec![1; length]; count])));
    let most = OFFLINE_CREDENTIALS;
    for (count, expect) in [(1, "ok"), (most, "ok"), (most + 1, "request.format"), (100 * most, "request.format")] {
        assert_eq!(of(count, 10), expect, "{count} credentials");
    }
    for (length, expect) in [(MDOC_BYTES, "ok"), (MDOC_BYTES + 1, "request.format")] {
        assert_eq!(of(1, length), expect, "a credential of {length} bytes");
    }
    let file = |size: usize| {
        let build = |last: usize| {
            let mut credentials = vec![vec![1; MDOC_BYTES]; 63];
            credentials.push(vec![2; last]);
            array(&delivery(&credentials))
        };
        let overhead = build(200_000).len() - 200_000;
        let file = build(size - overhead);
        assert_eq!(file.len(), size);
        file
    };
    assert_eq!(read_delivery(&file(BUNDLE_BYTES)), "ok");
    assert_eq!(read_delivery(&file(BUNDLE_BYTES + 1)), "request.format");
    assert_eq!(read_delivery(&vec![0; 100 * BUNDLE_BYTES]), "request.format");
}

/// Nothing in a delivery is signed as a whole: a flip inside a credential is for the wallet's verification to find.
#[test]
fn every_truncation_of_a_delivery_is_refused_and_no_flip_goes_unseen() {
    let fields = delivery(&[vec![1; 40], vec![2; 50]]);
    let file = array(&fields);
    let original = Delivery::parse(&file).unwrap();
    for length in 0..file.len() {
        assert_eq!(read_delivery(&file[..length]), "request.format", "{length} bytes");
    }
    for bit in 0..8 * file.len() {
        let mut flipped = file.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        if let Ok(read) = Delivery::parse(&flipped) {
            assert!(read != original, "bit {bit} changed nothing");
        }
    }
}
