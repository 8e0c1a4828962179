//! What the departments did for a line, and when it is expected now: quantities, forecast, an agreed new date (4.1, 4.2).
//! The steps are the departments' own; row, words of the head and history move together here.

use platform::act::Outcome;
use platform::step::Leave;
use platform::who::Person;
use platform::words::Word;
use platform::{Id, Trouble, Tx};
use serde_json::Value;

use super::axes::Approval;
use super::fetch::{Line, Order};
use super::{restate, store};

platform::sql! {
    MEASURE = "UPDATE order_line SET promised_on = $1, forecast_on = $2, reserved = $3, produced = $4, received = $5, \
        inspected = $6, shipped = $7, delivered = $8, signed_for = $9, returned = $10, cancelled = $11 \
        WHERE id = $12 AND order_id = $13";
}

/// Changes measured columns of the order's lines by leave of a department's step. Content stays as it was: it moves by
/// a change request only. The caller has fetched the order with [`super::fetch_seen`].
pub fn measure<S: Word>(
    tx: &mut Tx,
    who: &Person,
    order: &mut Order,
    leave: &Leave<S>,
    body: Value,
    change: impl FnOnce(&mut [Line]),
) -> Outcome<()> {
    if leave.idle {
        return Ok(());
    }
    if order.approval != Approval::Approved {
        return Err(Trouble::stale(order.id));
    }
    let before = order.lines.clone();
    change(&mut order.lines);
    for (old, new) in before.iter().zip(&order.lines).filter(|(old, new)| old != new) {
        write(tx, order.id, old.id, new)?;
    }
    restate(tx, order)?;
    store::update(tx, order)?;
    store::write_history(tx, who, order, leave.step, leave.clause, body)
}

fn write(tx: &mut Tx, order: Id, id: Id, l: &Line) -> Outcome<()> {
    let params: [&dyn platform::db::Param; 13] = [
        &l.promised_on,
        &l.forecast_on,
        &l.reserved,
        &l.produced,
        &l.received,
        &l.inspected,
        &l.shipped,
        &l.delivered,
        &l.signed_for,
        &l.returned,
        &l.cancelled,
        &id,
        &order,
    ];
    if tx.execute(&MEASURE, &params)? == 1 { Ok(()) } else { Err(Trouble::stale(order)) }
}
