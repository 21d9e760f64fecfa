//! Taking in what an issuer hands back: every credential verified before any is kept, all of them or none.

use std::collections::{BTreeMap, BTreeSet};

use chop_core::crypto::PublicKey;
use chop_core::document::{Descriptor, Kinds, StatusMode};
use chop_core::exchange::offline::{Delivery, OfflineFault};
use chop_core::format::{CredentialFormat, IssuedCredential};
use chop_core::random::Random;
use chop_core::time::UnixTime;
use chop_core::trust::TrustFault;
use chop_core::verify::{Doubt, Fault, Policy, Rejection, Validity};
use sha2::{Digest as _, Sha256};

use crate::held::{Handle, HeldCredential, HeldDocument, HeldForm, HeldKey, Slip};
use crate::log::{self, Draft, Event, LoggedReader};
use crate::seal::Table;
use crate::store::{Changes, StoreFault, Wallet};
use crate::trust::TrustUse;
use crate::verdict::{Finding, judge};

/// Why a delivery is not taken in. Nothing of it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReceiveFault {
    /// It is not a delivery.
    Delivery(OfflineFault),
    /// Its kind is not known here, or a credential in it is of another kind than asked for.
    Kind,
    /// A credential is bound to a key that is not this wallet's.
    NotOurs,
    /// A credential is bound to a key that another one is bound to already: in the same format, or for another time.
    KeyUsed,
    /// It comes from another issuer than the one that was asked.
    Issuer,
    /// A credential is not one that chop reads.
    Unread(Rejection),
    /// A credential is not acceptable.
    Rejected(Rejection),
    /// A credential is genuine and no use: revoked, or all of them expired.
    NotInForce(Fault),
    /// It cannot be told now whether a credential is genuine.
    Undecided(Doubt),
    /// The store refused.
    Store(StoreFault),
    /// The bundle cannot be used.
    Trust(TrustFault),
}

impl ReceiveFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Delivery(fault) => fault.code(),
            Self::Kind => "receive.kind",
            Self::NotOurs => "receive.not-ours",
            Self::KeyUsed => "receive.key-used",
            Self::Issuer => "receive.issuer",
            Self::Unread(rejection) => rejection.code(),
            Self::Rejected(rejection) => rejection.code(),
            Self::NotInForce(fault) => fault.code(),
            Self::Undecided(doubt) => doubt.code(),
            Self::Store(fault) => fault.code(),
            Self::Trust(fault) => fault.code(),
        }
    }
}

displays_code!(ReceiveFault);

impl From<StoreFault> for ReceiveFault {
    fn from(fault: StoreFault) -> Self {
        Self::Store(fault)
    }
}

impl From<TrustUse> for ReceiveFault {
    fn from(fault: TrustUse) -> Self {
        match fault {
            TrustUse::Store(fault) => Self::Store(fault),
            TrustUse::Trust(fault) => Self::Trust(fault),
        }
    }
}

/// What was taken in. It exists only after everything is on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// The document that the credentials belong to.
    pub document: Handle,
    /// Credentials that were kept; 0 if the delivery had been taken in before.
    pub added: usize,
    /// Credentials of days that have passed, verified and not kept.
    pub past: usize,
    /// Whether this very file had been taken in before: then nothing changed.
    pub again: bool,
}

/// A credential that may be kept.
struct Kept {
    key: i64,
    forms: Vec<HeldForm>,
    validity: Validity,
}

/// What a whole delivery comes to.
#[derive(Default)]
struct Sorted {
    kept: Vec<Kept>,
    /// Keys of credentials whose time has passed.
    past: BTreeSet<i64>,
    claims: BTreeSet<[u8; 32]>,
    ended: Option<UnixTime>,
}

