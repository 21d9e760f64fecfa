//! The Hong Kong identity number.

use std::fmt;

/// A Hong Kong identity number whose check digit is proven, kept as `A1234563`.
///
/// `Display` prints the mask that staff may see, `Debug` nothing of it.
///
/// ```
/// use chop_core::document::Hkid;
/// let number = Hkid::parse("o123456(1)").unwrap();
/// assert_eq!(number.to_string(), "O123***(*)");
/// assert_eq!(number.expose(), "O1234561");
/// assert_eq!(Hkid::parse("O123456(2)").unwrap_err().code(), "hkid.check-digit");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Hkid(Box<str>);

/// Why text is not an identity number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HkidFault {
    /// Not one or two letters, six digits and a check digit.
    Format,
    /// The check digit belongs to another number.
    CheckDigit,
}

impl HkidFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Format => "hkid.format",
            Self::CheckDigit => "hkid.check-digit",
        }
    }

    /// Every variant, for the table of codes.
    pub const ALL: [Self; 2] = [Self::Format, Self::CheckDigit];
}

impl fmt::Display for HkidFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for HkidFault {}

/// Longer text than this is no spelling of a number.
const MAX_CHARACTERS: usize = 24;

impl Hkid {
    /// Reads a number as people write it: with or without brackets and spaces, lower case, full-width forms.
    ///
    /// # Errors
    /// `hkid.format` for anything that is not `[A-Z]{1,2}[0-9]{6}` and `[0-9A]`; `hkid.check-digit` if the last
    /// character is not the one that the others give.
    pub fn parse(text: &str) -> Result<Self, HkidFault> {
        if text.chars().count() > MAX_CHARACTERS {
            return Err(HkidFault::Format);
        }
        let plain: Vec<u8> = text.chars().filter_map(narrow).collect::<Result<_, _>>()?;
        let (body, check, brackets) = match plain.as_slice() {
            [body @ .., b'(', check, b')'] => (body, *check, true),
            [body @ .., check] => (body, *check, false),
            [] => return Err(HkidFault::Format),
        };
        // Spaces are gone by now: nothing but the number and its brackets may be left.
        debug_assert!(brackets || !matches!(check, b'('));
        let computed = check_digit(body).ok_or(HkidFault::Format)?;
        if !(check.is_ascii_digit() || check == b'A') {
            return Err(HkidFault::Format);
        }
        if check != computed {
            return Err(HkidFault::CheckDigit);
        }
        let canonical: String = body.iter().chain(&[check]).map(|b| char::from(*b)).collect();
        Ok(Self(canonical.into()))
    }

    /// Reads the canonical form and nothing else, as credentials carry it.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), and `hkid.format` for another spelling of a good number.
    pub fn parse_canonical(text: &str) -> Result<Self, HkidFault> {
        let number = Self::parse(text)?;
        if &*number.0 == text { Ok(number) } else { Err(HkidFault::Format) }
    }

    /// The number itself, `A1234563`: for the places that may have it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The whole number as it is printed, `A123456(3)`: for the holder, and for staff with a stated reason.
    #[must_use]
    pub fn display_full(&self) -> String {
        let (body, check) = self.split();
        format!("{body}({check})")
    }

    /// The mask, `A123***(*)` or `WX123***(*)`. A thousand numbers still fit it: treat it as personal data.
    #[must_use]
    pub fn masked(&self) -> String {
        let (body, _) = self.split();
        let shown = body.get(..body.len().saturating_sub(3)).unwrap_or_default();
        format!("{shown}***(*)")
    }

    fn split(&self) -> (&str, &str) {
        self.0.split_at_checked(self.0.len().saturating_sub(1)).unwrap_or_default()
    }
}

