//! Certificate revocation lists (RFC 5280 §5): whole lists of one issuer, bounded, their exact bytes kept.
//!
//! They are never fetched: the trust bundle carries them. A list that speaks of a part only (delta, indirect, for some
//! reasons or some certificates) is refused, because taking it for the whole would let a revoked certificate pass.

use core::fmt;
use std::collections::{BTreeMap, BTreeSet};

use der::asn1::ObjectIdentifier;
use der::oid::AssociatedOid;
use der::{Decode, Reader, SliceReader};
use x509_cert::crl::{CertificateList, RevokedCert};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::AuthorityKeyIdentifier;
use x509_cert::ext::pkix::crl::dp::IssuingDistributionPoint;
use x509_cert::ext::pkix::crl::{BaseCrlNumber, CrlNumber, CrlReason};

use super::certificate::{SignatureAlgorithm, seconds};
use super::{Certificate, CrlFault, DistinguishedName, KeyUsage};
use crate::crypto::pem;
use crate::encoding::limits::CRL_BYTES;

/// `id-ce-issuingDistributionPoint`; the type of the library carries the identifier of another extension.
const ISSUING_DISTRIBUTION_POINT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.28");
/// `id-ce-certificateIssuer`, by which an indirect list names whose certificate an entry is.
const CERTIFICATE_ISSUER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.29");

/// PEM of the longest list in lines of 64, and some text before it.
const MAX_PEM: usize = 2 * CRL_BYTES;
/// `version` of a list with extensions: v2.
const V2: &[u8] = &[0x02, 0x01, 0x01];

/// Why a certificate was revoked (RFC 5280 §5.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevocationReason {
    /// The list does not say.
    Unspecified,
    /// The key of the certificate was compromised.
    KeyCompromise,
    /// The key of its issuer was.
    CaCompromise,
    /// What it says of its subject has changed.
    AffiliationChanged,
    /// Another took its place.
    Superseded,
    /// It is no longer used.
    CessationOfOperation,
    /// It is stopped for a time.
    CertificateHold,
    /// A right of its subject was withdrawn.
    PrivilegeWithdrawn,
    /// The key of an attribute authority was compromised.
    AaCompromise,
}

/// What a list says of one certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// When, Unix time.
    pub at: i64,
    /// Why.
    pub reason: RevocationReason,
}

/// A revocation list as received: form is checked, nothing in it is believed before
/// [`check_issued_by`](Self::check_issued_by).
///
/// ```
/// use chop_core::crypto::x509::RevocationList;
///
/// assert_eq!(RevocationList::parse_der(b"\x30\x00").unwrap_err().code(), "crl.der");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct RevocationList {
    der: Box<[u8]>,
    tbs: Box<[u8]>,
    signature: Box<[u8]>,
    algorithm: Option<SignatureAlgorithm>,
    issuer: DistinguishedName,
    authority_key_identifier: Option<Box<[u8]>>,
    this_update: i64,
    next_update: i64,
    revoked: BTreeMap<Box<[u8]>, Revocation>,
}

impl RevocationList {
    /// Reads one DER list of at most 256 KiB.
    ///
    /// # Errors
    /// Any code of [`CrlFault`] but `crl.pem`, `crl.issuer` and `crl.signature`.
    pub fn parse_der(der: &[u8]) -> Result<Self, CrlFault> {
        if der.len() > CRL_BYTES {
            return Err(CrlFault::Size);
        }
        let raw = Raw::parse(der).map_err(|_| CrlFault::Der)?;
        if raw.version != V2 {
            return Err(CrlFault::Version);
        }
        let list = <CertificateList>::from_der(der).map_err(|_| CrlFault::Der)?;
        let tbs = &list.tbs_cert_list;
        if tbs.signature != list.signature_algorithm {
            return Err(CrlFault::AlgorithmMismatch);
        }
        let authority_key_identifier = of_the_list(tbs.crl_extensions.as_deref().unwrap_or_default())?;
        let time = |time| seconds(time).map_err(|_| CrlFault::Der);
        let (this_update, next_update) = (time(tbs.this_update)?, tbs.next_update.map(time).transpose()?);
        let next_update = next_update.filter(|next| *next > this_update).ok_or(CrlFault::NextUpdate)?;
        let mut revoked = BTreeMap::new();
        for entry in tbs.revoked_certificates.iter().flatten() {
            let revocation = Revocation { at: time(entry.revocation_date)?, reason: of_an_entry(entry)? };
            // Named twice, it was revoked at the earlier time.
            let known = revoked.entry(entry.serial_number.as_bytes().into()).or_insert(revocation);
            if revocation.at < known.at {
                *known = revocation;
            }
        }
        Ok(Self {
            der: der.into(),
            tbs: raw.tbs.into(),
            signature: list.signature.as_bytes().ok_or(CrlFault::Der)?.into(),
            algorithm: SignatureAlgorithm::read(&list.signature_algorithm),
            issuer: DistinguishedName::new(raw.issuer, &tbs.issuer),
            authority_key_identifier,
            this_update,
            next_update,
            revoked,
        })
    }

