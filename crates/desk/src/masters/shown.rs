//! Small things that the pages of this slice say in the same way.

use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::Trouble;
use platform::day::Instant;
use platform::history::Written;
use platform::i18n::Lang;
use platform::ids::Id;
use platform::money::{Currency, Money};
use platform::web::Failure;
use platform::web::ui::{self, Moment, Tone};
use serde_json::Value;

use crate::shell::step_key;

/// An id from an address: what is no id is nothing to see.
pub fn id_of(text: &str) -> Result<Id, Failure> {
    text.parse().map_err(|_| Failure(Trouble::Hidden))
}

/// A moment as the clock on the wall shows it.
pub fn clock(at: Instant, zone: &TimeZone) -> String {
    at.in_zone(zone).strftime("%Y-%m-%d %H:%M").to_string()
}

pub fn money(minor: i64, currency: Currency) -> String {
    Money::from_minor(minor, currency).page()
}

/// Part of a whole in per cent with one decimal, rounded half up: `32.4`.
pub fn per_cent(part: i64, whole: i64) -> Option<String> {
    if whole == 0 {
        return None;
    }
    let tenths = i128::from(part) * 2000 + i128::from(whole);
    let tenths = tenths.div_euclid(i128::from(whole) * 2);
    let sign = if tenths < 0 { "-" } else { "" };
    Some(format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10))
}

/// The history of one master record.
pub fn story(lang: Lang, zone: &TimeZone, entries: &[Written]) -> Markup {
    let moments: Vec<Moment> = entries.iter().map(|entry| moment(lang, zone, entry)).collect();
    html! {
        @if moments.is_empty() { p { (lang.t("masters-story-none")) } } @else { (ui::timeline(&moments)) }
    }
}

fn moment(lang: Lang, zone: &TimeZone, entry: &Written) -> Moment {
    let changes = entry.body.get("changes").and_then(Value::as_object);
    let more = changes.filter(|map| !map.is_empty()).map(|map| {
        html! { ul { @for (field, pair) in map { li { (field_name(lang, field)) ": " (side(pair, 0)) " → " (side(pair, 1)) } } } }
    });
    let ground = entry.body.get("ground").and_then(Value::as_str).filter(|text| !text.is_empty());
    Moment {
        at: entry.at.to_string(),
        at_shown: clock(entry.at, zone),
        who: entry.who_name.clone(),
        what: html! { (lang.t(&step_key(&entry.step))) @if let Some(ground) = ground { ": " (ground) } },
        tone: Tone::Quiet,
        clause: Some(entry.clause.clone()),
        more,
    }
}

fn side(pair: &Value, at: usize) -> String {
    match pair.get(at) {
        Some(Value::String(text)) if !text.is_empty() => text.clone(),
        Some(Value::Null) | None => "–".into(),
        Some(Value::String(_)) => "–".into(),
        Some(other) => other.to_string(),
    }
}

/// The name of a column, wherever it is shown.
pub fn field_name(lang: Lang, field: &str) -> String {
    lang.t(&format!("masters-field-{}", field.replace('_', "-")))
}

/// What differs between two records: field → (before, after). The lock counts writes and is no content.
pub fn changes(before: &Value, after: &Value) -> Value {
    let (Some(old), Some(new)) = (before.as_object(), after.as_object()) else { return Value::Null };
    let differs = |name: &&String| name.as_str() != "lock" && old.get(*name) != new.get(*name);
    let pairs = new.keys().filter(differs).map(|name| {
        let pair = vec![old.get(name).cloned().unwrap_or(Value::Null), new.get(name).cloned().unwrap_or(Value::Null)];
        (name.clone(), Value::Array(pair))
    });
    Value::Object(pairs.collect())
}

/// An address with those of its parameters that say something.
pub fn address(path: &str, pairs: &[(&str, String)]) -> String {
    let encode =
        |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
    let set: Vec<String> = pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    if set.is_empty() { path.to_string() } else { format!("{path}?{}", set.join("&")) }
}
