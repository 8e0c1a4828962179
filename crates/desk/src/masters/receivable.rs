//! What a customer owes, as the last import from the books said, and how old that is.

use platform::act::Outcome;
use platform::day::Instant;
use platform::{Id, Tx};
use serde::Serialize;

/// Amounts in minor units of the company's currency.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Receivable {
    pub open: i64,
    pub overdue: i64,
    /// Paid in advance for what is not delivered yet.
    pub deposit: i64,
    pub as_of: Instant,
}

platform::sql! {
    OF = "SELECT open_amount, overdue_amount, deposit_amount, as_of FROM receivable WHERE customer = $1";
    OF_MANY = "SELECT customer, open_amount, overdue_amount, deposit_amount, as_of FROM receivable WHERE customer IN ({ids:$1})";
    KEEP = "INSERT INTO receivable (customer, open_amount, overdue_amount, deposit_amount, as_of) \
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (customer) DO UPDATE SET open_amount = excluded.open_amount, \
        overdue_amount = excluded.overdue_amount, deposit_amount = excluded.deposit_amount, as_of = excluded.as_of";
    KEEP_OWED = "INSERT INTO receivable (customer, open_amount, overdue_amount, deposit_amount, as_of) \
        VALUES ($1, $2, $3, 0, $4) ON CONFLICT (customer) DO UPDATE SET open_amount = excluded.open_amount, \
        overdue_amount = excluded.overdue_amount, as_of = excluded.as_of";
}

pub fn receivable(tx: &mut Tx, customer: Id) -> Outcome<Option<Receivable>> {
    let read = |row: &platform::db::Row<'_>| {
        Ok(Receivable { open: row.get(0)?, overdue: row.get(1)?, deposit: row.get(2)?, as_of: row.get(3)? })
    };
    Ok(tx.maybe(&OF, &[&customer], read)?)
}

pub(super) fn receivables(tx: &mut Tx, customers: &[Id]) -> Outcome<std::collections::HashMap<Id, Receivable>> {
    let ids = customers.to_vec();
    let rows = tx.list(&OF_MANY, &[&ids], |row| {
        Ok((
            row.get(0)?,
            Receivable { open: row.get(1)?, overdue: row.get(2)?, deposit: row.get(3)?, as_of: row.get(4)? },
        ))
    })?;
    Ok(rows.into_iter().collect())
}

pub(super) fn keep(tx: &mut Tx, customer: Id, kept: &Receivable) -> Outcome<()> {
    tx.execute(&KEEP, &[&customer, &kept.open, &kept.overdue, &kept.deposit, &kept.as_of])?;
    Ok(())
}

/// From a list that knows nothing of deposits: what is known of them stays.
pub(super) fn keep_owed(tx: &mut Tx, customer: Id, open: i64, overdue: i64, as_of: Instant) -> Outcome<()> {
    tx.execute(&KEEP_OWED, &[&customer, &open, &overdue, &as_of])?;
    Ok(())
}
