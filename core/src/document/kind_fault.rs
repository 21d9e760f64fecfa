//! What can be wrong with a descriptor. All of it is reported at once.

use std::fmt;

macro_rules! rules {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident => $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// The stable code of this rule.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// Every rule, for the table of codes.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
        }
    };
}

rules! {
    /// Keys and plain values.
    KeyRule {
        /// A key that no descriptor has.
        Unknown => "kind.unknown-key",
        /// A key that must be there.
        Missing => "kind.missing-key",
        /// A value of another TOML type.
        Type => "kind.type",
        /// A word that is not one of those allowed.
        Choice => "kind.choice",
        /// A text without one of the three languages.
        Language => "kind.language",
        /// A text that is empty, too long, or has control characters.
        Text => "kind.text",
        /// A number outside its range.
        Range => "kind.range",
    }
}

rules! {
    /// Names on the wire and the compact code.
    WireRule {
        /// Not a name for a kind.
        Kind => "kind.name",
        /// Not a document type.
        DocType => "kind.doctype",
        /// Not an SD-JWT VC type.
        Vct => "kind.vct",
        /// Not a W3C credential type.
        VcType => "kind.vc-type",
        /// A discreet kind with a compact code: its very name would be in clear (personal-code-1 §3).
        Discreet => "kind.discreet",
        /// More elements, or a larger picture, than a compact code has room for.
        CodeSize => "kind.code-size",
    }
}

rules! {
    /// Validity and what decides *in force*.
    ValidityRule {
        /// Not an ISO 8601 duration of years, days, hours and minutes between a minute and a year.
        Duration => "kind.duration",
        /// A short-lived kind whose credentials live longer than 1,800 minutes.
        ShortLived => "kind.short-lived",
        /// An element that the document does not have decides *in force*.
        InForceUnknown => "kind.in-force-unknown",
        /// An element that is no date, or does not say which end it is, decides *in force*; or one says so for nothing.
        InForceBound => "kind.in-force-bound",
        /// An element that may be hidden decides *in force*.
        InForceDisclosed => "kind.in-force-disclosed",
        /// Entitlements that are not records of a code and its own days.
        Entitlements => "kind.entitlements",
        /// The age at which the document begins counts from no date of birth.
        BeginsAtAge => "kind.begins-at-age",
    }
}

rules! {
    /// Elements.
    ElementRule {
        /// Not a name for an element.
        Id => "kind.element-id",
        /// One name twice.
        Duplicate => "kind.element-duplicate",
        /// An option that the type does not have.
        Option => "kind.element-option",
        /// A bad code, one code twice, or none.
        Codes => "kind.codes",
        /// A list without a shape, or with one that is not flat.
        List => "kind.list",
        /// Always shown and yet optional: a hidden one could not be told from one that is not there.
        AlwaysOptional => "kind.always-optional",
        /// Computed from an element that is not there, is of the wrong type, or is computed itself.
        DeriveSource => "kind.derive-source",
        /// The computed element has another type than the rule gives.
        DeriveType => "kind.derive-type",
        /// Computed from an optional element and not optional itself.
        DeriveOptional => "kind.derive-optional",
        /// An example that the element's own rules refuse.
        Example => "kind.example",
        /// No element that goes into a credential.
        None => "kind.elements",
    }
}

rules! {
    /// Views.
    ViewRule {
        /// Not a name for a view.
        Id => "kind.view-id",
        /// One name twice, or one element twice in a view.
        Duplicate => "kind.view-duplicate",
        /// An element that the document does not have.
        Element => "kind.view-element",
        /// An element that is never disclosed.
        Never => "kind.view-never",
        /// No element.
        Empty => "kind.view-empty",
    }
}

rules! {
    /// The card on the screen.
    CardRule {
        /// Not `#rrggbb`.
        Colour => "kind.colour",
        /// Less contrast than 4.5 : 1 (WCAG 2.2, 1.4.3).
        Contrast => "kind.contrast",
    }
}

/// A rule that a descriptor breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindRule {
    /// Not TOML.
    Toml,
    /// Longer than 64 KiB.
    Size,
    /// Keys and plain values.
    Key(KeyRule),
    /// Names on the wire and the compact code.
    Wire(WireRule),
    /// Validity and what decides *in force*.
    Validity(ValidityRule),
    /// Elements.
    Element(ElementRule),
    /// Views.
    View(ViewRule),
    /// The card on the screen.
    Card(CardRule),
}

impl KindRule {
    /// The stable code of this rule.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Toml => "kind.toml",
            Self::Size => "kind.size",
            Self::Key(rule) => rule.code(),
            Self::Wire(rule) => rule.code(),
            Self::Validity(rule) => rule.code(),
            Self::Element(rule) => rule.code(),
            Self::View(rule) => rule.code(),
            Self::Card(rule) => rule.code(),
        }
    }

    /// The codes of all rules, for the table of codes.
    pub fn codes() -> impl Iterator<Item = &'static str> {
        let own = [Self::Toml, Self::Size].into_iter();
        own.chain(KeyRule::ALL.iter().map(|rule| Self::Key(*rule)))
            .chain(WireRule::ALL.iter().map(|rule| Self::Wire(*rule)))
            .chain(ValidityRule::ALL.iter().map(|rule| Self::Validity(*rule)))
            .chain(ElementRule::ALL.iter().map(|rule| Self::Element(*rule)))
            .chain(ViewRule::ALL.iter().map(|rule| Self::View(*rule)))
            .chain(CardRule::ALL.iter().map(|rule| Self::Card(*rule)))
            .map(Self::code)
    }
}

macro_rules! into_rule {
    ($($from:ident => $variant:ident),*) => {
        $(impl From<$from> for KindRule {
            fn from(rule: $from) -> Self {
                Self::$variant(rule)
            }
        })*
    };
}

into_rule!(KeyRule => Key, WireRule => Wire, ValidityRule => Validity, ElementRule => Element, ViewRule => View, CardRule => Card);

/// One fault in a descriptor, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindFault {
    /// The rule that is broken.
    pub rule: KindRule,
    /// Where.
    pub place: Place,
}

/// A place in a descriptor.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The line, from 1, if it is known.
    pub line: Option<usize>,
    /// The keys that lead there, such as `elements.family_name.max`; nothing for the whole file.
    pub path: Box<str>,
}

impl KindFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.rule.code()
    }
}

impl fmt::Display for KindFault {
    /// `line 12, elements.family_name.max: kind.range`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.place.line {
            write!(f, "line {line}, ")?;
        }
        if !self.place.path.is_empty() {
            write!(f, "{}: ", self.place.path)?;
        }
        f.write_str(self.code())
    }
}

impl std::error::Error for KindFault {}
