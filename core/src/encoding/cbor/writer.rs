//! The writer: shortest heads by construction. Deterministic as long as map entries are written in the bytewise
//! order of their encoded keys, which every caller's test shows by reading its output back strictly.

use super::{Item, Node};

/// Writes deterministic CBOR into a buffer.
#[derive(Debug, Default, Clone)]
pub struct Writer {
    bytes: Vec<u8>,
}

pub(super) const fn head_width(argument: u64) -> usize {
    match argument {
        0..=23 => 1,
        24..=0xff => 2,
        0x100..=0xffff => 3,
        0x1_0000..=0xffff_ffff => 5,
        _ => 9,
    }
}

/// Bytes of the shortest float that keeps the value: 3, 5 or 9.
pub(super) fn float_width(x: f64) -> usize {
    if x.is_nan() || half(x).is_some() {
        3
    } else if single(x).is_some() {
        5
    } else {
        9
    }
}

#[expect(
    clippy::as_conversions,
    reason = "the standard library has no checked narrowing of floats; the result is compared"
)]
fn single(x: f64) -> Option<f32> {
    let narrow = x as f32;
    (f64::from(narrow).to_bits() == x.to_bits()).then_some(narrow)
}

/// The half-precision bits of a value that a half holds exactly (IEEE 754 binary16).
fn half(x: f64) -> Option<u16> {
    let bits = x.to_bits();
    let sign = u16::try_from((bits >> 48) & 0x8000).ok()?;
    let exponent = i64::try_from((bits >> 52) & 0x7ff).ok()? - 1023;
    let fraction = bits & 0x000f_ffff_ffff_ffff;
    if bits << 1 == 0 {
        return Some(sign);
    }
    if x.is_infinite() {
        return Some(sign | 0x7c00);
    }
    if (-14..=15).contains(&exponent) {
        if fraction & ((1 << 42) - 1) != 0 {
            return None;
        }
        let exponent = u16::try_from(exponent + 15).ok()?;
        return Some(sign | (exponent << 10) | u16::try_from(fraction >> 42).ok()?);
    }
    if (-24..-14).contains(&exponent) {
        let significand = fraction | (1 << 52);
        let shift = u32::try_from(28 - exponent).ok()?;
        if significand & ((1_u64 << shift) - 1) != 0 {
            return None;
        }
        return Some(sign | u16::try_from(significand >> shift).ok()?);
    }
    None
}

impl Writer {
    /// An empty buffer.
    #[must_use]
    pub const fn new() -> Self {
        Self { bytes: Vec::new() }
    }

