use std::fmt;

/// Why a claim code, a key request or a delivery is not acceptable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfflineFault {
    /// Not a claim code: sixteen letters and digits with a check character.
    ClaimCode,
    /// Not the structure of a request or delivery, or beyond a bound.
    Format,
    /// A version that this software does not know.
    Version,
    /// A key without proof that the wallet holds it, or with a proof for another issuer, claim or time.
    Proof,
    /// One key twice.
    DuplicateKey,
    /// The request has expired.
    Expired,
}

impl OfflineFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ClaimCode => "claim.code",
            Self::Format => "request.format",
            Self::Version => "request.version",
            Self::Proof => "request.proof",
            Self::DuplicateKey => "request.duplicate-key",
            Self::Expired => "request.expired",
        }
    }

    /// Every variant, for the table of codes.
    pub const ALL: [Self; 6] =
        [Self::ClaimCode, Self::Format, Self::Version, Self::Proof, Self::DuplicateKey, Self::Expired];
}

impl fmt::Display for OfflineFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for OfflineFault {}
