//! Detached signatures of documents: CMS SignedData (RFC 5652) in the profile of CAdES and PAdES, level B-B.
//!
//! One signer with ES256, whose certificate goes along; three signed attributes and no other: content type, message
//! digest, and signing certificate (`ESSCertIDv2` of RFC 5035, SHA-256). Nothing unsigned. With certificate, digest and
//! signature given there is exactly one encoding, so a signature is verified by making it again: whatever differs in
//! one byte is another message and is refused.

use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{
    CertificateSet, EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo, SignerInfos,
};
use der::asn1::{Any, ObjectIdentifier, OctetString, SetOfVec};
use der::{Decode as _, Encode as _, Sequence};
use sha2::{Digest as _, Sha256};
use x509_cert::attr::Attribute;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::x509::Certificate;
use super::{Algorithm, PublicKey, SignFault, SignatureInvalid, Signer, complete, fixed_from_der};

const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const ECDSA_WITH_SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");

/// Longest `Ecdsa-Sig-Value` on P-256: two integers of 33 bytes and three headers.
const LONGEST_SIGNATURE: usize = 72;
/// Bytes of a signature that is read: a certificate of the greatest size, and everything around it.
const MAX_BYTES: usize = super::x509::MAX_CERTIFICATE + 1_024;

/// `SigningCertificateV2` (RFC 5035 §3).
#[derive(Sequence)]
struct SigningCertificateV2 {
    certs: Vec<EssCertIdV2>,
}

/// `ESSCertIDv2` with the default hash (SHA-256), which DER leaves out.
#[derive(Sequence)]
struct EssCertIdV2 {
    cert_hash: OctetString,
}

/// Why no signature was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CmsFault {
    /// The certificate has no key on P-256, so that ES256 cannot be its algorithm.
    Key,
    /// The library could not write it.
    Encoding,
    /// The key did not sign, or another key than the certificate's did.
    Sign(SignFault),
}

impl CmsFault {
    /// The stable code: `cms.key`, `cms.encoding`, or that of the signer.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Key => "cms.key",
            Self::Encoding => "cms.encoding",
            Self::Sign(fault) => fault.code(),
        }
    }
}

displays_code!(CmsFault);

/// A detached signature without its signature value.
#[derive(Clone)]
pub struct PreparedSignature {
    certificate: Certificate,
    key: PublicKey,
    attributes: SetOfVec<Attribute>,
    to_be_signed: Vec<u8>,
}

/// Prepares a signature of the document with this SHA-256.
///
/// # Errors
/// `cms.key`, `cms.encoding`.
///
/// ```
/// use chop_core::crypto::cms::{DetachedSignature, prepare};
/// use chop_core::crypto::x509::make::{Request, root};
/// use chop_core::crypto::SoftwareKey;
/// # use chop_core::random::{Random, RandomFault};
/// # struct Counter(u8);
/// # impl Random for Counter {
/// #     fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFault> {
/// #         bytes.fill_with(|| { self.0 = self.0.wrapping_add(1); self.0 });
/// #         Ok(())
/// #     }
/// # }
/// # let request = Request {
/// #     country: "HK",
/// #     organisation: "Example Department",
/// #     common_name: "Example Department IACA",
/// #     not_before: 1_800_000_000,
/// #     not_after: 2_100_000_000,
/// #     contact: "https://department.example/",
/// #     revocation_list: "https://department.example/iaca.crl",
/// # };
/// let key = SoftwareKey::from_p256_scalar(&[7; 32])?;
/// let certificate = root(&request, &key, &mut Counter(0))?;
/// let signature = DetachedSignature::parse_der(&prepare(&certificate, &[1; 32])?.sign(&key)?)?;
/// assert!(signature.verify(&[1; 32]).is_ok());
/// assert!(signature.verify(&[2; 32]).is_err());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
pub fn prepare(certificate: &Certificate, digest: &[u8; 32]) -> Result<PreparedSignature, CmsFault> {
    let key = certificate.public_key().filter(|key| key.algorithm() == Algorithm::Es256).ok_or(CmsFault::Key)?;
    let attributes = attributes(certificate, digest).map_err(|_| CmsFault::Encoding)?;
    let to_be_signed = attributes.to_der().map_err(|_| CmsFault::Encoding)?;
    Ok(PreparedSignature { certificate: certificate.clone(), key: key.clone(), attributes, to_be_signed })
}

/// The most bytes that a signature with this certificate has.
///
/// # Errors
/// `cms.key`, `cms.encoding`.
pub fn longest(certificate: &Certificate) -> Result<usize, CmsFault> {
    let prepared = prepare(certificate, &[0; 32])?;
    Ok(prepared.assemble(&[0; LONGEST_SIGNATURE]).map_err(|_| CmsFault::Encoding)?.len())
}

