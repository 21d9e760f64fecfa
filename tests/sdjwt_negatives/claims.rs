//! The claims that decide: their form, that none can be hidden, times, status and the holder's key.

use chop_core::dev;
use chop_core::document::Kinds;
use chop_core::trust::{IssuerEntry, Selector};
use serde_json::{Value, json};

use crate::model::{VCT, b64, disclosure, hash, jwk, salt};
use crate::{Cases, LIST, NOW};

pub(crate) fn cases(cases: &mut Cases) {
    types(cases);
    times(cases);
    hidden(cases);
    holders(cases);
    status(cases);
    lifetimes(cases);
}

fn set(cases: &mut Cases, claim: &'static str, values: &[Value], code: &'static str) {
    for value in values {
        cases.made(format!("{claim} is {value}"), |m| drop(m.payload.insert(claim.into(), value.clone())), code);
    }
}

fn types(cases: &mut Cases) {
    cases.made("no vct", |m| drop(m.payload.remove("vct")), "sdjwt.vct");
    set(
        cases,
        "vct",
        &[
            Value::Null,
            json!(1),
            json!(""),
            json!([VCT]),
            json!({}),
            json!("a b"),
            json!("a\nb"),
            json!("x".repeat(1_025)),
        ],
        "sdjwt.vct",
    );
    cases.made(
        "vct of another type",
        |m| m.payload["vct"] = "https://types.example/other".into(),
        "issuer.unauthorised",
    );
    cases.made("vct in other letters", |m| m.payload["vct"] = VCT.to_uppercase().into(), "issuer.unauthorised");
    cases.made("vct with a slash more", |m| m.payload["vct"] = format!("{VCT}/").into(), "issuer.unauthorised");
    set(
        cases,
        "aka_vcts",
        &[
            json!([]),
            json!("x"),
            json!(null),
            json!({}),
            json!([1]),
            json!([VCT]),
            json!(["x", VCT]),
            json!([""]),
            json!(["a b"]),
        ],
        "sdjwt.other-types",
    );
    set(cases, "aka_vcts", &[json!(["urn:example:card"])], "ok");
    cases.made(
        "the right type only among the others",
        |m| {
            m.payload["vct"] = "urn:example:any".into();
            m.payload.insert("aka_vcts".into(), json!([VCT]));
        },
        "issuer.unauthorised",
    );
    let digest = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    set(
        cases,
        "vct#integrity",
        &[json!(format!("sha256-{digest}")), json!(format!("sha256-{digest} sha256-{digest}"))],
        "ok",
    );
    set(
        cases,
        "vct#integrity",
        &[
            json!(1),
            Value::Null,
            json!(""),
            json!(digest),
            json!("sha256-"),
            json!("sha256-AA=="),
            json!(format!("md5-{digest}")),
            json!(format!("sha384-{digest}")),
            json!(format!("SHA256-{digest}")),
            json!(format!("sha256-{digest} ")),
            json!(format!("sha256-{}", digest.trim_end_matches('='))),
            json!([format!("sha256-{digest}")]),
        ],
        "sdjwt.integrity",
    );
    set(cases, "iss", &[json!(1), Value::Null, json!(["https://issuer.example"]), json!({})], "sdjwt.issuer");
    set(cases, "iss", &[json!("https://issuer.example")], "ok");
}

