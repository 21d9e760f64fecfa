//! The holder's proof (RFC 9901 §4.3, §7.3).

use chop_core::verify::HolderRequirement;
use serde_json::{Value, json};

use crate::model::{Model, b64, disclosure, hash, jwk, jwt, salt};
use crate::{Cases, Desk, NOW, good};

pub(crate) fn cases(cases: &mut Cases) {
    required(cases);
    forms(cases);
    claims(cases);
    bindings(cases);
    times(cases);
}

fn unbound(m: &mut Model) {
    m.bound = false;
}

/// Whether a proof is needed is the verifier's word alone.
fn required(cases: &mut Cases) {
    cases.made("no proof where one is needed", unbound, "holder.missing");
    cases.made("no proof where none is needed", unbound, "ok").holder = HolderRequirement::NotRequired;
    cases.made("a proof where none is needed", |_| {}, "ok").holder = HolderRequirement::NotRequired;
    cases.made("no key of a holder", |m| drop(m.payload.remove("cnf")), "holder.unbound");
    cases.made("no request known", |_| {}, "holder.request").request = None;
    cases.made("no request known and no proof needed", |_| {}, "ok").holder = HolderRequirement::NotRequired;
    cases.last().desk.request = None;
    // A proof that was sent is checked even where none is needed.
    cases
        .made("another nonce where no proof is needed", |m| m.kb_payload["nonce"] = "x".into(), "holder.nonce")
        .holder = HolderRequirement::NotRequired;
    cases.made("a broken proof where none is needed", |m| m.kb_header["typ"] = "JWT".into(), "sdjwt.kb-type").holder =
        HolderRequirement::NotRequired;
}

