//! The work order (4.1): one for each part of an approved line that is made. Its id is that of the dispatch it makes; its
//! history stands on the order's chain.

use platform::act::Outcome;
use platform::day::{Day, Instant};
use platform::db::Row;
use platform::history::{self, Entry};
use platform::quantity::Quantity;
use platform::step::{Leave, Standing};
use platform::who::{Person, Role};
use platform::{Fault, Id, Trouble, Tx};
use serde::Serialize;
use serde_json::{Value, json};

use crate::order::duty::{self, Given, Owner};
use crate::order::{self, Order};

platform::words! {
    pub enum WorkState {
        Dispatched = "dispatched",
        Acknowledged = "acknowledged",
        Planned = "planned",
        Released = "released",
        InProgress = "in_progress",
        Finished = "finished",
        Inspected = "inspected",
        Stocked = "stocked",
        Stopped = "stopped",
    }
}

impl WorkState {
    /// Nothing is left to be done at a work centre.
    pub fn is_made(self) -> bool {
        matches!(self, WorkState::Finished | WorkState::Inspected | WorkState::Stocked | WorkState::Stopped)
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Work {
    pub id: Id,
    pub number: String,
    pub order: Id,
    pub line: Id,
    pub product: Option<Id>,
    pub quantity: Quantity,
    /// What left the last operation in order.
    pub good: Quantity,
    pub scrap: Quantity,
    /// Of these, what inspection let pass.
    pub passed: Quantity,
    pub stocked: Quantity,
    pub state: WorkState,
    pub wanted_on: Option<Day>,
    pub begin_on: Option<Day>,
    pub end_on: Option<Day>,
    pub parts_on: Option<Day>,
    pub pinned: bool,
    pub on_hold: bool,
    pub ground: String,
    pub made_at: Instant,
    pub released_at: Option<Instant>,
    pub finished_at: Option<Instant>,
    pub lock: i64,
    pub steps: Vec<WorkStep>,
}

/// An operation of the routing as it stood at the approval.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorkStep {
    pub no: i64,
    pub name: String,
    /// `None`: nobody described the centre, nothing is planned on it.
    pub centre: Option<Id>,
    pub setup_minutes: i64,
    /// Minutes for a unit.
    pub run_minutes: Quantity,
    pub good: Quantity,
    pub scrap: Quantity,
}

impl Work {
    pub fn href(&self) -> String {
        format!("/production/{}", self.id)
    }

    /// How many an operation has to pass on, so that the last one can: what is scrapped behind it is made again.
    pub fn target(&self, no: i64) -> Quantity {
        let behind = self.steps.iter().filter(|step| step.no > no).map(|step| step.scrap.millionths()).sum::<i64>();
        Quantity::from_millionths(self.quantity.millionths().saturating_add(behind))
    }

    /// How many an operation could still report as good: what the one before it has passed on and this one has not
    /// used up.
    pub fn arrived(&self, no: i64) -> Quantity {
        let before = self.steps.iter().rev().find(|step| step.no < no);
        let from = before.map_or(Quantity::from_millionths(i64::MAX / 4), |step| step.good);
        let used = self.steps.iter().find(|step| step.no == no);
        let used = used.map_or(0, |step| step.good.millionths() + step.scrap.millionths());
        Quantity::from_millionths(from.millionths() - used)
    }

    pub fn open_of(&self, no: i64) -> Quantity {
        let done = self.steps.iter().find(|step| step.no == no).map_or(0, |step| step.good.millionths());
        Quantity::from_millionths((self.target(no).millionths() - done).max(0))
    }

    /// The day on which its missing parts are expected; nothing once it was released with them.
    pub fn awaits_parts(&self) -> Option<Day> {
        let before = matches!(self.state, WorkState::Dispatched | WorkState::Acknowledged | WorkState::Planned);
        self.parts_on.filter(|_| before)
    }

    /// The operation that waits for its next report.
    pub fn next_step(&self) -> Option<&WorkStep> {
        self.steps.iter().find(|step| self.open_of(step.no).is_positive())
    }

    pub fn last_no(&self) -> i64 {
        self.steps.last().map_or(0, |step| step.no)
    }

