//! `credentialStatus`: entries of Bitstring Status Lists (Bitstring Status List 1.0 §2.1).

use serde_json::{Map, Value as Json};

use crate::encoding::limits::VC_STATUSES;
use crate::verify::{ListedStatus, StatusEvidence, StatusPurpose};

use super::fault::StatusEntryFault;
use super::member::{is_absolute_uri, objects, types};

/// What a credential says of where its status stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct StatusEntries {
    listed: Vec<ListedStatus>,
    is_foreign: bool,
}

impl StatusEntries {
    pub(crate) fn read(value: &Json) -> Result<Self, StatusEntryFault> {
        let mut entries = Self::default();
        let mut purposes = Vec::new();
        for object in objects(value, VC_STATUSES).ok_or(StatusEntryFault::Form)? {
            if types(object).ok_or(StatusEntryFault::Form)? != ["BitstringStatusListEntry"] {
                entries.is_foreign = true;
                continue;
            }
            let (purpose, entry) = bitstring_entry(object)?;
            if purposes.contains(&purpose) {
                return Err(StatusEntryFault::Twice);
            }
            purposes.push(purpose);
            match entry {
                Some(entry) => entries.listed.push(entry),
                // What neither revokes nor suspends says nothing of whether the credential counts.
                None if matches!(purpose, "refresh" | "message") => {}
                None => entries.is_foreign = true,
            }
        }
        Ok(entries)
    }

    /// The answer for verification.
    pub(crate) fn evidence(&self) -> StatusEvidence {
        match self.listed.as_slice() {
            _ if self.is_foreign => StatusEvidence::Foreign,
            [] => StatusEvidence::ShortLived,
            [ListedStatus { uri, index, purpose: StatusPurpose::Revocation }] => {
                StatusEvidence::Listed { uri: uri.clone(), index: *index }
            }
            several => StatusEvidence::ByPurpose(several.to_vec()),
        }
    }
}

/// The purpose of an entry, and the entry if it is one that decides.
fn bitstring_entry(object: &Map<String, Json>) -> Result<(&str, Option<ListedStatus>), StatusEntryFault> {
    let text = |name| object.get(name).and_then(Json::as_str);
    let uri = text("statusListCredential").filter(|uri| is_absolute_uri(uri)).ok_or(StatusEntryFault::List)?;
    let index = text("statusListIndex").and_then(index).ok_or(StatusEntryFault::Index)?;
    let word = text("statusPurpose").filter(|word| !word.is_empty()).ok_or(StatusEntryFault::Purpose)?;
    let purpose = match word {
        "revocation" => Some(StatusPurpose::Revocation),
        "suspension" => Some(StatusPurpose::Suspension),
        _ => None,
    };
    // Revocation and suspension are one bit each (§2.1); a wider entry says something else.
    if purpose.is_some() && object.get("statusSize").is_some_and(|size| size.as_u64() != Some(1)) {
        return Err(StatusEntryFault::Purpose);
    }
    Ok((word, purpose.map(|purpose| ListedStatus { uri: uri.to_owned(), index, purpose })))
}

/// A decimal number in its one form.
fn index(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if digits { text.parse().ok() } else { None }
}
