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
            Self::IdMasked { .. } => {
                let Value::IdNumber(number) = source else { return None };
                Text::parse(&number.masked()).ok().map(Value::Text)
            }
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
    if let Value::Date(date) = value {
        return Some((*date).into());
    }
    let Value::PartialDate(date) = value else { return None };
    Some(*date)
}
