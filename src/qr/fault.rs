//! What can go wrong before a symbol is drawn.

use core::fmt;

/// Why there is no symbol or no drawing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QrFault {
    /// The text has more bytes than version 40 carries at the level asked for.
    TooLong {
        /// Length of the text in bytes.
        bytes: usize,
    },
    /// A scale outside 1 to [`Scale::MAX`](crate::qr::Scale::MAX) pixels a module.
    Scale {
        /// The scale that was asked for.
        asked: u32,
    },
}

impl QrFault {
    /// The stable code: `qr.too-long` or `qr.scale`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "qr.too-long",
            Self::Scale { .. } => "qr.scale",
        }
    }
}

impl fmt::Display for QrFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl core::error::Error for QrFault {}
