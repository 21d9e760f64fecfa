//! Private keys in files: PKCS#8, encrypted with a passphrase (RFC 5958, RFC 8018 PBES2, RFC 7914 scrypt).
//!
//! Written with scrypt N = 2^16, r = 8, p = 1 and AES-256-GCM; read with AES-CBC too. What a file may ask for is
//! bounded, so that a hostile one cannot take all memory or time.

use pkcs8::pkcs5::pbes2::{self, EncryptionScheme as Cipher, Kdf, Parameters, Salt, ScryptParams};
use pkcs8::{EncryptedPrivateKeyInfoRef, SecretDocument};
use zeroize::Zeroizing;

use super::{SecretKeyFault, SoftwareKey};
use crate::random::{Random, RandomFault};

const LABEL: &str = "ENCRYPTED PRIVATE KEY";
const PLAIN_LABEL: &str = "PRIVATE KEY";

/// log2 of the scrypt cost that files are written with: 64 MiB with r = 8.
const LOG_N: u32 = 16;
const BLOCK_SIZE: u16 = 8;
const PARALLELIZATION: u16 = 1;

/// Most memory that reading a file may take: 128·r·N bytes.
const MAX_MEMORY: u64 = 256 * 1024 * 1024;
/// Most work that reading a file may take: N·r·p.
const MAX_WORK: u64 = 1 << 22;
/// Longest PEM text that is looked at, in bytes.
const MAX_PEM: usize = 4096;

/// Why a key file does not open, or is not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFileFault {
    /// The passphrase is wrong or empty, or the file was damaged: authenticated encryption cannot tell which.
    Passphrase,
    /// Not one PEM block of an encrypted PKCS#8 key with scrypt and AES, or longer than 4 KiB.
    Format,
    /// The key in the file is not encrypted.
    Unencrypted,
    /// The scrypt parameters ask for more than 256 MiB or too much work, or are none.
    Cost,
    /// The key inside is of another kind than P-256, P-384 or Ed25519.
    Algorithm,
    /// The source of randomness failed.
    Random(RandomFault),
}

impl KeyFileFault {
    /// The stable code: `key.passphrase`, `key.format`, `key.unencrypted`, `key.cost`, `key.algorithm`,
    /// `random.failed`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Passphrase => "key.passphrase",
            Self::Format => "key.format",
            Self::Unencrypted => "key.unencrypted",
            Self::Cost => "key.cost",
            Self::Algorithm => "key.algorithm",
            Self::Random(fault) => fault.code(),
        }
    }
}

displays_code!(KeyFileFault);

/// Encrypts a key with a passphrase into PEM (`ENCRYPTED PRIVATE KEY`).
///
/// # Errors
/// `key.passphrase` if the passphrase is empty, `random.failed`.
///
/// ```no_run
/// use chop_core::crypto::{Algorithm, SoftwareKey, keyfile};
/// # fn example(random: &mut dyn chop_core::random::Random) -> Result<(), Box<dyn core::error::Error>> {
/// let key = SoftwareKey::generate(Algorithm::Es256, random)?;
/// let pem = keyfile::seal(&key, "correct horse battery staple", random)?;
/// let again = keyfile::open(&pem, "correct horse battery staple")?;
/// # Ok(())
/// # }
/// ```
pub fn seal(key: &SoftwareKey, passphrase: &str, random: &mut dyn Random) -> Result<String, KeyFileFault> {
    seal_at(LOG_N, key, passphrase, random)
}

/// [`seal`] with a scrypt cost of 2^`log_n`, for tests that must be quick.
///
/// # Errors
/// Those of [`seal`].
#[cfg(any(test, feature = "dev"))]
pub fn seal_with_cost(
    log_n: u32,
    key: &SoftwareKey,
    passphrase: &str,
    random: &mut dyn Random,
) -> Result<String, KeyFileFault> {
    seal_at(log_n, key, passphrase, random)
}

