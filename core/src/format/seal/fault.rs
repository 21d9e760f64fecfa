use crate::encoding::cbor::CborFault;

use super::LetterFault;

/// Why a text is not a well-formed seal, in the order in which it is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealFault {
    /// It does not begin with `SEAL1:`.
    Prefix,
    /// Longer than [`CODE_TEXT_CHARACTERS`](crate::encoding::limits::CODE_TEXT_CHARACTERS).
    TextLength,
    /// What follows the prefix is not strict Base45.
    Base45,
    /// Longer than [`CODE_BYTES_ACCEPTED`](crate::encoding::limits::CODE_BYTES_ACCEPTED).
    Size,
    /// Not deterministic CBOR.
    Cbor(CborFault),
    /// A field that is missing, of another type or of another length.
    Type,
    /// A version other than 1.
    Version,
    /// A time or a number outside its range.
    Range,
    /// An element that the kind does not have, lacks and needs, or with a value of another form.
    Value,
    /// The PDF that it is in is not the letter as it was sealed.
    Letter(LetterFault),
}

impl SealFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Prefix => "seal.prefix",
            Self::TextLength => "seal.text-length",
            Self::Base45 => "seal.base45",
            Self::Size => "seal.size",
            Self::Cbor(fault) => fault.code(),
            Self::Type => "seal.type",
            Self::Version => "seal.version",
            Self::Range => "seal.range",
            Self::Value => "seal.value",
            Self::Letter(fault) => fault.code(),
        }
    }
}

impl std::fmt::Display for SealFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for SealFault {}
