//! The Mobile Security Object (ISO/IEC 18013-5 §9.1.2.4): read as others write it, written in one way only.

use crate::crypto::PublicKey;
use crate::crypto::cose;
use crate::encoding::cbor::{Item, Map, Strictness, Writer};
use crate::time::UnixTime;

use super::{KeyAuthorizations, MdocFault, version};

/// The digest algorithm of an MSO.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DigestAlgorithm {
    /// SHA-256: what chop writes.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// `ValidityInfo`: when the MSO was signed, and the half-open time in which it may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValidityInfo {
    /// When the issuer signed.
    pub signed: UnixTime,
    /// The first second of validity.
    pub valid_from: UnixTime,
    /// The first second after it.
    pub valid_until: UnixTime,
}

/// A place in a Token Status List.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusReference {
    /// The list.
    pub uri: String,
    /// The index in it.
    pub index: u64,
}

/// The signed digests of one name space, by digest ID.
#[derive(Debug, Clone)]
pub(crate) struct SpaceDigests {
    name: String,
    digests: Vec<(u64, Vec<u8>)>,
}

/// An MSO as received.
#[derive(Debug, Clone)]
pub struct Mso {
    pub(crate) doc_type: String,
    pub(crate) digest_algorithm: DigestAlgorithm,
    pub(crate) value_digests: Vec<SpaceDigests>,
    pub(crate) device_key: PublicKey,
    pub(crate) key_authorizations: KeyAuthorizations,
    pub(crate) validity: ValidityInfo,
    pub(crate) status: Option<StatusReference>,
    pub(crate) has_other_status: bool,
}

impl Mso {
    /// Reads `MobileSecurityObjectBytes`, `#6.24(bstr .cbor MobileSecurityObject)`.
    pub(crate) fn parse(payload: &[u8]) -> Result<Self, MdocFault> {
        let outer = Item::parse(payload, Strictness::Lenient).map_err(MdocFault::Cbor)?;
        let inner = outer.as_embedded().ok_or(MdocFault::Mso)?;
        let item = Item::parse(inner, Strictness::Lenient).map_err(MdocFault::Cbor)?;
        let map = item.as_map().ok_or(MdocFault::Mso)?;
        version::require(text(map, "version")?)?;
        let digest_algorithm = match text(map, "digestAlgorithm")? {
            "SHA-256" => DigestAlgorithm::Sha256,
            "SHA-384" => DigestAlgorithm::Sha384,
            "SHA-512" => DigestAlgorithm::Sha512,
            _ => return Err(MdocFault::DigestAlgorithm),
        };
        let key_info = map.get("deviceKeyInfo").and_then(Item::as_map).ok_or(MdocFault::Mso)?;
        let device_key = key_info.get("deviceKey").ok_or(MdocFault::Mso)?;
        let authorizations = key_info.get("keyAuthorizations").map(KeyAuthorizations::parse).transpose()?;
        let (status, has_other_status) = status(map)?;
        Ok(Self {
            doc_type: text(map, "docType")?.to_owned(),
            digest_algorithm,
            value_digests: value_digests(map)?,
            device_key: cose::read_key(device_key).map_err(MdocFault::Cose)?,
            key_authorizations: authorizations.unwrap_or_default(),
            validity: validity(map)?,
            status,
            has_other_status,
        })
    }

    pub(crate) fn digest(&self, name_space: &str, digest_id: u64) -> Option<&[u8]> {
        let space = self.value_digests.iter().find(|space| space.name == name_space)?;
        space.digests.iter().find(|(id, _)| *id == digest_id).map(|(_, digest)| digest.as_slice())
    }
}

fn text<'m>(map: &'m Map<'_>, key: &str) -> Result<&'m str, MdocFault> {
    map.get(key).and_then(Item::as_text).ok_or(MdocFault::Mso)
}

fn value_digests(map: &Map<'_>) -> Result<Vec<SpaceDigests>, MdocFault> {
    let spaces = map.get("valueDigests").and_then(Item::as_map).ok_or(MdocFault::Mso)?;
    spaces
        .entries()
        .map(|(name, digests)| {
            let name = name.as_text().ok_or(MdocFault::Mso)?.to_owned();
            let digests = digests.as_map().ok_or(MdocFault::Mso)?;
            let digests = digests
                .entries()
                .map(|(id, digest)| Some((id.as_uint()?, digest.as_bytes()?.to_vec())))
                .collect::<Option<Vec<_>>>()
                .ok_or(MdocFault::Mso)?;
            Ok(SpaceDigests { name, digests })
        })
        .collect()
}

