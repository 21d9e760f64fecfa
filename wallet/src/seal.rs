//! Sealing: every record on its own, and the one key above them.
//!
//! ```text
//! KEK        = HKDF-SHA-256(Argon2id(passphrase) ‖ device key, salt "chop-wallet-1", info "wrap")
//! wrapped    = XChaCha20-Poly1305(KEK, data key; AAD = "chop-wallet-1 wrap" ‖ costs and salt)
//! record key = HKDF-SHA-256(data key, salt "chop-wallet-1", info "records")
//! sealed     = nonce (24) ‖ XChaCha20-Poly1305(record key, padded record; AAD = table, row, schema, version)
//! ```
//! Records are padded to whole blocks of 256 bytes, so that a length does not tell a name.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use chop_core::crypto::mac::{MacKey, hkdf_sha256};
use chop_core::random::{self, Random, RandomFault};
use zeroize::Zeroizing;

use crate::pin::{Cost, CostFault, Passphrase};

/// The layout of the store and of its records. Part of what seals them.
pub(crate) const SCHEMA: u16 = 1;
const SALT: &[u8] = b"chop-wallet-1";
const WRAP: &[u8] = b"chop-wallet-1 wrap";
const NONCE: usize = 24;
/// The tag at the end of every sealed record.
pub(crate) const TAG: usize = 16;
const BLOCK: usize = 256;

/// A table of the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Table {
    /// The one row that is sealed under the device key alone.
    Head,
    Document,
    Credential,
    DeviceKey,
    Setting,
    Log,
}

impl Table {
    /// The tables whose rows are sealed under the data key.
    pub(crate) const RECORDS: [Self; 5] = [Self::Document, Self::Credential, Self::DeviceKey, Self::Setting, Self::Log];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Document => "document",
            Self::Credential => "credential",
            Self::DeviceKey => "device_key",
            Self::Setting => "setting",
            Self::Log => "log",
        }
    }
}

/// Where a record stands, and in which version. Sealed with it: a record that was moved does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) table: Table,
    pub(crate) row: i64,
    pub(crate) version: u64,
}

impl Place {
    fn associated_data(self, schema: u16) -> Vec<u8> {
        let name = self.table.name().as_bytes();
        let mut data = Vec::with_capacity(40 + name.len());
        data.extend_from_slice(b"chop-wallet record");
        data.extend_from_slice(&schema.to_be_bytes());
        data.extend_from_slice(&self.row.to_be_bytes());
        data.extend_from_slice(&self.version.to_be_bytes());
        data.extend_from_slice(name);
        data
    }
}

/// The seal does not open: another key, another place, or other bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unopened;

/// A key that seals records.
pub(crate) struct SealingKey(XChaCha20Poly1305);

