//! SD-JWT and SD-JWT VC as others wrote them: RFC 9901, the draft, a reference library's cases, and samples of wallets.
#![allow(
    missing_docs,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm
)]

use std::fs;
use std::path::Path;

use chop_core::crypto::jws::{Draft, Jws, KeyReference};
use chop_core::crypto::{PublicKey, Signer, jwk};
use chop_core::dev::{self, Counted, TestTrust};
use chop_core::document::Kinds;
use chop_core::encoding::base64url;
use chop_core::format::sdjwt::{
    PresentRequest, SdJwt, SdJwtVc, Step, conceal, prepare_presentation, present_without_holder,
};
use chop_core::time::UnixTime;
use chop_core::trust::{IssuerEntry, Selector};
use chop_core::verify::{Expectation, HolderProof, HolderRequirement, NoMemory, Outcome, Policy, RequestBinding, run};
use serde_json::{Map, Value, json};

fn text(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(path);
    fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display())).trim().to_owned()
}

fn read(path: &str) -> Value {
    serde_json::from_str(&text(path)).unwrap()
}

fn claims(text: &str, key: &PublicKey) -> Value {
    Value::Object(SdJwt::parse(text).unwrap().claims_signed_by(key).unwrap().clone())
}

fn payload(text: &str) -> Value {
    serde_json::from_slice(Jws::parse(text.split('~').next().unwrap()).unwrap().payload()).unwrap()
}

fn rfc_key() -> PublicKey {
    jwk::read(&read("sd-jwt/rfc9901/issuer-key.json")).unwrap()
}

/// Whether the holder's proof answers this request and its signature is right.
fn holder(text: &str, nonce: &str, audience: &str) -> Result<(), &'static str> {
    let proof = SdJwt::parse(text).unwrap().holder_proof(RequestBinding { nonce, audience });
    match proof.map_err(|fault| fault.code())? {
        HolderProof::Signature { key, to_be_signed, signature } => {
            key.verify(&to_be_signed, &signature).map_err(|fault| fault.code())
        }
        HolderProof::Mac { .. } => Err("a MAC"),
    }
}

#[test]
fn the_examples_of_rfc_9901() {
    let key = rfc_key();
    for name in ["simple", "structured", "pid"] {
        let shown = text(&format!("sd-jwt/rfc9901/{name}/presentation.txt"));
        assert_eq!(claims(&shown, &key), read(&format!("sd-jwt/rfc9901/{name}/verified.json")), "{name}");
        let other = dev::key("someone else").public_key().clone();
        assert_eq!(SdJwt::parse(&shown).unwrap().claims_signed_by(&other).unwrap_err().code(), "jws.signature");
    }
    for name in ["simple", "structured"] {
        let file = if name == "simple" { "issuance" } else { "presentation" };
        let of = text(&format!("sd-jwt/rfc9901/{name}/{file}.txt"));
        assert_eq!(payload(&of), read(&format!("sd-jwt/rfc9901/{name}/payload.json")), "{name}");
    }
    let all = claims(&text("sd-jwt/rfc9901/simple/issuance.txt"), &key);
    for (claim, value) in read("sd-jwt/rfc9901/simple/user-claims.json").as_object().unwrap() {
        assert_eq!(all[claim], *value, "{claim}");
    }
    assert!(SdJwt::parse(&text("sd-jwt/rfc9901/pid/issuance.txt")).unwrap().claims_signed_by(&key).is_ok());
    for name in ["simple", "pid"] {
        let shown = text(&format!("sd-jwt/rfc9901/{name}/presentation.txt"));
        let (nonce, audience) = ("1234567890", "https://verifier.example.org");
        assert_eq!(holder(&shown, nonce, audience), Ok(()), "{name}");
        assert_eq!(holder(&shown, "1234567891", audience), Err("holder.nonce"));
        assert_eq!(holder(&shown, nonce, "https://verifier.example.com"), Err("holder.audience"));
        assert_eq!(SdJwt::parse(&shown).unwrap().key_binding_time().unwrap().seconds(), 1_748_536_865);
    }
}

