//! JSON (RFC 8259), strict: no key twice, no nesting beyond a bound, no integer that another reader would round.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::limits::{INTEGER_MAX, JSON_DEPTH};

/// Why text is not acceptable JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonFault {
    /// Not JSON at all, or with something after it.
    Syntax,
    /// An object has one key twice.
    Duplicate,
    /// Deeper nesting than [`JSON_DEPTH`].
    Depth,
    /// An integer beyond ±(2^53 − 1).
    Integer,
    /// Longer than the caller allows.
    Size,
}

impl JsonFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Syntax => "json.syntax",
            Self::Duplicate => "json.duplicate",
            Self::Depth => "json.depth",
            Self::Integer => "json.integer",
            Self::Size => "json.size",
        }
    }

    /// Every variant, for the table of codes.
    pub const ALL: [Self; 5] = [Self::Syntax, Self::Duplicate, Self::Depth, Self::Integer, Self::Size];
}

impl fmt::Display for JsonFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for JsonFault {}

/// Reads one JSON value of at most `max` bytes.
///
/// ```
/// use chop_core::encoding::json;
/// assert_eq!(json::parse(br#"{"a":1}"#, 100).unwrap()["a"], 1);
/// assert_eq!(json::parse(br#"{"a":1,"a":2}"#, 100).unwrap_err().code(), "json.duplicate");
/// ```
///
/// # Errors
/// `json.size`, `json.syntax`, `json.duplicate`, `json.depth` (deeper than 16), `json.integer` (beyond 2^53 − 1).
pub fn parse(bytes: &[u8], max: usize) -> Result<Value, JsonFault> {
    if bytes.len() > max {
        return Err(JsonFault::Size);
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = Strict { depth: 0 }.deserialize(&mut deserializer).map_err(|error| reason(&error))?;
    deserializer.end().map_err(|_| JsonFault::Syntax)?;
    Ok(value)
}

/// serde can only carry a fault as text; these marks bring it back out.
fn reason(error: &serde_json::Error) -> JsonFault {
    let text = error.to_string();
    [JsonFault::Duplicate, JsonFault::Depth, JsonFault::Integer]
        .into_iter()
        .find(|fault| error.is_data() && text.starts_with(fault.code()))
        .unwrap_or(JsonFault::Syntax)
}

struct Strict {
    depth: usize,
}

impl Strict {
    fn inner<E: serde::de::Error>(&self) -> Result<Self, E> {
        if self.depth >= JSON_DEPTH { Err(E::custom(JsonFault::Depth)) } else { Ok(Self { depth: self.depth + 1 }) }
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Value, E> {
        if value > INTEGER_MAX { Err(E::custom(JsonFault::Integer)) } else { Ok(Value::Number(value.into())) }
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Value, E> {
        if value.unsigned_abs() > INTEGER_MAX {
            Err(E::custom(JsonFault::Integer))
        } else {
            Ok(Value::Number(value.into()))
        }
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        // An integer too long for 64 bits arrives here as a float: it was rounded already.
        if value.fract() == 0.0 && value.abs() > 9_007_199_254_740_991.0 {
            return Err(E::custom(JsonFault::Integer));
        }
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom(JsonFault::Syntax))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(value) = items.next_element_seed(self.inner()?)? {
            array.push(value);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        let inner_depth = self.inner::<A::Error>()?.depth;
        while let Some(key) = entries.next_key::<String>()? {
            let value = entries.next_value_seed(Self { depth: inner_depth })?;
            if object.insert(key, value).is_some() {
                return Err(A::Error::custom(JsonFault::Duplicate));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> &'static str {
        parse(text.as_bytes(), 100_000).map_or_else(|fault| fault.code(), |_| "ok")
    }

    #[test]
    fn each_rule_has_its_own_code() {
        for (text, expected) in [
            (r#"{"a":{"b":1},"c":[1,-2,3.5,null,true,"x"]}"#, "ok"),
            (r#"{"a":1,"a":1}"#, "json.duplicate"),
            (r#"{"a":1,"\u0061":1}"#, "json.duplicate"),
            (r#"{"x":[{"b":1,"b":2}]}"#, "json.duplicate"),
            ("9007199254740991", "ok"),
            ("9007199254740992", "json.integer"),
            ("-9007199254740991", "ok"),
            ("-9007199254740992", "json.integer"),
            ("18446744073709551616", "json.integer"),
            ("1e400", "json.syntax"),
            ("[1] 2", "json.syntax"),
            ("", "json.syntax"),
            ("{", "json.syntax"),
            ("[1,]", "json.syntax"),
            ("'a'", "json.syntax"),
            ("NaN", "json.syntax"),
            (r#""\ud800""#, "json.syntax"),
            ("\u{feff}1", "json.syntax"),
            ("01", "json.syntax"),
            ("\"a\u{1}b\"", "json.syntax"),
        ] {
            assert_eq!(code(text), expected, "{text}");
        }
    }

    /// The nearest number to the text, not a neighbour of it: what was signed keeps its meaning.
    #[test]
    fn a_decimal_is_read_to_the_nearest_number() {
        for (text, bits) in [("133333333333306.333333333303", 133_333_333_333_306.33_f64), ("0.1", 0.1), ("1e15", 1e15)]
        {
            let read = parse(text.as_bytes(), 100).unwrap().as_f64().unwrap();
            assert_eq!(read.to_bits(), bits.to_bits(), "{text}");
            let written = serde_json::to_vec(&read).unwrap();
            assert_eq!(parse(&written, 100).unwrap().as_f64(), Some(read));
        }
    }

    #[test]
    fn nesting_is_bounded_on_both_sides() {
        assert_eq!(code(&format!("{}{}", "[".repeat(16), "]".repeat(16))), "ok");
        assert_eq!(code(&format!("{}{}", "[".repeat(17), "]".repeat(17))), "json.depth");
        assert_eq!(code(&"[".repeat(1_600)), "json.depth");
        assert_eq!(code(&format!("{}1{}", r#"{"a":"#.repeat(17), "}".repeat(17))), "json.depth");
    }

    #[test]
    fn size_is_bounded_on_both_sides() {
        assert!(parse(b"\"123\"", 5).is_ok());
        assert_eq!(parse(b"\"123\"", 4), Err(JsonFault::Size));
    }
}
