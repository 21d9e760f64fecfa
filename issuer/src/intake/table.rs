//! CSV (RFC 4180), UTF-8 with or without byte order mark, a header row first.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use chop_core::document::FieldRule;
use csv::{ByteRecord, ErrorKind, ReaderBuilder};

use super::picture::Pictures;
use super::row::{self, Field, Given, Raw};
use super::{
    CLAIM_CODE, FaultColumn, HOLDER_REF, HolderRule, Judged, ROW_BYTES, ROWS_MAX, RowFault, RowRule, ShapeRule, Source,
};
use crate::FileFault;

const BUFFER: usize = 65_536;

/// A reader that stops when one row asks for more than a row may have: a quote that is never closed makes one row of
/// the whole file.
struct Bounded<R> {
    inner: R,
    left: Rc<Cell<usize>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = self.left.get().min(buffer.len());
        if most == 0 && !buffer.is_empty() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let read = self.inner.read(buffer.get_mut(..most).unwrap_or_default())?;
        self.left.set(self.left.get() - read);
        Ok(read)
    }
}

/// What each column is for.
enum Place {
    Holder,
    Claim,
    Element(String),
}

pub(super) fn read<E: From<FileFault>>(
    source: &Source<'_>,
    pictures: &Pictures,
    input: impl Read,
    each: &mut dyn FnMut(Judged) -> Result<(), E>,
) -> Result<(), E> {
    let left = Rc::new(Cell::new(0));
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(BUFFER)
        .from_reader(Bounded { inner: input, left: Rc::clone(&left) });
    let mut record = ByteRecord::new();
    let mut next = |record: &mut ByteRecord| {
        left.set(ROW_BYTES + BUFFER);
        reader.read_byte_record(record).map_err(|error| {
            // Bytes are not decoded and rows may differ in length: nothing but reading can fail.
            if let ErrorKind::Io(error) = error.kind() { FileFault::from(error) } else { FileFault::Io }
        })
    };
    // The header is row 1.
    let mut row = 1;
    let places = match next(&mut record) {
        Ok(true) => match header(source, &record) {
            Ok(places) => places,
            Err(faults) => return each(Err(faults)),
        },
        Ok(false) => return each(Err(vec![RowFault::shape(row, ShapeRule::Empty)])),
        Err(FileFault::Size) => return each(Err(vec![RowFault::shape(row, ShapeRule::RowSize)])),
        Err(fault) => return Err(fault.into()),
    };
    loop {
        row += 1;
        match next(&mut record) {
            Ok(true) if row - 1 > ROWS_MAX => return each(Err(vec![RowFault::shape(row, ShapeRule::Rows)])),
            Ok(true) => each(judge(source, pictures, &places, row, &record))?,
            Ok(false) if row == 2 => return each(Err(vec![RowFault::shape(row, ShapeRule::Empty)])),
            Ok(false) => return Ok(()),
            Err(FileFault::Size) => return each(Err(vec![RowFault::shape(row, ShapeRule::RowSize)])),
            Err(fault) => return Err(fault.into()),
        }
    }
}

/// The header: every column known, none twice, none missing. With a fault here no row could be right.
fn header(source: &Source<'_>, record: &ByteRecord) -> Result<Vec<Place>, Vec<RowFault>> {
    let mut faults = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    let mut places = Vec::new();
    let fault = |column, rule| RowFault { row: 1, column, rule: RowRule::Field(rule) };
    for (place, name) in record.iter().enumerate() {
        let Ok(name) = std::str::from_utf8(name) else {
            faults.push(RowFault {
                row: 1,
                column: FaultColumn::Place(place + 1),
                rule: RowRule::Shape(ShapeRule::Encoding),
            });
            continue;
        };
        let (column, found) = match (name, source.descriptor.element(name)) {
            (HOLDER_REF, _) => (FaultColumn::HolderRef, Place::Holder),
            (CLAIM_CODE, _) => (FaultColumn::ClaimCode, Place::Claim),
            (_, Some(element)) => (FaultColumn::Element(element.id.clone()), Place::Element(name.to_owned())),
            (_, None) => {
                faults.push(fault(FaultColumn::Place(place + 1), FieldRule::Unknown));
                continue;
            }
        };
        if names.contains(&name) {
            faults.push(fault(column, FieldRule::Duplicate));
        }
        names.push(name);
        places.push(found);
    }
    if !names.contains(&HOLDER_REF) {
        faults.push(RowFault::holder(1, HolderRule::Missing));
    }
    for element in source.descriptor.elements().iter().filter(|element| !element.optional && element.derive.is_none()) {
        if !names.contains(&element.id.as_str()) {
            faults.push(fault(FaultColumn::Element(element.id.clone()), FieldRule::Missing));
        }
    }
    if faults.is_empty() { Ok(places) } else { Err(faults) }
}

fn judge(source: &Source<'_>, pictures: &Pictures, places: &[Place], row: u64, record: &ByteRecord) -> Judged {
    let whole = |rule| Err(vec![RowFault::shape(row, rule)]);
    // Each field and what separates it from the next.
    if record.as_slice().len() + record.len() > ROW_BYTES {
        return whole(ShapeRule::RowSize);
    }
    if record.len() != places.len() {
        return whole(ShapeRule::Fields);
    }
    let mut raw = Raw { row, holder: None, claim: None, fields: Vec::with_capacity(places.len()) };
    for (place, (bytes, column)) in record.iter().zip(places).enumerate() {
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Err(vec![RowFault {
                row,
                column: FaultColumn::Place(place + 1),
                rule: RowRule::Shape(ShapeRule::Encoding),
            }]);
        };
        let given = Given::Text(text);
        match column {
            Place::Holder => raw.holder = Some(given),
            Place::Claim => raw.claim = Some(given),
            Place::Element(name) => raw.fields.push(Field { place: place + 1, name, given }),
        }
    }
    row::judge(source, pictures, &raw)
}
