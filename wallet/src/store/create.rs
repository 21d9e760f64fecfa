//! A new wallet: built aside, moved into place whole.

use std::path::Path;

use chop_core::random::{self, Random};

use super::database::{self, Database, Envelope};
use super::fault::StoreFault;
use super::head::{Head, Manifest, envelope_digest};
use super::home::{Home, Mark, building_site, move_in};
use super::locked::LockedWallet;
use super::vault::head_key;
use super::{Change, Changes, Wallet};
use crate::device::{DeviceKey, FileDeviceKey};
use crate::pin::{Attempts, Cost, Passphrase};
use crate::seal::{DataKey, Place, WrapFault, Wrapping};
use crate::trust::InitialTrust;

impl Wallet {
    /// Makes a wallet in a directory that is empty or does not exist, with its device key as a file beside the store.
    ///
    /// # Errors
    /// `wallet.exists`, `wallet.pin-weak`, `wallet.cost`, `wallet.io`, `random.failed`. Nothing is left behind then
    /// where the wallet should stand.
    pub fn create(
        directory: &Path,
        passphrase: &Passphrase,
        cost: Cost,
        trust: &InitialTrust,
        random: &mut dyn Random,
    ) -> Result<Self, StoreFault> {
        passphrase.check(crate::device::Protection::File)?;
        let site = building_site(directory)?;
        let home = Home::take(&site)?;
        let mut device = FileDeviceKey::create(&home.device(), random)?;
        let key = build(home, &mut device, passphrase, cost, trust.changes(), random)?;
        move_in(&site, directory)?;
        LockedWallet::open(directory)?.open_seal(&key)
    }

    /// Makes a wallet whose device key stands elsewhere.
    ///
    /// # Errors
    /// As [`create`](Self::create), and the faults of the device.
    pub fn create_with(
        directory: &Path,
        mut device: Box<dyn DeviceKey>,
        passphrase: &Passphrase,
        cost: Cost,
        trust: &InitialTrust,
        random: &mut dyn Random,
    ) -> Result<Self, StoreFault> {
        passphrase.check(device.protection())?;
        let site = building_site(directory)?;
        let home = Home::take(&site)?;
        let key = build(home, &mut *device, passphrase, cost, trust.changes(), random)?;
        move_in(&site, directory)?;
        LockedWallet::open_with(directory, device)?.open_seal(&key)
    }
}

/// Writes every file of the new wallet and closes them.
fn build(
    home: Home,
    device: &mut dyn DeviceKey,
    passphrase: &Passphrase,
    cost: Cost,
    changes: Changes,
    random: &mut dyn Random,
) -> Result<DataKey, StoreFault> {
    let key = DataKey::draw(random)?;
    let salt = *random::secret::<16>(random)?;
    let wrapping = Wrapping { passphrase, device: &*device.derive(b"wrap")?, cost, salt };
    let wrapped = key.wrap(&wrapping, random).map_err(|fault| match fault {
        WrapFault::Cost => StoreFault::Cost,
        WrapFault::Random => StoreFault::Random,
    })?;
    let envelope = Envelope { cost: cost.to_bytes(&salt), key: wrapped };
    // The device may have counted for a wallet before this one.
    let generation = device.counter()?.checked_add(1).ok_or(StoreFault::Tampered)?;
    let records = key.records();
    let mut manifest = Manifest::default();
    let mut sealed = Vec::new();
    for change in changes.0 {
        let Change::Put(table, row, record) = change else { continue };
        let place = Place { table, row, version: generation };
        let record = records.seal(place, &record, random)?;
        manifest.put(place, &record);
        sealed.push((place, record));
    }
    let head = Head {
        generation,
        attempts: Attempts::default(),
        envelope: envelope_digest(&envelope),
        manifest: manifest.tag(&key.manifest()),
    };
    sealed.push((Head::place(generation), head_key(device)?.seal(Head::place(generation), &head.to_bytes(), random)?));
    let mut database = Database::create(&home.database(), &envelope)?;
    let tx = database.begin()?;
    for (place, record) in &sealed {
        database::put(&tx, place.table, place.row, place.version, record)?;
    }
    tx.commit()?;
    database.checkpoint()?;
    database.close()?;
    device.raise(generation)?;
    home.write_mark(Mark::Clean { generation, digest: home.digest()? }, device)?;
    Ok(key)
}