impl SealingKey {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self(XChaCha20Poly1305::new(&Key::from(*key)))
    }

    pub(crate) fn seal(&self, place: Place, record: &[u8], random: &mut dyn Random) -> Result<Vec<u8>, RandomFault> {
        self.seal_with(&place.associated_data(SCHEMA), &padded(record), random)
    }

    pub(crate) fn open(&self, place: Place, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unopened> {
        self.open_in(place, SCHEMA, sealed)
    }

    fn open_in(&self, place: Place, schema: u16, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unopened> {
        let mut record = self.open_with(&place.associated_data(schema), sealed)?;
        let end = record.iter().rposition(|byte| *byte != 0).ok_or(Unopened)?;
        if record.get(end) != Some(&PAD) {
            return Err(Unopened);
        }
        record.truncate(end);
        Ok(record)
    }

    fn seal_with(&self, data: &[u8], message: &[u8], random: &mut dyn Random) -> Result<Vec<u8>, RandomFault> {
        let nonce = random::secret::<NONCE>(random)?;
        let sealed = self
            .0
            .encrypt(&XNonce::from(*nonce), Payload { msg: message, aad: data })
            .expect("a record is far shorter than the 256 GiB that one nonce can seal");
        Ok([&nonce[..], &sealed].concat())
    }

    fn open_with(&self, data: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unopened> {
        let (nonce, message) = sealed.split_first_chunk::<NONCE>().ok_or(Unopened)?;
        self.0
            .decrypt(&XNonce::from(*nonce), Payload { msg: message, aad: data })
            .map(Zeroizing::new)
            .map_err(|_| Unopened)
    }
}

const PAD: u8 = 0x80;

/// The record, one byte 0x80, and zeros up to a whole block.
fn padded(record: &[u8]) -> Zeroizing<Vec<u8>> {
    let length = (record.len() / BLOCK + 1) * BLOCK;
    let mut padded = Zeroizing::new(Vec::with_capacity(length));
    padded.extend_from_slice(record);
    padded.push(PAD);
    padded.resize(length, 0);
    padded
}

/// The key above all records of one wallet.
pub(crate) struct DataKey(Zeroizing<[u8; 32]>);

impl DataKey {
    pub(crate) fn draw(random: &mut dyn Random) -> Result<Self, RandomFault> {
        Ok(Self(random::secret::<32>(random)?))
    }

    pub(crate) fn records(&self) -> SealingKey {
        SealingKey::new(&derived(&self.0[..], b"records"))
    }

    pub(crate) fn manifest(&self) -> MacKey {
        MacKey::new(&derived(&self.0[..], b"manifest")[..])
    }

    /// Wraps it under passphrase and device.
    pub(crate) fn wrap(&self, wrapping: &Wrapping<'_>, random: &mut dyn Random) -> Result<Vec<u8>, WrapFault> {
        let key = wrapping.key()?;
        Ok(key.seal_with(&wrapping.associated_data(), &self.0[..], random)?)
    }

    /// Unwraps it; `None` if passphrase or device are others.
    pub(crate) fn unwrap(wrapped: &[u8], wrapping: &Wrapping<'_>) -> Result<Option<Self>, WrapFault> {
        let opened = wrapping.key()?.open_with(&wrapping.associated_data(), wrapped);
        let key = opened.ok().and_then(|key| <[u8; 32]>::try_from(key.as_slice()).ok());
        Ok(key.map(|key| Self(Zeroizing::new(key))))
    }
}

/// What the data key is wrapped under.
pub(crate) struct Wrapping<'a> {
    pub(crate) passphrase: &'a Passphrase,
    pub(crate) device: &'a [u8; 32],
    pub(crate) cost: Cost,
    pub(crate) salt: [u8; 16],
}

/// Why the data key cannot be wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WrapFault {
    Cost,
    Random,
}

impl From<CostFault> for WrapFault {
    fn from(_: CostFault) -> Self {
        Self::Cost
    }
}

impl From<RandomFault> for WrapFault {
    fn from(_: RandomFault) -> Self {
        Self::Random
    }
}

impl Wrapping<'_> {
    fn key(&self) -> Result<SealingKey, CostFault> {
        let mut both = Zeroizing::new([0; 64]);
        let stretched = self.passphrase.stretch(&self.salt, self.cost)?;
        let (first, second) = both.split_at_mut(32);
        first.copy_from_slice(&stretched[..]);
        second.copy_from_slice(self.device);
        Ok(SealingKey::new(&derived(&both[..], b"wrap")))
    }

    fn associated_data(&self) -> Vec<u8> {
        [WRAP, &SCHEMA.to_be_bytes(), &self.cost.to_bytes(&self.salt)].concat()
    }
}

fn derived(key: &[u8], info: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut out = Zeroizing::new([0; 32]);
    hkdf_sha256(key, SALT, info, &mut out[..]).expect("HKDF-SHA-256 gives 32 bytes");
    out
}

#[cfg(test)]
mod tests {
    use chop_core::dev::Counted;
    use proptest::prelude::*;

    use super::*;

    fn table() -> impl Strategy<Value = Table> {
        prop::sample::select(vec![
            Table::Head,
            Table::Document,
            Table::Credential,
            Table::DeviceKey,
            Table::Setting,
            Table::Log,
        ])
    }

