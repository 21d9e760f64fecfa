//! Whether a verified answer has what was asked for (ISO/IEC 18013-5, second edition, §10.2.8): for the reader, after
//! every document was verified.

use crate::verify::{DisclosedDocument, Disclosure};

use super::{DeviceRequest, ElementReference};

/// What an answer lacks of one document asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    /// The place of the document in the request, from 0.
    pub document: usize,
    /// The elements that neither they nor any alternative were returned; all of them if there is no such document.
    pub missing: Vec<ElementReference>,
}

/// An answer held against its request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The documents that are missing or incomplete, in the order of the request.
    pub lacking: Vec<Lacking>,
    /// Elements that were returned and not asked for: to be forgotten, since nobody agreed to their use.
    pub unasked: Vec<ElementReference>,
    /// Whether the answer satisfies the request: every document, or the use cases where the request has them.
    pub satisfies: bool,
}

impl DeviceRequest {
    /// Holds a verified answer against this request.
    ///
    /// Of several documents of one type the one that lacks least counts. What the device says by itself counts too:
    /// whether that is enough is for whoever asked.
    #[must_use]
    pub fn answered_by(&self, disclosure: &Disclosure) -> Answer {
        let documents = &disclosure.documents;
        let lacking: Vec<Lacking> = (0..)
            .zip(self.documents())
            .filter_map(|(document, asked)| {
                let items = asked.items();
                let of_type = documents.iter().filter(|shown| shown.type_name == items.doc_type());
                let missing = of_type
                    .map(|shown| items.choose(&|space, id| shows(shown, space, id)).missing)
                    .min_by_key(Vec::len)
                    .unwrap_or_else(|| items.choose(&|_, _| false).missing);
                (!missing.is_empty()).then_some(Lacking { document, missing })
            })
            .collect();
        let complete = |place: usize| lacking.iter().all(|one| one.document != place);
        let satisfies = match self.info().filter(|info| !info.use_cases.is_empty()) {
            Some(info) => info.choose(&complete).is_some(),
            None => lacking.is_empty(),
        };
        let unasked = documents.iter().flat_map(|shown| {
            elements(shown)
                .filter(|(space, id)| !self.asks_for(&shown.type_name, space, id))
                .map(|(space, id)| ElementReference::new(space, id))
        });
        Answer { unasked: unasked.collect(), satisfies, lacking }
    }

    /// Whether this element of a document of this type is asked for, by itself or as an alternative.
    fn asks_for(&self, doc_type: &str, name_space: &str, element: &str) -> bool {
        let items = self.documents().iter().map(super::DocRequest::items).filter(|items| items.doc_type() == doc_type);
        items.into_iter().any(|items| {
            let alternatives = items.info().into_iter().flat_map(|info| &info.alternatives);
            items.elements().iter().any(|asked| asked.name_space == name_space && asked.element == element)
                || alternatives
                    .flat_map(|one| one.sets.iter().flatten())
                    .any(|wanted| wanted.name_space == name_space && wanted.element == element)
        })
    }
}

fn elements(document: &DisclosedDocument) -> impl Iterator<Item = (&str, &str)> {
    let all = document.elements.iter().chain(&document.device_elements);
    all.map(|element| (element.name_space.as_str(), element.id.as_str()))
}

fn shows(document: &DisclosedDocument, name_space: &str, element: &str) -> bool {
    elements(document).any(|(space, id)| space == name_space && id == element)
}
