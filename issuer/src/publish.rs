//! Status lists for verifiers: one signed token for each list (draft-ietf-oauth-status-list, CWT).
//!
//! A token ends after seven days, the time in which a verifier without a network still decides on its bundle. A list
//! that no document is in yet is always published too: a bundle then knows it before the first document names it.

use std::path::{Path, PathBuf};

use chop_core::crypto::SignFault;
use chop_core::status::{ListClaims, StatusFault, StatusList, write_cwt};
use chop_core::time::UnixTime;
use chop_core::verify::{BUNDLE_HARD_SECONDS, BUNDLE_SOFT_SECONDS};

use crate::files::{self, FileFault};
use crate::store::NewEntry;
use crate::{CredentialState, DocumentSigner, ListNumber, Register, RegisterFault, StoreFault, audit};

/// Valid, revoked and suspended need two bits an entry.
const BITS: u8 = 2;
const REVOKED: u8 = 1;
const SUSPENDED: u8 = 2;

/// Why lists were not published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishFault {
    /// The register cannot be used.
    Register(RegisterFault),
    /// A list was published at a later time than now: verifiers would take this one for an old one.
    Clock,
    /// The list cannot be made.
    List(StatusFault),
    /// The key did not sign.
    Sign(SignFault),
    /// A file was not written.
    File(FileFault),
}

impl PublishFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Register(fault) => fault.code(),
            Self::Clock => "issuer.clock",
            Self::List(fault) => fault.code(),
            Self::Sign(fault) => fault.code(),
            Self::File(fault) => fault.code(),
        }
    }
}

displays_code!(PublishFault);

impl From<StoreFault> for PublishFault {
    fn from(fault: StoreFault) -> Self {
        Self::Register(fault.into())
    }
}

impl From<RegisterFault> for PublishFault {
    fn from(fault: RegisterFault) -> Self {
        Self::Register(fault)
    }
}

impl From<StatusFault> for PublishFault {
    fn from(fault: StatusFault) -> Self {
        Self::List(fault)
    }
}

impl From<SignFault> for PublishFault {
    fn from(fault: SignFault) -> Self {
        Self::Sign(fault)
    }
}

impl From<FileFault> for PublishFault {
    fn from(fault: FileFault) -> Self {
        Self::File(fault)
    }
}

/// A list that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Its number.
    pub list: ListNumber,
    /// Its address, which documents name.
    pub address: String,
    /// The file of the token.
    pub path: PathBuf,
    /// Entries that are revoked.
    pub revoked: u64,
    /// Entries that are suspended.
    pub suspended: u64,
    /// The first second at which the token no longer counts.
    pub expires_at: UnixTime,
}

/// Writes `<list>.cwt` for every list into a folder, which is made if it is not there.
///
/// # Errors
/// A [`PublishFault`]. Lists written before it stand.
pub fn publish(
    register: &mut Register,
    signer: &DocumentSigner,
    out: &Path,
    now: UnixTime,
) -> Result<Vec<Published>, PublishFault> {
    register.require_clock(now)?;
    let lists = register.store.read().lists()?;
    if lists.iter().any(|(_, _, published_at)| published_at.is_some_and(|at| at > now)) {
        return Err(PublishFault::Clock);
    }
    files::private_folder(out)?;
    register.store.write(|db| db.ensure_spare_list())?;
    let lists = register.store.read().lists()?;
    lists.into_iter().map(|(list, entries, _)| publish_one(register, signer, out, now, list, entries)).collect()
}

fn publish_one(
    register: &mut Register,
    signer: &DocumentSigner,
    out: &Path,
    now: UnixTime,
    number: ListNumber,
    entries: u64,
) -> Result<Published, PublishFault> {
    let mut list = StatusList::new(BITS, entries)?;
    let (mut revoked, mut suspended) = (0, 0);
    register.store.read().exceptions(number, |index, state| {
        let value = match state {
            CredentialState::Revoked => {
                revoked += 1;
                REVOKED
            }
            CredentialState::Suspended => {
                suspended += 1;
                SUSPENDED
            }
            CredentialState::Intent | CredentialState::Issued => return Ok(()),
        };
        list.set(index, value).map_err(|_| StoreFault::Corrupt)
    })?;
    let address = format!("{}{number}", register.issuer().status_prefix);
    let expires_at = now.plus(BUNDLE_HARD_SECONDS);
    let claims = ListClaims {
        uri: address.clone(),
        issued_at: now,
        expires_at: Some(expires_at),
        ttl: Some(BUNDLE_SOFT_SECONDS.unsigned_abs()),
        list,
    };
    let token = write_cwt(&claims, signer.key())?;
    let path = out.join(format!("{number}.cwt"));
    files::write_whole(&path, &token)?;
    register.store.write(|db| {
        db.mark_published(number, now)?;
        let entry = NewEntry {
            event: audit::LIST_PUBLISHED,
            list: Some(number),
            count: i64::try_from(revoked + suspended).ok(),
            ..NewEntry::default()
        };
        db.append(now, &entry)
    })?;
    Ok(Published { list: number, address, path, revoked, suspended, expires_at })
}
