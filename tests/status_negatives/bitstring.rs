//! W3C Bitstring status lists, each with one broken rule.

use chop_core::encoding::limits::BITSTRING_BYTES;
use serde_json::{Value, json};

use crate::model::{Cases, Jwt, NOW, at, base64url, gzip, zlib};

const LEAST: usize = 16_384;

pub(crate) fn cases(cases: &mut Cases) {
    crate::jwt::form(cases, "bitstring", Jwt::credential);
    let types = ["vc+sd-jwt", "vc+ld+jwt", "application/vc+jwt", "vp+jwt", "JWT", "VC+JWT", ""];
    crate::jwt::header(cases, "bitstring", Jwt::credential, &types);
    credential(cases);
    subject(cases);
    entries(cases);
    times(cases);
}

fn set(path: &'static str, value: impl Into<Value>) -> impl Fn(&mut Jwt) + 'static {
    let value = value.into();
    move |token| *token.payload.pointer_mut(path).unwrap() = value.clone()
}

fn remove(path: &'static str) -> impl Fn(&mut Jwt) + 'static {
    move |token| {
        let (parent, name) = path.rsplit_once('/').unwrap();
        token.payload.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name).unwrap();
    }
}

fn credential(cases: &mut Cases) {
    let (format, typ, subject) = ("status-list.format", "status-list.type", "status-list.subject");
    cases.bitstring("no context", remove("/@context"), format);
    cases.bitstring("an empty context", set("/@context", json!([])), format);
    cases.bitstring("a context that is a text", set("/@context", "https://www.w3.org/ns/credentials/v2"), format);
    cases.bitstring(
        "the context of the first edition",
        set("/@context", json!(["https://www.w3.org/2018/credentials/v1"])),
        format,
    );
    let second = json!(["https://example.com/", "https://www.w3.org/ns/credentials/v2"]);
    cases.bitstring("the context in second place", set("/@context", second), format);
    cases.bitstring("no type", remove("/type"), typ);
    cases.bitstring("one type", set("/type", json!(["VerifiableCredential"])), typ);
    cases.bitstring("no VerifiableCredential", set("/type", json!(["BitstringStatusListCredential"])), typ);
    cases.bitstring("types as a text", set("/type", "BitstringStatusListCredential"), typ);
    cases.bitstring("the type of 2021", set("/type", json!(["VerifiableCredential", "StatusList2021Credential"])), typ);
    cases.bitstring("no issuer", remove("/issuer"), format);
    cases.bitstring("an issuer that is a number", set("/issuer", 1), format);
    cases.bitstring("an issuer without a name", set("/issuer", json!({})), format);
    cases.bitstring("no id", remove("/id"), subject);
    cases.bitstring("an id that is an array", set("/id", json!([])), subject);
    cases.bitstring(
        "the id of the other purpose",
        set("/id", "https://status.example/l/9/suspension"),
        "status.unknown",
    );
    cases.bitstring("the id of another list", set("/id", "https://status.example/l/8/revocation"), "status.unknown");
    cases.bitstring(
        "the whole as a claim of the first edition",
        |token| {
            token.payload = json!({ "iss": "https://issuer.example/", "vc": token.payload });
        },
        format,
    );
}

fn subject(cases: &mut Cases) {
    let (format, typ, purpose) = ("status-list.format", "status-list.type", "status-list.purpose");
    cases.bitstring("no subject", remove("/credentialSubject"), format);
    cases.bitstring("a subject that is a text", set("/credentialSubject", "list"), typ);
    cases.bitstring(
        "two subjects",
        |token| {
            let one = token.payload["credentialSubject"].clone();
            token.payload["credentialSubject"] = json!([one, one]);
        },
        typ,
    );
    cases.bitstring("a subject without type", remove("/credentialSubject/type"), typ);
    cases.bitstring("a subject of the type of 2021", set("/credentialSubject/type", "StatusList2021"), typ);
    cases.bitstring(
        "a subject of the type of an entry",
        set("/credentialSubject/type", "BitstringStatusListEntry"),
        typ,
    );
    cases.bitstring("no purpose", remove("/credentialSubject/statusPurpose"), purpose);
    for wrong in ["message", "refresh", "Revocation", "revoked", ""] {
        cases.bitstring(&format!("the purpose {wrong:?}"), set("/credentialSubject/statusPurpose", wrong), purpose);
    }
    for wrong in [
        json!([]),
        json!(["revocation", "suspension"]),
        json!(["revocation", "revocation"]),
        json!([1]),
        json!(1),
        Value::Null,
        json!({}),
    ] {
        cases.bitstring(&format!("the purpose {wrong}"), set("/credentialSubject/statusPurpose", wrong), purpose);
    }
    cases.bitstring("a list for suspension", set("/credentialSubject/statusPurpose", "suspension"), "status.unknown");
}

fn entries(cases: &mut Cases) {
    let (format, compression) = ("status-list.format", "status-list.compression");
    let encoded = |text: String| set("/credentialSubject/encodedList", text);
    let bytes = |bytes: &[u8]| set("/credentialSubject/encodedList", format!("u{}", base64url(bytes)));
    let good = gzip(&[0; LEAST]);
    cases.bitstring("no list", remove("/credentialSubject/encodedList"), format);
    cases.bitstring("a list that is an array", set("/credentialSubject/encodedList", json!([0])), format);
    cases.bitstring("an empty list", encoded(String::new()), format);
    cases.bitstring("no multibase prefix", encoded(base64url(&good)), format);
    for prefix in ["z", "m", "U", "f", "uu"] {
        let text = format!("{prefix}{}", base64url(&good));
        let expect = if prefix == "uu" { compression } else { format };
        cases.bitstring(&format!("the multibase prefix {prefix}"), encoded(text), expect);
    }
    cases.bitstring("padding", encoded(format!("u{}=", base64url(&good))), format);
    cases.bitstring("a prefix alone", encoded("u".to_owned()), compression);
    for (name, wrong) in [
        ("bits that are not compressed", vec![0; LEAST]),
        ("zlib", zlib(&[0; LEAST])),
        ("a header alone", good[..10].to_vec()),
        ("half a stream", good[..good.len() / 2].to_vec()),
        ("no length at the end", good[..good.len() - 4].to_vec()),
        ("no checksum and no length", good[..good.len() - 8].to_vec()),
        ("a byte after the stream", [good.clone(), vec![0]].concat()),
        ("two members", [good.clone(), good.clone()].concat()),
        ("a member of nothing and a second", [gzip(&[]), good.clone()].concat()),
    ] {
        cases.bitstring(name, bytes(&wrong), compression);
    }
    for (name, place) in [("magic", 0), ("method", 2), ("checksum", good.len() - 8), ("length", good.len() - 1)] {
        let mut wrong = good.clone();
        wrong[place] ^= 1;
        cases.bitstring(&format!("a wrong {name}"), bytes(&wrong), compression);
    }
    for (name, length) in [("no entries", 0), ("one byte of entries", 1), ("eight entries too few", LEAST - 1)] {
        cases.bitstring(name, bytes(&gzip(&vec![0; length])), "status-list.entries");
    }
    for (name, length) in [("a byte too many", BITSTRING_BYTES + 1), ("a bomb of 128 MiB", 64 * BITSTRING_BYTES)] {
        let change = move |token: &mut Jwt| {
            token.payload["credentialSubject"]["encodedList"] =
                format!("u{}", base64url(&gzip(&vec![0; length]))).into();
        };
        cases.bitstring(name, change, "status-list.size");
    }
    cases.bitstring("an index one beyond the list", |_| (), "status.unknown").index = 131_072;
    cases.bitstring("the largest index", |_| (), "status.unknown").index = u64::MAX;
}

fn times(cases: &mut Cases) {
    let bad = "status-list.time";
    for path in ["/validFrom", "/validUntil"] {
        cases.bitstring(&format!("no {}", &path[1..]), remove(path), bad);
        for wrong in [json!("2026-11-22"), json!("tomorrow"), json!(NOW), Value::Null, json!("2026-13-01T00:00:00Z")] {
            cases.bitstring(&format!("{} {wrong}", &path[1..]), set(path, wrong), bad);
        }
    }
    cases.bitstring("an end at its beginning", set("/validUntil", at(0).to_tdate()), bad);
    cases.bitstring("an end before its beginning", set("/validUntil", at(-1).to_tdate()), bad);
    cases.bitstring("a claim of its end that is a text", |token| token.payload["exp"] = "1".into(), bad);
    cases.bitstring("a claim of its end at its beginning", |token| token.payload["exp"] = NOW.into(), bad);
    for (name, ttl) in
        [("0", json!(0)), ("-1", json!(-1)), ("a text", json!("3600")), ("null", Value::Null), ("a half", json!(0.5))]
    {
        cases.bitstring(&format!("a ttl of {name}"), set("/credentialSubject/ttl", ttl), bad);
    }
    cases.bitstring("begins after now", |_| (), "status-list.not-yet").now = -301;
    cases.bitstring("at its end", |_| (), "status-list.expired").now = 7 * 86_400;
    cases.bitstring(
        "at the end that its claim tells",
        |token| token.payload["exp"] = (NOW + 60).into(),
        "status-list.expired",
    );
    cases.bitstring("older than one remembered", |_| (), "status-list.rollback").highest = Some(1);
    cases.bitstring("after its ttl, and nothing remembered", |_| (), "status-list.stale").now = 3_600;
    let longest = set("/credentialSubject/ttl", 1_000_000_000_000_000_i64);
    cases.bitstring("a ttl of 10^15 after a day", longest, "status-list.stale").now = 86_400;
    cases
        .bitstring("a ttl of a millisecond after five minutes", set("/credentialSubject/ttl", 1), "status-list.stale")
        .now = 300;
}

pub(crate) fn good(cases: &mut Cases) {
    cases.bitstring("as it is", |_| (), "ok");
    cases.bitstring("a purpose in an array", set("/credentialSubject/statusPurpose", json!(["revocation"])), "ok");
    cases.bitstring("an issuer that is an object", set("/issuer", json!({ "id": "https://issuer.example/" })), "ok");
    cases.bitstring("times with a fraction and an offset", set("/validFrom", "2026-11-22T18:00:00.5+08:00"), "ok");
    cases.bitstring("the last index", |_| (), "ok").index = 131_071;
    cases
        .bitstring(
            "the first bit of the second byte",
            |token| {
                let mut bits = vec![0; LEAST];
                bits[1] = 0x80;
                token.payload["credentialSubject"]["encodedList"] = format!("u{}", base64url(&gzip(&bits))).into();
            },
            "status.revoked",
        )
        .index = 8;
}
