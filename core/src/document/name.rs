//! Names of persons: what an issuer may put into a name element.
//!
//! These rules hold when a record is made. What is read from a credential is judged by [`Text`] and the element's
//! length alone: a verifier shows a name exactly as it was issued.

use super::text::Text;
use super::value::ValueFault;

/// How a text element is checked when a record is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFormat {
    /// Any text.
    Plain,
    /// A family or given name in Latin letters, with spaces, hyphens, apostrophes, full stops, commas, slashes and
    /// brackets between them. Never split, reordered or changed in case.
    EnglishName,
    /// A name in Chinese characters, of the basic plane and beyond.
    ChineseName,
    /// A masked identity number, `A123***(*)`.
    IdMask,
}

impl TextFormat {
    /// The word for it in a descriptor.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::EnglishName => "name-en",
            Self::ChineseName => "name-zh",
            Self::IdMask => "id-mask",
        }
    }

    /// Every format.
    pub const ALL: [Self; 4] = [Self::Plain, Self::EnglishName, Self::ChineseName, Self::IdMask];

    /// The most characters that an element of this format may allow, if it is bounded.
    #[must_use]
    pub const fn ceiling(self) -> Option<usize> {
        match self {
            Self::EnglishName => Some(64),
            Self::ChineseName => Some(6),
            Self::IdMask => Some(11),
            Self::Plain => None,
        }
    }

    /// Checks text against the format.
    ///
    /// # Errors
    /// `value.name`, or `value.id-number` for a mask that is none.
    pub fn check(self, text: &Text) -> Result<(), ValueFault> {
        let text = text.as_str();
        match self {
            Self::Plain => Ok(()),
            Self::EnglishName if is_tidy(text) && text.chars().all(is_latin_name) && has_letter(text) => Ok(()),
            Self::ChineseName if !text.is_empty() && text.chars().all(is_chinese_name) => Ok(()),
            Self::EnglishName | Self::ChineseName => Err(ValueFault::Name),
            Self::IdMask if super::hkid::is_mask(text) => Ok(()),
            Self::IdMask => Err(ValueFault::IdNumber),
        }
    }
}

/// No space at either end and none doubled: two spellings of one name would not match at a door.
fn is_tidy(text: &str) -> bool {
    !text.starts_with(' ') && !text.ends_with(' ') && !text.contains("  ")
}

fn has_letter(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// Latin letters only: a Cyrillic or Greek letter looks the same and is another name.
fn is_latin_name(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(c, ' ' | '-' | '\'' | '\u{2019}' | '.' | ',' | '/' | '(' | ')')
        || (matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}') && c.is_alphabetic())
}

/// Ideographs of every block that has any, compatibility ones too, since they are what was registered; the zero
/// character and the dot between the parts of a transliterated name. No private use: it has no agreed shape.
fn is_chinese_name(c: char) -> bool {
    matches!(c,
        '\u{3007}' | '\u{b7}' | '\u{2027}' | '\u{30fb}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{2fa1f}' | '\u{30000}'..='\u{3347f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(format: TextFormat, text: &str) -> &'static str {
        Text::parse(text).map_or("value.text", |text| format.check(&text).map_or_else(|f| f.code(), |()| "ok"))
    }

    #[test]
    fn english_names_are_taken_as_they_are() {
        for text in [
            "CHAN", "Tai Man Peter", "Tai-man", "O'NEIL", "O\u{2019}NEIL", "AU YEUNG", "CHEUNG, Lin", "Anne-Marie", "D. J.",
            "MÜLLER", "NGUYỄN", "SMITH (née JONES)", "Mohamed s/o Ali", "de la Cruz",
        ] {
            assert_eq!(check(TextFormat::EnglishName, text), "ok", "{text}");
        }
    }

    #[test]
    fn an_english_name_has_latin_letters_and_single_spaces() {
        for text in ["", " ", "-", " CHAN", "CHAN ", "TAI  MAN", "СHAN", "ΟΝΕΙL", "陳", "CHAN1", "CHAN×", "a\u{200d}b", "CHAN_", "e\u{301}"] {
            assert_eq!(check(TextFormat::EnglishName, text), "value.name", "{text:?}");
        }
        assert_eq!(check(TextFormat::EnglishName, "CH\tAN"), "value.text");
        assert_eq!(check(TextFormat::EnglishName, "CHAN\u{202e}"), "value.text");
    }

    #[test]
    fn chinese_names_beyond_the_basic_plane_are_names() {
        for text in ["陳大𤋮", "黃𤧬心", "何𨥾", "林𣇈明", "張𥖄", "梁𠮷", "周喆堃", "李綉嫺", "\u{f9dc}", "\u{2f800}", "\u{31350}", "阿里·汗"] {
            assert_eq!(check(TextFormat::ChineseName, text), "ok", "{text}");
        }
        for text in ["", "陳 大文", "CHAN", "陳A", "陳\u{e000}", "陳\u{fe00}", "陳!", "カナ"] {
            assert_eq!(check(TextFormat::ChineseName, text), "value.name", "{text:?}");
        }
    }

    #[test]
    fn a_mask_shows_no_more_than_a_mask() {
        assert_eq!(check(TextFormat::IdMask, "O123***(*)"), "ok");
        assert_eq!(check(TextFormat::IdMask, "O1234561"), "value.id-number");
    }
}
