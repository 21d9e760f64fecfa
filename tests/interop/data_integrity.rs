//! W3C credentials under Data Integrity.

use chop_core::crypto::{Algorithm, Signer};
use chop_core::dev::Counted;
use chop_core::document::{Kinds, Value};
use chop_core::format::vc::Library;
use chop_core::format::vc::data_integrity::{
    PresentRequest, Suite, derive, parse_presentation, prepare, prepare_presentation, prepare_selective,
};
use chop_core::verify::{NoMemory, Policy, run};
use serde_json::{Value as Json, json};

use crate::keys::secret_jwk;
use crate::objects::{Object, Objects};
use crate::peer::Peer;
use crate::sides::{ALL, CHOP_ALONE, CHOP_PRESENTS, Comparison, Pairing, Side, WITH_PEER, seen};
use crate::vc::{AUDIENCE, EXPECTATION, NONCE, Parties};

pub struct Stage {
    parties: Parties,
    suite: Suite,
}

impl Stage {
    pub fn of(suite: Suite, algorithm: Algorithm) -> Self {
        Self { parties: Parties::with_keys_of(algorithm), suite }
    }

    const fn selective(&self) -> bool {
        matches!(self.suite, Suite::EcdsaSd2023)
    }

    /// The suite of the holder's proof: nothing is left out of a presentation.
    const fn holders_suite(&self) -> Suite {
        if self.selective() { Suite::EcdsaRdfc2019 } else { self.suite }
    }

    /// What is seen of an object.
    const fn expected(&self) -> fn(&Object) -> Json {
        if self.selective() { |object| object.chosen(Value::to_json) } else { |object| object.all(Value::to_json) }
    }

    /// The credential of an object before anyone secured it.
    fn unsecured(&self, object: &Object, library: &Library) -> Json {
        let issued = self.parties.request(object, |request| {
            let suite = Suite::jcs_for(self.parties.issuer.public_key());
            let prepared = prepare(request, suite, self.parties.signed(), library);
            prepared.unwrap().sign(&self.parties.issuer).unwrap()
        });
        let mut credential: Json = serde_json::from_slice(&issued).unwrap();
        credential.as_object_mut().unwrap().remove("proof");
        credential
    }

    /// What every question says, and `members` beside.
    fn question(&self, object: &Object, members: Json) -> Json {
        let mut question = json!({
            "contexts": { object.descriptor.json_ld_context_url(): object.descriptor.json_ld_context() },
            "suite": self.suite.name(), "holdersSuite": self.holders_suite().name(), "now": self.parties.now.to_tdate(),
        });
        question.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        question
    }
}

fn bytes(json: Json) -> Vec<u8> {
    json.to_string().into_bytes()
}

fn parsed(bytes: &[u8]) -> Json {
    serde_json::from_slice(bytes).unwrap()
}

pub struct Chop<'s> {
    stage: &'s Stage,
    random: Counted,
    kinds: Kinds,
    library: Library,
}

impl<'s> Chop<'s> {
    pub fn new(stage: &'s Stage) -> Self {
        let kinds = Kinds::shipped();
        Self { stage, random: Counted::new("interop"), library: Library::new(&kinds), kinds }
    }
}

impl Side for Chop<'_> {
    fn meet(&mut self, object: &Object) {
        self.kinds = object.kinds();
        self.library = Library::new(&self.kinds);
    }

    fn issue(&mut self, object: &Object) -> Result<Vec<u8>, String> {
        let Stage { parties, suite } = self.stage;
        let issued = parties.request(object, |request| {
            if self.stage.selective() {
                let prepared = prepare_selective(request, parties.signed(), &mut self.random, &self.library);
                prepared?.sign(&parties.issuer)
            } else {
                prepare(request, *suite, parties.signed(), &self.library)?.sign(&parties.issuer)
            }
        });
        issued.map_err(|fault| fault.to_string())
    }

    fn present(&mut self, issued: &[u8], object: &Object) -> Result<Vec<u8>, String> {
        let mut credential = issued.to_vec();
        if self.stage.selective() {
            let shown: Vec<&str> = object.shown.iter().map(String::as_str).collect();
            credential = derive(issued, &shown, &self.library).map_err(|fault| fault.to_string())?;
        }
        let request = PresentRequest {
            credentials: &[&credential],
            holder: &self.stage.parties.holder(),
            suite: self.stage.holders_suite(),
            nonce: NONCE,
            audience: AUDIENCE,
            created: self.stage.parties.now.plus(-2),
        };
        let prepared = prepare_presentation(&request, &self.library).map_err(|fault| fault.to_string())?;
        prepared.sign(&self.stage.parties.device).map_err(|fault| fault.to_string())
    }

    fn verify(&mut self, presentation: &[u8], _object: &Object) -> Result<Json, String> {
        let parsed = parse_presentation(presentation, &self.library).map_err(|fault| fault.to_string())?;
        let policy = Policy::offline(&self.stage.parties.trust, &self.kinds, self.stage.parties.now);
        seen(run(parsed, &policy, &EXPECTATION, &mut NoMemory), Value::to_json)
    }
}

pub struct Theirs<'s> {
    stage: &'s Stage,
    peer: Peer,
    library: Library,
}

impl<'s> Theirs<'s> {
    pub fn new(stage: &'s Stage, peer: Peer) -> Self {
        Self { stage, peer, library: Library::new(&Kinds::shipped()) }
    }
}