    /// Minutes that an operation still takes, begun ones whole.
    pub fn minutes_left(&self, step: &WorkStep) -> i64 {
        let open = i128::from(self.open_of(step.no).millionths());
        if open == 0 {
            return 0;
        }
        let run = (i128::from(step.run_minutes.millionths()) * open + ONE * ONE - 1).div_euclid(ONE * ONE);
        let begun = step.good.is_positive() || step.scrap.is_positive();
        let setup = if begun { 0 } else { step.setup_minutes };
        i64::try_from(run).unwrap_or(i64::MAX / 4).saturating_add(setup)
    }
}

const ONE: i128 = 1_000_000;

macro_rules! columns {
    ($tail:literal) => {
        concat!(
            "SELECT id, number, order_id, line_id, product, quantity, good, scrap, passed, stocked, state, wanted_on, \
             begin_on, end_on, parts_on, pinned, on_hold, ground, made_at, released_at, finished_at, lock \
             FROM work_order ",
            $tail
        )
    };
}

platform::sql! {
    ONE_WORK = columns!("WHERE id = $1");
    HELD = columns!("WHERE id = $1 {for update}");
    OF_ORDER = columns!("WHERE order_id = $1 ORDER BY number LIMIT 8000");
    OF_LINES = columns!("WHERE line_id IN ({ids:$1}) ORDER BY id");
    SOME = columns!("WHERE id IN ({ids:$1}) ORDER BY id");
    OPEN = columns!("WHERE finished_at IS NULL ORDER BY id LIMIT $1");
    STEPS = "SELECT work, no, name, centre, setup_minutes, run_minutes, good, scrap FROM work_step \
        WHERE work IN ({ids:$1}) ORDER BY work, no";
    EARLIER = "SELECT COUNT(*) FROM work_order WHERE line_id = $1";
    ADD = "INSERT INTO work_order (id, number, order_id, line_id, product, quantity, good, scrap, passed, stocked, state, \
        wanted_on, begin_on, end_on, parts_on, pinned, on_hold, ground, made_at, lock) \
        VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, 0, 'dispatched', $7, $8, $9, $10, $11, $12, '', $13, 1)";
    ADD_STEP = "INSERT INTO work_step (work, no, name, centre, setup_minutes, run_minutes, good, scrap) \
        VALUES ($1, $2, $3, $4, $5, $6, 0, 0)";
    WRITE = "UPDATE work_order SET quantity = $1, good = $2, scrap = $3, passed = $4, stocked = $5, state = $6, \
        wanted_on = $7, begin_on = $8, end_on = $9, parts_on = $10, pinned = $11, on_hold = $12, ground = $13, \
        released_at = $14, finished_at = $15, lock = lock + 1 WHERE id = $16 AND lock = $17";
    COUNTED = "UPDATE work_step SET good = $1, scrap = $2 WHERE work = $3 AND no = $4";
}

pub fn fetch(tx: &mut Tx, id: Id) -> Outcome<Work> {
    let work = tx.maybe(&ONE_WORK, &[&id], read)?.ok_or(Trouble::Hidden)?;
    with_steps(tx, vec![work])?.pop().ok_or(Trouble::Hidden)
}

/// For acts: the order first, then its work, in this order everywhere; nobody else changes either meanwhile. `seen` is
/// the lock its reader saw, where he says one.
pub fn fetch_held(tx: &mut Tx, id: Id, seen: Option<i64>) -> Outcome<(Order, Work)> {
    let known = tx.maybe(&ONE_WORK, &[&id], read)?.ok_or(Trouble::Hidden)?;
    let order = order::fetch_held(tx, known.order)?;
    let work = tx.maybe(&HELD, &[&id], read)?.ok_or(Trouble::Hidden)?;
    if seen.is_some_and(|seen| seen != work.lock) {
        return Err(Trouble::stale(id));
    }
    let work = with_steps(tx, vec![work])?.pop().ok_or(Trouble::Hidden)?;
    Ok((order, work))
}

pub fn of_order(tx: &mut Tx, order: Id) -> Outcome<Vec<Work>> {
    let works = tx.list(&OF_ORDER, &[&order], read)?;
    with_steps(tx, works)
}

pub fn of_lines(tx: &mut Tx, lines: &[Id]) -> Outcome<Vec<Work>> {
    let lines = lines.to_vec();
    let works = tx.list(&OF_LINES, &[&lines], read)?;
    with_steps(tx, works)
}

pub fn some(tx: &mut Tx, ids: &[Id]) -> Outcome<Vec<Work>> {
    let ids = ids.to_vec();
    let works = tx.list(&SOME, &[&ids], read)?;
    with_steps(tx, works)
}

/// All that is still to be made.
pub fn open(tx: &mut Tx) -> Outcome<Vec<Work>> {
    let works = tx.list(&OPEN, &[&OPEN_MAX], read)?;
    with_steps(tx, works)
}

/// More than this at once is no plan any more.
pub const OPEN_MAX: i64 = 5_000;

pub(super) fn with_steps(tx: &mut Tx, mut works: Vec<Work>) -> Outcome<Vec<Work>> {
    let ids: Vec<Id> = works.iter().map(|work| work.id).collect();
    let places: std::collections::HashMap<Id, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let read = |row: &Row<'_>| {
        let step = WorkStep {
            no: row.get(1)?,
            name: row.get(2)?,
            centre: row.get(3)?,
            setup_minutes: row.get(4)?,
            run_minutes: row.get(5)?,
            good: row.get(6)?,
            scrap: row.get(7)?,
        };
        Ok((row.get::<Id>(0)?, step))
    };
    for (work, step) in tx.list(&STEPS, &[&ids], read)? {
        if let Some(at) = places.get(&work) {
            works[*at].steps.push(step);
        }
    }
    Ok(works)
}

