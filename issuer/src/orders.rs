//! Orders on what was issued: revoke, suspend, reinstate.
//!
//! Revoking is for good. An order that would change more than [`ONE_PERSON_LIMIT`] entries is only proposed: it is
//! carried out when a second person confirms it, on exactly the entries that were counted (security T64).

use chop_core::time::UnixTime;
use chop_core::verify::{BUNDLE_HARD_SECONDS, BUNDLE_SOFT_SECONDS};

use crate::store::{Counts, Db, NewEntry, NewProposal};
use crate::{
    BatchNumber, CredentialNumber, CredentialState, HolderRef, OperatorName, ProposalNumber, RecordNumber, Register,
    RegisterFault, StoreFault, audit,
};

/// Entries that one person may change with one order.
pub const ONE_PERSON_LIMIT: u64 = 1_000;
/// Seconds after which a proposal can no longer be confirmed: 7 days.
const PROPOSAL_LIFE: i64 = 7 * 86_400;

/// What an order does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Ends documents for good. Records that no wallet has claimed cannot be claimed any more.
    Revoke,
    /// Stops documents until they are reinstated.
    Suspend,
    /// Lets suspended documents count again.
    Reinstate,
}

impl Action {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Revoke => "revoke",
            Self::Suspend => "suspend",
            Self::Reinstate => "reinstate",
        }
    }

    /// Every action.
    pub const ALL: [Self; 3] = [Self::Revoke, Self::Suspend, Self::Reinstate];

    const fn state(self) -> CredentialState {
        match self {
            Self::Revoke => CredentialState::Revoked,
            Self::Suspend => CredentialState::Suspended,
            Self::Reinstate => CredentialState::Issued,
        }
    }

    const fn event(self) -> &'static str {
        match self {
            Self::Revoke => "record.revoked",
            Self::Suspend => "record.suspended",
            Self::Reinstate => "record.reinstated",
        }
    }
}

/// Why an order is given. It stands in the register and the audit, never in a status list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The phone is lost or stolen.
    Lost,
    /// The holder asked for it.
    Holder,
    /// It was issued in error.
    Error,
    /// The authority withdrew it.
    Withdrawn,
    /// The holder has died.
    Deceased,
    /// Something is being looked into.
    Inquiry,
    /// No reason given.
    Unspecified,
}

impl Reason {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Holder => "holder",
            Self::Error => "error",
            Self::Withdrawn => "withdrawn",
            Self::Deceased => "deceased",
            Self::Inquiry => "inquiry",
            Self::Unspecified => "unspecified",
        }
    }

    /// Every reason.
    pub const ALL: [Self; 7] =
        [Self::Lost, Self::Holder, Self::Error, Self::Withdrawn, Self::Deceased, Self::Inquiry, Self::Unspecified];
}

/// What an order is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Everything of a holder: every record of every kind, with all strips and copies.
    Holder(HolderRef),
    /// A record and its credentials.
    Record(RecordNumber),
    /// One credential.
    Credential(CredentialNumber),
    /// Every record that came in a batch.
    Batch(BatchNumber),
}

/// An order.
#[derive(Debug, Clone)]
pub struct Order {
    /// What to do.
    pub action: Action,
    /// To what.
    pub targets: Vec<Target>,
    /// Why.
    pub reason: Reason,
    /// Who says so.
    pub by: OperatorName,
}

/// Why an order is not carried out. Nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderFault {
    /// The register cannot be used.
    Register(RegisterFault),
    /// The register has no record of this holder.
    NoSuchHolder,
    /// The register has no such record, credential or batch.
    NoSuchRecord,
    /// What was revoked stays revoked.
    Final,
    /// Too many entries for one person. It is kept as a proposal.
    TwoPersons {
        /// Its number, for the second person.
        proposal: ProposalNumber,
        /// How many entries it would change.
        entries: u64,
    },
    /// The second person is the first.
    SamePerson,
    /// There is no such proposal, it is for another action, it was confirmed before, or it is older than 7 days.
    Proposal,
}

impl OrderFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Register(fault) => fault.code(),
            Self::NoSuchHolder => "issuer.no-such-holder",
            Self::NoSuchRecord => "issuer.no-such-record",
            Self::Final => "issuer.final",
            Self::TwoPersons { .. } => "issuer.two-persons",
            Self::SamePerson => "issuer.same-person",
            Self::Proposal => "issuer.proposal",
        }
    }
}

displays_code!(OrderFault);

impl From<StoreFault> for OrderFault {
    fn from(fault: StoreFault) -> Self {
        Self::Register(fault.into())
    }
}

impl From<RegisterFault> for OrderFault {
    fn from(fault: RegisterFault) -> Self {
        Self::Register(fault)
    }
}

