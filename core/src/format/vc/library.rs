//! What is known beforehand: JSON-LD contexts by name. Nothing is ever fetched while a document is read.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use crate::document::Kinds;

use super::fault::ContextFault;
use super::member::CREDENTIALS_V2;

/// The contexts that a reader or a maker of credentials knows. Cheap to clone.
///
/// ```
/// use chop_core::document::Kinds;
/// use chop_core::format::vc::Library;
///
/// let library = Library::new(&Kinds::shipped());
/// assert!(library.knows("https://www.w3.org/ns/credentials/v2"));
/// assert!(library.knows("https://docs.example/age-proof/1/context.jsonld"));
/// assert!(!library.knows("https://schema.org/"));
/// ```
#[derive(Debug, Clone)]
pub struct Library {
    contexts: Arc<BTreeMap<String, Json>>,
}

/// The contexts of W3C that come with chop; a test holds them to their hashes.
const OF_W3C: [(&str, &str); 2] = [
    (CREDENTIALS_V2, include_str!("contexts/credentials-v2.jsonld")),
    ("https://w3id.org/security/data-integrity/v2", include_str!("contexts/data-integrity-v2.jsonld")),
];

impl Library {
    /// The contexts of W3C that VCDM 2.0 and Data Integrity need, and that of every kind.
    #[must_use]
    pub fn new(kinds: &Kinds) -> Self {
        let of_w3c = OF_W3C.iter().map(|(name, text)| {
            ((*name).to_owned(), serde_json::from_str(text).expect("a bundled context is JSON: a test reads each"))
        });
        let of_kinds = kinds.iter().map(|kind| (kind.json_ld_context_url(), kind.json_ld_context()));
        Self { contexts: Arc::new(of_w3c.chain(of_kinds).collect()) }
    }

    /// With one context more, of somebody whose credentials are to be read. One that is known already stays.
    #[must_use]
    pub fn with_context(self, name: &str, context: Json) -> Self {
        let mut contexts = Arc::unwrap_or_clone(self.contexts);
        contexts.entry(name.to_owned()).or_insert(context);
        Self { contexts: Arc::new(contexts) }
    }

    /// Whether a context is known.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.contexts.contains_key(name)
    }

    /// A context by name.
    pub(crate) fn context(&self, name: &str) -> Option<&Json> {
        self.contexts.get(name)
    }

    /// Context validation (Data Integrity 1.0 §4.6): every name is known.
    pub(crate) fn require(&self, names: &[&str]) -> Result<(), ContextFault> {
        if names.iter().all(|name| self.knows(name)) { Ok(()) } else { Err(ContextFault::Unknown) }
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_contexts_of_w3c_are_the_ones_that_were_looked_at() {
        // That of Data Integrity is the one that §2.4.2 publishes. That of VCDM 2.0 (§B.1) has its content; white
        // space differs.
        for ((name, text), hash) in OF_W3C.iter().zip([
            "8a9f494a89ecc51db093e90e84713e07e84d6d9204364a9b3c7868b21751236f",
            "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
        ]) {
            let digest: String = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(digest, hash, "{name}");
            assert!(serde_json::from_str::<Json>(text).is_ok(), "{name}");
        }
    }

    #[test]
    fn a_context_that_is_known_cannot_be_replaced() {
        let library =
            Library::new(&Kinds::shipped()).with_context(CREDENTIALS_V2, serde_json::json!({ "@context": {} }));
        assert!(library.context(CREDENTIALS_V2).unwrap()["@context"]["VerifiableCredential"].is_object());
    }
}
