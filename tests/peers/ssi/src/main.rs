//! ssi as issuer, holder and verifier of W3C credentials: Data Integrity and JWS. Nothing is fetched: contexts come with
//! the question, and a did:key is its own document.

mod data_integrity;
mod jose;

use std::fmt::Display;
use std::future::Future;

use did_method_key::DIDKey;
use futures::executor::block_on;
use peer_line::{Answer, Work, serve};
use serde_json::Value;
use ssi_dids_core::{DIDResolver, VerificationMethodDIDResolver};
use ssi_jwk::JWK;
use ssi_verification_methods::AnyMethod;

type Resolver = VerificationMethodDIDResolver<DIDKey, AnyMethod>;

fn resolver() -> Resolver {
    DIDKey.into_vm_resolver()
}

fn words(error: impl Display) -> String {
    error.to_string()
}

/// A secret key with the name of its verification method.
fn key(question: &Value) -> Result<JWK, String> {
    let mut key: JWK = serde_json::from_value(question["key"].clone()).map_err(words)?;
    let method = DIDKey::generate_url(&key.to_public()).map_err(words)?;
    key.key_id = Some(method.to_string());
    Ok(key)
}

/// The DID of a key whose verification method is named.
fn did(key: &JWK) -> String {
    let method = key.key_id.as_deref().unwrap_or_default();
    method.split('#').next().unwrap_or_default().to_owned()
}

fn work<F: Future<Output = Answer>>(question: &Value, operation: fn(Value) -> F) -> Work
where
    F: 'static,
{
    let question = question.clone();
    Box::new(move || block_on(operation(question.clone())))
}

fn main() {
    serve(|operation, question| {
        let jose = question["suite"] == "vc+jwt";
        Ok(match (operation, jose) {
            ("version", _) => Box::new(|| Ok("0.16.0".into())),
            ("issue", false) => work(question, data_integrity::issue),
            ("derive", false) => work(question, data_integrity::derive),
            ("present", false) => work(question, data_integrity::present),
            ("verify", false) => work(question, data_integrity::verify),
            ("issue", true) => work(question, jose::issue),
            ("present", true) => work(question, jose::present),
            ("verify", true) => work(question, jose::verify),
            (other, _) => return Err(format!("no operation {other}")),
        })
    });
}
