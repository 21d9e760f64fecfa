//! What a run said, ready to be read.

use chop_core::language::Language;
use chop_core::text::{self, Facts};
use chop_core::time::UnixTime;
use chop_core::verify::{
    Caution, CredentialOutcome, DisclosedDocument, Disclosure, Doubt, Fault, FreshnessFault, InForce, Outcome,
    Rejection, ReplayFault,
};
use serde_json::{Map, Value, json};

use super::claims::shown_value;
use super::{Occasion, Verdict, frame};

/// What a run said: of something that was shown, or of a credential without its holder.
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    verdict: Verdict,
    code: &'static str,
    disclosure: Option<&'a Disclosure>,
    fault: Option<&'a Fault>,
    doubt: Option<&'a Doubt>,
    rejection: Option<&'a Rejection>,
    /// A paper: it has no holder, and its sentence says so.
    paper: bool,
}

impl<'a> From<&'a Outcome> for Answer<'a> {
    fn from(outcome: &'a Outcome) -> Self {
        let plain = |verdict| Self::plain(verdict, outcome.code());
        match outcome {
            Outcome::Verified(verified) => Self { disclosure: Some(verified.content()), ..plain(Verdict::Verified) },
            Outcome::NotInForce(genuine, fault) => {
                Self { disclosure: Some(genuine.content()), fault: Some(fault), ..plain(Verdict::NotInForce) }
            }
            Outcome::Undecided(doubt) => Self { doubt: Some(doubt), ..plain(Verdict::Undecided) },
            Outcome::Rejected(rejection) => Self { rejection: Some(rejection), ..plain(Verdict::Rejected) },
        }
    }
}

impl<'a> From<&'a CredentialOutcome> for Answer<'a> {
    fn from(outcome: &'a CredentialOutcome) -> Self {
        let plain = |verdict| Self { paper: true, ..Self::plain(verdict, outcome.code()) };
        match outcome {
            CredentialOutcome::Genuine(genuine, None) => {
                Self { disclosure: Some(genuine.content()), ..plain(Verdict::Verified) }
            }
            CredentialOutcome::Genuine(genuine, Some(fault)) => {
                Self { disclosure: Some(genuine.content()), fault: Some(fault), ..plain(Verdict::NotInForce) }
            }
            CredentialOutcome::Undecided(doubt) => Self { doubt: Some(doubt), ..plain(Verdict::Undecided) },
            CredentialOutcome::Rejected(rejection) => Self { rejection: Some(rejection), ..plain(Verdict::Rejected) },
        }
    }
}

impl<'a> Answer<'a> {
    const fn plain(verdict: Verdict, code: &'static str) -> Self {
        Self { verdict, code, disclosure: None, fault: None, doubt: None, rejection: None, paper: false }
    }

