//! The opening hours of a day.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Time;

use super::CalendarError;

/// When a department is open on an open day: spans in order, apart or touching, none over midnight. Text:
/// `08:30-12:00, 13:00-17:30`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours(Vec<(Time, Time)>);

impl Hours {
    /// Refuses no spans at all, empty ones, and ones that overlap or stand out of order.
    pub fn new(spans: Vec<(Time, Time)>) -> Result<Hours, CalendarError> {
        let each = spans.iter().all(|(open, close)| open < close);
        let apart = spans.windows(2).all(|pair| pair[0].1 <= pair[1].0);
        if !spans.is_empty() && each && apart { Ok(Hours(spans)) } else { Err(CalendarError::BadHours) }
    }

    pub fn spans(&self) -> &[(Time, Time)] {
        &self.0
    }
}

impl Default for Hours {
    /// 08:30–12:00 and 13:00–17:30.
    fn default() -> Hours {
        let at = |hour, minute| Time::constant(hour, minute, 0, 0);
        Hours(vec![(at(8, 30), at(12, 0)), (at(13, 0), at(17, 30))])
    }
}

impl FromStr for Hours {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Hours, CalendarError> {
        let span = |text: &str| {
            let (open, close) = text.split_once(['-', '–', '~'])?;
            Some((clock(open)?, clock(close)?))
        };
        let spans: Option<Vec<_>> = text.split(',').map(span).collect();
        Hours::new(spans.ok_or(CalendarError::BadHours)?)
    }
}

/// `8:30` or `08:30`.
fn clock(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once(':')?;
    let number =
        |text: &str| if text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None };
    Time::new(number(hour)?, number(minute)?, 0, 0).ok()
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (open, close)) in self.0.iter().enumerate() {
            let comma = if place > 0 { ", " } else { "" };
            write!(f, "{comma}{:02}:{:02}-{:02}:{:02}", open.hour(), open.minute(), close.hour(), close.minute())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_and_written() {
        let hours: Hours = "8:30–12:00,13:00-17:30".parse().unwrap();
        assert_eq!(hours, Hours::default());
        assert_eq!(hours.to_string(), "08:30-12:00, 13:00-17:30");
        assert_eq!(hours.to_string().parse(), Ok(hours));
        assert!("08:00-12:00, 12:00-16:00".parse::<Hours>().is_ok(), "touching is fine");
    }

    #[test]
    fn hours_that_make_no_sense_are_refused() {
        for text in [
            "",
            "08:30",
            "12:00-08:30",
            "08:30-08:30",
            "13:00-17:30, 08:30-12:00",
            "08:00-13:00, 12:00-17:00",
            "22:00-06:00",
            "08:60-12:00",
            "24:00-25:00",
            "+8:30-12:00",
            "08:30-12:00,",
        ] {
            assert_eq!(text.parse::<Hours>(), Err(CalendarError::BadHours), "{text}");
        }
    }
}
