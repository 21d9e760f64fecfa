//! A slow model of SD-JWT presentations. Every part can be changed before or after it is signed; it shares no encoder
//! with the product.
#![allow(dead_code)]

use chop_core::crypto::Signer;
use chop_core::dev;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

pub(crate) const NONCE: &str = "n-0S6_WzA2Mj";
pub(crate) const AUDIENCE: &str = "x509_hash:verifier";
pub(crate) const VCT: &str = "https://types.example/library-card";

/// base64url without padding.
pub(crate) fn b64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0_u32, |group, byte| (group << 8) | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            text.push(DIGITS[(group >> (18 - 6 * place)) as usize & 63] as char);
        }
    }
    text
}

pub(crate) fn hash(text: &str) -> String {
    b64(&Sha256::digest(text))
}

pub(crate) fn salt(n: u8) -> String {
    b64(&[n; 16])
}

/// The text of a disclosure with this content.
pub(crate) fn disclosure(content: &Value) -> String {
    b64(content.to_string().as_bytes())
}

/// A JWT over header and payload as they are written, signed by a test key.
pub(crate) fn jwt(header: &str, payload: &str, key: &str) -> String {
    let signed = format!("{}.{}", b64(header.as_bytes()), b64(payload.as_bytes()));
    let signature = dev::key(key).sign_deterministic(signed.as_bytes()).unwrap();
    format!("{signed}.{}", b64(signature.as_bytes()))
}

pub(crate) fn jwk(key: &str) -> Value {
    let (x, y) = dev::key(key).public_key().p256_coordinates().unwrap();
    json!({ "kty": "EC", "crv": "P-256", "x": b64(&x), "y": b64(&y) })
}

/// A presentation: two claims in disclosures, one nested and one array element too, two decoys.
#[derive(Clone)]
pub(crate) struct Model {
    pub(crate) header: Map<String, Value>,
    pub(crate) payload: Map<String, Value>,
    pub(crate) issuer: String,
    pub(crate) disclosures: Vec<String>,
    pub(crate) kb_header: Map<String, Value>,
    pub(crate) kb_payload: Map<String, Value>,
    pub(crate) holder: String,
    pub(crate) bound: bool,
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        other => panic!("{other} is no object"),
    }
}

impl Model {
    pub(crate) fn new(now: i64) -> Self {
        let contents = [
            json!([salt(1), "name", "CHAN Tai Man"]),
            json!([salt(2), "card", "L-0042"]),
            json!([salt(3), "street", "1 Library Road"]),
            json!([salt(4), "HK"]),
        ];
        let disclosures: Vec<String> = contents.iter().map(disclosure).collect();
        let payload = json!({
            "vct": VCT,
            "iat": now - 3_600,
            "nbf": now - 3_600,
            "exp": now + 86_400,
            "cnf": { "jwk": jwk("device") },
            "level": 3,
            "address": { "city": "Hong Kong", "_sd": [hash(&disclosures[2])] },
            "nations": [{ "...": hash(&disclosures[3]) }, "XX", { "...": hash("a hidden one") }],
            "_sd": [hash("decoy 1"), hash(&disclosures[0]), hash(&disclosures[1]), hash("decoy 2")],
            "_sd_alg": "sha-256",
        });
        Self {
            header: object(
                json!({ "alg": "ES256", "typ": "dc+sd-jwt", "kid": b64(dev::key("issuer").public_key().kid().as_bytes()) }),
            ),
            payload: object(payload),
            issuer: "issuer".into(),
            disclosures,
            kb_header: object(json!({ "alg": "ES256", "typ": "kb+jwt" })),
            kb_payload: object(json!({ "iat": now - 5, "nonce": NONCE, "aud": AUDIENCE })),
            holder: "device".into(),
            bound: true,
        }
    }

    /// The issuer's JWT.
    pub(crate) fn issuer_jwt(&self) -> String {
        let header = Value::Object(self.header.clone()).to_string();
        jwt(&header, &Value::Object(self.payload.clone()).to_string(), &self.issuer)
    }

    /// Everything before the holder's JWT.
    pub(crate) fn presented(&self) -> String {
        self.presented_with(&self.issuer_jwt())
    }

    pub(crate) fn presented_with(&self, issuer_jwt: &str) -> String {
        let parts: String = self.disclosures.iter().map(|text| format!("{text}~")).collect();
        format!("{issuer_jwt}~{parts}")
    }

    /// The holder's JWT over a text.
    pub(crate) fn kb_jwt(&self, presented: &str) -> String {
        let mut payload = self.kb_payload.clone();
        payload.entry("sd_hash").or_insert_with(|| hash(presented).into());
        if payload["sd_hash"] == "absent" {
            payload.remove("sd_hash");
        }
        let header = Value::Object(self.kb_header.clone()).to_string();
        jwt(&header, &Value::Object(payload).to_string(), &self.holder)
    }

    /// The whole text.
    pub(crate) fn text(&self) -> String {
        self.bind(&self.presented())
    }

    /// The whole text where the issuer's part is given.
    pub(crate) fn bind(&self, presented: &str) -> String {
        if self.bound { format!("{presented}{}", self.kb_jwt(presented)) } else { presented.to_owned() }
    }

    /// Adds a disclosure of this content and puts its digest into the `_sd` at the top.
    pub(crate) fn add(&mut self, content: &Value) {
        self.add_text(disclosure(content));
    }

    pub(crate) fn add_text(&mut self, text: String) {
        self.payload["_sd"].as_array_mut().unwrap().push(hash(&text).into());
        self.disclosures.push(text);
    }

    /// The same as JSON (RFC 9901 §8.2).
    pub(crate) fn flattened(&self) -> Value {
        let jwt = self.issuer_jwt();
        let parts: Vec<&str> = jwt.split('.').collect();
        let mut header = json!({ "disclosures": self.disclosures });
        if self.bound {
            header["kb_jwt"] = self.kb_jwt(&self.presented_with(&jwt)).into();
        }
        json!({ "protected": parts[0], "payload": parts[1], "signature": parts[2], "header": header })
    }

    /// The same in the general form (§8.3).
    pub(crate) fn general(&self) -> Value {
        let flattened = self.flattened();
        let signature = json!({
            "protected": flattened["protected"],
            "signature": flattened["signature"],
            "header": flattened["header"],
        });
        json!({ "payload": flattened["payload"], "signatures": [signature] })
    }
}
