//! Why a status list is not acceptable: as a list, and at this time.

use std::fmt;

/// Why a status list, its token or its credential is not acceptable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusFault {
    /// Not the structure of a list, of its token or of its credential.
    Format,
    /// A signed object of another type.
    Type,
    /// Bits an entry other than 1, 2, 4 or 8.
    Bits,
    /// The compressed list is broken or has something after it.
    Compression,
    /// Larger than the limit, as received or inflated.
    Size,
    /// The signature or algorithm is not that of the key.
    Signature,
    /// It does not say which list it is, or speaks of another one.
    Subject,
    /// No time of making or of end, an end that is not after the making, or a `ttl` that is no positive number.
    Time,
    /// A value that does not fit the bits, or an index beyond the list.
    Index,
    /// A list for another purpose than revocation or suspension, or for several.
    Purpose,
    /// A Bitstring list of fewer than 131,072 entries, in which a holder would stand out.
    Entries,
}

impl StatusFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Format => "status-list.format",
            Self::Type => "status-list.type",
            Self::Bits => "status-list.bits",
            Self::Compression => "status-list.compression",
            Self::Size => "status-list.size",
            Self::Signature => "status-list.signature",
            Self::Subject => "status-list.subject",
            Self::Time => "status-list.time",
            Self::Index => "status-list.index",
            Self::Purpose => "status-list.purpose",
            Self::Entries => "status-list.entries",
        }
    }

    /// Every variant, for the table of codes.
    pub const ALL: [Self; 11] = [
        Self::Format,
        Self::Type,
        Self::Bits,
        Self::Compression,
        Self::Size,
        Self::Signature,
        Self::Subject,
        Self::Time,
        Self::Index,
        Self::Purpose,
        Self::Entries,
    ];
}

/// Why a genuine list does not count now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgeFault {
    /// Made later than this clock says it is.
    NotYet,
    /// Its time is over.
    Expired,
    /// A newer list of the same address was used here before.
    Rollback,
    /// Nothing here remembers a list of this address, and its `ttl` is over: there may be a newer one.
    Stale,
}

impl AgeFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotYet => "status-list.not-yet",
            Self::Expired => "status-list.expired",
            Self::Rollback => "status-list.rollback",
            Self::Stale => "status-list.stale",
        }
    }

    /// Every variant, for the table of codes.
    pub const ALL: [Self; 4] = [Self::NotYet, Self::Expired, Self::Rollback, Self::Stale];
}

macro_rules! displays_its_code {
    ($($fault:ty),+) => {$(
        impl fmt::Display for $fault {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.code())
            }
        }

        impl std::error::Error for $fault {}
    )+};
}

displays_its_code!(StatusFault, AgeFault);
