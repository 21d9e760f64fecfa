//! The device key: what ties a wallet to one device, and a counter that never goes back.
//!
//! On phones it stands in a secure enclave, on computers in a TPM or a token. Where there is none it is a file beside
//! the store: then whoever copies the whole directory has both, and only the passphrase protects it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use chop_core::crypto::mac::{MacKey, hkdf_sha256};
use chop_core::random::{self, Random, RandomFault};
use zeroize::{Zeroize as _, Zeroizing};

const MAGIC: &[u8; 8] = b"CHOPDEV1";
/// Magic, key, counter, tag.
const LENGTH: usize = 8 + 32 + 8 + 32;

/// Whether a device key can be copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// Key and counter stand in hardware that gives neither away: a PIN of six digits is enough.
    Hardware,
    /// Key and counter stand in a file: theft of the disk and a copy of the whole directory are not covered, and a
    /// passphrase of ten characters replaces the PIN.
    File,
}

/// Why a device key cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceFault {
    /// There is none.
    Missing,
    /// It is not what was made here.
    Altered,
    /// The counter would go back.
    Lower,
    /// It cannot be read or written.
    Io(io::ErrorKind),
    /// Randomness failed.
    Random,
}

impl DeviceFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing => "device.missing",
            Self::Altered => "device.altered",
            Self::Lower => "device.lower",
            Self::Io(_) => "device.io",
            Self::Random => "random.failed",
        }
    }
}

displays_code!(DeviceFault);

impl From<RandomFault> for DeviceFault {
    fn from(_: RandomFault) -> Self {
        Self::Random
    }
}

impl From<io::Error> for DeviceFault {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::NotFound { Self::Missing } else { Self::Io(error.kind()) }
    }
}

/// What secure hardware must do for a wallet.
pub trait DeviceKey {
    /// Whether it can be copied.
    fn protection(&self) -> Protection;

    /// 32 bytes for a label, always the same, that nothing but this key gives.
    ///
    /// # Errors
    /// `device.missing` once it was destroyed; a fault of the hardware.
    fn derive(&self, label: &[u8]) -> Result<Zeroizing<[u8; 32]>, DeviceFault>;

    /// The counter.
    ///
    /// # Errors
    /// `device.missing` once it was destroyed; a fault of the hardware.
    fn counter(&self) -> Result<u64, DeviceFault>;

    /// Raises the counter; it is durable when this returns.
    ///
    /// # Errors
    /// `device.lower` for a value below the counter; a fault of the hardware.
    fn raise(&mut self, to: u64) -> Result<(), DeviceFault>;

    /// Destroys the key for good. Destroying it again is no fault.
    ///
    /// # Errors
    /// A fault of the hardware.
    fn destroy(&mut self) -> Result<(), DeviceFault>;
}

/// The device key as a file of its own (mode 0600), where there is no secure hardware.
///
/// `CHOPDEV1 ‖ key (32) ‖ counter (8, big-endian) ‖ HMAC-SHA-256(key, all before)`; any other file is refused.
pub struct FileDeviceKey {
    path: PathBuf,
    key: Option<Zeroizing<[u8; 32]>>,
    counter: u64,
}

impl std::fmt::Debug for FileDeviceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileDeviceKey")
            .field("key", &"<redacted>")
            .field("counter", &self.counter)
            .finish_non_exhaustive()
    }
}

impl FileDeviceKey {
    /// Makes a new key.
    ///
    /// # Errors
    /// `device.io` if the file exists or cannot be written; `random.failed`.
    pub fn create(path: &Path, random: &mut dyn Random) -> Result<Self, DeviceFault> {
        let key = random::secret::<32>(random)?;
        let made = Self { path: path.to_owned(), key: Some(key), counter: 0 };
        if path.exists() {
            return Err(DeviceFault::Io(io::ErrorKind::AlreadyExists));
        }
        made.write()?;
        Ok(made)
    }

    /// Reads the key.
    ///
    /// # Errors
    /// `device.missing`, `device.altered`, `device.io`.
    pub fn open(path: &Path) -> Result<Self, DeviceFault> {
        let mut bytes = Zeroizing::new([0; LENGTH + 1]);
        let mut file = File::open(path)?;
        let mut length = 0;
        loop {
            let rest = bytes.get_mut(length..).unwrap_or_default();
            match file.read(rest)? {
                0 => break,
                read => length += read,
            }
        }
        let (body, tag) =
            bytes.get(..length).and_then(|all| all.split_at_checked(LENGTH - 32)).ok_or(DeviceFault::Altered)?;
        let (magic, rest) = body.split_first_chunk::<8>().ok_or(DeviceFault::Altered)?;
        let (key, counter) = rest.split_first_chunk::<32>().ok_or(DeviceFault::Altered)?;
        let counter = counter.first_chunk::<8>().ok_or(DeviceFault::Altered)?;
        if magic != MAGIC {
            return Err(DeviceFault::Altered);
        }
        MacKey::new(key).verify(body, tag).map_err(|_| DeviceFault::Altered)?;
        Ok(Self { path: path.to_owned(), counter: u64::from_be_bytes(*counter), key: Some(Zeroizing::new(*key)) })
    }

