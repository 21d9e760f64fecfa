//! NDEF messages (NFC Forum, NFC Data Exchange Format 1.0), the little of them that connection handover needs.

use crate::encoding::limits::{NDEF_BYTES, NDEF_RECORDS};

use super::EngagementFault;

const BEGIN: u8 = 0x80;
const END: u8 = 0x40;
const CHUNK: u8 = 0x20;
const SHORT: u8 = 0x10;
const WITH_ID: u8 = 0x08;
const FORMAT: u8 = 0x07;

/// How the type of a record is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TypeNameFormat {
    Empty,
    WellKnown,
    Media,
    Uri,
    External,
    Unknown,
}

impl TypeNameFormat {
    const fn of(flags: u8) -> Option<Self> {
        match flags & FORMAT {
            0 => Some(Self::Empty),
            1 => Some(Self::WellKnown),
            2 => Some(Self::Media),
            3 => Some(Self::Uri),
            4 => Some(Self::External),
            5 => Some(Self::Unknown),
            // 6 continues a chunk, 7 is reserved.
            _ => None,
        }
    }

    const fn number(self) -> u8 {
        match self {
            Self::Empty => 0,
            Self::WellKnown => 1,
            Self::Media => 2,
            Self::Uri => 3,
            Self::External => 4,
            Self::Unknown => 5,
        }
    }
}

/// One record of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Record<'a> {
    pub(super) format: TypeNameFormat,
    pub(super) kind: &'a [u8],
    pub(super) id: &'a [u8],
    pub(super) payload: &'a [u8],
}

impl Record<'_> {
    pub(super) fn is(&self, format: TypeNameFormat, kind: &str) -> bool {
        self.format == format && self.kind == kind.as_bytes()
    }
}

/// Reads a whole message: first and last records marked as such, none in chunks, nothing behind.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Record<'_>>, EngagementFault> {
    if bytes.len() > NDEF_BYTES {
        return Err(EngagementFault::Size);
    }
    let mut rest = bytes;
    let mut records = Vec::new();
    loop {
        if records.len() == NDEF_RECORDS {
            return Err(EngagementFault::Size);
        }
        let (flags, record, behind) = next(rest).ok_or(EngagementFault::Ndef)?;
        if (flags & BEGIN != 0) != records.is_empty() || (flags & END != 0) != behind.is_empty() {
            return Err(EngagementFault::Ndef);
        }
        records.push(record);
        rest = behind;
        if rest.is_empty() {
            return Ok(records);
        }
    }
}

fn next(bytes: &[u8]) -> Option<(u8, Record<'_>, &[u8])> {
    let [flags, kind_length, rest @ ..] = bytes else { return None };
    if flags & CHUNK != 0 {
        return None;
    }
    let (payload_length, rest) = if flags & SHORT != 0 {
        let (length, rest) = rest.split_first()?;
        (usize::from(*length), rest)
    } else {
        let (length, rest) = rest.split_first_chunk()?;
        (usize::try_from(u32::from_be_bytes(*length)).ok()?, rest)
    };
    let (id_length, rest) = if flags & WITH_ID != 0 {
        let (length, rest) = rest.split_first()?;
        (usize::from(*length), rest)
    } else {
        (0, rest)
    };
    let (kind, rest) = rest.split_at_checked(usize::from(*kind_length))?;
    let (id, rest) = rest.split_at_checked(id_length)?;
    let (payload, rest) = rest.split_at_checked(payload_length)?;
    let format = TypeNameFormat::of(*flags)?;
    let typeless = matches!(format, TypeNameFormat::Empty | TypeNameFormat::Unknown);
    let bare = format != TypeNameFormat::Empty || (id.is_empty() && payload.is_empty());
    (typeless == kind.is_empty() && bare).then_some((*flags, Record { format, kind, id, payload }, rest))
}

/// Writes a message. A type or an identifier of more than 255 bytes is cut: ours are constants.
pub(super) fn write(records: &[Record<'_>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (place, record) in records.iter().enumerate() {
        let mut flags = record.format.number();
        flags |= if place == 0 { BEGIN } else { 0 };
        flags |= if place + 1 == records.len() { END } else { 0 };
        flags |= if record.id.is_empty() { 0 } else { WITH_ID };
        let short = u8::try_from(record.payload.len()).ok();
        flags |= if short.is_some() { SHORT } else { 0 };
        bytes.push(flags);
        let (kind, kind_length) = counted(record.kind);
        bytes.push(kind_length);
        match short {
            Some(length) => bytes.push(length),
            None => {
                let length = u32::try_from(record.payload.len()).unwrap_or(u32::MAX);
                bytes.extend(length.to_be_bytes());
            }
        }
        let (id, id_length) = counted(record.id);
        if !id.is_empty() {
            bytes.push(id_length);
        }
        bytes.extend_from_slice(kind);
        bytes.extend_from_slice(id);
        bytes.extend_from_slice(record.payload);
    }
    bytes
}

fn counted(bytes: &[u8]) -> (&[u8], u8) {
    match u8::try_from(bytes.len()) {
        Ok(length) => (bytes, length),
        Err(_) => (bytes.get(..255).unwrap_or_default(), u8::MAX),
    }
}
