//! `chop inspect`: decode anything, believe nothing. Every line says so.

use std::fmt::Write;
use std::io::Read;
use std::path::Path;

use chop_core::document::PictureFormat;
use chop_core::encoding::cbor::{Item, Node, Strictness};
use chop_core::encoding::{base45, json};
use chop_core::format::seal::{SealedPdf, is_pdf};
use chop_verifier::picture;
use chop_verifier::result::{foreign, visible};
use clap::Args;
use serde_json::Value;

use super::context::Context;
use super::exit::{Exit, Failure};
use super::hex;

/// No input is larger.
const INPUT_MAX: u64 = 16 << 20;

/// Decode anything without believing it.
#[derive(Debug, Args)]
#[command(after_help = "Example: chop inspect code.png")]
pub(crate) struct InspectArgs {
    /// Text, a file, a picture with a code in it, or - for standard input.
    input: String,
}

pub(crate) fn run(args: &InspectArgs, context: &mut Context) -> Result<Exit, Failure> {
    let bytes = bytes(&args.input)?;
    let (what, tree) = decode(&bytes).ok_or_else(|| Failure::unreadable("input.unreadable"))?;
    if context.json {
        let object = serde_json::json!({ "verified": false, "what": what, "content": tree });
        return context.print(&object.to_string()).map(|()| Exit::Done);
    }
    context.say(&context.label("ui-unverified"));
    context.print(&format!("UNVERIFIED {what}"))?;
    let mut lines = String::new();
    tell(&tree, 0, &mut lines);
    for line in lines.lines() {
        context.print(&format!("UNVERIFIED {line}"))?;
    }
    Ok(Exit::Done)
}

fn bytes(input: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    if input == "-" {
        std::io::stdin().take(INPUT_MAX).read_to_end(&mut bytes)?;
    } else if Path::new(input).is_file() {
        std::fs::File::open(input)?.take(INPUT_MAX).read_to_end(&mut bytes)?;
    } else {
        bytes = input.as_bytes().to_vec();
    }
    if picture::is_film(&bytes) {
        return picture::message_of_film(&bytes).map_err(|fault| Failure::unreadable(fault.code()));
    }
    if PictureFormat::sniff(&bytes).is_some() {
        let found = picture::read_one(&bytes).map_err(|fault| Failure::unreadable(fault.code()))?;
        return Ok(found.text().as_bytes().to_vec());
    }
    Ok(bytes)
}

/// A PDF's seal and signature. What the pages say is for a reader of PDFs.
fn letter(bytes: &[u8]) -> Value {
    let parts = match SealedPdf::read(bytes) {
        Ok(parts) => parts,
        Err(fault) => return serde_json::json!({ "bytes": bytes.len(), "seal": fault.code() }),
    };
    let seal = decode(parts.seal().as_bytes()).map_or_else(|| visible(parts.seal()).into(), |(_, tree)| tree);
    let [start, end] = parts.covers();
    let signature = parts.signature().map(|signature| {
        let certificate = signature.certificate();
        let (subject, issuer) = (certificate.subject(), certificate.issuer());
        serde_json::json!({
            "subject": [subject.organisation(), subject.common_name(), subject.country()],
            "issuer": [issuer.organisation(), issuer.common_name(), issuer.country()],
            "serial": hex::encode(certificate.serial()),
            "kid": certificate.public_key().map(|key| key.kid().to_string()),
            "not_before": certificate.not_before(),
            "not_after": certificate.not_after(),
        })
    });
    serde_json::json!({
        "bytes": bytes.len(),
        "seal": seal,
        "covered": [[start.start, start.end], [end.start, end.end]],
        "signature": signature.unwrap_or(Value::Null),
    })
}

