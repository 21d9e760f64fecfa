//! Hexadecimal on the command line.

use super::exit::Failure;

pub(crate) fn encode(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

pub(crate) fn array<const N: usize>(text: &str) -> Result<[u8; N], Failure> {
    decode(text).and_then(|bytes| bytes.try_into().ok()).ok_or_else(|| Failure::usage("usage.hex"))
}
