//! What a verifier brings: long-lived policy, and what it expects of this one transaction.

use crate::crypto::{AlgorithmPolicy, PublicKey, SoftwareKey, agreement};
use crate::document::Kinds;
use crate::encoding::cbor::Writer;
use crate::time::UnixTime;
use crate::trust::{StatusLists, TrustBundle};

use super::fault::Doubt;
use super::stage::Caution;

/// Seconds by which a wallet's clock may be ahead of the verifier's.
pub const SKEW_AHEAD_SECONDS: i64 = 10;
/// Seconds for which a code is accepted after it was made.
pub const CODE_LIFE_SECONDS: i64 = 40;
/// Seconds that a code which fits no symbol may be on its way in frames, beside its life.
pub const TRANSFER_SECONDS: i64 = 15;
/// Seconds for which a holder's proof that answers a nonce is accepted after it was made.
pub const PROOF_LIFE_SECONDS: i64 = 300;
/// Seconds that a replay record is kept beyond the life of its code.
pub const REPLAY_MARGIN_SECONDS: i64 = 15;
/// Seconds after which a trust bundle is said to be ageing.
pub const BUNDLE_SOFT_SECONDS: i64 = 24 * 3_600;
/// Seconds after which nothing is decided on a trust bundle.
pub const BUNDLE_HARD_SECONDS: i64 = 7 * 24 * 3_600;

/// Whether the verifier's time can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// Time goes on; it was never seen later than `highest`.
    Live {
        /// The latest moment this verifier has reason to believe has passed.
        highest: UnixTime,
    },
    /// The shell saw the clock step back, or it cannot be read.
    Doubtful,
    /// The question is about a given time, not about now.
    AsOf,
}

/// The rules of a verifier. Fields are arguments, never globals.
#[derive(Clone, Copy)]
pub struct Policy<'a> {
    /// Issuers, verifiers, status lists and their age.
    pub trust: &'a TrustBundle,
    /// Whether the root of the bundle was pinned beforehand.
    pub pinned: bool,
    /// Status lists beside the bundle, and what is remembered of lists.
    pub lists: Option<&'a StatusLists>,
    /// The kinds of document known here.
    pub kinds: &'a Kinds,
    /// The time to judge at.
    pub now: UnixTime,
    /// Whether that time can be relied on.
    pub clock: Clock,
    /// Which algorithms count, until when.
    pub algorithms: AlgorithmPolicy,
    /// Issuer signatures that were checked before.
    pub checked: Option<&'a dyn CheckedIssuers>,
}

impl<'a> Policy<'a> {
    /// A verifier with no network: the bundle, the kinds and the time are all it has.
    #[must_use]
    pub const fn offline(trust: &'a TrustBundle, kinds: &'a Kinds, now: UnixTime) -> Self {
        Self {
            trust,
            pinned: true,
            lists: None,
            kinds,
            now,
            clock: Clock::Live { highest: UnixTime::EPOCH },
            algorithms: AlgorithmPolicy::ISO_18013_5,
            checked: None,
        }
    }

    /// What every verdict on this bundle says of its age (trust-bundle-1 §6): nothing, or the caution `trust.ageing`.
    ///
    /// # Errors
    /// `trust.stale` if it is too old to decide on.
    pub fn trust_age(&self) -> Result<Option<Caution>, Doubt> {
        super::check::clock::trust_age(self)
    }
}

/// Remembers issuer signatures that were valid, by SHA-256 of key, signed bytes and signature. Only the
/// signature is remembered: rights, time and status are judged again at every showing.
///
/// It may keep the holders' device keys too, so that the key of one who comes back is not computed again from the half
/// of its point that a code carries. A key is no secret and proves nothing by being known.
pub trait CheckedIssuers {
    /// Whether this signature was found valid before.
    fn contains(&self, check: &[u8; 32]) -> bool;
    /// Remembers a valid signature.
    fn remember(&self, check: [u8; 32]);
    /// The device key with this compressed point, if it was remembered. Any other key is passed over.
    fn device_key(&self, _point: &[u8; 33]) -> Option<PublicKey> {
        None
    }
    /// Remembers a device key by its compressed point: one that an issuer signed and whose holder signed with it.
    fn remember_device_key(&self, _point: [u8; 33], _key: &PublicKey) {}
}

/// A key of the reader that takes part in a MAC proof (ISO/IEC 18013-5 §9.1.3.5). It may live in hardware.
pub trait HolderKey {
    /// Derives EMacKey with the device's public key and the bytes of the session transcript.
    fn mac_key(&self, device: &PublicKey, session_transcript: &[u8]) -> Option<[u8; 32]>;
}

