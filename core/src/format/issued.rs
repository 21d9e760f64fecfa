//! A credential of any format as an issuer hands it out, told by itself.

use crate::crypto::PublicKey;
use crate::document::{Descriptor, Kinds};
use crate::verify::{CredentialOutcome, Parsed, Policy, Rejection, Validity, run_credential};

use super::mdoc::IssuerSigned;
use super::sdjwt::SdJwtVc;
use super::vc::data_integrity::{self, SecuredCredential};
use super::vc::jose::{self, JoseCredential};
use super::vc::{Library, MemberFault, VcFault};
use super::{CredentialFormat, TextForm, mdoc};

/// A credential of which nothing is believed, whatever its format.
///
/// ```
/// use chop_core::document::Kinds;
/// use chop_core::format::IssuedCredential;
///
/// let fault = IssuedCredential::parse(b"nothing of that kind", &Kinds::shipped()).unwrap_err();
/// assert!(fault.code().starts_with("cbor."), "what is no text of a format is read as an mdoc: {fault}");
/// ```
#[derive(Debug, Clone)]
pub struct IssuedCredential(Inner);

#[derive(Debug, Clone)]
enum Inner {
    Mdoc(Box<Parsed<IssuerSigned>>),
    SdJwt(Box<Parsed<SdJwtVc>>),
    Jose(Box<Parsed<JoseCredential>>, CredentialFormat),
    Proof(Box<Parsed<SecuredCredential>>),
}

impl IssuedCredential {
    /// Reads a credential: the bytes of an IssuerSigned, or the text of an SD-JWT VC, a `vc+jwt`, a `vc+sd-jwt` or a
    /// W3C credential with its proof. The contexts that `kinds` bring are known.
    ///
    /// # Errors
    /// The fault of its format: `mdoc.*`, `cbor.*`, `cose.*`, `sdjwt.*`, `vc.*` and what lies below them; `vc.type` for
    /// a presentation.
    pub fn parse(bytes: &[u8], kinds: &Kinds) -> Result<Self, Rejection> {
        let text = match mdoc::Shape::of(bytes) {
            Some(_) => None,
            None => std::str::from_utf8(bytes).ok().and_then(|text| Some((TextForm::of(text)?, text))),
        };
        Ok(Self(match text {
            None => Inner::Mdoc(Box::new(IssuerSigned::parse(bytes).map_err(Rejection::Mdoc)?)),
            Some((TextForm::SdJwtVc, text)) => {
                Inner::SdJwt(Box::new(SdJwtVc::parse_issued(text).map_err(Rejection::SdJwt)?))
            }
            Some((TextForm::VcJose, text)) => {
                let selective = text.starts_with('{') || text.contains('~');
                let format = if selective { CredentialFormat::VcSdJwt } else { CredentialFormat::VcJwt };
                Inner::Jose(Box::new(jose::parse_credential(text).map_err(Rejection::Vc)?), format)
            }
            Some((TextForm::VcWithProof, _)) => {
                let credential = data_integrity::parse_credential(bytes, &Library::new(kinds));
                Inner::Proof(Box::new(credential.map_err(Rejection::Vc)?))
            }
            // Somebody else's presentation is no credential.
            Some((TextForm::VpJose | TextForm::VpWithProof, _)) => {
                return Err(Rejection::Vc(VcFault::from(MemberFault::Type)));
            }
        }))
    }

    /// Its format.
    #[must_use]
    pub const fn format(&self) -> CredentialFormat {
        match &self.0 {
            Inner::Mdoc(_) => CredentialFormat::Mdoc,
            Inner::SdJwt(_) => CredentialFormat::SdJwtVc,
            Inner::Jose(_, format) => *format,
            Inner::Proof(_) => CredentialFormat::VcProof,
        }
    }

    /// Whether it says that it is of this kind. Unverified: for choosing a screen, never for a decision.
    #[must_use]
    pub fn claims_kind(&self, kind: &Descriptor) -> bool {
        match &self.0 {
            Inner::Mdoc(parsed) => parsed.claimed_type() == kind.doctype().as_str(),
            Inner::SdJwt(parsed) => parsed.claimed_type() == kind.vct().as_str(),
            Inner::Jose(parsed, _) => parsed.claimed_type() == kind.vc_type().as_str(),
            Inner::Proof(parsed) => parsed.claimed_type() == kind.vc_type().as_str(),
        }
    }

    /// The device key that it says it is bound to. Unverified: for finding one's own key, never for a decision.
    #[must_use]
    pub fn claimed_device_key(&self) -> Option<&PublicKey> {
        match &self.0 {
            Inner::Mdoc(parsed) => Some(parsed.claimed_device_key()),
            Inner::SdJwt(parsed) => parsed.claimed_device_key(),
            Inner::Jose(parsed, _) => parsed.claimed_device_key(),
            Inner::Proof(parsed) => parsed.claimed_device_key(),
        }
    }

    /// The time in which it says it is valid. Unverified: for choosing which one to verify.
    #[must_use]
    pub const fn claimed_validity(&self) -> Validity {
        match &self.0 {
            Inner::Mdoc(parsed) => {
                let info = parsed.claimed_validity();
                Validity { signed: info.signed, from: info.valid_from, until: info.valid_until }
            }
            Inner::SdJwt(parsed) => parsed.claimed_validity(),
            Inner::Jose(parsed, _) => parsed.claimed_validity(),
            Inner::Proof(parsed) => parsed.claimed_validity(),
        }
    }

    /// Whether its holder can show a part of it.
    #[must_use]
    pub fn is_selective(&self) -> bool {
        match &self.0 {
            Inner::Mdoc(_) | Inner::SdJwt(_) => true,
            Inner::Jose(_, format) => *format == CredentialFormat::VcSdJwt,
            Inner::Proof(parsed) => parsed.is_selective(),
        }
    }

    /// The verdict on it for itself, as [`run_credential`] gives it.
    #[must_use]
    pub fn judge(self, policy: &Policy<'_>) -> CredentialOutcome {
        match self.0 {
            Inner::Mdoc(parsed) => run_credential(*parsed, policy),
            Inner::SdJwt(parsed) => run_credential(*parsed, policy),
            Inner::Jose(parsed, _) => run_credential(*parsed, policy),
            Inner::Proof(parsed) => run_credential(*parsed, policy),
        }
    }
}
