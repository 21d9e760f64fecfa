//! What a case is judged with.

use std::sync::Arc;

use chop_core::crypto::{AlgorithmPolicy, SoftwareKey};
use chop_core::time::UnixTime;
use chop_core::trust::TrustBundle;
use chop_core::verify::{
    Admission, Clock, CodeExpectation, Expectation, HolderKey, HolderRequirement, MemoryLost, Policy, RequestBinding,
    Seen, Sighting,
};
use serde::{Deserialize, Serialize};

use super::judge::KINDS;

/// How an input is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Form {
    DeviceResponse,
    SdJwtVc,
    VpJwt,
    VcJwt,
    VpDataIntegrity,
    StatusList,
    Code,
    Seal,
    SealedPdf,
    Frames,
    TrustBundle,
}

/// The place in a status list that is asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Listed {
    /// As W3C's Bitstring Status List, for revocation.
    pub(crate) bitstring: bool,
    pub(crate) index: u64,
    /// When the newest list was made that was used before, Unix time.
    pub(crate) remembered: Option<i64>,
    pub(crate) uri: String,
}

/// In place of a bundle: one issuer by its certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Certificates {
    /// The anchor, DER.
    pub(crate) anchor: Vec<u8>,
    /// Its revocation lists, DER.
    pub(crate) lists: Vec<Vec<u8>>,
    /// The type that it may issue.
    pub(crate) may_issue: String,
}

/// Everything beside the input that decides an answer. `T` is the trust: one that can be changed where cases are made,
/// an opened one where they are read.
#[derive(Clone)]
pub(crate) struct Desk<T> {
    pub(crate) form: Form,
    pub(crate) trust: T,
    pub(crate) certificates: Option<Certificates>,
    /// The root that a trust bundle must come from.
    pub(crate) pinned: Option<Vec<u8>>,
    pub(crate) now: UnixTime,
    pub(crate) clock: Clock,
    pub(crate) algorithms: AlgorithmPolicy,
    pub(crate) transcript: Option<Vec<u8>>,
    pub(crate) reader: Option<Arc<SoftwareKey>>,
    /// Nonce and audience.
    pub(crate) request: Option<(String, String)>,
    pub(crate) holder: HolderRequirement,
    pub(crate) code: CodeExpectation,
    pub(crate) memory: Memory,
    pub(crate) list: Option<Listed>,
}

impl<T> Desk<T> {
    pub(crate) fn new(form: Form, trust: T, now: UnixTime) -> Self {
        Self {
            form,
            trust,
            certificates: None,
            pinned: None,
            now,
            clock: Clock::Live { highest: UnixTime::EPOCH },
            algorithms: AlgorithmPolicy::ISO_18013_5,
            transcript: None,
            reader: None,
            request: None,
            holder: HolderRequirement::Required,
            code: CodeExpectation::Anyone,
            memory: Memory::None,
            list: None,
        }
    }

    /// The same under another trust.
    pub(crate) fn under<U>(&self, trust: U) -> Desk<U> {
        Desk {
            form: self.form,
            trust,
            certificates: self.certificates.clone(),
            pinned: self.pinned.clone(),
            now: self.now,
            clock: self.clock,
            algorithms: self.algorithms,
            transcript: self.transcript.clone(),
            reader: self.reader.clone(),
            request: self.request.clone(),
            holder: self.holder,
            code: self.code,
            memory: self.memory,
            list: self.list.clone(),
        }
    }

    pub(super) fn policy<'a>(&self, trust: &'a TrustBundle) -> Policy<'a> {
        Policy { clock: self.clock, algorithms: self.algorithms, ..Policy::offline(trust, &KINDS, self.now) }
    }

    pub(super) fn expectation(&self) -> Expectation<'_> {
        Expectation {
            code: self.code,
            transcript: self.transcript.as_deref(),
            request: self.request.as_ref().map(|(nonce, audience)| RequestBinding { nonce, audience }),
            reader: self.reader.as_ref().map(|reader| &**reader as &dyn HolderKey),
            holder: self.holder,
        }
    }
}

/// A memory of codes that says one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Memory {
    None,
    Seen,
    BeforeStart,
    HolderAgain,
    Lost,
}

impl Seen for Memory {
    fn admit(&mut self, sighting: &Sighting) -> Result<Admission, MemoryLost> {
        Ok(match self {
            Self::None => Admission::Unchecked,
            Self::Seen => Admission::Seen { at: sighting.issued_at },
            Self::BeforeStart => Admission::BeforeStart,
            Self::HolderAgain => Admission::HolderAgain { at: sighting.now.plus(-60) },
            Self::Lost => return Err(MemoryLost),
        })
    }
}