pub(super) fn earlier_of(tx: &mut Tx, line: Id) -> Outcome<i64> {
    Ok(tx.one(&EARLIER, &[&line], |row| row.get(0))?)
}

pub(super) fn add(tx: &mut Tx, w: &Work) -> Outcome<()> {
    let params: [&dyn platform::db::Param; 13] = [
        &w.id,
        &w.number,
        &w.order,
        &w.line,
        &w.product,
        &w.quantity,
        &w.wanted_on,
        &w.begin_on,
        &w.end_on,
        &w.parts_on,
        &w.pinned,
        &w.on_hold,
        &w.made_at,
    ];
    tx.execute(&ADD, &params)?;
    for step in &w.steps {
        tx.execute(&ADD_STEP, &[&w.id, &step.no, &step.name, &step.centre, &step.setup_minutes, &step.run_minutes])?;
    }
    Ok(())
}

pub(super) fn count_step(tx: &mut Tx, work: Id, step: &WorkStep) -> Outcome<()> {
    tx.execute(&COUNTED, &[&step.good, &step.scrap, &work, &step.no])?;
    Ok(())
}

/// Writes the row over the one that was read; somebody who was faster is not overwritten.
pub(super) fn write(tx: &mut Tx, w: &mut Work) -> Outcome<()> {
    let params: [&dyn platform::db::Param; 17] = [
        &w.quantity,
        &w.good,
        &w.scrap,
        &w.passed,
        &w.stocked,
        &w.state,
        &w.wanted_on,
        &w.begin_on,
        &w.end_on,
        &w.parts_on,
        &w.pinned,
        &w.on_hold,
        &w.ground,
        &w.released_at,
        &w.finished_at,
        &w.id,
        &w.lock,
    ];
    if tx.execute(&WRITE, &params)? != 1 {
        return Err(Trouble::stale(w.id));
    }
    w.lock += 1;
    Ok(())
}

/// Where the work stands now, by leave of a step: row, duties, history.
pub(super) fn advance(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    w: &mut Work,
    leave: &Leave<WorkState>,
    body: Value,
) -> Outcome<()> {
    if leave.idle {
        return Ok(());
    }
    w.state = leave.to;
    write(tx, w)?;
    for kind in leave.closes {
        duty::close(tx, w.id, kind, Some(who), "done")?;
    }
    for kind in leave.opens {
        give(tx, w, kind, None)?;
    }
    tell(tx, who, order, w, leave.step, leave.clause, body)
}

pub(super) fn tell(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    w: &Work,
    step: &'static str,
    clause: &'static str,
    body: Value,
) -> Outcome<()> {
    let body = json!({ "work": w.number, "says": body });
    let rows = order::rows_digest(order)?;
    Ok(history::append(tx, who, &Entry { chain: order.id, step, clause, body, rows })?)
}

/// Opens a duty about the work in the queue that the kind names.
pub(super) fn give(tx: &mut Tx, w: &Work, kind: &str, due_at: Option<Instant>) -> Outcome<()> {
    let owner = match duty::kind_of(kind).map(|kind| kind.owner) {
        Some(duty::OwnedBy::Role(role)) => Owner::Role(role),
        _ => Owner::Role(Role::Production),
    };
    let (about, subject) = (w.id, w.number.as_str());
    duty::give(tx, &Given { about, about_kind: "work", kind, owner, subject, detail: "", due_at, over: None })?;
    Ok(())
}

pub(super) fn standing(who: &Person) -> Standing {
    Standing { roles: who.roles, ..Standing::default() }
}

/// What follows by itself from somebody's step.
pub(super) const SYSTEM: Standing = Standing::SYSTEM;

pub(super) fn read(row: &Row<'_>) -> Result<Work, Fault> {
    Ok(Work {
        id: row.get(0)?,
        number: row.get(1)?,
        order: row.get(2)?,
        line: row.get(3)?,
        product: row.get(4)?,
        quantity: row.get(5)?,
        good: row.get(6)?,
        scrap: row.get(7)?,
        passed: row.get(8)?,
        stocked: row.get(9)?,
        state: row.get(10)?,
        wanted_on: row.get(11)?,
        begin_on: row.get(12)?,
        end_on: row.get(13)?,
        parts_on: row.get(14)?,
        pinned: row.get(15)?,
        on_hold: row.get(16)?,
        ground: row.get(17)?,
        made_at: row.get(18)?,
        released_at: row.get(19)?,
        finished_at: row.get(20)?,
        lock: row.get(21)?,
        steps: Vec::new(),
    })
}