/// The ASCII form of a character that a number may be written with; nothing for a space.
fn narrow(c: char) -> Option<Result<u8, HkidFault>> {
    let c = match c {
        ' ' | '\u{3000}' => return None,
        // The full-width block repeats ASCII at a fixed distance.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    };
    let c = c.to_ascii_uppercase();
    Some(match u8::try_from(c) {
        Ok(b @ (b'A'..=b'Z' | b'0'..=b'9' | b'(' | b')')) => Ok(b),
        _ => Err(HkidFault::Format),
    })
}

/// The check digit of one or two letters and six digits: weights 9 to 2 over a number padded on the left with a space
/// (36), letters from A = 10, modulo 11, ten written `A`.
fn check_digit(body: &[u8]) -> Option<u8> {
    let (letters, digits) = body.split_at_checked(body.len().checked_sub(6)?)?;
    let letters = match letters {
        [second] => [b' ', *second],
        [first, second] => [*first, *second],
        _ => return None,
    };
    let mut sum = 0_u32;
    for (letter, weight) in letters.iter().zip([9, 8]) {
        sum += weight
            * match letter {
                b' ' => 36,
                b'A'..=b'Z' => u32::from(letter - b'A') + 10,
                _ => return None,
            };
    }
    for (digit, weight) in digits.iter().zip([7, 6, 5, 4, 3, 2]) {
        if !digit.is_ascii_digit() {
            return None;
        }
        sum += weight * u32::from(digit - b'0');
    }
    match (11 - sum % 11) % 11 {
        10 => Some(b'A'),
        check => u8::try_from(check).ok().map(|check| b'0' + check),
    }
}

/// Whether text is a masked number, as [`Hkid::masked`] makes it.
pub(super) fn is_mask(text: &str) -> bool {
    let Some(shown) = text.strip_suffix("***(*)").map(str::as_bytes) else { return false };
    let letters = shown.iter().take_while(|b| b.is_ascii_uppercase()).count();
    (1..=2).contains(&letters) && shown.len() == letters + 3 && shown.iter().skip(letters).all(u8::is_ascii_digit)
}

impl fmt::Debug for Hkid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

impl fmt::Display for Hkid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_examples_have_their_check_digits() {
        for (body, check, display) in [
            ("O123456", '1', "O123456(1)"),
            ("O100003", 'A', "O100003(A)"),
            ("O100008", '0', "O100008(0)"),
            ("OO100002", 'A', "OO100002(A)"),
            ("OO100007", '0', "OO100007(0)"),
        ] {
            let number = Hkid::parse(display).unwrap();
            assert_eq!(number.expose(), format!("{body}{check}"));
            assert_eq!(number.display_full(), display);
        }
    }

    #[test]
    fn exactly_one_check_digit_fits_each_number() {
        for body in ["O123456", "O100003", "OO100002", "O000000", "OO999999"] {
            let good = "0123456789A".chars().filter(|c| Hkid::parse(&format!("{body}{c}")).is_ok()).count();
            assert_eq!(good, 1, "{body}");
        }
    }

    #[test]
    fn people_may_write_it_as_they_do() {
        for text in [
            "O1234561", "o1234561", "O123456(1)", "o123456(1)", " O123456 (1) ", "O 123456(1)", "O 123 456 1",
            "Ｏ１２３４５６（１）", "ｏ１２３４５６１", "O123456（1）", "\u{3000}O123456(1)",
        ] {
            assert_eq!(Hkid::parse(text).unwrap().expose(), "O1234561", "{text}");
        }
        assert_eq!(Hkid::parse("oo100002(a)").unwrap().expose(), "OO100002A");
    }

    #[test]
    fn widely_copied_wrong_specimens_stay_wrong() {
        assert_eq!(Hkid::parse("Z683365(5)"), Err(HkidFault::CheckDigit));
        assert_eq!(Hkid::parse("A123456(A)"), Err(HkidFault::CheckDigit));
        assert_eq!(Hkid::parse("C668668(E)"), Err(HkidFault::Format));
    }

    #[test]
    fn nothing_that_only_looks_like_a_number_is_read() {
        for text in [
            "", "(", "()", "(1)", "O", "1", "O123456", "O12345(1)", "O1234567(1)", "OOO123456(1)", "0123456(1)",
            "01234561", "\u{41e}1234561", "\u{39f}123456(1)", "O123456(1)x", "O123456(1) x", "O123456(1", "O1234561)",
            "O(1234561)", "(O123456)1", "O123456((1))", "O123456-1", "O123456[1]", "O12345６(1)1", "O123456(1)\n",
            "O123456\t(1)", "O12345\u{661}(1)", "O123456(1)(1)", "O123456()1", "O123456(11)",
        ] {
            assert_eq!(Hkid::parse(text), Err(HkidFault::Format), "{text:?}");
        }
        assert_eq!(Hkid::parse(&" ".repeat(1_000_000)), Err(HkidFault::Format));
    }

    #[test]
    fn a_credential_carries_the_canonical_spelling_only() {
        assert!(Hkid::parse_canonical("O1234561").is_ok());
        for text in ["o1234561", "O123456(1)", "O123456 1"] {
            assert_eq!(Hkid::parse_canonical(text), Err(HkidFault::Format), "{text}");
        }
    }

    #[test]
    fn the_mask_keeps_the_prefix_and_three_digits() {
        assert_eq!(Hkid::parse("O1234561").unwrap().masked(), "O123***(*)");
        assert_eq!(Hkid::parse("OO100002A").unwrap().masked(), "OO100***(*)");
        assert!(is_mask("O123***(*)") && is_mask("OO100***(*)"));
        for text in ["O1234561", "O123456(1)", "O12***(*)", "O1234***(*)", "OOO123***(*)", "123***(*)", "o123***(*)", "***(*)"] {
            assert!(!is_mask(text), "{text}");
        }
    }

    #[test]
    fn neither_debug_nor_display_shows_the_number() {
        let number = Hkid::parse("O1234561").unwrap();
        assert_eq!(format!("{number:?}"), "<redacted>");
        assert_eq!(format!("{number}"), "O123***(*)");
    }
}
