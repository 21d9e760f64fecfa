//! Credentials: intent, signed, delivered.

use chop_core::random::Random;
use chop_core::time::UnixTime;
use rusqlite::{OptionalExtension, Row, params};

use super::lists::{Allocation, AllocationFault};
use super::{Db, convert};
use crate::{CredentialNumber, Formats, ListNumber, RecordNumber, RecordState, StoreFault};

/// A credential that is about to be signed.
pub(crate) struct NewIntent<'a> {
    pub(crate) record: RecordNumber,
    pub(crate) place: u32,
    pub(crate) device_key: &'a [u8; 33],
    pub(crate) from: UnixTime,
    pub(crate) until: UnixTime,
    pub(crate) at: UnixTime,
}

/// A credential whose key and index are taken.
#[derive(Clone)]
pub(crate) struct StoredIntent {
    pub(crate) number: CredentialNumber,
    pub(crate) device_key: [u8; 33],
    pub(crate) status: Option<(ListNumber, u32)>,
    pub(crate) from: UnixTime,
    pub(crate) until: UnixTime,
}

/// A record that was claimed and not delivered.
pub(crate) struct UnfinishedRecord {
    pub(crate) number: RecordNumber,
    pub(crate) state: RecordState,
    pub(crate) content: String,
    pub(crate) claimed_at: UnixTime,
    pub(crate) file: String,
    pub(crate) supersedes: Option<RecordNumber>,
    pub(crate) formats: Formats,
}

