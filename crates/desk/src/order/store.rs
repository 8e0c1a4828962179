//! The statements that write an order's rows. Every writer goes through here, so that rows, lock, history and
//! the digest of the rows move together.

use platform::act::Outcome;
use platform::db::Fault;
use platform::history::{self, Entry};
use platform::step::Standing;
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde_json::Value;

use super::content::digest_of;
use super::duty;
use super::fetch::{Line, Order};
use super::steps::PROMISE;

platform::sql! {
    INSERT = "INSERT INTO orders (id, number, revision, round, lock, customer, customer_order_no, customer_order_on, \
        channel, received_at, received_by, priority, owner, currency, payment_term, approval, confirmation, \
        execution, settlement, archive, net, tax, gross, gross_company, line_count, special, major, requested_on, \
        head, content_digest, shown_digest, made_at, changed_at, submitted_at, decided_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, \
        $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35)";
    UPDATE = "UPDATE orders SET revision = $1, round = $2, lock = $3, customer = $4, customer_order_no = $5, \
        customer_order_on = $6, channel = $7, priority = $8, owner = $9, currency = $10, payment_term = $11, \
        approval = $12, confirmation = $13, execution = $14, settlement = $15, archive = $16, net = $17, tax = $18, \
        gross = $19, gross_company = $20, line_count = $21, special = $22, major = $23, requested_on = $24, \
        head = $25, content_digest = $26, shown_digest = $27, changed_at = $28, submitted_at = $29, decided_at = $30 \
        WHERE id = $31 AND lock = $32";
    INSERT_LINE = "INSERT INTO order_line (id, order_id, no, product, sku, name, spec, customer_part, quantity, unit, \
        price, price_base, discount, tax_rate, amount, list_price, floor_price, requested_on, promised_on, \
        forecast_on, place, remark, reserved, produced, received, inspected, shipped, delivered, signed_for, \
        returned, invoiced, cancelled) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, \
        $23, $24, $25, $26, $27, $28, $29, $30, $31, $32)";
    UPDATE_LINE = "UPDATE order_line SET no = $1, product = $2, sku = $3, name = $4, spec = $5, customer_part = $6, \
        quantity = $7, unit = $8, price = $9, price_base = $10, discount = $11, tax_rate = $12, amount = $13, \
        list_price = $14, floor_price = $15, requested_on = $16, promised_on = $17, forecast_on = $18, place = $19, \
        remark = $20, reserved = $21 WHERE id = $22 AND order_id = $23";
    REMOVE_LINE = "UPDATE order_line SET removed_in = $1 WHERE id = $2 AND order_id = $3 AND removed_in IS NULL";
    CANCEL_LINE = "UPDATE order_line SET cancelled = cancelled + $1, reserved = $2 WHERE id = $3 AND order_id = $4 \
        AND cancelled + $1 <= quantity - shipped";
    DELETE_LINE = "DELETE FROM order_line WHERE id = $1 AND order_id = $2";
    EDITED = "INSERT INTO order_editor (order_id, revision, person) VALUES ($1, $2, $3) \
        ON CONFLICT (order_id, revision, person) DO NOTHING";
}

/// The digest that history keeps of the rows it left: `verify` recomputes it.
pub fn rows_digest(order: &Order) -> Result<Vec<u8>, Fault> {
    let value = serde_json::to_value(order).map_err(|e| Fault::other("digest", e))?;
    Ok(digest_of(&value))
}

pub(super) fn insert(tx: &mut Tx, o: &Order) -> Outcome<()> {
    let (currency, head) = (o.currency.code(), head_text(o)?);
    tx.execute(
        &INSERT,
        &[
            &o.id,
            &o.number,
            &o.revision,
            &o.round,
            &o.lock,
            &o.customer,
            &o.customer_order_no,
            &o.customer_order_on,
            &o.channel,
            &o.received_at,
            &o.received_by,
            &o.priority,
            &o.owner,
            &currency,
            &o.payment_term,
            &o.approval,
            &o.confirmation,
            &o.execution,
            &o.settlement,
            &o.archive,
            &o.net.minor(),
            &o.tax.minor(),
            &o.gross.minor(),
            &o.gross_company,
            &o.line_count,
            &o.special,
            &o.major,
            &o.requested_on,
            &head,
            &o.content_digest,
            &o.shown_digest,
            &o.made_at,
            &o.changed_at,
            &o.submitted_at,
            &o.decided_at,
        ],
    )?;
    for line in &o.lines {
        insert_line(tx, o.id, line)?;
    }
    Ok(())
}

/// Writes the head over the state it was read in; the lock decides between two clerks.
pub(super) fn update(tx: &mut Tx, o: &mut Order) -> Outcome<()> {
    let (currency, head, seen) = (o.currency.code(), head_text(o)?, o.lock);
    o.lock += 1;
    o.changed_at = tx.now();
    let moved = tx.execute(
        &UPDATE,
        &[
            &o.revision,
            &o.round,
            &o.lock,
            &o.customer,
            &o.customer_order_no,
            &o.customer_order_on,
            &o.channel,
            &o.priority,
            &o.owner,
            &currency,
            &o.payment_term,
            &o.approval,
            &o.confirmation,
            &o.execution,
            &o.settlement,
            &o.archive,
            &o.net.minor(),
            &o.tax.minor(),
            &o.gross.minor(),
            &o.gross_company,
            &o.line_count,
            &o.special,
            &o.major,
            &o.requested_on,
            &head,
            &o.content_digest,
            &o.shown_digest,
            &o.changed_at,
            &o.submitted_at,
            &o.decided_at,
            &o.id,
            &seen,
        ],
    )?;
    if moved == 1 { Ok(()) } else { Err(Trouble::stale(o.id)) }
}

