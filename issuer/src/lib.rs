//! Issue documents: a department's records in, signed credentials out, and a register of what became of each.
//!
//! * [`init`] makes an issuer: its keys and certificates, and an empty [`Register`] (one SQLite file).
//! * [`batch`] judges a batch of records from CSV or JSON Lines ([`intake`]) as a whole, and then loads it as a whole.
//! * [`requests`] reads the key requests of wallets; [`issue`] joins them to records, signs and delivers.
//! * [`letters`] seals letters on paper: a code in the PDF, and the PDF signed.
//! * [`orders`] revokes, suspends and reinstates; [`publish`] writes the status lists that tell verifiers.
//! * [`audit`] is the account of all that: a hash chain of numbers and codes, without personal data.
//!
//! ```
//! use chop_core::document::{Date, Kinds};
//! use chop_core::language::LocalizedText;
//! # use chop_core::random::{Random, RandomFault};
//! # use chop_core::time::UnixTime;
//! use chop_issuer::batch::{self, LoadMode};
//! use chop_issuer::intake::Source;
//! use chop_issuer::{NewIssuer, Register, init};
//! # struct System;
//! # impl Random for System {
//! #     fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFault> {
//! #         getrandom::fill(bytes).map_err(|_| RandomFault)
//! #     }
//! # }
//! # let (home, now, mut random) = (tempfile::tempdir()?, UnixTime::new(1_795_341_600).unwrap(), System);
//! let (kinds, folder) = (Kinds::shipped(), home.path().join("office"));
//! let name = || "Example Department".to_owned();
//! let issuer = NewIssuer {
//!     names: LocalizedText { en: name(), zh_hant: name(), zh_hans: name() },
//!     kinds: vec!["age-proof".to_owned()],
//!     status_prefix: None,
//!     country: "HK".to_owned(),
//!     contact: "https://department.example/".to_owned(),
//! };
//! init(&folder, &issuer, &kinds, "a long passphrase", now, &mut random)?;
//!
//! let path = home.path().join("batch.csv");
//! std::fs::write(&path, "holder_ref,birth_date\nA-1,1958-06-03\n")?;
//! let mut register = Register::open(&folder)?;
//! let source = Source {
//!     path: &path,
//!     descriptor: kinds.by_kind("age-proof").unwrap(),
//!     issuer: register.kid(),
//!     on: Date::in_hong_kong(now),
//! };
//! let checked = batch::check(&register, &source, LoadMode::New, &mut |_| Ok(()), &mut |_| {})?;
//! let loaded = batch::load(&mut register, &source, LoadMode::New, &checked, now, &mut random, &mut |_| {})?;
//! assert_eq!((loaded.new_rows(), loaded.codes.len()), (1, 1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
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
mod formats;
mod init;
pub mod intake;
pub mod issue;
pub mod letters;
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
pub use formats::Formats;
pub use init::{InitFault, NewIssuer, init};
pub use numbers::{
    BatchNumber, CredentialNumber, HolderRef, ListNumber, NameFault, OperatorName, ProposalNumber, RecordNumber,
};
pub use register::{Exclusive, Issuer, Register, RegisterFault};
pub use renew::{RenewFault, renew};
pub use signer::DocumentSigner;
pub use state::{CredentialState, RecordState};
