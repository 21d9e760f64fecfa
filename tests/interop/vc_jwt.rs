//! W3C credentials as `vc+jwt`, shown in a `vp+jwt` (VC-JOSE-COSE).

use chop_core::crypto::Algorithm;
use chop_core::crypto::jws::Jws;
use chop_core::document::Value;
use chop_core::format::vc::jose::{PresentRequest, parse_presentation, prepare, prepare_presentation};
use chop_core::verify::{NoMemory, Policy, run};
use serde_json::{Value as Json, json};

use crate::keys::secret_jwk;
use crate::objects::{Object, Objects, sorted};
use crate::peer::Peer;
use crate::sides::{ALL, Comparison, Side, seen};
use crate::vc::{AUDIENCE, EXPECTATION, NONCE, Parties};

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

struct Chop<'p>(&'p Parties);

impl Side for Chop<'_> {
    fn issue(&mut self, object: &Object) -> Result<Vec<u8>, String> {
        let prepared = self.0.request(object, |request| prepare(request, self.0.signed()));
        let prepared = prepared.map_err(|fault| fault.to_string())?;
        prepared.sign(&self.0.issuer).map(String::into_bytes).map_err(|fault| fault.to_string())
    }

    fn present(&mut self, issued: &[u8], _object: &Object) -> Result<Vec<u8>, String> {
        let request = PresentRequest {
            credentials: &[text(issued)],
            holder: &self.0.holder(),
            nonce: NONCE,
            audience: AUDIENCE,
            issued_at: self.0.now.plus(-2),
        };
        let prepared = prepare_presentation(&request).map_err(|fault| fault.to_string())?;
        prepared.sign(&self.0.device).map(String::into_bytes).map_err(|fault| fault.to_string())
    }

    fn verify(&mut self, presentation: &[u8], object: &Object) -> Result<Json, String> {
        let kinds = object.kinds();
        let parsed = parse_presentation(text(presentation)).map_err(|fault| fault.to_string())?;
        let policy = Policy::offline(&self.0.trust, &kinds, self.0.now);
        seen(run(parsed, &policy, &EXPECTATION, &mut NoMemory), Value::to_json)
    }
}

struct Theirs<'p> {
    parties: &'p Parties,
    peer: Peer,
}

impl Theirs<'_> {
    fn ask(&mut self, operation: &str, members: Json) -> Result<Json, String> {
        let mut question = json!({ "suite": "vc+jwt", "now": self.parties.now.to_tdate() });
        question.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        self.peer.ask(operation, question)
    }
}

impl Side for Theirs<'_> {
    /// The claims are ours: the peer has no model of what binds a credential to its holder.
    fn issue(&mut self, object: &Object) -> Result<Vec<u8>, String> {
        let ours = Chop(self.parties).issue(object)?;
        let claims: Json = serde_json::from_slice(Jws::parse(text(&ours)).unwrap().payload()).unwrap();
        let issued = self.ask("issue", json!({ "credential": claims, "key": secret_jwk(&self.parties.issuer) }))?;
        Ok(issued.as_str().unwrap().as_bytes().to_vec())
    }

    fn present(&mut self, issued: &[u8], _object: &Object) -> Result<Vec<u8>, String> {
        let members = json!({
            "credential": text(issued), "key": secret_jwk(&self.parties.device), "challenge": NONCE,
            "domain": AUDIENCE, "iat": self.parties.now.plus(-2).seconds(),
        });
        Ok(self.ask("present", members)?.as_str().unwrap().as_bytes().to_vec())
    }

    fn verify(&mut self, presentation: &[u8], _object: &Object) -> Result<Json, String> {
        let members = json!({ "presentation": text(presentation), "challenge": NONCE, "domain": AUDIENCE });
        let subject = self.ask("verify", members)?;
        let subject = subject.as_object().ok_or("no subject")?;
        let elements = subject.iter().filter(|(name, _)| !["id", "type"].contains(&name.as_str()));
        Ok(sorted(elements.map(|(name, value)| json!([name, value])).collect()))
    }
}

#[test]
fn ssi_and_chop_read_each_others_vc_jwt() {
    let parties = Parties::with_keys_of(Algorithm::Es256);
    let peer = Peer::rust("peer-ssi");
    let comparison = Comparison {
        peer: "ssi",
        version: peer.version.clone(),
        format: "vc+jwt",
        pairings: ALL,
        objects: Objects::new(),
        expected: |object| object.all(Value::to_json),
        excuse: |_| None,
        excused: &[],
    };
    comparison.run(&mut Chop(&parties), &mut Theirs { parties: &parties, peer });
}
