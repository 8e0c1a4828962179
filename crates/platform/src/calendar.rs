//! Working time: when a department is open, and when something given so many hours or days falls due.
//!
//! Hours count opening hours only. `n` days means the same clock time `n` working days later. What is opened outside
//! hours starts at the next opening. A span of hours is open from its first instant up to, but not including, its last;
//! a due time may fall on that last instant, because a duty done at twelve sharp is done in time.

mod due;
mod hours;

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;

use crate::day::{Day, DayError, Instant};

pub use due::{Due, NotADue};
pub use hours::Hours;

/// After so many closed days in a row we say that it never opens: ten years.
const CLOSED_MAX: u32 = 3_700;

const MINUTE_US: i64 = 60_000_000;

/// Why a working time cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarError {
    /// No open day within ten years: the calendar has no open weekday, or somebody closed them all.
    NeverOpen,
    /// The answer lies after the year 2200.
    OutOfRange,
    /// Hours must be in order, not overlap, and not be empty.
    BadHours,
}

impl fmt::Display for CalendarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CalendarError::NeverOpen => "the calendar has no open day within ten years",
            CalendarError::OutOfRange => "beyond the year 2200",
            CalendarError::BadHours => "opening hours overlap, are out of order or empty",
        })
    }
}

impl std::error::Error for CalendarError {}

impl From<DayError> for CalendarError {
    fn from(_: DayError) -> CalendarError {
        CalendarError::OutOfRange
    }
}

/// How a day differs from what its weekday says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    /// Closed, whatever the weekday: 國慶, a typhoon.
    Holiday,
    /// Open, whatever the weekday: the Saturday that makes up for a long holiday, 補班.
    MakeUp,
}

/// The calendar of a department.
#[derive(Debug, Clone)]
pub struct WorkCalendar {
    zone: TimeZone,
    hours: Hours,
    /// Monday first.
    weekdays: [bool; 7],
    days: BTreeMap<Day, DayKind>,
}

impl WorkCalendar {
    /// Monday to Friday, 08:30–12:00 and 13:00–17:30, no holidays.
    pub fn standard(zone: TimeZone) -> WorkCalendar {
        let weekdays = [true, true, true, true, true, false, false];
        WorkCalendar { zone, hours: Hours::default(), weekdays, days: BTreeMap::new() }
    }

    /// With other hours on every open day.
    pub fn with_hours(self, hours: Hours) -> WorkCalendar {
        WorkCalendar { hours, ..self }
    }

    /// Open on these weekdays only.
    pub fn with_weekdays(mut self, open: &[Weekday]) -> WorkCalendar {
        self.weekdays = [false; 7];
        for weekday in open {
            self.weekdays[place(*weekday)] = true;
        }
        self
    }

    /// With these holidays and make-up days instead of those it had.
    pub fn with_days(self, days: impl IntoIterator<Item = (Day, DayKind)>) -> WorkCalendar {
        WorkCalendar { days: days.into_iter().collect(), ..self }
    }

    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    pub fn hours(&self) -> &Hours {
        &self.hours
    }

    pub fn is_open_day(&self, day: Day) -> bool {
        match self.days.get(&day) {
            Some(DayKind::Holiday) => false,
            Some(DayKind::MakeUp) => true,
            None => self.weekdays[place(day.weekday())],
        }
    }

    /// A day off that was written down as one, not merely a weekend.
    pub fn is_holiday(&self, day: Day) -> bool {
        self.days.get(&day) == Some(&DayKind::Holiday)
    }

    /// How long it is open on `day`, in minutes of real time: where the clocks change within hours, they are shorter or
    /// longer that day.
    pub fn opening_minutes(&self, day: Day) -> i64 {
        self.spans(day).map(|(open, close)| close.to_i64() - open.to_i64()).sum::<i64>() / MINUTE_US
    }

    /// Whether it is open at this instant.
    pub fn is_open(&self, at: Instant) -> bool {
        self.spans(at.day_in(&self.zone)).any(|(open, close)| (open..close).contains(&at))
    }

    /// `at` itself when it is open then, otherwise the next instant it opens.
    pub fn next_opening(&self, at: Instant) -> Result<Instant, CalendarError> {
        let mut day = at.day_in(&self.zone);
        for _ in 0..=CLOSED_MAX {
            if let Some((open, _)) = self.spans(day).find(|(_, close)| at < *close) {
                return Ok(open.max(at));
            }
            day = day.add_days(1)?;
        }
        Err(CalendarError::NeverOpen)
    }

