//! CBOR (RFC 8949): the deterministic writer, and both readers.

use chop_core::encoding::cbor::{Item, Node, Strictness, Writer};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value as Json, json};

use crate::bytes::{hex, unhex};
use crate::peer::Peer;
use crate::report::{Row, objects};

/// Any tree of what documents are made of.
fn trees() -> BoxedStrategy<Json> {
    let ends = prop_oneof![0..30_i64, -30..30_i64, any::<i64>(), select(vec![i64::MIN, i64::MAX, 1 << 32, 65_536])];
    let leaf = prop_oneof![
        Just(json!({ "t": "null" })),
        any::<bool>().prop_map(|b| json!({ "t": "bool", "v": b })),
        ends.prop_map(|n| json!({ "t": "int", "v": n })),
        vec(any::<char>(), 0..30).prop_map(|c| json!({ "t": "text", "v": String::from_iter(c) })),
        vec(any::<u8>(), 0..300).prop_map(|b| json!({ "t": "bytes", "v": hex(&b) })),
    ];
    leaf.prop_recursive(4, 40, 8, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..30).prop_map(|items| json!({ "t": "list", "v": items })),
            btree_map("\\PC{0,30}", inner.clone(), 0..8).prop_map(|map| {
                let entries: Vec<Json> = map.into_iter().map(|(key, value)| json!([key, value])).collect();
                json!({ "t": "map", "v": entries })
            }),
            (4_000..70_000_u64, inner).prop_map(|(tag, value)| json!({ "t": "tag", "v": [tag, value] })),
        ]
    })
    .boxed()
}

fn write(tree: &Json) -> Vec<u8> {
    let mut writer = Writer::new();
    let content = &tree["v"];
    match tree["t"].as_str().unwrap() {
        "null" => writer.null(),
        "bool" => writer.bool(content.as_bool().unwrap()),
        "int" => writer.int(content.as_i64().unwrap()),
        "text" => writer.text(content.as_str().unwrap()),
        "bytes" => writer.bytes(&unhex(content.as_str().unwrap())),
        "list" => {
            let items = content.as_array().unwrap();
            writer.array(items.len());
            items.iter().for_each(|item| writer.raw(&write(item)));
        }
        "map" => {
            let entries = content.as_array().unwrap();
            let entries: Vec<(&str, Vec<u8>)> =
                entries.iter().map(|pair| (pair[0].as_str().unwrap(), write(&pair[1]))).collect();
            writer.text_map(&entries);
        }
        _ => {
            writer.tag(content[0].as_u64().unwrap());
            writer.raw(&write(&content[1]));
        }
    }
    writer.into_bytes()
}

fn read(bytes: &[u8], strictness: Strictness) -> Result<Json, String> {
    Item::parse(bytes, strictness).map(|item| tree(&item)).map_err(|fault| fault.to_string())
}

fn tree(item: &Item<'_>) -> Json {
    match item.node() {
        Node::Null => json!({ "t": "null" }),
        Node::Bool(b) => json!({ "t": "bool", "v": b }),
        Node::Uint(_) | Node::Nint(_) => json!({ "t": "int", "v": item.as_int().unwrap() }),
        Node::Text(text) => json!({ "t": "text", "v": text }),
        Node::Bytes(bytes) => json!({ "t": "bytes", "v": hex(bytes) }),
        Node::Array(items) => json!({ "t": "list", "v": items.iter().map(tree).collect::<Vec<_>>() }),
        Node::Map(map) => {
            let mut entries: Vec<(&str, Json)> =
                map.entries().map(|(key, value)| (key.as_text().unwrap(), tree(value))).collect();
            entries.sort_by_key(|(key, _)| *key);
            json!({ "t": "map", "v": entries })
        }
        Node::Tag(number, inner) => json!({ "t": "tag", "v": [number, tree(inner)] }),
        other => panic!("no such node was made: {other:?}"),
    }
}

#[test]
fn cbor2_and_chop_read_each_other() {
    let mut peer = Peer::python("cbor.py");
    let version = peer.version.clone();
    let mut written = Row::new("cbor2", &version, "CBOR", "chop writes, peer reads and rewrites");
    let mut strict = Row::new("cbor2", &version, "CBOR", "peer writes canonically, chop reads");
    let mut lenient = Row::new("cbor2", &version, "CBOR", "peer writes as it likes, chop reads");
    let (mut runner, trees) = (TestRunner::deterministic(), trees());
    for number in 0..objects() {
        let tree = trees.new_tree(&mut runner).unwrap().current();
        let bytes = write(&tree);
        let expected = Ok(json!({ "value": tree, "again": hex(&bytes) }));
        written.compare(number, &expected, &peer.ask("read", json!({ "bytes": hex(&bytes) })));
        for (row, canonical, strictness) in
            [(&mut strict, true, Strictness::Deterministic), (&mut lenient, false, Strictness::Lenient)]
        {
            let theirs = peer.ask("write", json!({ "value": tree, "canonical": canonical }));
            let seen = theirs.and_then(|bytes| read(&unhex(bytes.as_str().unwrap()), strictness));
            row.compare(number, &seen, &Ok(tree.clone()));
        }
    }
    [written, strict, lenient].into_iter().for_each(Row::close);
}
