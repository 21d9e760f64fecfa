//! What the wallet holds, as its holder sees it: a list that names no kind whose name hurts, and each document with the
//! wallet's own two verdicts.

use chop_core::document::{Descriptor, Kinds};
use chop_core::format::CredentialFormat;
use chop_core::language::LocalizedText;
use chop_core::random::Random;
use chop_core::time::UnixTime;
use chop_core::trust::TrustFault;
use chop_core::verify::{DisclosedDocument, Fault, Policy, Rejection};

use crate::held::{Handle, HeldCredential, HeldDocument, HeldForm, Slip};
use crate::log::{self, Draft, Event, LoggedReader};
use crate::seal::Table;
use crate::store::{Changes, Store, StoreFault, Wallet};
use crate::trust::TrustUse;
use crate::verdict::{Finding, Judged, Verdict, judge};

/// Why a document cannot be found or judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentFault {
    /// The wallet has no such document.
    Unknown,
    /// It has several of this kind: one must be named by its handle.
    Ambiguous {
        /// How many.
        documents: usize,
    },
    /// The store refused.
    Store(StoreFault),
    /// The bundle cannot be used.
    Trust(TrustFault),
}

impl DocumentFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "document.unknown",
            Self::Ambiguous { .. } => "document.ambiguous",
            Self::Store(fault) => fault.code(),
            Self::Trust(fault) => fault.code(),
        }
    }
}

displays_code!(DocumentFault);

impl From<StoreFault> for DocumentFault {
    fn from(fault: StoreFault) -> Self {
        Self::Store(fault)
    }
}

impl From<TrustUse> for DocumentFault {
    fn from(fault: TrustUse) -> Self {
        match fault {
            TrustUse::Store(fault) => Self::Store(fault),
            TrustUse::Trust(fault) => Self::Trust(fault),
        }
    }
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// The document's handle.
    pub handle: Handle,
    /// What else may stand in a list: nothing of a kind whose very name hurts, until it is opened.
    pub open: Option<OpenSummary>,
}

/// What a list says of a document that it may name.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenSummary {
    /// Its kind.
    pub kind: String,
    /// What people call it.
    pub names: LocalizedText,
    /// Who issued it, if that could be verified.
    pub issuer: Option<LocalizedText>,
    /// The wallet's own verdict.
    pub verdict: Verdict,
    /// The first second after the last credential that is held.
    pub until: Option<UnixTime>,
}

/// One document, opened by its holder.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentView {
    /// Its handle.
    pub handle: Handle,
    /// Its kind.
    pub kind: String,
    /// The wallet's own verdict on the credential that would be shown now, or on the one nearest to now.
    pub verdict: Verdict,
    /// What it says, if it is genuine.
    pub content: Option<DisclosedDocument>,
    /// The formats in which that credential is held, each with the code of the wallet's verdict on it.
    pub formats: Vec<(CredentialFormat, &'static str)>,
    /// The time of that credential: the first second, and the first after it.
    pub validity: Option<(UnixTime, UnixTime)>,
    /// The first second after the last credential that is held: until then no network is needed.
    pub until: Option<UnixTime>,
    /// Credentials that are held.
    pub credentials: usize,
    /// Of a kind with one-time copies: those of the current time that were not shown yet.
    pub unused: Option<usize>,
    /// When it was added.
    pub added_at: UnixTime,
}

