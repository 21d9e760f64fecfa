//! The parts of a JWS, of an SD-JWT, and of what is wrapped in them.

use std::collections::HashMap;

use chop_core::encoding::{base64url, json};
use chop_core::format::sdjwt::HashAlgorithm;
use chop_core::status::{StatusList, json_list};
use serde_json::{Map, Value, json};

use super::x509;

/// How deep something is looked for in something else: a credential in a presentation in a token.
const DEPTH: usize = 3;
/// No disclosure beyond these is put in its place.
const DISCLOSURES: usize = 256;

/// A compact JWS, or an SD-JWT with or without key binding.
pub(super) fn compact(text: &str, depth: usize) -> Option<(&'static str, Value)> {
    match text.split_once('~') {
        None => {
            let jwt = Jwt::read(text)?;
            Some((jwt.what(), Value::Object(jwt.parts(depth))))
        }
        Some((jwt, rest)) => sd_jwt(&Jwt::read(jwt)?, rest, depth),
    }
}

/// JSON that is a credential, a presentation, an SD-JWT in its JSON serialisation, or a `vp_token`.
pub(super) fn object(object: &Map<String, Value>, depth: usize) -> Option<(&'static str, Value)> {
    let of_type = |name: &str| match object.get("type") {
        Some(Value::Array(types)) => types.iter().any(|one| one == name),
        Some(one) => one == name,
        None => false,
    };
    if of_type("VerifiablePresentation") {
        Some(("W3C presentation", unfolded(object, depth)))
    } else if of_type("VerifiableCredential") {
        Some(("W3C credential", unfolded(object, depth)))
    } else if let Some(text) = serialised(object) {
        compact(&text, depth).map(|(_, tree)| ("SD-JWT in JSON", tree))
    } else if !object.is_empty() && object.values().all(Value::is_array) {
        let member = |value: &Value| match value {
            Value::String(text) => presentation(text, depth),
            Value::Object(inner) => self::object(inner, depth).map(|(what, tree)| json!({ what: tree })),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
        };
        let query = |(name, list): (&String, &Value)| {
            let members = list.as_array().into_iter().flatten();
            (name.clone(), members.map(|value| member(value).unwrap_or_else(|| value.clone())).collect())
        };
        Some(("vp_token", Value::Object(object.iter().map(query).collect())))
    } else {
        None
    }
}

/// One presentation of a token.
fn presentation(text: &str, depth: usize) -> Option<Value> {
    let named = |(what, tree): (&'static str, Value)| json!({ what: tree });
    compact(text, depth.checked_sub(1)?)
        .map(named)
        .or_else(|| super::cbor::decode(&base64url::decode(text).ok()?).map(named))
}

/// The compact form of a flattened JWS JSON serialisation (RFC 9901 §8).
fn serialised(object: &Map<String, Value>) -> Option<String> {
    let text = |object: &Map<String, Value>, name: &str| object.get(name).and_then(Value::as_str).map(str::to_owned);
    let mut compact =
        format!("{}.{}.{}~", text(object, "protected")?, text(object, "payload")?, text(object, "signature")?);
    let header = object.get("header").and_then(Value::as_object);
    for disclosure in header.and_then(|header| header.get("disclosures")?.as_array()).into_iter().flatten() {
        compact += &format!("{}~", disclosure.as_str()?);
    }
    Some(compact + &header.and_then(|header| text(header, "kb_jwt")).unwrap_or_default())
}

struct Jwt {
    header: Map<String, Value>,
    payload: Value,
    signature: Vec<u8>,
}

impl Jwt {
    fn read(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('.').collect();
        let [header, payload, signature] = parts.as_slice() else { return None };
        let header = base64url::decode(header).ok()?;
        let Value::Object(header) = json::parse(&header, header.len()).ok()? else { return None };
        let payload = base64url::decode(payload).ok()?;
        let payload =
            json::parse(&payload, payload.len()).unwrap_or_else(|_| format!("{} bytes", payload.len()).into());
        Some(Self { header, payload, signature: base64url::decode(signature).ok()? })
    }

    fn typ(&self) -> &str {
        self.header.get("typ").and_then(Value::as_str).unwrap_or_default()
    }

    fn what(&self) -> &'static str {
        let is_list = || {
            let types = self.payload.get("type").and_then(Value::as_array);
            types.is_some_and(|types| types.iter().any(|one| one == "BitstringStatusListCredential"))
        };
        match self.typ() {
            "vc+jwt" if is_list() => "W3C Bitstring status list",
            "vc+jwt" => "W3C credential (vc+jwt)",
            "vp+jwt" => "W3C presentation (vp+jwt)",
            "kb+jwt" => "key binding JWT",
            "statuslist+jwt" => "status list token (JWT)",
            _ => "JWS",
        }
    }

    /// Header, payload and signature, each by its name.
    fn parts(&self, depth: usize) -> Map<String, Value> {
        let mut header = self.header.clone();
        if let Some(chain) = header.get("x5c").and_then(Value::as_array).and_then(|chain| x509::chain(chain)) {
            header.insert("x5c".into(), chain);
        }
        let payload = self.payload.as_object().map_or_else(|| self.payload.clone(), |payload| unfolded(payload, depth));
        let mut parts = Map::new();
        parts.insert("header".into(), Value::Object(header));
        parts.insert("payload".into(), payload);
        if let Some(list) = self.payload.get("status_list").and_then(status_list) {
            parts.insert("list".into(), list);
        }
        parts.insert("signature".into(), format!("{} bytes", self.signature.len()).into());
        parts
    }
}

