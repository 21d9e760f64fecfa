//! Looking into the wallet: list, show, log.

use chop_core::document::{Code, Descriptor, Element, LegalEffect, Sensitivity, Value};
use chop_core::format::CredentialFormat;
use chop_core::verify::{DisclosedElement, DisclosedValue, InForce};
use chop_wallet::{DocumentView, Entry, Event, HeldTrust, LoggedReader, Summary, Verdict};
use serde_json::{Map, Value as Json, json};

use super::{Place, close, faults, visible};
use crate::command::context::Context;
use crate::command::exit::{Exit, Failure};
use crate::command::hex;
use chop_core::text::{Facts, date_time};

pub(super) fn list(place: &Place, context: &mut Context) -> Result<Exit, Failure> {
    let wallet = place.open(context)?;
    let documents =
        wallet.documents(&context.kinds, context.now()).map_err(|fault| faults::document(fault, context))?;
    let exit = close(wallet, context)?;
    if context.json {
        let documents: Vec<Json> = documents.iter().map(|summary| summary_object(summary, context)).collect();
        context.print(&json!({ "schema": "chop-wallet-list-1", "documents": documents }).to_string())?;
        return Ok(exit);
    }
    if documents.is_empty() {
        context.say(&context.label("ui-wallet-empty"));
    }
    documents.iter().try_for_each(|summary| context.print(&summary_line(summary, context)))?;
    Ok(exit)
}

fn summary_object(summary: &Summary, context: &Context) -> Json {
    let handle = summary.handle.to_string();
    let Some(open) = &summary.open else { return json!({ "document": handle, "discreet": true }) };
    let mut object = json!({
        "document": handle,
        "discreet": false,
        "kind": open.kind,
        "name": open.names.get(context.language),
        "issuer": open.issuer.as_ref().map(|names| names.get(context.language)),
        "until": open.until.map(|until| until.to_tdate()),
    });
    add_verdict(&mut object, &open.verdict);
    object
}

fn summary_line(summary: &Summary, context: &Context) -> String {
    let Some(open) = &summary.open else { return format!("{}  {}", summary.handle, context.label("ui-discreet")) };
    let mut parts = vec![visible(open.names.get(context.language)), verdict_words(&open.verdict, context)];
    parts.extend(open.issuer.as_ref().map(|names| visible(names.get(context.language))));
    if let Some(until) = open.until {
        parts.push(format!("{} {}", context.label("ui-valid-until"), date_time(until, context.language)));
    }
    format!("{}  {}", summary.handle, parts.join(" · "))
}

/// Both halves in one line, and the code where something is not as it should be.
fn verdict_words(verdict: &Verdict, context: &Context) -> String {
    let genuine = context.label(&format!("genuine-{}", verdict.genuine.label()));
    let in_force = context.label(&format!("in-force-{}", verdict.in_force.label()));
    let words = format!("{}: {genuine}; {}: {in_force}", context.label("ui-genuine"), context.label("ui-in-force"));
    if verdict.code == "ok" { words } else { format!("{words} [{}]", verdict.code) }
}

fn add_verdict(object: &mut Json, verdict: &Verdict) {
    if let Json::Object(object) = object {
        object.insert("genuine".into(), verdict.genuine.label().into());
        object.insert("in_force".into(), verdict.in_force.label().into());
        if let InForce::Partly { entitlements } = &verdict.in_force {
            object.insert("entitlements".into(), json!(entitlements));
        }
        object.insert("code".into(), verdict.code.into());
        let cautions: Vec<&str> = verdict.cautions.iter().map(|caution| caution.code()).collect();
        object.insert("cautions".into(), json!(cautions));
    }
}

pub(super) fn show(place: &Place, document: &str, full: bool, context: &mut Context) -> Result<Exit, Failure> {
    let wallet = place.open(context)?;
    let view =
        wallet.document(document, &context.kinds, context.now()).map_err(|fault| faults::document(fault, context))?;
    close(wallet, context)?;
    let descriptor = context.kinds.by_kind(&view.kind);
    if context.json {
        context.print(&view_object(&view, descriptor, full, context).to_string())?;
    } else {
        view_words(&view, descriptor, full, context)?;
    }
    // The wallet's own verdict is a verdict like any other.
    Ok(match (view.verdict.code, &view.verdict.in_force) {
        ("ok", _) => Exit::Done,
        (_, InForce::Unknown) => Exit::Undecided,
        (_, InForce::Yes | InForce::Partly { .. } | InForce::No) => Exit::NotVerified,
    })
}

