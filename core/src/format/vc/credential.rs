//! The data model of a verifiable credential (VCDM 2.0), whatever secures it.

use serde_json::{Map, Value as Json};

use crate::document::{Kinds, Value};
use crate::encoding::json;
use crate::encoding::limits::{VC_BYTES, VC_STATUSES};
use crate::time::UnixTime;
use crate::trust::IssuerEntry;
use crate::verify::{DisclosedDocument, DisclosedElement, DisclosedIssuer, DisclosedValue, Validity};

use super::fault::{FormFault, MemberFault, TimeFault, VcFault};
use super::member::{bounded, contexts, date_time_stamp, id, is_absolute_uri, objects, types};
use super::status::StatusEntries;

/// A credential that obeys the data model. Nothing in it is believed, and it has no claim accessor: what it says comes
/// out of verification only.
#[derive(Clone)]
pub struct Credential {
    json: Map<String, Json>,
    type_name: String,
    issuer: String,
    subject: Option<String>,
    valid_from: Option<UnixTime>,
    valid_until: Option<UnixTime>,
    status: StatusEntries,
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credential")
            .field("type", &self.type_name)
            .field("claims", &"<redacted>")
            .finish_non_exhaustive()
    }
}

impl Credential {
    /// Reads a credential from JSON of at most 256 KiB.
    ///
    /// # Errors
    /// `json.*`, and `vc.*` of its first broken rule in the order of [`from_object`](Self::from_object).
    pub fn parse(bytes: &[u8]) -> Result<Self, VcFault> {
        Self::from_object(object(bytes)?)
    }

    /// Reads a credential from JSON that was read strictly. `proof` and members that the data model does not have are
    /// kept as they are.
    ///
    /// # Errors
    /// In this order: `vc.items`, `vc.context…`, `vc.id`, `vc.type…`, `vc.issuer`, `vc.version`, `vc.valid-from`,
    /// `vc.valid-until`, `vc.validity-order`, `vc.subject…`, `vc.status…`, `vc.schema`, `vc.evidence`.
    pub fn from_object(json: Map<String, Json>) -> Result<Self, VcFault> {
        contexts(&json)?;
        id(&json)?;
        let type_name = type_name(&json)?.to_owned();
        let issuer = issuer(&json)?.to_owned();
        if ["issuanceDate", "expirationDate"].iter().any(|old| json.contains_key(*old)) {
            return Err(MemberFault::Version.into());
        }
        let time =
            |name: &str, fault: TimeFault| json.get(name).map(|value| date_time_stamp(value).ok_or(fault)).transpose();
        let valid_from = time("validFrom", TimeFault::ValidFrom)?;
        let valid_until = time("validUntil", TimeFault::ValidUntil)?;
        if valid_from.zip(valid_until).is_some_and(|(from, until)| until <= from) {
            return Err(TimeFault::Order.into());
        }
        let subject = id(subject(&json)?)?.map(str::to_owned);
        let status =
            json.get("credentialStatus").map(|value| StatusEntries::read(value)).transpose()?.unwrap_or_default();
        described(&json, "credentialSchema", MemberFault::Schema, true)?;
        described(&json, "evidence", MemberFault::Evidence, false)?;
        Ok(Self { type_name, issuer, subject, valid_from, valid_until, status, json })
    }

    /// The whole credential, for what secures it.
    pub(crate) const fn json(&self) -> &Map<String, Json> {
        &self.json
    }

    /// Its one type beside `VerifiableCredential`.
    pub(crate) fn type_name(&self) -> &str {
        &self.type_name
    }