/// What an order did, and when verifiers without a network will know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// Entries that changed: credentials that had not expired, and records that no wallet had claimed.
    pub entries: u64,
    /// Records concerned.
    pub records: Vec<RecordNumber>,
    /// Credentials among the entries that are in no status list: they end by themselves, and only by themselves.
    pub unlisted: u64,
    /// When the last of those ends.
    pub unlisted_until: Option<UnixTime>,
    /// When a door that fetches its bundle as it should knows, if the list is published now.
    pub known_soon: UnixTime,
    /// When every door knows or answers *undecided*.
    pub known_at_worst: UnixTime,
}

/// Carries out an order, or keeps it for a second person.
///
/// # Errors
/// An [`OrderFault`]; with `issuer.two-persons` the order waits as a proposal, with every other nothing changed.
pub fn order(register: &mut Register, order: &Order, now: UnixTime) -> Result<Effect, OrderFault> {
    register.require_clock(now)?;
    register.store.write(|db| -> Result<Result<Effect, OrderFault>, OrderFault> {
        db.begin_selection()?;
        for target in &order.targets {
            if !db.choose(target)? {
                let is_holder = matches!(target, Target::Holder(_));
                return Err(if is_holder { OrderFault::NoSuchHolder } else { OrderFault::NoSuchRecord });
            }
        }
        db.choose_their_credentials()?;
        let counts = db.count_selection(order.action.state(), now)?;
        if order.action != Action::Revoke && counts.entries == 0 && counts.revoked > 0 {
            return Err(OrderFault::Final);
        }
        if counts.entries <= ONE_PERSON_LIMIT {
            return carry_out(db, order.action, order.reason.word(), &order.by, &counts, now).map(Ok);
        }
        let proposal = db.insert_proposal(&NewProposal {
            action: order.action.word(),
            reason: order.reason.word(),
            entries: counts.entries,
            by: order.by.as_str(),
            at: now,
        })?;
        db.append(now, &about(audit::ORDER_PROPOSED, &order.by, proposal, counts.entries, order.action))?;
        // The proposal is to stay, so the transaction is not undone.
        Ok(Err(OrderFault::TwoPersons { proposal, entries: counts.entries }))
    })?
}

/// Confirms a proposal for an action as the second person, and carries it out.
///
/// # Errors
/// `issuer.proposal`, `issuer.same-person`, and those of the register.
pub fn confirm(
    register: &mut Register,
    proposal: ProposalNumber,
    action: Action,
    by: &OperatorName,
    now: UnixTime,
) -> Result<Effect, OrderFault> {
    register.require_clock(now)?;
    register.store.write(|db| {
        let row = db.proposal(proposal)?.ok_or(OrderFault::Proposal)?;
        let first = OperatorName::parse(&row.by).map_err(|_| StoreFault::Corrupt)?;
        if row.action != action.word() || row.is_confirmed || now.since(row.at) > PROPOSAL_LIFE {
            return Err(OrderFault::Proposal);
        }
        if first.is_same_person(by) {
            return Err(OrderFault::SamePerson);
        }
        db.begin_selection()?;
        db.choose_proposal(proposal)?;
        let counts = db.count_selection(action.state(), now)?;
        db.confirm_proposal(proposal, by.as_str(), now)?;
        db.append(now, &about(audit::ORDER_CONFIRMED, by, proposal, counts.entries, action))?;
        carry_out(db, action, &row.reason, &first, &counts, now)
    })
}

fn about<'a>(
    event: &'a str,
    by: &'a OperatorName,
    proposal: ProposalNumber,
    entries: u64,
    action: Action,
) -> NewEntry<'a> {
    NewEntry {
        event,
        actor: Some(by.as_str()),
        proposal: Some(proposal),
        count: Some(i64::try_from(entries).unwrap_or(i64::MAX)),
        code: Some(action.word()),
        ..NewEntry::default()
    }
}

fn carry_out(
    db: Db<'_>,
    action: Action,
    reason: &str,
    by: &OperatorName,
    counts: &Counts,
    now: UnixTime,
) -> Result<Effect, OrderFault> {
    let concerned = db.change_selection(action.state(), reason, now)?;
    for (record, count) in &concerned {
        let entry = NewEntry {
            event: action.event(),
            actor: Some(by.as_str()),
            record: Some(*record),
            count: Some(*count),
            code: Some(reason),
            ..NewEntry::default()
        };
        db.append(now, &entry)?;
    }
    Ok(Effect {
        entries: counts.entries,
        records: concerned.into_iter().map(|(record, _)| record).collect(),
        unlisted: counts.unlisted,
        unlisted_until: counts.unlisted_until,
        known_soon: now.plus(BUNDLE_SOFT_SECONDS),
        known_at_worst: now.plus(BUNDLE_HARD_SECONDS),
    })
}
