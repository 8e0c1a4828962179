//! What the settlement of an order takes over: surcharges of changes, costs of cancellations (4.4.4). Only added to.

use platform::act::Outcome;
use platform::day::Instant;
use platform::{Id, Tx};
use serde::Serialize;

use crate::order::Order;

platform::sql! {
    POST = "INSERT INTO settlement_posting (id, order_id, document, kind, currency, amount, text, at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    OF = "SELECT document, kind, amount, text, at FROM settlement_posting WHERE order_id = $1 ORDER BY at, id LIMIT 200";
}

#[derive(Clone, Debug, Serialize)]
pub struct Posting {
    pub document: Id,
    pub kind: String,
    /// Minor units of the order's currency.
    pub amount: i64,
    pub text: String,
    pub at: Instant,
}

pub fn post(tx: &mut Tx, order: &Order, document: Id, kind: &str, amount: i64, text: &str) -> Outcome<()> {
    let (id, now, currency) = (tx.new_id(), tx.now(), order.currency.code());
    tx.execute(&POST, &[&id, &order.id, &document, &kind, &currency, &amount, &text, &now])?;
    Ok(())
}

pub fn of_order(tx: &mut Tx, order: Id) -> Outcome<Vec<Posting>> {
    Ok(tx.list(&OF, &[&order], |row| {
        Ok(Posting {
            document: row.get(0)?,
            kind: row.get(1)?,
            amount: row.get(2)?,
            text: row.get(3)?,
            at: row.get(4)?,
        })
    })?)
}
