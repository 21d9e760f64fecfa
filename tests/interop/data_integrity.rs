//! W3C credentials under Data Integrity, and the canonical forms beneath it.

use chop_core::crypto::{Algorithm, Signer, SoftwareKey};
use chop_core::dev::{TestTrust, names, reference_now};
use chop_core::document::Kinds;
use chop_core::format::vc::data_integrity::{PresentRequest, Suite, parse_presentation, prepare, prepare_presentation};
use chop_core::format::vc::did::Did;
use chop_core::format::vc::{CredentialRequest, Library};
use chop_core::time::UnixTime;
use chop_core::trust::{IssuerEntry, Selector, TrustBundle};
use chop_core::verify::{DisclosedValue, Expectation, NoMemory, Outcome, Policy, RequestBinding, run};
use serde_json::{Value as Json, json};

use crate::keys::{key, secret_jwk};
use crate::objects::{Object, Objects, VC_TYPE, sorted};
use crate::peer::Peer;
use crate::report::{Row, objects};

const NONCE: &str = "n-0S6_WzA2Mj";
const AUDIENCE: &str = "https://door.example";

struct Stage {
    now: UnixTime,
    suite: Suite,
    issuer: SoftwareKey,
    device: SoftwareKey,
    trust: TrustBundle,
}

impl Stage {
    fn of(suite: Suite, algorithm: Algorithm) -> Self {
        let now = reference_now();
        let issuer = key(algorithm, "issuer");
        let mut trust = TestTrust::new(now.plus(-60));
        let rights = vec![Selector::Type(VC_TYPE.to_owned())];
        trust.body.issuers.push(IssuerEntry::with_key(issuer.public_key().clone(), names("Test Department"), rights));
        Self { now, suite, issuer, device: key(algorithm, "device"), trust: trust.open() }
    }

    fn issue(&self, object: &Object, library: &Library) -> Result<Vec<u8>, String> {
        let request = CredentialRequest {
            descriptor: &object.descriptor,
            values: &object.values,
            id: None,
            issuer: &Did::key_did(self.issuer.public_key()),
            holder: &Did::key_did(self.device.public_key()),
            valid_from: self.now.plus(-3_600),
            valid_until: self.now.plus(82_800),
            status: &[],
        };
        let prepared =
            prepare(&request, self.suite, self.now.plus(-3_600), library).map_err(|fault| fault.to_string())?;
        prepared.sign(&self.issuer).map_err(|fault| fault.to_string())
    }

    fn present(&self, credential: &[u8], library: &Library) -> Result<Vec<u8>, String> {
        let request = PresentRequest {
            credentials: &[credential],
            holder: &Did::key_did(self.device.public_key()),
            suite: self.suite,
            nonce: NONCE,
            audience: AUDIENCE,
            created: self.now.plus(-2),
        };
        let prepared = prepare_presentation(&request, library).map_err(|fault| fault.to_string())?;
        prepared.sign(&self.device).map_err(|fault| fault.to_string())
    }

    fn verify(&self, presentation: &[u8], kinds: &Kinds, library: &Library) -> Result<Json, String> {
        let request = Some(RequestBinding { nonce: NONCE, audience: AUDIENCE });
        let expectation = Expectation { request, ..Expectation::ONE_SCAN };
        let parsed = parse_presentation(presentation, library).map_err(|fault| fault.to_string())?;
        match run(parsed, &Policy::offline(&self.trust, kinds, self.now), &expectation, &mut NoMemory) {
            Outcome::Verified(verified) => {
                let pairs = verified.content().documents[0].elements.iter().map(|element| match &element.value {
                    DisclosedValue::Known(value) => Ok(json!([element.id, value.to_json()])),
                    other => Err(format!("{} is not of its type: {other:?}", element.id)),
                });
                pairs.collect::<Result<Vec<_>, _>>().map(sorted)
            }
            other => Err(other.code().to_owned()),
        }
    }

