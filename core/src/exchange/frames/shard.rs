//! Shards: Reed–Solomon frames of which any *k* suffice (spec/animated-1.md).

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::FrameFault;
use crate::encoding::base45;
use crate::encoding::limits::{FRAME_FRAGMENTS, FRAME_MESSAGE_BYTES};

/// What every shard begins with.
pub const SHARD_PREFIX: &str = "CF1:";
/// `k ‖ index ‖ length ‖ digest`: 1 + 1 + 2 + 8 bytes.
const HEAD_BYTES: usize = 12;

/// All *2k* frames of a message, each with at most `fragment` bytes of it: the first *k* are the message itself.
///
/// # Errors
/// `frames.size` for an empty message or one of more than 16 KiB, `frames.fragments` if it would take more than 64
/// fragments of this size.
pub fn shards(message: &[u8], fragment: usize) -> Result<Vec<String>, FrameFault> {
    if message.is_empty() || message.len() > FRAME_MESSAGE_BYTES {
        return Err(FrameFault::Size);
    }
    let fragment = fragment & !1;
    if fragment == 0 || message.len().div_ceil(fragment) > FRAME_FRAGMENTS {
        return Err(FrameFault::Fragments);
    }
    let count = message.len().div_ceil(fragment);
    let header = Header::of(message, count).ok_or(FrameFault::Size)?;
    let mut originals: Vec<Vec<u8>> = message.chunks(header.shard_bytes()).map(<[u8]>::to_vec).collect();
    originals.resize(count, Vec::new());
    originals.iter_mut().for_each(|shard| shard.resize(header.shard_bytes(), 0));
    let recovery = reed_solomon_simd::encode(count, count, &originals).map_err(|_| FrameFault::Fragments)?;
    let frames = (0_u8..).zip(originals.iter().chain(&recovery)).map(|(index, shard)| header.frame(index, shard));
    Ok(frames.collect())
}

/// What the shards of one message have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    count: u8,
    length: u16,
    digest: [u8; 8],
}

impl Header {
    fn of(message: &[u8], count: usize) -> Option<Self> {
        Some(Self {
            count: u8::try_from(count).ok()?,
            length: u16::try_from(message.len()).ok()?,
            digest: digest(message)?,
        })
    }

    /// Even, because the code works on pairs of bytes.
    fn shard_bytes(self) -> usize {
        usize::from(self.length).div_ceil(usize::from(self.count)).next_multiple_of(2)
    }

    fn frame(self, index: u8, shard: &[u8]) -> String {
        let mut bytes = vec![self.count, index];
        bytes.extend(self.length.to_be_bytes());
        bytes.extend(self.digest);
        bytes.extend(shard);
        format!("{SHARD_PREFIX}{}", base45::encode(&bytes))
    }
}

fn digest(message: &[u8]) -> Option<[u8; 8]> {
    Sha256::digest(message).first_chunk().copied()
}

/// One shard, read but not yet kept.
pub(super) struct Shard {
    pub(super) header: Header,
    index: u8,
    bytes: Vec<u8>,
}

pub(super) fn parse(text: &str) -> Result<Shard, FrameFault> {
    let body = text.strip_prefix(SHARD_PREFIX).ok_or(FrameFault::Prefix)?;
    let bytes = base45::decode(body).map_err(|_| FrameFault::Format)?;
    let (head, shard) = bytes.split_at_checked(HEAD_BYTES).ok_or(FrameFault::Format)?;
    let [count, index, high, low, digest @ ..] = head else { return Err(FrameFault::Format) };
    let header = Header {
        count: *count,
        length: u16::from_be_bytes([*high, *low]),
        digest: digest.try_into().map_err(|_| FrameFault::Format)?,
    };
    if header.length == 0 || usize::from(header.length) > FRAME_MESSAGE_BYTES {
        return Err(FrameFault::Size);
    }
    if header.count == 0 || usize::from(header.count) > FRAME_FRAGMENTS {
        return Err(FrameFault::Fragments);
    }
    if u16::from(*index) >= 2 * u16::from(header.count) || shard.len() != header.shard_bytes() {
        return Err(FrameFault::Format);
    }
    Ok(Shard { header, index: *index, bytes: shard.to_vec() })
}

/// The receiving end.
#[derive(Default)]
pub(super) struct Pile {
    header: Option<Header>,
    shards: BTreeMap<u8, Vec<u8>>,
}

impl Pile {
    /// Keeps a shard; the message once there are enough.
    pub(super) fn add(&mut self, shard: Shard) -> Result<Option<Vec<u8>>, FrameFault> {
        let header = *self.header.get_or_insert(shard.header);
        if header != shard.header {
            return Err(FrameFault::OtherMessage);
        }
        match self.shards.insert(shard.index, shard.bytes.clone()) {
            // One index with two contents is two messages.
            Some(before) if before != shard.bytes => {
                self.shards.insert(shard.index, before);
                return Err(FrameFault::OtherMessage);
            }
            _ => {}
        }
        let count = usize::from(header.count);
        if self.shards.len() < count {
            return Ok(None);
        }
        let originals = self.shards.range(..header.count).map(|(index, bytes)| (usize::from(*index), bytes));
        let recovery = self.shards.range(header.count..).map(|(index, bytes)| (usize::from(*index) - count, bytes));
        let restored = if self.shards.range(..header.count).count() == count {
            BTreeMap::new()
        } else {
            reed_solomon_simd::decode(count, count, originals, recovery).map_err(|_| FrameFault::Checksum)?
        };
        let mut message = Vec::with_capacity(count * header.shard_bytes());
        for index in 0..header.count {
            let bytes = self.shards.get(&index).or_else(|| restored.get(&usize::from(index)));
            message.extend(bytes.ok_or(FrameFault::Checksum)?);
        }
        message.truncate(usize::from(header.length));
        if digest(&message) == Some(header.digest) { Ok(Some(message)) } else { Err(FrameFault::Checksum) }
    }

    /// How many shards are known, and how many are needed.
    pub(super) fn progress(&self) -> (usize, usize) {
        (self.shards.len(), self.header.map_or(0, |header| usize::from(header.count)))
    }
}
