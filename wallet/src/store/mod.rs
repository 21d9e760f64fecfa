//! The sealed store: one SQLite file, a device key, and a mark that says how it was left.
//!
//! Every record is sealed on its own in its place ([`crate::seal`]); a head sealed under the device key alone counts the
//! tries and fixes the list of records; the device counts every transaction, so that an older copy of the file is
//! noticed. What is noticed is `wallet.tampered`: the wallet stays locked, and its documents are asked for again.

mod create;
mod database;
mod fault;
mod head;
mod home;
mod locked;
mod vault;

pub use fault::StoreFault;
pub use locked::LockedWallet;

use chop_core::crypto::mac::MacKey;
use chop_core::random::Random;
use chop_core::time::UnixTime;
use zeroize::Zeroizing;

use crate::device::Protection;
use crate::pin::Attempts;
use crate::seal::{DataKey, Place, SealingKey, Table};
use head::{Head, Manifest};
use vault::Vault;

/// An open wallet: its seal was opened with the holder's passphrase.
///
/// It holds the directory alone until it is [closed](Self::close) or dropped.
pub struct Wallet {
    pub(crate) store: Store,
}

impl std::fmt::Debug for Wallet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Wallet(<redacted>)")
    }
}

impl Wallet {
    /// Whether its device key can be copied.
    #[must_use]
    pub fn protection(&self) -> Protection {
        self.store.vault.device.protection()
    }

    /// Closes the store: afterwards every byte of its file is covered by the mark.
    ///
    /// # Errors
    /// `wallet.io`, `wallet.busy`. Nothing that was written is lost then.
    pub fn close(mut self) -> Result<(), StoreFault> {
        self.store.vault.close()
    }
}

/// Records, opened and sealed one by one.
pub(crate) struct Store {
    vault: Vault,
    records: SealingKey,
    manifest_key: MacKey,
    manifest: Manifest,
}

/// One record, opened. Wiped when dropped.
pub(crate) type Record = Zeroizing<Vec<u8>>;

/// Changes that become visible together or not at all.
#[derive(Default)]
pub(crate) struct Changes(Vec<Change>);

enum Change {
    Put(Table, i64, Zeroizing<Vec<u8>>),
    Delete(Table, i64),
}

impl Changes {
    pub(crate) fn put(&mut self, table: Table, row: i64, record: Zeroizing<Vec<u8>>) {
        self.0.push(Change::Put(table, row, record));
    }

    pub(crate) fn delete(&mut self, table: Table, row: i64) {
        self.0.push(Change::Delete(table, row));
    }
}

impl Store {
    /// Checks the list of records and opens each of them once: what is not whole is not used at all.
    fn open(vault: Vault, key: &DataKey) -> Result<Self, StoreFault> {
        let mut manifest = Manifest::default();
        for table in Table::RECORDS {
            manifest.add(table, vault.database()?.marks(table)?);
        }
        let manifest_key = key.manifest();
        manifest.verify(&manifest_key, &vault.head.manifest)?;
        let store = Self { vault, records: key.records(), manifest_key, manifest };
        for place in store.manifest.places() {
            store.open_record(place)?;
        }
        Ok(store)
    }

    fn open_record(&self, place: Place) -> Result<Record, StoreFault> {
        match self.vault.database()?.record(place.table, place.row)? {
            Some((version, sealed)) if version == place.version => {
                self.records.open(place, &sealed).map_err(|_| StoreFault::Tampered)
            }
            Some(_) | None => Err(StoreFault::Tampered),
        }
    }

    /// One record.
    pub(crate) fn read(&self, table: Table, row: i64) -> Result<Option<Record>, StoreFault> {
        let Some(version) = self.manifest.version(table, row) else { return Ok(None) };
        self.open_record(Place { table, row, version }).map(Some)
    }

    /// Every record of a table, in the order of its rows.
    pub(crate) fn read_all(&self, table: Table) -> Result<Vec<(i64, Record)>, StoreFault> {
        self.manifest.rows(table).map(|row| Ok((row, self.read(table, row)?.ok_or(StoreFault::Tampered)?))).collect()
    }

    /// A row number by chance: numbers that count would tell an order.
    pub(crate) fn fresh_row(&self, table: Table, random: &mut dyn Random) -> Result<i64, StoreFault> {
        loop {
            let mut bytes = [0; 8];
            random.fill(&mut bytes)?;
            let row = i64::from_be_bytes(bytes) & i64::MAX;
            if !self.manifest.contains(table, row) {
                return Ok(row);
            }
        }
    }

    /// Writes all changes in one transaction. When it returns, they are on the disk.
    pub(crate) fn commit(&mut self, changes: Changes, random: &mut dyn Random) -> Result<(), StoreFault> {
        let generation = self.vault.head.generation.checked_add(1).ok_or(StoreFault::Tampered)?;
        let mut manifest = self.manifest.clone();
        let mut sealed = Vec::with_capacity(changes.0.len());
        for change in changes.0 {
            match change {
                Change::Put(table, row, record) => {
                    let place = Place { table, row, version: generation };
                    let record = self.records.seal(place, &record, random)?;
                    manifest.put(place, &record);
                    sealed.push((place, Some(record)));
                }
                Change::Delete(table, row) => {
                    manifest.remove(table, row);
                    sealed.push((Place { table, row, version: generation }, None));
                }
            }
        }
        let head = Head { generation, manifest: manifest.tag(&self.manifest_key), ..self.vault.head };
        self.vault.commit(head, random, |tx| {
            sealed.iter().try_for_each(|(place, record)| match record {
                Some(record) => database::put(tx, place.table, place.row, place.version, record),
                None => database::delete(tx, place.table, place.row),
            })
        })?;
        self.manifest = manifest;
        Ok(())
    }

    /// Overwrites what was deleted, wherever it still stands.
    pub(crate) fn purge(&self) -> Result<(), StoreFault> {
        self.vault.database()?.checkpoint()
    }
}

impl LockedWallet {
    /// Wrong passphrases so far.
    #[must_use]
    pub fn attempts(&self) -> Attempts {
        self.vault().head.attempts
    }

    /// Whether its device key can be copied.
    #[must_use]
    pub fn protection(&self) -> Protection {
        self.vault().device.protection()
    }

    /// Whether a passphrase may be tried at `now`.
    #[must_use]
    pub fn gate(&self, now: UnixTime) -> crate::pin::Gate {
        self.attempts().gate(now)
    }
}
