//! Settings with defaults. A change is an act of its owner and stands in the administration's chain.

use crate::db::{Fault, Tx};

crate::sql! {
    FETCH = "SELECT value FROM setting WHERE name = $1";
    KEEP = "INSERT INTO setting (name, value, changed_at) VALUES ($1, $2, $3) \
        ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at";
}

/// A setting's value, or its default.
pub fn text(tx: &mut Tx, name: &str, default: &str) -> Result<String, Fault> {
    Ok(tx.maybe(&FETCH, &[&name], |row| row.get(0))?.unwrap_or_else(|| default.to_string()))
}

/// A whole number; the default where it is not set or not a number.
pub fn number(tx: &mut Tx, name: &str, default: i64) -> Result<i64, Fault> {
    let kept: Option<String> = tx.maybe(&FETCH, &[&name], |row| row.get(0))?;
    Ok(kept.and_then(|text| text.parse().ok()).unwrap_or(default))
}

/// Writes a setting; the act that calls this writes the history.
pub fn keep(tx: &mut Tx, name: &str, value: &str) -> Result<(), Fault> {
    let now = tx.now();
    tx.execute(&KEEP, &[&name, &value, &now])?;
    Ok(())
}
