//! `vp_token` (OpenID4VP 1.0 §8.1): the answer to a DCQL query, presentations of any format by the id of their query.

use std::fmt;

use serde_json::{Map, Value};

use crate::encoding::limits::{DOCUMENTS, VP_TOKEN_BYTES};
use crate::encoding::{base64url, json};

use super::{TextForm, mdoc};

/// Why a `vp_token` is not acceptable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenFault {
    /// Not a strict JSON object of arrays, or larger than [`VP_TOKEN_BYTES`].
    Form,
    /// A query id that is empty or has other characters than letters, digits, `_` and `-` (§6.1).
    Query,
    /// A query with no presentation, or more than [`DOCUMENTS`] presentations in all.
    Count,
    /// A presentation in no format that chop reads.
    Presentation,
    /// One presentation twice.
    Twice,
}

impl TokenFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Form => "vp-token.form",
            Self::Query => "vp-token.query",
            Self::Count => "vp-token.count",
            Self::Presentation => "vp-token.presentation",
            Self::Twice => "vp-token.twice",
        }
    }

    /// Every variant, for the table of codes.
    pub const ALL: [Self; 5] = [Self::Form, Self::Query, Self::Count, Self::Presentation, Self::Twice];
}

impl fmt::Display for TokenFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for TokenFault {}

/// One presentation of a token, in the format that it says by itself.
#[derive(Clone, PartialEq, Eq)]
pub enum TokenMember {
    /// The bytes of a DeviceResponse.
    DeviceResponse(Vec<u8>),
    /// The text of any other format.
    Text(TextForm, String),
}

impl fmt::Debug for TokenMember {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DeviceResponse(_) => f.write_str("DeviceResponse(<redacted>)"),
            Self::Text(form, _) => write!(f, "{form:?}(<redacted>)"),
        }
    }
}

/// A `vp_token` of which nothing is believed: one to sixteen presentations, none of them twice.
///
/// ```
/// use chop_core::format::VpToken;
///
/// assert_eq!(VpToken::parse(r#"{"pid": []}"#).unwrap_err().code(), "vp-token.count");
/// assert!(VpToken::is_one(r#"{"pid": ["…"]}"#));
/// assert!(!VpToken::is_one(r#"{"type": "VerifiableCredential"}"#));
/// ```
#[derive(Debug, Clone)]
pub struct VpToken(Vec<TokenMember>);

impl VpToken {
    /// Whether text has the outer form of a token. For choosing a reader, never for a decision.
    #[must_use]
    pub fn is_one(text: &str) -> bool {
        text.starts_with('{')
            && object(text).is_ok_and(|object| !object.is_empty() && object.values().all(Value::is_array))
    }

    /// Reads a token: an object of arrays, or the response around it, `{"vp_token": {…}}` with `state` at most beside.
    ///
    /// # Errors
    /// A [`TokenFault`].
    pub fn parse(text: &str) -> Result<Self, TokenFault> {
        let queries = object(text)?;
        let mut members: Vec<TokenMember> = Vec::new();
        for (query, presentations) in queries {
            if query.is_empty() || !query.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')) {
                return Err(TokenFault::Query);
            }
            let Value::Array(presentations) = presentations else { return Err(TokenFault::Form) };
            if presentations.is_empty() || members.len() + presentations.len() > DOCUMENTS {
                return Err(TokenFault::Count);
            }
            for presentation in presentations {
                let member = member(presentation)?;
                // Whoever shows one thing twice has one thing, and a verifier that counts would be told of two.
                if members.contains(&member) {
                    return Err(TokenFault::Twice);
                }
                members.push(member);
            }
        }
        if members.is_empty() { Err(TokenFault::Count) } else { Ok(Self(members)) }
    }

    /// The presentations, in the order of the token.
    pub fn into_members(self) -> impl Iterator<Item = TokenMember> {
        self.0.into_iter()
    }
}

fn object(text: &str) -> Result<Map<String, Value>, TokenFault> {
    let Ok(Value::Object(mut object)) = json::parse(text.as_bytes(), VP_TOKEN_BYTES) else {
        return Err(TokenFault::Form);
    };
    match object.remove("vp_token") {
        Some(Value::Object(inner)) if object.keys().all(|name| name == "state") => Ok(inner),
        Some(Value::Array(query)) => {
            object.insert("vp_token".to_owned(), Value::Array(query));
            Ok(object)
        }
        Some(_) => Err(TokenFault::Form),
        None => Ok(object),
    }
}

