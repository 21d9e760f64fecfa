//! When each credential of a record is valid (personal-code-1 §6).
//!
//! A strip is credentials that follow one another, each overlapping the next by a fifth of its life, so that a phone
//! that was off-line keeps working. Starts are moved back by chance, by whole steps and less than the overlap, so that
//! they say little about when a person's documents were made.

use chop_core::document::{Date, Validity};
use chop_core::random::{Random, RandomFault};
use chop_core::time::UnixTime;

const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;
/// The most that a start is moved by.
const SPREAD: i64 = 4 * HOUR;

/// The half-open time of one credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) from: UnixTime,
    pub(crate) until: UnixTime,
}

/// Keys that a request must have for a kind: strip × copies.
pub(crate) fn credentials_of(validity: &Validity) -> usize {
    usize::from(validity.strip) * usize::from(validity.copies)
}

/// The times of a record's credentials, strip by strip. `begins` is the first day on which the document may be valid:
/// no credential starts before it.
pub(crate) fn windows(
    validity: &Validity,
    now: UnixTime,
    begins: Date,
    random: &mut dyn Random,
) -> Result<Vec<Window>, RandomFault> {
    let life = i64::from(validity.minutes) * MINUTE;
    let spread = (life * 2 / 15).min(SPREAD);
    let step = match spread {
        SPREAD.. => HOUR,
        HOUR..SPREAD => 15 * MINUTE,
        _ => MINUTE,
    };
    let earliest = begins.start_in_hong_kong();
    let first = rounded(now, step).max(earliest);
    let apart = life * 4 / 5 / step * step;
    let mut windows = Vec::with_capacity(credentials_of(validity));
    for place in 0..i64::from(validity.strip) {
        for _ in 0..validity.copies {
            let back = step * below((spread / step).max(1), random)?;
            let from = first.plus(place * apart - back).max(earliest);
            windows.push(Window { from, until: from.plus(life) });
        }
    }
    Ok(windows)
}

fn rounded(time: UnixTime, step: i64) -> UnixTime {
    time.plus(-time.seconds().rem_euclid(step))
}

/// A number from 0 to `end` − 1. Of 2^63 draws the ends differ by less than 240: no one can tell.
fn below(end: i64, random: &mut dyn Random) -> Result<i64, RandomFault> {
    let mut bytes = [0; 8];
    random.fill(&mut bytes)?;
    Ok((i64::from_le_bytes(bytes) & i64::MAX) % end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chop_core::dev::Counted;
    use chop_core::document::Kinds;
    use proptest::prelude::*;

    fn validity(minutes: u32, strip: u8, copies: u8) -> Validity {
        let kinds = Kinds::shipped();
        let like = kinds.by_kind("personal-code").unwrap().validity();
        Validity { minutes, strip, copies, ..like.clone() }
    }

    fn at(text: &str) -> UnixTime {
        UnixTime::parse_tdate(text).unwrap()
    }

    fn today(now: UnixTime) -> Date {
        Date::in_hong_kong(now)
    }

    #[test]
    fn a_personal_code_strip_is_seven_days_of_thirty_hours_each() {
        let now = at("2026-11-22T10:20:30Z");
        let kinds = Kinds::shipped();
        let validity = kinds.by_kind("personal-code").unwrap().validity();
        let mut seen = std::collections::BTreeSet::new();
        for seed in 0..200 {
            let strip = windows(
                validity,
                now,
                today(now).min(Date::parse("2000-01-01").unwrap()),
                &mut Counted::new(&seed.to_string()),
            )
            .unwrap();
            assert_eq!(strip.len(), 7);
            for (day, window) in (0_i64..).zip(&strip) {
                let behind = at("2026-11-22T10:00:00Z").plus(day * 24 * HOUR).since(window.from);
                assert!((0..4).map(|hours| hours * HOUR).any(|hours| hours == behind), "{behind}");
                assert_eq!(window.until.since(window.from), 30 * HOUR);
                seen.insert(behind);
            }
            assert!(strip[6].until >= now.plus(7 * 24 * HOUR));
        }
        assert_eq!(seen.len(), 4, "every start occurs");
    }

    #[test]
    fn no_credential_starts_before_its_document() {
        let now = at("2026-11-22T16:30:00Z");
        let day = Date::parse("2026-11-23").unwrap();
        for seed in 0..50 {
            let strip = windows(&validity(1_800, 7, 2), now, day, &mut Counted::new(&seed.to_string())).unwrap();
            assert!(strip.iter().all(|window| window.from >= at("2026-11-22T16:00:00Z")));
            assert_eq!(strip[0].from, at("2026-11-22T16:00:00Z"));
        }
        let later = Date::parse("2027-01-01").unwrap();
        let one = windows(&validity(525_600, 1, 1), now, later, &mut Counted::new("x")).unwrap();
        assert_eq!(one[0].from, at("2026-12-31T16:00:00Z"));
    }

    proptest! {
        #[test]
        fn a_strip_has_no_gap_and_its_first_covers_now(
            minutes in 1_u32..=527_040, strip in 1_u8..=31, copies in 1_u8..=4, now in 1_700_000_000_i64..2_000_000_000,
            seed in any::<u64>(),
        ) {
            let now = UnixTime::new(now).unwrap();
            let long_ago = Date::parse("2000-01-01").unwrap();
            let windows = windows(&validity(minutes, strip, copies), now, long_ago, &mut Counted::new(&seed.to_string())).unwrap();
            let copies = usize::from(copies);
            for copy in 0..copies {
                let mine: Vec<_> = windows.iter().skip(copy).step_by(copies).collect();
                prop_assert!(mine[0].from <= now && now < mine[0].until);
                prop_assert!(now.since(mine[0].from) < SPREAD.min(i64::from(minutes) * MINUTE));
                for pair in mine.windows(2) {
                    prop_assert!(pair[1].from <= pair[0].until, "a gap");
                }
            }
        }
    }
}
