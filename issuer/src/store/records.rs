//! Batches and records: rows as they came, and the claim on each.

use chop_core::exchange::offline::ClaimDigest;
use chop_core::time::UnixTime;
use rusqlite::{OptionalExtension, Row, params};

use super::Db;
use crate::{BatchNumber, Formats, HolderRef, RecordNumber, RecordState, StoreFault};

/// A record to be written.
pub(crate) struct NewRecord<'a> {
    pub(crate) kind: &'a str,
    pub(crate) holder: &'a HolderRef,
    pub(crate) content: &'a str,
    pub(crate) claim: ClaimDigest,
    /// Whether the claim code was drawn here, and so has to be shown to the department once.
    pub(crate) drawn: bool,
    pub(crate) batch: BatchNumber,
    pub(crate) row: u64,
    pub(crate) supersedes: Option<RecordNumber>,
}

/// A live record of a holder.
pub(crate) struct KnownRow {
    pub(crate) number: RecordNumber,
    pub(crate) state: RecordState,
    pub(crate) claim: ClaimDigest,
    pub(crate) same_content: bool,
    pub(crate) supersedes: Option<RecordNumber>,
    /// Whether its code was drawn, never shown to anyone, and no wallet has claimed it: it may be drawn again.
    pub(crate) code_unseen: bool,
}

/// What a claim leads to.
pub(crate) struct ClaimRow {
    pub(crate) number: RecordNumber,
    pub(crate) kind: String,
    pub(crate) state: RecordState,
    pub(crate) content: String,
    pub(crate) request: Option<[u8; 32]>,
    pub(crate) supersedes: Option<RecordNumber>,
}

/// A record for a report.
pub(crate) struct RecordRow {
    pub(crate) holder: HolderRef,
    pub(crate) state: RecordState,
    pub(crate) file: Option<String>,
    pub(crate) credentials: u64,
}

