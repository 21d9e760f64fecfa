//! A status list as a file: signed in any of its three forms, or the bare list in JSON that the list's operator vouches
//! for by signing the bundle.

use std::fs;
use std::path::Path;

use chop_core::crypto::PublicKey;
use chop_core::encoding::json;
use chop_core::encoding::limits::STATUS_TOKEN_BYTES;
use chop_core::status::{self, ListClaims, SignedList, StatusFault, StatusList};
use chop_core::time::UnixTime;
use chop_core::trust::CarriedList;
use serde_json::Value;

use super::super::exit::Failure;

pub(super) fn read(path: &Path, key: &PublicKey) -> Result<CarriedList, Failure> {
    let bytes = fs::read(path).map_err(|error| Failure::from(error).at(path))?;
    parse(&bytes, key).map_err(|fault| Failure::unreadable(fault.code()).at(path))
}

fn parse(bytes: &[u8], key: &PublicKey) -> Result<CarriedList, StatusFault> {
    let text = std::str::from_utf8(bytes).unwrap_or_default().trim();
    if text.starts_with('{') {
        return bare(text);
    }
    let ListClaims { uri, issued_at, expires_at, list, .. } = SignedList::recognise(bytes)?.open(key)?;
    Ok(CarriedList { uri, issued_at, expires_at: Some(expires_at), list })
}

/// `{"uri": …, "bits": …, "lst": …}`, `{"sub": …, "status_list": {…}}` or `{URI: {"bits": …, "lst": …}}`.
fn bare(text: &str) -> Result<CarriedList, StatusFault> {
    let value = json::parse(text.as_bytes(), STATUS_TOKEN_BYTES).map_err(|_| StatusFault::Format)?;
    let object = value.as_object().ok_or(StatusFault::Format)?;
    let named = object.get("uri").or_else(|| object.get("sub")).and_then(Value::as_str);
    let (uri, list) = match (named, object.iter().next()) {
        (Some(uri), _) => (uri, object.get("status_list").unwrap_or(&value)),
        (None, Some((uri, list))) if object.len() == 1 => (uri.as_str(), list),
        _ => return Err(StatusFault::Format),
    };
    let (bits, lst) = status::json_list(list)?;
    let time = |name: &str| {
        let seconds = object.get(name).map(|value| value.as_i64().ok_or(StatusFault::Time)).transpose()?;
        seconds.map(UnixTime::new).transpose().map_err(|_| StatusFault::Time)
    };
    Ok(CarriedList {
        uri: uri.to_owned(),
        issued_at: time("iat")?.unwrap_or(UnixTime::EPOCH),
        expires_at: time("exp")?,
        list: StatusList::inflate(bits, &lst)?,
    })
}

/// The address of a list without its number.
pub(super) fn prefix(uri: &str) -> Option<String> {
    let (prefix, number) = uri.rsplit_once('/')?;
    number.bytes().all(|digit| digit.is_ascii_digit()).then(|| format!("{prefix}/"))
}
