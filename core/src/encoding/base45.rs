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

/// Encodes bytes: two bytes become three characters, a last single byte becomes two.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    ::base45::encode(bytes)
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
    let bytes = ::base45::decode(text).map_err(|_| Base45Fault)?;
    // The library lets the two characters of a last single byte wrap round 256.
    if text.len() % 3 == 2 {
        let written = bytes.last().map(|last| encode(&[*last]));
        if written.as_deref() != text.get(text.len() - 2..) {
            return Err(Base45Fault);
        }
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
        fn bytes_survive_the_round_trip(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_eq!(decode(&encode(&bytes)).unwrap(), bytes);
        }
    }
}
