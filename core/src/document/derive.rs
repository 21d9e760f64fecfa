//! Elements computed from other ones when a credential is made.

use super::date::{Date, PartialDate, age_at_least};
use super::element::{Derive, Element, ElementType};
use super::text::Text;
use super::value::Value;

impl Derive {
    /// Computes the value from its source on a day: the Hong Kong day of the credential's `validFrom`.
    ///
    /// `None` if the source has another type, which the descriptor's check rules out.
    #[must_use]
    pub fn compute(&self, source: &Value, source_element: &Element, on: Date) -> Option<Value> {
        match self {
            Self::AgeOver { years, .. } => birth(source).map(|born| Value::Boolean(age_at_least(&born, *years, on))),
            Self::IdMasked { .. } => match source {
                Value::IdNumber(number) => Text::parse(&number.masked()).ok().map(Value::Text),
                _ => None,
            },
            Self::AtLeast { code: least, .. } => match (source, &source_element.ty) {
                (Value::Code(code), ElementType::Code(list)) => {
                    Some(Value::Boolean(list.rank(code.as_str())? >= list.rank(least.as_str())?))
                }
                _ => None,
            },
        }
    }
}

/// A date of birth from either type that may hold one.
pub(super) fn birth(value: &Value) -> Option<PartialDate> {
    match value {
        Value::Date(date) => Some((*date).into()),
        Value::PartialDate(date) => Some(*date),
        _ => None,
    }
}