    /// Reads one PEM block with the label `X509 CRL`, or DER.
    ///
    /// # Errors
    /// Any code of [`CrlFault`] but `crl.issuer` and `crl.signature`.
    pub fn parse_der_or_pem(bytes: &[u8]) -> Result<Self, CrlFault> {
        // The tag of a SEQUENCE begins no text.
        if bytes.first() == Some(&0x30) {
            return Self::parse_der(bytes);
        }
        if bytes.len() > MAX_PEM {
            return Err(CrlFault::Size);
        }
        let text = core::str::from_utf8(bytes).map_err(|_| CrlFault::Pem)?;
        match pem::decode(text, MAX_PEM) {
            Some(("X509 CRL", der)) => Self::parse_der(&der),
            Some(_) | None => Err(CrlFault::Pem),
        }
    }

    /// That this certificate's subject made the list: name, key identifier if both give one, the right to sign lists,
    /// and the signature.
    ///
    /// # Errors
    /// `crl.issuer`, `crl.signature`.
    pub fn check_issued_by(&self, issuer: &Certificate) -> Result<(), CrlFault> {
        if &self.issuer != issuer.subject() || !issuer.key_usage().is_some_and(|usage| KeyUsage::crl_sign(&usage)) {
            return Err(CrlFault::Issuer);
        }
        if let (Some(wanted), Some(found)) = (self.authority_key_identifier.as_deref(), issuer.subject_key_identifier())
            && wanted != found
        {
            return Err(CrlFault::Issuer);
        }
        let (key, algorithm) = issuer.public_key().zip(self.algorithm).ok_or(CrlFault::Signature)?;
        key.verify_x509(algorithm.hash(), &self.tbs, &self.signature).map_err(|_| CrlFault::Signature)
    }

    /// What the list says of the certificate, which its issuer must have issued; nothing if it stands.
    #[must_use]
    pub fn revocation_of(&self, certificate: &Certificate) -> Option<Revocation> {
        self.revoked.get(certificate.serial()).copied()
    }

    /// Whether the list speaks of this Unix second: from `thisUpdate`, and before `nextUpdate`.
    #[must_use]
    pub const fn is_current(&self, at: i64) -> bool {
        self.this_update <= at && at < self.next_update
    }

    /// The exact bytes of the list.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// Who made it, by its own words.
    #[must_use]
    pub const fn issuer(&self) -> &DistinguishedName {
        &self.issuer
    }

    /// When it was made, Unix time.
    #[must_use]
    pub const fn this_update(&self) -> i64 {
        self.this_update
    }

    /// When the next one is to be there, Unix time.
    #[must_use]
    pub const fn next_update(&self) -> i64 {
        self.next_update
    }

    /// How many certificates it names.
    #[must_use]
    pub fn len(&self) -> usize {
        self.revoked.len()
    }

    /// Whether it names none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.revoked.is_empty()
    }
}

impl fmt::Debug for RevocationList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RevocationList")
            .field("issuer", &self.issuer)
            .field("this_update", &self.this_update)
            .field("next_update", &self.next_update)
            .field("revoked", &self.revoked.len())
            .finish_non_exhaustive()
    }
}