    fn place() -> impl Strategy<Value = Place> {
        // Small numbers too, so that neighbours meet.
        let row = prop_oneof![0_i64..4, any::<i64>()];
        let version = prop_oneof![0_u64..4, any::<u64>()];
        (table(), row, version).prop_map(|(table, row, version)| Place { table, row, version })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn a_record_opens_in_its_own_place_and_no_other(
            here in place(), there in place(), record in prop::collection::vec(any::<u8>(), 0..600), seed in any::<u64>(),
        ) {
            let key = SealingKey::new(&[7; 32]);
            let sealed = key.seal(here, &record, &mut Counted::new(&seed.to_string())).unwrap();
            prop_assert_eq!(&*key.open(here, &sealed).unwrap(), &record);
            if here != there {
                prop_assert_eq!(key.open(there, &sealed).unwrap_err(), Unopened);
            }
            prop_assert_eq!(key.open_in(here, SCHEMA + 1, &sealed).unwrap_err(), Unopened);
            prop_assert_eq!(SealingKey::new(&[8; 32]).open(here, &sealed).unwrap_err(), Unopened);
        }

        #[test]
        fn a_record_with_one_bit_changed_never_opens(
            here in place(), record in prop::collection::vec(any::<u8>(), 0..600), at in any::<prop::sample::Index>(), bit in 0..8_u8,
        ) {
            let key = SealingKey::new(&[7; 32]);
            let mut sealed = key.seal(here, &record, &mut Counted::new("bit")).unwrap();
            let at = at.index(sealed.len());
            sealed[at] ^= 1 << bit;
            prop_assert_eq!(key.open(here, &sealed).unwrap_err(), Unopened);
            sealed[at] ^= 1 << bit;
            sealed.truncate(at);
            prop_assert_eq!(key.open(here, &sealed).unwrap_err(), Unopened);
        }
    }

    #[test]
    fn the_length_tells_only_the_number_of_blocks() {
        let key = SealingKey::new(&[7; 32]);
        let here = Place { table: Table::Document, row: 1, version: 1 };
        let length = |n| key.seal(here, &vec![0; n], &mut Counted::new("length")).unwrap().len();
        assert_eq!(length(0), NONCE + BLOCK + TAG);
        assert_eq!(length(0), length(255));
        assert_eq!(length(256), NONCE + 2 * BLOCK + TAG);
    }

    #[test]
    fn the_data_key_needs_passphrase_device_costs_and_salt() {
        let quick = Cost::new(8, 1, 1).unwrap();
        let (right, wrong) = (Passphrase::new("correct horse"), Passphrase::new("correct hors"));
        let wrapping = |passphrase, device, cost, salt| Wrapping { passphrase, device, cost, salt };
        let random = &mut Counted::new("wrap");
        let key = DataKey::draw(random).unwrap();
        let wrapped = key.wrap(&wrapping(&right, &[1; 32], quick, [2; 16]), random).unwrap();
        let opens = |w| DataKey::unwrap(&wrapped, &w).unwrap().is_some_and(|opened| opened.0 == key.0);
        assert!(opens(wrapping(&right, &[1; 32], quick, [2; 16])));
        assert!(!opens(wrapping(&wrong, &[1; 32], quick, [2; 16])));
        assert!(!opens(wrapping(&right, &[3; 32], quick, [2; 16])));
        assert!(!opens(wrapping(&right, &[1; 32], quick, [4; 16])));
        assert!(!opens(wrapping(&right, &[1; 32], Cost::new(16, 1, 1).unwrap(), [2; 16])));
    }

    #[test]
    fn a_dead_source_of_randomness_seals_nothing() {
        struct Zeros;
        impl Random for Zeros {
            fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFault> {
                bytes.fill(0);
                Ok(())
            }
        }
        let here = Place { table: Table::Document, row: 1, version: 1 };
        assert_eq!(SealingKey::new(&[7; 32]).seal(here, b"x", &mut Zeros), Err(RandomFault));
        assert!(DataKey::draw(&mut Zeros).is_err());
    }
}
