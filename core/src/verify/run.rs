//! The one way to a verdict.

use super::check::judged::Judged;
use super::check::{
    clock, digests, disclosure, document_time, freshness, holder_binding, issuer_authorised, issuer_key_time,
    issuer_known, issuer_signature, issuer_unrevoked, replay, status, validity,
};
use super::evidence::{HolderEvidence, IssuerEvidence};
use super::fault::{Doubt, Fault, IssuerFault, Rejection, StatementFault};
use super::policy::{Expectation, Policy, Seen};
use super::stage::{Disclosure, Genuine, InForce, Parsed, Presentation, Verified};

/// The four answers.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Genuine, fresh, of this holder, in force.
    Verified(Verified<Disclosure>),
    /// Genuine, fresh and of this holder, but expired, revoked, suspended or not yet valid.
    NotInForce(Genuine<Disclosure>, Fault),
    /// No answer can be given now.
    Undecided(Doubt),
    /// Not acceptable.
    Rejected(Rejection),
}

impl Outcome {
    /// `verified`, `not_in_force`, `undecided` or `rejected`.
    #[must_use]
    pub const fn verdict(&self) -> &'static str {
        match self {
            Self::Verified(_) => "verified",
            Self::NotInForce(..) => "not_in_force",
            Self::Undecided(_) => "undecided",
            Self::Rejected(_) => "rejected",
        }
    }

    /// The stable code; `ok` for *verified*.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Verified(_) => "ok",
            Self::NotInForce(_, fault) => fault.code(),
            Self::Undecided(doubt) => doubt.code(),
            Self::Rejected(rejection) => rejection.code(),
        }
    }
}

impl Outcome {
    /// One answer for presentations that were judged one by one, each by [`run`], and that count together or not at
    /// all: the first that is rejected or undecided gives it, and after it no other is asked for; else the first that is
    /// not in force.
    #[must_use]
    pub fn all(first: Self, rest: impl IntoIterator<Item = Self>) -> Self {
        let mut rest = rest.into_iter();
        let mut together = first;
        while let Self::Verified(_) | Self::NotInForce(..) = together {
            let Some(other) = rest.next() else { break };
            together = together.and(other);
        }
        together
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (halted @ (Self::Undecided(_) | Self::Rejected(_)), _)
            | (_, halted @ (Self::Undecided(_) | Self::Rejected(_))) => halted,
            (Self::Verified(one), Self::Verified(other)) => {
                Self::Verified(Verified::seal(joined(one.into_content(), other.into_content())))
            }
            (Self::Verified(one), Self::NotInForce(other, fault)) => {
                Self::NotInForce(Genuine::seal(joined(one.into_content(), other.into_content())), fault)
            }
            (Self::NotInForce(one, fault), Self::Verified(other)) => {
                Self::NotInForce(Genuine::seal(joined(one.into_content(), other.into_content())), fault)
            }
            (Self::NotInForce(one, fault), Self::NotInForce(other, _)) => {
                Self::NotInForce(Genuine::seal(joined(one.into_content(), other.into_content())), fault)
            }
        }
    }
}

fn joined(mut one: Disclosure, other: Disclosure) -> Disclosure {
    one.documents.extend(other.documents);
    one.level = None;
    one.in_force = weaker(one.in_force, other.in_force);
    for caution in other.cautions {
        if !one.cautions.contains(&caution) {
            one.cautions.push(caution);
        }
    }
    one.good_until = one.good_until.min(other.good_until);
    one
}

/// Why a run ends before its last check.
#[derive(Debug, Clone)]
pub(crate) enum Halt {
    NotInForce(Box<Judged>),
    Undecided(Doubt),
    Rejected(Rejection),
}

