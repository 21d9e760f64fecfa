//! ISO/IEC 18013-5 mdoc. What chop issues is deterministic CBOR; what others issued is read leniently and never
//! encoded again: digests and signatures are over the bytes as received.

mod authorizations;
mod device_signed;
mod errors;
mod evidence;
mod fault;
mod issue;
mod issuer_signed;
mod item;
mod mso;
mod present;
mod response;
mod shape;
pub(crate) mod version;

pub use authorizations::KeyAuthorizations;
pub use device_signed::{DeviceAuth, DeviceSignedItem};
pub use errors::{DocumentError, ElementError, ErrorCode, ResponseStatus};
pub use fault::MdocFault;
pub use issue::{IssueFault, IssueRequest, PreparedMdoc, prepare};
pub use issuer_signed::IssuerSigned;
pub use item::IssuerSignedItem;
pub use mso::{DigestAlgorithm, Mso, StatusReference, ValidityInfo};
pub use present::{
    PreparedDocument, PreparedResponse, PresentedDocument, ShowFault, Showing, error_response, prepare_document,
    prepare_response, response,
};
pub use response::{DeviceDocument, DeviceResponse, parse_device_response, parse_document, parse_without_device};
pub use shape::Shape;

pub(crate) use evidence::{device_authentication_length, write_device_authentication};
pub(crate) use item::{salt as item_salt, write as write_item};
pub(crate) use mso::{MsoParts, length as mso_length, write as write_mso, write_to as write_mso_to};
