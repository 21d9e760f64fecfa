//! Values from CBOR and from JSON, judged by the descriptor.

use base64ct::{Base64, Encoding};
use serde_json::Value as Json;

use super::date::{Date, PartialDate};
use super::element::{Element, ElementType, Field, ListShape};
use super::hkid::Hkid;
use super::ids::Code;
use super::picture::PictureFormat;
use super::text::Text;
use super::value::{Integer, ListItem, ListRecord, Scalar, Value, ValueFault};
use crate::encoding::cbor::{Item, Node};
use crate::encoding::limits::PORTRAIT_BYTES;
use crate::time::UnixTime;

impl Value {
    /// Reads the value of an element from CBOR, with every rule of personal-code-1 §2.
    ///
    /// # Errors
    /// Any [`ValueFault`] but `value.name` and `value.image`: what a name or a picture looks like is the issuer's
    /// matter, not a reason to call a genuine document something else.
    pub fn from_cbor(item: &Item<'_>, element: &Element) -> Result<Self, ValueFault> {
        let value = cbor_value(item, &element.ty)?;
        value.check(&element.ty)?;
        Ok(value)
    }

    /// Reads the value of an element from JSON as [`to_json`](Self::to_json) writes it.
    ///
    /// # Errors
    /// Any [`ValueFault`] but `value.name`.
    pub fn from_json(json: &Json, element: &Element) -> Result<Self, ValueFault> {
        let value = json_value(json, &element.ty)?;
        value.check(&element.ty)?;
        Ok(value)
    }
}

fn text(text: &str) -> Result<Value, ValueFault> {
    Text::parse(text).map(Value::Text).map_err(|_| ValueFault::Text)
}

fn code(text: &str) -> Result<Value, ValueFault> {
    Code::parse(text).map(Value::Code).map_err(|_| ValueFault::Code)
}

fn id_number(text: &str) -> Result<Value, ValueFault> {
    Hkid::parse_canonical(text).map(Value::IdNumber).map_err(|_| ValueFault::IdNumber)
}

fn date(text: &str) -> Result<Date, ValueFault> {
    Date::parse(text).map_err(|_| ValueFault::Date)
}

fn cbor_value(item: &Item<'_>, ty: &ElementType) -> Result<Value, ValueFault> {
    let as_text = || item.as_text().ok_or(ValueFault::Type);
    match ty {
        ElementType::Text { .. } => text(as_text()?),
        ElementType::Integer { .. } => match item.node() {
            Node::Uint(_) | Node::Nint(_) => {
                item.as_int().ok_or(ValueFault::Range).and_then(Integer::new).map(Value::Integer)
            }
            _ => Err(ValueFault::Type),
        },
        ElementType::Boolean => item.as_bool().map(Value::Boolean).ok_or(ValueFault::Type),
        ElementType::Date => cbor_date(item).map(Value::Date),
        ElementType::DateTime => {
            let text = item.as_tag(0).and_then(Item::as_text).ok_or(ValueFault::Type)?;
            UnixTime::parse_tdate(text).map(Value::DateTime).map_err(|_| ValueFault::Time)
        }
        ElementType::PartialDate => match item.as_text().map(PartialDate::parse) {
            None => cbor_date(item).map(|date| Value::PartialDate(date.into())),
            // A whole day has one form, the tagged one.
            Some(Ok(PartialDate::Day(_))) | Some(Err(_)) => Err(ValueFault::Date),
            Some(Ok(date)) => Ok(Value::PartialDate(date)),
        },
        ElementType::Code(_) => code(as_text()?),
        ElementType::IdNumber => id_number(as_text()?),
        ElementType::Image { max } => {
            let bytes = item.as_bytes().ok_or(ValueFault::Type)?;
            if bytes.len() > *max { Err(ValueFault::Length) } else { Ok(Value::Image(bytes.to_vec())) }
        }
        ElementType::List { max, shape } => {
            let items = item.as_array().ok_or(ValueFault::Type)?;
            if items.len() > *max {
                return Err(ValueFault::Length);
            }
            items.iter().map(|item| cbor_list_item(item, shape)).collect::<Result<_, _>>().map(Value::List)
        }
    }
}

