use std::io;

use chop_core::random::RandomFault;
use chop_core::time::UnixTime;

use crate::device::DeviceFault;
use crate::pin::CostFault;

/// Why a wallet's store cannot be made, opened or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreFault {
    /// There is no wallet in this directory.
    Missing,
    /// There is something in this directory already.
    Exists,
    /// Another program has the wallet open.
    Busy,
    /// A file of the wallet was deleted, changed, cut short, or replaced by an older copy. It stays locked.
    Tampered,
    /// The wallet was made by a newer version of this software.
    Version,
    /// Too many wrong passphrases: not before this second.
    Locked {
        /// The first second at which a passphrase is tried again.
        until: UnixTime,
    },
    /// A wrong passphrase.
    Passphrase {
        /// How many tries are left before the wallet waits, or destroys its keys.
        tries: u8,
        /// If this was the last of a round, the first second at which a passphrase is tried again.
        until: Option<UnixTime>,
    },
    /// Sixteen wrong passphrases: the keys were destroyed.
    Wiped,
    /// The passphrase may not seal a wallet.
    Weak,
    /// Costs of the passphrase beyond what this software takes, or more memory than there is.
    Cost,
    /// The disk refused.
    Io(io::ErrorKind),
    /// Randomness failed.
    Random,
}

impl StoreFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing => "wallet.missing",
            Self::Exists => "wallet.exists",
            Self::Busy => "wallet.busy",
            Self::Tampered => "wallet.tampered",
            Self::Version => "wallet.version",
            Self::Locked { .. } => "wallet.locked",
            Self::Passphrase { .. } => "wallet.passphrase",
            Self::Wiped => "wallet.wiped",
            Self::Weak => "wallet.pin-weak",
            Self::Cost => "wallet.cost",
            Self::Io(_) => "wallet.io",
            Self::Random => "random.failed",
        }
    }
}

displays_code!(StoreFault);

impl From<io::Error> for StoreFault {
    fn from(error: io::Error) -> Self {
        Self::Io(error.kind())
    }
}

impl From<RandomFault> for StoreFault {
    fn from(_: RandomFault) -> Self {
        Self::Random
    }
}

impl From<CostFault> for StoreFault {
    fn from(_: CostFault) -> Self {
        Self::Cost
    }
}

impl From<DeviceFault> for StoreFault {
    /// A store without its device key, or with another one, is a store that was tampered with.
    fn from(fault: DeviceFault) -> Self {
        match fault {
            DeviceFault::Missing | DeviceFault::Altered | DeviceFault::Lower => Self::Tampered,
            DeviceFault::Io(kind) => Self::Io(kind),
            DeviceFault::Random => Self::Random,
        }
    }
}

impl From<rusqlite::Error> for StoreFault {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Sqlite;
        match error.sqlite_error_code() {
            Some(Sqlite::DatabaseBusy | Sqlite::DatabaseLocked) => Self::Busy,
            Some(Sqlite::DiskFull) => Self::Io(io::ErrorKind::StorageFull),
            Some(Sqlite::ReadOnly | Sqlite::PermissionDenied) => Self::Io(io::ErrorKind::PermissionDenied),
            Some(Sqlite::OutOfMemory) => Self::Io(io::ErrorKind::OutOfMemory),
            Some(Sqlite::CannotOpen | Sqlite::SystemIoFailure) => Self::Io(io::ErrorKind::Other),
            // What is left is a file that is not the database that was written, or not with its tables and types.
            Some(_) | None => Self::Tampered,
        }
    }
}
