//! What the cockpit shows is computed at the submission, so that it is there when the manager opens it. It holds for the
//! content and the day it was computed for, and as long as neither stock nor plan has moved; else it is computed anew.
//! The decision computes for itself in any case (3.2.3a).

use platform::act::Outcome;
use platform::day::{Day, Instant};
use platform::{Fault, Tx};

use super::facts::Facts;
use crate::fulfilment::{self, Epochs, Promise};
use crate::order::Order;

platform::sql! {
    KEEP = "INSERT INTO order_evidence (order_id, lock, day, at, epochs, promises) VALUES ($1, $2, $3, $4, $5, $6) \
        ON CONFLICT (order_id) DO UPDATE SET lock = excluded.lock, day = excluded.day, at = excluded.at, \
        epochs = excluded.epochs, promises = excluded.promises";
    OF = "SELECT at, epochs, promises FROM order_evidence WHERE order_id = $1 AND lock = $2 AND day = $3";
}

/// Promise dates that were computed before.
pub struct Kept {
    pub at: Instant,
    pub promises: Vec<Promise>,
    pub epochs: Epochs,
}

/// Keeps it with the order as it was written by the submission.
pub fn keep(tx: &mut Tx, order: &Order, facts: &Facts) -> Outcome<()> {
    let text = |json: serde_json::Result<String>| json.map_err(|e| Fault::other("keep evidence", e));
    let (epochs, now) = (text(serde_json::to_string(&facts.epochs))?, tx.now());
    let promises = text(serde_json::to_string(&facts.promises))?;
    tx.execute(&KEEP, &[&order.id, &order.lock, &facts.today, &now, &epochs, &promises])?;
    Ok(())
}

/// What still holds.
pub fn ready(tx: &mut Tx, order: &Order, today: Day) -> Outcome<Option<Kept>> {
    let row: Option<(Instant, String, String)> =
        tx.maybe(&OF, &[&order.id, &order.lock, &today], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let Some((at, epochs, promises)) = row else { return Ok(None) };
    let bad = |e| Fault::other("read evidence", e);
    let epochs: Epochs = serde_json::from_str(&epochs).map_err(bad)?;
    if !fulfilment::unmoved(tx, &epochs)? {
        return Ok(None);
    }
    Ok(Some(Kept { at, promises: serde_json::from_str(&promises).map_err(bad)?, epochs }))
}
