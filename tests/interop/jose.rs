//! JSON Web Signatures and key thumbprints (RFC 7515, RFC 7638).

use chop_core::crypto::jws::{Draft, Jws, KeyReference};
use chop_core::crypto::{Algorithm, Signer, jwk};
use chop_core::encoding::base64url;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::json;

use crate::bytes::hex;
use crate::keys::{key, open_jwk, secret_jwk};
use crate::peer::Peer;
use crate::report::{Row, objects};

fn compare(mut peer: Peer, name: &'static str) {
    let version = peer.version.clone();
    let mut ours = Row::new(name, &version, "JWS", "chop signs, peer verifies");
    let mut theirs = Row::new(name, &version, "JWS", "peer signs, chop verifies");
    let mut prints = Row::new(name, &version, "JWK", "thumbprints");
    let mut runner = TestRunner::deterministic();
    let payloads = (vec(any::<u8>(), 0..600), "[a-z]{1,8}\\+jwt");
    let algorithms = [Algorithm::Es256, Algorithm::Es384, Algorithm::EdDsa];
    for (number, algorithm) in algorithms.into_iter().cycle().take(objects()).enumerate() {
        let (payload, typ) = payloads.new_tree(&mut runner).unwrap().current();
        let key = key(algorithm, &format!("jose {number}"));
        let (public, alg) = (key.public_key(), algorithm.jose_name());
        let expected = Ok(json!({ "payload": hex(&payload), "typ": typ }));
        let draft = Draft { typ: &typ, cty: None, key: public, reference: KeyReference::Unnamed };
        let text = draft.prepare(&payload).sign(&key).unwrap();
        let read = peer.ask("verify", json!({ "jws": text, "key": open_jwk(public), "alg": alg }));
        ours.compare(number, &expected, &read);
        let question = json!({ "payload": hex(&payload), "typ": typ, "key": secret_jwk(&key), "alg": alg });
        let read = peer.ask("sign", question).and_then(|text| {
            let jws = Jws::parse(text.as_str().unwrap()).map_err(|fault| fault.to_string())?;
            jws.verify(public).map_err(|fault| fault.to_string())?;
            jws.require_type(&[&typ]).map_err(|fault| fault.to_string())?;
            Ok(json!({ "payload": hex(jws.payload()), "typ": jws.typ() }))
        });
        theirs.compare(number, &read, &expected);
        let thumbprint = Ok(base64url::encode(&jwk::thumbprint(public)).into());
        prints.compare(number, &thumbprint, &peer.ask("thumbprint", json!({ "key": open_jwk(public) })));
    }
    [ours, theirs, prints].into_iter().for_each(Row::close);
}

#[test]
fn jose_and_chop_read_each_other() {
    compare(Peer::node("jose.mjs"), "jose");
}

#[test]
fn jwcrypto_and_chop_read_each_other() {
    compare(Peer::python("jwcrypto_jose.py"), "jwcrypto");
}
