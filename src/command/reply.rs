//! An outcome as people and machines read it: spec/verify-result-1.schema.json.

use chop_core::document::Descriptor;
use chop_core::encoding::cbor::{Item, Node, Strictness};
use chop_core::text::Facts;
use chop_core::time::UnixTime;
use chop_core::verify::{
    Caution, CredentialOutcome, DisclosedDocument, DisclosedValue, Disclosure, Doubt, Fault, FreshnessFault, InForce,
    Outcome, Rejection, ReplayFault,
};
use serde_json::{Map, Value, json};

use super::context::Context;
use super::exit::{Exit, Failure};

/// The version of the JSON form.
const SCHEMA: &str = "chop-verify-result-1";

/// When a question was judged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Occasion {
    pub(super) now: UnixTime,
    pub(super) as_of: bool,
}

/// What a run said: of something that was shown, or of a credential without its holder.
#[derive(Clone, Copy)]
pub(super) struct Answer<'a> {
    verdict: &'static str,
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
        let plain = Self::plain(outcome.verdict(), outcome.code());
        match outcome {
            Outcome::Verified(verified) => Self { disclosure: Some(verified.content()), ..plain },
            Outcome::NotInForce(genuine, fault) => {
                Self { disclosure: Some(genuine.content()), fault: Some(fault), ..plain }
            }
            Outcome::Undecided(doubt) => Self { doubt: Some(doubt), ..plain },
            Outcome::Rejected(rejection) => Self { rejection: Some(rejection), ..plain },
        }
    }
}

impl<'a> From<&'a CredentialOutcome> for Answer<'a> {
    fn from(outcome: &'a CredentialOutcome) -> Self {
        let plain = |verdict| Self { paper: true, ..Self::plain(verdict, outcome.code()) };
        match outcome {
            CredentialOutcome::Genuine(genuine, None) => {
                Self { disclosure: Some(genuine.content()), ..plain("verified") }
            }
            CredentialOutcome::Genuine(genuine, Some(fault)) => {
                Self { disclosure: Some(genuine.content()), fault: Some(fault), ..plain("not_in_force") }
            }
            CredentialOutcome::Undecided(doubt) => Self { doubt: Some(doubt), ..plain("undecided") },
            CredentialOutcome::Rejected(rejection) => Self { rejection: Some(rejection), ..plain("rejected") },
        }
    }
}

impl Answer<'_> {
    const fn plain(verdict: &'static str, code: &'static str) -> Self {
        Self { verdict, code, disclosure: None, fault: None, doubt: None, rejection: None, paper: false }
    }

    /// Prints it and gives its exit code.
    pub(super) fn give(self, context: &Context, occasion: Occasion) -> Result<Exit, Failure> {
        if context.json {
            context.print(&object(context, &self, occasion).to_string())?;
        } else {
            words(context, &self, occasion)?;
        }
        Ok(self.exit())
    }

    const fn exit(&self) -> Exit {
        match (self.fault, self.doubt, self.rejection) {
            (None, None, None) => Exit::Done,
            (None, Some(_), _) => Exit::Undecided,
            _ => Exit::NotVerified,
        }
    }

    const fn is_verified(&self) -> bool {
        self.disclosure.is_some() && self.fault.is_none()
    }
}

/// Prints that there is no outcome: the input or the trust bundle could not be read.
pub(super) fn no_answer(
    context: &Context,
    code: &str,
    facts: &Facts,
    verdict: &str,
    occasion: Occasion,
) -> Result<(), Failure> {
    if context.json {
        let mut object = frame(verdict, code, occasion);
        object.insert("message".into(), context.sentence(code, facts).into());
        object.insert("advice".into(), context.advice(code, facts).into());
        return context.print(&Value::Object(object).to_string());
    }
    context.print(&format!("{} {} [{code}]", mark(verdict), context.label(&format!("verdict-{verdict}"))))?;
    context.print(&context.sentence(code, facts))?;
    context.advice(code, facts).map_or(Ok(()), |advice| context.print(&advice))
}

/// The fields that every result has, in their order.
fn frame(verdict: &str, code: &str, occasion: Occasion) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("schema".into(), SCHEMA.into());
    object.insert("verdict".into(), verdict.into());
    object.insert("code".into(), code.into());
    for field in ["genuine", "in_force", "level", "kind", "issuer", "claims"] {
        object.insert(field.into(), Value::Null);
    }
    object.insert("cautions".into(), json!([]));
    object.insert("valid_until".into(), Value::Null);
    let when = if occasion.as_of { "as_of" } else { "checked_at" };
    object.insert(when.into(), occasion.now.to_tdate().into());
    object.insert("replay".into(), Value::Null);
    object
}

