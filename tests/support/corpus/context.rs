//! The desk as it stands in a file. All bytes are base64url without padding, all times Unix time.

use std::collections::BTreeMap;
use std::sync::Arc;

use chop_core::crypto::{Algorithm, AlgorithmPolicy, Cutoff, SoftwareKey};
use chop_core::encoding::base64url;
use chop_core::time::UnixTime;
use chop_core::verify::{Clock, CodeExpectation, HolderRequirement};
use serde::{Deserialize, Serialize};

use super::desk::{Certificates, Desk, Form, Listed, Memory};

/// The members of `usual`, and those of `with` that differ from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Context {
    form: Form,
    pub(super) trust: Option<String>,
    anchor: Option<String>,
    revocation_lists: Vec<String>,
    may_issue: Option<String>,
    pinned: Option<String>,
    now: i64,
    clock: String,
    highest: i64,
    algorithms: BTreeMap<String, String>,
    transcript: Option<String>,
    reader_key: Option<String>,
    nonce: Option<String>,
    audience: Option<String>,
    holder: String,
    code_nonce: Option<String>,
    code_audience: Option<String>,
    memory: Memory,
    list: Option<Listed>,
}

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    base64url::encode(bytes.as_ref())
}

pub(super) fn decoded(text: &str) -> Vec<u8> {
    base64url::decode(text).unwrap()
}

fn fixed<const N: usize>(text: &str) -> [u8; N] {
    decoded(text).try_into().unwrap()
}

impl Context {
    pub(super) fn of<T>(desk: &Desk<T>, trust: Option<String>) -> Self {
        let (clock, highest) = match desk.clock {
            Clock::Live { highest } => ("live", highest.seconds()),
            Clock::Doubtful => ("doubtful", 0),
            Clock::AsOf => ("as-of", 0),
        };
        let until = |algorithm| match desk.algorithms.cutoff(algorithm) {
            Cutoff::Never => "never".to_owned(),
            Cutoff::Until(last) => last.to_string(),
            Cutoff::Open => "open".to_owned(),
        };
        let certificates = desk.certificates.as_ref();
        let (nonce, audience) = desk.request.clone().unzip();
        let (code_nonce, code_audience) = match desk.code {
            CodeExpectation::Anyone => (None, None),
            CodeExpectation::Site { audience } => (None, Some(encoded(audience))),
            CodeExpectation::Challenge { nonce, audience } => (Some(encoded(nonce)), Some(encoded(audience))),
        };
        Self {
            form: desk.form,
            trust,
            anchor: certificates.map(|own| encoded(&own.anchor)),
            revocation_lists: certificates.map_or_else(Vec::new, |own| own.lists.iter().map(encoded).collect()),
            may_issue: certificates.map(|own| own.may_issue.clone()),
            pinned: desk.pinned.as_ref().map(encoded),
            now: desk.now.seconds(),
            clock: clock.to_owned(),
            highest,
            algorithms: Algorithm::ALL.into_iter().map(|one| (one.jose_name().to_owned(), until(one))).collect(),
            transcript: desk.transcript.as_ref().map(encoded),
            reader_key: desk.reader.as_ref().map(|key| encoded(key.to_pkcs8_der().as_slice())),
            nonce,
            audience,
            holder: if desk.holder == HolderRequirement::Required { "required" } else { "none" }.to_owned(),
            code_nonce,
            code_audience,
            memory: desk.memory,
            list: desk.list.clone(),
        }
    }

    pub(super) fn desk(self) -> Desk<()> {
        let time = |seconds| UnixTime::new(seconds).unwrap();
        let clock = match self.clock.as_str() {
            "live" => Clock::Live { highest: time(self.highest) },
            "doubtful" => Clock::Doubtful,
            "as-of" => Clock::AsOf,
            other => panic!("no clock is {other}"),
        };
        let cutoff = |text: &str| match text {
            "never" => Cutoff::Never,
            "open" => Cutoff::Open,
            last => Cutoff::Until(last.parse().unwrap()),
        };
        let algorithms = self.algorithms.iter().fold(AlgorithmPolicy::NONE, |policy, (name, until)| {
            policy.with(Algorithm::from_jose_name(name).unwrap(), cutoff(until))
        });
        let lists = self.revocation_lists.iter().map(|list| decoded(list)).collect();
        let certificates = self.anchor.zip(self.may_issue).map(|(anchor, may_issue)| Certificates {
            anchor: decoded(&anchor),
            lists,
            may_issue,
        });
        let code = match (self.code_nonce, self.code_audience) {
            (None, None) => CodeExpectation::Anyone,
            (None, Some(audience)) => CodeExpectation::Site { audience: fixed(&audience) },
            (Some(nonce), Some(audience)) => {
                CodeExpectation::Challenge { nonce: fixed(&nonce), audience: fixed(&audience) }
            }
            (Some(_), None) => panic!("a challenge is a verifier's own"),
        };
        let holder = match self.holder.as_str() {
            "required" => HolderRequirement::Required,
            "none" => HolderRequirement::NotRequired,
            other => panic!("no requirement is {other}"),
        };
        Desk {
            certificates,
            pinned: self.pinned.map(|root| decoded(&root)),
            clock,
            algorithms,
            transcript: self.transcript.map(|bytes| decoded(&bytes)),
            reader: self.reader_key.map(|der| Arc::new(SoftwareKey::from_pkcs8_der(&decoded(&der)).unwrap())),
            request: self.nonce.zip(self.audience),
            holder,
            code,
            memory: self.memory,
            list: self.list,
            ..Desk::new(self.form, (), time(self.now))
        }
    }
}
