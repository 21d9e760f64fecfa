//! Decentralised identifiers that are their own key: `did:key` and `did:jwk`, resolved with no network.
//!
//! A DID proves nothing by itself: it is a way to write a key. An issuer counts if the trust bundle has an entry with
//! that very key.

use serde_json::{Map, Value as Json};

use crate::crypto::{Algorithm, PublicKey};
use crate::encoding::limits::JWT_BYTES;
use crate::encoding::{base64url, json, multibase};

/// Why text is not a DID that chop resolves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DidFault {
    /// Neither `did:key` nor `did:jwk`.
    Method,
    /// `did:key`: not base58btc of a multicodec and a key.
    Multibase,
    /// `did:key`: neither P-256, P-384 nor Ed25519.
    Codec,
    /// `did:jwk`: not base64url of a strict JSON object.
    Jwk,
    /// `did:jwk`: the key says things that contradict each other, or is for something else than signing.
    JwkMember,
    /// `did:jwk`: it has a private key in it.
    Private,
    /// Not a point of its curve.
    Point,
}

impl DidFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Method => "did.method",
            Self::Multibase => "did.multibase",
            Self::Codec => "did.codec",
            Self::Jwk => "did.jwk",
            Self::JwkMember => "did.jwk-member",
            Self::Private => "did.private",
            Self::Point => "did.point",
        }
    }

    /// Every variant, for the table of codes.
    pub const ALL: [Self; 7] =
        [Self::Method, Self::Multibase, Self::Codec, Self::Jwk, Self::JwkMember, Self::Private, Self::Point];
}

impl std::fmt::Display for DidFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for DidFault {}

/// A DID that is its own key.
///
/// ```
/// use chop_core::crypto::Algorithm;
/// use chop_core::format::vc::did::Did;
///
/// let did = Did::parse("did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2").unwrap();
/// assert_eq!(did.key().algorithm(), Algorithm::EdDsa);
/// assert_eq!(Did::key_did(did.key()).as_str(), did.as_str());
/// assert_eq!(Did::parse("did:example:1").unwrap_err().code(), "did.method");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Did {
    text: String,
    fragment: String,
    key: PublicKey,
}

impl Did {
    /// Reads `did:key:z…` (P-256, P-384, Ed25519) or `did:jwk:…`, without path, query or fragment.
    ///
    /// # Errors
    /// `did.method`, `did.multibase`, `did.codec`, `did.jwk`, `did.jwk-member`, `did.private`, `did.point`.
    pub fn parse(text: &str) -> Result<Self, DidFault> {
        if let Some(identifier) = text.strip_prefix("did:key:") {
            let key = multikey(identifier)?;
            Ok(Self { text: text.to_owned(), fragment: identifier.to_owned(), key })
        } else if let Some(identifier) = text.strip_prefix("did:jwk:") {
            Ok(Self { text: text.to_owned(), fragment: "0".to_owned(), key: jwk_text(identifier)? })
        } else {
            Err(DidFault::Method)
        }
    }

    /// The `did:key` of a key.
    #[must_use]
    pub fn key_did(key: &PublicKey) -> Self {
        let fragment = to_multikey(key);
        Self { text: format!("did:key:{fragment}"), fragment, key: key.clone() }
    }

    /// The `did:jwk` of a key: its public JWK with the members that it needs, in the order of their names.
    #[must_use]
    pub fn jwk_did(key: &PublicKey) -> Self {
        let text = format!("did:jwk:{}", base64url::encode(to_jwk(key).to_string().as_bytes()));
        Self { text, fragment: "0".to_owned(), key: key.clone() }
    }

    /// The DID.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its key.
    #[must_use]
    pub const fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The DID URL of its one verification method.
    #[must_use]
    pub fn verification_method(&self) -> String {
        format!("{}#{}", self.text, self.fragment)
    }
}

const ED25519_PUB: [u8; 2] = [0xed, 0x01];
const P256_PUB: [u8; 2] = [0x80, 0x24];
const P384_PUB: [u8; 2] = [0x81, 0x24];

/// A key as Multikey (Controlled Identifiers 1.0 §2.2.2): base58btc of a multicodec and the key, points compressed.
pub(crate) fn multikey(text: &str) -> Result<PublicKey, DidFault> {
    let bytes = multibase::decode_base58(text).map_err(|_| DidFault::Multibase)?;
    let (codec, key) = bytes.split_first_chunk::<2>().ok_or(DidFault::Multibase)?;
    multicodec(*codec, key)
}