fn object(context: &Context, answer: &Answer<'_>, occasion: Occasion) -> Value {
    let mut object = frame(answer.verdict, answer.code, occasion);
    match answer.disclosure {
        Some(disclosure) => fill(&mut object, context, disclosure),
        None => {
            if let Some(rejection) = answer.rejection {
                object.insert("genuine".into(), genuine(rejection).into());
            }
            object.insert("in_force".into(), InForce::Unknown.label().into());
        }
    }
    object.insert("replay".into(), replay(answer).into());
    let facts = facts(context, answer);
    object.insert("message".into(), context.sentence(message_key(answer), &facts).into());
    object.insert("advice".into(), context.advice(message_key(answer), &facts).into());
    Value::Object(object)
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

fn replay(answer: &Answer<'_>) -> &'static str {
    match (answer.disclosure, answer.rejection) {
        (Some(shown), _) if answer.is_verified() && shown.level.is_none() => "not_applicable",
        (Some(shown), _) if answer.is_verified() && shown.cautions.contains(&Caution::ReplayUnchecked) => "unchecked",
        (Some(_), _) if answer.is_verified() => "recorded",
        (_, Some(Rejection::Replay(ReplayFault::Seen { .. }))) => "seen",
        _ => "not_recorded",
    }
}

fn fill(object: &mut Map<String, Value>, context: &Context, disclosure: &Disclosure) {
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
        [one] => document(object, context, one),
        many => {
            let documents = many.iter().map(|one| {
                let mut own = Map::new();
                document(&mut own, context, one);
                Value::Object(own)
            });
            object.insert("documents".into(), documents.collect());
        }
    }
}

fn document(object: &mut Map<String, Value>, context: &Context, document: &DisclosedDocument) {
    object.insert("kind".into(), document.kind.clone().into());
    object.insert("type".into(), document.type_name.clone().into());
    let issuer = &document.issuer;
    object
        .insert("issuer".into(), json!({ "kid": issuer.kid.to_string(), "name": issuer.names.get(context.language) }));
    let mut claims = Map::new();
    for element in &document.elements {
        let value = value(&element.value);
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

fn value(value: &DisclosedValue) -> Value {
    match value {
        DisclosedValue::Known(value) => value.to_json(),
        DisclosedValue::ForeignCbor(bytes) => {
            Item::parse(bytes, Strictness::Lenient).map_or(Value::Null, |item| foreign(&item))
        }
        DisclosedValue::ForeignJson(value) => value.clone(),
    }
}

/// A foreign value as JSON: dates as their text, pictures as data URIs, other bytes as base64url.
pub(super) fn foreign(item: &Item<'_>) -> Value {
    match item.node() {
        Node::Uint(n) => (*n).into(),
        Node::Nint(_) => item.as_int().into(),
        Node::Bytes(bytes) => chop_core::document::PictureFormat::sniff(bytes).map_or_else(
            || chop_core::encoding::base64url::encode(bytes).into(),
            |format| format.data_uri(bytes).into(),
        ),
        Node::Text(text) => visible(text).into(),
        Node::Array(items) => items.iter().map(foreign).collect(),
        Node::Map(map) => map
            .entries()
            .map(|(key, value)| {
                let key = key.as_text().map_or_else(|| foreign(key).to_string(), visible);
                (key, foreign(value))
            })
            .collect::<Map<_, _>>()
            .into(),
        Node::Tag(_, inner) => foreign(inner),
        Node::Bool(value) => (*value).into(),
        Node::Null | Node::Undefined => Value::Null,
        Node::Simple(n) => (*n).into(),
        Node::Float(x) => (*x).into(),
    }
}

/// Text with its control and direction characters escaped, so that it cannot act on a terminal.
pub(super) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        let hidden = character.is_control()
            || matches!(
                character,
                '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            );
        if hidden {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

fn words(context: &Context, answer: &Answer<'_>, occasion: Occasion) -> Result<(), Failure> {
    let verdict = answer.verdict;
    context.print(&format!("{} {}", mark(verdict), context.label(&format!("verdict-{verdict}"))))?;
    let facts = facts(context, answer);
    let key = message_key(answer);
    context.print(&format!("{} [{}]", context.sentence(key, &facts), answer.code))?;
    if let Some(advice) = context.advice(key, &facts) {
        context.print(&advice)?;
    }
    answer.disclosure.map_or(Ok(()), |shown| disclosed(context, shown, occasion))
}

/// Shape beside word: a tick, a cross, a question mark.
fn mark(verdict: &str) -> &'static str {
    match verdict {
        "verified" => "✔",
        "undecided" => "?",
        _ => "✘",
    }
}

fn disclosed(context: &Context, disclosure: &Disclosure, occasion: Occasion) -> Result<(), Failure> {
    let line = |label: &str, value: &str| context.print(&format!("  {}: {value}", context.label(label)));
    for document in &disclosure.documents {
        let descriptor = document.kind.as_deref().and_then(|kind| context.kinds.by_kind(kind));
        let name = descriptor.map_or(document.type_name.as_str(), |kind| kind.names().get(context.language));
        line("ui-document", &visible(name))?;
        line("ui-issuer", &visible(document.issuer.names.get(context.language)))?;
        for element in &document.elements {
            let (label, value) = element_words(context, descriptor, &element.id, &element.value);
            context.print(&format!("  {label}: {value}"))?;
        }
        if let Some(note) = descriptor.and_then(Descriptor::note) {
            context.print(&format!("  {}", note.get(context.language)))?;
        }
    }
    in_force(context, disclosure)?;
    if let Some(level) = disclosure.level {
        line("ui-level", &format!("{} · {}", level.label(), context.label(&format!("level-{}", level.label()))))?;
    }
    let when = if occasion.as_of { "ui-as-of" } else { "ui-checked-at" };
    line(when, &chop_core::text::date_time(occasion.now, context.language))?;
    for caution in &disclosure.cautions {
        let facts = match caution {
            Caution::HolderAgain { seconds } => Facts::default().seconds(*seconds).minutes(seconds / 60),
            Caution::TrustAgeing
            | Caution::TrustUnpinned
            | Caution::HolderUnproven
            | Caution::ReplayUnchecked
            | Caution::IssuerOutlived
            | Caution::StatusNone => Facts::default(),
        };
        context.print(&format!("  ! {} [{}]", context.sentence(caution.code(), &facts), caution.code()))?;
    }
    Ok(())
}

fn in_force(context: &Context, disclosure: &Disclosure) -> Result<(), Failure> {
    let word = context.label(&format!("in-force-{}", disclosure.in_force.label()));
    context.print(&format!("  {}: {word}", context.label("ui-in-force")))?;
    let InForce::Partly { entitlements } = &disclosure.in_force else { return Ok(()) };
    let descriptor = disclosure
        .documents
        .iter()
        .filter_map(|document| document.kind.as_deref())
        .find_map(|kind| context.kinds.by_kind(kind).filter(|kind| kind.validity().entitlements.is_some()));
    for code in entitlements {
        let label = chop_core::document::Code::parse(code)
            .ok()
            .and_then(|code| descriptor?.entitlement_label(&code))
            .map_or(code.as_str(), |label| label.get(context.language));
        context.print(&format!("    {code}: {label}"))?;
    }
    Ok(())
}

pub(super) fn element_words(
    context: &Context,
    descriptor: Option<&Descriptor>,
    id: &str,
    value: &DisclosedValue,
) -> (String, String) {
    let element = descriptor.and_then(|descriptor| descriptor.element(id));
    let label = element.map_or_else(|| visible(id), |element| element.names.get(context.language).to_owned());
    let words = match (value, element) {
        (DisclosedValue::Known(value), Some(element)) => visible(&value.show(&element.ty, context.language)),
        (DisclosedValue::Known(value), None) => value.to_json().to_string(),
        (DisclosedValue::ForeignCbor(_) | DisclosedValue::ForeignJson(_), Some(_) | None) => {
            shortened(&self::value(value))
        }
    };
    (label, words)
}

fn shortened(value: &Value) -> String {
    match value {
        Value::String(text) if text.starts_with("data:") => {
            format!("{} …", text.split(',').next().unwrap_or_default())
        }
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

fn message_key(answer: &Answer<'_>) -> &'static str {
    match answer.disclosure {
        Some(_) if !answer.is_verified() => answer.code,
        Some(Disclosure { in_force: InForce::Partly { .. }, .. }) => "verified-partly",
        Some(_) if answer.paper => "verified-paper",
        Some(_) => "verified",
        None => answer.code,
    }
}

/// The facts that the sentence of an answer may speak of.
fn facts(context: &Context, answer: &Answer<'_>) -> Facts {
    let language = context.language;
    let facts = Facts::default();
    let time = |time: UnixTime| chop_core::text::date_time(time, language);
    match (answer.fault, answer.doubt, answer.rejection) {
        (Some(Fault::NotYet { from }), ..) => facts.from(&time(*from)),
        (Some(Fault::Expired { until }), ..) => facts.until(&time(*until)),
        (Some(Fault::DocumentNotYet { from }), ..) => facts.from(&from.show(language)),
        (Some(Fault::DocumentExpired { on }), ..) => facts.on(&on.show(language)),
        (_, Some(Doubt::TrustStale { issued_at }), _) => facts.at(&time(*issued_at)),
        (_, Some(Doubt::RevocationsStale { next_update }), _) => {
            UnixTime::new(*next_update).map_or_else(|_| facts.clone(), |due| facts.clone().until(&time(due)))
        }
        (_, Some(Doubt::Profile { number }), _) => facts.number(*number),
        (_, _, Some(Rejection::Freshness(FreshnessFault::Stale { seconds } | FreshnessFault::Future { seconds }))) => {
            facts.seconds(*seconds)
        }
        (_, _, Some(Rejection::Replay(ReplayFault::Seen { at }))) => {
            facts.at(&chop_core::text::time_of_day(*at, language))
        }
        _ => facts,
    }
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn every_character_that_acts_on_a_terminal_or_turns_text_round_is_escaped() {
        for refused in
            "\u{1b}\u{7}\u{85}\u{61c}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202e}\u{2066}\u{2069}".chars()
        {
            let shown = visible(&format!("a{refused}b"));
            assert_eq!(shown, format!("a\\u{{{:x}}}b", u32::from(refused)));
        }
        assert_eq!(visible("陳大文 Ünal\u{200d}"), "陳大文 Ünal\u{200d}");
    }
}
