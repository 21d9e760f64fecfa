//! The staff challenge `PCQ1:` of level 2 (spec/personal-code-1.md §4): what is asked, by whom, for what purpose.

use std::fmt;

use super::wire;
use crate::crypto::Algorithm;
use crate::crypto::cose;
use crate::crypto::{Kid, PublicKey};
use crate::crypto::{SignFault, Signer};
use crate::encoding::base45;
use crate::encoding::cbor::{Item, Strictness, Writer};
use crate::encoding::limits::{
    CHALLENGE_ELEMENTS, CHALLENGE_TTL_SECONDS, CODE_BYTES_ACCEPTED, CODE_TEXT_CHARACTERS, PURPOSE_CHARACTERS,
};
use crate::time::UnixTime;
use crate::trust::{TrustBundle, VerifierEntry};

const PREFIX: &str = "PCQ1:";
const CONTEXT: &[u8] = b"PCQ1";

/// Why text is not a challenge that a wallet answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChallengeFormFault {
    /// It does not begin with `PCQ1:`, or is not Base45 of the array.
    Format,
    /// A version other than 1.
    Version,
    /// A lifetime above 120 seconds, a purpose above 48 characters or with control characters, or no element.
    Range,
    /// The verifier is not in the trust bundle.
    Unknown,
    /// The verifier may not ask for this purpose.
    Purpose,
    /// The signature is not that of the verifier.
    Signature,
    /// It was made too long ago, or in the future.
    Time,
}

impl ChallengeFormFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Format => "challenge.format",
            Self::Version => "challenge.version",
            Self::Range => "challenge.range",
            Self::Unknown => "challenge.unknown-verifier",
            Self::Purpose => "challenge.purpose",
            Self::Signature => "challenge.signature",
            Self::Time => "challenge.time",
        }
    }

    /// Every variant, for the table of codes.
    pub const ALL: [Self; 7] =
        [Self::Format, Self::Version, Self::Range, Self::Unknown, Self::Purpose, Self::Signature, Self::Time];
}

impl fmt::Display for ChallengeFormFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for ChallengeFormFault {}

/// What a verifier asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChallengeDraft {
    /// 16 random bytes.
    pub random: [u8; 16],
    /// The profile asked for.
    pub profile: u64,
    /// The elements asked for, by their number in the profile.
    pub elements: Vec<u64>,
    /// Why, in words that the holder reads; at most 48 characters.
    pub purpose: String,
    /// When it is made.
    pub issued_at: UnixTime,
    /// Seconds for which it is open, at most 120.
    pub ttl: u64,
    /// The verifier's ephemeral key, if the answer is to be sealed.
    pub ephemeral_key: Option<[u8; 33]>,
}

/// A challenge: what was signed, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    bytes: Vec<u8>,
    verifier: Kid,
    draft: ChallengeDraft,
}

impl ChallengeDraft {
    fn check(&self) -> Result<(), ChallengeFormFault> {
        let purpose_fits = self.purpose.chars().count() <= PURPOSE_CHARACTERS
            && !self.purpose.trim().is_empty()
            && crate::document::Text::parse(&self.purpose).is_ok();
        let distinct = self.elements.iter().collect::<std::collections::BTreeSet<_>>().len() == self.elements.len();
        if self.ttl == 0
            || self.ttl > CHALLENGE_TTL_SECONDS
            || !purpose_fits
            || self.elements.is_empty()
            || self.elements.len() > CHALLENGE_ELEMENTS
            || !distinct
        {
            return Err(ChallengeFormFault::Range);
        }
        Ok(())
    }

    fn write(&self, verifier: Kid, signature: Option<&[u8]>) -> Vec<u8> {
        let mut writer = Writer::with_capacity(200);
        writer.array(if signature.is_some() { 10 } else { 9 });
        writer.uint(1);
        writer.bytes(&self.random);
        writer.bytes(verifier.as_bytes());
        writer.uint(self.profile);
        writer.array(self.elements.len());
        self.elements.iter().for_each(|element| writer.uint(*element));
        writer.text(&self.purpose);
        writer.int(self.issued_at.seconds());
        writer.uint(self.ttl);
        match &self.ephemeral_key {
            Some(key) => writer.bytes(key),
            None => writer.null(),
        }
        if let Some(signature) = signature {
            writer.bytes(signature);
        }
        writer.into_bytes()
    }

    /// Signs the challenge with the verifier's key.
    ///
    /// # Errors
    /// `challenge.range` for a draft beyond its bounds; `challenge.signature` if the key is not P-256 or fails.
    pub fn sign(self, signer: &dyn Signer) -> Result<Challenge, ChallengeFormFault> {
        self.check()?;
        if signer.public_key().algorithm() != Algorithm::Es256 {
            return Err(ChallengeFormFault::Signature);
        }
        let verifier = signer.public_key().kid();
        let to_be_signed = to_be_signed(&self.write(verifier, None));
        let signature = signer.sign(&to_be_signed).map_err(|_: SignFault| ChallengeFormFault::Signature)?;
        Ok(Challenge { bytes: self.write(verifier, Some(signature.as_bytes())), verifier, draft: self })
    }
}