impl Db<'_> {
    /// Whether a device key has a credential already.
    pub(crate) fn is_key_used(self, device_key: &[u8; 33]) -> Result<bool, StoreFault> {
        Ok(self.0.prepare_cached("SELECT 1 FROM credentials WHERE device_key = ?1")?.exists([device_key])?)
    }

    /// Writes an intent. With `lists` it gets a place in a status list that nothing had before.
    pub(crate) fn insert_intent(
        self,
        intent: &NewIntent<'_>,
        lists: Option<&mut Allocation>,
        random: &mut dyn Random,
    ) -> Result<StoredIntent, AllocationFault> {
        let Some(lists) = lists else {
            let number = self.try_intent(intent, None)?.ok_or(StoreFault::Constraint)?;
            return Ok(stored(number, intent, None));
        };
        loop {
            let status = lists.candidate(self, random)?;
            if let Some(number) = self.try_intent(intent, Some(status))? {
                lists.take();
                return Ok(stored(number, intent, Some(status)));
            }
        }
    }

    /// Nothing if the place in the list is taken.
    fn try_intent(
        self,
        intent: &NewIntent<'_>,
        status: Option<(ListNumber, u32)>,
    ) -> Result<Option<CredentialNumber>, StoreFault> {
        Ok(self
            .0
            .prepare_cached(
                "INSERT INTO credentials (record, place, device_key, list, idx, valid_from, valid_until, state,
                   changed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'intent', ?8)
                   ON CONFLICT (list, idx) DO NOTHING RETURNING number",
            )?
            .query_row(
                params![
                    intent.record,
                    intent.place,
                    intent.device_key,
                    status.map(|(list, _)| list),
                    status.map(|(_, index)| index),
                    intent.from.seconds(),
                    intent.until.seconds(),
                    intent.at.seconds()
                ],
                |row| row.get(0),
            )
            .optional()?)
    }

    /// Claimed records of a kind that were not delivered, in order, after one of them.
    pub(crate) fn unfinished(
        self,
        kind: &str,
        after: RecordNumber,
        limit: u32,
    ) -> Result<Vec<UnfinishedRecord>, StoreFault> {
        let mut statement = self.0.prepare_cached(
            "SELECT number, state, content, claimed_at, file, supersedes, formats FROM records
               WHERE claimed_at IS NOT NULL AND delivered_at IS NULL AND letter IS NULL AND number > ?2 AND kind = ?1
               AND state IN ('pending', 'issued') ORDER BY number LIMIT ?3",
        )?;
        let rows = statement.query_map(params![kind, after, limit], |row| {
            Ok(UnfinishedRecord {
                number: row.get(0)?,
                state: row.get(1)?,
                content: row.get(2)?,
                claimed_at: convert::time(row, 3)?,
                file: row.get(4)?,
                supersedes: row.get(5)?,
                formats: row.get(6)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The credentials of a record that are still to be signed, in their places.
    pub(crate) fn intents(self, record: RecordNumber) -> Result<Vec<(u32, StoredIntent)>, StoreFault> {
        let mut statement = self.0.prepare_cached(
            "SELECT place, number, device_key, list, idx, valid_from, valid_until FROM credentials
               WHERE record = ?1 AND state = 'intent' ORDER BY place",
        )?;
        let rows = statement.query_map([record], intent)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Gives an unsigned credential another time.
    pub(crate) fn replan(self, number: CredentialNumber, from: UnixTime, until: UnixTime) -> Result<(), StoreFault> {
        self.0
            .prepare_cached(
                "UPDATE credentials SET valid_from = ?2, valid_until = ?3 WHERE number = ?1 AND state = 'intent'",
            )?
            .execute(params![number, from.seconds(), until.seconds()])?;
        Ok(())
    }

    /// Keeps the bytes of a credential in each of its formats, unless it has some already or was revoked meanwhile.
    /// Whether they are kept.
    pub(crate) fn store_signed(
        self,
        number: CredentialNumber,
        forms: &[(&str, &[u8])],
        at: UnixTime,
    ) -> Result<bool, StoreFault> {
        let changed = self
            .0
            .prepare_cached(
                "UPDATE credentials SET state = 'issued', changed_at = ?2 WHERE number = ?1 AND state = 'intent'",
            )?
            .execute(params![number, at.seconds()])?;
        if changed == 1 {
            let mut insert =
                self.0.prepare_cached("INSERT INTO signed (credential, format, bytes) VALUES (?1, ?2, ?3)")?;
            for (format, bytes) in forms {
                insert.execute(params![number, format, bytes])?;
            }
        }
        Ok(changed == 1)
    }

    /// Turns a pending record into an issued one. Whether it was pending.
    pub(crate) fn finish_record(self, record: RecordNumber) -> Result<bool, StoreFault> {
        let changed = self
            .0
            .prepare_cached(
                "UPDATE records SET state = 'issued' WHERE number = ?1 AND state = 'pending' AND claimed_at IS NOT NULL",
            )?
            .execute([record])?;
        Ok(changed == 1)
    }

    /// The signed bytes of a record's credentials, in their places and formats: the same ones whenever they are asked
    /// for.
    pub(crate) fn signed_bytes(self, record: RecordNumber) -> Result<Vec<Vec<u8>>, StoreFault> {
        let mut statement = self.0.prepare_cached(
            "SELECT bytes FROM credentials JOIN signed ON credential = credentials.number
               WHERE record = ?1 ORDER BY place, signed.number",
        )?;
        let rows = statement.query_map([record], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The latest end of a record's credentials.
    pub(crate) fn ends_at(self, record: RecordNumber) -> Result<Option<UnixTime>, StoreFault> {
        let latest = self
            .0
            .prepare_cached("SELECT max(valid_until) FROM credentials WHERE record = ?1")?
            .query_one([record], |row| convert::optional_time(row, 0))?;
        Ok(latest)
    }

    /// Notes that a record's delivery is complete.
    pub(crate) fn mark_delivered(self, record: RecordNumber, at: UnixTime) -> Result<(), StoreFault> {
        self.0
            .prepare_cached("UPDATE records SET delivered_at = ?2 WHERE number = ?1 AND delivered_at IS NULL")?
            .execute(params![record, at.seconds()])?;
        Ok(())
    }
}

const fn stored(number: CredentialNumber, intent: &NewIntent<'_>, status: Option<(ListNumber, u32)>) -> StoredIntent {
    StoredIntent { number, device_key: *intent.device_key, status, from: intent.from, until: intent.until }
}

fn intent(row: &Row<'_>) -> rusqlite::Result<(u32, StoredIntent)> {
    let list: Option<ListNumber> = row.get(3)?;
    let index: Option<u32> = row.get(4)?;
    Ok((
        row.get(0)?,
        StoredIntent {
            number: row.get(1)?,
            device_key: row.get(2)?,
            status: list.zip(index),
            from: convert::time(row, 5)?,
            until: convert::time(row, 6)?,
        },
    ))
}
