//! Status lists written field by field, so that any one of them can be wrong, and the one way in which each is judged.

use std::io::Write;

use chop_core::crypto::{PublicKey, Signer, SoftwareKey};
use chop_core::dev::{self, TestTrust};
use chop_core::status::Purpose;
use chop_core::time::UnixTime;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use serde_json::{Value, json};

use crate::tree::{Style, V, b, t};

pub(crate) const NOW: i64 = 1_795_341_600;
pub(crate) const PREFIX: &str = "https://status.example/l/";
pub(crate) const LIST: &str = "https://status.example/l/9";
/// 2^17 entries of two bits.
pub(crate) const BYTES: usize = 32_768;
/// The document that is asked about.
pub(crate) const INDEX: u64 = 7;

pub(crate) fn at(seconds: i64) -> UnixTime {
    UnixTime::new(NOW + seconds).unwrap()
}

pub(crate) fn issuer() -> SoftwareKey {
    dev::key("issuer")
}

pub(crate) fn base64url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            text.push(ALPHABET[(word >> (18 - 6 * place)) as usize & 63] as char);
        }
    }
    text
}

pub(crate) fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn bare_deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A CWT before it is signed.
pub(crate) struct Cwt {
    pub(crate) header: Vec<(V, V)>,
    pub(crate) unprotected: V,
    pub(crate) claims: Vec<(V, V)>,
    pub(crate) tags: Vec<u64>,
    pub(crate) style: Style,
    pub(crate) signer: SoftwareKey,
}

pub(crate) fn label(n: i64) -> V {
    if n < 0 { V::Nint(n.unsigned_abs() - 1) } else { V::Uint(n as u64) }
}

pub(crate) fn list(bits: V, lst: V) -> V {
    V::Map(vec![(t("bits"), bits), (t("lst"), lst)])
}

impl Cwt {
    pub(crate) fn good() -> Self {
        Self {
            header: vec![(label(1), label(-7)), (label(16), t("application/statuslist+cwt"))],
            unprotected: V::Map(Vec::new()),
            claims: vec![
                (label(2), t(LIST)),
                (label(4), label(NOW + 7 * 86_400)),
                (label(6), label(NOW)),
                (label(65_533), list(label(2), b(&zlib(&[0; BYTES])))),
                (label(65_534), label(3_600)),
            ],
            tags: vec![18],
            style: Style::PLAIN,
            signer: issuer(),
        }
    }

    /// Sets a claim, or takes it out.
    pub(crate) fn claim(&mut self, name: i64, value: Option<V>) {
        set(&mut self.claims, name, value);
    }

    pub(crate) fn in_header(&mut self, name: i64, value: Option<V>) {
        set(&mut self.header, name, value);
    }

    /// Protected header, unprotected header, payload and signature.
    pub(crate) fn parts(&self) -> [V; 4] {
        let protected = V::Map(self.header.clone()).encode(self.style);
        let payload = V::Map(self.claims.clone()).encode(self.style);
        let signature = sign_cose(&protected, &payload, &self.signer);
        [b(&protected), self.unprotected.clone(), b(&payload), b(&signature)]
    }

    pub(crate) fn wrap(&self, parts: Vec<V>) -> Vec<u8> {
        let inner = V::Array(parts);
        self.tags.iter().rev().fold(inner, |inner, tag| V::Tag(*tag, Box::new(inner))).encode(self.style)
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        self.wrap(self.parts().to_vec())
    }
}

pub(crate) fn sign_cose(protected: &[u8], payload: &[u8], signer: &SoftwareKey) -> Vec<u8> {
    let structure = V::Array(vec![t("Signature1"), b(protected), b(&[]), b(payload)]).encode(Style::PLAIN);
    signer.sign_deterministic(&structure).unwrap().as_bytes().to_vec()
}

fn set(entries: &mut Vec<(V, V)>, name: i64, value: Option<V>) {
    let name = label(name);
    entries.retain(|(known, _)| known != &name);
    entries.extend(value.map(|value| (name, value)));
}

/// A JWT or a credential before it is signed.
pub(crate) struct Jwt {
    pub(crate) header: Value,
    pub(crate) payload: Value,
    pub(crate) signer: SoftwareKey,
}

