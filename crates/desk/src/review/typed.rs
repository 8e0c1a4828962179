//! Reading what a form or a machine typed: the same field may come as text or as a number.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A whole number, or nothing where it is empty or unreadable.
pub fn whole<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    })
}

/// Yes from a tick, a button or JSON.
pub fn yes<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Bool(yes) => yes,
        Value::String(text) => matches!(text.as_str(), "yes" | "true" | "on"),
        _ => false,
    })
}
