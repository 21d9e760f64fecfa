//! Presenting an SD-JWT: the disclosures that the holder chose, and the holder's JWT over them.

use serde_json::json;

use super::claims::confirmation;
use super::issue::with_disclosures;
use super::parse::SdJwt;
use super::{FormFault, SdJwtFault};
use crate::crypto::jws::{Draft, KeyReference, UnsignedJws};
use crate::crypto::{SignFault, Signer};
use crate::time::UnixTime;

/// What the holder's JWT answers.
#[derive(Debug, Clone, Copy)]
pub struct PresentRequest<'a> {
    /// The nonce of the verifier's request.
    pub nonce: &'a str,
    /// Whom it is for.
    pub audience: &'a str,
    /// The time now.
    pub issued_at: UnixTime,
}

/// Why a credential cannot be presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PresentFault {
    /// It is not an SD-JWT that chop reads.
    Credential(SdJwtFault),
    /// It is bound to no key of a holder.
    NoKey,
}

impl PresentFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Credential(fault) => fault.code(),
            Self::NoKey => "present.no-key",
        }
    }
}

impl std::fmt::Display for PresentFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for PresentFault {}

/// An SD-JWT+KB without the holder's signature.
pub struct PreparedPresentation {
    presented: String,
    key_binding: UnsignedJws,
}

/// Prepares a presentation of an SD-JWT that shows the claims for which `keep` says so. `keep` is asked with the path of
/// each disclosure, its steps joined by `/`: `portrait`, `address/street`, `nationalities/1`. What stands inside a
/// disclosure that is kept back is kept back too (RFC 9901 §7.2). The issuer's text is spliced in as it was received.
///
/// # Errors
/// The fault of a text that is no SD-JWT; `sdjwt.key-binding` for one that was presented already; `present.no-key`.
pub fn prepare_presentation(
    credential: &str,
    keep: &dyn Fn(&str) -> bool,
    request: &PresentRequest<'_>,
) -> Result<PreparedPresentation, PresentFault> {
    let (sd_jwt, presented) = select(credential, keep)?;
    let key = confirmation(&sd_jwt.payload).map_err(PresentFault::Credential)?.ok_or(PresentFault::NoKey)?;
    let claims = json!({
        "iat": request.issued_at.seconds(),
        "aud": request.audience,
        "nonce": request.nonce,
        "sd_hash": sd_jwt.hash.digest(&presented),
    });
    let draft = Draft { typ: "kb+jwt", cty: None, key: &key, reference: KeyReference::Unnamed };
    Ok(PreparedPresentation { key_binding: draft.prepare(claims.to_string().as_bytes()), presented })
}

/// A presentation without a proof of the holder, for a verifier that asks for none.
///
/// # Errors
/// The fault of a text that is no SD-JWT; `sdjwt.key-binding` for one that was presented already.
pub fn present_without_holder(credential: &str, keep: &dyn Fn(&str) -> bool) -> Result<String, PresentFault> {
    select(credential, keep).map(|(_, presented)| presented)
}

fn select(credential: &str, keep: &dyn Fn(&str) -> bool) -> Result<(SdJwt, String), PresentFault> {
    let sd_jwt = SdJwt::parse(credential).map_err(PresentFault::Credential)?;
    if sd_jwt.has_key_binding() {
        return Err(PresentFault::Credential(FormFault::KeyBinding.into()));
    }
    let kept: Vec<bool> = sd_jwt.places.iter().map(|place| keep(&place.path.join("/"))).collect();
    let is_shown = |index: usize| {
        let mut at = Some(index);
        while let Some(index) = at {
            if !kept.get(index).copied().unwrap_or(false) {
                return false;
            }
            at = sd_jwt.places.get(index).and_then(|place| place.parent);
        }
        true
    };
    let shown: Vec<&str> = sd_jwt
        .disclosures
        .iter()
        .enumerate()
        .filter(|(index, _)| is_shown(*index))
        .map(|(_, disclosure)| disclosure.text.as_str())
        .collect();
    let presented = with_disclosures(sd_jwt.jws.to_compact(), &shown);
    Ok((sd_jwt, presented))
}

impl PreparedPresentation {
    /// The bytes that the holder's device signs.
    #[must_use]
    pub const fn to_be_signed(&self) -> &[u8] {
        self.key_binding.to_be_signed()
    }

    /// Signs in this process and gives the SD-JWT+KB.
    ///
    /// # Errors
    /// `sign.mismatch` for a signer of another key than that of `cnf`; the signer's own faults.
    pub fn sign(self, signer: &dyn Signer) -> Result<String, SignFault> {
        Ok(self.presented + &self.key_binding.sign(signer)?)
    }

    /// Completes with a signature made elsewhere, in a secure enclave say: it is verified before anything gets out.
    ///
    /// # Errors
    /// `sign.length`, `sign.range`, `sign.mismatch`.
    pub fn complete(self, signature: &[u8]) -> Result<String, SignFault> {
        Ok(self.presented + &self.key_binding.complete(signature)?)
    }
}
