//! The names by which documents and their elements are known to machines.

use std::fmt;

/// Why text is not a name of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdFault;

impl IdFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "id.format"
    }
}

impl fmt::Display for IdFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for IdFault {}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $rule:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// Takes the text if it has the form that the type describes.
            ///
            /// # Errors
            /// `id.format` otherwise.
            pub fn parse(text: &str) -> Result<Self, IdFault> {
                if $rule(text) { Ok(Self(text.into())) } else { Err(IdFault) }
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}

name! {
    /// Name of an element: `[a-z][a-z0-9_]*`, at most 64 bytes. ISO/IEC 18013-5 and 23220-2 names where one exists.
    ///
    /// ```
    /// use chop_core::document::ElementId;
    /// assert_eq!(ElementId::parse("family_name").unwrap().as_str(), "family_name");
    /// assert!(ElementId::parse("Family Name").is_err());
    /// ```
    ElementId, |text: &str| is_word(text, b'_', 64)
}

name! {
    /// Name of a kind of document: `[a-z][a-z0-9-]*`, at most 48 bytes.
    KindName, |text: &str| is_word(text, b'-', 48)
}

name! {
    /// Name of a view, what a verifier may ask for in one touch: as [`KindName`].
    ViewId, |text: &str| is_word(text, b'-', 48)
}

name! {
    /// ISO/IEC 18013-5 document type, which is the name space too: at least two parts between full stops, each of
    /// letters, digits and hyphens; at most 128 bytes.
    DocType, |text: &str| {
        text.len() <= 128
            && text.contains('.')
            && text.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
    }
}

name! {
    /// SD-JWT VC type: an `https` address or a `urn:`, printable ASCII, at most 256 bytes.
    Vct, |text: &str| {
        text.len() <= 256
            && text.bytes().all(|b| b.is_ascii_graphic())
            && ["https://", "urn:"].iter().any(|scheme| text.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()))
    }
}

name! {
    /// W3C credential type: `[A-Z][A-Za-z0-9]*`, at most 64 bytes.
    VcType, |text: &str| {
        text.len() <= 64
            && text.starts_with(|c: char| c.is_ascii_uppercase())
            && text.bytes().all(|b| b.is_ascii_alphanumeric())
    }
}

name! {
    /// One code of a code list: letters, digits, `.`, `-`, `_` and `+`, at most 32 bytes.
    Code, |text: &str| {
        (1..=32).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'+'))
    }
}

/// Lower-case letters, digits and single joints, beginning with a letter and not ending with a joint.
fn is_word(text: &str, joint: u8, max: usize) -> bool {
    let bytes = text.as_bytes();
    bytes.len() <= max
        && bytes.first().is_some_and(u8::is_ascii_lowercase)
        && bytes.last() != Some(&joint)
        && bytes.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == joint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_has_its_form() {
        for good in ["family_name", "age_over_18", "a"] {
            assert!(ElementId::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "_a", "a_", "A", "1a", "a-b", "a b", "é", &"a".repeat(65)] {
            assert!(ElementId::parse(bad).is_err(), "{bad}");
        }
        assert!(KindName::parse("age-proof").is_ok() && KindName::parse("age_proof").is_err());
        for good in ["example.chop.personal-code.1", "org.iso.18013.5.1.mDL"] {
            assert!(DocType::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "mdl", ".a", "a..b", "a.b.", "a.b c", "a.b_c", &"a.".repeat(90)] {
            assert!(DocType::parse(bad).is_err(), "{bad}");
        }
        assert!(Vct::parse("https://docs.example/x/1").is_ok() && Vct::parse("urn:eudi:pid:1").is_ok());
        for bad in ["", "http://docs.example", "https://", "x", "https://a b", "https://é"] {
            assert!(Vct::parse(bad).is_err(), "{bad}");
        }
        assert!(VcType::parse("SeniorCitizenCard").is_ok() && VcType::parse("senior").is_err());
        assert!(Code::parse("1").is_ok() && Code::parse("").is_err() && Code::parse("a b").is_err());
    }
}
