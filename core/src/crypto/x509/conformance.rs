//! The whole profile of ISO/IEC 18013-5 Annex B, for certificates of our own: what [`make`](super::make) makes passes.
//!
//! Stricter than reading: real issuers' certificates miss one or the other of these, and none is needed for safety.

use der::Decode as _;
use x509_cert::ext::pkix::{KeyUsages, SubjectKeyIdentifier};
use x509_cert::spki::SubjectPublicKeyInfoRef;

use super::reader::{self, READER_AUTHENTICATION};
use super::{Certificate, ConformanceFault, DOCUMENT_SIGNER, chain, profile};

/// Longest validity of a root: 20 years of 365 days and five leap days.
pub const MAX_ROOT_VALIDITY: i64 = (20 * 365 + 5) * DAY;
/// Longest validity of a document signer: 457 days.
pub const MAX_SIGNER_VALIDITY: i64 = 457 * DAY;
/// Longest validity of a reader: 1,187 days.
pub const MAX_READER_VALIDITY: i64 = 1_187 * DAY;

const DAY: i64 = 24 * 60 * 60;
/// 64 bits of randomness need eight bytes.
const MIN_SERIAL: usize = 8;

/// An IACA root of ours (§B.1.2), judged at its first second.
///
/// # Errors
/// Any code of [`ConformanceFault`] but `x509.validity-nesting`.
pub fn check_root(root: &Certificate) -> Result<(), ConformanceFault> {
    profile::check_root(root, root.not_before())?;
    check_common(root, MAX_ROOT_VALIDITY)?;
    if root.basic_constraints().and_then(|constraints| constraints.path_length) != Some(0) {
        return Err(ConformanceFault::BasicConstraints);
    }
    if !root.key_usage().is_some_and(|usage| usage.is_exactly(KeyUsages::KeyCertSign | KeyUsages::CRLSign)) {
        return Err(ConformanceFault::KeyUsage);
    }
    if root.extensions().extended_key_usage.is_some() {
        return Err(ConformanceFault::ExtendedKeyUsage);
    }
    Ok(())
}

/// A document signer of ours under its root (§B.1.4), judged at its first second.
///
/// # Errors
/// Any code of [`ConformanceFault`].
pub fn check_document_signer(signer: &Certificate, root: &Certificate) -> Result<(), ConformanceFault> {
    if signer.not_before() < root.not_before() || signer.not_after() > root.not_after() {
        return Err(ConformanceFault::ValidityNesting);
    }
    chain::check_document_signer(signer, root, signer.not_before())?;
    check_common(signer, MAX_SIGNER_VALIDITY)?;
    if signer.authority_key_identifier().is_none() {
        return Err(ConformanceFault::KeyIdentifier);
    }
    if signer.basic_constraints().is_some() {
        return Err(ConformanceFault::BasicConstraints);
    }
    if !signer.key_usage().is_some_and(|usage| usage.is_exactly(KeyUsages::DigitalSignature)) {
        return Err(ConformanceFault::KeyUsage);
    }
    let critical = signer.extensions().extended_key_usage.as_ref().is_some_and(|(critical, _)| *critical);
    if !critical || signer.extended_key_usages() != [DOCUMENT_SIGNER] {
        return Err(ConformanceFault::ExtendedKeyUsage);
    }
    Ok(())
}

/// A reader of ours under its root (§B.1.7), judged at its first second.
///
/// # Errors
/// Any code of [`ConformanceFault`].
pub fn check_reader(certificate: &Certificate, root: &Certificate) -> Result<(), ConformanceFault> {
    if certificate.not_before() < root.not_before() || certificate.not_after() > root.not_after() {
        return Err(ConformanceFault::ValidityNesting);
    }
    chain::check_issued_by(certificate, root)?;
    profile::check_issuer(root, 0, certificate.not_before())?;
    reader::check_reader(certificate, certificate.not_before())?;
    check_common(certificate, MAX_READER_VALIDITY)?;
    if certificate.authority_key_identifier().is_none() {
        return Err(ConformanceFault::KeyIdentifier);
    }
    if !certificate.key_usage().is_some_and(|usage| usage.is_exactly(KeyUsages::DigitalSignature)) {
        return Err(ConformanceFault::KeyUsage);
    }
    let critical = certificate.extensions().extended_key_usage.as_ref().is_some_and(|(critical, _)| *critical);
    if !critical || certificate.extended_key_usages() != [READER_AUTHENTICATION] {
        return Err(ConformanceFault::ExtendedKeyUsage);
    }
    Ok(())
}

/// A positive serial number with room for 64 random bits (RFC 5280 §4.1.2.2).
///
/// Only here, because a real document signer (of the multipaz project) has a negative one and RFC 5280 asks readers to
/// bear that.
///
/// # Errors
/// `x509.serial`.
pub fn check_serial(certificate: &Certificate) -> Result<(), ConformanceFault> {
    let positive = certificate.serial().first().is_some_and(|byte| *byte < 0x80);
    if positive && certificate.serial().len() >= MIN_SERIAL { Ok(()) } else { Err(ConformanceFault::Serial) }
}

/// What Annex B asks of both.
fn check_common(certificate: &Certificate, longest: i64) -> Result<(), ConformanceFault> {
    check_serial(certificate)?;
    if certificate.not_after().saturating_sub(certificate.not_before()) > longest {
        return Err(ConformanceFault::ValidityLength);
    }
    if certificate.subject().common_name().is_none() || certificate.subject().organisation().is_none() {
        return Err(ConformanceFault::Name);
    }
    if certificate.subject_key_identifier() != Some(&key_identifier(certificate)?[..]) {
        return Err(ConformanceFault::KeyIdentifier);
    }
    if !certificate.extensions().issuer_alternative_name {
        return Err(ConformanceFault::IssuerAlternativeName);
    }
    if certificate.crl_distribution_points().next().is_none() {
        return Err(ConformanceFault::CrlDistributionPoint);
    }
    Ok(())
}

/// SHA-1 over the bits of the key: a name, not a proof.
fn key_identifier(certificate: &Certificate) -> Result<Vec<u8>, ConformanceFault> {
    SubjectPublicKeyInfoRef::from_der(certificate.spki_der())
        .and_then(SubjectKeyIdentifier::try_from)
        .map(|SubjectKeyIdentifier(identifier)| identifier.as_bytes().to_vec())
        .map_err(|_| ConformanceFault::KeyIdentifier)
}