fn view_object(view: &DocumentView, descriptor: Option<&Descriptor>, full: bool, context: &Context) -> Json {
    let mut claims = Map::new();
    for element in view.content.iter().flat_map(|content| &content.elements) {
        let known = descriptor.and_then(|descriptor| descriptor.element(&element.id));
        claims.insert(element.id.clone(), element_json(element, known, full));
    }
    let mut object = json!({
        "schema": "chop-wallet-document-1",
        "document": view.handle.to_string(),
        "kind": view.kind,
        "name": descriptor.map(|kind| kind.names().get(context.language)),
        "issuer": view.content.as_ref().map(|content| json!({
            "kid": content.issuer.kid.to_string(),
            "name": content.issuer.names.get(context.language),
        })),
        "legal_effect": descriptor.map(|kind| kind.legal_effect().word()),
        "claims": claims,
        "valid_from": view.validity.map(|(from, _)| from.to_tdate()),
        "valid_until": view.validity.map(|(_, until)| until.to_tdate()),
        "until": view.until.map(|until| until.to_tdate()),
        "formats": view.formats.iter()
            .map(|(format, code)| json!({ "format": format.name(), "code": code })).collect::<Vec<_>>(),
        "copies": view.credentials,
        "unused": view.unused,
    });
    add_verdict(&mut object, &view.verdict);
    object
}

fn element_json(element: &DisclosedElement, known: Option<&Element>, full: bool) -> Json {
    match &element.value {
        DisclosedValue::Known(value) => masked(value, known, full).map_or_else(|| value.to_json(), Json::String),
        DisclosedValue::ForeignCbor(bytes) => json!({ "cbor": hex::encode(bytes) }),
        DisclosedValue::ForeignJson(value) => value.clone(),
    }
}

/// A number as it is shown unless it is asked for in full.
fn masked(value: &Value, element: Option<&Element>, full: bool) -> Option<String> {
    match value {
        Value::IdNumber(number) => Some(if full { number.display_full() } else { number.masked() }),
        Value::Text(text) if !full && element.is_some_and(is_number) => {
            let length = text.characters();
            let kept: String = text.as_str().chars().skip(length.saturating_sub(3)).collect();
            Some(format!("{}{kept}", "*".repeat(length.saturating_sub(3))))
        }
        Value::Text(_)
        | Value::Integer(_)
        | Value::Boolean(_)
        | Value::Date(_)
        | Value::DateTime(_)
        | Value::PartialDate(_)
        | Value::Code(_)
        | Value::Image(_)
        | Value::List(_) => None,
    }
}

fn is_number(element: &Element) -> bool {
    element.id.as_str().ends_with("_number") && element.sensitivity >= Sensitivity::S2
}

fn view_words(
    view: &DocumentView,
    descriptor: Option<&Descriptor>,
    full: bool,
    context: &Context,
) -> Result<(), Failure> {
    let language = context.language;
    let line = |label: &str, value: &str| context.print(&format!("  {label}: {value}"));
    let name = descriptor.map_or(view.kind.as_str(), |kind| kind.names().get(language));
    context.print(&format!("{}  {}", view.handle, visible(name)))?;
    context.print(&format!("  {}", verdict_words(&view.verdict, context)))?;
    if view.verdict.code != "ok" {
        context.print(&format!("  {}", context.sentence(view.verdict.code, &Facts::default())))?;
    }
    for caution in &view.verdict.cautions {
        context.print(&format!("  ! {} [{}]", context.sentence(caution.code(), &Facts::default()), caution.code()))?;
    }
    entitlements(view, descriptor, context)?;
    if let Some(content) = &view.content {
        line(&context.label("ui-issuer"), &visible(content.issuer.names.get(language)))?;
        for element in &content.elements {
            let known = descriptor.and_then(|descriptor| descriptor.element(&element.id));
            let label = known.map_or_else(|| visible(&element.id), |known| known.names.get(language).to_owned());
            line(&label, &element_words(element, known, full, context))?;
        }
    }
    let formats: Vec<String> = view.formats.iter().map(|(format, code)| form_words(*format, code)).collect();
    line(&context.label("ui-formats"), &formats.join(", "))?;
    if let Some(until) = view.until {
        let copies = Facts::default().count(view.credentials).until(&date_time(until, language));
        context.print(&format!("  {}", context.label_with("ui-wallet-copies", &copies)))?;
    }
    if view.unused == Some(0) {
        context.print(&format!("  ! {}", context.label("ui-share-linkable")))?;
    }
    let Some(descriptor) = descriptor else { return Ok(()) };
    let effect = match descriptor.legal_effect() {
        LegalEffect::Equivalent => "ui-legal-equivalent",
        LegalEffect::Supplementary => "ui-legal-supplementary",
        LegalEffect::InformationOnly => "ui-legal-information-only",
    };
    context.print(&format!("  {}", context.label(effect)))?;
    descriptor.note().map_or(Ok(()), |note| context.print(&format!("  {}", note.get(language))))
}

/// The name of a format, and the code where the document is not as it should be in it.
fn form_words(format: CredentialFormat, code: &str) -> String {
    if code == "ok" { format.name().to_owned() } else { format!("{} [{code}]", format.name()) }
}

