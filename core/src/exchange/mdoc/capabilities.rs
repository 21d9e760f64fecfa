//! Capabilities of a wallet (ISO/IEC 18013-5, second edition, §9.1): what it says it can take beyond the first edition.

use crate::encoding::cbor::{Item, Writer};

use super::EngagementFault;

const SESSION_ESTABLISHMENT: i64 = 2;
const READER_AUTH_ALL: i64 = 3;
const EXTENDED_REQUEST: i64 = 4;

/// What a wallet can take. What it does not name counts as *no*.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// A SessionEstablishment already during negotiated NFC handover.
    pub handover_session_establishment: bool,
    /// One signature of the reader over the whole request.
    pub reader_auth_all: bool,
    /// Alternatives, issuers and use cases in a request.
    pub extended_request: bool,
}

impl Capabilities {
    /// Reads the map; the first two may only be *true* where they are there.
    pub(super) fn read(item: &Item<'_>) -> Result<Self, EngagementFault> {
        let map = item.as_map().ok_or(EngagementFault::Structure)?;
        let said = |key: i64| match map.get_int(key) {
            Some(value) => value.as_bool().ok_or(EngagementFault::Structure).map(Some),
            None => Ok(None),
        };
        let only_true = |key: i64| match said(key)? {
            Some(false) => Err(EngagementFault::Structure),
            said => Ok(said == Some(true)),
        };
        Ok(Self {
            handover_session_establishment: only_true(SESSION_ESTABLISHMENT)?,
            reader_auth_all: only_true(READER_AUTH_ALL)?,
            extended_request: said(EXTENDED_REQUEST)? == Some(true),
        })
    }

    pub(super) fn write(self, writer: &mut Writer) {
        let first =
            [(SESSION_ESTABLISHMENT, self.handover_session_establishment), (READER_AUTH_ALL, self.reader_auth_all)];
        writer.map(1 + first.iter().filter(|(_, able)| *able).count());
        for (key, _) in first.into_iter().filter(|(_, able)| *able) {
            writer.int(key);
            writer.bool(true);
        }
        writer.int(EXTENDED_REQUEST);
        writer.bool(self.extended_request);
    }
}