    /// The instant at which `minutes` of opening time have passed since `at`. A negative number counts as none.
    pub fn add_hours(&self, at: Instant, minutes: i64) -> Result<Instant, CalendarError> {
        let start = self.next_opening(at)?;
        let mut left = minutes.max(0).checked_mul(MINUTE_US).ok_or(CalendarError::OutOfRange)?;
        let mut day = start.day_in(&self.zone);
        let mut closed = 0;
        while closed <= CLOSED_MAX {
            closed += 1;
            for (open, close) in self.spans(day) {
                let from = open.max(start);
                let here = (close.to_i64() - from.to_i64()).max(0);
                if here > 0 && left <= here {
                    return Ok(from.checked_add(Duration::from_micros(left.unsigned_abs()))?);
                }
                left -= here;
                closed = 0;
            }
            day = day.add_days(1)?;
        }
        Err(CalendarError::NeverOpen)
    }

    /// The same clock time `n` working days later. What starts outside hours starts at the next opening first.
    pub fn add_days(&self, at: Instant, n: u32) -> Result<Instant, CalendarError> {
        let start = self.next_opening(at)?;
        let day = self.day_after(start.day_in(&self.zone), n)?;
        let clock = start.in_zone(&self.zone).time();
        self.instant(day, clock).ok_or(CalendarError::OutOfRange)
    }

    /// The opening minutes that pass between two instants, begun ones not counted; negative when `b` lies before `a`.
    pub fn working_minutes_between(&self, a: Instant, b: Instant) -> i64 {
        if b < a {
            return -self.working_minutes_between(b, a);
        }
        let last = b.day_in(&self.zone);
        let mut passed = 0;
        let mut day = a.day_in(&self.zone);
        while day <= last {
            for (open, close) in self.spans(day) {
                passed += (close.min(b).to_i64() - open.max(a).to_i64()).max(0);
            }
            let Ok(tomorrow) = day.add_days(1) else { break };
            day = tomorrow;
        }
        passed / MINUTE_US
    }

    /// When what was opened at `opened_at` falls due.
    pub fn due(&self, opened_at: Instant, due: Due) -> Result<Instant, CalendarError> {
        match due {
            Due::Hours(hours) => self.add_hours(opened_at, i64::from(hours) * 60),
            Due::Days(days) => self.add_days(opened_at, days),
        }
    }

    /// `day` itself when it is open, otherwise the next open day.
    pub fn next_open_day(&self, day: Day) -> Result<Day, CalendarError> {
        let mut day = day;
        for _ in 0..=CLOSED_MAX {
            if self.is_open_day(day) {
                return Ok(day);
            }
            day = day.add_days(1)?;
        }
        Err(CalendarError::NeverOpen)
    }

    /// The `n`th open day after `day`; for none, `day` itself.
    pub fn day_after(&self, day: Day, n: u32) -> Result<Day, CalendarError> {
        (0..n).try_fold(day, |day, _| self.next_open_day(day.add_days(1)?))
    }

    /// The hours of `day` as instants, none when it is closed. A span that the clocks jump over is left out.
    fn spans(&self, day: Day) -> impl Iterator<Item = (Instant, Instant)> + '_ {
        let hours: &[(Time, Time)] = if self.is_open_day(day) { self.hours.spans() } else { &[] };
        hours.iter().filter_map(move |&(open, close)| {
            let (open, close) = (self.instant(day, open)?, self.instant(day, close)?);
            (open < close).then_some((open, close))
        })
    }

    /// The instant of a clock time; one that the clocks jump over counts after the jump, one that comes twice the first
    /// time. `None` only at the very edge of our years.
    fn instant(&self, day: Day, clock: Time) -> Option<Instant> {
        let zoned = day.date().to_datetime(clock).to_zoned_datetime(self.zone.clone()).ok()?;
        Instant::try_from(zoned.timestamp()).ok()
    }
}

fn place(weekday: Weekday) -> usize {
    weekday.to_monday_zero_offset().unsigned_abs().into()
}

#[cfg(test)]
mod tests;
