//! The register of an issuer, in its folder.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use chop_core::crypto::keyfile::{self, KeyFileFault};
use chop_core::crypto::x509::Certificate;
use chop_core::crypto::{Kid, PublicKey};
use chop_core::document::Descriptor;
use chop_core::language::LocalizedText;
use chop_core::time::UnixTime;

use crate::files::{self, FileFault};
use crate::store::{IssuerRow, Store};
use crate::{DocumentSigner, StoreFault};

pub(crate) const REGISTER: &str = "register.sqlite";
pub(crate) const SIGNER_KEY: &str = "signer.key.pem";
pub(crate) const ROOT_KEY: &str = "root.key.pem";
pub(crate) const ISSUER: &str = "issuer.pem";
pub(crate) const SIGNER_CERTIFICATE: &str = "signer.cert.pem";
pub(crate) const ROOT_CERTIFICATE: &str = "root.cert.pem";
const LOCK: &str = "register.lock";
/// A key file is below it; a larger one is not opened.
const KEY_FILE_BYTES: usize = 8_192;

/// Why a register cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegisterFault {
    /// The register itself.
    Store(StoreFault),
    /// A file beside it.
    File(FileFault),
    /// Another process works on it.
    Busy,
    /// The issuer does not issue this kind.
    KindRefused,
    /// The key file does not open.
    KeyFile(KeyFileFault),
    /// The key file holds another key than the register's.
    KeyMismatch,
    /// The clock is before the register was made.
    Clock,
    /// The signer's certificate does not cover this time: renew it.
    SignerExpired,
}

impl RegisterFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Store(fault) => fault.code(),
            Self::File(fault) => fault.code(),
            Self::Busy => "issuer.busy",
            Self::KindRefused => "issuer.kind-refused",
            Self::KeyFile(fault) => fault.code(),
            Self::KeyMismatch => "issuer.key-mismatch",
            Self::Clock => "issuer.clock",
            Self::SignerExpired => "issuer.signer-expired",
        }
    }
}

displays_code!(RegisterFault);

impl From<StoreFault> for RegisterFault {
    fn from(fault: StoreFault) -> Self {
        Self::Store(fault)
    }
}

impl From<FileFault> for RegisterFault {
    fn from(fault: FileFault) -> Self {
        Self::File(fault)
    }
}

/// Who issues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// The department's name.
    pub names: LocalizedText,
    /// The key that signs its documents.
    pub key: PublicKey,
    /// The kinds it issues.
    pub kinds: Vec<String>,
    /// The address of its status lists without their number.
    pub status_prefix: String,
    /// When the register was made.
    pub created_at: UnixTime,
}

/// The register of an issuer, open. Several may be open at once, in several processes.
pub struct Register {
    pub(crate) store: Store,
    folder: PathBuf,
    issuer: Issuer,
    signer_certificate: Certificate,
    root_certificate: Certificate,
}

impl std::fmt::Debug for Register {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Register").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// The right to load and issue, which one process has at a time. It ends with the process, however that ends.
#[derive(Debug)]
pub struct Exclusive(#[expect(dead_code, reason = "the lock is held as long as the file is open")] File);

impl Register {
    /// Opens the register in a folder that [`init`](crate::init) made.
    ///
    /// # Errors
    /// `store.*`.
    pub fn open(folder: &Path) -> Result<Self, RegisterFault> {
        let store = Store::open(&folder.join(REGISTER))?;
        let row: IssuerRow = store.read().issuer()?;
        let certificate = |der: &[u8]| Certificate::parse_der(der).map_err(|_| StoreFault::Corrupt);
        Ok(Self {
            signer_certificate: certificate(&row.signer_certificate)?,
            root_certificate: certificate(&row.root_certificate)?,
            issuer: Issuer {
                names: row.names,
                key: PublicKey::from_spki_der(&row.key).map_err(|_| StoreFault::Corrupt)?,
                kinds: row.kinds,
                status_prefix: row.status_prefix,
                created_at: row.created_at,
            },
            store,
            folder: folder.to_owned(),
        })
    }

    /// Who issues.
    #[must_use]
    pub const fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// The identifier of the issuer's key.
    #[must_use]
    pub fn kid(&self) -> Kid {
        self.issuer.key.kid()
    }

    /// The folder it is in.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) const fn root_certificate(&self) -> &Certificate {
        &self.root_certificate
    }

    pub(crate) const fn signer_certificate(&self) -> &Certificate {
        &self.signer_certificate
    }

    pub(crate) fn renewed(&mut self, certificate: Certificate) {
        self.signer_certificate = certificate;
    }

    /// That the issuer may issue this kind.
    ///
    /// # Errors
    /// `issuer.kind-refused`.
    pub fn require_kind(&self, descriptor: &Descriptor) -> Result<(), RegisterFault> {
        let kind = descriptor.kind().as_str();
        self.issuer.kinds.iter().any(|own| own == kind).then_some(()).ok_or(RegisterFault::KindRefused)
    }

    /// That a clock is not before the register.
    ///
    /// # Errors
    /// `issuer.clock`.
    pub fn require_clock(&self, now: UnixTime) -> Result<(), RegisterFault> {
        if now < self.issuer.created_at { Err(RegisterFault::Clock) } else { Ok(()) }
    }

    /// Takes the right to load and issue.
    ///
    /// # Errors
    /// `issuer.busy` while another process has it; `file.*`.
    pub fn exclusive(&self) -> Result<Exclusive, RegisterFault> {
        let file = File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(self.folder.join(LOCK))
            .map_err(FileFault::from)?;
        match file.try_lock() {
            Ok(()) => Ok(Exclusive(file)),
            Err(TryLockError::WouldBlock) => Err(RegisterFault::Busy),
            Err(TryLockError::Error(error)) => Err(FileFault::from(error).into()),
        }
    }

    /// Opens the key that signs documents.
    ///
    /// # Errors
    /// `key.*`, `issuer.key-mismatch`, `file.*`; `issuer.signer-expired` if its certificate does not cover `now`.
    pub fn signer(&self, passphrase: &str, now: UnixTime) -> Result<DocumentSigner, RegisterFault> {
        let key = self.open_key(SIGNER_KEY, passphrase)?;
        let signer = DocumentSigner::new(key, &self.signer_certificate).ok_or(RegisterFault::KeyMismatch)?;
        if *signer.public_key() != self.issuer.key {
            return Err(RegisterFault::KeyMismatch);
        }
        if signer.covers(now) { Ok(signer) } else { Err(RegisterFault::SignerExpired) }
    }

    pub(crate) fn open_key(
        &self,
        name: &str,
        passphrase: &str,
    ) -> Result<chop_core::crypto::SoftwareKey, RegisterFault> {
        let pem = files::read_up_to(&self.folder.join(name), KEY_FILE_BYTES)?;
        let pem = std::str::from_utf8(&pem).map_err(|_| RegisterFault::KeyFile(KeyFileFault::Format))?;
        keyfile::open(pem, passphrase).map_err(RegisterFault::KeyFile)
    }

    /// That the file of the register is sound, as far as SQLite can tell.
    ///
    /// # Errors
    /// `store.corrupt`.
    pub fn check(&self) -> Result<(), StoreFault> {
        self.store.check()
    }
}
