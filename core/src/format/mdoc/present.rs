//! Presenting mdocs: each document prepared for its own proof over the transcript, then one DeviceResponse.

use crate::crypto::mac::MacKey;
use crate::crypto::{self, PublicKey, SignFault, Signer, agreement, cose};
use crate::encoding::cbor::{Item, Strictness, Writer};

use super::device_signed::name_spaces_bytes;
use super::errors::{write_document_errors, write_element_errors};
use super::evidence::device_authentication;
use super::issuer_signed::IssuerSigned;
use super::{DeviceSignedItem, DocumentError, ElementError, IssuerSignedItem, MdocFault, ResponseStatus};

/// What of a credential is to be shown.
#[derive(Clone, Copy)]
pub struct Showing<'a> {
    /// The IssuerSigned as it was received.
    pub issuer_signed: &'a [u8],
    /// Which elements.
    pub keep: &'a dyn Fn(&IssuerSignedItem) -> bool,
    /// What the device says by itself; the issuer must have authorised it.
    pub device_elements: &'a [DeviceSignedItem],
    /// What is not returned, and why.
    pub errors: &'a [ElementError],
}

/// Why a document cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShowFault {
    /// The credential is not one that chop reads.
    Credential(MdocFault),
    /// The issuer did not authorise the device to say one of these elements.
    Unauthorised,
    /// One element would be there twice.
    Duplicate,
}

impl ShowFault {
    /// The stable code: that of the credential's fault, `holder.unauthorised` or `digest.duplicate-element`, as a
    /// reader would answer.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Credential(fault) => fault.code(),
            Self::Unauthorised => "holder.unauthorised",
            Self::Duplicate => "digest.duplicate-element",
        }
    }
}

impl std::fmt::Display for ShowFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for ShowFault {}

impl From<MdocFault> for ShowFault {
    fn from(fault: MdocFault) -> Self {
        Self::Credential(fault)
    }
}

/// A document without its device's proof.
pub struct PreparedDocument {
    doc_type: String,
    device_key: PublicKey,
    issuer_signed: Vec<u8>,
    name_spaces: Vec<u8>,
    errors: Vec<ElementError>,
    authentication: Vec<u8>,
    to_be_signed: Vec<u8>,
    transcript: Vec<u8>,
}

/// A document with its device's proof, ready for a response.
#[derive(Clone)]
pub struct PresentedDocument(Vec<u8>);

/// Prepares a document for the proof of its device. The issuer's bytes are spliced in as they were received;
/// `transcript` is the encoded SessionTranscript.
///
/// # Errors
/// `holder.unauthorised`, `digest.duplicate-element`, and those of the credential.
pub fn prepare_document(showing: &Showing<'_>, transcript: &[u8]) -> Result<PreparedDocument, ShowFault> {
    let mdoc = IssuerSigned::read(showing.issuer_signed)?;
    let outer = Item::parse(showing.issuer_signed, Strictness::Lenient).map_err(MdocFault::Cbor)?;
    let auth = outer.as_map().and_then(|map| map.get("issuerAuth")).ok_or(MdocFault::Structure)?;
    for (place, own) in showing.device_elements.iter().enumerate() {
        let (name_space, element) = (own.name_space(), own.element());
        if !mdoc.mso.key_authorizations.permits(name_space, element) {
            return Err(ShowFault::Unauthorised);
        }
        let again = |other: &DeviceSignedItem| other.name_space() == name_space && other.element() == element;
        let signed = |item: &IssuerSignedItem| item.name_space == name_space && item.element == element;
        if showing.device_elements.iter().skip(place + 1).any(again) || mdoc.items.iter().any(signed) {
            return Err(ShowFault::Duplicate);
        }
    }
    let mut shown = Writer::new();
    mdoc.write_with(&mut shown, showing.keep, auth.raw());
    let name_spaces = name_spaces_bytes(showing.device_elements);
    let authentication = device_authentication(transcript, &mdoc.mso.doc_type, &name_spaces);
    let protected = cose::protected_header(mdoc.mso.device_key.algorithm());
    Ok(PreparedDocument {
        to_be_signed: cose::sig_structure(&protected, &[], &authentication),
        authentication,
        doc_type: mdoc.mso.doc_type,
        device_key: mdoc.mso.device_key,
        issuer_signed: shown.into_bytes(),
        name_spaces,
        errors: showing.errors.to_vec(),
        transcript: transcript.to_vec(),
    })
}

impl PreparedDocument {
    /// The key that the proof must be by.
    #[must_use]
    pub const fn device_key(&self) -> &PublicKey {
        &self.device_key
    }

    /// The bytes that the device signs with the algorithm of its key.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// Signs in this process.
    ///
    /// # Errors
    /// The signer's fault; `sign.mismatch` if its key is not the device's.
    pub fn sign(self, signer: &dyn Signer) -> Result<PresentedDocument, SignFault> {
        if *signer.public_key() != self.device_key {
            return Err(SignFault::Mismatch);
        }
        let signature = signer.sign(&self.to_be_signed)?;
        Ok(self.signed(signature.as_bytes()))
    }

