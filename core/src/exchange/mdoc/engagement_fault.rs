//! Why an engagement cannot be used.

use crate::encoding::cbor::CborFault;

/// Why a QR code or an NFC message is not a device engagement that chop reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EngagementFault {
    /// Larger than a bound of [`limits`](crate::encoding::limits).
    Size,
    /// Not `mdoc:` and strict base64url.
    Uri,
    /// Its CBOR is not acceptable.
    Cbor(CborFault),
    /// Not the structure of a DeviceEngagement.
    Structure,
    /// A version that chop does not know.
    Version,
    /// A cipher suite other than 1.
    CipherSuite,
    /// The ephemeral key is not a public key on P-256.
    Key,
    /// A retrieval method without its options, with contradicting ones, or twice; or none in a QR code.
    Retrieval,
    /// Not a message of whole, well-formed NDEF records.
    Ndef,
    /// Not a Handover Select message of version 1 whose carriers are there.
    Handover,
    /// A Handover Select message with no device engagement, or with two.
    NoEngagement,
}

impl EngagementFault {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Size => "engagement.size",
            Self::Uri => "engagement.uri",
            Self::Cbor(fault) => fault.code(),
            Self::Structure => "engagement.structure",
            Self::Version => "engagement.version",
            Self::CipherSuite => "engagement.cipher-suite",
            Self::Key => "engagement.key",
            Self::Retrieval => "engagement.retrieval",
            Self::Ndef => "engagement.ndef",
            Self::Handover => "engagement.handover",
            Self::NoEngagement => "engagement.missing",
        }
    }
}

impl std::fmt::Display for EngagementFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for EngagementFault {}
