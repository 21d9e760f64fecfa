//! The corpus of wrong Personal Codes, made by a model that shares nothing with the product but the signature; and what
//! no list of cases can say: every truncation, every bit, every set of elements, every second.
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

#[path = "support/corpus/mod.rs"]
mod corpus;

use chop_core::crypto::{Algorithm, Signer, SoftwareKey};
use chop_core::dev::{self, TestTrust};
use chop_core::document::Kinds;
use chop_core::format::code::Code;
use chop_core::status::StatusList;
use chop_core::time::UnixTime;
use chop_core::verify::{Clock, CodeExpectation, Expectation, Policy, Seen, run};
use corpus::{Cases, Form, Memory};
use proptest::prelude::*;
use support::model::{self, Model, array, bytes, date, head, tag, text, uint};

type Desk = corpus::Desk<TestTrust>;

const NOW: i64 = 1_795_341_600;

fn at(seconds: i64) -> UnixTime {
    UnixTime::new(NOW + seconds).unwrap()
}

fn trusting() -> TestTrust {
    let mut list = StatusList::new(2, 1 << 17).unwrap();
    list.set(1, 1).unwrap();
    list.set(2, 2).unwrap();
    list.set(3, 3).unwrap();
    TestTrust::new(at(-600))
        .issuer(
            dev::key("issuer").public_key(),
            &["personal-code", "fishing-licence", "age-proof"],
            Some("https://status.example/l/"),
        )
        .issuer(dev::key("other issuer").public_key(), &["senior-citizen-card"], Some("https://status.example/l/"))
        .list("https://status.example/l/9", list)
}

fn desk() -> Desk {
    Desk::new(Form::Code, trusting(), at(0))
}

fn good() -> Model {
    Model::personal_code(NOW)
}

impl Cases {
    fn under(&mut self, trust: TestTrust, name: impl Into<String>, code: String, expect: &'static str) -> &mut Desk {
        let desk = self.add(name, code, expect);
        desk.trust = trust;
        desk
    }
}

fn cases() -> Cases {
    let mut cases = Cases::new(desk());
    text_cases(&mut cases);
    cbor_cases(&mut cases);
    type_cases(&mut cases);
    value_cases(&mut cases);
    issuer_cases(&mut cases);
    signature_cases(&mut cases);
    time_cases(&mut cases);
    reader_cases(&mut cases);
    status_cases(&mut cases);
    cases
}

fn text_cases(cases: &mut Cases) {
    let code = good().code();
    let body = code.strip_prefix("PC1:").unwrap();
    for prefix in ["", "pc1:", "PC2:", "PC1", " PC1:", "HC1:", "PC1: ", "\u{feff}PC1:"] {
        let expect = if prefix == "PC1: " { "code.base45" } else { "code.prefix" };
        cases.add(format!("prefix {prefix:?}"), format!("{prefix}{body}"), expect);
    }
    cases.add("empty", String::new(), "code.prefix");
    cases.add("a web address", "https://example.org/", "code.prefix");
    cases.add("7 kB of text", "A".repeat(7_000), "code.prefix");
    cases.add("7 kB after the prefix", format!("PC1:{}", "A".repeat(7_000)), "code.text-length");
    cases.add("2,201 characters", format!("PC1:{}", "0".repeat(2_197)), "code.text-length");
    cases.add("1,401 bytes", model::encode(&[0x40; 1_401]), "code.size");
    for (name, wrong) in [
        ("small letters", body.to_lowercase()),
        ("a line end behind", format!("{body}\n")),
        ("a character missing", body[1..].to_owned()),
        ("two characters missing", body[..body.len() - 2].to_owned()),
        ("a group above its range", format!(":::{}", &body[3..])),
        ("a no-break space", body.replacen(' ', "\u{a0}", 1)),
        ("an umlaut", format!("Ä{}", &body[1..])),
        ("a comma", format!(",{}", &body[1..])),
    ] {
        let outcome_is_base45 = matches!(
            Code::parse(&format!("PC1:{wrong}"), &Kinds::shipped(), &trusting().open()),
            Err(chop_core::format::code::CodeRefusal::Fault(chop_core::format::code::CodeFault::Base45))
        );
        let shortened = name.contains("missing");
        if shortened && !outcome_is_base45 {
            continue;
        }
        cases.add(name, format!("PC1:{wrong}"), "code.base45");
    }
}

