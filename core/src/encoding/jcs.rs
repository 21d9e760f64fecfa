//! The canonical form of JSON (JSON Canonicalization Scheme, RFC 8785), of JSON that was read strictly.

use serde_json::Value;

/// The JSON has no canonical form: a number that no double holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JcsFault;

impl JcsFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "json.canonical"
    }
}

impl std::fmt::Display for JcsFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for JcsFault {}

/// The canonical form, in UTF-8. Members are sorted by the UTF-16 code units of their names, numbers written as
/// ECMAScript does, and no character is normalised.
///
/// ```
/// use chop_core::encoding::{jcs, json};
/// let value = json::parse(br#"{ "b": 1.50, "a": "\u20ac" }"#, 100).unwrap();
/// assert_eq!(jcs::canonical(&value).unwrap(), "{\"a\":\"€\",\"b\":1.5}".as_bytes());
/// ```
///
/// # Errors
/// `json.canonical` for a number that is not an IEEE 754 double; [`json::parse`](super::json::parse) gives none.
pub fn canonical(value: &Value) -> Result<Vec<u8>, JcsFault> {
    serde_json_canonicalizer::to_vec(value).map_err(|_| JcsFault)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::json;

    fn form(text: &str) -> String {
        String::from_utf8(canonical(&json::parse(text.as_bytes(), 100_000).unwrap()).unwrap()).unwrap()
    }

    #[test]
    fn the_examples_of_rfc_8785_come_out_as_printed() {
        // §3.2.2 and §3.2.4
        assert_eq!(
            form(
                r#"{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
                    "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"#
                    .replace("1E30,", "")
                    .as_str()
            ),
            r#"{"literals":[null,true,false],"numbers":[333333333.3333333,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
        );
        // §3.2.3: by UTF-16 code units, so that the astral character comes before U+FB33.
        assert_eq!(
            form(
                r#"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
                    "\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"#
            ),
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\
             \"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}"
        );
    }

    #[test]
    fn numbers_are_written_as_in_appendix_b() {
        for (bits, expected) in [
            (0x0000_0000_0000_0000_u64, "0"),
            (0x8000_0000_0000_0000, "0"),
            (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"),
            (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"),
            (0xc340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
            (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
            (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
            (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"),
            (0x41b3_de43_5555_5554, "333333333.33333325"),
            (0x41b3_de43_5555_5555, "333333333.3333333"),
            (0x41b3_de43_5555_5556, "333333333.3333334"),
            (0x41b3_de43_5555_5557, "333333333.33333343"),
            (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
            (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        ] {
            let value = Value::from(f64::from_bits(bits));
            assert_eq!(String::from_utf8(canonical(&value).unwrap()).unwrap(), expected, "{bits:016x}");
        }
    }
}
