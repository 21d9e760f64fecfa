//! A sealed letter: the PDF that a seal was stamped on, with the seal and the issuer's signature in it.
//!
//! No PDF is parsed here. The update that a seal adds ends in a signature dictionary whose last entries stand in this
//! order and in these bytes, and nothing else of the file is looked at (spec/seal-1.md §4):
//!
//! ```text
//! /ChopSeal(SEAL1:…)/ByteRange[0 a b c]   /Contents<…>
//! ```
//!
//! The signature covers every byte of the file but the digits of `/Contents`, and those have one form only. So whatever
//! a reader of PDFs shows, it shows what the issuer signed.

use std::ops::Range;

use der::{Reader as _, SliceReader};
use sha2::{Digest, Sha256};

use crate::crypto::PublicKey;
use crate::crypto::cms::DetachedSignature;
use crate::document::Kinds;
use crate::encoding::limits::{CODE_TEXT_CHARACTERS, LETTER_BYTES};
use crate::trust::IssuerEntry;
use crate::verify::{
    DigestFault, DisclosedDocument, IssuerEvidence, IssuerReference, Parsed, Rejection, Statement, StatementFault,
    StatusEvidence, Validity, sealed,
};

use super::{Letter, Seal, SealFault};

/// What every PDF begins with.
const PDF: &[u8] = b"%PDF-";
/// What stands before the text of the seal.
const SEAL: &[u8] = b"/ChopSeal(";
/// What stands between the seal and the byte range. The first covered byte is always byte 0.
const RANGE: &[u8] = b")/ByteRange[0 ";
/// What stands before the signature. Its first digit is behind it.
const CONTENTS: &[u8] = b"/Contents<";
/// Blanks after the byte range: its numbers are known last and have room for ten digits each.
const BLANKS: usize = 30;
/// Digits of a signature: none is as long.
const DIGITS: usize = 65_536;

/// Why a PDF is not a letter as it was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterFault {
    /// Larger than [`LETTER_BYTES`].
    Size,
    /// It has no seal in it.
    Missing,
    /// What stands behind the seal is not a signature as the issuer adds it.
    Form,
    /// The seal is that of another letter, or the letter was changed.
    Letter,
    /// The signature does not cover all of the file but its own digits: something was added to it or cut off.
    Range,
    /// The signature of the PDF does not hold.
    Signature,
    /// Someone else than the issuer of the seal signed the PDF.
    Signer,
}

impl LetterFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Size => "seal.pdf-size",
            Self::Missing => "seal.pdf-none",
            Self::Form => "seal.pdf-form",
            Self::Letter => "seal.letter",
            Self::Range => "seal.pdf-range",
            Self::Signature => "seal.pdf-signature",
            Self::Signer => "seal.pdf-signer",
        }
    }

    /// Every variant, for the table of codes.
    pub const ALL: [Self; 7] =
        [Self::Size, Self::Missing, Self::Form, Self::Letter, Self::Range, Self::Signature, Self::Signer];
}

impl From<LetterFault> for SealFault {
    fn from(fault: LetterFault) -> Self {
        Self::Letter(fault)
    }
}

/// Whether a file says to be a PDF.
#[must_use]
pub fn is_pdf(file: &[u8]) -> bool {
    file.starts_with(PDF)
}

/// Where a sealed PDF has its parts. Nothing of it is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedPdf<'a> {
    file: &'a [u8],
    seal: &'a str,
    place: usize,
    gap: Range<usize>,
    /// The gap as the byte range has it, and the bytes that it covers behind.
    declared: (Range<usize>, usize),
    contents: Vec<u8>,
}

impl<'a> SealedPdf<'a> {
    /// Finds the last seal in a PDF and the signature behind it.
    ///
    /// # Errors
    /// `seal.pdf-size`, `seal.pdf-none`, `seal.pdf-form`.
    pub fn read(file: &'a [u8]) -> Result<Self, LetterFault> {
        if file.len() > LETTER_BYTES {
            return Err(LetterFault::Size);
        }
        if !is_pdf(file) {
            return Err(LetterFault::Missing);
        }
        let place = file.windows(SEAL.len()).rposition(|window| window == SEAL).ok_or(LetterFault::Missing)?;
        Self::at(file, place).ok_or(LetterFault::Form)
    }

    fn at(file: &'a [u8], place: usize) -> Option<Self> {
        let rest = file.get(place + SEAL.len()..)?;
        let length = rest.iter().take(CODE_TEXT_CHARACTERS + 1).position(|byte| *byte == b')')?;
        let (seal, rest) = rest.split_at_checked(length)?;
        let seal = std::str::from_utf8(seal).ok()?;
        let (before, rest) = number(rest.strip_prefix(RANGE)?, b' ')?;
        let (after, rest) = number(rest, b' ')?;
        let (covered_after, rest) = number(rest, b']')?;
        let blanks = rest.iter().take(BLANKS).take_while(|byte| **byte == b' ').count();
        let rest = rest.get(blanks..)?.strip_prefix(CONTENTS)?;
        let digits = rest.iter().take(DIGITS).position(|byte| *byte == b'>')?;
        let contents = unhex(rest.get(..digits)?)?;
        let start = file.len() - rest.len() - 1;
        // With the brackets around the digits.
        let gap = start..start + digits + 2;
        Some(Self { file, seal, place, gap, declared: (before..after, covered_after), contents })
    }