fn cbor_cases(cases: &mut Cases) {
    let fields = good().sign();
    let whole = array(&fields);
    let mut put = |name: &str, bytes: Vec<u8>, expect| {
        cases.add(format!("CBOR: {name}"), model::encode(&bytes), expect);
    };
    put("nothing", Vec::new(), "cbor.truncated");
    put("a byte behind", [whole.clone(), vec![0]].concat(), "cbor.trailing");
    put("the last byte missing", whole[..whole.len() - 1].to_vec(), "cbor.truncated");
    put("an indefinite array", [vec![0x9f], fields.concat(), vec![0xff]].concat(), "cbor.indefinite");
    put("a reserved head", vec![0x1c], "cbor.malformed");
    put("a stray break", vec![0xff], "cbor.malformed");
    put("a length of 2^63", vec![0x9b, 0x80, 0, 0, 0, 0, 0, 0, 0], "cbor.truncated");
    put("a string of 2^32", vec![0x5a, 0xff, 0xff, 0xff, 0xff], "cbor.string-length");
    put("1,300 nested arrays", vec![0x81; 1_300], "cbor.depth");
    put("a map with a key twice", vec![0xa2, 0, 0, 0, 0], "cbor.duplicate");
    put("a map out of order", vec![0xa2, 1, 0, 0, 0], "cbor.order");
    put("text that is not UTF-8", vec![0x61, 0xff], "cbor.utf8");
    let wide = |n: u64| [vec![0x1b], n.to_be_bytes().to_vec()].concat();
    for (name, place, value) in [
        ("version", 0, 1),
        ("profile", 1, 1),
        ("minutes", 4, 1_800),
        ("validFrom", 3, NOW as u64),
        ("iat", 9, NOW as u64),
    ] {
        put(
            &format!("{name} not in its shortest form"),
            array(&replaced(&fields, place, wide(value))),
            "cbor.not-shortest",
        );
    }
    for (name, place, length) in [("kid", 2, 8), ("n", 10, 8)] {
        let long_head = [vec![0x58, length], vec![1; 8]].concat();
        put(&format!("{name} with a long head"), array(&replaced(&fields, place, long_head)), "cbor.not-shortest");
        let chunked = [vec![0x5f, 0x48], vec![1; 8], vec![0xff]].concat();
        put(&format!("{name} in chunks"), array(&replaced(&fields, place, chunked)), "cbor.indefinite");
    }
}

fn replaced(fields: &[Vec<u8>], place: usize, value: Vec<u8>) -> Vec<Vec<u8>> {
    let mut fields = fields.to_vec();
    fields[place] = value;
    fields
}

fn type_cases(cases: &mut Cases) {
    let fields = good().sign();
    let mut put = |name: String, fields: Vec<Vec<u8>>, expect| {
        cases.add(name, model::encode(&array(&fields)), expect);
    };
    put("twelve fields".into(), fields[..12].to_vec(), "code.type");
    put("fourteen fields".into(), [fields.clone(), vec![uint(0)]].concat(), "code.type");
    put("an empty array".into(), Vec::new(), "code.type");
    let names = [
        "version",
        "profile",
        "kid",
        "validFrom",
        "minutes",
        "devKey",
        "status",
        "items",
        "issuerSig",
        "iat",
        "n",
        "aud",
        "deviceSig",
    ];
    for (place, name) in names.iter().enumerate() {
        for (what, wrong) in [
            ("text", text("x")),
            ("a float", vec![0xf9, 0x3c, 0x00]),
            ("a negative", head(1, 4)),
            ("a tag", tag(24, &bytes(&[0]))),
        ] {
            put(format!("{name} is {what}"), replaced(&fields, place, wrong), "code.type");
        }
        if !matches!(*name, "status" | "aud") {
            put(format!("{name} is null"), replaced(&fields, place, model::NULL.to_vec()), "code.type");
        }
    }
    for (name, place, lengths) in [
        ("kid", 2, [7, 9]),
        ("devKey", 5, [32, 34]),
        ("issuerSig", 8, [63, 65]),
        ("n", 10, [7, 12]),
        ("aud", 11, [7, 9]),
        ("deviceSig", 12, [63, 65]),
    ] {
        for length in lengths {
            put(format!("{name} of {length} bytes"), replaced(&fields, place, bytes(&vec![2; length])), "code.type");
        }
    }
    put("status of one".into(), replaced(&fields, 6, array(&[uint(1)])), "code.type");
    put("status of three".into(), replaced(&fields, 6, array(&[uint(1), uint(1), uint(1)])), "code.type");
    put("minutes 0".into(), replaced(&fields, 4, uint(0)), "code.range");
    put("minutes beyond a year".into(), replaced(&fields, 4, uint(527_041)), "code.range");
    put("validFrom beyond the calendar".into(), replaced(&fields, 3, uint(1 << 60)), "code.range");
    put("iat beyond the calendar".into(), replaced(&fields, 9, uint(u64::MAX)), "code.range");
    put("version 0".into(), replaced(&fields, 0, uint(0)), "code.version");
    put("version 2".into(), replaced(&fields, 0, uint(2)), "code.version");
    put("a profile that nobody knows".into(), replaced(&fields, 1, uint(4_711)), "code.profile");
    put(
        "a point off the curve".into(),
        replaced(&fields, 5, bytes(&[[2].as_slice(), &[0xff; 32]].concat())),
        "code.device-key",
    );
    put("an uncompressed point".into(), replaced(&fields, 5, bytes(&[4; 33])), "code.device-key");
    put("the point at infinity".into(), replaced(&fields, 5, bytes(&[0; 33])), "code.device-key");
    let mut other = trusting();
    other.body.profiles.insert(1, [0; 32]);
    cases.under(other, "a profile with another content", good().code(), "code.profile");
}

