//! The test vectors of the cryptosuites, step by step.

use std::fs;
use std::path::PathBuf;

use serde_json::{Map, Value as Json};

use super::hash::to_be_signed;
use super::suite::Suite;
use crate::document::Kinds;
use crate::encoding::{jcs, multibase};
use crate::format::vc::Library;
use crate::format::vc::did::Did;

fn file(path: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../vectors/w3c");
    fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn json(path: &str) -> Map<String, Json> {
    serde_json::from_str(&file(path)).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn library() -> Library {
    let context = |path: &str| serde_json::from_str(&file(path)).unwrap();
    Library::new(&Kinds::shipped())
        .with_context(
            "https://www.w3.org/ns/credentials/examples/v2",
            context("contexts/credentials-examples-v2.jsonld"),
        )
        .with_context("https://w3id.org/citizenship/v4rc1", context("contexts/citizenship-v4rc1.json"))
}

/// Runs the steps of one suite's vector: the combined hash is the one printed, and the signature fits it.
fn run(suite: Suite, folder: &str, suffix: &str) {
    let mut signed = json(&format!("{folder}/signed{suffix}.json"));
    let Some(Json::Object(mut options)) = signed.shift_remove("proof") else { panic!("{folder} has no proof") };
    let value = options.shift_remove("proofValue").unwrap();
    let method = options["verificationMethod"].as_str().unwrap();
    let key = Did::parse(method.split_once('#').unwrap().0).unwrap().key().clone();
    assert_eq!(options["cryptosuite"], suite.name());
    let combined = to_be_signed(suite, key.algorithm(), &signed, &options, &library()).unwrap();
    assert_eq!(hex(&combined), file(&format!("{folder}/combinedHash{suffix}.txt")).trim(), "{folder}");
    let signature = multibase::decode_base58(value.as_str().unwrap()).unwrap();
    key.verify(&combined, &signature).unwrap();
    let mut other = combined.clone();
    other[40] ^= 1;
    assert!(key.verify(&other, &signature).is_err());
}

#[test]
fn the_vectors_of_the_suites_over_json_come_out_as_printed() {
    run(Suite::EddsaJcs2022, "vc-di-eddsa/eddsa-jcs-2022", "JCS");
    run(Suite::EcdsaJcs2019, "vc-di-ecdsa/ecdsa-jcs-2019-p256", "JCSECDSAP256");
}

#[test]
fn the_canonical_forms_of_the_vectors_over_json_come_out_as_printed() {
    for (folder, document, options) in [
        ("vc-di-eddsa/eddsa-jcs-2022", "canonDocJCS.txt", "proofCanonJCS.txt"),
        ("vc-di-ecdsa/ecdsa-jcs-2019-p256", "canonDocJCSECDSAP256.txt", "proofCanonJCSECDSAP256.txt"),
    ] {
        let suffix = if folder.contains("eddsa") { "JCS" } else { "JCSECDSAP256" };
        let mut signed = json(&format!("{folder}/signed{suffix}.json"));
        let Some(Json::Object(mut proof)) = signed.shift_remove("proof") else { panic!("{folder} has no proof") };
        proof.shift_remove("proofValue");
        for (object, path) in [(signed, document), (proof, options)] {
            let canonical = jcs::canonical(&Json::Object(object)).unwrap();
            assert_eq!(String::from_utf8(canonical).unwrap(), file(&format!("{folder}/{path}")).trim_end(), "{path}");
        }
    }
}

#[cfg(feature = "json-ld")]
#[test]
fn the_vectors_of_the_suites_over_graphs_come_out_as_printed() {
    run(Suite::EddsaRdfc2022, "vc-di-eddsa/eddsa-rdfc-2022", "DataInt");
    run(Suite::EcdsaRdfc2019, "vc-di-ecdsa/ecdsa-rdfc-2019-p256", "ECDSAP256");
}
