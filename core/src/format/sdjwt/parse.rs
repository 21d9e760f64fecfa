//! An SD-JWT as text: compact (RFC 9901 §4) or in JWS JSON serialisation (§8).

use std::fmt;

use serde_json::{Map, Value};

use super::claims::confirmation;
use super::disclosure::Disclosure;
use super::key_binding::KeyBinding;
use super::unpack::{Place, unpack};
use super::{DisclosureFault, FormFault, HashAlgorithm, PlacementFault, SdJwtFault};
use crate::crypto::PublicKey;
use crate::crypto::jws::{Jws, JwsFault};
use crate::encoding::json;
use crate::encoding::limits::{DISCLOSURES, SD_JWT_BYTES};
use crate::time::UnixTime;
use crate::verify::{HolderFault, HolderProof, RequestBinding};

/// An SD-JWT of any type as received: every disclosure is in its place, nothing is believed.
///
/// It has no accessor for claims; [`claims_signed_by`](Self::claims_signed_by) gives them for a key that the caller
/// trusts, and [`SdJwtVc`](super::SdJwtVc) is for credentials. `Debug` prints nothing of what it says.
///
/// ```
/// use chop_core::format::sdjwt::SdJwt;
/// assert_eq!(SdJwt::parse("no tilde").unwrap_err().code(), "sdjwt.tilde");
/// ```
#[derive(Clone)]
pub struct SdJwt {
    pub(crate) jws: Jws,
    /// The payload as signed.
    pub(crate) payload: Map<String, Value>,
    /// The payload with disclosures in their places.
    pub(crate) claims: Map<String, Value>,
    pub(super) disclosures: Vec<Disclosure>,
    pub(super) places: Vec<Place>,
    pub(crate) hash: HashAlgorithm,
    /// The text over which `sd_hash` is taken.
    pub(crate) presented: String,
    pub(crate) key_binding: Option<KeyBinding>,
}

impl fmt::Debug for SdJwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SdJwt({} disclosures, <redacted>)", self.disclosures.len())
    }
}

impl SdJwt {
    /// Reads an SD-JWT or SD-JWT+KB of at most [`SD_JWT_BYTES`]: JSON if it begins with `{`, else compact.
    ///
    /// # Errors
    /// Any [`SdJwtFault`] but those of claims.
    pub fn parse(text: &str) -> Result<Self, SdJwtFault> {
        if text.len() > SD_JWT_BYTES {
            return Err(FormFault::Size.into());
        }
        let parts = if text.starts_with('{') { json_parts(text)? } else { compact_parts(text)? };
        Self::assemble(parts)
    }

    fn assemble(Parts { jws, disclosures, key_binding }: Parts) -> Result<Self, SdJwtFault> {
        if disclosures.len() > DISCLOSURES {
            return Err(DisclosureFault::Count.into());
        }
        let Value::Object(payload) = json::parse(jws.payload(), SD_JWT_BYTES)? else {
            return Err(FormFault::Payload.into());
        };
        let hash = match payload.get("_sd_alg") {
            None => HashAlgorithm::Sha256,
            Some(name) => name.as_str().and_then(HashAlgorithm::from_name).ok_or(PlacementFault::HashAlgorithm)?,
        };
        let mut presented = jws.to_compact();
        presented.push('~');
        for text in &disclosures {
            presented.push_str(text);
            presented.push('~');
        }
        let disclosures = disclosures.iter().map(|text| Disclosure::parse(text)).collect::<Result<Vec<_>, _>>()?;
        let unpacked = unpack(&payload, hash, &disclosures)?;
        let key_binding = key_binding.as_deref().map(KeyBinding::parse).transpose()?;
        let (claims, places) = (unpacked.claims, unpacked.places);
        Ok(Self { jws, payload, claims, disclosures, places, hash, presented, key_binding })
    }

    /// `typ` of the issuer's JWT. Unverified: for choosing a reader, never for a decision.
    #[must_use]
    pub fn claimed_typ(&self) -> Option<&str> {
        self.jws.typ()
    }

    /// Whether a holder's JWT came with it. Never a reason to ask for one or to do without.
    #[must_use]
    pub const fn has_key_binding(&self) -> bool {
        self.key_binding.is_some()
    }

    /// The processed payload (RFC 9901 §7.1), if `key` signed it. Says nothing of the issuer's rights, of time, status or
    /// holder: for credentials there is [`verify`](crate::verify).
    ///
    /// # Errors
    /// `jws.algorithm`, `jws.signature`.
    pub fn claims_signed_by(&self, key: &PublicKey) -> Result<&Map<String, Value>, JwsFault> {
        self.jws.verify(key).map(|()| &self.claims)
    }

