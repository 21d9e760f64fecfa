//! `kinds.lock`: a profile number, once given, means the same for ever.

use std::fmt;

use super::descriptor::Descriptor;
use super::ids::KindName;
use super::kinds::Kinds;

/// Why kinds and their lock do not agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockFault {
    /// A line that is not `number sha256hex sha256hex kind`.
    Syntax {
        /// The line, from 1.
        line: usize,
    },
    /// A number, or a kind, on two lines.
    Duplicate {
        /// The second line, from 1.
        line: usize,
    },
    /// A number that the lock does not have yet.
    Missing {
        /// The number.
        profile: u64,
    },
    /// A number that the lock gives to another kind.
    Taken {
        /// The number.
        profile: u64,
    },
    /// A kind whose wire parts are no longer those of its number: it needs a new number.
    Changed {
        /// The number.
        profile: u64,
    },
    /// A kind whose rules of acceptance are no longer those of its number: it needs a new number.
    Rules {
        /// The number.
        profile: u64,
    },
}

impl LockFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "kinds-lock.syntax",
            Self::Duplicate { .. } => "kinds-lock.duplicate",
            Self::Missing { .. } => "kinds-lock.missing",
            Self::Taken { .. } => "kinds-lock.taken",
            Self::Changed { .. } => "kinds-lock.changed",
            Self::Rules { .. } => "kinds-lock.rules",
        }
    }
}

impl LockFault {
    /// Every code, for the table of codes.
    pub const CODES: [&'static str; 6] = [
        "kinds-lock.syntax",
        "kinds-lock.duplicate",
        "kinds-lock.missing",
        "kinds-lock.taken",
        "kinds-lock.changed",
        "kinds-lock.rules",
    ];
}

impl fmt::Display for LockFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for LockFault {}

struct Line {
    profile: u64,
    wire: String,
    rules: String,
    kind: KindName,
}

fn hex(digest: [u8; 32]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Line {
    fn of(descriptor: &Descriptor) -> Option<Self> {
        Some(Self {
            profile: descriptor.code_profile()?,
            wire: hex(descriptor.wire_digest()),
            rules: hex(descriptor.rules_digest()),
            kind: descriptor.kind().clone(),
        })
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(' ');
        let (number, wire, rules, kind) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let profile: u64 = number.parse().ok()?;
        let is_digest =
            |text: &str| text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'));
        let kind = KindName::parse(kind).ok()?;
        let whole = parts.next().is_none() && profile.to_string() == number && is_digest(wire) && is_digest(rules);
        whole.then(|| Self { profile, wire: wire.to_owned(), rules: rules.to_owned(), kind })
    }
}

impl Kinds {
    /// The lock of these kinds: one line `number sha256hex sha256hex kind` for each profile number, by number:
    /// the digests are [`wire_digest`](Descriptor::wire_digest) and [`rules_digest`](Descriptor::rules_digest). Lines that begin
    /// with `#` say what the file is.
    #[must_use]
    pub fn lock_text(&self) -> String {
        let mut lines: Vec<Line> = self.iter().filter_map(Line::of).collect();
        lines.sort_by_key(|line| line.profile);
        let mut text = String::from(
            "# Profile number, SHA-256 of the wire parts, SHA-256 of the rules, kind. A number is never given twice and never changed.\n",
        );
        for line in lines {
            text.push_str(&format!("{} {} {} {}\n", line.profile, line.wire, line.rules, line.kind));
        }
        text
    }

    /// Compares these kinds with a lock. A number in the lock that no kind has is a retired one and stays taken.
    ///
    /// # Errors
    /// Every fault: `kinds-lock.syntax`, `.duplicate`, `.missing`, `.taken`, `.changed`, `.rules`.
    pub fn check_lock(&self, lock_text: &str) -> Result<(), Vec<LockFault>> {
        let mut faults = Vec::new();
        let mut locked: Vec<Line> = Vec::new();
        for (i, text) in lock_text.lines().enumerate() {
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            match Line::parse(text) {
                None => faults.push(LockFault::Syntax { line: i + 1 }),
                Some(line) if locked.iter().any(|known| known.profile == line.profile) => {
                    faults.push(LockFault::Duplicate { line: i + 1 });
                }
                Some(line) => locked.push(line),
            }
        }
        for line in self.iter().filter_map(Line::of) {
            let profile = line.profile;
            match locked.iter().find(|known| known.profile == profile) {
                None => faults.push(LockFault::Missing { profile }),
                Some(known) if known.kind != line.kind => faults.push(LockFault::Taken { profile }),
                Some(known) if known.wire != line.wire => faults.push(LockFault::Changed { profile }),
                Some(known) if known.rules != line.rules => faults.push(LockFault::Rules { profile }),
                Some(_) => {}
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}
