//! Why an answer is not *verified*: stable codes and typed facts. The sentences stand in `text/`.
//!
//! This file is long because every way to end a run stands in one place, where a reader can see that none is said twice.

use std::fmt;

use crate::crypto::cose::CoseFault;
use crate::crypto::x509::{ChainFault, Revocation};
use crate::document::Date;
use crate::encoding::cbor::CborFault;
use crate::format::TokenFault;
use crate::format::code::CodeFault;
use crate::format::mdoc::MdocFault;
use crate::format::sdjwt::SdJwtFault;
use crate::format::seal::SealFault;
use crate::format::vc::VcFault;
use crate::status::AgeFault;
use crate::time::UnixTime;

/// Not acceptable: what was shown cannot be relied on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rejection {
    /// It is not a well-formed compact code.
    Code(CodeFault),
    /// It is not a well-formed mdoc.
    Mdoc(MdocFault),
    /// It is not a well-formed seal.
    Seal(SealFault),
    /// It is not a well-formed SD-JWT.
    SdJwt(SdJwtFault),
    /// It is not a well-formed W3C credential, or has no form that could be signed.
    Vc(VcFault),
    /// It is not a well-formed `vp_token`.
    Token(TokenFault),
    /// Its CBOR is not acceptable.
    Cbor(CborFault),
    /// Its COSE is not acceptable.
    Cose(CoseFault),
    /// Its issuer is not accepted.
    Issuer(IssuerFault),
    /// A signature is not valid.
    Signature(SignatureFault),
    /// A disclosed element is not what was signed.
    Digest(DigestFault),
    /// The holder's proof is missing or of another transaction.
    Holder(HolderFault),
    /// An element that is always disclosed was hidden.
    DisclosureRequired,
    /// A document of a kind with a lifetime does not say when it ends.
    Endless,
    /// It was not made just now.
    Freshness(FreshnessFault),
    /// It answers another challenge, or none.
    Challenge(ChallengeFault),
    /// It was seen before.
    Replay(ReplayFault),
}

/// Why an issuer is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IssuerFault {
    /// No trust entry has this key or certificate.
    Unknown,
    /// The issuer is known, but may not issue this kind.
    Unauthorised,
    /// The issuer's key was switched off.
    KeyRevoked,
    /// The document was signed outside the time of the issuer's key.
    KeyTime,
    /// The document is valid longer than the certificate of its issuer.
    Outlived,
    /// The certificate chain does not hold.
    Chain(ChainFault),
    /// A certificate of the chain was revoked.
    CertificateRevoked(Revocation),
}

/// Whose signature is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureFault {
    /// The issuer's: forged, or changed after issue.
    Issuer,
    /// The holder's device's: another device, or changed after showing.
    Device,
    /// The algorithm of a key is not one that policy permits.
    Algorithm,
}

/// Why a disclosed element is not what was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DigestFault {
    /// The digest of an element differs from the signed one.
    Mismatch,
    /// The issuer signed no digest for an element.
    Missing,
    /// One element is there twice.
    DuplicateElement,
    /// The salt of an element is shorter than 16 bytes.
    Salt,
    /// The type of the document differs from the signed one.
    DocType,
}

/// Why a holder's proof cannot be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HolderFault {
    /// There is no proof of the holder.
    Missing,
    /// The session transcript that the proof is bound to is not known.
    Transcript,
    /// A MAC proof, and the reader's key that derives its key is not known.
    ReaderKey,
    /// The nonce and the audience that the proof must be bound to are not known.
    Request,
    /// The proof answers another nonce.
    Nonce,
    /// The proof is for another verifier.
    Audience,
    /// The proof is of another selection of elements than the one shown.
    Presentation,
    /// The issuer bound the document to no key, so nobody can prove to be its holder.
    Unbound,
    /// The proof names another key than the one that the document is bound to.
    Key,
    /// What the holder signed has no form that could be signed.
    Vc(VcFault),
    /// The proof was made more than 300 seconds ago, more than 10 seconds in the future, or has
    /// expired by its own word.
    Time,
    /// The device says an element that the issuer did not authorise it to say.
    Unauthorised,
}

/// Why a code is not fresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FreshnessFault {
    /// Made more than 40 seconds ago.
    Stale {
        /// How many seconds ago.
        seconds: i64,
    },
    /// Made more than 10 seconds in the future.
    Future {
        /// How many seconds ahead.
        seconds: i64,
    },
}

/// Why a code does not answer what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChallengeFault {
    /// It answers a challenge that is not open here.
    Unexpected,
    /// A challenge is open and this code does not answer it.
    Missing,
    /// The challenge was open too long.
    Expired,
    /// It was made for another site or verifier.
    Audience,
}

/// Why a code counts as shown before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplayFault {
    /// This very code was accepted before.
    Seen {
        /// When.
        at: UnixTime,
    },
    /// The code is older than this verifier's memory.
    BeforeStart,
}

/// Genuine, but not in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The credential's time has not begun.
    NotYet {
        /// When it begins.
        from: UnixTime,
    },
    /// The credential's time is over.
    Expired {
        /// When it ended.
        until: UnixTime,
    },
    /// The document itself is not yet valid.
    DocumentNotYet {
        /// Its first day.
        from: Date,
    },
    /// The document itself has expired.
    DocumentExpired {
        /// Its last day.
        on: Date,
    },
    /// The issuer revoked it.
    Revoked,
    /// The issuer suspended it.
    Suspended,
}

