//! Text of a value: what may stand in it, in any format.

use std::fmt;
use std::sync::Arc;

/// Text as issued: UTF-8, never normalised, without control characters or characters that turn the direction of what
/// is around them (personal-code-1 §2).
///
/// Refused are the general category Cc, the line and paragraph separators U+2028 and U+2029, and the bidirectional
/// controls U+061C, U+200E, U+200F, U+202A to U+202E and U+2066 to U+2069: each can make a screen show something else
/// than what was signed. Cheap to clone.
///
/// ```
/// use chop_core::document::Text;
/// assert_eq!(Text::parse("陳大𤋮").unwrap().as_str(), "陳大𤋮");
/// assert_eq!(Text::parse("a\u{202e}b").unwrap_err().code(), "value.text");
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Text(Arc<str>);

/// The text has a character that no value may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextFault;

impl TextFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "value.text"
    }
}

impl fmt::Display for TextFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for TextFault {}

/// Whether a character may not stand in a value.
fn is_refused(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

impl Text {
    /// Takes text as it is.
    ///
    /// # Errors
    /// `value.text` if it has a control character or a bidirectional control.
    pub fn parse(text: &str) -> Result<Self, TextFault> {
        if text.chars().any(is_refused) { Err(TextFault) } else { Ok(Self(text.into())) }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How many code points it has: what a length in a descriptor counts.
    #[must_use]
    pub fn characters(&self) -> usize {
        self.0.chars().count()
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_and_direction_changes_are_refused_one_by_one() {
        for c in ('\0'..='\u{1f}').chain('\u{7f}'..='\u{9f}') {
            assert_eq!(Text::parse(&format!("a{c}b")), Err(TextFault), "{c:?}");
        }
        for c in
            ['\u{61c}', '\u{200e}', '\u{200f}', '\u{2028}', '\u{2029}', '\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}']
        {
            assert_eq!(Text::parse(&c.to_string()), Err(TextFault), "{c:?}");
        }
    }

    #[test]
    fn nothing_is_normalised() {
        // U+F9DC is canonically equivalent to U+9686 and would become it.
        for text in ["\u{f9dc}", "e\u{301}", "", " a ", "𤋮𠮷", "\u{200d}"] {
            assert_eq!(Text::parse(text).unwrap().as_str(), text);
        }
        assert_eq!(Text::parse("𤋮𠮷").unwrap().characters(), 2);
    }

    #[test]
    fn debug_prints_nothing_of_it() {
        assert_eq!(format!("{:?}", Text::parse("CHAN").unwrap()), "<redacted>");
    }
}
