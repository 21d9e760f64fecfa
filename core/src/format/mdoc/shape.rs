use crate::encoding::cbor::{Item, Strictness};
use crate::encoding::limits::MDOC_BYTES;

/// Which mdoc structure some bytes look like. For choosing a reader, never for a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A map with `version` and `documents` or `status`.
    DeviceResponse,
    /// A map with `issuerAuth`.
    IssuerSigned,
}

impl Shape {
    /// Looks at the keys of the outermost map.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > MDOC_BYTES {
            return None;
        }
        let item = Item::parse(bytes, Strictness::Lenient).ok()?;
        let map = item.as_map()?;
        if map.get("issuerAuth").is_some() {
            Some(Self::IssuerSigned)
        } else if map.get("version").is_some() && (map.get("documents").is_some() || map.get("status").is_some()) {
            Some(Self::DeviceResponse)
        } else {
            None
        }
    }
}
