//! Why a request cannot be read.

use crate::encoding::cbor::CborFault;

/// Why bytes are not a DeviceRequest, or an envelope of one, that chop reads; or why one cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestFault {
    /// Larger than a bound of [`limits`](crate::encoding::limits), or more documents than one may ask for.
    Size,
    /// Not strict base64url.
    Text,
    /// Its CBOR is not acceptable.
    Cbor(CborFault),
    /// Not the structure of a DeviceRequest.
    Structure,
    /// A version that chop does not know.
    Version,
    /// Not the structure of an ItemsRequest, or one that asks for nothing.
    Items,
    /// `requestInfo` or `deviceRequestInfo` does not have its form, or names what is not asked for.
    Info,
    /// A reader's signature that is not a COSE_Sign1 with a certificate chain.
    ReaderAuth,
    /// Not an EncryptionInfo or EncryptedResponse; a nonce too short, or a key that is not on P-256.
    Encryption,
    /// The kind has no such view.
    View,
}

impl RequestFault {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Size => "device-request.size",
            Self::Text => "device-request.text",
            Self::Cbor(fault) => fault.code(),
            Self::Structure => "device-request.structure",
            Self::Version => "device-request.version",
            Self::Items => "device-request.items",
            Self::Info => "device-request.info",
            Self::ReaderAuth => "device-request.reader-auth",
            Self::Encryption => "device-request.encryption",
            Self::View => "device-request.view",
        }
    }
}

impl std::fmt::Display for RequestFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for RequestFault {}