/// A key behind its multicodec.
pub(crate) fn multicodec(codec: [u8; 2], key: &[u8]) -> Result<PublicKey, DidFault> {
    let key = match codec {
        ED25519_PUB => key.try_into().ok().map(PublicKey::from_ed25519),
        P256_PUB => key.try_into().ok().map(PublicKey::from_p256_compressed),
        P384_PUB => key.try_into().ok().map(PublicKey::from_p384_compressed),
        _ => return Err(DidFault::Codec),
    };
    key.ok_or(DidFault::Point)?.map_err(|_| DidFault::Point)
}

/// A key behind its multicodec.
pub(crate) fn to_multicodec(key: &PublicKey) -> Vec<u8> {
    let (codec, bytes) = match key.algorithm() {
        Algorithm::EdDsa => (ED25519_PUB, key.ed25519().map(Vec::from)),
        Algorithm::Es256 => (P256_PUB, key.p256_compressed().map(Vec::from)),
        Algorithm::Es384 => (P384_PUB, key.p384_compressed().map(Vec::from)),
    };
    [codec.to_vec(), bytes.unwrap_or_default()].concat()
}

/// A key as Multikey.
pub(crate) fn to_multikey(key: &PublicKey) -> String {
    multibase::encode_base58(&to_multicodec(key))
}

fn jwk_text(text: &str) -> Result<PublicKey, DidFault> {
    let bytes = base64url::decode(text).map_err(|_| DidFault::Jwk)?;
    let jwk = json::parse(&bytes, JWT_BYTES).map_err(|_| DidFault::Jwk)?;
    jwk_key(jwk.as_object().ok_or(DidFault::Jwk)?)
}

/// A public key as JWK (RFC 7517, RFC 7518 §6.2, RFC 8037 §2), for signatures.
pub(crate) fn jwk_key(jwk: &Map<String, Json>) -> Result<PublicKey, DidFault> {
    if ["d", "p", "q", "k", "oth"].iter().any(|secret| jwk.contains_key(*secret)) {
        return Err(DidFault::Private);
    }
    let text = |name: &str| jwk.get(name).and_then(Json::as_str);
    let algorithm = match (text("kty"), text("crv")) {
        (Some("EC"), Some("P-256")) => Algorithm::Es256,
        (Some("EC"), Some("P-384")) => Algorithm::Es384,
        (Some("OKP"), Some("Ed25519")) => Algorithm::EdDsa,
        _ => return Err(DidFault::Codec),
    };
    let names_it = |name: &str| name == algorithm.jose_name() || (algorithm == Algorithm::EdDsa && name == "Ed25519");
    let for_signatures = jwk.get("use").is_none_or(|usage| usage.as_str() == Some("sig"));
    let verifies = |operations: &Json| {
        operations.as_array().is_some_and(|list| list.iter().any(|operation| operation.as_str() == Some("verify")))
    };
    let of_this_algorithm = jwk.get("alg").is_none_or(|name| name.as_str().is_some_and(names_it));
    if !for_signatures || !of_this_algorithm || !jwk.get("key_ops").is_none_or(verifies) {
        return Err(DidFault::JwkMember);
    }
    let coordinate = |name| base64url::decode(text(name).ok_or(DidFault::Jwk)?).map_err(|_| DidFault::Jwk);
    let x = coordinate("x")?;
    let point = |_| DidFault::Point;
    let key = match algorithm {
        Algorithm::EdDsa => PublicKey::from_ed25519(x.as_slice().try_into().map_err(point)?),
        Algorithm::Es256 => {
            let y = coordinate("y")?;
            PublicKey::from_p256_coordinates(
                x.as_slice().try_into().map_err(point)?,
                y.as_slice().try_into().map_err(point)?,
            )
        }
        Algorithm::Es384 => {
            let y = coordinate("y")?;
            PublicKey::from_p384_coordinates(
                x.as_slice().try_into().map_err(point)?,
                y.as_slice().try_into().map_err(point)?,
            )
        }
    };
    key.map_err(|_| DidFault::Point)
}

