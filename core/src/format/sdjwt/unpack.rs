//! Putting disclosures in their places (RFC 9901 §7.1, step 3): every digest once, every disclosure used.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::disclosure::Disclosure;
use super::{DisclosureFault, HashAlgorithm, PlacementFault, SdJwtFault};
use crate::encoding::limits::JSON_DEPTH;

/// Where a disclosure belongs.
#[derive(Clone)]
pub(super) struct Place {
    /// Names of members and numbers of elements from the top.
    pub(super) path: Vec<String>,
    /// The disclosure in whose value its digest stands.
    pub(super) parent: Option<usize>,
}

/// The processed payload, and where each disclosure went.
pub(super) struct Unpacked {
    pub(super) claims: Map<String, Value>,
    pub(super) places: Vec<Place>,
}

pub(super) fn unpack<'a>(
    payload: &'a Map<String, Value>,
    hash: HashAlgorithm,
    disclosures: &'a [Disclosure],
) -> Result<Unpacked, SdJwtFault> {
    let mut by_digest = BTreeMap::new();
    for (index, disclosure) in disclosures.iter().enumerate() {
        if by_digest.insert(hash.digest(&disclosure.text), index).is_some() {
            return Err(DisclosureFault::Twice.into());
        }
    }
    let places = vec![None; disclosures.len()];
    let mut unpack =
        Unpack { disclosures, by_digest, hash, places, seen: BTreeSet::new(), path: Vec::new(), parent: None };
    let claims = unpack.object(payload, 1)?;
    let places = unpack.places.into_iter().collect::<Option<Vec<_>>>().ok_or(DisclosureFault::Unreferenced)?;
    Ok(Unpacked { claims, places })
}

struct Unpack<'a> {
    disclosures: &'a [Disclosure],
    by_digest: BTreeMap<String, usize>,
    hash: HashAlgorithm,
    places: Vec<Option<Place>>,
    seen: BTreeSet<&'a str>,
    path: Vec<String>,
    parent: Option<usize>,
}

impl<'a> Unpack<'a> {
    fn value(&mut self, value: &'a Value, depth: usize) -> Result<Value, PlacementFault> {
        match value {
            Value::Object(members) => self.object(members, depth).map(Value::Object),
            Value::Array(elements) => self.array(elements, depth).map(Value::Array),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(value.clone()),
        }
    }

    fn object(&mut self, members: &'a Map<String, Value>, depth: usize) -> Result<Map<String, Value>, PlacementFault> {
        if depth > JSON_DEPTH {
            return Err(PlacementFault::Depth);
        }
        let mut object = Map::new();
        for (name, value) in members {
            match name.as_str() {
                "_sd" => {}
                "..." => return Err(PlacementFault::Placeholder),
                // At the top it was read before.
                "_sd_alg" if depth == 1 => {}
                "_sd_alg" => return Err(PlacementFault::HashPlace),
                _ => {
                    let value = self.within(name.clone(), |unpack| unpack.value(value, depth + 1))?;
                    object.insert(name.clone(), value);
                }
            }
        }
        let Some(digests) = members.get("_sd") else { return Ok(object) };
        for digest in digests.as_array().ok_or(PlacementFault::DigestForm)? {
            let digest = digest.as_str().ok_or(PlacementFault::DigestForm)?;
            let Some((index, disclosure)) = self.find(digest)? else { continue };
            let name = disclosure.name.as_ref().ok_or(PlacementFault::Kind)?;
            if name == "_sd_alg" {
                return Err(PlacementFault::HashPlace);
            }
            if object.contains_key(name) {
                return Err(PlacementFault::NameTaken);
            }
            let value = self.within(name.clone(), |unpack| unpack.disclosed(index, disclosure, depth + 1))?;
            object.insert(name.clone(), value);
        }
        Ok(object)
    }

    fn array(&mut self, elements: &'a [Value], depth: usize) -> Result<Vec<Value>, PlacementFault> {
        if depth > JSON_DEPTH {
            return Err(PlacementFault::Depth);
        }
        let mut array = Vec::with_capacity(elements.len());
        for (number, element) in elements.iter().enumerate() {
            let number = number.to_string();
            let Some(placeholder) = element.as_object().and_then(|object| Some((object, object.get("...")?))) else {
                array.push(self.within(number, |unpack| unpack.value(element, depth + 1))?);
                continue;
            };
            let (object, digest) = placeholder;
            let digest = digest.as_str().filter(|_| object.len() == 1).ok_or(PlacementFault::Placeholder)?;
            let Some((index, disclosure)) = self.find(digest)? else { continue };
            if disclosure.name.is_some() {
                return Err(PlacementFault::Kind);
            }
            array.push(self.within(number, |unpack| unpack.disclosed(index, disclosure, depth + 1))?);
        }
        Ok(array)
    }

    /// The disclosure of a digest; none for a decoy and for what the holder keeps back.
    fn find(&mut self, digest: &'a str) -> Result<Option<(usize, &'a Disclosure)>, PlacementFault> {
        if !self.hash.is_digest(digest) {
            return Err(PlacementFault::DigestForm);
        }
        if !self.seen.insert(digest) {
            return Err(PlacementFault::DigestTwice);
        }
        Ok(self.by_digest.get(digest).and_then(|index| Some((*index, self.disclosures.get(*index)?))))
    }

    fn disclosed(&mut self, index: usize, disclosure: &'a Disclosure, depth: usize) -> Result<Value, PlacementFault> {
        if let Some(place) = self.places.get_mut(index) {
            *place = Some(Place { path: self.path.clone(), parent: self.parent });
        }
        let above = self.parent.replace(index);
        let value = self.value(&disclosure.value, depth);
        self.parent = above;
        value
    }

    fn within<T>(
        &mut self,
        step: String,
        inner: impl FnOnce(&mut Self) -> Result<T, PlacementFault>,
    ) -> Result<T, PlacementFault> {
        self.path.push(step);
        let found = inner(self);
        self.path.pop();
        found
    }
}
