//! Which format a text is in, told from its outside.

use serde_json::{Map, Value};

use crate::crypto::jws::Jws;
use crate::encoding::json;
use crate::encoding::limits::SD_JWT_BYTES;

/// A format whose documents are text. For choosing a reader, never for a decision.
///
/// ```
/// use chop_core::format::TextForm;
///
/// assert_eq!(TextForm::of(r#"{"type":["VerifiableCredential"],"proof":{}}"#), Some(TextForm::VcWithProof));
/// assert_eq!(TextForm::of("https://example.com/"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextForm {
    /// An SD-JWT VC, with or without key binding.
    SdJwtVc,
    /// A `vc+jwt` or a W3C `vc+sd-jwt`.
    VcJose,
    /// A `vp+jwt` or a `vp+sd-jwt`.
    VpJose,
    /// A W3C credential with a proof inside.
    VcWithProof,
    /// A W3C presentation with a proof inside.
    VpWithProof,
}

impl TextForm {
    /// Looks at the type in a JWT's header, or at the members of a JSON object.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        if text.len() > SD_JWT_BYTES {
            return None;
        }
        if text.starts_with('{') { Self::of_json(text) } else { Self::of_jws(text) }
    }

    fn of_jws(text: &str) -> Option<Self> {
        let (jwt, selective) = text.split_once('~').map_or((text, false), |(jwt, _)| (jwt, true));
        let jws = Jws::parse_within(jwt, SD_JWT_BYTES).ok()?;
        Some(match (jws.typ()?, selective) {
            ("vp+jwt", false) | ("vp+sd-jwt", true) => Self::VpJose,
            ("vc+jwt", false) => Self::VcJose,
            // One media type was given to two formats; only that of W3C has contexts.
            ("vc+sd-jwt", true) if object(jws.payload())?.contains_key("@context") => Self::VcJose,
            ("dc+sd-jwt" | "vc+sd-jwt", true) => Self::SdJwtVc,
            _ => return None,
        })
    }

    fn of_json(text: &str) -> Option<Self> {
        let object = object(text.as_bytes())?;
        let has_type = |name: &str| match object.get("type") {
            Some(Value::Array(types)) => types.iter().any(|one| one == name),
            Some(one) => one == name,
            None => false,
        };
        if has_type("VerifiablePresentation") {
            Some(Self::VpWithProof)
        } else if has_type("VerifiableCredential") {
            Some(Self::VcWithProof)
        } else if object.contains_key("payload") {
            Some(Self::SdJwtVc)
        } else {
            None
        }
    }
}

fn object(bytes: &[u8]) -> Option<Map<String, Value>> {
    match json::parse(bytes, SD_JWT_BYTES) {
        Ok(Value::Object(object)) => Some(object),
        _ => None,
    }
}