fn value_cases(cases: &mut Cases) {
    let items = good().items();
    let with = |place: usize, item: Vec<u8>| {
        let mut items = items.clone();
        items[place] = item;
        good().code_with(&[(7, array(&items))])
    };
    cases.add("seven items", good().code_with(&[(7, array(&items[..7]))]), "code.items");
    cases.add(
        "nine items",
        good().code_with(&[(7, array(&[items.clone(), vec![bytes(&[0; 32])]].concat()))]),
        "code.items",
    );
    for (name, item) in [
        ("an item of one", array(&[bytes(&[1; 16])])),
        ("an item of three", array(&[bytes(&[1; 16]), text("A"), text("B")])),
        ("a salt of 15", array(&[bytes(&[1; 15]), text("A")])),
        ("a salt of 17", array(&[bytes(&[1; 17]), text("A")])),
        ("a digest of 31", bytes(&[1; 31])),
        ("a digest of 33", bytes(&[1; 33])),
        ("an item that is null", model::NULL.to_vec()),
        ("an item that is a map", model::map(&[(text("a"), text("b"))])),
    ] {
        cases.add(name, with(0, item), "code.items");
    }
    let wrong: &[(&str, Vec<u8>)] = &[
        ("family_name", uint(1)),
        ("family_name", model::NULL.to_vec()),
        ("family_name", text(&"X".repeat(65))),
        ("family_name", text("A\u{7}B")),
        ("family_name", text("A\u{202e}B")),
        ("family_name", bytes(b"CHAN")),
        ("family_name", tag(0, &text("CHAN"))),
        ("given_name", array(&[text("Tai")])),
        ("name_zh", text(&"陳".repeat(7))),
        ("document_number_masked", uint(7)),
        ("age_over_18", uint(1)),
        ("age_over_18", vec![0xf7]),
        ("age_over_18", text("true")),
        ("age_over_65", model::NULL.to_vec()),
        ("issue_date", text("2021-11-30")),
        ("issue_date", date("2021-02-30")),
        ("issue_date", date("2021-1-3")),
        ("issue_date", date("30-11-2021")),
        ("issue_date", tag(0, &text("2021-11-30T00:00:00Z"))),
        ("issue_date", tag(1004, &uint(1))),
        ("portrait", text("picture")),
        ("portrait", vec![0xf9, 0x3c, 0x00]),
    ];
    for (place, (id, value)) in wrong.iter().enumerate() {
        cases.add(format!("value {place} of {id}"), good().element(id, value.clone()).code(), "code.value");
    }
    let mut long = good();
    long.status = None;
    long.minutes = 1_801;
    cases.add("no status for 1,801 minutes", long.code(), "code.status-missing");
}