/// What the extensions of the list say (§5.2): the key identifier of its issuer, and that it is a whole list.
fn of_the_list(extensions: &[Extension]) -> Result<Option<Box<[u8]>>, CrlFault> {
    let mut key_identifier = None;
    each_once(extensions, |extension| {
        match extension.extn_id {
            AuthorityKeyIdentifier::OID => {
                let value: AuthorityKeyIdentifier = decode(extension)?;
                key_identifier = value.key_identifier.map(|identifier| identifier.as_bytes().into());
            }
            CrlNumber::OID => drop(decode::<CrlNumber>(extension)?),
            BaseCrlNumber::OID => return Err(CrlFault::Delta),
            ISSUING_DISTRIBUTION_POINT => whole(&decode(extension)?)?,
            _ if extension.critical => return Err(CrlFault::CriticalExtension),
            _ => {}
        }
        Ok(())
    })?;
    Ok(key_identifier)
}

/// A list of the certificates of users only is whole for signers; any other part is not.
fn whole(point: &IssuingDistributionPoint) -> Result<(), CrlFault> {
    let another_scope = point.indirect_crl
        || point.only_contains_ca_certs
        || point.only_contains_attribute_certs
        || point.only_some_reasons.is_some();
    if another_scope { Err(CrlFault::Scope) } else { Ok(()) }
}

/// What the extensions of an entry say (§5.3).
fn of_an_entry(entry: &RevokedCert) -> Result<RevocationReason, CrlFault> {
    let mut reason = RevocationReason::Unspecified;
    each_once(entry.crl_entry_extensions.as_deref().unwrap_or_default(), |extension| {
        match extension.extn_id {
            CrlReason::OID => reason = known(decode(extension)?)?,
            CERTIFICATE_ISSUER => return Err(CrlFault::Scope),
            _ if extension.critical => return Err(CrlFault::CriticalExtension),
            _ => {}
        }
        Ok(())
    })?;
    Ok(reason)
}

/// `removeFromCRL` is for delta lists alone.
const fn known(reason: CrlReason) -> Result<RevocationReason, CrlFault> {
    Ok(match reason {
        CrlReason::Unspecified => RevocationReason::Unspecified,
        CrlReason::KeyCompromise => RevocationReason::KeyCompromise,
        CrlReason::CaCompromise => RevocationReason::CaCompromise,
        CrlReason::AffiliationChanged => RevocationReason::AffiliationChanged,
        CrlReason::Superseded => RevocationReason::Superseded,
        CrlReason::CessationOfOperation => RevocationReason::CessationOfOperation,
        CrlReason::CertificateHold => RevocationReason::CertificateHold,
        CrlReason::RemoveFromCRL => return Err(CrlFault::Delta),
        CrlReason::PrivilegeWithdrawn => RevocationReason::PrivilegeWithdrawn,
        CrlReason::AaCompromise => RevocationReason::AaCompromise,
    })
}

fn each_once(
    extensions: &[Extension],
    mut take: impl FnMut(&Extension) -> Result<(), CrlFault>,
) -> Result<(), CrlFault> {
    let mut seen = BTreeSet::new();
    for extension in extensions {
        if !seen.insert(extension.extn_id) {
            return Err(CrlFault::Extension);
        }
        take(extension)?;
    }
    Ok(())
}

fn decode<'a, T: Decode<'a>>(extension: &'a Extension) -> Result<T, CrlFault> {
    T::from_der(extension.extn_value.as_bytes()).map_err(|_| CrlFault::Extension)
}

/// The parts of a list whose exact bytes matter.
struct Raw<'a> {
    tbs: &'a [u8],
    version: &'a [u8],
    issuer: &'a [u8],
}

impl<'a> Raw<'a> {
    /// Walks over the first fields in their order (§5.1); a list without a version begins with an algorithm.
    fn parse(der: &'a [u8]) -> der::Result<Self> {
        let mut outer = SliceReader::new(der)?;
        let tbs = outer.sequence(|list| {
            let tbs = list.tlv_bytes()?;
            list.drain(list.remaining_len())?;
            Ok::<_, der::Error>(tbs)
        })?;
        SliceReader::new(tbs)?.sequence(|fields| {
            let version = fields.tlv_bytes()?;
            let _algorithm = fields.tlv_bytes()?;
            let issuer = fields.tlv_bytes()?;
            fields.drain(fields.remaining_len())?;
            Ok(Self { tbs, version, issuer })
        })
    }
}
