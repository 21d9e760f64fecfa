//! Status lists: Token Status List as JWT, and W3C Bitstring.

use std::collections::BTreeSet;

use chop_core::crypto::{Algorithm, Signer, SoftwareKey};
use chop_core::dev::reference_now;
use chop_core::status::{
    BitstringEntry, ListClaims, ListTerms, Purpose, StatusList, parse_bitstring_credential, parse_jwt,
};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value as Json, json};

use crate::keys::{key, open_jwk, secret_jwk};
use crate::peer::Peer;
use crate::report::{Row, objects};

const LIST: &str = "https://status.example/l/1";
const ISSUER: &str = "https://issuer.example";
/// The fewest entries of a Bitstring list.
const LEAST: u64 = 131_072;

fn terms() -> ListTerms<'static> {
    let now = reference_now();
    ListTerms { uri: LIST, issued_at: now, expires_at: now.plus(86_400), ttl: 3_600, chain: &[] }
}

fn text(signed: Vec<u8>) -> String {
    String::from_utf8(signed).unwrap()
}

/// The peer, and the versions of the two libraries in it.
fn peer() -> (Peer, [String; 2]) {
    let mut peer = Peer::node("status.mjs");
    let versions = peer.ask("versions", json!({})).unwrap();
    let versions = [0, 1].map(|at: usize| versions[at].as_str().unwrap().to_owned());
    (peer, versions)
}

fn values(list: &StatusList) -> Json {
    let values: Vec<u8> = (0..list.entries()).map(|index| list.raw(index).unwrap()).collect();
    json!({ "bits": list.bits(), "values": values })
}

/// Raw values, as many as fill whole bytes.
fn raw(bits: u8) -> BoxedStrategy<(u8, Vec<u8>)> {
    let most = u8::MAX >> (8 - bits);
    let whole = 8 / usize::from(bits);
    vec(0..=most, 1..600)
        .prop_map(move |mut values| {
            values.resize(values.len().next_multiple_of(whole), 0);
            (bits, values)
        })
        .boxed()
}

#[test]
fn jwt_status_list_and_chop_read_each_other() {
    let (mut peer, [version, _]) = peer();
    let key = key(Algorithm::Es256, "issuer");
    let name = "@sd-jwt/jwt-status-list";
    let mut ours = Row::new(name, &version, "Token Status List JWT", "chop signs, peer reads");
    let mut theirs = Row::new(name, &version, "Token Status List JWT", "peer signs, chop reads");
    let lists = select(vec![1, 2, 4, 8]).prop_flat_map(raw);
    let mut runner = TestRunner::deterministic();
    for number in 0..objects() {
        let (bits, raw) = lists.new_tree(&mut runner).unwrap().current();
        let mut list = StatusList::new(bits, raw.len() as u64).unwrap();
        raw.iter().enumerate().for_each(|(index, value)| list.set(index as u64, *value).unwrap());
        let expected = Ok(json!({ "bits": bits, "values": raw }));

        let token = text(list.to_jwt(&terms(), key.public_key()).sign(&key).unwrap());
        let read = peer.ask("readToken", json!({ "token": token, "key": open_jwk(key.public_key()) }));
        ours.compare(number, &expected, &read);

        let question = json!({
            "bits": bits, "values": raw, "uri": LIST, "iat": terms().issued_at.seconds(),
            "exp": terms().expires_at.seconds(), "ttl": terms().ttl, "key": secret_jwk(&key),
        });
        let read = peer.ask_text("writeToken", question).and_then(|token| {
            let claims = parse_jwt(&token, key.public_key()).map_err(|fault| fault.to_string())?;
            same_terms(&claims, LIST)?;
            Ok(values(&claims.list))
        });
        theirs.compare(number, &read, &expected);
    }
    [ours, theirs].into_iter().for_each(Row::close);
}

fn same_terms(claims: &ListClaims, uri: &str) -> Result<(), String> {
    let terms = terms();
    let same = claims.uri == uri && claims.issued_at == terms.issued_at && claims.expires_at == terms.expires_at;
    if same { Ok(()) } else { Err("another address or other times".to_owned()) }
}

fn list_of(purpose: Purpose, set: &BTreeSet<u64>) -> StatusList {
    let (bits, value) = match purpose {
        Purpose::Revocation => (1, 1),
        Purpose::Suspension => (2, 2),
    };
    let mut list = StatusList::new(bits, LEAST).unwrap();
    set.iter().for_each(|index| list.set(*index, value).unwrap());
    list
}

#[test]
fn bitstring_status_list_and_chop_read_each_other() {
    let (mut peer, [_, version]) = peer();
    let key: SoftwareKey = key(Algorithm::Es256, "issuer");
    let name = "@digitalbazaar/vc-bitstring-status-list";
    let mut ours = Row::new(name, &version, "Bitstring", "chop signs, peer reads");
    let mut theirs = Row::new(name, &version, "Bitstring", "peer signs, chop reads");
    let objects_of = (select(Purpose::ALL.to_vec()), btree_set(0..LEAST, 0..300), vec(0..LEAST, 2));
    let mut runner = TestRunner::deterministic();
    for number in 0..objects() {
        let (purpose, set, mut places) = objects_of.new_tree(&mut runner).unwrap().current();
        places.extend(set.first());
        let list = list_of(purpose, &set);
        let said: Vec<bool> = places.iter().map(|place| set.contains(place)).collect();
        let address = purpose.address(LIST);
        let entries: Vec<Json> = places
            .iter()
            .map(|index| BitstringEntry { uri: address.clone(), index: *index, purpose }.to_json())
            .collect();

        let signed = list.to_bitstring_credential(&terms(), purpose, ISSUER, key.public_key()).unwrap();
        let question = json!({
            "text": text(signed.sign(&key).unwrap()), "key": open_jwk(key.public_key()), "entries": entries,
            "issuer": ISSUER,
        });
        let expected = Ok(json!({ "set": set, "said": said }));
        ours.compare(number, &expected, &peer.ask("readBitstring", question));

        let question = json!({
            "length": LEAST, "set": set, "id": address, "statusPurpose": entries[0]["statusPurpose"], "issuer": ISSUER,
            "validFrom": terms().issued_at.to_tdate(), "validUntil": terms().expires_at.to_tdate(),
            "key": secret_jwk(&key),
        });
        let read = peer.ask_text("writeBitstring", question).and_then(|text| {
            let claims = parse_bitstring_credential(&text, key.public_key()).map_err(|fault| fault.to_string())?;
            same_terms(&claims, &address)?;
            Ok(json!({ "purpose": claims.purpose == Some(purpose), "list": claims.list == list }))
        });
        theirs.compare(number, &read, &Ok(json!({ "purpose": true, "list": true })));
    }
    [ours, theirs].into_iter().for_each(Row::close);
}
