//! SD-JWT VC (draft-ietf-oauth-sd-jwt-vc §2): the claims that decide, none of them hidden.

use std::fmt;

use serde_json::{Map, Value};

use super::key_binding::numeric_date;
use super::parse::SdJwt;
use super::{ClaimFault, FormFault, SdJwtFault};
use crate::crypto::x509::Certificate;
use crate::crypto::{Kid, PublicKey, jwk};
use crate::document::Kinds;
use crate::encoding::base64url;
use crate::time::UnixTime;
use crate::verify::{Parsed, StatusEvidence, Validity};

/// `typ` of a credential, and what older drafts had.
pub(crate) const TYPES: [&str; 2] = ["dc+sd-jwt", "vc+sd-jwt"];
/// Claims that are never in a disclosure (§2.2.2.3), and are no elements of the document.
pub(super) const NEVER_HIDDEN: [&str; 8] = ["iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "aka_vcts", "status"];
/// Bytes of a type name.
const VCT_BYTES: usize = 1_024;

/// An SD-JWT VC as received, with or without a holder's proof: bounded and well-formed, nothing believed.
///
/// ```
/// use chop_core::document::Kinds;
/// use chop_core::format::sdjwt::SdJwtVc;
/// assert_eq!(SdJwtVc::parse("a.b.c~", &Kinds::shipped()).unwrap_err().code(), "jws.format");
/// ```
#[derive(Clone)]
pub struct SdJwtVc {
    pub(super) sd_jwt: SdJwt,
    pub(super) vct: String,
    pub(super) kid: Option<Kid>,
    pub(super) validity: Validity,
    pub(super) holder: Option<PublicKey>,
    pub(super) status: StatusEvidence,
}

impl fmt::Debug for SdJwtVc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SdJwtVc({:?}, {:?})", self.vct, self.sd_jwt)
    }
}

impl Parsed<SdJwtVc> {
    /// The device key that the credential says it is bound to. Unverified: for finding one's own key, never for a
    /// decision.
    #[must_use]
    pub const fn claimed_device_key(&self) -> Option<&PublicKey> {
        self.0.holder.as_ref()
    }

    /// The time in which the credential says it is valid. Unverified: for choosing which one to verify.
    #[must_use]
    pub const fn claimed_validity(&self) -> Validity {
        self.0.validity
    }
}

impl SdJwtVc {
    /// Reads what a holder presents: SD-JWT or SD-JWT+KB. `kinds` say which types have a lifetime.
    ///
    /// # Errors
    /// Any [`SdJwtFault`] but `sdjwt.key-binding`.
    pub fn parse(text: &str, kinds: &Kinds) -> Result<Parsed<Self>, SdJwtFault> {
        Self::read(text, kinds).map(Parsed::new)
    }

    /// Reads what an issuer hands out: an SD-JWT, never an SD-JWT+KB (RFC 9901 §7.2).
    ///
    /// # Errors
    /// Any [`SdJwtFault`].
    pub fn parse_issued(text: &str, kinds: &Kinds) -> Result<Parsed<Self>, SdJwtFault> {
        let credential = Self::read(text, kinds)?;
        if credential.sd_jwt.has_key_binding() {
            return Err(FormFault::KeyBinding.into());
        }
        Ok(Parsed::new(credential))
    }

    pub(super) fn read(text: &str, kinds: &Kinds) -> Result<Self, SdJwtFault> {
        let sd_jwt = SdJwt::parse(text)?;
        sd_jwt.jws.require_type(&TYPES)?;
        if NEVER_HIDDEN.into_iter().any(|name| sd_jwt.hides(name)) {
            return Err(ClaimFault::Hidden.into());
        }
        let claims = &sd_jwt.claims;
        let vct = claims.get("vct").and_then(Value::as_str).filter(|vct| is_name(vct)).ok_or(ClaimFault::Vct)?;
        let vct = vct.to_owned();
        other_types(claims, &vct)?;
        integrity(claims)?;
        let has_lifetime = kinds.by_vct(&vct).is_some();
        let validity = validity(claims, has_lifetime)?;
        issuer(claims, sd_jwt.jws.chain())?;
        let holder = confirmation(claims)?;
        let status = status(claims)?;
        let kid = sd_jwt.jws.kid().and_then(own_kid);
        Ok(Self { sd_jwt, vct, kid, validity, holder, status })
    }
}

/// A `kid` that is the identifier of a key in a trust bundle.
pub(crate) fn own_kid(kid: &str) -> Option<Kid> {
    base64url::decode(kid).ok().and_then(|bytes| bytes.try_into().ok()).map(Kid::new)
}

fn is_name(vct: &str) -> bool {
    !vct.is_empty() && vct.len() <= VCT_BYTES && !vct.chars().any(|c| c.is_control() || c.is_whitespace())
}