fn decode(bytes: &[u8]) -> Option<(&'static str, Value)> {
    if is_pdf(bytes) {
        return Some(("PDF letter", letter(bytes)));
    }
    let text = std::str::from_utf8(bytes).ok().map(|text| text.trim_end_matches(['\r', '\n']));
    if let Some(text) = text {
        for (prefix, what, names) in [
            ("PC1:", "Personal Code", CODE.as_slice()),
            ("PCQ1:", "challenge", &CHALLENGE),
            ("SEAL1:", "printed seal", &SEAL),
        ] {
            if let Some(body) = text.strip_prefix(prefix) {
                let bytes = base45::decode(body).ok()?;
                return cbor(&bytes).map(|tree| (what, named(tree, names)));
            }
        }
        if let Ok(value) = json::parse(text.as_bytes(), bytes.len()) {
            return Some(("JSON", value));
        }
        if let Some(bytes) = hex::decode(text).filter(|bytes| !bytes.is_empty()) {
            return cbor(&bytes).map(|tree| ("CBOR in hex", tree));
        }
    }
    cbor(bytes).map(|tree| ("CBOR", tree)).or_else(|| text.map(|text| ("text", visible(text).into())))
}

const CODE: [&str; 13] = [
    "version",
    "profile",
    "kid",
    "validFrom",
    "minutes",
    "devKey",
    "status",
    "items",
    "issuerSig",
    "iat",
    "n",
    "aud",
    "deviceSig",
];
const SEAL: [&str; 2] = ["facts", "signature"];
const CHALLENGE: [&str; 10] =
    ["version", "random", "verifier", "profile", "elements", "purpose", "iat", "ttl", "ephKey", "sig"];

fn named(tree: Value, names: &[&str]) -> Value {
    if let Value::Array(items) = &tree
        && items.len() == names.len()
    {
        let named = names.iter().map(|name| (*name).to_owned()).zip(items.iter().cloned());
        return named.collect::<serde_json::Map<_, _>>().into();
    }
    tree
}

/// CBOR as JSON; what is embedded in byte strings is decoded too.
fn cbor(bytes: &[u8]) -> Option<Value> {
    Item::parse(bytes, Strictness::Lenient).ok().map(|item| unfolded(&item))
}

fn unfolded(item: &Item<'_>) -> Value {
    match item.node() {
        Node::Tag(24, inner) => {
            inner.as_bytes().and_then(cbor).map_or_else(|| unfolded(inner), |tree| serde_json::json!({ "#6.24": tree }))
        }
        Node::Tag(number, inner) => serde_json::json!({ format!("#6.{number}"): unfolded(inner) }),
        Node::Bytes(bytes) if bytes.len() <= 64 => hex::encode(bytes).into(),
        Node::Bytes(bytes) => cbor(bytes).filter(|tree| !tree.is_number()).unwrap_or_else(|| foreign(item)),
        Node::Array(items) => items.iter().map(unfolded).collect(),
        Node::Map(map) => map
            .entries()
            .map(|(key, value)| {
                let key = key.as_text().map_or_else(|| unfolded(key).to_string(), visible);
                (key, unfolded(value))
            })
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Node::Uint(_)
        | Node::Nint(_)
        | Node::Text(_)
        | Node::Bool(_)
        | Node::Null
        | Node::Undefined
        | Node::Simple(_)
        | Node::Float(_) => foreign(item),
    }
}

fn tell(value: &Value, depth: usize, lines: &mut String) {
    let indent = "  ".repeat(depth);
    let entry = |name: &str, value: &Value, lines: &mut String| {
        if value.is_object() || value.is_array() {
            let _ = writeln!(lines, "{indent}{name}:");
            tell(value, depth + 1, lines);
        } else {
            let _ = writeln!(lines, "{indent}{name}: {}", value.as_str().map_or_else(|| value.to_string(), visible));
        }
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(name, value)| entry(&visible(name), value, lines)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(place, value)| entry(&place.to_string(), value, lines));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            let _ = writeln!(lines, "{indent}{value}");
        }
    }
}
