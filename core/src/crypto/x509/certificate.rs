//! A certificate as bytes: bounded, well-formed, exact. Nothing in it is believed.

use core::fmt;

use der::asn1::ObjectIdentifier;
use der::{Decode as _, Reader, SliceReader, Tag, TagNumber};
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::extensions::Understood;
use super::{BasicConstraints, CertificateFault, DistinguishedName, KeyUsage};
use crate::crypto::backend::Hash;
use crate::crypto::{KeyFault, PublicKey, SignatureInvalid, pem};

/// Longest certificate that is looked at, and longest chain together, in bytes.
pub const MAX_CERTIFICATE: usize = 16 * 1024;

/// PEM of 16 KiB of DER in lines of 64, and some text before it.
const MAX_PEM: usize = 32 * 1024;

const ECDSA_WITH_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
const ECDSA_WITH_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// One X.509 certificate (RFC 5280), kept as the exact bytes that came.
///
/// Parsing proves form only. Whether it may be believed is asked in [`chain`](super::chain); what one certificate
/// alone may do, in [`profile`](super::profile). A certificate with a key that chop does not use (RSA, say) parses and
/// has no [`public_key`](Self::public_key); so do version 1 and a serial number that is not positive, which real
/// samples have: the profile refuses the first, and chop makes neither.
///
/// ```
/// use chop_core::crypto::x509::Certificate;
///
/// assert_eq!(Certificate::parse_der(b"\x30\x00").unwrap_err().code(), "x509.der");
/// assert_eq!(Certificate::parse_der(&[0; 16 * 1024 + 1]).unwrap_err().code(), "x509.size");
/// ```
#[derive(Clone)]
pub struct Certificate {
    der: Box<[u8]>,
    tbs: Box<[u8]>,
    version_3: bool,
    serial: Box<[u8]>,
    signature: Box<[u8]>,
    signature_algorithm: Option<SignatureAlgorithm>,
    issuer: DistinguishedName,
    subject: DistinguishedName,
    not_before: i64,
    not_after: i64,
    public_key: Option<PublicKey>,
    spki: Box<[u8]>,
    extensions: Understood,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SignatureAlgorithm {
    Ecdsa(Hash),
    EdDsa,
}

/// The parts of a certificate whose exact bytes matter.
struct Raw<'a> {
    tbs: &'a [u8],
    version: Option<&'a [u8]>,
    issuer: &'a [u8],
    subject: &'a [u8],
    spki: &'a [u8],
}

impl Certificate {
    /// Reads one DER certificate of at most 16 KiB.
    ///
    /// # Errors
    /// Any code of [`CertificateFault`] but `x509.pem`.
    pub fn parse_der(der: &[u8]) -> Result<Self, CertificateFault> {
        if der.len() > MAX_CERTIFICATE {
            return Err(CertificateFault::Size);
        }
        let raw = Raw::parse(der).map_err(|_| CertificateFault::Der)?;
        let version_3 = match raw.version {
            None => false,
            Some([0xa0, 0x03, 0x02, 0x01, 0x02]) => true,
            Some(_) => return Err(CertificateFault::Version),
        };
        let certificate = x509_cert::Certificate::from_der(der).map_err(|_| CertificateFault::Der)?;
        let tbs = certificate.tbs_certificate();
        if tbs.signature() != certificate.signature_algorithm() {
            return Err(CertificateFault::AlgorithmMismatch);
        }
        if !version_3 && tbs.extensions().is_some() {
            return Err(CertificateFault::Version);
        }
        // A leading zero byte keeps a 20-byte positive number positive.
        let serial = tbs.serial_number().as_bytes();
        if serial.len() > 20 && !matches!(serial, [0, rest @ ..] if rest.len() == 20) {
            return Err(CertificateFault::Serial);
        }
        let public_key = match PublicKey::from_spki_der(raw.spki) {
            Ok(key) => Some(key),
            Err(KeyFault::ExplicitParameters) => return Err(CertificateFault::ExplicitParameters),
            Err(KeyFault::Encoding | KeyFault::Pem | KeyFault::Algorithm | KeyFault::Point) => None,
        };
        let mut extensions = tbs.extensions().map(Understood::parse).transpose()?.unwrap_or_default();
        extensions.names.subject(tbs.subject());
        Ok(Self {
            der: der.into(),
            tbs: raw.tbs.into(),
            version_3,
            serial: serial.into(),
            signature: certificate.signature().as_bytes().ok_or(CertificateFault::Der)?.into(),
            signature_algorithm: SignatureAlgorithm::read(certificate.signature_algorithm()),
            issuer: DistinguishedName::new(raw.issuer, tbs.issuer()),
            subject: DistinguishedName::new(raw.subject, tbs.subject()),
            not_before: seconds(tbs.validity().not_before)?,
            not_after: seconds(tbs.validity().not_after)?,
            public_key,
            spki: raw.spki.into(),
            extensions,
        })
    }

