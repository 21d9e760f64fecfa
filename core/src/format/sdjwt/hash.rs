use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::encoding::base64url;

/// The hash of `_sd_alg` (RFC 9901 §4.1.1), by its IANA name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HashAlgorithm {
    /// `sha-256`, also where nothing is said.
    #[default]
    Sha256,
    /// `sha-384`.
    Sha384,
    /// `sha-512`.
    Sha512,
}

impl HashAlgorithm {
    /// The algorithm of an IANA name, compared exactly, if chop has it.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Sha256, Self::Sha384, Self::Sha512].into_iter().find(|hash| hash.name() == name)
    }

    /// The IANA name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha-256",
            Self::Sha384 => "sha-384",
            Self::Sha512 => "sha-512",
        }
    }

    const fn width(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// The digest of a text in base64url: what stands in `_sd`, `...` and `sd_hash`.
    #[must_use]
    pub fn digest(self, text: &str) -> String {
        match self {
            Self::Sha256 => base64url::encode(&Sha256::digest(text)),
            Self::Sha384 => base64url::encode(&Sha384::digest(text)),
            Self::Sha512 => base64url::encode(&Sha512::digest(text)),
        }
    }

    /// Whether a text can be a digest or a decoy of this algorithm.
    pub(super) fn is_digest(self, text: &str) -> bool {
        let mut bytes = [0; 64];
        base64url::decode_into(text, &mut bytes).is_ok_and(|bytes| bytes.len() == self.width())
    }
}