fn seal_at(log_n: u32, key: &SoftwareKey, passphrase: &str, random: &mut dyn Random) -> Result<String, KeyFileFault> {
    if passphrase.is_empty() {
        return Err(KeyFileFault::Passphrase);
    }
    let salt = crate::random::secret::<16>(random).map_err(KeyFileFault::Random)?;
    let mut nonce = [0; 12];
    random.fill(&mut nonce).map_err(KeyFileFault::Random)?;

    let kdf = Kdf::Scrypt(ScryptParams {
        salt: Salt::new(&salt[..]).map_err(|_| KeyFileFault::Format)?,
        cost_parameter: 1_u64.checked_shl(log_n).ok_or(KeyFileFault::Cost)?,
        block_size: BLOCK_SIZE,
        parallelization: PARALLELIZATION,
        key_length: None,
    });
    let parameters = Parameters { kdf, encryption: Cipher::Aes256Gcm { nonce } };
    let sealed = parameters.encrypt(passphrase, &key.to_pkcs8_der()).map_err(|_| KeyFileFault::Cost)?;
    let info = EncryptedPrivateKeyInfoRef {
        encryption_algorithm: parameters.into(),
        encrypted_data: der::asn1::OctetStringRef::new(&sealed).map_err(|_| KeyFileFault::Format)?,
    };
    let document = SecretDocument::try_from(info).map_err(|_| KeyFileFault::Format)?;
    der::pem::encode_string(LABEL, der::pem::LineEnding::LF, document.as_bytes()).map_err(|_| KeyFileFault::Format)
}

/// Opens an encrypted key file.
///
/// # Errors
/// `key.passphrase`, `key.format`, `key.cost`, `key.algorithm`, and `key.unencrypted` for a file that
/// [`open_unencrypted`] would read.
pub fn open(pem: &str, passphrase: &str) -> Result<SoftwareKey, KeyFileFault> {
    let (label, document) = decode(pem)?;
    if label != LABEL {
        return Err(if label.ends_with(PLAIN_LABEL) { KeyFileFault::Unencrypted } else { KeyFileFault::Format });
    }
    let info = EncryptedPrivateKeyInfoRef::try_from(document.as_slice()).map_err(|_| KeyFileFault::Format)?;
    let parameters = info.encryption_algorithm.pbes2().ok_or(KeyFileFault::Format)?;
    within_bounds(parameters)?;
    let plain = parameters
        .decrypt(passphrase, info.encrypted_data.as_bytes())
        .map(Zeroizing::new)
        .map_err(|_| KeyFileFault::Passphrase)?;
    SoftwareKey::from_pkcs8_der(&plain).map_err(|fault| match fault {
        SecretKeyFault::Algorithm => KeyFileFault::Algorithm,
        // With AES-CBC, about one wrong passphrase in 256 leaves padding that looks right and then no key.
        SecretKeyFault::Format | SecretKeyFault::Scalar | SecretKeyFault::Random(_) => KeyFileFault::Passphrase,
    })
}

/// Opens a key file that anyone who can read it can use.
///
/// # Errors
/// `key.format`, `key.algorithm`.
pub fn open_unencrypted(pem: &str) -> Result<SoftwareKey, KeyFileFault> {
    let (label, document) = decode(pem)?;
    if label != PLAIN_LABEL {
        return Err(KeyFileFault::Format);
    }
    SoftwareKey::from_pkcs8_der(&document).map_err(|fault| match fault {
        SecretKeyFault::Algorithm => KeyFileFault::Algorithm,
        SecretKeyFault::Format | SecretKeyFault::Scalar | SecretKeyFault::Random(_) => KeyFileFault::Format,
    })
}

fn decode(pem: &str) -> Result<(&str, Zeroizing<Vec<u8>>), KeyFileFault> {
    if pem.len() > MAX_PEM {
        return Err(KeyFileFault::Format);
    }
    let (label, document) = der::pem::decode_vec(pem.as_bytes()).map_err(|_| KeyFileFault::Format)?;
    Ok((label, Zeroizing::new(document)))
}

/// Before any work is done: scrypt alone, N a power of two, memory and work within the bounds.
fn within_bounds(parameters: &pbes2::Parameters) -> Result<(), KeyFileFault> {
    let scrypt = parameters.kdf.scrypt().ok_or(KeyFileFault::Format)?;
    let (n, r, p) = (scrypt.cost_parameter, u64::from(scrypt.block_size), u64::from(scrypt.parallelization));
    let memory = n.checked_mul(r).and_then(|blocks| blocks.checked_mul(128));
    let work = n.checked_mul(r).and_then(|blocks| blocks.checked_mul(p));
    let bounded = memory.is_some_and(|memory| memory <= MAX_MEMORY) && work.is_some_and(|work| work <= MAX_WORK);
    (bounded && n >= 2 && n.is_power_of_two() && r >= 1 && p >= 1).then_some(()).ok_or(KeyFileFault::Cost)
}