impl Side for Theirs<'_> {
    fn meet(&mut self, object: &Object) {
        self.library = Library::new(&object.kinds());
    }

    fn issue(&mut self, object: &Object) -> Result<Vec<u8>, String> {
        let members = json!({
            "credential": self.stage.unsecured(object, &self.library), "key": secret_jwk(&self.stage.parties.issuer),
            "created": self.stage.parties.signed().to_tdate(),
            "mandatory": ["/issuer", "/validFrom", "/validUntil", "/credentialSubject/id"],
        });
        self.peer.ask("issue", self.stage.question(object, members)).map(bytes)
    }

    fn present(&mut self, issued: &[u8], object: &Object) -> Result<Vec<u8>, String> {
        let mut credential = parsed(issued);
        if self.stage.selective() {
            let pointers: Vec<String> = object.shown.iter().map(|id| format!("/credentialSubject/{id}")).collect();
            let members = json!({ "credential": credential, "pointers": pointers });
            credential = self.peer.ask("derive", self.stage.question(object, members))?;
        }
        let members = json!({
            "credential": credential, "key": secret_jwk(&self.stage.parties.device), "challenge": NONCE,
            "domain": AUDIENCE, "created": self.stage.parties.now.plus(-2).to_tdate(),
        });
        self.peer.ask("present", self.stage.question(object, members)).map(bytes)
    }

    /// The peer says yes or no, and nothing of what it read.
    fn verify(&mut self, presentation: &[u8], object: &Object) -> Result<Json, String> {
        let members = json!({ "presentation": parsed(presentation), "challenge": NONCE, "domain": AUDIENCE });
        self.peer.ask("verify", self.stage.question(object, members)).map(|_| self.stage.expected()(object))
    }
}

type Excuse = fn(&Object) -> Option<&'static str>;

fn compare(
    peer: Peer,
    name: &'static str,
    stage: &Stage,
    pairings: &'static [Pairing],
    objects: Objects,
    excuse: Excuse,
) {
    let comparison = Comparison {
        peer: name,
        version: peer.version.clone(),
        format: stage.suite.name(),
        pairings,
        objects,
        expected: stage.expected(),
        excuse,
        excused: &[],
    };
    comparison.run(&mut Chop::new(stage), &mut Theirs::new(stage, peer));
}

/// Such a subject both peers compact to a text before they choose, and find the `id` in it no more.
fn subject_is_an_id(object: &Object) -> Option<&'static str> {
    object.elements().next().is_none().then_some("a subject without values")
}

// The peers sort statements by the units of UTF-16, where the specification has code points (RDFC-1.0 §4.4.3).
fn digital_bazaar(suite: Suite, algorithm: Algorithm) {
    let stage = Stage::of(suite, algorithm);
    let name = "@digitalbazaar/data-integrity";
    let excuse: Excuse = if stage.selective() { subject_is_an_id } else { |_| None };
    let compare = |pairings, objects| {
        compare(Peer::node("data_integrity.mjs"), name, &stage, pairings, objects, excuse);
    };
    if stage.selective() {
        // It names every node before it chooses, lists too, and JSON-LD has no list with a name. It takes `_:` for the
        // label of a node wherever it stands, in a text too.
        compare(CHOP_ALONE, Objects::without_labels());
        compare(WITH_PEER, Objects::without_labels_and_lists());
    } else {
        compare(ALL, Objects::of_one_order());
    }
}

/// Without lists: the peer's signatures do not cover their items. What it derives of a subject with an `id` nobody
/// verifies, nor does it (spec/interop.md).
fn ssi(suite: Suite, algorithm: Algorithm) {
    let stage = Stage::of(suite, algorithm);
    let (pairings, excuse): (_, Excuse) =
        if stage.selective() { (CHOP_PRESENTS, subject_is_an_id) } else { (ALL, |_| None) };
    compare(Peer::rust("peer-ssi"), "ssi", &stage, pairings, Objects::of_one_order_without_lists(), excuse);
}

#[test]
fn ecdsa_jcs_2019_is_read_by_both() {
    digital_bazaar(Suite::EcdsaJcs2019, Algorithm::Es256);
}

#[test]
fn eddsa_jcs_2022_is_read_by_both() {
    digital_bazaar(Suite::EddsaJcs2022, Algorithm::EdDsa);
}

#[test]
fn ecdsa_rdfc_2019_is_read_by_both() {
    digital_bazaar(Suite::EcdsaRdfc2019, Algorithm::Es256);
}

#[test]
fn eddsa_rdfc_2022_is_read_by_both() {
    digital_bazaar(Suite::EddsaRdfc2022, Algorithm::EdDsa);
}

#[test]
fn ecdsa_sd_2023_is_read_by_both() {
    digital_bazaar(Suite::EcdsaSd2023, Algorithm::Es256);
}

#[test]
fn ssi_and_chop_read_each_others_ecdsa_rdfc_2019() {
    ssi(Suite::EcdsaRdfc2019, Algorithm::Es256);
}

#[test]
fn ssi_and_chop_read_each_others_eddsa_rdfc_2022() {
    ssi(Suite::EddsaRdfc2022, Algorithm::EdDsa);
}

#[test]
fn ssi_and_chop_read_each_others_ecdsa_sd_2023() {
    ssi(Suite::EcdsaSd2023, Algorithm::Es256);
}
