//! UR frames: a fountain code that other wallets and verifiers read (BCR-2024-001).

use ur::bytewords::{self, Style};

use super::FrameFault;
use crate::encoding::cbor::{Item, Strictness, Writer};
use crate::encoding::limits::{FRAME_FRAGMENTS, FRAME_MESSAGE_BYTES};

/// What every UR begins with, in either case.
pub(super) const UR_PREFIX: &str = "ur:";
/// The registered type of a message that is only bytes.
const UR_TYPE: &str = "bytes";
/// Bytes of the CBOR head of a byte string of up to 16 KiB.
const HEAD_BYTES: usize = 3;

/// Frames of one message, without end: the first pass is the message itself, those after it are mixtures.
///
/// ```
/// use chop_core::exchange::frames::{Fountain, Progress, Receiver};
/// let mut frames = Fountain::new(&[7; 2_000], 250)?;
/// let mut receiver = Receiver::new();
/// let message = loop {
///     let frame = frames.next_frame();
///     if frames.made() % 3 == 0 {
///         continue; // a third of them is lost
///     }
///     if let Progress::Whole(message) = receiver.accept(&frame)? {
///         break message;
///     }
/// };
/// assert_eq!(message, [7; 2_000]);
/// # Ok::<(), chop_core::exchange::frames::FrameFault>(())
/// ```
pub struct Fountain {
    encoder: ur::Encoder<'static>,
}

impl Fountain {
    /// Frames that carry at most `fragment` bytes each; upper case, so that a QR code holds them as alphanumeric.
    ///
    /// # Errors
    /// `frames.size` for an empty message or one of more than 16 KiB, `frames.fragments` if `fragment` would make more
    /// than 64 of them.
    pub fn new(message: &[u8], fragment: usize) -> Result<Self, FrameFault> {
        if message.is_empty() || message.len() > FRAME_MESSAGE_BYTES {
            return Err(FrameFault::Size);
        }
        let mut cbor = Writer::with_capacity(message.len() + HEAD_BYTES);
        cbor.bytes(message);
        let encoder = ur::Encoder::bytes(cbor.as_bytes(), fragment).map_err(|_| FrameFault::Fragments)?;
        if encoder.fragment_count() > FRAME_FRAGMENTS { Err(FrameFault::Fragments) } else { Ok(Self { encoder }) }
    }

    /// The next frame.
    #[must_use]
    pub fn next_frame(&mut self) -> String {
        let part = self.encoder.next_part().expect("a part of a bounded message is encoded in memory");
        part.to_ascii_uppercase()
    }

    /// How many frames were made.
    #[must_use]
    pub const fn made(&self) -> usize {
        self.encoder.current_index()
    }

    /// How many frames a receiver needs at least.
    #[must_use]
    pub const fn fragments(&self) -> usize {
        self.encoder.fragment_count()
    }
}

/// What the parts of one message have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Identity {
    fragments: u64,
    length: u64,
    checksum: u64,
    fragment_bytes: usize,
}

/// The receiving end. The parts are bounded before the library sees them.
#[derive(Default)]
pub(super) struct Basin {
    decoder: ur::Decoder,
    identity: Option<Identity>,
    received: usize,
}

/// One frame, read but not yet mixed in.
pub(super) enum Part {
    /// The message in a single frame.
    Single(Vec<u8>),
    /// One of several.
    Multi { text: String, identity: IdentityOf },
}

/// [`Identity`] where only its equality matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct IdentityOf(Identity);

pub(super) fn parse(text: &str) -> Result<Part, FrameFault> {
    let text = text.to_ascii_lowercase();
    let rest = text.strip_prefix(UR_PREFIX).ok_or(FrameFault::Prefix)?;
    let (ty, rest) = rest.split_once('/').ok_or(FrameFault::Format)?;
    if ty != UR_TYPE {
        return Err(FrameFault::Type);
    }
    match rest.split_once('/') {
        None => content(&words(rest)?).map(Part::Single),
        Some((sequence, body)) => {
            let identity = identity(sequence, &words(body)?)?;
            Ok(Part::Multi { text, identity: IdentityOf(identity) })
        }
    }
}

fn words(text: &str) -> Result<Vec<u8>, FrameFault> {
    bytewords::decode(text, Style::Minimal).map_err(|_| FrameFault::Format)
}

/// `[seqNum, seqLen, messageLen, checksum, data]`, which must agree with `seqNum-seqLen` in the address.
fn identity(sequence: &str, cbor: &[u8]) -> Result<Identity, FrameFault> {
    let item = Item::parse(cbor, Strictness::Deterministic).map_err(|_| FrameFault::Format)?;
    let Some([number, fragments, length, checksum, data]) = item.as_array() else { return Err(FrameFault::Format) };
    let uint = |item: &Item<'_>| item.as_uint().filter(|n| *n <= u64::from(u32::MAX)).ok_or(FrameFault::Format);
    let (number, fragments, length, checksum) = (uint(number)?, uint(fragments)?, uint(length)?, uint(checksum)?);
    let data = data.as_bytes().ok_or(FrameFault::Format)?;
    if sequence != format!("{number}-{fragments}") || number == 0 || fragments < 2 {
        return Err(FrameFault::Format);
    }
    let limit = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    if fragments > limit(FRAME_FRAGMENTS) {
        return Err(FrameFault::Fragments);
    }
    if length == 0 || length > limit(FRAME_MESSAGE_BYTES + HEAD_BYTES) {
        return Err(FrameFault::Size);
    }
    // Each fragment has the same length, and all but the last are full: no other count of them makes this message.
    if limit(data.len()) != length.div_ceil(fragments) || length.div_ceil(limit(data.len())) != fragments {
        return Err(FrameFault::Format);
    }
    Ok(Identity { fragments, length, checksum, fragment_bytes: data.len() })
}

fn content(cbor: &[u8]) -> Result<Vec<u8>, FrameFault> {
    let item = Item::parse(cbor, Strictness::Deterministic).map_err(|_| FrameFault::Format)?;
    let message = item.as_bytes().ok_or(FrameFault::Format)?;
    if message.is_empty() || message.len() > FRAME_MESSAGE_BYTES {
        return Err(FrameFault::Size);
    }
    Ok(message.to_vec())
}

impl Basin {
    /// Takes a part in; the message once it is whole.
    pub(super) fn pour(&mut self, text: &str, IdentityOf(identity): IdentityOf) -> Result<Option<Vec<u8>>, FrameFault> {
        if self.identity.is_some_and(|own| own != identity) {
            return Err(FrameFault::OtherMessage);
        }
        self.identity = Some(identity);
        self.decoder.receive(text).map_err(|_| FrameFault::Format)?;
        self.received = self.decoder.resolved_fragment_count().unwrap_or(0);
        if !self.decoder.complete() {
            return Ok(None);
        }
        let message = self.decoder.message().map_err(|_| FrameFault::Checksum)?.ok_or(FrameFault::Checksum)?;
        content(&message).map(Some)
    }

    /// How many fragments are known, and how many there are.
    pub(super) fn progress(&self) -> (usize, usize) {
        let all = self.identity.map_or(0, |identity| usize::try_from(identity.fragments).unwrap_or(0));
        (self.received, all)
    }
}
