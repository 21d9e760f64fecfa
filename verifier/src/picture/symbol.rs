//! Modules → text: error correction and segments, by `rxing`.

use rxing::common::BitMatrix;
use rxing::qrcode::cpp_port::decoder::Decode;

use super::sample::Samples;

/// The text of a symbol, if its modules are good enough.
pub(super) fn text(samples: &Samples) -> Option<String> {
    let side = u32::try_from(samples.size()).ok()?;
    let mut bits = BitMatrix::new(side, side).ok()?;
    let places = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
    for ((x, y), dark) in places.zip(samples.dark()) {
        if dark {
            bits.set(x, y);
        }
    }
    decode(&bits)
}

/// The text of a symbol from its modules.
pub(super) fn decode(bits: &BitMatrix) -> Option<String> {
    let result = Decode(bits).ok().filter(|result| result.isValid())?;
    let content = result.content();
    // Bytes without a declared character set are UTF-8 if they can be; only then does the library's guess decide.
    match core::str::from_utf8(content.bytes()) {
        Ok(text) if !content.has_eci => Some(text.to_owned()),
        Ok(_) | Err(_) => Some(result.text()),
    }
    .filter(|text| !text.is_empty())
}
