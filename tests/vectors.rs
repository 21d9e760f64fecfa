//! Vectors from outside for encodings, COSE, JOSE and status lists: what applies passes, what does not is counted
//! with its reason.
#![allow(
    missing_docs,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::type_complexity,
    clippy::unwrap_used,
    clippy::useless_format,
    clippy::wildcard_enum_match_arm
)]

use std::fs;
use std::path::{Path, PathBuf};

use chop_core::crypto::cose::{self, Envelope};
use chop_core::crypto::mac::MacKey;
use chop_core::crypto::{PublicKey, jws};
use chop_core::encoding::cbor::{Item, Strictness};
use chop_core::encoding::{base45, base64url, json};
use chop_core::status::{self, StatusList, StatusValue};
use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

fn text(path: &str) -> String {
    fs::read_to_string(folder().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn read(path: &str) -> Value {
    serde_json::from_str(&text(path)).unwrap()
}

fn unhex(text: &str) -> Vec<u8> {
    let text = text.trim();
    (0..text.len() / 2).map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap()).collect()
}

fn list(path: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder().join(path)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// A public key from a JWK of a vector.
fn key(jwk: &Value) -> Option<PublicKey> {
    let part = |name: &str| match jwk[format!("{name}_hex").as_str()].as_str() {
        Some(hex) => Some(unhex(hex)),
        None => base64url::decode(jwk[name].as_str()?).ok(),
    };
    match jwk["crv"].as_str()? {
        "P-256" => PublicKey::from_p256_coordinates(&part("x")?.try_into().ok()?, &part("y")?.try_into().ok()?).ok(),
        "P-384" => PublicKey::from_p384_coordinates(&part("x")?.try_into().ok()?, &part("y")?.try_into().ok()?).ok(),
        "Ed25519" => PublicKey::from_ed25519(&part("x")?.try_into().ok()?).ok(),
        _ => None,
    }
}

#[test]
fn base45_examples_of_rfc_9285() {
    let vector = read("jose-cose/base45-rfc9285.json");
    for pair in vector["encode"].as_array().unwrap() {
        let (bytes, encoded) = (unhex(pair[0].as_str().unwrap()), pair[1].as_str().unwrap());
        assert_eq!(base45::encode(&bytes), encoded);
        assert_eq!(base45::decode(encoded).unwrap(), bytes);
    }
    for bad in vector["decode_invalid"].as_array().unwrap() {
        assert!(base45::decode(bad.as_str().unwrap()).is_err(), "{bad}");
    }
}

#[test]
fn cose_working_group_examples() {
    let (mut passed, mut not_applicable) = (0, Vec::new());
    for path in list("jose-cose/cose-wg") {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let vector: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let bytes = unhex(vector["output"]["cbor"].as_str().unwrap());
        let item = Item::parse(&bytes, Strictness::Lenient).unwrap();
        let input = &vector["input"];
        let external = |part: &str| unhex(input[part]["external"].as_str().unwrap_or_default());
        let result = if input["sign0"].is_object() {
            let Some(key) = key(&input["sign0"]["key"]) else {
                not_applicable.push((name, "a curve that chop does not have"));
                continue;
            };
            sign1(&item, &key, &external("sign0"))
        } else {
            if !matches!(input["mac0"]["alg"].as_str(), Some("HS256")) {
                not_applicable.push((name, "a MAC that chop does not have"));
                continue;
            }
            let secret = unhex(vector["intermediates"]["CEK_hex"].as_str().unwrap());
            mac0(&item, &secret, &external("mac0"))
        };
        // An algorithm that stands in the unprotected header was signed by nobody: chop refuses it.
        let mac0_header = &input["mac0"]["unprotected"]["alg"];
        let unprotected = mac0_header.is_string() || input["sign0"]["unprotected"]["alg"].is_string();
        let expected = if unprotected { Err("cose.algorithm") } else { Ok(()) };
        if vector["fail"].as_bool() == Some(true) {
            assert!(result.is_err(), "{name}");
        } else {
            assert_eq!(result, expected, "{name}");
        }
        passed += 1;
    }
    println!("cose-wg: {passed} passed, not applicable: {not_applicable:?}");
    assert_eq!((passed, not_applicable.len()), (15, 5));
}

fn sign1(item: &Item<'_>, key: &PublicKey, external: &[u8]) -> Result<(), &'static str> {
    let envelope = Envelope::from_item(item).map_err(|fault| fault.code())?;
    envelope.require_algorithm_of(key).map_err(|fault| fault.code())?;
    let bytes = cose::sig_structure(envelope.protected(), external, envelope.payload().unwrap());
    key.verify(&bytes, envelope.signature()).map_err(|fault| fault.code())
}

fn mac0(item: &Item<'_>, secret: &[u8], external: &[u8]) -> Result<(), &'static str> {
    let envelope = Envelope::from_item(item).map_err(|fault| fault.code())?;
    envelope.require_hmac_256().map_err(|fault| fault.code())?;
    let bytes = cose::mac_structure(envelope.protected(), external, envelope.payload().unwrap());
    MacKey::new(secret).verify(&bytes, envelope.signature()).map_err(|fault| fault.code())
}

#[test]
fn compact_jws_examples_of_the_rfcs() {
    let vector = read("jose-cose/rfc-examples.json");
    let check = |name: &str, typ: &str| {
        let example = &vector[name];
        let text = example["jws"].as_str().or(example["dpop_proof"].as_str()).unwrap();
        let header = text.split('.').next().unwrap();
        let header = json::parse(&base64url::decode(header).unwrap(), 4_096).unwrap();
        let key = key(if example["key"].is_object() { &example["key"] } else { &header["jwk"] }).unwrap();
        jws::verify_compact(text, typ, &key).map_err(|fault| fault.code())
    };
    assert!(check("rfc9449", "dpop+jwt").is_ok());
    assert_eq!(check("rfc9449", "kb+jwt"), Err("jws.type"));
    // The examples of RFC 7515 and RFC 8037 have no `typ`, which every JWS that chop reads must have.
    assert_eq!(check("rfc7515_a3", "JWT"), Err("jws.type"));
    assert_eq!(check("rfc8037_a4", "JWT"), Err("jws.type"));
}

#[test]
fn status_lists_of_the_draft() {
    let mut lists = 0;
    for path in list("status/token-status-list").iter().filter(|path| path.to_str().unwrap().contains("-bit-")) {
        let vector: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let (bits, lst) = status::json_list(&vector["status_list_json"]).unwrap();
        let list = StatusList::inflate(bits, &lst).unwrap();
        let count = vector["count"].as_u64().unwrap();
        let non_zero = vector["non_zero"].as_object().unwrap();
        for (index, value) in non_zero {
            let raw = list.raw(index.parse().unwrap());
            assert_eq!(raw.map(u64::from), value.as_u64(), "{}: {index}", path.display());
        }
        let set = (0..count).filter(|index| list.raw(*index) != Some(0)).count();
        assert_eq!(set, non_zero.len(), "{}", path.display());
        assert_eq!(list.get(list.entries()), StatusValue::Unknown);
        let bytes = unhex(vector["status_list_cbor_hex"].as_str().unwrap());
        let item = Item::parse(&bytes, Strictness::Lenient).unwrap();
        assert_eq!(item.as_map().unwrap().get("lst").unwrap().as_bytes().unwrap(), lst);
        lists += 1;
    }
    assert_eq!(lists, 6);
}

#[test]
fn status_tokens_of_the_draft_and_of_others() {
    let key = key(&read("status/token-status-list/issuer-key.json")).unwrap();
    let jwt = text("status/token-status-list/status-list.jwt");
    let from_jwt = status::parse_jwt(jwt.trim(), &key).unwrap();
    let cwt = unhex(&text("status/token-status-list/status-list.cwt.hex"));
    let from_cwt = status::parse_cwt(&cwt, &key).unwrap();
    assert_eq!(from_cwt, from_jwt);
    assert_eq!(from_jwt.uri, "https://example.com/statuslists/1");
    assert_eq!(from_jwt.list.get(0), StatusValue::Revoked);
    assert_eq!(from_jwt.list.get(1), StatusValue::Valid);

    let other = chop_core::crypto::Signer::public_key(&chop_core::dev::key("someone else")).clone();
    assert_eq!(status::parse_jwt(jwt.trim(), &other).unwrap_err().code(), "status-list.signature");
    assert_eq!(status::parse_cwt(&cwt, &other).unwrap_err().code(), "status-list.signature");
    for length in 0..cwt.len() {
        assert!(status::parse_cwt(&cwt[..length], &key).is_err(), "{length}");
    }
    for (sample, revoked) in [("revoked", true), ("unrevoked", false)] {
        let vector = read(&format!("status/walt/tokenstatuslist-{sample}.json"));
        let token = vector["status-credential"].as_str().unwrap();
        let header = json::parse(&base64url::decode(token.split('.').next().unwrap()).unwrap(), 4_096).unwrap();
        let kid: String = header["kid"].as_str().unwrap().replace('"', "");
        let jwk = kid.split('#').next().unwrap().strip_prefix("did:jwk:").unwrap();
        let jwk = json::parse(&base64url::decode(jwk).unwrap(), 4_096).unwrap();
        let claims = status::parse_jwt(token, &self::key(&jwk).unwrap()).unwrap();
        let index = vector["holder-credential"]["status"]["status_list"]["idx"].as_u64().unwrap();
        assert_eq!(claims.list.get(index) == StatusValue::Revoked, revoked, "{sample}");
    }
}

/// The lists of others in the Bitstring form. Their credentials are JWTs of the first edition (the credential as the
/// claim `vc`, no `typ`), which chop does not read: the list inside them is read, the whole is refused.
#[test]
fn bitstring_lists_of_others() {
    let (mut read_lists, mut not_applicable) = (0, Vec::new());
    for path in list("status/walt") {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let vector: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        if name.starts_with("tokenstatuslist") {
            continue;
        }
        let credentials: Vec<&Value> = match &vector["status-credential"] {
            Value::Array(several) => several.iter().map(|one| &one["content"]).collect(),
            one => vec![one],
        };
        let entries: Vec<&Value> = match &vector["holder-credential"]["credentialStatus"] {
            Value::Array(several) => several.iter().collect(),
            one => vec![one],
        };
        let mut all_valid = true;
        for (credential, entry) in credentials.iter().zip(&entries) {
            let token = credential.as_str().unwrap();
            assert_eq!(status::SignedList::recognise(token.as_bytes()).unwrap_err().code(), "status-list.type");
            let payload = json::parse(&base64url::decode(token.split('.').nth(1).unwrap()).unwrap(), 1 << 20).unwrap();
            let encoded = payload["vc"]["credentialSubject"]["encodedList"].as_str().unwrap();
            let Ok(entry) = status::BitstringEntry::parse(entry) else {
                assert_eq!(
                    status::decode_list(encoded, status::Purpose::Revocation).unwrap_err().code(),
                    "status-list.format"
                );
                not_applicable.push((name.clone(), "StatusList2021, which Bitstring Status List replaced"));
                continue;
            };
            let list = status::decode_list(encoded, entry.purpose).unwrap();
            all_valid &= list.get(entry.index) == StatusValue::Valid;
            assert_ne!(list.get(entry.index), StatusValue::Unknown, "{name}");
            read_lists += 1;
        }
        if !not_applicable.iter().any(|(file, _)| file == &name) {
            assert_eq!(Some(all_valid), vector["valid"].as_bool(), "{name}");
        }
    }
    println!("bitstring lists: {read_lists} read, not applicable: {not_applicable:?}");
    assert_eq!((read_lists, not_applicable.len()), (4, 1));
}