fn member(presentation: Value) -> Result<TokenMember, TokenFault> {
    let text = match presentation {
        Value::String(text) => text,
        object @ Value::Object(_) => object.to_string(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => return Err(TokenFault::Presentation),
    };
    if let Some(form) = TextForm::of(&text) {
        return Ok(TokenMember::Text(form, text));
    }
    let bytes = base64url::decode(&text).map_err(|_| TokenFault::Presentation)?;
    match mdoc::Shape::of(&bytes) {
        Some(mdoc::Shape::DeviceResponse) => Ok(TokenMember::DeviceResponse(bytes)),
        Some(mdoc::Shape::IssuerSigned) | None => Err(TokenFault::Presentation),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A DeviceResponse in outline: enough to be told, not to be read.
    fn response(number: u8) -> Value {
        let cbor = [b"\xa2\x67version\x631.0\x66status".as_slice(), &[number]].concat();
        base64url::encode(&cbor).into()
    }

    fn code(token: &Value) -> &'static str {
        VpToken::parse(&token.to_string()).map_or_else(|fault| fault.code(), |_| "ok")
    }

    #[test]
    fn each_rule_of_a_token_has_its_own_code() {
        let many = |count: u8| (0..count).map(response).collect::<Vec<_>>();
        for (token, expected) in [
            (serde_json::json!({ "a": [response(0)] }), "ok"),
            (serde_json::json!({ "a_1-B": [response(0)], "b": [response(1)] }), "ok"),
            (serde_json::json!({ "vp_token": { "a": [response(0)] } }), "ok"),
            (serde_json::json!({ "vp_token": { "a": [response(0)] }, "state": "x" }), "ok"),
            (serde_json::json!({ "vp_token": [response(0)] }), "ok"),
            (serde_json::json!({ "vp_token": { "a": [response(0)] }, "other": "x" }), "vp-token.form"),
            (serde_json::json!({ "vp_token": "x" }), "vp-token.form"),
            (serde_json::json!([response(0)]), "vp-token.form"),
            (serde_json::json!({ "a": response(0) }), "vp-token.form"),
            (serde_json::json!({ "a": { "b": [] } }), "vp-token.form"),
            (serde_json::json!({ "": [response(0)] }), "vp-token.query"),
            (serde_json::json!({ "a b": [response(0)] }), "vp-token.query"),
            (serde_json::json!({ "ä": [response(0)] }), "vp-token.query"),
            (serde_json::json!({}), "vp-token.count"),
            (serde_json::json!({ "a": [] }), "vp-token.count"),
            (serde_json::json!({ "a": [response(0)], "b": [] }), "vp-token.count"),
            (serde_json::json!({ "a": many(16) }), "ok"),
            (serde_json::json!({ "a": many(17) }), "vp-token.count"),
            (serde_json::json!({ "a": many(16), "b": [response(17)] }), "vp-token.count"),
            (serde_json::json!({ "a": [7] }), "vp-token.presentation"),
            (serde_json::json!({ "a": [["x"]] }), "vp-token.presentation"),
            (serde_json::json!({ "a": ["not base64!"] }), "vp-token.presentation"),
            (serde_json::json!({ "a": ["AAAA"] }), "vp-token.presentation"),
            (serde_json::json!({ "a": [{ "type": "Nothing" }] }), "vp-token.presentation"),
            (serde_json::json!({ "a": [response(0), response(0)] }), "vp-token.twice"),
            (serde_json::json!({ "a": [response(0)], "b": [response(0)] }), "vp-token.twice"),
        ] {
            assert_eq!(code(&token), expected, "{token}");
        }
        assert_eq!(VpToken::parse(r#"{"a":[],"a":[]}"#).unwrap_err(), TokenFault::Form, "a name twice");
    }

    #[test]
    fn a_token_is_bounded_on_both_sides() {
        let token = |length: usize| {
            let text = serde_json::json!({ "a": [response(0)] }).to_string();
            format!("{text}{}", " ".repeat(length - text.len()))
        };
        assert!(VpToken::parse(&token(VP_TOKEN_BYTES)).is_ok());
        assert_eq!(VpToken::parse(&token(VP_TOKEN_BYTES + 1)).unwrap_err(), TokenFault::Form);
    }

    #[test]
    fn debug_prints_no_presentation() {
        let text = serde_json::json!({ "a": [response(0)] }).to_string();
        assert!(format!("{:?}", VpToken::parse(&text).unwrap()).contains("<redacted>"));
    }
}
