//! Private keys in files: PKCS#8, encrypted with a passphrase (RFC 5958, RFC 8018 PBES2, RFC 7914 scrypt).
//!
//! Written with scrypt N = 2^16, r = 8, p = 1 and AES-256-GCM; read with AES-CBC too. What a file may ask for is
//! bounded, so that a hostile one cannot take all memory or time.

use pkcs8::pkcs5::pbes2::{self, EncryptionScheme as Cipher, Kdf, Parameters, Salt, ScryptParams};
use pkcs8::{EncryptedPrivateKeyInfoRef, SecretDocument};
use zeroize::Zeroizing;

use super::{SecretKeyFault, SoftwareKey, pem};
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
    Ok(pem::encode(LABEL, document.as_bytes()))
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
    let (label, document) = pem::decode(pem, MAX_PEM).ok_or(KeyFileFault::Format)?;
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

#[cfg(test)]
mod tests {
    use pkcs8::EncryptedPrivateKeyInfoOwned;

    use super::*;
    use crate::crypto::{Algorithm, Signer as _};

    /// Cheap enough for a test, and otherwise the same file.
    const QUICK: u32 = 4;

    struct Counter(u64);
    impl Random for Counter {
        fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFault> {
            for byte in bytes {
                self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                *byte = self.0.to_be_bytes()[0];
            }
            Ok(())
        }
    }

    fn key(algorithm: Algorithm) -> SoftwareKey {
        SoftwareKey::generate(algorithm, &mut Counter(1)).unwrap()
    }

    fn sealed(passphrase: &str) -> String {
        seal_with_cost(QUICK, &key(Algorithm::Es256), passphrase, &mut Counter(2)).unwrap()
    }

