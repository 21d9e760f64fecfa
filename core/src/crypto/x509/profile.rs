//! The checks on one certificate, by name (ISO/IEC 18013-5 Annex B), as strict as real issuers' certificates allow.
//!
//! Validity includes both ends (RFC 5280 §4.1.2.5). What the profile asks of an issuer beyond this (lengths of
//! validity, alternative names, revocation lists) is in [`conformance`](super::conformance).

use super::{Certificate, DOCUMENT_SIGNER, KeyUsage, ProfileFault, READER};
use crate::crypto::PublicKey;

/// What the key at the end of a chain is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Signing mdocs (ISO/IEC 18013-5 §B.1.4).
    DocumentSigner,
    /// Asking for mdocs (§B.1.7).
    Reader,
    /// Signing status lists. The purpose that draft-ietf-oauth-status-list names has no number yet (the 30 that is in
    /// use here and there is that of BGPsec routers), and Annex B does not ask for one: a document signer may, and a
    /// certificate that names no purpose.
    StatusSigner,
}

/// A root as an anchor of mdoc issuers (§B.1.2): a CA of a country, valid now, signed by itself.
///
/// # Errors
/// `x509.version`, `x509.critical-extension`, `x509.name-constraints`, `x509.basic-constraints`, `x509.key-usage`,
/// `x509.country`, `x509.key`, `x509.signature`, `x509.validity-order`, `x509.not-yet`, `x509.expired`.
pub fn check_root(root: &Certificate, at: i64) -> Result<(), ProfileFault> {
    check_extensions(root)?;
    check_issuer_basic_constraints(root, 0)?;
    check_issuer_key_usage(root)?;
    check_country(root)?;
    let key = check_key(root)?;
    if root.issuer() != root.subject() {
        return Err(ProfileFault::Signature);
    }
    root.verify_signature(key).map_err(|_| ProfileFault::Signature)?;
    check_validity(root, at)
}

/// A certificate that issues others, with `below` CA certificates between it and the signer.
///
/// # Errors
/// As [`check_root`], without `x509.country` and `x509.signature`: an anchor is trusted for being pinned.
pub fn check_issuer(issuer: &Certificate, below: u8, at: i64) -> Result<(), ProfileFault> {
    check_extensions(issuer)?;
    check_issuer_basic_constraints(issuer, below)?;
    check_issuer_key_usage(issuer)?;
    check_key(issuer)?;
    check_validity(issuer, at)
}

/// A document signer (§B.1.4): no CA, may sign data, for mdocs, of a country, valid now.
///
/// # Errors
/// `x509.version`, `x509.critical-extension`, `x509.name-constraints`, `x509.basic-constraints`, `x509.key-usage`,
/// `x509.eku`, `x509.country`, `x509.key`, `x509.validity-order`, `x509.not-yet`, `x509.expired`.
pub fn check_signer(signer: &Certificate, at: i64) -> Result<(), ProfileFault> {
    check_signer_for(Purpose::DocumentSigner, signer, at)
}

/// A signer for this purpose; a reader need not be of a country.
///
/// # Errors
/// As [`check_signer`].
pub fn check_signer_for(purpose: Purpose, signer: &Certificate, at: i64) -> Result<(), ProfileFault> {
    check_extensions(signer)?;
    check_signer_basic_constraints(signer)?;
    check_signer_key_usage(signer)?;
    check_signer_extended_key_usage(purpose, signer)?;
    match purpose {
        Purpose::DocumentSigner | Purpose::StatusSigner => check_country(signer)?,
        Purpose::Reader => {}
    }
    check_key(signer)?;
    check_validity(signer, at)
}

/// A signer whose very certificate is the anchor: whoever pinned it answers for its profile, so only what would make
/// it useless or misunderstood is refused.
///
/// # Errors
/// `x509.version`, `x509.critical-extension`, `x509.key-usage` if key usage is there and does not allow signing,
/// `x509.key`, `x509.validity-order`, `x509.not-yet`, `x509.expired`.
pub fn check_pinned(signer: &Certificate, at: i64) -> Result<(), ProfileFault> {
    check_extensions(signer)?;
    if signer.key_usage().is_some_and(|usage| !usage.digital_signature()) {
        return Err(ProfileFault::KeyUsage);
    }
    check_key(signer)?;
    check_validity(signer, at)
}

