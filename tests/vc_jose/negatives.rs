//! Each case breaks one rule and ends with exactly its code.

use chop_core::crypto::x509::make;
use chop_core::crypto::{AlgorithmPolicy, Signer};
use chop_core::dev::{self, TestTrust};
use chop_core::time::UnixTime;
use chop_core::trust::{IssuerEntry, Selector};
use chop_core::verify::HolderRequirement;
use serde_json::{Map, Value, json};

use crate::corpus::{self, Cases, Form, KINDS, LIST};
use crate::model::{AUDIENCE, NONCE, b64, disclosure, hash, jwk, jwt, salt};

type Desk = corpus::Desk<TestTrust>;

const NOW: i64 = 1_795_341_600;
const V2: &str = "https://www.w3.org/ns/credentials/v2";
const TYPE: &str = "LibraryCard";

fn did(key: &str) -> String {
    format!("did:jwk:{}", b64(jwk(key).to_string().as_bytes()))
}

fn at(seconds: i64) -> UnixTime {
    UnixTime::new(NOW + seconds).unwrap()
}

/// A credential and the presentation around it.
#[derive(Clone)]
struct Model {
    header: Map<String, Value>,
    claims: Map<String, Value>,
    issuer: &'static str,
    /// If there are any, the credential is an SD-JWT.
    disclosures: Option<Vec<String>>,
    envelope: Value,
    vp_header: Map<String, Value>,
    vp: Map<String, Value>,
    holder: &'static str,
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

impl Model {
    fn new() -> Self {
        let (issuer, holder) = (did("issuer"), did("device"));
        Self {
            header: object(json!({ "alg": "ES256", "typ": "vc+jwt", "cty": "vc", "kid": format!("{issuer}#0") })),
            claims: object(json!({
                "@context": [V2, "https://types.example/library.jsonld"],
                "id": "urn:uuid:1",
                "type": ["VerifiableCredential", TYPE],
                "issuer": issuer,
                "validFrom": "2026-11-22T09:00:00Z",
                "validUntil": "2026-11-23T10:00:00Z",
                "iat": NOW - 3_600,
                "credentialSubject": { "id": holder, "name": "CHAN Tai Man" },
            })),
            issuer: "issuer",
            disclosures: None,
            envelope: json!({ "@context": V2, "type": "EnvelopedVerifiableCredential" }),
            vp_header: object(json!({ "alg": "ES256", "typ": "vp+jwt", "cty": "vp" })),
            vp: object(json!({
                "@context": [V2],
                "type": ["VerifiablePresentation"],
                "holder": holder,
                "iat": NOW - 5,
                "nonce": NONCE,
                "aud": AUDIENCE,
            })),
            holder: "device",
        }
    }

    /// The same as a `vc+sd-jwt` with the name in a disclosure.
    fn sd() -> Self {
        let mut model = Self::new();
        let name = disclosure(&json!([salt(1), "name", "CHAN Tai Man"]));
        model.header["typ"] = "vc+sd-jwt".into();
        model.claims["credentialSubject"] = json!({ "id": did("device"), "_sd": [hash(&name), hash("decoy")] });
        model.claims.insert("_sd_alg".into(), "sha-256".into());
        model.claims.insert("cnf".into(), json!({ "jwk": jwk("device") }));
        model.disclosures = Some(vec![name]);
        model
    }

    /// Puts a member into a disclosure at the top.
    fn hide(&mut self, name: &str) {
        let value = self.claims.remove(name).unwrap_or_else(|| "x".into());
        let text = disclosure(&json!([salt(9), name, value]));
        self.claims.insert("_sd".into(), json!([hash(&text)]));
        self.disclosures.as_mut().unwrap().push(text);
    }

    fn credential(&self) -> String {
        let header = Value::Object(self.header.clone()).to_string();
        let text = jwt(&header, &Value::Object(self.claims.clone()).to_string(), self.issuer);
        match &self.disclosures {
            None => text,
            Some(disclosures) => {
                format!("{text}~{}", disclosures.iter().map(|part| format!("{part}~")).collect::<String>())
            }
        }
    }

