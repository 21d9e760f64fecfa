//! A new issuer: keys, certificates and an empty register, all or nothing.

use std::fs;
use std::path::{Path, PathBuf};

use chop_core::crypto::keyfile::{self, KeyFileFault};
use chop_core::crypto::x509::Certificate;
use chop_core::crypto::x509::make::{self, MakeFault, Request};
use chop_core::crypto::{Algorithm, Kid, SecretKeyFault, SignFault, Signer, SoftwareKey};
use chop_core::document::Kinds;
use chop_core::language::LocalizedText;
use chop_core::random::Random;
use chop_core::time::UnixTime;
use chop_core::trust::{KeyProof, PublishedKey};

use crate::files::{self, FileFault};
use crate::register::{ISSUER, REGISTER, ROOT_CERTIFICATE, ROOT_KEY, SIGNER_CERTIFICATE, SIGNER_KEY};
use crate::store::{IssuerRow, NewEntry, Store};
use crate::{StoreFault, audit};

/// Seconds by which certificates begin before they are made: documents begin up to four hours early (personal-code-1
/// §6), and a clock may be slow.
const EARLY: i64 = 86_400;
/// How long a root lives: 15 years of 365 days.
const ROOT_SECONDS: i64 = 15 * 365 * 86_400;
/// How long a document signer lives at most (ISO/IEC 18013-5 §B.1.4): 457 days.
const SIGNER_SECONDS: i64 = 457 * 86_400;
/// 2025-01-01: a clock before it is wrong.
const EARLIEST: i64 = 1_735_689_600;

/// What an issuer is.
#[derive(Debug, Clone)]
pub struct NewIssuer {
    /// The department's name; the English one stands in its certificates and has at most 64 characters.
    pub names: LocalizedText,
    /// The kinds that it issues.
    pub kinds: Vec<String>,
    /// The address of its status lists without their number, ending in `/`; without one it is made from the key.
    pub status_prefix: Option<String>,
    /// Its country, two capital letters.
    pub country: String,
    /// Where people reach it: a URI or an e-mail address.
    pub contact: String,
}

/// Why there is no issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InitFault {
    /// The folder is not empty.
    Exists,
    /// It would issue no kind.
    NoKinds,
    /// A kind that this program does not know.
    KindUnknown,
    /// The address of status lists is not `https://…/` in printable ASCII of at most 200 characters.
    StatusPrefix,
    /// The clock is before the year 2025.
    Clock,
    /// No key was made.
    Key(SecretKeyFault),
    /// A key file was not written.
    KeyFile(KeyFileFault),
    /// A certificate was not made.
    Certificate(MakeFault),
    /// The key did not sign.
    Sign(SignFault),
    /// The register was not made.
    Store(StoreFault),
    /// A file was not written.
    File(FileFault),
}

impl InitFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Exists => "issuer.exists",
            Self::NoKinds => "issuer.no-kinds",
            Self::KindUnknown => "issuer.kind-unknown",
            Self::StatusPrefix => "issuer.status-prefix",
            Self::Clock => "issuer.clock",
            Self::Key(fault) => fault.code(),
            Self::KeyFile(fault) => fault.code(),
            Self::Certificate(fault) => fault.code(),
            Self::Sign(fault) => fault.code(),
            Self::Store(fault) => fault.code(),
            Self::File(fault) => fault.code(),
        }
    }
}

displays_code!(InitFault);

macro_rules! from_faults {
    ($($fault:ty => $variant:ident),+ $(,)?) => {$(
        impl From<$fault> for InitFault {
            fn from(fault: $fault) -> Self {
                Self::$variant(fault)
            }
        }
    )+};
}

from_faults! {
    SecretKeyFault => Key, KeyFileFault => KeyFile, MakeFault => Certificate, SignFault => Sign, StoreFault => Store,
    FileFault => File,
}

/// Makes an issuer in a folder that is not there yet, or empty.
///
/// It then holds the register, both keys (encrypted with the passphrase), and what others need: `issuer.pem` (key and
/// proof, for a trust bundle), `signer.cert.pem` and `root.cert.pem`. The root's key is needed again only to renew the
/// signer's certificate: it belongs off-line.
///
/// # Errors
/// An [`InitFault`]; nothing is left then.
pub fn init(
    folder: &Path,
    issuer: &NewIssuer,
    known: &Kinds,
    passphrase: &str,
    now: UnixTime,
    random: &mut dyn Random,
) -> Result<Kid, InitFault> {
    if folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) || folder.is_file() {
        return Err(InitFault::Exists);
    }
    if issuer.kinds.is_empty() {
        return Err(InitFault::NoKinds);
    }
    if issuer.kinds.iter().any(|kind| known.by_kind(kind).is_none()) {
        return Err(InitFault::KindUnknown);
    }
    if issuer.status_prefix.as_ref().is_some_and(|prefix| !is_prefix(prefix)) {
        return Err(InitFault::StatusPrefix);
    }
    if now.seconds() < EARLIEST {
        return Err(InitFault::Clock);
    }
    let place = if folder.exists() { folder.canonicalize().map_err(FileFault::from)? } else { folder.to_owned() };
    let building = Building::begin(&place)?;
    let kid = fill(&building.folder, issuer, passphrase, now, random)?;
    building.finish(&place)?;
    Ok(kid)
}

