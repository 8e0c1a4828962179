//! What an inspection is of is held before the inspection itself, always in this order: the purchase, or the order with
//! its work; then nobody else moves the quantities meanwhile.

use platform::act::Outcome;
use platform::quantity::Quantity;
use platform::step::Standing;
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde_json::json;

use super::store::{self, Inspection};
use crate::fulfilment::{expect, production, purchasing};
use crate::{order, people};

pub fn held(tx: &mut Tx, id: Id, seen: Option<i64>) -> Outcome<Inspection> {
    let known = store::fetch(tx, id)?;
    if let Some(purchase) = known.purchase {
        purchasing::hold(tx, purchase)?;
    } else if let Some(work) = known.work {
        production::fetch_held(tx, work, None)?;
    } else if let Some(order) = known.order {
        order::fetch_held(tx, order)?;
    }
    store::held(tx, id, seen)
}

/// Quality judges, the acting manager takes what is not as planned.
pub fn standing(tx: &mut Tx, who: &Person) -> Outcome<Standing> {
    Ok(Standing { roles: who.roles, acting_manager: people::is_acting_manager(tx, who.id)?, ..Standing::default() })
}

/// Before shipment: so much more, or less, lies ready for the line.
pub fn at_hand(tx: &mut Tx, who: &Person, one: &Inspection, change: Quantity) -> Outcome<()> {
    let (Some(order), Some(line)) = (one.order, one.line) else { return Err(Trouble::Hidden) };
    let mut order = order::fetch_held(tx, order)?;
    let leave = expect::AT_HAND.admit(order.approval, &Standing::SYSTEM, &(), &[])?;
    let body = json!({"inspection": one.number, "passed": change});
    order::measure(tx, who, &mut order, &leave, body, |lines| {
        if let Some(line) = lines.iter_mut().find(|l| l.id == line) {
            let after = line.inspected.plus(change);
            // What came from stock was never counted as inspected.
            if after.is_negative() {
                line.reserved = line.reserved.plus(after);
            }
            line.inspected = after.max(Quantity::ZERO);
        }
    })
}
