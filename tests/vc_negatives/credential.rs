//! The data model, correctly signed.

use serde_json::{Value as Json, json};

use crate::Negative;
use crate::vc_model::{LIST, SUSPENSIONS, did, stamp};

fn entry(purpose: &str, index: &str) -> Json {
    let list = if purpose == "suspension" { SUSPENSIONS } else { LIST };
    json!({
        "type": "BitstringStatusListEntry", "statusPurpose": purpose, "statusListIndex": index,
        "statusListCredential": list,
    })
}

/// A place in a list that nobody has.
fn elsewhere() -> Json {
    let mut entry = entry("suspension", "7");
    entry["statusListCredential"] = json!("https://status.example/b/99");
    entry
}

fn remove(json: &mut Json, name: &str) {
    json.as_object_mut().unwrap().remove(name);
}

pub(crate) const CASES: &[Negative] = &[
    ("the type is not that of a credential", "vc.type", |c| c.credential["type"] = json!(["AgeProof"])),
    ("the type says nothing", "vc.type-several", |c| c.credential["type"] = json!(["VerifiableCredential"])),
    ("the type says two things", "vc.type-several", |c| {
        c.credential["type"] = json!(["VerifiableCredential", "AgeProof", "BitstringStatusListCredential"]);
    }),
    ("the issuer is not named", "vc.issuer", |c| c.alter = |json| remove(json, "issuer")),
    ("the issuer has no identifier", "vc.issuer", |c| c.alter = |json| json["issuer"] = json!({ "name": "Office" })),
    ("the identifier is relative", "vc.id", |c| c.alter = |json| json["id"] = json!("1")),
    ("the subject is missing", "vc.subject", |c| c.alter = |json| remove(json, "credentialSubject")),
    ("the subject says nothing", "vc.subject", |c| c.alter = |json| json["credentialSubject"] = json!({})),
    ("there are two subjects", "vc.subject-several", |c| {
        c.alter = |json| json["credentialSubject"] = json!([json["credentialSubject"], { "id": "did:example:2" }]);
    }),
    ("the first day has no zone", "vc.valid-from", |c| c.credential["validFrom"] = json!("2026-11-22T06:00:00")),
    ("the first day is a number", "vc.valid-from", |c| c.alter = |json| json["validFrom"] = json!(1)),
    ("the last day is a date alone", "vc.valid-until", |c| c.credential["validUntil"] = json!("2026-11-23")),
    ("it ends before it begins", "vc.validity-order", |c| c.credential["validUntil"] = stamp(-7_200)),
    ("it ends when it begins", "vc.validity-order", |c| c.credential["validUntil"] = stamp(-3_600)),
    ("nothing says when it was signed", "vc.undated", |c| {
        remove(&mut c.credential, "validFrom");
        remove(&mut c.proof, "created");
    }),
    ("a member of version 1.1 gives another end", "vc.version", |c| {
        c.alter = |json| json["expirationDate"] = stamp(9_000_000);
    }),
    ("there is no context", "vc.context", |c| c.alter = |json| remove(json, "@context")),
    ("the first context is another", "vc.context-first", |c| {
        c.alter = |json| json["@context"] = json!(["https://docs.example/age-proof/1/context.jsonld"]);
    }),
    ("a context is written out", "vc.context-inline", |c| {
        c.alter = |json| json["@context"].as_array_mut().unwrap().push(json!({ "@vocab": "https://a.example/" }));
    }),
    ("a context is there twice", "vc.context-twice", |c| {
        c.alter = |json| json["@context"].as_array_mut().unwrap().push(json!("https://www.w3.org/ns/credentials/v2"));
    }),
    ("a context is not known here", "vc.context-unknown", |c| {
        c.alter = |json| json["@context"].as_array_mut().unwrap().push(json!("https://a.example/context"));
    }),
    ("a status has no list", "vc.status-list", |c| {
        c.credential["credentialStatus"] = entry("revocation", "7");
        c.alter = |json| remove(&mut json["credentialStatus"], "statusListCredential");
    }),
    ("a status has a number for its index", "vc.status-index", |c| {
        c.credential["credentialStatus"] = entry("revocation", "7");
        c.alter = |json| json["credentialStatus"]["statusListIndex"] = json!(7);
    }),
    ("a status has no purpose", "vc.status-purpose", |c| {
        c.credential["credentialStatus"] = entry("revocation", "7");
        c.alter = |json| remove(&mut json["credentialStatus"], "statusPurpose");
    }),
    ("a status of one purpose is there twice", "vc.status-twice", |c| {
        c.credential["credentialStatus"] = json!([entry("revocation", "7"), entry("revocation", "8")]);
    }),
    ("a status is a text", "vc.status", |c| c.alter = |json| json["credentialStatus"] = json!(LIST)),
    ("a status is an empty list", "vc.status", |c| c.alter = |json| json["credentialStatus"] = json!([])),
    ("a schema has no identifier", "vc.schema", |c| {
        c.alter = |json| json["credentialSchema"] = json!({ "type": "JsonSchema" });
    }),
    ("evidence has no type", "vc.evidence", |c| c.alter = |json| json["evidence"] = json!([{ "id": "urn:uuid:1" }])),
    ("it is revoked", "status.revoked", |c| c.credential["credentialStatus"] = entry("revocation", "1")),
    ("it is suspended", "status.suspended", |c| c.credential["credentialStatus"] = entry("suspension", "1")),
    ("its list is not known", "status.unknown", |c| {
        c.credential["credentialStatus"] = entry("revocation", "7");
        c.credential["credentialStatus"]["statusListCredential"] = json!("https://status.example/b/99");
    }),
    ("one of its lists is not known", "status.unknown", |c| {
        c.credential["credentialStatus"] = json!([entry("revocation", "7"), elsewhere()]);
    }),
    ("it is revoked, and another list is not known", "status.revoked", |c| {
        c.credential["credentialStatus"] = json!([elsewhere(), entry("revocation", "1")]);
    }),
    ("its status is of another purpose", "status.unknown", |c| {
        c.credential["credentialStatus"] = entry("quarantine", "7");
    }),
    ("its time is over", "time.expired", |c| {
        c.credential["validFrom"] = stamp(-7_200);
        c.credential["validUntil"] = stamp(0);
    }),
    ("its time has not come", "time.not-yet", |c| c.credential["validFrom"] = stamp(1)),
    ("a claim was changed after signing", "signature.issuer", |c| {
        c.alter = |json| json["credentialSubject"]["age_over_65"] = json!(false);
    }),
    ("a claim was taken away after signing", "signature.issuer", |c| {
        c.alter = |json| remove(&mut json["credentialSubject"], "age_over_65");
    }),
    ("its end was moved after signing", "signature.issuer", |c| c.alter = |json| json["validUntil"] = stamp(7_200)),
    ("its status was taken away after signing", "signature.issuer", |c| {
        c.credential["credentialStatus"] = entry("revocation", "1");
        c.alter = |json| remove(json, "credentialStatus");
    }),
    ("its subject was changed after signing", "signature.issuer", |c| {
        c.credential["credentialSubject"]["id"] = json!("did:example:somebody-else");
        c.alter = |json| {
            let holder = did(&chop_core::dev::key("device"));
            json["credentialSubject"]["id"] = holder;
        };
    }),
];
