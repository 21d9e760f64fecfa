//! SD-JWT VC with key binding (RFC 9901).

use chop_core::crypto::jws::KeyReference;
use chop_core::crypto::{Algorithm, Signer, SoftwareKey};
use chop_core::dev::{Counted, TestTrust, names, reference_now};
use chop_core::document::Kinds;
use chop_core::format::sdjwt::{self, IssueRequest, PresentRequest, SdJwtVc};
use chop_core::time::UnixTime;
use chop_core::trust::{IssuerEntry, Selector, TrustBundle};
use chop_core::verify::{DisclosedValue, Expectation, NoMemory, Outcome, Policy, RequestBinding, Validity, run};
use serde_json::{Value as Json, json};

use crate::keys::{key, open_jwk, secret_jwk};
use crate::objects::{Object, Objects, VCT, sorted};
use crate::peer::Peer;
use crate::report::{Row, objects};

const NONCE: &str = "n-0S6_WzA2Mj";
const AUDIENCE: &str = "https://door.example";

struct Stage {
    now: UnixTime,
    issuer: SoftwareKey,
    device: SoftwareKey,
    trust: TrustBundle,
}

impl Stage {
    fn at(now: UnixTime) -> Self {
        let issuer = key(Algorithm::Es256, "issuer");
        let mut trust = TestTrust::new(now.plus(-60));
        let rights = vec![Selector::Type(VCT.to_owned())];
        trust.body.issuers.push(IssuerEntry::with_key(issuer.public_key().clone(), names("Test Department"), rights));
        Self { now, issuer, device: key(Algorithm::Es256, "device"), trust: trust.open() }
    }

    fn validity(&self) -> Validity {
        let from = self.now.plus(-600);
        Validity { signed: from, from, until: from.plus(86_400) }
    }

    fn issue(&self, object: &Object, random: &mut Counted) -> Result<String, String> {
        let request = IssueRequest {
            descriptor: &object.descriptor,
            values: &object.values,
            device_key: self.device.public_key(),
            validity: self.validity(),
            status: None,
            issuer_key: self.issuer.public_key(),
            reference: KeyReference::Kid,
            integrity: None,
            decoys: 2,
        };
        sdjwt::prepare(&request, random).unwrap().sign(&self.issuer).map_err(|fault| fault.to_string())
    }

    fn present(&self, credential: &str, object: &Object) -> Result<String, String> {
        let request = PresentRequest { nonce: NONCE, audience: AUDIENCE, issued_at: self.now };
        let keep = |id: &str| object.shown.iter().any(|shown| shown == id);
        let prepared = sdjwt::prepare_presentation(credential, &keep, &request).map_err(|fault| fault.to_string())?;
        prepared.sign(&self.device).map_err(|fault| fault.to_string())
    }

    fn verify(&self, presentation: &str, object: &Object) -> Result<Json, String> {
        let kinds = Kinds::shipped().with(object.descriptor.clone()).unwrap();
        let request = Some(RequestBinding { nonce: NONCE, audience: AUDIENCE });
        let expectation = Expectation { request, ..Expectation::ONE_SCAN };
        let parsed = SdJwtVc::parse(presentation).map_err(|fault| fault.to_string())?;
        match run(parsed, &Policy::offline(&self.trust, &kinds, self.now), &expectation, &mut NoMemory) {
            Outcome::Verified(verified) => {
                let pairs = verified.content().documents[0].elements.iter().map(|element| match &element.value {
                    DisclosedValue::Known(value) => Ok(json!([element.id, value.to_json()])),
                    // What a peer puts in beside our elements.
                    DisclosedValue::ForeignJson(_) if element.id == "iss" => Ok(Json::Null),
                    other => Err(format!("{} is not of its type: {other:?}", element.id)),
                });
                let pairs: Vec<Json> = pairs.collect::<Result<_, _>>()?;
                Ok(sorted(pairs.into_iter().filter(|pair| !pair.is_null()).collect()))
            }
            other => Err(other.code().to_owned()),
        }
    }

