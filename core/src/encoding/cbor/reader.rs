//! The reader: minicbor's decoder, and every rule that minicbor leaves to its user.

use std::borrow::Cow;
use std::collections::BTreeSet;

use minicbor::Decoder;

use super::{CborFault, Item, Map, Node, Writer};
use crate::encoding::limits::{CBOR_DEPTH, CBOR_ITEMS, CBOR_STRING_BYTES};

/// The one NaN of deterministic CBOR.
const NAN: [u8; 3] = [0xf9, 0x7e, 0x00];

/// How strictly CBOR is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// Core deterministic encoding, RFC 8949 §4.2.1: definite lengths, shortest forms, sorted keys.
    Deterministic,
    /// Other people's encodings: any length form and key order; still well-formed, bounded, no duplicate key.
    Lenient,
}

/// Bounds of one decoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Bytes in one string.
    pub string_bytes: usize,
    /// Items in all.
    pub items: usize,
}

impl Bounds {
    /// The bounds of everything that has none of its own.
    pub const USUAL: Self = Self { string_bytes: CBOR_STRING_BYTES, items: CBOR_ITEMS };
}

pub(super) fn parse(bytes: &[u8], strictness: Strictness, bounds: Bounds) -> Result<Item<'_>, CborFault> {
    let mut reader = Reader { bytes, decoder: Decoder::new(bytes), strictness, bounds, items: 0 };
    let item = reader.item(0)?;
    if reader.decoder.position() == bytes.len() { Ok(item) } else { Err(CborFault::Trailing) }
}

struct Reader<'a> {
    bytes: &'a [u8],
    decoder: Decoder<'a>,
    strictness: Strictness,
    bounds: Bounds,
    items: usize,
}

/// What one head says; a container's items are still to come.
enum Head<'a> {
    Leaf(Node<'a>),
    Array(Option<u64>),
    Map(Option<u64>),
    Tag(u64),
    Chunks { text: bool },
    Break,
}

