//! DocRequestInfo (ISO/IEC 18013-5, second edition, §10.2.4): what else a reader says of one document it asks for.
//!
//! Zero-knowledge proofs and separate encryption of documents are not offered here: a request that insists on the
//! first cannot be satisfied, one that asks for the second is answered without it, as the standard allows.

use crate::encoding::cbor::{Item, Map, Writer};

use super::RequestFault;

/// A name space and an identifier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ElementReference {
    /// The name space.
    pub name_space: String,
    /// The identifier.
    pub element: String,
}

/// What may be returned in place of one element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// The element asked for.
    pub requested: ElementReference,
    /// Sets of elements, the most wanted first; all of one set stand for the element.
    pub sets: Vec<Vec<ElementReference>>,
}

/// What else is said of a document. What chop does not know is passed over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocRequestInfo {
    /// Alternatives of elements.
    pub alternatives: Vec<Alternative>,
    /// Authority key identifiers, one of which must be in the issuer's chain; empty if any issuer will do.
    pub issuers: Vec<Vec<u8>>,
    /// Whether one document only is expected, if that is said.
    pub unique: Option<bool>,
    /// Bytes that the reader can take in a response.
    pub maximum_response_bytes: Option<u64>,
    /// Whether nothing but a zero-knowledge proof will do.
    pub zero_knowledge_required: bool,
}

impl ElementReference {
    /// A reference.
    #[must_use]
    pub fn new(name_space: &str, element: &str) -> Self {
        Self { name_space: name_space.to_owned(), element: element.to_owned() }
    }

    fn read(item: &Item<'_>) -> Option<Self> {
        let [name_space, element] = item.as_array_of()?;
        Some(Self::new(name_space.as_text()?, element.as_text()?))
    }

    fn write(&self, writer: &mut Writer) {
        writer.array(2);
        writer.text(&self.name_space);
        writer.text(&self.element);
    }
}

/// Every item of an array that is not empty.
pub(super) fn list<T>(item: &Item<'_>, read: impl Fn(&Item<'_>) -> Option<T>) -> Option<Vec<T>> {
    item.as_array().filter(|items| !items.is_empty())?.iter().map(read).collect()
}

impl DocRequestInfo {
    pub(super) fn read(item: &Item<'_>) -> Result<Self, RequestFault> {
        item.as_map().filter(|map| !map.is_empty()).and_then(Self::read_map).ok_or(RequestFault::Info)
    }

    fn read_map(map: &Map<'_>) -> Option<Self> {
        let mut info = Self::default();
        if let Some(item) = map.get("alternativeDataElements") {
            info.alternatives = list(item, |set| {
                let set = set.as_map()?;
                Some(Alternative {
                    requested: ElementReference::read(set.get("requestedElement")?)?,
                    sets: list(set.get("alternativeElementSets")?, |one| list(one, ElementReference::read))?,
                })
            })?;
        }
        if let Some(item) = map.get("issuerIdentifiers") {
            info.issuers = list(item, |issuer| issuer.as_bytes().map(<[u8]>::to_vec))?;
        }
        if let Some(item) = map.get("uniqueDocSetRequired") {
            info.unique = Some(item.as_bool()?);
        }
        if let Some(item) = map.get("maximumResponseSize") {
            info.maximum_response_bytes = Some(item.as_uint()?);
        }
        if let Some(item) = map.get("zkRequest") {
            info.zero_knowledge_required = item.as_map()?.get("zkRequired")?.as_bool()?;
        }
        Some(info)
    }

    /// Writes what chop can ask for; `None` if that is nothing.
    pub(super) fn write(&self) -> Option<Vec<u8>> {
        let mut entries: Vec<(&str, Vec<u8>)> = Vec::new();
        let mut entry = |key, write: &dyn Fn(&mut Writer)| {
            let mut value = Writer::new();
            write(&mut value);
            entries.push((key, value.into_bytes()));
        };
        if !self.alternatives.is_empty() {
            entry("alternativeDataElements", &|value| {
                value.array(self.alternatives.len());
                self.alternatives.iter().for_each(|alternative| alternative.write(value));
            });
        }
        if !self.issuers.is_empty() {
            entry("issuerIdentifiers", &|value| {
                value.array(self.issuers.len());
                self.issuers.iter().for_each(|issuer| value.bytes(issuer));
            });
        }
        if let Some(unique) = self.unique {
            entry("uniqueDocSetRequired", &|value| value.bool(unique));
        }
        if let Some(bytes) = self.maximum_response_bytes {
            entry("maximumResponseSize", &|value| value.uint(bytes));
        }
        if entries.is_empty() {
            return None;
        }
        let mut writer = Writer::new();
        writer.text_map(&entries);
        Some(writer.into_bytes())
    }
}

impl Alternative {
    fn write(&self, writer: &mut Writer) {
        writer.map(2);
        writer.text("requestedElement");
        self.requested.write(writer);
        writer.text("alternativeElementSets");
        writer.array(self.sets.len());
        for set in &self.sets {
            writer.array(set.len());
            set.iter().for_each(|reference| reference.write(writer));
        }
    }
}
