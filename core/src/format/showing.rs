//! Showing a credential of any format to one verifier: prepare the bytes, sign them with the device, complete.

use crate::crypto::jws::UnsignedJws;
use crate::crypto::{PublicKey, SignFault, Signer};
use crate::document::Kinds;
use crate::time::UnixTime;
use crate::verify::RequestBinding;

use super::mdoc::{self, MdocFault, PreparedResponse};
use super::sdjwt;
use super::vc::data_integrity::{self, Suite};
use super::vc::did::Did;
use super::vc::{self, Library, jose};
use super::{CredentialFormat, TextForm};

/// What a showing answers: it counts for this and for nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binding<'a> {
    /// Nonce and audience of a request: every format but mdoc.
    Request(RequestBinding<'a>),
    /// The encoded SessionTranscript: an mdoc.
    Transcript(&'a [u8]),
}

impl Binding<'_> {
    /// Whether a credential of this format can answer it.
    #[must_use]
    pub fn fits(&self, format: CredentialFormat) -> bool {
        matches!(self, Self::Transcript(_)) == (format == CredentialFormat::Mdoc)
    }
}

/// What is shown, to whom, by which device.
#[derive(Clone, Copy)]
pub struct ShowingRequest<'a> {
    /// The credential as its issuer handed it out.
    pub credential: &'a [u8],
    /// Its format.
    pub format: CredentialFormat,
    /// The elements that are shown, those that are always shown among them. A `jwt_vc_json` shows everything.
    pub elements: &'a [&'a str],
    /// What it answers.
    pub binding: Binding<'a>,
    /// The device key that the credential is bound to.
    pub device: &'a PublicKey,
    /// The kinds whose contexts are known.
    pub kinds: &'a Kinds,
    /// The time now.
    pub now: UnixTime,
}

/// Why a credential cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShowingFault {
    /// An mdoc answers a session transcript, every other format a nonce and an audience.
    Binding,
    /// It is not of the format that was named.
    Format,
    /// It is no mdoc.
    Mdoc(MdocFault),
    /// It is no SD-JWT VC that can be shown.
    SdJwt(sdjwt::PresentFault),
    /// It is no W3C credential that can be shown.
    Vc(vc::IssueFault),
}

impl ShowingFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Binding => "present.binding",
            Self::Format => "present.format",
            Self::Mdoc(fault) => fault.code(),
            Self::SdJwt(fault) => fault.code(),
            Self::Vc(fault) => fault.code(),
        }
    }

    /// Every variant of its own, for the table of codes.
    pub const OWN: [Self; 2] = [Self::Binding, Self::Format];
}

impl std::fmt::Display for ShowingFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for ShowingFault {}

impl From<vc::IssueFault> for ShowingFault {
    fn from(fault: vc::IssueFault) -> Self {
        Self::Vc(fault)
    }
}

/// A showing without the device's signature: a DeviceResponse, an SD-JWT+KB, a `vp+jwt`, or a presentation with a
/// proof inside.
pub struct PreparedShowing(Prepared);

enum Prepared {
    Mdoc(Box<PreparedResponse>),
    SdJwt(Box<sdjwt::PreparedPresentation>),
    Jwt(Box<UnsignedJws>),
    Proof(Box<data_integrity::Unsigned>),
}

