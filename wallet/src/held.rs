//! What the wallet holds, as records: documents, the credentials that make them up, and the keys of those.

use std::fmt;

use chop_core::crypto::{Kid, SoftwareKey};
use chop_core::encoding::cbor::{Bounds, Item, Strictness, Writer};
use chop_core::encoding::limits::MDOC_BYTES;
use chop_core::exchange::offline::ClaimDigest;
use chop_core::format::CredentialFormat;
use chop_core::random::{Random, RandomFault};
use chop_core::time::UnixTime;
use zeroize::Zeroizing;

use crate::seal::Table;
use crate::store::{Store, StoreFault};

/// Crockford's alphabet: no I, L, O or U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const HANDLE: usize = 6;
/// A credential is one string of its record.
const BOUNDS: Bounds = Bounds { string_bytes: MDOC_BYTES, ..Bounds::USUAL };
/// Bytes of one slip in a record.
const SLIP: usize = 8 + 8 + 8 + 4;

/// The name of a document in one wallet: six characters by chance, which say nothing about it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle([u8; HANDLE]);

impl Handle {
    pub(crate) fn draw(random: &mut dyn Random) -> Result<Self, RandomFault> {
        let mut handle = [0; HANDLE];
        random.fill(&mut handle)?;
        for byte in &mut handle {
            *byte = ALPHABET.get(usize::from(*byte & 31)).copied().unwrap_or(b'0');
        }
        Ok(Self(handle))
    }

    /// Reads a handle in any case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let handle: [u8; HANDLE] = text.to_ascii_uppercase().into_bytes().try_into().ok()?;
        handle.iter().all(|byte| ALPHABET.contains(byte)).then_some(Self(handle))
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{}", char::from(*byte)))
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Handle({self})")
    }
}

/// What a key was made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) kind: String,
    pub(crate) issuer: Kid,
    pub(crate) claim: ClaimDigest,
    pub(crate) expires_at: UnixTime,
}

/// A device key of one credential.
pub(crate) struct HeldKey {
    pub(crate) order: Order,
    pub(crate) point: [u8; 33],
    pub(crate) secret: Zeroizing<Vec<u8>>,
    /// Whether a credential is bound to it by now.
    pub(crate) bound: bool,
}

impl HeldKey {
    pub(crate) fn new(order: &Order, key: &SoftwareKey) -> Option<Self> {
        use chop_core::crypto::Signer as _;
        let point = key.public_key().p256_compressed()?;
        Some(Self { order: order.clone(), point, secret: key.to_pkcs8_der(), bound: false })
    }

    /// The key itself.
    pub(crate) fn open(&self) -> Result<SoftwareKey, StoreFault> {
        SoftwareKey::from_pkcs8_der(&self.secret).map_err(|_| StoreFault::Tampered)
    }

    pub(crate) fn to_record(&self) -> Zeroizing<Vec<u8>> {
        let mut writer = Writer::with_capacity(320);
        writer.array(7);
        writer.text(&self.order.kind);
        writer.bytes(self.order.issuer.as_bytes());
        writer.bytes(self.order.claim.as_bytes());
        writer.int(self.order.expires_at.seconds());
        writer.bytes(&self.point);
        writer.bytes(&self.secret);
        writer.bool(self.bound);
        Zeroizing::new(writer.into_bytes())
    }

    pub(crate) fn parse(record: &[u8]) -> Result<Self, StoreFault> {
        let item = Item::parse(record, Strictness::Deterministic).map_err(|_| StoreFault::Tampered)?;
        Self::read(&item).ok_or(StoreFault::Tampered)
    }

    fn read(item: &Item<'_>) -> Option<Self> {
        let [kind, issuer, claim, expires, point, secret, bound] = item.as_array_of()?;
        Some(Self {
            order: Order {
                kind: kind.as_text()?.to_owned(),
                issuer: Kid::new(issuer.as_byte_array()?),
                claim: ClaimDigest::new(claim.as_byte_array()?),
                expires_at: time(expires)?,
            },
            point: point.as_byte_array()?,
            secret: Zeroizing::new(secret.as_bytes()?.to_vec()),
            bound: bound.as_bool()?,
        })
    }
}

/// A credential in one of its formats.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct HeldForm {
    pub(crate) format: CredentialFormat,
    pub(crate) bytes: Vec<u8>,
}

/// One credential, in each format that it came in, and the row of its key.
pub(crate) struct HeldCredential {
    pub(crate) key: i64,
    /// At least one, in the order of [`CredentialFormat::ALL`].
    pub(crate) forms: Vec<HeldForm>,
}

