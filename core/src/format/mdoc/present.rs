//! Presenting an mdoc: a DeviceResponse of one document, its device signature over a session transcript.

use super::evidence::device_authentication;
use super::issuer_signed::IssuerSigned;
use super::{IssuerSignedItem, MdocFault};
use crate::crypto::cose;
use crate::crypto::{Algorithm, SignFault, Signer};
use crate::encoding::cbor::{Item, Strictness, Writer};

/// `#6.24(bstr .cbor {})`: nothing is device-signed beside the transcript.
const NO_DEVICE_NAME_SPACES: [u8; 4] = [0xd8, 0x18, 0x41, 0xa0];

/// A DeviceResponse without its device signature.
pub struct PreparedResponse {
    doc_type: String,
    issuer_signed: Vec<u8>,
    to_be_signed: Vec<u8>,
}

/// Prepares a DeviceResponse that shows the elements for which `keep` says so. The issuer's bytes are spliced in as
/// they were received.
///
/// # Errors
/// A [`MdocFault`] of the credential.
pub fn prepare_response(
    issuer_signed: &[u8],
    keep: &dyn Fn(&IssuerSignedItem) -> bool,
    transcript: &[u8],
) -> Result<PreparedResponse, MdocFault> {
    let mdoc = IssuerSigned::read(issuer_signed)?;
    let outer = Item::parse(issuer_signed, Strictness::Lenient).map_err(MdocFault::Cbor)?;
    let auth = outer.as_map().and_then(|map| map.get("issuerAuth")).ok_or(MdocFault::Structure)?;
    let mut shown = Writer::new();
    mdoc.write_with(&mut shown, keep, auth.raw());
    let payload = device_authentication(transcript, &mdoc.mso.doc_type, &NO_DEVICE_NAME_SPACES);
    let protected = cose::protected_header(Algorithm::Es256);
    Ok(PreparedResponse {
        doc_type: mdoc.mso.doc_type.clone(),
        issuer_signed: shown.into_bytes(),
        to_be_signed: cose::sig_structure(&protected, &[], &payload),
    })
}

impl PreparedResponse {
    /// The bytes that the device signs with ES256.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// Signs in this process and gives the bytes of the DeviceResponse.
    ///
    /// # Errors
    /// The signer's fault.
    pub fn sign(self, signer: &dyn Signer) -> Result<Vec<u8>, SignFault> {
        let signature = signer.sign(&self.to_be_signed)?;
        let mut document = Writer::new();
        document.map(3);
        document.text("docType");
        document.text(&self.doc_type);
        document.text("deviceSigned");
        document.map(2);
        document.text("deviceAuth");
        document.map(1);
        document.text("deviceSignature");
        document.array(4);
        document.bytes(&cose::protected_header(Algorithm::Es256));
        document.map(0);
        document.null();
        document.bytes(signature.as_bytes());
        document.text("nameSpaces");
        document.raw(&NO_DEVICE_NAME_SPACES);
        document.text("issuerSigned");
        document.raw(&self.issuer_signed);
        let mut response = Writer::new();
        response.map(3);
        response.text("status");
        response.uint(0);
        response.text("version");
        response.text("1.0");
        response.text("documents");
        response.array(1);
        response.raw(document.as_bytes());
        Ok(response.into_bytes())
    }
}
