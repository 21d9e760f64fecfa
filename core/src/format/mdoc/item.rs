//! IssuerSignedItem (ISO/IEC 18013-5 §8.3.2.1.2.2): one element with its salt, as the bytes whose digest is signed.

use crate::encoding::cbor::{Item, Strictness, Writer};

use super::MdocFault;

/// One disclosed element as received. The digest is over [`bytes`](Self::bytes), never over a new encoding.
#[derive(Clone)]
pub struct IssuerSignedItem {
    pub(crate) name_space: String,
    pub(crate) digest_id: u64,
    pub(crate) salt_length: usize,
    pub(crate) element: String,
    pub(crate) value: Vec<u8>,
    pub(crate) bytes: Vec<u8>,
}

impl std::fmt::Debug for IssuerSignedItem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IssuerSignedItem")
            .field("name_space", &self.name_space)
            .field("element", &self.element)
            .field("value", &"<redacted>")
            .finish_non_exhaustive()
    }
}

impl IssuerSignedItem {
    /// Reads `IssuerSignedItemBytes`, `#6.24(bstr .cbor IssuerSignedItem)`.
    pub(crate) fn parse(name_space: &str, outer: &Item<'_>) -> Result<Self, MdocFault> {
        let inner = outer.as_embedded().ok_or(MdocFault::Item)?;
        let item = Item::parse(inner, Strictness::Lenient).map_err(MdocFault::Cbor)?;
        let map = item.as_map().ok_or(MdocFault::Item)?;
        Ok(Self {
            name_space: name_space.to_owned(),
            digest_id: map.get("digestID").and_then(Item::as_uint).ok_or(MdocFault::Item)?,
            salt_length: map.get("random").and_then(Item::as_bytes).ok_or(MdocFault::Item)?.len(),
            element: map.get("elementIdentifier").and_then(Item::as_text).ok_or(MdocFault::Item)?.to_owned(),
            value: map.get("elementValue").ok_or(MdocFault::Item)?.raw().to_vec(),
            bytes: outer.raw().to_vec(),
        })
    }

    /// The name space of the element.
    #[must_use]
    pub fn name_space(&self) -> &str {
        &self.name_space
    }

    /// The identifier of the element.
    #[must_use]
    pub fn element(&self) -> &str {
        &self.element
    }

    /// The exact `IssuerSignedItemBytes`.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Writes `IssuerSignedItemBytes` in deterministic order: random, digestID, elementValue, elementIdentifier.
/// `value` is one encoded item, spliced in as it is.
pub(crate) fn write(writer: &mut Writer, salt: &[u8; 16], digest_id: u64, element: &str, value: &[u8]) {
    writer.embedded_with(|item| {
        item.map(4);
        item.text("random");
        item.bytes(salt);
        item.text("digestID");
        item.uint(digest_id);
        item.text("elementValue");
        item.raw(value);
        item.text("elementIdentifier");
        item.text(element);
    });
}

/// The salt of an item that chop wrote.
pub(crate) fn salt(bytes: &[u8]) -> Option<[u8; 16]> {
    let outer = Item::parse(bytes, Strictness::Deterministic).ok()?;
    let item = Item::parse(outer.as_embedded()?, Strictness::Deterministic).ok()?;
    item.as_map()?.get("random")?.as_byte_array()
}
