//! Why a row is not taken. None of it holds a value.

use std::fmt;

use chop_core::document::portrait::PortraitFault;
use chop_core::document::{ElementId, FieldRule};
use chop_core::encoding::json::JsonFault;

use super::{CLAIM_CODE, HOLDER_REF};

/// A fault of a batch, in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// The row: in CSV the header is row 1.
    pub row: u64,
    /// The column.
    pub column: FaultColumn,
    /// What is wrong.
    pub rule: RowRule,
}

/// Where in a row a fault is. An unknown column is named by its place, from 1: its text may be somebody's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultColumn {
    /// The row as a whole.
    Row,
    /// The department's reference.
    HolderRef,
    /// The claim code.
    ClaimCode,
    /// An element of the kind.
    Element(ElementId),
    /// The column at this place, from 1.
    Place(usize),
}

impl fmt::Display for FaultColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Row => Ok(()),
            Self::HolderRef => f.write_str(HOLDER_REF),
            Self::ClaimCode => f.write_str(CLAIM_CODE),
            Self::Element(id) => id.fmt(f),
            Self::Place(place) => place.fmt(f),
        }
    }
}

/// What is wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowRule {
    /// The form of the row or of the whole batch.
    Shape(ShapeRule),
    /// The line is not JSON as chop reads it.
    Json(JsonFault),
    /// The value of an element.
    Field(FieldRule),
    /// The department's reference.
    Holder(HolderRule),
    /// The claim code.
    Claim(ClaimRule),
    /// A picture beside the batch.
    Picture(PictureRule),
    /// A picture that gives no portrait.
    Portrait(PortraitFault),
}

/// The form of a row or of the whole batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShapeRule {
    /// Not UTF-8.
    Encoding,
    /// More or fewer fields than the header.
    Fields,
    /// Larger than a row may be.
    RowSize,
    /// More rows than a batch may have.
    Rows,
    /// No row at all.
    Empty,
    /// The line is JSON, but no object.
    Object,
}

/// The department's reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HolderRule {
    /// There is none.
    Missing,
    /// Longer than 64 characters, or with control characters, or no text.
    Form,
    /// Two rows have it.
    Twice,
    /// A correction for a holder who has no such document here.
    Unknown,
    /// A correction for a holder who has several such documents.
    Several,
}

/// The claim code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimRule {
    /// Not a claim code.
    Form,
    /// Two rows have it.
    Twice,
    /// Another record has it.
    Taken,
}

/// A picture beside the batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureRule {
    /// The path leads out of the folder of the batch.
    Path,
    /// No such file, or it cannot be read.
    Missing,
    /// Larger than a picture may be.
    Size,
}

impl RowRule {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Shape(ShapeRule::Encoding) => "intake.encoding",
            Self::Shape(ShapeRule::Fields) => "intake.fields",
            Self::Shape(ShapeRule::RowSize) => "intake.row-size",
            Self::Shape(ShapeRule::Rows) => "intake.rows",
            Self::Shape(ShapeRule::Empty) => "intake.empty",
            Self::Shape(ShapeRule::Object) => "intake.object",
            Self::Json(fault) => fault.code(),
            Self::Field(FieldRule::Value(fault)) => fault.code(),
            Self::Field(FieldRule::Missing) => "record.missing",
            Self::Field(FieldRule::Unknown) => "record.unknown-column",
            Self::Field(FieldRule::Duplicate) => "record.duplicate-column",
            Self::Field(FieldRule::Derived) => "record.derived-column",
            Self::Holder(HolderRule::Missing) => "intake.holder-missing",
            Self::Holder(HolderRule::Form) => "intake.holder-form",
            Self::Holder(HolderRule::Twice) => "intake.holder-twice",
            Self::Holder(HolderRule::Unknown) => "intake.holder-unknown",
            Self::Holder(HolderRule::Several) => "intake.holder-several",
            Self::Claim(ClaimRule::Form) => "claim.code",
            Self::Claim(ClaimRule::Twice) => "intake.claim-twice",
            Self::Claim(ClaimRule::Taken) => "intake.claim-taken",
            Self::Picture(PictureRule::Path) => "intake.picture-path",
            Self::Picture(PictureRule::Missing) => "intake.picture-missing",
            Self::Picture(PictureRule::Size) => "intake.picture-size",
            Self::Portrait(fault) => fault.code(),
        }
    }

    /// Every rule of the issuer's own, for the table of codes.
    pub const OWN: [Self; 16] = [
        Self::Shape(ShapeRule::Encoding),
        Self::Shape(ShapeRule::Fields),
        Self::Shape(ShapeRule::RowSize),
        Self::Shape(ShapeRule::Rows),
        Self::Shape(ShapeRule::Empty),
        Self::Shape(ShapeRule::Object),
        Self::Holder(HolderRule::Missing),
        Self::Holder(HolderRule::Form),
        Self::Holder(HolderRule::Twice),
        Self::Holder(HolderRule::Unknown),
        Self::Holder(HolderRule::Several),
        Self::Claim(ClaimRule::Twice),
        Self::Claim(ClaimRule::Taken),
        Self::Picture(PictureRule::Path),
        Self::Picture(PictureRule::Missing),
        Self::Picture(PictureRule::Size),
    ];
}

impl RowFault {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.rule.code()
    }

    pub(crate) const fn of_row(row: u64, rule: RowRule) -> Self {
        Self { row, column: FaultColumn::Row, rule }
    }

    pub(crate) const fn shape(row: u64, rule: ShapeRule) -> Self {
        Self::of_row(row, RowRule::Shape(rule))
    }

    pub(crate) const fn holder(row: u64, rule: HolderRule) -> Self {
        Self { row, column: FaultColumn::HolderRef, rule: RowRule::Holder(rule) }
    }

    pub(crate) const fn claim(row: u64, rule: ClaimRule) -> Self {
        Self { row, column: FaultColumn::ClaimCode, rule: RowRule::Claim(rule) }
    }
}
