//! Status List Tokens: the list with its address and times, signed by its issuer, as CWT (§5.2) or JWT (§5.1).

use serde_json::Value;

use super::list::{StatusFault, StatusList};
use crate::crypto::PublicKey;
use crate::crypto::cose::{self, Envelope};
use crate::crypto::jws;
use crate::crypto::{SignFault, Signer};
use crate::encoding::cbor::{Bounds, Item, Strictness, Writer};
use crate::encoding::limits::STATUS_TOKEN_BYTES;
use crate::encoding::{base64url, json};
use crate::time::UnixTime;

/// CWT claims of the token.
const SUB: i64 = 2;
const EXP: i64 = 4;
const IAT: i64 = 6;
const TTL: i64 = 65_534;
const STATUS_LIST: i64 = 65_533;
/// The COSE header `typ` (RFC 9596) and its value.
const TYP: i64 = 16;
const CWT_TYPE: &str = "application/statuslist+cwt";
const JWT_TYPE: &str = "statuslist+jwt";

/// What a list token says, its signature checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListClaims {
    /// The address of the list (`sub`), equal to the `uri` of the documents in it.
    pub uri: String,
    /// When it was made.
    pub issued_at: UnixTime,
    /// The first second at which it no longer counts, if it says so.
    pub expires_at: Option<UnixTime>,
    /// Seconds for which a copy may be kept, held between 5 minutes and 24 hours.
    pub ttl: Option<u64>,
    /// The list.
    pub list: StatusList,
}

/// Writes a token as CWT. The list's issuer signs.
///
/// # Errors
/// The signer's fault.
pub fn write_cwt(claims: &ListClaims, signer: &dyn Signer) -> Result<Vec<u8>, SignFault> {
    let mut payload = Writer::new();
    let count = 3 + usize::from(claims.expires_at.is_some()) + usize::from(claims.ttl.is_some());
    payload.map(count);
    payload.int(SUB);
    payload.text(&claims.uri);
    if let Some(at) = claims.expires_at {
        payload.int(EXP);
        payload.int(at.seconds());
    }
    payload.int(IAT);
    payload.int(claims.issued_at.seconds());
    payload.int(STATUS_LIST);
    payload.map(2);
    payload.text("lst");
    payload.bytes(&claims.list.deflate());
    payload.text("bits");
    payload.uint(u64::from(claims.list.bits()));
    if let Some(ttl) = claims.ttl {
        payload.int(TTL);
        payload.uint(ttl);
    }
    let payload = payload.into_bytes();
    let mut protected = Writer::new();
    protected.map(2);
    protected.int(1);
    protected.int(signer.public_key().algorithm().cose_id());
    protected.int(TYP);
    protected.text(CWT_TYPE);
    let protected = protected.into_bytes();
    let signature = signer.sign(&cose::sig_structure(&protected, &[], &payload))?;
    let mut token = Writer::new();
    token.tag(18);
    token.array(4);
    token.bytes(&protected);
    token.map(0);
    token.bytes(&payload);
    token.bytes(signature.as_bytes());
    Ok(token.into_bytes())
}

/// Reads a token as CWT and checks its signature by `key`.
///
/// # Errors
/// `status-list.size` above 1 MiB, `status-list.signature`, `status-list.format`, `status-list.bits`,
/// `status-list.compression`, `status-list.time`.
pub fn parse_cwt(bytes: &[u8], key: &PublicKey) -> Result<ListClaims, StatusFault> {
    if bytes.len() > STATUS_TOKEN_BYTES {
        return Err(StatusFault::Size);
    }
    let item = large(bytes)?;
    let envelope = Envelope::from_item(&item).map_err(|_| StatusFault::Format)?;
    envelope.require_algorithm_of(key).map_err(|_| StatusFault::Signature)?;
    let header = large(envelope.protected())?;
    let typ = header.as_map().and_then(|header| header.get_int(TYP)).and_then(Item::as_text);
    if typ != Some(CWT_TYPE) {
        return Err(StatusFault::Format);
    }
    let payload = envelope.payload().ok_or(StatusFault::Format)?;
    key.verify(&cose::sig_structure(envelope.protected(), &[], payload), envelope.signature())
        .map_err(|_| StatusFault::Signature)?;
    cwt_claims(payload)
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
    assemble(
        claims.get_int(SUB).and_then(Item::as_text).ok_or(StatusFault::Subject)?,
        optional(IAT)?,
        optional(EXP)?,
        optional(TTL)?,
        StatusList::inflate(bits.ok_or(StatusFault::Bits)?, lst)?,
    )
}

/// Reads a token as JWT and checks its signature by `key`.
///
/// # Errors
/// As [`parse_cwt`].
pub fn parse_jwt(text: &str, key: &PublicKey) -> Result<ListClaims, StatusFault> {
    if text.len() > STATUS_TOKEN_BYTES {
        return Err(StatusFault::Size);
    }
    let payload = jws::verify_compact(text, JWT_TYPE, key).map_err(|fault| match fault {
        jws::JwsFault::Signature | jws::JwsFault::Algorithm => StatusFault::Signature,
        jws::JwsFault::Format
        | jws::JwsFault::Header
        | jws::JwsFault::Type
        | jws::JwsFault::Critical
        | jws::JwsFault::Unencoded
        | jws::JwsFault::Chain
        | jws::JwsFault::Certificate(_) => StatusFault::Format,
    })?;
    let claims = json::parse(&payload, STATUS_TOKEN_BYTES).map_err(|_| StatusFault::Format)?;
    let list = claims.get("status_list").ok_or(StatusFault::Format)?;
    let (bits, lst) = json_list(list)?;
    let optional = |name: &str| claims.get(name).map(|value| value.as_i64().ok_or(StatusFault::Time)).transpose();
    assemble(
        claims.get("sub").and_then(Value::as_str).ok_or(StatusFault::Subject)?,
        optional("iat")?,
        optional("exp")?,
        optional("ttl")?,
        StatusList::inflate(bits, &lst)?,
    )
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

/// Shortest and longest time that a copy of a list is kept, whatever its `ttl` says.
const TTL_SECONDS: std::ops::RangeInclusive<u64> = 300..=86_400;

fn assemble(
    uri: &str,
    issued_at: Option<i64>,
    expires_at: Option<i64>,
    ttl: Option<i64>,
    list: StatusList,
) -> Result<ListClaims, StatusFault> {
    let time = |seconds: i64| UnixTime::new(seconds).map_err(|_| StatusFault::Time);
    let issued_at = time(issued_at.ok_or(StatusFault::Time)?)?;
    let expires_at = expires_at.map(time).transpose()?;
    if expires_at.is_some_and(|end| end <= issued_at) {
        return Err(StatusFault::Time);
    }
    let ttl = ttl
        .map(|ttl| u64::try_from(ttl).ok().filter(|ttl| *ttl > 0).ok_or(StatusFault::Time))
        .transpose()?
        .map(|ttl| ttl.clamp(*TTL_SECONDS.start(), *TTL_SECONDS.end()));
    Ok(ListClaims { uri: uri.to_owned(), issued_at, expires_at, ttl, list })
}