    /// Completes with a signature made elsewhere: it is made low-s and verified before anything gets out.
    ///
    /// # Errors
    /// The fault of a signature that is not one by the device's key.
    pub fn complete(self, signature: &[u8]) -> Result<PresentedDocument, SignFault> {
        let signature = crypto::complete(&self.device_key, &self.to_be_signed, signature)?;
        Ok(self.signed(signature.as_bytes()))
    }

    /// Authenticates by MAC instead (ISO/IEC 18013-5 §9.1.3.5): `shared_secret` is what
    /// [`agreement::shared_secret`] makes of the device's key and the reader's ephemeral key, here or in hardware.
    #[must_use]
    pub fn authenticate(self, shared_secret: &[u8; 32]) -> PresentedDocument {
        let mut bytes = Writer::with_capacity(self.transcript.len() + 8);
        bytes.embedded(&self.transcript);
        let key = agreement::e_mac_key(shared_secret, bytes.as_bytes());
        let protected = cose::mac_protected_header();
        let structure = cose::mac_structure(&protected, &[], &self.authentication);
        let tag = MacKey::new(&key[..]).tag(&structure);
        self.write("deviceMac", &protected, &tag)
    }

    fn signed(&self, signature: &[u8]) -> PresentedDocument {
        let protected = cose::protected_header(self.device_key.algorithm());
        self.write("deviceSignature", &protected, signature)
    }

    fn write(&self, proof: &str, protected: &[u8], value: &[u8]) -> PresentedDocument {
        let mut document = Writer::with_capacity(self.issuer_signed.len() + self.name_spaces.len() + 256);
        document.map(if self.errors.is_empty() { 3 } else { 4 });
        if !self.errors.is_empty() {
            document.text("errors");
            write_element_errors(&mut document, &self.errors);
        }
        document.text("docType");
        document.text(&self.doc_type);
        document.text("deviceSigned");
        document.map(2);
        document.text("deviceAuth");
        document.map(1);
        document.text(proof);
        document.array(4);
        document.bytes(protected);
        document.map(0);
        document.null();
        document.bytes(value);
        document.text("nameSpaces");
        document.raw(&self.name_spaces);
        document.text("issuerSigned");
        document.raw(&self.issuer_signed);
        PresentedDocument(document.into_bytes())
    }
}

/// A DeviceResponse of these documents, and of what is not returned.
///
/// A response of no document at all has the status *general error*: see [`error_response`].
#[must_use]
pub fn response(documents: &[PresentedDocument], errors: &[DocumentError]) -> Vec<u8> {
    let status = if documents.is_empty() { ResponseStatus::GeneralError } else { ResponseStatus::Ok };
    write_response(status, documents, errors)
}

/// A DeviceResponse without a document.
#[must_use]
pub fn error_response(status: ResponseStatus, errors: &[DocumentError]) -> Vec<u8> {
    write_response(status, &[], errors)
}

fn write_response(status: ResponseStatus, documents: &[PresentedDocument], errors: &[DocumentError]) -> Vec<u8> {
    let bytes: usize = documents.iter().map(|document| document.0.len()).sum();
    let mut response = Writer::with_capacity(bytes + 64);
    response.map(2 + usize::from(!documents.is_empty()) + usize::from(!errors.is_empty()));
    response.text("status");
    response.uint(status.number());
    response.text("version");
    response.text("1.0");
    if !documents.is_empty() {
        response.text("documents");
        response.array(documents.len());
        documents.iter().for_each(|document| response.raw(&document.0));
    }
    if !errors.is_empty() {
        response.text("documentErrors");
        write_document_errors(&mut response, errors);
    }
    response.into_bytes()
}

/// A DeviceResponse of one document without its device signature.
pub struct PreparedResponse(PreparedDocument);

/// Prepares a DeviceResponse that shows the elements of one credential for which `keep` says so.
///
/// # Errors
/// A [`MdocFault`] of the credential.
pub fn prepare_response(
    issuer_signed: &[u8],
    keep: &dyn Fn(&IssuerSignedItem) -> bool,
    transcript: &[u8],
) -> Result<PreparedResponse, MdocFault> {
    let showing = Showing { issuer_signed, keep, device_elements: &[], errors: &[] };
    match prepare_document(&showing, transcript) {
        Ok(document) => Ok(PreparedResponse(document)),
        Err(ShowFault::Credential(fault)) => Err(fault),
        // Only elements of the device's own are refused for these, and there are none.
        Err(ShowFault::Unauthorised | ShowFault::Duplicate) => Err(MdocFault::Structure),
    }
}

impl PreparedResponse {
    /// The bytes that the device signs with the algorithm of its key.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        self.0.to_be_signed()
    }

    /// Signs in this process and gives the bytes of the DeviceResponse.
    ///
    /// # Errors
    /// The signer's fault; `sign.mismatch` if its key is not the device's.
    pub fn sign(self, signer: &dyn Signer) -> Result<Vec<u8>, SignFault> {
        Ok(response(&[self.0.sign(signer)?], &[]))
    }
}
