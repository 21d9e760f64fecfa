//! Orders: which records and credentials one means, what it would change, and the change.
//!
//! A selection lives in two temporary tables of the connection, so that a proposal, its confirmation and an order at
//! once all change exactly the rows that were counted.

use chop_core::time::UnixTime;
use rusqlite::{OptionalExtension, ToSql, params};

use super::{Db, convert};
use crate::orders::Target;
use crate::{CredentialState, ProposalNumber, RecordNumber, StoreFault};

/// An order that waits for a second person.
pub(crate) struct NewProposal<'a> {
    pub(crate) action: &'a str,
    pub(crate) reason: &'a str,
    pub(crate) entries: u64,
    pub(crate) by: &'a str,
    pub(crate) at: UnixTime,
}

/// The same as it stands in the register.
pub(crate) struct ProposalRow {
    pub(crate) action: String,
    pub(crate) reason: String,
    pub(crate) by: String,
    pub(crate) at: UnixTime,
    pub(crate) is_confirmed: bool,
}

/// What an order would change.
pub(crate) struct Counts {
    /// Credentials that have not expired, and records without one.
    pub(crate) entries: u64,
    /// Selected credentials and records that were revoked before.
    pub(crate) revoked: u64,
    /// Live credentials among the entries that no status list speaks of.
    pub(crate) unlisted: u64,
    /// The latest end of those.
    pub(crate) unlisted_until: Option<UnixTime>,
}

/// A condition on credentials, one for each action: what it changes.
pub(crate) const fn changeable(to: CredentialState) -> &'static str {
    match to {
        CredentialState::Revoked => "c.state <> 'revoked'",
        CredentialState::Suspended => "c.state = 'issued'",
        CredentialState::Issued => "c.state = 'suspended'",
        CredentialState::Intent => "0",
    }
}

