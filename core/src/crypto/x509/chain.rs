//! From a signer to an anchor: at most four certificates, nothing fetched, no search but for the anchor's name.

use super::{Certificate, ChainFault, MAX_CERTIFICATE, ProfileFault, Purpose, profile};

/// Most certificates in an `x5chain` or `x5c`.
pub const MAX_CHAIN: usize = 4;

/// A document signer directly under an IACA root, which is trusted for being in the trust bundle
/// (ISO/IEC 18013-5 §9.3.1, Annex B).
///
/// Who signed it is asked before what it may do, so that `x509.expired` is only ever said of a genuine certificate.
///
/// # Errors
/// `x509.issuer-name`, `x509.key-identifier`, `x509.key`, `x509.signature`, `x509.country`, and for either certificate the codes
/// of [`profile::check_signer`] and [`profile::check_issuer`].
pub fn check_document_signer(signer: &Certificate, anchor: &Certificate, at: i64) -> Result<(), ChainFault> {
    check_issued_by(signer, anchor)?;
    profile::check_issuer(anchor, 0, at).map_err(ChainFault::Anchor)?;
    profile::check_signer(signer, at).map_err(ChainFault::Signer)?;
    check_names(&[signer, anchor])?;
    check_same_country(signer, anchor)
}

/// A chain as a message carries it, signer first, each certificate signed by the next and the last by an anchor.
///
/// Returns the index of the anchor that it leads to. The anchor itself need not be in the chain; if it is, the chain
/// ends before it. If the signer's own certificate is an anchor, it is *pinned*: the rest of the chain is not looked
/// at, and [`profile::check_pinned`] decides.
///
/// # Errors
/// `x509.chain-length`, `x509.chain-size`, `x509.untrusted`, `x509.name-excluded`, and those of
/// [`check_document_signer`].
pub fn verify_chain(chain: &[Certificate], anchors: &[&Certificate], at: i64) -> Result<usize, ChainFault> {
    verify_chain_for(Purpose::DocumentSigner, chain, anchors, at)
}

/// As [`verify_chain`], for a signer of this purpose.
///
/// # Errors
/// As [`verify_chain`].
pub fn verify_chain_for(
    purpose: Purpose,
    chain: &[Certificate],
    anchors: &[&Certificate],
    at: i64,
) -> Result<usize, ChainFault> {
    let length = ChainFault::Length { certificates: chain.len() };
    let (signer, above) = chain.split_first().filter(|_| chain.len() <= MAX_CHAIN).ok_or(length)?;
    let bytes = chain.iter().map(|certificate| certificate.as_der().len()).sum();
    if bytes > MAX_CERTIFICATE {
        return Err(ChainFault::Size { bytes });
    }
    if let Some(pinned) = anchors.iter().position(|anchor| *anchor == signer) {
        profile::check_pinned(signer, at).map_err(ChainFault::Signer)?;
        return Ok(pinned);
    }
    // What stands above the first anchor is not needed, and may be anything.
    let needed = above.iter().position(|certificate| anchors.contains(&certificate)).unwrap_or(above.len());
    let above = above.get(..needed).unwrap_or(above);
    check_intermediates(signer, above, at)?;

    // Several anchors may share a name while a root is being replaced: the first that fits wins.
    let last = above.last().unwrap_or(signer);
    let below = u8::try_from(above.len()).map_err(|_| length)?;
    let mut fault = ChainFault::Untrusted;
    for (index, anchor) in anchors.iter().enumerate().filter(|(_, anchor)| anchor.subject() == last.issuer()) {
        let checked = check_issued_by(last, anchor)
            .and_then(|()| profile::check_issuer(anchor, below, at).map_err(ChainFault::Anchor))
            .and_then(|()| profile::check_signer_for(purpose, signer, at).map_err(ChainFault::Signer))
            .and_then(|()| {
                let path: Vec<&Certificate> = chain.iter().take(above.len() + 1).chain([*anchor]).collect();
                check_names(&path)
            })
            .and_then(|()| match purpose {
                Purpose::DocumentSigner | Purpose::StatusSigner => check_same_country(signer, anchor),
                Purpose::Reader => Ok(()),
            });
        match checked {
            Ok(()) => return Ok(index),
            Err(found) => fault = found,
        }
    }
    Err(fault)
}

/// Each certificate of the chain is signed by the next, which may issue so many below it.
pub(super) fn check_intermediates(signer: &Certificate, above: &[Certificate], at: i64) -> Result<(), ChainFault> {
    let mut issued = signer;
    for (below, issuer) in (0_u8..).zip(above) {
        check_issued_by(issued, issuer)?;
        profile::check_issuer(issuer, below, at).map_err(ChainFault::Intermediate)?;
        issued = issuer;
    }
    Ok(())
}

/// Name, key identifier if both give one, and signature.
///
/// # Errors
/// `x509.issuer-name`, `x509.key-identifier`, `x509.key`, `x509.signature`.
pub fn check_issued_by(issued: &Certificate, issuer: &Certificate) -> Result<(), ChainFault> {
    if issued.issuer() != issuer.subject() {
        return Err(ChainFault::IssuerName);
    }
    if let (Some(wanted), Some(found)) = (issued.authority_key_identifier(), issuer.subject_key_identifier())
        && wanted != found
    {
        return Err(ChainFault::KeyIdentifier);
    }
    let key = issuer.public_key().ok_or(ChainFault::IssuerKey)?;
    issued.verify_signature(key).map_err(|_| ChainFault::Signature)
}

/// Each issuer on the way from the signer to the anchor allows every name below it.
fn check_names(path: &[&Certificate]) -> Result<(), ChainFault> {
    for (place, issuer) in path.iter().enumerate() {
        let Some(constraints) = &issuer.extensions().name_constraints else { continue };
        if !constraints.is_understood() {
            return Err(ChainFault::Intermediate(ProfileFault::NameConstraints));
        }
        if path.iter().take(place).any(|below| !constraints.allow(&below.extensions().names)) {
            return Err(ChainFault::NameExcluded);
        }
    }
    Ok(())
}

/// The countries of both subjects are there and equal (§B.1.4: the signer carries the country of its root).
fn check_same_country(signer: &Certificate, anchor: &Certificate) -> Result<(), ChainFault> {
    profile::check_country(anchor).map_err(ChainFault::Anchor)?;
    if signer.subject().country() == anchor.subject().country() { Ok(()) } else { Err(ChainFault::Country) }
}
