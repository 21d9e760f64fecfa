//! A new certificate for the signer's key. Documents must not outlive it, so it is renewed long before its end.

use chop_core::crypto::x509::make::{self, MakeFault};
use chop_core::random::Random;
use chop_core::time::UnixTime;

use crate::files;
use crate::init::{Addresses, signer_request};
use crate::register::{ROOT_KEY, Register, RegisterFault, SIGNER_CERTIFICATE};
use crate::store::NewEntry;
use crate::{FileFault, StoreFault, audit};

/// Why there is no new certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RenewFault {
    /// The register or the root's key.
    Register(RegisterFault),
    /// The certificate was not made.
    Certificate(MakeFault),
}

impl RenewFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Register(fault) => fault.code(),
            Self::Certificate(fault) => fault.code(),
        }
    }
}

displays_code!(RenewFault);

impl From<RegisterFault> for RenewFault {
    fn from(fault: RegisterFault) -> Self {
        Self::Register(fault)
    }
}

impl From<StoreFault> for RenewFault {
    fn from(fault: StoreFault) -> Self {
        Self::Register(fault.into())
    }
}

impl From<FileFault> for RenewFault {
    fn from(fault: FileFault) -> Self {
        Self::Register(fault.into())
    }
}

/// Renews the document signer's certificate with the root's key: the same key and names for another 457 days, or
/// until the root ends. Gives the last second of the new one.
///
/// # Errors
/// A [`RenewFault`].
pub fn renew(
    register: &mut Register,
    passphrase: &str,
    contact: &str,
    now: UnixTime,
    random: &mut dyn Random,
) -> Result<UnixTime, RenewFault> {
    register.require_clock(now)?;
    let root_key = register.open_key(ROOT_KEY, passphrase)?;
    let (root, old) = (register.root_certificate(), register.signer_certificate());
    let name = old.subject().organisation().unwrap_or_default().to_owned();
    let country = old.subject().country().unwrap_or_default().to_owned();
    let revocation_list = old.crl_distribution_points().next().unwrap_or_default().to_owned();
    let addresses = Addresses { contact, revocation_list: &revocation_list };
    let request = signer_request(&name, &country, &addresses, now, root);
    let certificate = make::document_signer(&request, &register.issuer().key, root, &root_key, random)
        .map_err(RenewFault::Certificate)?;
    let not_after = UnixTime::new(certificate.not_after()).map_err(|_| RenewFault::Certificate(MakeFault::Time))?;
    register.store.write(|db| {
        db.set_signer_certificate(certificate.as_der())?;
        db.append(now, &NewEntry { event: audit::SIGNER_RENEWED, ..NewEntry::default() })
    })?;
    files::write_whole(&register.folder().join(SIGNER_CERTIFICATE), certificate.to_pem().as_bytes())?;
    register.renewed(certificate);
    Ok(not_after)
}
