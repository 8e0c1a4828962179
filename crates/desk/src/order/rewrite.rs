//! Editing: an explicit save writes one history entry with the difference per field. Only the owner (or his
//! deputy) edits, and only a draft or a returned order; everything else is a change request.

use platform::act::Outcome;
use platform::money::{Money, line_amount, totals};
use platform::quantity::Quantity;
use platform::step::Leave;
use platform::trouble::Say;
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde_json::json;

use super::axes::{Approval, Confirmation};
use super::content::{Content, LineContent, shown_digest};
use super::facts_of::{changes_between, standing};
use super::fetch::{Line, Order, fetch_seen};
use super::source::SourceKind;
use super::steps::{ANEW, MoveFacts, SPOKEN};
use super::{duty, feasible, store};
use crate::masters;

/// Brings an order to new content. A confirmation that was sent or signed for other content goes back to `to_send`.
pub fn rewrite(tx: &mut Tx, who: &Person, id: Id, seen: i64, content: &Content) -> Outcome<Order> {
    let mut order = fetch_seen(tx, who, id, Some(seen))?;
    may_edit(tx, who, &order)?;
    let before = order.clone();
    fill(tx, &mut order, content)?;
    order.content_digest = shown_digest(&order);
    let changes = changes_between(&before, &order);
    if changes.is_empty() {
        return Ok(before);
    }
    let anew = confirm_anew(tx, who, &mut order)?;
    if before.customer != order.customer {
        super::source::move_to_customer(tx, &order)?;
    }
    store::update_lines(tx, order.id, &before.lines, &order.lines)?;
    store::update(tx, &mut order)?;
    store::edited_by(tx, &order, who)?;
    super::record::index(tx, &order)?;
    store::write_history(tx, who, &order, "order.save", "3.1.2", json!({ "changes": changes }))?;
    if let Some(leave) = anew {
        let shown = order.shown_digest.as_deref().map(platform::history::hex);
        store::write_history(tx, who, &order, leave.step, leave.clause, json!({ "shown": shown }))?;
    }
    feasible::ask(tx, who, &order)?;
    duty::turn(tx, who, &order)?;
    Ok(order)
}

/// Whether somebody may edit the order's content now; the same "no" greys the button and refuses the act.
pub fn may_edit(tx: &mut Tx, who: &Person, order: &Order) -> Outcome<()> {
    if !standing(tx, who, order)?.owner {
        return Err(Trouble::Forbidden { clause: "1.3.4", say: Say::new("forbidden-step").arg("who", "by-owner") });
    }
    if order.approval.is_open_to_edit() { Ok(()) } else { Err(closed(order)) }
}

fn closed(order: &Order) -> Trouble {
    use platform::step::{Broken, Level, Refusal, Weight};
    let broken = Broken {
        rule: "edit.open",
        clause: "3.2.2",
        weight: Weight::Must,
        level: Level::Fail,
        line: None,
        say: Say::new("order-closed-to-edit").arg("state", order.approval.code()),
        facts: String::new(),
    };
    Trouble::Refused(Box::new(Refusal { step: "order.save", clause: "3.2.2", broken: vec![broken] }))
}

/// What the customer was shown is no longer what stands here, or what was written is spoken now (3.1.3). The rows and the
/// history follow with the save.
fn confirm_anew(tx: &mut Tx, who: &Person, order: &mut Order) -> Outcome<Option<Leave<Confirmation>>> {
    let step = if ANEW.from.contains(&order.confirmation) {
        // What he does not see he has not signed either.
        if order.shown_digest.as_ref() == Some(&order.content_digest) {
            return Ok(None);
        }
        &ANEW
    } else if SPOKEN.from.contains(&order.confirmation) && order.channel.is_spoken() && !documented(tx, order)? {
        &SPOKEN
    } else {
        return Ok(None);
    };
    let stands = standing(tx, who, order)?;
    let leave = step.admit(order.confirmation, &stands, &(), &[])?;
    if leave.idle {
        return Ok(None);
    }
    order.confirmation = leave.to;
    for kind in leave.closes {
        duty::close(tx, order.id, kind, None, "moot")?;
    }
    for kind in leave.opens {
        duty::open(tx, order, kind)?;
    }
    Ok(Some(leave))
}

/// Something the customer wrote is on file.
pub fn documented(tx: &mut Tx, order: &Order) -> Outcome<bool> {
    Ok(super::sources(tx, order.id)?.iter().any(|source| source.kind == SourceKind::Customer))
}

/// Gives an order to another specialist (2.2.1a): the manager's word, or the system's when a deputy takes over.
pub fn reassign(tx: &mut Tx, who: &Person, id: Id, seen: i64, to: Id) -> Outcome<Order> {
    let mut order = fetch_seen(tx, who, id, Some(seen))?;
    let (leave, new_owner) = may_reassign(tx, who, &order, to)?;
    if leave.idle {
        return Ok(order);
    }
    let from = order.owner;
    order.owner = to;
    store::update(tx, &mut order)?;
    duty::hand_over_with(tx, order.id, from, to)?;
    let body = json!({"from": crate::people::name_of(tx, from)?, "to": new_owner});
    store::write_history(tx, who, &order, leave.step, leave.clause, body)?;
    Ok(order)
}

