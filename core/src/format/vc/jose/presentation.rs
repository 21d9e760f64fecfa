//! A `vp+jwt` or a `vp+sd-jwt`: credentials in their envelopes under one JWT of their holder (§3.1.2, §3.2.2).

use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use crate::crypto::PublicKey;
use crate::crypto::jws::Jws;
use crate::encoding::limits::{DOCUMENTS, VC_BYTES};
use crate::format::sdjwt::SdJwt;
use crate::format::vc::credential::object;
use crate::format::vc::did::Did;
use crate::format::vc::fault::{FormFault, JwtFault, PresentationFault, VcFault};
use crate::format::vc::member::{bounded, contexts, id, is_absolute_uri, types};
use crate::time::UnixTime;
use crate::verify::{HolderFault, HolderProof, Parsed, Presentation, RequestBinding};

use super::JoseCredential;
use super::credential::{Secured, content_type, no_claims_of_version_1, same, time};

/// What is around the credentials.
pub(super) struct Envelope {
    jws: Jws,
    nonce: String,
    audience: String,
    holder: Option<PublicKey>,
    pub(super) issued_at: UnixTime,
    pub(super) expires_at: Option<UnixTime>,
}

impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Envelope(<redacted>)")
    }
}

/// Members that are never in a disclosure.
const NEVER_HIDDEN: [&str; 12] =
    ["@context", "id", "type", "holder", "verifiableCredential", "iss", "jti", "aud", "nonce", "iat", "nbf", "exp"];

/// Reads a `vp+jwt`, or a `vp+sd-jwt` if there is a tilde in it, of one to 16 credentials, each a `vc+jwt` or a `vc+sd-jwt` in an `EnvelopedVerifiableCredential`.
///
/// # Errors
/// A [`VcFault`]: of the JWS, of the presentation (`vp.*`), or of a credential in it.
pub fn parse_presentation(text: &str) -> Result<Presentation<JoseCredential>, VcFault> {
    if text.len() > VC_BYTES.div_ceil(3) * 4 {
        return Err(FormFault::Size.into());
    }
    let (jws, json) = if text.contains('~') { read_sd_jwt(text)? } else { read_jwt(text)? };
    content_type(&jws, "vp")?;
    no_claims_of_version_1(&json)?;
    contexts(&json)?;
    if types(&json).is_none_or(|types| types != ["VerifiablePresentation"]) {
        return Err(PresentationFault::Type.into());
    }
    same(&json, "jti", id(&json)?)?;
    let holder = holder(&json)?;
    let credentials = match json.get("verifiableCredential") {
        Some(Json::Array(list)) if (1..=DOCUMENTS).contains(&list.len()) => list.as_slice(),
        Some(Json::Array(_)) | None => return Err(PresentationFault::Count.into()),
        Some(one) => std::slice::from_ref(one),
    };
    let credentials = credentials.iter().map(enveloped).collect::<Result<Vec<_>, _>>()?;
    let claim = |name: &str| json.get(name).and_then(Json::as_str).map(str::to_owned).ok_or(JwtFault::Request);
    let (nonce, audience) = (claim("nonce")?, claim("aud")?);
    let issued_at = time(&json, "iat")?.ok_or(JwtFault::Undated)?;
    let (begins, expires_at) = (time(&json, "nbf")?.unwrap_or(issued_at), time(&json, "exp")?);
    if begins > issued_at || expires_at.is_some_and(|end| end <= issued_at) {
        return Err(JwtFault::Time.into());
    }
    let envelope = Arc::new(Envelope { jws, nonce, audience, holder, issued_at, expires_at });
    let mut documents = credentials
        .into_iter()
        .map(|credential| Parsed::new(JoseCredential { envelope: Some(Arc::clone(&envelope)), ..credential }));
    let first = documents.next().ok_or(PresentationFault::Count)?;
    Ok(Presentation::new(first, documents.collect()))
}