impl<'a> Reader<'a> {
    fn item(&mut self, depth: usize) -> Result<Item<'a>, CborFault> {
        match self.item_or_break(depth)? {
            Some(item) => Ok(item),
            None => Err(CborFault::Malformed),
        }
    }

    fn item_or_break(&mut self, depth: usize) -> Result<Option<Item<'a>>, CborFault> {
        self.items += 1;
        if self.items > self.bounds.items {
            return Err(CborFault::Items);
        }
        let start = self.decoder.position();
        let node = match self.head()? {
            Head::Break => return Ok(None),
            Head::Leaf(node) => node,
            Head::Array(length) => {
                Self::descend(depth)?;
                Node::Array(self.array(length, depth + 1)?)
            }
            Head::Map(length) => {
                Self::descend(depth)?;
                Node::Map(Map(self.map(length, depth + 1)?))
            }
            Head::Tag(number) => {
                Self::descend(depth)?;
                Node::Tag(number, Box::new(self.item(depth + 1)?))
            }
            Head::Chunks { text } => self.chunks(text)?,
        };
        let raw = self.bytes.get(start..self.decoder.position()).ok_or(CborFault::Truncated)?;
        Ok(Some(Item { raw, start, node }))
    }

    const fn descend(depth: usize) -> Result<(), CborFault> {
        if depth >= CBOR_DEPTH { Err(CborFault::Depth) } else { Ok(()) }
    }

    fn head(&mut self) -> Result<Head<'a>, CborFault> {
        let start = self.decoder.position();
        let first = *self.bytes.get(start).ok_or(CborFault::Truncated)?;
        // A simple value below 32 in its two-byte form does not exist (RFC 8949 §3.3).
        if first == 0xf8 && self.bytes.get(start + 1).is_some_and(|value| *value < 32) {
            return Err(CborFault::Malformed);
        }
        if (2..=3).contains(&(first >> 5)) {
            self.bound_string(start, first)?;
        }
        let fault = |error: minicbor::decode::Error| {
            if error.is_end_of_input() {
                CborFault::Truncated
            } else if first >> 5 == 3 {
                CborFault::Utf8
            } else {
                CborFault::Malformed
            }
        };
        // The first byte says what minicbor is to be asked for, so that it need not find out once more.
        match (first >> 5, first & 0x1f) {
            (0, _) => {
                let n = self.decoder.u64().map_err(fault)?;
                self.shortest(n, self.consumed(start))?;
                Ok(Head::Leaf(Node::Uint(n)))
            }
            (1, _) => {
                let n = i128::from(self.decoder.int().map_err(fault)?);
                let magnitude = u64::try_from(-1 - n).map_err(|_| CborFault::Malformed)?;
                self.shortest(magnitude, self.consumed(start))?;
                Ok(Head::Leaf(Node::Nint(magnitude)))
            }
            (2 | 3, 31) => {
                self.decoder.set_position(start + 1);
                self.indefinite(Head::Chunks { text: first >> 5 == 3 })
            }
            (2, _) => {
                let bytes = self.decoder.bytes().map_err(fault)?;
                self.shortest(length(bytes)?, self.consumed(start) - bytes.len())?;
                Ok(Head::Leaf(Node::Bytes(Cow::Borrowed(bytes))))
            }
            (3, _) => {
                let text = self.decoder.str().map_err(fault)?;
                self.shortest(length(text.as_bytes())?, self.consumed(start) - text.len())?;
                Ok(Head::Leaf(Node::Text(Cow::Borrowed(text))))
            }
            (4, _) => match self.decoder.array().map_err(fault)? {
                Some(n) => self.shortest(n, self.consumed(start)).map(|()| Head::Array(Some(n))),
                None => self.indefinite(Head::Array(None)),
            },
            (5, _) => match self.decoder.map().map_err(fault)? {
                Some(n) => self.shortest(n, self.consumed(start)).map(|()| Head::Map(Some(n))),
                None => self.indefinite(Head::Map(None)),
            },
            (6, _) => {
                let number = self.decoder.tag().map_err(fault)?.as_u64();
                self.shortest(number, self.consumed(start))?;
                Ok(Head::Tag(number))
            }
            (_, 20 | 21) => Ok(Head::Leaf(Node::Bool(self.decoder.bool().map_err(fault)?))),
            (_, 22) => self.decoder.null().map(|()| Head::Leaf(Node::Null)).map_err(fault),
            (_, 23) => self.decoder.undefined().map(|()| Head::Leaf(Node::Undefined)).map_err(fault),
            (_, 0..=19 | 24) => Ok(Head::Leaf(Node::Simple(self.decoder.simple().map_err(fault)?))),
            (_, 25) => self.decoder.f16().map_err(fault).and_then(|x| self.float(f64::from(x), start)),
            (_, 26) => self.decoder.f32().map_err(fault).and_then(|x| self.float(f64::from(x), start)),
            (_, 27) => self.decoder.f64().map_err(fault).and_then(|x| self.float(x, start)),
            (_, 31) => {
                self.decoder.set_position(start + 1);
                Ok(Head::Break)
            }
            (_, _) => Err(CborFault::Malformed),
        }
    }

    /// Bytes of the item that began at `start`.
    fn consumed(&self, start: usize) -> usize {
        self.decoder.position() - start
    }

    /// Looks at the declared length before minicbor does, so that a long string is refused for being long.
    fn bound_string(&self, start: usize, first: u8) -> Result<(), CborFault> {
        let width = match first & 0x1f {
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            _ => return Ok(()),
        };
        let head = self.bytes.get(start + 1..start + 1 + width).ok_or(CborFault::Truncated)?;
        let declared = head.iter().fold(0_u64, |n, byte| (n << 8) | u64::from(*byte));
        match usize::try_from(declared) {
            Ok(n) if n <= self.bounds.string_bytes => Ok(()),
            _ => Err(CborFault::StringLength),
        }
    }

    fn indefinite(&self, head: Head<'a>) -> Result<Head<'a>, CborFault> {
        match self.strictness {
            Strictness::Deterministic => Err(CborFault::Indefinite),
            Strictness::Lenient => Ok(head),
        }
    }

    fn float(&self, x: f64, start: usize) -> Result<Head<'a>, CborFault> {
        if self.strictness == Strictness::Deterministic {
            let written = self.bytes.get(start..self.decoder.position());
            // Of the many NaNs only one is written (RFC 8949 §4.2.2); a float keeps none of their bits reliably.
            let another_nan = x.is_nan() && written != Some(&NAN);
            if another_nan || self.consumed(start) > super::writer::float_width(x) {
                return Err(CborFault::NotShortest);
            }
        }
        Ok(Head::Leaf(Node::Float(x)))
    }

    fn shortest(&self, argument: u64, consumed: usize) -> Result<(), CborFault> {
        if self.strictness == Strictness::Deterministic && consumed != super::writer::head_width(argument) {
            return Err(CborFault::NotShortest);
        }
        Ok(())
    }

    fn remaining(&self) -> u64 {
        u64::try_from(self.bytes.len() - self.decoder.position()).unwrap_or(u64::MAX)
    }

    /// Room for the items that a head declares, but never for many before they are there.
    fn room(declared: u64) -> usize {
        const AT_ONCE: usize = 64;
        usize::try_from(declared).unwrap_or(usize::MAX).min(AT_ONCE)
    }

    fn array(&mut self, length: Option<u64>, depth: usize) -> Result<Vec<Item<'a>>, CborFault> {
        let mut items = Vec::new();
        match length {
            Some(n) => {
                if n > self.remaining() {
                    return Err(CborFault::Truncated);
                }
                items.reserve_exact(Self::room(n));
                for _ in 0..n {
                    items.push(self.item(depth)?);
                }
            }
            None => {
                while let Some(item) = self.item_or_break(depth)? {
                    items.push(item);
                }
            }
        }
        Ok(items)
    }

    fn map(&mut self, length: Option<u64>, depth: usize) -> Result<Vec<(Item<'a>, Item<'a>)>, CborFault> {
        let mut entries: Vec<(Item<'a>, Item<'a>)> = Vec::new();
        match length {
            Some(n) => {
                if n > self.remaining() / 2 {
                    return Err(CborFault::Truncated);
                }
                entries.reserve_exact(Self::room(n));
                for _ in 0..n {
                    let key = self.item(depth)?;
                    entries.push((key, self.item(depth)?));
                }
            }
            None => {
                while let Some(key) = self.item_or_break(depth)? {
                    entries.push((key, self.item(depth)?));
                }
            }
        }
        match self.strictness {
            Strictness::Deterministic => ordered(&entries)?,
            Strictness::Lenient => distinct(&entries)?,
        }
        Ok(entries)
    }

    fn chunks(&mut self, text: bool) -> Result<Node<'a>, CborFault> {
        let mut bytes = Vec::new();
        loop {
            self.items += 1;
            if self.items > self.bounds.items {
                return Err(CborFault::Items);
            }
            match self.head()? {
                Head::Break => break,
                Head::Leaf(Node::Bytes(chunk)) if !text => bytes.extend_from_slice(&chunk),
                Head::Leaf(Node::Text(chunk)) if text => bytes.extend_from_slice(chunk.as_bytes()),
                Head::Leaf(_) | Head::Array(_) | Head::Map(_) | Head::Tag(_) | Head::Chunks { .. } => {
                    return Err(CborFault::Malformed);
                }
            }
            if bytes.len() > self.bounds.string_bytes {
                return Err(CborFault::StringLength);
            }
        }
        if text {
            Ok(Node::Text(Cow::Owned(String::from_utf8(bytes).map_err(|_| CborFault::Utf8)?)))
        } else {
            Ok(Node::Bytes(Cow::Owned(bytes)))
        }
    }
}

