//! 4.3, 4.4.3: what a change or a cancellation does to a work order when it takes effect: less of it, or no more.

use platform::act::Outcome;
use platform::day::Day;
use platform::quantity::Quantity;
use platform::who::Person;
use platform::{Id, Tx};
use serde_json::json;

use super::place::{self, hold_centres, movable_tasks};
use super::replan;
use super::steps::{Facts, LAY, STOP};
use super::work::{self, Work};
use crate::fulfilment::book;

/// How far a work order is: what a change may still touch.
pub fn work_of(tx: &mut Tx, dispatch: Id) -> Outcome<Option<Work>> {
    Ok(work::some(tx, &[dispatch])?.pop())
}

/// Missing parts are expected on another day: what stands before it is laid anew.
pub fn material_moved(tx: &mut Tx, who: &Person, dispatch: Id, parts_on: Option<Day>) -> Outcome<()> {
    let (order, mut work) = work::fetch_held(tx, dispatch, None)?;
    if work.parts_on == parts_on || work.state.is_made() {
        return Ok(());
    }
    let leave = LAY.admit(work.state, &work::SYSTEM, &Facts::default(), &[])?;
    if leave.idle {
        return Ok(());
    }
    let body = json!({"before": work.parts_on, "after": parts_on});
    work.parts_on = parts_on;
    work::advance(tx, who, &order, &mut work, &leave, body)?;
    // The direct line learns of it now, in the same transaction; the rest within seconds.
    place::again(tx, who, &work)?;
    replan::ask(tx, Some(work.id), &work.number)
}

/// Nothing more is made; what was made stays counted. Its places on the work centres are free again.
pub fn stop(tx: &mut Tx, who: &Person, dispatch: Id, ground: &str) -> Outcome<()> {
    let (order, mut work) = work::fetch_held(tx, dispatch, None)?;
    let leave = STOP.admit(work.state, &work::SYSTEM, &Facts::default(), &[])?;
    if leave.idle {
        return Ok(());
    }
    let tasks = movable_tasks(tx, &work)?;
    hold_centres(tx, tasks.iter().map(|task| task.centre).collect())?;
    book::lift(tx, &tasks)?;
    work.finished_at = Some(tx.now());
    work.ground = ground.to_string();
    let body = json!({"ground": ground, "good": work.good});
    work::advance(tx, who, &order, &mut work, &leave, body)
}

/// Another quantity or another day at the gate, without beginning anew: the rest is laid anew in the background.
pub fn amend(tx: &mut Tx, who: &Person, dispatch: Id, quantity: Quantity, wanted_on: Option<Day>) -> Outcome<()> {
    let (order, mut work) = work::fetch_held(tx, dispatch, None)?;
    let leave = LAY.admit(work.state, &work::SYSTEM, &Facts::default(), &[])?;
    if leave.idle {
        return Ok(());
    }
    let before = work.quantity;
    work.quantity = quantity.max(work.good);
    work.wanted_on = wanted_on;
    let body = json!({"before": before, "after": work.quantity});
    work::advance(tx, who, &order, &mut work, &leave, body)?;
    replan::ask(tx, Some(work.id), &work.number)
}
