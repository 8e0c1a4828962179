//! Settings with defaults. A change is an act of its owner and stands in the administration's chain.

use crate::db::{Fault, Tx};

crate::sql! {
    FETCH = "SELECT value FROM setting WHERE name = $1";
    KEEP = "INSERT INTO setting (name, value, changed_at) VALUES ($1, $2, $3) \
        ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at";
}

/// Settings this transaction has asked for already: an act asks for the same few again and again.
#[derive(Clone, Default)]
struct Asked(std::sync::Arc<std::collections::HashMap<String, Option<String>>>);

fn fetch(tx: &mut Tx, name: &str) -> Result<Option<String>, Fault> {
    let mut asked: Asked = tx.kept().unwrap_or_default();
    if let Some(known) = asked.0.get(name) {
        return Ok(known.clone());
    }
    let value: Option<String> = tx.maybe(&FETCH, &[&name], |row| row.get(0))?;
    tx.forget::<Asked>(); // Ours is the only one now, so that nothing is copied.
    std::sync::Arc::make_mut(&mut asked.0).insert(name.to_string(), value.clone());
    tx.keep(asked);
    Ok(value)
}

/// A setting's value, or its default.
pub fn text(tx: &mut Tx, name: &str, default: &str) -> Result<String, Fault> {
    Ok(fetch(tx, name)?.unwrap_or_else(|| default.to_string()))
}

/// A whole number; the default where it is not set or not a number.
pub fn number(tx: &mut Tx, name: &str, default: i64) -> Result<i64, Fault> {
    Ok(fetch(tx, name)?.and_then(|text| text.parse().ok()).unwrap_or(default))
}

/// From now on this transaction reads the setting as if it had that value; nothing is written. For trials in a read.
pub fn suppose(tx: &mut Tx, name: &str, value: &str) {
    let mut asked: Asked = tx.kept().unwrap_or_default();
    tx.forget::<Asked>();
    std::sync::Arc::make_mut(&mut asked.0).insert(name.to_string(), Some(value.to_string()));
    tx.keep(asked);
}

/// Writes a setting; the act that calls this writes the history.
pub fn keep(tx: &mut Tx, name: &str, value: &str) -> Result<(), Fault> {
    let now = tx.now();
    tx.forget::<Asked>();
    tx.execute(&KEEP, &[&name, &value, &now])?;
    Ok(())
}
