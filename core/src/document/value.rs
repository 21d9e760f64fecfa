//! Values of elements.

use std::fmt;

use super::date::{Date, PartialDate};
use super::element::{Element, ElementType, Field, ListShape, integer_max};
use super::hkid::Hkid;
use super::ids::{Code, ElementId};
use super::text::Text;
use crate::encoding::cbor::Writer;
use crate::encoding::limits::PORTRAIT_BYTES;
use crate::time::UnixTime;

/// Why something is not a value of its element. It never holds the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueFault {
    /// Another type than the descriptor's, or another encoding of it.
    Type,
    /// A number outside its range.
    Range,
    /// A control character or a bidirectional control.
    Text,
    /// Not a real day in its one form.
    Date,
    /// Not a time in its one form.
    Time,
    /// A code that the list does not have.
    Code,
    /// Too many characters, bytes or items.
    Length,
    /// Not a name as names are written.
    Name,
    /// Not an identity number, or not its check digit.
    IdNumber,
    /// Not a picture of a known format.
    Image,
    /// A list item with a field too many, twice or missing.
    List,
}

impl ValueFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Type => "value.type",
            Self::Range => "value.range",
            Self::Text => "value.text",
            Self::Date => "value.date",
            Self::Time => "value.time",
            Self::Code => "value.code",
            Self::Length => "value.length",
            Self::Name => "value.name",
            Self::IdNumber => "value.id-number",
            Self::Image => "value.image",
            Self::List => "value.list",
        }
    }

    /// Every variant, for the table of codes.
    pub const ALL: [Self; 11] = [
        Self::Type,
        Self::Range,
        Self::Text,
        Self::Date,
        Self::Time,
        Self::Code,
        Self::Length,
        Self::Name,
        Self::IdNumber,
        Self::Image,
        Self::List,
    ];
}

impl fmt::Display for ValueFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for ValueFault {}

/// An integer that every format carries: |n| ≤ 2^53 − 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Integer(i64);

impl Integer {
    /// An integer in range.
    ///
    /// # Errors
    /// `value.range` beyond 2^53 − 1.
    pub fn new(n: i64) -> Result<Self, ValueFault> {
        if n.checked_abs().is_some_and(|n| n <= integer_max()) { Ok(Self(n)) } else { Err(ValueFault::Range) }
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

/// The value of one element (personal-code-1 §2). `Debug` prints nothing of it.
///
/// ```
/// use chop_core::document::{Date, Value};
/// use chop_core::encoding::cbor::Writer;
/// let mut writer = Writer::new();
/// Value::Date(Date::parse("2021-11-30").unwrap()).write_cbor(&mut writer);
/// assert_eq!(writer.as_bytes(), b"\xd9\x03\xec\x6a2021-11-30");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// Text as issued.
    Text(Text),
    /// An integer.
    Integer(Integer),
    /// Yes or no.
    Boolean(bool),
    /// A day.
    Date(Date),
    /// A second.
    DateTime(UnixTime),
    /// A day, a month or a year.
    PartialDate(PartialDate),
    /// A code of the element's list.
    Code(Code),
    /// A Hong Kong identity number.
    IdNumber(Hkid),
    /// The bytes of a picture file.
    Image(Vec<u8>),
    /// A list of scalars or of flat records.
    List(Vec<ListItem>),
}

/// One item of a list.
#[derive(Clone, PartialEq, Eq)]
pub enum ListItem {
    /// A scalar.
    Scalar(Scalar),
    /// A flat record.
    Record(ListRecord),
}

/// A value that is neither a picture nor a list.
#[derive(Clone, PartialEq, Eq)]
pub struct Scalar(Value);

impl Scalar {
    /// The value, if it is a scalar.
    ///
    /// # Errors
    /// `value.type` for a picture or a list.
    pub fn new(value: Value) -> Result<Self, ValueFault> {
        if matches!(value, Value::Image(_) | Value::List(_)) { Err(ValueFault::Type) } else { Ok(Self(value)) }
    }

    /// The value.
    #[must_use]
    pub const fn value(&self) -> &Value {
        &self.0
    }
}

/// The fields of a flat record, in the bytewise order of their encoded keys; none twice.
#[derive(Clone, PartialEq, Eq)]
pub struct ListRecord(Vec<(ElementId, Scalar)>);

impl ListRecord {
    /// A record of these fields, which may come in any order.
    ///
    /// # Errors
    /// `value.list` if a field is there twice.
    pub fn new(mut fields: Vec<(ElementId, Scalar)>) -> Result<Self, ValueFault> {
        // A shorter text has the smaller head (RFC 8949 §4.2.1): length first, then bytes.
        fields.sort_by(|(a, _), (b, _)| (a.as_str().len(), a).cmp(&(b.as_str().len(), b)));
        let twice = fields.iter().zip(fields.iter().skip(1)).any(|((a, _), (b, _))| a == b);
        if twice { Err(ValueFault::List) } else { Ok(Self(fields)) }
    }

    /// The fields in order.
    pub fn iter(&self) -> impl Iterator<Item = (&ElementId, &Scalar)> {
        self.0.iter().map(|(id, value)| (id, value))
    }

    /// The value of one field.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Value> {
        self.0.iter().find(|(field, _)| field.as_str() == id).map(|(_, value)| value.value())
    }
}

