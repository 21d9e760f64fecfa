//! Proofs over graphs.

use std::collections::HashMap;

use peer_line::{Answer, text};
use serde_json::{Value, json};
use ssi_claims_core::{SignatureEnvironment, VerificationParameters};
use ssi_core::JsonPointerBuf;
use ssi_data_integrity::{
    AnyDataIntegrity, AnyInputOptions, AnySelectionOptions, AnySignatureOptions, AnySuite, CryptographicSuite,
    DataIntegrityDocument, ProofOptions,
};
use ssi_dids_core::DIDURLBuf;
use ssi_json_ld::ContextLoader;
use ssi_jwk::JWK;
use ssi_verification_methods::{ProofPurpose, SingleSecretSigner};

use crate::{Resolver, did, key, resolver, words};

fn suite(name: &str) -> Result<AnySuite, String> {
    match name {
        "ecdsa-rdfc-2019" => Ok(AnySuite::EcdsaRdfc2019),
        "eddsa-rdfc-2022" => Ok(AnySuite::EdDsaRdfc2022),
        "ecdsa-sd-2023" => Ok(AnySuite::EcdsaSd2023),
        other => Err(format!("no suite {other}")),
    }
}

fn loader(question: &Value) -> Result<ContextLoader, String> {
    let contexts: HashMap<String, String> = question["contexts"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(address, context)| (address.clone(), context.to_string()))
        .collect();
    ContextLoader::default().with_context_map_from(contexts).map_err(words)
}

fn parameters(question: &Value) -> Result<VerificationParameters<Resolver>, String> {
    Ok(VerificationParameters::from_resolver(resolver()).with_json_ld_loader(loader(question)?))
}

fn pointers(question: &Value, name: &str) -> Result<Vec<JsonPointerBuf>, String> {
    let pointers = question[name].as_array().into_iter().flatten();
    pointers.map(|pointer| serde_json::from_value(pointer.clone()).map_err(words)).collect()
}

async fn sign(document: Value, name: &str, purpose: ProofPurpose, key: JWK, question: &Value) -> Answer {
    let document: DataIntegrityDocument = serde_json::from_value(document).map_err(words)?;
    let method: DIDURLBuf = key.key_id.as_deref().unwrap_or_default().parse().map_err(words)?;
    let created: xsd_types::DateTimeStamp = text(question, "created")?.parse().map_err(|_| "created")?;
    let mut options: AnyInputOptions =
        ProofOptions::new(created.into(), method.into_iri().into(), purpose, Default::default());
    options.challenge = question["challenge"].as_str().map(str::to_owned);
    options.domains = question["domain"].as_str().map(str::to_owned).into_iter().collect();
    let mut signature = AnySignatureOptions::default();
    signature.mandatory_pointers = pointers(question, "mandatory")?;
    let environment = SignatureEnvironment { json_ld_loader: loader(question)?, eip712_loader: () };
    let signer = SingleSecretSigner::new(key).into_local();
    let signed = suite(name)?.sign_with(environment, document, resolver(), signer, options, signature).await;
    serde_json::to_value(&signed.map_err(words)?).map_err(words)
}

pub async fn issue(question: Value) -> Answer {
    let key = key(&question)?;
    let mut credential = question["credential"].clone();
    credential["issuer"] = did(&key).into();
    sign(credential, text(&question, "suite")?, ProofPurpose::Assertion, key, &question).await
}

pub async fn derive(question: Value) -> Answer {
    let credential: AnyDataIntegrity = serde_json::from_value(question["credential"].clone()).map_err(words)?;
    let mut selection = AnySelectionOptions::default();
    selection.selective_pointers = pointers(&question, "pointers")?;
    let derived = credential.select(parameters(&question)?, selection).await.map_err(words)?;
    serde_json::to_value(&derived).map_err(words)
}

pub async fn present(question: Value) -> Answer {
    let key = key(&question)?;
    let presentation = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": did(&key),
        "verifiableCredential": [question["credential"]],
    });
    sign(presentation, text(&question, "holdersSuite")?, ProofPurpose::Authentication, key, &question).await
}

/// The presentation, each credential in it, and what the holder's proof answers.
pub async fn verify(question: Value) -> Answer {
    let presentation = &question["presentation"];
    let parameters = parameters(&question)?;
    let credentials = presentation["verifiableCredential"].as_array().ok_or("no credentials")?;
    for secured in credentials.iter().chain([presentation]) {
        let secured: AnyDataIntegrity = serde_json::from_value(secured.clone()).map_err(words)?;
        secured.verify(&parameters).await.map_err(words)?.map_err(words)?;
    }
    let proof = &presentation["proof"];
    if proof["challenge"] != question["challenge"] || proof["domain"] != question["domain"] {
        return Err("the proof answers another question".to_owned());
    }
    Ok(true.into())
}
