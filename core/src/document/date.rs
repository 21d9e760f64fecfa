//! Days of the calendar, whole or in part, and ages.

use std::fmt;

use jiff::civil;

use crate::time::UnixTime;

/// A real day of the years 0001 to 9999: RFC 3339 `full-date`.
///
/// ```
/// use chop_core::document::Date;
/// assert_eq!(Date::parse("2024-02-29").unwrap().to_string(), "2024-02-29");
/// assert_eq!(Date::parse("2023-02-29").unwrap_err().code(), "date.format");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

/// The text is not a date in the one form that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateFault;

impl DateFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "date.format"
    }
}

impl fmt::Display for DateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for DateFault {}

/// Reads a field of exactly `N` ASCII digits.
fn digits<const N: usize>(text: &str) -> Option<i16> {
    (text.len() == N && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn month(text: &str) -> Option<i8> {
    digits::<2>(text).and_then(|m| i8::try_from(m).ok()).filter(|m| (1..=12).contains(m))
}

fn year(text: &str) -> Option<i16> {
    digits::<4>(text).filter(|y| *y >= 1)
}

impl Date {
    /// A day from year, month and day.
    ///
    /// # Errors
    /// `date.format` if the calendar has no such day, or before the year 1.
    pub fn new(year: i16, month: i8, day: i8) -> Result<Self, DateFault> {
        if year < 1 {
            return Err(DateFault);
        }
        civil::Date::new(year, month, day).map(Self).map_err(|_| DateFault)
    }

    /// Reads `YYYY-MM-DD` and nothing else.
    ///
    /// # Errors
    /// `date.format` for any other form and for a day that does not exist.
    pub fn parse(text: &str) -> Result<Self, DateFault> {
        let mut parts = text.split('-');
        match (parts.next().and_then(year), parts.next().and_then(month), parts.next().and_then(digits::<2>), parts.next())
        {
            (Some(year), Some(month), Some(day), None) => {
                Self::new(year, month, i8::try_from(day).map_err(|_| DateFault)?)
            }
            _ => Err(DateFault),
        }
    }

    /// The day in Hong Kong on which a second falls.
    #[must_use]
    pub fn in_hong_kong(time: UnixTime) -> Self {
        Self(time.hong_kong_day())
    }

    /// The first second of this day in Hong Kong; the first of the calendar if there is none.
    #[must_use]
    pub fn start_in_hong_kong(self) -> UnixTime {
        UnixTime::start_of_hong_kong_day(self.0).unwrap_or_else(|_| UnixTime::EPOCH.plus(i64::MIN))
    }

    /// The day as a civil date.
    #[must_use]
    pub const fn civil(self) -> civil::Date {
        self.0
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day of the month, from 1.
    #[must_use]
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// The day on which someone born on this day turns `years`.
    ///
    /// Born on 29 February: 1 March where the year has no 29 February, as practice in Hong Kong has it. An age is
    /// reached at the start of the anniversary of birth, and in a common year nothing of that day has begun while
    /// 28 February still runs. It is also the careful reading: no one is of age a day too early.
    ///
    /// Beyond the year 9999 it is the last day of the calendar.
    #[must_use]
    pub fn anniversary(self, years: u8) -> Self {
        let year = self.year().saturating_add(i16::from(years));
        Self::new(year, self.month(), self.day())
            .or_else(|_| Self::new(year, 3, 1))
            .unwrap_or(Self(civil::Date::MAX))
    }
}

impl From<civil::Date> for Date {
    /// Years before 1 become the first day of the year 1.
    fn from(date: civil::Date) -> Self {
        Self(date.max(civil::date(1, 1, 1)))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

/// A date of which the day, or the day and the month, may be unknown, as for some elderly holders.
///
/// ```
/// use chop_core::document::PartialDate;
/// let born = PartialDate::parse("1958").unwrap();
/// assert_eq!(born.latest().to_string(), "1958-12-31");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartialDate {
    /// Only the year is known.
    Year(Year),
    /// Year and month are known.
    Month(YearMonth),
    /// The day is known.
    Day(Date),
}

/// A year, 1 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Year(i16);

impl Year {
    /// The number of the year.
    #[must_use]
    pub const fn number(self) -> i16 {
        self.0
    }
}

/// A month of a year.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct YearMonth {
    year: i16,
    month: i8,
}

impl YearMonth {
    /// The number of the year.
    #[must_use]
    pub const fn year(self) -> i16 {
        self.year
    }

    /// The month, 1 to 12.
    #[must_use]
    pub const fn month(self) -> i8 {
        self.month
    }
}

impl PartialDate {
    /// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    ///
    /// # Errors
    /// `date.format` for any other form and for a day that does not exist.
    pub fn parse(text: &str) -> Result<Self, DateFault> {
        if let Some(year) = year(text) {
            return Ok(Self::Year(Year(year)));
        }
        match text.split_once('-') {
            Some((y, m)) if m.len() == 2 => match (year(y), month(m)) {
                (Some(year), Some(month)) => Ok(Self::Month(YearMonth { year, month })),
                _ => Err(DateFault),
            },
            _ => Date::parse(text).map(Self::Day),
        }
    }

    /// The earliest day that it can be.
    #[must_use]
    pub fn earliest(&self) -> Date {
        match self {
            Self::Year(year) => Date(civil::date(year.0, 1, 1)),
            Self::Month(at) => Date(civil::date(at.year, at.month, 1)),
            Self::Day(date) => *date,
        }
    }

    /// The latest day that it can be.
    #[must_use]
    pub fn latest(&self) -> Date {
        match self {
            Self::Year(year) => Date(civil::date(year.0, 12, 31)),
            Self::Month(at) => Date(civil::date(at.year, at.month, 1).last_of_month()),
            Self::Day(date) => *date,
        }
    }
}

impl From<Date> for PartialDate {
    fn from(date: Date) -> Self {
        Self::Day(date)
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{:04}", year.0),
            Self::Month(at) => write!(f, "{:04}-{:02}", at.year, at.month),
            Self::Day(date) => date.fmt(f),
        }
    }
}

impl fmt::Debug for PartialDate {
    /// A partial date is a date of birth nearly always.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

/// Whether someone born then is at least `years` old on a day (Hong Kong's), whichever possible day of birth is true.
///
/// ```
/// use chop_core::document::{Date, PartialDate, age_at_least};
/// let born = PartialDate::parse("2008-02-29").unwrap();
/// assert!(!age_at_least(&born, 18, Date::parse("2026-02-28").unwrap()));
/// assert!(age_at_least(&born, 18, Date::parse("2026-03-01").unwrap()));
/// ```
#[must_use]
pub fn age_at_least(birth: &PartialDate, years: u8, on: Date) -> bool {
    on >= birth.latest().anniversary(years)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn only_one_form_of_a_real_day_is_read() {
        for text in ["1985-06-03", "2024-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(day(text).to_string(), text);
        }
        for text in [
            "", "1985-6-3", "1985-06-31", "2023-02-29", "1900-02-29", "0000-01-01", "1985-13-01", "1985-00-10", "1985-06-00",
            "85-06-03", "19850603", "03-06-1985", "1985/06/03", " 1985-06-03", "1985-06-03 ", "1985-06-03T00:00:00Z",
            "+1985-06-03", "-1985-06-03", "１985-06-03", "1985-06-03-01", "12985-06-03",
        ] {
            assert_eq!(Date::parse(text), Err(DateFault), "{text}");
        }
    }

    #[test]
    fn a_partial_date_has_an_earliest_and_a_latest_day() {
        for (text, earliest, latest) in [
            ("1958", "1958-01-01", "1958-12-31"),
            ("1960-02", "1960-02-01", "1960-02-29"),
            ("1961-02", "1961-02-01", "1961-02-28"),
            ("1958-06-03", "1958-06-03", "1958-06-03"),
        ] {
            let date = PartialDate::parse(text).unwrap();
            assert_eq!(date.to_string(), text);
            assert_eq!(date.earliest(), day(earliest));
            assert_eq!(date.latest(), day(latest));
        }
        for text in ["", "58", "1958-", "1958-1", "1958-13", "1958-00", "0000", "1958-06-31", "19580", "1958-0a", "1958 "] {
            assert_eq!(PartialDate::parse(text), Err(DateFault), "{text}");
        }
    }

    #[test]
    fn an_age_is_reached_at_the_start_of_the_birthday() {
        let born = PartialDate::parse("1961-11-24").unwrap();
        assert!(!age_at_least(&born, 65, day("2026-11-23")));
        assert!(age_at_least(&born, 65, day("2026-11-24")));
    }

    #[test]
    fn an_unknown_day_of_birth_is_taken_as_the_last_possible_one() {
        for (text, before, from) in [("1961", "2026-12-30", "2026-12-31"), ("1961-06", "2026-06-29", "2026-06-30")] {
            let born = PartialDate::parse(text).unwrap();
            assert!(!age_at_least(&born, 65, day(before)), "{text}");
            assert!(age_at_least(&born, 65, day(from)), "{text}");
        }
    }

    #[test]
    fn a_leap_day_child_comes_of_age_on_1_march_of_a_common_year_and_29_february_of_a_leap_year() {
        let born = PartialDate::parse("2008-02-29").unwrap();
        assert!(!age_at_least(&born, 18, day("2026-02-28")));
        assert!(age_at_least(&born, 18, day("2026-03-01")));
        assert!(!age_at_least(&born, 20, day("2028-02-28")));
        assert!(age_at_least(&born, 20, day("2028-02-29")));
    }

    #[test]
    fn ages_at_the_end_of_the_calendar_do_not_overflow() {
        assert_eq!(day("9999-01-01").anniversary(255), Date(civil::Date::MAX));
    }

    #[test]
    fn a_day_in_hong_kong_begins_at_16_00_utc() {
        let time = UnixTime::parse_tdate("2026-11-23T16:00:00Z").unwrap();
        assert_eq!(Date::in_hong_kong(time), day("2026-11-24"));
        assert_eq!(Date::in_hong_kong(time.plus(-1)), day("2026-11-23"));
        assert_eq!(day("2026-11-24").start_in_hong_kong(), time);
    }

    #[test]
    fn a_partial_date_is_not_printed_by_debug() {
        assert_eq!(format!("{:?}", PartialDate::parse("1958").unwrap()), "<redacted>");
    }
}
