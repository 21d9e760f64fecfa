//! One holder's values for one kind of document.

use std::fmt;

use serde_json::{Map, Value as Json};

use super::cell;
use super::date::Date;
use super::derive::birth;
use super::descriptor::Descriptor;
use super::element::Element;
use super::ids::{ElementId, KindName};
use super::value::{Value, ValueFault};

/// What a column of a table, or a key of an object, holds.
pub enum Cell<'a> {
    /// Text, in the forms that the [type](super::ElementType) has in a table; empty text is nothing.
    Text(&'a str),
    /// The bytes of a picture.
    Picture(&'a [u8]),
    /// A JSON value; `null` is nothing.
    Json(&'a Json),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a [u8]> for Cell<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Picture(bytes)
    }
}

impl<'a> From<&'a Json> for Cell<'a> {
    fn from(json: &'a Json) -> Self {
        Self::Json(json)
    }
}

impl fmt::Debug for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

/// Where in a record a fault is. An unknown column is named by its place: without a header row its text would be
/// somebody's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// The column of an element.
    Element(ElementId),
    /// The column at this place, from 0, is none of the kind's.
    Unknown(usize),
}

/// Why a field of a record cannot be taken. It never holds the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldRule {
    /// The value is not one of its element.
    Value(ValueFault),
    /// A value that must be there is not.
    Missing,
    /// No element has this column's name.
    Unknown,
    /// Two columns have one name.
    Duplicate,
    /// The element is computed: a value for it is not taken from a table.
    Derived,
}

/// A fault in one field of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// Where.
    pub column: Column,
    /// What.
    pub rule: FieldRule,
}

impl FieldFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self.rule {
            FieldRule::Value(fault) => fault.code(),
            FieldRule::Missing => "record.missing",
            FieldRule::Unknown => "record.unknown-column",
            FieldRule::Duplicate => "record.duplicate-column",
            FieldRule::Derived => "record.derived-column",
        }
    }
}

impl fmt::Display for FieldFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Column::Element(id) => write!(f, "{id}: {}", self.code()),
            Column::Unknown(place) => write!(f, "column {}: {}", place + 1, self.code()),
        }
    }
}

impl std::error::Error for FieldFault {}

/// One holder's values for one kind of document, checked, with what is computed from them.
///
/// ```
/// use chop_core::document::{Date, Kinds, Record};
/// let kinds = Kinds::shipped();
/// let kind = kinds.by_kind("age-proof").unwrap();
/// let on = Date::parse("2026-11-24").unwrap();
/// let record = Record::from_fields(kind, [("birth_date", "1958")], on).unwrap();
/// let shown: Vec<_> = record.elements().into_iter().map(|(id, value)| (id.to_string(), value.is_some())).collect();
/// assert_eq!(shown[0], ("age_over_18".to_owned(), true));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    kind: KindName,
    values: Vec<Slot>,
    begins: Date,
}

#[derive(Clone, PartialEq, Eq)]
struct Slot {
    id: ElementId,
    issued: bool,
    value: Option<Value>,
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record").field("kind", &self.kind).field("values", &"<redacted>").finish()
    }
}

