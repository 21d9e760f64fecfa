//! The passphrase: how strong it must be, how dear a guess is, how many guesses there are.

use std::fmt;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use chop_core::encoding::cbor::{Item, Strictness, Writer};
use chop_core::time::UnixTime;
use zeroize::{Zeroize as _, Zeroizing};

use crate::device::Protection;
use crate::store::StoreFault;

/// Rounds of tries; after each but the last the wallet waits.
pub const ROUNDS: u8 = 4;
/// Tries in a round.
pub const TRIES_A_ROUND: u8 = 4;
/// Seconds to wait after the first, second and third round.
pub const WAITS: [i64; 3] = [60, 300, 3_600];
/// After so many wrong passphrases the wallet destroys its keys.
pub(crate) const TRIES: u8 = ROUNDS * TRIES_A_ROUND;

const PASSPHRASE_CHARACTERS: usize = 10;
const PIN_CHARACTERS: usize = 6;

/// What the holder types. Wiped when dropped; prints as `<redacted>`.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

impl Passphrase {
    /// Takes what was typed, exactly.
    #[must_use]
    pub fn new(typed: &str) -> Self {
        Self(Zeroizing::new(typed.to_owned()))
    }

    /// Whether it may seal a new wallet: ten characters or more where the device key can be copied, six where it
    /// stands in hardware; never one character repeated or a run such as `123456`.
    ///
    /// # Errors
    /// `wallet.pin-weak`.
    pub fn check(&self, protection: Protection) -> Result<(), StoreFault> {
        let least = match protection {
            Protection::Hardware => PIN_CHARACTERS,
            Protection::File => PASSPHRASE_CHARACTERS,
        };
        let steps: Vec<i64> = self
            .0
            .chars()
            .zip(self.0.chars().skip(1))
            .map(|(a, b)| i64::from(u32::from(b)) - i64::from(u32::from(a)))
            .collect();
        let is_run = [-1, 0, 1].iter().any(|step| steps.iter().all(|found| found == step));
        if self.0.chars().count() < least || is_run { Err(StoreFault::Weak) } else { Ok(()) }
    }

    /// Argon2id (RFC 9106) of the passphrase.
    pub(crate) fn stretch(&self, salt: &[u8; 16], cost: Cost) -> Result<Zeroizing<[u8; 32]>, CostFault> {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost.params()?);
        let mut blocks = vec![Block::new(); argon2.params().block_count()];
        let mut stretched = Zeroizing::new([0; 32]);
        let done = argon2.hash_password_into_with_memory(self.0.as_bytes(), salt, &mut stretched[..], &mut blocks);
        blocks.iter_mut().for_each(|block| block.zeroize());
        done.map(|()| stretched).map_err(|_| CostFault)
    }
}

/// What one guess costs: memory in KiB, passes over it, lanes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    memory: u32,
    passes: u32,
    lanes: u32,
}

/// Costs that this software does not take: no guess at all, or so dear that opening would be an attack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CostFault;

impl CostFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "wallet.cost"
    }
}

displays_code!(CostFault);

impl Cost {
    /// What wallets take: 64 MiB, three passes (RFC 9106 §4, second choice, with one lane).
    pub const STANDARD: Self = Self { memory: 65_536, passes: 3, lanes: 1 };
    const MEMORY_MAX: u32 = 1_048_576;
    const PASSES_MAX: u32 = 16;
    const LANES_MAX: u32 = 4;

    /// Other costs: at most 1 GiB, 16 passes and 4 lanes, in a file too. Cheaper ones than
    /// [`STANDARD`](Self::STANDARD) are for tests. They are no way to weaken a wallet that exists: its key is wrapped
    /// under what its own costs gave.
    ///
    /// # Errors
    /// `wallet.cost`.
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, CostFault> {
        let cost = Self { memory: memory_kib, passes, lanes };
        let bounded = memory_kib <= Self::MEMORY_MAX && passes <= Self::PASSES_MAX && lanes <= Self::LANES_MAX;
        if !bounded {
            return Err(CostFault);
        }
        cost.params().map(|_| cost)
    }

    fn params(self) -> Result<Params, CostFault> {
        Params::new(self.memory, self.passes, self.lanes, Some(32)).map_err(|_| CostFault)
    }

    /// `[memory, passes, lanes, salt]`.
    pub(crate) fn to_bytes(self, salt: &[u8; 16]) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(4);
        writer.uint(self.memory.into());
        writer.uint(self.passes.into());
        writer.uint(self.lanes.into());
        writer.bytes(salt);
        writer.into_bytes()
    }

    pub(crate) fn parse(bytes: &[u8]) -> Result<(Self, [u8; 16]), CostFault> {
        let item = Item::parse(bytes, Strictness::Deterministic).map_err(|_| CostFault)?;
        let [memory, passes, lanes, salt] = item.as_array_of().ok_or(CostFault)?;
        let number = |item: &Item<'_>| item.as_uint().and_then(|n| u32::try_from(n).ok()).ok_or(CostFault);
        let cost = Self::new(number(memory)?, number(passes)?, number(lanes)?)?;
        Ok((cost, salt.as_byte_array().ok_or(CostFault)?))
    }
}

/// Wrong passphrases so far, and when the last one was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attempts {
    failed: u8,
    last: Option<UnixTime>,
}

/// Whether a passphrase may be tried now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// Yes, and so many tries are left in this round.
    Open {
        /// 1 to [`TRIES_A_ROUND`].
        tries: u8,
    },
    /// Not before this second.
    Wait {
        /// The first second at which it may.
        until: UnixTime,
    },
    /// Never again.
    Spent,
}

