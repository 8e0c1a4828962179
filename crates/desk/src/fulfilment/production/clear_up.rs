//! 4.4.3: what becomes of work that was stopped, as its department says. Parts that were issued and are not in any piece go
//! back to the warehouse; what is begun is finished for the stock, or scrapped; what is made is put away.

use platform::act::Outcome;
use platform::quantity::Quantity;
use platform::step::Leave;
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde_json::{Value, json};

use super::plan::evening;
use super::put_away::waiting;
use super::release::share;
use super::steps::{CLEAR_UP, CLEARED, Facts, GO_ON};
use super::work::{self, Work, WorkState};
use super::{place, replan, take_back};
use crate::masters::{self, MoveKind};
use crate::order::{self, Order, duty};
use crate::people;

platform::sql! {
    ISSUED = "INSERT INTO work_part (work, product, pieces, issued, back) VALUES ($1, $2, $3, $4, 0) \
        ON CONFLICT (work, product) DO UPDATE SET pieces = work_part.pieces + excluded.pieces, \
        issued = work_part.issued + excluded.issued";
    PARTS = "SELECT product, pieces, issued, back FROM work_part WHERE work = $1 ORDER BY product";
    BACK = "UPDATE work_part SET back = back + $1 WHERE work = $2 AND product = $3 AND back + $1 <= issued";
}

/// What becomes of the pieces that were begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// They stay what they are: what is made is put away.
    Stays,
    /// They are finished, as they were meant or otherwise, and put away.
    GoesOn,
    Scrapped,
}

/// Parts left the warehouse for so many pieces of a work order; for none where more comes of what they lack.
pub(super) fn issued(tx: &mut Tx, work: Id, pieces: Quantity, product: Id, quantity: Quantity) -> Outcome<()> {
    tx.execute(&ISSUED, &[&work, &product, &pieces, &quantity])?;
    Ok(())
}

/// The department's word on a stop; where the work goes on with less, on the parts that it needs no more.
pub fn clear_up(tx: &mut Tx, who: &Person, dispatch: Id, done: Quantity, fate: Fate, ground: &str) -> Outcome<()> {
    if work::some(tx, &[dispatch])?.is_empty() {
        return Ok(());
    }
    let (mut order, mut work) = work::fetch_held(tx, dispatch, None)?;
    if fate == Fate::GoesOn {
        (order, work) = go_on(tx, who, order, work, done, ground)?;
    }
    if !CLEAR_UP.from.contains(&work.state) {
        return Ok(()); // Before its release it has no parts and no pieces.
    }
    let leave = CLEAR_UP.admit(work.state, &work::SYSTEM, &Facts::default(), &[])?;
    if leave.idle {
        return Ok(());
    }
    let scrap = match (fate, work.state) {
        (Fate::Scrapped, WorkState::Stopped) => scrapped(tx, who, &mut order, &mut work, &leave, done)?,
        _ => Quantity::ZERO,
    };
    let parts = parts_back(tx, who, &work)?;
    // What a change had left over came back with it.
    duty::close(tx, work.id, take_back::DUTY, Some(who), "done")?;
    if scrap.is_positive() || !parts.is_empty() {
        let body = json!({ "ground": ground, "scrap": scrap, "parts": parts });
        work::advance(tx, who, &order, &mut work, &leave, body)?;
    }
    cleared(tx, who, &order, &mut work)
}

/// What is begun is finished: so many pieces in all, and no more. They are nobody's, unless the line wants more again.
fn go_on(
    tx: &mut Tx,
    who: &Person,
    order: Order,
    mut work: Work,
    done: Quantity,
    ground: &str,
) -> Outcome<(Order, Work)> {
    // Without its parts nothing was begun; what is good already needs no more work.
    if work.state != WorkState::Stopped || work.released_at.is_none() || done <= work.good {
        return Ok((order, work));
    }
    let leave = GO_ON.admit(work.state, &work::SYSTEM, &Facts::default(), &[])?;
    if leave.idle {
        return Ok((order, work));
    }
    work.quantity = done;
    work.finished_at = None;
    work::advance(tx, who, &order, &mut work, &leave, json!({ "ground": ground, "quantity": done }))?;
    place::anew(tx, who, &work)?;
    let (order, work) = work::fetch_held(tx, work.id, None)?;
    let calendar = people::calendar(tx)?;
    let due = evening(&calendar, work.end_on.unwrap_or(tx.now().day_in(calendar.zone())), tx.now())?;
    work::give(tx, &work, "make_work", Some(due))?;
    replan::ask(tx, Some(work.id), &work.number)?;
    Ok((order, work))
}