    fn write(&self) -> Result<(), DeviceFault> {
        let key = self.key.as_ref().ok_or(DeviceFault::Missing)?;
        let mut bytes = Zeroizing::new(Vec::with_capacity(LENGTH));
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&key[..]);
        bytes.extend_from_slice(&self.counter.to_be_bytes());
        let tag = MacKey::new(&key[..]).tag(&bytes);
        bytes.extend_from_slice(&tag);
        Ok(replace(&self.path, &bytes)?)
    }
}

impl DeviceKey for FileDeviceKey {
    fn protection(&self) -> Protection {
        Protection::File
    }

    fn derive(&self, label: &[u8]) -> Result<Zeroizing<[u8; 32]>, DeviceFault> {
        let key = self.key.as_ref().ok_or(DeviceFault::Missing)?;
        let mut derived = Zeroizing::new([0; 32]);
        hkdf_sha256(&key[..], b"chop-device-1", label, &mut derived[..]).map_err(|_| DeviceFault::Altered)?;
        Ok(derived)
    }

    fn counter(&self) -> Result<u64, DeviceFault> {
        if self.key.is_some() { Ok(self.counter) } else { Err(DeviceFault::Missing) }
    }

    fn raise(&mut self, to: u64) -> Result<(), DeviceFault> {
        let before = self.counter()?;
        if to < before {
            return Err(DeviceFault::Lower);
        }
        self.counter = to;
        self.write().inspect_err(|_| self.counter = before)
    }

    fn destroy(&mut self) -> Result<(), DeviceFault> {
        if let Some(mut key) = self.key.take() {
            key.zeroize();
        }
        // Over the very blocks first: a file that is only unlinked can be found again.
        match OpenOptions::new().write(true).open(&self.path) {
            Ok(mut file) => {
                file.write_all(&[0; LENGTH])?;
                file.sync_all()?;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
        for path in [self.path.clone(), beside(&self.path)] {
            match fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                Ok(()) | Err(_) => {}
            }
        }
        Ok(sync_parent(&self.path)?)
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    PathBuf::from(name)
}

/// Replaces a file whole: readers see the old or the new one, and what returns is on the disk.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = beside(path);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    sync_parent(path)
}

/// Makes a rename or removal in the directory of `path` durable.
pub(crate) fn sync_parent(path: &Path) -> io::Result<()> {
    // The parent of a single name is the empty path, which stands for the directory one is in.
    let parent = path.parent().map(|parent| if parent.as_os_str().is_empty() { Path::new(".") } else { parent });
    match parent {
        #[cfg(unix)]
        Some(parent) => File::open(parent)?.sync_all(),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use chop_core::dev::Counted;

    use super::*;

    fn made() -> (tempfile::TempDir, PathBuf) {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("device.key");
        FileDeviceKey::create(&path, &mut Counted::new("device")).unwrap().raise(7).unwrap();
        (home, path)
    }

    #[test]
    fn a_key_comes_back_with_its_counter() {
        let (_home, path) = made();
        let key = FileDeviceKey::open(&path).unwrap();
        assert_eq!(key.counter(), Ok(7));
        assert_ne!(key.derive(b"a").unwrap(), key.derive(b"b").unwrap());
        assert_eq!(key.derive(b"a").unwrap(), FileDeviceKey::open(&path).unwrap().derive(b"a").unwrap());
        assert!(format!("{key:?}").contains("<redacted>"));
    }

    #[test]
    fn a_path_of_one_name_has_the_directory_one_is_in_as_its_parent() {
        assert!(sync_parent(Path::new("name")).is_ok());
        assert!(sync_parent(Path::new("no-such-directory/name")).is_err());
    }

    #[test]
    fn the_counter_never_goes_back() {
        let (_home, path) = made();
        let mut key = FileDeviceKey::open(&path).unwrap();
        assert_eq!(key.raise(6), Err(DeviceFault::Lower));
        key.raise(7).unwrap();
        key.raise(9).unwrap();
        assert_eq!(FileDeviceKey::open(&path).unwrap().counter(), Ok(9));
    }

    #[test]
    fn every_byte_counts_and_so_does_the_length() {
        let (_home, path) = made();
        let good = fs::read(&path).unwrap();
        for place in 0..good.len() {
            let mut bad = good.clone();
            bad[place] ^= 1;
            fs::write(&path, &bad).unwrap();
            assert_eq!(FileDeviceKey::open(&path).unwrap_err(), DeviceFault::Altered, "byte {place}");
        }
        for bad in [&good[..0], &good[..8], &good[..LENGTH - 1], &[good.as_slice(), b"0"].concat()] {
            fs::write(&path, bad).unwrap();
            assert_eq!(FileDeviceKey::open(&path).unwrap_err(), DeviceFault::Altered, "{} bytes", bad.len());
        }
        fs::remove_file(&path).unwrap();
        assert_eq!(FileDeviceKey::open(&path).unwrap_err(), DeviceFault::Missing);
    }

    #[test]
    fn what_is_destroyed_is_gone() {
        let (_home, path) = made();
        let mut key = FileDeviceKey::open(&path).unwrap();
        key.destroy().unwrap();
        assert!(!path.exists());
        assert_eq!(key.derive(b"a").unwrap_err(), DeviceFault::Missing);
        assert_eq!(key.counter(), Err(DeviceFault::Missing));
        key.destroy().unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_can_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let (_home, path) = made();
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
