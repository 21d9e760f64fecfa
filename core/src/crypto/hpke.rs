//! HPKE (RFC 9180) in the one suite of ISO/IEC TS 18013-7 Annex C: base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256,
//! AES-128-GCM, a single message, no associated bytes.

use core::convert::Infallible;

use ::hpke::aead::AesGcm128;
use ::hpke::kdf::HkdfSha256;
use ::hpke::kem::DhP256HkdfSha256;
use ::hpke::rand_core::{TryCryptoRng, TryRng};
use ::hpke::{
    Deserializable as _, Kem, OpModeR, OpModeS, Serializable as _, single_shot_open, single_shot_seal_with_rng,
};

use super::{Algorithm, PublicKey, SoftwareKey};
use crate::random::{Random, RandomFault};

type Recipient = <DhP256HkdfSha256 as Kem>::PublicKey;
type Own = <DhP256HkdfSha256 as Kem>::PrivateKey;
type Encapsulated = <DhP256HkdfSha256 as Kem>::EncappedKey;

/// Why a message was not sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HpkeFault {
    /// The recipient's key is not on P-256.
    Key,
    /// Not sealed to this key under this information, or changed since.
    Invalid,
    /// The source of randomness failed.
    Random(RandomFault),
}

impl HpkeFault {
    /// The stable code: `hpke.key`, `hpke.invalid`, `random.failed`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Key => "hpke.key",
            Self::Invalid => "hpke.invalid",
            Self::Random(fault) => fault.code(),
        }
    }
}

displays_code!(HpkeFault);

/// A sealed message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The encapsulated key: an uncompressed P-256 point.
    pub encapsulated: [u8; 65],
    /// Ciphertext and tag.
    pub cipher_text: Vec<u8>,
}

/// Seals one message to a P-256 key. `info` is what both sides know of the transaction.
///
/// ```
/// use chop_core::crypto::{Signer, SoftwareKey, hpke};
/// use chop_core::random::{Random, RandomFault};
///
/// struct Fixed;
/// impl Random for Fixed {
///     fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFault> {
///         bytes.iter_mut().zip(1..).for_each(|(byte, n)| *byte = n);
///         Ok(())
///     }
/// }
///
/// let own = SoftwareKey::from_p256_scalar(&[7; 32])?;
/// let sealed = hpke::seal(own.public_key(), b"transaction", b"message", &mut Fixed)?;
/// assert_eq!(hpke::open(&own, b"transaction", &sealed)?, b"message");
/// assert!(hpke::open(&own, b"another", &sealed).is_err());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
///
/// # Errors
/// `hpke.key`, `random.failed`.
pub fn seal(recipient: &PublicKey, info: &[u8], message: &[u8], random: &mut dyn Random) -> Result<Sealed, HpkeFault> {
    let point = recipient.point_of(Algorithm::Es256).ok_or(HpkeFault::Key)?;
    let recipient = Recipient::from_bytes(point).map_err(|_| HpkeFault::Key)?;
    let mut source = Source { random, fault: None };
    let sealed = single_shot_seal_with_rng::<AesGcm128, HkdfSha256, DhP256HkdfSha256>(
        &OpModeS::Base,
        &recipient,
        info,
        message,
        &[],
        &mut source,
    );
    if let Some(fault) = source.fault {
        return Err(HpkeFault::Random(fault));
    }
    let (encapsulated, cipher_text) = sealed.map_err(|_| HpkeFault::Invalid)?;
    Ok(Sealed { encapsulated: encapsulated.to_bytes().into(), cipher_text })
}

/// Opens one message sealed to this key under the same `info`.
///
/// # Errors
/// `hpke.key` if the key is not on P-256; `hpke.invalid` for every other reason alike.
pub fn open(own: &SoftwareKey, info: &[u8], sealed: &Sealed) -> Result<Vec<u8>, HpkeFault> {
    let scalar = own.p256_scalar().ok_or(HpkeFault::Key)?;
    let own = Own::from_bytes(&scalar).map_err(|_| HpkeFault::Key)?;
    let encapsulated = Encapsulated::from_bytes(&sealed.encapsulated).map_err(|_| HpkeFault::Invalid)?;
    single_shot_open::<AesGcm128, HkdfSha256, DhP256HkdfSha256>(
        &OpModeR::Base,
        &own,
        &encapsulated,
        info,
        &sealed.cipher_text,
        &[],
    )
    .map_err(|_| HpkeFault::Invalid)
}

/// The library's idea of a source that cannot fail, over ours that can: a failure is remembered, and what came out of
/// zeros is thrown away.
struct Source<'r> {
    random: &'r mut dyn Random,
    fault: Option<RandomFault>,
}

impl Source<'_> {
    fn draw<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    fn fill(&mut self, bytes: &mut [u8]) {
        let constant = |bytes: &[u8]| bytes.len() > 1 && bytes.windows(2).all(|pair| matches!(pair, [a, b] if a == b));
        match self.random.fill(bytes) {
            Ok(()) if !constant(bytes) => {}
            Ok(()) => self.fault = Some(RandomFault),
            Err(fault) => {
                bytes.fill(0);
                self.fault = Some(fault);
            }
        }
    }
}

impl TryRng for Source<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_be_bytes(self.draw()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_be_bytes(self.draw()))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.fill(bytes);
        Ok(())
    }
}

impl TryCryptoRng for Source<'_> {}
