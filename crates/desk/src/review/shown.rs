//! Small things that the pages of this slice say in the same way.

use jiff::tz::TimeZone;
use platform::day::Instant;
use platform::i18n::Lang;
use platform::money::{Currency, Money};

/// Basis points as per cent with as many decimals as they need: `4.1`, `-0.25`, `12`.
pub fn percent(bp: i64) -> String {
    let sign = if bp < 0 { "-" } else { "" };
    let (whole, rest) = (bp.unsigned_abs() / 100, bp.unsigned_abs() % 100);
    match rest {
        0 => format!("{sign}{whole}"),
        rest if rest % 10 == 0 => format!("{sign}{whole}.{}", rest / 10),
        rest => format!("{sign}{whole}.{rest:02}"),
    }
}

/// A moment as the clock on the wall shows it.
pub fn clock(at: Instant, zone: &TimeZone) -> String {
    at.in_zone(zone).strftime("%Y-%m-%d %H:%M").to_string()
}

pub fn money(minor: i64, currency: Currency) -> String {
    format!("{} {}", currency, Money::from_minor(minor, currency).page())
}

/// The language key of a rule's name.
pub fn rule_key(rule: &str) -> String {
    format!("rule-{}", rule.replace(['.', '_'], "-"))
}

/// How long something has been open, in working hours and minutes.
pub fn span(lang: Lang, minutes: i64) -> String {
    let (hours, rest) = (minutes.max(0) / 60, minutes.max(0) % 60);
    if hours == 0 {
        lang.ta("review-minutes", &[("n", rest.to_string())])
    } else {
        lang.ta("review-hours", &[("n", hours.to_string())])
    }
}