/// Whether an order may go to that specialist, and his name: the act asks it, and so does who wants to know beforehand.
pub fn may_reassign(tx: &mut Tx, who: &Person, order: &Order, to: Id) -> Outcome<(Leave<Approval>, String)> {
    let stands = standing(tx, who, order)?;
    let facts = MoveFacts { his_already: order.owner == to };
    let leave = super::steps::REASSIGN.admit(order.approval, &stands, &facts, &[])?;
    let new_owner = crate::people::persons_with(tx, Role::Specialist)?.into_iter().find(|p| p.id == to);
    match new_owner {
        Some(new_owner) => Ok((leave, new_owner.name)),
        None => Err(Trouble::invalid("to", Say::new("order-owner-unknown"))),
    }
}

/// A document that came from the customer makes a spoken order a written one (3.1.3), unless it was shown already.
pub fn disown(tx: &mut Tx, who: &Person, order: &mut Order) -> Outcome<bool> {
    if !super::steps::DOCUMENTED.from.contains(&order.confirmation) {
        return Ok(false);
    }
    let stands = standing(tx, who, order)?;
    let leave = super::steps::DOCUMENTED.admit(order.confirmation, &stands, &(), &[])?;
    if leave.idle {
        return Ok(false);
    }
    order.confirmation = leave.to;
    for kind in leave.closes {
        duty::close(tx, order.id, kind, None, "moot")?;
    }
    store::update(tx, order)?;
    store::write_history(tx, who, order, leave.step, leave.clause, json!({}))?;
    duty::turn(tx, who, order)?;
    Ok(true)
}

/// Puts content into the order and computes what follows from it.
pub(super) fn fill(tx: &mut Tx, order: &mut Order, content: &Content) -> Outcome<()> {
    order.customer = content.customer;
    order.customer_order_no = content.customer_order_no.trim().to_string();
    order.customer_order_on = content.customer_order_on;
    if order.lock == 1 && order.number.is_empty() || !order.channel.is_spoken() || content.channel.is_spoken() {
        order.channel = content.channel; // A spoken order does not become written by another word for its channel.
    }
    order.priority = content.priority;
    order.currency = content.currency;
    order.payment_term = content.payment_term.trim().to_string();
    order.requested_on = content.requested_on;
    order.head = content.head.clone();
    let mut lines = Vec::with_capacity(content.lines.len());
    for (at, line) in content.lines.iter().enumerate() {
        lines.push(line_of(tx, order, at as i64 + 1, line)?);
    }
    order.lines = lines;
    let sums = totals(order.lines.iter().map(|l| (l.tax_rate, l.amount)), order.currency).map_err(|e| too_big(&e))?;
    (order.net, order.tax, order.gross) = (sums.net, sums.tax, sums.gross);
    order.gross_company = in_company_currency(tx, order.gross)?;
    order.line_count = order.lines.len() as i64;
    Ok(())
}

fn line_of(tx: &Tx, order: &Order, no: i64, l: &LineContent) -> Outcome<Line> {
    let amount = line_amount(l.quantity, l.price, l.price_base, l.discount, order.currency).map_err(|e| too_big(&e))?;
    let kept = l.id.and_then(|id| order.lines.iter().find(|old| old.id == id));
    let zero = Quantity::ZERO;
    let (promised_on, forecast_on) = kept.map_or((None, None), |old| (old.promised_on, old.forecast_on));
    Ok(Line {
        id: kept.map_or_else(|| tx.new_id(), |old| old.id),
        no,
        product: l.product,
        sku: l.sku.clone(),
        name: l.name.clone(),
        spec: l.spec.clone(),
        customer_part: l.customer_part.clone(),
        quantity: l.quantity,
        unit: l.unit.clone(),
        price: l.price,
        price_base: l.price_base,
        discount: l.discount,
        tax_rate: l.tax_rate,
        amount,
        list_price: l.list_price,
        floor_price: l.floor_price,
        requested_on: l.requested_on,
        promised_on,
        forecast_on,
        place: l.place.clone(),
        remark: l.remark.clone(),
        reserved: zero,
        produced: zero,
        received: zero,
        inspected: zero,
        shipped: zero,
        delivered: zero,
        signed_for: zero,
        returned: zero,
        invoiced: zero,
        cancelled: zero,
    })
}

fn too_big(error: &dyn std::fmt::Display) -> Trouble {
    Trouble::invalid("lines", Say::new("order-amount-too-big").arg("why", error.to_string()))
}

fn in_company_currency(tx: &mut Tx, gross: Money) -> Outcome<i64> {
    let zone = crate::people::zone(tx)?;
    let today = tx.now().day_in(&zone);
    masters::in_company_currency(tx, gross, today).map(|found| found.unwrap_or(0))
}