fn issuer_cases(cases: &mut Cases) {
    let mut unknown = good();
    unknown.issuer = "nobody";
    cases.add("an issuer that nobody knows", unknown.code(), "issuer.unknown");
    let mut other = good();
    other.issuer = "other issuer";
    cases.add("an issuer of other kinds", other.code(), "issuer.unauthorised");
    let mut none = trusting();
    none.body.issuers.clear();
    let none = none.issuer(dev::key("issuer").public_key(), &[], Some("https://status.example/l/"));
    cases.under(none, "an issuer without kinds", good().code(), "issuer.unauthorised");
    let mut killed = trusting();
    killed.body.killed.push(dev::key("issuer").public_key().kid());
    cases.under(killed, "an issuer's key switched off", good().code(), "issuer.key-revoked");
    for (name, from, until) in [("begins later", Some(at(0)), None), ("ended before", None, Some(at(-3_601)))] {
        let mut timed = trusting();
        timed.body.issuers[0] = timed.body.issuers[0].clone().in_use(from, until);
        cases.under(timed, format!("an issuer's key that {name}"), good().code(), "issuer.key-time");
    }
    let mut short = trusting();
    short.body.expires_at = at(86_400);
    let day_later = Model::personal_code(NOW + 86_400).code();
    cases.under(short, "a bundle that ends after a day", day_later, "trust.stale").now = at(86_400);
    let mut long = trusting();
    long.body.expires_at = at(30 * 86_400);
    let week_later = Model::personal_code(NOW - 600 + 7 * 86_400);
    for (seconds, expect) in [(0, "ok"), (1, "trust.stale")] {
        let name = format!("a bundle for a month, {seconds} s after a week");
        cases.under(long.clone(), name, week_later.code(), expect).now = at(-600 + 7 * 86_400 + seconds);
    }
    let wide = SoftwareKey::generate(Algorithm::Es384, &mut dev::Counted::new("wide")).unwrap();
    let kid = bytes(wide.public_key().kid().as_bytes());
    let of_another_curve = trusting().issuer(wide.public_key(), &["personal-code"], Some("https://status.example/l/"));
    cases.under(of_another_curve, "an issuer's key on P-384", good().code_with(&[(2, kid)]), "cose.algorithm");

    let mut late = Model::personal_code(NOW + 8 * 86_400);
    late.issuer = "nobody";
    cases.add("an unknown issuer under a stale bundle", late.code(), "trust.stale").now = at(8 * 86_400);
}

fn signature_cases(cases: &mut Cases) {
    let model = good();
    let fields = model.sign();
    let mut edited = model.items();
    edited[0] = array(&[bytes(&model.elements[0].salt), text("WONG")]);
    cases.add("an edited name", model.code_with(&[(7, array(&edited))]), "signature.issuer");
    let mut salted = model.items();
    salted[0] = array(&[bytes(&[0xee; 16]), text("CHAN")]);
    cases.add("another salt", model.code_with(&[(7, array(&salted))]), "signature.issuer");
    let mut hidden = model.items();
    hidden[5] = bytes(&[0; 32]);
    cases.add("another digest", model.code_with(&[(7, array(&hidden))]), "signature.issuer");
    let mut swapped = model.items();
    swapped.swap(0, 1);
    cases.add("two elements exchanged", model.code_with(&[(7, array(&swapped))]), "signature.issuer");
    cases.add("a longer life", model.code_with(&[(4, uint(1_801))]), "signature.issuer");
    cases.add("a later start", model.code_with(&[(3, uint(model.valid_from as u64 + 60))]), "signature.issuer");
    cases.add("another index", model.code_with(&[(6, array(&[uint(9), uint(5)]))]), "signature.issuer");
    cases.add("another list", model.code_with(&[(6, array(&[uint(8), uint(131_000)]))]), "signature.issuer");
    cases.add("no status", model.code_with(&[(6, model::NULL.to_vec())]), "signature.issuer");
    let other = dev::key("other device").public_key().p256_compressed().unwrap();
    cases.add("another device key", model.code_with(&[(5, bytes(&other))]), "signature.issuer");
    for (name, wrong) in [
        ("zero", vec![0; 64]),
        ("all ones", vec![0xff; 64]),
        ("r = 0", [vec![0; 32], fields[8][34..].to_vec()].concat()),
        ("s = 0", [fields[8][2..34].to_vec(), vec![0; 32]].concat()),
    ] {
        cases.add(format!("issuer signature {name}"), model.code_with(&[(8, bytes(&wrong))]), "signature.issuer");
        cases.add(format!("device signature {name}"), model.code_with(&[(12, bytes(&wrong))]), "signature.device");
    }
    cases.add(
        "signatures exchanged",
        model.code_with(&[(8, fields[12].clone()), (12, fields[8].clone())]),
        "signature.issuer",
    );
    cases.add("another second", model.code_with(&[(9, uint(NOW as u64 + 1))]), "signature.device");
    cases.add("another nonce", model.code_with(&[(10, bytes(&[8; 8]))]), "signature.device");
    cases.add("an audience added", model.code_with(&[(11, bytes(&[8; 8]))]), "signature.device");
    let mut stripped = model.clone();
    stripped.elements[0].shown = false;
    cases.add("an element stripped", model.code_with(&[(7, array(&stripped.items()))]), "signature.device");
    let mut added = model.clone();
    added.elements[7].shown = true;
    cases.add("an element added", model.code_with(&[(7, array(&added.items()))]), "signature.device");
    let mut thief = model.clone();
    thief.device = "thief";
    cases.add("signed by another device", model.code_with(&[(12, thief.sign()[12].clone())]), "signature.device");
    let mut earlier = model.clone();
    earlier.issued_at -= 15;
    cases.add(
        "the signature of the code before",
        model.code_with(&[(12, earlier.sign()[12].clone())]),
        "signature.device",
    );

    let mut licence = fishing();
    licence.elements.iter_mut().filter(|element| element.id == "expiry_date").for_each(|e| e.shown = false);
    cases.add("a licence that hides its expiry", licence.code(), "disclosure.required");
}

