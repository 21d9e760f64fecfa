use std::fmt;

/// Why a trust bundle or a root is not acceptable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrustFault {
    /// Not the structure of a bundle or root, or beyond a bound.
    Format,
    /// A version of the format that this software does not know.
    Version,
    /// The root is not signed by enough of its keys, or by enough of the keys before it.
    RootSignature,
    /// The bundle does not lead back to the pinned root.
    RootUnpinned,
    /// The root has expired.
    RootExpired,
    /// The bundle's own signature is not that of the bundle key.
    Signature,
    /// An older bundle than one already used here.
    Rollback,
    /// Two different keys with one identifier.
    KeyClash,
    /// An entry whose certificate, key, name or proof is not well-formed.
    Entry,
    /// A status list in the bundle is not well-formed.
    StatusList,
}

impl TrustFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Format => "trust.format",
            Self::Version => "trust.version",
            Self::RootSignature => "trust.root-signature",
            Self::RootUnpinned => "trust.root-unpinned",
            Self::RootExpired => "trust.root-expired",
            Self::Signature => "trust.signature",
            Self::Rollback => "trust.rollback",
            Self::KeyClash => "trust.key-clash",
            Self::Entry => "trust.entry",
            Self::StatusList => "trust.status-list",
        }
    }

    /// Every variant, for the table of codes.
    pub const ALL: [Self; 10] = [
        Self::Format,
        Self::Version,
        Self::RootSignature,
        Self::RootUnpinned,
        Self::RootExpired,
        Self::Signature,
        Self::Rollback,
        Self::KeyClash,
        Self::Entry,
        Self::StatusList,
    ];
}

impl fmt::Display for TrustFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for TrustFault {}