    /// Whom it names as its issuer: an absolute URI.
    pub(crate) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The `id` of its subject.
    pub(crate) fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }

    /// Its names of contexts, the one of VCDM 2.0 first.
    pub(crate) fn contexts(&self) -> Vec<&str> {
        contexts(&self.json).unwrap_or_default()
    }

    /// Where its status stands.
    pub(crate) const fn status(&self) -> &StatusEntries {
        &self.status
    }

    /// Its time of validity, if what secures it says that it was signed at `signed`. Without `validUntil` it does not
    /// end.
    pub(crate) fn validity(&self, signed: Option<UnixTime>) -> Result<Validity, TimeFault> {
        let signed = signed.or(self.valid_from).ok_or(TimeFault::Undated)?;
        Ok(Validity {
            signed,
            from: self.valid_from.unwrap_or(signed),
            until: self.valid_until.unwrap_or(UnixTime::EPOCH.plus(i64::MAX)),
        })
    }

    /// What it says of its subject. It is of one of our kinds if type and context both say so.
    pub(crate) fn disclosed(&self, kinds: &Kinds, issuer: &IssuerEntry, validity: Validity) -> DisclosedDocument {
        let descriptor = kinds
            .by_vc_type(&self.type_name)
            .filter(|kind| self.contexts().contains(&kind.json_ld_context_url().as_str()));
        let members = subject(&self.json).ok().into_iter().flatten();
        let elements = members.filter(|(name, _)| !matches!(name.as_str(), "id" | "type")).map(|(name, value)| {
            let known = descriptor
                .and_then(|descriptor| descriptor.element(name))
                .and_then(|element| Value::from_json(value, element).ok());
            DisclosedElement {
                name_space: self.type_name.clone(),
                id: name.clone(),
                value: known.map_or_else(|| DisclosedValue::ForeignJson(value.clone()), DisclosedValue::Known),
            }
        });
        DisclosedDocument {
            kind: descriptor.map(|descriptor| descriptor.kind().to_string()),
            type_name: self.type_name.clone(),
            issuer: DisclosedIssuer { kid: issuer.kid(), names: issuer.names().clone() },
            elements: elements.collect(),
            device_elements: Vec::new(),
            signed: validity.signed,
            valid_until: validity.until,
        }
    }
}

/// One JSON object, read strictly and bounded.
pub(crate) fn object(bytes: &[u8]) -> Result<Map<String, Json>, VcFault> {
    if bytes.len() > VC_BYTES {
        return Err(FormFault::Size.into());
    }
    let json = json::parse(bytes, VC_BYTES).map_err(VcFault::Json)?;
    bounded(&json)?;
    match json {
        Json::Object(object) => Ok(object),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_) => {
            Err(FormFault::Object.into())
        }
    }
}

fn type_name(json: &Map<String, Json>) -> Result<&str, MemberFault> {
    let types = types(json).filter(|types| types.contains(&"VerifiableCredential")).ok_or(MemberFault::Type)?;
    let mut own = types.into_iter().filter(|name| *name != "VerifiableCredential");
    match (own.next(), own.next()) {
        (Some(name), None) => Ok(name),
        (_, _) => Err(MemberFault::TypeSeveral),
    }
}

fn issuer(json: &Map<String, Json>) -> Result<&str, MemberFault> {
    let id = match json.get("issuer").ok_or(MemberFault::Issuer)? {
        Json::String(id) => Some(id.as_str()),
        Json::Object(object) => object.get("id").and_then(Json::as_str),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) => None,
    };
    id.filter(|id| is_absolute_uri(id)).ok_or(MemberFault::Issuer)
}

fn subject(json: &Map<String, Json>) -> Result<&Map<String, Json>, MemberFault> {
    let value = json.get("credentialSubject").ok_or(MemberFault::Subject)?;
    if value.as_array().is_some_and(|list| list.len() > 1) {
        return Err(MemberFault::SubjectSeveral);
    }
    let subject = objects(value, 1).and_then(|objects| objects.first().copied());
    subject.filter(|object| !object.is_empty()).ok_or(MemberFault::Subject)
}

