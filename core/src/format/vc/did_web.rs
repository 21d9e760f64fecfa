//! `did:web`: an identifier whose keys stand in a document on the web. Nothing here fetches it.

use serde_json::{Map, Value as Json};

use crate::crypto::PublicKey;
use crate::encoding::json;
use crate::encoding::limits::JWT_BYTES;

use super::did::{DidFault, jwk_key, multikey};

/// Verification methods of a document that are looked at.
const METHODS: usize = 16;

/// A `did:web` (did:web Method Specification): a host name, and plain path segments.
///
/// ```
/// use chop_core::format::vc::did::DidWeb;
///
/// assert_eq!(DidWeb::parse("did:web:office.example").unwrap().url(), "https://office.example/.well-known/did.json");
/// let did = DidWeb::parse("did:web:office.example%3A8443:permits:1").unwrap();
/// assert_eq!(did.url(), "https://office.example:8443/permits/1/did.json");
/// assert_eq!(DidWeb::parse("did:web:127.0.0.1").unwrap_err().code(), "did.web");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DidWeb {
    text: String,
    url: String,
}

impl DidWeb {
    /// Reads a `did:web` without query or fragment. The host is a name in lower case with a dot in it, never an
    /// address; only `%3A` before a port is escaped; a segment is never `.` or `..`.
    ///
    /// # Errors
    /// `did.method`, `did.web`.
    pub fn parse(text: &str) -> Result<Self, DidFault> {
        let rest = text.strip_prefix("did:web:").ok_or(DidFault::Method)?;
        let mut segments = rest.split(':');
        let authority = segments.next().unwrap_or_default();
        let (host, port) = match authority.split_once("%3A") {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        };
        let is_port = |port: &str| port.parse::<u16>().is_ok_and(|n| n > 0 && n.to_string() == port);
        if !is_host(host) || !port.is_none_or(is_port) || text.len() > 512 {
            return Err(DidFault::Web);
        }
        let segments: Vec<&str> = segments.collect();
        if !segments.iter().copied().all(is_segment) {
            return Err(DidFault::Web);
        }
        let authority = authority.replace("%3A", ":");
        let path = if segments.is_empty() { ".well-known".to_owned() } else { segments.join("/") };
        Ok(Self { text: text.to_owned(), url: format!("https://{authority}/{path}/did.json") })
    }

    /// The DID.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where its document stands.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let named = host.rsplit('.').next().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_lowercase()));
    host.len() <= 253 && host.contains('.') && named && host.split('.').all(label)
}

fn is_segment(segment: &str) -> bool {
    !matches!(segment, "" | "." | "..")
        && segment.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~'))
}

/// What a DID document says of the keys that make assertions for its DID.
///
/// It is a claim of whoever runs the web site: a key counts only if the trust bundle has it too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DidDocument {
    did: String,
    methods: Vec<(String, PublicKey)>,
}

impl DidDocument {
    /// Reads the document of a DID, of at most 64 KiB. Keys of kinds that chop does not have, keys that expire or were
    /// revoked, and keys that are not for assertions are left out.
    ///
    /// # Errors
    /// `did.document` for anything but a strict JSON object of this DID with at most 16 methods of different names.
    pub fn parse(bytes: &[u8], did: &DidWeb) -> Result<Self, DidFault> {
        let json = json::parse(bytes, JWT_BYTES).map_err(|_| DidFault::Document)?;
        let document =
            json.as_object().filter(|document| document.get("id").and_then(Json::as_str) == Some(did.as_str()));
        let document = document.ok_or(DidFault::Document)?;
        let list = |name: &str| match document.get(name) {
            None => Ok([].as_slice()),
            Some(Json::Array(list)) if list.len() <= METHODS => Ok(list.as_slice()),
            Some(_) => Err(DidFault::Document),
        };
        let (declared, asserting) = (list("verificationMethod")?, list("assertionMethod")?);
        let mut referenced = Vec::new();
        let mut embedded = Vec::new();
        for entry in asserting {
            match entry {
                Json::String(name) => referenced.push(absolute(name, did)),
                Json::Object(method) => embedded.push(method),
                Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) => return Err(DidFault::Document),
            }
        }
        let mut methods: Vec<(String, PublicKey)> = Vec::new();
        let mut names: Vec<String> = Vec::new();
        let all = declared.iter().map(|entry| (entry.as_object(), false));
        for (method, is_embedded) in all.chain(embedded.into_iter().map(|method| (Some(method), true))) {
            let method = method.ok_or(DidFault::Document)?;
            let name = absolute(method.get("id").and_then(Json::as_str).ok_or(DidFault::Document)?, did);
            if names.contains(&name) {
                return Err(DidFault::Document);
            }
            let asserts = is_embedded || referenced.contains(&name);
            if let Some(key) = key_of(method, did).filter(|_| asserts) {
                methods.push((name.clone(), key));
            }
            names.push(name);
        }
        Ok(Self { did: did.as_str().to_owned(), methods })
    }

    /// Whose document it is.
    #[must_use]
    pub fn did(&self) -> &str {
        &self.did
    }

    /// The key of one verification method, by its whole DID URL.
    #[must_use]
    pub fn key(&self, method: &str) -> Option<&PublicKey> {
        self.methods.iter().find(|(name, _)| name == method).map(|(_, key)| key)
    }
}

