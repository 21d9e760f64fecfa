//! A signature that chop made: the right width, and for ECDSA a low `s`.

use core::fmt;

use der::{Decode, Encode, Sequence, asn1::UintRef};

use super::{Algorithm, SignFault};

/// `Ecdsa-Sig-Value` (RFC 3279 §2.2.3).
#[derive(Sequence)]
struct EcdsaSigValue<'a> {
    r: UintRef<'a>,
    s: UintRef<'a>,
}

/// Longest DER form: two 48-byte integers with a sign byte each, and their headers.
const MAX_DER: usize = 2 * (48 + 1 + 2) + 2;

/// A signature of 64 or 96 bytes, as COSE and JOSE carry it (RFC 9053 §2.1, RFC 7518 §3.4).
///
/// Only signing makes one, so `s` is low: nobody can turn a signature of ours into a second one without it being seen.
/// Verification accepts either form, and no signature is ever used as an identifier.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    bytes: [u8; 96],
    algorithm: Algorithm,
}

impl Signature {
    /// Takes a signature of the right width and makes its `s` low.
    pub(super) fn new(algorithm: Algorithm, fixed: &[u8]) -> Result<Self, SignFault> {
        let mut bytes = [0; 96];
        let want = algorithm.signature_length();
        let target =
            bytes.get_mut(..want).filter(|_| fixed.len() == want).ok_or(SignFault::Length { got: fixed.len(), want })?;
        match algorithm {
            Algorithm::Es256 => {
                let low = p256::ecdsa::Signature::from_slice(fixed).map_err(|_| SignFault::Range)?.normalize_s();
                target.copy_from_slice(&low.to_bytes());
            }
            Algorithm::Es384 => {
                let low = p384::ecdsa::Signature::from_slice(fixed).map_err(|_| SignFault::Range)?.normalize_s();
                target.copy_from_slice(&low.to_bytes());
            }
            Algorithm::EdDsa => target.copy_from_slice(fixed),
        }
        Ok(Self { bytes, algorithm })
    }

    /// The 64 or 96 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.algorithm.signature_length()).unwrap_or(&self.bytes)
    }

    /// The algorithm of the key that made it.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The form that X.509 carries: DER for ECDSA, the bytes themselves for EdDSA.
    #[must_use]
    pub fn to_x509(&self) -> Vec<u8> {
        match self.algorithm {
            Algorithm::Es256 | Algorithm::Es384 => {
                let mut buffer = [0; MAX_DER];
                to_der(self.as_bytes(), &mut buffer).unwrap_or_default().to_vec()
            }
            Algorithm::EdDsa => self.as_bytes().to_vec(),
        }
    }
}

impl AsRef<[u8]> for Signature {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({})", self.algorithm.jose_name())
    }
}

/// Turns the DER form of an ECDSA signature, as a secure enclave gives it, into the fixed-width form.
///
/// Strict DER: no padding, no negative integer, nothing after it. The result is for [`complete`](super::complete);
/// whether it fits a key and a message is not known yet.
///
/// # Errors
/// `sign.encoding` if it is not strict DER or an integer is wider than the curve; also for EdDSA, which has no DER form.
pub fn fixed_from_der(algorithm: Algorithm, der: &[u8]) -> Result<Vec<u8>, SignFault> {
    let width = match algorithm {
        Algorithm::Es256 | Algorithm::Es384 => algorithm.signature_length() / 2,
        Algorithm::EdDsa => return Err(SignFault::Encoding),
    };
    let value = EcdsaSigValue::from_der(der).map_err(|_| SignFault::Encoding)?;
    let mut fixed = Vec::with_capacity(2 * width);
    for integer in [value.r, value.s] {
        let digits = integer.as_bytes();
        let padding = width.checked_sub(digits.len()).ok_or(SignFault::Encoding)?;
        fixed.extend(core::iter::repeat_n(0, padding));
        fixed.extend_from_slice(digits);
    }
    Ok(fixed)
}

/// Writes the DER form of `r‖s` into the buffer; `None` only for a signature of odd or excessive width.
pub(super) fn to_der<'b>(fixed: &[u8], buffer: &'b mut [u8; MAX_DER]) -> Option<&'b [u8]> {
    let (r, s) = fixed.split_at_checked(fixed.len() / 2)?;
    let value = EcdsaSigValue { r: UintRef::new(r).ok()?, s: UintRef::new(s).ok()? };
    value.encode_to_slice(buffer).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn der_and_fixed_width_are_two_forms_of_one_signature(fixed in proptest::collection::vec(any::<u8>(), 64)) {
            let mut buffer = [0; MAX_DER];
            let der = to_der(&fixed, &mut buffer).unwrap();
            prop_assert_eq!(fixed_from_der(Algorithm::Es256, der).unwrap(), fixed);
        }
    }

    #[test]
    fn refuses_padded_negative_long_and_trailing_der() {
        for hex in [
            "",
            "30060201010201",
            "3006020101020101ff",
            "300702020001020101",
            "3006020181020101",
            "308106020101020101",
            "3009020101020101020101",
        ] {
            let der: Vec<u8> = (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect();
            assert_eq!(fixed_from_der(Algorithm::Es256, &der), Err(SignFault::Encoding), "{hex}");
        }
        let mut wide = vec![0x30, 37, 0x02, 33, 1];
        wide.extend([0; 32]);
        wide.extend([0x02, 0]);
        assert_eq!(fixed_from_der(Algorithm::Es256, &wide), Err(SignFault::Encoding));
        assert_eq!(fixed_from_der(Algorithm::EdDsa, &[0x30, 6, 2, 1, 1, 2, 1, 1]), Err(SignFault::Encoding));
    }

    #[test]
    fn refuses_zero_and_the_group_order() {
        let order = p256_order();
        let one = { let mut one = [0; 32]; one[31] = 1; one };
        for (r, s) in [([0; 32], one), (one, [0; 32]), (order, one), (one, order)] {
            assert_eq!(Signature::new(Algorithm::Es256, &[r, s].concat()), Err(SignFault::Range));
        }
    }

    #[test]
    fn makes_a_high_s_low() {
        let mut r = [0; 32];
        r[31] = 1;
        let mut high = p256_order();
        high[31] -= 3;
        let signature = Signature::new(Algorithm::Es256, &[r, high].concat()).unwrap();
        assert_eq!(signature.as_bytes()[63], 3);
        assert!(signature.as_bytes()[32..63].iter().all(|byte| *byte == 0));
    }

    fn p256_order() -> [u8; 32] {
        let mut order = [0; 32];
        let hex = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
        for (i, byte) in order.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap();
        }
        order
    }
}
