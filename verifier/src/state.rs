//! The one directory of a verifier: the pinned root, the highest bundle version, and the replay memory.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chop_core::random::Random;
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
    /// under the same root keys, and remembers its version.
    ///
    /// # Errors
    /// A [`TrustFault`]; `state.io`.
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
        let highest = self.number(&name)?;
        if bundle.version() < highest {
            return Err(StateFault::Trust(TrustFault::Rollback));
        }
        if bundle.version() > highest {
            self.write(&name, bundle.version().to_string().as_bytes())?;
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

    fn number(&self, name: &str) -> Result<u64, StateFault> {
        match fs::read_to_string(self.0.join(name)) {
            Ok(text) => text.trim().parse().map_err(|_| StateFault::Io(io::ErrorKind::InvalidData.into())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error.into()),
        }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), StateFault> {
        let temporary = self.0.join(format!("{name}.new"));
        let mut file = File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(temporary, self.0.join(name))?;
        Ok(())
    }
}