fn length(bytes: &[u8]) -> Result<u64, CborFault> {
    u64::try_from(bytes.len()).map_err(|_| CborFault::StringLength)
}

fn ordered(entries: &[(Item<'_>, Item<'_>)]) -> Result<(), CborFault> {
    for ((one, _), (next, _)) in entries.iter().zip(entries.iter().skip(1)) {
        match one.raw.cmp(next.raw) {
            std::cmp::Ordering::Less => {}
            std::cmp::Ordering::Equal => return Err(CborFault::Duplicate),
            std::cmp::Ordering::Greater => return Err(CborFault::Order),
        }
    }
    Ok(())
}

/// So many keys are compared each with each, which is faster than encoding and sorting them.
const FEW_KEYS: usize = 16;

/// Two encodings of one key are one key, so keys are compared by value, or else in their deterministic form.
fn distinct(entries: &[(Item<'_>, Item<'_>)]) -> Result<(), CborFault> {
    let keys = || entries.iter().map(|(key, _)| key);
    let twice = if entries.len() <= FEW_KEYS {
        keys().enumerate().any(|(place, key)| keys().take(place).any(|before| same(before, key)))
    } else {
        let mut seen = BTreeSet::new();
        keys().any(|key| !seen.insert(deterministic(key)))
    };
    if twice { Err(CborFault::Duplicate) } else { Ok(()) }
}

fn same(one: &Item<'_>, other: &Item<'_>) -> bool {
    match (&one.node, &other.node) {
        (Node::Text(one), Node::Text(other)) => one == other,
        (Node::Uint(one), Node::Uint(other)) | (Node::Nint(one), Node::Nint(other)) => one == other,
        _ => deterministic(one) == deterministic(other),
    }
}

fn deterministic(key: &Item<'_>) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.item(key);
    writer.into_bytes()
}
