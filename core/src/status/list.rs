//! The list itself: 1, 2, 4 or 8 bits an entry, least significant bits first, ZLIB-compressed on the wire.

use std::fmt;
use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

use super::fault::StatusFault;
use crate::encoding::limits::STATUS_LIST_BYTES;

/// What a list says of one index (§7.1 of the draft).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusValue {
    /// 0x00.
    Valid,
    /// 0x01: for good.
    Revoked,
    /// 0x02: for a time.
    Suspended,
    /// Another value, an index beyond the list, or no list: never to be taken for valid.
    Unknown,
}

/// An inflated list.
///
/// ```
/// use chop_core::status::{StatusList, StatusValue};
/// let mut list = StatusList::new(1, 131_072).unwrap();
/// list.set(7, 1).unwrap();
/// assert_eq!(list.get(7), StatusValue::Revoked);
/// assert_eq!(list.get(8), StatusValue::Valid);
/// assert_eq!(list.get(131_072), StatusValue::Unknown);
/// assert_eq!(StatusList::inflate(1, &list.deflate()).unwrap(), list);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct StatusList {
    bits: u8,
    bytes: Vec<u8>,
}

impl fmt::Debug for StatusList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StatusList").field("bits", &self.bits).field("bytes", &self.bytes.len()).finish()
    }
}

impl StatusList {
    /// A list of `entries` entries, all valid; the last byte is filled up.
    ///
    /// # Errors
    /// `status-list.bits`; `status-list.size` above 4 MiB.
    pub fn new(bits: u8, entries: u64) -> Result<Self, StatusFault> {
        check_bits(bits)?;
        let length = entries.checked_mul(u64::from(bits)).ok_or(StatusFault::Size)?.div_ceil(8);
        let length = usize::try_from(length).map_err(|_| StatusFault::Size)?;
        if length > STATUS_LIST_BYTES {
            return Err(StatusFault::Size);
        }
        Ok(Self { bits, bytes: vec![0; length] })
    }

    /// Inflates the `lst` of a token, and never more than 4 MiB of it.
    ///
    /// # Errors
    /// `status-list.bits`, `status-list.compression`, `status-list.size`.
    pub fn inflate(bits: u8, zlib: &[u8]) -> Result<Self, StatusFault> {
        check_bits(bits)?;
        let mut decoder = ZlibDecoder::new(zlib);
        let bytes = read_up_to(&mut decoder, STATUS_LIST_BYTES)?;
        if decoder.total_in() != u64::try_from(zlib.len()).map_err(|_| StatusFault::Size)? {
            return Err(StatusFault::Compression);
        }
        Ok(Self { bits, bytes })
    }

    /// A list of bytes that were bounded already.
    pub(super) const fn from_parts(bits: u8, bytes: Vec<u8>) -> Self {
        Self { bits, bytes }
    }

    /// The `lst` of a token: ZLIB at the highest compression.
    #[must_use]
    pub fn deflate(&self) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&self.bytes).and_then(|()| encoder.finish()).expect("writing into memory does not fail")
    }

    /// Bits an entry.
    #[must_use]
    pub const fn bits(&self) -> u8 {
        self.bits
    }

    /// How many entries the list has room for.
    #[must_use]
    pub fn entries(&self) -> u64 {
        u64::try_from(self.bytes.len()).unwrap_or(u64::MAX).saturating_mul(8) / u64::from(self.bits)
    }

    /// The raw value at an index; nothing beyond the list.
    #[must_use]
    pub fn raw(&self, index: u64) -> Option<u8> {
        let (byte, shift, mask) = self.place(index)?;
        self.bytes.get(byte).map(|byte| (byte >> shift) & mask)
    }

    /// What the value at an index means.
    #[must_use]
    pub fn get(&self, index: u64) -> StatusValue {
        match self.raw(index) {
            Some(0) => StatusValue::Valid,
            Some(1) => StatusValue::Revoked,
            Some(2) => StatusValue::Suspended,
            Some(_) | None => StatusValue::Unknown,
        }
    }

    /// Sets the raw value at an index.
    ///
    /// # Errors
    /// `status-list.index` beyond the list or for a value that does not fit.
    pub fn set(&mut self, index: u64, value: u8) -> Result<(), StatusFault> {
        let (byte, shift, mask) = self.place(index).ok_or(StatusFault::Index)?;
        if value > mask {
            return Err(StatusFault::Index);
        }
        let byte = self.bytes.get_mut(byte).ok_or(StatusFault::Index)?;
        *byte = (*byte & !(mask << shift)) | (value << shift);
        Ok(())
    }

    fn place(&self, index: u64) -> Option<(usize, u32, u8)> {
        let per_byte = 8 / u64::from(self.bits);
        let byte = usize::try_from(index / per_byte).ok()?;
        let shift = u32::try_from(index % per_byte).ok()? * u32::from(self.bits);
        Some((byte, shift, u8::MAX >> (8 - self.bits)))
    }
}