    /// An empty buffer with room for `capacity` bytes.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self { bytes: Vec::with_capacity(capacity) }
    }

    /// What was written.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// What was written so far.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Forgets what was written and keeps the room.
    pub fn clear(&mut self) {
        self.bytes.clear();
    }

    #[inline]
    fn head(&mut self, major: u8, argument: u64) {
        match u8::try_from(argument) {
            Ok(small @ 0..=23) => self.bytes.push((major << 5) | small),
            Ok(_) | Err(_) => self.long_head(major << 5, argument),
        }
    }

    fn long_head(&mut self, major: u8, argument: u64) {
        let [a, b, c, d, e, f, g, h] = argument.to_be_bytes();
        match head_width(argument) {
            1 => self.bytes.push(major | h),
            2 => self.bytes.extend_from_slice(&[major | 24, h]),
            3 => self.bytes.extend_from_slice(&[major | 25, g, h]),
            5 => self.bytes.extend_from_slice(&[major | 26, e, f, g, h]),
            _ => self.bytes.extend_from_slice(&[major | 27, a, b, c, d, e, f, g, h]),
        }
    }

    #[inline]
    fn length(&mut self, major: u8, length: usize) {
        self.head(major, u64::try_from(length).expect("a buffer in memory is shorter than 2^64 bytes"));
    }

    /// An unsigned integer.
    #[inline]
    pub fn uint(&mut self, n: u64) {
        self.head(0, n);
    }

    /// A signed integer.
    pub fn int(&mut self, n: i64) {
        match u64::try_from(n) {
            Ok(n) => self.head(0, n),
            Err(_) => self.head(1, n.unsigned_abs() - 1),
        }
    }

    /// A byte string.
    #[inline]
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.length(2, bytes.len());
        self.bytes.extend_from_slice(bytes);
    }

    /// A text string.
    #[inline]
    pub fn text(&mut self, text: &str) {
        self.length(3, text.len());
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// The head of an array; its elements follow.
    #[inline]
    pub fn array(&mut self, length: usize) {
        self.length(4, length);
    }

    /// The head of a map; its entries follow in the bytewise order of their encoded keys.
    #[inline]
    pub fn map(&mut self, length: usize) {
        self.length(5, length);
    }

    /// The head of a tag; its content follows.
    #[inline]
    pub fn tag(&mut self, number: u64) {
        self.head(6, number);
    }

    /// `#6.24(bstr)` around an encoded item.
    pub fn embedded(&mut self, encoded: &[u8]) {
        self.tag(24);
        self.bytes(encoded);
    }

    /// `#6.24(bstr)` around the item that `content` writes, without a buffer of its own.
    pub fn embedded_with(&mut self, content: impl FnOnce(&mut Self)) {
        self.tag(24);
        self.bytes_with(content);
    }

    /// A byte string of what `content` writes, without a buffer of its own.
    pub fn bytes_with(&mut self, content: impl FnOnce(&mut Self)) {
        let start = self.bytes.len();
        content(self);
        // The length is known now: its head is written behind the content and turned to the front.
        let end = self.bytes.len();
        self.length(2, end - start);
        let head = self.bytes.len() - end;
        if let Some(string) = self.bytes.get_mut(start..) {
            string.rotate_right(head);
        }
    }

    /// `false` or `true`.
    pub fn bool(&mut self, value: bool) {
        self.bytes.push(if value { 0xf5 } else { 0xf4 });
    }

    /// `null`.
    pub fn null(&mut self) {
        self.bytes.push(0xf6);
    }

    /// Bytes that are already one encoded item, spliced in as they are.
    #[inline]
    pub fn raw(&mut self, encoded: &[u8]) {
        self.bytes.extend_from_slice(encoded);
    }

    /// A map from text keys to encoded values, put into order here.
    pub fn text_map(&mut self, entries: &[(&str, Vec<u8>)]) {
        let mut encoded: Vec<(Vec<u8>, &[u8])> = entries
            .iter()
            .map(|(key, value)| {
                let mut writer = Self::new();
                writer.text(key);
                (writer.bytes, value.as_slice())
            })
            .collect();
        encoded.sort();
        self.map(encoded.len());
        for (key, value) in encoded {
            self.raw(&key);
            self.raw(value);
        }
    }

    /// Writes an item's value in deterministic form. For comparing, never for what was signed.
    pub fn item(&mut self, item: &Item<'_>) {
        match item.node() {
            Node::Uint(n) => self.head(0, *n),
            Node::Nint(n) => self.head(1, *n),
            Node::Bytes(bytes) => self.bytes(bytes),
            Node::Text(text) => self.text(text),
            Node::Array(items) => {
                self.array(items.len());
                items.iter().for_each(|item| self.item(item));
            }
            Node::Map(map) => {
                let mut entries: Vec<(Vec<u8>, Vec<u8>)> =
                    map.entries().map(|(key, value)| (encoded(key), encoded(value))).collect();
                entries.sort();
                self.map(entries.len());
                for (key, value) in entries {
                    self.raw(&key);
                    self.raw(&value);
                }
            }
            Node::Tag(number, inner) => {
                self.tag(*number);
                self.item(inner);
            }
            Node::Bool(value) => self.bool(*value),
            Node::Null => self.null(),
            Node::Undefined => self.bytes.push(0xf7),
            Node::Simple(n) if *n < 24 => self.bytes.push(0xe0 | n),
            Node::Simple(n) => self.bytes.extend([0xf8, *n]),
            Node::Float(x) => self.float(*x),
        }
    }

    fn float(&mut self, x: f64) {
        if x.is_nan() {
            self.bytes.extend([0xf9, 0x7e, 0x00]);
        } else if let Some(bits) = half(x) {
            self.bytes.push(0xf9);
            self.bytes.extend(bits.to_be_bytes());
        } else if let Some(narrow) = single(x) {
            self.bytes.push(0xfa);
            self.bytes.extend(narrow.to_be_bytes());
        } else {
            self.bytes.push(0xfb);
            self.bytes.extend(x.to_be_bytes());
        }
    }
}

fn encoded(item: &Item<'_>) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.item(item);
    writer.bytes
}
