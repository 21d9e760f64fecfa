//! A credential in a JWT or an SD-JWT, with or without a presentation around it.

use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use crate::crypto::jws::Jws;
use crate::crypto::x509::Certificate;
use crate::crypto::{Kid, PublicKey, jwk};
use crate::encoding::limits::{SD_JWT_BYTES, VC_BYTES};
use crate::format::sdjwt::{self, SdJwt, contradicts_certificate, numeric_date, own_kid};
use crate::format::vc::Credential;
use crate::format::vc::credential::object;
use crate::format::vc::did::Did;
use crate::format::vc::fault::{FormFault, JwtFault, MethodFault, VcFault};
use crate::format::vc::member::{bounded, id, is_absolute_uri};
use crate::time::UnixTime;
use crate::verify::{Parsed, StatusEvidence, Validity};

use super::presentation::Envelope;

/// Members that are never in a disclosure.
const NEVER_HIDDEN: [&str; 16] = [
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
];

/// What secures a credential.
#[derive(Debug, Clone)]
pub(super) enum Secured {
    Jwt(Box<Jws>),
    SdJwt(Box<SdJwt>),
}

impl Secured {
    pub(super) fn jws(&self) -> &Jws {
        match self {
            Self::Jwt(jws) => jws,
            Self::SdJwt(sd_jwt) => &sd_jwt.jws,
        }
    }
}

/// Whom a credential names as its issuer.
#[derive(Debug, Clone)]
pub(super) enum Named {
    Key(Box<PublicKey>),
    Kid(Kid),
    Chain,
    Nobody,
}

/// A credential secured with JOSE as received: bounded and well-formed, nothing believed.
#[derive(Clone)]
pub struct JoseCredential {
    pub(super) credential: Credential,
    pub(super) secured: Secured,
    pub(super) issuer: Named,
    pub(super) validity: Validity,
    pub(super) holder: Option<PublicKey>,
    pub(super) status: StatusEvidence,
    pub(super) envelope: Option<Arc<Envelope>>,
}

impl fmt::Debug for JoseCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JoseCredential({:?}, {:?})", self.credential, self.secured)
    }
}