fn to_be_signed(unsigned: &[u8]) -> Vec<u8> {
    cose::sig_structure(&wire::ES256_HEADER, CONTEXT, unsigned)
}

impl Challenge {
    /// The text of the QR code that staff show.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{PREFIX}{}", base45::encode(&self.bytes))
    }

    /// What is asked.
    #[must_use]
    pub const fn draft(&self) -> &ChallengeDraft {
        &self.draft
    }

    /// `n` of the answer: the first 16 bytes of SHA-256 of the challenge, so that an answer binds all of it.
    #[must_use]
    pub fn nonce(&self) -> [u8; 16] {
        wire::digest(&self.bytes).first_chunk().copied().unwrap_or_default()
    }

    /// `aud` of the answer: the identifier of the verifier's key.
    #[must_use]
    pub const fn audience(&self) -> [u8; 8] {
        *self.verifier.as_bytes()
    }

    /// Reads a challenge and finds its verifier in the bundle, so that a wallet can say who asks.
    ///
    /// # Errors
    /// A [`ChallengeFormFault`].
    pub fn parse<'t>(
        text: &str,
        trust: &'t TrustBundle,
        now: UnixTime,
    ) -> Result<(Self, &'t VerifierEntry), ChallengeFormFault> {
        let (challenge, signature) = Self::read(text)?;
        let entry = trust.verifier(challenge.verifier).ok_or(ChallengeFormFault::Unknown)?;
        challenge.check_signature(entry.key(), &signature)?;
        if !entry.may_ask_for(&challenge.draft.purpose) {
            return Err(ChallengeFormFault::Purpose);
        }
        let age = now.since(challenge.draft.issued_at);
        let ttl = i64::try_from(challenge.draft.ttl).map_err(|_| ChallengeFormFault::Range)?;
        if age < -crate::verify::SKEW_AHEAD_SECONDS || age > ttl + crate::verify::SKEW_AHEAD_SECONDS {
            return Err(ChallengeFormFault::Time);
        }
        Ok((challenge, entry))
    }

    fn read(text: &str) -> Result<(Self, Vec<u8>), ChallengeFormFault> {
        if text.len() > CODE_TEXT_CHARACTERS {
            return Err(ChallengeFormFault::Format);
        }
        let body = text.strip_prefix(PREFIX).ok_or(ChallengeFormFault::Format)?;
        let bytes = base45::decode(body).map_err(|_| ChallengeFormFault::Format)?;
        if bytes.len() > CODE_BYTES_ACCEPTED {
            return Err(ChallengeFormFault::Format);
        }
        let item = Item::parse(&bytes, Strictness::Deterministic).map_err(|_| ChallengeFormFault::Format)?;
        let parsed = fields(&item).ok_or(ChallengeFormFault::Format)?;
        if parsed.version != 1 {
            return Err(ChallengeFormFault::Version);
        }
        parsed.draft.check()?;
        let challenge = Self { verifier: parsed.verifier, draft: parsed.draft, bytes: bytes.clone() };
        Ok((challenge, parsed.signature))
    }

    fn check_signature(&self, key: &PublicKey, signature: &[u8]) -> Result<(), ChallengeFormFault> {
        if key.algorithm() != Algorithm::Es256 {
            return Err(ChallengeFormFault::Signature);
        }
        key.verify(&to_be_signed(&self.draft.write(self.verifier, None)), signature)
            .map_err(|_| ChallengeFormFault::Signature)
    }
}

struct Fields {
    version: u64,
    verifier: Kid,
    draft: ChallengeDraft,
    signature: Vec<u8>,
}

fn fields(item: &Item<'_>) -> Option<Fields> {
    let [version, random, verifier, profile, elements, purpose, issued_at, ttl, ephemeral_key, signature] =
        item.as_array_of()?;
    Some(Fields {
        version: version.as_uint()?,
        verifier: Kid::new(verifier.as_byte_array()?),
        draft: ChallengeDraft {
            random: random.as_byte_array()?,
            profile: profile.as_uint()?,
            elements: elements.as_array()?.iter().map(Item::as_uint).collect::<Option<_>>()?,
            purpose: purpose.as_text()?.to_owned(),
            issued_at: UnixTime::from_unsigned(issued_at.as_uint()?).ok()?,
            ttl: ttl.as_uint()?,
            ephemeral_key: if ephemeral_key.is_null() { None } else { Some(ephemeral_key.as_byte_array()?) },
        },
        signature: signature.as_byte_array::<64>()?.to_vec(),
    })
}

/// `aud` of a code made for a site: the first 8 bytes of SHA-256("site" ‖ id).
#[must_use]
pub fn site_audience(id: &[u8]) -> [u8; 8] {
    let mut input = b"site".to_vec();
    input.extend_from_slice(id);
    wire::digest(&input).first_chunk().copied().unwrap_or_default()
}
