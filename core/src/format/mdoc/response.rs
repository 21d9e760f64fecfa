//! DeviceResponse and Document (ISO/IEC 18013-5 §8.3.2.1.2.2): what a wallet sends in a session.

use crate::encoding::cbor::{Item, Strictness};
use crate::encoding::limits::{DOCUMENTS, MDOC_BYTES};
use crate::verify::{Parsed, Presentation};

use super::device_signed::DeviceSigned;
use super::errors::{read_document_errors, read_element_errors};
use super::{DocumentError, ElementError, IssuerSigned, MdocFault, ResponseStatus, version};

/// One document of a response, as received.
#[derive(Debug, Clone)]
pub struct DeviceDocument {
    pub(crate) doc_type: String,
    pub(crate) issuer_signed: IssuerSigned,
    /// `#6.24(bstr .cbor DeviceNameSpaces)` and the proof; none where only the issuer's part was sent.
    pub(crate) device_signed: Option<DeviceSigned>,
    pub(crate) errors: Vec<ElementError>,
}

impl Parsed<DeviceDocument> {
    /// The elements that the wallet says it does not return. Unverified: for a message, never for a decision.
    #[must_use]
    pub fn claimed_errors(&self) -> &[ElementError] {
        &self.0.errors
    }
}

/// A DeviceResponse as received: what it returns, and what it says of the rest.
///
/// ```
/// use chop_core::format::mdoc::{DeviceResponse, ResponseStatus, error_response};
///
/// let refused = DeviceResponse::parse(&error_response(ResponseStatus::GeneralError, &[]))?;
/// assert_eq!(refused.status(), ResponseStatus::GeneralError);
/// assert_eq!(refused.into_presentation().unwrap_err().code(), "mdoc.status");
/// # Ok::<(), chop_core::format::mdoc::MdocFault>(())
/// ```
#[derive(Debug, Clone)]
pub struct DeviceResponse {
    status: ResponseStatus,
    documents: Vec<Parsed<DeviceDocument>>,
    document_errors: Vec<DocumentError>,
}

impl DeviceResponse {
    /// Reads a DeviceResponse of version 1.x and any status. Members that are not known are passed over.
    ///
    /// # Errors
    /// A [`MdocFault`] but `mdoc.status`; `mdoc.size` also for more than 16 documents.
    pub fn parse(bytes: &[u8]) -> Result<Self, MdocFault> {
        if bytes.len() > MDOC_BYTES {
            return Err(MdocFault::Size);
        }
        let item = Item::parse(bytes, Strictness::Lenient).map_err(MdocFault::Cbor)?;
        let map = item.as_map().ok_or(MdocFault::Structure)?;
        version::require(map.get("version").and_then(Item::as_text).ok_or(MdocFault::Structure)?)?;
        let status = map.get("status").and_then(Item::as_uint).ok_or(MdocFault::Structure)?;
        let documents = match map.get("documents") {
            Some(item) => item.as_array().ok_or(MdocFault::Structure)?,
            None => &[],
        };
        if documents.len() > DOCUMENTS {
            return Err(MdocFault::Size);
        }
        Ok(Self {
            status: ResponseStatus::of(status),
            documents: documents.iter().map(document).collect::<Result<_, _>>()?,
            document_errors: map.get("documentErrors").map(read_document_errors).transpose()?.unwrap_or_default(),
        })
    }

    /// The status of the whole.
    #[must_use]
    pub const fn status(&self) -> ResponseStatus {
        self.status
    }

    /// The documents that the wallet says it does not return. Unverified.
    #[must_use]
    pub fn document_errors(&self) -> &[DocumentError] {
        &self.document_errors
    }

    /// The documents that are returned.
    #[must_use]
    pub fn documents(&self) -> &[Parsed<DeviceDocument>] {
        &self.documents
    }

    /// What [`run`](crate::verify::run) judges, all or nothing.
    ///
    /// # Errors
    /// `mdoc.status` for a status other than *OK* or no document.
    pub fn into_presentation(self) -> Result<Presentation<DeviceDocument>, MdocFault> {
        let mut documents = self.documents.into_iter();
        match (self.status, documents.next()) {
            (ResponseStatus::Ok, Some(first)) => Ok(Presentation::new(first, documents.collect())),
            _ => Err(MdocFault::Status),
        }
    }
}

/// Reads a DeviceResponse of at least one document and status *OK*.
///
/// # Errors
/// A [`MdocFault`]; `mdoc.status` for a status other than 0 or no document.
pub fn parse_device_response(bytes: &[u8]) -> Result<Presentation<DeviceDocument>, MdocFault> {
    DeviceResponse::parse(bytes)?.into_presentation()
}

/// Reads one Document on its own.
///
/// # Errors
/// A [`MdocFault`].
pub fn parse_document(bytes: &[u8]) -> Result<Parsed<DeviceDocument>, MdocFault> {
    if bytes.len() > MDOC_BYTES {
        return Err(MdocFault::Size);
    }
    document(&Item::parse(bytes, Strictness::Lenient).map_err(MdocFault::Cbor)?)
}

/// Reads an IssuerSigned as a document that nobody presented: it has no proof of its holder.
///
/// # Errors
/// A [`MdocFault`].
pub fn parse_without_device(bytes: &[u8]) -> Result<Parsed<DeviceDocument>, MdocFault> {
    let issuer_signed = IssuerSigned::read(bytes)?;
    let doc_type = issuer_signed.mso.doc_type.clone();
    Ok(Parsed::new(DeviceDocument { doc_type, issuer_signed, device_signed: None, errors: Vec::new() }))
}

fn document(item: &Item<'_>) -> Result<Parsed<DeviceDocument>, MdocFault> {
    let map = item.as_map().ok_or(MdocFault::Structure)?;
    Ok(Parsed::new(DeviceDocument {
        doc_type: map.get("docType").and_then(Item::as_text).ok_or(MdocFault::Structure)?.to_owned(),
        issuer_signed: IssuerSigned::from_item(map.get("issuerSigned").ok_or(MdocFault::Structure)?)?,
        device_signed: map.get("deviceSigned").map(DeviceSigned::parse).transpose()?,
        errors: map.get("errors").map(read_element_errors).transpose()?.unwrap_or_default(),
    }))
}