/// A fishing licence whose fields follow the shipped descriptor.
fn fishing() -> Model {
    let kinds = Kinds::shipped();
    let kind = kinds.by_kind("fishing-licence").unwrap();
    let values = dev::holder_values(kind, at(0));
    let elements = kind.issued_elements().zip(values).enumerate().map(|(n, (element, value))| model::Element {
        id: Box::leak(element.id.to_string().into_boxed_str()),
        // An absent element is a random digest; this value is never shown.
        value: value.map_or_else(|| bytes(&[0; 8]), |value| value.to_cbor()),
        salt: [n as u8 + 40; 16],
        shown: element.disclose == chop_core::document::Disclose::Always,
    });
    Model {
        doc_type: Box::leak(kind.doctype().to_string().into_boxed_str()),
        profile: kind.code_profile().unwrap(),
        elements: elements.collect(),
        ..good()
    }
}

fn time_cases(cases: &mut Cases) {
    let mut code = |name: &str, valid_from: i64, minutes: u64, expect| {
        let mut model = good();
        model.valid_from = valid_from;
        model.minutes = minutes;
        cases.add(name, model.code(), expect);
    };
    code("a credential that begins in a second", NOW + 1, 60, "time.not-yet");
    code("a credential that begins now", NOW, 60, "ok");
    code("a credential that ended this second", NOW - 3_600, 60, "time.expired");
    code("a credential with a second left", NOW - 3_599, 60, "ok");
    for (name, day, expect) in [
        ("a licence that ended yesterday", "2026-11-21", "document.expired"),
        ("a licence on its last day", "2026-11-22", "ok"),
    ] {
        let licence = fishing().element("expiry_date", date(day)).element("licence_from", date("2023-11-22"));
        cases.add(name, licence.code(), expect);
    }
    let licence = fishing().element("licence_from", date("2026-11-23")).element("expiry_date", date("2029-11-22"));
    cases.add("a licence that begins tomorrow", licence.code(), "document.not-yet");

    cases.add("a clock that the shell doubts", good().code(), "clock.doubtful").clock = Clock::Doubtful;
    cases.add("a clock below the highest time", good().code(), "clock.doubtful").clock = Clock::Live { highest: at(1) };
    cases.add("a clock at the highest time", good().code(), "ok").clock = Clock::Live { highest: at(0) };
    for (name, now) in [("a clock below the bundle", at(-601)), ("a clock in 1970", UnixTime::EPOCH)] {
        cases.add(name, good().code(), "clock.doubtful").now = now;
    }
    for (age, expect) in [(7 * 86_400 - 1, "ok"), (7 * 86_400, "trust.stale"), (8 * 86_400, "trust.stale")] {
        let desk = cases.add(format!("a bundle of {age} s"), Model::personal_code(NOW - 600 + age).code(), expect);
        desk.now = at(-600 + age);
    }
}

