//! Days and instants, the two kinds of time the desk knows.
//!
//! A [`Day`] is a square on the wall calendar: a requested date has no hour and no zone. An [`Instant`] is a moment
//! that is the same everywhere: when somebody clicked, when a duty falls due. They never convert into each other
//! without a zone, because midnight in Taipei is still yesterday in Stockholm.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp, ZonedDateTime};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The years a day may lie in. Anything outside is a slip of the keyboard (`0226`, `20261`), not an order.
pub const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;

const EPOCH: Date = Date::constant(1970, 1, 1);
const INSTANT_MIN: i64 = -2_208_988_800_000_000; // 1900-01-01T00:00:00Z
const INSTANT_MAX: i64 = 7_289_654_399_999_999; // 2200-12-31T23:59:59.999999Z

/// Why a day or an instant could not be read or reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayError {
    /// The text has none of the shapes that we read.
    Unreadable,
    /// The shape is right, but there is no such day: 30 February, month 13.
    Missing,
    /// The result lies outside [`YEARS`].
    OutOfRange,
}

impl fmt::Display for DayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DayError::Unreadable => "not a date we can read",
            DayError::Missing => "there is no such day",
            DayError::OutOfRange => "outside the years 1900 to 2200",
        })
    }
}

impl std::error::Error for DayError {}

/// A calendar day in the years 1900 to 2200, without hour or zone. Text and JSON: `2026-11-19`. Stored as days since
/// 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl maud::Render for Day {
    fn render_to(&self, out: &mut String) {
        use fmt::Write;
        let _ = write!(out, "{self}"); // Writing to a String cannot fail.
    }
}

impl Day {
    /// Refuses days that do not exist and years outside [`YEARS`].
    pub fn new(year: i16, month: i8, day: i8) -> Result<Day, DayError> {
        Date::new(year, month, day).map_err(|_| DayError::Missing).and_then(Day::try_from)
    }

    /// The Republic's calendar as our customers write it: `115/11/19`, `115-11-19`, `115.11.19`, `115年11月19日`,
    /// `民國115年11月19日`, `1151119`. Only for fields known to be in it: `15/11/19` alone says nothing about its year.
    pub fn parse_roc(text: &str) -> Result<Day, DayError> {
        let text = narrow(text);
        let text = text.trim_start_matches("民國").trim_start_matches("民国").trim_start();
        let (year, month, day) = match (text.len(), digits(text)) {
            (7, Some(packed)) => (packed / 10_000, packed / 100 % 100, packed % 100),
            _ => pieces(text, 1..=3)?,
        };
        if year < 1 {
            return Err(DayError::Missing);
        }
        day_of(year + 1911, month, day)
    }

    /// Days since 1970-01-01, the stored form.
    pub fn to_i64(self) -> i64 {
        self.0.duration_since(EPOCH).as_hours() / 24
    }

    /// Reads the stored form back.
    pub fn from_i64(days: i64) -> Result<Day, DayError> {
        Day(EPOCH).add_days(days)
    }

    /// The day `days` later, or earlier when negative.
    pub fn add_days(self, days: i64) -> Result<Day, DayError> {
        let span = Span::new().try_days(days).map_err(|_| DayError::OutOfRange)?;
        self.0.checked_add(span).map_err(|_| DayError::OutOfRange).and_then(Day::try_from)
    }

    /// How many days from `earlier` to this one; negative when it lies after.
    pub fn days_since(self, earlier: Day) -> i64 {
        self.to_i64() - earlier.to_i64()
    }

    pub fn weekday(self) -> Weekday {
        self.0.weekday()
    }

    pub fn year(self) -> i16 {
        self.0.year()
    }

    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day of the month, from 1.
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// The same day as jiff's type.
    pub fn date(self) -> Date {
        self.0
    }

    /// The moment this day begins in `zone`.
    pub fn start_in(self, zone: &TimeZone) -> Result<Instant, DayError> {
        let start = self.0.to_zoned_datetime(zone.clone()).map_err(|_| DayError::OutOfRange)?;
        Instant::try_from(start.timestamp())
    }
}

impl TryFrom<Date> for Day {
    type Error = DayError;

    fn try_from(date: Date) -> Result<Day, DayError> {
        if YEARS.contains(&date.year()) { Ok(Day(date)) } else { Err(DayError::OutOfRange) }
    }
}

impl FromStr for Day {
    type Err = DayError;

