//! 5.1.1: goods that were bought for a line and lie here for it fail before they leave. They go back to their supplier, or
//! are scrap and bought anew; the line learns at once when the others can be here.

use platform::act::Outcome;
use platform::day::Day;
use platform::quantity::Quantity;
use platform::step::{By, Standing, Step};
use platform::trouble::Say;
use platform::who::Person;
use platform::{Fault, Id, Trouble, Tx};
use serde_json::json;

use super::book::Needs;
use super::give_back::{Back, Out, ReturnOutcome, held, lessen};
use super::purchase::{self, Purchase, PurchaseState};
use super::{comes_on, measured, receive, request};
use crate::fulfilment::amend;
use crate::fulfilment::expect::{self, Cause, SlipKind};
use crate::masters::{self, MoveKind};
use crate::people;

/// What failed is scrap: it left the stock, and the supplier is owed what he brought.
pub const SCRAP: Step<PurchaseState, ()> = Step {
    id: "purchase.scrap",
    clause: "5.1.1",
    from: &[PurchaseState::PartlyReceived, PurchaseState::Received, PurchaseState::Closed],
    to: None,
    by: By::System,
    opens: &[],
    closes: &[],
    rules: &[],
};

platform::sql! {
    LIE = "SELECT c.purchase, c.id, a.request, v.quantity, a.quantity FROM reservation v \
        JOIN purchase_arrival a ON a.request = v.dispatch AND a.reservation = v.id \
        JOIN purchase_receipt c ON c.id = a.receipt WHERE v.line_id = $1 AND v.product = $2 AND v.ended_at IS NULL \
        LIMIT 500";
}

/// Goods of a receipt that lie here for a line's need.
struct Lying {
    purchase: Id,
    receipt: Id,
    request: Id,
    quantity: Quantity,
}

/// The last delivery first.
fn lying(tx: &mut Tx, line: Id, product: Id) -> Outcome<Vec<Lying>> {
    let mut all = tx.list(&LIE, &[&line, &product], |row| {
        let (held, came): (Quantity, Quantity) = (row.get(3)?, row.get(4)?);
        Ok(Lying { purchase: row.get(0)?, receipt: row.get(1)?, request: row.get(2)?, quantity: held.min(came) })
    })?;
    all.retain(|one| one.quantity.is_positive());
    all.sort_by_key(|one| std::cmp::Reverse(one.receipt));
    Ok(all)
}

/// How much of what lies ready for a line was bought for it.
pub fn bought_for(tx: &mut Tx, line: Id, product: Id) -> Outcome<Quantity> {
    Ok(lying(tx, line, product)?.iter().fold(Quantity::ZERO, |sum, one| sum.plus(one.quantity)))
}

/// Nobody else changes the purchases of these goods until the act ends; held before the order, as everywhere.
pub fn hold_of_line(tx: &mut Tx, line: Id, product: Id) -> Outcome<()> {
    let mut purchases: Vec<Id> = lying(tx, line, product)?.into_iter().map(|one| one.purchase).collect();
    purchases.sort_unstable();
    purchases.dedup();
    purchases.into_iter().try_for_each(|id| purchase::held(tx, id, "").map(|_| ()))
}

/// So many of them failed and leave: to the supplier (`outcome`: to be replaced, or for credit), or as scrap (`None`).
/// The caller holds purchases and order, and has settled the inspection.
pub fn left_the_shelf(
    tx: &mut Tx,
    who: &Person,
    (line, product): (Id, Id),
    quantity: Quantity,
    outcome: Option<&str>,
    reason: &str,
) -> Outcome<()> {
    let outcome = match outcome {
        None => None,
        Some(code) => Some(
            ReturnOutcome::from_code(code)
                .ok_or_else(|| Trouble::invalid("outcome", Say::new("return-bad-outcome")))?,
        ),
    };
    let mut rest = quantity;
    for one in lying(tx, line, product)? {
        let takes = one.quantity.min(rest);
        if !takes.is_positive() {
            continue;
        }
        rest = rest.minus(takes);
        let purchase = purchase::held(tx, one.purchase, "")?;
        match outcome {
            Some(outcome) => {
                let (receipt, from, reason) = (one.receipt, Out::Failed(one.request), reason.to_string());
                Back { from, receipt, quantity: takes, outcome, reason }.go(tx, who, &purchase)?;
            }
            None => scrapped(tx, who, &purchase, &Lying { quantity: takes, ..one }, reason)?,
        }
    }
    if rest.is_positive() { Err(Trouble::stale(line)) } else { Ok(()) }
}