fn reader_cases(cases: &mut Cases) {
    for (age, expect) in [
        (40, "ok"),
        (41, "freshness.stale"),
        (300, "freshness.stale"),
        (-10, "ok"),
        (-11, "freshness.future"),
        (-300, "freshness.future"),
    ] {
        cases.add(format!("a code of {age} s"), Model { issued_at: NOW - age, ..good() }.code(), expect);
    }
    let site = CodeExpectation::Site { audience: [5; 8] };
    let challenge = CodeExpectation::Challenge { nonce: [4; 16], audience: [5; 8] };
    let model = |nonce: &[u8], audience| Model { nonce: nonce.to_vec(), audience, ..good() };
    for (name, model, expected, expect) in [
        (
            "level 2 where none was asked",
            model(&[4; 16], Some([5; 8])),
            CodeExpectation::Anyone,
            "challenge.unexpected",
        ),
        ("level 2 at a site", model(&[4; 16], Some([5; 8])), site, "challenge.unexpected"),
        ("level 1 where a challenge is open", good(), challenge, "challenge.missing"),
        ("a site's code where a challenge is open", model(&[9; 8], Some([5; 8])), challenge, "challenge.missing"),
        ("the answer to another challenge", model(&[3; 16], Some([5; 8])), challenge, "challenge.unexpected"),
        ("the answer to another door", model(&[4; 16], Some([6; 8])), challenge, "audience"),
        ("an answer to nobody", model(&[4; 16], None), challenge, "audience"),
        ("a site's code elsewhere", model(&[9; 8], Some([5; 8])), CodeExpectation::Anyone, "audience"),
        ("another site's code", model(&[9; 8], Some([6; 8])), site, "audience"),
        ("a code for nobody at a site", good(), site, "audience"),
        ("the site's own code", model(&[9; 8], Some([5; 8])), site, "ok"),
        ("the answer", model(&[4; 16], Some([5; 8])), challenge, "ok"),
    ] {
        cases.add(name, model.code(), expect).code = expected;
    }
    let old = Model { issued_at: NOW - 3_000, ..model(&[4; 16], Some([5; 8])) };
    cases.add("an answer whose phone is an hour behind", old.code(), "ok").code = challenge;

    for (name, memory, expect) in [
        ("seen before", Memory::Seen, "replay.seen"),
        ("older than the memory", Memory::BeforeStart, "replay.before-start"),
        ("a memory that is lost", Memory::Lost, "replay.memory"),
        ("a holder again", Memory::HolderAgain, "ok"),
    ] {
        cases.add(name, good().code(), expect).memory = memory;
    }
}

fn status_cases(cases: &mut Cases) {
    for (index, expect) in [
        (1, "status.revoked"),
        (2, "status.suspended"),
        (3, "status.unknown"),
        (4, "ok"),
        (1 << 17, "status.unknown"),
        (1 << 62, "status.unknown"),
    ] {
        cases.add(format!("index {index}"), Model { status: Some((9, index)), ..good() }.code(), expect);
    }
    cases.add("a list that is not at hand", Model { status: Some((10, 4)), ..good() }.code(), "status.unknown");
    let mut expired = trusting();
    expired.body.lists[0].expires_at = Some(at(0));
    cases.under(expired.clone(), "a list that has expired", good().code(), "status.unknown");
    cases.under(
        expired,
        "revoked in a list that has expired",
        Model { status: Some((9, 1)), ..good() }.code(),
        "status.revoked",
    );
    let mut denied = trusting();
    let point = dev::key("device").public_key().p256_compressed().unwrap();
    denied.body.denied.push(model::sha256(&point)[..8].try_into().unwrap());
    cases.under(denied, "a lost phone's key", good().code(), "status.revoked");
    let mut prefixless = trusting();
    prefixless.body.issuers[0] = prefixless.body.issuers[0].clone().with_status_prefix(None);
    cases.under(prefixless, "an issuer whose lists have no address", good().code(), "status.unknown");
    let stale = Model { status: Some((9, 1)), issued_at: NOW - 41, ..good() };
    cases.add("revoked and stale", stale.code(), "freshness.stale");
    let mut both = Model { issued_at: NOW - 41, ..good() };
    both.minutes = 60;
    both.valid_from = NOW - 3_600;
    cases.add("expired and stale", both.code(), "time.expired");
}

#[test]
fn the_files_of_wrong_codes_are_those_of_the_model() {
    cases().keep("code");
}