/// A reader's ephemeral key in memory.
impl HolderKey for SoftwareKey {
    fn mac_key(&self, device: &PublicKey, session_transcript: &[u8]) -> Option<[u8; 32]> {
        let mut bytes = Writer::with_capacity(session_transcript.len() + 8);
        bytes.embedded(session_transcript);
        let secret = agreement::shared_secret(self, device).ok()?;
        Some(*agreement::e_mac_key(&secret, bytes.as_bytes()))
    }
}

/// What this transaction expects.
#[derive(Clone, Copy)]
pub struct Expectation<'a> {
    /// What a compact code must answer.
    pub code: CodeExpectation,
    /// The encoded SessionTranscript that an mdoc's device proof must be bound to.
    pub transcript: Option<&'a [u8]>,
    /// The nonce and the audience that a JOSE or Data Integrity proof of the holder must be bound to.
    pub request: Option<RequestBinding<'a>>,
    /// The reader's key, for a MAC proof.
    pub reader: Option<&'a dyn HolderKey>,
    /// Whether a proof of the holder is needed.
    pub holder: HolderRequirement,
}

impl Expectation<'_> {
    /// One scan, no site, no challenge.
    pub const ONE_SCAN: Self = Self {
        code: CodeExpectation::Anyone,
        transcript: None,
        request: None,
        reader: None,
        holder: HolderRequirement::Required,
    };
}

/// What the verifier's request said (OpenID4VP 1.0 §14.1): a proof that names another is of another transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestBinding<'a> {
    /// The nonce of the request, fresh for each.
    pub nonce: &'a str,
    /// Whom the proof is for: the verifier's `client_id`, or its origin.
    pub audience: &'a str,
}

/// What a compact code must answer (personal-code-1 §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeExpectation {
    /// Level 1, for no site in particular.
    Anyone,
    /// Level 1, for this site.
    Site {
        /// The first 8 bytes of SHA-256("site" ‖ id).
        audience: [u8; 8],
    },
    /// Level 2: the open challenge of this verifier.
    Challenge {
        /// The first 16 bytes of SHA-256 of the challenge.
        nonce: [u8; 16],
        /// The verifier's own identifier.
        audience: [u8; 8],
    },
}

/// Whether a proof of the holder is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HolderRequirement {
    /// A document without a proof of its holder is refused.
    Required,
    /// A document without proof is judged for itself, with caution `holder.unproven`.
    NotRequired,
}

/// One showing of a code, as a memory of what was seen needs to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// The device key, compressed.
    pub device_key: [u8; 33],
    /// When the wallet signed.
    pub issued_at: UnixTime,
    /// The nonce of the code.
    pub nonce: Vec<u8>,
    /// When it is shown.
    pub now: UnixTime,
    /// Whether it answers a challenge. Its time was then not judged and proves nothing.
    pub answers_challenge: bool,
    /// Seconds after `issued_at` for which it could be accepted, whichever way it comes.
    pub life: i64,
}

impl Sighting {
    /// The latest moment, on the highest clock seen, at which this sighting must still be remembered.
    #[must_use]
    pub const fn keep_until(&self) -> UnixTime {
        let from = if self.answers_challenge { self.now } else { self.issued_at };
        from.plus(self.life + REPLAY_MARGIN_SECONDS)
    }
}

/// What the memory says of a sighting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// Not seen before; it is now remembered.
    New,
    /// A new code of a holder who was admitted a short while ago; it is now remembered.
    HolderAgain {
        /// When the holder was admitted.
        at: UnixTime,
    },
    /// This very code was seen before.
    Seen {
        /// When.
        at: UnixTime,
    },
    /// The code was made before this memory began.
    BeforeStart,
    /// There is no memory: the caller judges as of another time, or does without.
    Unchecked,
}

/// The memory of codes already seen. It looks up and inserts in one atomic step.
pub trait Seen {
    /// Admits a sighting once.
    ///
    /// # Errors
    /// If the memory cannot be read or written: the answer is then *undecided*.
    fn admit(&mut self, sighting: &Sighting) -> Result<Admission, MemoryLost>;
}

/// The replay memory cannot be read or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemoryLost;

/// No memory at all: every verdict carries the caution `replay.unchecked`.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoMemory;

impl Seen for NoMemory {
    fn admit(&mut self, _: &Sighting) -> Result<Admission, MemoryLost> {
        Ok(Admission::Unchecked)
    }
}
