//! 3.2.3a: what suppliers are bound to bring for the stock is free on a later day. An approval that rests on it takes it
//! over: the same goods of the same contract, for the customer's line instead of the shelf.

use platform::act::Outcome;
use platform::day::Day;
use platform::history::{self, Entry};
use platform::step::Standing;
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde_json::json;

use super::amend::AMEND_REQUEST;
use super::book::Needs;
use super::purchase::{self, PurchaseState};
use super::request;
use crate::fulfilment::plant::Share;
use crate::masters;
use crate::order::Order;

platform::sql! {
    COMING = "SELECT l.product, l.expected_on, t.line, t.request, t.quantity - t.received, p.number FROM purchase_line l \
        JOIN purchase_part t ON t.line = l.id JOIN purchase_request r ON r.id = t.request \
        JOIN purchase p ON p.id = l.purchase \
        WHERE l.product IN ({ids:$1}) AND l.awaited AND l.expected_on IS NOT NULL AND r.order_id IS NULL \
        AND r.made_for IS NULL AND t.quantity > t.received LIMIT 5000";
    PURCHASE_OF = "SELECT purchase FROM purchase_line WHERE id = $1";
}

/// Goods for the stock that are on their way.
pub struct OnTheWay {
    pub product: Id,
    pub on: Day,
    pub share: Share,
    pub contract: String,
}

/// By the supplier's day, the first delivery first.
pub fn coming(tx: &mut Tx, products: &[Id]) -> Outcome<Vec<OnTheWay>> {
    let ids = products.to_vec();
    let mut all: Vec<OnTheWay> = tx.list(&COMING, &[&ids], |row| {
        let share = Share { line: row.get(2)?, request: row.get(3)?, quantity: row.get(4)? };
        Ok(OnTheWay { product: row.get(0)?, on: row.get(1)?, share, contract: row.get(5)? })
    })?;
    all.sort_by_key(|one| (one.on, one.share.line, one.share.request));
    Ok(all)
}

/// The need gets these goods; what was to lie in the stock is so much less. Where somebody was faster, nothing is done and
/// the promise is computed anew.
pub fn take_over(tx: &mut Tx, order: &Order, need: Id, shares: &[Share]) -> Outcome<()> {
    for share in shares {
        let purchase: Id = tx.maybe(&PURCHASE_OF, &[&share.line], |row| row.get(0))?.ok_or(Trouble::Hidden)?;
        let purchase = purchase::held(tx, purchase, "")?;
        let mut needs = Needs::held(tx, purchase.id)?;
        let free = needs.parts.iter().position(|part| {
            part.line == share.line
                && part.request == share.request
                && part.quantity.minus(part.received) >= share.quantity
        });
        let bound = matches!(purchase.state, PurchaseState::Contracted | PurchaseState::PartlyReceived);
        let Some(at) = free.filter(|_| bound) else { return Err(Trouble::stale(order.id)) };
        let stood = needs.request(share.request).map(|stock| stock.state).ok_or(Trouble::Hidden)?;
        needs.hand_over(tx, at, share.quantity)?;
        let mut own = request::held(tx, &[need])?.remove(&need).ok_or(Trouble::Hidden)?;
        purchase::add_part(tx, share.line, need, share.quantity)?;
        let subject = request::subject(tx, &own)?;
        request::cover(tx, &mut own, share.quantity, &subject)?;
        masters::touch_stock(tx, own.product)?;
        let stock = needs.request(share.request).ok_or(Trouble::Hidden)?;
        let leave = AMEND_REQUEST.admit(stood, &Standing::SYSTEM, &(), &[])?;
        if leave.idle {
            continue;
        }
        let body = json!({"state": stood, "after": stock.quantity, "less": share.quantity, "for": order.number});
        let entry = Entry { chain: share.request, step: leave.step, clause: leave.clause, body, rows: Vec::new() };
        history::append(tx, &Person::system(), &entry)?;
    }
    Ok(())
}
