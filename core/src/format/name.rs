//! The formats in which a credential is handed out, by name.

/// A format of credentials, by the name that OpenID for Verifiable Credential Issuance 1.0 (Appendix A) has for it.
///
/// ```
/// use chop_core::format::CredentialFormat;
///
/// assert_eq!(CredentialFormat::parse("dc+sd-jwt"), Some(CredentialFormat::SdJwtVc));
/// assert_eq!(CredentialFormat::parse("mdoc"), Some(CredentialFormat::Mdoc));
/// assert_eq!(CredentialFormat::Mdoc.name(), "mso_mdoc");
/// assert_eq!(CredentialFormat::parse("jwt_vc"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CredentialFormat {
    /// `mso_mdoc`: an IssuerSigned of ISO/IEC 18013-5.
    Mdoc,
    /// `dc+sd-jwt`: an SD-JWT VC.
    SdJwtVc,
    /// `vc+sd-jwt`: a W3C credential as SD-JWT. OpenID4VCI has no name for it; this is its media type.
    VcSdJwt,
    /// `jwt_vc_json`: a W3C credential as JWT (`vc+jwt`). It is shown whole or not at all.
    VcJwt,
    /// `ldp_vc`: a W3C credential with a Data Integrity proof.
    VcProof,
}

impl CredentialFormat {
    /// Every format.
    pub const ALL: [Self; 5] = [Self::Mdoc, Self::SdJwtVc, Self::VcSdJwt, Self::VcJwt, Self::VcProof];

    /// The name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mdoc => "mso_mdoc",
            Self::SdJwtVc => "dc+sd-jwt",
            Self::VcSdJwt => "vc+sd-jwt",
            Self::VcJwt => "jwt_vc_json",
            Self::VcProof => "ldp_vc",
        }
    }

    /// The format of a name, compared exactly; `mdoc` is one for short.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let name = if name == "mdoc" { Self::Mdoc.name() } else { name };
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

impl std::fmt::Display for CredentialFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
