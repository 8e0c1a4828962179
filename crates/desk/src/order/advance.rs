//! The only places that move approval and confirmation (1.1): leave comes from a step's `admit` and nowhere else.

use platform::act::Outcome;
use platform::step::Leave;
use platform::who::Person;
use platform::{Trouble, Tx};
use serde_json::{Value, json};

use super::axes::{Approval, Archive, Confirmation};
use super::facts_of::editors;
use super::fetch::Order;
use super::{duty, store};

/// Moves the approval axis; closes and opens the step's duties, writes row and history.
pub fn advance(tx: &mut Tx, who: &Person, mut order: Order, leave: Leave<Approval>, body: Value) -> Outcome<Order> {
    if leave.from != order.approval {
        return Err(Trouble::stale(order.id));
    }
    if leave.idle {
        return Ok(order);
    }
    order.approval = leave.to;
    settle(tx, who, &mut order, leave.closes, leave.opens)?;
    super::restate(tx, &mut order)?;
    store::update(tx, &mut order)?;
    let body = with_reasons(body, &leave.passed, &leave.grounds);
    store::write_history(tx, who, &order, leave.step, leave.clause, body)?;
    duty::turn(tx, who, &order)?;
    Ok(order)
}

/// Moves the confirmation axis (3.1.3).
pub fn advance_confirmation(
    tx: &mut Tx,
    who: &Person,
    mut order: Order,
    leave: Leave<Confirmation>,
    body: Value,
) -> Outcome<Order> {
    if leave.from != order.confirmation {
        return Err(Trouble::stale(order.id));
    }
    if leave.idle {
        return Ok(order);
    }
    order.confirmation = leave.to;
    settle(tx, who, &mut order, leave.closes, leave.opens)?;
    store::update(tx, &mut order)?;
    let body = with_reasons(body, &leave.passed, &leave.grounds);
    store::write_history(tx, who, &order, leave.step, leave.clause, body)?;
    duty::turn(tx, who, &order)?;
    Ok(order)
}

/// Moves the archive axis (2.2.2e).
pub fn advance_archive(
    tx: &mut Tx,
    who: &Person,
    mut order: Order,
    leave: Leave<Archive>,
    body: Value,
) -> Outcome<Order> {
    if leave.from != order.archive {
        return Err(Trouble::stale(order.id));
    }
    if leave.idle {
        return Ok(order);
    }
    order.archive = leave.to;
    for kind in leave.closes {
        duty::close(tx, order.id, kind, Some(who), "done")?;
    }
    store::update(tx, &mut order)?;
    store::write_history(tx, who, &order, leave.step, leave.clause, body)?;
    Ok(order)
}

/// Remembers what the customer was shown; written by the step that follows in the same act.
pub fn show_digest(order: &mut Order) {
    order.shown_digest = Some(order.content_digest.clone());
}

fn settle(tx: &mut Tx, who: &Person, order: &mut Order, closes: &[&str], opens: &[&str]) -> Outcome<()> {
    for kind in closes {
        duty::close(tx, order.id, kind, Some(who), "done")?;
    }
    if order.approval.is_final() {
        // Nothing is left to be done about it but to put it away.
        duty::close_all(tx, order.id)?;
        if order.archive == Archive::Open {
            order.archive = Archive::ToArchive;
        }
    }
    for kind in opens {
        duty::open(tx, order, kind)?;
    }
    if opens.contains(&"final_review") {
        // A submission is an entry (3.2.2).
        let mut writers = editors(tx, order)?;
        writers.push(who.id);
        duty::keep_apart(tx, order.id, &writers)?;
    }
    Ok(())
}

fn with_reasons(mut body: Value, passed: &[platform::step::Broken], grounds: &[platform::step::Ground]) -> Value {
    if let Value::Object(map) = &mut body {
        if !passed.is_empty() {
            map.insert("passed".into(), json!(passed));
        }
        if !grounds.is_empty() {
            map.insert("grounds".into(), json!(grounds));
        }
    }
    body
}
