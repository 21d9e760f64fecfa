//! What a document says, once every check has passed.

use crate::crypto::Kid;
use crate::document::{ElementId, Value};
use crate::language::LocalizedText;
use crate::time::UnixTime;

/// The elements of one document, and who issued it.
#[derive(Debug, Clone, PartialEq)]
pub struct DisclosedDocument {
    /// The kind, if it is one of ours.
    pub kind: Option<String>,
    /// The docType, vct or VC type.
    pub type_name: String,
    /// Who issued it.
    pub issuer: DisclosedIssuer,
    /// The elements shown, in the order of the document.
    pub elements: Vec<DisclosedElement>,
    /// What the holder's device says by itself, as the issuer authorised it to. The issuer did not sign these: they
    /// decide nothing, and a screen that shows them must say whose words they are.
    pub device_elements: Vec<DisclosedElement>,
    /// When the issuer signed the credential.
    pub signed: UnixTime,
    /// The first second after the credential's validity.
    pub valid_until: UnixTime,
}

/// An issuer as the trust bundle names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisclosedIssuer {
    /// The identifier of its key in the bundle.
    pub kid: Kid,
    /// Its name.
    pub names: LocalizedText,
}

/// One element shown.
#[derive(Debug, Clone, PartialEq)]
pub struct DisclosedElement {
    /// The name space; that of our own kinds equals the type.
    pub name_space: String,
    /// The identifier.
    pub id: String,
    /// The value.
    pub value: DisclosedValue,
}

/// A value of one of our kinds, or a foreign one under its own form.
#[derive(Clone, PartialEq)]
pub enum DisclosedValue {
    /// Checked against the descriptor.
    Known(Value),
    /// One encoded CBOR item of a foreign mdoc, bounded and well-formed.
    ForeignCbor(Vec<u8>),
    /// A JSON value of a foreign SD-JWT VC or W3C credential, bounded and strict.
    ForeignJson(serde_json::Value),
}

impl std::fmt::Debug for DisclosedValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("<redacted>")
    }
}

impl DisclosedDocument {
    /// The value of an element of our own kinds.
    #[must_use]
    pub fn known(&self, id: &str) -> Option<&Value> {
        self.elements.iter().find(|element| element.id == id).and_then(|element| match &element.value {
            DisclosedValue::Known(value) => Some(value),
            DisclosedValue::ForeignCbor(_) | DisclosedValue::ForeignJson(_) => None,
        })
    }

    /// The same, passing over foreign elements of that name.
    pub(super) fn known_value(&self, id: &ElementId) -> Option<&Value> {
        self.elements.iter().filter(|element| element.id == id.as_str()).find_map(|element| match &element.value {
            DisclosedValue::Known(value) => Some(value),
            DisclosedValue::ForeignCbor(_) | DisclosedValue::ForeignJson(_) => None,
        })
    }

    /// Whether a picture of the holder was shown.
    #[must_use]
    pub fn has_portrait(&self) -> bool {
        self.elements.iter().any(|element| matches!(element.value, DisclosedValue::Known(Value::Image(_))))
    }
}
