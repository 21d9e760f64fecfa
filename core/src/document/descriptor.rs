//! The descriptor: everything that is said about a kind of document, said once.

use super::element::{Disclose, Element};
use super::ids::{DocType, ElementId, KindName, VcType, Vct, ViewId};
use super::kind_fault::KindFault;
use crate::language::LocalizedText;

/// How a verifier learns that a document was revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusMode {
    /// Every credential has an entry in a status list.
    Required,
    /// No status: the credential ends before it would matter, within 1,800 minutes.
    ShortLived,
}

impl StatusMode {
    /// The word for it in a descriptor.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::ShortLived => "short-lived",
        }
    }

    /// Both modes.
    pub const ALL: [Self; 2] = [Self::Required, Self::ShortLived];
}

/// What the digital form is worth beside the paper or plastic one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegalEffect {
    /// The law takes it for the document.
    Equivalent,
    /// It goes with the document.
    Supplementary,
    /// It informs and proves nothing by itself.
    InformationOnly,
}

impl LegalEffect {
    /// The word for it in a descriptor.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Equivalent => "equivalent",
            Self::Supplementary => "supplementary",
            Self::InformationOnly => "information-only",
        }
    }

    /// Every effect.
    pub const ALL: [Self; 3] = [Self::Equivalent, Self::Supplementary, Self::InformationOnly];
}

/// How long credentials live, and what decides whether the document itself is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validity {
    /// Minutes that one credential lives: technical, not the document's own expiry.
    pub minutes: u32,
    /// Successive credentials made at once, so that a phone works that has been off-line.
    pub strip: u8,
    /// One-time copies of each, so that two showings cannot be linked.
    pub copies: u8,
    /// The date elements that decide *in force*.
    pub in_force_by: Vec<ElementId>,
    /// The list element whose records are in force one by one.
    pub entitlements: Option<ElementId>,
    /// The document begins when its holder reaches an age.
    pub begins_at_age: Option<BeginsAtAge>,
}

/// An age, counted from a date of birth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeginsAtAge {
    /// The element with the date of birth.
    pub from: ElementId,
    /// Years.
    pub years: u8,
}

/// How long a verifier keeps what it was shown, unless it has a ground of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention {
    /// Days; 0 keeps nothing.
    pub days: u16,
    /// The same in words.
    pub statement: LocalizedText,
}

/// A colour of the card on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    /// Red, green and blue.
    pub rgb: [u8; 3],
}

impl Colour {
    /// Reads `#rrggbb`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let hex = text.strip_prefix('#').filter(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let [_, red, green, blue] = u32::from_str_radix(hex, 16).ok()?.to_be_bytes();
        Some(Self { rgb: [red, green, blue] })
    }

    /// `#rrggbb` in lower case.
    #[must_use]
    pub fn to_hex(self) -> String {
        let [red, green, blue] = self.rgb;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    /// Relative luminance (WCAG 2.2).
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.rgb;
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// Contrast with another colour, 1 to 21 (WCAG 2.2).
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

/// The card on the screen: text on it is readable, at 4.5 : 1 or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Card {
    /// The ground.
    pub background: Colour,
    /// The text on it.
    pub text: Colour,
}

/// What a verifier may ask for in one touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Its name.
    pub id: ViewId,
    /// The elements asked for, beside those that are always shown.
    pub elements: Vec<ElementId>,
    /// Its label.
    pub names: LocalizedText,
    /// Why someone asks for it.
    pub purpose: LocalizedText,
}

/// A kind of document, checked as a whole. Nothing about a kind is written anywhere else.
///
/// ```
/// use chop_core::document::Kinds;
/// let kinds = Kinds::shipped();
/// let card = kinds.by_kind("senior-citizen-card").unwrap();
/// assert_eq!(card.code_profile(), Some(16));
/// assert_eq!(card.names().en, "Senior Citizen Card");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Descriptor {
    pub(super) kind: KindName,
    pub(super) version: u32,
    pub(super) code_profile: Option<u64>,
    pub(super) status: StatusMode,
    pub(super) legal_effect: LegalEffect,
    pub(super) discreet: bool,
    pub(super) names: LocalizedText,
    pub(super) issuer: LocalizedText,
    pub(super) note: Option<LocalizedText>,
    pub(super) doctype: DocType,
    pub(super) vct: Vct,
    pub(super) vc_type: VcType,
    pub(super) validity: Validity,
    pub(super) collection: LocalizedText,
    pub(super) retention: Retention,
    pub(super) card: Card,
    pub(super) elements: Vec<Element>,
    pub(super) views: Vec<View>,
    pub(super) wire_digest: [u8; 32],
}

impl Descriptor {
    /// Reads a descriptor from TOML and checks it as a whole.
    ///
    /// # Errors
    /// Every fault that it has, in the order of the file: codes `kind.*` of [`KindRule`](super::KindRule).
    pub fn from_toml(text: &str) -> Result<Self, Vec<KindFault>> {
        super::load::load(text)
    }

    /// The name of the kind.
    #[must_use]
    pub const fn kind(&self) -> &KindName {
        &self.kind
    }