#[test]
fn the_json_serialisation_of_rfc_9901() {
    let key = rfc_key();
    let (issued, shown) = (
        text("sd-jwt/rfc9901/json-serialization/flattened-issuance.json"),
        text("sd-jwt/rfc9901/json-serialization/flattened-kb.json"),
    );
    let all = claims(&issued, &key);
    let some = claims(&shown, &key);
    assert!(some.as_object().unwrap().iter().all(|(name, value)| all[name] == *value));
    assert!(some.as_object().unwrap().len() < all.as_object().unwrap().len());
    assert_eq!(holder(&shown, "1234567890", "https://verifier.example.org"), Ok(()));
    // The general form of the same.
    let flattened: Value = serde_json::from_str(&shown).unwrap();
    let one = json!({ "protected": flattened["protected"], "signature": flattened["signature"], "header": flattened["header"] });
    let general = json!({ "payload": flattened["payload"], "signatures": [one] }).to_string();
    assert_eq!(claims(&general, &key), some);
    assert_eq!(holder(&general, "1234567890", "https://verifier.example.org"), Ok(()));
}

#[test]
fn the_nested_payloads_of_rfc_9901_hide_what_they_say() {
    let issuer = dev::key("issuer");
    for (name, visible) in [
        ("flat", None),
        ("structured", Some(json!({}))),
        ("structured-one-open", Some(json!({ "country": "DE" }))),
        ("recursive", None),
    ] {
        let payload = read(&format!("sd-jwt/rfc9901/address/{name}-payload.json"));
        let draft =
            Draft { typ: "example+sd-jwt", cty: None, key: issuer.public_key(), reference: KeyReference::Unnamed };
        let text = draft.prepare(payload.to_string().as_bytes()).sign(&issuer).unwrap();
        let claims = claims(&format!("{text}~"), issuer.public_key());
        assert_eq!(claims.get("address"), visible.as_ref(), "{name}");
        assert_eq!(claims["iss"], payload["iss"]);
        assert!(!claims.to_string().contains("_sd"), "{name}");
    }
}

/// Issues, presents and verifies as each case says.
#[test]
fn the_cases_of_the_python_library() {
    let (issuer, device) = (dev::key("issuer"), dev::key("device"));
    let cases = read("sd-jwt/testcases.json");
    let cases = cases["cases"].as_array().unwrap();
    let list = |value: &Value| -> Vec<String> {
        value.as_array().unwrap().iter().map(|path| path.as_str().unwrap().to_owned()).collect()
    };
    for case in cases {
        let name = case["name"].as_str().unwrap();
        let (hidden, keep) = (list(&case["hidden"]), list(&case["keep"]));
        let mut claims: Map<String, Value> = case["claims"].as_object().unwrap().clone();
        if case["key_binding"] == true {
            claims.insert("cnf".into(), json!({ "jwk": jwk::write(device.public_key()) }));
        }
        let path = |steps: &[Step<'_>]| {
            let steps: Vec<String> = steps
                .iter()
                .map(|step| match step {
                    Step::Name(name) => (*name).to_owned(),
                    Step::Index(index) => index.to_string(),
                })
                .collect();
            steps.join("/")
        };
        let concealed =
            conceal(&claims, &|steps| hidden.contains(&path(steps)), &|_| 1, &mut Counted::new(name)).unwrap();
        assert_eq!(concealed.disclosures.len(), hidden.len(), "{name}");
        let draft = Draft { typ: "example+sd-jwt", cty: None, key: issuer.public_key(), reference: KeyReference::Kid };
        let jwt = draft.prepare(Value::Object(concealed.payload).to_string().as_bytes()).sign(&issuer).unwrap();
        let issued =
            format!("{jwt}~{}", concealed.disclosures.iter().map(|text| format!("{text}~")).collect::<String>());
        assert_eq!(self::claims(&issued, issuer.public_key()), Value::Object(claims.clone()), "{name}: all of it");
        let keep = |path: &str| keep.iter().any(|kept| kept == path);
        let mut expected = case["expect"].clone();
        let shown = if case["key_binding"] == true {
            expected["cnf"] = claims["cnf"].clone();
            let request = PresentRequest {
                nonce: "1234567890",
                audience: "https://example.com/verifier",
                issued_at: UnixTime::new(1_683_000_000).unwrap(),
            };
            let shown = prepare_presentation(&issued, &keep, &request).unwrap().sign(&device).unwrap();
            assert_eq!(holder(&shown, "1234567890", "https://example.com/verifier"), Ok(()), "{name}");
            shown
        } else {
            present_without_holder(&issued, &keep).unwrap()
        };
        assert_eq!(self::claims(&shown, issuer.public_key()), expected, "{name}");
    }
    assert_eq!(cases.len(), 11);
}