    /// The holder's proof by the key of `cnf`, if it answers this request and is of what was presented. The caller checks
    /// the signature in it, and [its time](Self::key_binding_time).
    ///
    /// # Errors
    /// `holder.missing`, `holder.nonce`, `holder.audience`, `holder.presentation`.
    pub fn holder_proof(&self, request: RequestBinding<'_>) -> Result<HolderProof, HolderFault> {
        let key = confirmation(&self.payload).ok().flatten().ok_or(HolderFault::Missing)?;
        let key_binding = self.key_binding.as_ref().ok_or(HolderFault::Missing)?;
        key_binding.proof(&key, request, self.hash, &self.presented)
    }

    /// When the holder's JWT says it was made.
    #[must_use]
    pub fn key_binding_time(&self) -> Option<UnixTime> {
        self.key_binding.as_ref().map(|key_binding| key_binding.issued_at)
    }

    /// Whether a name at the top came in a disclosure, or part of what it holds can.
    pub(crate) fn hides(&self, name: &str) -> bool {
        self.places.iter().any(|place| place.path.len() == 1 && place.path.first().is_some_and(|step| step == name))
            || self.payload.get(name).is_some_and(has_digests)
    }
}

/// Whether anything in a value as signed is left to a disclosure.
pub(crate) fn has_digests(value: &Value) -> bool {
    match value {
        Value::Object(members) => {
            members.iter().any(|(name, value)| name == "_sd" || name == "..." || has_digests(value))
        }
        Value::Array(elements) => elements.iter().any(has_digests),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

struct Parts {
    jws: Jws,
    disclosures: Vec<String>,
    key_binding: Option<String>,
}

fn compact_parts(text: &str) -> Result<Parts, SdJwtFault> {
    let (jwt, rest) = text.split_once('~').ok_or(FormFault::Tilde)?;
    let (disclosures, last) = rest.rsplit_once('~').map_or(("", rest), |(before, last)| (before, last));
    let has_disclosures = rest.contains('~');
    let disclosures: Vec<String> =
        if has_disclosures { disclosures.split('~').map(str::to_owned).collect() } else { Vec::new() };
    if disclosures.iter().any(String::is_empty) {
        return Err(FormFault::EmptyPart.into());
    }
    // A last part that is no JWT is a disclosure whose tilde was lost.
    if !last.is_empty() && !last.contains('.') {
        return Err(FormFault::Tilde.into());
    }
    let jws = Jws::parse_within(jwt, SD_JWT_BYTES)?;
    Ok(Parts { jws, disclosures, key_binding: (!last.is_empty()).then(|| last.to_owned()) })
}

fn json_parts(text: &str) -> Result<Parts, SdJwtFault> {
    let value = json::parse(text.as_bytes(), SD_JWT_BYTES)?;
    let outer = value.as_object().ok_or(FormFault::Serialization)?;
    // General form: its one signature has what the flattened form has at the top.
    let signature = match outer.get("signatures") {
        None => outer,
        Some(_) if ["protected", "header", "signature"].into_iter().any(|name| outer.contains_key(name)) => {
            return Err(FormFault::Serialization.into());
        }
        Some(signatures) => match signatures.as_array().ok_or(FormFault::Serialization)?.as_slice() {
            [one] => one.as_object().ok_or(FormFault::Serialization)?,
            _ => return Err(FormFault::Signatures.into()),
        },
    };
    let member = |object: &Map<String, Value>, name: &str| -> Result<String, SdJwtFault> {
        Ok(object.get(name).and_then(Value::as_str).ok_or(FormFault::Serialization)?.to_owned())
    };
    let jws = Jws::parse_parts(
        &member(signature, "protected")?,
        &member(outer, "payload")?,
        &member(signature, "signature")?,
        SD_JWT_BYTES,
    )?;
    let Some(header) = signature.get("header") else {
        return Ok(Parts { jws, disclosures: Vec::new(), key_binding: None });
    };
    let header = header.as_object().ok_or(FormFault::Serialization)?;
    if header.contains_key("crit") {
        return Err(JwsFault::Critical.into());
    }
    // RFC 7515 §7.2.1: no name in both headers.
    if header.keys().any(|name| jws.header().contains_key(name)) {
        return Err(FormFault::Serialization.into());
    }
    let disclosures = match header.get("disclosures") {
        None => Vec::new(),
        Some(texts) => {
            let texts = texts.as_array().ok_or(FormFault::Serialization)?;
            texts
                .iter()
                .map(|text| text.as_str().map(str::to_owned))
                .collect::<Option<_>>()
                .ok_or(FormFault::Serialization)?
        }
    };
    let key_binding = header.contains_key("kb_jwt").then(|| member(header, "kb_jwt")).transpose()?;
    Ok(Parts { jws, disclosures, key_binding })
}
