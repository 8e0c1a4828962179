//! 5.1.1: what production made has passed: at once where its product wants no final inspection, else when quality says so.
//! Only passed pieces can be put away, and only they count as at hand for the customer.

use platform::act::Outcome;
use platform::quantity::Quantity;
use platform::step::Standing;
use platform::who::Person;
use platform::{Id, Tx};
use serde_json::json;

use super::steps::{Facts, PASS};
use super::work::{self, Work, WorkState};
use crate::fulfilment::inspection;
use crate::order::{self, Order};

/// Good pieces left the last operation.
pub(super) fn made(tx: &mut Tx, who: &Person, order: &mut Order, work: &mut Work, good: Quantity) -> Outcome<()> {
    let waits = inspection::made(tx, who, work, work.last_no(), good)?;
    if waits { Ok(()) } else { passed(tx, who, order, work, good) }
}

/// Everything is made: with nothing left to inspect it goes on to the warehouse.
pub(super) fn finished(tx: &mut Tx, who: &Person, order: &mut Order, work: &mut Work) -> Outcome<()> {
    if work.passed < work.good {
        return Ok(()); // Its inspection is quality's duty.
    }
    let leave = PASS.admit(work.state, &work::SYSTEM, &Facts::default(), &[])?;
    let body = json!({"passed": work.passed});
    work::advance(tx, who, order, work, &leave, body)
}

/// So many pieces passed: they count for the line from now on.
pub(super) fn passed(tx: &mut Tx, who: &Person, order: &mut Order, work: &mut Work, n: Quantity) -> Outcome<()> {
    let system = Standing { system: true, ..Standing::default() };
    let leave = crate::fulfilment::expect::AT_HAND.admit(order.approval, &system, &(), &[])?;
    if leave.idle {
        return Ok(());
    }
    work.passed = work.passed.plus(n);
    work::write(tx, work)?;
    let line = work.line;
    order::measure(tx, who, order, &leave, json!({"work": work.number, "passed": n}), |lines| {
        if let Some(line) = lines.iter_mut().find(|l| l.id == line) {
            line.inspected = line.inspected.plus(n);
        }
    })
}

/// Quality let some pieces of a finished or running work order pass.
pub fn pass(tx: &mut Tx, who: &Person, work: Id, n: Quantity) -> Outcome<()> {
    let (mut order, mut work) = work::fetch_held(tx, work, None)?;
    passed(tx, who, &mut order, &mut work, n)?;
    if work.state == WorkState::Stopped {
        return super::clear_up::waits(tx, &work);
    }
    if work.state == WorkState::Finished && work.passed >= work.good {
        finished(tx, who, &mut order, &mut work)?;
    }
    Ok(())
}
