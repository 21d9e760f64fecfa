//! KeyAuthorizations (ISO/IEC 18013-5 §9.1.2.4): what the issuer lets the device say by itself.

use crate::encoding::cbor::Item;

use super::MdocFault;

/// The elements that a device key may sign or authenticate beside the transcript. Without them it may none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyAuthorizations {
    name_spaces: Vec<String>,
    elements: Vec<(String, Vec<String>)>,
}

impl KeyAuthorizations {
    /// Reads `keyAuthorizations`: no empty list, and no name space that is authorised both whole and in parts.
    pub(crate) fn parse(item: &Item<'_>) -> Result<Self, MdocFault> {
        let map = item.as_map().ok_or(MdocFault::Mso)?;
        let name_spaces = map.get("nameSpaces").map(texts).transpose()?.unwrap_or_default();
        let mut elements = Vec::new();
        if let Some(item) = map.get("dataElements") {
            let spaces = item.as_map().filter(|spaces| !spaces.is_empty()).ok_or(MdocFault::Mso)?;
            for (name, ids) in spaces.entries() {
                let name = name.as_text().ok_or(MdocFault::Mso)?.to_owned();
                if name_spaces.contains(&name) {
                    return Err(MdocFault::Mso);
                }
                elements.push((name, texts(ids)?));
            }
        }
        Ok(Self { name_spaces, elements })
    }

    /// Whether the device may say this element.
    #[must_use]
    pub fn permits(&self, name_space: &str, element: &str) -> bool {
        let in_part = |(name, ids): &(String, Vec<String>)| name == name_space && ids.iter().any(|id| id == element);
        self.name_spaces.iter().any(|name| name == name_space) || self.elements.iter().any(in_part)
    }
}

fn texts(item: &Item<'_>) -> Result<Vec<String>, MdocFault> {
    let items = item.as_array().filter(|items| !items.is_empty()).ok_or(MdocFault::Mso)?;
    items.iter().map(|text| text.as_text().map(str::to_owned).ok_or(MdocFault::Mso)).collect()
}