fn forms(cases: &mut Cases) {
    for typ in
        [json!("JWT"), json!("KB+JWT"), json!("kb+jwt "), json!("application/kb+jwt"), json!("dc+sd-jwt"), json!("")]
    {
        cases.made(format!("a proof of typ {typ}"), |m| m.kb_header["typ"] = typ.clone(), "sdjwt.kb-type");
    }
    cases.made("a proof without typ", |m| drop(m.kb_header.remove("typ")), "sdjwt.kb-type");
    cases.made("a proof whose typ is a number", |m| m.kb_header["typ"] = 1.into(), "jws.header");
    for alg in ["none", "HS256", "RS256", "ES512", ""] {
        cases.made(format!("a proof of alg {alg:?}"), |m| m.kb_header["alg"] = alg.into(), "jws.algorithm");
    }
    for alg in ["ES384", "EdDSA"] {
        cases.made(
            format!("a proof of alg {alg} by a key on P-256"),
            |m| m.kb_header["alg"] = alg.into(),
            "holder.missing",
        );
    }
    cases.made("a proof with crit", |m| drop(m.kb_header.insert("crit".into(), json!(["exp"]))), "jws.critical");
    cases.made("a proof with b64", |m| drop(m.kb_header.insert("b64".into(), false.into())), "jws.unencoded");
    cases.made(
        "a proof with a stranger's key in its header",
        |m| {
            m.kb_header.insert("jwk".into(), jwk("a stranger"));
            m.holder = "a stranger".into();
        },
        "signature.device",
    );
    cases.made("a proof by a stranger", |m| m.holder = "a stranger".into(), "signature.device");
    cases.made("a proof by the issuer", |m| m.holder = "issuer".into(), "signature.device");
    let presented = good().presented();
    let raw = |header: &str, payload: &str| format!("{presented}{}", jwt(header, payload, "device"));
    let header = r#"{"alg":"ES256","typ":"kb+jwt"}"#;
    let payload = good().kb_payload;
    let payload = |sd_hash: &str| {
        let mut payload = payload.clone();
        payload.insert("sd_hash".into(), sd_hash.into());
        Value::Object(payload).to_string()
    };
    let right = payload(&hash(&presented));
    cases.add("a proof made by hand", raw(header, &right), "ok");
    cases.add("a proof with a nonce twice", raw(header, &right.replacen('{', r#"{"nonce":"x","#, 1)), "json.duplicate");
    cases.add("a proof whose payload is a list", raw(header, "[]"), "sdjwt.payload");
    cases.add("a proof whose payload is empty", raw(header, ""), "json.syntax");
    cases.add("a proof with typ twice", raw(r#"{"alg":"ES256","typ":"x","typ":"kb+jwt"}"#, &right), "jws.header");
    let text = good().text();
    let end = text.rfind('.').unwrap();
    for (name, signature) in
        [("zeros", vec![0; 64]), ("too short", vec![7; 63]), ("too long", vec![7; 65]), ("nothing", vec![])]
    {
        cases.add(
            format!("a proof with a signature of {name}"),
            format!("{}.{}", &text[..end], b64(&signature)),
            "signature.device",
        );
    }
}

fn claims(cases: &mut Cases) {
    for claim in ["nonce", "aud"] {
        cases.made(format!("a proof without {claim}"), |m| drop(m.kb_payload.remove(claim)), "sdjwt.kb-claims");
        for value in [Value::Null, json!(1), json!([]), json!({}), json!([crate::AUDIENCE])] {
            cases.made(
                format!("a proof whose {claim} is {value}"),
                |m| m.kb_payload[claim] = value.clone(),
                "sdjwt.kb-claims",
            );
        }
    }
    cases.made(
        "a proof without sd_hash",
        |m| drop(m.kb_payload.insert("sd_hash".into(), "absent".into())),
        "sdjwt.kb-claims",
    );
    for value in [Value::Null, json!(1), json!([])] {
        cases.made(
            format!("a proof whose sd_hash is {value}"),
            |m| drop(m.kb_payload.insert("sd_hash".into(), value.clone())),
            "sdjwt.kb-claims",
        );
    }
    cases.made("a proof without iat", |m| drop(m.kb_payload.remove("iat")), "sdjwt.kb-time");
    for value in [
        Value::Null,
        json!("1795341595"),
        json!(NOW as f64 + 0.5),
        json!(-1),
        json!(true),
        json!([]),
        json!(9_007_199_254_740_991_i64),
    ] {
        cases.made(format!("a proof whose iat is {value}"), |m| m.kb_payload["iat"] = value.clone(), "sdjwt.kb-time");
    }
    cases.made(
        "a proof with further claims",
        |m| drop(m.kb_payload.insert("transaction".into(), json!({ "x": 1 }))),
        "ok",
    );
}

fn bindings(cases: &mut Cases) {
    for nonce in ["", "N-0S6_WzA2Mj", "n-0S6_WzA2Mj ", "n-0S6_WzA2M"] {
        cases.made(format!("a proof for nonce {nonce:?}"), |m| m.kb_payload["nonce"] = nonce.into(), "holder.nonce");
    }
    for audience in ["", "x509_hash:other", "X509_HASH:verifier", "x509_hash:verifier/"] {
        cases.made(
            format!("a proof for audience {audience:?}"),
            |m| m.kb_payload["aud"] = audience.into(),
            "holder.audience",
        );
    }
    let asked = |nonce: &str, audience: &str| Some((nonce.to_owned(), audience.to_owned()));
    cases.made("asked with another nonce", |_| {}, "holder.nonce").request = asked("other", crate::AUDIENCE);
    cases.made("asked by another verifier", |_| {}, "holder.audience").request = asked(crate::NONCE, "other");
    let jwt = good().issuer_jwt();
    let presented = good().presented_with(&jwt);
    let hashes = [
        ("empty", String::new()),
        ("of the issuer's JWT", hash(&jwt)),
        ("of the JWT and a tilde", hash(&format!("{jwt}~"))),
        ("without the last tilde", hash(presented.trim_end_matches('~'))),
        ("with a tilde too many", hash(&format!("{presented}~"))),
        ("padded", format!("{}=", hash(&presented))),
        ("in capitals", hash(&presented).to_uppercase()),
        ("of another presentation", hash("x")),
    ];
    for (name, sd_hash) in hashes {
        let mut model = good();
        model.kb_payload.insert("sd_hash".into(), sd_hash.into());
        cases.add(format!("an sd_hash {name}"), model.bind(&presented), "holder.presentation");
    }
    // What happens to a presentation on its way.
    let on_the_way = |cases: &mut Cases, name: &str, change: &dyn Fn(&mut Model), code| {
        let mut model = good();
        let proof = model.kb_jwt(&presented);
        change(&mut model);
        cases.add(format!("on the way: {name}"), format!("{}{proof}", model.presented_with(&jwt)), code);
    };
    on_the_way(cases, "nothing", &|_| {}, "ok");
    on_the_way(cases, "the first disclosure left out", &|m| drop(m.disclosures.remove(0)), "holder.presentation");
    on_the_way(cases, "the last disclosure left out", &|m| drop(m.disclosures.pop()), "holder.presentation");
    on_the_way(cases, "all left out", &|m| m.disclosures.clear(), "holder.presentation");
    on_the_way(cases, "two exchanged", &|m| m.disclosures.swap(1, 2), "holder.presentation");
    on_the_way(
        cases,
        "one added",
        &|m| m.disclosures.push(disclosure(&json!([salt(9), "a", 1]))),
        "sdjwt.disclosure-unreferenced",
    );
    let proof = good().kb_jwt(&presented);
    let mut again = good();
    again.payload["iat"] = (NOW - 3_601).into();
    cases.add(
        "on the way: the issuer's JWT made again",
        format!("{}{proof}", again.presented()),
        "holder.presentation",
    );
    let mut other = good();
    other.disclosures.truncate(2);
    let proof = other.kb_jwt(&other.presented_with(&jwt));
    cases.add("the proof of another selection", format!("{presented}{proof}"), "holder.presentation");
}

fn times(cases: &mut Cases) {
    for (age, code) in [
        (-11, "holder.time"),
        (-10, "ok"),
        (0, "ok"),
        (300, "ok"),
        (301, "holder.time"),
        (86_400, "holder.time"),
        (315_360_000, "holder.time"),
    ] {
        cases.made(format!("a proof made {age} seconds ago"), |m| m.kb_payload["iat"] = (NOW - age).into(), code);
    }
    let with = |claim: &'static str, value: Value| move |m: &mut Model| drop(m.kb_payload.insert(claim.into(), value));
    cases.made("a proof that ends in a second", with("exp", json!(NOW + 1)), "ok");
    cases.made("a proof that ends now", with("exp", json!(NOW)), "holder.time");
    cases.made("a proof that ends before it begins", with("exp", json!(NOW - 6)), "sdjwt.kb-time");
    cases.made("a proof whose end is text", with("exp", json!("x")), "sdjwt.kb-time");
    cases.made("a proof that begins later", with("nbf", json!(NOW)), "sdjwt.kb-time");
    cases.made("a proof that begins with its making", with("nbf", json!(NOW - 5)), "ok");
    let desk: &mut Desk = cases.made("a proof judged as of another time", |_| {}, "ok");
    desk.now = crate::at(-5);
}
