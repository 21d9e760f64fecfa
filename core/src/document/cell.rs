//! Values from the cells of a table, as departments send them.
//!
//! | type | cell |
//! |---|---|
//! | text | as it is |
//! | integer | `-12` |
//! | boolean | `true` or `false`, `yes` or `no`, `1` or `0`, `Y` or `N`, in any case |
//! | date, datetime, partial date | `2026-11-24`, `2026-11-24T06:00:00Z`, `1958` or `1958-06` or `1958-06-03` |
//! | code | the code |
//! | identity number | `O123456(1)`, with or without brackets, spaces, lower case, full-width forms |
//! | image | `data:image/webp;base64,…`; a program may hand over the bytes |
//! | list of scalars | `one;two` |
//! | list of records | `1:2020-01-01/2030-01-01;2:2024-06-03/`: the first field, a colon, the others in the order of the descriptor with `/` between them; an absent one is empty, absent ones at the end are left out |
//!
//! A list may be a JSON array as well. Nothing is trimmed: a space belongs to a name or is a fault.

use serde_json::Value as Json;

use super::date::{Date, PartialDate};
use super::element::{Element, ElementType, Field, ListShape};
use super::hkid::Hkid;
use super::ids::{Code, ElementId};
use super::text::Text;
use super::value::{Integer, ListItem, ListRecord, Scalar, Value, ValueFault};
use super::value_read::data_uri;
use crate::encoding::json;
use crate::time::UnixTime;

/// Bytes of a list in a cell.
const LIST_BYTES: usize = 65_536;

/// Reads a cell that is not empty, with everything that an issuer must check.
pub(super) fn read(text: &str, element: &Element) -> Result<Value, ValueFault> {
    let value = match &element.ty {
        ElementType::List { .. } if text.starts_with('[') => {
            let json = json::parse(text.as_bytes(), LIST_BYTES).map_err(|_| ValueFault::List)?;
            Value::from_json(&json, element)?
        }
        ElementType::List { max, shape } => list(text, *max, shape)?,
        ty => scalar(text, ty)?,
    };
    value.check_for_issue(element)?;
    Ok(value)
}

/// Reads a JSON value: as the product writes it, and a string also as a cell.
pub(super) fn read_json(value: &Json, element: &Element) -> Result<Value, ValueFault> {
    match value {
        Json::String(text) => read(text, element),
        Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_) | Json::Null => {
            let value = Value::from_json(value, element)?;
            value.check_for_issue(element)?;
            Ok(value)
        }
    }
}

fn scalar(text: &str, ty: &ElementType) -> Result<Value, ValueFault> {
    match ty {
        ElementType::Text { .. } => Text::parse(text).map(Value::Text).map_err(|_| ValueFault::Text),
        ElementType::Integer { .. } => integer(text).map(Value::Integer),
        ElementType::Boolean => boolean(text).map(Value::Boolean).ok_or(ValueFault::Type),
        ElementType::Date => Date::parse(text).map(Value::Date).map_err(|_| ValueFault::Date),
        ElementType::DateTime => UnixTime::parse_tdate(text).map(Value::DateTime).map_err(|_| ValueFault::Time),
        ElementType::PartialDate => PartialDate::parse(text).map(Value::PartialDate).map_err(|_| ValueFault::Date),
        ElementType::Code(_) => Code::parse(text).map(Value::Code).map_err(|_| ValueFault::Code),
        ElementType::IdNumber => Hkid::parse(text).map(Value::IdNumber).map_err(|_| ValueFault::IdNumber),
        ElementType::Image { .. } => data_uri(text).map(Value::Image),
        ElementType::List { .. } => Err(ValueFault::Type),
    }
}

fn integer(text: &str) -> Result<Integer, ValueFault> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(ValueFault::Type);
    }
    text.parse().map_err(|_| ValueFault::Range).and_then(Integer::new)
}

fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "1" => Some(true),
        "false" | "no" | "n" | "0" => Some(false),
        _ => None,
    }
}

fn list(text: &str, max: usize, shape: &ListShape) -> Result<Value, ValueFault> {
    if text.len() > LIST_BYTES || text.split(';').nth(max).is_some() {
        return Err(ValueFault::Length);
    }
    let item = |text: &str| match shape {
        ListShape::Scalar(ty) => Scalar::new(scalar(text, ty)?).map(ListItem::Scalar),
        ListShape::Record(fields) => record(text, fields),
    };
    text.split(';').map(item).collect::<Result<_, _>>().map(Value::List)
}

fn record(text: &str, fields: &[Field]) -> Result<ListItem, ValueFault> {
    let (head, tail) = text.split_once(':').map_or((text, None), |(head, tail)| (head, Some(tail)));
    let mut cells = std::iter::once(head).chain(tail.into_iter().flat_map(|tail| tail.split('/')));
    let mut record: Vec<(ElementId, Scalar)> = Vec::new();
    for field in fields {
        match cells.next() {
            Some(cell) if !cell.is_empty() => record.push((field.id.clone(), Scalar::new(scalar(cell, &field.ty)?)?)),
            _ => {}
        }
    }
    if cells.next().is_some() {
        return Err(ValueFault::List);
    }
    ListRecord::new(record).map(ListItem::Record)
}
