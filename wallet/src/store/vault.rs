//! A directory, its device key, its database and its head, as one: what a locked and an open wallet both stand on.

use rusqlite::Transaction;

use chop_core::random::Random;

use super::database::{self, Database};
use super::fault::StoreFault;
use super::head::{Head, envelope_digest};
use super::home::{Home, Mark};
use crate::device::DeviceKey;
use crate::pin::TRIES;
use crate::seal::{SealingKey, Table};

pub(super) struct Vault {
    pub(super) home: Home,
    pub(super) device: Box<dyn DeviceKey>,
    head_key: SealingKey,
    /// Nothing once it was closed.
    database: Option<Database>,
    pub(super) head: Head,
    in_use: bool,
    /// A write ended in a way that only opening again can clear up.
    broken: bool,
}

impl Vault {
    /// Opens the database under its device key. What this finds wrong, no passphrase can mend.
    pub(super) fn open(home: Home, mut device: Box<dyn DeviceKey>) -> Result<Self, StoreFault> {
        let counter = device.counter()?;
        let in_use = match home.read_mark(&*device)? {
            Mark::Clean { generation, digest } => {
                if generation != counter {
                    return Err(StoreFault::Tampered);
                }
                home.check_closed(digest)?;
                false
            }
            Mark::InUse { generation } if generation <= counter => true,
            Mark::InUse { .. } => return Err(StoreFault::Tampered),
        };
        let database = Database::open(&home.database())?;
        let head_key = head_key(&*device)?;
        let (version, sealed) = database.record(Table::Head, 1)?.ok_or(StoreFault::Tampered)?;
        let head = head_key.open(Head::place(version), &sealed).map_err(|_| StoreFault::Tampered)?;
        let head = Head::parse(&head)?;
        // One ahead of the device is a write that was durable before the device could count it; nobody was told of it.
        let one_ahead = in_use && Some(head.generation) == counter.checked_add(1);
        if head.generation != version || !(head.generation == counter || one_ahead) {
            return Err(StoreFault::Tampered);
        }
        if envelope_digest(&database.envelope()?) != head.envelope {
            return Err(StoreFault::Tampered);
        }
        if one_ahead {
            device.raise(head.generation)?;
        }
        let mut vault = Self { home, device, head_key, database: Some(database), head, in_use, broken: false };
        if head.attempts.failed() >= TRIES {
            return Err(vault.wipe());
        }
        Ok(vault)
    }

    pub(super) fn database(&self) -> Result<&Database, StoreFault> {
        self.database.as_ref().ok_or(StoreFault::Io(std::io::ErrorKind::BrokenPipe))
    }

    /// One transaction: the rows that `write` puts, and the head of the next generation. When it returns, it is on the
    /// disk and the device has counted it.
    pub(super) fn commit(
        &mut self,
        next: Head,
        random: &mut dyn Random,
        write: impl FnOnce(&Transaction<'_>) -> Result<(), StoreFault>,
    ) -> Result<(), StoreFault> {
        let broken = StoreFault::Io(std::io::ErrorKind::BrokenPipe);
        if self.broken {
            return Err(broken);
        }
        if !self.in_use {
            self.home.write_mark(Mark::InUse { generation: self.head.generation }, &*self.device)?;
            self.in_use = true;
        }
        let sealed = self.head_key.seal(Head::place(next.generation), &next.to_bytes(), random)?;
        let tx = self.database.as_mut().ok_or(broken)?.begin()?;
        write(&tx)?;
        database::put(&tx, Table::Head, 1, next.generation, &sealed)?;
        // Until the device has counted, it cannot be told whether the write stands.
        self.broken = true;
        tx.commit()?;
        self.device.raise(next.generation)?;
        self.head = next;
        self.broken = false;
        Ok(())
    }

    /// Destroys the keys, then the rest. Always ends in a fault: there is no wallet any more.
    pub(super) fn wipe(&mut self) -> StoreFault {
        self.broken = true;
        let destroyed = self.device.destroy();
        drop(self.database.take());
        match destroyed.map_err(StoreFault::from).and_then(|()| self.home.wipe(&mut *self.device)) {
            Ok(()) => StoreFault::Wiped,
            Err(fault) => fault,
        }
    }

    /// Leaves the store as one file whose every byte the mark covers.
    pub(super) fn close(&mut self) -> Result<(), StoreFault> {
        let Some(database) = self.database.take() else { return Ok(()) };
        if self.broken || !self.in_use {
            return database.close();
        }
        database.checkpoint()?;
        database.close()?;
        let mark = Mark::Clean { generation: self.head.generation, digest: self.home.digest()? };
        self.home.write_mark(mark, &*self.device)?;
        self.in_use = false;
        Ok(())
    }
}

impl Drop for Vault {
    /// Whoever wants to know whether it worked calls [`close`](Self::close); what is not closed is judged by its seals.
    fn drop(&mut self) {
        let _ = self.close();
    }
}

/// Opens and seals the head.
pub(super) fn head_key(device: &dyn DeviceKey) -> Result<SealingKey, StoreFault> {
    Ok(SealingKey::new(&*device.derive(b"head")?))
}
