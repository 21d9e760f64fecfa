//! What was given to `chop verify`: text, a picture, a document.

use std::fs::File;
use std::io::{self, BufRead, Read as _};
use std::path::Path;

use chop_core::document::PictureFormat;
use chop_core::encoding::limits::STATUS_TOKEN_BYTES;
use chop_core::format::TextForm;
use chop_core::format::code::Code;
use chop_core::format::mdoc;
use chop_core::format::sdjwt::SdJwtVc;
use chop_core::format::seal::{self, Seal, SealedLetter};
use chop_core::format::vc::{Library, data_integrity, jose};
use chop_core::text::Facts;
use chop_core::verify::{
    ChallengeFault, CodeExpectation, CredentialOutcome, Expectation, Outcome, Policy, Rejection, Seen, run,
    run_credential,
};
use chop_verifier::picture;

use super::exit::Failure;
use super::reply::Answer;

/// No file that chop reads is larger.
const FILE_MAX: u64 = 16 << 20;
/// No line from a scanner is longer.
const LINE_MAX: u64 = 64 << 10;

/// Input that was recognised.
#[derive(Debug)]
pub(super) enum Read {
    /// The text of a code.
    Code(String),
    /// The bytes of a code that came in frames.
    Frames(Vec<u8>),
    /// The bytes of a DeviceResponse.
    DeviceResponse(Vec<u8>),
    /// The bytes of an IssuerSigned.
    IssuerSigned(Vec<u8>),
    /// The text of a printed seal.
    Seal(String),
    /// The bytes of a PDF.
    Letter(Vec<u8>),
    /// The text of an SD-JWT VC or a W3C credential or presentation.
    Text(TextForm, String),
}

/// Input about which nothing can be said.
#[derive(Debug)]
pub(super) struct InputFault {
    pub(super) code: &'static str,
    pub(super) facts: Facts,
    pub(super) verdict: &'static str,
}

impl InputFault {
    fn undecided(code: &'static str) -> Self {
        Self { code, facts: Facts::default(), verdict: "undecided" }
    }

    fn rejected(code: &'static str) -> Self {
        Self { code, facts: Facts::default(), verdict: "rejected" }
    }
}

/// An argument is the text of a code, or else the name of a file.
pub(super) fn read_argument(input: &str) -> Result<Read, InputFault> {
    if ["PC1:", "PCQ1:", seal::PREFIX].iter().any(|prefix| input.starts_with(prefix)) {
        return read_text(input);
    }
    let path = Path::new(input);
    if path.is_dir() {
        return read_message(&folder(path)?);
    }
    if path.is_file() {
        return read_bytes(&file(path)?);
    }
    let looks_like_a_path = path.extension().is_some() && !input.contains("://") && !input.contains(' ');
    if looks_like_a_path {
        let fault = InputFault::undecided("input.file");
        return Err(InputFault { facts: fault.facts.path(input), ..fault });
    }
    read_text(input)
}

/// The message of an animated code whose frames are the pictures of a folder, in the order of their names.
fn folder(path: &Path) -> Result<Vec<u8>, InputFault> {
    let unreadable = |_| InputFault::undecided("input.file");
    let mut names: Vec<_> = std::fs::read_dir(path).map_err(unreadable)?.flatten().map(|entry| entry.path()).collect();
    names.sort();
    let mut reel = picture::Reel::default();
    for name in names.iter().filter(|name| name.is_file()).take(picture::MAX_FRAMES) {
        let found = picture::read(&file(name)?).unwrap_or_default();
        if let Some(message) = found.iter().find_map(|found| reel.take(found.text())) {
            return Ok(message);
        }
    }
    Err(InputFault::undecided(reel.fault().code()))
}

fn file(path: &Path) -> Result<Vec<u8>, InputFault> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(FILE_MAX + 1).read_to_end(&mut bytes));
    match read {
        Ok(length) if u64::try_from(length).is_ok_and(|length| length <= FILE_MAX) => Ok(bytes),
        Ok(_) => Err(InputFault::undecided("input.too-large")),
        Err(_) => Err(InputFault::undecided("input.file")),
    }
}

