//! ItemsRequest (ISO/IEC 18013-5 §8.3.2.1.2.1): which elements of one document a reader asks for, and which it keeps.

use crate::document::Descriptor;
use crate::encoding::cbor::{Item, Strictness, Writer};

use super::{DocRequestInfo, ElementReference, RequestFault};

/// One element asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestedElement {
    /// Its name space.
    pub name_space: String,
    /// Its identifier.
    pub element: String,
    /// Whether the reader intends to keep it beyond the transaction.
    pub intent_to_retain: bool,
}

/// A request for elements of one document.
///
/// ```
/// use chop_core::document::Kinds;
/// use chop_core::exchange::mdoc::ItemsRequest;
///
/// let kinds = Kinds::shipped();
/// let card = kinds.by_kind("senior-citizen-card").unwrap();
/// let view = &card.views()[0];
/// let request = ItemsRequest::for_view(card, view.id.as_str(), &|_| false)?;
/// assert_eq!(request.doc_type(), card.doctype().as_str());
/// assert!(request.elements().iter().all(|element| !element.intent_to_retain));
/// # Ok::<(), chop_core::exchange::mdoc::RequestFault>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemsRequest {
    doc_type: String,
    elements: Vec<RequestedElement>,
    info: Option<DocRequestInfo>,
}

/// What a wallet would return of what is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// The elements to return, none twice.
    pub returned: Vec<ElementReference>,
    /// The elements asked for that neither they nor any alternative can be returned.
    pub missing: Vec<ElementReference>,
}

impl ItemsRequest {
    /// A request for elements given as name space, identifier and intent to retain.
    ///
    /// # Errors
    /// `device-request.items` if there is none, or one is there twice.
    pub fn new(doc_type: &str, elements: &[(&str, &str, bool)]) -> Result<Self, RequestFault> {
        let elements: Vec<RequestedElement> = elements
            .iter()
            .map(|(name_space, element, intent_to_retain)| RequestedElement {
                name_space: (*name_space).to_owned(),
                element: (*element).to_owned(),
                intent_to_retain: *intent_to_retain,
            })
            .collect();
        let same = |a: &RequestedElement, b: &RequestedElement| a.name_space == b.name_space && a.element == b.element;
        let twice = elements.iter().enumerate().any(|(n, a)| elements.iter().skip(n + 1).any(|b| same(a, b)));
        if elements.is_empty() || twice {
            return Err(RequestFault::Items);
        }
        Ok(Self { doc_type: doc_type.to_owned(), elements, info: None })
    }

    /// What a view of a kind asks for, and what the kind always shows. `retain` says which elements are kept.
    ///
    /// # Errors
    /// `device-request.view` if the kind has no such view.
    pub fn for_view(descriptor: &Descriptor, view: &str, retain: &dyn Fn(&str) -> bool) -> Result<Self, RequestFault> {
        let view = descriptor.view(view).ok_or(RequestFault::View)?;
        let doc_type = descriptor.doctype().as_str();
        let asked = descriptor.issued_elements().map(|element| element.id.as_str()).filter(|id| {
            view.elements.iter().any(|wanted| wanted.as_str() == *id)
                || descriptor.always_shown().any(|always| always.id.as_str() == *id)
        });
        let elements: Vec<(&str, &str, bool)> = asked.map(|id| (doc_type, id, retain(id))).collect();
        Self::new(doc_type, &elements)
    }

    /// With what else is said of the document.
    ///
    /// # Errors
    /// `device-request.info` if an alternative is for an element that is not asked for, or has no set or an empty one.
    pub fn with_info(mut self, info: DocRequestInfo) -> Result<Self, RequestFault> {
        self.require_alternatives(&info)?;
        self.info = Some(info);
        Ok(self)
    }

