//! An answer on the terminal: one object a line for machines, words for people.

use chop_core::document::Descriptor;
use chop_core::text::Facts;
use chop_core::verify::{Caution, DisclosedValue, Disclosure, InForce};
use chop_verifier::result::{Answer, NoAnswer, Occasion, Verdict, shown_value, visible};
use serde_json::Value;

use super::context::Context;
use super::exit::{Exit, Failure};

/// Prints an answer and gives its exit code.
pub(super) fn give<'a>(answer: impl Into<Answer<'a>>, context: &Context, occasion: Occasion) -> Result<Exit, Failure> {
    let answer = answer.into();
    if context.json {
        context.print(&answer.to_json(occasion, context.language).to_string())?;
    } else {
        words(context, &answer, occasion)?;
    }
    Ok(match answer.verdict() {
        Verdict::Verified => Exit::Done,
        Verdict::Undecided => Exit::Undecided,
        Verdict::NotInForce | Verdict::Rejected => Exit::NotVerified,
    })
}

/// Prints that there is no outcome: the input or the trust bundle could not be read.
pub(super) fn no_answer(context: &Context, answer: &NoAnswer, occasion: Occasion) -> Result<(), Failure> {
    if context.json {
        return context.print(&answer.to_json(occasion, context.language).to_string());
    }
    let NoAnswer { verdict, code, facts } = answer;
    context.print(&format!("{} {} [{code}]", mark(*verdict), verdict_word(context, *verdict)))?;
    context.print(&context.sentence(code, facts))?;
    context.advice(code, facts).map_or(Ok(()), |advice| context.print(&advice))
}

fn verdict_word(context: &Context, verdict: Verdict) -> String {
    context.label(&format!("verdict-{}", verdict.label()))
}

fn words(context: &Context, answer: &Answer<'_>, occasion: Occasion) -> Result<(), Failure> {
    let (verdict, language) = (answer.verdict(), context.language);
    context.print(&format!("{} {}", mark(verdict), verdict_word(context, verdict)))?;
    context.print(&format!("{} [{}]", answer.message(language), answer.code()))?;
    if let Some(advice) = answer.advice(language) {
        context.print(&advice)?;
    }
    answer.disclosure().map_or(Ok(()), |shown| disclosed(context, shown, occasion))
}

/// Shape beside word: a tick, a cross, a question mark.
const fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Verified => "✔",
        Verdict::Undecided => "?",
        Verdict::NotInForce | Verdict::Rejected => "✘",
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
            shortened(&shown_value(value))
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