#[test]
fn every_truncation_and_every_single_bit_flip_is_refused() {
    let code = good().code();
    let desk = desk();
    assert_eq!(desk.judge(&code).code(), "ok");
    for length in 0..code.len() {
        assert_ne!(desk.judge(&code[..length]).verdict(), "verified", "{length} characters");
    }
    let bytes = array(&good().sign());
    for length in 0..bytes.len() {
        assert_ne!(desk.judge(model::encode(&bytes[..length])).verdict(), "verified", "{length} bytes");
    }
    for bit in 0..8 * bytes.len() {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let outcome = desk.judge(model::encode(&flipped));
        assert_ne!(outcome.verdict(), "verified", "bit {bit}");
        assert_ne!(outcome.verdict(), "not_in_force", "bit {bit}");
    }
}

#[test]
fn a_relay_cannot_strip_or_add_any_set_of_elements() {
    let model = good();
    let fields = model.sign();
    let desk = desk();
    let original: u32 = model.elements.iter().enumerate().map(|(n, element)| u32::from(element.shown) << n).sum();
    for subset in 0..1_u32 << model.elements.len() {
        let mut relayed = model.clone();
        for (n, element) in relayed.elements.iter_mut().enumerate() {
            element.shown = subset & (1 << n) != 0;
        }
        let code = model::encode(&array(&replaced(&fields, 7, array(&relayed.items()))));
        let expect = if subset == original { "ok" } else { "signature.device" };
        assert_eq!(desk.judge(&code).code(), expect, "{subset:08b}");
    }
}

#[test]
fn a_code_is_accepted_exactly_from_ten_seconds_early_to_forty_seconds_late() {
    let desk = desk();
    for age in -300..=300 {
        let outcome = desk.judge(Model { issued_at: NOW - age, ..good() }.code());
        assert_eq!(outcome.verdict() == "verified", (-10..=40).contains(&age), "{age}");
    }
}

#[test]
fn the_malleated_copy_of_a_code_is_the_same_code() {
    use chop_verifier::ShiftMemory;
    let mut random = dev::Counted::new("shift");
    let (kinds, trust) = (Kinds::shipped(), trusting().open());
    let mut seen: Box<dyn Seen> = Box::new(ShiftMemory::begin(at(-60), &mut random).unwrap());
    let mut judge = |code: &str| {
        let parsed = Code::parse(code, &kinds, &trust).unwrap();
        run(parsed, &Policy::offline(&trust, &kinds, at(0)), &Expectation::ONE_SCAN, seen.as_mut()).code()
    };
    let fields = good().sign();
    assert_eq!(judge(&model::encode(&array(&fields))), "ok");
    let high_s = negated(&fields[12][2..]);
    assert_eq!(judge(&model::encode(&array(&replaced(&fields, 12, bytes(&high_s))))), "replay.seen");
}

/// (r, n − s) of a P-256 signature.
fn negated(signature: &[u8]) -> Vec<u8> {
    const ORDER: [u8; 32] = [
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad,
        0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ];
    let mut borrow = 0_i32;
    let mut s = [0; 32];
    for n in (0..32).rev() {
        let digit = i32::from(ORDER[n]) - i32::from(signature[32 + n]) - borrow;
        borrow = i32::from(digit < 0);
        s[n] = (digit + 256 * borrow) as u8;
    }
    [&signature[..32], &s].concat()
}

#[test]
fn random_mutations_are_refused_and_never_panic() {
    let count: u32 = std::env::var("CHOP_MUTATIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000);
    let bytes = array(&good().sign());
    let text = good().code();
    let config = ProptestConfig { cases: count, failure_persistence: None, ..ProptestConfig::default() };
    let desk = desk();
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let edits = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..8);
    runner
        .run(&(edits, any::<bool>()), |(edits, as_text)| {
            let mut mutated = if as_text { text.clone().into_bytes() } else { bytes.clone() };
            for (place, byte, kind) in edits {
                let place = place.index(mutated.len().max(1));
                match kind {
                    0 => mutated[place] = byte,
                    1 => mutated.insert(place, byte),
                    2 if mutated.len() > 1 => drop(mutated.remove(place)),
                    _ => mutated.truncate(place.max(1)),
                }
            }
            if mutated == bytes || mutated == text.as_bytes() {
                return Ok(());
            }
            let code = if as_text { String::from_utf8_lossy(&mutated).into_owned() } else { model::encode(&mutated) };
            let outcome = desk.judge(&code);
            prop_assert_ne!(outcome.verdict(), "verified");
            prop_assert_ne!(outcome.verdict(), "not_in_force");
            Ok(())
        })
        .unwrap();
}
