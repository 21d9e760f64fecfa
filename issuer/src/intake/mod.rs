//! A batch of records from CSV or JSON Lines, row by row.
//!
//! The columns are the elements of the kind that are not computed, and two of the issuer's own: `holder_ref`, the
//! department's reference of the holder, which every row has and no two rows share; and `claim_code`, which may be
//! left out. A picture is a `data:` URI or the path of a file beside the batch; one that is too large for its element
//! becomes a portrait.
//!
//! | bound | |
//! |---|---|
//! | rows | [`ROWS_MAX`] |
//! | bytes of a row | [`ROW_BYTES`] |
//! | bytes of a picture | [`PICTURE_BYTES`] |
//!
//! A row is counted as people see it: in CSV the header is row 1, in JSON Lines the first line is.

mod fault;
mod lines;
mod picture;
mod row;
mod table;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use chop_core::crypto::Kid;
use chop_core::document::{Date, Descriptor, Record};
use chop_core::exchange::offline::ClaimDigest;

use crate::{FileFault, HolderRef};

pub(crate) use picture::Pictures;
pub(crate) use row::content;

pub use fault::{ClaimRule, FaultColumn, HolderRule, PictureRule, RowFault, RowRule, ShapeRule};

/// Rows of a batch.
pub const ROWS_MAX: u64 = 1_000_000;
/// Bytes of one row.
pub const ROW_BYTES: usize = 262_144;
/// Bytes of a picture beside the batch.
pub const PICTURE_BYTES: usize = 16_777_216;
/// The column of the department's reference.
pub const HOLDER_REF: &str = "holder_ref";
/// The column of the claim code.
pub const CLAIM_CODE: &str = "claim_code";

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A batch and how it is to be read.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The file.
    pub path: &'a Path,
    /// The kind of document.
    pub descriptor: &'a Descriptor,
    /// The issuer's key, which claim codes are bound to.
    pub issuer: Kid,
    /// The day for which computed elements are judged.
    pub on: Date,
}

/// One row that can become a record.
#[derive(Debug)]
pub(crate) struct Row {
    /// Its number.
    pub(crate) row: u64,
    pub(crate) holder: HolderRef,
    /// Nothing if the code is to be drawn.
    pub(crate) claim: Option<ClaimDigest>,
    pub(crate) record: Record,
    /// The values as JSON, for the register. Never printed.
    pub(crate) content: Content,
}

/// The values of a record as a JSON object.
pub(crate) struct Content(pub(crate) String);

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("<redacted>")
    }
}

/// What a reader hands on: a row, or every fault in it.
type Judged = Result<Row, Vec<RowFault>>;

/// Reads a batch and hands on each row. A fault that ends the reading (no such columns, too many rows) is handed on as
/// the last one.
pub(crate) fn read<E: From<FileFault>>(
    source: &Source<'_>,
    pictures: &Pictures,
    each: &mut dyn FnMut(Judged) -> Result<(), E>,
) -> Result<(), E> {
    let file = File::open(source.path).map_err(FileFault::from)?;
    let mut reader = BufReader::with_capacity(65_536, file);
    let start = reader.fill_buf().map_err(FileFault::from)?;
    let text = start.strip_prefix(BYTE_ORDER_MARK).unwrap_or(start);
    let is_json = text.trim_ascii_start().first() == Some(&b'{');
    let mark = start.len() - text.len();
    reader.consume(mark);
    if is_json { lines::read(source, pictures, reader, each) } else { table::read(source, pictures, reader, each) }
}

#[cfg(test)]
mod tests;
