//! Why a frame is not taken.

/// Why a frame is not taken. What was received before stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameFault {
    /// Neither a UR nor a shard.
    Prefix,
    /// Not a frame as its specification writes it.
    Format,
    /// A UR of another type than `bytes`.
    Type,
    /// The message would be longer than 16 KiB, or is empty.
    Size,
    /// The message would have more than 64 fragments.
    Fragments,
    /// A frame of another message than the one that is being received.
    OtherMessage,
    /// More than 1,024 frames were read without the message being whole.
    TooMany,
    /// All is there and does not fit together.
    Checksum,
}

impl FrameFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Prefix => "frames.prefix",
            Self::Format => "frames.format",
            Self::Type => "frames.type",
            Self::Size => "frames.size",
            Self::Fragments => "frames.fragments",
            Self::OtherMessage => "frames.other-message",
            Self::TooMany => "frames.too-many",
            Self::Checksum => "frames.checksum",
        }
    }

    /// Every variant, for the table of codes.
    pub const ALL: [Self; 8] = [
        Self::Prefix,
        Self::Format,
        Self::Type,
        Self::Size,
        Self::Fragments,
        Self::OtherMessage,
        Self::TooMany,
        Self::Checksum,
    ];
}

impl core::fmt::Display for FrameFault {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.code())
    }
}

impl core::error::Error for FrameFault {}