fn validity(map: &Map<'_>) -> Result<ValidityInfo, MdocFault> {
    let info = map.get("validityInfo").and_then(Item::as_map).ok_or(MdocFault::Mso)?;
    let time = |key| {
        info.get(key)
            .and_then(|item| item.as_tag(0))
            .and_then(Item::as_text)
            .and_then(|text| UnixTime::parse_rfc3339(text).ok())
            .ok_or(MdocFault::Mso)
    };
    let validity =
        ValidityInfo { signed: time("signed")?, valid_from: time("validFrom")?, valid_until: time("validUntil")? };
    if validity.valid_from < validity.signed || validity.valid_until <= validity.valid_from {
        return Err(MdocFault::ValidityOrder);
    }
    Ok(validity)
}

/// A `status` that is there but is not a Token Status List is remembered, so that it can never be taken for none.
fn status(map: &Map<'_>) -> Result<(Option<StatusReference>, bool), MdocFault> {
    let Some(status) = map.get("status") else { return Ok((None, false)) };
    let status = status.as_map().ok_or(MdocFault::Mso)?;
    if let Some(list) = status.get("identifier_list") {
        identifier(list)?;
    }
    let Some(list) = status.get("status_list") else { return Ok((None, !status.is_empty())) };
    let list = list.as_map().ok_or(MdocFault::Mso)?;
    let reference = StatusReference {
        uri: text(list, "uri")?.to_owned(),
        index: list.get("idx").and_then(Item::as_uint).ok_or(MdocFault::Mso)?,
    };
    Ok((Some(reference), false))
}

/// `IdentifierListInfo` of the second edition: `id` and `uri`. No bundle carries such lists, so it is never *valid*.
fn identifier(list: &Item<'_>) -> Result<(), MdocFault> {
    let list = list.as_map().ok_or(MdocFault::Mso)?;
    list.get("id").and_then(Item::as_bytes).ok_or(MdocFault::Mso)?;
    text(list, "uri").map(|_| ())
}

/// What chop's own MSO is made of: one name space equal to the docType, digest IDs 0 … N−1.
pub(crate) struct MsoParts<'a> {
    pub(crate) doc_type: &'a str,
    pub(crate) digests: &'a [[u8; 32]],
    pub(crate) device_key: (&'a [u8; 32], &'a [u8; 32]),
    pub(crate) validity: ValidityInfo,
    pub(crate) status: Option<(&'a str, u64)>,
}

/// Writes `MobileSecurityObjectBytes` in the one deterministic form of personal-code-1 §1.
pub(crate) fn write(parts: &MsoParts<'_>) -> Vec<u8> {
    let mut bytes = Writer::with_capacity(length(parts));
    write_to(&mut bytes, parts);
    bytes.into_bytes()
}

/// About how many bytes an MSO has: never fewer than it has.
pub(crate) fn length(parts: &MsoParts<'_>) -> usize {
    let status = parts.status.map_or(0, |(uri, _)| uri.len() + 48);
    400 + 36 * parts.digests.len() + 2 * parts.doc_type.len() + status
}

/// Writes the same behind what is in `writer`.
pub(crate) fn write_to(writer: &mut Writer, parts: &MsoParts<'_>) {
    writer.embedded_with(|mso| write_map(mso, parts));
}

fn write_map(mso: &mut Writer, parts: &MsoParts<'_>) {
    mso.map(if parts.status.is_some() { 7 } else { 6 });
    if let Some((uri, index)) = parts.status {
        mso.text("status");
        mso.map(1);
        mso.text("status_list");
        mso.map(2);
        mso.text("idx");
        mso.uint(index);
        mso.text("uri");
        mso.text(uri);
    }
    mso.text("docType");
    mso.text(parts.doc_type);
    mso.text("version");
    mso.text("1.0");
    mso.text("validityInfo");
    mso.map(3);
    let (mut written, mut text) = (None, String::with_capacity("YYYY-MM-DDThh:mm:ssZ".len()));
    for (key, time) in [
        ("signed", parts.validity.signed),
        ("validFrom", parts.validity.valid_from),
        ("validUntil", parts.validity.valid_until),
    ] {
        // Two of the three are the same time as a rule.
        if written != Some(time) {
            text.clear();
            time.write_tdate(&mut text);
            written = Some(time);
        }
        mso.text(key);
        mso.tag(0);
        mso.text(&text);
    }
    mso.text("valueDigests");
    mso.map(1);
    mso.text(parts.doc_type);
    mso.map(parts.digests.len());
    for (id, digest) in (0_u64..).zip(parts.digests) {
        mso.uint(id);
        mso.bytes(digest);
    }
    mso.text("deviceKeyInfo");
    mso.map(1);
    mso.text("deviceKey");
    let (x, y) = parts.device_key;
    cose::write_p256_key(mso, x, y);
    mso.text("digestAlgorithm");
    mso.text("SHA-256");
}
