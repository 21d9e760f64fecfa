//! Making signatures: the trait that holds a key, and the way in for signatures made elsewhere.

use super::{PublicKey, Signature};

/// Something in this process that signs with one key, at once.
///
/// What takes time or a person (an HSM pool, a secure enclave, a ceremony off-line) does not implement this: it signs
/// the bytes wherever it likes and brings the result back through [`complete`].
///
/// ```
/// use chop_core::crypto::{Signer, SoftwareKey};
///
/// let key = SoftwareKey::from_p256_scalar(&[7; 32])?;
/// let signature = key.sign(b"message")?;
/// key.public_key().verify(b"message", signature.as_bytes())?;
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
pub trait Signer {
    /// The public key that verifies what this signs. Its algorithm is the algorithm of the signatures.
    fn public_key(&self) -> &PublicKey;

    /// Signs the message; ECDSA signatures have a low `s`.
    ///
    /// # Errors
    /// `sign.refused`, `sign.unavailable`, `sign.backend`, and those of [`complete`].
    fn sign(&self, message: &[u8]) -> Result<Signature, SignFault>;
}

impl<S: Signer + ?Sized> Signer for &S {
    fn public_key(&self) -> &PublicKey {
        (**self).public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignFault> {
        (**self).sign(message)
    }
}

/// Why there is no signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignFault {
    /// The bytes from outside have another length than the algorithm's.
    Length {
        /// Bytes that came.
        got: usize,
        /// Bytes of a signature of this algorithm.
        want: usize,
    },
    /// `r` or `s` is zero or not below the order of the group.
    Range,
    /// Not a strict DER `Ecdsa-Sig-Value` of this curve.
    Encoding,
    /// The signature from outside does not fit this key and message.
    Mismatch,
    /// The person or the policy of the key said no.
    Refused,
    /// What holds the key did not answer.
    Unavailable,
    /// The library refused; it gives no reason.
    Backend,
}

impl SignFault {
    /// The stable code: `sign.length`, `sign.range`, `sign.encoding`, `sign.mismatch`, `sign.refused`,
    /// `sign.unavailable`, `sign.backend`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Length { .. } => "sign.length",
            Self::Range => "sign.range",
            Self::Encoding => "sign.encoding",
            Self::Mismatch => "sign.mismatch",
            Self::Refused => "sign.refused",
            Self::Unavailable => "sign.unavailable",
            Self::Backend => "sign.backend",
        }
    }
}

displays_code!(SignFault);

/// Takes in a signature made outside this process (HSM, secure enclave, browser, off-line ceremony).
///
/// It is checked for its width, given a low `s` and verified; only then does it come out. `outside` is the fixed-width
/// form; for DER see [`fixed_from_der`](super::fixed_from_der).
///
/// # Errors
/// `sign.length`, `sign.range`, `sign.mismatch`.
pub fn complete(public_key: &PublicKey, message: &[u8], outside: &[u8]) -> Result<Signature, SignFault> {
    let signature = Signature::new(public_key.algorithm(), outside)?;
    public_key.verify(message, signature.as_bytes()).map_err(|_| SignFault::Mismatch)?;
    Ok(signature)
}
