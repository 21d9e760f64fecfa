//! The wallet's own two verdicts on what it holds: genuine? in force today? The same checks as anyone else's.

use chop_core::format::IssuedCredential;
use chop_core::time::UnixTime;
use chop_core::verify::{
    Caution, Clock, CredentialOutcome, DisclosedDocument, Doubt, Fault, InForce, Policy, Rejection,
};

/// Whether a document is what its issuer signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Genuineness {
    /// Yes.
    Yes,
    /// No.
    No,
    /// It cannot be told now.
    Unknown,
}

impl Genuineness {
    /// `yes`, `no` or `unknown`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

/// The two halves of a verdict, never mixed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Issuer, signature, digests.
    pub genuine: Genuineness,
    /// Dates, status, entitlements.
    pub in_force: InForce,
    /// `ok`, or the stable code of the one reason why not.
    pub code: &'static str,
    /// What the holder should know besides.
    pub cautions: Vec<Caution>,
}

/// What was found out about one credential.
#[derive(Debug, Clone)]
pub(crate) struct Judged {
    pub(crate) verdict: Verdict,
    /// What it says, if it is genuine.
    pub(crate) content: Option<DisclosedDocument>,
    pub(crate) finding: Finding,
}

/// The same, as what may be done with it.
#[derive(Debug, Clone)]
pub(crate) enum Finding {
    /// Genuine and in force, wholly or in part.
    Good,
    /// Genuine, not in force.
    NotInForce(Fault),
    /// It cannot be told.
    Doubtful(Doubt),
    /// Not acceptable.
    Rejected(Rejection),
}

/// Judges a credential of the wallet, whatever its format.
pub(crate) fn judge(credential: &[u8], policy: &Policy<'_>) -> Judged {
    let parsed = match IssuedCredential::parse(credential, policy.kinds) {
        Ok(parsed) => parsed,
        Err(rejection) => return rejected(rejection),
    };
    let from = parsed.claimed_validity().from;
    match parsed.judge(policy) {
        CredentialOutcome::Genuine(genuine, fault) => {
            let disclosure = genuine.content();
            let verdict = Verdict {
                genuine: Genuineness::Yes,
                in_force: if fault.is_some() { InForce::No } else { disclosure.in_force.clone() },
                code: fault.as_ref().map_or("ok", Fault::code),
                cautions: cautions_of_holder(&disclosure.cautions),
            };
            let content = disclosure.documents.first().cloned();
            Judged { verdict, content, finding: fault.map_or(Finding::Good, Finding::NotInForce) }
        }
        CredentialOutcome::Undecided(doubt) => {
            let content = content_alone(credential, from, policy);
            // Only of an unknown status can it be said that everything before it was in order.
            let genuine = match (&doubt, &content) {
                (Doubt::StatusUnknown, Some(_)) => Genuineness::Yes,
                (_, _) => Genuineness::Unknown,
            };
            let verdict = Verdict { genuine, in_force: InForce::Unknown, code: doubt.code(), cautions: Vec::new() };
            Judged { verdict, content, finding: Finding::Doubtful(doubt) }
        }
        CredentialOutcome::Rejected(rejection) => rejected(rejection),
    }
}

/// Whoever holds a document needs not be told that nobody proved to hold it, nor that nobody saw it shown before.
fn cautions_of_holder(cautions: &[Caution]) -> Vec<Caution> {
    let of_verifier = |caution: &Caution| matches!(caution, Caution::HolderUnproven | Caution::ReplayUnchecked);
    cautions.iter().filter(|caution| !of_verifier(caution)).copied().collect()
}

fn rejected(rejection: Rejection) -> Judged {
    let verdict =
        Verdict { genuine: Genuineness::No, in_force: InForce::No, code: rejection.code(), cautions: Vec::new() };
    Judged { verdict, content: None, finding: Finding::Rejected(rejection) }
}

/// What a credential says, with only the first half of the verdict asked: it is judged as of the second before its
/// validity began, when neither status nor the age of the bundle can matter. For showing a holder his own document
/// while the wallet cannot tell whether it is in force.
fn content_alone(credential: &[u8], from: UnixTime, policy: &Policy<'_>) -> Option<DisclosedDocument> {
    let before = Policy { now: from.plus(-1), clock: Clock::AsOf, ..*policy };
    match IssuedCredential::parse(credential, policy.kinds).ok()?.judge(&before) {
        CredentialOutcome::Genuine(genuine, _) => genuine.content().documents.first().cloned(),
        CredentialOutcome::Undecided(_) | CredentialOutcome::Rejected(_) => None,
    }
}
