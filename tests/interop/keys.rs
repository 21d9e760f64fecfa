//! Keys as the peers' JSON carries them.

use chop_core::crypto::{Algorithm, PublicKey, Signer, SoftwareKey, jwk};
use chop_core::dev::Counted;
use chop_core::encoding::base64url;
use serde_json::Value as Json;

/// A key that is the same in every run.
pub fn key(algorithm: Algorithm, name: &str) -> SoftwareKey {
    SoftwareKey::generate(algorithm, &mut Counted::new(name)).unwrap()
}

pub fn open_jwk(key: &PublicKey) -> Json {
    jwk::write(key)
}

/// The secret too: only a test hands it to somebody else.
pub fn secret_jwk(key: &SoftwareKey) -> Json {
    let mut jwk = open_jwk(key.public_key());
    let pkcs8 = key.to_pkcs8_der();
    // ECPrivateKey (RFC 5915): version 1 and the scalar; CurvePrivateKey (RFC 8410): the scalar in two octet strings.
    let head: &[u8] = match key.public_key().algorithm() {
        Algorithm::Es256 => &[0x02, 0x01, 0x01, 0x04, 0x20],
        Algorithm::Es384 => &[0x02, 0x01, 0x01, 0x04, 0x30],
        Algorithm::EdDsa => &[0x04, 0x22, 0x04, 0x20],
    };
    let at = pkcs8.windows(head.len()).position(|window| window == head).unwrap() + head.len();
    let length = usize::from(*head.last().unwrap());
    jwk["d"] = base64url::encode(&pkcs8[at..at + length]).into();
    jwk["alg"] = key.public_key().algorithm().jose_name().into();
    jwk
}
