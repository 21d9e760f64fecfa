//! The numbers and names by which the register speaks of its contents.

use std::fmt;

use chop_core::document::Text;

macro_rules! number {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// The number, as a person typed it or as it stands in the register.
            #[must_use]
            pub const fn new(number: i64) -> Self {
                Self(number)
            }

            /// The number.
            #[must_use]
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

number! {
    /// A record: one holder's values for one kind of document.
    RecordNumber,
    /// A credential made of a record.
    CredentialNumber,
    /// A batch of records that came in one file.
    BatchNumber,
    /// A status list. It ends the address of the list.
    ListNumber,
    /// An order that waits for a second person.
    ProposalNumber,
}

/// Characters of a department's reference and of an operator's name.
const MAX_CHARACTERS: usize = 64;

/// A reference or a name is empty, longer than 64 characters, or has control characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameFault;

impl NameFault {
    /// The stable code: `issuer.name`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "issuer.name"
    }
}

displays_code!(NameFault);

fn checked(text: &str) -> Result<Box<str>, NameFault> {
    let text = Text::parse(text).map_err(|_| NameFault)?;
    if (1..=MAX_CHARACTERS).contains(&text.characters()) { Ok(text.as_str().into()) } else { Err(NameFault) }
}

/// The department's own reference of a holder, 1 to 64 characters as the department writes it. It may be an identity
/// number, so it prints as `<redacted>`.
///
/// ```
/// use chop_issuer::HolderRef;
/// let holder = HolderRef::parse("SWD/2026/0001").unwrap();
/// assert_eq!(holder.expose(), "SWD/2026/0001");
/// assert_eq!(format!("{holder:?}"), "<redacted>");
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HolderRef(Box<str>);

impl HolderRef {
    /// Takes a reference as it is; nothing is trimmed.
    ///
    /// # Errors
    /// `issuer.name`.
    pub fn parse(text: &str) -> Result<Self, NameFault> {
        checked(text).map(Self)
    }

    /// The reference, for the department that gave it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for HolderRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

/// The name by which a person answers for an order, 1 to 64 characters. It stands in the audit.
#[derive(Debug, Clone)]
pub struct OperatorName(Box<str>);

impl OperatorName {
    /// Takes a name without the white space around it.
    ///
    /// # Errors
    /// `issuer.name`.
    pub fn parse(text: &str) -> Result<Self, NameFault> {
        checked(text.trim()).map(Self)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether two names are one person's: case and white space between words do not make two people of one.
    #[must_use]
    pub fn is_same_person(&self, other: &Self) -> bool {
        let plain = |name: &Self| name.0.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        plain(self) == plain(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_one_to_sixty_four_characters_without_controls() {
        for good in ["A", "SWD/2026/0001", "陳-1", " a", &"x".repeat(64), &"陳".repeat(64)] {
            assert_eq!(HolderRef::parse(good).unwrap().expose(), good);
        }
        for bad in ["", "a\nb", "a\u{202e}b", &"x".repeat(65)] {
            assert_eq!(HolderRef::parse(bad), Err(NameFault), "{bad:?}");
        }
    }

    #[test]
    fn case_and_spaces_do_not_make_a_second_person() {
        let name = |text| OperatorName::parse(text).unwrap();
        assert!(name(" Chan  Tai Man").is_same_person(&name("chan tai man ")));
        assert!(!name("Chan Tai Man").is_same_person(&name("Chan Tai Wan")));
        assert!(OperatorName::parse("  ").is_err());
    }
}
