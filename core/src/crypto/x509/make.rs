//! Roots, document signers and readers of the profile, signed by any [`Signer`].
//!
//! Everything made is parsed again and held to [`conformance`] before it comes out.

use core::time::Duration;

use der::asn1::{Any, BitString, Ia5String, ObjectIdentifier, SetOfVec};
use der::{Decode as _, Document, Encode as _, Tag};
use p256::ecdsa::signature::Keypair;
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{Builder as _, CertificateBuilder};
use x509_cert::certificate::TbsCertificate;
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, CrlDistributionPoints, ExtendedKeyUsage, IssuerAltName, KeyUsage,
    KeyUsages, SubjectKeyIdentifier,
};
use x509_cert::ext::{Extension, ToExtension as _};
use x509_cert::name::{Name, RdnSequence, RelativeDistinguishedName};
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{
    AlgorithmIdentifierOwned, DynSignatureAlgorithmIdentifier, EncodePublicKey, SubjectPublicKeyInfoOwned,
    SubjectPublicKeyInfoRef,
};
use x509_cert::time::{Time, Validity};

use super::reader::READER_AUTHENTICATION;
use super::{Certificate, CertificateFault, ConformanceFault, DOCUMENT_SIGNER, conformance};
use crate::crypto::{Algorithm, PublicKey, SignFault, Signer};
use crate::random::{Random, RandomFault};

/// Longest common name and organisation, in characters (RFC 5280 appendix A, `ub-common-name`).
const MAX_NAME: usize = 64;

const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
const ORGANISATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");

/// What both kinds of certificate say.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// ISO 3166-1 alpha-2, two capital letters: `HK`. A signer has its root's.
    pub country: &'a str,
    /// The department, 1 to 64 characters.
    pub organisation: &'a str,
    /// What the key is for, 1 to 64 characters.
    pub common_name: &'a str,
    /// First second of validity, Unix time; not before 1970.
    pub not_before: i64,
    /// Last second of validity, Unix time: at most 20 years after for a root, 457 days for a signer.
    pub not_after: i64,
    /// Where people reach the issuer: a URI or, if there is an `@` and no `:`, an e-mail address.
    pub contact: &'a str,
    /// The URI of the revocation list.
    pub revocation_list: &'a str,
}

/// Why a certificate was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MakeFault {
    /// The source of randomness failed.
    Random(RandomFault),
    /// A name is empty, too long, has control characters, or the country is not two capital letters.
    Name,
    /// A contact or revocation list that is not ASCII.
    Address,
    /// A time before 1970 or after 9999.
    Time,
    /// The key that is to sign is not the key of the root.
    RootKey,
    /// The key did not sign.
    Sign(SignFault),
    /// The library could not write the certificate.
    Encoding,
    /// What came out cannot be read.
    Certificate(CertificateFault),
    /// What came out is not of the profile: an argument does not fit it.
    Conformance(ConformanceFault),
}

impl MakeFault {
    /// The stable code: `random.failed`, `x509.name`, `x509.address`, `x509.time`, `x509.root-key`, `x509.encoding`,
    /// or the code of the fault inside.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Random(fault) => fault.code(),
            Self::Name => "x509.name",
            Self::Address => "x509.address",
            Self::Time => "x509.time",
            Self::RootKey => "x509.root-key",
            Self::Sign(fault) => fault.code(),
            Self::Encoding => "x509.encoding",
            Self::Certificate(fault) => fault.code(),
            Self::Conformance(fault) => fault.code(),
        }
    }
}

displays_code!(MakeFault);

/// Makes an IACA root (ISO/IEC 18013-5 §B.1.2) for the signer's key, signed by it.
///
/// # Errors
/// Any code of [`MakeFault`] but `x509.root-key`.
///
/// ```
/// use chop_core::crypto::SoftwareKey;
/// use chop_core::crypto::x509::make::{Request, root};
/// # use chop_core::random::{Random, RandomFault};
/// # struct Counter(u8);
/// # impl Random for Counter {
/// #     fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFault> {
/// #         bytes.fill_with(|| { self.0 = self.0.wrapping_add(1); self.0 });
/// #         Ok(())
/// #     }
/// # }
/// # let mut random = Counter(0);
/// let key = SoftwareKey::from_p256_scalar(&[7; 32])?;
/// let request = Request {
///     country: "HK",
///     organisation: "Example Department",
///     common_name: "Example Department IACA",
///     not_before: 1_800_000_000,
///     not_after: 2_100_000_000,
///     contact: "https://department.example/",
///     revocation_list: "https://department.example/iaca.crl",
/// };
/// let certificate = root(&request, &key, &mut random)?;
/// assert_eq!(certificate.subject().country(), Some("HK"));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
pub fn root(request: &Request<'_>, signer: &dyn Signer, random: &mut dyn Random) -> Result<Certificate, MakeFault> {
    let subject = request.name()?;
    let plan = Plan { issuer: subject.clone(), subject, kind: Kind::Root, extensions: request.addresses()? };
    let certificate = build(plan, request, signer.public_key(), signer, random)?;
    conformance::check_root(&certificate).map_err(MakeFault::Conformance)?;
    Ok(certificate)
}

