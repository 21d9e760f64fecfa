//! The header of the issuer's JWT: what it must say, and what is never believed.

use chop_core::crypto::AlgorithmPolicy;
use serde_json::{Value, json};

use crate::model::{b64, jwk, jwt};
use crate::{Cases, good};

pub(crate) fn cases(cases: &mut Cases) {
    for alg in [
        "none", "None", "NONE", "nOnE", "", "HS256", "HS384", "HS512", "RS256", "PS256", "ES512", "ES256K", "es256",
        " ES256", "Ed25519",
    ] {
        cases.made(format!("alg {alg:?}"), |m| m.header["alg"] = alg.into(), "jws.algorithm");
    }
    for alg in ["ES384", "EdDSA"] {
        cases.made(format!("alg {alg} for a key on P-256"), |m| m.header["alg"] = alg.into(), "jws.algorithm");
    }
    for (name, value) in
        [("null", Value::Null), ("a number", json!(7)), ("a list", json!(["ES256"])), ("an object", json!({}))]
    {
        cases.made(format!("alg is {name}"), |m| m.header["alg"] = value.clone(), "jws.algorithm");
        cases.made(format!("typ is {name}"), |m| m.header["typ"] = value.clone(), "jws.header");
        cases.made(format!("kid is {name}"), |m| m.header["kid"] = value.clone(), "jws.header");
        cases.made(
            format!("x5c is {name}, and no chain"),
            |m| drop(m.header.insert("x5c".into(), value.clone())),
            "jws.chain",
        );
    }
    cases.made("no alg", |m| drop(m.header.remove("alg")), "jws.algorithm");
    cases.made("alg none without a signature", |m| m.header["alg"] = "none".into(), "jws.algorithm").holder =
        chop_core::verify::HolderRequirement::NotRequired;
    cases.made("typ vc+sd-jwt of older drafts", |m| m.header["typ"] = "vc+sd-jwt".into(), "ok");
    for typ in [
        "JWT",
        "jwt",
        "sd-jwt",
        "example+sd-jwt",
        "kb+jwt",
        "vc+jwt",
        "DC+SD-JWT",
        "application/dc+sd-jwt",
        "dc+sd-jwt ",
        "",
    ] {
        cases.made(format!("typ {typ:?}"), |m| m.header["typ"] = typ.into(), "jws.type");
    }
    cases.made("no typ", |m| drop(m.header.remove("typ")), "jws.type");
    for crit in [json!([]), json!(["exp"]), json!(["b64"]), json!("x"), Value::Null] {
        cases.made(format!("crit {crit}"), |m| drop(m.header.insert("crit".into(), crit.clone())), "jws.critical");
    }
    for b64 in [json!(false), json!(true), Value::Null] {
        cases.made(format!("b64 {b64}"), |m| drop(m.header.insert("b64".into(), b64.clone())), "jws.unencoded");
    }
    keys(cases);
    chains(cases);
    texts(cases);
}

/// Keys and addresses in the header change nothing: the key is that of the bundle.
fn keys(cases: &mut Cases) {
    let stranger = || jwk("a stranger");
    cases.made(
        "a stranger's key in the header",
        |m| {
            m.header.insert("jwk".into(), stranger());
            m.issuer = "a stranger".into();
        },
        "signature.issuer",
    );
    cases.made(
        "a stranger's key, and no kid",
        |m| {
            m.header.insert("jwk".into(), stranger());
            m.header.remove("kid");
            m.issuer = "a stranger".into();
        },
        "signature.issuer",
    );
    for address in ["jku", "x5u"] {
        cases.made(
            format!("a stranger's {address}"),
            |m| {
                m.header.insert(address.into(), "https://stranger.example/keys".into());
                m.issuer = "a stranger".into();
            },
            "signature.issuer",
        );
        cases.made(
            format!("a {address} that nobody follows"),
            |m| drop(m.header.insert(address.into(), "https://x".into())),
            "ok",
        );
    }
    cases.made("no kid: every issuer of the type is tried", |m| drop(m.header.remove("kid")), "ok");
    cases.made("a kid of another form", |m| m.header["kid"] = "doc-signer-1".into(), "ok");
    cases.made("a kid that no key has", |m| m.header["kid"] = b64(&[7; 8]).into(), "issuer.unknown");
    cases.made(
        "the kid of another issuer",
        |m| {
            m.header["kid"] =
                b64(chop_core::crypto::Signer::public_key(&chop_core::dev::key("other issuer")).kid().as_bytes())
                    .into();
        },
        "issuer.unauthorised",
    );
}

fn chains(cases: &mut Cases) {
    for (name, chain, code) in [
        ("empty", json!([]), "jws.chain"),
        ("of five", json!(["AA==", "AA==", "AA==", "AA==", "AA=="]), "jws.chain"),
        ("of numbers", json!([1]), "jws.chain"),
        ("in base64url", json!(["_-8"]), "jws.chain"),
        ("without padding", json!(["AA"]), "jws.chain"),
        ("in PEM", json!(["-----BEGIN CERTIFICATE-----"]), "jws.chain"),
        ("with white space", json!(["AA =="]), "jws.chain"),
        ("of no certificate", json!(["AA=="]), "x509.der"),
        ("of an empty certificate", json!([""]), "x509.der"),
    ] {
        cases.made(format!("a chain {name}"), |m| drop(m.header.insert("x5c".into(), chain.clone())), code);
    }
}

/// Headers that no JSON value can say.
fn texts(cases: &mut Cases) {
    let payload = Value::Object(good().payload).to_string();
    for (name, header, code) in [
        ("empty", "", "jws.header"),
        ("null", "null", "jws.header"),
        ("a list", "[]", "jws.header"),
        ("no JSON", "{alg:ES256}", "jws.header"),
        ("alg twice", r#"{"alg":"none","alg":"ES256","typ":"dc+sd-jwt"}"#, "jws.header"),
        ("alg twice, once escaped", r#"{"\u0061lg":"none","alg":"ES256","typ":"dc+sd-jwt"}"#, "jws.header"),
        ("typ twice", r#"{"alg":"ES256","typ":"JWT","typ":"dc+sd-jwt"}"#, "jws.header"),
        ("with something after it", r#"{"alg":"ES256","typ":"dc+sd-jwt"} x"#, "jws.header"),
        ("with a comma too many", r#"{"alg":"ES256","typ":"dc+sd-jwt",}"#, "jws.header"),
        ("with a byte order mark", "\u{feff}{\"alg\":\"ES256\",\"typ\":\"dc+sd-jwt\"}", "jws.header"),
        ("with white space", "{ \"alg\" : \"ES256\",\n \"typ\":\"dc+sd-jwt\" }", "ok"),
    ] {
        let model = good();
        let text = model.bind(&model.presented_with(&jwt(header, &payload, "issuer")));
        cases.add(format!("a header {name}"), text, code);
    }
    cases.made("an algorithm that policy does not permit", |_| {}, "signature.algorithm").algorithms =
        AlgorithmPolicy::NONE;
}
