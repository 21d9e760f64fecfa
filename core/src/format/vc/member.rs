//! Forms that members of credentials, presentations and proofs share.

use serde_json::{Map, Value as Json};

use crate::encoding::limits::{VC_CONTEXTS, VC_ITEMS};
use crate::time::UnixTime;

use super::fault::{ContextFault, FormFault, MemberFault, VcFault};

/// The first context of everything in VCDM 2.0.
pub(crate) const CREDENTIALS_V2: &str = "https://www.w3.org/ns/credentials/v2";

/// Characters of an identifier: a `did:jwk` of P-384 has some 250.
const URI_CHARACTERS: usize = 2_048;
/// Characters of a type.
const TYPE_CHARACTERS: usize = 256;
/// Types of one object.
const TYPES: usize = 8;

/// Whether text is an absolute URI (RFC 3986 §4.3, with a fragment allowed), in ASCII.
pub(crate) fn is_absolute_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    text.len() <= URI_CHARACTERS
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        && !rest.is_empty()
        && rest.bytes().all(|b| b.is_ascii_graphic() && !br#"<>"{}|\^`"#.contains(&b))
}

/// An optional `id`: one absolute URI.
pub(crate) fn id(object: &Map<String, Json>) -> Result<Option<&str>, MemberFault> {
    match object.get("id") {
        None => Ok(None),
        Some(Json::String(id)) if is_absolute_uri(id) => Ok(Some(id)),
        Some(_) => Err(MemberFault::Id),
    }
}

/// The types of an object: one name or a list of different names.
pub(crate) fn types(object: &Map<String, Json>) -> Option<Vec<&str>> {
    let types: Vec<&str> = match object.get("type")? {
        Json::String(name) => vec![name],
        Json::Array(names) => names.iter().map(Json::as_str).collect::<Option<_>>()?,
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Object(_) => return None,
    };
    let distinct = types.iter().enumerate().all(|(i, a)| types.iter().take(i).all(|b| a != b));
    let named = types.iter().all(|name| (1..=TYPE_CHARACTERS).contains(&name.len()));
    (distinct && named && (1..=TYPES).contains(&types.len())).then_some(types)
}

/// One object or a list of one to `max`.
pub(crate) fn objects(value: &Json, max: usize) -> Option<Vec<&Map<String, Json>>> {
    let list = match value {
        Json::Object(object) => return Some(vec![object]),
        Json::Array(list) if (1..=max).contains(&list.len()) => list,
        Json::Array(_) | Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => return None,
    };
    list.iter().map(Json::as_object).collect()
}

/// `@context` of a credential or a presentation: names only, the one of VCDM 2.0 first.
pub(crate) fn contexts(object: &Map<String, Json>) -> Result<Vec<&str>, ContextFault> {
    let named = |value| match value {
        &Json::String(ref name) if is_absolute_uri(name) => Ok(name.as_str()),
        Json::Object(_) => Err(ContextFault::Inline),
        Json::String(_) | Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) => Err(ContextFault::Form),
    };
    let contexts = match object.get("@context") {
        Some(Json::Array(list)) if list.len() <= VC_CONTEXTS => {
            list.iter().map(named).collect::<Result<Vec<_>, _>>()?
        }
        Some(Json::Array(_)) | None => return Err(ContextFault::Form),
        Some(value) => vec![named(value)?],
    };
    match contexts.first() {
        None => return Err(ContextFault::Form),
        Some(first) if *first != CREDENTIALS_V2 => return Err(ContextFault::First),
        Some(_) => {}
    }
    let twice = contexts.iter().enumerate().any(|(i, a)| contexts.iter().take(i).any(|b| a == b));
    if twice { Err(ContextFault::Twice) } else { Ok(contexts) }
}

/// `xsd:dateTimeStamp`, `YYYY-MM-DDThh:mm:ss[.s…](Z|±hh:mm)`: the zone is required (VCDM 2.0 §4.9). The fraction is
/// dropped.
pub(crate) fn date_time_stamp(value: &Json) -> Option<UnixTime> {
    let text = value.as_str().filter(|text| text.len() <= 40)?;
    let (civil, rest) = text.split_at_checked(19)?;
    let shaped = civil.bytes().zip(b"0000-00-00T00:00:00".iter()).all(|(byte, shape)| match shape {
        b'0' => byte.is_ascii_digit(),
        other => byte == *other,
    });
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => {
            let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            let digits = fraction.len() - zone.len();
            if !(1..=9).contains(&digits) {
                return None;
            }
            zone
        }
        None => rest,
    };
    let zoned = zone == "Z"
        || zone.strip_prefix(['+', '-']).is_some_and(|offset| {
            offset.len() == 5
                && offset.bytes().zip(b"00:00".iter()).all(|(byte, shape)| match shape {
                    b'0' => byte.is_ascii_digit(),
                    other => byte == *other,
                })
        });
    (shaped && zoned).then(|| UnixTime::parse_rfc3339(text).ok()).flatten()
}

/// Refuses JSON of more values than any document needs.
pub(crate) fn bounded(json: &Json) -> Result<(), VcFault> {
    fn count(json: &Json, left: &mut usize) -> Option<()> {
        *left = left.checked_sub(1)?;
        match json {
            Json::Array(list) => list.iter().try_for_each(|item| count(item, left)),
            Json::Object(object) => object.values().try_for_each(|value| count(value, left)),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => Some(()),
        }
    }
    count(json, &mut VC_ITEMS.clone()).ok_or(VcFault::Form(FormFault::Items))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_date_and_time_needs_its_zone_and_its_one_shape() {
        for (text, expected) in [
            ("2026-11-22T06:00:00Z", Some("2026-11-22T06:00:00Z")),
            ("2026-11-22T14:00:00+08:00", Some("2026-11-22T06:00:00Z")),
            ("2026-11-22T06:00:00.999Z", Some("2026-11-22T06:00:00Z")),
            ("2026-11-22T06:00:00", None),
            ("2026-11-22T06:00:00z", None),
            ("2026-11-22 06:00:00Z", None),
            ("2026-11-22T06:00:00.Z", None),
            ("2026-11-22T06:00:00+08", None),
            ("2026-11-22T06:00:00+0800", None),
            ("2026-11-22T06:00:00Z[Asia/Hong_Kong]", None),
            ("2026-11-22T06:00:00+08:00[Asia/Hong_Kong]", None),
            ("2026-02-30T06:00:00Z", None),
            ("2026-11-22T06:00Z", None),
            ("2026-11-22", None),
            ("", None),
        ] {
            assert_eq!(date_time_stamp(&json!(text)).map(UnixTime::to_tdate).as_deref(), expected, "{text}");
        }
        assert_eq!(date_time_stamp(&json!(1)), None);
    }

    #[test]
    fn an_identifier_is_an_absolute_uri() {
        for text in ["did:key:z6Mk", "https://a.example/b?c#d", "urn:uuid:1"] {
            assert!(is_absolute_uri(text), "{text}");
        }
        for text in
            ["", "a", ":a", "a:", "_:b0", "/a", "a b:c", "https://a b", "https://a/<b>", "1a:b", "https://ä", "#a"]
        {
            assert!(!is_absolute_uri(text), "{text}");
        }
    }
}
