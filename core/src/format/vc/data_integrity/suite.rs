//! Cryptosuites: how a document becomes bytes, and which keys sign them.

use crate::crypto::{Algorithm, PublicKey};

/// A cryptosuite of Data Integrity (Data Integrity EdDSA Cryptosuites 1.0, Data Integrity ECDSA Cryptosuites 1.0).
///
/// | | canonical form | keys | hash |
/// |---|---|---|---|
/// | `eddsa-jcs-2022` | JCS (RFC 8785) | Ed25519 | SHA-256 |
/// | `ecdsa-jcs-2019` | JCS | P-256, P-384 | SHA-256, SHA-384 |
/// | `eddsa-rdfc-2022` | RDFC-1.0 of the JSON-LD | Ed25519 | SHA-256 |
/// | `ecdsa-rdfc-2019` | RDFC-1.0 of the JSON-LD | P-256, P-384 | SHA-256, SHA-384 |
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suite {
    /// `eddsa-jcs-2022`.
    EddsaJcs2022,
    /// `ecdsa-jcs-2019`.
    EcdsaJcs2019,
    /// `eddsa-rdfc-2022`.
    EddsaRdfc2022,
    /// `ecdsa-rdfc-2019`.
    EcdsaRdfc2019,
}

/// What a suite signs: the JSON, or the graph that it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Json,
    Graph,
}

impl Suite {
    /// Every suite.
    pub const ALL: [Self; 4] = [Self::EddsaJcs2022, Self::EcdsaJcs2019, Self::EddsaRdfc2022, Self::EcdsaRdfc2019];

    /// The name in `cryptosuite`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EddsaJcs2022 => "eddsa-jcs-2022",
            Self::EcdsaJcs2019 => "ecdsa-jcs-2019",
            Self::EddsaRdfc2022 => "eddsa-rdfc-2022",
            Self::EcdsaRdfc2019 => "ecdsa-rdfc-2019",
        }
    }

    /// The suite of a name, compared exactly.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|suite| suite.name() == name)
    }

    /// The suite over JSON for a key.
    #[must_use]
    pub fn jcs_for(key: &PublicKey) -> Self {
        match key.algorithm() {
            Algorithm::EdDsa => Self::EddsaJcs2022,
            Algorithm::Es256 | Algorithm::Es384 => Self::EcdsaJcs2019,
        }
    }

    /// Whether keys of an algorithm sign with it.
    #[must_use]
    pub const fn signs_with(self, algorithm: Algorithm) -> bool {
        match self {
            Self::EddsaJcs2022 | Self::EddsaRdfc2022 => matches!(algorithm, Algorithm::EdDsa),
            Self::EcdsaJcs2019 | Self::EcdsaRdfc2019 => matches!(algorithm, Algorithm::Es256 | Algorithm::Es384),
        }
    }

    pub(crate) const fn form(self) -> Form {
        match self {
            Self::EddsaJcs2022 | Self::EcdsaJcs2019 => Form::Json,
            Self::EddsaRdfc2022 | Self::EcdsaRdfc2019 => Form::Graph,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_back_to_its_suite_and_no_other_leads_anywhere() {
        for suite in Suite::ALL {
            assert_eq!(Suite::from_name(suite.name()), Some(suite));
        }
        for name in
            ["", "eddsa-2022", "EDDSA-JCS-2022", "ecdsa-sd-2023", "bbs-2023", "ecdsa-jcs-2022", " eddsa-jcs-2022"]
        {
            assert_eq!(Suite::from_name(name), None, "{name}");
        }
    }
}
