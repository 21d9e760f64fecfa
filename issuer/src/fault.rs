//! Why the register does not answer.

use rusqlite::ErrorCode;

/// Why the register does not answer. What SQLite says is not kept: it may quote a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreFault {
    /// There is no register here.
    Missing,
    /// A register of a newer program, or a file of another one.
    Version,
    /// Another process keeps it locked.
    Busy,
    /// The disk is full.
    Full,
    /// The file is damaged, or not a register.
    Corrupt,
    /// It may not be written.
    ReadOnly,
    /// The disk failed.
    Io,
    /// The write would break a rule of the register, and was undone.
    Constraint,
    /// SQLite failed in another way, with this extended result code (0 if it has none).
    Backend(i32),
}

impl StoreFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing => "store.missing",
            Self::Version => "store.version",
            Self::Busy => "store.busy",
            Self::Full => "store.full",
            Self::Corrupt => "store.corrupt",
            Self::ReadOnly => "store.read-only",
            Self::Io => "store.io",
            Self::Constraint => "store.constraint",
            Self::Backend(_) => "store.backend",
        }
    }

    /// Every variant, for the table of codes.
    pub const ALL: [Self; 9] = [
        Self::Missing,
        Self::Version,
        Self::Busy,
        Self::Full,
        Self::Corrupt,
        Self::ReadOnly,
        Self::Io,
        Self::Constraint,
        Self::Backend(0),
    ];
}

displays_code!(StoreFault);

/// SQLite's reasons and ours.
const REASONS: [(ErrorCode, StoreFault); 11] = [
    (ErrorCode::CannotOpen, StoreFault::Missing),
    (ErrorCode::DatabaseBusy, StoreFault::Busy),
    (ErrorCode::DatabaseLocked, StoreFault::Busy),
    (ErrorCode::FileLockingProtocolFailed, StoreFault::Busy),
    (ErrorCode::DiskFull, StoreFault::Full),
    (ErrorCode::DatabaseCorrupt, StoreFault::Corrupt),
    (ErrorCode::NotADatabase, StoreFault::Corrupt),
    (ErrorCode::ReadOnly, StoreFault::ReadOnly),
    (ErrorCode::PermissionDenied, StoreFault::ReadOnly),
    (ErrorCode::SystemIoFailure, StoreFault::Io),
    (ErrorCode::ConstraintViolation, StoreFault::Constraint),
];

impl From<rusqlite::Error> for StoreFault {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error() {
            Some(failure) => REASONS
                .iter()
                .find(|(code, _)| *code == failure.code)
                .map_or(Self::Backend(failure.extended_code), |(_, fault)| *fault),
            // Without a result code the fault is in what was read: another type or another value than the schema's.
            None => Self::Corrupt,
        }
    }
}
