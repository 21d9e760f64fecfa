//! The SQLite file: which tables it has, and that it is used by one program, durably, and with nothing left over.

use std::fs::OpenOptions;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, params};

use super::fault::StoreFault;
use crate::seal::{SCHEMA, TAG, Table};

/// "chop", so that `file` can tell what it is.
const APPLICATION_ID: i64 = 0x6368_6f70;
const ENVELOPE: &str =
    "CREATE TABLE envelope (id INTEGER PRIMARY KEY CHECK (id = 1), cost BLOB NOT NULL, key BLOB NOT NULL) STRICT";
/// Larger than any record: a bundle of 16 MiB, padded and sealed.
const RECORD_BYTES: i32 = 17 << 20;

/// The open database.
pub(super) struct Database(Connection);

/// What opens the seal once passphrase and device are right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Envelope {
    pub(super) cost: Vec<u8>,
    pub(super) key: Vec<u8>,
}

/// One row of records, without its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RowMark {
    pub(super) row: i64,
    pub(super) version: u64,
    pub(super) tag: [u8; TAG],
}

impl Database {
    /// Makes the file (mode 0600) and its tables.
    pub(super) fn create(path: &Path, envelope: &Envelope) -> Result<Self, StoreFault> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        drop(options.open(path)?);
        let mut database = Self::connect(path)?;
        let tx = database.begin()?;
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.pragma_update(None, "user_version", i64::from(SCHEMA))?;
        for statement in statements() {
            tx.execute(&statement, [])?;
        }
        tx.execute("INSERT INTO envelope (id, cost, key) VALUES (1, ?1, ?2)", params![envelope.cost, envelope.key])?;
        tx.commit()?;
        Ok(database)
    }

    /// Opens the file, which must have our tables and nothing else: a trigger would run with our own writes.
    pub(super) fn open(path: &Path) -> Result<Self, StoreFault> {
        if !path.exists() {
            return Err(StoreFault::Tampered);
        }
        let database = Self::connect(path)?;
        let version: i64 = database.0.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version > i64::from(SCHEMA) {
            return Err(StoreFault::Version);
        }
        let mut query = database.0.prepare("SELECT sql FROM sqlite_schema ORDER BY rowid")?;
        let found: Vec<String> = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        drop(query);
        if version < 1 || found != statements() { Err(StoreFault::Tampered) } else { Ok(database) }
    }

    fn connect(path: &Path) -> Result<Self, StoreFault> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        // Exclusive before anything else: then there is no shared-memory file. No checkpoint but our own, so that after
        // a crash the writes of the session stand in the write-ahead log and its loss is noticed.
        connection.execute_batch(
            "PRAGMA locking_mode = EXCLUSIVE;
             PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA fullfsync = ON;
             PRAGMA checkpoint_fullfsync = ON;
             PRAGMA secure_delete = ON;
             PRAGMA temp_store = MEMORY;
             PRAGMA cell_size_check = ON;
             PRAGMA wal_autocheckpoint = 0;",
        )?;
        Ok(Self(connection))
    }

    pub(super) fn begin(&mut self) -> Result<Transaction<'_>, StoreFault> {
        Ok(self.0.transaction_with_behavior(TransactionBehavior::Immediate)?)
    }

    pub(super) fn envelope(&self) -> Result<Envelope, StoreFault> {
        let row = self.0.query_row("SELECT cost, key FROM envelope WHERE id = 1", [], |row| {
            Ok(Envelope { cost: row.get(0)?, key: row.get(1)? })
        })?;
        Ok(row)
    }

    /// One sealed record with its version.
    pub(super) fn record(&self, table: Table, row: i64) -> Result<Option<(u64, Vec<u8>)>, StoreFault> {
        let mut query =
            self.0.prepare_cached(&format!("SELECT version, sealed FROM {} WHERE id = ?1", table.name()))?;
        let mut rows = query.query(params![row])?;
        let Some(found) = rows.next()? else { return Ok(None) };
        Ok(Some((version(found.get(0)?)?, found.get(1)?)))
    }

    /// The rows of a table in order, each with the tag at the end of its seal.
    pub(super) fn marks(&self, table: Table) -> Result<Vec<RowMark>, StoreFault> {
        let mut query = self
            .0
            .prepare_cached(&format!("SELECT id, version, substr(sealed, -{TAG}) FROM {} ORDER BY id", table.name()))?;
        let mut rows = query.query([])?;
        let mut marks = Vec::new();
        while let Some(row) = rows.next()? {
            marks.push(RowMark { row: row.get(0)?, version: version(row.get(1)?)?, tag: row.get(2)? });
        }
        Ok(marks)
    }

    /// Moves everything into the file and empties the log: nothing that was deleted stays readable there.
    pub(super) fn checkpoint(&self) -> Result<(), StoreFault> {
        let busy: i64 = self.0.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy == 0 { Ok(()) } else { Err(StoreFault::Busy) }
    }

    pub(super) fn close(self) -> Result<(), StoreFault> {
        self.0.close().map_err(|(_, error)| error.into())
    }
}

/// A version as SQLite keeps it.
fn version(stored: i64) -> Result<u64, StoreFault> {
    u64::try_from(stored).map_err(|_| StoreFault::Tampered)
}

/// Writes one sealed record.
pub(super) fn put(tx: &Transaction<'_>, table: Table, row: i64, version: u64, sealed: &[u8]) -> Result<(), StoreFault> {
    if sealed.len() > usize::try_from(RECORD_BYTES).unwrap_or(usize::MAX) {
        return Err(StoreFault::Io(std::io::ErrorKind::FileTooLarge));
    }
    let version = i64::try_from(version).map_err(|_| StoreFault::Tampered)?;
    let statement = format!("INSERT OR REPLACE INTO {} (id, version, sealed) VALUES (?1, ?2, ?3)", table.name());
    tx.prepare_cached(&statement)?.execute(params![row, version, sealed])?;
    Ok(())
}

/// Deletes one record.
pub(super) fn delete(tx: &Transaction<'_>, table: Table, row: i64) -> Result<(), StoreFault> {
    tx.prepare_cached(&format!("DELETE FROM {} WHERE id = ?1", table.name()))?.execute(params![row])?;
    Ok(())
}

fn statements() -> Vec<String> {
    let record = |table: Table, check: &str| {
        format!(
            "CREATE TABLE {} (id INTEGER PRIMARY KEY{check}, version INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT",
            table.name()
        )
    };
    let mut all = vec![ENVELOPE.to_owned(), record(Table::Head, " CHECK (id = 1)")];
    all.extend(Table::RECORDS.into_iter().map(|table| record(table, "")));
    all
}
