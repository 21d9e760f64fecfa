//! JSON Web Signature (RFC 7515): read over the text as received, checked by the algorithm of the key.
//!
//! A [`Jws`] keeps the exact text that was signed. What its header says of keys (`jwk`, `jku`, `x5u`) is never looked
//! at; `x5c` is kept as certificates that nobody believes yet.

use core::fmt;

use base64ct::{Base64, Encoding as _};
use serde_json::{Map, Value};

use super::x509::{Certificate, CertificateFault};
use super::{Algorithm, PublicKey, SignFault, Signer, complete};
use crate::encoding::limits::{CHAIN_CERTIFICATES, JWT_BYTES};
use crate::encoding::{base64url, json};

/// Why a JWS is not acceptable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JwsFault {
    /// Not three parts of strict base64url, or too long.
    Format,
    /// The header is not a strict JSON object, or `typ` or `kid` in it is no text.
    Header,
    /// `typ` is not the expected one.
    Type,
    /// `alg` is missing, `none`, one that chop does not have, or not that of the key.
    Algorithm,
    /// A `crit` header.
    Critical,
    /// A `b64` header (RFC 7797).
    Unencoded,
    /// `x5c` is not one to four certificates in standard base64.
    Chain,
    /// A certificate in `x5c` is not acceptable.
    Certificate(CertificateFault),
    /// The signature is not valid.
    Signature,
}

impl JwsFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Format => "jws.format",
            Self::Header => "jws.header",
            Self::Type => "jws.type",
            Self::Algorithm => "jws.algorithm",
            Self::Critical => "jws.critical",
            Self::Unencoded => "jws.unencoded",
            Self::Chain => "jws.chain",
            Self::Certificate(fault) => fault.code(),
            Self::Signature => "jws.signature",
        }
    }
}

displays_code!(JwsFault);