impl Record {
    /// Makes a record from named fields, in any order. `on` is the Hong Kong day of `validFrom`; if the document begins
    /// at an age that the holder has not reached then, the day of that birthday takes its place.
    ///
    /// # Errors
    /// Every fault with its column: `value.*`, `record.missing`, `record.unknown-column`, `record.duplicate-column`,
    /// `record.derived-column`.
    pub fn from_fields<'a, C: Into<Cell<'a>>>(
        descriptor: &Descriptor,
        fields: impl IntoIterator<Item = (&'a str, C)>,
        on: Date,
    ) -> Result<Self, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let mut given: Vec<(&Element, Option<Value>)> = Vec::new();
        for (place, (name, cell)) in fields.into_iter().enumerate() {
            let Some(element) = descriptor.element(name) else {
                faults.push(FieldFault { column: Column::Unknown(place), rule: FieldRule::Unknown });
                continue;
            };
            let mut fault = |rule| faults.push(FieldFault { column: Column::Element(element.id.clone()), rule });
            if given.iter().any(|(other, _)| other.id == element.id) {
                fault(FieldRule::Duplicate);
                continue;
            }
            let value = match read(cell.into(), element) {
                Ok(None) if element.derive.is_some() || element.optional => None,
                Ok(None) => {
                    fault(FieldRule::Missing);
                    None
                }
                Ok(Some(_)) | Err(_) if element.derive.is_some() => {
                    fault(FieldRule::Derived);
                    None
                }
                Ok(value) => value,
                Err(reason) => {
                    fault(FieldRule::Value(reason));
                    None
                }
            };
            given.push((element, value));
        }
        for element in descriptor.elements() {
            let required = !element.optional && element.derive.is_none();
            if required && given.iter().all(|(other, _)| other.id != element.id) {
                faults.push(FieldFault { column: Column::Element(element.id.clone()), rule: FieldRule::Missing });
            }
        }
        if faults.is_empty() { Ok(Self::complete(descriptor, &given, on)) } else { Err(faults) }
    }

    /// Makes a record from an object of JSON Lines, each value a string as in a table or a JSON value.
    ///
    /// # Errors
    /// As [`from_fields`](Self::from_fields).
    pub fn from_json(descriptor: &Descriptor, object: &Map<String, Json>, on: Date) -> Result<Self, Vec<FieldFault>> {
        Self::from_fields(descriptor, object.iter().map(|(key, value)| (key.as_str(), value)), on)
    }

    fn complete(descriptor: &Descriptor, given: &[(&Element, Option<Value>)], on: Date) -> Self {
        let value = |id: &ElementId| given.iter().find(|(element, _)| element.id == *id).and_then(|(_, value)| value.as_ref());
        let birthday = descriptor
            .validity()
            .begins_at_age
            .as_ref()
            .and_then(|begins| Some(birth(value(&begins.from)?)?.latest().anniversary(begins.years)));
        let begins = birthday.map_or(on, |birthday| on.max(birthday));
        let slot = |element: &Element| Slot {
            id: element.id.clone(),
            issued: element.is_issued(),
            value: match &element.derive {
                None => value(&element.id).cloned(),
                Some(derive) => value(derive.source())
                    .zip(descriptor.element(derive.source().as_str()))
                    .and_then(|(source, source_element)| derive.compute(source, source_element, begins)),
            },
        };
        Self { kind: descriptor.kind().clone(), values: descriptor.elements().iter().map(slot).collect(), begins }
    }

    /// The kind of document.
    #[must_use]
    pub const fn kind(&self) -> &KindName {
        &self.kind
    }

    /// The first Hong Kong day on which a credential of this record may be valid, and for which what depends on a day
    /// was computed.
    #[must_use]
    pub const fn begins(&self) -> Date {
        self.begins
    }

    /// What goes into credentials, in the order of the descriptor; `None` for an absent optional element.
    #[must_use]
    pub fn elements(&self) -> Vec<(ElementId, Option<Value>)> {
        self.values.iter().filter(|slot| slot.issued).map(|slot| (slot.id.clone(), slot.value.clone())).collect()
    }

    /// One value, also of those that stay in the record.
    #[must_use]
    pub fn value(&self, id: &str) -> Option<&Value> {
        self.values.iter().find(|slot| slot.id.as_str() == id).and_then(|slot| slot.value.as_ref())
    }
}

fn read(cell: Cell<'_>, element: &Element) -> Result<Option<Value>, ValueFault> {
    match cell {
        Cell::Text("") | Cell::Json(Json::Null) => Ok(None),
        Cell::Json(Json::String(text)) if text.is_empty() => Ok(None),
        Cell::Text(text) => cell::read(text, element).map(Some),
        Cell::Json(json) => cell::read_json(json, element).map(Some),
        Cell::Picture(bytes) => {
            let value = Value::Image(bytes.to_vec());
            value.check_for_issue(element)?;
            Ok(Some(value))
        }
    }
}
