//! A month of the company's calendar.

use jiff::tz::TimeZone;
use platform::act::Outcome;
use platform::day::{Day, Instant};
use platform::{Fault, Tx};

use crate::people;

/// By its first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(Day);

impl Month {
    pub fn of(day: Day) -> Month {
        Month(Day::new(day.year(), day.month(), 1).unwrap_or(day))
    }

    pub fn now(tx: &mut Tx) -> Outcome<Month> {
        Ok(Month::of(people::today(tx)?))
    }

    /// `2026-11`.
    pub fn parse(text: &str) -> Option<Month> {
        let (year, month) = text.trim().split_once('-')?;
        Day::new(year.parse().ok()?, month.parse().ok()?, 1).ok().map(Month)
    }

    pub fn first(self) -> Day {
        self.0
    }

    pub fn last(self) -> Day {
        self.next().0.add_days(-1).unwrap_or(self.0)
    }

    pub fn next(self) -> Month {
        Month::of(self.0.add_days(31).unwrap_or(self.0))
    }

    pub fn before(self) -> Month {
        Month::of(self.0.add_days(-1).unwrap_or(self.0))
    }

    /// Its first instant, and the first of the next.
    pub fn span(self, zone: &TimeZone) -> Outcome<(Instant, Instant)> {
        span_of(self.0, self.last(), zone)
    }
}

/// From the first instant of one day to the last of another.
pub fn span_of(from: Day, to: Day, zone: &TimeZone) -> Outcome<(Instant, Instant)> {
    let after = to.add_days(1).and_then(|day| day.start_in(zone)).map_err(|e| Fault::other("span", e))?;
    Ok((from.start_in(zone).map_err(|e| Fault::other("span", e))?, after))
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_follow_each_other() {
        let december = Month::parse("2026-12").expect("a month");
        assert_eq!(december.next().to_string(), "2027-01");
        assert_eq!(december.before().to_string(), "2026-11");
        assert_eq!(Month::parse("2028-02").expect("a month").last().to_string(), "2028-02-29");
        assert_eq!(december.last().to_string(), "2026-12-31");
        for wrong in ["", "2026", "2026-13", "x-y", "2026-00"] {
            assert_eq!(Month::parse(wrong), None, "{wrong}");
        }
    }
}
