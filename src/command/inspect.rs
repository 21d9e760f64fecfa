//! `chop inspect`: decode anything, believe nothing. Every line says so.

mod cbor;
mod jose;
mod x509;

use std::fmt::Write;
use std::io::Read;
use std::path::Path;

use chop_core::document::PictureFormat;
use chop_core::encoding::{base45, json};
use chop_core::format::seal::{SealedPdf, is_pdf};
use chop_verifier::picture;
use chop_verifier::result::visible;
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
    let signature = parts.signature().map(|signature| x509::certificate(signature.certificate()));
    serde_json::json!({
        "bytes": bytes.len(),
        "seal": seal,
        "covered": [[start.start, start.end], [end.start, end.end]],
        "signature": signature.unwrap_or(Value::Null),
    })
}

/// What it is, as far as it says so, and its parts by their names.
fn decode(bytes: &[u8]) -> Option<(&'static str, Value)> {
    if is_pdf(bytes) {
        return Some(("PDF letter", letter(bytes)));
    }
    if let Some(found) = x509::decode(bytes) {
        return Some(found);
    }
    let text = std::str::from_utf8(bytes).ok().map(|text| text.trim_end_matches(['\r', '\n']));
    if let Some(text) = text {
        for (prefix, what, names) in [
            ("PC1:", "Personal Code", cbor::CODE.as_slice()),
            ("PCQ1:", "challenge", &cbor::CHALLENGE),
            ("SEAL1:", "printed seal", &cbor::SEAL),
        ] {
            if let Some(body) = text.strip_prefix(prefix) {
                let bytes = base45::decode(body).ok()?;
                return cbor::tree_of(&bytes).map(|tree| (what, cbor::named(tree, names)));
            }
        }
        if let Some(found) = jose::compact(text, jose::OUTSIDE) {
            return Some(found);
        }
        if let Ok(value) = json::parse(text.as_bytes(), bytes.len()) {
            let found = value.as_object().and_then(|object| jose::object(object, jose::OUTSIDE));
            return Some(found.unwrap_or(("JSON", value)));
        }
        if let Some(bytes) = hex::decode(text).filter(|bytes| !bytes.is_empty()) {
            return cbor::decode(&bytes);
        }
    }
    cbor::decode(bytes).or_else(|| text.map(|text| ("text", visible(text).into())))
}

/// Characters of one value that a person is shown; a program gets all of them.
const SHOWN: usize = 160;

fn shortened(text: &str) -> String {
    let length = text.chars().count();
    if length <= SHOWN {
        text.to_owned()
    } else {
        format!("{} … ({length})", text.chars().take(SHOWN).collect::<String>())
    }
}

fn tell(value: &Value, depth: usize, lines: &mut String) {
    let indent = "  ".repeat(depth);
    let entry = |name: &str, value: &Value, lines: &mut String| {
        if value.is_object() || value.is_array() {
            let _ = writeln!(lines, "{indent}{name}:");
            tell(value, depth + 1, lines);
        } else {
            let _ = writeln!(
                lines,
                "{indent}{name}: {}",
                shortened(&value.as_str().map_or_else(|| value.to_string(), visible))
            );
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