/// It is paid for and gone; its need stands in no purchase any more, and is purchasing's duty as a fresh one.
fn scrapped(tx: &mut Tx, who: &Person, purchase: &Purchase, gone: &Lying, reason: &str) -> Outcome<()> {
    let leave = SCRAP.admit(purchase.state, &Standing::SYSTEM, &(), &[])?;
    if leave.idle {
        return Ok(());
    }
    let line = receive::one(tx, purchase.id, gone.receipt)?.line;
    let line = purchase::lines(tx, purchase.id)?.into_iter().find(|known| known.id == line).ok_or(Trouble::Hidden)?;
    let mut rest = gone.quantity;
    for held in held(tx, gone.receipt)?.iter().filter(|h| h.request == gone.request && h.reservation.is_some()) {
        let takes = held.here.min(rest);
        if takes.is_positive() {
            rest = rest.minus(takes);
            lessen(tx, held, takes)?;
        }
    }
    let out = masters::take_out(tx, who, line.product, MoveKind::Failed, gone.quantity, purchase.called())?;
    if rest.is_positive() || !out {
        return Err(Trouble::stale(purchase.id));
    }
    let mut needs = Needs::held(tx, purchase.id)?;
    let own = |part: &purchase::Part| part.line == line.id && part.request == gone.request;
    let at = needs.parts.iter().position(own);
    let at = at.ok_or_else(|| Fault::other("scrap", "what came for a need is in no part of its purchase"))?;
    needs.take(tx, at, gone.quantity)?;
    if let Some(request) = needs.request(gone.request).cloned() {
        measured(tx, who, &request, Quantity::from_millionths(-gone.quantity.millionths()), Quantity::ZERO)?;
    }
    needs.uncover(tx, at, gone.quantity)?;
    amend::went_away(tx, who, gone.request, gone.quantity, reason)?;
    let again = again_on(tx, line.product)?;
    let cause = Cause::new(SlipKind::Inspection, format!("{} {reason}", purchase.called()));
    wanted_again(tx, who, gone.request, again, &cause)?;
    let body = json!({"line": line.no, "quantity": gone.quantity, "ground": reason});
    purchase::advance(tx, who, purchase, &leave, body)
}

/// When goods that are wanted once more can be here: as long from today as their terms of supply say.
pub fn again_on(tx: &mut Tx, product: Id) -> Outcome<Day> {
    let days = match masters::supply_terms(tx, &[product])?.remove(&product) {
        Some(term) => term.lead_days + term.inspection_days + term.transport_days,
        None => masters::product(tx, product)?.map_or(0, |product| product.lead_days),
    };
    let days = u32::try_from(days.clamp(0, 2_600)).unwrap_or(0);
    let today = people::today(tx)?;
    Ok(people::calendar(tx)?.day_after(today, days).map_err(|e| Fault::other("working calendar", e))?)
}

/// What lay here for a line's need and is to come once more moves the line's day; never before the day that the supplier
/// of the rest is awaited.
pub fn wanted_again(tx: &mut Tx, who: &Person, need: Id, on: Day, cause: &Cause) -> Outcome<()> {
    let Some(request) = request::some(tx, &[need])?.remove(&need) else { return Ok(()) };
    let of_line = request.line.is_some() && request.made_for.is_none();
    if !of_line || request.received >= request.quantity {
        return Ok(());
    }
    let day = comes_on(tx, &request, Some(on))?;
    expect::part(tx, who, need, day, cause)
}
