//! What a peer accepts and chop refuses (spec/interop.md), shown by both.

use chop_core::crypto::Algorithm;
use chop_core::format::vc::data_integrity::Suite;
use serde_json::json;

use crate::objects::{Object, Objects};
use crate::peer::{Peer, soon};
use crate::sides::Side;
use crate::{data_integrity, mdoc, sdjwt};

fn refused(seen: Result<serde_json::Value, String>, code: &str) {
    assert_eq!(seen.unwrap_err(), code);
}

/// Bytes with one text in them changed for another of its length.
fn changed(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let at = bytes.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
    let mut changed = bytes.to_vec();
    changed[at..at + to.len()].copy_from_slice(to.as_bytes());
    changed
}

#[test]
fn isomdl_reads_an_element_that_was_changed_after_signing() {
    let (object, stage) = (Object::eight(), mdoc::Stage::at(soon(600)));
    let (mut chop, mut peer) = (mdoc::Chop::new(&stage), mdoc::Theirs::new(&stage, Peer::rust("peer-isomdl")));
    let issued = chop.issue(&object).unwrap();
    let response = changed(&chop.present(&issued, &object).unwrap(), "TAI MAN", "TAI WAN");
    let seen = peer.verify(&response, &object).unwrap();
    assert!(seen.as_array().unwrap().contains(&json!(["e1", { "t": "text", "v": "TAI WAN" }])), "{seen}");
    refused(chop.verify(&response, &object), "digest.mismatch");
}

#[test]
fn isomdl_and_pymdoccbor_read_a_document_that_has_expired() {
    let object = Object::eight();
    // Its issuer's certificate is still valid.
    let stage = mdoc::Stage::at(soon(600)).two_days_later();
    let mut chop = mdoc::Chop::new(&stage);
    let issued = chop.issue(&object).unwrap();
    let response = chop.present(&issued, &object).unwrap();
    for peer in [Peer::rust("peer-isomdl"), Peer::python("pymdoccbor_mdoc.py")] {
        mdoc::Theirs::new(&stage, peer).verify(&response, &object).unwrap();
    }
    refused(chop.verify(&response, &object), "time.expired");
}

#[test]
fn sd_jwt_js_reads_what_was_shown_to_somebody_else() {
    let (object, stage) = (Object::eight(), sdjwt::Stage::at(soon(0)));
    let (mut chop, mut peer) = (sdjwt::Chop::new(&stage), sdjwt::Theirs::new(&stage, Peer::node("sdjwt.mjs")));
    let issued = chop.issue(&object).unwrap();
    let shown = chop.present_to(&issued, &object, "https://elsewhere.example").unwrap();
    peer.verify(&shown, &object).unwrap();
    refused(chop.verify(&shown, &object), "holder.audience");
}

#[test]
fn ssi_reads_an_item_of_a_list_that_was_changed_after_signing() {
    let stage = data_integrity::Stage::of(Suite::EcdsaRdfc2019, Algorithm::Es256);
    let object = Objects::of_one_order().find(|object| object.list_of_texts().is_some()).unwrap();
    let (mut chop, mut peer) =
        (data_integrity::Chop::new(&stage), data_integrity::Theirs::new(&stage, Peer::rust("peer-ssi")));
    chop.meet(&object);
    peer.meet(&object);
    let mut issued: serde_json::Value = serde_json::from_slice(&peer.issue(&object).unwrap()).unwrap();
    issued["credentialSubject"][object.list_of_texts().unwrap()][0] = "changed".into();
    let shown = peer.present(issued.to_string().as_bytes(), &object).unwrap();
    peer.verify(&shown, &object).unwrap();
    refused(chop.verify(&shown, &object), "signature.issuer");
}