    /// The text of the seal.
    #[must_use]
    pub const fn seal(&self) -> &'a str {
        self.seal
    }

    /// The signature, if it is one as the issuer adds it: DER, and zeros to the end of its place.
    #[must_use]
    pub fn signature(&self) -> Option<DetachedSignature> {
        let value = SliceReader::new(&self.contents).ok()?.tlv_bytes().ok()?;
        let zeros = self.contents.get(value.len()..)?.iter().all(|byte| *byte == 0);
        zeros.then(|| DetachedSignature::parse_der(value).ok()).flatten()
    }

    /// The bytes of the file that the signature says to cover: from the start, and to its end.
    #[must_use]
    pub fn covers(&self) -> [Range<usize>; 2] {
        let (gap, behind) = &self.declared;
        [0..gap.start, gap.end..gap.end.saturating_add(*behind)]
    }

    fn covers_everything(&self) -> bool {
        let (gap, behind) = &self.declared;
        *gap == self.gap && gap.end.checked_add(*behind) == Some(self.file.len())
    }

    /// The SHA-256 of what is covered.
    fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        for range in self.covers() {
            hash.update(self.file.get(range).unwrap_or_default());
        }
        hash.finalize().into()
    }

    /// That the file begins with the letter, and the seal stands behind it.
    fn begins_with(&self, letter: Letter) -> bool {
        usize::try_from(letter.length)
            .ok()
            .filter(|length| *length <= self.place)
            .and_then(|length| self.file.get(..length))
            .is_some_and(|start| <[u8; 32]>::from(Sha256::digest(start)) == letter.digest)
    }
}

/// A decimal number of at most ten digits without leading zeros, and what ends it.
fn number(text: &[u8], end: u8) -> Option<(usize, &[u8])> {
    let length = text.iter().take(11).position(|byte| *byte == end)?;
    let digits = std::str::from_utf8(text.get(..length)?).ok()?;
    let number: usize = digits.parse().ok()?;
    (number.to_string() == digits).then_some((number, text.get(length + 1..)?))
}

/// Upper-case hexadecimal digits, and no others.
fn unhex(digits: &[u8]) -> Option<Vec<u8>> {
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    };
    let (pairs, []) = digits.as_chunks::<2>() else { return None };
    pairs.iter().map(|[high, low]| Some(value(*high)? << 4 | value(*low)?)).collect()
}

/// A sealed letter as received: the seal, and the signature of the PDF that it is in.
#[derive(Debug, Clone)]
pub struct SealedLetter {
    seal: Seal,
    signature: DetachedSignature,
    digest: [u8; 32],
}

impl SealedLetter {
    /// Reads a PDF. The seal in it must name the bytes that the file begins with, and the signature must cover the
    /// whole file; neither is verified yet.
    ///
    /// # Errors
    /// The codes of [`LetterFault`] but `seal.pdf-signer`, and those of [`Seal::parse`].
    pub fn parse(file: &[u8], kinds: &Kinds) -> Result<Parsed<Self>, SealFault> {
        let parts = SealedPdf::read(file)?;
        let seal = Seal::parse(parts.seal, kinds)?.0;
        if !seal.letter.is_some_and(|letter| parts.begins_with(letter)) {
            return Err(LetterFault::Letter.into());
        }
        if !parts.covers_everything() {
            return Err(LetterFault::Range.into());
        }
        let signature = parts.signature().ok_or(LetterFault::Form)?;
        Ok(Parsed::new(Self { seal, signature, digest: parts.digest() }))
    }

    /// That the key which signed the seal signed the PDF, when its certificate was valid.
    fn require_signature_by(&self, issuer: &PublicKey) -> Result<(), LetterFault> {
        let certificate = self.signature.certificate();
        if certificate.public_key() != Some(issuer) {
            return Err(LetterFault::Signer);
        }
        let signed = self.seal.signed.seconds();
        if signed < certificate.not_before() || signed > certificate.not_after() {
            return Err(LetterFault::Signature);
        }
        self.signature.verify(&self.digest).map_err(|_| LetterFault::Signature)
    }
}

impl sealed::Sealed for SealedLetter {}

impl IssuerEvidence for SealedLetter {
    fn issuer_reference(&self) -> IssuerReference<'_> {
        self.seal.issuer_reference()
    }

    fn type_name(&self) -> &str {
        self.seal.type_name()
    }

    fn statement(&self, issuer: &IssuerEntry) -> Result<Statement, StatementFault> {
        let key = issuer.key().ok_or(Rejection::Seal(LetterFault::Signer.into()))?;
        self.require_signature_by(key).map_err(|fault| Rejection::Seal(fault.into()))?;
        self.seal.statement(issuer)
    }

    fn require_algorithm_of(&self, key: &PublicKey) -> Result<(), Rejection> {
        self.seal.require_algorithm_of(key)
    }

    fn digests(&self) -> Result<(), DigestFault> {
        self.seal.digests()
    }

    fn validity(&self) -> Validity {
        self.seal.validity()
    }

    fn status(&self, issuer: &IssuerEntry) -> StatusEvidence {
        self.seal.status(issuer)
    }

    fn device_key_hash(&self) -> Option<[u8; 8]> {
        None
    }

    fn disclosed(&self, kinds: &Kinds, issuer: &IssuerEntry) -> DisclosedDocument {
        self.seal.disclosed(kinds, issuer)
    }
}