    /// The version of the kind.
    #[must_use]
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// The number of the compact code, if it has one. A number is never used again for anything else.
    #[must_use]
    pub const fn code_profile(&self) -> Option<u64> {
        self.code_profile
    }

    /// How a verifier learns that a document was revoked.
    #[must_use]
    pub const fn status(&self) -> StatusMode {
        self.status
    }

    /// What the digital form is worth.
    #[must_use]
    pub const fn legal_effect(&self) -> LegalEffect {
        self.legal_effect
    }

    /// Whether the very name of the kind hurts. Such a kind is named in no list, notice, log or address, and has no
    /// compact code.
    #[must_use]
    pub const fn is_discreet(&self) -> bool {
        self.discreet
    }

    /// What people call it.
    #[must_use]
    pub const fn names(&self) -> &LocalizedText {
        &self.names
    }

    /// Who issues it as a rule. A hint for people: who may issue it stands in the trust bundle.
    #[must_use]
    pub const fn issuer(&self) -> &LocalizedText {
        &self.issuer
    }

    /// A sentence that goes with the document wherever it is shown.
    #[must_use]
    pub const fn note(&self) -> Option<&LocalizedText> {
        self.note.as_ref()
    }

    /// ISO/IEC 18013-5 document type, and its one name space.
    #[must_use]
    pub const fn doctype(&self) -> &DocType {
        &self.doctype
    }

    /// SD-JWT VC type.
    #[must_use]
    pub const fn vct(&self) -> &Vct {
        &self.vct
    }

    /// W3C credential type.
    #[must_use]
    pub const fn vc_type(&self) -> &VcType {
        &self.vc_type
    }

    /// Lifetimes, and what decides *in force*.
    #[must_use]
    pub const fn validity(&self) -> &Validity {
        &self.validity
    }

    /// The personal information collection statement.
    #[must_use]
    pub const fn collection(&self) -> &LocalizedText {
        &self.collection
    }

    /// How long a verifier keeps what it was shown.
    #[must_use]
    pub const fn retention(&self) -> &Retention {
        &self.retention
    }

    /// The colours of the card.
    #[must_use]
    pub const fn card(&self) -> Card {
        self.card
    }

    /// All elements in order, those that stay in the record too.
    #[must_use]
    pub fn elements(&self) -> &[Element] {
        &self.elements
    }

    /// The elements that go into credentials, in order: the place of one is its digest ID in a compact code.
    pub fn issued_elements(&self) -> impl Iterator<Item = &Element> {
        self.elements.iter().filter(|element| element.is_issued())
    }

    /// The elements that every showing must have; a verifier refuses one that hides any of them.
    pub fn always_shown(&self) -> impl Iterator<Item = &Element> {
        self.elements.iter().filter(|element| element.disclose == Disclose::Always)
    }

    /// One element by name.
    #[must_use]
    pub fn element(&self, id: &str) -> Option<&Element> {
        self.elements.iter().find(|element| element.id.as_str() == id)
    }

    /// The place of an element among those that go into credentials, from 0.
    #[must_use]
    pub fn index_of(&self, id: &str) -> Option<usize> {
        self.issued_elements().position(|element| element.id.as_str() == id)
    }

    /// The views in order.
    #[must_use]
    pub fn views(&self) -> &[View] {
        &self.views
    }

    /// One view by name.
    #[must_use]
    pub fn view(&self, id: &str) -> Option<&View> {
        self.views.iter().find(|view| view.id.as_str() == id)
    }

    /// SHA-256 over the deterministic CBOR of everything that a profile number fixes (personal-code-1 §3):
    ///
    /// ```text
    /// [profile / null, docType, [* [id, type, detail]]]     ; elements that go into credentials, in order
    /// detail = null / [* code] / [* [field, type, detail]] / [type, detail]     ; code list, list of records, of scalars
    /// ```
    ///
    /// Labels, views and lifetimes may change; these parts and those of the [`rules_digest`](Self::rules_digest) may not.
    #[must_use]
    pub const fn wire_digest(&self) -> [u8; 32] {
        self.wire_digest
    }

    /// What else a profile number fixes: SHA-256 over what decides whether a verifier accepts a document and whether it
    /// is in force.
    ///
    /// ```cddl
    /// [status, [* in-force-by], entitlements / null, [from, years] / null,
    ///   [* [id, always: bool, bound / null, limits]]]         ; elements that go into credentials, in order
    /// limits = max / [min, max] / [max, limits / [* [optional: bool, limits]]] / null
    /// ```
    ///
    /// `max` of text, image and list; both ends of an integer; a list has the limits of its items or fields.
    #[must_use]
    pub fn rules_digest(&self) -> [u8; 32] {
        super::rules::digest(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_the_one_of_wcag() {
        let colour = |text| Colour::parse(text).unwrap();
        assert!((colour("#000000").contrast(colour("#ffffff")) - 21.0).abs() < 1e-9);
        assert!((colour("#767676").contrast(colour("#ffffff")) - 4.54).abs() < 0.01);
        assert_eq!(colour("#0A0b0C").to_hex(), "#0a0b0c");
        for text in ["", "000000", "#000", "#00000g", "#0000000", "#+00000", "#é0000"] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }
}