/// Runs a sample through the whole pipeline with one issuer of its type.
struct Judge<'a> {
    key: &'a PublicKey,
    vct: &'a str,
    at: i64,
    request: Option<(&'a str, &'a str)>,
}

impl Judge<'_> {
    fn outcome(&self, text: &str) -> Outcome {
        let kinds = Kinds::shipped();
        let at = UnixTime::new(self.at).unwrap();
        let mut trust = TestTrust::new(at);
        let rights = vec![Selector::Type(self.vct.to_owned())];
        trust.body.issuers.push(IssuerEntry::with_key(self.key.clone(), dev::names("Someone"), rights));
        let expectation = Expectation {
            request: self.request.map(|(nonce, audience)| RequestBinding { nonce, audience }),
            holder: if self.request.is_some() { HolderRequirement::Required } else { HolderRequirement::NotRequired },
            ..Expectation::ONE_SCAN
        };
        let parsed = SdJwtVc::parse(text, &kinds).unwrap_or_else(|fault| panic!("{}", fault.code()));
        run(parsed, &Policy::offline(&trust.open(), &kinds, at), &expectation, &mut NoMemory)
    }

    fn code(&self, text: &str) -> &'static str {
        self.outcome(text).code()
    }
}

#[test]
fn the_examples_of_the_sd_jwt_vc_draft() {
    let key = rfc_key();
    let (bound, unbound) =
        (text("sd-jwt/sd-jwt-vc/presentation-kb.txt"), text("sd-jwt/sd-jwt-vc/presentation-no-kb.txt"));
    assert_eq!(claims(&bound, &key), read("sd-jwt/sd-jwt-vc/verified-kb.json"));
    assert_eq!(claims(&unbound, &key), read("sd-jwt/sd-jwt-vc/verified-no-kb.json"));
    assert_eq!(payload(&text("sd-jwt/sd-jwt-vc/issuance.txt")), read("sd-jwt/sd-jwt-vc/payload.json"));
    let vct = "https://credentials.example.com/identity_credential";
    let request = Some(("1234567890", "https://example.com/verifier"));
    let judge = Judge { key: &key, vct, at: 1_787_325_886, request };
    let Outcome::Verified(verified) = judge.outcome(&bound) else { panic!("{}", judge.code(&bound)) };
    let document = &verified.content().documents[0];
    assert_eq!((document.type_name.as_str(), document.kind.as_deref()), (vct, None));
    let shown: Vec<&str> = document.elements.iter().map(|element| element.id.as_str()).collect();
    let expected = read("sd-jwt/sd-jwt-vc/verified-kb.json");
    let expected: Vec<&str> = expected
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .filter(|name| !["iss", "iat", "exp", "vct", "cnf"].contains(name))
        .collect();
    assert_eq!(shown.len(), expected.len());
    assert!(expected.iter().all(|name| shown.contains(name)));
    assert_eq!(Judge { request: None, ..judge }.code(&unbound), "ok");
    let judge = Judge { key: &key, vct, at: 1_787_325_886, request };
    assert_eq!(judge.code(&unbound), "holder.missing");
    assert_eq!(judge.code(&text("sd-jwt/sd-jwt-vc/issuance.txt")), "holder.missing");
    assert_eq!(Judge { at: 1_787_325_881 + 301, ..judge }.code(&bound), "holder.time");
    for name in ["A2-full", "A2-claims", "1", "base", "extends", "merged"] {
        assert!(read(&format!("sd-jwt/sd-jwt-vc/type-metadata-{name}.json")).is_object());
    }
    let pid = text("sd-jwt/rfc9901/pid/presentation.txt");
    let request = Some(("1234567890", "https://verifier.example.org"));
    assert_eq!(Judge { key: &key, vct: "urn:eudi:pid:de:1", at: 1_748_536_870, request }.code(&pid), "ok");
}

