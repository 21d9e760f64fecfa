//! The proof: its form, and the key that it names (Data Integrity 1.0 §2.1).

use serde_json::{Map, Value as Json};

use crate::crypto::PublicKey;
use crate::encoding::multibase;
use crate::format::vc::did::Did;
use crate::format::vc::fault::{GraphFault, MethodFault, ProofFault, VcFault};
use crate::format::vc::member::{date_time_stamp, id};
use crate::time::UnixTime;

use super::suite::{Form, Suite};

/// What a proof is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// An issuer's, of a credential.
    Assertion,
    /// A holder's, of a presentation.
    Authentication,
}

impl Purpose {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Assertion => "assertionMethod",
            Self::Authentication => "authentication",
        }
    }
}

/// One proof of the right form. Whether it is valid is not known.
#[derive(Debug, Clone)]
pub(crate) struct Proof {
    pub(crate) suite: Suite,
    pub(crate) created: Option<UnixTime>,
    pub(crate) expires: Option<UnixTime>,
    /// The DID whose key it names.
    pub(crate) controller: Did,
    pub(crate) challenge: Option<String>,
    pub(crate) domain: Option<String>,
    /// Everything but `proofValue`, as received: it is under the signature too.
    pub(crate) options: Map<String, Json>,
    pub(crate) signature: Vec<u8>,
}

const MEMBERS: [&str; 12] = [
    "@context",
    "id",
    "type",
    "cryptosuite",
    "created",
    "expires",
    "verificationMethod",
    "proofPurpose",
    "challenge",
    "domain",
    "nonce",
    "proofValue",
];

impl Proof {
    /// Takes the one proof out of a document.
    pub(crate) fn take(document: &mut Map<String, Json>, purpose: Purpose) -> Result<Self, VcFault> {
        let proof = match document.shift_remove("proof").ok_or(ProofFault::Missing)? {
            Json::Object(proof) => proof,
            Json::Array(list) => match <[Json; 1]>::try_from(list) {
                Ok([Json::Object(proof)]) => proof,
                Ok(_) => return Err(ProofFault::Form.into()),
                Err(list) if list.is_empty() => return Err(ProofFault::Missing.into()),
                Err(_) => return Err(ProofFault::Several.into()),
            },
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => return Err(ProofFault::Form.into()),
        };
        Self::read(proof, document, purpose)
    }

    fn read(mut options: Map<String, Json>, document: &Map<String, Json>, purpose: Purpose) -> Result<Self, VcFault> {
        if options.keys().any(|name| !MEMBERS.contains(&name.as_str())) {
            return Err(ProofFault::Member.into());
        }
        id(&options)?;
        let text = |name: &str| options.get(name).and_then(Json::as_str);
        if text("type") != Some("DataIntegrityProof") {
            return Err(ProofFault::Type.into());
        }
        let suite = text("cryptosuite").and_then(Suite::from_name).ok_or(ProofFault::Suite)?;
        if suite.form() == Form::Graph && cfg!(not(feature = "json-ld")) {
            return Err(GraphFault::Unavailable.into());
        }
        let time = |name: &str, fault: ProofFault| {
            options.get(name).map(|value| date_time_stamp(value).ok_or(fault)).transpose()
        };
        let created = time("created", ProofFault::Created)?;
        let expires = time("expires", ProofFault::Expires)?;
        if created.zip(expires).is_some_and(|(created, expires)| expires <= created) {
            return Err(ProofFault::Expires.into());
        }
        if text("proofPurpose") != Some(purpose.word()) {
            return Err(ProofFault::Purpose.into());
        }
        let controller = controller(text("verificationMethod").ok_or(MethodFault::Form)?)?;
        if !suite.signs_with(controller.key().algorithm()) {
            return Err(MethodFault::Key.into());
        }
        let challenge = optional_text(&options, "challenge")?;
        let domain = optional_text(&options, "domain")?;
        optional_text(&options, "nonce")?;
        require_context(&options, document)?;
        let value = options.shift_remove("proofValue");
        let value = value.as_ref().and_then(Json::as_str).ok_or(ProofFault::Value)?;
        let signature = signature(value, controller.key())?;
        Ok(Self { suite, created, expires, controller, challenge, domain, options, signature })
    }

    /// The key that it names.
    pub(crate) const fn key(&self) -> &PublicKey {
        self.controller.key()
    }
}

/// A DID URL with the fragment of the DID's own key.
fn controller(method: &str) -> Result<Did, VcFault> {
    let (did, _) = method.split_once('#').ok_or(MethodFault::Form)?;
    let did = Did::parse(did)?;
    if did.verification_method() == method { Ok(did) } else { Err(MethodFault::Form.into()) }
}

fn optional_text(options: &Map<String, Json>, name: &str) -> Result<Option<String>, ProofFault> {
    match options.get(name) {
        None => Ok(None),
        Some(Json::String(text)) if !text.is_empty() => Ok(Some(text.clone())),
        Some(_) => Err(ProofFault::Request),
    }
}

/// A proof that repeats contexts repeats those that the document begins with (eddsa-jcs-2022 §3.3.2): for the graph
/// suites, which take the document's own, the same rule keeps the two from differing.
fn require_context(options: &Map<String, Json>, document: &Map<String, Json>) -> Result<(), ProofFault> {
    let Some(stated) = options.get("@context") else { return Ok(()) };
    let list = |value: &Json| value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
    let own = document.get("@context").map(list).unwrap_or_default();
    let stated = list(stated);
    if !stated.is_empty() && own.starts_with(&stated) { Ok(()) } else { Err(ProofFault::Context) }
}

/// The bytes of a signature of this key from their one text.
fn signature(value: &str, key: &PublicKey) -> Result<Vec<u8>, ProofFault> {
    let bytes = multibase::decode_base58(value).map_err(|_| ProofFault::Value)?;
    if bytes.len() == key.algorithm().signature_length() { Ok(bytes) } else { Err(ProofFault::Value) }
}

/// The members of a new proof, without `proofValue`.
pub(crate) fn options(
    suite: Suite,
    purpose: Purpose,
    signer: &Did,
    created: UnixTime,
    document: &Map<String, Json>,
) -> Map<String, Json> {
    let mut options = Map::new();
    options.insert("type".to_owned(), "DataIntegrityProof".into());
    options.insert("cryptosuite".to_owned(), suite.name().into());
    options.insert("created".to_owned(), created.to_tdate().into());
    options.insert("verificationMethod".to_owned(), signer.verification_method().into());
    options.insert("proofPurpose".to_owned(), purpose.word().into());
    if suite.form() == Form::Json
        && let Some(contexts) = document.get("@context")
    {
        options.insert("@context".to_owned(), contexts.clone());
    }
    options
}