    fn presentation(&self) -> String {
        let mut vp = self.vp.clone();
        vp.entry("verifiableCredential").or_insert_with(|| {
            let mut envelope = self.envelope.clone();
            let media_type = if self.disclosures.is_some() { "vc+sd-jwt" } else { "vc+jwt" };
            if envelope.is_object() && envelope.get("id").is_none() {
                envelope["id"] = format!("data:application/{media_type},{}", self.credential()).into();
            }
            json!([envelope])
        });
        jwt(&Value::Object(self.vp_header.clone()).to_string(), &Value::Object(vp).to_string(), self.holder)
    }
}

fn desk() -> Desk {
    Desk {
        request: Some((NONCE.to_owned(), AUDIENCE.to_owned())),
        ..Desk::new(Form::VpJwt, corpus::two_issuers(at(0), TYPE, "OtherCard"), at(0))
    }
}

impl Cases {
    /// A credential that comes by itself.
    fn alone(&mut self, name: impl Into<String>, text: impl Into<Vec<u8>>, expect: &'static str) -> &mut Desk {
        let desk = self.add(name, text, expect);
        desk.form = Form::VcJwt;
        desk
    }

    /// A change to the credential or the presentation around it, before anything is signed.
    fn made(&mut self, name: impl Into<String>, change: impl FnOnce(&mut Model), expect: &'static str) -> &mut Desk {
        let mut model = Model::new();
        change(&mut model);
        self.add(name, model.presentation(), expect)
    }

    /// The same with an SD-JWT in the envelope.
    fn sd(&mut self, name: impl Into<String>, change: impl FnOnce(&mut Model), expect: &'static str) -> &mut Desk {
        let mut model = Model::sd();
        change(&mut model);
        self.add(name, model.presentation(), expect)
    }

