//! What may become of a record and of a credential.

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordState {
    /// No wallet has claimed it, or its credentials are not all signed yet.
    Pending,
    /// Its credentials are signed.
    Issued,
    /// A record with corrected data took its place.
    Superseded,
    /// It was revoked.
    Revoked,
}

impl RecordState {
    /// The word for it, in the register and in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Issued => "issued",
            Self::Superseded => "superseded",
            Self::Revoked => "revoked",
        }
    }

    /// Every state.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Issued, Self::Superseded, Self::Revoked];
}

/// What became of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CredentialState {
    /// Its key and index are taken; it is not signed yet.
    Intent,
    /// It is signed.
    Issued,
    /// It was revoked, for good.
    Revoked,
    /// It is suspended.
    Suspended,
}

impl CredentialState {
    /// The word for it, in the register and in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Intent => "intent",
            Self::Issued => "issued",
            Self::Revoked => "revoked",
            Self::Suspended => "suspended",
        }
    }

    /// Every state.
    pub const ALL: [Self; 4] = [Self::Intent, Self::Issued, Self::Revoked, Self::Suspended];
}
