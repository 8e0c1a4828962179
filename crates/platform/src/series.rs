//! Document numbers without gaps: the series row is written last in the act, so that a refusal or a panic
//! gives its number back.

use crate::db::{Fault, Tx};

crate::sql! {
    TAKE = "INSERT INTO series (name, last) VALUES ($1, 1) \
        ON CONFLICT (name) DO UPDATE SET last = series.last + 1 RETURNING last";
}

/// The next number of a series such as `SO-2026`; take it as late in the act as can be.
pub fn next(tx: &mut Tx, name: &str) -> Result<i64, Fault> {
    tx.one(&TAKE, &[&name], |row| row.get(0))
}