impl Wallet {
    /// Takes in a delivery. Each credential must be of the kind and issuer that were asked for, bound to a key of this
    /// wallet that nothing else is bound to, and genuine under the wallet's own bundle. One whose time is still to come
    /// is kept, one whose time has passed is not; the same file again changes nothing.
    ///
    /// # Errors
    /// A [`ReceiveFault`] of the first credential that is not acceptable.
    pub fn receive(
        &mut self,
        file: &[u8],
        kinds: &Kinds,
        now: UnixTime,
        random: &mut dyn Random,
    ) -> Result<Receipt, ReceiveFault> {
        let digest: [u8; 32] = Sha256::digest(file).into();
        let documents = self.store.documents()?;
        if let Some((_, known)) = documents.iter().find(|(_, document)| document.deliveries.contains(&digest)) {
            return Ok(Receipt { document: known.handle, added: 0, past: 0, again: true });
        }
        let delivery = Delivery::parse(file).map_err(ReceiveFault::Delivery)?;
        let descriptor = kinds.by_kind(&delivery.kind).ok_or(ReceiveFault::Kind)?;
        let trust = self.trust(now)?;
        let keys = self.store.device_keys()?;
        let sorted = sort(&delivery, descriptor, &keys, &trust.policy(kinds, now))?;
        if sorted.kept.is_empty() {
            let until = sorted.ended.unwrap_or(now);
            return Err(ReceiveFault::NotInForce(Fault::Expired { until }));
        }
        let joined = documents.into_iter().find(|(_, document)| {
            document.kind == delivery.kind
                && document.issuer == delivery.issuer.kid()
                && (is_renewed(descriptor) || document.claims.iter().any(|claim| sorted.claims.contains(claim)))
        });
        let (row, mut document) = match joined {
            Some(joined) => joined,
            None => self.new_document(&delivery, now, random)?,
        };
        let mut changes = Changes::default();
        let receipt =
            Receipt { document: document.handle, added: sorted.kept.len(), past: sorted.past.len(), again: false };
        self.drop_ended(&mut document, now, &mut changes)?;
        document.deliveries.push(digest);
        document
            .claims
            .extend(sorted.claims.iter().filter(|claim| !document.claims.contains(claim)).copied().collect::<Vec<_>>());
        sorted.past.iter().for_each(|key| changes.delete(Table::DeviceKey, *key));
        let mut bound: BTreeMap<i64, HeldKey> = keys.into_iter().collect();
        for kept in sorted.kept {
            let credential = self.store.fresh_row(Table::Credential, random)?;
            let mut key = bound.remove(&kept.key).ok_or(ReceiveFault::KeyUsed)?;
            key.bound = true;
            changes.put(Table::DeviceKey, kept.key, key.to_record());
            changes.put(Table::Credential, credential, HeldCredential { key: kept.key, forms: kept.forms }.to_record());
            let Validity { from, until, .. } = kept.validity;
            document.slips.push(Slip { credential, from, until, uses: 0 });
        }
        changes.put(Table::Document, row, document.to_record());
        let draft = Draft {
            at: now,
            event: Event::Received,
            document: document.handle,
            kind: (!descriptor.is_discreet()).then(|| delivery.kind.clone()),
            elements: Vec::new(),
            reader: LoggedReader::Anyone,
            level: None,
        };
        log::append(&self.store, &mut changes, draft)?;
        self.store.commit(changes, random)?;
        Ok(receipt)
    }

    fn new_document(
        &self,
        delivery: &Delivery,
        now: UnixTime,
        random: &mut dyn Random,
    ) -> Result<(i64, HeldDocument), StoreFault> {
        let taken: Vec<Handle> = self.store.documents()?.into_iter().map(|(_, document)| document.handle).collect();
        let mut handle = Handle::draw(random)?;
        while taken.contains(&handle) {
            handle = Handle::draw(random)?;
        }
        let document = HeldDocument {
            handle,
            kind: delivery.kind.clone(),
            issuer: delivery.issuer.kid(),
            added_at: now,
            claims: Vec::new(),
            deliveries: Vec::new(),
            slips: Vec::new(),
        };
        Ok((self.store.fresh_row(Table::Document, random)?, document))
    }

