//! ECDH on P-256, and the MAC key that an mdoc derives from it.

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::backend::active;
use super::mac::hkdf_sha256;
use super::{Algorithm, PublicKey, SoftwareKey};

/// Why two keys have no shared secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgreementFault {
    /// One of the keys is not on P-256.
    Algorithm,
    /// The private scalar is zero or not below the order.
    Scalar,
}

impl AgreementFault {
    /// The stable code: `agreement.algorithm`, `agreement.scalar`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Algorithm => "agreement.algorithm",
            Self::Scalar => "agreement.scalar",
        }
    }
}

displays_code!(AgreementFault);

/// The x-coordinate that both sides compute (ECKA-DH, SEC 1 §3.3.1): 32 bytes.
///
/// # Errors
/// `agreement.algorithm` if either key is not on P-256.
pub fn shared_secret(own: &SoftwareKey, peer: &PublicKey) -> Result<Zeroizing<[u8; 32]>, AgreementFault> {
    shared_secret_of_scalar(&own.p256_scalar().ok_or(AgreementFault::Algorithm)?, peer)
}

/// The same from a bare scalar of 32 bytes (big-endian).
///
/// # Errors
/// `agreement.algorithm`, `agreement.scalar`.
pub fn shared_secret_of_scalar(scalar: &[u8], peer: &PublicKey) -> Result<Zeroizing<[u8; 32]>, AgreementFault> {
    let point = peer.point_of(Algorithm::Es256).ok_or(AgreementFault::Algorithm)?;
    active::agree_p256(scalar, point).ok_or(AgreementFault::Scalar)
}

/// The EMacKey of device MAC authentication (ISO/IEC 18013-5 §9.1.3.5).
///
/// HKDF-SHA-256 over the shared secret of the device's key and the reader's ephemeral key, salt
/// SHA-256(SessionTranscriptBytes), info `EMacKey`, 32 bytes. `session_transcript_bytes` is the whole
/// `#6.24(bstr .cbor SessionTranscript)`.
///
/// ```
/// use chop_core::crypto::{Signer, SoftwareKey, agreement, mac::MacKey};
///
/// let (device, reader) = (SoftwareKey::from_p256_scalar(&[1; 32])?, SoftwareKey::from_p256_scalar(&[2; 32])?);
/// let at_device = agreement::shared_secret(&device, reader.public_key())?;
/// let at_reader = agreement::shared_secret(&reader, device.public_key())?;
/// let tag = MacKey::new(&agreement::e_mac_key(&at_device, b"transcript")[..]).tag(b"MAC_structure");
/// assert!(MacKey::new(&agreement::e_mac_key(&at_reader, b"transcript")[..]).verify(b"MAC_structure", &tag).is_ok());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[must_use]
pub fn e_mac_key(shared_secret: &[u8; 32], session_transcript_bytes: &[u8]) -> Zeroizing<[u8; 32]> {
    let salt = Sha256::digest(session_transcript_bytes);
    let mut key = Zeroizing::new([0; 32]);
    hkdf_sha256(shared_secret, &salt, b"EMacKey", key.as_mut()).expect("32 bytes are within the length of HKDF");
    key
}
