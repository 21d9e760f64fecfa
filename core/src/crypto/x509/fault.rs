//! What can be wrong with a certificate: as bytes, alone, in a chain, and as one of ours.

/// Why bytes are not a certificate that chop looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateFault {
    /// Longer than 16 KiB.
    Size,
    /// Not one PEM block with the label `CERTIFICATE`.
    Pem,
    /// Not one strict DER `Certificate`.
    Der,
    /// Neither version 3, nor version 1 without extensions.
    Version,
    /// The serial number is longer than 20 bytes.
    Serial,
    /// The signature algorithm inside what is signed differs from the one outside.
    AlgorithmMismatch,
    /// One extension stands twice.
    DuplicateExtension,
    /// A known extension does not have its form.
    Extension,
    /// The extended key usage names no purpose.
    EmptyExtendedKeyUsage,
    /// The curve of the key is written out instead of named.
    ExplicitParameters,
}

impl CertificateFault {
    /// The stable code: `x509.size`, `x509.pem`, `x509.der`, `x509.version`, `x509.serial`,
    /// `x509.algorithm-mismatch`, `x509.duplicate-extension`, `x509.extension`, `x509.eku-empty`,
    /// `x509.explicit-parameters`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Size => "x509.size",
            Self::Pem => "x509.pem",
            Self::Der => "x509.der",
            Self::Version => "x509.version",
            Self::Serial => "x509.serial",
            Self::AlgorithmMismatch => "x509.algorithm-mismatch",
            Self::DuplicateExtension => "x509.duplicate-extension",
            Self::Extension => "x509.extension",
            Self::EmptyExtendedKeyUsage => "x509.eku-empty",
            Self::ExplicitParameters => "x509.explicit-parameters",
        }
    }
}

/// Why one certificate may not do what it is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfileFault {
    /// Not version 3.
    Version,
    /// A critical extension that is not understood.
    CriticalExtension,
    /// Name constraints that are not understood, or not those of an issuer: ignoring them would widen what was allowed.
    NameConstraints,
    /// An issuer that is no CA, does not say so critically, or may not have so many below it; or a signer that is a CA.
    BasicConstraints,
    /// The key usage does not allow this use.
    KeyUsage,
    /// Not for what it is used for: signing mdocs (`1.0.18013.5.1.2`) or asking for them (`1.0.18013.5.1.6`).
    ExtendedKeyUsage,
    /// No country, or not two capital letters.
    Country,
    /// The key is of a kind that chop does not verify with (RSA, say).
    Key,
    /// Valid for no second at all.
    ValidityOrder {
        /// First second, Unix time.
        not_before: i64,
        /// Last second, Unix time.
        not_after: i64,
    },
    /// Not valid yet.
    NotYet {
        /// First second of validity, Unix time.
        from: i64,
    },
    /// No longer valid.
    Expired {
        /// Last second of validity, Unix time.
        until: i64,
    },
    /// The signature does not verify.
    Signature,
}

impl ProfileFault {
    /// The stable code: `x509.version`, `x509.critical-extension`, `x509.name-constraints`, `x509.basic-constraints`,
    /// `x509.key-usage`, `x509.eku`, `x509.country`, `x509.key`, `x509.validity-order`, `x509.not-yet`,
    /// `x509.expired`, `x509.signature`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Version => "x509.version",
            Self::CriticalExtension => "x509.critical-extension",
            Self::NameConstraints => "x509.name-constraints",
            Self::BasicConstraints => "x509.basic-constraints",
            Self::KeyUsage => "x509.key-usage",
            Self::ExtendedKeyUsage => "x509.eku",
            Self::Country => "x509.country",
            Self::Key => "x509.key",
            Self::ValidityOrder { .. } => "x509.validity-order",
            Self::NotYet { .. } => "x509.not-yet",
            Self::Expired { .. } => "x509.expired",
            Self::Signature => "x509.signature",
        }
    }
}

/// Why a chain does not lead to an anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainFault {
    /// No certificate, or more than four.
    Length {
        /// How many there were.
        certificates: usize,
    },
    /// More than 16 KiB together.
    Size {
        /// Bytes together.
        bytes: usize,
    },
    /// No anchor has the name that the last certificate gives as its issuer.
    Untrusted,
    /// The issuer of one certificate is not the subject of the next.
    IssuerName,
    /// The authority key identifier is not the issuer's subject key identifier.
    KeyIdentifier,
    /// The key of an issuer is of a kind that chop does not verify with.
    IssuerKey,
    /// A certificate is not signed by the one above it.
    Signature,
    /// Signer and anchor are of different countries.
    Country,
    /// A name that an issuer above does not allow below it.
    NameExcluded,
    /// The certificate of the signer itself.
    Signer(ProfileFault),
    /// A certificate between signer and anchor.
    Intermediate(ProfileFault),
    /// The anchor.
    Anchor(ProfileFault),
}

