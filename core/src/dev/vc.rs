use serde_json::Value as Json;

use crate::crypto::{Signer, SoftwareKey};
use crate::encoding::multibase;
use crate::format::vc::Library;
use crate::format::vc::data_integrity::{Suite, bytes_to_sign};

/// Signs any JSON object with any options of a proof, also such as nobody should: what comes out is for tests of what
/// is refused. The options must name a suite, unless `as_if` names the one to take.
#[must_use]
pub fn secure(document: &Json, options: &Json, as_if: Option<Suite>, key: &SoftwareKey, library: &Library) -> Json {
    let named = options["cryptosuite"].as_str().and_then(Suite::from_name);
    let suite = as_if.or(named).unwrap();
    let algorithm = key.public_key().algorithm();
    let (object, members) = (document.as_object().unwrap(), options.as_object().unwrap());
    let bytes = bytes_to_sign(suite, algorithm, object, members, library).unwrap();
    let signature = key.sign_deterministic(&bytes).unwrap();
    let (mut document, mut options) = (document.clone(), options.clone());
    let put = |object: &mut Json, name: &str, value| object.as_object_mut().unwrap().insert(name.to_owned(), value);
    put(&mut options, "proofValue", multibase::encode_base58(signature.as_bytes()).into());
    put(&mut document, "proof", options);
    document
}