fn entitlements(view: &DocumentView, descriptor: Option<&Descriptor>, context: &Context) -> Result<(), Failure> {
    let InForce::Partly { entitlements } = &view.verdict.in_force else { return Ok(()) };
    for code in entitlements {
        let label = Code::parse(code)
            .ok()
            .and_then(|code| descriptor?.entitlement_label(&code))
            .map_or(code.as_str(), |names| names.get(context.language));
        context.print(&format!("    {code}: {label}"))?;
    }
    Ok(())
}

fn element_words(element: &DisclosedElement, known: Option<&Element>, full: bool, context: &Context) -> String {
    match (&element.value, known) {
        (DisclosedValue::Known(value), Some(known)) => {
            visible(&masked(value, Some(known), full).unwrap_or_else(|| value.show(&known.ty, context.language)))
        }
        (DisclosedValue::Known(_) | DisclosedValue::ForeignCbor(_) | DisclosedValue::ForeignJson(_), _) => {
            "…".to_owned()
        }
    }
}

pub(super) fn log(place: &Place, context: &mut Context) -> Result<Exit, Failure> {
    let wallet = place.open(context)?;
    let entries = wallet.log().map_err(|fault| faults::log(fault, context))?;
    // Names are those of today's bundle; without one, identifiers stand for them.
    let trust = wallet.trust(context.now()).ok();
    let exit = close(wallet, context)?;
    if context.json {
        let entries: Vec<Json> = entries.iter().map(entry_object).collect();
        context.print(&json!({ "schema": "chop-wallet-log-1", "entries": entries }).to_string())?;
        return Ok(exit);
    }
    if entries.is_empty() {
        context.say(&context.label("ui-log-empty"));
        return Ok(exit);
    }
    entries.iter().try_for_each(|entry| context.print(&entry_line(entry, trust.as_ref(), context)))?;
    context.say(&context.label_with("ui-log-whole", &Facts::default().count(entries.len())));
    Ok(exit)
}

fn entry_object(entry: &Entry) -> Json {
    let reader = match &entry.reader {
        LoggedReader::Anyone => Json::Null,
        LoggedReader::Site(id) => json!({ "site": hex::encode(id) }),
        LoggedReader::Verifier(id) => json!({ "verifier": hex::encode(id) }),
        LoggedReader::Audience(name) => json!({ "audience": name }),
        LoggedReader::Session(id) => json!({ "session": hex::encode(id) }),
    };
    json!({
        "number": entry.number,
        "at": entry.at.to_tdate(),
        "event": entry.event.label(),
        "document": entry.document.to_string(),
        "kind": entry.kind,
        "elements": entry.elements,
        "reader": reader,
        "level": entry.level.map(|level| level.label()),
    })
}

fn entry_line(entry: &Entry, trust: Option<&HeldTrust>, context: &Context) -> String {
    let descriptor = entry.kind.as_deref().and_then(|kind| context.kinds.by_kind(kind));
    let kind = match (&entry.kind, descriptor) {
        (None, _) => context.label("ui-discreet"),
        (Some(kind), None) => visible(kind),
        (Some(_), Some(descriptor)) => descriptor.names().get(context.language).to_owned(),
    };
    let names: Vec<String> = entry
        .elements
        .iter()
        .map(|id| {
            let element = descriptor.and_then(|descriptor| descriptor.element(id));
            element.map_or_else(|| visible(id), |element| element.names.get(context.language).to_owned())
        })
        .collect();
    let facts = Facts::default().kind(&kind).list(&names.join(", "));
    let words = match (entry.event, reader_name(&entry.reader, trust, context)) {
        (Event::Received, _) => context.label_with("ui-log-added", &facts),
        (Event::Removed, _) => context.label_with("ui-log-removed", &facts),
        (Event::Shown, None) => context.label_with("ui-log-shown", &facts),
        (Event::Shown, Some(reader)) => context.label_with("ui-log-shown-reader", &facts.verifier(&reader)),
    };
    let level = entry.level.map_or_else(String::new, |level| {
        format!(" ({})", context.label_with("ui-log-level", &Facts::default().list(level.label())))
    });
    format!("{}  {}  {}  {words}{level}", entry.number, date_time(entry.at, context.language), entry.document)
}

fn reader_name(reader: &LoggedReader, trust: Option<&HeldTrust>, context: &Context) -> Option<String> {
    match reader {
        LoggedReader::Anyone => None,
        LoggedReader::Site(id) | LoggedReader::Session(id) => Some(hex::encode(id)),
        LoggedReader::Audience(name) => Some(visible(name)),
        LoggedReader::Verifier(id) => {
            let known = trust.and_then(|trust| trust.bundle().verifier(chop_core::crypto::Kid::new(*id)));
            Some(known.map_or_else(|| hex::encode(id), |known| visible(known.names().get(context.language))))
        }
    }
}
