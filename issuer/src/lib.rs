//! Issue documents: a department's records in, signed credentials out, and a register of what became of each.
//!
//! * [`init`] makes an issuer: its keys and certificates, and an empty [`Register`] (one SQLite file).
//! * [`batch`] judges a batch of records from CSV or JSON Lines ([`intake`]) as a whole, and then loads it as a whole.
//! * [`requests`] reads the key requests of wallets; [`issue`] joins them to records, signs and delivers.
//! * [`orders`] revokes, suspends and reinstates; [`publish`] writes the status lists that tell verifiers.
//! * [`audit`] is the account of all that: a hash chain of numbers and codes, without personal data.
//!
//! There is no clock and no source of randomness in this crate: both are arguments. What a killed process left behind
//! is finished by the next run: no index of a status list, no device key and no claim is ever used twice.

/// `Display` prints the stable code and nothing else: sentences live in the language files.
macro_rules! displays_code {
    ($($fault:ty),+ $(,)?) => {$(
        impl core::fmt::Display for $fault {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.code())
            }
        }
        impl core::error::Error for $fault {}
    )+};
}

pub mod audit;
pub mod batch;
mod claim;
mod deliver;
mod fault;
pub mod files;
mod init;
pub mod intake;
pub mod issue;
mod numbers;
pub mod orders;
mod parallel;
mod plan;
pub mod publish;
mod register;
mod renew;
pub mod report;
pub mod requests;
mod sign;
mod signer;
mod state;
mod store;

pub use fault::StoreFault;
pub use files::FileFault;
pub use init::{InitFault, NewIssuer, init};
pub use numbers::{
    BatchNumber, CredentialNumber, HolderRef, ListNumber, NameFault, OperatorName, ProposalNumber, RecordNumber,
};
pub use register::{Exclusive, Issuer, Register, RegisterFault};
pub use renew::{RenewFault, renew};
pub use signer::DocumentSigner;
pub use state::{CredentialState, RecordState};
