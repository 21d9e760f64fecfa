use std::fmt;

use crate::encoding::cbor::CborFault;

/// Why text is not a well-formed Personal Code, in the order in which it is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeFault {
    /// It does not begin with `PC1:`.
    Prefix,
    /// Longer than [`CODE_TEXT_CHARACTERS`](crate::encoding::limits::CODE_TEXT_CHARACTERS).
    TextLength,
    /// What follows the prefix is not strict Base45.
    Base45,
    /// Longer than [`CODE_BYTES_ACCEPTED`](crate::encoding::limits::CODE_BYTES_ACCEPTED).
    Size,
    /// Not deterministic CBOR.
    Cbor(CborFault),
    /// Not the array of thirteen, or a field of another type or length.
    Type,
    /// A number outside its range.
    Range,
    /// A version other than 1.
    Version,
    /// Not as many items as the profile has elements, or an item of another form.
    Items,
    /// An element value that does not fit the profile.
    Value,
    /// No status, though the credential lives longer than 30 hours.
    StatusMissing,
    /// The device key is not a point of P-256.
    DeviceKey,
}

impl CodeFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Prefix => "code.prefix",
            Self::TextLength => "code.text-length",
            Self::Base45 => "code.base45",
            Self::Size => "code.size",
            Self::Cbor(fault) => fault.code(),
            Self::Type => "code.type",
            Self::Range => "code.range",
            Self::Version => "code.version",
            Self::Items => "code.items",
            Self::Value => "code.value",
            Self::StatusMissing => "code.status-missing",
            Self::DeviceKey => "code.device-key",
        }
    }
}

impl fmt::Display for CodeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for CodeFault {}
