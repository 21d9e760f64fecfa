//! The holder's proof and what it holds together.

use chop_core::crypto::{Algorithm, Signer, SoftwareKey};
use chop_core::dev::{self, Counted};
use chop_core::format::vc::did::Did;
use chop_core::verify::RequestBinding;
use serde_json::{Value as Json, json};

use crate::Negative;
use crate::vc_model::{AUDIENCE, Case, NONCE, did, method, stamp};

fn proof(json: &mut Json) -> &mut Json {
    &mut json["proof"]
}

/// Somebody else presents, with a proof that is good in itself.
fn by_somebody_else(c: &mut Case) {
    c.holder = dev::key("stranger");
    c.holder_proof["verificationMethod"] = method(&c.holder);
    c.presentation["holder"] = did(&c.holder);
}

pub const CASES: &[Negative] = &[
    ("nobody signed the presentation", "holder.missing", |c| c.presented = false),
    ("the proof was taken away", "holder.missing", |c| {
        c.alter_presentation = |json| drop(json.as_object_mut().unwrap().remove("proof"));
    }),
    ("the request is not known", "holder.request", |c| c.request = None),
    ("the nonce is another", "holder.nonce", |c| c.holder_proof["challenge"] = json!("another")),
    ("there is no nonce", "holder.nonce", |c| drop(c.holder_proof.as_object_mut().unwrap().remove("challenge"))),
    ("the verifier asked with another nonce", "holder.nonce", |c| {
        c.request = Some(RequestBinding { nonce: "another", audience: AUDIENCE });
    }),
    ("the nonce is longer", "holder.nonce", |c| c.holder_proof["challenge"] = json!(format!("{NONCE}0"))),
    ("the audience is another", "holder.audience", |c| c.holder_proof["domain"] = json!("https://other.example")),
    ("there is no audience", "holder.audience", |c| drop(c.holder_proof.as_object_mut().unwrap().remove("domain"))),
    ("the audience has a stroke more", "holder.audience", |c| c.holder_proof["domain"] = json!(format!("{AUDIENCE}/"))),
    ("the nonce was changed after signing", "signature.device", |c| {
        c.holder_proof["challenge"] = json!("another");
        c.alter_presentation = |json| proof(json)["challenge"] = json!(NONCE);
    }),
    ("the audience was changed after signing", "signature.device", |c| {
        c.holder_proof["domain"] = json!("https://other.example");
        c.alter_presentation = |json| proof(json)["domain"] = json!(AUDIENCE);
    }),
    ("somebody else presents", "holder.key", by_somebody_else),
    ("somebody else signs in the holder's name", "signature.device", |c| c.holder = dev::key("stranger")),
    ("the proof is that of a device on another curve", "holder.key", |c| {
        c.holder = SoftwareKey::generate(Algorithm::EdDsa, &mut Counted::new("other")).unwrap();
        c.holder_proof["verificationMethod"] = method(&c.holder);
        c.holder_proof["cryptosuite"] = json!("eddsa-jcs-2022");
        c.presentation["holder"] = did(&c.holder);
    }),
    ("the subject is nobody's key", "holder.unbound", |c| {
        c.credential["credentialSubject"]["id"] = json!("urn:uuid:0ab3c1d4-3b7e-4c5f-9c3e-0f5c2b7d8e90");
    }),
    ("the subject has no identifier", "holder.unbound", |c| {
        c.credential["credentialSubject"].as_object_mut().unwrap().remove("id");
    }),
    ("the proof is old", "holder.time", |c| c.holder_proof["created"] = stamp(-301)),
    ("the proof is of the future", "holder.time", |c| c.holder_proof["created"] = stamp(11)),
    ("the proof has expired by its own word", "holder.time", |c| c.holder_proof["expires"] = stamp(0)),
    ("the time of the proof was changed after signing", "signature.device", |c| {
        c.holder_proof["created"] = stamp(-301);
        c.alter_presentation = |json| proof(json)["created"] = stamp(-1);
    }),
    ("the purpose is that of an issuer", "vc.proof-purpose", |c| {
        c.holder_proof["proofPurpose"] = json!("assertionMethod")
    }),
    ("the presentation has two proofs", "vc.proof-several", |c| {
        c.alter_presentation = |json| *proof(json) = json!([json["proof"], json["proof"]]);
    }),
    ("the holder's suite does not fit its key", "vc.proof-key", |c| {
        c.alter_presentation = |json| proof(json)["cryptosuite"] = json!("eddsa-jcs-2022");
    }),
    ("the named holder is another", "vp.holder", |c| c.presentation["holder"] = did(&dev::key("stranger"))),
    ("the holder is a number", "vp.holder", |c| c.alter_presentation = |json| json["holder"] = json!(7)),
    ("the holder is the same key under another DID", "vp.holder", |c| {
        c.presentation["holder"] = json!(Did::jwk_did(c.holder.public_key()).as_str());
    }),
    ("the type is that of a credential", "vp.type", |c| {
        c.alter_presentation = |json| json["type"] = json!(["VerifiableCredential"]);
    }),
    ("the type says more", "vp.type", |c| {
        c.alter_presentation = |json| json["type"] = json!(["VerifiablePresentation", "AgeProof"]);
    }),
    ("there is no credential", "vp.count", |c| c.alter_presentation = |json| json["verifiableCredential"] = json!([])),
    ("there are too many credentials", "vp.count", |c| {
        c.alter_presentation =
            |json| json["verifiableCredential"] = json!(vec![json["verifiableCredential"][0].clone(); 17]);
    }),
    ("a credential is a text", "vp.credential", |c| {
        c.alter_presentation = |json| json["verifiableCredential"] = json!(["eyJhbGciOiJFUzI1NiJ9.e30.AA"]);
    }),
    ("a credential is in an envelope", "vp.credential", |c| {
        c.alter_presentation = |json| {
            json["verifiableCredential"] = json!([{
                "@context": "https://www.w3.org/ns/credentials/v2", "type": "EnvelopedVerifiableCredential",
                "id": "data:application/vc+jwt,eyJhbGciOiJFUzI1NiJ9.e30.AA",
            }]);
        };
    }),
    ("a credential is added after signing", "signature.device", |c| {
        c.alter_presentation = |json| {
            let mut list = json["verifiableCredential"].as_array().unwrap().clone();
            let mut other = list[0].clone();
            other["id"] = json!("urn:uuid:1");
            list.push(other);
            json["verifiableCredential"] = json!(list);
        };
    }),
    ("the presentation has a claim of its own", "vp.member", |c| {
        c.alter_presentation = |json| json["credentialSubject"] = json!({ "age_over_65": true });
    }),
    ("the presentation's context is another", "vc.context-first", |c| {
        c.alter_presentation = |json| json["@context"] = json!(["https://www.w3.org/2018/credentials/v1"]);
    }),
    ("the presentation's context is not known", "vc.context-unknown", |c| {
        c.alter_presentation = |json| json["@context"].as_array_mut().unwrap().push(json!("https://a.example/"));
    }),
    ("the presentation's identifier is relative", "vc.id", |c| c.alter_presentation = |json| json["id"] = json!("1")),
    ("the presentation is replayed at another door", "holder.nonce", |c| {
        c.request = Some(RequestBinding { nonce: "fresh", audience: "https://other.example" });
    }),
];