fn signer_of(text: &str) -> PublicKey {
    Jws::parse(text.split('~').next().unwrap()).unwrap().chain()[0].public_key().unwrap().clone()
}

#[test]
fn samples_of_other_wallets_and_issuers() {
    let sample = |name: &str| text(&format!("sd-jwt/third-party/{name}.txt"));
    let count = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/sd-jwt/third-party")).unwrap().count();
    assert_eq!(count, 9);

    // With the signer's certificate in the header; its key stands in the bundle.
    let eudi = sample("eudi-pid-2025");
    let judge = Judge { key: &signer_of(&eudi), vct: "urn:eu.europa.ec.eudi:pid:1", at: 1_750_000_000, request: None };
    // It names an identifier list, which cannot be looked up.
    assert_eq!(judge.code(&eudi), "status.unknown");
    assert_eq!(Judge { at: 1_755_644_400, ..judge }.code(&eudi), "time.expired");
    let bdr = sample("bdr-pid-2025-07");
    let judge = Judge { key: &signer_of(&bdr), vct: "urn:eudi:pid:1", at: 1_750_000_000, request: None };
    assert_eq!(judge.code(&bdr), "ok");
    assert_eq!(Judge { at: 1_753_787_665, ..judge }.code(&bdr), "time.expired");
    let procivis = sample("procivis-pid");
    let judge = Judge { key: &signer_of(&procivis), vct: "urn:eudi:pid:1", at: 1_760_000_000, request: None };
    assert_eq!(judge.code(&procivis), "status.unknown", "its list is not in the bundle");
    let eddsa = sample("credo-x509-eddsa");
    let judge = Judge { key: &signer_of(&eddsa), vct: "IdentityCredential", at: 1_700_000_000, request: None };
    assert_eq!(judge.code(&eddsa), "ok");

    // With a DID for an issuer; its key stands in the bundle.
    let ed25519 = |x: &str| jwk::read(&json!({ "kty": "OKP", "crv": "Ed25519", "x": x })).unwrap();
    let credo = ed25519("1c-kP0tYhvSv_2Bw7oJQbCWYObTcB2KUOTpw-LtLo9s");
    let judge = Judge { key: &credo, vct: "IdentityCredential", at: 1_720_000_000, request: None };
    assert_eq!(judge.code(&sample("credo-expired")), "time.expired");
    assert_eq!(Judge { at: 1_700_000_000, ..judge }.code(&sample("credo-expired")), "ok");
    // Salts of six characters: RFC 9901 §9.3 asks for 128 bits.
    let kinds = Kinds::shipped();
    assert_eq!(SdJwtVc::parse(&sample("credo-complex-kb"), &kinds).unwrap_err().code(), "sdjwt.salt");
    let procivis = sample("procivis-did-jwk");
    let key = ed25519("sOXMsfRaEYEitClJGudOHxub7eMszhPdVYi4j-KZ02c");
    let vct =
        "http://localhost:3000/ssi/vct/v1/33333333-3333-3333-3333-333333333333/0628110b-444d-4aa2-9b21-49a9f61575ca";
    assert_eq!(Judge { key: &key, vct, at: 1_770_816_300, request: None }.code(&procivis), "ok");
    let ehic = sample("ehic-did-jwk");
    let key = json!({ "kty": "EC", "crv": "P-256", "x": "cBcLyQzM3byAPp6RcTckS95NvXNDa_slTpxYAtoEULw", "y": "SqDz8F8u36PPLQXsKMaOhqvG8GEKf0ktKGWXgEq5gPU" });
    let key = jwk::read(&key).unwrap();
    let request = Some(("[B@3a4e524", "Sample Verifier Actor"));
    let judge = Judge { key: &key, vct: "urn:credential:sample", at: 1_744_180_900, request };
    assert_eq!(judge.code(&ehic), "signature.device", "another key than that of cnf signed the proof");

    // Whose key is not known.
    let swiyu = sample("swiyu-issued");
    let vct = "http://localhost:8080/oid4vci/vct/my-vct-v01";
    let other = dev::key("someone else").public_key().clone();
    assert_eq!(Judge { key: &other, vct, at: 1_754_646_400, request: None }.code(&swiyu), "signature.issuer");
}

