//! Times as people in Hong Kong read them, in each language.

use fluent_bundle::FluentArgs;

use super::catalogue::with_arguments;
use super::facts::exact;
use crate::document::{ElementType, Value};
use crate::language::Language;
use crate::time::UnixTime;

/// A moment in Hong Kong to the minute.
///
/// ```
/// use chop_core::language::Language;
/// use chop_core::text::date_time;
/// use chop_core::time::UnixTime;
/// let time = UnixTime::parse_tdate("2026-11-24T02:42:59Z").unwrap();
/// assert_eq!(date_time(time, Language::English), "24 November 2026 10:42");
/// assert_eq!(date_time(time, Language::TraditionalChinese), "2026年11月24日 10:42");
/// ```
#[must_use]
pub fn date_time(time: UnixTime, language: Language) -> String {
    Value::DateTime(time).show(&ElementType::DateTime, language)
}

/// The time of day in Hong Kong to the minute, for what happened today: `10:42`.
#[must_use]
pub fn time_of_day(time: UnixTime, language: Language) -> String {
    let at = time.hong_kong();
    let mut arguments = FluentArgs::with_capacity(2);
    arguments.set("hour", format!("{:02}", at.hour()));
    arguments.set("minute", format!("{:02}", at.minute()));
    with_arguments("time-of-day", None, language, &arguments).unwrap_or_default()
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
    with_arguments(key, None, language, &arguments).unwrap_or_default()
}