fn cbor_date(item: &Item<'_>) -> Result<Date, ValueFault> {
    date(item.as_tag(1004).and_then(Item::as_text).ok_or(ValueFault::Type)?)
}

fn cbor_list_item(item: &Item<'_>, shape: &ListShape) -> Result<ListItem, ValueFault> {
    match shape {
        ListShape::Scalar(ty) => Scalar::new(cbor_value(item, ty)?).map(ListItem::Scalar),
        ListShape::Record(fields) => {
            let map = item.as_map().ok_or(ValueFault::Type)?;
            let mut record = Vec::with_capacity(map.len());
            for (key, value) in map.entries() {
                let field = field_of(fields, key.as_text().ok_or(ValueFault::Type)?)?;
                record.push((field.id.clone(), Scalar::new(cbor_value(value, &field.ty)?)?));
            }
            ListRecord::new(record).map(ListItem::Record)
        }
    }
}

fn field_of<'a>(fields: &'a [Field], id: &str) -> Result<&'a Field, ValueFault> {
    fields.iter().find(|field| field.id.as_str() == id).ok_or(ValueFault::List)
}

fn json_value(json: &Json, ty: &ElementType) -> Result<Value, ValueFault> {
    let as_text = || json.as_str().ok_or(ValueFault::Type);
    match ty {
        ElementType::Text { .. } => text(as_text()?),
        ElementType::Integer { .. } => match json {
            Json::Number(n) if n.is_f64() => Err(ValueFault::Type),
            Json::Number(n) => n.as_i64().ok_or(ValueFault::Range).and_then(Integer::new).map(Value::Integer),
            _ => Err(ValueFault::Type),
        },
        ElementType::Boolean => json.as_bool().map(Value::Boolean).ok_or(ValueFault::Type),
        ElementType::Date => date(as_text()?).map(Value::Date),
        ElementType::DateTime => {
            UnixTime::parse_tdate(as_text()?).map(Value::DateTime).map_err(|_| ValueFault::Time)
        }
        ElementType::PartialDate => {
            PartialDate::parse(as_text()?).map(Value::PartialDate).map_err(|_| ValueFault::Date)
        }
        ElementType::Code(_) => code(as_text()?),
        ElementType::IdNumber => id_number(as_text()?),
        ElementType::Image { .. } => data_uri(as_text()?).map(Value::Image),
        ElementType::List { max, shape } => {
            let items = json.as_array().ok_or(ValueFault::Type)?;
            if items.len() > *max {
                return Err(ValueFault::Length);
            }
            items.iter().map(|item| json_list_item(item, shape)).collect::<Result<_, _>>().map(Value::List)
        }
    }
}

fn json_list_item(json: &Json, shape: &ListShape) -> Result<ListItem, ValueFault> {
    match shape {
        ListShape::Scalar(ty) => Scalar::new(json_value(json, ty)?).map(ListItem::Scalar),
        ListShape::Record(fields) => {
            let object = json.as_object().ok_or(ValueFault::Type)?;
            let mut record = Vec::with_capacity(object.len());
            for (key, value) in object {
                let field = field_of(fields, key)?;
                record.push((field.id.clone(), Scalar::new(json_value(value, &field.ty)?)?));
            }
            ListRecord::new(record).map(ListItem::Record)
        }
    }
}

/// The bytes of `data:<type>;base64,…`. The stated type is that of the content, or the generic one.
pub(super) fn data_uri(text: &str) -> Result<Vec<u8>, ValueFault> {
    let (media_type, body) =
        text.strip_prefix("data:").and_then(|rest| rest.split_once(";base64,")).ok_or(ValueFault::Image)?;
    if body.len() > PORTRAIT_BYTES.div_ceil(3) * 4 {
        return Err(ValueFault::Length);
    }
    let bytes = Base64::decode_vec(body).map_err(|_| ValueFault::Image)?;
    let stated = PictureFormat::sniff(&bytes).map_or(UNKNOWN_MEDIA_TYPE, PictureFormat::media_type);
    if media_type == stated { Ok(bytes) } else { Err(ValueFault::Image) }
}

/// The media type of bytes of no known format.
pub(super) const UNKNOWN_MEDIA_TYPE: &str = "application/octet-stream";