impl Db<'_> {
    pub(crate) fn insert_batch(self, kind: &str, rows: u64, at: UnixTime) -> Result<BatchNumber, StoreFault> {
        let number = self
            .0
            .prepare_cached("INSERT INTO batches (kind, rows, loaded_at) VALUES (?1, ?2, ?3) RETURNING number")?
            .query_one(params![kind, signed(rows), at.seconds()], |row| row.get(0))?;
        Ok(number)
    }

    pub(crate) fn insert_record(self, record: &NewRecord<'_>) -> Result<RecordNumber, StoreFault> {
        let number = self
            .0
            .prepare_cached(
                "INSERT INTO records (kind, holder_ref, content, claim, code_drawn, code_shown, state, batch, row,
                   supersedes) VALUES (?1, ?2, ?3, ?4, ?5, 0, 'pending', ?6, ?7, ?8) RETURNING number",
            )?
            .query_one(
                params![
                    record.kind,
                    record.holder,
                    record.content,
                    record.claim.as_bytes(),
                    record.drawn,
                    record.batch,
                    signed(record.row),
                    record.supersedes
                ],
                |row| row.get(0),
            )?;
        Ok(number)
    }

    /// The live records of a holder for a kind, newest first.
    pub(crate) fn live_records(
        self,
        kind: &str,
        holder: &HolderRef,
        content: &str,
    ) -> Result<Vec<KnownRow>, StoreFault> {
        let mut statement = self.0.prepare_cached(
            "SELECT number, state, claim, content = ?3, supersedes,
               code_drawn = 1 AND code_shown = 0 AND claimed_at IS NULL
               FROM records WHERE holder_ref = ?2 AND kind = ?1 AND letter IS NULL AND state IN ('pending', 'issued')
               ORDER BY number DESC",
        )?;
        let rows = statement.query_map(params![kind, holder, content], |row| {
            Ok(KnownRow {
                number: row.get(0)?,
                state: row.get(1)?,
                claim: ClaimDigest::new(row.get(2)?),
                same_content: row.get(3)?,
                supersedes: row.get(4)?,
                code_unseen: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whose claim this is.
    pub(crate) fn claim(self, claim: ClaimDigest) -> Result<Option<ClaimRow>, StoreFault> {
        Ok(self
            .0
            .prepare_cached("SELECT number, kind, state, content, request, supersedes FROM records WHERE claim = ?1")?
            .query_row([claim.as_bytes()], claim_row)
            .optional()?)
    }

    /// The record that a request has claimed.
    pub(crate) fn record_of_request(self, request: &[u8; 32]) -> Result<Option<RecordNumber>, StoreFault> {
        Ok(self
            .0
            .prepare_cached("SELECT number FROM records WHERE request = ?1")?
            .query_row([request], |row| row.get(0))
            .optional()?)
    }

    /// Takes a claim for a request, and with it the formats of the record: once, whoever else tries.
    pub(crate) fn take_claim(
        self,
        record: RecordNumber,
        request: &[u8; 32],
        file: &str,
        formats: &Formats,
        at: UnixTime,
    ) -> Result<bool, StoreFault> {
        let taken = self
            .0
            .prepare_cached(
                "UPDATE records SET claimed_at = ?4, request = ?2, file = ?3, formats = ?5
                   WHERE number = ?1 AND state = 'pending' AND claimed_at IS NULL",
            )?
            .execute(params![record, request, file, at.seconds(), formats])?;
        Ok(taken == 1)
    }

    /// Makes a record one of a letter, by the SHA-256 of its file.
    pub(crate) fn mark_letter(self, record: RecordNumber, letter: &[u8; 32]) -> Result<(), StoreFault> {
        self.0.prepare_cached("UPDATE records SET letter = ?2 WHERE number = ?1")?.execute(params![record, letter])?;
        Ok(())
    }

    /// Puts another claim in place of one whose code nobody has seen.
    pub(crate) fn replace_claim(self, record: RecordNumber, claim: ClaimDigest) -> Result<(), StoreFault> {
        self.0
            .prepare_cached(
                "UPDATE records SET claim = ?2 WHERE number = ?1 AND code_drawn = 1 AND code_shown = 0
                   AND claimed_at IS NULL",
            )?
            .execute(params![record, claim.as_bytes()])?;
        Ok(())
    }

    /// Notes that the department has a drawn code: it is never drawn again.
    pub(crate) fn mark_code_shown(self, record: RecordNumber) -> Result<(), StoreFault> {
        self.0.prepare_cached("UPDATE records SET code_shown = 1 WHERE number = ?1")?.execute([record])?;
        Ok(())
    }

    /// Ends a record that another one takes the place of, and its credentials.
    pub(crate) fn supersede(self, record: RecordNumber, at: UnixTime) -> Result<(), StoreFault> {
        self.0
            .prepare_cached(
                "UPDATE records SET state = 'superseded' WHERE number = ?1 AND state IN ('pending', 'issued')",
            )?
            .execute([record])?;
        self.0
            .prepare_cached(
                "UPDATE credentials SET state = 'revoked', reason = 'superseded', changed_at = ?2
                   WHERE record = ?1 AND state <> 'revoked'",
            )?
            .execute(params![record, at.seconds()])?;
        Ok(())
    }

    /// A record for a report.
    pub(crate) fn record(self, number: RecordNumber) -> Result<Option<RecordRow>, StoreFault> {
        Ok(self
            .0
            .prepare_cached(
                "SELECT holder_ref, state, file, (SELECT count(*) FROM signed JOIN credentials ON credentials.number = credential
                   WHERE record = records.number) FROM records WHERE number = ?1",
            )?
            .query_row([number], |row| {
                let credentials: i64 = row.get(3)?;
                Ok(RecordRow {
                    holder: row.get(0)?,
                    state: row.get(1)?,
                    file: row.get(2)?,
                    credentials: credentials.unsigned_abs(),
                })
            })
            .optional()?)
    }

    /// Remembers a request that was refused. Whether it is the first time.
    pub(crate) fn note_refusal(self, request: &[u8; 32], code: &str, at: UnixTime) -> Result<bool, StoreFault> {
        let noted = self
            .0
            .prepare_cached("INSERT INTO refusals (request, code, at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
            .execute(params![request, code, at.seconds()])?;
        Ok(noted == 1)
    }
}

fn claim_row(row: &Row<'_>) -> rusqlite::Result<ClaimRow> {
    Ok(ClaimRow {
        number: row.get(0)?,
        kind: row.get(1)?,
        state: row.get(2)?,
        content: row.get(3)?,
        request: row.get(4)?,
        supersedes: row.get(5)?,
    })
}

/// SQLite's integers are signed; a row number is far below the end of both.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