/// A JWS as received: bounded and well-formed, nothing believed. `Debug` prints nothing of what it says.
///
/// ```
/// use chop_core::crypto::jws::{self, Draft, Jws, KeyReference};
/// use chop_core::crypto::{Signer, SoftwareKey};
///
/// let key = SoftwareKey::from_p256_scalar(&[7; 32])?;
/// let draft = Draft { typ: "example+jwt", cty: None, key: key.public_key(), reference: KeyReference::Kid };
/// let text = draft.prepare(br#"{"a":1}"#).sign(&key)?;
/// let jws = Jws::parse(&text)?;
/// assert_eq!(jws.typ(), Some("example+jwt"));
/// assert_eq!(jws.payload(), br#"{"a":1}"#);
/// jws.verify(key.public_key())?;
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Jws {
    header: Map<String, Value>,
    algorithm: Algorithm,
    chain: Vec<Certificate>,
    signing_input: Box<str>,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

impl Jws {
    /// Reads the compact serialisation (RFC 7515 §7.1) of at most [`JWT_BYTES`].
    ///
    /// # Errors
    /// Any code of [`JwsFault`] but `jws.type` and `jws.signature`.
    pub fn parse(text: &str) -> Result<Self, JwsFault> {
        Self::parse_within(text, JWT_BYTES)
    }

    /// The same, of at most `max` bytes.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_within(text: &str, max: usize) -> Result<Self, JwsFault> {
        if text.len() > max {
            return Err(JwsFault::Format);
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(JwsFault::Format)?;
        let (header, payload) = signed.split_once('.').ok_or(JwsFault::Format)?;
        Self::read(header, payload, signature, signed.into())
    }

    /// Reads the members of a JSON serialisation (RFC 7515 §7.2), which may be longer than a JWT but not than `max`
    /// together.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_parts(protected: &str, payload: &str, signature: &str, max: usize) -> Result<Self, JwsFault> {
        if protected.len() + payload.len() + signature.len() > max {
            return Err(JwsFault::Format);
        }
        Self::read(protected, payload, signature, format!("{protected}.{payload}").into())
    }

    fn read(header: &str, payload: &str, signature: &str, signing_input: Box<str>) -> Result<Self, JwsFault> {
        let header = decode(header)?;
        if header.len() > JWT_BYTES {
            return Err(JwsFault::Format);
        }
        let header = json::parse(&header, JWT_BYTES).map_err(|_| JwsFault::Header)?;
        let Value::Object(header) = header else { return Err(JwsFault::Header) };
        if header.contains_key("crit") {
            return Err(JwsFault::Critical);
        }
        if header.contains_key("b64") {
            return Err(JwsFault::Unencoded);
        }
        let algorithm = header.get("alg").and_then(Value::as_str).and_then(Algorithm::from_jose_name);
        let algorithm = algorithm.ok_or(JwsFault::Algorithm)?;
        if ["typ", "kid"].into_iter().any(|name| header.get(name).is_some_and(|value| !value.is_string())) {
            return Err(JwsFault::Header);
        }
        let chain = header.get("x5c").map_or_else(|| Ok(Vec::new()), read_chain)?;
        let (payload, signature) = (decode(payload)?, decode(signature)?);
        Ok(Self { header, algorithm, chain, signing_input, payload, signature })
    }

    /// The protected header.
    #[must_use]
    pub const fn header(&self) -> &Map<String, Value> {
        &self.header
    }

    /// `typ`, exactly as written.
    #[must_use]
    pub fn typ(&self) -> Option<&str> {
        self.header.get("typ").and_then(Value::as_str)
    }

    /// `cty`, exactly as written.
    #[must_use]
    pub fn cty(&self) -> Option<&str> {
        self.header.get("cty").and_then(Value::as_str)
    }

    /// The algorithm that the header names.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// `kid`: a hint, never a proof.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.header.get("kid").and_then(Value::as_str)
    }

    /// The certificates of `x5c`, signer first. Nothing in them is believed.
    #[must_use]
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    /// The exact text under the signature: header, full stop, payload.
    #[must_use]
    pub fn signing_input(&self) -> &str {
        &self.signing_input
    }

    /// The payload.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The signature, fixed width.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The compact serialisation.
    #[must_use]
    pub fn to_compact(&self) -> String {
        format!("{}.{}", self.signing_input, base64url::encode(&self.signature))
    }

    /// That `typ` is one of these, compared exactly.
    ///
    /// # Errors
    /// `jws.type`.
    pub fn require_type(&self, accepted: &[&str]) -> Result<(), JwsFault> {
        if self.typ().is_some_and(|typ| accepted.contains(&typ)) { Ok(()) } else { Err(JwsFault::Type) }
    }

    /// That the header names the algorithm of this key.
    ///
    /// # Errors
    /// `jws.algorithm`.
    pub fn require_algorithm_of(&self, key: &PublicKey) -> Result<(), JwsFault> {
        if self.algorithm == key.algorithm() { Ok(()) } else { Err(JwsFault::Algorithm) }
    }

    /// That this key signed it, with the key's own algorithm.
    ///
    /// # Errors
    /// `jws.algorithm`, `jws.signature`.
    pub fn verify(&self, key: &PublicKey) -> Result<(), JwsFault> {
        self.require_algorithm_of(key)?;
        key.verify(self.signing_input.as_bytes(), &self.signature).map_err(|_| JwsFault::Signature)
    }
}

impl fmt::Debug for Jws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Jws({}, <redacted>)", self.algorithm.jose_name())
    }
}

fn decode(part: &str) -> Result<Vec<u8>, JwsFault> {
    base64url::decode(part).map_err(|_| JwsFault::Format)
}

/// `x5c` (RFC 7515 §4.1.6): standard base64 with padding, not base64url.
fn read_chain(value: &Value) -> Result<Vec<Certificate>, JwsFault> {
    let texts = value.as_array().filter(|texts| (1..=CHAIN_CERTIFICATES).contains(&texts.len()));
    let certificate = |text: &Value| {
        let der = text.as_str().and_then(|text| Base64::decode_vec(text).ok()).ok_or(JwsFault::Chain)?;
        Certificate::parse_der(&der).map_err(JwsFault::Certificate)
    };
    texts.ok_or(JwsFault::Chain)?.iter().map(certificate).collect()
}

