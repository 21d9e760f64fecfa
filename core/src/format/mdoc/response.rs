//! DeviceResponse and Document (ISO/IEC 18013-5 §8.3.2.1.2.2): what a wallet sends in a session.

use crate::crypto::cose::Envelope;
use crate::encoding::cbor::{Item, Strictness};
use crate::encoding::limits::{DOCUMENTS, MDOC_BYTES};
use crate::verify::{Parsed, Presentation};

use super::{IssuerSigned, MdocFault};

/// The device's proof: a signature, or a MAC that only device and reader can make.
#[derive(Debug, Clone)]
pub enum DeviceAuth {
    /// `deviceSignature`.
    Signature(Envelope),
    /// `deviceMac`.
    Mac(Envelope),
}

/// One document of a response, as received.
#[derive(Debug, Clone)]
pub struct DeviceDocument {
    pub(crate) doc_type: String,
    pub(crate) issuer_signed: IssuerSigned,
    /// `#6.24(bstr .cbor DeviceNameSpaces)` and the proof; none where only the issuer's part was sent.
    pub(crate) device_signed: Option<DeviceSigned>,
}

/// `deviceSigned`, as received.
#[derive(Debug, Clone)]
pub(crate) struct DeviceSigned {
    pub(crate) name_spaces: Vec<u8>,
    pub(crate) auth: DeviceAuth,
}

/// Reads a DeviceResponse of at least one document and status *OK*.
///
/// # Errors
/// A [`MdocFault`]; `mdoc.status` for a status other than 0 or no document.
pub fn parse_device_response(bytes: &[u8]) -> Result<Presentation<DeviceDocument>, MdocFault> {
    if bytes.len() > MDOC_BYTES {
        return Err(MdocFault::Size);
    }
    let item = Item::parse(bytes, Strictness::Lenient).map_err(MdocFault::Cbor)?;
    let map = item.as_map().ok_or(MdocFault::Structure)?;
    if !map.get("version").and_then(Item::as_text).ok_or(MdocFault::Structure)?.starts_with("1.") {
        return Err(MdocFault::Version);
    }
    if map.get("status").and_then(Item::as_uint).ok_or(MdocFault::Structure)? != 0 {
        return Err(MdocFault::Status);
    }
    let documents = map.get("documents").ok_or(MdocFault::Status)?.as_array().ok_or(MdocFault::Structure)?;
    if documents.len() > DOCUMENTS {
        return Err(MdocFault::Size);
    }
    let mut documents = documents.iter().map(document);
    let first = documents.next().ok_or(MdocFault::Status)??;
    let rest = documents.collect::<Result<Vec<_>, _>>()?;
    Ok(Presentation::new(first, rest))
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
    Ok(Parsed::new(DeviceDocument { doc_type, issuer_signed, device_signed: None }))
}

fn document(item: &Item<'_>) -> Result<Parsed<DeviceDocument>, MdocFault> {
    let map = item.as_map().ok_or(MdocFault::Structure)?;
    Ok(Parsed::new(DeviceDocument {
        doc_type: map.get("docType").and_then(Item::as_text).ok_or(MdocFault::Structure)?.to_owned(),
        issuer_signed: IssuerSigned::from_item(map.get("issuerSigned").ok_or(MdocFault::Structure)?)?,
        device_signed: map.get("deviceSigned").map(device_signed).transpose()?,
    }))
}

fn device_signed(item: &Item<'_>) -> Result<DeviceSigned, MdocFault> {
    let map = item.as_map().ok_or(MdocFault::Structure)?;
    let name_spaces = map.get("nameSpaces").ok_or(MdocFault::Structure)?;
    let inner = name_spaces.as_embedded().ok_or(MdocFault::Structure)?;
    let inner = Item::parse(inner, Strictness::Lenient).map_err(MdocFault::Cbor)?;
    inner.as_map().ok_or(MdocFault::Structure)?;
    let auth = map.get("deviceAuth").and_then(Item::as_map).ok_or(MdocFault::Structure)?;
    let envelope = |item| Envelope::from_item(item).map_err(MdocFault::Cose);
    let auth = match (auth.get("deviceSignature"), auth.get("deviceMac")) {
        (Some(signature), None) => DeviceAuth::Signature(envelope(signature)?),
        (None, Some(mac)) => DeviceAuth::Mac(envelope(mac)?),
        _ => return Err(MdocFault::Structure),
    };
    Ok(DeviceSigned { name_spaces: name_spaces.raw().to_vec(), auth })
}
