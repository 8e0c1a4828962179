//! Where an inspection stands after its tranches moved, by leave of a step: row, quality's duties, history.

use platform::Tx;
use platform::act::Outcome;
use platform::history::{self, Entry};
use platform::quantity::Quantity;
use platform::step::Leave;
use platform::who::Person;
use serde_json::Value;

use super::steps::TrancheState;
use super::store::{Inspection, tranches, write};
use crate::order::duty;

const KIND: &str = "inspection";

/// After its tranches moved: whether it is closed, quality's duties, and its history by leave of the step.
pub fn advance(
    tx: &mut Tx,
    who: &Person,
    one: &mut Inspection,
    leave: &Leave<TrancheState>,
    body: Value,
) -> Outcome<()> {
    if leave.idle {
        return Ok(());
    }
    let all = tranches(tx, one.id)?;
    let any = |state: TrancheState| all.iter().any(|t| t.state == state);
    let (waits, failed) = (any(TrancheState::Pending), any(TrancheState::Failed));
    let sum = all.iter().filter(|t| t.state != TrancheState::Dropped);
    one.quantity = sum.fold(Quantity::ZERO, |sum, t| sum.plus(t.quantity));
    if waits || failed {
        (one.closed_at, one.report) = (None, None);
    } else if one.closed_at.is_none() {
        one.closed_at = Some(tx.now());
    }
    write(tx, one)?;
    duty_is(tx, who, one, "inspect", waits)?;
    duty_is(tx, who, one, "settle_failed", failed)?;
    tell(tx, who, one, leave, body)
}

pub fn tell(tx: &mut Tx, who: &Person, one: &Inspection, leave: &Leave<TrancheState>, body: Value) -> Outcome<()> {
    let entry = Entry { chain: one.id, step: leave.step, clause: leave.clause, body, rows: Vec::new() };
    Ok(history::append(tx, who, &entry)?)
}

fn duty_is(tx: &mut Tx, who: &Person, one: &Inspection, kind: &str, wanted: bool) -> Outcome<()> {
    let open = duty::of(tx, one.id)?.iter().any(|duty| duty.kind == kind);
    match (wanted, open) {
        (true, false) => duty::open_about(tx, one.id, KIND, kind, &one.number).map(|_| ()),
        (false, true) => duty::close(tx, one.id, kind, Some(who), "done").map(|_| ()),
        _ => Ok(()),
    }
}
