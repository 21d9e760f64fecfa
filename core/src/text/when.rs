//! Days and times as people in Hong Kong read them, in each language.

use fluent_bundle::FluentArgs;
use jiff::civil;

use super::catalogue::with_arguments;
use super::facts::exact;
use crate::language::Language;
use crate::time::UnixTime;

/// A day, or a moment to the minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A civil day of Hong Kong.
    Day(civil::Date),
    /// A moment, shown with its day.
    Moment(UnixTime),
    /// A moment of today, shown as a time of day.
    Clock(UnixTime),
}

impl From<civil::Date> for When {
    fn from(day: civil::Date) -> Self {
        Self::Day(day)
    }
}

impl From<UnixTime> for When {
    fn from(moment: UnixTime) -> Self {
        Self::Moment(moment)
    }
}

impl When {
    pub(super) fn show(self, language: Language) -> String {
        match self {
            Self::Day(date) => day(date, language),
            Self::Moment(time) => moment(time, language),
            Self::Clock(time) => clock(time),
        }
    }
}

/// A civil day: `3 June 1985`, `1985年6月3日`.
///
/// ```
/// use chop_core::language::Language;
/// use chop_core::text::day;
/// use jiff::civil::date;
/// assert_eq!(day(date(1985, 6, 3), Language::English), "3 June 1985");
/// assert_eq!(day(date(1985, 6, 3), Language::SimplifiedChinese), "1985年6月3日");
/// ```
#[must_use]
pub fn day(date: civil::Date, language: Language) -> String {
    dated("date-day", date, None, language)
}

/// A moment in Hong Kong to the minute: `24 November 2026 10:42`, `2026年11月24日 10:42`.
#[must_use]
pub fn moment(time: UnixTime, language: Language) -> String {
    dated("date-moment", time.hong_kong_day(), Some(clock(time)), language)
}

/// The time of day in Hong Kong, in every language alike: `10:42`.
///
/// ```
/// use chop_core::text::clock;
/// use chop_core::time::UnixTime;
/// assert_eq!(clock(UnixTime::parse_tdate("2026-11-24T02:42:59Z").unwrap()), "10:42");
/// ```
#[must_use]
pub fn clock(time: UnixTime) -> String {
    let at = time.hong_kong();
    format!("{:02}:{:02}", at.hour(), at.minute())
}

fn dated(key: &str, date: civil::Date, clock: Option<String>, language: Language) -> String {
    let mut arguments = FluentArgs::with_capacity(4);
    arguments.set("year", date.year());
    arguments.set("month", date.month());
    arguments.set("day", date.day());
    if let Some(clock) = clock {
        arguments.set("clock", clock);
    }
    with_arguments(key, None, language, &arguments).unwrap_or_else(|| date.to_string())
}

/// A length of time in the largest unit of which there are two at least.
pub(super) fn span(seconds: u64, language: Language) -> String {
    let (key, count) = match seconds {
        0..120 => ("span-seconds", seconds),
        120..7_200 => ("span-minutes", seconds / 60),
        7_200..172_800 => ("span-hours", seconds / 3_600),
        172_800.. => ("span-days", seconds / 86_400),
    };
    let mut arguments = FluentArgs::with_capacity(1);
    arguments.set("count", exact(count));
    with_arguments(key, None, language, &arguments).unwrap_or_else(|| seconds.to_string())
}
