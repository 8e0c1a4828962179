//! 4.2.4: goods that passed lie in stock and are held at once for whoever waits for them, the most urgent first: the
//! row of the stock decides, so no piece is held twice. What nobody waits for is free.

use platform::act::Outcome;
use platform::quantity::Quantity;
use platform::step::{By, Standing, Step};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde_json::json;

use super::book::Needs;
use super::measured;
use super::purchase::{self, Part, Purchase, PurchaseState};
use super::receive::{self, Receipt};
use crate::fulfilment::{dispatch, production};
use crate::masters::{self, MoveKind};

platform::sql! {
    ARRIVE = "INSERT INTO purchase_arrival (id, receipt, request, quantity, reservation) VALUES ($1, $2, $3, $4, $5)";
    END = "UPDATE reservation SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL";
    LESS = "UPDATE reservation SET quantity = $1 WHERE id = $2 AND ended_at IS NULL";
}

/// The seam of the incoming inspection: a quantity of a receipt is good. The caller holds the purchase.
pub fn passed(tx: &mut Tx, who: &Person, p: &Purchase, receipt: Id, quantity: Quantity) -> Outcome<()> {
    let mut receipt = receive::one(tx, p.id, receipt)?;
    receipt.passed = receipt.passed.plus(quantity);
    receive::write(tx, &receipt)?;
    let line = purchase::lines(tx, p.id)?.into_iter().find(|line| line.id == receipt.line);
    let product = line.ok_or(Trouble::Hidden)?.product;
    masters::take_in(tx, who, product, MoveKind::Receipt, quantity, p.called())?;
    let mut needs = Needs::held(tx, p.id)?;
    let mut rest = quantity;
    for at in 0..needs.parts.len() {
        let part = needs.parts[at].clone();
        let takes = part.quantity.minus(part.received).min(rest);
        if part.line != receipt.line || !takes.is_positive() {
            continue;
        }
        rest = rest.minus(takes);
        let made_for = needs.request(part.request).and_then(|request| request.made_for);
        let reservation = reserve(tx, product, &part, takes, made_for)?;
        if let (Some(work), Some(reservation)) = (made_for, reservation) {
            let given = production::issue(tx, who, work, product, takes)?;
            less(tx, reservation, takes, given)?;
        }
        let id = tx.new_id();
        tx.execute(&ARRIVE, &[&id, &receipt.id, &part.request, &takes, &reservation])?;
        needs.bring(tx, at, takes)?;
        if let Some(request) = needs.request(part.request).cloned() {
            measured(tx, who, &request, takes, takes)?;
        }
    }
    Ok(())
}

/// What a running work order was given at once is not held any more.
fn less(tx: &mut Tx, reservation: Id, held: Quantity, given: Quantity) -> Outcome<()> {
    let (now, rest) = (tx.now(), held.minus(given));
    if rest.is_positive() {
        tx.execute(&LESS, &[&rest, &reservation])?;
    } else {
        tx.execute(&END, &[&now, &reservation])?;
    }
    Ok(())
}

/// For the line whose need it was; as a part of what is made where a work order waits for it.
fn reserve(tx: &mut Tx, product: Id, part: &Part, quantity: Quantity, made_for: Option<Id>) -> Outcome<Option<Id>> {
    let Some(line) = part.order_line else { return Ok(None) };
    if !masters::reserve(tx, product, quantity)? {
        return Err(Trouble::stale(part.request));
    }
    let by = if made_for.is_none() { Some(part.request) } else { None };
    Ok(Some(dispatch::keep_reservation(tx, product, line, quantity, by)?))
}

/// Goods were let in: by quality's verdict, or because they need none.
pub const PASS: Step<PurchaseState, ()> = Step {
    id: "purchase.pass",
    clause: "4.2.4",
    from: &[PurchaseState::PartlyReceived, PurchaseState::Received],
    to: None,
    by: By::System,
    opens: &[],
    closes: &[],
    rules: &[],
};

/// Quality's verdict on goods that waited. The caller holds the purchase.
pub fn inspected(tx: &mut Tx, who: &Person, purchase: Id, receipt: Id, quantity: Quantity) -> Outcome<()> {
    let purchase = purchase::fetch(tx, purchase)?;
    let receipt: Receipt = receive::one(tx, purchase.id, receipt)?;
    let leave = PASS.admit(purchase.state, &Standing::SYSTEM, &(), &[])?;
    if leave.idle {
        return Ok(());
    }
    let line = purchase::lines(tx, purchase.id)?.into_iter().find(|line| line.id == receipt.line);
    let mut line = line.ok_or(Trouble::Hidden)?;
    line.to_inspect = line.to_inspect.minus(quantity);
    purchase::write_line(tx, &line)?;
    passed(tx, who, &purchase, receipt.id, quantity)?;
    let body = json!({"line": line.no, "quantity": quantity, "note": receipt.note_no});
    purchase::advance(tx, who, &purchase, &leave, body)
}
