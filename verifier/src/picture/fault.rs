//! Why a picture gave no text.

use core::fmt;

/// Why there is no text from a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFault {
    /// Not PNG, JPEG or WebP, or broken.
    Format,
    /// The file is longer than [`MAX_BYTES`](crate::picture::MAX_BYTES).
    Bytes {
        /// Length of the file.
        bytes: usize,
    },
    /// More pixels than [`MAX_PIXELS`](crate::picture::MAX_PIXELS).
    Pixels {
        /// Width as the file declares it.
        width: u32,
        /// Height as the file declares it.
        height: u32,
    },
    /// Decoding would take more memory than a picture of that many pixels needs.
    Memory,
    /// No code was found, or none that can be read.
    NoCode,
    /// The film ended before its animated code was whole.
    Unfinished,
    /// More than one text, where one was wanted.
    Several {
        /// How many different texts.
        texts: usize,
    },
}

impl PictureFault {
    /// The stable code: `picture.format`, `picture.size`, `picture.no-code`, `picture.unfinished` or `picture.several`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Format => "picture.format",
            Self::Bytes { .. } | Self::Pixels { .. } | Self::Memory => "picture.size",
            Self::NoCode => "picture.no-code",
            Self::Unfinished => "picture.unfinished",
            Self::Several { .. } => "picture.several",
        }
    }
}

impl fmt::Display for PictureFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl core::error::Error for PictureFault {}