    /// Reads `2026-11-19`, `2026/11/19`, `2026.11.19`, `20261119`, `2026年11月19日`; months and days may have one
    /// digit, digits may be full-width. The year has four digits: two would be a guess.
    fn from_str(text: &str) -> Result<Day, DayError> {
        let text = narrow(text);
        let (year, month, day) = match (text.len(), digits(&text)) {
            (8, Some(packed)) => (packed / 10_000, packed / 100 % 100, packed % 100),
            _ => pieces(&text, 4..=4)?,
        };
        day_of(year, month, day)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day()))
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A moment in UTC with the precision of a microsecond, between the years 1900 and 2200. Text and JSON: RFC 3339
/// (`2026-11-19T00:30:00Z`); read with any offset, written in UTC. Stored as microseconds since 1970.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Instant = Instant(0);

    /// Microseconds since 1970, the stored form.
    pub fn to_i64(self) -> i64 {
        self.0
    }

    /// Reads the stored form back.
    pub fn from_i64(micros: i64) -> Result<Instant, DayError> {
        if (INSTANT_MIN..=INSTANT_MAX).contains(&micros) { Ok(Instant(micros)) } else { Err(DayError::OutOfRange) }
    }

    pub fn to_timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).expect("every instant lies within the years jiff knows")
    }

    /// This much later. What is finer than a microsecond is dropped.
    pub fn checked_add(self, by: Duration) -> Result<Instant, DayError> {
        let micros = i64::try_from(by.as_micros()).map_err(|_| DayError::OutOfRange)?;
        self.0.checked_add(micros).ok_or(DayError::OutOfRange).and_then(Instant::from_i64)
    }

    /// This much earlier.
    pub fn checked_sub(self, by: Duration) -> Result<Instant, DayError> {
        let micros = i64::try_from(by.as_micros()).map_err(|_| DayError::OutOfRange)?;
        self.0.checked_sub(micros).ok_or(DayError::OutOfRange).and_then(Instant::from_i64)
    }

    /// This much later, or the last instant there is: for leases and back-offs, where far enough is far enough.
    pub fn saturating_add(self, by: Duration) -> Instant {
        self.checked_add(by).unwrap_or(Instant(INSTANT_MAX))
    }

    /// The time passed since `earlier`; negative when it lies after.
    pub fn since(self, earlier: Instant) -> SignedDuration {
        SignedDuration::from_micros(self.0 - earlier.0)
    }

    /// The clock and calendar on the wall in `zone`.
    pub fn in_zone(self, zone: &TimeZone) -> ZonedDateTime {
        self.to_timestamp().to_zoned_datetime(zone.clone())
    }

    /// The day it is in `zone`.
    pub fn day_in(self, zone: &TimeZone) -> Day {
        // An offset can carry the first and the last hours over the edge of our years; those stay on the edge.
        let date = zone.to_datetime(self.to_timestamp()).date();
        Day(date.clamp(Date::constant(1900, 1, 1), Date::constant(2200, 12, 31)))
    }
}

impl TryFrom<Timestamp> for Instant {
    type Error = DayError;

    fn try_from(timestamp: Timestamp) -> Result<Instant, DayError> {
        Instant::from_i64(timestamp.as_microsecond())
    }
}

impl From<Instant> for Timestamp {
    fn from(instant: Instant) -> Timestamp {
        instant.to_timestamp()
    }
}

impl FromStr for Instant {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Instant, DayError> {
        text.parse::<Timestamp>().map_err(|_| DayError::Unreadable).and_then(Instant::try_from)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.to_timestamp(), f)
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Full-width digits, slashes, dots and dashes become plain ones; blanks at the ends go.
fn narrow(text: &str) -> String {
    let narrowed: String = text
        .chars()
        .map(|c| match c {
            '\u{3000}' => ' ',
            '０'..='９' | '／' | '．' | '－' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            c => c,
        })
        .collect();
    narrowed.trim().to_owned()
}

/// A short run of nothing but digits.
fn digits(text: &str) -> Option<u32> {
    let plain = (1..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// Year, month and day between one kind of separator, or 年, 月 and 日; `year` is how many digits the year may have.
fn pieces(text: &str, year: std::ops::RangeInclusive<usize>) -> Result<(u32, u32, u32), DayError> {
    let separated = |by: char| {
        let mut parts = text.split(by);
        let all = (parts.next()?, parts.next()?, parts.next()?);
        parts.next().is_none().then_some(all)
    };
    let chinese = || {
        let (y, rest) = text.split_once('年')?;
        let (m, rest) = rest.split_once('月')?;
        let d = rest.trim().strip_suffix(['日', '號', '号'])?;
        Some((y, m, d))
    };
    let (y, m, d) = ['-', '/', '.'].into_iter().find_map(separated).or_else(chinese).ok_or(DayError::Unreadable)?;
    let (y, m, d) = (y.trim(), m.trim(), d.trim());
    if !year.contains(&y.len()) || m.len() > 2 || d.len() > 2 {
        return Err(DayError::Unreadable);
    }
    let number = |text| digits(text).ok_or(DayError::Unreadable);
    Ok((number(y)?, number(m)?, number(d)?))
}

fn day_of(year: u32, month: u32, day: u32) -> Result<Day, DayError> {
    let year = i16::try_from(year).map_err(|_| DayError::Missing)?;
    let month = i8::try_from(month).map_err(|_| DayError::Missing)?;
    let day = i8::try_from(day).map_err(|_| DayError::Missing)?;
    Day::new(year, month, day)
}

macro_rules! serde_as_text {
    ($type:ty) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    };
}

serde_as_text!(Day);
serde_as_text!(Instant);

#[cfg(test)]
mod tests;
