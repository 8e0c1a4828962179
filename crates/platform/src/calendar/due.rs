//! How long a duty may take, as a setting: `4h`, `1d`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Longer is not a due time but a wish: about ten years of either.
const MAX: u32 = 20_000;

/// A time allowed, in opening hours or working days. Text and JSON: `4h`, `1d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Due {
    Hours(u32),
    Days(u32),
}

/// The text is not a number from 1 with `h` or `d` behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotADue;

impl fmt::Display for NotADue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a due time such as 4h or 1d")
    }
}

impl std::error::Error for NotADue {}

impl FromStr for Due {
    type Err = NotADue;

    fn from_str(text: &str) -> Result<Due, NotADue> {
        let text = text.trim();
        let (number, kind): (_, fn(u32) -> Due) = match (text.strip_suffix(['h', 'H']), text.strip_suffix(['d', 'D'])) {
            (Some(number), _) => (number.trim_end(), Due::Hours),
            (_, Some(number)) => (number.trim_end(), Due::Days),
            _ => return Err(NotADue),
        };
        if !number.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotADue);
        }
        match number.parse() {
            Ok(number @ 1..=MAX) => Ok(kind(number)),
            _ => Err(NotADue),
        }
    }
}

impl fmt::Display for Due {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Due::Hours(hours) => write!(f, "{hours}h"),
            Due::Days(days) => write!(f, "{days}d"),
        }
    }
}

impl Serialize for Due {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Due {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Due, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn due_times_are_read_and_written() {
        for (text, due, written) in
            [("4h", Due::Hours(4), "4h"), ("1d", Due::Days(1), "1d"), (" 12 H ", Due::Hours(12), "12h")]
        {
            assert_eq!(text.parse(), Ok(due));
            assert_eq!(due.to_string(), written);
        }
        assert_eq!(serde_json::from_str::<Due>("\"2d\"").unwrap(), Due::Days(2));
        assert_eq!(serde_json::to_string(&Due::Days(2)).unwrap(), "\"2d\"");
        for text in ["", "h", "0h", "-1d", "+1d", "1.5h", "4", "4m", "1w", "d1", "20001h", "99999999999h"] {
            assert_eq!(text.parse::<Due>(), Err(NotADue), "{text}");
        }
    }
}