/// Inflates at most `cap` bytes, in memory that never grows beyond them.
pub(super) fn read_up_to(decoder: &mut impl Read, cap: usize) -> Result<Vec<u8>, StatusFault> {
    const STEP: usize = 65_536;
    let mut bytes = Vec::new();
    let mut step = vec![0; STEP];
    loop {
        let read = decoder.read(&mut step).map_err(|_| StatusFault::Compression)?;
        let inflated = step.get(..read).filter(|inflated| !inflated.is_empty());
        let Some(inflated) = inflated else {
            bytes.shrink_to_fit();
            return Ok(bytes);
        };
        let length = bytes.len() + inflated.len();
        if length > cap {
            return Err(StatusFault::Size);
        }
        if length > bytes.capacity() {
            let more = bytes.len().max(STEP).min(cap - bytes.len()).max(inflated.len());
            bytes.reserve_exact(more);
        }
        bytes.extend_from_slice(inflated);
    }
}

const fn check_bits(bits: u8) -> Result<(), StatusFault> {
    if matches!(bits, 1 | 2 | 4 | 8) { Ok(()) } else { Err(StatusFault::Bits) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_bomb_is_stopped_at_the_limit() {
        let bomb = |length: usize| {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(&vec![0; length]).unwrap();
            encoder.finish().unwrap()
        };
        assert!(StatusList::inflate(1, &bomb(STATUS_LIST_BYTES)).is_ok());
        for length in [STATUS_LIST_BYTES + 1, 16 * STATUS_LIST_BYTES] {
            assert_eq!(StatusList::inflate(1, &bomb(length)), Err(StatusFault::Size));
        }
    }

    #[test]
    fn broken_streams_and_odd_bits_are_refused() {
        let good = StatusList::new(1, 1_000).unwrap().deflate();
        let mut trailing = good.clone();
        trailing.push(0);
        let mut checksum = good.clone();
        *checksum.last_mut().unwrap() ^= 1;
        for bad in [&good[..good.len() - 1], &trailing, &checksum, b"", b"x"] {
            assert_eq!(StatusList::inflate(1, bad), Err(StatusFault::Compression));
        }
        for bits in [0, 3, 5, 6, 7, 16, 255] {
            assert_eq!(StatusList::inflate(bits, &good), Err(StatusFault::Bits));
            assert_eq!(StatusList::new(bits, 8), Err(StatusFault::Bits));
        }
    }

    proptest! {
        #[test]
        fn an_entry_keeps_its_value_and_touches_no_other(
            bits in prop::sample::select(vec![1_u8, 2, 4, 8]),
            writes in proptest::collection::vec((0_u64..500, any::<u8>()), 1..60),
        ) {
            let mut list = StatusList::new(bits, 500).unwrap();
            let mut model = std::collections::BTreeMap::new();
            for (index, value) in writes {
                let value = value & (u8::MAX >> (8 - bits));
                list.set(index, value).unwrap();
                model.insert(index, value);
            }
            let back = StatusList::inflate(bits, &list.deflate()).unwrap();
            for index in 0..500 {
                prop_assert_eq!(back.raw(index), Some(model.get(&index).copied().unwrap_or(0)));
            }
        }
    }
}