/// A member whose objects must each have a type, and an `id` if it is a reference to something outside.
fn described(json: &Map<String, Json>, name: &str, fault: MemberFault, outside: bool) -> Result<(), MemberFault> {
    let Some(value) = json.get(name) else { return Ok(()) };
    let objects = objects(value, VC_STATUSES).ok_or(fault)?;
    let sound =
        |object: &Map<String, Json>| types(object).is_some() && id(object).is_ok_and(|id| id.is_some() || !outside);
    if objects.into_iter().all(sound) { Ok(()) } else { Err(fault) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn good() -> Json {
        json!({
            "@context": ["https://www.w3.org/ns/credentials/v2", "https://docs.example/age-proof/1/context.jsonld"],
            "id": "urn:uuid:6a3e5c36-1a52-4c0a-9f4a-5d9f2b3f0c11",
            "type": ["VerifiableCredential", "AgeProof"],
            "issuer": "did:key:z6Mk",
            "validFrom": "2026-11-22T06:00:00Z",
            "validUntil": "2026-11-23T06:00:00Z",
            "credentialSubject": { "id": "did:key:z6Mk", "age_over_18": true },
        })
    }

    fn code(json: &Json) -> &'static str {
        Credential::parse(json.to_string().as_bytes()).map_or_else(|fault| fault.code(), |_| "ok")
    }

    #[test]
    fn each_rule_of_the_data_model_has_its_own_code() {
        let context = "https://www.w3.org/ns/credentials/v2";
        let entry = |more: Json| {
            let mut entry = json!({
                "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
                "statusListIndex": "7", "statusListCredential": "https://status.example/b/1",
            });
            for (name, value) in more.as_object().unwrap() {
                entry[name] = value.clone();
            }
            entry
        };
        for (path, value, expected) in [
            ("/@context", json!(context), "ok"),
            ("/@context", Json::Null, "vc.context"),
            ("/@context", json!([]), "vc.context"),
            ("/@context", json!([context, 1]), "vc.context"),
            ("/@context", json!([context, "relative"]), "vc.context"),
            ("/@context", json!(vec![context; 9]), "vc.context"),
            ("/@context", json!(["https://a.example", context]), "vc.context-first"),
            ("/@context", json!("https://www.w3.org/2018/credentials/v1"), "vc.context-first"),
            ("/@context", json!([context, { "a": "https://a.example/a" }]), "vc.context-inline"),
            ("/@context", json!([context, context]), "vc.context-twice"),
            ("/id", json!("1"), "vc.id"),
            ("/id", json!(["urn:uuid:1"]), "vc.id"),
            ("/id", Json::Null, "vc.id"),
            ("/type", Json::Null, "vc.type"),
            ("/type", json!("AgeProof"), "vc.type"),
            ("/type", json!(["VerifiableCredential", "AgeProof", "AgeProof"]), "vc.type"),
            ("/type", json!(["VerifiableCredential", ""]), "vc.type"),
            ("/type", json!(["VerifiableCredential", 1]), "vc.type"),
            ("/type", json!("VerifiableCredential"), "vc.type-several"),
            ("/type", json!(["VerifiableCredential", "AgeProof", "PersonalCode"]), "vc.type-several"),
            ("/type", json!(["AgeProof", "VerifiableCredential"]), "ok"),
            ("/issuer", Json::Null, "vc.issuer"),
            ("/issuer", json!("me"), "vc.issuer"),
            ("/issuer", json!({ "name": "me" }), "vc.issuer"),
            ("/issuer", json!(["did:key:z6Mk"]), "vc.issuer"),
            ("/issuer", json!({ "id": "did:key:z6Mk", "name": "Me" }), "ok"),
            ("/issuanceDate", json!("2026-11-22T06:00:00Z"), "vc.version"),
            ("/expirationDate", json!("2026-11-22T06:00:00Z"), "vc.version"),
            ("/validFrom", json!("2026-11-22T06:00:00"), "vc.valid-from"),
            ("/validFrom", json!(1_795_341_600), "vc.valid-from"),
            ("/validUntil", json!("2026-11-23"), "vc.valid-until"),
            ("/validUntil", Json::Null, "vc.valid-until"),
            ("/validUntil", json!("2026-11-22T06:00:00Z"), "vc.validity-order"),
            ("/credentialSubject", Json::Null, "vc.subject"),
            ("/credentialSubject", json!({}), "vc.subject"),
            ("/credentialSubject", json!([]), "vc.subject"),
            ("/credentialSubject", json!("did:key:z6Mk"), "vc.subject"),
            ("/credentialSubject", json!([{ "a": 1 }]), "ok"),
            ("/credentialSubject", json!([{ "a": 1 }, { "b": 1 }]), "vc.subject-several"),
            ("/credentialSubject", json!({ "id": "me" }), "vc.id"),
            ("/credentialStatus", entry(json!({})), "ok"),
            ("/credentialStatus", json!([]), "vc.status"),
            ("/credentialStatus", json!("https://status.example/b/1"), "vc.status"),
            ("/credentialStatus", json!({ "id": "urn:uuid:1" }), "vc.status"),
            ("/credentialStatus", json!({ "type": "StatusList2021Entry" }), "ok"),
            ("/credentialStatus", entry(json!({ "statusListCredential": "b/1" })), "vc.status-list"),
            ("/credentialStatus", entry(json!({ "statusListIndex": 7 })), "vc.status-index"),
            ("/credentialStatus", entry(json!({ "statusListIndex": "-7" })), "vc.status-index"),
            ("/credentialStatus", entry(json!({ "statusListIndex": "07" })), "vc.status-index"),
            ("/credentialStatus", entry(json!({ "statusListIndex": "18446744073709551616" })), "vc.status-index"),
            ("/credentialStatus", entry(json!({ "statusPurpose": "" })), "vc.status-purpose"),
            ("/credentialStatus", entry(json!({ "statusSize": 2 })), "vc.status-purpose"),
            (
                "/credentialStatus",
                json!([entry(json!({})), entry(json!({ "statusListIndex": "8" }))]),
                "vc.status-twice",
            ),
            ("/credentialStatus", json!([entry(json!({})), entry(json!({ "statusPurpose": "suspension" }))]), "ok"),
            ("/credentialSchema", json!({ "id": "https://a.example/s", "type": "JsonSchema" }), "ok"),
            ("/credentialSchema", json!({ "id": "https://a.example/s" }), "vc.schema"),
            ("/credentialSchema", json!({ "type": "JsonSchema" }), "vc.schema"),
            ("/credentialSchema", json!("https://a.example/s"), "vc.schema"),
            ("/evidence", json!([{ "type": "Seen" }]), "ok"),
            ("/evidence", json!([{ "id": "urn:uuid:1" }]), "vc.evidence"),
        ] {
            let mut json = good();
            json[path.trim_start_matches('/')] = value.clone();
            assert_eq!(code(&json), expected, "{path} {value}");
        }
        for (name, expected) in [
            ("@context", "vc.context"),
            ("type", "vc.type"),
            ("issuer", "vc.issuer"),
            ("credentialSubject", "vc.subject"),
            ("id", "ok"),
            ("validFrom", "ok"),
            ("validUntil", "ok"),
        ] {
            let mut json = good();
            json.as_object_mut().unwrap().remove(name);
            assert_eq!(code(&json), expected, "without {name}");
        }
    }

    #[test]
    fn the_outer_form_is_bounded() {
        let code = |text: &str| Credential::parse(text.as_bytes()).map_or_else(|fault| fault.code(), |_| "ok");
        assert_eq!(code("[]"), "vc.object");
        assert_eq!(code("{\"a\":1,\"a\":1}"), "json.duplicate");
        assert_eq!(code(&" ".repeat(VC_BYTES + 1)), "vc.size");
        let mut json = good();
        json["credentialSubject"]["a"] = json!(vec![0; 5_000]);
        assert_eq!(code(&json.to_string()), "vc.items");
    }

    #[test]
    fn debug_prints_no_claim() {
        let text = format!("{:?}", Credential::parse(good().to_string().as_bytes()).unwrap());
        assert!(!text.contains("age_over_18"), "{text}");
    }
}
