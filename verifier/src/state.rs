//! The one directory of a verifier: the pinned root, the highest bundle version, the times of status lists, and the
//! replay memory.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chop_core::random::Random;
use chop_core::status::AgeFault;
use chop_core::time::UnixTime;
use chop_core::trust::{SignedRoot, TrustBundle, TrustFault};
use chop_core::verify::MemoryLost;

use crate::FileMemory;

/// Why the state of a verifier cannot be used.
#[derive(Debug)]
pub enum StateFault {
    /// A file cannot be read or written.
    Io(io::Error),
    /// A bundle or root is not acceptable.
    Trust(TrustFault),
    /// A status list beside the bundle does not count now.
    List(AgeFault),
    /// Another root is pinned already.
    PinnedOther,
}

impl StateFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "state.io",
            Self::Trust(fault) => fault.code(),
            Self::List(fault) => fault.code(),
            Self::PinnedOther => "state.pinned-other",
        }
    }
}

impl std::fmt::Display for StateFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for StateFault {}

impl From<io::Error> for StateFault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<TrustFault> for StateFault {
    fn from(fault: TrustFault) -> Self {
        Self::Trust(fault)
    }
}

/// A directory that holds what a verifier must remember.
#[derive(Debug, Clone)]
pub struct StateDirectory(PathBuf);

impl StateDirectory {
    /// Opens the directory, making it if needed.
    ///
    /// # Errors
    /// `state.io`.
    pub fn open(path: &Path) -> Result<Self, StateFault> {
        fs::create_dir_all(path)?;
        Ok(Self(path.to_owned()))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The pinned root, if one was pinned.
    ///
    /// # Errors
    /// `state.io`, `trust.format`, `trust.root-signature`.
    pub fn pinned(&self) -> Result<Option<SignedRoot>, StateFault> {
        match fs::read(self.0.join("root.pin")) {
            Ok(bytes) => Ok(Some(SignedRoot::parse(&bytes)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Pins a root. The pin is changed by nothing but another call with `replace`, which also replaces a pin that
    /// cannot be read any more.
    ///
    /// # Errors
    /// `trust.root-signature` if not enough of its own keys signed `root`; `state.pinned-other` if another root is
    /// pinned and `replace` is false, `trust.format` and `trust.root-signature` if what is pinned cannot be read and
    /// `replace` is false; `state.io`.
    pub fn pin(&self, root: &SignedRoot, replace: bool) -> Result<(), StateFault> {
        root.check_own()?;
        match self.pinned() {
            Ok(Some(pinned)) if &pinned == root => return Ok(()),
            Ok(Some(_)) if !replace => return Err(StateFault::PinnedOther),
            Err(fault) if !(replace && matches!(fault, StateFault::Trust(_))) => return Err(fault),
            Ok(_) | Err(_) => {}
        }
        self.write("root.pin", &root.to_bytes())
    }

    /// Opens a bundle under the pinned root (or `root`, if given), refuses one older than any used here before
    /// under the same authority, and remembers how far it is.
    ///
    /// # Errors
    /// A [`TrustFault`]: `trust.rollback` for a bundle under an older root, or of a lower version by the same bundle
    /// key; `state.io`.
    pub fn open_bundle(
        &self,
        bytes: &[u8],
        root: Option<&SignedRoot>,
        now: UnixTime,
    ) -> Result<(TrustBundle, bool), StateFault> {
        let pinned = match root {
            Some(root) => Some(root.clone()),
            None => self.pinned()?,
        };
        let bundle = TrustBundle::open(bytes, pinned.as_ref(), now)?;
        // Versions of different authorities do not compare.
        let name = format!("version-{}", bundle.lineage());
        let _lock = self.lock()?;
        let highest = self.highest(&name)?;
        let this = Highest::of(&bundle);
        if highest.as_ref().is_some_and(|highest| this.is_behind(highest)) {
            return Err(StateFault::Trust(TrustFault::Rollback));
        }
        if highest.as_ref() != Some(&this) {
            self.write(&name, this.to_text().as_bytes())?;
        }
        Ok((bundle, pinned.is_some()))
    }

    /// The replay memory of this directory.
    ///
    /// # Errors
    /// [`MemoryLost`].
    pub fn memory(&self, random: &mut dyn Random) -> Result<FileMemory, MemoryLost> {
        FileMemory::open(&self.0.join("seen"), random)
    }

    fn highest(&self, name: &str) -> Result<Option<Highest>, StateFault> {
        let text = self.read(name)?;
        text.map(|text| Highest::parse(&text).ok_or(StateFault::Io(io::ErrorKind::InvalidData.into()))).transpose()
    }

    /// The text of a file of this directory, if it is there.
    pub(crate) fn read(&self, name: &str) -> Result<Option<String>, StateFault> {
        match fs::read_to_string(self.0.join(name)) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Two processes that open bundles at once must not overwrite the newer version with the older one.
    pub(crate) fn lock(&self) -> Result<File, StateFault> {
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(self.0.join("version.lock"))?;
        lock.lock()?;
        Ok(lock)
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), StateFault> {
        let temporary = self.0.join(format!("{name}.new"));
        let mut file = File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(temporary, self.0.join(name))?;
        sync_folder(&self.0)?;
        Ok(())
    }
}

/// Makes a rename in this folder outlive a power cut.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    // Elsewhere a folder cannot be opened as a file, and the file system orders renames itself.
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}

/// How far an authority's bundles have come: `ROOT-VERSION BUNDLE-KEY BUNDLE-VERSION` in a file of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Highest {
    root: u64,
    bundle_key: String,
    version: u64,
}

impl Highest {
    fn of(bundle: &TrustBundle) -> Self {
        let root = bundle.root().root();
        Self { root: root.version, bundle_key: root.bundle_key.kid().to_string(), version: bundle.version() }
    }

    /// A root that was followed by another never counts again, or its lost bundle key would. A new bundle key may
    /// begin its versions anew, so that a version that a lost key drove up does not lock its successor out.
    fn is_behind(&self, highest: &Self) -> bool {
        let same_key = self.bundle_key == highest.bundle_key;
        self.root < highest.root || (self.version < highest.version && (same_key || self.root == highest.root))
    }

    fn to_text(&self) -> String {
        format!("{} {} {}\n", self.root, self.bundle_key, self.version)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let (root, bundle_key, version) = (words.next()?, words.next()?, words.next()?);
        if words.next().is_some() {
            return None;
        }
        Some(Self { root: root.parse().ok()?, bundle_key: bundle_key.to_owned(), version: version.parse().ok()? })
    }
}