impl Wallet {
    /// Every document, in the order in which they were added.
    ///
    /// # Errors
    /// A [`DocumentFault`].
    pub fn documents(&self, kinds: &Kinds, now: UnixTime) -> Result<Vec<Summary>, DocumentFault> {
        let trust = self.trust(now)?;
        let policy = trust.policy(kinds, now);
        let mut held = self.store.documents()?;
        held.sort_by_key(|(row, document)| (document.added_at, *row));
        held.into_iter()
            .map(|(_, document)| {
                let handle = document.handle;
                // A kind that is not known any more may have been discreet.
                let Some(descriptor) = kinds.by_kind(&document.kind).filter(|kind| !kind.is_discreet()) else {
                    return Ok(Summary { handle, open: None });
                };
                let (_, judged) = nearest(&self.store, &document, &policy)?;
                let open = OpenSummary {
                    names: descriptor.names().clone(),
                    issuer: judged.content.map(|content| content.issuer.names),
                    verdict: judged.verdict,
                    until: last_end(&document),
                    kind: document.kind,
                };
                Ok(Summary { handle, open: Some(open) })
            })
            .collect()
    }

    /// Opens one document, named by its handle, or by its kind if there is one of it. A kind whose very name hurts is
    /// found by its handle alone.
    ///
    /// # Errors
    /// A [`DocumentFault`].
    pub fn document(&self, name: &str, kinds: &Kinds, now: UnixTime) -> Result<DocumentView, DocumentFault> {
        let (_, document) = self.find(name, kinds)?;
        let trust = self.trust(now)?;
        let policy = trust.policy(kinds, now);
        let (slip, judged) = nearest(&self.store, &document, &policy)?;
        let held = self.store.credential(slip.credential)?;
        let code = |form: &HeldForm| (form.format, judge(&form.bytes, &policy).verdict.code);
        let formats = held.forms.iter().map(code).collect();
        let copies = kinds.by_kind(&document.kind).map_or(1, |kind| kind.validity().copies);
        let unused =
            (copies > 1).then(|| document.slips.iter().filter(|slip| slip.covers(now) && slip.uses == 0).count());
        Ok(DocumentView {
            handle: document.handle,
            verdict: judged.verdict,
            content: judged.content,
            formats,
            validity: Some((slip.from, slip.until)),
            until: last_end(&document),
            credentials: document.slips.len(),
            unused,
            added_at: document.added_at,
            kind: document.kind,
        })
    }

    /// Removes a document: its credentials go, and the keys without which they are worth nothing. The log keeps that it
    /// was removed.
    ///
    /// # Errors
    /// A [`DocumentFault`].
    pub fn remove(
        &mut self,
        name: &str,
        kinds: &Kinds,
        now: UnixTime,
        random: &mut dyn Random,
    ) -> Result<Handle, DocumentFault> {
        let (row, document) = self.find(name, kinds)?;
        let mut changes = Changes::default();
        for slip in &document.slips {
            changes.delete(Table::DeviceKey, self.store.credential(slip.credential)?.key);
            changes.delete(Table::Credential, slip.credential);
        }
        for (key_row, key) in self.store.device_keys()? {
            if !key.bound && document.claims.contains(key.order.claim.as_bytes()) {
                changes.delete(Table::DeviceKey, key_row);
            }
        }
        changes.delete(Table::Document, row);
        let draft = Draft {
            at: now,
            event: Event::Removed,
            document: document.handle,
            kind: kinds.by_kind(&document.kind).filter(|kind| !kind.is_discreet()).map(|_| document.kind.clone()),
            elements: Vec::new(),
            reader: LoggedReader::Anyone,
            level: None,
        };
        log::append(&self.store, &mut changes, draft)?;
        self.store.commit(changes, random)?;
        self.store.purge()?;
        Ok(document.handle)
    }

    pub(crate) fn find(&self, name: &str, kinds: &Kinds) -> Result<(i64, HeldDocument), DocumentFault> {
        let held = self.store.documents()?;
        if let Some(handle) = Handle::parse(name)
            && let Some(found) = held.iter().find(|(_, document)| document.handle == handle)
        {
            return Ok(found.clone());
        }
        let discreet = kinds.by_kind(name).is_none_or(Descriptor::is_discreet);
        let mut of_kind = held.into_iter().filter(|(_, document)| !discreet && document.kind == name);
        match (of_kind.next(), of_kind.count()) {
            (None, _) => Err(DocumentFault::Unknown),
            (Some(only), 0) => Ok(only),
            (Some(_), more) => Err(DocumentFault::Ambiguous { documents: more + 1 }),
        }
    }
}

