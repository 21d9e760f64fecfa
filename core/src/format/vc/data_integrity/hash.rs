//! What is signed: the hash of the proof's options and the hash of the document, one after the other.

use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256, Sha384};

use crate::crypto::Algorithm;
use crate::encoding::jcs;
use crate::format::vc::Library;
use crate::format::vc::fault::{FormFault, VcFault};

use super::suite::{Form, Suite};

/// The bytes under a signature: 64 of SHA-256, or 96 of SHA-384 for a key on P-384 (EdDSA suites §3.3.4, ECDSA suites
/// §3.2.4 and §3.3.4). `document` is without its proof, `options` without `proofValue`.
pub(crate) fn to_be_signed(
    suite: Suite,
    algorithm: Algorithm,
    document: &Map<String, Json>,
    options: &Map<String, Json>,
    library: &Library,
) -> Result<Vec<u8>, VcFault> {
    let [document, options] = match suite.form() {
        Form::Json => json_forms(document, options)?,
        Form::Graph => graph_forms(algorithm, document, options, library)?,
    };
    Ok(match algorithm {
        Algorithm::Es256 | Algorithm::EdDsa => [Sha256::digest(options), Sha256::digest(document)].concat(),
        Algorithm::Es384 => [Sha384::digest(options), Sha384::digest(document)].concat(),
    })
}

/// Where the proof repeats contexts, these are the ones under the signature.
fn json_forms(document: &Map<String, Json>, options: &Map<String, Json>) -> Result<[Vec<u8>; 2], VcFault> {
    let mut document = document.clone();
    if let Some(contexts) = options.get("@context") {
        document.insert("@context".to_owned(), contexts.clone());
    }
    let form = |object| jcs::canonical(&Json::Object(object)).map_err(|_| FormFault::Object);
    Ok([form(document)?, form(options.clone())?])
}

/// The options are a graph of their own, under the contexts of the document.
#[cfg(feature = "json-ld")]
fn graph_forms(
    algorithm: Algorithm,
    document: &Map<String, Json>,
    options: &Map<String, Json>,
    library: &Library,
) -> Result<[Vec<u8>; 2], VcFault> {
    let mut options = options.clone();
    if let Some(contexts) = document.get("@context") {
        options.insert("@context".to_owned(), contexts.clone());
    }
    let form = |object: &Map<String, Json>| super::graph::canonical(object, algorithm, library);
    Ok([form(document)?, form(&options)?])
}

#[cfg(not(feature = "json-ld"))]
fn graph_forms(
    _: Algorithm,
    _: &Map<String, Json>,
    _: &Map<String, Json>,
    _: &Library,
) -> Result<[Vec<u8>; 2], VcFault> {
    Err(crate::format::vc::GraphFault::Unavailable.into())
}