    fn set(&mut self, member: &'static str, values: &[Value], expect: &'static str) {
        for value in values {
            self.made(format!("{member} is {value}"), |m| drop(m.claims.insert(member.into(), value.clone())), expect);
        }
    }
}

#[test]
fn the_files_of_wrong_credentials_and_presentations_are_those_of_the_model() {
    let mut cases = Cases::new(desk());
    cases.made("unchanged", |_| {}, "ok");
    cases.sd("unchanged, as SD-JWT", |_| {}, "ok");
    headers(&mut cases);
    members(&mut cases);
    lifetimes(&mut cases);
    claims(&mut cases);
    keys(&mut cases);
    status(&mut cases);
    presentations(&mut cases);
    envelopes(&mut cases);
    disclosures(&mut cases);
    alone(&mut cases);
    cases.keep("vc/jose");
}

/// A certificate of the issuer's key, as `x5c` has it.
fn certificate() -> String {
    let request = make::Request {
        country: "HK",
        organisation: "Library",
        common_name: "Library",
        not_before: NOW - 86_400,
        not_after: NOW + 86_400,
        contact: "https://library.example/",
        revocation_list: "https://library.example/iaca.crl",
    };
    let key = dev::Repeatable(dev::key("issuer"));
    let certificate = make::root(&request, &key, &mut dev::Counted::new("certificates")).unwrap();
    let text = b64(certificate.as_der()).replace('-', "+").replace('_', "/");
    format!("{text}{}", "=".repeat((4 - text.len() % 4) % 4))
}

fn headers(cases: &mut Cases) {
    for alg in ["none", "HS256", "RS256", "ES512", ""] {
        cases.made(format!("alg {alg:?}"), |m| m.header["alg"] = alg.into(), "jws.algorithm");
        cases.made(format!("alg {alg:?} of the presentation"), |m| m.vp_header["alg"] = alg.into(), "jws.algorithm");
    }
    cases.made("alg ES384 for a key on P-256", |m| m.header["alg"] = "ES384".into(), "jws.algorithm");
    cases.made("alg ES384 of the presentation", |m| m.vp_header["alg"] = "ES384".into(), "holder.key");
    for typ in ["JWT", "vc-ld+jwt", "vc+sd-jwt", "vp+jwt", "application/vc+jwt", "VC+JWT", ""] {
        cases.made(format!("typ {typ:?}"), |m| m.header["typ"] = typ.into(), "jws.type");
    }
    for typ in ["JWT", "vc+jwt", "vp+sd-jwt", "kb+jwt", "application/vp+jwt", ""] {
        cases.made(format!("typ {typ:?} of the presentation"), |m| m.vp_header["typ"] = typ.into(), "jws.type");
    }
    cases.made("no typ", |m| drop(m.header.remove("typ")), "jws.type");
    cases.made("no typ of the presentation", |m| drop(m.vp_header.remove("typ")), "jws.type");
    for cty in [json!("vp"), json!("JWT"), json!("application/vc"), json!(""), json!(1), Value::Null] {
        cases.made(format!("cty {cty}"), |m| m.header["cty"] = cty.clone(), "vc.content-type");
    }
    for cty in [json!("vc"), json!(1)] {
        cases.made(format!("cty {cty} of the presentation"), |m| m.vp_header["cty"] = cty.clone(), "vc.content-type");
    }
    cases.made("no cty", |m| drop(m.header.remove("cty")), "ok");
    for header in ["crit", "b64"] {
        let code = if header == "crit" { "jws.critical" } else { "jws.unencoded" };
        cases.made(header, |m| drop(m.header.insert(header.into(), json!(["x"]))), code);
        cases.made(
            format!("{header} of the presentation"),
            |m| drop(m.vp_header.insert(header.into(), json!(["x"]))),
            code,
        );
    }
    let issuer = did("issuer");
    for kid in [
        issuer.clone(),
        format!("{issuer}#1"),
        format!("{}#0", did("other issuer")),
        "https://library.example#1".into(),
        "key-1".into(),
        "#1".into(),
        b64(&[7; 8]),
    ] {
        cases.made(format!("kid {kid:?}"), |m| m.header["kid"] = kid.clone().into(), "vc.proof-controller");
    }
    let own = b64(dev::key("issuer").public_key().kid().as_bytes());
    for kid in ["#0".to_owned(), own] {
        cases.made(format!("kid {kid:?}"), |m| m.header["kid"] = kid.clone().into(), "ok");
    }
    cases.made("no kid", |m| drop(m.header.remove("kid")), "ok");
    for (kid, code) in [("https://library.example#1", "ok"), ("https://other.example#1", "vc.proof-controller")] {
        cases.made(
            format!("an issuer on the web, kid {kid:?}"),
            |m| {
                m.claims["issuer"] = "https://library.example".into();
                m.header["kid"] = kid.into();
            },
            code,
        );
    }
    for (key, code) in [("issuer", "ok"), ("other issuer", "vc.proof-controller")] {
        cases.made(
            format!("a certificate of the issuer, who is the DID of {key:?}"),
            |m| {
                m.claims["issuer"] = did(key).into();
                m.header.remove("kid");
                m.header.insert("x5c".into(), json!([certificate()]));
            },
            code,
        );
    }
    cases.made("a chain of five", |m| drop(m.header.insert("x5c".into(), json!(["", "", "", "", ""]))), "jws.chain");
}

fn members(cases: &mut Cases) {
    cases.set("@context", &[Value::Null, json!([]), json!([V2, 1])], "vc.context");
    cases.set(
        "@context",
        &[json!(["https://www.w3.org/2018/credentials/v1"]), json!(["https://types.example/x", V2])],
        "vc.context-first",
    );
    cases.set("@context", &[json!([V2, { "a": "https://a.example" }])], "vc.context-inline");
    cases.set("@context", &[json!([V2, V2])], "vc.context-twice");
    cases.set("@context", &[json!(V2)], "ok");
    cases.set(
        "type",
        &[Value::Null, json!(TYPE), json!(["VerifiableCredential", 1]), json!(["VerifiableCredential", TYPE, TYPE])],
        "vc.type",
    );
    cases.set(
        "type",
        &[json!(["VerifiableCredential"]), json!(["VerifiableCredential", TYPE, "OtherCard"])],
        "vc.type-several",
    );
    cases.set("type", &[json!(["VerifiableCredential", "OtherCard"])], "issuer.unauthorised");
    cases.set("id", &[json!("1"), Value::Null], "vc.id");
    cases.set(
        "issuer",
        &[Value::Null, json!("library"), json!({ "name": "Library" }), json!([did("issuer")])],
        "vc.issuer",
    );
    cases.set(
        "validFrom",
        &[Value::Null, json!(NOW), json!("2026-11-22"), json!("2026-11-22T09:00:00")],
        "vc.valid-from",
    );
    cases.set("validUntil", &[Value::Null, json!(NOW), json!("2026-11-23T10:00:00")], "vc.valid-until");
    cases.set("validUntil", &[json!("2026-11-22T09:00:00Z")], "vc.validity-order");
    cases.set("validUntil", &[json!("2026-11-22T10:00:00Z")], "time.expired");
    cases.set("validUntil", &[json!("2026-11-22T10:00:01Z")], "ok");
    cases.set("validFrom", &[json!("2026-11-22T10:00:01Z")], "time.not-yet");
    cases.set("issuanceDate", &[json!("2026-11-22T09:00:00Z")], "vc.version");
    cases.set("expirationDate", &[json!("2026-11-23T09:00:00Z")], "vc.version");
    cases.set("credentialSubject", &[Value::Null, json!({}), json!([]), json!("x")], "vc.subject");
    cases.set("credentialSubject", &[json!([{ "id": did("device") }, { "id": did("device") }])], "vc.subject-several");
    cases.set("credentialSchema", &[json!("https://a.example"), json!({ "type": "JsonSchema" })], "vc.schema");
    cases.set("evidence", &[json!([{ "id": "urn:uuid:1" }])], "vc.evidence");
    for member in ["@context", "type", "issuer", "credentialSubject"] {
        let code = match member {
            "@context" => "vc.context",
            "type" => "vc.type",
            "issuer" => "vc.issuer",
            _ => "vc.subject",
        };
        cases.made(format!("no {member}"), |m| drop(m.claims.remove(member)), code);
    }
    cases.made(
        "nothing says when it was signed",
        |m| {
            m.claims.remove("iat");
            m.claims.remove("validFrom");
        },
        "vc.undated",
    );
    cases.made("no validUntil", |m| drop(m.claims.remove("validUntil")), "ok");
}

/// Every kind of ours has a lifetime.
fn lifetimes(cases: &mut Cases) {
    let kind = KINDS.by_kind("senior-citizen-card").unwrap();
    let desk = cases.made(
        "a kind of ours without validUntil",
        |m| {
            m.claims["@context"] = json!([V2, kind.json_ld_context_url()]);
            m.claims["type"] = json!(["VerifiableCredential", kind.vc_type().as_str()]);
            m.claims.remove("validUntil");
        },
        "time.endless",
    );
    desk.trust = desk.trust.clone().issuer(dev::key("issuer").public_key(), &["senior-citizen-card"], None);
}

fn claims(cases: &mut Cases) {
    for claim in ["vc", "vp"] {
        cases.made(format!("a claim {claim}"), |m| drop(m.claims.insert(claim.into(), json!({}))), "vc.jwt-claim");
        cases.made(
            format!("a claim {claim} of the presentation"),
            |m| drop(m.vp.insert(claim.into(), json!({}))),
            "vc.jwt-claim",
        );
    }
    cases.set("iss", &[json!(did("other issuer")), json!("x"), json!(1), Value::Null], "vc.jwt-mismatch");
    cases.set("iss", &[json!(did("issuer"))], "ok");
    cases.set("sub", &[json!(did("another device")), json!(1)], "vc.jwt-mismatch");
    cases.set("sub", &[json!(did("device"))], "ok");
    cases.set("jti", &[json!("urn:uuid:2"), json!(1)], "vc.jwt-mismatch");
    cases.set("jti", &[json!("urn:uuid:1")], "ok");
    for claim in ["iat", "nbf", "exp"] {
        cases.set(
            claim,
            &[
                json!("2026-11-22T09:00:00Z"),
                json!("1795341600"),
                json!(1.5),
                json!(-1),
                Value::Null,
                json!([NOW]),
                json!(9_007_199_254_740_991_i64),
            ],
            "vc.jwt-time",
        );
    }
    cases.set("exp", &[json!(NOW - 3_600)], "vc.jwt-time");
    cases.set("exp", &[json!(NOW)], "time.expired");
    cases.set("exp", &[json!(NOW + 1)], "ok");
    cases.set("nbf", &[json!(NOW + 86_400)], "vc.jwt-time");
    cases.set("nbf", &[json!(NOW + 1)], "time.not-yet");
    cases.set("nbf", &[json!(NOW)], "ok");
    let raw = |payload: &str| {
        let mut model = Model::new();
        let text = jwt(&Value::Object(model.header.clone()).to_string(), payload, "issuer");
        model.envelope["id"] = format!("data:application/vc+jwt,{text}").into();
        model.presentation()
    };
    let payload = Value::Object(Model::new().claims).to_string();
    cases.add("a member twice", raw(&payload.replacen('{', r#"{"issuer":"did:example:x","#, 1)), "json.duplicate");
    cases.add("a payload that is a list", raw("[]"), "vc.object");
    cases.add("a payload that is nothing", raw(""), "json.syntax");
}

fn keys(cases: &mut Cases) {
    cases.made("signed by a stranger", |m| m.issuer = "a stranger", "signature.issuer");
    cases.made(
        "a stranger who says so",
        |m| {
            m.issuer = "a stranger";
            m.claims["issuer"] = did("a stranger").into();
            m.header["kid"] = format!("{}#0", did("a stranger")).into();
        },
        "issuer.unknown",
    );
    cases.made("another issuer in this one's name", |m| m.issuer = "other issuer", "signature.issuer");
    cases.made(
        "another issuer of this type",
        |m| {
            m.issuer = "other issuer";
            m.claims["issuer"] = did("other issuer").into();
            m.header["kid"] = format!("{}#0", did("other issuer")).into();
        },
        "issuer.unauthorised",
    );
    cases.made(
        "an issuer that is no key of its own",
        |m| {
            m.claims["issuer"] = "https://library.example".into();
            m.header.remove("kid");
        },
        "ok",
    );
    cases.made(
        "the same signed by a stranger",
        |m| {
            m.claims["issuer"] = "https://library.example".into();
            m.header.remove("kid");
            m.issuer = "a stranger";
        },
        "signature.issuer",
    );
    cases.made(
        "the same with a stranger's key in the header",
        |m| {
            m.claims["issuer"] = "https://library.example".into();
            m.header.remove("kid");
            m.header.insert("jwk".into(), jwk("a stranger"));
            m.issuer = "a stranger";
        },
        "signature.issuer",
    );
    cases.made(
        "an issuer whose DID has a private key",
        |m| {
            let mut key = jwk("issuer");
            key["d"] = "AA".into();
            m.claims["issuer"] = format!("did:jwk:{}", b64(key.to_string().as_bytes())).into();
            m.header.remove("kid");
        },
        "did.private",
    );
    cases.made(
        "an issuer whose DID is broken",
        |m| {
            m.claims["issuer"] = "did:key:zzz".into();
            m.header.remove("kid");
        },
        "did.codec",
    );
    cases
        .made("a key that was switched off", |_| {}, "issuer.key-revoked")
        .trust
        .body
        .killed
        .push(dev::key("issuer").public_key().kid());
    cases.made("an algorithm that policy does not permit", |_| {}, "signature.algorithm").algorithms =
        AlgorithmPolicy::NONE;
    cases.made("a key used only later", |_| {}, "issuer.key-time").trust.body.issuers = vec![
        IssuerEntry::with_key(
            dev::key("issuer").public_key().clone(),
            dev::names("Library"),
            vec![Selector::Type(TYPE.into())],
        )
        .in_use(Some(at(-3_599)), None),
    ];
    cases.set("cnf", &[json!("x"), Value::Null, json!([])], "vc.confirmation");
    cases.set("cnf", &[json!({ "jwk": jwk("another device") })], "vc.confirmation");
    cases.set("cnf", &[json!({ "jwk": {} })], "jwk.format");
    cases.set("cnf", &[json!({ "jwk": jwk("device") })], "ok");
    cases.set("cnf", &[json!({ "kid": "x" })], "holder.unbound");
}

fn status(cases: &mut Cases) {
    for (index, code) in
        [(0, "ok"), (1, "status.revoked"), (2, "status.suspended"), (3, "status.unknown"), (1 << 17, "status.unknown")]
    {
        let entry = json!({ "type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": index.to_string(), "statusListCredential": LIST });
        cases.made(
            format!("number {index} of a list"),
            |m| drop(m.claims.insert("credentialStatus".into(), entry)),
            code,
        );
        let token = json!({ "status_list": { "idx": index, "uri": LIST } });
        cases.made(format!("number {index} of a token list"), |m| drop(m.claims.insert("status".into(), token)), code);
    }
    cases.set("credentialStatus", &[json!("x"), json!([]), json!({ "id": "urn:x" })], "vc.status");
    cases.set("credentialStatus", &[json!({ "type": "StatusList2021Entry" })], "status.unknown");
    cases.set("status", &[json!("x"), json!({ "status_list": { "idx": "1", "uri": LIST } })], "vc.jwt-status");
    cases.set("status", &[json!({})], "status.unknown");
    cases.made("a status of both kinds", |m| {
        m.claims.insert("credentialStatus".into(), json!({ "type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "0", "statusListCredential": LIST }));
        m.claims.insert("status".into(), json!({ "status_list": { "idx": 0, "uri": LIST } }));
    }, "vc.jwt-status");
}

fn presentations(cases: &mut Cases) {
    let set = |cases: &mut Cases, member: &'static str, values: &[Value], code| {
        for value in values {
            cases.made(
                format!("{member} of the presentation is {value}"),
                |m| drop(m.vp.insert(member.into(), value.clone())),
                code,
            );
        }
    };
    set(cases, "@context", &[Value::Null, json!([])], "vc.context");
    set(cases, "@context", &[json!(["https://www.w3.org/2018/credentials/v1"])], "vc.context-first");
    set(
        cases,
        "type",
        &[Value::Null, json!("VerifiableCredential"), json!(["VerifiablePresentation", "Other"])],
        "vp.type",
    );
    set(cases, "type", &[json!("VerifiablePresentation")], "ok");
    set(cases, "id", &[json!("1")], "vc.id");
    set(cases, "jti", &[json!("urn:uuid:9")], "vc.jwt-mismatch");
    set(cases, "holder", &[json!("me"), json!(1), json!({}), json!([])], "vp.holder");
    set(cases, "holder", &[json!(did("another device"))], "holder.key");
    set(cases, "holder", &[json!({ "id": did("device") }), json!("https://holder.example")], "ok");
    set(cases, "iss", &[json!(did("another device")), json!(1)], "vc.jwt-mismatch");
    set(cases, "iss", &[json!(did("device"))], "ok");
    cases.made(
        "no holder, and iss of another",
        |m| {
            m.vp.remove("holder");
            m.vp.insert("iss".into(), did("another device").into());
        },
        "holder.key",
    );
    cases.made("no holder", |m| drop(m.vp.remove("holder")), "ok");
    for claim in ["nonce", "aud"] {
        cases.made(format!("no {claim}"), |m| drop(m.vp.remove(claim)), "vp.request");
        set(cases, claim, &[Value::Null, json!(1), json!([AUDIENCE])], "vp.request");
    }
    set(cases, "nonce", &[json!(""), json!("other")], "holder.nonce");
    set(cases, "aud", &[json!(""), json!("x509_hash:other")], "holder.audience");
    cases.made("no iat", |m| drop(m.vp.remove("iat")), "vp.undated");
    set(cases, "iat", &[json!("now"), json!(-1), Value::Null], "vc.jwt-time");
    set(cases, "iat", &[json!(NOW - 301), json!(NOW + 11)], "holder.time");
    set(cases, "iat", &[json!(NOW - 300), json!(NOW + 10)], "ok");
    set(cases, "exp", &[json!(NOW - 5), json!("x")], "vc.jwt-time");
    set(cases, "exp", &[json!(NOW)], "holder.time");
    set(cases, "exp", &[json!(NOW + 1)], "ok");
    set(cases, "nbf", &[json!(NOW)], "vc.jwt-time");
    cases.made("shown by a stranger", |m| m.holder = "a stranger", "signature.device");
    cases.made("shown by the issuer", |m| m.holder = "issuer", "signature.device");
    cases.made("bound to nobody", |m| m.claims["credentialSubject"]["id"] = "urn:reader:42".into(), "holder.unbound");
    cases
        .made(
            "bound to nobody, and nobody asked for",
            |m| m.claims["credentialSubject"]["id"] = "urn:reader:42".into(),
            "ok",
        )
        .holder = HolderRequirement::NotRequired;
    cases.made("no request known", |_| {}, "holder.request").request = None;
}

fn envelopes(cases: &mut Cases) {
    let set = |cases: &mut Cases, name: &str, value: Value, code| {
        cases.made(format!("credentials: {name}"), |m| drop(m.vp.insert("verifiableCredential".into(), value)), code);
    };
    set(cases, "none", json!([]), "vp.count");
    set(cases, "null", Value::Null, "vp.credential");
    set(cases, "text", json!(["x"]), "vp.credential");
    set(cases, "seventeen", json!(vec![1; 17]), "vp.count");
    set(cases, "one in the clear", json!([Value::Object(Model::new().claims)]), "vp.credential");
    set(cases, "one text outside a list", json!("x"), "vp.credential");
    let one = |m: &mut Model| m.credential();
    let mut envelope = |name: &str, change: &dyn Fn(&mut Model), code| {
        cases.made(format!("envelope: {name}"), |m| change(m), code);
    };
    envelope("no context", &|m| drop(m.envelope.as_object_mut().unwrap().remove("@context")), "vc.context");
    envelope("another context", &|m| m.envelope["@context"] = "https://a.example".into(), "vc.context-first");
    envelope("another type", &|m| m.envelope["type"] = "VerifiableCredential".into(), "vp.credential");
    envelope("a type more", &|m| m.envelope["type"] = json!(["EnvelopedVerifiableCredential", "X"]), "vp.credential");
    envelope("a list of one type", &|m| m.envelope["type"] = json!(["EnvelopedVerifiableCredential"]), "ok");
    envelope("a null for an id", &|m| m.envelope["id"] = Value::Null, "vp.envelope");
    envelope("the text without its media type", &|m| m.envelope["id"] = one(m).into(), "vp.envelope");
    for prefix in [
        "data:,",
        "data:text/plain,",
        "data:application/vc+cose,",
        "data:application/dc+sd-jwt,",
        "data:application/vp+jwt,",
        "data:application/vc+jwt;base64,",
        "data:application/vc-ld+jwt,",
        "DATA:application/vc+jwt,",
        "https://a.example/vc+jwt,",
    ] {
        envelope(
            &format!("an id of {prefix}"),
            &|m| m.envelope["id"] = format!("{prefix}{}", one(m)).into(),
            "vp.envelope",
        );
    }
    envelope(
        "a JWT said to be an SD-JWT",
        &|m| m.envelope["id"] = format!("data:application/vc+sd-jwt,{}", one(m)).into(),
        "sdjwt.tilde",
    );
    envelope("nothing in it", &|m| m.envelope["id"] = "data:application/vc+jwt,".into(), "jws.format");
    cases.sd(
        "envelope: an SD-JWT said to be a JWT",
        |m| m.envelope["id"] = format!("data:application/vc+jwt,{}", m.credential()).into(),
        "jws.format",
    );
    cases.sd(
        "envelope: an SD-JWT with a proof of its own",
        |m| {
            let text = m.credential();
            m.envelope["id"] = format!("data:application/vc+sd-jwt,{text}{}", key_binding(&text)).into();
        },
        "vp.envelope",
    );
    cases.made("two credentials, one by a stranger", |m| {
        let good = m.credential();
        m.issuer = "a stranger";
        let bad = m.credential();
        let envelope = |text: String| json!({ "@context": V2, "type": "EnvelopedVerifiableCredential", "id": format!("data:application/vc+jwt,{text}") });
        m.vp.insert("verifiableCredential".into(), json!([envelope(good), envelope(bad)]));
    }, "signature.issuer");
    cases.made("two credentials, one of another holder", |m| {
        let good = m.credential();
        m.claims["credentialSubject"]["id"] = did("another device").into();
        let other = m.credential();
        let envelope = |text: String| json!({ "@context": V2, "type": "EnvelopedVerifiableCredential", "id": format!("data:application/vc+jwt,{text}") });
        m.vp.insert("verifiableCredential".into(), json!([envelope(good), envelope(other)]));
    }, "holder.key");
    cases.made("a credential where a presentation belongs", |_| {}, "ok");
    let credential = Model::new().credential();
    cases.add("a credential read as a presentation", credential, "jws.type");
}

fn disclosures(cases: &mut Cases) {
    for member in [
        "@context",
        "id",
        "type",
        "issuer",
        "validFrom",
        "validUntil",
        "credentialSubject",
        "credentialStatus",
        "credentialSchema",
        "status",
        "cnf",
        "iss",
        "sub",
        "jti",
        "nbf",
        "exp",
    ] {
        cases.sd(
            format!("{member} in a disclosure"),
            |m| {
                if member == "credentialSubject" {
                    m.claims[member] = json!({ "id": did("device") });
                    m.disclosures = Some(vec![]);
                }
                m.hide(member);
            },
            "vc.member-hidden",
        );
    }
    for inner in ["id", "type"] {
        cases.sd(
            format!("{inner} of the subject in a disclosure"),
            |m| {
                let subject = m.claims["credentialSubject"].as_object_mut().unwrap();
                let value = subject.remove(inner).unwrap_or_else(|| "x".into());
                let text = disclosure(&json!([salt(9), inner, value]));
                subject["_sd"].as_array_mut().unwrap().push(hash(&text).into());
                m.disclosures.as_mut().unwrap().push(text);
            },
            "vc.member-hidden",
        );
    }
    cases.sd(
        "a part of issuer kept back",
        |m| m.claims["issuer"] = json!({ "id": did("issuer"), "_sd": [hash("kept back")] }),
        "vc.member-hidden",
    );
    cases.sd("a part of cnf kept back", |m| m.claims["cnf"]["_sd"] = json!([hash("kept back")]), "vc.member-hidden");
    cases.sd(
        "a type kept back",
        |m| m.claims["type"] = json!(["VerifiableCredential", TYPE, { "...": hash("kept back") }]),
        "vc.member-hidden",
    );
    cases.sd("iat in a disclosure", |m| m.hide("iat"), "ok");
    cases.sd("the name kept back", |m| m.disclosures = Some(vec![]), "ok");
    cases.sd(
        "a disclosure that nobody signed",
        |m| m.disclosures.as_mut().unwrap().push(disclosure(&json!([salt(9), "a", 1]))),
        "sdjwt.disclosure-unreferenced",
    );
    cases.sd(
        "a disclosure twice",
        |m| {
            let one = m.disclosures.clone().unwrap().remove(0);
            m.disclosures.as_mut().unwrap().push(one);
        },
        "sdjwt.disclosure-twice",
    );
    cases.sd("an SD-JWT of type vc+jwt", |m| m.header["typ"] = "vc+jwt".into(), "jws.type");
    cases.sd("an SD-JWT of type dc+sd-jwt", |m| m.header["typ"] = "dc+sd-jwt".into(), "jws.type");
}

fn key_binding(presented: &str) -> String {
    let payload = json!({ "iat": NOW - 5, "nonce": NONCE, "aud": AUDIENCE, "sd_hash": hash(presented) });
    jwt(r#"{"alg":"ES256","typ":"kb+jwt"}"#, &payload.to_string(), "device")
}

/// Credentials that come by themselves.
fn alone(cases: &mut Cases) {
    let (text, sd) = (Model::new().credential(), Model::sd().credential());
    cases.alone("a vc+jwt alone", text.clone(), "holder.missing");
    cases.alone("a vc+jwt alone, nobody asked for", text.clone(), "ok").holder = HolderRequirement::NotRequired;
    cases.alone("a vc+sd-jwt alone", sd.clone(), "holder.missing");
    cases.alone("a vc+sd-jwt under its own proof", format!("{sd}{}", key_binding(&sd)), "ok");
    cases.alone("a vc+sd-jwt under the proof of another", format!("{sd}{}", key_binding(&text)), "holder.presentation");
    cases.alone("a vc+sd-jwt for another nonce", format!("{sd}{}", key_binding(&sd)), "holder.nonce").request =
        Some(("other".to_owned(), AUDIENCE.to_owned()));
    cases.alone("a vc+sd-jwt and no request", format!("{sd}{}", key_binding(&sd)), "holder.request").request = None;
    let mut unbound = Model::sd();
    unbound.claims.remove("cnf");
    unbound.claims["credentialSubject"]["id"] = "urn:reader:42".into();
    let unbound = unbound.credential();
    cases.alone("a vc+sd-jwt bound to nobody", format!("{unbound}{}", key_binding(&unbound)), "holder.unbound");
    cases.alone("a vc+jwt with a tilde", format!("{text}~"), "jws.type");
    cases.alone("a presentation read as a credential", Model::new().presentation(), "jws.type");
    cases.alone("nothing", "", "jws.format");
    cases.alone("too large", format!("{text}{}", "A".repeat(1 << 19)), "vc.size");
    cases.add("nothing as a presentation", "", "jws.format");
    cases.add("too large a presentation", "A".repeat(1 << 19), "vc.size");
    cases.alone("a padded signature", format!("{text}="), "jws.format");
    cases.alone("a line feed at the end", format!("{text}\n"), "jws.format");
}
