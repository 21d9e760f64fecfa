//! The register's file: SQLite, and all the SQL there is.
//!
//! Every change is one `IMMEDIATE` transaction, on the disk when it returns (`synchronous = FULL`). Rules that must
//! hold whatever a program does (a key, an index and a claim count once; nothing signed is lost or changed; the audit
//! only grows) are constraints and triggers of the schema.

mod audit;
mod convert;
mod credentials;
mod issuer;
mod lists;
mod migrate;
mod orders;
mod records;
mod reports;

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::StoreFault;

pub(crate) use audit::{Link, NewEntry};
pub(crate) use credentials::{NewIntent, StoredIntent, UnfinishedRecord};
pub(crate) use issuer::IssuerRow;
pub(crate) use lists::{Allocation, AllocationFault};
pub(crate) use orders::{Counts, NewProposal};
pub(crate) use records::{ClaimRow, KnownRow, NewRecord};

/// How long a write waits for another process.
const BUSY: Duration = Duration::from_secs(30);
/// Statements kept prepared: all there are.
const STATEMENTS: usize = 64;

/// A connection to the register.
pub(crate) struct Store {
    connection: Connection,
}

/// The register within one transaction, or for one reading.
#[derive(Clone, Copy)]
pub(crate) struct Db<'c>(&'c Connection);

impl Store {
    /// Makes an empty register.
    pub(crate) fn create(path: &Path) -> Result<Self, StoreFault> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Self::prepare(Connection::open_with_flags(path, flags)?)
    }

    /// Opens a register that is there.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreFault> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Self::prepare(Connection::open_with_flags(path, flags)?)
    }

    fn prepare(mut connection: Connection) -> Result<Self, StoreFault> {
        connection.busy_timeout(BUSY)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "trusted_schema", false)?;
        connection.pragma_update(None, "cell_size_check", true)?;
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        connection.pragma_update(None, "cache_size", -65_536)?;
        migrate::migrate(&mut connection)?;
        Ok(Self { connection })
    }

    /// Reads.
    pub(crate) const fn read(&self) -> Db<'_> {
        Db(&self.connection)
    }

    /// Changes everything that `work` changes, or nothing.
    pub(crate) fn write<T, E: From<StoreFault>>(&mut self, work: impl FnOnce(Db<'_>) -> Result<T, E>) -> Result<T, E> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreFault::from)?;
        let done = work(Db(&transaction))?;
        transaction.commit().map_err(StoreFault::from)?;
        Ok(done)
    }

    /// Whether SQLite finds the file sound.
    pub(crate) fn check(&self) -> Result<(), StoreFault> {
        let verdict: String = self.connection.query_one("PRAGMA integrity_check", [], |row| row.get(0))?;
        let strangers: i64 =
            self.connection.query_one("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?;
        if verdict == "ok" && strangers == 0 { Ok(()) } else { Err(StoreFault::Corrupt) }
    }

    /// Allows the file no more pages than these, as a full disk would.
    #[cfg(test)]
    pub(crate) fn limit_pages(&self, pages: i64) {
        let _: i64 =
            self.connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |row| row.get(0)).unwrap();
    }

    /// How many pages the file has.
    #[cfg(test)]
    pub(crate) fn pages(&self) -> i64 {
        self.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap()
    }

    /// Any SQL, to try what the schema refuses.
    #[cfg(test)]
    pub(crate) fn attempt(&self, sql: &str) -> Result<(), StoreFault> {
        self.connection.execute_batch(sql).map_err(StoreFault::from)
    }
}

#[cfg(test)]
mod tests;