/// `aka_vcts` (§2.2.2.2). The other types give no rights: an issuer must be allowed the one in `vct`.
fn other_types(claims: &Map<String, Value>, vct: &str) -> Result<(), ClaimFault> {
    let Some(types) = claims.get("aka_vcts") else { return Ok(()) };
    let types = types.as_array().filter(|types| !types.is_empty()).ok_or(ClaimFault::OtherTypes)?;
    let is_other = |name: &Value| name.as_str().is_some_and(|name| is_name(name) && name != vct);
    if types.iter().all(is_other) { Ok(()) } else { Err(ClaimFault::OtherTypes) }
}

/// `vct#integrity` (§6): W3C Subresource Integrity metadata, one expression or several.
fn integrity(claims: &Map<String, Value>) -> Result<(), ClaimFault> {
    use base64ct::{Base64, Encoding as _};
    let Some(metadata) = claims.get("vct#integrity") else { return Ok(()) };
    let metadata = metadata.as_str().ok_or(ClaimFault::Integrity)?;
    let is_expression = |expression: &str| {
        [("sha256-", 32), ("sha384-", 48), ("sha512-", 64)].into_iter().any(|(prefix, width)| {
            let digest = expression.strip_prefix(prefix).and_then(|rest| Base64::decode_vec(rest).ok());
            digest.is_some_and(|digest| digest.len() == width)
        })
    };
    let good = !metadata.is_empty() && metadata.split(' ').all(is_expression);
    if good { Ok(()) } else { Err(ClaimFault::Integrity) }
}

/// `iat` says when it was signed, else `nbf`; `nbf` when it begins, else `iat`; `exp` when it ends.
fn validity(claims: &Map<String, Value>, has_lifetime: bool) -> Result<Validity, ClaimFault> {
    let time = |name: &str| claims.get(name).map(|value| numeric_date(value).ok_or(ClaimFault::Time)).transpose();
    let (iat, nbf, exp) = (time("iat")?, time("nbf")?, time("exp")?);
    let signed = iat.or(nbf).ok_or(ClaimFault::SignedTime)?;
    let from = nbf.unwrap_or(signed);
    let until = match exp {
        Some(until) => until,
        None if has_lifetime => return Err(ClaimFault::Expiry),
        None => UnixTime::EPOCH.plus(i64::MAX),
    };
    if until <= from || until <= signed {
        return Err(ClaimFault::TimeOrder);
    }
    Ok(Validity { signed, from, until })
}

/// `iss` is not believed, but beside a certificate that names addresses it must be one of them: a credential that
/// says two issuers is none (§2.5, and the rule of earlier drafts).
fn issuer(claims: &Map<String, Value>, chain: &[Certificate]) -> Result<(), ClaimFault> {
    let Some(iss) = claims.get("iss") else { return Ok(()) };
    let iss = iss.as_str().ok_or(ClaimFault::Issuer)?;
    let Some(signer) = chain.first() else { return Ok(()) };
    if signer.uris().next().is_none() && signer.dns_names().next().is_none() {
        return Ok(());
    }
    let host = host_of(iss);
    let named = signer.uris().any(|uri| uri == iss)
        || host.is_some_and(|host| signer.dns_names().any(|name| name.eq_ignore_ascii_case(host)));
    if named { Ok(()) } else { Err(ClaimFault::Issuer) }
}

/// The host of an `https` address without user or port.
fn host_of(uri: &str) -> Option<&str> {
    let authority = uri.strip_prefix("https://")?.split(['/', '?', '#']).next()?;
    let host = authority.split_once(':').map_or(authority, |(host, _)| host);
    (!host.is_empty() && !authority.contains('@')).then_some(host)
}

/// `cnf` (RFC 7800): only `jwk` is read. Another method leaves a credential that no holder can prove here.
pub(crate) fn confirmation(claims: &Map<String, Value>) -> Result<Option<PublicKey>, SdJwtFault> {
    let Some(cnf) = claims.get("cnf") else { return Ok(None) };
    let cnf = cnf.as_object().ok_or(ClaimFault::Confirmation)?;
    Ok(cnf.get("jwk").map(jwk::read).transpose()?)
}

/// A `status` that is there but is not a Token Status List is remembered, so that it is never taken for none.
pub(crate) fn status(claims: &Map<String, Value>) -> Result<StatusEvidence, ClaimFault> {
    let Some(status) = claims.get("status") else { return Ok(StatusEvidence::ShortLived) };
    let status = status.as_object().ok_or(ClaimFault::Status)?;
    let Some(list) = status.get("status_list") else { return Ok(StatusEvidence::Foreign) };
    let uri = list.get("uri").and_then(Value::as_str).filter(|uri| !uri.is_empty()).ok_or(ClaimFault::Status)?;
    let index = list.get("idx").and_then(Value::as_u64).ok_or(ClaimFault::Status)?;
    Ok(StatusEvidence::Listed { uri: uri.to_owned(), index })
}