fn to_jwk(key: &PublicKey) -> Json {
    let curve = |name: &str, x: &[u8], y: &[u8]| serde_json::json!({ "crv": name, "kty": "EC", "x": base64url::encode(x), "y": base64url::encode(y) });
    if let Some((x, y)) = key.p256_coordinates() {
        curve("P-256", &x, &y)
    } else if let Some((x, y)) = key.p384_coordinates() {
        curve("P-384", &x, &y)
    } else {
        let x = base64url::encode(&key.ed25519().unwrap_or_default());
        serde_json::json!({ "crv": "Ed25519", "kty": "OKP", "x": x })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::{Signer, SoftwareKey};
    use crate::dev::Counted;

    fn keys() -> Vec<PublicKey> {
        let make = |algorithm| SoftwareKey::generate(algorithm, &mut Counted::new("did")).unwrap().public_key().clone();
        Algorithm::ALL.into_iter().map(make).collect()
    }

    #[test]
    fn every_kind_of_key_comes_back_from_both_of_its_dids() {
        for key in keys() {
            for did in [Did::key_did(&key), Did::jwk_did(&key)] {
                let back = Did::parse(did.as_str()).unwrap();
                assert_eq!(back, did);
                assert_eq!(back.key(), &key);
            }
        }
    }

    #[test]
    fn published_dids_resolve_to_their_keys() {
        // W3C CCG did:key §Test vectors and Data Integrity's own keys; did:jwk's example for P-256.
        for (text, algorithm) in [
            ("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", Algorithm::EdDsa),
            ("did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169", Algorithm::Es256),
            ("did:key:z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Kaau9", Algorithm::Es384),
            (
                "did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6OTFQSDZDZEgyVjAiLCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9",
                Algorithm::Es256,
            ),
        ] {
            assert_eq!(Did::parse(text).unwrap().key().algorithm(), algorithm, "{text}");
        }
    }

    #[test]
    fn each_rule_has_its_own_code() {
        let jwk = |text: &str| format!("did:jwk:{}", base64url::encode(text.as_bytes()));
        let code = |text: &str| Did::parse(text).map_or_else(|fault| fault.code(), |_| "ok");
        let good = Did::key_did(&keys()[0]);
        let multi = |bytes: &[u8]| format!("did:key:{}", multibase::encode_base58(bytes));
        let x = base64url::encode(&keys()[0].p256_coordinates().unwrap().0);
        let y = base64url::encode(&keys()[0].p256_coordinates().unwrap().1);
        let ec = |more: &str| jwk(&format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}"{more}}}"#));
        for (text, expected) in [
            ("".to_owned(), "did.method"),
            ("did:key".to_owned(), "did.method"),
            ("DID:key:z6Mk".to_owned(), "did.method"),
            ("did:example:1".to_owned(), "did.method"),
            ("did:web:a.example".to_owned(), "did.method"),
            ("did:key:".to_owned(), "did.multibase"),
            (good.as_str().replace("did:key:z", "did:key:Z"), "did.multibase"),
            (format!("{}#x", good.as_str()), "did.multibase"),
            (good.verification_method(), "did.multibase"),
            (format!("{}?a", good.as_str()), "did.multibase"),
            (format!("{} ", good.as_str()), "did.multibase"),
            (multi(&[0xed]), "did.multibase"),
            (multi(&[&[0xe7, 0x01][..], &[2; 33]].concat()), "did.codec"),
            (multi(&[&[0xed, 0x81, 0x00][..], &[2; 32]].concat()), "did.codec"),
            (multi(&[&[0xec, 0x01][..], &[9; 32]].concat()), "did.codec"),
            (multi(&[&[0xed, 0x01][..], &[2; 31]].concat()), "did.point"),
            (multi(&[&[0xed, 0x01][..], &[0; 32]].concat()), "did.point"),
            (multi(&[&[0x80, 0x24][..], &[4; 33]].concat()), "did.point"),
            (multi(&[&[0x80, 0x24][..], &[2; 65]].concat()), "did.point"),
            (multi(&[&[0x81, 0x24, 5][..], &[2; 48]].concat()), "did.point"),
            ("did:jwk:!".to_owned(), "did.jwk"),
            (jwk("[]"), "did.jwk"),
            (jwk(r#"{"kty":"EC","kty":"EC"}"#), "did.jwk"),
            (jwk("{}"), "did.codec"),
            (jwk(r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#), "did.codec"),
            (jwk(r#"{"kty":"EC","crv":"secp256k1","x":"","y":""}"#), "did.codec"),
            (jwk(r#"{"kty":"oct","k":"AAAA"}"#), "did.private"),
            (ec(r#","d":"AAAA""#), "did.private"),
            (ec(r#","use":"enc""#), "did.jwk-member"),
            (ec(r#","alg":"ES384""#), "did.jwk-member"),
            (ec(r#","alg":7"#), "did.jwk-member"),
            (ec(r#","key_ops":["sign"]"#), "did.jwk-member"),
            (ec(r#","use":"sig","alg":"ES256","key_ops":["verify"],"kid":"a""#), "ok"),
            (jwk(&format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}"}}"#)), "did.jwk"),
            (jwk(&format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{x}"}}"#)), "did.point"),
            (jwk(&format!(r#"{{"kty":"EC","crv":"P-384","x":"{x}","y":"{y}"}}"#)), "did.point"),
            (jwk(&format!(r#"{{"kty":"OKP","crv":"P-256","x":"{x}"}}"#)), "did.codec"),
            (jwk(&format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}=","y":"{y}"}}"#)), "did.jwk"),
        ] {
            assert_eq!(code(&text), expected, "{text}");
        }
    }
}
