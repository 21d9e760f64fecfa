//! Status List Tokens as JWT, each with one broken rule.

use chop_core::dev;
use chop_core::encoding::limits::{STATUS_LIST_BYTES, STATUS_TOKEN_BYTES};
use serde_json::{Value, json};

use crate::model::{BYTES, Cases, Jwt, LIST, NOW, bare_deflate, base64url, gzip, zlib};

pub(crate) fn cases(cases: &mut Cases) {
    form(cases, "jwt", Jwt::good);
    header(cases, "jwt", Jwt::good, &["statuslist+cwt", "application/statuslist+jwt", "JWT", "STATUSLIST+JWT", ""]);
    claims(cases);
    entries(cases);
    times(cases);
}

/// The compact serialisation, which tokens and credentials share.
pub(crate) fn form(cases: &mut Cases, kind: &'static str, good: fn() -> Jwt) {
    let (format, signature) = ("status-list.format", "status-list.signature");
    let mut add = |name: &str, make: Box<dyn Fn() -> Vec<u8>>, expect| {
        cases.add(format!("{kind}: {name}"), make, expect);
    };
    let text = move || String::from_utf8(good().encode()).unwrap();
    let parts = move || {
        let text = text();
        let parts: Vec<String> = text.split('.').map(ToOwned::to_owned).collect();
        <[String; 3]>::try_from(parts).unwrap()
    };
    add("one part", Box::new(move || parts()[0].clone().into_bytes()), format);
    add("two parts", Box::new(move || parts()[..2].join(".").into_bytes()), format);
    add("four parts", Box::new(move || format!("{}.x", text()).into_bytes()), format);
    add("five parts, as an encrypted one", Box::new(move || format!("{}.x.y", text()).into_bytes()), format);
    add("no payload", Box::new(move || format!("{}..{}", parts()[0], parts()[2]).into_bytes()), signature);
    add("no signature", Box::new(move || format!("{}.{}.", parts()[0], parts()[1]).into_bytes()), signature);
    add(
        "padding after the header",
        Box::new(move || good().sign_parts(&format!("{}==", parts()[0]), &parts()[1])),
        format,
    );
    add(
        "padding after the payload",
        Box::new(move || good().sign_parts(&parts()[0], &format!("{}=", parts()[1]))),
        format,
    );
    add(
        "a line feed in the payload",
        Box::new(move || good().sign_parts(&parts()[0], &format!("{}\n", parts()[1]))),
        format,
    );
    add(
        "the alphabet of base64",
        Box::new(move || good().sign_parts(&parts()[0], &format!("+/{}", parts()[1]))),
        format,
    );
    add("a payload that is no JSON", Box::new(move || good().encode_texts(&good().header.to_string(), "{")), format);
    add("a payload that is an array", Box::new(move || good().encode_texts(&good().header.to_string(), "[]")), format);
    add(
        "a payload and something after it",
        Box::new(move || {
            let token = good();
            token.encode_texts(&token.header.to_string(), &format!("{}0", token.payload))
        }),
        format,
    );
    add(
        "a claim twice",
        Box::new(move || {
            let token = good();
            let payload = token.payload.to_string().replacen('{', r#"{"iss":"a","iss":"a","#, 1);
            token.encode_texts(&token.header.to_string(), &payload)
        }),
        format,
    );
    add(
        "a header twice",
        Box::new(move || {
            let token = good();
            token.encode_texts(
                &token.header.to_string().replacen('{', r#"{"kid":"a","kid":"a","#, 1),
                &token.payload.to_string(),
            )
        }),
        format,
    );
    add(
        "nesting of seventeen",
        Box::new(move || {
            let token = good();
            let deep = format!("{}{}", "[".repeat(16), "]".repeat(16));
            token.encode_texts(
                &token.header.to_string(),
                &token.payload.to_string().replacen('{', &format!(r#"{{"x":{deep},"#), 1),
            )
        }),
        format,
    );
    add(
        "a number that others would round",
        Box::new(move || {
            let token = good();
            token.encode_texts(
                &token.header.to_string(),
                &token.payload.to_string().replacen('{', r#"{"x":9007199254740992,"#, 1),
            )
        }),
        format,
    );
    add(
        "one byte over 1 MiB",
        Box::new(|| [b"ey".to_vec(), vec![b'a'; STATUS_TOKEN_BYTES - 1]].concat()),
        "status-list.size",
    );
    for tenth in [1, 3, 5, 7, 9] {
        // What is cut from the payload leaves two parts; what is cut from the signature leaves a wrong one.
        let cut = move || {
            let [header, payload, _] = parts();
            format!("{header}.{}", &payload[..payload.len() * tenth / 10]).into_bytes()
        };
        add(&format!("cut off at {tenth} tenths of the payload"), Box::new(cut), format);
    }
    add(
        "half a signature",
        Box::new(move || {
            let text = text();
            text.as_bytes()[..text.len() - 46].to_vec()
        }),
        signature,
    );
    add(
        "signed by another issuer",
        Box::new(move || Jwt { signer: dev::key("other issuer"), ..good() }.encode()),
        "status-list.subject",
    );
    add("signed by nobody known", Box::new(move || Jwt { signer: dev::key("somebody"), ..good() }.encode()), signature);
    add(
        "a payload put in after signing",
        Box::new(move || {
            let [header, _, signature] = parts();
            let mut other = good();
            other.payload["jti"] = "x".into();
            format!("{header}.{}.{signature}", base64url(other.payload.to_string().as_bytes())).into_bytes()
        }),
        signature,
    );
}

pub(crate) fn header(cases: &mut Cases, kind: &'static str, good: fn() -> Jwt, types: &[&'static str]) {
    let (format, typ, signature) = ("status-list.format", "status-list.type", "status-list.signature");
    let mut add = |name: &str, change: Box<dyn Fn(&mut Value)>, expect| {
        let make = move || {
            let mut token = good();
            change(&mut token.header);
            token.encode()
        };
        cases.add(format!("{kind}: {name}"), make, expect);
    };
    for wrong in types {
        let wrong = *wrong;
        add(&format!("the type {wrong:?} in the header"), Box::new(move |header| header["typ"] = wrong.into()), typ);
    }
    add("no type in the header", Box::new(|header| drop(header.as_object_mut().unwrap().remove("typ"))), typ);
    add("a type in the header that is a number", Box::new(|header| header["typ"] = 1.into()), typ);
    for wrong in ["none", "HS256", "RS256", "ES384", "EdDSA", "es256", ""] {
        add(&format!("the algorithm {wrong:?}"), Box::new(move |header| header["alg"] = wrong.into()), signature);
    }
    add("no algorithm", Box::new(|header| drop(header.as_object_mut().unwrap().remove("alg"))), signature);
    add("a critical parameter", Box::new(|header| header["crit"] = json!(["exp"])), format);
    add("no critical parameter, but the list of them", Box::new(|header| header["crit"] = json!([])), format);
    add("an empty chain", Box::new(|header| header["x5c"] = json!([])), format);
    add("a chain of five", Box::new(|header| header["x5c"] = json!(["AA==", "AA==", "AA==", "AA==", "AA=="])), format);
    add("a chain in base64url", Box::new(|header| header["x5c"] = json!(["_-8"])), format);
    add("a chain that is a text", Box::new(|header| header["x5c"] = "AA==".into()), format);
}

fn claims(cases: &mut Cases) {
    let (format, subject) = ("status-list.format", "status-list.subject");
    let remove = |name: &'static str| move |token: &mut Jwt| drop(token.payload.as_object_mut().unwrap().remove(name));
    let set = |name: &'static str, value: Value| move |token: &mut Jwt| token.payload[name] = value.clone();
    cases.jwt("no address", remove("sub"), subject);
    cases.jwt("an address that is a number", set("sub", 9.into()), subject);
    cases.jwt("an address of null", set("sub", Value::Null), subject);
    cases.jwt("two addresses", set("sub", json!([LIST])), subject);
    for wrong in ["https://status.example/l/8", "https://status.example/l/9?", "status.example/l/9", ""] {
        cases.jwt(&format!("the address {wrong:?}"), set("sub", wrong.into()), "status.unknown");
    }
    cases.jwt("no list", remove("status_list"), format);
    cases.jwt("a list that is an array", set("status_list", json!([])), format);
    cases.jwt("the list as a text", set("status_list", "eNrbuRgAAhcBXQ".into()), format);
}

fn entries(cases: &mut Cases) {
    let (bits, compression, format) = ("status-list.bits", "status-list.compression", "status-list.format");
    let set =
        |name: &'static str, value: Value| move |token: &mut Jwt| token.payload["status_list"][name] = value.clone();
    let remove = |name: &'static str| {
        move |token: &mut Jwt| drop(token.payload["status_list"].as_object_mut().unwrap().remove(name))
    };
    for wrong in [0, 3, 5, 6, 7, 12, 16, 32, 64, 257, -1] {
        cases.jwt(&format!("{wrong} bits an entry"), set("bits", wrong.into()), bits);
    }
    cases.jwt("bits as a text", set("bits", "2".into()), bits);
    cases.jwt("bits with a fraction", set("bits", json!(2.5)), bits);
    cases.jwt("bits with a point", set("bits", json!(2.0)), bits);
    cases.jwt("no bits", remove("bits"), bits);
    cases.jwt("no entries", remove("lst"), format);
    cases.jwt("entries that are an array", set("lst", json!([0])), format);
    cases.jwt("entries with padding", set("lst", format!("{}=", base64url(&zlib(&[0; BYTES]))).into()), format);
    cases.jwt("entries in the alphabet of base64", set("lst", "eN+/".into()), format);
    cases.jwt("entries with a space", set("lst", "eNrb uRgAAhcBXQ".into()), format);
    cases.jwt(
        "entries with a multibase prefix",
        set("lst", format!("u{}", base64url(&gzip(&[0; BYTES]))).into()),
        compression,
    );
    let short = zlib(&[0; BYTES]);
    for (name, lst) in [
        ("no bytes", vec![]),
        ("bytes that are not compressed", vec![0; 100]),
        ("gzip", gzip(&[0; BYTES])),
        ("bare deflate", bare_deflate(&[0; BYTES])),
        ("a stream and a byte", [short.clone(), vec![0]].concat()),
        ("a stream without its checksum", short[..short.len() - 4].to_vec()),
        ("half a stream", short[..short.len() / 2].to_vec()),
    ] {
        cases.jwt(&format!("entries of {name}"), set("lst", base64url(&lst).into()), compression);
    }
    for (name, length) in [("a byte too many", STATUS_LIST_BYTES + 1), ("a bomb of 256 MiB", 64 * STATUS_LIST_BYTES)] {
        let change =
            move |token: &mut Jwt| token.payload["status_list"]["lst"] = base64url(&zlib(&vec![0; length])).into();
        cases.jwt(name, change, "status-list.size");
    }
    cases.jwt("an index one beyond the list", |_| (), "status.unknown").index = 131_072;
    cases.jwt("the largest index", |_| (), "status.unknown").index = u64::MAX;
    cases.jwt(
        "the value 3",
        |token| {
            token.payload["status_list"]["lst"] = base64url(&zlib(&[&[0, 0xc0][..], &[0; 8_192]].concat())).into();
        },
        "status.unknown",
    );
    cases.jwt("a list of no entries", set("lst", base64url(&zlib(&[])).into()), "status.unknown");
}

fn times(cases: &mut Cases) {
    let bad = "status-list.time";
    let set = |name: &'static str, value: Value| move |token: &mut Jwt| token.payload[name] = value.clone();
    for name in ["iat", "exp"] {
        cases.jwt(&format!("no {name}"), move |token| drop(token.payload.as_object_mut().unwrap().remove(name)), bad);
        cases.jwt(&format!("{name} as a text"), set(name, NOW.to_string().into()), bad);
        cases.jwt(&format!("{name} with a fraction"), set(name, json!(1_795_341_600.5)), bad);
        cases.jwt(&format!("{name} of null"), set(name, Value::Null), bad);
        cases.jwt(&format!("{name} beyond the year 9999"), set(name, 253_402_300_800_i64.into()), bad);
    }
    cases.jwt("an end at the time of making", set("exp", NOW.into()), bad);
    cases.jwt("an end before the time of making", set("exp", (NOW - 1).into()), bad);
    for (name, ttl) in
        [("0", json!(0)), ("-1", json!(-1)), ("a text", json!("3600")), ("null", Value::Null), ("a half", json!(0.5))]
    {
        cases.jwt(&format!("a ttl of {name}"), set("ttl", ttl), bad);
    }
    cases.jwt("made after now", |_| (), "status-list.not-yet").now = -301;
    cases.jwt("at its end", |_| (), "status-list.expired").now = 7 * 86_400;
    cases.jwt("older than one remembered", |_| (), "status-list.rollback").highest = Some(1);
    cases.jwt("after its ttl, and nothing remembered", |_| (), "status-list.stale").now = 3_600;
    cases.jwt("a ttl of 10^12 after a day", set("ttl", 1_000_000_000_000_i64.into()), "status-list.stale").now = 86_400;
}

pub(crate) fn good(cases: &mut Cases) {
    cases.jwt("as it is", |_| (), "ok");
    cases.add("jwt: with a line feed after it", || [Jwt::good().encode(), b"\n".to_vec()].concat(), "ok");
    cases.jwt("with claims that nobody knows", |token| token.payload["x"] = json!({ "y": [] }), "ok");
    cases.jwt("after its ttl, remembered", |_| (), "ok").highest = Some(0);
    cases.0.last_mut().unwrap().now = 86_400;
}
