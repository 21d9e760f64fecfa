//! The three signature algorithms, and their names in COSE and JOSE.

/// A signature algorithm that chop signs and verifies with.
///
/// | | key | hash | signature | COSE (RFC 9053) | JOSE (RFC 7518, RFC 8037) |
/// |---|---|---|---|---|---|
/// | `Es256` | P-256 | SHA-256 | 64 bytes `r‖s` | −7 | `ES256` |
/// | `Es384` | P-384 | SHA-384 | 96 bytes `r‖s` | −35 | `ES384` |
/// | `EdDsa` | Ed25519 | (inside) | 64 bytes | −8 | `EdDSA` |
///
/// ```
/// use chop_core::crypto::Algorithm;
///
/// assert_eq!(Algorithm::from_cose_id(-7), Some(Algorithm::Es256));
/// assert_eq!(Algorithm::Es384.jose_name(), "ES384");
/// assert_eq!(Algorithm::from_jose_name("none"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// ECDSA with P-256 and SHA-256.
    Es256,
    /// ECDSA with P-384 and SHA-384.
    Es384,
    /// EdDSA with Ed25519.
    EdDsa,
}

impl Algorithm {
    /// Every algorithm, in the order of preference.
    pub const ALL: [Self; 3] = [Self::Es256, Self::Es384, Self::EdDsa];

    /// The COSE algorithm identifier (RFC 9053 §2).
    #[must_use]
    pub const fn cose_id(self) -> i64 {
        match self {
            Self::Es256 => -7,
            Self::Es384 => -35,
            Self::EdDsa => -8,
        }
    }

    /// The algorithm of a COSE identifier, if it is one of the three.
    #[must_use]
    pub const fn from_cose_id(id: i64) -> Option<Self> {
        match id {
            -7 => Some(Self::Es256),
            -35 => Some(Self::Es384),
            -8 => Some(Self::EdDsa),
            _ => None,
        }
    }

    /// The JOSE `alg` value.
    #[must_use]
    pub const fn jose_name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
        }
    }

    /// The algorithm of a JOSE `alg` value, compared exactly, if it is one of the three.
    #[must_use]
    pub fn from_jose_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.jose_name() == name)
    }

    /// The width of a signature in bytes.
    #[must_use]
    pub const fn signature_length(self) -> usize {
        match self {
            Self::Es256 | Self::EdDsa => 64,
            Self::Es384 => 96,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_back_to_its_algorithm() {
        for algorithm in Algorithm::ALL {
            assert_eq!(Algorithm::from_cose_id(algorithm.cose_id()), Some(algorithm));
            assert_eq!(Algorithm::from_jose_name(algorithm.jose_name()), Some(algorithm));
        }
    }

    #[test]
    fn no_other_name_leads_anywhere() {
        for id in -100..=100 {
            assert_eq!(Algorithm::from_cose_id(id).is_some(), [-7, -8, -35].contains(&id), "{id}");
        }
        for name in ["none", "None", "", "es256", "HS256", "RS256", "ES256K", "ES512", "EDDSA", "Ed25519", " ES256"] {
            assert_eq!(Algorithm::from_jose_name(name), None, "{name}");
        }
    }
}
