//! Whatever JSON comes, there is an answer: good presentations with parts put in, taken out, moved and exchanged go
//! through the whole of verification, canonical form and all.
#![allow(
    missing_docs,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm
)]

use chop_core::crypto::Signer;
use chop_core::dev::{self, TestTrust};
use chop_core::document::Kinds;
use chop_core::format::vc::Library;
use chop_core::format::vc::data_integrity::{Suite, parse_credential};
use chop_core::verify::{Policy, run_credential};
use serde_json::{Value as Json, json};

/// Mutated documents, unless `CHOP_MUTATIONS` says how many.
const RUNS: usize = 4_000;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % below.max(1)
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.roll(items.len())]
    }
}

/// Every place in a document.
fn places(json: &Json, here: String, found: &mut Vec<String>) {
    found.push(here.clone());
    match json {
        Json::Object(object) => object.iter().for_each(|(name, value)| {
            places(value, format!("{here}/{}", name.replace('~', "~0").replace('/', "~1")), found);
        }),
        Json::Array(list) => list.iter().enumerate().for_each(|(i, item)| places(item, format!("{here}/{i}"), found)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

fn mutate(document: &mut Json, dice: &mut Dice) {
    const NAMES: &[&str] = &[
        "@context",
        "@id",
        "@type",
        "@graph",
        "@list",
        "@set",
        "@value",
        "@reverse",
        "@included",
        "@index",
        "@nest",
        "id",
        "type",
        "evidence",
        "name",
        "description",
        "proof",
        "issuer",
        "credentialSubject",
        "credentialStatus",
        "credentialSchema",
        "verifiableCredential",
        "termsOfUse",
        "relatedResource",
        "digestSRI",
        "holder",
        "created",
        "family_name",
        "privileges",
        "portrait",
        "~chop-type-0",
        "a:b",
        "urn:x",
        "",
    ];
    let values = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1.5),
        json!(1e21),
        json!(""),
        json!("x"),
        json!("_:b0"),
        json!("@type"),
        json!("https://a.example/b c"),
        json!("VerifiableCredential"),
        json!("JsonSchema"),
        json!("urn:bnid:1"),
        json!([]),
        json!({}),
        json!([[]]),
        json!([1, "a", {}]),
        json!({ "@value": "x", "@language": "zh-Hant" }),
        json!({ "@value": "x", "@language": "!" }),
        json!({ "type": "VerifiablePresentation" }),
        json!({ "id": "did:example:1", "type": ["BitstringStatusListEntry", "DataIntegrityProof"] }),
        json!("https://www.w3.org/ns/credentials/v2"),
        json!("\u{0}\u{202e}\"\\"),
    ];
    let mut found = Vec::new();
    places(document, String::new(), &mut found);
    let place = dice.pick(&found).clone();
    let other = document.pointer(dice.pick(&found).as_str()).cloned().unwrap_or_default();
    let value = if dice.roll(3) == 0 { other } else { dice.pick(&values).clone() };
    let Some(target) = document.pointer_mut(&place) else { return };
    match target {
        Json::Object(object) => {
            let names: Vec<String> = object.keys().cloned().collect();
            match dice.roll(4) {
                0 if !names.is_empty() => drop(object.remove(dice.pick(&names))),
                1 if !names.is_empty() => {
                    let value = object.remove(dice.pick(&names)).unwrap_or_default();
                    object.insert((*dice.pick(NAMES)).to_owned(), value);
                }
                _ => drop(object.insert((*dice.pick(NAMES)).to_owned(), value)),
            }
        }
        Json::Array(list) => match dice.roll(3) {
            0 if !list.is_empty() => drop(list.remove(dice.roll(list.len()))),
            1 => list.insert(dice.roll(list.len() + 1), value),
            _ => list.push(value),
        },
        scalar => *scalar = value,
    }
}

/// One value and a list of one say the same (VCDM 2.0 §4.1).
fn plain(json: Option<&Json>) -> Json {
    match json {
        Some(Json::Array(list)) if list.len() == 1 => plain(list.first()),
        Some(Json::Array(list)) => list.iter().map(|item| plain(Some(item))).collect(),
        Some(Json::Object(object)) => {
            Json::Object(object.iter().map(|(name, value)| (name.clone(), plain(Some(value)))).collect())
        }
        Some(other) => other.clone(),
        None => Json::Null,
    }
}

#[test]
fn whatever_json_comes_there_is_an_answer_and_never_a_verdict_for_what_was_changed() {
    let kinds = Kinds::shipped();
    let library = Library::new(&kinds);
    let now = dev::reference_now();
    let names: Vec<&str> = kinds.iter().map(|kind| kind.kind().as_str()).collect();
    let trust = TestTrust::new(now.plus(-60)).issuer(dev::key("issuer").public_key(), &names, None).open();
    let policy = Policy::offline(&trust, &kinds, now);
    let seeds: Vec<Json> = [("age-proof", Suite::EcdsaRdfc2019), ("driving-licence", Suite::EcdsaRdfc2019)]
        .into_iter()
        .map(|(kind, suite)| {
            let json: Json = serde_json::from_slice(&dev::presentation(kind, suite)).unwrap();
            json["verifiableCredential"][0].clone()
        })
        .collect();
    let runs = std::env::var("CHOP_MUTATIONS").map_or(RUNS, |text| text.parse().unwrap());
    let mut dice = Dice(11);
    let mut reached = 0;
    for run in 0..runs {
        let seed = &seeds[run % seeds.len()];
        let mut document = seed.clone();
        for _ in 0..=dice.roll(3) {
            mutate(&mut document, &mut dice);
        }
        let Ok(parsed) = parse_credential(document.to_string().as_bytes(), &library) else { continue };
        let code = run_credential(parsed, &policy).code();
        reached += 1;
        // What is genuine still says the same: only the order of what has none can have changed.
        if matches!(code, "ok" | "document.not-yet" | "document.expired" | "status.unknown") {
            for name in ["issuer", "validFrom", "validUntil", "credentialStatus", "type", "credentialSubject"] {
                assert_eq!(plain(document.get(name)), plain(seed.get(name)), "{name}: {document}");
            }
        }
    }
    assert!(reached > runs / 10, "only {reached} reached the canonical form");
}