/// The bytes of a status list: one byte beyond its bound at most, so that the reader of lists refuses it.
pub(super) fn list_file(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let cap = u64::try_from(STATUS_TOKEN_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let read = File::open(path).and_then(|file| file.take(cap).read_to_end(&mut bytes));
    read.map_err(|error| Failure::from(error).at(path))?;
    Ok(bytes)
}

pub(super) fn read_bytes(bytes: &[u8]) -> Result<Read, InputFault> {
    if PictureFormat::sniff(bytes).is_some() {
        let found = picture::read_one(bytes).map_err(|fault| InputFault::undecided(fault.code()))?;
        return read_text(found.text());
    }
    if picture::is_film(bytes) {
        let message = picture::message_of_film(bytes).map_err(|fault| InputFault::undecided(fault.code()))?;
        return read_message(&message);
    }
    if seal::is_pdf(bytes) {
        return Ok(Read::Letter(bytes.to_vec()));
    }
    match mdoc::Shape::of(bytes) {
        Some(mdoc::Shape::DeviceResponse) => return Ok(Read::DeviceResponse(bytes.to_vec())),
        Some(mdoc::Shape::IssuerSigned) => return Ok(Read::IssuerSigned(bytes.to_vec())),
        None => {}
    }
    read_text_bytes(bytes)
}

/// What frames carried.
fn read_message(message: &[u8]) -> Result<Read, InputFault> {
    if Code::is_message(message) {
        return Ok(Read::Frames(message.to_vec()));
    }
    // A film inside a film is nothing that a wallet shows.
    if picture::is_film(message) || PictureFormat::sniff(message).is_some() {
        return Err(InputFault::rejected("input.not-a-code"));
    }
    read_bytes(message)
}

/// Text from a file or a scanner: one line end at its end is not part of it, and nothing else is trimmed.
pub(super) fn read_text_bytes(bytes: &[u8]) -> Result<Read, InputFault> {
    let text = std::str::from_utf8(bytes).map_err(|_| InputFault::undecided("input.unreadable"))?;
    let text = text.strip_suffix('\n').unwrap_or(text);
    read_text(text.strip_suffix('\r').unwrap_or(text))
}

fn read_text(text: &str) -> Result<Read, InputFault> {
    if text.starts_with("PC1:") {
        return Ok(Read::Code(text.to_owned()));
    }
    if text.starts_with(seal::PREFIX) {
        return Ok(Read::Seal(text.to_owned()));
    }
    if let Some(form) = TextForm::of(text) {
        return Ok(Read::Text(form, text.to_owned()));
    }
    let lower = text.trim_start().to_ascii_lowercase();
    Err(InputFault::rejected(if text.starts_with("PCQ1:") {
        "input.challenge"
    } else if lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("www.") {
        "input.web-address"
    } else {
        "input.not-a-code"
    }))
}

/// Reads one line, bounded; gives the number of bytes taken from the input.
pub(super) fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<usize> {
    let taken = input.take(LINE_MAX).read_until(b'\n', line)?;
    if line.last() != Some(&b'\n') && u64::try_from(taken).is_ok_and(|taken| taken == LINE_MAX) {
        let mut rest = Vec::new();
        // What is beyond the bound belongs to the same scan and is dropped with it.
        while input.take(LINE_MAX).read_until(b'\n', &mut rest)? > 0 && rest.last() != Some(&b'\n') {
            rest.clear();
        }
    }
    while matches!(line.last(), Some(b'\n' | b'\r')) {
        line.pop();
    }
    Ok(taken)
}

/// What a run said: of something that was shown, or of a paper, which nobody can be shown to hold.
pub(super) enum Judged {
    Shown(Outcome),
    Paper(CredentialOutcome),
}

impl<'a> From<&'a Judged> for Answer<'a> {
    fn from(judged: &'a Judged) -> Self {
        match judged {
            Judged::Shown(outcome) => outcome.into(),
            Judged::Paper(outcome) => outcome.into(),
        }
    }
}

pub(super) fn judge(read: Read, policy: &Policy<'_>, expectation: &Expectation<'_>, seen: &mut dyn Seen) -> Judged {
    let outcome = match read {
        Read::Code(text) => match Code::parse_under(&text, policy) {
            Ok(code) => run(code, policy, expectation, seen),
            Err(refusal) => refusal.into(),
        },
        Read::Frames(message) => match Code::parse_message(&message, policy) {
            Ok(code) => run(code, policy, expectation, seen),
            Err(refusal) => refusal.into(),
        },
        Read::DeviceResponse(bytes) => match mdoc::parse_device_response(&bytes) {
            Ok(presentation) => run(presentation, policy, expectation, seen),
            Err(fault) => Outcome::Rejected(Rejection::Mdoc(fault)),
        },
        Read::IssuerSigned(bytes) => match mdoc::parse_without_device(&bytes) {
            Ok(document) => run(document, policy, expectation, seen),
            Err(fault) => Outcome::Rejected(Rejection::Mdoc(fault)),
        },
        // A paper answers no challenge: never a lower level than was asked for.
        Read::Seal(_) | Read::Letter(_) if matches!(expectation.code, CodeExpectation::Challenge { .. }) => {
            Outcome::Rejected(Rejection::Challenge(ChallengeFault::Missing))
        }
        Read::Text(form, text) => judge_text(form, &text, policy, expectation, seen),
        Read::Seal(text) => {
            return Judged::Paper(match Seal::parse(&text, policy.kinds) {
                Ok(seal) => run_credential(seal, policy),
                Err(fault) => CredentialOutcome::Rejected(Rejection::Seal(fault)),
            });
        }
        Read::Letter(bytes) => {
            return Judged::Paper(match SealedLetter::parse(&bytes, policy.kinds) {
                Ok(letter) => run_credential(letter, policy),
                Err(fault) => CredentialOutcome::Rejected(Rejection::Seal(fault)),
            });
        }
    };
    Judged::Shown(outcome)
}

fn judge_text(
    form: TextForm,
    text: &str,
    policy: &Policy<'_>,
    expectation: &Expectation<'_>,
    seen: &mut dyn Seen,
) -> Outcome {
    let library = || Library::new(policy.kinds);
    match form {
        TextForm::SdJwtVc => match SdJwtVc::parse(text) {
            Ok(presentation) => run(presentation, policy, expectation, seen),
            Err(fault) => Outcome::Rejected(Rejection::SdJwt(fault)),
        },
        TextForm::VcJose => match jose::parse_credential(text) {
            Ok(credential) => run(credential, policy, expectation, seen),
            Err(fault) => Outcome::Rejected(Rejection::Vc(fault)),
        },
        TextForm::VpJose => match jose::parse_presentation(text) {
            Ok(presentation) => run(presentation, policy, expectation, seen),
            Err(fault) => Outcome::Rejected(Rejection::Vc(fault)),
        },
        TextForm::VcWithProof => match data_integrity::parse_without_holder(text.as_bytes(), &library()) {
            Ok(credential) => run(credential, policy, expectation, seen),
            Err(fault) => Outcome::Rejected(Rejection::Vc(fault)),
        },
        TextForm::VpWithProof => match data_integrity::parse_presentation(text.as_bytes(), &library()) {
            Ok(presentation) => run(presentation, policy, expectation, seen),
            Err(fault) => Outcome::Rejected(Rejection::Vc(fault)),
        },
    }
}