/// Brings the line rows from what they were to what they are.
pub(super) fn update_lines(tx: &mut Tx, order: Id, before: &[Line], after: &[Line]) -> Outcome<()> {
    for old in before.iter().filter(|old| !after.iter().any(|new| new.id == old.id)) {
        tx.execute(&DELETE_LINE, &[&old.id, &order])?;
    }
    let known: std::collections::HashMap<Id, &Line> = before.iter().map(|line| (line.id, line)).collect();
    for line in after {
        match known.get(&line.id) {
            None => insert_line(tx, order, line)?,
            Some(old) if *old == line => {}
            Some(_) => update_line(tx, order, line)?,
        }
    }
    Ok(())
}

/// The lines of the next revision: what it no longer has stays as a row that departments' work points to.
pub(super) fn revise_lines(tx: &mut Tx, order: &Order, before: &[Line]) -> Outcome<()> {
    for old in before.iter().filter(|old| !order.lines.iter().any(|new| new.id == old.id)) {
        tx.execute(&REMOVE_LINE, &[&order.revision, &old.id, &order.id])?;
    }
    for line in &order.lines {
        match before.iter().find(|old| old.id == line.id) {
            None => insert_line(tx, order.id, line)?,
            Some(old) if old == line => {}
            Some(_) => update_line(tx, order.id, line)?,
        }
    }
    Ok(())
}

/// Takes a quantity out of a line; false where more than that has left the house.
pub(super) fn cancel_line(
    tx: &mut Tx,
    order: Id,
    line: &Line,
    quantity: platform::quantity::Quantity,
) -> Outcome<bool> {
    Ok(tx.execute(&CANCEL_LINE, &[&quantity, &line.reserved, &line.id, &order])? == 1)
}

fn update_line(tx: &mut Tx, order: Id, l: &Line) -> Outcome<()> {
    tx.execute(
        &UPDATE_LINE,
        &[
            &l.no,
            &l.product,
            &l.sku,
            &l.name,
            &l.spec,
            &l.customer_part,
            &l.quantity,
            &l.unit,
            &l.price,
            &l.price_base,
            &l.discount.bp(),
            &l.tax_rate,
            &l.amount.minor(),
            &l.list_price,
            &l.floor_price,
            &l.requested_on,
            &l.promised_on,
            &l.forecast_on,
            &l.place,
            &l.remark,
            &l.reserved,
            &l.id,
            &order,
        ],
    )?;
    Ok(())
}

fn insert_line(tx: &mut Tx, order: Id, l: &Line) -> Outcome<()> {
    tx.execute(
        &INSERT_LINE,
        &[
            &l.id,
            &order,
            &l.no,
            &l.product,
            &l.sku,
            &l.name,
            &l.spec,
            &l.customer_part,
            &l.quantity,
            &l.unit,
            &l.price,
            &l.price_base,
            &l.discount.bp(),
            &l.tax_rate,
            &l.amount.minor(),
            &l.list_price,
            &l.floor_price,
            &l.requested_on,
            &l.promised_on,
            &l.forecast_on,
            &l.place,
            &l.remark,
            &l.reserved,
            &l.produced,
            &l.received,
            &l.inspected,
            &l.shipped,
            &l.delivered,
            &l.signed_for,
            &l.returned,
            &l.invoiced,
            &l.cancelled,
        ],
    )?;
    Ok(())
}

/// What dispatch promises of a line.
#[derive(Clone, Copy, Debug)]
pub struct Promised {
    pub line: Id,
    pub reserved: platform::quantity::Quantity,
    pub on: Option<platform::day::Day>,
    /// When it should arrive as things stand: often earlier.
    pub forecast_on: Option<platform::day::Day>,
}

/// Writes reservation and promised day on the lines, in the order's own approval; `advance` writes the head after it.
/// The system does it in the decider's name, and the history says so.
pub fn promise_lines(tx: &mut Tx, order: &mut Order, promised: &[Promised]) -> Outcome<()> {
    let (system, stands) = (Person::system(), Standing { system: true, ..Standing::default() });
    let leave = PROMISE.admit(order.approval, &stands, &(), &[])?;
    if leave.idle {
        return Ok(());
    }
    let id = order.id;
    for promise in promised {
        let line = order.lines.iter_mut().find(|line| line.id == promise.line).ok_or(Trouble::Hidden)?;
        line.reserved = promise.reserved;
        line.promised_on = promise.on;
        line.forecast_on = promise.forecast_on;
        update_line(tx, id, line)?;
    }
    let last = promised.iter().filter_map(|promise| promise.on).max();
    let body = serde_json::json!({ "lines": promised.len(), "last": last });
    write_history(tx, &system, order, leave.step, leave.clause, body)
}

/// Everybody who edited content in this revision counts as having entered it, also where its refusal is proposed already.
pub(super) fn edited_by(tx: &mut Tx, order: &Order, who: &Person) -> Outcome<()> {
    tx.execute(&EDITED, &[&order.id, &order.revision, &who.id])?;
    duty::keep_apart(tx, order.id, &[who.id])
}

pub(super) fn write_history(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    step: &str,
    clause: &str,
    body: Value,
) -> Outcome<()> {
    let rows = rows_digest(order)?;
    Ok(history::append(tx, who, &Entry { chain: order.id, step, clause, body, rows })?)
}

fn head_text(order: &Order) -> Result<String, Fault> {
    let value = serde_json::to_value(&order.head).map_err(|e| Fault::other("write an order", e))?;
    Ok(platform::history::canonical(&value))
}
