//! 4.3, 4.4.3: what a change or a cancellation does to a work order when it takes effect: less of it, or no more.

use platform::act::Outcome;
use platform::day::Day;
use platform::quantity::Quantity;
use platform::who::Person;
use platform::{Id, Tx};
use serde_json::json;

use super::open::gate_day;
use super::place::{self, hold_centres, movable_tasks};
use super::steps::{Facts, LAY, STOP};
use super::work::{self, Work, WorkState};
use super::{clear_up, release, replan, report};
use crate::fulfilment::dispatch::Sent;
use crate::fulfilment::{book, expect, inspection};
use crate::people;

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
    if matches!(work.state, WorkState::Inspected | WorkState::Stocked | WorkState::Stopped) {
        return Ok(()); // Made and done: where it goes is the order's matter.
    }
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
    work::advance(tx, who, &order, &mut work, &leave, body)?;
    // What was made is still judged and put away; what lies between two operations goes nowhere any more.
    inspection::dropped_between(tx, who, work.id, ground)?;
    clear_up::waits(tx, &work)
}

/// Another quantity or another day at the gate, without beginning anew; what is made already stays. It finds its places
/// at once, the rest in the background.
pub fn amend(tx: &mut Tx, who: &Person, dispatch: Id, quantity: Quantity, wanted_on: Option<Day>) -> Outcome<()> {
    let (mut order, mut work) = work::fetch_held(tx, dispatch, None)?;
    if work.state.is_made() || (work.quantity == quantity && work.wanted_on == wanted_on) {
        return Ok(());
    }
    let leave = LAY.admit(work.state, &work::SYSTEM, &Facts::default(), &[])?;
    if leave.idle {
        return Ok(());
    }
    let before = work.quantity;
    work.quantity = quantity.max(work.good);
    work.wanted_on = wanted_on;
    let body = json!({"before": before, "after": work.quantity});
    work::advance(tx, who, &order, &mut work, &leave, body)?;
    if work.state == WorkState::InProgress && work.good >= work.quantity {
        report::free_places(tx, &work)?;
        return report::finish(tx, who, &mut order, &mut work);
    }
    place::anew(tx, who, &work)?;
    replan::ask(tx, Some(work.id), &work.number)
}

/// 4.3.4: its line was planned anew before anything of it was begun: quantity, days and parts as the new plan says. The
/// caller took its tasks off and puts the new ones on.
pub(in crate::fulfilment) fn replanned(tx: &mut Tx, who: &Person, one: &Sent<'_>) -> Outcome<()> {
    let (order, mut work) = work::fetch_held(tx, one.id, None)?;
    let leave = LAY.admit(work.state, &work::SYSTEM, &Facts::default(), &[])?;
    if leave.idle {
        return Ok(());
    }
    let days = one.line.holds.tasks.iter().map(|task| task.day);
    let before = work.quantity;
    work.quantity = one.part.quantity;
    work.wanted_on = wanted_on(tx, one.line.promised_on)?;
    (work.begin_on, work.end_on) = (days.clone().min(), days.max());
    work.parts_on = one.line.holds.parts_on;
    work.pinned = false;
    let body = json!({"before": before, "after": work.quantity});
    work::advance(tx, who, &order, &mut work, &leave, body)
}

/// When goods must be at our gate to arrive on a promised day.
pub fn wanted_on(tx: &mut Tx, promised_on: Option<Day>) -> Outcome<Option<Day>> {
    let (calendar, transit) = (people::calendar(tx)?, expect::transit(tx)?);
    Ok(promised_on.map(|day| gate_day(&calendar, day, transit)))
}

/// Work on lines that was begun: it goes on as it is.
pub fn begun(tx: &mut Tx, lines: &[Id]) -> Outcome<Vec<Work>> {
    let of_lines = work::of_lines(tx, lines)?;
    Ok(of_lines.into_iter().filter(|work| !waits(work) && work.state != WorkState::Stopped).collect())
}

/// Parts that work on a line still has to be given.
pub fn parts_wanted(tx: &mut Tx, line: Id) -> Outcome<Vec<(Id, Quantity)>> {
    let mut wanted = Vec::new();
    for work in work::of_lines(tx, &[line])?.into_iter().filter(waits) {
        wanted.extend(release::parts(tx, &work)?.into_iter().map(|part| (part.product, part.needs)));
    }
    Ok(wanted)
}

/// Parts that work needs no more when so many pieces are left of it; what was released has its parts already.
pub fn parts_less(tx: &mut Tx, dispatch: Id, left: Quantity) -> Outcome<Vec<(Id, Quantity)>> {
    let Some(work) = work_of(tx, dispatch)?.filter(waits) else { return Ok(Vec::new()) };
    let before = release::parts(tx, &work)?;
    let after = release::parts(tx, &Work { quantity: left, ..work })?;
    let less = before.iter().zip(&after).map(|(before, after)| (before.product, before.needs.minus(after.needs)));
    Ok(less.filter(|(_, quantity)| quantity.is_positive()).collect())
}

/// Nothing of it was begun, and its parts lie in the warehouse.
fn waits(work: &Work) -> bool {
    matches!(work.state, WorkState::Dispatched | WorkState::Acknowledged | WorkState::Planned)
}