    fn question(&self, contexts: &Json) -> Json {
        json!({ "contexts": contexts, "suite": self.suite.name(), "now": self.now.to_tdate() })
    }
}

fn with(mut question: Json, members: Json) -> Json {
    question.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    question
}

fn compare(suite: Suite, algorithm: Algorithm) {
    let mut peer = Peer::node("data_integrity.mjs");
    let stage = Stage::of(suite, algorithm);
    let version = peer.version.clone();
    let name = "@digitalbazaar/data-integrity";
    let mut rows = [
        Row::new(name, &version, suite.name(), "chop issues and presents"),
        Row::new(name, &version, suite.name(), "peer issues and presents"),
        Row::new(name, &version, suite.name(), "chop issues, peer presents"),
        Row::new(name, &version, suite.name(), "peer issues, chop presents"),
    ];
    let bytes = |json: Json| json.to_string().into_bytes();
    // The peer sorts statements by the units of UTF-16, where the specification has code points (RDFC-1.0 §4.4.3).
    for (number, object) in Objects::of_one_order().take(objects()).enumerate() {
        let kinds = Kinds::shipped().with(object.descriptor.clone()).unwrap();
        let library = Library::new(&kinds);
        let contexts = json!({ object.descriptor.json_ld_context_url(): object.descriptor.json_ld_context() });
        let expected =
            sorted(object.elements().map(|(element, value)| json!([element.id.as_str(), value.to_json()])).collect());
        let ours = stage.issue(&object, &library);
        let mut unsigned: Json = serde_json::from_slice(ours.as_ref().unwrap()).unwrap();
        unsigned.as_object_mut().unwrap().remove("proof");
        let theirs = peer.ask(
            "issue",
            with(stage.question(&contexts), json!({
                "credential": unsigned, "key": secret_jwk(&stage.issuer), "created": stage.now.plus(-3_600).to_tdate(),
            })),
        );
        let mut ask_present = |credential: Json| {
            let members = json!({
                "credentials": [credential], "key": secret_jwk(&stage.device), "challenge": NONCE, "domain": AUDIENCE,
                "created": stage.now.plus(-2).to_tdate(),
            });
            peer.ask("present", with(stage.question(&contexts), members)).map(bytes)
        };
        let presentations = [
            ours.clone().and_then(|issued| stage.present(&issued, &library)),
            theirs.clone().and_then(&mut ask_present),
            ours.and_then(|issued| ask_present(serde_json::from_slice(&issued).unwrap())),
            theirs.and_then(|issued| stage.present(&bytes(issued), &library)),
        ];
        for (row, presentation) in rows.iter_mut().zip(presentations) {
            let chop = presentation.clone().and_then(|shown| stage.verify(&shown, &kinds, &library));
            let chop = chop
                .and_then(|seen| if seen == expected { Ok(seen) } else { Err(format!("not what was shown: {seen}")) });
            let peer = presentation.and_then(|shown| {
                let shown: Json = serde_json::from_slice(&shown).unwrap();
                let members = json!({ "presentation": shown, "challenge": NONCE, "domain": AUDIENCE });
                peer.ask("verifyPresentation", with(stage.question(&contexts), members))
            });
            // The peer says yes or no, and nothing of what it read.
            row.compare(number, &chop, &peer.map(|_| expected.clone()));
        }
    }
    rows.into_iter().for_each(Row::close);
}

#[test]
fn ecdsa_jcs_2019_is_read_by_both() {
    compare(Suite::EcdsaJcs2019, Algorithm::Es256);
}

#[test]
fn eddsa_jcs_2022_is_read_by_both() {
    compare(Suite::EddsaJcs2022, Algorithm::EdDsa);
}

#[test]
fn ecdsa_rdfc_2019_is_read_by_both() {
    compare(Suite::EcdsaRdfc2019, Algorithm::Es256);
}

#[test]
fn eddsa_rdfc_2022_is_read_by_both() {
    compare(Suite::EddsaRdfc2022, Algorithm::EdDsa);
}
