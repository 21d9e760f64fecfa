//! What a graph forgets: each of these has the very graph that was signed, or none, and shows something else.

use serde_json::{Value as Json, json};

use crate::Negative;
use crate::vc_model::{LIST, stamp};

fn subject(json: &mut Json) -> &mut Json {
    &mut json["credentialSubject"]
}

fn rename(json: &mut Json, from: &str, to: &str) {
    let value = json.as_object_mut().unwrap().remove(from).unwrap();
    json[to] = value;
}

fn revoked() -> Json {
    json!({
        "type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "1",
        "statusListCredential": LIST,
    })
}

pub const CASES: &[Negative] = &[
    ("a claim is added that no context defines", "vc.term", |c| {
        c.alter = |json| subject(json)["salary"] = json!("a lot");
    }),
    ("a member is added that no context defines", "vc.term", |c| c.alter = |json| json["clearance"] = json!("top")),
    ("a member of another kind is added", "vc.term", |c| {
        c.alter = |json| subject(json)["family_name"] = json!("CHAN");
    }),
    ("a type is added that no context defines", "vc.term", |c| {
        c.alter = |json| subject(json)["type"] = json!("Minister");
    }),
    ("the vocabulary of the kind is taken away", "vc.term", |c| {
        c.alter = |json| json["@context"] = json!(["https://www.w3.org/ns/credentials/v2"]);
    }),
    ("the vocabulary of the kind is exchanged for another's", "vc.term", |c| {
        c.alter = |json| json["@context"][1] = json!("https://docs.example/personal-code/1/context.jsonld");
    }),
    ("vocabularies are added that contradict each other", "vc.expansion", |c| {
        c.alter = |json| {
            let list = json["@context"].as_array_mut().unwrap();
            list.push(json!("https://docs.example/identity-card-face/1/context.jsonld"));
            list.push(json!("https://docs.example/senior-citizen-card/1/context.jsonld"));
        };
    }),
    ("the status is hidden behind its address", "vc.key", |c| {
        c.credential["credentialStatus"] = revoked();
        c.alter = |json| rename(json, "credentialStatus", "https://www.w3.org/2018/credentials#credentialStatus");
    }),
    ("the end is hidden behind its address", "vc.key", |c| {
        c.credential["validFrom"] = stamp(-7_200);
        c.credential["validUntil"] = stamp(-1);
        c.alter = |json| rename(json, "validUntil", "https://www.w3.org/2018/credentials#validUntil");
    }),
    ("a claim is hidden behind its address", "vc.key", |c| {
        c.alter = |json| rename(subject(json), "age_over_65", "https://docs.example/age-proof/1#age_over_65");
    }),
    ("the identifier is a keyword", "vc.key", |c| c.alter = |json| rename(json, "id", "@id")),
    ("a graph is hidden in the document", "vc.key", |c| c.alter = |json| json["@graph"] = json!([])),
    ("an included node hides the status", "vc.key", |c| {
        c.credential["credentialStatus"] = revoked();
        c.alter = |json| {
            let status = json.as_object_mut().unwrap().remove("credentialStatus").unwrap();
            json["@included"] = json!([{ "id": json["id"], "credentialStatus": status }]);
        };
    }),
    ("a nested object brings a context", "vc.key", |c| {
        c.alter =
            |json| subject(json)["@context"] = json!({ "age_over_65": "https://docs.example/age-proof/1#age_over_18" });
    }),
    ("a null is added", "vc.hollow", |c| c.alter = |json| subject(json)["portrait_date"] = Json::Null),
    ("an empty list is added", "vc.hollow", |c| c.alter = |json| subject(json)["privileges"] = json!([])),
    ("a list in a list", "vc.hollow", |c| c.alter = |json| subject(json)["age_over_18"] = json!([[true]])),
    ("a value is written as an object", "vc.key", |c| {
        c.alter = |json| subject(json)["age_over_18"] = json!({ "@value": true });
    }),
    ("an empty name", "vc.key", |c| c.alter = |json| subject(json)[""] = json!(true)),
    ("two objects have one identifier", "vc.id-twice", |c| {
        c.alter = |json| json["evidence"] = json!([{ "id": json["id"], "type": "JsonSchema" }]);
    }),
    ("evidence with a relative type", "vc.term", |c| {
        c.credential = {
            c.alter = |json| json["evidence"] = json!([{ "type": "Seen" }]);
            c.credential.clone()
        }
    }),
    ("a graph made to take forever", "vc.work", |c| {
        // Nodes that nothing tells apart, in a member that the vocabulary knows.
        c.alter = |json| {
            let leaf = || json!({ "type": "JsonSchema" });
            let hub = || json!({ "type": "JsonSchema", "evidence": (0..14).map(|_| leaf()).collect::<Vec<_>>() });
            let _ = hub;
            let twin = || json!({ "type": "VerifiableCredential", "evidence": vec![leaf(); 14] });
            json["evidence"] = json!([twin(), twin(), twin()]);
        };
    }),
    ("the presentation hides a credential behind an address", "vp.member", |c| {
        c.alter_presentation = |json| json["https://www.w3.org/2018/credentials#holder"] = json!("did:example:1");
    }),
    ("a claim is the same number in another form", "signature.issuer", |c| {
        c.alter = |json| subject(json)["age_over_18"] = json!("true");
    }),
];