/// No answer can be given now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// This device's clock cannot be right.
    Clock,
    /// The trust bundle is older than seven days.
    TrustStale {
        /// When it was made.
        issued_at: UnixTime,
    },
    /// The revocation list of the issuer's root is out of date.
    RevocationsStale {
        /// When the next one was to be there, Unix time.
        next_update: i64,
    },
    /// The status of the document cannot be looked up.
    StatusUnknown,
    /// The list that tells the status is older than one that was used here before.
    StatusList(AgeFault),
    /// The profile number is not known here, or known with another content.
    Profile {
        /// The number.
        number: u64,
    },
    /// The memory of codes already seen cannot be read or written.
    Memory,
    /// Something from outside is needed first. Whoever can fetch it runs again with it.
    Needs(Need),
}

/// What a verdict needs from outside, of a document whose type somebody trusted may issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// The document of the issuer's DID. It is fetched under rules for addresses that strangers choose.
    DidDocument {
        /// Where it stands.
        url: String,
    },
}

/// Why there is nothing whose signature could be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatementFault {
    /// Something is missing that somebody else may have.
    Doubt(Doubt),
    /// The document cannot be relied on.
    Rejection(Rejection),
}

impl From<Doubt> for StatementFault {
    fn from(doubt: Doubt) -> Self {
        Self::Doubt(doubt)
    }
}

impl From<Rejection> for StatementFault {
    fn from(rejection: Rejection) -> Self {
        Self::Rejection(rejection)
    }
}

impl Rejection {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Code(fault) => fault.code(),
            Self::Mdoc(fault) => fault.code(),
            Self::Seal(fault) => fault.code(),
            Self::SdJwt(fault) => fault.code(),
            Self::Vc(fault) => fault.code(),
            Self::Token(fault) => fault.code(),
            Self::Cbor(fault) => fault.code(),
            Self::Cose(fault) => fault.code(),
            Self::Issuer(fault) => fault.code(),
            Self::Signature(SignatureFault::Issuer) => "signature.issuer",
            Self::Signature(SignatureFault::Device) => "signature.device",
            Self::Signature(SignatureFault::Algorithm) => "signature.algorithm",
            Self::Digest(fault) => fault.code(),
            Self::Holder(fault) => fault.code(),
            Self::DisclosureRequired => "disclosure.required",
            Self::Endless => "time.endless",
            Self::Freshness(FreshnessFault::Stale { .. }) => "freshness.stale",
            Self::Freshness(FreshnessFault::Future { .. }) => "freshness.future",
            Self::Challenge(fault) => fault.code(),
            Self::Replay(ReplayFault::Seen { .. }) => "replay.seen",
            Self::Replay(ReplayFault::BeforeStart) => "replay.before-start",
        }
    }
}

impl IssuerFault {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "issuer.unknown",
            Self::Unauthorised => "issuer.unauthorised",
            Self::KeyRevoked => "issuer.key-revoked",
            Self::KeyTime => "issuer.key-time",
            Self::Outlived => "x509.outlived",
            Self::Chain(fault) => fault.code(),
            Self::CertificateRevoked(_) => "x509.revoked",
        }
    }
}

impl DigestFault {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Mismatch => "digest.mismatch",
            Self::Missing => "digest.missing",
            Self::DuplicateElement => "digest.duplicate-element",
            Self::Salt => "digest.salt",
            Self::DocType => "digest.doc-type",
        }
    }

    /// Every variant, for the table of codes.
    pub const ALL: [Self; 5] = [Self::Mismatch, Self::Missing, Self::DuplicateElement, Self::Salt, Self::DocType];
}

impl HolderFault {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing => "holder.missing",
            Self::Transcript => "holder.transcript",
            Self::ReaderKey => "holder.reader-key",
            Self::Request => "holder.request",
            Self::Nonce => "holder.nonce",
            Self::Audience => "holder.audience",
            Self::Presentation => "holder.presentation",
            Self::Unbound => "holder.unbound",
            Self::Key => "holder.key",
            Self::Vc(fault) => fault.code(),
            Self::Time => "holder.time",
            Self::Unauthorised => "holder.unauthorised",
        }
    }

    /// Every variant that is not a format's own, for the table of codes.
    pub const ALL: [Self; 11] = [
        Self::Missing,
        Self::Transcript,
        Self::ReaderKey,
        Self::Request,
        Self::Nonce,
        Self::Audience,
        Self::Presentation,
        Self::Unbound,
        Self::Key,
        Self::Time,
        Self::Unauthorised,
    ];
}

impl ChallengeFault {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unexpected => "challenge.unexpected",
            Self::Missing => "challenge.missing",
            Self::Expired => "challenge.expired",
            Self::Audience => "audience",
        }
    }

    /// Every variant, for the table of codes.
    pub const ALL: [Self; 4] = [Self::Unexpected, Self::Missing, Self::Expired, Self::Audience];
}

impl Fault {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotYet { .. } => "time.not-yet",
            Self::Expired { .. } => "time.expired",
            Self::DocumentNotYet { .. } => "document.not-yet",
            Self::DocumentExpired { .. } => "document.expired",
            Self::Revoked => "status.revoked",
            Self::Suspended => "status.suspended",
        }
    }
}

impl Doubt {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Clock => "clock.doubtful",
            Self::TrustStale { .. } => "trust.stale",
            Self::RevocationsStale { .. } => "trust.crl-stale",
            Self::StatusUnknown => "status.unknown",
            Self::StatusList(fault) => fault.code(),
            Self::Profile { .. } => "code.profile",
            Self::Memory => "replay.memory",
            Self::Needs(Need::DidDocument { .. }) => "needs.did-document",
        }
    }
}

macro_rules! displays_its_code {
    ($($fault:ty),+) => {$(
        impl fmt::Display for $fault {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.code())
            }
        }

        impl std::error::Error for $fault {}
    )+};
}

displays_its_code!(Rejection, IssuerFault, DigestFault, HolderFault, ChallengeFault, Fault, Doubt);