/// Checks a compact JWS of type `typ` by `key` and gives its payload. The caller bounds the text.
///
/// # Errors
/// Any code of [`JwsFault`].
pub fn verify_compact(text: &str, typ: &str, key: &PublicKey) -> Result<Vec<u8>, JwsFault> {
    let jws = Jws::parse_within(text, text.len())?;
    jws.require_algorithm_of(key)?;
    jws.require_type(&[typ])?;
    jws.verify(key)?;
    Ok(jws.payload)
}

/// How a header says whose key signs.
#[derive(Debug, Clone, Copy)]
pub enum KeyReference<'a> {
    /// Not at all: the other side knows.
    Unnamed,
    /// By `kid`: the eight bytes of the key's [`Kid`](super::Kid) in base64url.
    Kid,
    /// By a `kid` of another form, such as a DID URL.
    Named(&'a str),
    /// By `x5c`: the DER of the signer's certificate and those above it, without the root.
    Chain(&'a [Vec<u8>]),
}

/// A JWS that is to be made.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// `typ`.
    pub typ: &'a str,
    /// `cty`.
    pub cty: Option<&'a str>,
    /// The key that will sign; it gives `alg`.
    pub key: &'a PublicKey,
    /// How the header names it.
    pub reference: KeyReference<'a>,
}

impl Draft<'_> {
    /// The text to be signed over this payload.
    #[must_use]
    pub fn prepare(&self, payload: &[u8]) -> UnsignedJws {
        let mut header = Map::new();
        header.insert("alg".into(), self.key.algorithm().jose_name().into());
        header.insert("typ".into(), self.typ.into());
        if let Some(cty) = self.cty {
            header.insert("cty".into(), cty.into());
        }
        match self.reference {
            KeyReference::Unnamed => {}
            KeyReference::Kid => {
                header.insert("kid".into(), base64url::encode(self.key.kid().as_bytes()).into());
            }
            KeyReference::Named(name) => {
                header.insert("kid".into(), name.into());
            }
            KeyReference::Chain(chain) => {
                header.insert("x5c".into(), chain.iter().map(|der| Base64::encode_string(der)).collect());
            }
        }
        let header = Value::Object(header).to_string();
        UnsignedJws {
            signing_input: format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(payload)),
            key: self.key.clone(),
        }
    }
}

/// A JWS without its signature.
pub struct UnsignedJws {
    signing_input: String,
    key: PublicKey,
}

impl UnsignedJws {
    /// The bytes that the key signs.
    #[must_use]
    pub const fn to_be_signed(&self) -> &[u8] {
        self.signing_input.as_bytes()
    }

    /// Signs in this process and gives the compact serialisation.
    ///
    /// # Errors
    /// `sign.mismatch` if the signer has another key than the one it was prepared for; the signer's own faults.
    pub fn sign(self, signer: &dyn Signer) -> Result<String, SignFault> {
        if *signer.public_key() != self.key {
            return Err(SignFault::Mismatch);
        }
        let signature = signer.sign(self.signing_input.as_bytes())?;
        Ok(self.write(signature.as_bytes()))
    }

    /// Completes with a signature made elsewhere: it is made low-s and verified before anything gets out.
    ///
    /// # Errors
    /// `sign.length`, `sign.range`, `sign.mismatch`.
    pub fn complete(self, signature: &[u8]) -> Result<String, SignFault> {
        let signature = complete(&self.key, self.signing_input.as_bytes(), signature)?;
        Ok(self.write(signature.as_bytes()))
    }

    fn write(self, signature: &[u8]) -> String {
        let mut text = self.signing_input;
        text.push('.');
        text.push_str(&base64url::encode(signature));
        text
    }
}