impl ChainFault {
    /// The stable code: `x509.chain-length`, `x509.chain-size`, `x509.untrusted`, `x509.issuer-name`,
    /// `x509.key-identifier`, `x509.key`, `x509.signature`, `x509.country`, `x509.name-excluded`, or the code of the
    /// fault inside.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Length { .. } => "x509.chain-length",
            Self::Size { .. } => "x509.chain-size",
            Self::Untrusted => "x509.untrusted",
            Self::IssuerName => "x509.issuer-name",
            Self::KeyIdentifier => "x509.key-identifier",
            Self::IssuerKey => "x509.key",
            Self::Signature => "x509.signature",
            Self::Country => "x509.country",
            Self::NameExcluded => "x509.name-excluded",
            Self::Signer(fault) | Self::Intermediate(fault) | Self::Anchor(fault) => fault.code(),
        }
    }
}

/// Where a certificate of ours departs from the whole profile of ISO/IEC 18013-5 Annex B.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConformanceFault {
    /// The serial number is not positive or has fewer than 64 bits of room for randomness.
    Serial,
    /// Longer than 20 years for a root, 457 days for a document signer.
    ValidityLength,
    /// A document signer outlives its root, or starts before it.
    ValidityNesting,
    /// The subject or authority key identifier is missing or is not SHA-1 of the key (RFC 5280 §4.2.1.2 method 1).
    KeyIdentifier,
    /// No issuer alternative name.
    IssuerAlternativeName,
    /// No CRL distribution point, or one that is not a URI.
    CrlDistributionPoint,
    /// Not exactly one critical extended key usage; a root has none.
    ExtendedKeyUsage,
    /// Not exactly the critical key usages of the profile.
    KeyUsage,
    /// A root whose path length is not zero, or a signer that mentions basic constraints.
    BasicConstraints,
    /// No common name or no organisation.
    Name,
    /// The same certificate would be refused when read.
    Profile(ProfileFault),
    /// The same chain would be refused when read.
    Chain(ChainFault),
}

impl ConformanceFault {
    /// The stable code: `x509.serial`, `x509.validity-length`, `x509.validity-nesting`, `x509.key-identifier`,
    /// `x509.issuer-alternative-name`, `x509.crl-distribution-point`, `x509.eku`, `x509.key-usage`,
    /// `x509.basic-constraints`, `x509.name`, or the code of the fault inside.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Serial => "x509.serial",
            Self::ValidityLength => "x509.validity-length",
            Self::ValidityNesting => "x509.validity-nesting",
            Self::KeyIdentifier => "x509.key-identifier",
            Self::IssuerAlternativeName => "x509.issuer-alternative-name",
            Self::CrlDistributionPoint => "x509.crl-distribution-point",
            Self::ExtendedKeyUsage => "x509.eku",
            Self::KeyUsage => "x509.key-usage",
            Self::BasicConstraints => "x509.basic-constraints",
            Self::Name => "x509.name",
            Self::Profile(fault) => fault.code(),
            Self::Chain(fault) => fault.code(),
        }
    }
}

/// Why a revocation list is not acceptable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrlFault {
    /// Longer than 256 KiB.
    Size,
    /// Neither DER nor one PEM block with the label `X509 CRL`.
    Pem,
    /// Not one strict DER `CertificateList`.
    Der,
    /// Not version 2.
    Version,
    /// The signature algorithm inside what is signed differs from the one outside.
    AlgorithmMismatch,
    /// A known extension that does not have its form, or one that stands twice.
    Extension,
    /// A critical extension that is not understood.
    CriticalExtension,
    /// Only the changes since another list.
    Delta,
    /// Of other issuers' certificates too, or of a part of this one's only: some reasons, CA or attribute certificates.
    Scope,
    /// It does not say when the next one is due, or not after it was made.
    NextUpdate,
    /// Not by this issuer, or its key may not sign lists.
    Issuer,
    /// The signature does not verify.
    Signature,
}

impl CrlFault {
    /// The stable code: `crl.size`, `crl.pem`, `crl.der`, `crl.version`, `crl.algorithm-mismatch`, `crl.extension`,
    /// `crl.critical-extension`, `crl.delta`, `crl.scope`, `crl.next-update`, `crl.issuer`,
    /// `crl.signature`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Size => "crl.size",
            Self::Pem => "crl.pem",
            Self::Der => "crl.der",
            Self::Version => "crl.version",
            Self::AlgorithmMismatch => "crl.algorithm-mismatch",
            Self::Extension => "crl.extension",
            Self::CriticalExtension => "crl.critical-extension",
            Self::Delta => "crl.delta",
            Self::Scope => "crl.scope",
            Self::NextUpdate => "crl.next-update",
            Self::Issuer => "crl.issuer",
            Self::Signature => "crl.signature",
        }
    }
}

displays_code!(CertificateFault, ProfileFault, ChainFault, ConformanceFault, CrlFault);

impl From<ProfileFault> for ConformanceFault {
    fn from(fault: ProfileFault) -> Self {
        Self::Profile(fault)
    }
}

impl From<ChainFault> for ConformanceFault {
    fn from(fault: ChainFault) -> Self {
        Self::Chain(fault)
    }
}
