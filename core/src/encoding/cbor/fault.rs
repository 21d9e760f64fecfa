use std::fmt;

/// Why bytes are not acceptable CBOR.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CborFault {
    /// The input ends inside an item, or a declared length is longer than what is left.
    Truncated,
    /// Bytes follow the item.
    Trailing,
    /// Reserved head bytes, a stray break, or a simple value in a form that does not exist.
    Malformed,
    /// An integer, length, tag or float is not in its shortest form.
    NotShortest,
    /// An indefinite length where only definite ones are allowed.
    Indefinite,
    /// Map keys are not in bytewise order.
    Order,
    /// A map has one key twice.
    Duplicate,
    /// Deeper nesting than [`CBOR_DEPTH`](crate::encoding::limits::CBOR_DEPTH).
    Depth,
    /// More items than [`CBOR_ITEMS`](crate::encoding::limits::CBOR_ITEMS).
    Items,
    /// A string longer than [`CBOR_STRING_BYTES`](crate::encoding::limits::CBOR_STRING_BYTES).
    StringLength,
    /// A text string that is not UTF-8.
    Utf8,
}

impl CborFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Truncated => "cbor.truncated",
            Self::Trailing => "cbor.trailing",
            Self::Malformed => "cbor.malformed",
            Self::NotShortest => "cbor.not-shortest",
            Self::Indefinite => "cbor.indefinite",
            Self::Order => "cbor.order",
            Self::Duplicate => "cbor.duplicate",
            Self::Depth => "cbor.depth",
            Self::Items => "cbor.items",
            Self::StringLength => "cbor.string-length",
            Self::Utf8 => "cbor.utf8",
        }
    }

    /// Every variant, for the table of codes.
    pub const ALL: [Self; 11] = [
        Self::Truncated,
        Self::Trailing,
        Self::Malformed,
        Self::NotShortest,
        Self::Indefinite,
        Self::Order,
        Self::Duplicate,
        Self::Depth,
        Self::Items,
        Self::StringLength,
        Self::Utf8,
    ];
}

impl fmt::Display for CborFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for CborFault {}
