//! 3.2.5: what an approved line holds of the plant: its parts and its minutes, in the transaction that approves it.

use platform::act::Outcome;
use platform::day::Day;
use platform::db::{Fault, Row};
use platform::{Id, Trouble, Tx};
use serde::Serialize;

use super::dispatch::Sent;
use super::promise::Booking;
use crate::masters::{self, Supply};
use crate::order::Order;

platform::sql! {
    BOOK = "INSERT INTO task (id, order_id, line_id, work, no, centre, day, minutes, made_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    LIFT = "DELETE FROM task WHERE id = $1";
    LESS_LOAD = "UPDATE load_day SET minutes = minutes - $1 WHERE centre = $2 AND day = $3";
    ONE_TASK = "SELECT id, work, no, centre, day, minutes FROM task WHERE id = $1";
    TASKS = "SELECT id, work, no, centre, day, minutes FROM task WHERE work IN ({ids:$1}) ORDER BY work, no, day";
    ON_LINES = "SELECT id, work, no, centre, day, minutes FROM task WHERE line_id IN ({ids:$1}) ORDER BY centre, day, id";
    ON_CENTRES = "SELECT id, work, no, centre, day, minutes FROM task WHERE centre IN ({ids:$1}) AND day >= $2 AND day <= $3";
    ADD_LOAD = "INSERT INTO load_day (centre, day, minutes) VALUES ($1, $2, $3) \
        ON CONFLICT (centre, day) DO UPDATE SET minutes = load_day.minutes + excluded.minutes";
}

/// Puts the tasks on their work centres. The caller holds the centres.
pub(super) fn book(tx: &mut Tx, order: &Order, sent: &[Sent<'_>]) -> Outcome<()> {
    let made = sent.iter().filter(|one| one.part.mode == Supply::Make);
    let jobs: Vec<Job> = made
        .map(|one| Job { work: one.id, order: order.id, line: one.line.line, tasks: &one.line.holds.tasks })
        .collect();
    put(tx, &jobs)
}

/// A work order and where its work is to be done.
pub(super) struct Job<'a> {
    pub work: Id,
    pub order: Id,
    pub line: Id,
    pub tasks: &'a [Booking],
}

pub(super) fn put(tx: &mut Tx, jobs: &[Job<'_>]) -> Outcome<()> {
    let mut all: Vec<(&Job, &Booking)> =
        jobs.iter().flat_map(|job| job.tasks.iter().map(move |task| (job, task))).collect();
    // In the order of centres and days: two of us never wait for each other for ever.
    all.sort_by_key(|(job, task)| (task.centre, task.day, job.line, task.no));
    let now = tx.now();
    for (job, task) in &all {
        let id = tx.new_id();
        let params: [&dyn platform::db::Param; 9] =
            [&id, &job.order, &job.line, &job.work, &task.no, &task.centre, &task.day, &task.minutes, &now];
        tx.execute(&BOOK, &params)?;
        tx.execute(&ADD_LOAD, &[&task.centre, &task.day, &task.minutes])?;
    }
    touch(tx, all.iter().map(|(_, task)| task.centre).collect())
}

/// Takes tasks off their work centres.
pub(super) fn lift(tx: &mut Tx, tasks: &[Task]) -> Outcome<()> {
    let mut all: Vec<&Task> = tasks.iter().collect();
    all.sort_by_key(|task| (task.centre, task.day, task.id));
    for task in &all {
        if tx.execute(&LIFT, &[&task.id])? != 1 {
            return Err(Trouble::stale(task.work));
        }
        tx.execute(&LESS_LOAD, &[&task.minutes, &task.centre, &task.day])?;
    }
    touch(tx, all.iter().map(|task| task.centre).collect())
}

fn touch(tx: &mut Tx, mut centres: Vec<Id>) -> Outcome<()> {
    centres.sort_unstable();
    centres.dedup();
    if centres.is_empty() { Ok(()) } else { masters::touch_centres(tx, &centres) }
}

/// Minutes of an operation that stand on a work centre's day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Task {
    pub id: Id,
    pub work: Id,
    pub no: i64,
    pub centre: Id,
    pub day: Day,
    pub minutes: i64,
}

/// The tasks of work orders, in the order in which they are done.
pub(super) fn tasks(tx: &mut Tx, works: &[Id]) -> Outcome<Vec<Task>> {
    let ids = works.to_vec();
    Ok(tx.list(&TASKS, &[&ids], read)?)
}

/// All that stands on work centres in a span of days.
pub(super) fn tasks_between(tx: &mut Tx, centres: &[Id], first: Day, last: Day) -> Outcome<Vec<Task>> {
    let ids = centres.to_vec();
    Ok(tx.list(&ON_CENTRES, &[&ids, &first, &last], read)?)
}

/// All that stands on work centres for some lines.
pub(super) fn tasks_on(tx: &mut Tx, lines: &[Id]) -> Outcome<Vec<Task>> {
    let lines = lines.to_vec();
    Ok(tx.list(&ON_LINES, &[&lines], read)?)
}

pub(super) fn task(tx: &mut Tx, id: Id) -> Outcome<Option<Task>> {
    Ok(tx.maybe(&ONE_TASK, &[&id], read)?)
}

fn read(row: &Row<'_>) -> Result<Task, Fault> {
    Ok(Task {
        id: row.get(0)?,
        work: row.get(1)?,
        no: row.get(2)?,
        centre: row.get(3)?,
        day: row.get(4)?,
        minutes: row.get(5)?,
    })
}
