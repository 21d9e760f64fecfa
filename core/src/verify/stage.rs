//! Stages of verification as types. Each owns the document it speaks of, and each is made in one place only, by
//! the check it is named after: a check left out, or done too early, does not compile.
//!
//! ```compile_fail
//! use chop_core::verify::{Disclosure, Verified};
//! fn invent(disclosure: Disclosure) -> Verified<Disclosure> {
//!     Verified { content: disclosure }
//! }
//! ```
//!
//! What was parsed has no accessor for claims:
//!
//! ```compile_fail
//! fn peek(parsed: &chop_core::verify::Parsed<chop_core::format::code::Code>) {
//!     parsed.disclosed();
//! }
//! ```
//!
//! and a verdict cannot be read from a store:
//!
//! ```compile_fail
//! fn load<T: serde::de::DeserializeOwned>() {}
//! load::<chop_core::verify::Verified<chop_core::verify::Disclosure>>();
//! ```

use crate::time::UnixTime;

use super::disclosed::DisclosedDocument;
use super::evidence::IssuerEvidence;

/// Bounded and well-formed; nothing in it is believed. It has no claim accessor.
#[derive(Debug, Clone)]
pub struct Parsed<F>(pub(crate) F);

impl<F: IssuerEvidence> Parsed<F> {
    pub(crate) const fn new(document: F) -> Self {
        Self(document)
    }

    /// The type that the document says it has. Unverified: for choosing a screen, never for a decision.
    #[must_use]
    pub fn claimed_type(&self) -> &str {
        self.0.type_name()
    }
}

/// Several documents shown together, all or nothing.
#[derive(Debug, Clone)]
pub struct Presentation<F> {
    first: Parsed<F>,
    rest: Vec<Parsed<F>>,
}

impl<F> Presentation<F> {
    /// A presentation of at least one document.
    #[must_use]
    pub const fn new(first: Parsed<F>, rest: Vec<Parsed<F>>) -> Self {
        Self { first, rest }
    }

    /// How many documents there are.
    pub(super) const fn count(&self) -> usize {
        self.rest.len() + 1
    }

    pub(super) fn into_documents(self) -> impl Iterator<Item = Parsed<F>> {
        std::iter::once(self.first).chain(self.rest)
    }
}

impl<F> From<Parsed<F>> for Presentation<F> {
    fn from(parsed: Parsed<F>) -> Self {
        Self::new(parsed, Vec::new())
    }
}

/// How much a showing proves (personal-code-1, security §4.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// One scan.
    One,
    /// One scan with portrait.
    OneWithPortrait,
    /// Challenge first.
    Two,
    /// Challenge first, with portrait.
    TwoWithPortrait,
}

impl Level {
    /// `1`, `1P`, `2` or `2P`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::One => "1",
            Self::OneWithPortrait => "1P",
            Self::Two => "2",
            Self::TwoWithPortrait => "2P",
        }
    }
}

/// Whether a genuine document is in force today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InForce {
    /// Yes.
    Yes,
    /// Some of its entitlements are.
    Partly {
        /// The codes of those that are.
        entitlements: Vec<String>,
    },
    /// No.
    No,
    /// It cannot be told.
    Unknown,
}

impl InForce {
    /// `yes`, `partly`, `no` or `unknown`.
    #[must_use]
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Partly { .. } => "partly",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

/// What staff should know beside the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caution {
    /// The trust bundle is more than a day old.
    TrustAgeing,
    /// The root of the trust bundle was not pinned.
    TrustUnpinned,
    /// The same holder was admitted a short while ago.
    HolderAgain {
        /// How many seconds ago.
        seconds: i64,
    },
    /// No proof of the holder was asked for.
    HolderUnproven,
    /// Nothing remembers that this code was seen.
    ReplayUnchecked,
    /// A document of a foreign type that is valid for longer than the certificate of its issuer.
    IssuerOutlived,
    /// A document of a foreign type that lives long and has no status: nobody can revoke it.
    StatusNone,
}

impl Caution {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TrustAgeing => "trust.ageing",
            Self::TrustUnpinned => "trust.unpinned",
            Self::HolderAgain { .. } => "holder.again",
            Self::HolderUnproven => "holder.unproven",
            Self::ReplayUnchecked => "replay.unchecked",
            Self::IssuerOutlived => "x509.outlived",
            Self::StatusNone => "status.none",
        }
    }
}

/// Everything a verdict speaks of.
#[derive(Debug, Clone, PartialEq)]
pub struct Disclosure {
    /// The documents, at least one.
    pub documents: Vec<DisclosedDocument>,
    /// How much the showing proves; none for a document judged without its holder.
    pub level: Option<Level>,
    /// Whether all of them are in force.
    pub in_force: InForce,
    /// What staff should know.
    pub cautions: Vec<Caution>,
    /// The first second at which this verdict no longer holds.
    pub good_until: UnixTime,
}

/// Genuine, fresh, of this holder, and in force under one policy. Only [`run`](super::run) makes one.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified<C> {
    content: C,
}

/// Genuine, but not known to be in force. Only [`run`](super::run) and
/// [`run_credential`](super::run_credential) make one.
#[derive(Debug, Clone, PartialEq)]
pub struct Genuine<C> {
    content: C,
}

impl<C> Verified<C> {
    pub(super) const fn seal(content: C) -> Self {
        Self { content }
    }

    /// What was verified.
    #[must_use]
    pub const fn content(&self) -> &C {
        &self.content
    }

    pub(super) fn into_content(self) -> C {
        self.content
    }
}

impl<C> Genuine<C> {
    pub(super) const fn seal(content: C) -> Self {
        Self { content }
    }

    /// What is genuine.
    #[must_use]
    pub const fn content(&self) -> &C {
        &self.content
    }

    pub(super) fn into_content(self) -> C {
        self.content
    }
}
