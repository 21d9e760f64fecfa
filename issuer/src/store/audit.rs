//! The hash chain of the audit.

use chop_core::encoding::cbor::Writer;
use chop_core::time::UnixTime;
use rusqlite::{OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

use super::{Db, convert};
use crate::{BatchNumber, ListNumber, ProposalNumber, RecordNumber, StoreFault};

/// What an entry says. Numbers and codes alone.
#[derive(Default, Clone, Copy)]
pub(crate) struct NewEntry<'a> {
    pub(crate) event: &'a str,
    pub(crate) actor: Option<&'a str>,
    pub(crate) batch: Option<BatchNumber>,
    pub(crate) record: Option<RecordNumber>,
    pub(crate) list: Option<ListNumber>,
    pub(crate) proposal: Option<ProposalNumber>,
    pub(crate) count: Option<i64>,
    pub(crate) code: Option<&'a str>,
}

/// An entry in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) seq: i64,
    pub(crate) at: UnixTime,
    pub(crate) event: String,
    pub(crate) actor: Option<String>,
    pub(crate) batch: Option<BatchNumber>,
    pub(crate) record: Option<RecordNumber>,
    pub(crate) list: Option<ListNumber>,
    pub(crate) proposal: Option<ProposalNumber>,
    pub(crate) count: Option<i64>,
    pub(crate) code: Option<String>,
    pub(crate) previous: [u8; 32],
    pub(crate) digest: [u8; 32],
}

/// The digest that stands before the first entry.
pub(crate) const START: [u8; 32] = [0; 32];

impl Link {
    fn entry(&self) -> NewEntry<'_> {
        NewEntry {
            event: &self.event,
            actor: self.actor.as_deref(),
            batch: self.batch,
            record: self.record,
            list: self.list,
            proposal: self.proposal,
            count: self.count,
            code: self.code.as_deref(),
        }
    }

    /// The digest that this entry should have.
    pub(crate) fn computed(&self) -> [u8; 32] {
        digest(self.seq, self.at, &self.entry(), &self.previous)
    }
}

/// SHA-256 over the deterministic CBOR array of everything in the entry and the digest before it.
fn digest(seq: i64, at: UnixTime, entry: &NewEntry<'_>, previous: &[u8; 32]) -> [u8; 32] {
    let mut writer = Writer::with_capacity(128);
    writer.array(11);
    writer.int(seq);
    writer.int(at.seconds());
    writer.text(entry.event);
    text(&mut writer, entry.actor);
    int(&mut writer, entry.batch.map(BatchNumber::get));
    int(&mut writer, entry.record.map(RecordNumber::get));
    int(&mut writer, entry.list.map(ListNumber::get));
    int(&mut writer, entry.proposal.map(ProposalNumber::get));
    int(&mut writer, entry.count);
    text(&mut writer, entry.code);
    writer.bytes(previous);
    Sha256::digest(writer.as_bytes()).into()
}

fn text(writer: &mut Writer, text: Option<&str>) {
    match text {
        Some(text) => writer.text(text),
        None => writer.null(),
    }
}

fn int(writer: &mut Writer, int: Option<i64>) {
    match int {
        Some(int) => writer.int(int),
        None => writer.null(),
    }
}

impl Db<'_> {
    /// Adds an entry at the end of the chain.
    pub(crate) fn append(self, at: UnixTime, entry: &NewEntry<'_>) -> Result<(), StoreFault> {
        let last: Option<(i64, [u8; 32])> = self
            .0
            .prepare_cached("SELECT seq, digest FROM audit ORDER BY seq DESC LIMIT 1")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let (seq, previous) = last.map_or((1, START), |(seq, digest)| (seq + 1, digest));
        let digest = digest(seq, at, entry, &previous);
        self.0
            .prepare_cached(
                "INSERT INTO audit (seq, at, event, actor, batch, record, list, proposal, count, code, previous,
                   digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            )?
            .execute(params![
                seq,
                at.seconds(),
                entry.event,
                entry.actor,
                entry.batch,
                entry.record,
                entry.list,
                entry.proposal,
                entry.count,
                entry.code,
                previous,
                digest
            ])?;
        Ok(())
    }

    /// Every entry in order.
    pub(crate) fn chain<E: From<StoreFault>>(self, mut each: impl FnMut(Link) -> Result<(), E>) -> Result<(), E> {
        let fault = |error: rusqlite::Error| E::from(StoreFault::from(error));
        let mut statement = self
            .0
            .prepare(
                "SELECT seq, at, event, actor, batch, record, list, proposal, count, code, previous, digest
                   FROM audit ORDER BY seq",
            )
            .map_err(fault)?;
        let mut rows = statement.query([]).map_err(fault)?;
        while let Some(row) = rows.next().map_err(fault)? {
            each(link(row).map_err(fault)?)?;
        }
        Ok(())
    }
}

fn link(row: &Row<'_>) -> rusqlite::Result<Link> {
    Ok(Link {
        seq: row.get(0)?,
        at: convert::time(row, 1)?,
        event: row.get(2)?,
        actor: row.get(3)?,
        batch: row.get(4)?,
        record: row.get(5)?,
        list: row.get(6)?,
        proposal: row.get(7)?,
        count: row.get(8)?,
        code: row.get(9)?,
        previous: row.get(10)?,
        digest: row.get(11)?,
    })
}
