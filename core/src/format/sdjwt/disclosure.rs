//! One disclosure (RFC 9901 §4.2): salt, name and value, or salt and value.

use serde_json::Value;

use super::DisclosureFault;
use crate::encoding::limits::SD_JWT_BYTES;
use crate::encoding::{base64url, json};

/// Characters of base64url that hold 128 bits.
const SALT_CHARACTERS: usize = 22;
/// Bytes of a salt in any other alphabet.
const SALT_BYTES: usize = 16;

/// A disclosure as received. It is private to the format: what it says is a claim.
#[derive(Clone)]
pub(super) struct Disclosure {
    /// The very text: its digest is what the issuer signed.
    pub(super) text: String,
    /// The name, for a member of an object.
    pub(super) name: Option<String>,
    /// The value.
    pub(super) value: Value,
}

impl Disclosure {
    pub(super) fn parse(text: &str) -> Result<Self, DisclosureFault> {
        let bytes = base64url::decode(text).map_err(|_| DisclosureFault::Encoding)?;
        let value = json::parse(&bytes, SD_JWT_BYTES).map_err(|_| DisclosureFault::Json)?;
        let Value::Array(parts) = value else { return Err(DisclosureFault::Arity) };
        let mut parts = parts.into_iter();
        let (salt, name, value) = match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(salt), Some(value), None, None) => (salt, None, value),
            (Some(salt), Some(name), Some(value), None) => (salt, Some(name), value),
            _ => return Err(DisclosureFault::Arity),
        };
        if !salt.as_str().is_some_and(is_long_enough) {
            return Err(DisclosureFault::Salt);
        }
        let name = match name {
            None => None,
            Some(Value::String(name)) if name == "_sd" || name == "..." => return Err(DisclosureFault::NameReserved),
            Some(Value::String(name)) => Some(name),
            Some(_) => return Err(DisclosureFault::NameType),
        };
        Ok(Self { text: text.to_owned(), name, value })
    }
}

/// Whether a salt can hold 128 bits (RFC 9901 §9.3).
fn is_long_enough(salt: &str) -> bool {
    let base64url = salt.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    salt.len() >= if base64url { SALT_CHARACTERS } else { SALT_BYTES }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_salt_of_128_bits_is_long_enough_and_one_less_is_not() {
        assert!(is_long_enough("lklxF5jMYlGTPUovMNIvCA") && !is_long_enough("lklxF5jMYlGTPUovMNIvC"));
        assert!(is_long_enough("+1234567890abcde") && !is_long_enough("+1234567890abcd"));
        assert!(!is_long_enough(""));
    }

    #[test]
    fn the_three_ways_of_writing_one_name_in_the_rfc_are_read_alike() {
        for text in [
            "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNXHUwMGY2Yml1cyJd",
            "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsImZhbWlseV9uYW1lIiwiTcO2Yml1cyJd",
            "WwoiXzI2YmM0TFQtYWM2cTJLSTZjQlc1ZXMiLAoiZmFtaWx5X25hbWUiLAoiTcO2Yml1cyIKXQ",
        ] {
            let disclosure = Disclosure::parse(text).unwrap();
            assert_eq!((disclosure.name.as_deref(), disclosure.value.as_str()), (Some("family_name"), Some("Möbius")));
        }
    }
}