fn times(cases: &mut Cases) {
    cases.made(
        "ends after it was signed and before it begins",
        |m| (m.payload["nbf"], m.payload["exp"]) = ((NOW - 60).into(), (NOW - 120).into()),
        "sdjwt.time-order",
    );
    for claim in ["iat", "nbf", "exp"] {
        set(
            cases,
            claim,
            &[
                json!("1795341600"),
                json!(1_795_341_600.5),
                json!(1.0),
                json!(-1),
                json!(253_402_300_800_i64),
                json!(9_007_199_254_740_991_i64),
                Value::Null,
                json!(true),
                json!([NOW]),
                json!({}),
                json!("2026-11-22T10:00:00Z"),
            ],
            "sdjwt.time",
        );
    }
    cases.made(
        "neither iat nor nbf",
        |m| {
            m.payload.remove("iat");
            m.payload.remove("nbf");
        },
        "sdjwt.signed-time",
    );
    cases.made("nbf alone", |m| drop(m.payload.remove("iat")), "ok");
    cases.made("iat alone", |m| drop(m.payload.remove("nbf")), "ok");
    cases.made("exp equal to nbf", |m| m.payload["exp"] = m.payload["nbf"].clone(), "sdjwt.time-order");
    cases.made(
        "exp before iat",
        |m| {
            m.payload["exp"] = (NOW - 3_601).into();
            m.payload["nbf"] = (NOW - 7_200).into();
        },
        "sdjwt.time-order",
    );
    cases.made("exp this second", |m| m.payload["exp"] = NOW.into(), "time.expired");
    cases.made("exp in a second", |m| m.payload["exp"] = (NOW + 1).into(), "ok");
    cases.made("nbf this second", |m| m.payload["nbf"] = NOW.into(), "ok");
    cases.made("nbf in a second", |m| m.payload["nbf"] = (NOW + 1).into(), "time.not-yet");
    cases.made(
        "iat in an hour, and no nbf",
        |m| {
            m.payload["iat"] = (NOW + 3_600).into();
            m.payload.remove("nbf");
        },
        "time.not-yet",
    );
    cases.made("no exp, a foreign type", |m| drop(m.payload.remove("exp")), "ok");
    cases.made(
        "a hidden iat",
        |m| {
            let iat = m.payload.remove("iat").unwrap();
            m.add(&json!([salt(9), "iat", iat]));
        },
        "ok",
    );
    cases.made(
        "a hidden iat that is no time",
        |m| {
            m.payload.remove("iat");
            m.add(&json!([salt(9), "iat", "now"]));
        },
        "sdjwt.time",
    );
    cases.made("a hidden sub", |m| m.add(&json!([salt(9), "sub", "reader 42"])), "ok");
}

/// What decides is never left to the holder (draft §2.2.2.3).
fn hidden(cases: &mut Cases) {
    for claim in ["iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "aka_vcts", "status"] {
        cases.made(
            format!("{claim} in a disclosure"),
            |m| {
                let value = m.payload.remove(claim).unwrap_or_else(|| "x".into());
                m.add(&json!([salt(9), claim, value]));
            },
            "sdjwt.claim-hidden",
        );
    }
    for claim in ["cnf", "status"] {
        cases.made(
            format!("a part of {claim} in a disclosure"),
            |m| {
                let text = disclosure(&json!([salt(9), "more", 1]));
                let value = m.payload.entry(claim).or_insert_with(|| json!({}));
                value["_sd"] = json!([hash(&text)]);
                m.disclosures.push(text);
            },
            "sdjwt.claim-hidden",
        );
        cases.made(
            format!("a part of {claim} kept back"),
            |m| {
                m.payload.entry(claim).or_insert_with(|| json!({}))["_sd"] = json!([hash("kept back")]);
            },
            "sdjwt.claim-hidden",
        );
    }
    cases.made(
        "the key of cnf.jwk in a disclosure",
        |m| {
            let text = disclosure(&json!([salt(9), "y", jwk("device")["y"]]));
            m.payload["cnf"]["jwk"]["_sd"] = json!([hash(&text)]);
            m.payload["cnf"]["jwk"].as_object_mut().unwrap().remove("y");
            m.disclosures.push(text);
        },
        "sdjwt.claim-hidden",
    );
    cases.made(
        "an element of aka_vcts kept back",
        |m| {
            m.payload.insert("aka_vcts".into(), json!(["urn:x", { "...": hash("kept back") }]));
        },
        "sdjwt.claim-hidden",
    );
    cases.made(
        "a second exp in a disclosure",
        |m| m.add(&json!([salt(9), "exp", NOW + 9_999_999])),
        "sdjwt.name-taken",
    );
    cases.made("exp deeper down is no claim that decides", |m| m.add(&json!([salt(9), "visa", { "exp": 1 }])), "ok");
}

