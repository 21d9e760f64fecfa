//! The memory of a shift: codes and holders seen by this process, gone when it ends.

use std::collections::HashMap;

use chop_core::crypto::mac::MacKey;
use chop_core::encoding::limits::CHALLENGE_TTL_SECONDS;
use chop_core::random::{self, Random, RandomFault};
use chop_core::time::UnixTime;
use chop_core::verify::{Admission, MemoryLost, REPLAY_MARGIN_SECONDS, Seen, Sighting};

/// Seconds for which a holder who comes again is pointed out.
pub const HOLDER_SECONDS: i64 = 600;
/// More than any door admits in ten minutes; beyond it the oldest are forgotten first.
const HOLDERS_MAX: usize = 100_000;

/// Holders admitted in the last ten minutes, by a keyed digest of their device key that means nothing elsewhere.
pub struct Holders {
    key: MacKey,
    admitted: HashMap<[u8; 32], UnixTime>,
}

impl Holders {
    /// Begins a shift with a key of its own.
    ///
    /// # Errors
    /// `random.failed`.
    pub fn begin(random: &mut dyn Random) -> Result<Self, RandomFault> {
        let key = random::secret::<32>(random)?;
        Ok(Self { key: MacKey::new(&*key), admitted: HashMap::new() })
    }

    /// When this holder was last admitted, if that was less than ten minutes ago; and remembers this time.
    pub fn admit(&mut self, device_key: &[u8; 33], now: UnixTime) -> Option<UnixTime> {
        self.admitted.retain(|_, at| now.since(*at) < HOLDER_SECONDS);
        if self.admitted.len() >= HOLDERS_MAX
            && let Some(oldest) = self.admitted.iter().min_by_key(|(_, at)| **at).map(|(key, _)| *key)
        {
            self.admitted.remove(&oldest);
        }
        self.admitted.insert(self.key.tag(device_key), now)
    }
}

/// A replay memory in this process alone. After a restart it has lost what came before, so it refuses codes that
/// were made before it began.
pub struct ShiftMemory {
    began: UnixTime,
    highest: UnixTime,
    seen: HashMap<[u8; 32], (UnixTime, UnixTime)>,
    holders: Holders,
}

impl ShiftMemory {
    /// Begins at `now`.
    ///
    /// # Errors
    /// `random.failed`.
    pub fn begin(now: UnixTime, random: &mut dyn Random) -> Result<Self, RandomFault> {
        Ok(Self { began: now, highest: now, seen: HashMap::new(), holders: Holders::begin(random)? })
    }
}

impl Seen for ShiftMemory {
    fn admit(&mut self, sighting: &Sighting) -> Result<Admission, MemoryLost> {
        self.highest = self.highest.max(sighting.now);
        self.seen.retain(|_, (_, keep_until)| *keep_until >= self.highest);
        let key = sighting_key(sighting);
        if let Some((at, _)) = self.seen.get(&key) {
            return Ok(Admission::Seen { at: *at });
        }
        if sighting.issued_at < self.began && !sighting.answers_challenge {
            return Ok(Admission::BeforeStart);
        }
        self.seen.insert(key, (sighting.now, keep_until(sighting)));
        Ok(match self.holders.admit(&sighting.device_key, sighting.now) {
            Some(at) => Admission::HolderAgain { at },
            None => Admission::New,
        })
    }
}

/// The latest moment at which a sighting must still be remembered: a code as long as it could be fresh, an answer
/// as long as its challenge could be open.
pub(crate) fn keep_until(sighting: &Sighting) -> UnixTime {
    if sighting.answers_challenge {
        let open = i64::try_from(CHALLENGE_TTL_SECONDS).unwrap_or(i64::MAX);
        sighting.now.plus(open.saturating_add(REPLAY_MARGIN_SECONDS))
    } else {
        sighting.keep_until()
    }
}

/// What a replay record is kept under: SHA-256 over device key, time and nonce; never over a signature, which has
/// two valid forms.
pub(crate) fn sighting_key(sighting: &Sighting) -> [u8; 32] {
    let mut bytes = sighting.device_key.to_vec();
    bytes.extend(sighting.issued_at.seconds().to_be_bytes());
    bytes.extend_from_slice(&sighting.nonce);
    MacKey::new(b"chop-replay-1").tag(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counter(u8);

    impl Random for Counter {
        fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFault> {
            for byte in bytes {
                self.0 = self.0.wrapping_add(1);
                *byte = self.0;
            }
            Ok(())
        }
    }

    fn at(seconds: i64) -> UnixTime {
        UnixTime::new(1_795_341_600 + seconds).unwrap()
    }

    fn sighting(device: u8, issued: i64, nonce: u8, now: i64) -> Sighting {
        Sighting {
            device_key: [device; 33],
            issued_at: at(issued),
            nonce: vec![nonce; 8],
            now: at(now),
            answers_challenge: false,
            life: chop_core::verify::CODE_LIFE_SECONDS,
        }
    }

    #[test]
    fn a_code_is_admitted_once_and_its_holder_is_pointed_out() {
        let mut memory = ShiftMemory::begin(at(0), &mut Counter(0)).unwrap();
        assert_eq!(memory.admit(&sighting(1, 1, 1, 2)), Ok(Admission::New));
        assert_eq!(memory.admit(&sighting(1, 1, 1, 20)), Ok(Admission::Seen { at: at(2) }));
        assert_eq!(memory.admit(&sighting(1, 16, 2, 17)), Ok(Admission::HolderAgain { at: at(2) }));
        assert_eq!(memory.admit(&sighting(2, 16, 2, 17)), Ok(Admission::New));
        assert_eq!(memory.admit(&sighting(1, 617, 3, 617)), Ok(Admission::New));
    }

    #[test]
    fn a_code_is_remembered_for_as_long_as_it_could_be_accepted() {
        let mut memory = ShiftMemory::begin(at(0), &mut Counter(0)).unwrap();
        assert_eq!(memory.admit(&sighting(1, 0, 1, 0)), Ok(Admission::New));
        assert_eq!(memory.admit(&sighting(1, 0, 1, 55)), Ok(Admission::Seen { at: at(0) }));
        assert!(matches!(memory.admit(&sighting(1, 0, 1, 56)), Ok(Admission::HolderAgain { .. })));
    }

    #[test]
    fn a_code_from_before_the_start_is_not_admitted() {
        let mut memory = ShiftMemory::begin(at(0), &mut Counter(0)).unwrap();
        assert_eq!(memory.admit(&sighting(1, -1, 1, 2)), Ok(Admission::BeforeStart));
        // The time of an answer to a challenge was never judged, so it says nothing of the start either.
        let answer = Sighting { answers_challenge: true, ..sighting(1, -3_600, 1, 2) };
        assert_eq!(memory.admit(&answer), Ok(Admission::New));
        assert_eq!(memory.admit(&answer), Ok(Admission::Seen { at: at(2) }));
    }
}
