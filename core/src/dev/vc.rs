//! W3C credentials for tests, good ones and others.

use serde_json::Value as Json;

use crate::crypto::{Signer, SoftwareKey};
use crate::document::Kinds;
use crate::encoding::multibase;
use crate::format::vc::data_integrity::{PresentRequest, Suite, bytes_to_sign, prepare, prepare_presentation};
use crate::format::vc::did::Did;
use crate::format::vc::{CredentialRequest, Library};

use super::{holder_values, key, reference_now};

/// Signs any JSON object with any options of a proof, also such as nobody should: what comes out is for tests of what
/// is refused; what has no canonical form gets a signature over nothing. The options must name a suite, unless `as_if` names the one to take.
#[must_use]
pub fn secure(document: &Json, options: &Json, as_if: Option<Suite>, key: &SoftwareKey, library: &Library) -> Json {
    let named = options["cryptosuite"].as_str().and_then(Suite::from_name);
    let suite = as_if.or(named).unwrap();
    let algorithm = key.public_key().algorithm();
    let (object, members) = (document.as_object().unwrap(), options.as_object().unwrap());
    let bytes = bytes_to_sign(suite, algorithm, object, members, library).unwrap_or_default();
    let signature = key.sign_deterministic(&bytes).unwrap();
    let (mut document, mut options) = (document.clone(), options.clone());
    let put = |object: &mut Json, name: &str, value| object.as_object_mut().unwrap().insert(name.to_owned(), value);
    put(&mut options, "proofValue", multibase::encode_base58(signature.as_bytes()).into());
    put(&mut document, "proof", options);
    document
}

/// A presentation of a credential of a shipped kind under one suite of keys on P-256, made just before
/// [`reference_now`](super::reference_now) for the nonce `n-0S6_WzA2Mj` and the audience `https://door.example`.
#[must_use]
pub fn presentation(kind: &str, suite: Suite) -> Vec<u8> {
    let kinds = Kinds::shipped();
    let library = Library::new(&kinds);
    let (issuer, device, now) = (key("issuer"), key("device"), reference_now());
    let holder = Did::key_did(device.public_key());
    let descriptor = kinds.by_kind(kind).unwrap();
    let request = CredentialRequest {
        descriptor,
        values: &holder_values(descriptor, now),
        id: None,
        issuer: &Did::key_did(issuer.public_key()),
        holder: &holder,
        valid_from: now.plus(-3_600),
        valid_until: now.plus(86_400),
        status: &[],
    };
    let credential = prepare(&request, suite, now.plus(-3_600), &library).unwrap().sign(&issuer).unwrap();
    let request = PresentRequest {
        credentials: &[&credential],
        holder: &holder,
        suite,
        nonce: "n-0S6_WzA2Mj",
        audience: "https://door.example",
        created: now.plus(-2),
    };
    prepare_presentation(&request, &library).unwrap().sign(&device).unwrap()
}
