//! Verification: bytes that someone showed → one of four answers, by checks that cannot be left out.
//!
//! [`run`] takes what a format parsed, a [`Policy`] and an [`Expectation`]; only its answer holds claims. Every
//! format goes through the same checks, in the order of [`ORDER`].

mod check;
mod disclosed;
mod evidence;
mod fault;
mod order;
mod policy;
mod run;
mod stage;

pub use disclosed::{DisclosedDocument, DisclosedElement, DisclosedIssuer, DisclosedValue};
pub use evidence::{
    HolderEvidence, HolderProof, IssuerEvidence, IssuerReference, ListedStatus, Moment, Statement, StatusEvidence,
    StatusPurpose, Validity,
};
pub use fault::{
    ChallengeFault, DigestFault, Doubt, Fault, FreshnessFault, HolderFault, IssuerFault, Need, Rejection, ReplayFault,
    SignatureFault, StatementFault,
};
pub use order::{Check, ORDER};
pub use policy::{
    Admission, BUNDLE_HARD_SECONDS, BUNDLE_SOFT_SECONDS, CODE_LIFE_SECONDS, CheckedIssuers, Clock, CodeExpectation,
    Expectation, HolderKey, HolderRequirement, MemoryLost, NoMemory, PROOF_LIFE_SECONDS, Policy, REPLAY_MARGIN_SECONDS,
    RequestBinding, SKEW_AHEAD_SECONDS, Seen, Sighting, TRANSFER_SECONDS,
};
pub use run::{CredentialOutcome, Outcome, run, run_credential};
pub use stage::{Caution, Disclosure, Genuine, InForce, Level, Parsed, Presentation, Verified};

pub(crate) use evidence::sealed;
