//! The one way to judge a case: each form is read and run as a program that verifies would.

use std::sync::LazyLock;

use chop_core::crypto::x509::{Certificate, CrlFault, RevocationList};
use chop_core::dev::{self, TestTrust};
use chop_core::document::Kinds;
use chop_core::exchange::frames::{Progress, Receiver};
use chop_core::format::code::Code;
use chop_core::format::mdoc;
use chop_core::format::sdjwt::SdJwtVc;
use chop_core::format::seal::{Seal, SealedLetter};
use chop_core::format::vc::{Library, data_integrity, jose};
use chop_core::status::{AgeFault, BitstringEntry, StatusValue};
use chop_core::time::UnixTime;
use chop_core::trust::{GivenList, IssuerEntry, Selector, StatusLists, TrustBundle};
use chop_core::verify::{
    CredentialOutcome, HolderEvidence, IssuerEvidence, Outcome, Parsed, Presentation, Rejection, run, run_credential,
};

use super::desk::{Certificates, Desk, Form, Listed};

pub(crate) static KINDS: LazyLock<Kinds> = LazyLock::new(Kinds::shipped);
static LIBRARY: LazyLock<Library> = LazyLock::new(|| Library::new(&KINDS));

/// A code, and what was said beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) code: &'static str,
    pub(crate) cautions: Vec<&'static str>,
}

impl From<&'static str> for Answer {
    fn from(code: &'static str) -> Self {
        Self { code, cautions: Vec::new() }
    }
}

impl From<Outcome> for Answer {
    fn from(outcome: Outcome) -> Self {
        let cautions = match &outcome {
            Outcome::Verified(verified) => verified.content().cautions.iter().map(|caution| caution.code()).collect(),
            _ => Vec::new(),
        };
        Self { code: outcome.code(), cautions }
    }
}

impl From<CredentialOutcome> for Answer {
    fn from(outcome: CredentialOutcome) -> Self {
        outcome.code().into()
    }
}

impl<T> Desk<T> {
    /// What a verifier answers to this input under an opened bundle, which all need but frames.
    pub(crate) fn answer(&self, trust: Option<&TrustBundle>, input: &[u8]) -> Answer {
        let text = || std::str::from_utf8(input).unwrap();
        if self.form == Form::Frames {
            return frames(text()).into();
        }
        let trust = trust.unwrap();
        match self.form {
            Form::StatusList => self.list.as_ref().unwrap().value(input, trust, self.now).into(),
            Form::Seal => self.alone(Seal::parse(text(), &KINDS).map_err(Rejection::Seal), trust),
            Form::SealedPdf => self.alone(SealedLetter::parse(input, &KINDS).map_err(Rejection::Seal), trust),
            _ => self.outcome(trust, input).into(),
        }
    }

    /// The outcome of what is shown by a holder.
    pub(crate) fn outcome(&self, trust: &TrustBundle, input: &[u8]) -> Outcome {
        let text = || std::str::from_utf8(input).unwrap();
        let mdoc_fault = |fault| Outcome::Rejected(Rejection::Mdoc(fault));
        let sd_jwt_fault = |fault| Outcome::Rejected(Rejection::SdJwt(fault));
        let vc_fault = |fault| Outcome::Rejected(Rejection::Vc(fault));
        match self.form {
            Form::DeviceResponse => self.shown(mdoc::parse_device_response(input).map_err(mdoc_fault), trust),
            Form::SdJwtVc => self.shown(SdJwtVc::parse(text()).map_err(sd_jwt_fault), trust),
            Form::VpJwt => self.shown(jose::parse_presentation(text()).map_err(vc_fault), trust),
            Form::VcJwt => self.shown(jose::parse_credential(text()).map_err(vc_fault), trust),
            Form::VpDataIntegrity => {
                self.shown(data_integrity::parse_presentation(input, &LIBRARY).map_err(vc_fault), trust)
            }
            Form::Code => self.shown(Code::parse(text(), &KINDS, trust).map_err(Outcome::from), trust),
            other => panic!("{other:?} has no holder"),
        }
    }

    fn shown<P: Into<Presentation<F>>, F: HolderEvidence>(
        &self,
        presentation: Result<P, Outcome>,
        trust: &TrustBundle,
    ) -> Outcome {
        match presentation {
            Ok(presentation) => run(presentation, &self.policy(trust), &self.expectation(), &mut { self.memory }),
            Err(refused) => refused,
        }
    }

    fn alone<F: IssuerEvidence>(&self, credential: Result<Parsed<F>, Rejection>, trust: &TrustBundle) -> Answer {
        match credential {
            Ok(credential) => run_credential(credential, &self.policy(trust)).into(),
            Err(rejection) => rejection.code().into(),
        }
    }
}

impl Listed {
    /// What the list says of the place, beside a bundle.
    fn value(&self, list: &[u8], trust: &TrustBundle, now: UnixTime) -> &'static str {
        let given = match GivenList::open(list, trust, now) {
            Ok(given) => given,
            Err(fault) => return fault.code(),
        };
        let mut lists = StatusLists::default();
        if let Err(fault) = lists.admit(given, self.remembered.map(|at| UnixTime::new(at).unwrap()), now) {
            return fault.code();
        }
        let entry = trust.issuers().next().unwrap();
        let value = if self.bitstring {
            let [place, _] = BitstringEntry::both(&self.uri, self.index);
            trust.status_of_bitstring(Some(&lists), entry, &place, now)
        } else {
            trust.status_of(Some(&lists), entry, (&self.uri, self.index), now)
        };
        match value {
            Ok(StatusValue::Valid) => "ok",
            Ok(StatusValue::Revoked) => "status.revoked",
            Ok(StatusValue::Suspended) => "status.suspended",
            Ok(StatusValue::Unknown) => "status.unknown",
            Err(fault) => AgeFault::code(&fault),
        }
    }
}

/// The first fault, or whether there is a message.
fn frames(lines: &str) -> &'static str {
    let mut receiver = Receiver::new();
    for frame in lines.split('\n') {
        match receiver.accept(frame) {
            Ok(Progress::Whole(_)) => return "ok",
            Ok(Progress::Partial { .. }) => {}
            Err(fault) => return fault.code(),
        }
    }
    "incomplete"
}

impl Certificates {
    /// A bundle of this one issuer.
    pub(crate) fn open(&self, now: UnixTime) -> Result<TrustBundle, &'static str> {
        let anchor = Certificate::parse_der(&self.anchor).map_err(|fault| fault.code())?;
        let read = |der: &Vec<u8>| {
            let list = RevocationList::parse_der(der)?;
            list.check_issued_by(&anchor)?;
            Ok(list)
        };
        let lists = self.lists.iter().map(read).collect::<Result<Vec<_>, _>>();
        let lists = lists.map_err(|fault: CrlFault| fault.code())?;
        let rights = vec![Selector::Type(self.may_issue.clone())];
        let entry = IssuerEntry::with_certificate(anchor, dev::names("Office"), rights)
            .and_then(|entry| entry.with_revocations(lists))
            .map_err(|fault| fault.code())?;
        let mut trust = TestTrust::new(now.plus(-600));
        trust.body.issuers.push(entry);
        Ok(trust.open())
    }
}
