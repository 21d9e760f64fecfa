//! The head of the store: the one record that opens without a passphrase, sealed under the device key alone.
//!
//! It counts the tries, and it holds what every other byte must match: the generation (which the device counts too), the
//! digest of the wrapped key, and the MAC over the list of records.

use std::collections::BTreeMap;

use chop_core::crypto::mac::MacKey;
use chop_core::encoding::cbor::{Item, Strictness, Writer};
use chop_core::time::UnixTime;
use sha2::{Digest as _, Sha256};

use super::database::{Envelope, RowMark};
use super::fault::StoreFault;
use crate::pin::Attempts;
use crate::seal::{Place, TAG, Table};

/// The head as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    /// Counts every transaction; never goes back.
    pub(super) generation: u64,
    pub(super) attempts: Attempts,
    /// SHA-256 of the envelope.
    pub(super) envelope: [u8; 32],
    /// MAC over the list of records.
    pub(super) manifest: [u8; 32],
}

impl Head {
    pub(super) const fn place(generation: u64) -> Place {
        Place { table: Table::Head, row: 1, version: generation }
    }

    pub(super) fn to_bytes(self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(5);
        writer.uint(self.generation);
        writer.uint(self.attempts.failed().into());
        match self.attempts.last() {
            Some(at) => writer.int(at.seconds()),
            None => writer.null(),
        }
        writer.bytes(&self.envelope);
        writer.bytes(&self.manifest);
        writer.into_bytes()
    }

    pub(super) fn parse(bytes: &[u8]) -> Result<Self, StoreFault> {
        let item = Item::parse(bytes, Strictness::Deterministic).map_err(|_| StoreFault::Tampered)?;
        read(&item).ok_or(StoreFault::Tampered)
    }
}

fn read(item: &Item<'_>) -> Option<Head> {
    let [generation, failed, last, envelope, manifest] = item.as_array_of()?;
    let last = if last.is_null() { None } else { Some(UnixTime::new(last.as_int()?).ok()?) };
    Some(Head {
        generation: generation.as_uint()?,
        attempts: Attempts::new(u8::try_from(failed.as_uint()?).ok()?, last),
        envelope: envelope.as_byte_array()?,
        manifest: manifest.as_byte_array()?,
    })
}

/// SHA-256 of the envelope, each part with its length before it.
pub(super) fn envelope_digest(envelope: &Envelope) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [&envelope.cost, &envelope.key] {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// Which records there are: every row with its version and the tag of its seal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Manifest(BTreeMap<(Table, i64), (u64, [u8; TAG])>);

impl Manifest {
    pub(super) fn add(&mut self, table: Table, marks: Vec<RowMark>) {
        self.0.extend(marks.into_iter().map(|mark| ((table, mark.row), (mark.version, mark.tag))));
    }

    pub(super) fn put(&mut self, place: Place, sealed: &[u8]) {
        let tag = sealed.last_chunk::<TAG>().copied().unwrap_or_default();
        self.0.insert((place.table, place.row), (place.version, tag));
    }

    pub(super) fn remove(&mut self, table: Table, row: i64) {
        self.0.remove(&(table, row));
    }

    pub(super) fn contains(&self, table: Table, row: i64) -> bool {
        self.0.contains_key(&(table, row))
    }

    /// The rows of a table, in order.
    pub(super) fn rows(&self, table: Table) -> impl Iterator<Item = i64> + '_ {
        self.0.range((table, i64::MIN)..=(table, i64::MAX)).map(|((_, row), _)| *row)
    }

    pub(super) fn places(&self) -> impl Iterator<Item = Place> + '_ {
        self.0.iter().map(|((table, row), (version, _))| Place { table: *table, row: *row, version: *version })
    }

    pub(super) fn version(&self, table: Table, row: i64) -> Option<u64> {
        self.0.get(&(table, row)).map(|(version, _)| *version)
    }

    fn message(&self) -> Vec<u8> {
        let mut message = b"chop-wallet manifest 1".to_vec();
        for ((table, row), (version, tag)) in &self.0 {
            let name = table.name().as_bytes();
            message.push(u8::try_from(name.len()).unwrap_or(u8::MAX));
            message.extend_from_slice(name);
            message.extend_from_slice(&row.to_be_bytes());
            message.extend_from_slice(&version.to_be_bytes());
            message.extend_from_slice(tag);
        }
        message
    }

    pub(super) fn tag(&self, key: &MacKey) -> [u8; 32] {
        key.tag(&self.message())
    }

    pub(super) fn verify(&self, key: &MacKey, tag: &[u8; 32]) -> Result<(), StoreFault> {
        key.verify(&self.message(), tag).map_err(|_| StoreFault::Tampered)
    }
}
