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

#[cfg(feature = "json-ld")]
mod selective {
    use std::collections::BTreeSet;

    use super::super::derive::derive_pointers;
    use super::super::disclosure::{Disclosure, Share};
    use super::super::proof::{Proof, Purpose};
    use super::super::selective::{Groups, Statements};
    use super::*;

    const FOLDER: &str = "vc-di-ecdsa/ecdsa-sd-2023/employ";

    fn list(path: &str) -> Vec<String> {
        serde_json::from_str(&file(path)).unwrap()
    }

    fn lines(path: &str, pointer: &str) -> Vec<String> {
        let json: Json = serde_json::from_str(&file(path)).unwrap();
        let entries = json.pointer(pointer).unwrap().as_array().unwrap();
        entries.iter().map(|entry| entry[1].as_str().unwrap().to_owned()).collect()
    }

    fn hmac_key() -> [u8; 32] {
        let hex = json("vc-di-ecdsa/ecdsa-sd-2023/SDKeyMaterial.json")["hmacKeyString"].as_str().unwrap().to_owned();
        std::array::from_fn(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap())
    }

    #[test]
    fn the_statements_of_the_vector_are_labelled_and_divided_as_printed() {
        let (document, library) = (json("vc-di-ecdsa/employmentAuth.json"), library());
        let groups = Groups::new(&document, &hmac_key(), &library).unwrap();
        assert_eq!(groups.lines, list(&format!("{FOLDER}/addBaseDocHMACCanon.json")));
        let mandatory = groups.matching(&list("vc-di-ecdsa/employMandatory.json")).unwrap();
        let transform = format!("{FOLDER}/addBaseTransform.json");
        assert_eq!(mandatory, lines(&transform, "/mandatory/value").into_iter().collect::<BTreeSet<_>>());
        let others: Vec<String> = groups.lines.into_iter().filter(|line| !mandatory.contains(line)).collect();
        assert_eq!(others, lines(&transform, "/nonMandatory/value"));
    }

    /// Takes a document of the vectors through the checks of its signatures.
    fn check(mut document: Map<String, Json>) -> (Statements, Disclosure) {
        let proof = Proof::take(&mut document, Purpose::Assertion, &library()).unwrap();
        let disclosure = proof.disclosure.clone().unwrap();
        let statements = Statements::of(&document, &disclosure, &library()).unwrap();
        let bytes = statements.to_be_signed(&document, &proof.options, &disclosure, &library()).unwrap();
        let hashes = json(&format!("{FOLDER}/addHashData.json"));
        assert_eq!(hex(&bytes[..32]), hashes["proofHash"].as_str().unwrap());
        assert_eq!(hex(&bytes[67..]), hashes["mandatoryHash"].as_str().unwrap());
        proof.key().unwrap().verify(&bytes, &proof.signature).unwrap();
        assert_eq!(statements.others.len(), disclosure.signatures.len());
        for (line, signature) in statements.others.iter().zip(&disclosure.signatures) {
            disclosure.key.verify(line.as_bytes(), signature).unwrap();
        }
        (statements, disclosure)
    }

    #[test]
    fn the_signatures_of_issuer_and_holder_in_the_vector_are_valid() {
        let (statements, base) = check(json(&format!("{FOLDER}/addSignedSDBase.json")));
        assert_eq!((statements.mandatory.len(), statements.others.len()), (4, 20));
        assert!(matches!(base.share, Share::Base { .. }));
        let (statements, derived) = check(json(&format!("{FOLDER}/derivedRevealDocument.json")));
        assert_eq!((statements.mandatory.len(), statements.others.len()), (4, 6));
        assert!(matches!(derived.share, Share::Derived { .. }));
    }

    #[test]
    fn what_the_holder_shows_is_made_again_byte_for_byte() {
        let base = json(&format!("{FOLDER}/addSignedSDBase.json"));
        let shown = derive_pointers(base, &list("vc-di-ecdsa/employSelective.json"), &library()).unwrap();
        let shown: Map<String, Json> = serde_json::from_slice(&shown).unwrap();
        assert_eq!(shown, json(&format!("{FOLDER}/derivedRevealDocument.json")));
    }
}