impl HeldCredential {
    pub(crate) fn to_record(&self) -> Zeroizing<Vec<u8>> {
        let length: usize = self.forms.iter().map(|form| form.bytes.len() + 24).sum();
        let mut writer = Writer::with_capacity(length + 24);
        writer.array(2);
        writer.int(self.key);
        writer.array(self.forms.len());
        for form in &self.forms {
            writer.array(2);
            writer.text(form.format.name());
            writer.bytes(&form.bytes);
        }
        Zeroizing::new(writer.into_bytes())
    }

    fn parse(record: &[u8]) -> Result<Self, StoreFault> {
        let item = Item::parse_within(record, Strictness::Deterministic, BOUNDS).map_err(|_| StoreFault::Tampered)?;
        Self::read(&item).ok_or(StoreFault::Tampered)
    }

    /// A wallet of before there were formats has the bytes of an mdoc alone.
    fn read(item: &Item<'_>) -> Option<Self> {
        let [key, forms] = item.as_array_of()?;
        let forms = match forms.as_bytes() {
            Some(bytes) => vec![HeldForm { format: CredentialFormat::Mdoc, bytes: bytes.to_vec() }],
            None => forms.as_array()?.iter().map(form).collect::<Option<_>>()?,
        };
        (!forms.is_empty()).then_some(Self { key: key.as_int()?, forms })
    }
}

fn form(item: &Item<'_>) -> Option<HeldForm> {
    let [format, bytes] = item.as_array_of()?;
    Some(HeldForm { format: CredentialFormat::parse(format.as_text()?)?, bytes: bytes.as_bytes()?.to_vec() })
}

/// What a document knows of one of its credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slip {
    pub(crate) credential: i64,
    pub(crate) from: UnixTime,
    pub(crate) until: UnixTime,
    /// In how many showings it was used.
    pub(crate) uses: u32,
}

impl Slip {
    pub(crate) fn covers(&self, now: UnixTime) -> bool {
        self.from <= now && now < self.until
    }
}

/// A document: everything that one claim, or one renewal after another, brought.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HeldDocument {
    pub(crate) handle: Handle,
    pub(crate) kind: String,
    /// The key whose identifier its codes name.
    pub(crate) issuer: Kid,
    pub(crate) added_at: UnixTime,
    /// The claims that its credentials answer.
    pub(crate) claims: Vec<[u8; 32]>,
    /// SHA-256 of each delivery that was taken in.
    pub(crate) deliveries: Vec<[u8; 32]>,
    pub(crate) slips: Vec<Slip>,
}

impl HeldDocument {
    pub(crate) fn to_record(&self) -> Zeroizing<Vec<u8>> {
        let mut slips = Vec::with_capacity(self.slips.len() * SLIP);
        for slip in &self.slips {
            slips.extend_from_slice(&slip.credential.to_be_bytes());
            slips.extend_from_slice(&slip.from.seconds().to_be_bytes());
            slips.extend_from_slice(&slip.until.seconds().to_be_bytes());
            slips.extend_from_slice(&slip.uses.to_be_bytes());
        }
        let mut writer = Writer::with_capacity(slips.len() + 256);
        writer.array(7);
        writer.text(&self.handle.to_string());
        writer.text(&self.kind);
        writer.bytes(self.issuer.as_bytes());
        writer.int(self.added_at.seconds());
        writer.bytes(self.claims.as_flattened());
        writer.bytes(self.deliveries.as_flattened());
        writer.bytes(&slips);
        Zeroizing::new(writer.into_bytes())
    }

    fn parse(record: &[u8]) -> Result<Self, StoreFault> {
        let item = Item::parse_within(record, Strictness::Deterministic, BOUNDS).map_err(|_| StoreFault::Tampered)?;
        Self::read(&item).ok_or(StoreFault::Tampered)
    }

    fn read(item: &Item<'_>) -> Option<Self> {
        let [handle, kind, issuer, added, claims, deliveries, slips] = item.as_array_of()?;
        let slips = chunks::<SLIP>(slips.as_bytes()?)?;
        Some(Self {
            handle: Handle::parse(handle.as_text()?)?,
            kind: kind.as_text()?.to_owned(),
            issuer: Kid::new(issuer.as_byte_array()?),
            added_at: time(added)?,
            claims: chunks(claims.as_bytes()?)?,
            deliveries: chunks(deliveries.as_bytes()?)?,
            slips: slips.iter().map(slip).collect::<Option<_>>()?,
        })
    }
}