    /// Reads one PEM block with the label `CERTIFICATE`; text before it is passed over, nothing may follow it.
    ///
    /// # Errors
    /// Any code of [`CertificateFault`].
    pub fn parse_pem(pem: &str) -> Result<Self, CertificateFault> {
        if pem.len() > MAX_PEM {
            return Err(CertificateFault::Size);
        }
        match pem::decode(pem, MAX_PEM) {
            Some(("CERTIFICATE", der)) => Self::parse_der(&der),
            Some(_) | None => Err(CertificateFault::Pem),
        }
    }

    /// The exact bytes of the certificate.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// The certificate in PEM, lines of 64 characters and a line feed after each.
    #[must_use]
    pub fn to_pem(&self) -> String {
        pem::encode("CERTIFICATE", &self.der)
    }

    /// The exact bytes that are signed (`TBSCertificate`).
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.tbs
    }

    /// The signature as it stands in the certificate: DER for ECDSA.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// Is it version 3? If not, it is version 1 and has no extensions.
    #[must_use]
    pub const fn is_version_3(&self) -> bool {
        self.version_3
    }

    /// The serial number, big-endian two's complement, at most 20 bytes after a leading zero.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        &self.serial
    }

    /// Whose certificate it is.
    #[must_use]
    pub const fn subject(&self) -> &DistinguishedName {
        &self.subject
    }

    /// Who signed it, by its own words.
    #[must_use]
    pub const fn issuer(&self) -> &DistinguishedName {
        &self.issuer
    }

    /// First second of validity, Unix time.
    #[must_use]
    pub const fn not_before(&self) -> i64 {
        self.not_before
    }

    /// Last second of validity (inclusive, RFC 5280 §4.1.2.5), Unix time.
    #[must_use]
    pub const fn not_after(&self) -> i64 {
        self.not_after
    }

    /// The key, if it is of a kind that chop verifies with.
    #[must_use]
    pub const fn public_key(&self) -> Option<&PublicKey> {
        self.public_key.as_ref()
    }

    /// The exact `SubjectPublicKeyInfo`, of whatever kind.
    #[must_use]
    pub fn spki_der(&self) -> &[u8] {
        &self.spki
    }

    /// The subject key identifier.
    #[must_use]
    pub fn subject_key_identifier(&self) -> Option<&[u8]> {
        self.extensions.subject_key_identifier.as_deref()
    }

    /// The key identifier of the authority.
    #[must_use]
    pub fn authority_key_identifier(&self) -> Option<&[u8]> {
        self.extensions.authority_key_identifier.as_deref()
    }

    /// The basic constraints.
    #[must_use]
    pub const fn basic_constraints(&self) -> Option<BasicConstraints> {
        self.extensions.basic_constraints
    }

    /// The key usage.
    #[must_use]
    pub const fn key_usage(&self) -> Option<KeyUsage> {
        self.extensions.key_usage
    }

    /// The extended key usages as dotted object identifiers.
    #[must_use]
    pub fn extended_key_usages(&self) -> Vec<String> {
        self.extensions.extended_key_usage.iter().flat_map(|(_, purposes)| purposes).map(ToString::to_string).collect()
    }

    /// The URIs where a CRL may be found. They are never fetched here.
    pub fn crl_distribution_points(&self) -> impl Iterator<Item = &str> {
        self.extensions.crl_distribution_points.iter().map(AsRef::as_ref)
    }

    /// The DNS names of the subject, exactly as written: an empty one or a wildcard matches nothing but itself.
    pub fn dns_names(&self) -> impl Iterator<Item = &str> {
        self.extensions.names.dns.iter().map(AsRef::as_ref)
    }

    /// The URIs of the subject, exactly as written.
    pub fn uris(&self) -> impl Iterator<Item = &str> {
        self.extensions.names.uris.iter().map(AsRef::as_ref)
    }

    pub(super) const fn extensions(&self) -> &Understood {
        &self.extensions
    }

    /// Verifies the signature of this certificate with the key of its issuer; says nothing else about either.
    ///
    /// # Errors
    /// `signature.invalid`, also for an algorithm that does not belong to the key.
    pub fn verify_signature(&self, issuer: &PublicKey) -> Result<(), SignatureInvalid> {
        let hash = self.signature_algorithm.ok_or(SignatureInvalid)?.hash();
        issuer.verify_x509(hash, &self.tbs, &self.signature)
    }
}