/// Makes a document signer certificate (§B.1.4) for a key, signed by the key of the root.
///
/// # Errors
/// Any code of [`MakeFault`].
pub fn document_signer(
    request: &Request<'_>,
    key: &PublicKey,
    root: &Certificate,
    root_signer: &dyn Signer,
    random: &mut dyn Random,
) -> Result<Certificate, MakeFault> {
    if root.public_key() != Some(root_signer.public_key()) {
        return Err(MakeFault::RootKey);
    }
    let issuer = Name::from_der(root.subject().as_bytes()).map_err(|_| MakeFault::Name)?;
    let plan = Plan { issuer, subject: request.name()?, kind: Kind::DocumentSigner, extensions: request.addresses()? };
    let certificate = build(plan, request, key, root_signer, random)?;
    conformance::check_document_signer(&certificate, root).map_err(MakeFault::Conformance)?;
    Ok(certificate)
}

/// Makes the certificate of an mdoc reader (§B.1.7) for a key, signed by the key of a root that wallets trust for
/// readers.
///
/// # Errors
/// Any code of [`MakeFault`].
pub fn reader(
    request: &Request<'_>,
    key: &PublicKey,
    root: &Certificate,
    root_signer: &dyn Signer,
    random: &mut dyn Random,
) -> Result<Certificate, MakeFault> {
    if root.public_key() != Some(root_signer.public_key()) {
        return Err(MakeFault::RootKey);
    }
    let issuer = Name::from_der(root.subject().as_bytes()).map_err(|_| MakeFault::Name)?;
    let plan = Plan { issuer, subject: request.name()?, kind: Kind::Reader, extensions: request.addresses()? };
    let certificate = build(plan, request, key, root_signer, random)?;
    conformance::check_reader(&certificate, root).map_err(MakeFault::Conformance)?;
    Ok(certificate)
}

fn build(
    plan: Plan,
    request: &Request<'_>,
    key: &PublicKey,
    signer: &dyn Signer,
    random: &mut dyn Random,
) -> Result<Certificate, MakeFault> {
    let spki = SubjectPublicKeyInfoOwned::from_der(key.spki_der()).map_err(|_| MakeFault::Encoding)?;
    let validity = Validity::new(time(request.not_before)?, time(request.not_after)?);
    let issuer = IssuerKey(signer.public_key().clone());
    let mut builder =
        CertificateBuilder::new(plan, serial(random)?, validity, spki).map_err(|_| MakeFault::Encoding)?;
    let to_be_signed = builder.finalize(&issuer).map_err(|_| MakeFault::Encoding)?;
    let signature = signer.sign(&to_be_signed).map_err(MakeFault::Sign)?;
    let bits = BitString::from_bytes(&signature.to_x509()).map_err(|_| MakeFault::Encoding)?;
    let der = builder.assemble(bits, &issuer).and_then(|made| Ok(made.to_der()?)).map_err(|_| MakeFault::Encoding)?;
    Certificate::parse_der(&der).map_err(MakeFault::Certificate)
}

/// 126 random bits; the first byte is 0x40 to 0x7f, so that the number is positive and always as long.
fn serial(random: &mut dyn Random) -> Result<SerialNumber, MakeFault> {
    let mut bytes = *crate::random::secret::<16>(random).map_err(MakeFault::Random)?;
    if let Some(first) = bytes.first_mut() {
        *first = (*first & 0x3f) | 0x40;
    }
    SerialNumber::new(&bytes).map_err(|_| MakeFault::Encoding)
}

/// The builder turns years up to 2049 into UTCTime (RFC 5280 §4.1.2.5).
fn time(unix: i64) -> Result<Time, MakeFault> {
    let since_1970 = Duration::from_secs(u64::try_from(unix).map_err(|_| MakeFault::Time)?);
    let time = der::asn1::GeneralizedTime::from_unix_duration(since_1970).map_err(|_| MakeFault::Time)?;
    Ok(Time::GeneralTime(time))
}

