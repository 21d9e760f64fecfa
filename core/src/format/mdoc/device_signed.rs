//! DeviceSigned (ISO/IEC 18013-5 §8.3.2.1.2.2): the device's proof, and what the device says by itself.

use crate::crypto::cose::Envelope;
use crate::encoding::cbor::{CborFault, Item, Strictness, Writer};

use super::MdocFault;

/// The device's proof: a signature, or a MAC that only device and reader can make.
#[derive(Debug, Clone)]
pub enum DeviceAuth {
    /// `deviceSignature`.
    Signature(Envelope),
    /// `deviceMac`.
    Mac(Envelope),
}

/// `deviceSigned`, as received.
#[derive(Debug, Clone)]
pub(crate) struct DeviceSigned {
    /// The exact `DeviceNameSpacesBytes`.
    pub(crate) name_spaces: Vec<u8>,
    pub(crate) items: Vec<DeviceSignedItem>,
    pub(crate) auth: DeviceAuth,
}

/// An element that the device says, not the issuer. Its `Debug` hides the value.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceSignedItem {
    name_space: String,
    element: String,
    value: Vec<u8>,
}

impl std::fmt::Debug for DeviceSignedItem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DeviceSignedItem")
            .field("name_space", &self.name_space)
            .field("element", &self.element)
            .field("value", &"<redacted>")
            .finish()
    }
}

impl DeviceSignedItem {
    /// An element with its value, which is one encoded CBOR item.
    ///
    /// # Errors
    /// A [`CborFault`] of the value.
    pub fn new(name_space: &str, element: &str, value: &[u8]) -> Result<Self, CborFault> {
        Item::parse(value, Strictness::Lenient)?;
        Ok(Self { name_space: name_space.to_owned(), element: element.to_owned(), value: value.to_vec() })
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

    /// The value as one encoded CBOR item.
    #[must_use]
    pub fn value(&self) -> &[u8] {
        &self.value
    }
}

impl DeviceSigned {
    pub(crate) fn parse(item: &Item<'_>) -> Result<Self, MdocFault> {
        let map = item.as_map().ok_or(MdocFault::Structure)?;
        let name_spaces = map.get("nameSpaces").ok_or(MdocFault::Structure)?;
        let items = device_items(name_spaces.as_embedded().ok_or(MdocFault::Structure)?)?;
        let auth = map.get("deviceAuth").and_then(Item::as_map).ok_or(MdocFault::Structure)?;
        let envelope = |item| Envelope::from_item(item).map_err(MdocFault::Cose);
        let auth = match (auth.get("deviceSignature"), auth.get("deviceMac")) {
            (Some(signature), None) => DeviceAuth::Signature(envelope(signature)?),
            (None, Some(mac)) => DeviceAuth::Mac(envelope(mac)?),
            _ => return Err(MdocFault::Structure),
        };
        Ok(Self { name_spaces: name_spaces.raw().to_vec(), items, auth })
    }
}

/// Reads `DeviceNameSpaces`: it may be empty, a name space in it may not.
fn device_items(bytes: &[u8]) -> Result<Vec<DeviceSignedItem>, MdocFault> {
    let spaces = Item::parse(bytes, Strictness::Lenient).map_err(MdocFault::Cbor)?;
    let mut items = Vec::new();
    for (name_space, elements) in spaces.as_map().ok_or(MdocFault::Structure)?.entries() {
        let name_space = name_space.as_text().ok_or(MdocFault::Structure)?;
        let elements = elements.as_map().filter(|elements| !elements.is_empty()).ok_or(MdocFault::Structure)?;
        for (element, value) in elements.entries() {
            items.push(DeviceSignedItem {
                name_space: name_space.to_owned(),
                element: element.as_text().ok_or(MdocFault::Structure)?.to_owned(),
                value: value.raw().to_vec(),
            });
        }
    }
    Ok(items)
}

/// `DeviceNameSpacesBytes` of these elements, none of which may be there twice.
pub(crate) fn name_spaces_bytes(items: &[DeviceSignedItem]) -> Vec<u8> {
    let mut spaces: Vec<(&str, Vec<(&str, Vec<u8>)>)> = Vec::new();
    for item in items {
        let entry = (item.element.as_str(), item.value.clone());
        match spaces.iter_mut().find(|(name, _)| *name == item.name_space) {
            Some((_, entries)) => entries.push(entry),
            None => spaces.push((&item.name_space, vec![entry])),
        }
    }
    let spaces: Vec<(&str, Vec<u8>)> = spaces
        .into_iter()
        .map(|(name, entries)| {
            let mut elements = Writer::new();
            elements.text_map(&entries);
            (name, elements.into_bytes())
        })
        .collect();
    let mut writer = Writer::new();
    writer.embedded_with(|inner| inner.text_map(&spaces));
    writer.into_bytes()
}