fn slip(bytes: &[u8; SLIP]) -> Option<Slip> {
    let (credential, rest) = bytes.split_first_chunk::<8>()?;
    let (from, rest) = rest.split_first_chunk::<8>()?;
    let (until, uses) = rest.split_first_chunk::<8>()?;
    Some(Slip {
        credential: i64::from_be_bytes(*credential),
        from: UnixTime::new(i64::from_be_bytes(*from)).ok()?,
        until: UnixTime::new(i64::from_be_bytes(*until)).ok()?,
        uses: u32::from_be_bytes(uses.try_into().ok()?),
    })
}

fn chunks<const N: usize>(bytes: &[u8]) -> Option<Vec<[u8; N]>> {
    let (chunks, rest) = bytes.as_chunks();
    rest.is_empty().then(|| chunks.to_vec())
}

fn time(item: &Item<'_>) -> Option<UnixTime> {
    UnixTime::new(item.as_int()?).ok()
}

impl Store {
    pub(crate) fn documents(&self) -> Result<Vec<(i64, HeldDocument)>, StoreFault> {
        self.read_all(Table::Document)?
            .into_iter()
            .map(|(row, record)| Ok((row, HeldDocument::parse(&record)?)))
            .collect()
    }

    pub(crate) fn device_keys(&self) -> Result<Vec<(i64, HeldKey)>, StoreFault> {
        self.read_all(Table::DeviceKey)?.into_iter().map(|(row, record)| Ok((row, HeldKey::parse(&record)?))).collect()
    }

    pub(crate) fn credential(&self, row: i64) -> Result<HeldCredential, StoreFault> {
        HeldCredential::parse(&self.read(Table::Credential, row)?.ok_or(StoreFault::Tampered)?)
    }

    pub(crate) fn device_key(&self, row: i64) -> Result<HeldKey, StoreFault> {
        HeldKey::parse(&self.read(Table::DeviceKey, row)?.ok_or(StoreFault::Tampered)?)
    }
}

#[cfg(test)]
mod tests {
    use chop_core::crypto::Signer as _;
    use chop_core::dev::{Counted, key, reference_now};

    use super::*;

    #[test]
    fn records_come_back_as_they_were() {
        let now = reference_now();
        let slip = |n: u32| Slip { credential: n.into(), from: now, until: now.plus(60), uses: n };
        let document = HeldDocument {
            handle: Handle::draw(&mut Counted::new("handle")).unwrap(),
            kind: "personal-code".to_owned(),
            issuer: key("issuer").public_key().kid(),
            added_at: now,
            claims: vec![[1; 32], [2; 32]],
            deliveries: vec![[3; 32]],
            slips: (0..2_000).map(slip).collect(),
        };
        assert_eq!(HeldDocument::parse(&document.to_record()).unwrap(), document);
        let order = Order {
            kind: "personal-code".to_owned(),
            issuer: key("issuer").public_key().kid(),
            claim: ClaimDigest::new([9; 32]),
            expires_at: now,
        };
        let held = HeldKey::new(&order, &key("device")).unwrap();
        let back = HeldKey::parse(&held.to_record()).unwrap();
        assert_eq!((back.order, back.point, back.bound), (order, held.point, false));
        assert_eq!(HeldKey::parse(&held.to_record()).unwrap().open().unwrap().public_key(), key("device").public_key());
        let form = |format, byte| HeldForm { format, bytes: vec![byte; 70_000] };
        let forms = vec![form(CredentialFormat::Mdoc, 7), form(CredentialFormat::VcProof, 8)];
        let back = HeldCredential::parse(&HeldCredential { key: 5, forms: forms.clone() }.to_record()).unwrap();
        assert!((back.key, back.forms) == (5, forms));
        assert!(HeldCredential::parse(&HeldCredential { key: 5, forms: Vec::new() }.to_record()).is_err());
    }

    #[test]
    fn a_credential_of_before_there_were_formats_is_an_mdoc() {
        let mut writer = Writer::new();
        writer.array(2);
        writer.int(5);
        writer.bytes(&[1, 2, 3]);
        let back = HeldCredential::parse(writer.as_bytes()).unwrap();
        assert!(back.forms == [HeldForm { format: CredentialFormat::Mdoc, bytes: vec![1, 2, 3] }]);
    }

    #[test]
    fn a_handle_is_read_in_any_case_and_nothing_else_is_one() {
        let handle = Handle::draw(&mut Counted::new("handle")).unwrap();
        assert_eq!(Handle::parse(&handle.to_string().to_lowercase()), Some(handle));
        for bad in ["", "ABC", "ABCDEFG", "ABCDEI", "ABCDE ", "ABCDÉ"] {
            assert_eq!(Handle::parse(bad), None, "{bad}");
        }
    }
}