impl PreparedSignature {
    /// The bytes that the certificate's key signs with ES256: the signed attributes.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// Signs in this process and gives the DER of the `ContentInfo`.
    ///
    /// # Errors
    /// A [`CmsFault`].
    pub fn sign(self, signer: &dyn Signer) -> Result<Vec<u8>, CmsFault> {
        let signature = signer.sign(&self.to_be_signed).map_err(CmsFault::Sign)?;
        self.complete(signature.as_bytes())
    }

    /// Completes with a signature made elsewhere, which is verified with the certificate's key first.
    ///
    /// # Errors
    /// A [`CmsFault`].
    pub fn complete(self, signature: &[u8]) -> Result<Vec<u8>, CmsFault> {
        let signature = complete(&self.key, &self.to_be_signed, signature).map_err(CmsFault::Sign)?;
        self.assemble(&signature.to_x509()).map_err(|_| CmsFault::Encoding)
    }

    fn assemble(&self, signature: &[u8]) -> der::Result<Vec<u8>> {
        let certificate = x509_cert::Certificate::from_der(self.certificate.as_der())?;
        let tbs = certificate.tbs_certificate();
        let signer = SignerInfo {
            version: CmsVersion::V1,
            sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
                issuer: tbs.issuer().clone(),
                serial_number: tbs.serial_number().clone(),
            }),
            digest_alg: algorithm(SHA_256),
            signed_attrs: Some(self.attributes.clone()),
            signature_algorithm: algorithm(ECDSA_WITH_SHA_256),
            signature: OctetString::new(signature)?,
            unsigned_attrs: None,
        };
        let data = SignedData {
            version: CmsVersion::V1,
            digest_algorithms: SetOfVec::try_from(vec![algorithm(SHA_256)])?,
            encap_content_info: EncapsulatedContentInfo { econtent_type: DATA, econtent: None },
            certificates: Some(CertificateSet::try_from(vec![CertificateChoices::Certificate(certificate)])?),
            crls: None,
            signer_infos: SignerInfos::try_from(vec![signer])?,
        };
        ContentInfo { content_type: SIGNED_DATA, content: Any::encode_from(&data)? }.to_der()
    }
}

const fn algorithm(oid: ObjectIdentifier) -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid, parameters: None }
}

fn attributes(certificate: &Certificate, digest: &[u8; 32]) -> der::Result<SetOfVec<Attribute>> {
    let attribute =
        |oid, value: Any| -> der::Result<Attribute> { Ok(Attribute { oid, values: SetOfVec::try_from(vec![value])? }) };
    let hash: [u8; 32] = Sha256::digest(certificate.as_der()).into();
    let signing = SigningCertificateV2 { certs: vec![EssCertIdV2 { cert_hash: OctetString::new(hash)? }] };
    SetOfVec::try_from(vec![
        attribute(CONTENT_TYPE, Any::encode_from(&DATA)?)?,
        attribute(MESSAGE_DIGEST, Any::encode_from(&OctetString::new(digest.as_slice())?)?)?,
        attribute(SIGNING_CERTIFICATE_V2, Any::encode_from(&signing)?)?,
    ])
}

/// A detached signature as received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DetachedSignature {
    der: Vec<u8>,
    certificate: Certificate,
    signature: Vec<u8>,
}

impl DetachedSignature {
    /// Reads the DER of a `ContentInfo`. Nothing is believed yet.
    ///
    /// # Errors
    /// `signature.invalid` if it is not a signature of one signer with one certificate.
    pub fn parse_der(der: &[u8]) -> Result<Self, SignatureInvalid> {
        Self::read(der).ok_or(SignatureInvalid)
    }

    fn read(der: &[u8]) -> Option<Self> {
        if der.len() > MAX_BYTES {
            return None;
        }
        let info = ContentInfo::from_der(der).ok().filter(|info| info.content_type == SIGNED_DATA)?;
        let data: SignedData = info.content.decode_as().ok()?;
        let certificates = data.certificates?;
        let [CertificateChoices::Certificate(certificate)] = certificates.0.as_slice() else { return None };
        let [signer] = data.signer_infos.0.as_slice() else { return None };
        let signature = fixed_from_der(Algorithm::Es256, signer.signature.as_bytes()).ok()?;
        let certificate = Certificate::parse_der(&certificate.to_der().ok()?).ok()?;
        Some(Self { der: der.to_vec(), certificate, signature })
    }

    /// The certificate of whoever says to have signed.
    #[must_use]
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// That this is the signature, by the key of its certificate, of the document with this SHA-256. Who may sign, and
    /// whether the certificate is anyone's, is not judged here.
    ///
    /// # Errors
    /// `signature.invalid`, also for any encoding but the one of the profile, and for a signature whose `s` is not low.
    pub fn verify(&self, digest: &[u8; 32]) -> Result<(), SignatureInvalid> {
        let prepared = prepare(&self.certificate, digest).map_err(|_| SignatureInvalid)?;
        let made = prepared.complete(&self.signature).map_err(|_| SignatureInvalid)?;
        if made == self.der { Ok(()) } else { Err(SignatureInvalid) }
    }
}
