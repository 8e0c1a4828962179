//! 4.3.4, 4.4.2: the only ways in which an approved order changes. A change writes the next revision, approved and agreed
//! by reference to its request; a cancellation takes quantities out of lines. The approval axis never moves.

use platform::act::Outcome;
use platform::quantity::Quantity;
use platform::step::{Ground, Standing};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde_json::{Value, json};

use super::axes::Confirmation;
use super::content::{Content, shown_digest};
use super::facts_of::changes_between;
use super::fetch::Order;
use super::round::decided_round;
use super::steps::{CANCEL, REVISE};
use super::store::{self, Promised};
use super::{record, rewrite};

/// The order as it would be with this content; nothing is written. Lines keep their numbers and what was done for them,
/// a new one has the id and gets the next number.
pub fn revised(tx: &mut Tx, order: &Order, content: &Content) -> Outcome<Order> {
    let mut next = order.clone();
    rewrite::fill(tx, &mut next, content)?;
    let mut last = order.lines.iter().map(|line| line.no).max().unwrap_or(0);
    for (line, said) in next.lines.iter_mut().zip(&content.lines) {
        line.id = said.id.unwrap_or(line.id);
        let Some(old) = order.lines.iter().find(|old| old.id == line.id) else {
            last += 1;
            line.no = last;
            continue;
        };
        line.no = old.no;
        line.reserved = old.reserved;
        (line.produced, line.received, line.inspected) = (old.produced, old.received, old.inspected);
        (line.shipped, line.delivered, line.signed_for) = (old.shipped, old.delivered, old.signed_for);
        (line.returned, line.invoiced, line.cancelled) = (old.returned, old.invoiced, old.cancelled);
    }
    next.revision = order.revision + 1;
    next.round = 1;
    next.content_digest = shown_digest(&next);
    Ok(next)
}

/// Why a revision may stand: the request, the checks it passed and the grounds given.
#[derive(Debug)]
pub struct Revision<'a> {
    pub request: &'a str,
    /// Who wrote what differs, and who passed it: whoever carries it out is neither (1.3.4).
    pub proposed_by: Option<Id>,
    pub reviewed_by: Option<Id>,
    pub checks: &'a Value,
    pub grounds: &'a [Ground],
    /// Of the lines that were planned anew.
    pub promised: &'a [Promised],
}

/// Writes it: head, lines, totals, digest, the round with its verdict, history. The caller's step gave leave.
pub fn apply_revision(
    tx: &mut Tx,
    who: &Person,
    before: &Order,
    mut next: Order,
    why: &Revision<'_>,
) -> Outcome<Order> {
    let stands = Standing { system: true, ..Standing::default() };
    let leave = REVISE.admit(before.approval, &stands, &(), &[])?;
    if leave.idle {
        return Ok(before.clone());
    }
    for promise in why.promised {
        let line = next.lines.iter_mut().find(|line| line.id == promise.line).ok_or(Trouble::Hidden)?;
        line.reserved = promise.reserved;
        (line.promised_on, line.forecast_on) = (promise.on, promise.forecast_on);
    }
    super::restate(tx, &mut next)?;
    if next.confirmation == Confirmation::Confirmed {
        // The customer agreed to the request instead of signing a sheet again.
        super::show_digest(&mut next);
    }
    store::revise_lines(tx, &next, &before.lines)?;
    store::update(tx, &mut next)?;
    let named = |id: Option<Id>| Person { id: id.unwrap_or(who.id), ..who.clone() };
    let (proposer, reviewer) = (named(why.proposed_by), named(why.reviewed_by));
    store::edited_by(tx, &next, &proposer)?;
    record::index(tx, &next)?;
    decided_round(tx, (&proposer, &reviewer), &next, why.checks, why.grounds, why.request)?;
    let body = json!({ "request": why.request, "changes": changes_between(before, &next) });
    store::write_history(tx, who, &next, leave.step, leave.clause, body)?;
    Ok(next)
}

/// A quantity that leaves a line, and what stays reserved for it.
#[derive(Clone, Copy, Debug)]
pub struct Cancelled {
    pub line: Id,
    pub quantity: Quantity,
    pub reserved: Quantity,
}

/// Takes quantities out of lines; what has left the house stays.
pub fn cancel_quantities(
    tx: &mut Tx,
    who: &Person,
    mut order: Order,
    request: &str,
    all: &[Cancelled],
) -> Outcome<Order> {
    let stands = Standing { system: true, ..Standing::default() };
    let leave = CANCEL.admit(order.approval, &stands, &(), &[])?;
    if leave.idle {
        return Ok(order);
    }
    let id = order.id;
    for one in all {
        let line = order.lines.iter_mut().find(|line| line.id == one.line).ok_or(Trouble::Hidden)?;
        line.reserved = one.reserved;
        if !store::cancel_line(tx, id, line, one.quantity)? {
            return Err(Trouble::stale(id));
        }
        let sum = line.cancelled.checked_add(one.quantity);
        line.cancelled = sum.map_err(|e| platform::Fault::other("cancel", e))?;
    }
    super::restate(tx, &mut order)?;
    store::update(tx, &mut order)?;
    let lines: Vec<Value> = all.iter().map(|one| json!({"line": one.line, "quantity": one.quantity})).collect();
    store::write_history(tx, who, &order, leave.step, leave.clause, json!({ "request": request, "lines": lines }))?;
    Ok(order)
}
