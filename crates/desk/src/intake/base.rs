//! What a long order was when somebody opened it. A short one travels in its form; from [`BASE_LINES_MAX`] lines on that
//! would double every page and every save, so each save is kept here for the merge (1.3.1).

use platform::act::Outcome;
use platform::{Fault, Id, Tx};
use serde_json::Value;

use super::form::BASE_LINES_MAX;
use super::typed::Typed;
use crate::masters;
use crate::order::Order;

/// Whoever is so many writes behind is asked about every difference.
const KEPT: i64 = 50;

platform::sql! {
    KEEP = "INSERT INTO entry_base (order_id, lock, body) VALUES ($1, $2, $3) ON CONFLICT (order_id, lock) DO NOTHING";
    FORGET = "DELETE FROM entry_base WHERE order_id = $1 AND lock < $2";
    AT = "SELECT body FROM entry_base WHERE order_id = $1 AND lock <= $2 ORDER BY lock DESC LIMIT 1";
}

/// Keeps what was saved, where a form will not carry it.
pub fn keep(tx: &mut Tx, order: &Order) -> Outcome<()> {
    if order.lines.len() <= BASE_LINES_MAX {
        return Ok(());
    }
    let customer = masters::customer(tx, order.customer)?;
    let body = Typed::of_order(order, customer.as_ref()).to_json().to_string();
    tx.execute(&KEEP, &[&order.id, &order.lock, &body])?;
    tx.execute(&FORGET, &[&order.id, &(order.lock - KEPT)])?;
    Ok(())
}

/// What a form was opened with: what it carries, else what stood at the state it saw.
pub fn given(tx: &mut Tx, order: Id, mut typed: Typed) -> Outcome<Typed> {
    if let (None, Some(seen)) = (&typed.base, typed.seen) {
        let kept: Option<String> = tx.maybe(&AT, &[&order, &seen], |row| row.get(0))?;
        if let Some(body) = kept {
            let body: Value = serde_json::from_str(&body).map_err(|e| Fault::other("what an order was", e))?;
            typed.base = Some(Box::new(Typed::of(&body)));
        }
    }
    Ok(typed)
}
