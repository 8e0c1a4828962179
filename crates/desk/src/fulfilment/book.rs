//! 3.2.5: what an approved line holds of the plant: its parts and its minutes, in the transaction that approves it.

use platform::act::Outcome;
use platform::day::Day;
use platform::{Id, Tx};

use super::dispatch::LinePlan;
use super::promise::Booking;
use crate::masters;
use crate::order::Order;

platform::sql! {
    BOOK = "INSERT INTO task (id, order_id, line_id, no, centre, day, minutes, made_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    ADD_LOAD = "INSERT INTO load_day (centre, day, minutes) VALUES ($1, $2, $3) \
        ON CONFLICT (centre, day) DO UPDATE SET minutes = load_day.minutes + excluded.minutes";
}

/// Puts the tasks on their work centres. The caller holds the centres.
pub(super) fn book(tx: &mut Tx, order: &Order, plan: &[LinePlan]) -> Outcome<()> {
    let mut all: Vec<(Id, Day, Id, Booking)> = plan
        .iter()
        .flat_map(|line| line.holds.tasks.iter().map(|task| (task.centre, task.day, line.line, *task)))
        .collect();
    all.sort_by_key(|(centre, day, line, task)| (*centre, *day, *line, task.no));
    let now = tx.now();
    for (centre, day, line, task) in &all {
        let id = tx.new_id();
        tx.execute(&BOOK, &[&id, &order.id, line, &task.no, centre, day, &task.minutes, &now])?;
        tx.execute(&ADD_LOAD, &[centre, day, &task.minutes])?;
    }
    let mut centres: Vec<Id> = all.iter().map(|(centre, ..)| *centre).collect();
    centres.dedup();
    if centres.is_empty() { Ok(()) } else { masters::touch_centres(tx, &centres) }
}
