//! 4.1.1: an approved line's made part becomes a work order, inside the approval; and production says that it has it.

use std::collections::HashMap;

use platform::act::Outcome;
use platform::calendar::WorkCalendar;
use platform::day::Day;
use platform::quantity::Quantity;
use platform::who::Person;
use platform::{Id, Tx};
use serde_json::json;

use super::steps::{ACKNOWLEDGE, Facts};
use super::work::{self, Work, WorkState, WorkStep};
use crate::fulfilment::dispatch::Sent;
use crate::fulfilment::promise::{Needed, promises};
use crate::fulfilment::{expect, snapshot};
use crate::masters::{self, Operation, Product, Supply};
use crate::order::Order;
use crate::people;

/// One work order for each made part, with the routing as it stands now.
pub fn open(tx: &mut Tx, order: &Order, sent: &[Sent<'_>]) -> Outcome<()> {
    let made: Vec<&Sent> = sent.iter().filter(|one| one.part.mode == Supply::Make).collect();
    if made.is_empty() {
        return Ok(());
    }
    let mut products: Vec<Id> = order.lines.iter().filter_map(|line| line.product).collect();
    products.sort_unstable();
    products.dedup();
    let routings = Routings::read(tx, &products)?;
    let (calendar, transit) = (people::calendar(tx)?, expect::transit(tx)?);
    let now = tx.now();
    for one in made {
        let Some(line) = order.lines.iter().find(|line| line.id == one.line.line) else { continue };
        let before = if order.revision > 1 { work::earlier_of(tx, line.id)? } else { 0 };
        let number = format!("{}-{}", order.number, line.no);
        let days = one.line.holds.tasks.iter().map(|task| task.day);
        let (begin_on, end_on) = (days.clone().min(), days.max());
        let work = Work {
            id: one.id,
            number: if before == 0 { number } else { format!("{number}.{}", before + 1) },
            quantity: one.part.quantity,
            wanted_on: one.line.promised_on.map(|day| gate_day(&calendar, day, transit)),
            begin_on,
            end_on,
            parts_on: one.line.holds.parts_on,
            steps: routings.of(line.product),
            ..blank(order, line.id, line.product, now)
        };
        work::add(tx, &work)?;
    }
    Ok(())
}

/// The day on which goods must be at our gate to arrive in time: so many working days before.
pub fn gate_day(calendar: &WorkCalendar, arrives: Day, transit: u32) -> Day {
    let mut day = arrives;
    let mut left = transit;
    // A year without an open day is no calendar.
    for _ in 0..DAYS_MAX {
        if left == 0 {
            break;
        }
        let Ok(before) = day.add_days(-1) else { break };
        day = before;
        if calendar.is_open_day(day) {
            left -= 1;
        }
    }
    day
}

const DAYS_MAX: usize = 400;

/// Routings by product; where nobody listed one, the operation that the price list describes.
struct Routings {
    operations: Vec<Operation>,
    products: HashMap<Id, Product>,
    named: HashMap<String, Id>,
}

impl Routings {
    fn read(tx: &mut Tx, ids: &[Id]) -> Outcome<Routings> {
        let operations = masters::operations(tx, ids)?;
        let bare: Vec<Id> = ids.iter().copied().filter(|id| !operations.iter().any(|o| o.product == *id)).collect();
        let products = if bare.is_empty() { HashMap::new() } else { masters::products(tx, &bare)? };
        let names: Vec<String> = products.values().map(|p| p.work_centre.clone()).filter(|n| !n.is_empty()).collect();
        let named = if names.is_empty() { Vec::new() } else { masters::centres_named(tx, &names)? };
        Ok(Routings { operations, products, named: named.into_iter().map(|c| (c.name.clone(), c.id)).collect() })
    }

    fn of(&self, product: Option<Id>) -> Vec<WorkStep> {
        let listed: Vec<WorkStep> = self
            .operations
            .iter()
            .filter(|o| Some(o.product) == product)
            .map(|o| step(o.no, &o.name, Some(o.centre), o.setup_minutes, o.run_minutes))
            .collect();
        if !listed.is_empty() {
            return listed;
        }
        let known = product.and_then(|id| self.products.get(&id));
        let Some(p) = known else { return vec![step(10, "", None, 0, Quantity::ZERO)] };
        let minutes = |hours: Quantity| Quantity::from_millionths(hours.millionths().saturating_mul(60));
        let setup = minutes(p.setup_hours).millionths().saturating_add(999_999) / 1_000_000;
        vec![step(10, &p.work_centre, self.named.get(&p.work_centre).copied(), setup, minutes(p.hours_per_unit))]
    }
}

fn step(no: i64, name: &str, centre: Option<Id>, setup_minutes: i64, run_minutes: Quantity) -> WorkStep {
    let (name, zero) = (name.to_string(), Quantity::ZERO);
    WorkStep { no, name, centre, setup_minutes, run_minutes, good: zero, scrap: zero }
}

/// The work of an order that nobody approved yet, for a question: what of it would have to be made, and when its parts
/// would be there.
pub(super) fn sketch(tx: &mut Tx, order: &Order) -> Outcome<Vec<Work>> {
    let mut ids: Vec<Id> = order.lines.iter().filter_map(|line| line.product).collect();
    ids.sort_unstable();
    ids.dedup();
    let known = masters::products(tx, &ids)?;
    let routings = Routings::read(tx, &ids)?;
    let (calendar, today) = (people::calendar(tx)?, people::today(tx)?);
    let (plant, _) = snapshot::plant(tx, &known, today, &calendar, 0)?;
    let needed = order.lines.iter().map(|line| Needed {
        line: line.id,
        no: line.no,
        product: line.product,
        quantity: line.quantity,
    });
    let promised = promises(&needed.collect::<Vec<_>>(), plant);
    let mut works = Vec::new();
    for (line, promise) in order.lines.iter().zip(promised) {
        let part = promise.parts.iter().find(|part| part.mode == Supply::Make);
        let Some(part) = part.filter(|_| line.product.is_some()) else { continue };
        works.push(Work {
            number: format!("{}-{}", order.number, line.no),
            quantity: part.quantity,
            state: WorkState::Dispatched,
            parts_on: promise.holds.parts_on,
            steps: routings.of(line.product),
            ..blank(order, line.id, line.product, tx.now())
        });
    }
    Ok(works)
}

fn blank(order: &Order, line: Id, product: Option<Id>, now: platform::day::Instant) -> Work {
    let zero = Quantity::ZERO;
    Work {
        id: line,
        number: String::new(),
        order: order.id,
        line,
        product,
        quantity: zero,
        good: zero,
        scrap: zero,
        passed: zero,
        stocked: zero,
        state: WorkState::Dispatched,
        wanted_on: None,
        begin_on: None,
        end_on: None,
        parts_on: None,
        pinned: false,
        on_hold: false,
        ground: String::new(),
        made_at: now,
        released_at: None,
        finished_at: None,
        lock: 1,
        steps: Vec::new(),
    }
}

/// Follows from the acknowledgement of dispatches: those that are work orders want a plan now.
pub fn acknowledged(tx: &mut Tx, who: &Person, order: &Order, dispatches: &[Id]) -> Outcome<()> {
    // What a change amended may have been begun long ago.
    for mut work in work::some(tx, dispatches)?.into_iter().filter(|work| work.state == WorkState::Dispatched) {
        let leave = ACKNOWLEDGE.admit(work.state, &work::standing(who), &Facts::default(), &[])?;
        work::advance(tx, who, order, &mut work, &leave, json!({}))?;
    }
    Ok(())
}

/// When a work order's goods are at our gate: inspection comes after the last operation.
pub fn expected(tx: &mut Tx, who: &Person, order: &mut Order, work: &Work, cause: &expect::Cause) -> Outcome<()> {
    let inspection = match work.product {
        Some(product) => masters::supply_terms(tx, &[product])?.get(&product).map_or(0, |term| term.inspection_days),
        None => 0,
    };
    let ready = match work.end_on {
        Some(end) => {
            let days = u32::try_from(inspection).unwrap_or(0);
            let calendar = people::calendar(tx)?;
            Some(calendar.day_after(end, days).map_err(|e| platform::Fault::other("working calendar", e))?)
        }
        None => None,
    };
    expect::of_part(tx, who, order, work.id, ready, cause)
}