/// Unfinished pieces go first, then what waits for the warehouse.
fn scrapped(
    tx: &mut Tx,
    who: &Person,
    order: &mut Order,
    work: &mut Work,
    leave: &Leave<WorkState>,
    done: Quantity,
) -> Outcome<Quantity> {
    let unready = begun(work).minus(work.scrap).minus(work.passed).max(Quantity::ZERO);
    let from_made = done.minus(unready).max(Quantity::ZERO).min(waiting(work));
    work.scrap = work.scrap.plus(done);
    if from_made.is_positive() {
        work.passed = work.passed.minus(from_made);
        let (line, body) = (work.line, json!({"work": work.number, "scrap": from_made}));
        order::measure(tx, who, order, leave, body, |lines| {
            if let Some(line) = lines.iter_mut().find(|l| l.id == line) {
                line.inspected = line.inspected.minus(from_made);
            }
        })?;
    }
    Ok(done)
}

/// Pieces that were begun, with those that came to nothing.
fn begun(work: &Work) -> Quantity {
    match work.steps.first() {
        Some(first) => first.good.plus(first.scrap),
        None => work.good.plus(work.scrap),
    }
}

/// Issued parts that no piece needs that is begun or still to be made.
pub(super) fn unused(tx: &mut Tx, work: &Work) -> Outcome<Vec<(Id, Quantity)>> {
    let goes_on = work.state != WorkState::Stopped && !work.state.is_made();
    let pieces = match work.steps.first() {
        Some(first) if goes_on => begun(work).max(work.target(first.no)),
        None if goes_on => work.quantity,
        _ => begun(work),
    };
    let read = |row: &platform::db::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    let parts: Vec<(Id, Quantity, Quantity, Quantity)> = tx.list(&PARTS, &[&work.id], read)?;
    let over = |(product, of, issued, back): &(Id, Quantity, Quantity, Quantity)| {
        (*product, issued.minus(*back).minus(share(*issued, pieces, *of)))
    };
    Ok(parts.iter().map(over).filter(|(_, quantity)| quantity.is_positive()).collect())
}

/// They go back to the warehouse.
pub(super) fn parts_back(tx: &mut Tx, who: &Person, work: &Work) -> Outcome<Vec<Value>> {
    let mut gone = Vec::new();
    for (product, unused) in unused(tx, work)? {
        if tx.execute(&BACK, &[&unused, &work.id, &product])? != 1 {
            return Err(Trouble::stale(work.id));
        }
        masters::take_in(tx, who, product, MoveKind::Unused, unused, &work.number)?;
        gone.push(json!({ "product": product, "quantity": unused }));
    }
    Ok(gone)
}

/// What a stopped work had made waits for the warehouse.
pub(super) fn waits(tx: &mut Tx, work: &Work) -> Outcome<()> {
    let asked = duty::of(tx, work.id)?.iter().any(|duty| duty.kind == "put_away");
    if asked || !waiting(work).is_positive() { Ok(()) } else { work::give(tx, work, "put_away", None) }
}

/// Nothing of a stopped work waits any more.
pub(super) fn cleared(tx: &mut Tx, who: &Person, order: &Order, work: &mut Work) -> Outcome<()> {
    let asked = duty::of(tx, work.id)?.iter().any(|duty| duty.kind == "put_away");
    if work.state != WorkState::Stopped || waiting(work).is_positive() || !asked {
        return Ok(());
    }
    let leave = CLEARED.admit(work.state, &work::SYSTEM, &Facts::default(), &[])?;
    work::advance(tx, who, order, work, &leave, json!({ "stocked": work.stocked }))
}