/// Version 3, no critical extension that is not understood; name constraints on a CA only, critical and of a form that is
/// understood.
///
/// # Errors
/// `x509.version`, `x509.critical-extension`, `x509.name-constraints`.
pub fn check_extensions(certificate: &Certificate) -> Result<(), ProfileFault> {
    if !certificate.is_version_3() {
        return Err(ProfileFault::Version);
    }
    if certificate.extensions().unknown_critical {
        return Err(ProfileFault::CriticalExtension);
    }
    let is_ca = certificate.basic_constraints().is_some_and(|constraints| constraints.ca);
    match &certificate.extensions().name_constraints {
        Some(constraints) if !(is_ca && constraints.is_understood()) => Err(ProfileFault::NameConstraints),
        Some(_) | None => Ok(()),
    }
}

/// Critical basic constraints of a CA that allow `below` CA certificates under it.
///
/// # Errors
/// `x509.basic-constraints`.
pub fn check_issuer_basic_constraints(issuer: &Certificate, below: u8) -> Result<(), ProfileFault> {
    issuer
        .basic_constraints()
        .filter(|constraints| constraints.critical && constraints.ca)
        .filter(|constraints| constraints.path_length.is_none_or(|allowed| allowed >= below))
        .map(|_| ())
        .ok_or(ProfileFault::BasicConstraints)
}

/// Key usage that allows signing certificates.
///
/// # Errors
/// `x509.key-usage`.
pub fn check_issuer_key_usage(issuer: &Certificate) -> Result<(), ProfileFault> {
    issuer.key_usage().filter(KeyUsage::certificate_sign).map(|_| ()).ok_or(ProfileFault::KeyUsage)
}

/// Not a CA.
///
/// # Errors
/// `x509.basic-constraints`.
pub fn check_signer_basic_constraints(signer: &Certificate) -> Result<(), ProfileFault> {
    if signer.basic_constraints().is_some_and(|constraints| constraints.ca) {
        return Err(ProfileFault::BasicConstraints);
    }
    Ok(())
}

/// Key usage that allows signing data and not certificates.
///
/// # Errors
/// `x509.key-usage`.
pub fn check_signer_key_usage(signer: &Certificate) -> Result<(), ProfileFault> {
    signer
        .key_usage()
        .filter(|usage| usage.digital_signature() && !usage.certificate_sign())
        .map(|_| ())
        .ok_or(ProfileFault::KeyUsage)
}

/// For its purpose: [`DOCUMENT_SIGNER`] or [`READER`] is among the extended key usages.
///
/// # Errors
/// `x509.eku`.
pub fn check_signer_extended_key_usage(purpose: Purpose, signer: &Certificate) -> Result<(), ProfileFault> {
    let usages = signer.extended_key_usages();
    let is_for = |wanted: &str| usages.iter().any(|usage| usage == wanted);
    let fits = match purpose {
        Purpose::DocumentSigner => is_for(DOCUMENT_SIGNER),
        Purpose::Reader => is_for(READER),
        Purpose::StatusSigner => usages.is_empty() || is_for(DOCUMENT_SIGNER),
    };
    if fits { Ok(()) } else { Err(ProfileFault::ExtendedKeyUsage) }
}

/// The subject names a country of two capital letters.
///
/// # Errors
/// `x509.country`.
pub fn check_country(certificate: &Certificate) -> Result<(), ProfileFault> {
    certificate.subject().country().map(|_| ()).ok_or(ProfileFault::Country)
}

/// A key of a kind that chop verifies with.
///
/// # Errors
/// `x509.key`.
pub fn check_key(certificate: &Certificate) -> Result<&PublicKey, ProfileFault> {
    certificate.public_key().ok_or(ProfileFault::Key)
}

/// Valid at this Unix second, both ends included.
///
/// # Errors
/// `x509.validity-order`, `x509.not-yet`, `x509.expired`.
pub fn check_validity(certificate: &Certificate, at: i64) -> Result<(), ProfileFault> {
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    if not_before > not_after {
        return Err(ProfileFault::ValidityOrder { not_before, not_after });
    }
    if at < not_before {
        return Err(ProfileFault::NotYet { from: not_before });
    }
    if at > not_after {
        return Err(ProfileFault::Expired { until: not_after });
    }
    Ok(())
}
