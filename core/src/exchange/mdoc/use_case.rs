//! DeviceRequestInfo (ISO/IEC 18013-5, second edition, §10.2.5): which of the documents together serve a purpose.

use crate::encoding::cbor::{Item, Map, Strictness, Writer};

use super::RequestFault;
use super::request_info::list;

/// One purpose of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseCase {
    /// Whether the request cannot do without it.
    pub mandatory: bool,
    /// Sets of documents, by their places in the request from 0; exactly one set is to be returned, whole.
    pub document_sets: Vec<Vec<usize>>,
    /// Who defines a purpose, and its number there.
    pub purposes: Vec<(String, i64)>,
}

/// What else is said of the documents together. What chop does not know is passed over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeviceRequestInfo {
    /// The purposes; none leaves it to the wallet which documents to return.
    pub use_cases: Vec<UseCase>,
}

impl DeviceRequestInfo {
    /// Reads the bytes in `#6.24(bstr .cbor DeviceRequestInfo)` of a request for so many documents.
    pub(super) fn read(bytes: &[u8], documents: usize) -> Result<Self, RequestFault> {
        let item = Item::parse(bytes, Strictness::Lenient).map_err(RequestFault::Cbor)?;
        let map = item.as_map().filter(|map| !map.is_empty()).ok_or(RequestFault::Info)?;
        let use_cases = match map.get("useCases") {
            Some(item) => list(item, |one| read_use_case(one.as_map()?)).ok_or(RequestFault::Info)?,
            None => Vec::new(),
        };
        let info = Self { use_cases };
        info.require_within(documents)?;
        Ok(info)
    }

    /// That no set names a document that is not asked for.
    pub(super) fn require_within(&self, documents: usize) -> Result<(), RequestFault> {
        let mut named = self.use_cases.iter().flat_map(|case| &case.document_sets).flatten();
        if named.any(|place| *place >= documents) { Err(RequestFault::Info) } else { Ok(()) }
    }

    /// Which set of each use case a wallet returns that can return the documents for which `can` says so: the first
    /// whole set, or none. `None` if a mandatory use case, or every one, has no such set: then nothing is returned.
    ///
    /// ```
    /// use chop_core::exchange::mdoc::{DeviceRequestInfo, UseCase};
    ///
    /// let case = |mandatory, sets: &[&[usize]]| UseCase {
    ///     mandatory,
    ///     document_sets: sets.iter().map(|set| set.to_vec()).collect(),
    ///     purposes: Vec::new(),
    /// };
    /// let info = DeviceRequestInfo { use_cases: vec![case(true, &[&[0, 1], &[2]]), case(false, &[&[1]])] };
    /// assert_eq!(info.choose(&|document| document != 1), Some(vec![Some(1), None]));
    /// assert_eq!(info.choose(&|document| document == 1), None);
    /// ```
    #[must_use]
    pub fn choose(&self, can: &dyn Fn(usize) -> bool) -> Option<Vec<Option<usize>>> {
        let whole = |set: &Vec<usize>| set.iter().all(|document| can(*document));
        let chosen: Vec<Option<usize>> =
            self.use_cases.iter().map(|case| case.document_sets.iter().position(whole)).collect();
        let lacking = |(case, set): (&UseCase, &Option<usize>)| case.mandatory && set.is_none();
        let fails = self.use_cases.iter().zip(&chosen).any(lacking) || !chosen.iter().any(Option::is_some);
        (!fails).then_some(chosen)
    }

    /// The encoded structure; `None` if it says nothing.
    pub(super) fn write(&self) -> Option<Vec<u8>> {
        if self.use_cases.is_empty() {
            return None;
        }
        let mut writer = Writer::new();
        writer.map(1);
        writer.text("useCases");
        writer.array(self.use_cases.len());
        self.use_cases.iter().for_each(|case| case.write(&mut writer));
        Some(writer.into_bytes())
    }
}

impl UseCase {
    fn write(&self, writer: &mut Writer) {
        writer.map(if self.purposes.is_empty() { 2 } else { 3 });
        writer.text("mandatory");
        writer.bool(self.mandatory);
        writer.text("documentSets");
        writer.array(self.document_sets.len());
        for set in &self.document_sets {
            writer.array(set.len());
            set.iter().for_each(|place| writer.uint(u64::try_from(*place).unwrap_or(u64::MAX)));
        }
        if !self.purposes.is_empty() {
            let purposes: Vec<(&str, Vec<u8>)> = self
                .purposes
                .iter()
                .map(|(controller, code)| {
                    let mut value = Writer::new();
                    value.int(*code);
                    (controller.as_str(), value.into_bytes())
                })
                .collect();
            writer.text("purposeHints");
            writer.text_map(&purposes);
        }
    }
}

fn read_use_case(map: &Map<'_>) -> Option<UseCase> {
    let place = |item: &Item<'_>| usize::try_from(item.as_uint()?).ok();
    let purposes = match map.get("purposeHints") {
        Some(item) => item
            .as_map()
            .filter(|hints| !hints.is_empty())?
            .entries()
            .map(|(controller, code)| Some((controller.as_text()?.to_owned(), code.as_int()?)))
            .collect::<Option<_>>()?,
        None => Vec::new(),
    };
    Some(UseCase {
        mandatory: map.get("mandatory")?.as_bool()?,
        document_sets: list(map.get("documentSets")?, |set| list(set, place))?,
        purposes,
    })
}
