//! Messages in pieces, as the Bluetooth characteristics carry them (ISO/IEC 18013-5 §8.3.3.1.1.6): each piece begins
//! with 1 if more follow and with 0 if it is the last.
//!
//! Pieces have no numbers. A lost or repeated one is noticed by what reads the whole message: it is no CBOR any more, or
//! does not decrypt.

use crate::encoding::limits::SESSION_BYTES;

const MORE: u8 = 1;
const LAST: u8 = 0;

/// Why pieces do not make a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameFault {
    /// A piece that is empty or begins with neither 0 nor 1.
    Piece,
    /// More than [`SESSION_BYTES`] together.
    Size,
}

impl FrameFault {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Piece => "session.piece",
            Self::Size => "session.size",
        }
    }
}

impl std::fmt::Display for FrameFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for FrameFault {}

/// Cuts a message into pieces of at most `size` bytes, the leading one included. A size below 2 counts as 2.
///
/// ```
/// use chop_core::exchange::mdoc::frames;
/// assert_eq!(frames(b"abc", 3), [b"\x01ab".to_vec(), b"\x00c".to_vec()]);
/// ```
#[must_use]
pub fn frames(message: &[u8], size: usize) -> Vec<Vec<u8>> {
    let content = size.saturating_sub(1).max(1);
    let mut pieces: Vec<Vec<u8>> = message.chunks(content).map(|chunk| [&[MORE], chunk].concat()).collect();
    if pieces.is_empty() {
        pieces.push(vec![MORE]);
    }
    if let Some(first) = pieces.last_mut().and_then(|last| last.first_mut()) {
        *first = LAST;
    }
    pieces
}

/// Puts pieces together again.
#[derive(Debug, Clone, Default)]
pub struct Assembler(Vec<u8>);

impl Assembler {
    /// Takes the next piece and gives the message once it is whole. After a fault it begins anew.
    ///
    /// # Errors
    /// `session.piece`, `session.size`.
    pub fn push(&mut self, piece: &[u8]) -> Result<Option<Vec<u8>>, FrameFault> {
        let Some((first @ &(MORE | LAST), content)) = piece.split_first() else {
            self.0.clear();
            return Err(FrameFault::Piece);
        };
        if self.0.len() + content.len() > SESSION_BYTES {
            self.0.clear();
            return Err(FrameFault::Size);
        }
        self.0.extend_from_slice(content);
        Ok((*first == LAST).then(|| std::mem::take(&mut self.0)))
    }
}
