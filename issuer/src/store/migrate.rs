//! The schema and its history. A file of `migrations` is never changed once it was released; another one is added.

use rusqlite::{Connection, TransactionBehavior};

use crate::StoreFault;

/// In order; the place of one, from 1, is its number and the `user_version` that it leads to.
const MIGRATIONS: [&str; 3] = [
    include_str!("migrations/0001-register.sql"),
    include_str!("migrations/0002-letters.sql"),
    include_str!("migrations/0003-formats.sql"),
];

/// `chop` in ASCII: marks the file as a register (SQLite `application_id`).
const APPLICATION: i32 = 0x6368_6f70;

/// Brings a register up to the newest schema.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreFault> {
    if version(connection)? == MIGRATIONS.len() {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been quicker.
    let done = version(&transaction)?;
    for (place, sql) in MIGRATIONS.iter().enumerate().skip(done) {
        transaction.execute_batch(sql)?;
        transaction.pragma_update(None, "user_version", i64::try_from(place + 1).map_err(|_| StoreFault::Version)?)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    Ok(transaction.commit()?)
}

fn version(connection: &Connection) -> Result<usize, StoreFault> {
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let (application, version) = (number("application_id")?, number("user_version")?);
    let tables: i64 = connection.query_one("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let known = usize::try_from(version).is_ok_and(|version| version <= MIGRATIONS.len());
    match (application, tables) {
        (APPLICATION, _) if known => usize::try_from(version).map_err(|_| StoreFault::Version),
        (0, 0) => Ok(0),
        _ => Err(StoreFault::Version),
    }
}