    fn code(pem: &str, passphrase: &str) -> &'static str {
        open(pem, passphrase).unwrap_err().code()
    }

    /// The same file with other parameters written into it; they are not authenticated before the key is derived.
    fn with_scrypt(n: u64, r: u16, p: u16) -> String {
        let pem = sealed("passphrase");
        let document = pem::decode(&pem, MAX_PEM).unwrap().1;
        let mut info = EncryptedPrivateKeyInfoOwned::try_from(document.as_slice()).unwrap();
        let mut parameters = info.encryption_algorithm.pbes2().unwrap().clone();
        let mut scrypt = *parameters.kdf.scrypt().unwrap();
        (scrypt.cost_parameter, scrypt.block_size, scrypt.parallelization) = (n, r, p);
        parameters.kdf = Kdf::Scrypt(scrypt);
        info.encryption_algorithm = parameters.into();
        pem::encode(LABEL, SecretDocument::try_from(info).unwrap().as_bytes())
    }

    #[test]
    fn a_sealed_key_opens_with_its_passphrase() {
        for algorithm in Algorithm::ALL {
            let key = key(algorithm);
            let pem = seal_with_cost(QUICK, &key, "正確的密語 ✓", &mut Counter(3)).unwrap();
            assert!(pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
            let opened = open(&pem, "正確的密語 ✓").unwrap();
            assert_eq!(opened.public_key(), key.public_key());
            assert_eq!(opened.to_pkcs8_der(), key.to_pkcs8_der());
        }
    }

    #[test]
    fn the_product_writes_with_its_full_cost_and_never_twice_the_same() {
        let key = key(Algorithm::Es256);
        let mut random = Counter(5);
        let pem = seal(&key, "passphrase", &mut random).unwrap();
        let document = pem::decode(&pem, MAX_PEM).unwrap().1;
        let info = EncryptedPrivateKeyInfoRef::try_from(document.as_slice()).unwrap();
        let scrypt = info.encryption_algorithm.pbes2().and_then(|pbes2| pbes2.kdf.scrypt().copied()).unwrap();
        assert!(scrypt.cost_parameter >= 1 << 15);
        assert_eq!((scrypt.block_size, scrypt.parallelization, scrypt.salt.as_ref().len()), (8, 1, 16));
        assert_eq!(open(&pem, "passphrase").unwrap().public_key(), key.public_key());
        let again = seal_with_cost(QUICK, &key, "passphrase", &mut random).unwrap();
        assert_ne!(again, seal_with_cost(QUICK, &key, "passphrase", &mut random).unwrap());
    }

    #[test]
    fn refuses_a_wrong_and_an_empty_passphrase() {
        let pem = sealed("passphrase");
        for wrong in ["", "Passphrase", "passphrase ", "passphras"] {
            assert_eq!(code(&pem, wrong), "key.passphrase", "{wrong}");
        }
        let empty = seal_with_cost(QUICK, &key(Algorithm::Es256), "", &mut Counter(2));
        assert_eq!(empty, Err(KeyFileFault::Passphrase));
    }

    #[test]
    fn every_flipped_bit_of_the_sealed_part_is_noticed() {
        let pem = sealed("passphrase");
        let document = pem::decode(&pem, MAX_PEM).unwrap().1;
        let sealed_part = document.len() - 150;
        for at in (sealed_part * 8..document.len() * 8).step_by(5) {
            let mut broken = document.clone();
            broken[at / 8] ^= 1 << (at % 8);
            assert_eq!(code(&pem::encode(LABEL, &broken), "passphrase"), "key.passphrase", "{at}");
        }
    }

    #[test]
    fn refuses_parameters_that_would_take_all_memory_or_time() {
        for (n, r, p) in [
            (0, 8, 1),
            (1, 8, 1),
            (3, 8, 1),
            (1 << 19, 8, 1),
            (1 << 18, 9, 1),
            (1 << 63, 1, 1),
            (u64::MAX, u16::MAX, u16::MAX),
            (1 << 18, 8, 3),
            (16, u16::MAX, u16::MAX),
            (16, 0, 1),
            (16, 8, 0),
        ] {
            assert_eq!(code(&with_scrypt(n, r, p), "passphrase"), "key.cost", "{n} {r} {p}");
        }
        // Within the bounds, but not what the file was written with.
        assert_eq!(code(&with_scrypt(2, 8, 1), "passphrase"), "key.passphrase");
        assert!(open(&with_scrypt(1 << QUICK, 8, 1), "passphrase").is_ok());
    }

    #[test]
    fn refuses_a_plain_key_unless_asked_for_one() {
        let key = key(Algorithm::Es256);
        let plain = pem::encode(PLAIN_LABEL, &key.to_pkcs8_der());
        assert_eq!(code(&plain, "passphrase"), "key.unencrypted");
        assert_eq!(code(&plain.replace(PLAIN_LABEL, "EC PRIVATE KEY"), ""), "key.unencrypted");
        assert_eq!(open_unencrypted(&plain).unwrap().public_key(), key.public_key());
        assert_eq!(open_unencrypted(&sealed("passphrase")).unwrap_err().code(), "key.format");
    }

    #[test]
    fn refuses_what_is_not_a_key_file() {
        let pem = sealed("passphrase");
        for wrong in [
            String::new(),
            pem.replace(LABEL, "CERTIFICATE"),
            pem.replace("MI", "MA"),
            format!("{pem}{pem}"),
            format!("{}{pem}", "text\n".repeat(1000)),
            pem::encode(LABEL, &[0x30, 0]),
            pem::encode(LABEL, &key(Algorithm::Es256).to_pkcs8_der()),
        ] {
            assert_eq!(code(&wrong, "passphrase"), "key.format", "{wrong}");
        }
        assert_eq!(open_unencrypted(&pem::encode(PLAIN_LABEL, &[0x30, 0])).unwrap_err().code(), "key.format");
    }

    #[test]
    fn refuses_the_weaker_derivation_that_other_tools_default_to() {
        let salt = Salt::new([7; 16]).unwrap();
        let pbkdf2 = pbes2::Pbkdf2Params {
            salt,
            iteration_count: 2048,
            key_length: None,
            prf: pbes2::Pbkdf2Prf::HmacWithSha256,
        };
        let parameters = Parameters { kdf: Kdf::Pbkdf2(pbkdf2), encryption: Cipher::Aes256Cbc { iv: [1; 16] } };
        let sealed = parameters.encrypt("passphrase", &key(Algorithm::Es256).to_pkcs8_der()).unwrap();
        let info = EncryptedPrivateKeyInfoRef {
            encryption_algorithm: parameters.into(),
            encrypted_data: der::asn1::OctetStringRef::new(&sealed).unwrap(),
        };
        let pem = pem::encode(LABEL, SecretDocument::try_from(info).unwrap().as_bytes());
        assert_eq!(code(&pem, "passphrase"), "key.format");
    }

    #[test]
    fn opens_what_openssl_wrote_with_scrypt() {
        // openssl 3.0: pkcs8 -topk8 -scrypt -v2 aes-256-cbc, passphrase "opensesame", scalar 0707…07.
        let pem = include_str!("../../tests/data/openssl-scrypt.pem");
        let expected = SoftwareKey::from_p256_scalar(&[7; 32]).unwrap();
        assert_eq!(open(pem, "opensesame").unwrap().public_key(), expected.public_key());
        assert_eq!(code(pem, "opensesam"), "key.passphrase");
    }
}
