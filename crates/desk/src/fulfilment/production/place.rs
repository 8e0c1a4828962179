//! Writes where a work order is to be done: its tasks, its days, and what follows for the customer's line.

use platform::act::Outcome;
use platform::day::Day;
use platform::step::Leave;
use platform::who::Person;
use platform::{Id, Tx};
use serde_json::{Value, json};

use super::floor::{self, movable};
use super::lay::{Laid, one_from};
use super::open::expected;
use super::steps::{Facts, LAY};
use super::work::{self, Work, WorkState};
use crate::fulfilment::book::{self, Job, Task};
use crate::fulfilment::expect::{Cause, SlipKind};
use crate::order::Order;
use crate::people;

platform::sql! {
    LOCK_CENTRES = "SELECT id FROM work_centre WHERE id IN ({ids:$1}) ORDER BY id {for update}";
}

/// Nobody else books there until the act ends.
pub(super) fn hold_centres(tx: &mut Tx, mut centres: Vec<Id>) -> Outcome<()> {
    centres.sort_unstable();
    centres.dedup();
    tx.list(&LOCK_CENTRES, &[&centres], |row| row.get::<Id>(0))?;
    Ok(())
}

/// The tasks that may be moved.
pub(super) fn movable_tasks(tx: &mut Tx, work: &Work) -> Outcome<Vec<Task>> {
    let today = people::today(tx)?;
    Ok(book::tasks(tx, &[work.id])?.into_iter().filter(|task| movable(work, task, today)).collect())
}

/// Old tasks off, new tasks on, by leave of a step; the line's forecast follows. The caller holds the centres.
pub(super) fn place(
    tx: &mut Tx,
    who: &Person,
    order: &mut Order,
    work: &mut Work,
    laid: &Laid,
    leave: &Leave<WorkState>,
    cause: &Cause,
) -> Outcome<()> {
    if leave.idle {
        return Ok(());
    }
    let old = movable_tasks(tx, work)?;
    book::lift(tx, &old)?;
    book::put(tx, &[Job { work: work.id, order: order.id, line: work.line, tasks: &laid.tasks }])?;
    let before = work.end_on;
    work.begin_on = laid.begin_on;
    work.end_on = laid.end_on;
    let body = says(before, work.end_on, cause);
    work::advance(tx, who, order, work, leave, body)?;
    expected(tx, who, order, work, cause)
}

fn says(before: Option<Day>, after: Option<Day>, cause: &Cause) -> Value {
    json!({"before": before, "after": after, "kind": cause.kind, "cause": cause.text})
}

/// A work that can no longer be done where it stands finds its place at once, alone: its line's forecast is true from this
/// transaction on.
pub(super) fn again(tx: &mut Tx, who: &Person, work: &Work) -> Outcome<()> {
    if floor::around(tx, work)?.disturbed(work) { anew(tx, who, work) } else { Ok(()) }
}

/// The same wherever it stands now.
pub(super) fn anew(tx: &mut Tx, who: &Person, work: &Work) -> Outcome<()> {
    let kind = floor::around(tx, work)?.why(work);
    anew_for(tx, who, work, kind)
}

/// The same where the caller knows why.
pub(super) fn anew_for(tx: &mut Tx, who: &Person, work: &Work, kind: SlipKind) -> Outcome<()> {
    hold_centres(tx, work.steps.iter().filter_map(|step| step.centre).collect())?;
    let around = floor::around(tx, work)?;
    let Some(laid) = one_from(around, work, None) else { return Ok(()) };
    let (mut order, mut work) = work::fetch_held(tx, work.id, None)?;
    let leave = LAY.admit(work.state, &work::SYSTEM, &Facts::default(), &[])?;
    let cause = cause(kind, &work);
    place(tx, who, &mut order, &mut work, &Laid { kind, ..laid }, &leave, &cause)
}

/// Which work it is; and why it was put on hold, while it is.
pub(super) fn cause(kind: SlipKind, work: &Work) -> Cause {
    match kind {
        SlipKind::Hold if work.on_hold => Cause::new(kind, format!("{}: {}", work.number, work.ground)),
        _ => Cause::new(kind, work.number.clone()),
    }
}