/// What a status list holds, counted.
fn status_list(list: &Value) -> Option<Value> {
    let (bits, lst) = json_list(list).ok()?;
    let list = StatusList::inflate(bits, &lst).ok()?;
    let set = (0..list.entries()).filter(|index| list.raw(*index).is_some_and(|value| value != 0)).count();
    Some(json!({ "bits": bits, "entries": list.entries(), "not zero": set }))
}

/// The same object, with the credentials that are enveloped in it decoded where they stand.
fn unfolded(object: &Map<String, Value>, depth: usize) -> Value {
    let Some(depth) = depth.checked_sub(1) else { return Value::Object(object.clone()) };
    let mut unfolded_object = Map::new();
    for (name, value) in object {
        let enveloped = value.as_str().filter(|_| name == "id").and_then(|id| {
            let (media_type, text) = id.strip_prefix("data:application/")?.split_once(',')?;
            media_type.starts_with(['v', 'd']).then(|| compact(text, depth))?
        });
        let value = match (enveloped, value) {
            (Some((what, tree)), _) => json!({ what: tree }),
            (None, Value::Object(inner)) => unfolded(inner, depth),
            (None, Value::Array(items)) => items
                .iter()
                .map(|item| item.as_object().map_or_else(|| item.clone(), |inner| unfolded(inner, depth)))
                .collect(),
            (None, other) => other.clone(),
        };
        unfolded_object.insert(name.clone(), value);
    }
    Value::Object(unfolded_object)
}

fn sd_jwt(jwt: &Jwt, rest: &str, depth: usize) -> Option<(&'static str, Value)> {
    let mut parts = jwt.parts(depth);
    let (disclosures, last) = rest.rsplit_once('~').unwrap_or(("", rest));
    let disclosures: Vec<&str> = disclosures.split('~').filter(|text| !text.is_empty()).take(DISCLOSURES).collect();
    parts.insert("disclosures".into(), disclosed(&jwt.payload, &disclosures));
    if let Some(key_binding) = Jwt::read(last) {
        parts.insert("key binding".into(), Value::Object(key_binding.parts(0)));
    }
    let what = match (jwt.typ(), jwt.payload.get("@context")) {
        ("vc+sd-jwt", Some(_)) => "W3C credential (vc+sd-jwt)",
        ("dc+sd-jwt" | "vc+sd-jwt", _) => "SD-JWT VC",
        _ => "SD-JWT",
    };
    Some((what, Value::Object(parts)))
}

/// The disclosures by the path to which the digests lead; one that no digest leads to is so named.
fn disclosed(payload: &Value, texts: &[&str]) -> Value {
    let hash = payload.get("_sd_alg").and_then(Value::as_str).and_then(HashAlgorithm::from_name);
    let hash = hash.unwrap_or(HashAlgorithm::Sha256);
    let mut waiting: HashMap<String, Vec<Value>> = HashMap::new();
    let mut found = Map::new();
    for text in texts {
        let array = base64url::decode(text).ok().and_then(|bytes| json::parse(&bytes, bytes.len()).ok());
        match array {
            Some(Value::Array(array)) => drop(waiting.insert(hash.digest(text), array)),
            _ => drop(found.insert(format!("not readable {}", found.len() + 1), (*text).into())),
        }
    }
    let mut open = vec![(payload.clone(), String::new())];
    // Each disclosure is taken once, so that a circle of digests ends.
    while let Some((value, path)) = open.pop() {
        match value {
            Value::Object(members) => {
                for digest in members.get("_sd").and_then(Value::as_array).into_iter().flatten() {
                    let disclosure = digest.as_str().and_then(|digest| waiting.remove(digest));
                    if let Some([salt, name, value]) = disclosure.as_deref() {
                        let path = format!("{path}/{}", name.as_str().unwrap_or_default());
                        found.insert(path.clone(), json!({ "salt": salt, "value": value }));
                        open.push((value.clone(), path));
                    }
                }
                let others = members.into_iter().filter(|(name, _)| name != "_sd");
                open.extend(others.map(|(name, value)| (value, format!("{path}/{name}"))));
            }
            Value::Array(items) => {
                for (number, item) in items.into_iter().enumerate() {
                    let path = format!("{path}/{number}");
                    let disclosure = item.get("...").and_then(Value::as_str).and_then(|digest| waiting.remove(digest));
                    if let Some([salt, value]) = disclosure.as_deref() {
                        found.insert(path.clone(), json!({ "salt": salt, "value": value }));
                        open.push((value.clone(), path));
                    } else {
                        open.push((item, path));
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let mut lost: Vec<_> = waiting.into_iter().collect();
    lost.sort_by(|(one, _), (other, _)| one.cmp(other));
    found.extend(lost.into_iter().map(|(digest, array)| (format!("no place {digest}"), Value::Array(array))));
    Value::Object(found)
}

/// How deep to look, from the outside.
pub(super) const OUTSIDE: usize = DEPTH + 8;