    fn ask_issue(&self, peer: &mut Peer, object: &Object) -> Result<String, String> {
        let elements: Vec<Json> =
            object.elements().map(|(element, value)| json!([element.id.as_str(), value.to_json()])).collect();
        let Validity { signed, until, .. } = self.validity();
        let question = json!({
            "vct": VCT, "elements": elements, "issuerKey": secret_jwk(&self.issuer), "kid": "its-own-name",
            "deviceKey": open_jwk(self.device.public_key()), "iat": signed.seconds(), "exp": until.seconds(),
        });
        peer.ask("issue", question).map(|text| text.as_str().unwrap().to_owned())
    }

    fn ask_present(&self, peer: &mut Peer, credential: &str, object: &Object) -> Result<String, String> {
        let question = json!({
            "credential": credential, "keep": object.shown, "deviceKey": secret_jwk(&self.device), "nonce": NONCE,
            "audience": AUDIENCE, "iat": self.now.seconds(),
        });
        peer.ask("present", question).map(|text| text.as_str().unwrap().to_owned())
    }

    fn ask_verify(&self, peer: &mut Peer, presentation: &str) -> Result<Json, String> {
        let question = json!({
            "presentation": presentation, "issuerKey": open_jwk(self.issuer.public_key()), "nonce": NONCE,
            "audience": AUDIENCE, "now": self.now.seconds(),
        });
        peer.ask("verify", question).map(|pairs| sorted(pairs.as_array().unwrap().clone()))
    }
}

fn compare(mut peer: Peer, name: &'static str, now: UnixTime) {
    let stage = Stage::at(now);
    let version = peer.version.clone();
    let mut random = Counted::new("interop");
    let mut rows = [
        Row::new(name, &version, "SD-JWT VC", "chop issues and presents"),
        Row::new(name, &version, "SD-JWT VC", "peer issues and presents"),
        Row::new(name, &version, "SD-JWT VC", "chop issues, peer presents"),
        Row::new(name, &version, "SD-JWT VC", "peer issues, chop presents"),
    ];
    for (number, object) in Objects::new().take(objects()).enumerate() {
        let shown = object.elements().filter(|(element, _)| object.shown.iter().any(|id| *id == *element.id.as_str()));
        let expected = sorted(shown.map(|(element, value)| json!([element.id.as_str(), value.to_json()])).collect());
        let ours = stage.issue(&object, &mut random);
        let theirs = stage.ask_issue(&mut peer, &object);
        let presentations = [
            ours.clone().and_then(|issued| stage.present(&issued, &object)),
            theirs.clone().and_then(|issued| stage.ask_present(&mut peer, &issued, &object)),
            ours.and_then(|issued| stage.ask_present(&mut peer, &issued, &object)),
            theirs.and_then(|issued| stage.present(&issued, &object)),
        ];
        for (row, presentation) in rows.iter_mut().zip(presentations) {
            let chop = presentation.clone().and_then(|text| stage.verify(&text, &object));
            let chop = chop
                .and_then(|seen| if seen == expected { Ok(seen) } else { Err(format!("not what was shown: {seen}")) });
            let peer = presentation.and_then(|text| stage.ask_verify(&mut peer, &text));
            row.compare(number, &chop, &peer);
        }
    }
    rows.into_iter().for_each(Row::close);
}

#[test]
fn sd_jwt_js_and_chop_read_each_other() {
    compare(Peer::node("sdjwt.mjs"), "@sd-jwt/sd-jwt-vc", reference_now());
}

/// It takes the time of a proof from the clock of this machine.
#[test]
fn the_python_reference_and_chop_read_each_other() {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let now = UnixTime::new(i64::try_from(seconds).unwrap() + 120).unwrap();
    compare(Peer::python("sd_jwt_reference.py"), "sd-jwt (Python)", now);
}
