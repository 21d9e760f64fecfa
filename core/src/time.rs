//! Time as a value. Nothing here reads a clock.

use std::fmt;

use jiff::civil;
use jiff::tz::Offset;

/// Seconds since 1970-01-01T00:00:00Z, within the years 0001 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(i64);

/// The text or number is not a time that chop reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeFormat;

impl TimeFormat {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "time.format"
    }
}

/// Hong Kong is eight hours ahead of UTC all year (no summer time since 1979).
const HONG_KONG: Offset = jiff::tz::offset(8);

impl UnixTime {
    /// The first second of 1970.
    pub const EPOCH: Self = Self(0);
    const MIN: i64 = -62_135_596_800;
    /// 9999-12-30T21:59:59Z: later seconds have no civil date at every offset.
    const MAX: i64 = 253_402_207_199;

    /// A time from seconds.
    ///
    /// # Errors
    /// `time.format` outside the years 0001 to 9999.
    pub const fn new(seconds: i64) -> Result<Self, TimeFormat> {
        if seconds < Self::MIN || seconds > Self::MAX { Err(TimeFormat) } else { Ok(Self(seconds)) }
    }

    /// A time from unsigned seconds, as compact codes carry it.
    ///
    /// # Errors
    /// `time.format` after the year 9999.
    pub fn from_unsigned(seconds: u64) -> Result<Self, TimeFormat> {
        Self::new(i64::try_from(seconds).map_err(|_| TimeFormat)?)
    }

    /// Seconds since 1970; negative before.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// This time and some seconds more (or fewer), held at the ends of the calendar.
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        let sum = self.0.saturating_add(seconds);
        Self(if sum < Self::MIN {
            Self::MIN
        } else if sum > Self::MAX {
            Self::MAX
        } else {
            sum
        })
    }

    /// Seconds from `earlier` to this time; negative if it is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    /// Reads RFC 3339 with any offset and fraction; the fraction is dropped.
    ///
    /// ```
    /// use chop_core::time::UnixTime;
    /// let time = UnixTime::parse_rfc3339("2026-11-22T08:00:00+08:00").unwrap();
    /// assert_eq!(time.to_tdate(), "2026-11-22T00:00:00Z");
    /// ```
    ///
    /// # Errors
    /// `time.format` for anything else.
    pub fn parse_rfc3339(text: &str) -> Result<Self, TimeFormat> {
        let timestamp: jiff::Timestamp = text.parse().map_err(|_| TimeFormat)?;
        let seconds = timestamp.as_second();
        Self::new(if timestamp.subsec_nanosecond() < 0 { seconds - 1 } else { seconds })
    }

    /// Reads the one form that chop writes: `YYYY-MM-DDThh:mm:ssZ` (ISO/IEC 18013-5 tdate, without fraction).
    ///
    /// # Errors
    /// `time.format` for any other form.
    pub fn parse_tdate(text: &str) -> Result<Self, TimeFormat> {
        let time = Self::parse_rfc3339(text)?;
        if time.to_tdate() == text { Ok(time) } else { Err(TimeFormat) }
    }

    /// Writes `YYYY-MM-DDThh:mm:ssZ`.
    #[must_use]
    pub fn to_tdate(self) -> String {
        let mut text = String::with_capacity("YYYY-MM-DDThh:mm:ssZ".len());
        self.write_tdate(&mut text);
        text
    }

    /// The same, behind what is in `text`.
    pub(crate) fn write_tdate(self, text: &mut String) {
        let at = self.civil(Offset::UTC);
        let ([a, b], [c, d]) = (two_digits(at.year() / 100), two_digits(at.year() % 100));
        let [[e, f], [g, h], [i, j], [k, l], [m, n]] =
            [at.month(), at.day(), at.hour(), at.minute(), at.second()].map(|field| two_digits(i16::from(field)));
        let ascii = [a, b, c, d, b'-', e, f, b'-', g, h, b'T', i, j, b':', k, l, b':', m, n, b'Z'];
        text.push_str(core::str::from_utf8(&ascii).expect("digits and their separators are ASCII"));
    }

    /// The civil day in Hong Kong on which this second falls.
    #[must_use]
    pub fn hong_kong_day(self) -> civil::Date {
        self.civil(HONG_KONG).date()
    }

    /// The civil date and time in Hong Kong.
    #[must_use]
    pub fn hong_kong(self) -> civil::DateTime {
        self.civil(HONG_KONG)
    }

    /// The first second of a civil day in Hong Kong.
    ///
    /// # Errors
    /// `time.format` at the very ends of the calendar.
    pub fn start_of_hong_kong_day(day: civil::Date) -> Result<Self, TimeFormat> {
        let timestamp = HONG_KONG.to_timestamp(day.at(0, 0, 0, 0)).map_err(|_| TimeFormat)?;
        Self::new(timestamp.as_second())
    }

    fn civil(self, offset: Offset) -> civil::DateTime {
        let timestamp = jiff::Timestamp::from_second(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        offset.to_datetime(timestamp)
    }
}

/// Signed times are written in every verification, at a fifth of what `format!` takes.
fn two_digits(field: i16) -> [u8; 2] {
    let field = u8::try_from(field).unwrap_or_default();
    [b'0' + field / 10 % 10, b'0' + field % 10]
}

impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_tdate())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tdate_has_one_form() {
        let time = UnixTime::parse_tdate("2026-11-22T06:00:00Z").unwrap();
        assert_eq!(time.to_tdate(), "2026-11-22T06:00:00Z");
        for other in [
            "2026-11-22T06:00:00.0Z",
            "2026-11-22T06:00:00+00:00",
            "2026-11-22t06:00:00Z",
            "2026-11-22 06:00:00Z",
            "2026-02-30T00:00:00Z",
            "2026-11-22",
        ] {
            assert_eq!(UnixTime::parse_tdate(other), Err(TimeFormat), "{other}");
        }
    }

    #[test]
    fn a_hong_kong_day_begins_at_sixteen_hours_utc_of_the_day_before() {
        let day = civil::date(2026, 11, 22);
        let start = UnixTime::start_of_hong_kong_day(day).unwrap();
        assert_eq!(start.to_tdate(), "2026-11-21T16:00:00Z");
        assert_eq!(start.hong_kong_day(), day);
        assert_eq!(start.plus(-1).hong_kong_day(), civil::date(2026, 11, 21));
    }

    #[test]
    fn the_calendar_has_ends() {
        assert!(UnixTime::new(253_402_207_199).is_ok());
        assert!(UnixTime::new(253_402_207_200).is_err());
        assert!(UnixTime::from_unsigned(u64::MAX).is_err());
        assert_eq!(UnixTime::EPOCH.plus(i64::MAX).to_tdate(), "9999-12-30T21:59:59Z");
        assert_eq!(UnixTime::EPOCH.plus(i64::MIN).to_tdate(), "0001-01-01T00:00:00Z");
    }
}