impl Value {
    /// Writes the value as deterministic CBOR (personal-code-1 §2): dates under tag 1004, times under tag 0, a partial
    /// date that is a whole day as a date and any other as text.
    pub fn write_cbor(&self, writer: &mut Writer) {
        match self {
            Self::Text(text) => writer.text(text.as_str()),
            Self::Integer(n) => writer.int(n.get()),
            Self::Boolean(value) => writer.bool(*value),
            Self::Date(date) | Self::PartialDate(PartialDate::Day(date)) => {
                writer.tag(1004);
                writer.text(&date.to_string());
            }
            Self::DateTime(time) => {
                writer.tag(0);
                writer.text(&time.to_tdate());
            }
            Self::PartialDate(date) => writer.text(&date.to_string()),
            Self::Code(code) => writer.text(code.as_str()),
            Self::IdNumber(number) => writer.text(number.expose()),
            Self::Image(bytes) => writer.bytes(bytes),
            Self::List(items) => {
                writer.array(items.len());
                for item in items {
                    match item {
                        ListItem::Scalar(scalar) => scalar.value().write_cbor(writer),
                        ListItem::Record(record) => {
                            writer.map(record.0.len());
                            for (id, scalar) in &record.0 {
                                writer.text(id.as_str());
                                scalar.value().write_cbor(writer);
                            }
                        }
                    }
                }
            }
        }
    }

    /// The value as deterministic CBOR.
    #[must_use]
    pub fn to_cbor(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        self.write_cbor(&mut writer);
        writer.into_bytes()
    }

    /// Whether this is a value of an element: the type, the range, the list of codes, the lengths and the fields.
    ///
    /// # Errors
    /// `value.type`, `value.range`, `value.code`, `value.length`, `value.list`.
    pub fn check(&self, ty: &ElementType) -> Result<(), ValueFault> {
        match (self, ty) {
            (Self::Text(text), ElementType::Text { max, .. }) => bounded(text.characters(), *max),
            (Self::Integer(n), ElementType::Integer { min, max }) => {
                if (*min..=*max).contains(&n.get()) { Ok(()) } else { Err(ValueFault::Range) }
            }
            (Self::Boolean(_), ElementType::Boolean)
            | (Self::Date(_), ElementType::Date)
            | (Self::DateTime(_), ElementType::DateTime)
            | (Self::PartialDate(_), ElementType::PartialDate)
            | (Self::IdNumber(_), ElementType::IdNumber) => Ok(()),
            (Self::Code(code), ElementType::Code(list)) => {
                list.rank(code.as_str()).map(|_| ()).ok_or(ValueFault::Code)
            }
            (Self::Image(bytes), ElementType::Image { max }) => bounded(bytes.len(), (*max).min(PORTRAIT_BYTES)),
            (Self::List(items), ElementType::List { max, shape }) => {
                bounded(items.len(), *max)?;
                items.iter().try_for_each(|item| match (item, shape) {
                    (ListItem::Scalar(scalar), ListShape::Scalar(ty)) => scalar.value().check(ty),
                    (ListItem::Record(record), ListShape::Record(fields)) => check_record(record, fields),
                    (ListItem::Scalar(_), ListShape::Record(_)) | (ListItem::Record(_), ListShape::Scalar(_)) => {
                        Err(ValueFault::Type)
                    }
                })
            }
            _ => Err(ValueFault::Type),
        }
    }

    /// Checks what an issuer must besides: names as names are written, masks that mask, pictures that are pictures.
    ///
    /// # Errors
    /// As [`check`](Self::check), and `value.name`, `value.id-number`, `value.image`; `value.length` for text, a
    /// picture or a list with nothing in it.
    pub fn check_for_issue(&self, element: &Element) -> Result<(), ValueFault> {
        self.check(&element.ty)?;
        self.check_content(&element.ty)
    }

    fn check_content(&self, ty: &ElementType) -> Result<(), ValueFault> {
        match (self, ty) {
            (Self::Text(text), _) if text.as_str().is_empty() => Err(ValueFault::Length),
            (Self::Text(text), ElementType::Text { format, .. }) => format.check(text),
            (Self::Image(bytes), _) => super::picture::PictureFormat::sniff(bytes).map(|_| ()).ok_or(ValueFault::Image),
            (Self::List(items), _) if items.is_empty() => Err(ValueFault::Length),
            (Self::List(items), ElementType::List { shape, .. }) => {
                items.iter().try_for_each(|item| match (item, shape) {
                    (ListItem::Scalar(scalar), ListShape::Scalar(ty)) => scalar.value().check_content(ty),
                    (ListItem::Record(record), ListShape::Record(fields)) => fields.iter().try_for_each(|field| {
                        record.get(field.id.as_str()).map_or(Ok(()), |value| value.check_content(&field.ty))
                    }),
                    _ => Err(ValueFault::Type),
                })
            }
            _ => Ok(()),
        }
    }
}

fn bounded(length: usize, max: usize) -> Result<(), ValueFault> {
    if length <= max { Ok(()) } else { Err(ValueFault::Length) }
}

fn check_record(record: &ListRecord, fields: &[Field]) -> Result<(), ValueFault> {
    if record.iter().any(|(id, _)| fields.iter().all(|field| field.id != *id)) {
        return Err(ValueFault::List);
    }
    fields.iter().try_for_each(|field| match record.get(field.id.as_str()) {
        Some(value) => value.check(&field.ty),
        None if field.optional => Ok(()),
        None => Err(ValueFault::List),
    })
}

macro_rules! redacted {
    ($($name:ident),*) => {
        $(impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("<redacted>")
            }
        })*
    };
}

redacted!(Value, ListItem, Scalar, ListRecord);