#[test]
fn jws_and_jwk_examples_of_the_rfcs() {
    let vector = read("jose-cose/rfc-examples.json");
    for (name, code) in [("rfc7515_a3", "ok"), ("rfc8037_a4", "ok"), ("rfc7515_a1", "jws.algorithm")] {
        let jws = Jws::parse(vector[name]["jws"].as_str().unwrap());
        let found = jws.and_then(|jws| jws.verify(&jwk_of(&vector[name]["key"])));
        assert_eq!(found.map_or_else(|fault| fault.code(), |()| "ok"), code, "{name}");
    }
    let ed = jwk_of(&vector["rfc8037_a4"]["key"]);
    assert_eq!(base64url::encode(&jwk::thumbprint(&ed)), vector["rfc8037_a3"]["thumbprint_sha256"].as_str().unwrap());
    let dpop = Jws::parse(vector["rfc9449"]["dpop_proof"].as_str().unwrap()).unwrap();
    let key = jwk::read(&dpop.header()["jwk"]).unwrap();
    assert_eq!(dpop.verify(&key), Ok(()));
    assert_eq!(base64url::encode(&jwk::thumbprint(&key)), vector["rfc9449"]["jkt"].as_str().unwrap());

    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/jose-cose/rfc7520-cookbook");
    let (mut passed, mut not_applicable) = (0, Vec::new());
    for entry in fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let vector = read(&format!("jose-cose/rfc7520-cookbook/{name}"));
        if name.starts_with("jwe") || name.starts_with("curve25519__ecdh") {
            not_applicable.push(name);
            continue;
        }
        if name.starts_with("jwk") {
            let code = jwk::read(&vector).map_or_else(|fault| fault.code(), |_| "ok");
            let expected = match name.as_str() {
                "jwk__3_1.ec_public_key.json"
                | "jwk__3_3.rsa_public_key.json"
                | "jwk__3_5.symmetric_key_mac_computation.json"
                | "jwk__3_6.symmetric_key_encryption.json" => "jwk.kind",
                _ => "jwk.private",
            };
            assert_eq!(code, expected, "{name}");
            passed += 1;
            continue;
        }
        let output = &vector["output"];
        let code = match output["compact"].as_str() {
            Some(compact) => Jws::parse(compact).and_then(|jws| jws.verify(&jwk_of(&vector["input"]["key"]))),
            None => {
                let member = |name: &str| output["json_flat"][name].as_str().unwrap_or_default().to_owned();
                Jws::parse_parts(&member("protected"), &member("payload"), &member("signature"), 1 << 16).map(|_| ())
            }
        };
        let expected = match name.as_str() {
            "curve25519__jws.json" => "ok",
            // Nothing is protected, or the payload is not encoded.
            "jws__4_7.protecting_content_only.json" => "jws.header",
            "rfc7797__hmac-sha2_b64_false.json" => "jws.critical",
            _ => "jws.algorithm",
        };
        assert_eq!(code.map_or_else(|fault| fault.code(), |()| "ok"), expected, "{name}");
        passed += 1;
    }
    println!("RFC 7520: {passed} as expected, not applicable (encryption): {not_applicable:?}");
    assert_eq!((passed, not_applicable.len()), (13, 7));
}

/// The public half of a test key.
fn jwk_of(key: &Value) -> PublicKey {
    let mut key = key.clone();
    key.as_object_mut().unwrap().remove("d");
    jwk::read(&key).unwrap_or_else(|_| dev::key("none of theirs").public_key().clone())
}