fn is_prefix(prefix: &str) -> bool {
    prefix.len() <= 200
        && prefix.bytes().all(|byte| byte.is_ascii_graphic())
        && prefix
            .strip_prefix("https://")
            .is_some_and(|rest| rest.len() > 1 && rest.ends_with('/') && !rest.starts_with('/'))
}

fn fill(
    folder: &Path,
    issuer: &NewIssuer,
    passphrase: &str,
    now: UnixTime,
    random: &mut dyn Random,
) -> Result<Kid, InitFault> {
    let root_key = SoftwareKey::generate(Algorithm::Es256, random)?;
    let key = SoftwareKey::generate(Algorithm::Es256, random)?;
    let kid = key.public_key().kid();
    let status_prefix = issuer.status_prefix.clone().unwrap_or_else(|| format!("https://status.example/{kid}/"));

    let country = &issuer.country;
    let addresses = Addresses { contact: &issuer.contact, revocation_list: &format!("{status_prefix}iaca.crl") };
    let root = make::root(&root_request(&issuer.names.en, country, &addresses, now), &root_key, random)?;
    let request = signer_request(&issuer.names.en, country, &addresses, now, &root);
    let certificate = make::document_signer(&request, key.public_key(), &root, &root_key, random)?;

    let published = PublishedKey { key: key.public_key().clone(), proof: Some(KeyProof::make(&key, now)?) };
    files::write_whole(&folder.join(SIGNER_KEY), keyfile::seal(&key, passphrase, random)?.as_bytes())?;
    files::write_whole(&folder.join(ROOT_KEY), keyfile::seal(&root_key, passphrase, random)?.as_bytes())?;
    files::write_whole(&folder.join(ISSUER), published.to_pem().as_bytes())?;
    files::write_whole(&folder.join(SIGNER_CERTIFICATE), certificate.to_pem().as_bytes())?;
    files::write_whole(&folder.join(ROOT_CERTIFICATE), root.to_pem().as_bytes())?;

    let mut kinds = issuer.kinds.clone();
    kinds.sort();
    kinds.dedup();
    let row = IssuerRow {
        names: issuer.names.clone(),
        key: key.public_key().spki_der().to_vec(),
        signer_certificate: certificate.as_der().to_vec(),
        root_certificate: root.as_der().to_vec(),
        status_prefix,
        created_at: now,
        kinds,
    };
    Store::create(&folder.join(REGISTER))?.write(|db| {
        db.insert_issuer(&row)?;
        db.append(now, &NewEntry { event: audit::CREATED, ..NewEntry::default() })
    })?;
    Ok(kid)
}

/// Where people and programs find the issuer.
pub(crate) struct Addresses<'a> {
    pub(crate) contact: &'a str,
    pub(crate) revocation_list: &'a str,
}

fn root_request<'a>(name: &'a str, country: &'a str, addresses: &Addresses<'a>, now: UnixTime) -> Request<'a> {
    let not_before = beginning(now);
    Request {
        country,
        organisation: name,
        common_name: "Document root (IACA)",
        not_before,
        not_after: not_before + ROOT_SECONDS,
        contact: addresses.contact,
        revocation_list: addresses.revocation_list,
    }
}

pub(crate) fn signer_request<'a>(
    name: &'a str,
    country: &'a str,
    addresses: &Addresses<'a>,
    now: UnixTime,
    root: &Certificate,
) -> Request<'a> {
    let not_before = beginning(now).max(root.not_before());
    Request {
        country,
        organisation: name,
        common_name: "Document signer",
        not_before,
        not_after: (not_before + SIGNER_SECONDS).min(root.not_after()),
        contact: addresses.contact,
        revocation_list: addresses.revocation_list,
    }
}

/// A whole hour about a day ago.
const fn beginning(now: UnixTime) -> i64 {
    let early = now.seconds() - EARLY;
    early - early.rem_euclid(3_600)
}

/// A folder under construction beside its place.
struct Building {
    folder: PathBuf,
}

impl Building {
    fn begin(place: &Path) -> Result<Self, FileFault> {
        let name = place.file_name().and_then(|name| name.to_str()).ok_or(FileFault::Denied)?;
        let folder = place.with_file_name(format!(".{name}.new"));
        // What a killed run left there holds nothing that anyone uses.
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        files::private_folder(&folder)?;
        Ok(Self { folder })
    }

    fn finish(self, place: &Path) -> Result<(), InitFault> {
        files::sync_folder(&self.folder)?;
        // An empty folder gives way to ours; one that someone filled meanwhile does not.
        fs::rename(&self.folder, place).map_err(|error| {
            let fault = FileFault::from(&error);
            if fault == FileFault::Exists { InitFault::Exists } else { InitFault::File(fault) }
        })?;
        if let Some(parent) = place.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            files::sync_folder(parent)?;
        }
        Ok(())
    }
}

impl Drop for Building {
    fn drop(&mut self) {
        // After a rename there is nothing under this name.
        let _ = fs::remove_dir_all(&self.folder);
    }
}