impl Jwt {
    pub(crate) fn good() -> Self {
        Self {
            header: json!({ "alg": "ES256", "typ": "statuslist+jwt" }),
            payload: json!({
                "sub": LIST, "iat": NOW, "exp": NOW + 7 * 86_400, "ttl": 3_600,
                "status_list": { "bits": 2, "lst": base64url(&zlib(&[0; BYTES])) },
            }),
            signer: issuer(),
        }
    }

    pub(crate) fn credential() -> Self {
        let id = Purpose::Revocation.address(LIST);
        Self {
            header: json!({ "alg": "ES256", "typ": "vc+jwt" }),
            payload: json!({
                "@context": ["https://www.w3.org/ns/credentials/v2"],
                "id": id,
                "type": ["VerifiableCredential", "BitstringStatusListCredential"],
                "issuer": "https://issuer.example/",
                "validFrom": at(0).to_tdate(),
                "validUntil": at(7 * 86_400).to_tdate(),
                "credentialSubject": {
                    "id": format!("{id}#list"),
                    "type": "BitstringStatusList",
                    "statusPurpose": "revocation",
                    "ttl": 3_600_000,
                    "encodedList": format!("u{}", base64url(&gzip(&[0; 16_384]))),
                },
            }),
            signer: issuer(),
        }
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        self.encode_texts(&self.header.to_string(), &self.payload.to_string())
    }

    /// With a header and a payload that need not be JSON.
    pub(crate) fn encode_texts(&self, header: &str, payload: &str) -> Vec<u8> {
        self.sign_parts(&base64url(header.as_bytes()), &base64url(payload.as_bytes()))
    }

    pub(crate) fn sign_parts(&self, header: &str, payload: &str) -> Vec<u8> {
        let signed = format!("{header}.{payload}");
        let signature = self.signer.sign_deterministic(signed.as_bytes()).unwrap();
        format!("{signed}.{}", base64url(signature.as_bytes())).into_bytes()
    }
}

/// One wrong list: how it is made, and how it is judged.
pub(crate) struct Case {
    pub(crate) name: String,
    /// Made when it is its turn: a bomb is not kept.
    pub(crate) make: Box<dyn Fn() -> Vec<u8>>,
    pub(crate) expect: &'static str,
    pub(crate) is_bitstring: bool,
    pub(crate) index: u64,
    /// Seconds after the list was made.
    pub(crate) now: i64,
    /// What is remembered of the list, in seconds after it was made.
    pub(crate) highest: Option<i64>,
}

#[derive(Default)]
pub(crate) struct Cases(pub(crate) Vec<Case>);

impl Cases {
    pub(crate) fn add(
        &mut self,
        name: impl Into<String>,
        make: impl Fn() -> Vec<u8> + 'static,
        expect: &'static str,
    ) -> &mut Case {
        let name = name.into();
        let is_bitstring = name.starts_with("bitstring");
        let make = Box::new(make);
        self.0.push(Case { name, make, expect, is_bitstring, index: INDEX, now: 60, highest: None });
        self.0.last_mut().unwrap()
    }

    pub(crate) fn cwt(&mut self, name: &str, change: impl Fn(&mut Cwt) + 'static, expect: &'static str) -> &mut Case {
        let make = move || {
            let mut token = Cwt::good();
            change(&mut token);
            token.encode()
        };
        self.add(format!("cwt: {name}"), make, expect)
    }

    pub(crate) fn jwt(&mut self, name: &str, change: impl Fn(&mut Jwt) + 'static, expect: &'static str) -> &mut Case {
        let make = move || {
            let mut token = Jwt::good();
            change(&mut token);
            token.encode()
        };
        self.add(format!("jwt: {name}"), make, expect)
    }

    pub(crate) fn bitstring(
        &mut self,
        name: &str,
        change: impl Fn(&mut Jwt) + 'static,
        expect: &'static str,
    ) -> &mut Case {
        let make = move || {
            let mut credential = Jwt::credential();
            change(&mut credential);
            credential.encode()
        };
        self.add(format!("bitstring: {name}"), make, expect)
    }
}

pub(crate) fn trust() -> TestTrust {
    let other = dev::key("other issuer");
    let key = |signer: &SoftwareKey| -> PublicKey { signer.public_key().clone() };
    TestTrust::new(at(-600)).issuer(&key(&issuer()), &["age-proof"], Some(PREFIX)).issuer(
        &key(&other),
        &["personal-code"],
        None,
    )
}
