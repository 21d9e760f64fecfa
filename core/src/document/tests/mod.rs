//! What the parts of the room do together.
#![allow(clippy::as_conversions)]

mod faults;
mod in_force;
mod kinds;
mod properties;
mod records;
mod values;

use super::{Date, Descriptor, ElementId, Kinds, Value};

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn shipped(kind: &str) -> Descriptor {
    Kinds::shipped().by_kind(kind).unwrap().clone()
}

fn id(text: &str) -> ElementId {
    ElementId::parse(text).unwrap()
}

fn date_value(text: &str) -> Value {
    Value::Date(day(text))
}
