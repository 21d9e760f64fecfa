//! Certificates of mdoc readers (ISO/IEC 18013-5 §B.1.7): what a wallet asks of one before it shows its name.

use super::{Certificate, ChainFault, MAX_CERTIFICATE, ProfileFault, chain, profile};

/// The extended key usage of mdoc reader authentication: `id-mdl-kp-mdlReaderAuth`.
pub const READER_AUTHENTICATION: &str = "1.0.18013.5.1.6";

/// A reader's certificate: no CA, may sign data, for reader authentication, with a common name, valid at this Unix
/// second.
///
/// # Errors
/// `x509.version`, `x509.critical-extension`, `x509.name-constraints`, `x509.basic-constraints`, `x509.key-usage`,
/// `x509.eku`, `x509.key`, `x509.validity-order`, `x509.not-yet`, `x509.expired`.
pub fn check_reader(reader: &Certificate, at: i64) -> Result<(), ProfileFault> {
    profile::check_extensions(reader)?;
    profile::check_signer_basic_constraints(reader)?;
    profile::check_signer_key_usage(reader)?;
    if !reader.extended_key_usages().iter().any(|purpose| purpose == READER_AUTHENTICATION) {
        return Err(ProfileFault::ExtendedKeyUsage);
    }
    profile::check_key(reader)?;
    profile::check_validity(reader, at)
}

/// A reader's chain as a request carries it, reader first, each certificate signed by the next and the last by a root.
///
/// Returns the index of the root. As with document signers the root need not be in the chain, and a reader's own
/// certificate among the roots is pinned.
///
/// # Errors
/// `x509.chain-length`, `x509.chain-size`, `x509.untrusted`, `x509.issuer-name`, `x509.key-identifier`, `x509.key`,
/// `x509.signature`, and those of [`check_reader`] and [`profile::check_issuer`].
pub fn verify_reader_chain(chain: &[Certificate], roots: &[&Certificate], at: i64) -> Result<usize, ChainFault> {
    let length = ChainFault::Length { certificates: chain.len() };
    let (reader, above) = chain.split_first().filter(|_| chain.len() <= chain::MAX_CHAIN).ok_or(length)?;
    let bytes = chain.iter().map(|certificate| certificate.as_der().len()).sum();
    if bytes > MAX_CERTIFICATE {
        return Err(ChainFault::Size { bytes });
    }
    if let Some(pinned) = roots.iter().position(|root| *root == reader) {
        profile::check_pinned(reader, at).map_err(ChainFault::Signer)?;
        return Ok(pinned);
    }
    let needed = above.iter().position(|certificate| roots.contains(&certificate)).unwrap_or(above.len());
    let above = above.get(..needed).unwrap_or(above);
    chain::check_intermediates(reader, above, at)?;
    let last = above.last().unwrap_or(reader);
    let below = u8::try_from(above.len()).map_err(|_| length)?;
    let mut fault = ChainFault::Untrusted;
    for (index, root) in roots.iter().enumerate().filter(|(_, root)| root.subject() == last.issuer()) {
        let checked = chain::check_issued_by(last, root)
            .and_then(|()| profile::check_issuer(root, below, at).map_err(ChainFault::Anchor))
            .and_then(|()| check_reader(reader, at).map_err(ChainFault::Signer));
        match checked {
            Ok(()) => return Ok(index),
            Err(found) => fault = found,
        }
    }
    Err(fault)
}