impl Attempts {
    pub(crate) const fn new(failed: u8, last: Option<UnixTime>) -> Self {
        Self { failed, last }
    }

    /// How many wrong passphrases were tried since the last right one.
    #[must_use]
    pub const fn failed(&self) -> u8 {
        self.failed
    }

    /// When the last one was tried.
    #[must_use]
    pub const fn last(&self) -> Option<UnixTime> {
        self.last
    }

    /// Whether a passphrase may be tried at `now`.
    #[must_use]
    pub fn gate(&self, now: UnixTime) -> Gate {
        if self.failed >= TRIES {
            return Gate::Spent;
        }
        let in_round = self.failed % TRIES_A_ROUND;
        let round = self.failed / TRIES_A_ROUND;
        let wait = usize::from(round).checked_sub(1).and_then(|round| WAITS.get(round));
        if let (0, Some(wait), Some(last)) = (in_round, wait, self.last) {
            let until = last.plus(*wait);
            if now < until {
                return Gate::Wait { until };
            }
        }
        Gate::Open { tries: TRIES_A_ROUND - in_round }
    }

    /// One more try, counted before it is made.
    pub(crate) const fn counted(self, now: UnixTime) -> Self {
        Self { failed: self.failed.saturating_add(1), last: Some(now) }
    }

    /// A clock that stands before the last try starts the wait again: setting it back gains nothing, and one that was
    /// wrongly ahead does not lock a holder out for years.
    pub(crate) fn restarted(self, now: UnixTime) -> Option<Self> {
        self.last.is_some_and(|last| now < last).then_some(Self { failed: self.failed, last: Some(now) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> UnixTime {
        UnixTime::new(1_795_341_600 + seconds).unwrap()
    }

    #[test]
    fn ten_characters_replace_a_pin_where_the_key_can_be_copied() {
        for (text, hardware, file) in [
            ("", false, false),
            ("48151", false, false),
            ("481516", true, false),
            ("111111", false, false),
            ("123456", false, false),
            ("fedcba", false, false),
            ("ninechars", true, false),
            ("ten chars!", true, true),
            ("aaaaaaaaaaaa", false, false),
            ("abcdefghijklm", false, false),
            ("一二三四五六七八九十", true, true),
        ] {
            let passphrase = Passphrase::new(text);
            assert_eq!(passphrase.check(Protection::Hardware).is_ok(), hardware, "{text}");
            assert_eq!(passphrase.check(Protection::File).is_ok(), file, "{text}");
        }
        assert_eq!(format!("{:?}", Passphrase::new("ten chars!")), "<redacted>");
    }

    #[test]
    fn costs_are_bounded_on_both_sides() {
        for good in [(8, 1, 1), (65_536, 3, 1), (1_048_576, 16, 4)] {
            assert!(Cost::new(good.0, good.1, good.2).is_ok(), "{good:?}");
        }
        for bad in [(7, 1, 1), (64, 0, 1), (64, 1, 0), (1_048_577, 1, 1), (64, 17, 1), (64, 1, 5)] {
            assert_eq!(Cost::new(bad.0, bad.1, bad.2), Err(CostFault), "{bad:?}");
        }
        let bytes = Cost::STANDARD.to_bytes(&[9; 16]);
        assert_eq!(Cost::parse(&bytes), Ok((Cost::STANDARD, [9; 16])));
        for bad in [&b""[..], b"\x80", &bytes[..bytes.len() - 1], &[bytes.as_slice(), b"\0"].concat()] {
            assert_eq!(Cost::parse(bad), Err(CostFault));
        }
    }

    #[test]
    fn every_input_changes_the_key() {
        let quick = Cost::new(8, 1, 1).unwrap();
        let key = |text, salt, cost| Passphrase::new(text).stretch(&[salt; 16], cost).unwrap();
        let base = key("correct horse", 1, quick);
        assert_eq!(base, key("correct horse", 1, quick));
        assert_ne!(base, key("correct horsf", 1, quick));
        assert_ne!(base, key("correct horse", 2, quick));
        assert_ne!(base, key("correct horse", 1, Cost::new(16, 1, 1).unwrap()));
        assert_ne!(base, key("correct horse", 1, Cost::new(8, 2, 1).unwrap()));
    }

    #[test]
    fn four_rounds_of_four_tries_with_waits_between() {
        let mut attempts = Attempts::default();
        let mut now = at(0);
        for (round, wait) in [(1, Some(60)), (2, Some(300)), (3, Some(3_600)), (4, None)] {
            for tries in (1..=4).rev() {
                assert_eq!(attempts.gate(now), Gate::Open { tries }, "round {round}");
                attempts = attempts.counted(now);
            }
            let Some(wait) = wait else { break };
            assert_eq!(attempts.gate(now), Gate::Wait { until: now.plus(wait) });
            assert_eq!(attempts.gate(now.plus(wait - 1)), Gate::Wait { until: now.plus(wait) });
            assert_eq!(attempts.gate(now.plus(wait)), Gate::Open { tries: 4 });
            now = now.plus(wait);
        }
        assert_eq!(attempts.failed(), 16);
        assert_eq!(attempts.gate(now.plus(1_000_000)), Gate::Spent);
    }

    #[test]
    fn a_clock_set_back_starts_the_wait_again() {
        let attempts = (0..4).fold(Attempts::default(), |attempts, _| attempts.counted(at(1_000)));
        assert_eq!(attempts.restarted(at(1_000)), None);
        let restarted = attempts.restarted(at(0)).unwrap();
        assert_eq!(restarted.gate(at(59)), Gate::Wait { until: at(60) });
        assert_eq!(restarted.gate(at(60)), Gate::Open { tries: 4 });
        assert_eq!(restarted.failed(), 4);
    }
}
