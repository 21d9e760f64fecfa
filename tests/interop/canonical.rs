//! Canonical forms: of RDF datasets (RDFC-1.0), and of JSON (JCS, RFC 8785).

use chop_core::dev;
use chop_core::encoding::jcs;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value as Json, json};

use crate::peer::Peer;
use crate::report::{Row, objects};

const STRING: &str = "http://www.w3.org/2001/XMLSchema#string";
const LANGUAGE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";

/// Terms as RDF/JS names them. There are few of them: datasets whose blank nodes are hard to tell apart.
fn terms(of: &'static [&'static str]) -> BoxedStrategy<Json> {
    // Nothing from U+E000 to U+FFFF: the peer sorts by the units of UTF-16 (spec/interop.md).
    let text = vec(any::<char>().prop_filter("of one order", |c| !('\u{e000}'..='\u{ffff}').contains(c)), 0..6);
    let text = prop_oneof![text.prop_map(String::from_iter), "[a\"\\\\\n\r\t]{0,3}"];
    let literal =
        (text, select(vec![(STRING, ""), ("https://types.example/t", ""), (LANGUAGE, "en"), (LANGUAGE, "zh-hant")]));
    let literal = literal.prop_map(|(value, (datatype, language))| {
        let datatype = json!({ "termType": "NamedNode", "value": datatype });
        json!({ "termType": "Literal", "value": value, "datatype": datatype, "language": language })
    });
    let named =
        (0..4_u8).prop_map(|n| json!({ "termType": "NamedNode", "value": format!("https://nodes.example/{n}") }));
    let blank = (0..6_u8).prop_map(|n| json!({ "termType": "BlankNode", "value": format!("_:b{n}") }));
    let default = Just(json!({ "termType": "DefaultGraph", "value": "" }));
    let all = [
        ("named", named.boxed()),
        ("blank", blank.boxed()),
        ("literal", literal.boxed()),
        ("default", default.boxed()),
    ];
    let chosen = of.iter().map(|name| all.iter().find(|(known, _)| known == name).unwrap().1.clone());
    proptest::strategy::Union::new(chosen).boxed()
}

fn datasets() -> impl Strategy<Value = Vec<Json>> {
    let statement = (
        terms(&["blank", "blank", "named"]),
        (0..3_u8).prop_map(|n| json!({ "termType": "NamedNode", "value": format!("https://terms.example/{n}") })),
        terms(&["blank", "blank", "blank", "named", "literal"]),
        terms(&["default", "default", "named", "blank"]),
    );
    let statement = statement.prop_map(|(s, p, o, g)| json!({ "subject": s, "predicate": p, "object": o, "graph": g }));
    // A dataset is a set.
    vec(statement, 0..16).prop_map(|mut statements| {
        statements.sort_by_key(ToString::to_string);
        statements.dedup();
        statements
    })
}

#[test]
fn rdf_canonize_and_chop_write_the_same_dataset() {
    let mut peer = Peer::node("canonical.mjs");
    let versions = peer.ask("versions", json!({})).unwrap();
    let mut row = Row::new("rdf-canonize", versions[0].as_str().unwrap(), "RDFC-1.0", "both write the same");
    let (mut runner, datasets) = (TestRunner::deterministic(), datasets());
    for number in 0..objects() {
        let dataset = Json::from(datasets.new_tree(&mut runner).unwrap().current());
        let ours = dev::canonical_dataset(&dataset).map(Json::from).map_err(|fault| fault.to_string());
        row.compare(number, &ours, &peer.ask("rdfc", json!({ "dataset": dataset })));
    }
    row.close();
}

fn json_values() -> BoxedStrategy<Json> {
    const MOST: i64 = (1 << 53) - 1;
    let number = prop_oneof![
        any::<f64>().prop_filter("JSON has no others", |n| n.is_finite()).prop_map(Json::from),
        (-MOST..=MOST).prop_map(Json::from),
        (-400..400_i32, 1..10_000_u32)
            .prop_map(|(e, n)| format!("{n}e{e}").parse::<f64>().unwrap())
            .prop_filter("JSON has no others", |n| n.is_finite())
            .prop_map(Json::from),
    ];
    let text = vec(any::<char>(), 0..8).prop_map(String::from_iter);
    let leaf =
        prop_oneof![Just(Json::Null), any::<bool>().prop_map(Json::from), number, text.clone().prop_map(Json::from),];
    leaf.prop_recursive(4, 40, 8, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..8).prop_map(Json::from),
            btree_map(text.clone(), inner, 0..8).prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
    .boxed()
}

#[test]
fn canonicalize_and_chop_write_the_same_json() {
    let mut peer = Peer::node("canonical.mjs");
    let versions = peer.ask("versions", json!({})).unwrap();
    let mut row = Row::new("canonicalize", versions[1].as_str().unwrap(), "JCS", "both write the same");
    let (mut runner, values) = (TestRunner::deterministic(), json_values());
    for number in 0..objects() {
        let value = values.new_tree(&mut runner).unwrap().current();
        let ours = jcs::canonical(&value).map(|bytes| String::from_utf8(bytes).unwrap().into());
        row.compare(number, &ours.map_err(|fault| fault.to_string()), &peer.ask("jcs", json!({ "value": value })));
    }
    row.close();
}
