//! `chop trust show` and `chop trust verify`.

use std::path::Path;

use chop_core::text::{self, Facts};
use chop_core::trust::{IssuerEntry, Selector, TrustBundle, VerifierEntry};
use chop_core::verify::Policy;
use serde_json::{Value, json};

use super::super::context::Context;
use super::super::exit::{Exit, Failure};
use super::super::hex;

pub(super) fn show(bundle: &TrustBundle, context: &Context) -> Result<Exit, Failure> {
    if context.json {
        return context.print(&object(bundle, context).to_string()).map(|()| Exit::Done);
    }
    let time = |at| text::date_time(at, context.language);
    let facts = Facts::default()
        .number(bundle.version())
        .at(&time(bundle.issued_at()))
        .from(&time(bundle.next_update()))
        .until(&time(bundle.expires_at()));
    context.print(&context.label_with("ui-trust-header", &facts))?;
    for entry in bundle.issuers() {
        let name = entry.names().get(context.language);
        let proven = context.label(if entry.is_proven() { "ui-proven" } else { "ui-unproven" });
        context.print(&format!("{}  {name}  ({proven})", entry.kid()))?;
        context.print(&format!("    {}: {}", context.label("ui-may-issue"), rights(entry).join(", ")))?;
        if let Some(prefix) = entry.status_prefix() {
            context.print(&format!("    {}: {prefix}", context.label("ui-status-lists")))?;
        }
        if let Some(until) = entry.not_after() {
            context.print(&format!("    {}: {}", context.label("ui-key-until"), time(until)))?;
        }
    }
    for entry in &bundle.body().verifiers {
        let name = entry.names().get(context.language);
        let proven = context.label(if entry.is_proven() { "ui-proven" } else { "ui-unproven" });
        context.print(&format!("{}  {name}  ({proven})", entry.key().kid()))?;
        context.print(&format!("    {}: {}", context.label("ui-may-ask"), entry.purposes().join(", ")))?;
    }
    for list in &bundle.body().lists {
        context.print(&format!("{}  {} × {} bit", list.uri, list.list.entries(), list.list.bits()))?;
    }
    for kid in &bundle.body().killed {
        context.print(&format!("{kid}  {}", context.label("ui-key-killed")))?;
    }
    for device in &bundle.body().denied {
        context.print(&format!("{}  {}", hex::encode(device), context.label("ui-device-denied")))?;
    }
    Ok(Exit::Done)
}

fn rights(entry: &IssuerEntry) -> Vec<&str> {
    entry
        .rights()
        .iter()
        .map(|right| match right {
            Selector::Kind(name) | Selector::Type(name) => name.as_str(),
        })
        .collect()
}

fn object(bundle: &TrustBundle, context: &Context) -> Value {
    let issuer = |entry: &IssuerEntry| {
        json!({
            "kid": entry.kid().to_string(),
            "name": entry.names().get(context.language),
            "rights": rights(entry),
            "status_prefix": entry.status_prefix(),
            "proven": entry.is_proven(),
            "certificate": entry.certificate().is_some(),
            "not_before": entry.not_before().map(|at| at.to_tdate()),
            "not_after": entry.not_after().map(|at| at.to_tdate()),
        })
    };
    let verifier = |entry: &VerifierEntry| {
        json!({
            "kid": entry.key().kid().to_string(),
            "name": entry.names().get(context.language),
            "purposes": entry.purposes(),
            "proven": entry.is_proven(),
        })
    };
    let body = bundle.body();
    json!({
        "version": bundle.version(),
        "issued_at": bundle.issued_at().to_tdate(),
        "next_update": bundle.next_update().to_tdate(),
        "expires_at": bundle.expires_at().to_tdate(),
        "root_version": bundle.root().root().version,
        "issuers": bundle.issuers().map(issuer).collect::<Vec<_>>(),
        "verifiers": body.verifiers.iter().map(verifier).collect::<Vec<_>>(),
        "lists": body.lists.iter().map(|list| json!({
            "uri": list.uri, "entries": list.list.entries(), "bits": list.list.bits(),
            "issued_at": list.issued_at.to_tdate(), "expires_at": list.expires_at.map(|at| at.to_tdate()),
        })).collect::<Vec<_>>(),
        "killed": body.killed.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "denied": body.denied.iter().map(|device| hex::encode(device)).collect::<Vec<_>>(),
        "profiles": body.profiles.keys().collect::<Vec<_>>(),
    })
}

/// Exit 0 if the bundle can be used now, 4 if it is too old or does not lead to the root.
pub(super) fn verify(file: &Path, root: Option<&Path>, context: &Context) -> Result<Exit, Failure> {
    let (bundle, pinned) = super::open(file, root, context)?;
    let now = context.now();
    // A bundle that another program made may name later dates than a verdict goes by.
    let age = Policy::offline(&bundle, &context.kinds, now).trust_age();
    let stale = age.is_err();
    let code = if stale {
        "trust.stale"
    } else if now < bundle.issued_at() {
        "clock.doubtful"
    } else if !pinned {
        "trust.unpinned"
    } else {
        age.ok().flatten().map_or("ok", |caution| caution.code())
    };
    let facts = Facts::default().at(&text::date_time(bundle.issued_at(), context.language));
    if context.json {
        let object = json!({ "code": code, "version": bundle.version(), "pinned": pinned });
        context.print(&object.to_string())?;
    } else if code == "ok" {
        context.print(&context.label("ui-trust-good"))?;
    } else {
        context.print(&format!("{} [{code}]", context.sentence(code, &facts)))?;
    }
    Ok(if stale || code == "clock.doubtful" { Exit::Undecided } else { Exit::Done })
}
