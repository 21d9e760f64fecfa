//! From a directory to an open wallet: the try is counted, and durable, before the passphrase is looked at.

use std::path::Path;

use chop_core::random::Random;
use chop_core::time::UnixTime;

use super::fault::StoreFault;
use super::head::Head;
use super::home::Home;
use super::vault::Vault;
use super::{Store, Wallet};
use crate::device::{DeviceKey, FileDeviceKey};
use crate::pin::{Attempts, Cost, Gate, Passphrase};
use crate::seal::{DataKey, WrapFault, Wrapping};

/// A wallet that was found whole, and is locked.
pub struct LockedWallet(Vault);

impl std::fmt::Debug for LockedWallet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LockedWallet").field("attempts", &self.attempts()).finish_non_exhaustive()
    }
}

impl LockedWallet {
    pub(super) const fn vault(&self) -> &Vault {
        &self.0
    }

    /// Opens the wallet of a directory whose device key is a file in it.
    ///
    /// # Errors
    /// `wallet.missing`, `wallet.busy`, `wallet.tampered`, `wallet.version`, `wallet.wiped`, `wallet.io`.
    pub fn open(directory: &Path) -> Result<Self, StoreFault> {
        let home = Home::take(directory)?;
        if home.is_wiped()? {
            return Err(StoreFault::Wiped);
        }
        let device = FileDeviceKey::open(&home.device())?;
        Vault::open(home, Box::new(device)).map(Self)
    }

    /// Opens the wallet of a directory whose device key stands elsewhere.
    ///
    /// # Errors
    /// As [`open`](Self::open), and the faults of the device.
    pub fn open_with(directory: &Path, device: Box<dyn DeviceKey>) -> Result<Self, StoreFault> {
        let home = Home::take(directory)?;
        if home.is_wiped()? {
            return Err(StoreFault::Wiped);
        }
        Vault::open(home, device).map(Self)
    }

    /// Tries a passphrase. The try is counted before it is made: a process that is killed in between has used it up.
    ///
    /// # Errors
    /// `wallet.locked` while the wallet waits (nothing is tried then, and nothing counted); `wallet.passphrase`;
    /// `wallet.wiped` after the sixteenth; `wallet.tampered` if a record is missing, changed, moved or old;
    /// `wallet.io`, `random.failed`.
    pub fn unlock(
        mut self,
        passphrase: &Passphrase,
        now: UnixTime,
        random: &mut dyn Random,
    ) -> Result<Wallet, StoreFault> {
        let before = match self.attempts().restarted(now) {
            Some(restarted) if matches!(self.gate(now), Gate::Wait { .. }) => {
                self.count(restarted, random)?;
                restarted
            }
            Some(_) | None => self.attempts(),
        };
        match before.gate(now) {
            Gate::Open { .. } => {}
            Gate::Wait { until } => return Err(StoreFault::Locked { until }),
            Gate::Spent => return Err(self.0.wipe()),
        }
        self.count(before.counted(now), random)?;
        let Some(key) = self.unwrap(passphrase)? else { return Err(self.wrong(now)) };
        self.count(Attempts::default(), random)?;
        self.open_seal(&key)
    }

    /// What follows from a wrong passphrase that was counted.
    fn wrong(&mut self, now: UnixTime) -> StoreFault {
        match self.gate(now) {
            Gate::Open { tries } => StoreFault::Passphrase { tries, until: None },
            Gate::Wait { until } => StoreFault::Passphrase { tries: 0, until: Some(until) },
            Gate::Spent => self.0.wipe(),
        }
    }

    fn count(&mut self, attempts: Attempts, random: &mut dyn Random) -> Result<(), StoreFault> {
        let head = self.0.head;
        let generation = head.generation.checked_add(1).ok_or(StoreFault::Tampered)?;
        self.0.commit(Head { generation, attempts, ..head }, random, |_| Ok(()))
    }

    fn unwrap(&self, passphrase: &Passphrase) -> Result<Option<DataKey>, StoreFault> {
        let envelope = self.0.database()?.envelope()?;
        let (cost, salt) = Cost::parse(&envelope.cost)?;
        let device = self.0.device.derive(b"wrap")?;
        let wrapping = Wrapping { passphrase, device: &device, cost, salt };
        DataKey::unwrap(&envelope.key, &wrapping).map_err(|fault| match fault {
            WrapFault::Cost => StoreFault::Cost,
            WrapFault::Random => StoreFault::Random,
        })
    }

    pub(super) fn open_seal(self, key: &DataKey) -> Result<Wallet, StoreFault> {
        Ok(Wallet { store: Store::open(self.0, key)? })
    }
}
