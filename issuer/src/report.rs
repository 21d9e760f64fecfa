//! What the register tells people: a line for each row of a batch, and lists of records.
//!
//! A kind of document whose very name hurts is named in neither.

use chop_core::document::Kinds;
use chop_core::exchange::offline::ClaimCode;
use chop_core::time::UnixTime;
use serde_json::{Map, Value, json};

use crate::batch::{Loaded, LoadedRow};
use crate::{HolderRef, RecordNumber, RecordState, Register, StoreFault};

/// A row of a batch and what became of it.
#[derive(Debug, Clone)]
pub struct RowReport<'a> {
    /// The row and its record.
    pub row: LoadedRow,
    /// The department's reference.
    pub holder: HolderRef,
    /// What became of the record.
    pub state: RecordState,
    /// Credentials that were signed.
    pub credentials: u64,
    /// The name of the delivery.
    pub file: Option<String>,
    /// The claim code, if it was drawn in this run. It is shown here and nowhere else.
    pub code: Option<&'a ClaimCode>,
}

impl RowReport<'_> {
    /// The line of a report. It has the department's reference and the claim code in it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut line = Map::new();
        let mut put = |key: &str, value: Value| line.insert(key.to_owned(), value);
        put("row", self.row.row.into());
        put("holder_ref", self.holder.expose().into());
        put("record", self.row.record.get().into());
        put("state", self.state.word().into());
        put("new", self.row.is_new.into());
        put("credentials", self.credentials.into());
        if let Some(file) = &self.file {
            put("file", file.as_str().into());
        }
        if let Some(code) = self.code {
            put("claim_code", code.expose().into());
        }
        Value::Object(line)
    }
}

/// Gives the line of each row of a batch, in order.
///
/// # Errors
/// Those of the register and of `each`.
pub fn rows<E: From<StoreFault>>(
    register: &Register,
    loaded: &Loaded,
    mut each: impl FnMut(&RowReport<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let db = register.store.read();
    for row in &loaded.rows {
        let record = db.record(row.record)?.ok_or(StoreFault::Corrupt)?;
        each(&RowReport {
            row: *row,
            holder: record.holder,
            state: record.state,
            credentials: record.credentials,
            file: record.file,
            code: loaded.codes.get(&row.record),
        })?;
    }
    Ok(())
}

/// Which records are listed; each filter that is given must fit.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of one kind.
    pub kind: Option<String>,
    /// Of one holder.
    pub holder: Option<HolderRef>,
    /// In one state.
    pub state: Option<RecordState>,
}

/// A record in a list.
#[derive(Debug, Clone)]
pub struct ListedRecord {
    /// Its number.
    pub record: RecordNumber,
    /// Its kind; none if the very name hurts, or is not known here.
    pub kind: Option<String>,
    /// The department's reference.
    pub holder: HolderRef,
    /// What became of it.
    pub state: RecordState,
    /// The batch it came in.
    pub batch: i64,
    /// Its row there.
    pub row: u64,
    /// When it came.
    pub loaded_at: UnixTime,
    /// Whether a wallet has claimed it. A pending record that was claimed is finished by the next run.
    pub is_claimed: bool,
    /// Credentials that are issued, revoked and suspended.
    pub issued: u64,
    /// Of these, revoked.
    pub revoked: u64,
    /// Of these, suspended.
    pub suspended: u64,
    /// The latest end of a credential that was not revoked.
    pub valid_until: Option<UnixTime>,
}

impl ListedRecord {
    /// The record as JSON. It has the department's reference in it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "record": self.record.get(),
            "kind": self.kind,
            "holder_ref": self.holder.expose(),
            "state": self.state.word(),
            "batch": self.batch,
            "row": self.row,
            "loaded_at": self.loaded_at.to_tdate(),
            "claimed": self.is_claimed,
            "issued": self.issued,
            "revoked": self.revoked,
            "suspended": self.suspended,
            "valid_until": self.valid_until.map(UnixTime::to_tdate),
        })
    }
}

/// Gives the records of the register, in order.
///
/// # Errors
/// Those of the register and of `each`.
pub fn list<E: From<StoreFault>>(
    register: &Register,
    filter: &Filter,
    kinds: &Kinds,
    mut each: impl FnMut(&ListedRecord) -> Result<(), E>,
) -> Result<(), E> {
    let (kind, holder) = (filter.kind.as_deref(), filter.holder.as_ref());
    register.store.read().listed(kind, holder, filter.state, |row| {
        let is_named = kinds.by_kind(&row.kind).is_some_and(|descriptor| !descriptor.is_discreet());
        each(&ListedRecord {
            record: row.number,
            kind: is_named.then_some(row.kind),
            holder: row.holder,
            state: row.state,
            batch: row.batch.get(),
            row: row.row,
            loaded_at: row.loaded_at,
            is_claimed: row.claimed,
            issued: row.issued,
            revoked: row.revoked,
            suspended: row.suspended,
            valid_until: row.valid_until,
        })
    })
}
