//! CBOR as a tree, its arrays under the names that the specifications give their fields.

use chop_core::encoding::cbor::{Item, Node, Strictness};
use chop_verifier::result::{foreign, visible};
use serde_json::{Map, Value, json};

use crate::command::hex;

pub(super) const CODE: [&str; 13] = [
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
pub(super) const SEAL: [&str; 2] = ["facts", "signature"];
pub(super) const CHALLENGE: [&str; 10] =
    ["version", "random", "verifier", "profile", "elements", "purpose", "iat", "ttl", "ephKey", "sig"];
/// Trust Bundle 1 §2.
const BUNDLE: [&str; 5] = ["magic", "format", "roots", "body", "signature"];
const SIGNED_ROOT: [&str; 2] = ["root", "signatures"];
const ROOT: [&str; 6] = ["version", "issuedAt", "expiresAt", "threshold", "keys", "bundleKey"];
const BODY: [&str; 10] =
    ["version", "issuedAt", "nextUpdate", "expiresAt", "issuers", "verifiers", "lists", "killed", "denied", "profiles"];
const ISSUER: [&str; 9] =
    ["key", "certificate", "names", "kinds", "types", "statusPrefix", "notBefore", "notAfter", "proof"];
const VERIFIER: [&str; 4] = ["key", "names", "purposes", "proof"];
const LIST: [&str; 5] = ["uri", "issuedAt", "expiresAt", "bits", "lst"];
/// Off-line Issue 1 §2 and §3.
const REQUEST: [&str; 7] = ["magic", "format", "kind", "issuer", "claim", "expiresAt", "keys"];
const DELIVERY: [&str; 5] = ["magic", "format", "kind", "issuer", "credentials"];
/// COSE_Sign1 and COSE_Mac0 (RFC 9052 §4.2, §6.2).
const COSE: [&str; 4] = ["protected", "unprotected", "payload", "signature"];
/// Claims of a CWT that a status list has, by their numbers (draft-ietf-oauth-status-list §5.2).
const CWT: [(&str, &str); 5] = [("2", "sub"), ("4", "exp"), ("6", "iat"), ("65533", "status_list"), ("65534", "ttl")];

/// What CBOR it is, as far as it says so, and the tree.
pub(super) fn decode(bytes: &[u8]) -> Option<(&'static str, Value)> {
    let item = Item::parse(bytes, Strictness::Lenient).ok()?;
    let magic = item.as_array().and_then(<[_]>::first).and_then(Item::as_text);
    Some(match magic {
        Some("chop-trust") => ("trust bundle", bundle(tree(&item))),
        Some("chop-request") => ("key request", named(tree(&item), &REQUEST)),
        Some("chop-delivery") => ("delivery", delivery(&item)),
        Some(_) | None => (shape(&item), signed(&item)),
    })
}

fn shape(item: &Item<'_>) -> &'static str {
    let has = |name: &str| item.as_map().is_some_and(|map| map.get(name).is_some());
    if has("issuerAuth") {
        "mdoc (IssuerSigned)"
    } else if has("version") && (has("documents") || has("status")) {
        "mdoc (DeviceResponse)"
    } else if matches!(item.node(), Node::Tag(18, _)) {
        "COSE_Sign1"
    } else {
        "CBOR"
    }
}

/// A tagged COSE_Sign1 under the names of its parts; anything else as it is.
fn signed(item: &Item<'_>) -> Value {
    let Node::Tag(18, inner) = item.node() else { return tree(item) };
    let Value::Object(mut parts) = named(tree(inner), &COSE) else { return tree(item) };
    if let Some(Value::Object(claims)) = parts.get_mut("payload") {
        for (number, name) in CWT {
            if let Some(value) = claims.remove(number) {
                claims.insert(name.to_owned(), value);
            }
        }
    }
    Value::Object(parts)
}

fn bundle(tree: Value) -> Value {
    let each = |value: &mut Value, names: &[&str]| {
        for item in value.as_array_mut().into_iter().flatten() {
            *item = named(item.take(), names);
        }
    };
    let mut bundle = named(tree, &BUNDLE);
    if let Some(roots) = bundle.get_mut("roots") {
        each(roots, &SIGNED_ROOT);
        for root in roots.as_array_mut().into_iter().flatten().filter_map(|signed| signed.get_mut("root")) {
            *root = named(root.take(), &ROOT);
        }
    }
    if let Some(body) = bundle.get_mut("body") {
        *body = named(body.take(), &BODY);
        for (name, names) in [("issuers", ISSUER.as_slice()), ("verifiers", &VERIFIER), ("lists", &LIST)] {
            if let Some(entries) = body.get_mut(name) {
                each(entries, names);
            }
        }
    }
    bundle
}

/// Each credential in its own format.
fn delivery(item: &Item<'_>) -> Value {
    let mut parts = named(tree(item), &DELIVERY);
    let credentials = item.as_array().and_then(|fields| fields.last()).and_then(Item::as_array);
    let decoded = credentials.into_iter().flatten().map(|credential| {
        let bytes = credential.as_bytes().unwrap_or_default();
        super::decode(bytes).map_or_else(|| foreign(credential), |(what, tree)| json!({ what: tree }))
    });
    if let Some(credentials) = parts.get_mut("credentials") {
        *credentials = decoded.collect();
    }
    parts
}

/// An array under names, if it has one for each or, after them, one more.
pub(super) fn named(tree: Value, names: &[&str]) -> Value {
    let fits = |items: &&Vec<Value>| [names.len(), names.len() + 1].contains(&items.len());
    let Some(items) = tree.as_array().filter(fits) else { return tree };
    let names = names.iter().map(|name| (*name).to_owned()).chain(["more".to_owned()]);
    Value::Object(names.zip(items.iter().cloned()).collect())
}

/// CBOR as JSON; what is embedded in byte strings is decoded too.
pub(super) fn tree_of(bytes: &[u8]) -> Option<Value> {
    Item::parse(bytes, Strictness::Lenient).ok().map(|item| tree(&item))
}

fn tree(item: &Item<'_>) -> Value {
    match item.node() {
        Node::Tag(24, inner) => {
            inner.as_bytes().and_then(tree_of).map_or_else(|| tree(inner), |embedded| json!({ "#6.24": embedded }))
        }
        Node::Tag(number, inner) => json!({ format!("#6.{number}"): tree(inner) }),
        Node::Bytes(bytes) if bytes.len() <= 64 => hex::encode(bytes).into(),
        Node::Bytes(bytes) => tree_of(bytes).filter(|tree| !tree.is_number()).unwrap_or_else(|| foreign(item)),
        Node::Array(items) => items.iter().map(tree).collect(),
        Node::Map(map) => map
            .entries()
            .map(|(key, value)| {
                let key = key.as_text().map_or_else(|| tree(key).to_string(), visible);
                (key, tree(value))
            })
            .collect::<Map<_, _>>()
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