fn last_end(document: &HeldDocument) -> Option<UnixTime> {
    document.slips.iter().map(|slip| slip.until).max()
}

/// The credential that would be shown now and what the wallet makes of it; where none covers now, the one that begins
/// next, and where none is to come, the one that ended last.
fn nearest(store: &Store, document: &HeldDocument, policy: &Policy<'_>) -> Result<(Slip, Judged), StoreFault> {
    let now = policy.now;
    let slips = || document.slips.iter();
    let covering = slips().filter(|slip| slip.covers(now)).max_by_key(|slip| (slip.from, slip.uses == 0));
    let next = slips().filter(|slip| slip.from > now).min_by_key(|slip| slip.from);
    let last = slips().max_by_key(|slip| slip.until);
    let slip = covering.or(next).or(last).copied().ok_or(StoreFault::Tampered)?;
    let held = store.credential(slip.credential)?;
    let first = held.forms.first().ok_or(StoreFault::Tampered)?;
    Ok((slip, judge(&first.bytes, policy)))
}

/// Why the wallet itself would not accept what it is asked to show.
pub(crate) enum Refusal {
    NotInForce(Fault),
    Rejected(Rejection),
    /// It is not held in the format that is asked for.
    Format,
}

/// A credential to show, and what the wallet makes of it.
pub(crate) struct Pick {
    pub(crate) slip: Slip,
    pub(crate) key: i64,
    pub(crate) form: HeldForm,
    pub(crate) content: Option<DisclosedDocument>,
}

/// The credential to show now: of the newest strip that covers now, the first copy that is good, or of which nothing bad
/// is known, in the first of its formats that fits. `order` puts the copies of one strip in the order in which they are
/// tried.
pub(crate) fn presentable(
    store: &Store,
    document: &HeldDocument,
    policy: &Policy<'_>,
    fits: &dyn Fn(CredentialFormat) -> bool,
    order: &mut dyn FnMut(&mut Vec<Slip>) -> Result<(), StoreFault>,
) -> Result<Result<Pick, Refusal>, StoreFault> {
    let now = policy.now;
    let mut starts: Vec<UnixTime> =
        document.slips.iter().filter(|slip| slip.covers(now)).map(|slip| slip.from).collect();
    starts.sort_unstable();
    starts.dedup();
    let mut refusal = None;
    for start in starts.into_iter().rev() {
        let mut copies: Vec<Slip> =
            document.slips.iter().filter(|slip| slip.covers(now) && slip.from == start).copied().collect();
        order(&mut copies)?;
        for slip in copies {
            let HeldCredential { key, forms } = store.credential(slip.credential)?;
            let Some(form) = forms.into_iter().find(|form| fits(form.format)) else {
                refusal = refusal.or(Some(Refusal::Format));
                continue;
            };
            let Judged { finding, content, .. } = judge(&form.bytes, policy);
            match finding {
                // A bundle that is out of date, or a list that is missing, is for the verifier to judge: it may know more.
                Finding::Good | Finding::Doubtful(_) => return Ok(Ok(Pick { slip, key, form, content })),
                Finding::NotInForce(fault) => refusal = refusal.or(Some(Refusal::NotInForce(fault))),
                Finding::Rejected(rejection) => refusal = refusal.or(Some(Refusal::Rejected(rejection))),
            }
        }
    }
    Ok(Err(refusal.unwrap_or_else(|| none_covers(document, now))))
}

fn none_covers(document: &HeldDocument, now: UnixTime) -> Refusal {
    let next = document.slips.iter().map(|slip| slip.from).filter(|from| *from > now).min();
    Refusal::NotInForce(match next {
        Some(from) => Fault::NotYet { from },
        None => Fault::Expired { until: last_end(document).unwrap_or(now) },
    })
}