    /// Reads the bytes in `#6.24(bstr .cbor ItemsRequest)`.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, RequestFault> {
        let item = Item::parse(bytes, Strictness::Lenient).map_err(RequestFault::Cbor)?;
        let map = item.as_map().ok_or(RequestFault::Items)?;
        let doc_type = map.get("docType").and_then(Item::as_text).ok_or(RequestFault::Items)?.to_owned();
        let spaces = map.get("nameSpaces").and_then(Item::as_map).ok_or(RequestFault::Items)?;
        let mut elements = Vec::new();
        for (name_space, asked) in spaces.entries() {
            let name_space = name_space.as_text().ok_or(RequestFault::Items)?;
            let asked = asked.as_map().filter(|asked| !asked.is_empty()).ok_or(RequestFault::Items)?;
            for (element, intent_to_retain) in asked.entries() {
                elements.push(RequestedElement {
                    name_space: name_space.to_owned(),
                    element: element.as_text().ok_or(RequestFault::Items)?.to_owned(),
                    intent_to_retain: intent_to_retain.as_bool().ok_or(RequestFault::Items)?,
                });
            }
        }
        if elements.is_empty() {
            return Err(RequestFault::Items);
        }
        let items = Self { doc_type, elements, info: None };
        match map.get("requestInfo").map(DocRequestInfo::read).transpose()? {
            Some(info) => items.with_info(info),
            None => Ok(items),
        }
    }

    fn require_alternatives(&self, info: &DocRequestInfo) -> Result<(), RequestFault> {
        let asked = |wanted: &ElementReference| {
            self.elements.iter().any(|asked| asked.name_space == wanted.name_space && asked.element == wanted.element)
        };
        let sound = info.alternatives.iter().all(|alternative| {
            let sets = &alternative.sets;
            asked(&alternative.requested) && !sets.is_empty() && sets.iter().all(|set| !set.is_empty())
        });
        if sound { Ok(()) } else { Err(RequestFault::Info) }
    }

    /// The type of the document.
    #[must_use]
    pub fn doc_type(&self) -> &str {
        &self.doc_type
    }

    /// The elements, in the order of the request.
    #[must_use]
    pub fn elements(&self) -> &[RequestedElement] {
        &self.elements
    }

    /// What else is said of the document.
    #[must_use]
    pub const fn info(&self) -> Option<&DocRequestInfo> {
        self.info.as_ref()
    }

    /// What to return of a document that has the elements for which `has` says so: each element asked for, or else all
    /// of its most wanted alternative that is there (second edition, §10.2.8).
    ///
    /// ```
    /// use chop_core::exchange::mdoc::{Alternative, DocRequestInfo, ElementReference, ItemsRequest};
    ///
    /// let age = |id: &str| ElementReference::new("example.1", id);
    /// let sets = vec![vec![age("age_in_years")], vec![age("birth_date")]];
    /// let info = DocRequestInfo {
    ///     alternatives: vec![Alternative { requested: age("age_over_18"), sets }],
    ///     ..DocRequestInfo::default()
    /// };
    /// let asked = ItemsRequest::new("example.1", &[("example.1", "age_over_18", false)])?.with_info(info)?;
    /// assert_eq!(asked.choose(&|_, id| id == "birth_date").returned, [age("birth_date")]);
    /// assert_eq!(asked.choose(&|_, id| id == "portrait").missing, [age("age_over_18")]);
    /// # Ok::<(), chop_core::exchange::mdoc::RequestFault>(())
    /// ```
    #[must_use]
    pub fn choose(&self, has: &dyn Fn(&str, &str) -> bool) -> Choice {
        let there = |reference: &ElementReference| has(&reference.name_space, &reference.element);
        let mut choice = Choice::default();
        for asked in &self.elements {
            let wanted = ElementReference::new(&asked.name_space, &asked.element);
            let alternatives = self.info.iter().flat_map(|info| &info.alternatives);
            let mut sets = alternatives.filter(|one| one.requested == wanted).flat_map(|one| &one.sets);
            let returned = if there(&wanted) {
                vec![wanted]
            } else if let Some(set) = sets.find(|set| set.iter().all(there)) {
                set.clone()
            } else {
                choice.missing.push(wanted);
                continue;
            };
            for reference in returned {
                if !choice.returned.contains(&reference) {
                    choice.returned.push(reference);
                }
            }
        }
        choice
    }

    /// `ItemsRequestBytes`.
    pub(super) fn to_tagged(&self) -> Vec<u8> {
        let mut spaces: Vec<(&str, Vec<(&str, Vec<u8>)>)> = Vec::new();
        for asked in &self.elements {
            let mut intent = Writer::new();
            intent.bool(asked.intent_to_retain);
            let entry = (asked.element.as_str(), intent.into_bytes());
            match spaces.iter_mut().find(|(name, _)| *name == asked.name_space) {
                Some((_, entries)) => entries.push(entry),
                None => spaces.push((&asked.name_space, vec![entry])),
            }
        }
        let spaces: Vec<(&str, Vec<u8>)> = spaces
            .into_iter()
            .map(|(name, entries)| {
                let mut asked = Writer::new();
                asked.text_map(&entries);
                (name, asked.into_bytes())
            })
            .collect();
        let info = self.info.as_ref().and_then(DocRequestInfo::write);
        let mut writer = Writer::new();
        writer.embedded_with(|inner| {
            inner.map(if info.is_some() { 3 } else { 2 });
            inner.text("docType");
            inner.text(&self.doc_type);
            inner.text("nameSpaces");
            inner.text_map(&spaces);
            if let Some(info) = &info {
                inner.text("requestInfo");
                inner.raw(info);
            }
        });
        writer.into_bytes()
    }
}