/// Prepares a showing.
///
/// # Errors
/// `present.binding`, `present.format`, and the faults of the format.
pub fn prepare_showing(request: &ShowingRequest<'_>) -> Result<PreparedShowing, ShowingFault> {
    Ok(PreparedShowing(match (request.format, request.binding) {
        (CredentialFormat::Mdoc, Binding::Transcript(transcript)) => {
            let keep = |item: &mdoc::IssuerSignedItem| request.shows(&item.element);
            let response = mdoc::prepare_response(request.credential, &keep, transcript);
            Prepared::Mdoc(Box::new(response.map_err(ShowingFault::Mdoc)?))
        }
        (CredentialFormat::SdJwtVc, Binding::Request(RequestBinding { nonce, audience })) => {
            let binding = sdjwt::PresentRequest { nonce, audience, issued_at: request.now };
            let presentation = sdjwt::prepare_presentation(request.text()?, &|path| request.shows(path), &binding);
            Prepared::SdJwt(Box::new(presentation.map_err(ShowingFault::SdJwt)?))
        }
        (CredentialFormat::VcSdJwt, Binding::Request(binding)) => {
            let subject = |path: &str| path.strip_prefix("credentialSubject/").is_some_and(|path| request.shows(path));
            let shown = sdjwt::present_without_holder(request.text()?, &subject).map_err(ShowingFault::SdJwt)?;
            request.jwt(&shown, binding)?
        }
        (CredentialFormat::VcJwt, Binding::Request(binding)) => request.jwt(request.text()?, binding)?,
        (CredentialFormat::VcProof, Binding::Request(binding)) => request.proof(binding)?,
        (CredentialFormat::Mdoc, Binding::Request(_)) | (_, Binding::Transcript(_)) => {
            return Err(ShowingFault::Binding);
        }
    }))
}

impl ShowingRequest<'_> {
    /// Whether an element is shown, by its name or by a path that begins with it.
    fn shows(&self, path: &str) -> bool {
        self.elements.contains(&path.split('/').next().unwrap_or(path))
    }

    fn text(&self) -> Result<&str, ShowingFault> {
        let text = std::str::from_utf8(self.credential).map_err(|_| ShowingFault::Format)?;
        let expected = match self.format {
            CredentialFormat::SdJwtVc => TextForm::SdJwtVc,
            CredentialFormat::VcSdJwt | CredentialFormat::VcJwt => TextForm::VcJose,
            CredentialFormat::Mdoc | CredentialFormat::VcProof => return Err(ShowingFault::Format),
        };
        if TextForm::of(text) == Some(expected) { Ok(text) } else { Err(ShowingFault::Format) }
    }

    fn jwt(&self, credential: &str, binding: RequestBinding<'_>) -> Result<Prepared, ShowingFault> {
        let presentation = jose::prepare_presentation(&jose::PresentRequest {
            credentials: &[credential],
            holder: &Did::jwk_did(self.device),
            nonce: binding.nonce,
            audience: binding.audience,
            issued_at: self.now,
        })?;
        Ok(Prepared::Jwt(Box::new(presentation)))
    }

    fn proof(&self, binding: RequestBinding<'_>) -> Result<Prepared, ShowingFault> {
        let library = Library::new(self.kinds);
        let shown = data_integrity::shown(self.credential, self.elements, &library)?;
        let request = data_integrity::PresentRequest {
            credentials: &[&shown],
            holder: &Did::key_did(self.device),
            suite: Suite::jcs_for(self.device),
            nonce: binding.nonce,
            audience: binding.audience,
            created: self.now,
        };
        Ok(Prepared::Proof(Box::new(data_integrity::prepare_presentation(&request, &library)?)))
    }
}

impl PreparedShowing {
    /// The bytes that the device signs with the algorithm of its key.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        match &self.0 {
            Prepared::Mdoc(response) => response.to_be_signed(),
            Prepared::SdJwt(presentation) => presentation.to_be_signed(),
            Prepared::Jwt(presentation) => presentation.to_be_signed(),
            Prepared::Proof(presentation) => presentation.to_be_signed(),
        }
    }

    /// Signs in this process and gives the bytes of the presentation.
    ///
    /// # Errors
    /// The signer's fault; `sign.mismatch` if its key is not the device's.
    pub fn sign(self, signer: &dyn Signer) -> Result<Vec<u8>, SignFault> {
        match self.0 {
            Prepared::Mdoc(response) => response.sign(signer),
            Prepared::SdJwt(presentation) => presentation.sign(signer).map(String::into_bytes),
            Prepared::Jwt(presentation) => presentation.sign(signer).map(String::into_bytes),
            Prepared::Proof(presentation) => presentation.sign(signer).map_err(|fault| match fault {
                vc::IssueFault::Sign(fault) => fault,
                // A signature is all that is left to be made.
                vc::IssueFault::Values
                | vc::IssueFault::Element
                | vc::IssueFault::Suite
                | vc::IssueFault::Vc(_)
                | vc::IssueFault::Random(_) => SignFault::Backend,
            }),
        }
    }
}
