//! A new credential of a kind as JSON, whatever will secure it.

use serde_json::{Map, Value as Json, json};

use crate::crypto::SignFault;
use crate::document::{Descriptor, Value};
use crate::time::UnixTime;
use crate::verify::StatusPurpose;

use super::did::Did;
use super::fault::VcFault;
use super::member::{CREDENTIALS_V2, is_absolute_uri};

/// Everything that a credential is made of.
#[derive(Clone, Copy)]
pub struct CredentialRequest<'a> {
    /// The kind.
    pub descriptor: &'a Descriptor,
    /// The value of each issued element in the descriptor's order; `None` where an optional one is absent.
    pub values: &'a [Option<Value>],
    /// The `id` of the credential, if it has one: an absolute URI, `urn:uuid:…` say.
    pub id: Option<&'a str>,
    /// The issuer's DID.
    pub issuer: &'a Did,
    /// The holder's DID: the key that alone can present it.
    pub holder: &'a Did,
    /// The first second of validity.
    pub valid_from: UnixTime,
    /// The first second after it.
    pub valid_until: UnixTime,
    /// Its places in status lists, at most one for each purpose.
    pub status: &'a [StatusRequest<'a>],
}

/// A place in a bitstring status list.
#[derive(Debug, Clone, Copy)]
pub struct StatusRequest<'a> {
    /// What the bit means.
    pub purpose: StatusPurpose,
    /// The address of the list's credential.
    pub list: &'a str,
    /// The index in it.
    pub index: u64,
}

/// Why a credential or a presentation cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssueFault {
    /// Not one value for each issued element.
    Values,
    /// An element whose name a W3C credential already gives another meaning: `id` or `type`.
    Element,
    /// The suite does not sign with this key.
    Suite,
    /// What was made would not be read.
    Vc(VcFault),
    /// The signer failed.
    Sign(SignFault),
}

impl IssueFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Values => "issue.values",
            Self::Element => "issue.element",
            Self::Suite => "issue.suite",
            Self::Vc(fault) => fault.code(),
            Self::Sign(fault) => fault.code(),
        }
    }
}

impl std::fmt::Display for IssueFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for IssueFault {}

impl From<VcFault> for IssueFault {
    fn from(fault: VcFault) -> Self {
        Self::Vc(fault)
    }
}

impl CredentialRequest<'_> {
    /// The credential without what secures it.
    pub(crate) fn json(&self) -> Result<Map<String, Json>, IssueFault> {
        let mut subject = Map::new();
        subject.insert("id".to_owned(), self.holder.as_str().into());
        let elements: Vec<_> = self.descriptor.issued_elements().collect();
        if elements.len() != self.values.len() {
            return Err(IssueFault::Values);
        }
        for (element, value) in elements.into_iter().zip(self.values) {
            let id = element.id.as_str();
            match value {
                Some(_) if matches!(id, "id" | "type") => return Err(IssueFault::Element),
                Some(value) => drop(subject.insert(id.to_owned(), value.to_json())),
                None if element.optional => {}
                None => return Err(IssueFault::Values),
            }
        }
        let mut json = Map::new();
        let mut put = |name: &str, value: Json| drop(json.insert(name.to_owned(), value));
        put("@context", json!([CREDENTIALS_V2, self.descriptor.json_ld_context_url()]));
        if let Some(id) = self.id {
            put("id", id.into());
        }
        put("type", json!(["VerifiableCredential", self.descriptor.vc_type().as_str()]));
        put("issuer", self.issuer.as_str().into());
        put("validFrom", self.valid_from.to_tdate().into());
        put("validUntil", self.valid_until.to_tdate().into());
        put("credentialSubject", Json::Object(subject));
        match self.status {
            [] => {}
            [one] => put("credentialStatus", one.json()),
            several => put("credentialStatus", several.iter().map(StatusRequest::json).collect()),
        }
        // `vct` may be a URN, for which there is no schema to fetch.
        let schema = self.descriptor.json_schema_url();
        if is_absolute_uri(&schema) {
            put("credentialSchema", json!({ "id": schema, "type": "JsonSchema" }));
        }
        Ok(json)
    }
}

impl StatusRequest<'_> {
    fn json(&self) -> Json {
        let purpose = match self.purpose {
            StatusPurpose::Revocation => "revocation",
            StatusPurpose::Suspension => "suspension",
        };
        json!({
            "type": "BitstringStatusListEntry",
            "statusPurpose": purpose,
            "statusListIndex": self.index.to_string(),
            "statusListCredential": self.list,
        })
    }
}