    /// The verdict.
    #[must_use]
    pub const fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// The stable code; `ok` for *verified*.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// What was shown, where it is genuine.
    #[must_use]
    pub const fn disclosure(&self) -> Option<&'a Disclosure> {
        self.disclosure
    }

    /// What happened, in one sentence.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        text::sentence(self.message_key(), language, &self.facts(language))
    }

    /// What to do next.
    #[must_use]
    pub fn advice(&self, language: Language) -> Option<String> {
        text::advice(self.message_key(), language, &self.facts(language))
    }

    /// The object of spec/verify-result-1.schema.json.
    #[must_use]
    pub fn to_json(&self, occasion: Occasion, language: Language) -> Value {
        let mut object = frame(self.verdict, self.code, occasion);
        match self.disclosure {
            Some(disclosure) => fill(&mut object, disclosure, language),
            None => {
                if let Some(rejection) = self.rejection {
                    object.insert("genuine".into(), genuine(rejection).into());
                }
                object.insert("in_force".into(), InForce::Unknown.label().into());
            }
        }
        object.insert("replay".into(), self.replay().into());
        object.insert("message".into(), self.message(language).into());
        object.insert("advice".into(), self.advice(language).into());
        Value::Object(object)
    }

    const fn is_verified(&self) -> bool {
        self.disclosure.is_some() && self.fault.is_none()
    }

    fn replay(&self) -> &'static str {
        match (self.disclosure, self.rejection) {
            (Some(shown), _) if self.is_verified() && shown.level.is_none() => "not_applicable",
            (Some(shown), _) if self.is_verified() && shown.cautions.contains(&Caution::ReplayUnchecked) => "unchecked",
            (Some(_), _) if self.is_verified() => "recorded",
            (_, Some(Rejection::Replay(ReplayFault::Seen { .. }))) => "seen",
            _ => "not_recorded",
        }
    }

    fn message_key(&self) -> &'static str {
        match self.disclosure {
            Some(_) if !self.is_verified() => self.code,
            Some(Disclosure { in_force: InForce::Partly { .. }, .. }) => "verified-partly",
            Some(_) if self.paper => "verified-paper",
            Some(_) => "verified",
            None => self.code,
        }
    }

    /// The facts that the sentence of an answer may speak of.
    fn facts(&self, language: Language) -> Facts {
        let facts = Facts::default();
        let time = |time: UnixTime| text::date_time(time, language);
        match (self.fault, self.doubt, self.rejection) {
            (Some(Fault::NotYet { from }), ..) => facts.from(&time(*from)),
            (Some(Fault::Expired { until }), ..) => facts.until(&time(*until)),
            (Some(Fault::DocumentNotYet { from }), ..) => facts.from(&from.show(language)),
            (Some(Fault::DocumentExpired { on }), ..) => facts.on(&on.show(language)),
            (_, Some(Doubt::TrustStale { issued_at }), _) => facts.at(&time(*issued_at)),
            (_, Some(Doubt::RevocationsStale { next_update }), _) => {
                UnixTime::new(*next_update).map_or_else(|_| facts.clone(), |due| facts.clone().until(&time(due)))
            }
            (_, Some(Doubt::Profile { number }), _) => facts.number(*number),
            (
                _,
                _,
                Some(Rejection::Freshness(FreshnessFault::Stale { seconds } | FreshnessFault::Future { seconds })),
            ) => facts.seconds(*seconds),
            (_, _, Some(Rejection::Replay(ReplayFault::Seen { at }))) => facts.at(&text::time_of_day(*at, language)),
            _ => facts,
        }
    }
}

/// A code that is merely not of this moment says nothing against the document in it.
const fn genuine(rejection: &Rejection) -> Option<bool> {
    match rejection {
        Rejection::Freshness(_) | Rejection::Challenge(_) | Rejection::Replay(_) | Rejection::Holder(_) => None,
        Rejection::Code(_)
        | Rejection::Mdoc(_)
        | Rejection::Seal(_)
        | Rejection::SdJwt(_)
        | Rejection::Vc(_)
        | Rejection::Cbor(_)
        | Rejection::Cose(_)
        | Rejection::Issuer(_)
        | Rejection::Signature(_)
        | Rejection::Digest(_)
        | Rejection::Endless
        | Rejection::DisclosureRequired => Some(false),
    }
}

fn fill(object: &mut Map<String, Value>, disclosure: &Disclosure, language: Language) {
    object.insert("genuine".into(), true.into());
    object.insert("in_force".into(), disclosure.in_force.label().into());
    if let InForce::Partly { entitlements } = &disclosure.in_force {
        object.insert("entitlements".into(), json!(entitlements));
    }
    object.insert("level".into(), disclosure.level.map(|level| level.label()).into());
    let cautions: Vec<&str> = disclosure.cautions.iter().map(|caution| caution.code()).collect();
    object.insert("cautions".into(), json!(cautions));
    object.insert("valid_until".into(), disclosure.good_until.to_tdate().into());
    match disclosure.documents.as_slice() {
        [one] => document(object, one, language),
        many => {
            let documents = many.iter().map(|one| {
                let mut own = Map::new();
                document(&mut own, one, language);
                Value::Object(own)
            });
            object.insert("documents".into(), documents.collect());
        }
    }
}

fn document(object: &mut Map<String, Value>, document: &DisclosedDocument, language: Language) {
    object.insert("kind".into(), document.kind.clone().into());
    object.insert("type".into(), document.type_name.clone().into());
    let issuer = &document.issuer;
    object.insert("issuer".into(), json!({ "kid": issuer.kid.to_string(), "name": issuer.names.get(language) }));
    let mut claims = Map::new();
    for element in &document.elements {
        let value = shown_value(&element.value);
        if document.kind.is_some() {
            claims.insert(element.id.clone(), value);
        } else if let Value::Object(space) =
            claims.entry(element.name_space.clone()).or_insert_with(|| Value::Object(Map::new()))
        {
            space.insert(element.id.clone(), value);
        }
    }
    object.insert("claims".into(), Value::Object(claims));
}