impl Request<'_> {
    fn name(&self) -> Result<Name, MakeFault> {
        let country = self.country;
        if country.len() != 2 || !country.bytes().all(|letter| letter.is_ascii_uppercase()) {
            return Err(MakeFault::Name);
        }
        let rdns = [
            relative(COUNTRY, Tag::PrintableString, country)?,
            relative(ORGANISATION, Tag::Utf8String, text(self.organisation)?)?,
            relative(COMMON_NAME, Tag::Utf8String, text(self.common_name)?)?,
        ];
        RdnSequence::from(rdns.to_vec()).to_der().and_then(|der| Name::from_der(&der)).map_err(|_| MakeFault::Encoding)
    }

    /// Issuer alternative name and revocation list, which both kinds of certificate carry.
    fn addresses(&self) -> Result<(IssuerAltName, CrlDistributionPoints), MakeFault> {
        let ascii = |text: &str| Ia5String::new(text).map_err(|_| MakeFault::Address);
        let contact = if self.contact.contains('@') && !self.contact.contains(':') {
            GeneralName::Rfc822Name(ascii(self.contact)?)
        } else {
            GeneralName::UniformResourceIdentifier(ascii(self.contact)?)
        };
        let list = vec![GeneralName::UniformResourceIdentifier(ascii(self.revocation_list)?)];
        let point = DistributionPoint {
            distribution_point: Some(DistributionPointName::FullName(list)),
            reasons: None,
            crl_issuer: None,
        };
        Ok((IssuerAltName(vec![contact]), CrlDistributionPoints(vec![point])))
    }
}

fn text(text: &str) -> Result<&str, MakeFault> {
    if text.is_empty() || text.chars().count() > MAX_NAME || text.chars().any(char::is_control) {
        return Err(MakeFault::Name);
    }
    Ok(text)
}

fn relative(oid: ObjectIdentifier, tag: Tag, text: &str) -> Result<RelativeDistinguishedName, MakeFault> {
    let value = Any::new(tag, text.as_bytes()).map_err(|_| MakeFault::Name)?;
    let attribute = AttributeTypeAndValue { oid, value };
    let set = SetOfVec::try_from(vec![attribute]).map_err(|_| MakeFault::Encoding)?;
    Ok(RelativeDistinguishedName::from(set))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Root,
    DocumentSigner,
    Reader,
}

/// What the builder asks for while it writes.
struct Plan {
    issuer: Name,
    subject: Name,
    kind: Kind,
    extensions: (IssuerAltName, CrlDistributionPoints),
}

impl BuilderProfile for Plan {
    fn get_issuer(&self, _: &Name) -> Name {
        self.issuer.clone()
    }

    fn get_subject(&self) -> Name {
        self.subject.clone()
    }

    fn build_extensions(
        &self,
        key: SubjectPublicKeyInfoRef<'_>,
        issuer_key: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> x509_cert::builder::Result<Vec<Extension>> {
        let subject = tbs.subject();
        let (alternative_name, revocation) = &self.extensions;
        let mut extensions = vec![
            (&SubjectKeyIdentifier::try_from(key)?).to_extension(subject, &[])?,
            alternative_name.to_extension(subject, &[])?,
            revocation.to_extension(subject, &[])?,
        ];
        match self.kind {
            Kind::Root => {
                let usage = KeyUsage(KeyUsages::KeyCertSign | KeyUsages::CRLSign);
                let constraints = BasicConstraints { ca: true, path_len_constraint: Some(0) };
                extensions.push((true, &usage).to_extension(subject, &[])?);
                extensions.push((true, &constraints).to_extension(subject, &[])?);
            }
            Kind::DocumentSigner | Kind::Reader => {
                let usage = KeyUsage(KeyUsages::DigitalSignature.into());
                let purpose = if self.kind == Kind::Reader { READER_AUTHENTICATION } else { DOCUMENT_SIGNER };
                let purpose = ExtendedKeyUsage(vec![ObjectIdentifier::new_unwrap(purpose)]);
                extensions.push((&AuthorityKeyIdentifier::try_from(issuer_key)?).to_extension(subject, &[])?);
                extensions.push((true, &usage).to_extension(subject, &[])?);
                extensions.push((true, &purpose).to_extension(subject, &[])?);
            }
        }
        Ok(extensions)
    }
}

/// The key that signs, as the builder wants to see it.
#[derive(Clone)]
struct IssuerKey(PublicKey);

impl Keypair for IssuerKey {
    type VerifyingKey = Self;

    fn verifying_key(&self) -> Self {
        self.clone()
    }
}

impl EncodePublicKey for IssuerKey {
    fn to_public_key_der(&self) -> x509_cert::spki::Result<Document> {
        Ok(Document::try_from(self.0.spki_der())?)
    }
}

impl DynSignatureAlgorithmIdentifier for IssuerKey {
    fn signature_algorithm_identifier(&self) -> x509_cert::spki::Result<AlgorithmIdentifierOwned> {
        let oid = match self.0.algorithm() {
            Algorithm::Es256 => ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2"),
            Algorithm::Es384 => ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3"),
            Algorithm::EdDsa => ObjectIdentifier::new_unwrap("1.3.101.112"),
        };
        Ok(AlgorithmIdentifierOwned { oid, parameters: None })
    }
}
