//! What a wallet says of documents and elements that it does not return (ISO/IEC 18013-5 §8.3.2.1.2.3).
//!
//! Nothing signs these: they are for a message on a screen, never for a decision.

use crate::encoding::cbor::{Item, Writer};

use super::MdocFault;

/// The status of a whole response (ISO/IEC 18013-5 Table 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseStatus {
    /// 0.
    Ok,
    /// 10: an error without a reason.
    GeneralError,
    /// 11: the request was not CBOR.
    CborDecoding,
    /// 12: the request was not a DeviceRequest.
    CborValidation,
    /// A number that the standard does not name.
    Other(u64),
}

impl ResponseStatus {
    /// The status of this number.
    #[must_use]
    pub const fn of(number: u64) -> Self {
        match number {
            0 => Self::Ok,
            10 => Self::GeneralError,
            11 => Self::CborDecoding,
            12 => Self::CborValidation,
            other => Self::Other(other),
        }
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u64 {
        match self {
            Self::Ok => 0,
            Self::GeneralError => 10,
            Self::CborDecoding => 11,
            Self::CborValidation => 12,
            Self::Other(other) => other,
        }
    }
}

/// Why a document or an element is not returned (ISO/IEC 18013-5 Table 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorCode(i64);

impl ErrorCode {
    /// 0: not returned, without a reason. It may stand in every case.
    pub const NOT_RETURNED: Self = Self(0);

    /// A code of one application: a negative number.
    #[must_use]
    pub const fn application(number: i64) -> Option<Self> {
        if number < 0 { Some(Self(number)) } else { None }
    }

    /// The number: 0, a negative one of the application, or a positive one of a later edition.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }
}

/// A document that is not returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentError {
    /// Its docType.
    pub doc_type: String,
    /// Why.
    pub code: ErrorCode,
}

/// An element that is not returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ElementError {
    /// Its name space.
    pub name_space: String,
    /// Its identifier.
    pub element: String,
    /// Why.
    pub code: ErrorCode,
}

fn code(item: &Item<'_>) -> Result<ErrorCode, MdocFault> {
    item.as_int().map(ErrorCode).ok_or(MdocFault::Structure)
}

/// Reads `documentErrors`: one map or more, each with one docType or more.
pub(super) fn read_document_errors(item: &Item<'_>) -> Result<Vec<DocumentError>, MdocFault> {
    let list = item.as_array().filter(|list| !list.is_empty()).ok_or(MdocFault::Structure)?;
    let mut errors = Vec::new();
    for item in list {
        let map = item.as_map().filter(|map| !map.is_empty()).ok_or(MdocFault::Structure)?;
        for (doc_type, item) in map.entries() {
            let doc_type = doc_type.as_text().ok_or(MdocFault::Structure)?.to_owned();
            errors.push(DocumentError { doc_type, code: code(item)? });
        }
    }
    Ok(errors)
}

/// Reads `errors` of one document.
pub(super) fn read_element_errors(item: &Item<'_>) -> Result<Vec<ElementError>, MdocFault> {
    let spaces = item.as_map().filter(|spaces| !spaces.is_empty()).ok_or(MdocFault::Structure)?;
    let mut errors = Vec::new();
    for (name_space, elements) in spaces.entries() {
        let name_space = name_space.as_text().ok_or(MdocFault::Structure)?;
        let elements = elements.as_map().filter(|elements| !elements.is_empty()).ok_or(MdocFault::Structure)?;
        for (element, item) in elements.entries() {
            errors.push(ElementError {
                name_space: name_space.to_owned(),
                element: element.as_text().ok_or(MdocFault::Structure)?.to_owned(),
                code: code(item)?,
            });
        }
    }
    Ok(errors)
}

fn int(number: ErrorCode) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.int(number.0);
    writer.into_bytes()
}

pub(super) fn write_document_errors(writer: &mut Writer, errors: &[DocumentError]) {
    writer.array(errors.len());
    for error in errors {
        writer.text_map(&[(&error.doc_type, int(error.code))]);
    }
}

/// Writes `errors`; of an element named twice the first code stands.
pub(super) fn write_element_errors(writer: &mut Writer, errors: &[ElementError]) {
    let mut spaces: Vec<(&str, Vec<(&str, Vec<u8>)>)> = Vec::new();
    for error in errors {
        let entry = (error.element.as_str(), int(error.code));
        match spaces.iter_mut().find(|(name, _)| *name == error.name_space) {
            Some((_, entries)) if entries.iter().any(|(element, _)| *element == error.element) => {}
            Some((_, entries)) => entries.push(entry),
            None => spaces.push((&error.name_space, vec![entry])),
        }
    }
    let spaces: Vec<(&str, Vec<u8>)> = spaces
        .into_iter()
        .map(|(name, entries)| {
            let mut elements = Writer::new();
            elements.text_map(&entries);
            (name, elements.into_bytes())
        })
        .collect();
    writer.text_map(&spaces);
}
