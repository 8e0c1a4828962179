//! What was typed into the departments' forms.

use std::str::FromStr;

use platform::day::Day;
use platform::limits::{FIELD_CHARS, TEXT_CHARS};
use platform::quantity::Quantity;
use platform::text;
use platform::trouble::{Fields, Say};

/// A day; nothing where nothing was typed.
pub fn day(fields: &mut Fields, name: &str, typed: &str) -> Option<Day> {
    if typed.trim().is_empty() {
        return None;
    }
    let day = Day::from_str(typed.trim()).ok();
    if day.is_none() {
        fields.add(name, Say::new("typed-bad-day"));
    }
    day
}

/// A quantity of nothing or more; nothing typed is none.
pub fn quantity(fields: &mut Fields, name: &str, typed: &str) -> Quantity {
    if typed.trim().is_empty() {
        return Quantity::ZERO;
    }
    let read = Quantity::parse_lenient(typed).ok().filter(|quantity| !quantity.is_negative());
    read.unwrap_or_else(|| {
        fields.add(name, Say::new("masters-bad-number"));
        Quantity::ZERO
    })
}

/// A number of minutes or an operation's number.
pub fn whole(fields: &mut Fields, name: &str, typed: &str) -> i64 {
    if typed.trim().is_empty() {
        return 0;
    }
    let read = typed.trim().parse::<i64>().ok().filter(|n| (0..=1_000_000).contains(n));
    read.unwrap_or_else(|| {
        fields.add(name, Say::new("masters-bad-number"));
        0
    })
}

/// A few words on one line.
pub fn words(fields: &mut Fields, name: &str, typed: &str) -> String {
    bounded(fields, name, typed, FIELD_CHARS.value)
}

/// As much as a text field holds.
pub fn story(fields: &mut Fields, name: &str, typed: &str) -> String {
    bounded(fields, name, typed, TEXT_CHARS.value)
}

fn bounded(fields: &mut Fields, name: &str, typed: &str, limit: u64) -> String {
    let clean = text::clean(typed).unwrap_or_default();
    if clean.chars().count() as u64 > limit {
        fields.add(name, Say::new("masters-bad-too-long").arg("max", limit));
    }
    clean.trim().to_string()
}

/// The lock that the reader saw; nothing where he says none.
pub fn lock(typed: &str) -> Option<i64> {
    typed.trim().parse().ok()
}
