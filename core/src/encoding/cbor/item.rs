use std::borrow::Cow;
use std::ops::Range;

use super::{Bounds, CborFault, Strictness, reader};

/// One CBOR item: its value, and the exact bytes it was read from.
#[derive(Debug, Clone)]
pub struct Item<'a> {
    pub(super) raw: &'a [u8],
    pub(super) start: usize,
    pub(super) node: Node<'a>,
}

/// The value of an [`Item`]. Strings borrow from the input unless they came in chunks.
#[derive(Debug, Clone)]
pub enum Node<'a> {
    /// Major type 0.
    Uint(u64),
    /// Major type 1; the value is −1 − n.
    Nint(u64),
    /// Major type 2.
    Bytes(Cow<'a, [u8]>),
    /// Major type 3.
    Text(Cow<'a, str>),
    /// Major type 4.
    Array(Vec<Item<'a>>),
    /// Major type 5, in the order received.
    Map(Map<'a>),
    /// Major type 6.
    Tag(u64, Box<Item<'a>>),
    /// `false` or `true`.
    Bool(bool),
    /// `null`.
    Null,
    /// `undefined`.
    Undefined,
    /// A simple value without a meaning of its own.
    Simple(u8),
    /// A float of any width.
    Float(f64),
}

/// The entries of a CBOR map. No key is there twice.
#[derive(Debug, Clone)]
pub struct Map<'a>(pub(super) Vec<(Item<'a>, Item<'a>)>);

impl<'a> Map<'a> {
    /// The entries in the order received.
    pub fn entries(&self) -> impl Iterator<Item = (&Item<'a>, &Item<'a>)> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value under a text key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Item<'a>> {
        self.0.iter().find(|(k, _)| k.as_text() == Some(key)).map(|(_, value)| value)
    }

    /// The value under an integer key.
    #[must_use]
    pub fn get_int(&self, key: i64) -> Option<&Item<'a>> {
        self.0.iter().find(|(k, _)| k.as_int() == Some(key)).map(|(_, value)| value)
    }

    /// Whether every key is one of these text keys.
    #[must_use]
    pub fn only(&self, keys: &[&str]) -> bool {
        self.0.iter().all(|(k, _)| k.as_text().is_some_and(|text| keys.contains(&text)))
    }
}

impl<'a> Item<'a> {
    /// Reads exactly one item from `bytes`.
    ///
    /// # Errors
    /// A [`CborFault`], in both strictnesses for truncation, trailing bytes, duplicate keys, bad UTF-8 and every
    /// bound of [`limits`](crate::encoding::limits); in [`Strictness::Deterministic`] also for what RFC 8949
    /// §4.2.1 forbids.
    pub fn parse(bytes: &'a [u8], strictness: Strictness) -> Result<Self, CborFault> {
        reader::parse(bytes, strictness, Bounds::USUAL)
    }

    /// As [`parse`](Self::parse), for the few structures that carry a whole list or file in one string and have a
    /// bound of their own on the input.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_within(bytes: &'a [u8], strictness: Strictness, bounds: Bounds) -> Result<Self, CborFault> {
        reader::parse(bytes, strictness, bounds)
    }

    /// The exact bytes of this item as received.
    #[must_use]
    pub const fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// Where this item stands in the bytes that were parsed.
    #[must_use]
    pub const fn range(&self) -> Range<usize> {
        self.start..self.start + self.raw.len()
    }

    /// The value.
    #[must_use]
    pub const fn node(&self) -> &Node<'a> {
        &self.node
    }

    /// The value of an unsigned integer.
    #[must_use]
    pub const fn as_uint(&self) -> Option<u64> {
        if let Node::Uint(n) = self.node { Some(n) } else { None }
    }

    /// The value of an integer that fits 64 signed bits.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        if let Node::Nint(n) = self.node {
            return i64::try_from(n).ok().map(|n| -1 - n);
        }
        i64::try_from(self.as_uint()?).ok()
    }

    /// The content of a byte string.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        if let Node::Bytes(bytes) = &self.node { Some(bytes) } else { None }
    }

    /// The content of a byte string of exactly `N` bytes.
    #[must_use]
    pub fn as_byte_array<const N: usize>(&self) -> Option<[u8; N]> {
        self.as_bytes()?.try_into().ok()
    }

    /// The content of a byte string that was not chunked, with the life of the input.
    #[must_use]
    pub const fn as_borrowed_bytes(&self) -> Option<&'a [u8]> {
        if let Node::Bytes(Cow::Borrowed(bytes)) = &self.node { Some(bytes) } else { None }
    }

    /// The content of a text string.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Node::Text(text) = &self.node { Some(text) } else { None }
    }

    /// The elements of an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Self]> {
        if let Node::Array(items) = &self.node { Some(items) } else { None }
    }

    /// The elements of an array of exactly `N` elements.
    #[must_use]
    pub fn as_array_of<const N: usize>(&self) -> Option<&[Self; N]> {
        self.as_array()?.try_into().ok()
    }

    /// The entries of a map.
    #[must_use]
    pub const fn as_map(&self) -> Option<&Map<'a>> {
        if let Node::Map(map) = &self.node { Some(map) } else { None }
    }

    /// The content of a tag with this number.
    #[must_use]
    pub fn as_tag(&self, number: u64) -> Option<&Self> {
        if let Node::Tag(n, inner) = &self.node { (*n == number).then_some(inner) } else { None }
    }

    /// The bytes inside `#6.24(bstr)`, RFC 8949 §3.4.5.1 (encoded CBOR data item).
    #[must_use]
    pub fn as_embedded(&self) -> Option<&[u8]> {
        self.as_tag(24)?.as_bytes()
    }

    /// A Boolean.
    #[must_use]
    pub const fn as_bool(&self) -> Option<bool> {
        if let Node::Bool(b) = self.node { Some(b) } else { None }
    }

    /// Whether this is `null`.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self.node, Node::Null)
    }
}
