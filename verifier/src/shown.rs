//! What was shown, told by itself: text of a scanner, bytes of a file, the message of frames. And its judgement, the
//! same for everyone who verifies.

use chop_core::document::PictureFormat;
use chop_core::format::TextForm;
use chop_core::format::code::Code;
use chop_core::format::mdoc;
use chop_core::format::sdjwt::SdJwtVc;
use chop_core::format::seal::{self, Seal, SealedLetter};
use chop_core::format::vc::{Library, data_integrity, jose};
use chop_core::verify::{
    ChallengeFault, CodeExpectation, CredentialOutcome, Expectation, Outcome, Policy, Rejection, Seen, run,
    run_credential,
};

use crate::result::{Answer, NoAnswer};

/// Input that was recognised. Nothing in it is believed.
#[derive(Debug)]
pub enum Shown {
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

impl Shown {
    /// Recognises text, as a symbol carries it. Nothing is trimmed, no space collapsed.
    ///
    /// ```
    /// use chop_verifier::Shown;
    /// assert!(matches!(Shown::of_text("PC1:6BF"), Ok(Shown::Code(_))));
    /// assert_eq!(Shown::of_text("https://example.com").unwrap_err().code, "input.web-address");
    /// ```
    ///
    /// # Errors
    /// `input.challenge` for the code of a door, `input.web-address`, `input.not-a-code`.
    pub fn of_text(text: &str) -> Result<Self, NoAnswer> {
        if text.starts_with("PC1:") {
            return Ok(Self::Code(text.to_owned()));
        }
        if text.starts_with(seal::PREFIX) {
            return Ok(Self::Seal(text.to_owned()));
        }
        if let Some(form) = TextForm::of(text) {
            return Ok(Self::Text(form, text.to_owned()));
        }
        let lower = text.trim_start().to_ascii_lowercase();
        Err(NoAnswer::rejected(if text.starts_with("PCQ1:") {
            "input.challenge"
        } else if lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("www.") {
            "input.web-address"
        } else {
            "input.not-a-code"
        }))
    }

    /// Recognises text from a file or a scanner: one line end at its end is not part of it.
    ///
    /// # Errors
    /// `input.unreadable` for what is no UTF-8; those of [`of_text`](Self::of_text).
    pub fn of_line(bytes: &[u8]) -> Result<Self, NoAnswer> {
        let text = std::str::from_utf8(bytes).map_err(|_| NoAnswer::undecided("input.unreadable"))?;
        let text = text.strip_suffix('\n').unwrap_or(text);
        Self::of_text(text.strip_suffix('\r').unwrap_or(text))
    }

    /// Recognises the bytes of a file that is no picture.
    ///
    /// # Errors
    /// Those of [`of_line`](Self::of_line).
    pub fn of_bytes(bytes: &[u8]) -> Result<Self, NoAnswer> {
        if seal::is_pdf(bytes) {
            return Ok(Self::Letter(bytes.to_vec()));
        }
        match mdoc::Shape::of(bytes) {
            Some(mdoc::Shape::DeviceResponse) => Ok(Self::DeviceResponse(bytes.to_vec())),
            Some(mdoc::Shape::IssuerSigned) => Ok(Self::IssuerSigned(bytes.to_vec())),
            None => Self::of_line(bytes),
        }
    }

    /// Recognises what frames carried.
    ///
    /// # Errors
    /// `input.not-a-code` for a picture: a film of pictures is nothing that a wallet shows. Those of
    /// [`of_bytes`](Self::of_bytes).
    pub fn of_message(message: &[u8]) -> Result<Self, NoAnswer> {
        if Code::is_message(message) {
            return Ok(Self::Frames(message.to_vec()));
        }
        if PictureFormat::sniff(message).is_some() {
            return Err(NoAnswer::rejected("input.not-a-code"));
        }
        Self::of_bytes(message)
    }

    /// Judges it.
    pub fn judge(self, policy: &Policy<'_>, expectation: &Expectation<'_>, seen: &mut dyn Seen) -> Judged {
        Judged::Shown(match self {
            Self::Code(text) => match Code::parse_under(&text, policy) {
                Ok(code) => run(code, policy, expectation, seen),
                Err(refusal) => refusal.into(),
            },
            Self::Frames(message) => match Code::parse_message(&message, policy) {
                Ok(code) => run(code, policy, expectation, seen),
                Err(refusal) => refusal.into(),
            },
            Self::DeviceResponse(bytes) => match mdoc::parse_device_response(&bytes) {
                Ok(presentation) => run(presentation, policy, expectation, seen),
                Err(fault) => Outcome::Rejected(Rejection::Mdoc(fault)),
            },
            Self::IssuerSigned(bytes) => match mdoc::parse_without_device(&bytes) {
                Ok(document) => run(document, policy, expectation, seen),
                Err(fault) => Outcome::Rejected(Rejection::Mdoc(fault)),
            },
            // A paper answers no challenge: never a lower level than was asked for.
            Self::Seal(_) | Self::Letter(_) if matches!(expectation.code, CodeExpectation::Challenge { .. }) => {
                Outcome::Rejected(Rejection::Challenge(ChallengeFault::Missing))
            }
            Self::Text(form, text) => judge_text(form, &text, policy, expectation, seen),
            Self::Seal(text) => {
                return Judged::Paper(match Seal::parse(&text, policy.kinds) {
                    Ok(seal) => run_credential(seal, policy),
                    Err(fault) => CredentialOutcome::Rejected(Rejection::Seal(fault)),
                });
            }
            Self::Letter(bytes) => {
                return Judged::Paper(match SealedLetter::parse(&bytes, policy.kinds) {
                    Ok(letter) => run_credential(letter, policy),
                    Err(fault) => CredentialOutcome::Rejected(Rejection::Seal(fault)),
                });
            }
        })
    }
}

/// What a run said: of something that was shown, or of a paper, which nobody can be shown to hold.
#[derive(Debug)]
pub enum Judged {
    /// A presentation.
    Shown(Outcome),
    /// A paper.
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