impl Db<'_> {
    /// Begins an empty selection.
    pub(crate) fn begin_selection(self) -> Result<(), StoreFault> {
        self.0.execute_batch(
            "CREATE TEMP TABLE IF NOT EXISTS chosen_records (number INTEGER PRIMARY KEY);
             CREATE TEMP TABLE IF NOT EXISTS chosen_credentials (number INTEGER PRIMARY KEY);
             DELETE FROM chosen_records; DELETE FROM chosen_credentials;",
        )?;
        Ok(())
    }

    /// Adds a target to the selection. Whether the register has it.
    pub(crate) fn choose(self, target: &Target) -> Result<bool, StoreFault> {
        let (selected, table, key): (_, _, &dyn ToSql) = match target {
            Target::Holder(holder) => ("records WHERE holder_ref = ?1", "chosen_records", holder),
            Target::Batch(batch) => ("records WHERE batch = ?1", "chosen_records", batch),
            Target::Record(record) => ("records WHERE number = ?1", "chosen_records", record),
            Target::Credential(credential) => ("credentials WHERE number = ?1", "chosen_credentials", credential),
        };
        let mut insert =
            self.0.prepare_cached(&format!("INSERT OR IGNORE INTO {table} SELECT number FROM {selected}"))?;
        if insert.execute([key])? > 0 {
            return Ok(true);
        }
        Ok(self.0.prepare_cached(&format!("SELECT 1 FROM {selected}"))?.exists([key])?)
    }

    /// Chooses what a proposal chose.
    pub(crate) fn choose_proposal(self, proposal: ProposalNumber) -> Result<(), StoreFault> {
        for sql in [
            "INSERT INTO chosen_records SELECT record FROM proposal_items WHERE proposal = ?1 AND record IS NOT NULL",
            "INSERT INTO chosen_credentials SELECT credential FROM proposal_items
               WHERE proposal = ?1 AND credential IS NOT NULL",
        ] {
            self.0.execute(sql, [proposal])?;
        }
        Ok(())
    }

    /// Adds the credentials of the records chosen.
    pub(crate) fn choose_their_credentials(self) -> Result<(), StoreFault> {
        self.0.execute(
            "INSERT OR IGNORE INTO chosen_credentials
               SELECT c.number FROM credentials c JOIN chosen_records r ON c.record = r.number",
            [],
        )?;
        Ok(())
    }

    /// What turning the selection into `to` would change.
    pub(crate) fn count_selection(self, to: CredentialState, now: UnixTime) -> Result<Counts, StoreFault> {
        let changed = changeable(to);
        let credentials = self.0.query_one(
            &format!(
                "SELECT count(*) FILTER (WHERE {changed} AND c.valid_until > ?1),
                   count(*) FILTER (WHERE c.state = 'revoked'),
                   count(*) FILTER (WHERE {changed} AND c.valid_until > ?1 AND c.list IS NULL),
                   max(c.valid_until) FILTER (WHERE {changed} AND c.valid_until > ?1 AND c.list IS NULL)
                   FROM credentials c JOIN chosen_credentials USING (number)"
            ),
            [now.seconds()],
            |row| {
                let count = |column: usize| row.get(column).map(|count: i64| count.unsigned_abs());
                Ok(Counts {
                    entries: count(0)?,
                    revoked: count(1)?,
                    unlisted: count(2)?,
                    unlisted_until: convert::optional_time(row, 3)?,
                })
            },
        )?;
        let (unclaimed, revoked): (i64, i64) = self.0.query_one(
            "SELECT count(*) FILTER (WHERE r.state = 'pending' AND r.claimed_at IS NULL),
               count(*) FILTER (WHERE r.state = 'revoked') FROM records r JOIN chosen_records USING (number)",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let pending = if to == CredentialState::Revoked { unclaimed.unsigned_abs() } else { 0 };
        Ok(Counts {
            entries: credentials.entries + pending,
            revoked: credentials.revoked + revoked.unsigned_abs(),
            ..credentials
        })
    }

    /// Changes the credentials chosen, and gives each record concerned with how many of its credentials changed.
    pub(crate) fn change_selection(
        self,
        to: CredentialState,
        reason: &str,
        at: UnixTime,
    ) -> Result<Vec<(RecordNumber, i64)>, StoreFault> {
        let changed = changeable(to);
        let mut statement = self.0.prepare(&format!(
            "SELECT record, sum(changed) FROM (
               SELECT c.record, 1 AS changed FROM credentials c JOIN chosen_credentials USING (number) WHERE {changed}
               UNION ALL
               SELECT r.number, 0 FROM records r JOIN chosen_records USING (number)
                 WHERE ?1 AND r.state IN ('pending', 'issued'))
             GROUP BY record ORDER BY record",
        ))?;
        let revoking = to == CredentialState::Revoked;
        let rows = statement.query_map([revoking], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let concerned = rows.collect::<Result<_, _>>()?;
        self.0.execute(
            &format!(
                "UPDATE credentials AS c SET state = ?1, reason = ?2, changed_at = ?3
                   WHERE {changed} AND number IN (SELECT number FROM chosen_credentials)"
            ),
            params![to, reason, at.seconds()],
        )?;
        if revoking {
            self.0.execute(
                "UPDATE records SET state = 'revoked' WHERE state IN ('pending', 'issued')
                   AND number IN (SELECT number FROM chosen_records)",
                [],
            )?;
        }
        Ok(concerned)
    }

    /// Keeps the selection for a second person.
    pub(crate) fn insert_proposal(self, proposal: &NewProposal<'_>) -> Result<ProposalNumber, StoreFault> {
        let number = self.0.query_one(
            "INSERT INTO proposals (action, reason, entries, proposed_by, proposed_at) VALUES (?1, ?2, ?3, ?4, ?5)
               RETURNING number",
            params![
                proposal.action,
                proposal.reason,
                super::records::signed(proposal.entries),
                proposal.by,
                proposal.at.seconds()
            ],
            |row| row.get(0),
        )?;
        for sql in [
            "INSERT INTO proposal_items (proposal, record) SELECT ?1, number FROM chosen_records",
            "INSERT INTO proposal_items (proposal, credential) SELECT ?1, number FROM chosen_credentials",
        ] {
            self.0.execute(sql, [number])?;
        }
        Ok(number)
    }

    pub(crate) fn proposal(self, number: ProposalNumber) -> Result<Option<ProposalRow>, StoreFault> {
        Ok(self
            .0
            .query_row(
                "SELECT action, reason, proposed_by, proposed_at, confirmed_at IS NOT NULL FROM proposals
                   WHERE number = ?1",
                [number],
                |row| {
                    Ok(ProposalRow {
                        action: row.get(0)?,
                        reason: row.get(1)?,
                        by: row.get(2)?,
                        at: convert::time(row, 3)?,
                        is_confirmed: row.get(4)?,
                    })
                },
            )
            .optional()?)
    }

    pub(crate) fn confirm_proposal(self, number: ProposalNumber, by: &str, at: UnixTime) -> Result<(), StoreFault> {
        self.0.execute(
            "UPDATE proposals SET confirmed_by = ?2, confirmed_at = ?3 WHERE number = ?1",
            params![number, by, at.seconds()],
        )?;
        Ok(())
    }
}
