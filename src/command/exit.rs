//! Exit codes that scripts can use, and failures that help.

use std::io;
use std::process::ExitCode;

use super::wallet::words::Facts;

/// How a verb ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Verified, or done.
    Done,
    /// A verdict: not verified.
    NotVerified,
    /// The command line is wrong.
    Usage,
    /// The input cannot be read.
    Unreadable,
    /// It could not be decided: stale list, doubtful clock.
    Undecided,
    /// Policy refuses.
    Refused,
    /// A fault of chop itself.
    Internal,
}

impl Exit {
    pub(crate) const fn number(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::NotVerified => 1,
            Self::Usage => 2,
            Self::Unreadable => 3,
            Self::Undecided => 4,
            Self::Refused => 5,
            Self::Internal => 70,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.number())
    }
}

/// Why a verb could not do its work: a stable code, the facts for its sentence, and an exit code.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub(crate) code: &'static str,
    pub(crate) facts: Facts,
    pub(crate) exit: Exit,
}

impl Failure {
    pub(crate) fn new(code: &'static str, exit: Exit) -> Self {
        Self { code, facts: Facts::default(), exit }
    }

    pub(crate) fn usage(code: &'static str) -> Self {
        Self::new(code, Exit::Usage)
    }

    pub(crate) fn unreadable(code: &'static str) -> Self {
        Self::new(code, Exit::Unreadable)
    }

    pub(crate) fn refused(code: &'static str) -> Self {
        Self::new(code, Exit::Refused)
    }

    pub(crate) fn at(mut self, path: &std::path::Path) -> Self {
        self.facts = self.facts.path(&path.display().to_string());
        self
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let full = [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded, io::ErrorKind::FileTooLarge];
        let code = if full.contains(&error.kind()) {
            "io.disk-full"
        } else if error.kind() == io::ErrorKind::NotFound {
            "input.file"
        } else {
            "io.write"
        };
        Self::unreadable(code)
    }
}
