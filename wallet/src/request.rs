//! Asking for a document: fresh keys, proven over issuer, claim and expiry, before anyone signs over them.

use chop_core::crypto::{Algorithm, Kid, SecretKeyFault, SignFault, Signer, SoftwareKey};
use chop_core::document::Kinds;
use chop_core::exchange::offline::{ClaimCode, KeyRequest, RequestBody};
use chop_core::random::Random;
use chop_core::time::UnixTime;
use chop_core::trust::{IssuerEntry, TrustBundle, TrustFault};

use crate::held::{HeldKey, Order};
use crate::seal::Table;
use crate::store::{Changes, StoreFault, Wallet};
use crate::trust::TrustUse;

/// Seconds for which an issuer may act on a request: thirty days.
pub const REQUEST_SECONDS: i64 = 30 * 86_400;
/// What an issuer reads at most (core's bound on the file, at 160 bytes a key).
const KEYS_MAX: usize = 400;

/// What to ask for.
#[derive(Debug, Clone)]
pub struct KeyOrder<'a> {
    /// The kind of document.
    pub kind: &'a str,
    /// The claim code of the department's letter, counter or message.
    pub claim: ClaimCode,
    /// The issuer, if more than one may issue the kind.
    pub issuer: Option<Kid>,
}

/// Why nothing can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestFault {
    /// No such kind of document is known here.
    Kind,
    /// No issuer in the bundle may issue the kind, or not the one that was named.
    IssuerUnknown,
    /// Several may: one must be named.
    IssuerUnnamed {
        /// How many.
        issuers: usize,
    },
    /// The kind takes more keys than one request can carry.
    Keys,
    /// A key could not be made.
    Key(SecretKeyFault),
    /// A key could not prove itself.
    Sign(SignFault),
    /// The store refused.
    Store(StoreFault),
    /// The bundle cannot be used.
    Trust(TrustFault),
}

impl RequestFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Kind => "request.kind",
            Self::IssuerUnknown => "request.issuer-unknown",
            Self::IssuerUnnamed { .. } => "request.issuer-unnamed",
            Self::Keys => "request.keys",
            Self::Key(fault) => fault.code(),
            Self::Sign(fault) => fault.code(),
            Self::Store(fault) => fault.code(),
            Self::Trust(fault) => fault.code(),
        }
    }
}

displays_code!(RequestFault);

impl From<StoreFault> for RequestFault {
    fn from(fault: StoreFault) -> Self {
        Self::Store(fault)
    }
}

impl From<TrustUse> for RequestFault {
    fn from(fault: TrustUse) -> Self {
        match fault {
            TrustUse::Store(fault) => Self::Store(fault),
            TrustUse::Trust(fault) => Self::Trust(fault),
        }
    }
}

impl From<SignFault> for RequestFault {
    fn from(fault: SignFault) -> Self {
        Self::Sign(fault)
    }
}

/// The issuers of a kind that may sign at `now`.
fn issuers<'t>(trust: &'t TrustBundle, doc_type: &str, kinds: &Kinds, now: UnixTime) -> Vec<&'t IssuerEntry> {
    trust
        .issuers()
        .filter(|entry| entry.may_issue(doc_type, kinds) && entry.in_use_at(now) && !trust.is_killed(entry.kid()))
        .collect()
}

impl Wallet {
    /// Makes one fresh P-256 key for each credential that the kind needs (strip × copies), keeps them, and gives the
    /// file for the issuer. Asked again for the same claim while the request counts, it gives the same keys: a file
    /// that was lost costs no claim code.
    ///
    /// # Errors
    /// A [`RequestFault`]; the keys are on the disk before the file exists.
    pub fn request(
        &mut self,
        order: &KeyOrder<'_>,
        kinds: &Kinds,
        now: UnixTime,
        random: &mut dyn Random,
    ) -> Result<Vec<u8>, RequestFault> {
        let descriptor = kinds.by_kind(order.kind).ok_or(RequestFault::Kind)?;
        let trust = self.trust(now)?;
        let may = issuers(trust.bundle(), descriptor.doctype().as_str(), kinds, now);
        let issuer = match (order.issuer, may.as_slice()) {
            (Some(kid), may) => may.iter().map(|entry| entry.kid()).find(|known| *known == kid),
            (None, []) => None,
            (None, [only]) => Some(only.kid()),
            (None, several) => return Err(RequestFault::IssuerUnnamed { issuers: several.len() }),
        }
        .ok_or(RequestFault::IssuerUnknown)?;
        let needed = usize::from(descriptor.validity().strip) * usize::from(descriptor.validity().copies);
        if needed > KEYS_MAX {
            return Err(RequestFault::Keys);
        }
        let claim = order.claim.digest(issuer);
        let asked = Order { kind: order.kind.to_owned(), issuer, claim, expires_at: now.plus(REQUEST_SECONDS) };
        let (asked, keys) = match self.open_request(&asked, now)? {
            Some(open) => open,
            None => self.make_keys(asked, needed, random)?,
        };
        let body = RequestBody { kind: asked.kind, issuer, claim, expires_at: asked.expires_at };
        let signers: Vec<&dyn Signer> = keys.iter().map(|key| -> &dyn Signer { key }).collect();
        Ok(KeyRequest::make(&body, &signers)?)
    }

    /// The keys of a request for the same claim that still counts.
    fn open_request(&self, asked: &Order, now: UnixTime) -> Result<Option<(Order, Vec<SoftwareKey>)>, StoreFault> {
        let held = self.store.device_keys()?;
        let same = held.iter().map(|(_, key)| key).filter(|key| {
            !key.bound
                && key.order.kind == asked.kind
                && key.order.claim == asked.claim
                && key.order.issuer == asked.issuer
                && now < key.order.expires_at
        });
        let keys = same.clone().map(HeldKey::open).collect::<Result<Vec<_>, _>>()?;
        Ok(same.clone().next().map(|key| (key.order.clone(), keys)))
    }

    fn make_keys(
        &mut self,
        order: Order,
        needed: usize,
        random: &mut dyn Random,
    ) -> Result<(Order, Vec<SoftwareKey>), RequestFault> {
        let mut changes = Changes::default();
        let mut keys = Vec::with_capacity(needed);
        for _ in 0..needed {
            let key = SoftwareKey::generate(Algorithm::Es256, random).map_err(RequestFault::Key)?;
            let held = HeldKey::new(&order, &key).ok_or(RequestFault::Key(SecretKeyFault::Algorithm))?;
            changes.put(Table::DeviceKey, self.store.fresh_row(Table::DeviceKey, random)?, held.to_record());
            keys.push(key);
        }
        self.store.commit(changes, random)?;
        Ok((order, keys))
    }
}
