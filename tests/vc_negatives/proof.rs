//! The issuer's proof.

use chop_core::crypto::Signer;
use chop_core::dev;
use chop_core::format::vc::data_integrity::Suite;
use chop_core::format::vc::did::Did;
use serde_json::{Value as Json, json};

use crate::Negative;
use crate::vc_model::{did, method, stamp};

fn proof(json: &mut Json) -> &mut Json {
    &mut json["proof"]
}

pub const CASES: &[Negative] = &[
    ("there is no proof", "vc.proof", |c| c.alter = |json| drop(json.as_object_mut().unwrap().remove("proof"))),
    ("there is an empty list of proofs", "vc.proof", |c| c.alter = |json| *proof(json) = json!([])),
    ("there are two proofs", "vc.proof-several", |c| {
        c.alter = |json| *proof(json) = json!([json["proof"], json["proof"]])
    }),
    ("the proof is a text", "vc.proof-form", |c| c.alter = |json| *proof(json) = json!("trust me")),
    ("the proof is a list in a list", "vc.proof-form", |c| c.alter = |json| *proof(json) = json!([[json["proof"]]])),
    ("the proof has a member of its own", "vc.proof-member", |c| c.alter = |json| proof(json)["alg"] = json!("none")),
    ("the proof is chained to another", "vc.proof-member", |c| {
        c.alter = |json| proof(json)["previousProof"] = json!("urn:uuid:1");
    }),
    ("the proof has a key in it", "vc.proof-member", |c| {
        c.alter = |json| proof(json)["publicKeyMultibase"] = json!("z")
    }),
    ("the proof is of an older kind", "vc.proof-type", |c| {
        c.alter = |json| proof(json)["type"] = json!("Ed25519Signature2020")
    }),
    ("the proof has no type", "vc.proof-type", |c| {
        c.alter = |json| drop(proof(json).as_object_mut().unwrap().remove("type"))
    }),
    ("the suite is not known", "vc.cryptosuite", |c| c.alter = |json| proof(json)["cryptosuite"] = json!("bbs-2023")),
    ("the suite is in capitals", "vc.cryptosuite", |c| {
        c.alter = |json| proof(json)["cryptosuite"] = json!("ECDSA-JCS-2019")
    }),
    ("there is no suite", "vc.cryptosuite", |c| {
        c.alter = |json| drop(proof(json).as_object_mut().unwrap().remove("cryptosuite"));
    }),
    ("the suite is of another kind of key", "vc.proof-key", |c| {
        c.alter = |json| proof(json)["cryptosuite"] = json!("eddsa-jcs-2022")
    }),
    ("the suite was changed to another over the same keys", "signature.issuer", |c| {
        c.alter = |json| {
            let other =
                if proof(json)["cryptosuite"] == "ecdsa-jcs-2019" { "ecdsa-rdfc-2019" } else { "ecdsa-jcs-2019" };
            proof(json)["cryptosuite"] = json!(other);
        };
    }),
    ("it was signed as if under another suite", "signature.issuer", |c| {
        c.as_if =
            Some(if c.proof["cryptosuite"] == "ecdsa-jcs-2019" { Suite::EcdsaRdfc2019 } else { Suite::EcdsaJcs2019 });
    }),
    ("created has no zone", "vc.proof-created", |c| c.proof["created"] = json!("2026-11-22T06:00:00")),
    ("created is a number", "vc.proof-created", |c| c.alter = |json| proof(json)["created"] = json!(1)),
    ("expires is not a time", "vc.proof-expires", |c| c.proof["expires"] = json!("tomorrow")),
    ("expires is before created", "vc.proof-expires", |c| c.proof["expires"] = stamp(-4_000)),
    ("the proof has expired", "time.expired", |c| c.proof["expires"] = stamp(-1)),
    ("the purpose is that of a holder", "vc.proof-purpose", |c| c.proof["proofPurpose"] = json!("authentication")),
    ("the purpose is a capability", "vc.proof-purpose", |c| c.proof["proofPurpose"] = json!("capabilityInvocation")),
    ("there is no purpose", "vc.proof-purpose", |c| {
        c.alter = |json| drop(proof(json).as_object_mut().unwrap().remove("proofPurpose"));
    }),
    ("domain is a list", "vc.proof-request", |c| c.alter = |json| proof(json)["domain"] = json!(["a", "b"])),
    ("challenge is a number", "vc.proof-request", |c| c.alter = |json| proof(json)["challenge"] = json!(1)),
    ("the proof value is in another base", "vc.proof-value", |c| {
        c.alter = |json| proof(json)["proofValue"] = json!("uAAAA")
    }),
    ("the proof value is a DER signature", "vc.proof-value", |c| {
        c.alter =
            |json| proof(json)["proofValue"] = json!("z381yXZ4FtGpWHpvNKwP6bXPmLBEbHAJXoUxyVRXHjYSz6WCVrDgLZKnoBuB");
    }),
    ("there is no proof value", "vc.proof-value", |c| {
        c.alter = |json| drop(proof(json).as_object_mut().unwrap().remove("proofValue"));
    }),
    ("the proof value is long", "vc.proof-value", |c| {
        c.alter = |json| proof(json)["proofValue"] = json!(format!("z{}", "1".repeat(5_000)));
    }),
    ("the proof's own identifier is relative", "vc.id", |c| c.alter = |json| proof(json)["id"] = json!("#1")),
    ("the method is an object", "vc.verification-method", |c| {
        c.alter = |json| proof(json)["verificationMethod"] = json!({ "id": proof(json)["verificationMethod"] });
    }),
    ("the method has no fragment", "vc.verification-method", |c| c.proof["verificationMethod"] = did(&c.issuer)),
    ("the method's fragment is of another key", "vc.verification-method", |c| {
        let other = Did::key_did(dev::key("device").public_key());
        let fragment = other.as_str().trim_start_matches("did:key:").to_owned();
        c.proof["verificationMethod"] = json!(format!("{}#{fragment}", did(&c.issuer).as_str().unwrap()));
    }),
    ("the method is of a kind that is not known", "did.method", |c| {
        c.proof["verificationMethod"] = json!("did:example:office#key-1");
    }),
    ("the method is on the web", "did.method", |c| {
        c.proof["verificationMethod"] = json!("did:web:office.example#key-1")
    }),
    ("the method is a bare address", "did.method", |c| {
        c.proof["verificationMethod"] = json!("https://office.example/keys#1")
    }),
    ("the method's key is no point", "did.point", |c| {
        c.alter = |json| {
            let bytes = [&[0x80, 0x24, 2][..], &[255; 32]].concat();
            let key = chop_core::encoding::multibase::encode_base58(&bytes);
            proof(json)["verificationMethod"] = json!(format!("did:key:{key}#{key}"));
        };
    }),
    ("the key is of somebody else than the issuer", "vc.proof-controller", |c| {
        c.issuer = dev::key("other office");
        c.proof["verificationMethod"] = method(&c.issuer);
    }),
    ("the issuer names somebody else after signing", "vc.proof-controller", |c| {
        c.alter = |json| json["issuer"] = did(&dev::key("other office"));
    }),
    ("the issuer is the same key under another DID", "vc.proof-controller", |c| {
        c.credential["issuer"] = json!(Did::jwk_did(c.issuer.public_key()).as_str());
    }),
    ("it was signed by another key than it says", "signature.issuer", |c| c.issuer = dev::key("stranger")),
    ("the signature was changed", "signature.issuer", |c| {
        c.alter = |json| {
            let value = proof(json)["proofValue"].as_str().unwrap().to_owned();
            let mut bytes = chop_core::encoding::multibase::decode_base58(&value).unwrap();
            bytes[5] ^= 1;
            proof(json)["proofValue"] = json!(chop_core::encoding::multibase::encode_base58(&bytes));
        };
    }),
    ("created was changed after signing", "signature.issuer", |c| c.alter = |json| proof(json)["created"] = stamp(-10)),
    ("expires was taken away after signing", "signature.issuer", |c| {
        c.proof["expires"] = stamp(60);
        c.alter = |json| drop(proof(json).as_object_mut().unwrap().remove("expires"));
    }),
];

/// The suites over JSON keep contexts in the proof.
pub const OVER_JSON: &[Negative] = &[
    ("the proof's contexts are others than the document's", "vc.proof-context", |c| {
        c.proof["@context"] =
            json!(["https://www.w3.org/ns/credentials/v2", "https://docs.example/cre-result/1/context.jsonld"]);
    }),
    ("the proof's contexts are in another order", "vc.proof-context", |c| {
        let mut contexts = c.credential["@context"].as_array().unwrap().clone();
        contexts.reverse();
        c.proof["@context"] = json!(contexts);
    }),
    ("the proof has an empty list of contexts", "vc.proof-context", |c| {
        c.alter = |json| proof(json)["@context"] = json!([])
    }),
    ("a context of the proof was taken away after signing", "signature.issuer", |c| {
        c.proof["@context"] = c.credential["@context"].clone();
        c.alter = |json| proof(json)["@context"] = json!(["https://www.w3.org/ns/credentials/v2"]);
    }),
    ("a claim of another form of the same number", "signature.issuer", |c| {
        c.credential["credentialSubject"]["more"] = json!(1);
        c.alter = |json| json["credentialSubject"]["more"] = json!("1");
    }),
];
