//! A signed list in any of the three forms, recognised by itself.

use base64ct::{Base64, Encoding};
use serde_json::Value;

use super::bitstring::{VC_JWT_TYPE, parse_bitstring_credential};
use super::claims::ListClaims;
use super::fault::StatusFault;
use super::token::{self, parse_cwt, parse_jwt};
use crate::crypto::PublicKey;
use crate::encoding::limits::{CHAIN_CERTIFICATES, JWT_BYTES, STATUS_TOKEN_BYTES};
use crate::encoding::{base64url, json};

/// A signed list as received: its form is recognised, nothing in it is believed.
#[derive(Debug, Clone)]
pub struct SignedList<'a> {
    form: Form<'a>,
    chain: Vec<Vec<u8>>,
}

#[derive(Debug, Clone, Copy)]
enum Form<'a> {
    Cwt(&'a [u8]),
    Jwt(&'a str),
    Credential(&'a str),
}

impl<'a> SignedList<'a> {
    /// Recognises a CWT, a JWT or a BitstringStatusListCredential; white space around a text is passed over.
    ///
    /// # Errors
    /// `status-list.size` above 1 MiB, `status-list.format`, `status-list.type`.
    pub fn recognise(bytes: &'a [u8]) -> Result<Self, StatusFault> {
        if bytes.len() > STATUS_TOKEN_BYTES {
            return Err(StatusFault::Size);
        }
        match std::str::from_utf8(bytes).map(str::trim) {
            Ok(text) if text.starts_with("ey") => Self::text(text),
            Ok(_) | Err(_) => {
                let chain = token::envelope(bytes)?.chain().to_vec();
                Ok(Self { form: Form::Cwt(bytes), chain })
            }
        }
    }

    fn text(text: &'a str) -> Result<Self, StatusFault> {
        let header = text.split('.').next().unwrap_or_default();
        let header = base64url::decode(header).map_err(|_| StatusFault::Format)?;
        let header = json::parse(&header, JWT_BYTES).map_err(|_| StatusFault::Format)?;
        let form = match header.get("typ").and_then(Value::as_str) {
            Some(token::JWT_TYPE) => Form::Jwt(text),
            Some(VC_JWT_TYPE) => Form::Credential(text),
            Some(_) | None => return Err(StatusFault::Type),
        };
        Ok(Self { form, chain: header.get("x5c").map(certificates).transpose()?.unwrap_or_default() })
    }

    /// The certificates that it carries, signer first; none if it names its key in another way.
    #[must_use]
    pub fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    /// Checks its signature by `key` and gives what it says.
    ///
    /// # Errors
    /// Those of [`parse_cwt`], [`parse_jwt`] and [`parse_bitstring_credential`].
    pub fn open(&self, key: &PublicKey) -> Result<ListClaims, StatusFault> {
        match self.form {
            Form::Cwt(bytes) => parse_cwt(bytes, key),
            Form::Jwt(text) => parse_jwt(text, key),
            Form::Credential(text) => parse_bitstring_credential(text, key),
        }
    }
}

/// `x5c` (RFC 7515 §4.1.6): base64, not base64url, of DER.
fn certificates(value: &Value) -> Result<Vec<Vec<u8>>, StatusFault> {
    let certificates = value.as_array().filter(|chain| (1..=CHAIN_CERTIFICATES).contains(&chain.len()));
    let decode = |one: &Value| Base64::decode_vec(one.as_str()?).ok();
    certificates.and_then(|chain| chain.iter().map(decode).collect()).ok_or(StatusFault::Format)
}
