//! The holder's JWT (RFC 9901 §4.3): what it says, and whether it answers this request.

use std::fmt;

use serde_json::{Map, Value};

use super::{FormFault, HashAlgorithm, KeyBindingFault, SdJwtFault};
use crate::crypto::PublicKey;
use crate::crypto::jws::Jws;
use crate::encoding::json;
use crate::encoding::limits::JWT_BYTES;
use crate::time::UnixTime;
use crate::verify::{HolderFault, HolderProof, RequestBinding};

/// A KB-JWT as received. What stands in its header beside `typ` and `alg` is not looked at: the key is that of `cnf`.
#[derive(Clone)]
pub(crate) struct KeyBinding {
    jws: Jws,
    nonce: String,
    audience: String,
    sd_hash: String,
    pub(crate) issued_at: UnixTime,
    pub(crate) expires_at: Option<UnixTime>,
}

impl fmt::Debug for KeyBinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyBinding(<redacted>)")
    }
}

impl KeyBinding {
    pub(super) fn parse(text: &str) -> Result<Self, SdJwtFault> {
        let jws = Jws::parse(text)?;
        if jws.typ() != Some("kb+jwt") {
            return Err(KeyBindingFault::Type.into());
        }
        let payload = json::parse(jws.payload(), JWT_BYTES)?;
        let claims = payload.as_object().ok_or(FormFault::Payload)?;
        let text =
            |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned).ok_or(KeyBindingFault::Claims);
        let (nonce, audience, sd_hash) = (text("nonce")?, text("aud")?, text("sd_hash")?);
        let issued_at = time(claims, "iat")?.ok_or(KeyBindingFault::Time)?;
        let expires_at = time(claims, "exp")?;
        let begins = time(claims, "nbf")?.unwrap_or(issued_at);
        if begins > issued_at || expires_at.is_some_and(|end| end <= issued_at) {
            return Err(KeyBindingFault::Time.into());
        }
        Ok(Self { jws, nonce, audience, sd_hash, issued_at, expires_at })
    }

    /// The proof to be checked by `key`, if this JWT answers the request and is of what was presented.
    pub(crate) fn proof(
        &self,
        key: &PublicKey,
        request: RequestBinding<'_>,
        hash: HashAlgorithm,
        presented: &str,
    ) -> Result<HolderProof, HolderFault> {
        // A proof whose header names another algorithm than its key is no proof of that key.
        self.jws.require_algorithm_of(key).map_err(|_| HolderFault::Missing)?;
        if self.nonce != request.nonce {
            return Err(HolderFault::Nonce);
        }
        if self.audience != request.audience {
            return Err(HolderFault::Audience);
        }
        if self.sd_hash != hash.digest(presented) {
            return Err(HolderFault::Presentation);
        }
        Ok(HolderProof::Signature {
            key: key.clone(),
            to_be_signed: self.jws.signing_input().as_bytes().to_vec(),
            signature: self.jws.signature().to_vec(),
        })
    }
}

fn time(claims: &Map<String, Value>, name: &str) -> Result<Option<UnixTime>, KeyBindingFault> {
    claims.get(name).map(|value| numeric_date(value).ok_or(KeyBindingFault::Time)).transpose()
}

/// A NumericDate (RFC 7519 §2) of whole seconds from 1970 on.
pub(crate) fn numeric_date(value: &Value) -> Option<UnixTime> {
    value.as_u64().and_then(|seconds| UnixTime::from_unsigned(seconds).ok())
}
