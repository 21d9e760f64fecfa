//! The directory of a wallet: which files there are, that only one program uses them, and the mark that tells whether
//! the store was closed as it should be.
//!
//! The mark is `CHOPMRK1 ‖ state ‖ generation (8) ‖ SHA-256 of the database file ‖ HMAC`, its key derived from the
//! device key. After a clean close every byte of the database is covered by it; after a crash the database is judged by
//! its seals alone.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use chop_core::crypto::mac::MacKey;
use sha2::{Digest as _, Sha256};

use super::fault::StoreFault;
use crate::device::{DeviceKey, replace, sync_parent};

const DATABASE: &str = "wallet.db";
const WRITE_AHEAD: &str = "wallet.db-wal";
const MARK: &str = "wallet.mark";
const DEVICE: &str = "device.key";
/// Every file that a wallet may leave, the database with what SQLite puts beside it.
const FILES: [&str; 8] =
    [DATABASE, WRITE_AHEAD, "wallet.db-shm", "wallet.db-journal", DEVICE, "device.key.new", MARK, "wallet.mark.new"];

const MAGIC: &[u8; 8] = b"CHOPMRK1";
const WIPED: &[u8] = b"CHOPMRK1 wiped\n";
const BODY: usize = 8 + 1 + 8 + 32;

/// How the store was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Closed: the database file is this one, byte for byte.
    Clean { generation: u64, digest: [u8; 32] },
    /// In use since this generation.
    InUse { generation: u64 },
}

/// The directory, held by this program alone.
#[derive(Debug)]
pub(super) struct Home {
    directory: PathBuf,
    /// Its lock goes when this is dropped, or when the process is killed.
    _lock: File,
}

impl Home {
    /// Takes the directory.
    pub(super) fn take(directory: &Path) -> Result<Self, StoreFault> {
        let lock = match File::open(directory) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(StoreFault::Missing),
            other => other?,
        };
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => StoreFault::Busy,
            TryLockError::Error(error) => error.into(),
        })?;
        Ok(Self { directory: directory.to_owned(), _lock: lock })
    }

    pub(super) fn database(&self) -> PathBuf {
        self.directory.join(DATABASE)
    }

    pub(super) fn device(&self) -> PathBuf {
        self.directory.join(DEVICE)
    }

    fn mark(&self) -> PathBuf {
        self.directory.join(MARK)
    }

    /// Whether the keys were destroyed here; a wallet without any of its files is none.
    pub(super) fn is_wiped(&self) -> Result<bool, StoreFault> {
        let there = FILES.iter().any(|name| self.directory.join(name).exists());
        if !there {
            return Err(StoreFault::Missing);
        }
        let keys = self.database().exists() || self.device().exists();
        Ok(!keys && fs::read(self.mark()).is_ok_and(|mark| mark == WIPED))
    }

    /// How the store was left. No mark, or one that this device did not make, is a store that was tampered with.
    pub(super) fn read_mark(&self, device: &dyn DeviceKey) -> Result<Mark, StoreFault> {
        let bytes = match fs::read(self.mark()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(StoreFault::Tampered),
            other => other?,
        };
        let (body, tag) = bytes.split_at_checked(BODY).ok_or(StoreFault::Tampered)?;
        mark_key(device)?.verify(body, tag).map_err(|_| StoreFault::Tampered)?;
        let (magic, rest) = body.split_first_chunk::<8>().ok_or(StoreFault::Tampered)?;
        let (state, rest) = rest.split_first().ok_or(StoreFault::Tampered)?;
        let (generation, digest) = rest.split_first_chunk::<8>().ok_or(StoreFault::Tampered)?;
        let generation = u64::from_be_bytes(*generation);
        let digest = digest.try_into().map_err(|_| StoreFault::Tampered)?;
        match (magic == MAGIC, state) {
            (true, 1) => Ok(Mark::Clean { generation, digest }),
            (true, 2) => Ok(Mark::InUse { generation }),
            (_, _) => Err(StoreFault::Tampered),
        }
    }

    pub(super) fn write_mark(&self, mark: Mark, device: &dyn DeviceKey) -> Result<(), StoreFault> {
        let (state, generation, digest) = match mark {
            Mark::Clean { generation, digest } => (1, generation, digest),
            Mark::InUse { generation } => (2, generation, [0; 32]),
        };
        let mut bytes = MAGIC.to_vec();
        bytes.push(state);
        bytes.extend_from_slice(&generation.to_be_bytes());
        bytes.extend_from_slice(&digest);
        let tag = mark_key(device)?.tag(&bytes);
        bytes.extend_from_slice(&tag);
        Ok(replace(&self.mark(), &bytes)?)
    }

    /// That the database file is the one the mark speaks of, with nothing waiting beside it.
    pub(super) fn check_closed(&self, digest: [u8; 32]) -> Result<(), StoreFault> {
        let waiting = match fs::metadata(self.directory.join(WRITE_AHEAD)) {
            Ok(file) => file.len() > 0,
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(error.into()),
        };
        if waiting || self.digest()? != digest { Err(StoreFault::Tampered) } else { Ok(()) }
    }

    /// SHA-256 of the database file. Never while SQLite has it open: closing a second handle would drop its locks.
    pub(super) fn digest(&self) -> Result<[u8; 32], StoreFault> {
        let mut file = match File::open(self.database()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(StoreFault::Tampered),
            other => other?,
        };
        let mut hash = Sha256::new();
        let mut buffer = vec![0; 65_536];
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(hash.finalize().into()),
                read => hash.update(buffer.get(..read).unwrap_or_default()),
            }
        }
    }

    /// Destroys the key first, then everything else, and leaves word of it.
    pub(super) fn wipe(&self, device: &mut dyn DeviceKey) -> Result<(), StoreFault> {
        device.destroy()?;
        for name in FILES {
            match fs::remove_file(self.directory.join(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                Ok(()) | Err(_) => {}
            }
        }
        sync_parent(&self.mark())?;
        Ok(replace(&self.mark(), WIPED)?)
    }
}

fn mark_key(device: &dyn DeviceKey) -> Result<MacKey, StoreFault> {
    Ok(MacKey::new(&device.derive(b"mark")?[..]))
}

/// Prepares a directory of its own for a new wallet: nothing may be where it will stand but an empty directory, or the
/// word that an earlier wallet there was wiped. Gives the place to build in; the wallet appears whole or not at all.
pub(super) fn building_site(directory: &Path) -> Result<PathBuf, StoreFault> {
    if let Ok(found) = fs::read_dir(directory) {
        for entry in found {
            let path = entry?.path();
            let wiped =
                path.file_name().is_some_and(|name| name == MARK) && fs::read(&path).is_ok_and(|mark| mark == WIPED);
            if !wiped {
                return Err(StoreFault::Exists);
            }
        }
    } else if directory.symlink_metadata().is_ok() {
        return Err(StoreFault::Exists);
    }
    let name = directory.file_name().ok_or(StoreFault::Io(io::ErrorKind::InvalidInput))?;
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    hidden.push(".new");
    let site = directory.with_file_name(hidden);
    match fs::remove_dir_all(&site) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        Ok(()) | Err(_) => {}
    }
    if let Some(parent) = site.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        fs::create_dir_all(parent)?;
    }
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&site)?;
    Ok(site)
}

/// Puts the finished wallet where it belongs.
pub(super) fn move_in(site: &Path, directory: &Path) -> Result<(), StoreFault> {
    match fs::remove_file(directory.join(MARK)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        Ok(()) | Err(_) => {}
    }
    fs::rename(site, directory)?;
    Ok(sync_parent(directory)?)
}