impl SignatureAlgorithm {
    /// The hash of an ECDSA signature; EdDSA has none of its own.
    pub(super) const fn hash(self) -> Option<Hash> {
        match self {
            Self::Ecdsa(hash) => Some(hash),
            Self::EdDsa => None,
        }
    }

    /// The identifiers of RFC 5758 §3.2 and RFC 8410 §3 have no parameters.
    pub(super) fn read(identifier: &AlgorithmIdentifierOwned) -> Option<Self> {
        match identifier.oid {
            _ if identifier.parameters.is_some() => None,
            ECDSA_WITH_SHA256 => Some(Self::Ecdsa(Hash::Sha256)),
            ECDSA_WITH_SHA384 => Some(Self::Ecdsa(Hash::Sha384)),
            ED25519 => Some(Self::EdDsa),
            _ => None,
        }
    }
}

impl<'a> Raw<'a> {
    /// Walks over the fields in their order (RFC 5280 §4.1); what each holds is judged elsewhere.
    fn parse(der: &'a [u8]) -> der::Result<Self> {
        let mut outer = SliceReader::new(der)?;
        let tbs = outer.sequence(|certificate| {
            let tbs = certificate.tlv_bytes()?;
            certificate.drain(certificate.remaining_len())?;
            Ok::<_, der::Error>(tbs)
        })?;
        SliceReader::new(tbs)?.sequence(|fields| {
            let explicit = Tag::ContextSpecific { constructed: true, number: TagNumber(0) };
            let version = (Tag::peek(fields)? == explicit).then(|| fields.tlv_bytes()).transpose()?;
            let (_serial, _algorithm) = (fields.tlv_bytes()?, fields.tlv_bytes()?);
            let issuer = fields.tlv_bytes()?;
            let _validity = fields.tlv_bytes()?;
            let (subject, spki) = (fields.tlv_bytes()?, fields.tlv_bytes()?);
            fields.drain(fields.remaining_len())?;
            Ok(Self { tbs, version, issuer, subject, spki })
        })
    }
}

pub(super) fn seconds(time: x509_cert::time::Time) -> Result<i64, CertificateFault> {
    i64::try_from(time.to_unix_duration().as_secs()).map_err(|_| CertificateFault::Der)
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("subject", &self.subject)
            .field("not_before", &self.not_before)
            .field("not_after", &self.not_after)
            .field("public_key", &self.public_key)
            .finish_non_exhaustive()
    }
}