impl From<Rejection> for Halt {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

impl From<Doubt> for Halt {
    fn from(doubt: Doubt) -> Self {
        Self::Undecided(doubt)
    }
}

impl From<StatementFault> for Halt {
    fn from(fault: StatementFault) -> Self {
        match fault {
            StatementFault::Doubt(doubt) => Self::Undecided(doubt),
            StatementFault::Rejection(rejection) => Self::Rejected(rejection),
        }
    }
}

/// Verifies a presentation: every document in it, all or nothing, in the order of
/// [`ORDER`](super::ORDER). The first check that fails gives the answer.
pub fn run<F: HolderEvidence>(
    presentation: impl Into<Presentation<F>>,
    policy: &Policy<'_>,
    expectation: &Expectation<'_>,
    seen: &mut dyn Seen,
) -> Outcome {
    let presentation = presentation.into();
    let mut judged = Vec::with_capacity(presentation.count());
    for document in presentation.into_documents() {
        match document_outcome(document, policy, expectation, seen) {
            Ok(document) => judged.push(document),
            Err(Halt::NotInForce(document)) => judged.push(*document),
            Err(Halt::Undecided(doubt)) => return Outcome::Undecided(doubt),
            Err(Halt::Rejected(rejection)) => return Outcome::Rejected(rejection),
        }
    }
    conclude(judged, policy)
}

/// Judges a credential for itself, as a wallet does with what it holds: no holder, no moment, no memory.
pub fn run_credential<F: IssuerEvidence>(credential: Parsed<F>, policy: &Policy<'_>) -> CredentialOutcome {
    let judged = issuer_stages(credential, policy).and_then(|intact| {
        let held = holder_binding::without_holder(intact);
        let attributed = dates(held, policy)?;
        let standing = status::check(freshness::without_moment(attributed), policy)?;
        Ok(replay::without_memory(standing, policy))
    });
    match judged {
        Ok(judged) => CredentialOutcome::Genuine(Genuine::seal(disclosure_of(vec![judged], policy)), None),
        Err(Halt::NotInForce(judged)) => {
            let fault = judged.fault.clone();
            CredentialOutcome::Genuine(Genuine::seal(disclosure_of(vec![*judged], policy)), fault)
        }
        Err(Halt::Undecided(doubt)) => CredentialOutcome::Undecided(doubt),
        Err(Halt::Rejected(rejection)) => CredentialOutcome::Rejected(rejection),
    }
}

/// What a wallet finds out about a credential that it holds.
#[derive(Debug, Clone, PartialEq)]
pub enum CredentialOutcome {
    /// Genuine; not in force if there is a fault.
    Genuine(Genuine<Disclosure>, Option<Fault>),
    /// No answer can be given now.
    Undecided(Doubt),
    /// Not acceptable.
    Rejected(Rejection),
}

impl CredentialOutcome {
    /// The stable code; `ok` for genuine and in force.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Genuine(_, None) => "ok",
            Self::Genuine(_, Some(fault)) => fault.code(),
            Self::Undecided(doubt) => doubt.code(),
            Self::Rejected(rejection) => rejection.code(),
        }
    }
}

fn document_outcome<'p, F: HolderEvidence>(
    document: Parsed<F>,
    policy: &Policy<'p>,
    expectation: &Expectation<'_>,
    seen: &mut dyn Seen,
) -> Result<Judged, Halt> {
    let intact = issuer_stages(document, policy)?;
    let held = holder_binding::check(intact, policy, expectation)?;
    let attributed = dates(held, policy)?;
    let fresh = freshness::check(attributed, policy, expectation)?;
    let standing = status::check(fresh, policy)?;
    replay::check(standing, policy, seen)
}

fn issuer_stages<'p, F: IssuerEvidence>(
    document: Parsed<F>,
    policy: &Policy<'p>,
) -> Result<digests::Intact<'p, F>, Halt> {
    let known = issuer_known::check(document, policy).map_err(|fault| unless_stale(fault, policy))?;
    let authorised = issuer_authorised::check(known, policy).map_err(|fault| unless_stale(fault, policy))?;
    let signed = issuer_signature::check(authorised, policy)?;
    let unrevoked = issuer_unrevoked::check(signed, policy)?;
    Ok(digests::check(unrevoked)?)
}

fn dates<'p, F: IssuerEvidence>(
    held: holder_binding::Held<'p, F>,
    policy: &Policy<'p>,
) -> Result<issuer_key_time::Attributed<'p, F>, Halt> {
    let complete = disclosure::check(held, policy)?;
    let timed = clock::check(complete, policy)?;
    let dated = document_time::check(validity::check(timed, policy)?, policy)?;
    Ok(issuer_key_time::check(dated)?)
}

/// An issuer that a stale bundle does not know may have been added since.
fn unless_stale(rejection: Rejection, policy: &Policy<'_>) -> Halt {
    match (&rejection, clock::trust_age(policy)) {
        (Rejection::Issuer(IssuerFault::Unknown | IssuerFault::Unauthorised), Err(doubt)) => Halt::Undecided(doubt),
        _ => Halt::Rejected(rejection),
    }
}

fn conclude(judged: Vec<Judged>, policy: &Policy<'_>) -> Outcome {
    let fault = judged.iter().find_map(|document| document.fault.clone());
    let disclosure = disclosure_of(judged, policy);
    match fault {
        Some(fault) => Outcome::NotInForce(Genuine::seal(disclosure), fault),
        None => Outcome::Verified(Verified::seal(disclosure)),
    }
}

fn disclosure_of(judged: Vec<Judged>, policy: &Policy<'_>) -> Disclosure {
    let mut disclosure = Disclosure {
        documents: Vec::with_capacity(judged.len()),
        level: None,
        in_force: InForce::Yes,
        cautions: Vec::new(),
        good_until: policy.trust.expires_at(),
    };
    for document in judged {
        disclosure.level = disclosure.level.or(document.level);
        disclosure.in_force = weaker(disclosure.in_force, document.in_force);
        for caution in document.cautions {
            if !disclosure.cautions.contains(&caution) {
                disclosure.cautions.push(caution);
            }
        }
        disclosure.good_until = disclosure.good_until.min(document.good_until);
        disclosure.documents.push(document.disclosed);
    }
    disclosure
}

fn weaker(one: InForce, other: InForce) -> InForce {
    match (one, other) {
        (InForce::No, _) | (_, InForce::No) => InForce::No,
        (InForce::Unknown, _) | (_, InForce::Unknown) => InForce::Unknown,
        (InForce::Partly { entitlements }, _) | (InForce::Yes, InForce::Partly { entitlements }) => {
            InForce::Partly { entitlements }
        }
        (InForce::Yes, InForce::Yes) => InForce::Yes,
    }
}
