//! Base45 (RFC 9285), strict: only its 45 characters, no impossible length, no group above its range.

/// The text is not strict Base45.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Base45Fault;

impl Base45Fault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "base45.invalid"
    }
}

/// RFC 9285 §4.2, in the order of their values.
const DIGITS: [u8; 45] = *b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
/// The value of a character that is no digit: no group can hold it, so that the check of the range refuses it too.
const FOREIGN: u32 = 1 << 16;
/// The value of each character.
const VALUES: [u32; 256] = values();

#[expect(clippy::indexing_slicing, reason = "the compiler runs this and refuses a place outside the table")]
const fn values() -> [u32; 256] {
    let mut values = [FOREIGN; 256];
    let (mut character, mut place) = (0_u8, 0);
    while place < values.len() {
        let (mut digit, mut value) = (0, 0);
        while digit < DIGITS.len() {
            if DIGITS[digit] == character {
                values[place] = value;
            }
            (digit, value) = (digit + 1, value + 1);
        }
        (character, place) = (character.wrapping_add(1), place + 1);
    }
    values
}

fn value(character: u8) -> u32 {
    VALUES.get(usize::from(character)).copied().unwrap_or(FOREIGN)
}

fn digit(value: u16) -> char {
    DIGITS.get(usize::from(value % 45)).copied().unwrap_or_default().into()
}

/// Encodes bytes: two bytes become three characters, a last single byte becomes two.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let (pairs, last) = bytes.as_chunks();
    let mut text = String::with_capacity(3 * bytes.len().div_ceil(2));
    for pair in pairs {
        let group = u16::from_be_bytes(*pair);
        text.extend([digit(group), digit(group / 45), digit(group / (45 * 45))]);
    }
    if let [last] = last {
        let group = u16::from(*last);
        text.extend([digit(group), digit(group / 45)]);
    }
    text
}

/// Decodes text that must be exactly what [`encode`] would make. Nothing is trimmed: a space is a digit.
///
/// ```
/// use chop_core::encoding::base45;
/// assert_eq!(base45::decode("QED8WEX0").unwrap(), b"ietf!");
/// assert!(base45::decode("qed8wex0").is_err());
/// ```
///
/// # Errors
/// `base45.invalid` for a foreign character, a length of 1 modulo 3, or a group above 65535 (or 255).
pub fn decode(text: &str) -> Result<Vec<u8>, Base45Fault> {
    let (groups, last) = text.as_bytes().as_chunks();
    let mut bytes = Vec::with_capacity(2 * groups.len() + 1);
    bytes.resize(2 * groups.len(), 0);
    for ([a, b, c], pair) in groups.iter().zip(bytes.as_chunks_mut().0) {
        let group = value(*a) + 45 * value(*b) + 45 * 45 * value(*c);
        *pair = u16::try_from(group).map_err(|_| Base45Fault)?.to_be_bytes();
    }
    match last {
        [] => {}
        [a, b] => bytes.push(u8::try_from(value(*a) + 45 * value(*b)).map_err(|_| Base45Fault)?),
        _ => return Err(Base45Fault),
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn refuses_groups_above_their_range_and_impossible_lengths() {
        for text in [":::", "GGW", "A", "AAAA", "U6", "::", "ab", "Ä00", "AA\n", "AA\u{a0}"] {
            assert_eq!(decode(text), Err(Base45Fault), "{text:?}");
        }
        assert_eq!(decode("FGW").unwrap(), [0xff, 0xff]);
        assert_eq!(decode("U5").unwrap(), [0xff]);
    }

    proptest! {
        #[test]
        fn what_decodes_encodes_to_the_same_text(text in "[0-9A-Z $%*+./:-]{0,40}") {
            if let Ok(bytes) = decode(&text) {
                prop_assert_eq!(encode(&bytes), text);
            }
        }

        #[test]
        fn another_decoder_reads_the_same(text in "[0-9A-Z $%*+./:-]{0,40}|[ -~]{0,9}|\\PC{0,9}") {
            // The base45 crate lets the two characters of a last single byte wrap round 256.
            let other = ::base45::decode(&text).ok().filter(|bytes| ::base45::encode(bytes) == text);
            prop_assert_eq!(decode(&text).ok(), other);
        }

        #[test]
        fn bytes_survive_the_round_trip(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_eq!(decode(&encode(&bytes)).unwrap(), bytes);
        }
    }
}
