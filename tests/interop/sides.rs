//! A format is compared by two sides, chop and a peer: each issues, presents and verifies, and whoever issued and whoever
//! presented, both must see the same.

use chop_core::document::Value;
use chop_core::verify::{DisclosedValue, Outcome};
use serde_json::{Value as Json, json};

use crate::objects::{Object, Objects, sorted};
use crate::report::{Row, objects};

/// One side, in one format.
pub trait Side {
    /// Gets ready for an object.
    fn meet(&mut self, _object: &Object) {}
    fn issue(&mut self, object: &Object) -> Result<Vec<u8>, String>;
    fn present(&mut self, issued: &[u8], object: &Object) -> Result<Vec<u8>, String>;
    /// Pairs of identifier and value as this side read them.
    fn verify(&mut self, presentation: &[u8], object: &Object) -> Result<Json, String>;
}

#[derive(Clone, Copy)]
pub enum By {
    Chop,
    Peer,
}

/// Who issues and who presents.
pub type Pairing = (By, By);

pub const ALL: &[Pairing] = &[(By::Chop, By::Chop), (By::Peer, By::Peer), (By::Chop, By::Peer), (By::Peer, By::Chop)];

pub const CHOP_ALONE: &[Pairing] = &[(By::Chop, By::Chop)];

/// All where a peer has a part.
pub const WITH_PEER: &[Pairing] = &[(By::Peer, By::Peer), (By::Chop, By::Peer), (By::Peer, By::Chop)];

/// For a peer that cannot present.
pub const CHOP_PRESENTS: &[Pairing] = &[(By::Chop, By::Chop), (By::Peer, By::Chop)];

pub struct Comparison {
    pub peer: &'static str,
    pub version: String,
    pub format: &'static str,
    pub pairings: &'static [Pairing],
    pub objects: Objects,
    /// What both must see of an object.
    pub expected: fn(&Object) -> Json,
    /// Why an object cannot be compared.
    pub excuse: fn(&Object) -> Option<&'static str>,
    /// A peer's words for what it does not do, with the reason.
    pub excused: &'static [(&'static str, &'static str)],
}

impl Comparison {
    pub fn run(self, chop: &mut dyn Side, peer: &mut dyn Side) {
        let row =
            |(issuer, holder): &Pairing| Row::new(self.peer, &self.version, self.format, direction(*issuer, *holder));
        let mut rows: Vec<Row> = self.pairings.iter().map(row).collect();
        for (number, object) in self.objects.enumerate() {
            if rows.iter().all(|row| row.compared() >= objects()) {
                break;
            }
            if let Some(reason) = (self.excuse)(&object) {
                rows.iter_mut().for_each(|row| row.explain(reason));
                continue;
            }
            chop.meet(&object);
            peer.meet(&object);
            let expected = (self.expected)(&object);
            let (ours, theirs) = (chop.issue(&object), peer.issue(&object));
            for (row, (issuer, holder)) in rows.iter_mut().zip(self.pairings) {
                let issued = match issuer {
                    By::Chop => ours.clone(),
                    By::Peer => theirs.clone(),
                };
                let shown = issued.and_then(|issued| match holder {
                    By::Chop => chop.present(&issued, &object),
                    By::Peer => peer.present(&issued, &object),
                });
                let reason = |words: &String| self.excused.iter().find(|(part, _)| words.contains(part));
                if let Some((_, reason)) = shown.as_ref().err().and_then(reason) {
                    row.explain(reason);
                    continue;
                }
                let seen = shown.clone().and_then(|shown| chop.verify(&shown, &object)).and_then(|seen| {
                    if seen == expected { Ok(seen) } else { Err(format!("not what was shown: {seen}")) }
                });
                row.compare(number, &seen, &shown.and_then(|shown| peer.verify(&shown, &object)));
            }
        }
        rows.into_iter().for_each(Row::close);
    }
}

const fn direction(issuer: By, holder: By) -> &'static str {
    match (issuer, holder) {
        (By::Chop, By::Chop) => "chop issues and presents",
        (By::Peer, By::Peer) => "peer issues and presents",
        (By::Chop, By::Peer) => "chop issues, peer presents",
        (By::Peer, By::Chop) => "peer issues, chop presents",
    }
}

/// The elements of the one document that chop verified.
pub fn seen(outcome: Outcome, write: fn(&Value) -> Json) -> Result<Json, String> {
    let Outcome::Verified(verified) = outcome else { return Err(outcome.code().to_owned()) };
    let [document] = verified.content().documents.as_slice() else { return Err("not one document".to_owned()) };
    let pairs = document.elements.iter().filter_map(|element| match &element.value {
        DisclosedValue::Known(value) => Some(Ok(json!([element.id, write(value)]))),
        // What a peer puts in beside our elements.
        DisclosedValue::ForeignJson(_) if element.id == "iss" => None,
        other => Some(Err(format!("{} is not of its type: {other:?}", element.id))),
    });
    pairs.collect::<Result<_, _>>().map(sorted)
}
