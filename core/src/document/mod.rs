//! Kinds of document, and what stands in one.
//!
//! * [`Descriptor`]: all that is said about a kind, from one TOML file, checked as a whole; [`Kinds`]: those known.
//! * [`Record`]: one holder's values, checked against a descriptor, with what is computed from them.
//! * [`Value`], [`Date`], [`PartialDate`], [`Hkid`], [`Text`]: values that are right by construction and print nothing of
//!   themselves where logs could keep it.
//! * [`InForce`]: whether a genuine document is in force on a day.

mod cell;
mod check;
mod codes;
mod date;
mod derive;
mod descriptor;
mod element;
mod hkid;
mod ids;
mod in_force;
mod json_ld;
mod kind_fault;
mod kinds;
mod load;
mod load_element;
mod lock;
mod name;
mod picture;
#[cfg(feature = "portrait")]
pub mod portrait;
mod record;
mod rules;
mod table;
mod template;
mod text;
mod value;
mod value_read;
mod value_show;
mod wire;

pub use codes::codes;
pub use date::{Date, DateFault, PartialDate, Year, YearMonth, age_at_least};
pub use descriptor::{BeginsAtAge, Card, Colour, Descriptor, LegalEffect, Retention, StatusMode, Validity, View};
pub use element::{Bound, CodeLabel, CodeList, Derive, Disclose, Element, ElementType, Field, ListShape, Sensitivity};
pub use hkid::{Hkid, HkidFault};
pub use ids::{Code, DocType, ElementId, IdFault, KindName, VcType, Vct, ViewId};
pub use in_force::{Entitlement, InForce, NotInForce};
pub use kind_fault::{CardRule, ElementRule, KeyRule, KindFault, KindRule, Place, ValidityRule, ViewRule, WireRule};
pub use kinds::{KindClash, Kinds};
pub use lock::LockFault;
pub use name::TextFormat;
pub use picture::PictureFormat;
pub use record::{Cell, Column, FieldFault, FieldRule, Record};
pub use template::{TableTemplate, csv_template, new_kind};
pub use text::{Text, TextFault};
pub use value::{Integer, ListItem, ListRecord, Scalar, Value, ValueFault};

#[cfg(test)]
mod tests;