fn holders(cases: &mut Cases) {
    set(cases, "cnf", &[json!("x"), json!(1), Value::Null, json!([])], "sdjwt.confirmation");
    set(
        cases,
        "cnf",
        &[json!({}), json!({ "kid": "x" }), json!({ "jkt": "x" }), json!({ "jwe": "x" })],
        "holder.unbound",
    );
    let mut key = |name: &str, change: &dyn Fn(&mut Value), code| {
        cases.made(format!("cnf.jwk: {name}"), |m| change(&mut m.payload["cnf"]["jwk"]), code);
    };
    key("null", &|k| *k = Value::Null, "jwk.format");
    key("text", &|k| *k = "x".into(), "jwk.format");
    key("a private key", &|k| k["d"] = b64(&[7; 32]).into(), "jwk.private");
    key("no kty", &|k| drop(k.as_object_mut().unwrap().remove("kty")), "jwk.format");
    key("kty RSA", &|k| k["kty"] = "RSA".into(), "jwk.kind");
    key("kty oct", &|k| *k = json!({ "kty": "oct", "k": "AA" }), "jwk.kind");
    key("crv secp256k1", &|k| k["crv"] = "secp256k1".into(), "jwk.kind");
    key("crv P-521", &|k| k["crv"] = "P-521".into(), "jwk.kind");
    key("crv of another width", &|k| k["crv"] = "P-384".into(), "jwk.format");
    key("no y", &|k| drop(k.as_object_mut().unwrap().remove("y")), "jwk.format");
    key("x padded", &|k| k["x"] = format!("{}=", k["x"].as_str().unwrap()).into(), "jwk.format");
    key("x with a zero in front", &|k| k["x"] = b64(&[0; 33]).into(), "jwk.format");
    key("x too short", &|k| k["x"] = b64(&[7; 31]).into(), "jwk.format");
    key("no point of the curve", &|k| k["y"] = k["x"].clone(), "jwk.point");
    key(
        "the point zero",
        &|k| {
            k["x"] = b64(&[0; 32]).into();
            k["y"] = b64(&[0; 32]).into();
        },
        "jwk.point",
    );
    key("alg of another curve", &|k| k["alg"] = "ES384".into(), "jwk.use");
    key("for encryption", &|k| k["use"] = "enc".into(), "jwk.use");
    key(
        "for signatures",
        &|k| {
            k["use"] = "sig".into();
            k["alg"] = "ES256".into();
            k["kid"] = "x".into();
        },
        "ok",
    );
    key("of another device", &|k| *k = jwk("another device"), "signature.device");
}

fn status(cases: &mut Cases) {
    set(cases, "status", &[json!(1), json!("x"), Value::Null, json!([])], "sdjwt.status");
    set(cases, "status", &[json!({}), json!({ "identifier_list": {} })], "status.unknown");
    for list in [
        json!(null),
        json!([]),
        json!({}),
        json!({ "idx": 1 }),
        json!({ "uri": LIST }),
        json!({ "idx": "1", "uri": LIST }),
        json!({ "idx": -1, "uri": LIST }),
        json!({ "idx": 1.5, "uri": LIST }),
        json!({ "idx": 1, "uri": 5 }),
        json!({ "idx": 1, "uri": "" }),
    ] {
        cases.made(
            format!("status_list is {list}"),
            |m| drop(m.payload.insert("status".into(), json!({ "status_list": list.clone() }))),
            "sdjwt.status",
        );
    }
    for (index, uri, code) in [
        (0, LIST, "ok"),
        (1, LIST, "status.revoked"),
        (2, LIST, "status.suspended"),
        (3, LIST, "status.unknown"),
        (1 << 17, LIST, "status.unknown"),
        (0, "https://status.example/l/10", "status.unknown"),
        (0, "https://status.example/L/9", "status.unknown"),
    ] {
        cases.made(
            format!("number {index} of {uri}"),
            |m| drop(m.payload.insert("status".into(), json!({ "status_list": { "idx": index, "uri": uri } }))),
            code,
        );
    }
}

/// Kinds of our own: `exp` is required, and so is a status where the kind says so.
fn lifetimes(cases: &mut Cases) {
    let kinds = Kinds::shipped();
    let own = |cases: &mut Cases, name: &str, kind: &str, change: &dyn Fn(&mut crate::model::Model), code| {
        let kind = kinds.by_kind(kind).unwrap();
        let desk = cases.made(
            name,
            |m| {
                m.payload["vct"] = kind.vct().as_str().into();
                change(m);
            },
            code,
        );
        let rights = vec![Selector::Kind(kind.kind().to_string())];
        let key = chop_core::crypto::Signer::public_key(&dev::key("issuer")).clone();
        desk.trust.body.issuers.push(IssuerEntry::with_key(key, dev::names("Department"), rights));
    };
    own(cases, "a kind of ours without exp", "senior-citizen-card", &|m| drop(m.payload.remove("exp")), "time.endless");
    own(cases, "a kind of ours without what it always shows", "fishing-licence", &|_| {}, "disclosure.required");
}