/// A relative name is one of this DID.
fn absolute(name: &str, did: &DidWeb) -> String {
    if name.starts_with('#') { format!("{}{name}", did.as_str()) } else { name.to_owned() }
}

fn key_of(method: &Map<String, Json>, did: &DidWeb) -> Option<PublicKey> {
    let text = |name: &str| method.get(name).and_then(Json::as_str);
    if text("controller") != Some(did.as_str()) || ["revoked", "expires"].iter().any(|end| method.contains_key(*end)) {
        return None;
    }
    match text("type")? {
        "Multikey" => multikey(text("publicKeyMultibase")?).ok(),
        "JsonWebKey" | "JsonWebKey2020" => jwk_key(method.get("publicKeyJwk")?.as_object()?).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::crypto::Signer;
    use crate::dev::key;
    use crate::format::vc::did::Did;

    #[test]
    fn only_host_names_and_plain_paths_are_read() {
        for text in ["did:web:a.example", "did:web:a-b.c.example%3A8443", "did:web:a.example:b:c_d~1.x"] {
            assert!(DidWeb::parse(text).is_ok(), "{text}");
        }
        for text in [
            "did:web:",
            "did:web:localhost",
            "did:web:127.0.0.1",
            "did:web:0x7f.1",
            "did:web:2130706433",
            "did:web:[::1]",
            "did:web:a.example:",
            "did:web:a.example::b",
            "did:web:a.example:..:b",
            "did:web:a.example:.",
            "did:web:a.example:b%2Fc",
            "did:web:a.example%3A0",
            "did:web:a.example%3A",
            "did:web:a.example%3A99999",
            "did:web:a.example%3A080",
            "did:web:a.example%3a8443",
            "did:web:user%40a.example",
            "did:web:user@a.example",
            "did:web:A.example",
            "did:web:ä.example",
            "did:web:a.example/b",
            "did:web:a.example#key",
            "did:web:a.example?q",
            "did:web:.example",
            "did:web:a..example",
            "did:web:-a.example",
            "did:web:a.example.",
        ] {
            assert_eq!(DidWeb::parse(text).map_err(|fault| fault.code()), Err("did.web"), "{text}");
        }
        assert_eq!(DidWeb::parse("did:key:z6Mk"), Err(DidFault::Method));
    }

    #[test]
    fn a_document_gives_the_keys_that_make_assertions_for_its_own_did() {
        let did = DidWeb::parse("did:web:office.example").unwrap();
        let multibase = Did::key_did(key("issuer").public_key()).as_str().trim_start_matches("did:key:").to_owned();
        let method = |name: &str| {
            json!({
                "id": format!("did:web:office.example#{name}"), "type": "Multikey",
                "controller": "did:web:office.example", "publicKeyMultibase": multibase,
            })
        };
        let good = || {
            json!({
                "id": "did:web:office.example",
                "verificationMethod": [method("a"), method("b")],
                "assertionMethod": ["did:web:office.example#a", "#c", method("d")],
            })
        };
        let read = |json: &Json| DidDocument::parse(json.to_string().as_bytes(), &did);
        let found =
            |json: &Json, name: &str| read(json).unwrap().key(&format!("did:web:office.example#{name}")).is_some();
        for (name, expected) in [("a", true), ("b", false), ("c", false), ("d", true), ("e", false)] {
            assert_eq!(found(&good(), name), expected, "{name}");
        }
        for (path, value) in [
            ("/verificationMethod/0/controller", json!("did:web:other.example")),
            ("/verificationMethod/0/revoked", json!("2026-01-01T00:00:00Z")),
            ("/verificationMethod/0/expires", json!("2027-01-01T00:00:00Z")),
            ("/verificationMethod/0/type", json!("EcdsaSecp256k1VerificationKey2019")),
            ("/verificationMethod/0/publicKeyMultibase", json!("z6Mk")),
        ] {
            let mut json = good();
            let (parent, name) = path.rsplit_once('/').unwrap();
            json.pointer_mut(parent).unwrap()[name] = value;
            assert!(!found(&json, "a"), "{path}");
        }
        for (name, value) in [
            ("id", json!("did:web:other.example")),
            ("verificationMethod", json!({})),
            ("verificationMethod", json!([1])),
            ("verificationMethod", json!([method("a"), method("a")])),
            ("verificationMethod", json!(vec![method("a"); 17])),
            ("assertionMethod", json!("did:web:office.example#a")),
            ("assertionMethod", json!([7])),
            ("assertionMethod", json!([method("a")])),
        ] {
            let mut json = good();
            json[name] = value.clone();
            assert_eq!(read(&json).map_err(|fault| fault.code()), Err("did.document"), "{name} {value}");
        }
        assert!(DidDocument::parse(b"[]", &did).is_err());
        assert!(DidDocument::parse(br#"{"id":"did:web:office.example","id":"did:web:office.example"}"#, &did).is_err());
    }
}
