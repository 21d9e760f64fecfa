//! Status List Tokens: the list with its address and times, signed by its issuer, as CWT (§5.2) or JWT (§5.1).

use serde_json::Value;

use super::claims::{ListClaims, Times};
use super::fault::StatusFault;
use super::list::StatusList;
use crate::crypto::PublicKey;
use crate::crypto::cose::{self, Envelope};
use crate::crypto::jws;
use crate::encoding::cbor::{Bounds, Item, Strictness};
use crate::encoding::limits::STATUS_TOKEN_BYTES;
use crate::encoding::{base64url, json};

/// CWT claims of the token.
pub(super) const SUB: i64 = 2;
pub(super) const EXP: i64 = 4;
pub(super) const IAT: i64 = 6;
pub(super) const TTL: i64 = 65_534;
pub(super) const STATUS_LIST: i64 = 65_533;
/// The COSE header `typ` (RFC 9596) and its value.
pub(super) const TYP: i64 = 16;
pub(super) const CWT_TYPE: &str = "application/statuslist+cwt";
pub(super) const JWT_TYPE: &str = "statuslist+jwt";

/// The tag of a CWT (RFC 8392 §6), which may stand before that of a COSE_Sign1.
const TAG_CWT: u64 = 61;
const TAG_SIGN1: u64 = 18;

/// Reads a token as CWT, tagged or not, and checks its signature by `key`.
///
/// # Errors
/// `status-list.size` above 1 MiB, `status-list.format`, `status-list.type`, `status-list.signature`,
/// `status-list.subject`, `status-list.time`, `status-list.bits`, `status-list.compression`.
pub fn parse_cwt(bytes: &[u8], key: &PublicKey) -> Result<ListClaims, StatusFault> {
    let envelope = envelope(bytes)?;
    envelope.require_algorithm_of(key).map_err(|_| StatusFault::Signature)?;
    let header = large(envelope.protected())?;
    let typ = header.as_map().and_then(|header| header.get_int(TYP)).and_then(Item::as_text);
    if typ != Some(CWT_TYPE) {
        return Err(StatusFault::Type);
    }
    let payload = envelope.payload().ok_or(StatusFault::Format)?;
    key.verify(&cose::sig_structure(envelope.protected(), &[], payload), envelope.signature())
        .map_err(|_| StatusFault::Signature)?;
    cwt_claims(payload)
}

/// The COSE_Sign1 of a token; nothing in it is believed.
pub(super) fn envelope(bytes: &[u8]) -> Result<Envelope, StatusFault> {
    if bytes.len() > STATUS_TOKEN_BYTES {
        return Err(StatusFault::Size);
    }
    let item = large(bytes)?;
    let sign1 = match (item.as_tag(TAG_CWT), item.as_tag(TAG_SIGN1)) {
        // Behind the tag of a CWT that of its envelope must stand.
        (Some(inner), _) => inner.as_tag(TAG_SIGN1).ok_or(StatusFault::Format)?,
        (None, Some(inner)) => inner,
        (None, None) => &item,
    };
    if sign1.as_array().is_none() {
        return Err(StatusFault::Format);
    }
    Envelope::from_item(sign1).map_err(|_| StatusFault::Format)
}

fn large(bytes: &[u8]) -> Result<Item<'_>, StatusFault> {
    Item::parse_within(bytes, Strictness::Lenient, Bounds { string_bytes: STATUS_TOKEN_BYTES, ..Bounds::USUAL })
        .map_err(|_| StatusFault::Format)
}

fn cwt_claims(payload: &[u8]) -> Result<ListClaims, StatusFault> {
    let item = large(payload)?;
    let claims = item.as_map().ok_or(StatusFault::Format)?;
    let list = claims.get_int(STATUS_LIST).and_then(Item::as_map).ok_or(StatusFault::Format)?;
    let bits = list.get("bits").and_then(Item::as_uint).and_then(|bits| u8::try_from(bits).ok());
    let lst = list.get("lst").and_then(Item::as_bytes).ok_or(StatusFault::Format)?;
    let optional = |label: i64| claims.get_int(label).map(|item| item.as_int().ok_or(StatusFault::Time)).transpose();
    let uri = claims.get_int(SUB).and_then(Item::as_text).ok_or(StatusFault::Subject)?;
    let times = Times { issued_at: optional(IAT)?, expires_at: optional(EXP)?, ttl: optional(TTL)? };
    times.claims(uri, None, StatusList::inflate(bits.ok_or(StatusFault::Bits)?, lst)?)
}

/// Reads a token as JWT and checks its signature by `key`.
///
/// # Errors
/// As [`parse_cwt`].
pub fn parse_jwt(text: &str, key: &PublicKey) -> Result<ListClaims, StatusFault> {
    let claims = signed_json(text, JWT_TYPE, key)?;
    let (bits, lst) = json_list(claims.get("status_list").ok_or(StatusFault::Format)?)?;
    let optional = |name: &str| claims.get(name).map(|value| value.as_i64().ok_or(StatusFault::Time)).transpose();
    let uri = claims.get("sub").and_then(Value::as_str).ok_or(StatusFault::Subject)?;
    let times = Times { issued_at: optional("iat")?, expires_at: optional("exp")?, ttl: optional("ttl")? };
    times.claims(uri, None, StatusList::inflate(bits, &lst)?)
}

/// The object that a compact JWS of this type carries, its signature checked.
pub(super) fn signed_json(text: &str, typ: &str, key: &PublicKey) -> Result<Value, StatusFault> {
    if text.len() > STATUS_TOKEN_BYTES {
        return Err(StatusFault::Size);
    }
    let payload = jws::verify_compact(text, typ, key).map_err(|fault| match fault {
        jws::JwsFault::Signature | jws::JwsFault::Algorithm => StatusFault::Signature,
        jws::JwsFault::Type => StatusFault::Type,
        jws::JwsFault::Format
        | jws::JwsFault::Header
        | jws::JwsFault::Critical
        | jws::JwsFault::Unencoded
        | jws::JwsFault::Chain
        | jws::JwsFault::Certificate(_) => StatusFault::Format,
    })?;
    let value = json::parse(&payload, STATUS_TOKEN_BYTES).map_err(|_| StatusFault::Format)?;
    if value.is_object() { Ok(value) } else { Err(StatusFault::Format) }
}

/// The `bits` and the compressed `lst` of a list in JSON form (§4.2).
///
/// # Errors
/// `status-list.format`, `status-list.bits`.
pub fn json_list(list: &Value) -> Result<(u8, Vec<u8>), StatusFault> {
    let bits = list.get("bits").and_then(Value::as_u64).and_then(|bits| u8::try_from(bits).ok());
    let lst = list.get("lst").and_then(Value::as_str).ok_or(StatusFault::Format)?;
    Ok((bits.ok_or(StatusFault::Bits)?, base64url::decode(lst).map_err(|_| StatusFault::Format)?))
}
