//! What the register holds, for people who look.

use chop_core::time::UnixTime;
use rusqlite::params;

use super::{Db, convert};
use crate::{BatchNumber, HolderRef, RecordNumber, RecordState, StoreFault};

/// A record with the sum of its credentials.
pub(crate) struct Listed {
    pub(crate) number: RecordNumber,
    pub(crate) kind: String,
    pub(crate) holder: HolderRef,
    pub(crate) state: RecordState,
    pub(crate) batch: BatchNumber,
    pub(crate) row: u64,
    pub(crate) loaded_at: UnixTime,
    pub(crate) claimed: bool,
    /// Credentials issued, revoked and suspended.
    pub(crate) issued: u64,
    pub(crate) revoked: u64,
    pub(crate) suspended: u64,
    /// The latest end of those that are neither intents nor revoked.
    pub(crate) valid_until: Option<UnixTime>,
}

impl Db<'_> {
    /// Records in order; each filter that is given must fit.
    pub(crate) fn listed<E: From<StoreFault>>(
        self,
        kind: Option<&str>,
        holder: Option<&HolderRef>,
        state: Option<RecordState>,
        mut each: impl FnMut(Listed) -> Result<(), E>,
    ) -> Result<(), E> {
        let fault = |error: rusqlite::Error| E::from(StoreFault::from(error));
        let mut statement = self
            .0
            .prepare(
                "SELECT r.number, r.kind, r.holder_ref, r.state, r.batch, r.row, b.loaded_at, r.claimed_at IS NOT NULL,
                   count(*) FILTER (WHERE c.state = 'issued'), count(*) FILTER (WHERE c.state = 'revoked'),
                   count(*) FILTER (WHERE c.state = 'suspended'),
                   max(c.valid_until) FILTER (WHERE c.state IN ('issued', 'suspended'))
                   FROM records r JOIN batches b ON b.number = r.batch LEFT JOIN credentials c ON c.record = r.number
                   WHERE (?1 IS NULL OR r.kind = ?1) AND (?2 IS NULL OR r.holder_ref = ?2)
                     AND (?3 IS NULL OR r.state = ?3)
                   GROUP BY r.number ORDER BY r.number",
            )
            .map_err(fault)?;
        let mut rows = statement.query(params![kind, holder, state]).map_err(fault)?;
        while let Some(row) = rows.next().map_err(fault)? {
            each(listed(row).map_err(fault)?)?;
        }
        Ok(())
    }
}

fn listed(row: &rusqlite::Row<'_>) -> rusqlite::Result<Listed> {
    let count = |column: usize| row.get(column).map(|count: i64| count.unsigned_abs());
    Ok(Listed {
        number: row.get(0)?,
        kind: row.get(1)?,
        holder: row.get(2)?,
        state: row.get(3)?,
        batch: row.get(4)?,
        row: count(5)?,
        loaded_at: convert::time(row, 6)?,
        claimed: row.get(7)?,
        issued: count(8)?,
        revoked: count(9)?,
        suspended: count(10)?,
        valid_until: convert::optional_time(row, 11)?,
    })
}