fn read_jwt(text: &str) -> Result<(Jws, Map<String, Json>), VcFault> {
    let jws = Jws::parse_within(text, text.len())?;
    jws.require_type(&["vp+jwt"])?;
    let json = object(jws.payload())?;
    Ok((jws, json))
}

fn read_sd_jwt(text: &str) -> Result<(Jws, Map<String, Json>), VcFault> {
    let sd_jwt = SdJwt::parse(text)?;
    sd_jwt.jws.require_type(&["vp+sd-jwt"])?;
    if NEVER_HIDDEN.iter().any(|name| sd_jwt.hides(name)) {
        return Err(JwtFault::Hidden.into());
    }
    // One proof of the holder is enough: a second would answer something else.
    if sd_jwt.has_key_binding() {
        return Err(JwtFault::Envelope.into());
    }
    bounded(&Json::Object(sd_jwt.claims.clone()))?;
    Ok((sd_jwt.jws, sd_jwt.claims))
}

/// `holder`, and `iss` if there, say who shows it; if that is a key of its own it is the key of the proof.
fn holder(json: &Map<String, Json>) -> Result<Option<PublicKey>, VcFault> {
    let holder = match json.get("holder") {
        None => None,
        Some(Json::String(holder)) => Some(holder.as_str()),
        Some(Json::Object(holder)) => Some(holder.get("id").and_then(Json::as_str).unwrap_or_default()),
        Some(_) => return Err(PresentationFault::Holder.into()),
    };
    if holder.is_some_and(|holder| !is_absolute_uri(holder)) {
        return Err(PresentationFault::Holder.into());
    }
    if holder.is_some() {
        same(json, "iss", holder)?;
    }
    let named = holder.or_else(|| json.get("iss").and_then(Json::as_str));
    Ok(named.and_then(|named| Did::parse(named).ok()).map(|did| did.key().clone()))
}

/// A credential in its envelope (VCDM 2.0 §4.12.1): a data URI of its media type.
fn enveloped(value: &Json) -> Result<JoseCredential, VcFault> {
    let object = value.as_object().ok_or(PresentationFault::Credential)?;
    contexts(object)?;
    if types(object).is_none_or(|types| types != ["EnvelopedVerifiableCredential"]) {
        return Err(PresentationFault::Credential.into());
    }
    let content = object.get("id").and_then(Json::as_str).and_then(|uri| uri.strip_prefix("data:application/"));
    let credential = match content.and_then(|content| content.split_once(',')) {
        Some(("vc+jwt", text)) => JoseCredential::read(text, false)?,
        Some(("vc+sd-jwt", text)) => JoseCredential::read(text, true)?,
        Some(_) | None => return Err(JwtFault::Envelope.into()),
    };
    // One proof of the holder is enough: a second would answer something else.
    let bound_by_itself = match &credential.secured {
        Secured::SdJwt(sd_jwt) => sd_jwt.has_key_binding(),
        Secured::Jwt(_) => false,
    };
    if bound_by_itself { Err(JwtFault::Envelope.into()) } else { Ok(credential) }
}

impl Envelope {
    /// The proof to be checked by the key that the credential is bound to, if it answers the request.
    pub(super) fn proof(
        &self,
        bound: Option<&PublicKey>,
        request: RequestBinding<'_>,
    ) -> Result<HolderProof, HolderFault> {
        if self.nonce != request.nonce {
            return Err(HolderFault::Nonce);
        }
        if self.audience != request.audience {
            return Err(HolderFault::Audience);
        }
        let key = bound.ok_or(HolderFault::Unbound)?;
        let names_another = self.holder.as_ref().is_some_and(|holder| holder != key);
        if names_another || self.jws.require_algorithm_of(key).is_err() {
            return Err(HolderFault::Key);
        }
        Ok(HolderProof::Signature {
            key: key.clone(),
            to_be_signed: self.jws.signing_input().as_bytes().to_vec(),
            signature: self.jws.signature().to_vec(),
        })
    }
}
