//! 4.4.3: what came for a need that ended goes back to its supplier, when purchasing says so of a stop.

use platform::act::Outcome;
use platform::db::Row;
use platform::quantity::Quantity;
use platform::who::Person;
use platform::{Fault, Id, Tx};

use super::give_back::{Back, Out, ReturnOutcome};
use super::purchase;
use crate::masters;

platform::sql! {
    // The receipts that brought something for a need, and what of it is still in stock.
    FOR_NEED = "SELECT c.purchase, c.id, CAST(SUM(a.quantity) AS BIGINT), c.passed, l.product FROM purchase_arrival a \
        JOIN purchase_receipt c ON c.id = a.receipt JOIN purchase_line l ON l.id = c.line WHERE a.request = $1 \
        GROUP BY c.purchase, c.id, c.at, c.passed, l.product LIMIT 200";
}

struct Brought {
    purchase: Id,
    receipt: Id,
    product: Id,
    quantity: Quantity,
}

fn brought(tx: &mut Tx, request: Id) -> Outcome<Vec<Brought>> {
    let read = |row: &Row<'_>| -> Result<Brought, Fault> {
        let (quantity, passed): (Quantity, Quantity) = (row.get(2)?, row.get(3)?);
        let quantity = quantity.min(passed);
        Ok(Brought { purchase: row.get(0)?, receipt: row.get(1)?, product: row.get(4)?, quantity })
    };
    let mut all = tx.list(&FOR_NEED, &[&request], read)?;
    // The last deliveries go first.
    all.sort_by_key(|one| std::cmp::Reverse(one.receipt));
    Ok(all)
}

/// How much of it could go: what its need was held for is free by now, what somebody else holds stays.
pub fn returnable(tx: &mut Tx, request: Id) -> Outcome<Quantity> {
    let brought = brought(tx, request)?;
    let Some(first) = brought.first() else { return Ok(Quantity::ZERO) };
    let free = masters::free_stock(tx, first.product)?;
    let sum = brought.iter().fold(Quantity::ZERO, |sum, one| sum.plus(one.quantity));
    Ok(sum.min(free).max(Quantity::ZERO))
}

/// Sends so much of it back, for credit: nothing is to come instead.
pub fn return_of(tx: &mut Tx, who: &Person, request: Id, quantity: Quantity, reason: &str) -> Outcome<()> {
    let mut rest = quantity;
    for one in brought(tx, request)? {
        let purchase = purchase::held(tx, one.purchase, "")?;
        let takes = rest.min(one.quantity).min(masters::free_stock(tx, one.product)?);
        if !takes.is_positive() {
            continue;
        }
        let (outcome, reason) = (ReturnOutcome::Credit, reason.to_string());
        let back = Back { receipt: one.receipt, quantity: takes, outcome, reason, from: Out::Stock };
        if back.go(tx, who, &purchase)? {
            rest = rest.minus(takes);
        }
    }
    Ok(())
}
