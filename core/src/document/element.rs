//! One element of a kind of document.

use super::ids::{Code, ElementId};
use super::name::TextFormat;
use crate::encoding::limits;
use crate::language::LocalizedText;

/// The type of an element and what narrows it. It fixes the encoding in every format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ElementType {
    /// Text of at most `max` code points.
    Text {
        /// The most code points.
        max: usize,
        /// How it is checked when a record is made.
        format: TextFormat,
    },
    /// An integer within both ends.
    Integer {
        /// The least.
        min: i64,
        /// The most.
        max: i64,
    },
    /// Yes or no.
    Boolean,
    /// A day.
    Date,
    /// A second.
    DateTime,
    /// A day, a month or a year.
    PartialDate,
    /// One code of a list.
    Code(CodeList),
    /// A Hong Kong identity number, unmasked.
    IdNumber,
    /// A picture of at most `max` bytes.
    Image {
        /// The most bytes.
        max: usize,
    },
    /// A list of at most `max` items.
    List {
        /// The most items.
        max: usize,
        /// What one item is.
        shape: ListShape,
    },
}

impl ElementType {
    /// The word for it in a descriptor.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Integer { .. } => "integer",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::DateTime => "datetime",
            Self::PartialDate => "partial-date",
            Self::Code(_) => "code",
            Self::IdNumber => "id-number",
            Self::Image { .. } => "image",
            Self::List { .. } => "list",
        }
    }

    /// Every word that a descriptor may use.
    pub const WORDS: [&'static str; 10] = [
        "text",
        "integer",
        "boolean",
        "date",
        "datetime",
        "partial-date",
        "code",
        "id-number",
        "image",
        "list",
    ];

    /// Whether a list may hold it.
    #[must_use]
    pub const fn is_scalar(&self) -> bool {
        !matches!(self, Self::Image { .. } | Self::List { .. })
    }
}

/// What one item of a list is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListShape {
    /// One value of a scalar type.
    Scalar(Box<ElementType>),
    /// A flat record: these fields and no others.
    Record(Vec<Field>),
}

/// One field of the records in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name on the wire.
    pub id: ElementId,
    /// Its type, always scalar.
    pub ty: ElementType,
    /// Whether a record may lack it.
    pub optional: bool,
    /// Its label.
    pub names: LocalizedText,
}

/// The codes of an element with their labels, in the descriptor's order: for levels the lowest comes first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeList(Vec<CodeLabel>);

/// A code and what people call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeLabel {
    /// The code on the wire.
    pub code: Code,
    /// Its label.
    pub names: LocalizedText,
}

impl CodeList {
    /// A list without a code twice; `None` if it has one, or no code at all.
    pub(super) fn new(codes: Vec<CodeLabel>) -> Option<Self> {
        let distinct = codes.iter().enumerate().all(|(i, a)| codes.iter().take(i).all(|b| a.code != b.code));
        (distinct && !codes.is_empty()).then_some(Self(codes))
    }

    /// The codes in order.
    pub fn iter(&self) -> impl Iterator<Item = &CodeLabel> {
        self.0.iter()
    }

    /// Where a code stands, from 0.
    #[must_use]
    pub fn rank(&self, code: &str) -> Option<usize> {
        self.0.iter().position(|label| label.code.as_str() == code)
    }

    /// The label of a code.
    #[must_use]
    pub fn label(&self, code: &str) -> Option<&LocalizedText> {
        self.0.iter().find(|label| label.code.as_str() == code).map(|label| &label.names)
    }
}

/// How much harm an element can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sensitivity {
    /// Public.
    S0,
    /// Ordinary personal data.
    S1,
    /// An identifier or a way to reach the person.
    S2,
    /// Stigma, health, money, status.
    S3,
}

impl Sensitivity {
    /// The word for it in a descriptor.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::S0 => "S0",
            Self::S1 => "S1",
            Self::S2 => "S2",
            Self::S3 => "S3",
        }
    }

    /// Every level, the least first.
    pub const ALL: [Self; 4] = [Self::S0, Self::S1, Self::S2, Self::S3];
}

/// When an element is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disclose {
    /// In every showing. Never optional: a verifier cannot tell a hidden element from one that is not there.
    Always,
    /// When the holder chooses.
    Selectable,
    /// Kept in the record and never put into a credential.
    Never,
}

impl Disclose {
    /// The word for it in a descriptor.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Selectable => "selectable",
            Self::Never => "never",
        }
    }

    /// Every way.
    pub const ALL: [Self; 3] = [Self::Always, Self::Selectable, Self::Never];
}

/// Which end of the time in force a day is. Both days belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// In force from this day.
    FirstDay,
    /// In force to the end of this day, 24:00 in Hong Kong.
    LastDay,
}

impl Bound {
    /// The word for it in a descriptor.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::FirstDay => "first-day",
            Self::LastDay => "last-day",
        }
    }

    /// Both ends.
    pub const ALL: [Self; 2] = [Self::FirstDay, Self::LastDay];
}

/// How an element is computed from another one when a credential is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Derive {
    /// Boolean: at least so many years old.
    AgeOver {
        /// A date or partial date of birth.
        from: ElementId,
        /// Years.
        years: u8,
    },
    /// Text: the masked identity number.
    IdMasked {
        /// The identity number.
        from: ElementId,
    },
    /// Boolean: this code of the list or a later one.
    AtLeast {
        /// The element with the code list.
        from: ElementId,
        /// The lowest code for which it is true.
        code: Code,
    },
}

impl Derive {
    /// The element that it is computed from.
    #[must_use]
    pub const fn source(&self) -> &ElementId {
        match self {
            Self::AgeOver { from, .. } | Self::IdMasked { from } | Self::AtLeast { from, .. } => from,
        }
    }
}

/// One element of a kind of document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Its name on the wire.
    pub id: ElementId,
    /// Its type.
    pub ty: ElementType,
    /// Whether a record may lack it.
    pub optional: bool,
    /// How much harm it can do.
    pub sensitivity: Sensitivity,
    /// When it is shown.
    pub disclose: Disclose,
    /// Its label.
    pub names: LocalizedText,
    /// How it is computed, if it is.
    pub derive: Option<Derive>,
    /// Which end of the time in force it is, if it is one.
    pub bound: Option<Bound>,
    /// A made-up value in the form of a table's cell, for templates.
    pub example: Option<Box<str>>,
}

impl Element {
    /// Whether it goes into credentials.
    #[must_use]
    pub const fn is_issued(&self) -> bool {
        !matches!(self.disclose, Disclose::Never)
    }
}

/// The most code points that a text element may allow.
pub(super) const TEXT_MAX: usize = 1_024;
/// The most items that a list element may allow.
pub(super) const LIST_MAX: usize = 64;
/// The largest integer that every format carries, 2^53 − 1.
pub(super) fn integer_max() -> i64 {
    i64::try_from(limits::INTEGER_MAX).unwrap_or(i64::MAX)
}