    /// Newer credentials take the place of those whose time has passed; their keys go with them.
    fn drop_ended(&self, document: &mut HeldDocument, now: UnixTime, changes: &mut Changes) -> Result<(), StoreFault> {
        let (ended, current): (Vec<Slip>, Vec<Slip>) = document.slips.iter().partition(|slip| slip.until <= now);
        for slip in ended {
            changes.delete(Table::DeviceKey, self.store.credential(slip.credential)?.key);
            changes.delete(Table::Credential, slip.credential);
        }
        document.slips = current;
        Ok(())
    }
}

/// Kinds that live for days and are delivered again and again are one document.
fn is_renewed(descriptor: &Descriptor) -> bool {
    descriptor.validity().strip > 1 || descriptor.status() == StatusMode::ShortLived
}

fn sort(
    delivery: &Delivery,
    descriptor: &Descriptor,
    keys: &[(i64, HeldKey)],
    policy: &Policy<'_>,
) -> Result<Sorted, ReceiveFault> {
    let by_point: BTreeMap<[u8; 33], (i64, &HeldKey)> =
        keys.iter().map(|(row, key)| (key.point, (*row, key))).collect();
    let mut sorted = Sorted::default();
    let mut taken = Taken::default();
    for bytes in &delivery.credentials {
        let parsed = IssuedCredential::parse(bytes, policy.kinds).map_err(ReceiveFault::Unread)?;
        if !parsed.claims_kind(descriptor) {
            return Err(ReceiveFault::Kind);
        }
        let point = parsed.claimed_device_key().and_then(PublicKey::p256_compressed).ok_or(ReceiveFault::NotOurs)?;
        let (row, key) = by_point.get(&point).ok_or(ReceiveFault::NotOurs)?;
        let (format, validity) = (parsed.format(), parsed.claimed_validity());
        if key.bound || !taken.admits(*row, format, validity) {
            return Err(ReceiveFault::KeyUsed);
        }
        if key.order.kind != delivery.kind {
            return Err(ReceiveFault::Kind);
        }
        let judged = judge(bytes, policy);
        let past = match judged.finding {
            Finding::Good | Finding::Doubtful(Doubt::StatusUnknown) => false,
            Finding::NotInForce(Fault::Expired { until }) => {
                sorted.ended = sorted.ended.max(Some(until));
                true
            }
            Finding::NotInForce(fault @ Fault::Revoked) => return Err(ReceiveFault::NotInForce(fault)),
            Finding::NotInForce(_) => false,
            Finding::Doubtful(doubt) => return Err(ReceiveFault::Undecided(doubt)),
            Finding::Rejected(rejection) => return Err(ReceiveFault::Rejected(rejection)),
        };
        let signer = judged.content.ok_or(ReceiveFault::Issuer)?.issuer.kid;
        // The key that codes will name is the one that signed, or one below a certificate that signed.
        let named = delivery.issuer.kid();
        if signer != key.order.issuer || (named != signer && policy.trust.issuers_by_kid(named).next().is_some()) {
            return Err(ReceiveFault::Issuer);
        }
        sorted.claims.insert(*key.order.claim.as_bytes());
        let form = HeldForm { format, bytes: bytes.clone() };
        if past {
            sorted.past.insert(*row);
        } else if let Some(kept) = sorted.kept.iter_mut().find(|kept| kept.key == *row) {
            kept.forms.push(form);
            kept.forms.sort_by_key(|form| form.format);
        } else {
            sorted.kept.push(Kept { key: *row, forms: vec![form], validity });
        }
    }
    Ok(sorted)
}

/// What a delivery has bound its keys to so far.
#[derive(Default)]
struct Taken(BTreeMap<i64, (Validity, BTreeSet<CredentialFormat>)>);

impl Taken {
    /// Several credentials over one key are one credential in several formats, of one time.
    fn admits(&mut self, key: i64, format: CredentialFormat, validity: Validity) -> bool {
        let (first, formats) = self.0.entry(key).or_insert_with(|| (validity, BTreeSet::new()));
        (first.from, first.until) == (validity.from, validity.until) && formats.insert(format)
    }
}
