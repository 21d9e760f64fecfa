//! Public keys as JSON Web Keys (RFC 7517, RFC 7518 §6.2, RFC 8037 §2) and their thumbprints (RFC 7638).

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::{Algorithm, PublicKey};
use crate::encoding::base64url;

/// Why a value is not a public key that chop reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JwkFault {
    /// Not an object, a member of another type, or a coordinate that is not strict base64url of its full width.
    Format,
    /// A `kty` or `crv` that chop does not have.
    Kind,
    /// It holds the private key.
    Private,
    /// `alg` is not that of the key, or `use` is not `sig`.
    Use,
    /// The coordinates are no point of the curve.
    Point,
}

impl JwkFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Format => "jwk.format",
            Self::Kind => "jwk.kind",
            Self::Private => "jwk.private",
            Self::Use => "jwk.use",
            Self::Point => "jwk.point",
        }
    }

    /// Every variant, for the table of codes.
    pub const ALL: [Self; 5] = [Self::Format, Self::Kind, Self::Private, Self::Use, Self::Point];
}

displays_code!(JwkFault);

/// Reads a public key on P-256, P-384 or Ed25519. Members that do not change what the key is are passed over.
///
/// ```
/// use chop_core::crypto::{Signer, SoftwareKey, jwk};
///
/// let key = SoftwareKey::from_p256_scalar(&[7; 32])?;
/// let value = jwk::write(key.public_key());
/// assert_eq!(value["crv"], "P-256");
/// assert_eq!(jwk::read(&value)?, *key.public_key());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
///
/// # Errors
/// `jwk.format`, `jwk.kind`, `jwk.private`, `jwk.use`, `jwk.point`.
pub fn read(value: &Value) -> Result<PublicKey, JwkFault> {
    let members = value.as_object().ok_or(JwkFault::Format)?;
    if members.contains_key("d") {
        return Err(JwkFault::Private);
    }
    let text = |name: &str| members.get(name).ok_or(JwkFault::Format)?.as_str().ok_or(JwkFault::Format);
    let algorithm = match text("kty")? {
        "EC" => match text("crv")? {
            "P-256" => Algorithm::Es256,
            "P-384" => Algorithm::Es384,
            _ => return Err(JwkFault::Kind),
        },
        "OKP" if text("crv")? == "Ed25519" => Algorithm::EdDsa,
        _ => return Err(JwkFault::Kind),
    };
    let names_another = |name: &str, expected: &str| members.get(name).is_some_and(|value| value != expected);
    if names_another("alg", algorithm.jose_name()) || names_another("use", "sig") {
        return Err(JwkFault::Use);
    }
    let key = match algorithm {
        Algorithm::Es256 => PublicKey::from_p256_coordinates(&field(members, "x")?, &field(members, "y")?),
        Algorithm::Es384 => PublicKey::from_p384_coordinates(&field(members, "x")?, &field(members, "y")?),
        Algorithm::EdDsa => PublicKey::from_ed25519(&field(members, "x")?),
    };
    key.map_err(|_| JwkFault::Point)
}

/// A coordinate in its full width (RFC 7518 §6.2.1.2: leading zeros stay).
fn field<const N: usize>(members: &Map<String, Value>, name: &str) -> Result<[u8; N], JwkFault> {
    let text = members.get(name).and_then(Value::as_str).ok_or(JwkFault::Format)?;
    base64url::decode(text).ok().and_then(|bytes| bytes.try_into().ok()).ok_or(JwkFault::Format)
}

/// The key with the members that it needs and no others, in the order of RFC 7638.
#[must_use]
pub fn write(key: &PublicKey) -> Value {
    let text = |bytes: &[u8]| base64url::encode(bytes);
    if let Some((x, y)) = key.p256_coordinates() {
        json!({ "crv": "P-256", "kty": "EC", "x": text(&x), "y": text(&y) })
    } else if let Some((x, y)) = key.p384_coordinates() {
        json!({ "crv": "P-384", "kty": "EC", "x": text(&x), "y": text(&y) })
    } else {
        json!({ "crv": "Ed25519", "kty": "OKP", "x": text(&key.ed25519().unwrap_or_default()) })
    }
}

/// The SHA-256 thumbprint (RFC 7638 §3).
#[must_use]
pub fn thumbprint(key: &PublicKey) -> [u8; 32] {
    Sha256::digest(write(key).to_string()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::{Signer, SoftwareKey};

    fn keys() -> Vec<PublicKey> {
        let ed = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        let p384 = json!({"kty": "EC", "crv": "P-384",
            "x": "PBM13G1rU-NPczSpFO7QGc-uSUHqoDPZSbshgR820ligqFB2yGFbE90VnpTiSswG",
            "y": "x7mdD6reunUlSQ5LoC2GDpLOrjbIMLnt1TEGgxoyXSaKScPPRYY7hTr3geCvEZpf"});
        vec![
            SoftwareKey::from_p256_scalar(&[7; 32]).unwrap().public_key().clone(),
            read(&p384).unwrap(),
            read(&json!({"kty": "OKP", "crv": "Ed25519", "x": ed})).unwrap(),
        ]
    }

    #[test]
    fn every_key_reads_as_it_is_written() {
        for key in keys() {
            assert_eq!(read(&write(&key)), Ok(key));
        }
    }

    #[test]
    fn the_thumbprints_are_those_of_other_peoples_examples() {
        // RFC 8037 A.3, and the `kid` of the P-384 key in the VC-JOSE-COSE test suite.
        let prints: Vec<String> = keys().iter().skip(1).map(|key| base64url::encode(&thumbprint(key))).collect();
        assert_eq!(
            prints,
            ["96qBnDpvS6x8YSCH_xmnLlXZMkDhHBr8lj99u5aog7s", "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"]
        );
    }

    #[test]
    fn each_rule_has_its_code() {
        let good = write(&keys()[0]);
        let changed = |name: &str, value: Value| {
            let mut key = good.clone();
            key[name] = value;
            read(&key).map_err(|fault| fault.code()).err()
        };
        for (name, value, code) in [
            ("d", json!("AA"), "jwk.private"),
            ("kty", json!("RSA"), "jwk.kind"),
            ("kty", json!("OKP"), "jwk.kind"),
            ("kty", json!(1), "jwk.format"),
            ("crv", json!("P-521"), "jwk.kind"),
            ("crv", json!("secp256k1"), "jwk.kind"),
            ("crv", json!("P-384"), "jwk.format"),
            ("x", json!("AA"), "jwk.format"),
            ("x", json!(1), "jwk.format"),
            ("x", json!(format!("{}=", good["x"].as_str().unwrap())), "jwk.format"),
            ("y", good["x"].clone(), "jwk.point"),
            ("alg", json!("ES384"), "jwk.use"),
            ("alg", json!("none"), "jwk.use"),
            ("use", json!("enc"), "jwk.use"),
        ] {
            assert_eq!(changed(name, value.clone()), Some(code), "{name}: {value}");
        }
        assert_eq!(changed("alg", json!("ES256")), None);
        assert_eq!(changed("kid", json!("any")), None);
        assert_eq!(read(&json!([])), Err(JwkFault::Format));
        assert_eq!(read(&json!({})), Err(JwkFault::Format));
    }
}
