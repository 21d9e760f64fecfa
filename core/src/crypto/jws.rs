//! JWS compact serialisation (RFC 7515 §7.1): checked over the text as received, by the algorithm of the key.

use serde_json::Value;

use super::PublicKey;
use crate::encoding::limits::JWT_BYTES;
use crate::encoding::{base64url, json};

/// Why a JWS is not acceptable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JwsFault {
    /// Not three parts of strict base64url, or a header that is not a strict JSON object.
    Format,
    /// `typ` is not the expected one.
    Type,
    /// `alg` is not that of the key.
    Algorithm,
    /// A `crit` header.
    Critical,
    /// The signature is not valid.
    Signature,
}

impl JwsFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Format => "jws.format",
            Self::Type => "jws.type",
            Self::Algorithm => "jws.algorithm",
            Self::Critical => "jws.critical",
            Self::Signature => "jws.signature",
        }
    }

    /// Every variant, for the table of codes.
    pub const ALL: [Self; 5] = [Self::Format, Self::Type, Self::Algorithm, Self::Critical, Self::Signature];
}

/// Checks a compact JWS of type `typ` by `key` and gives its payload. Keys in the header (`jwk`, `jku`, `x5u`) are
/// never looked at.
///
/// # Errors
/// `jws.format`, `jws.type`, `jws.algorithm`, `jws.critical`, `jws.signature`.
pub fn verify_compact(text: &str, typ: &str, key: &PublicKey) -> Result<Vec<u8>, JwsFault> {
    let (signed, signature) = text.rsplit_once('.').ok_or(JwsFault::Format)?;
    let (header, payload) = signed.split_once('.').ok_or(JwsFault::Format)?;
    let decode = |part: &str| base64url::decode(part).map_err(|_| JwsFault::Format);
    let header = json::parse(&decode(header)?, JWT_BYTES).map_err(|_| JwsFault::Format)?;
    let header = header.as_object().ok_or(JwsFault::Format)?;
    if header.contains_key("crit") {
        return Err(JwsFault::Critical);
    }
    if header.get("alg").and_then(Value::as_str) != Some(key.algorithm().jose_name()) {
        return Err(JwsFault::Algorithm);
    }
    if header.get("typ").and_then(Value::as_str) != Some(typ) {
        return Err(JwsFault::Type);
    }
    let payload = decode(payload)?;
    key.verify(signed.as_bytes(), &decode(signature)?).map_err(|_| JwsFault::Signature)?;
    Ok(payload)
}
