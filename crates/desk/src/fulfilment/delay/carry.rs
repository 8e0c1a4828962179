//! 4.1.4, 4.3.1: what was agreed on, other than a later day, is carried out by a change of the order. The order's owner owes
//! that change until he makes it, and once more where it ends without effect. Until it has taken effect the case is open, so
//! that the same slip opens no other.

use platform::act::Outcome;
use platform::step::{Standing, Step};
use platform::who::Person;
use platform::{Id, Tx};
use serde_json::json;

use super::case::{self, CARRIED, CARRY, Delay, DelayState, Facts, OWE_AGAIN, Remedy};
use crate::order::Order;

/// An agreement about a line of an order that changes the order, if no other change than `own` follows from it.
pub fn agreement(tx: &mut Tx, order: &Order, id: Id, own: Option<Id>) -> Outcome<Option<Delay>> {
    let agreed = |delay: &Delay| {
        matches!(delay.state, DelayState::Owed | DelayState::Agreed)
            && delay.remedy != Remedy::NewDate.code()
            && (delay.carried_by.is_none() || delay.carried_by == own)
    };
    Ok(case::of_order(tx, order.id)?.into_iter().find(|delay| delay.id == id).filter(agreed))
}

/// The change was made.
pub fn carry(tx: &mut Tx, who: &Person, order: &Order, delay: Id, change: Id, number: &str) -> Outcome<()> {
    moved(tx, who, order, (delay, None), (&CARRY, Some(change)), number)
}

/// It ended without effect, or follows from something else now.
pub fn owe_again(tx: &mut Tx, who: &Person, order: &Order, delay: Id, change: Id, number: &str) -> Outcome<()> {
    moved(tx, who, order, (delay, Some(change)), (&OWE_AGAIN, None), number)
}

/// It took effect: nothing is owed any more.
pub fn carried(tx: &mut Tx, who: &Person, order: &Order, delay: Id, change: Id, number: &str) -> Outcome<()> {
    moved(tx, who, order, (delay, Some(change)), (&CARRIED, Some(change)), number)
}

/// A case that is owed, and of which this change is what it should be; any other is left as it is: it slipped again
/// meanwhile, or there is nothing left to be late.
fn moved(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    (delay, stands): (Id, Option<Id>),
    (step, carried_by): (&Step<DelayState, Facts>, Option<Id>),
    number: &str,
) -> Outcome<()> {
    let fits = |delay: &Delay| delay.state == DelayState::Owed && delay.carried_by == stands;
    let Some(mut delay) = case::held(tx, delay)?.filter(fits) else { return Ok(()) };
    let leave = step.admit(delay.state, &Standing::SYSTEM, &Facts::default(), &[])?;
    if leave.idle {
        return Ok(());
    }
    delay.carried_by = carried_by;
    if leave.to == DelayState::Agreed {
        delay.closed_at = Some(tx.now());
        delay.closed_by = Some(who.id);
    }
    case::advance(tx, who, order, &mut delay, &leave, json!({ "change": number }))
}
