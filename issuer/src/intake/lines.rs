//! JSON Lines: one object a line, UTF-8. Empty lines are passed over.

use std::io::BufRead;

use chop_core::encoding::json;

use super::picture::Pictures;
use super::row::{self, Field, Given, Raw};
use super::{CLAIM_CODE, HOLDER_REF, Judged, ROW_BYTES, ROWS_MAX, RowFault, RowRule, ShapeRule, Source};
use crate::FileFault;

pub(super) fn read<E: From<FileFault>>(
    source: &Source<'_>,
    pictures: &Pictures,
    mut input: impl BufRead,
    each: &mut dyn FnMut(Judged) -> Result<(), E>,
) -> Result<(), E> {
    let mut line = Vec::new();
    let (mut number, mut rows) = (0, 0);
    while let Some(is_whole) = next(&mut input, &mut line)? {
        number += 1;
        if line.trim_ascii().is_empty() && is_whole {
            continue;
        }
        rows += 1;
        if rows > ROWS_MAX {
            return each(Err(vec![RowFault::shape(number, ShapeRule::Rows)]));
        }
        each(if is_whole {
            judge(source, pictures, number, &line)
        } else {
            Err(vec![RowFault::shape(number, ShapeRule::RowSize)])
        })?;
    }
    if rows == 0 { each(Err(vec![RowFault::shape(1, ShapeRule::Empty)])) } else { Ok(()) }
}

/// Reads a line into `line` without its end, and says whether it is whole; of one that is too long the rest is passed
/// over. Nothing at the end of the file.
fn next(input: &mut impl BufRead, line: &mut Vec<u8>) -> Result<Option<bool>, FileFault> {
    line.clear();
    let mut is_whole = true;
    let mut is_end = true;
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok((!is_end).then_some(is_whole));
        }
        is_end = false;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let part = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or_default();
        if line.len() + part.len() > ROW_BYTES {
            is_whole = false;
        } else if is_whole {
            line.extend_from_slice(part);
        }
        let used = part.len() + usize::from(end.is_some());
        input.consume(used);
        if end.is_some() {
            return Ok(Some(is_whole));
        }
    }
}

fn judge(source: &Source<'_>, pictures: &Pictures, row: u64, line: &[u8]) -> Judged {
    let object = match json::parse(line.trim_ascii(), ROW_BYTES) {
        Ok(serde_json::Value::Object(object)) => object,
        Ok(_) => return Err(vec![RowFault::shape(row, ShapeRule::Object)]),
        Err(fault) => return Err(vec![RowFault::of_row(row, RowRule::Json(fault))]),
    };
    let mut raw = Raw { row, holder: None, claim: None, fields: Vec::with_capacity(object.len()) };
    for (place, (name, value)) in object.iter().enumerate() {
        let given = Given::Json(value);
        match name.as_str() {
            HOLDER_REF => raw.holder = Some(given),
            CLAIM_CODE => raw.claim = Some(given),
            name => raw.fields.push(Field { place: place + 1, name, given }),
        }
    }
    row::judge(source, pictures, &raw)
}