impl Parsed<JoseCredential> {
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

/// Reads a `vc+jwt`, or a `vc+sd-jwt` with or without a holder's JWT: text with a tilde, or JSON, is an SD-JWT.
///
/// ```
/// use chop_core::format::vc::jose::parse_credential;
/// assert_eq!(parse_credential("a.b.c").unwrap_err().code(), "jws.format");
/// ```
///
/// # Errors
/// A [`VcFault`]: of the JWS or SD-JWT, of the data model, and `vc.*` of the claims around it.
pub fn parse_credential(text: &str) -> Result<Parsed<JoseCredential>, VcFault> {
    JoseCredential::read(text, text.starts_with('{') || text.contains('~')).map(Parsed::new)
}

impl JoseCredential {
    pub(super) fn read(text: &str, is_sd_jwt: bool) -> Result<Self, VcFault> {
        let (secured, claims) = if is_sd_jwt { read_sd_jwt(text)? } else { read_jwt(text)? };
        let jws = secured.jws();
        content_type(jws, "vc")?;
        no_claims_of_version_1(&claims)?;
        let credential = Credential::from_object(claims)?;
        let claims = credential.json();
        same(claims, "iss", Some(credential.issuer()))?;
        same(claims, "sub", credential.subject())?;
        same(claims, "jti", id(claims)?)?;
        let validity = validity(&credential)?;
        let issuer = issuer(&credential, jws)?;
        let holder = holder(&credential)?;
        let status = status(&credential)?;
        Ok(Self { credential, issuer, validity, holder, status, secured, envelope: None })
    }
}

fn read_jwt(text: &str) -> Result<(Secured, Map<String, Json>), VcFault> {
    // Base64url makes four characters of three bytes.
    if text.len() > VC_BYTES.div_ceil(3) * 4 {
        return Err(FormFault::Size.into());
    }
    let jws = Jws::parse_within(text, text.len())?;
    jws.require_type(&["vc+jwt"])?;
    let claims = object(jws.payload())?;
    Ok((Secured::Jwt(Box::new(jws)), claims))
}

fn read_sd_jwt(text: &str) -> Result<(Secured, Map<String, Json>), VcFault> {
    const { assert!(SD_JWT_BYTES <= VC_BYTES, "what an SD-JWT holds is bounded by its own size") };
    let sd_jwt = SdJwt::parse(text)?;
    sd_jwt.jws.require_type(&["vc+sd-jwt"])?;
    let hides = |name: &&str| match *name {
        // Elements of the subject may be hidden; whose they are, and what they are of, may not.
        "credentialSubject" => {
            sd_jwt.hides_at_top(name)
                || ["id", "type"].iter().any(|inner| sd_jwt.hides_within("credentialSubject", inner))
        }
        _ => sd_jwt.hides(name),
    };
    if NEVER_HIDDEN.iter().any(hides) {
        return Err(JwtFault::Hidden.into());
    }
    let claims = sd_jwt.claims.clone();
    bounded(&Json::Object(claims.clone()))?;
    Ok((Secured::SdJwt(Box::new(sd_jwt)), claims))
}

/// `cty`, if there (§3.1.1, §3.1.2).
pub(super) fn content_type(jws: &Jws, expected: &str) -> Result<(), JwtFault> {
    let is_expected = |cty: &Json| cty.as_str() == Some(expected);
    if jws.header().get("cty").is_none_or(is_expected) { Ok(()) } else { Err(JwtFault::ContentType) }
}

/// `vc` and `vp` are claims of version 1.1 of the data model, where the credential stood inside (§1.1.2.1).
pub(super) fn no_claims_of_version_1(claims: &Map<String, Json>) -> Result<(), JwtFault> {
    if claims.contains_key("vc") || claims.contains_key("vp") { Err(JwtFault::Claim) } else { Ok(()) }
}

/// A claim of the JWT that repeats a member says the same.
pub(super) fn same(claims: &Map<String, Json>, claim: &str, member: Option<&str>) -> Result<(), JwtFault> {
    let Some(value) = claims.get(claim) else { return Ok(()) };
    if value.is_string() && value.as_str() == member { Ok(()) } else { Err(JwtFault::Mismatch) }
}

pub(super) fn time(claims: &Map<String, Json>, claim: &str) -> Result<Option<UnixTime>, JwtFault> {
    claims.get(claim).map(|value| numeric_date(value).ok_or(JwtFault::Time)).transpose()
}

fn validity(credential: &Credential) -> Result<Validity, VcFault> {
    let claims = credential.json();
    let (iat, nbf, exp) = (time(claims, "iat")?, time(claims, "nbf")?, time(claims, "exp")?);
    let mut validity = credential.validity(iat.or(nbf))?;
    validity.from = nbf.map_or(validity.from, |nbf| nbf.max(validity.from));
    validity.until = exp.map_or(validity.until, |exp| exp.min(validity.until));
    if validity.until <= validity.from { Err(JwtFault::Time.into()) } else { Ok(validity) }
}

/// The key of the issuer, if it says so itself; else what finds it in a trust bundle.
fn issuer(credential: &Credential, jws: &Jws) -> Result<Named, VcFault> {
    let (issuer, kid) = (credential.issuer(), jws.kid());
    if let Some(controller) = kid.filter(|kid| is_absolute_uri(kid)).and_then(|kid| kid.split('#').next())
        && controller != issuer
    {
        return Err(MethodFault::Controller.into());
    }
    if !jws.chain().is_empty() {
        return chain(issuer, jws.chain());
    }
    if issuer.starts_with("did:key:") || issuer.starts_with("did:jwk:") {
        let did = Did::parse(issuer)?;
        let method = did.verification_method();
        let relative = method.get(issuer.len()..).unwrap_or_default();
        let is_of_it = kid.is_none_or(|kid| kid == method || kid == relative || own_kid(kid) == Some(did.key().kid()));
        return if is_of_it {
            Ok(Named::Key(Box::new(did.key().clone())))
        } else {
            Err(MethodFault::Controller.into())
        };
    }
    Ok(kid.and_then(own_kid).map_or(Named::Nobody, Named::Kid))
}

fn chain(issuer: &str, chain: &[Certificate]) -> Result<Named, VcFault> {
    let of_its_own_key =
        Did::parse(issuer).ok().map(|did| chain.first().and_then(Certificate::public_key) == Some(did.key()));
    let is_of_it = of_its_own_key.unwrap_or_else(|| !contradicts_certificate(issuer, chain));
    if is_of_it { Ok(Named::Chain) } else { Err(MethodFault::Controller.into()) }
}

/// `cnf.jwk` (RFC 7800), or the key that the subject is.
fn holder(credential: &Credential) -> Result<Option<PublicKey>, VcFault> {
    let subject = credential.subject().and_then(|subject| Did::parse(subject).ok()).map(|did| did.key().clone());
    let Some(cnf) = credential.json().get("cnf") else { return Ok(subject) };
    let cnf = cnf.as_object().ok_or(JwtFault::Confirmation)?;
    let Some(key) = cnf.get("jwk").map(jwk::read).transpose()? else { return Ok(None) };
    if subject.is_some_and(|subject| subject != key) { Err(JwtFault::Confirmation.into()) } else { Ok(Some(key)) }
}

fn status(credential: &Credential) -> Result<StatusEvidence, JwtFault> {
    let token = sdjwt::status(credential.json()).map_err(|_| JwtFault::Status)?;
    if token == StatusEvidence::ShortLived {
        Ok(credential.status().evidence())
    } else if credential.json().contains_key("credentialStatus") {
        Err(JwtFault::Status)
    } else {
        Ok(token)
    }
}
