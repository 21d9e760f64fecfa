//! Whom the wallet trusts: the bundle and the root above it, kept sealed like everything else.

use chop_core::document::Kinds;
use chop_core::random::Random;
use chop_core::time::UnixTime;
use chop_core::trust::{SignedRoot, TrustBundle, TrustFault};
use chop_core::verify::{Clock, Policy};
use zeroize::Zeroizing;

use crate::seal::Table;
use crate::store::{Changes, StoreFault, Wallet};

/// Row of the pinned root: one byte whether it was pinned beforehand, then its file.
const ROOT: i64 = 1;
/// Row of the bundle's file.
const BUNDLE: i64 = 2;
/// Row of the latest time at which a code was made.
const CLOCK: i64 = 3;

/// The bundle and the root that a new wallet begins with, checked.
pub struct InitialTrust {
    root: SignedRoot,
    pinned: bool,
    bundle: Vec<u8>,
}

impl std::fmt::Debug for InitialTrust {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InitialTrust").field("pinned", &self.pinned).finish_non_exhaustive()
    }
}

impl InitialTrust {
    /// Checks a bundle under a root that was handed over beforehand. Without one the bundle's own first root is taken
    /// and kept from then on, and every verdict carries the caution `trust.unpinned`.
    ///
    /// # Errors
    /// A [`TrustFault`].
    pub fn check(bundle: &[u8], root: Option<&SignedRoot>, now: UnixTime) -> Result<Self, TrustFault> {
        let opened = TrustBundle::open(bundle, root, now)?;
        Ok(Self { root: opened.root().clone(), pinned: root.is_some(), bundle: bundle.to_vec() })
    }

    pub(crate) fn changes(&self) -> Changes {
        let mut changes = Changes::default();
        changes.put(Table::Setting, ROOT, root_record(&self.root, self.pinned));
        changes.put(Table::Setting, BUNDLE, Zeroizing::new(self.bundle.clone()));
        changes
    }
}

fn root_record(root: &SignedRoot, pinned: bool) -> Zeroizing<Vec<u8>> {
    let mut record = vec![u8::from(pinned)];
    record.extend(root.to_bytes());
    Zeroizing::new(record)
}

/// Why there is no bundle to judge by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrustUse {
    /// The store refused.
    Store(StoreFault),
    /// The bundle is not acceptable, or its root has expired.
    Trust(TrustFault),
}

impl TrustUse {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Store(fault) => fault.code(),
            Self::Trust(fault) => fault.code(),
        }
    }
}

displays_code!(TrustUse);

impl From<StoreFault> for TrustUse {
    fn from(fault: StoreFault) -> Self {
        Self::Store(fault)
    }
}

impl From<TrustFault> for TrustUse {
    fn from(fault: TrustFault) -> Self {
        Self::Trust(fault)
    }
}

/// The wallet's bundle, opened under its root.
#[derive(Debug)]
pub struct HeldTrust {
    bundle: TrustBundle,
    pinned: bool,
    floor: UnixTime,
}

impl HeldTrust {
    /// The bundle.
    #[must_use]
    pub const fn bundle(&self) -> &TrustBundle {
        &self.bundle
    }

    /// Whether its root was handed over beforehand.
    #[must_use]
    pub const fn is_pinned(&self) -> bool {
        self.pinned
    }

    /// The latest moment of which the wallet has proof: the bundle's, or that of its own last code. A clock below it
    /// is wrong.
    #[must_use]
    pub const fn floor(&self) -> UnixTime {
        self.floor
    }

    /// The rules by which the wallet judges what it holds: those of any verifier with no network.
    #[must_use]
    pub fn policy<'a>(&'a self, kinds: &'a Kinds, now: UnixTime) -> Policy<'a> {
        Policy {
            pinned: self.pinned,
            clock: Clock::Live { highest: self.floor },
            ..Policy::offline(&self.bundle, kinds, now)
        }
    }
}

impl Wallet {
    /// The bundle that the wallet judges by. `now` judges the expiry of its root.
    ///
    /// # Errors
    /// `wallet.tampered`, `wallet.io`; `trust.root-expired`.
    pub fn trust(&self, now: UnixTime) -> Result<HeldTrust, TrustUse> {
        let (root, pinned) = self.root()?;
        let bytes = self.store.read(Table::Setting, BUNDLE)?.ok_or(StoreFault::Tampered)?;
        let bundle = TrustBundle::open(&bytes, Some(&root), now)?;
        let floor = bundle.issued_at().max(self.last_code()?);
        Ok(HeldTrust { bundle, pinned, floor })
    }

    /// Takes a newer bundle that leads back to the root of this wallet. The very same bundle changes nothing.
    ///
    /// # Errors
    /// A [`TrustFault`]: `trust.rollback` for one that is older than the wallet's, or another of the same version;
    /// `wallet.io`.
    pub fn update_trust(
        &mut self,
        bundle: &[u8],
        now: UnixTime,
        random: &mut dyn Random,
    ) -> Result<HeldTrust, TrustUse> {
        let (root, pinned) = self.root()?;
        let before = self.store.read(Table::Setting, BUNDLE)?.ok_or(StoreFault::Tampered)?;
        let opened = TrustBundle::open(bundle, Some(&root), now)?;
        if before.as_slice() != bundle {
            // Its root may have expired since; of the old bundle only the version counts.
            let own = TrustBundle::open(&before, Some(&root), root.root().issued_at)?;
            if opened.version() <= own.version() {
                return Err(TrustFault::Rollback.into());
            }
            let mut changes = Changes::default();
            changes.put(Table::Setting, ROOT, root_record(opened.root(), pinned));
            changes.put(Table::Setting, BUNDLE, Zeroizing::new(bundle.to_vec()));
            self.store.commit(changes, random)?;
        }
        self.trust(now)
    }

    /// The latest time at which this wallet made a code.
    pub(crate) fn last_code(&self) -> Result<UnixTime, StoreFault> {
        let Some(record) = self.store.read(Table::Setting, CLOCK)? else { return Ok(UnixTime::EPOCH) };
        let seconds = record.as_slice().try_into().map(i64::from_be_bytes).map_err(|_| StoreFault::Tampered)?;
        UnixTime::new(seconds).map_err(|_| StoreFault::Tampered)
    }

    fn root(&self) -> Result<(SignedRoot, bool), TrustUse> {
        let record = self.store.read(Table::Setting, ROOT)?.ok_or(StoreFault::Tampered)?;
        let (pinned, root) = record.split_first().ok_or(StoreFault::Tampered)?;
        Ok((SignedRoot::parse(root)?, *pinned == 1))
    }
}

/// Remembers that a code was made at `at`.
pub(crate) fn remember_code(changes: &mut Changes, at: UnixTime) {
    changes.put(Table::Setting, CLOCK, Zeroizing::new(at.seconds().to_be_bytes().to_vec()));
}
