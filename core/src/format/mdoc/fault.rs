use std::fmt;

use crate::crypto::cose::CoseFault;
use crate::crypto::x509::CertificateFault;
use crate::encoding::cbor::CborFault;

/// Why bytes are not an mdoc that chop reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MdocFault {
    /// Larger than [`MDOC_BYTES`](crate::encoding::limits::MDOC_BYTES).
    Size,
    /// Its CBOR is not acceptable.
    Cbor(CborFault),
    /// Its COSE is not acceptable.
    Cose(CoseFault),
    /// A certificate in `x5chain` is not acceptable.
    Certificate(CertificateFault),
    /// Not the structure of an IssuerSigned, Document or DeviceResponse.
    Structure,
    /// A version that chop does not know.
    Version,
    /// The response's status is not *OK*, or it holds no document.
    Status,
    /// An IssuerSignedItem without one of its four entries.
    Item,
    /// Not the structure of a Mobile Security Object.
    Mso,
    /// A digest algorithm other than SHA-256, SHA-384 or SHA-512.
    DigestAlgorithm,
    /// `signed`, `validFrom` and `validUntil` are not in order.
    ValidityOrder,
    /// An element value that does not fit its descriptor.
    Value,
}

impl MdocFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Size => "mdoc.size",
            Self::Cbor(fault) => fault.code(),
            Self::Cose(fault) => fault.code(),
            Self::Certificate(fault) => fault.code(),
            Self::Structure => "mdoc.structure",
            Self::Version => "mdoc.version",
            Self::Status => "mdoc.status",
            Self::Item => "mdoc.item",
            Self::Mso => "mdoc.mso",
            Self::DigestAlgorithm => "mdoc.digest-algorithm",
            Self::ValidityOrder => "mdoc.validity-order",
            Self::Value => "mdoc.value",
        }
    }
}

impl fmt::Display for MdocFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for MdocFault {}
