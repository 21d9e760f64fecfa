//! Issuing: intent, signature, register, delivery (security T29).
//!
//! Records are worked on in chunks. What one chunk leaves to be written and what the next takes are one transaction:
//!
//! 1. the claim, the device keys and the places in status lists of a chunk are taken (intents);
//! 2. its credentials are signed, while deliveries of the chunk before are written and requests of the next are read;
//! 3. the signed bytes are stored; only then are they delivered, as files that appear whole.
//!
//! A process that is killed anywhere leaves intents without bytes, or bytes without a file. The next run finishes both
//! before it takes new requests: unsigned intents are signed with their keys and indices, stored bytes are delivered
//! as they are.

mod outcome;
mod rehearse;
mod run;

use std::num::NonZeroUsize;
use std::path::Path;

use chop_core::document::Descriptor;
use chop_core::format::{mdoc, sdjwt, vc};
use chop_core::random::{Random, RandomFault};
use chop_core::time::UnixTime;

use crate::files::FileFault;
use crate::requests::RequestFault;
use crate::store::AllocationFault;
use crate::{DocumentSigner, Exclusive, Formats, RecordNumber, Register, RegisterFault, StoreFault};

pub use rehearse::{Rehearsal, rehearse};

/// Why a run ended early. What it did until then stands, and the next run goes on from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunFault {
    /// The register cannot be used.
    Register(RegisterFault),
    /// A delivery cannot be written.
    File(FileFault),
    /// Randomness failed.
    Random(RandomFault),
}

impl RunFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Register(fault) => fault.code(),
            Self::File(fault) => fault.code(),
            Self::Random(fault) => fault.code(),
        }
    }
}

displays_code!(RunFault);

impl From<StoreFault> for RunFault {
    fn from(fault: StoreFault) -> Self {
        Self::Register(fault.into())
    }
}

impl From<RegisterFault> for RunFault {
    fn from(fault: RegisterFault) -> Self {
        Self::Register(fault)
    }
}

impl From<FileFault> for RunFault {
    fn from(fault: FileFault) -> Self {
        Self::File(fault)
    }
}

impl From<RandomFault> for RunFault {
    fn from(fault: RandomFault) -> Self {
        Self::Random(fault)
    }
}

impl From<AllocationFault> for RunFault {
    fn from(fault: AllocationFault) -> Self {
        match fault {
            AllocationFault::Store(fault) => fault.into(),
            AllocationFault::Random(fault) => fault.into(),
        }
    }
}

/// Why a record cannot be signed in a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SigningFault {
    /// As an mdoc.
    Mdoc(mdoc::IssueFault),
    /// As an SD-JWT VC.
    SdJwt(sdjwt::IssueFault),
    /// As a W3C credential.
    Vc(vc::IssueFault),
}

impl SigningFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Mdoc(fault) => fault.code(),
            Self::SdJwt(fault) => fault.code(),
            Self::Vc(fault) => fault.code(),
        }
    }
}

displays_code!(SigningFault);

impl From<mdoc::IssueFault> for SigningFault {
    fn from(fault: mdoc::IssueFault) -> Self {
        Self::Mdoc(fault)
    }
}

impl From<sdjwt::IssueFault> for SigningFault {
    fn from(fault: sdjwt::IssueFault) -> Self {
        Self::SdJwt(fault)
    }
}

impl From<vc::IssueFault> for SigningFault {
    fn from(fault: vc::IssueFault) -> Self {
        Self::Vc(fault)
    }
}

/// What happens to a record on its way, told as it happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// The claim, its keys and its indices are taken.
    Claimed(RecordNumber),
    /// Its credentials are signed, in memory.
    Signed(RecordNumber),
    /// They are in the register.
    Stored(RecordNumber),
    /// They are in a file of this name.
    Delivered(RecordNumber, &'a str),
    /// So many requests are done with.
    Requests(u64),
}

/// A request that came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The name of its file.
    pub file: String,
    /// The record that it claims, if there is one.
    pub record: Option<RecordNumber>,
    /// Why.
    pub fault: RequestFault,
}

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Records issued now, with those that an earlier run had begun.
    pub issued: Vec<RecordNumber>,
    /// Credentials signed now; one in several formats counts for each.
    pub credentials: u64,
    /// Records whose requests were answered before.
    pub known: Vec<RecordNumber>,
    /// Requests that were refused.
    pub refused: Vec<Refusal>,
    /// Records that could not be signed, and why. They stay claimed, and each run tries again.
    pub failed: Vec<(RecordNumber, SigningFault)>,
}

/// One run for one kind of document.
pub struct Run<'a> {
    /// The register.
    pub register: &'a mut Register,
    /// The kind.
    pub descriptor: &'a Descriptor,
    /// The formats of the records that are claimed now. A record that was claimed before keeps those it has.
    pub formats: &'a Formats,
    /// What signs.
    pub signer: &'a DocumentSigner,
    /// The folder of the deliveries. It is made if it is not there.
    pub out: &'a Path,
    /// The right to be the only one that issues. With it, what a killed run left half-written in the folder is removed.
    pub exclusive: Option<&'a Exclusive>,
    /// Threads that read, sign and deliver.
    pub threads: NonZeroUsize,
    /// The time.
    pub now: UnixTime,
    /// Randomness for salts, indices, times and names.
    pub random: &'a mut dyn Random,
    /// Is told every step.
    pub observe: &'a mut dyn FnMut(Step<'_>),
}
