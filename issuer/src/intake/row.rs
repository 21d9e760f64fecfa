//! From the fields of a row to a record.

use chop_core::document::{Cell, Column, Descriptor, ElementType, FieldRule, Record};
use chop_core::exchange::offline::ClaimCode;
use serde_json::{Map, Value as Json};

use super::picture::Pictures;
use super::{ClaimRule, Content, FaultColumn, HolderRule, Judged, Row, RowFault, RowRule, Source};
use crate::HolderRef;

/// What stands in a field.
#[derive(Clone, Copy)]
pub(super) enum Given<'a> {
    Text(&'a str),
    Json(&'a Json),
}

impl<'a> Given<'a> {
    fn text(self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Json(json) => json.as_str(),
        }
    }

    fn is_nothing(self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Json(json) => json.is_null() || json.as_str() == Some(""),
        }
    }
}

/// One field of an element.
pub(super) struct Field<'a> {
    /// Its place in the row, from 1.
    pub(super) place: usize,
    pub(super) name: &'a str,
    pub(super) given: Given<'a>,
}

/// A row as it was read.
pub(super) struct Raw<'a> {
    pub(super) row: u64,
    pub(super) holder: Option<Given<'a>>,
    pub(super) claim: Option<Given<'a>>,
    pub(super) fields: Vec<Field<'a>>,
}

/// Judges a row: every fault in it, not only the first.
pub(super) fn judge(source: &Source<'_>, pictures: &Pictures, raw: &Raw<'_>) -> Judged {
    let mut faults = Vec::new();
    let holder = match raw.holder.filter(|given| !given.is_nothing()).map(|given| given.text().map(HolderRef::parse)) {
        Some(Some(Ok(holder))) => Some(holder),
        given => {
            let rule = if given.is_none() { HolderRule::Missing } else { HolderRule::Form };
            faults.push(RowFault::holder(raw.row, rule));
            None
        }
    };
    let claim = match raw.claim.filter(|given| !given.is_nothing()).map(|given| given.text().map(ClaimCode::parse)) {
        None => None,
        Some(Some(Ok(code))) => Some(code.digest(source.issuer)),
        Some(_) => {
            faults.push(RowFault::claim(raw.row, ClaimRule::Form));
            None
        }
    };
    let record = record(source, pictures, raw, &mut faults);
    match (holder, record) {
        (Some(holder), Some(record)) if faults.is_empty() => {
            let content = Content(content(source.descriptor, &record));
            Ok(Row { row: raw.row, holder, claim, record, content })
        }
        _ => Err(faults),
    }
}

fn record(source: &Source<'_>, pictures: &Pictures, raw: &Raw<'_>, faults: &mut Vec<RowFault>) -> Option<Record> {
    let files: Vec<Option<Result<Vec<u8>, RowRule>>> = raw
        .fields
        .iter()
        .map(|field| picture_cell(source, field).and_then(|(cell, max)| pictures.of_cell(cell, max)))
        .collect();
    let cells = raw.fields.iter().zip(&files).map(|(field, file)| {
        let cell = match (file, field.given) {
            (Some(Ok(bytes)), _) => Cell::Picture(bytes),
            (Some(Err(_)), _) => Cell::Text(""),
            (None, Given::Text(text)) => Cell::Text(text),
            (None, Given::Json(json)) => Cell::Json(json),
        };
        (field.name, cell)
    });
    let made = Record::from_fields(source.descriptor, cells, source.on);
    let unread = |place: usize| match files.get(place) {
        Some(Some(Err(rule))) => Some(*rule),
        _ => None,
    };
    for (place, field) in raw.fields.iter().enumerate() {
        if let Some(rule) = unread(place) {
            faults.push(RowFault { row: raw.row, column: column(source, field), rule });
        }
    }
    let found = match made {
        Ok(record) => return Some(record),
        Err(found) => found,
    };
    for fault in found {
        let column = match &fault.column {
            // A picture that could not be read was handed on as nothing; that it is then missing is no second fault.
            Column::Element(id)
                if fault.rule == FieldRule::Missing && {
                    let place = raw.fields.iter().position(|field| field.name == id.as_str());
                    place.and_then(unread).is_some()
                } =>
            {
                continue;
            }
            Column::Element(id) => FaultColumn::Element(id.clone()),
            Column::Unknown(place) => FaultColumn::Place(raw.fields.get(*place).map_or(place + 1, |field| field.place)),
        };
        faults.push(RowFault { row: raw.row, column, rule: RowRule::Field(fault.rule) });
    }
    None
}

/// What stands in the field of a picture, and how many bytes that may have.
fn picture_cell<'a>(source: &Source<'_>, field: &Field<'a>) -> Option<(&'a str, usize)> {
    let element = source.descriptor.element(field.name)?;
    let text = field.given.text().filter(|text| !text.is_empty())?;
    if let (ElementType::Image { max }, None) = (&element.ty, &element.derive) { Some((text, *max)) } else { None }
}

fn column(source: &Source<'_>, field: &Field<'_>) -> FaultColumn {
    source
        .descriptor
        .element(field.name)
        .map_or(FaultColumn::Place(field.place), |element| FaultColumn::Element(element.id.clone()))
}

/// The values that were given, in the order of the descriptor: what a later run makes the same record of.
pub(crate) fn content(descriptor: &Descriptor, record: &Record) -> String {
    let given = descriptor.elements().iter().filter(|element| element.derive.is_none());
    let values: Map<String, Json> = given
        .filter_map(|element| Some((element.id.as_str().to_owned(), record.value(element.id.as_str())?.to_json())))
        .collect();
    Json::Object(values).to_string()
}
