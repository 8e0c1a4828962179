//! 4.3.4, 4.4.3: what an approved order holds of the plant is given back and taken anew; what a department was given is
//! amended where it goes on and stopped where it does not. In the transaction of the step that takes effect.

use std::collections::{BTreeMap, HashMap};

use platform::act::Outcome;
use platform::calendar::WorkCalendar;
use platform::day::Day;
use platform::quantity::Quantity;
use platform::who::Role;
use platform::{Fault, Id, Trouble, Tx};

use super::dispatch::{self, Dispatch, LinePlan, department_of, reserve};
use super::plant::Plant;
use super::promise::{Needed, Part, Promise, minus, promises};
use super::{Epochs, book};
use crate::masters::{self, Product, Supply};
use crate::order::{Line, Order, duty};

platform::sql! {
    HELD = "SELECT id, product, line_id, quantity FROM reservation WHERE line_id IN ({ids:$1}) AND ended_at IS NULL";
    END = "UPDATE reservation SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL";
    LESS = "UPDATE reservation SET quantity = quantity - $1 WHERE id = $2 AND ended_at IS NULL AND quantity > $1";
    TASKS = "SELECT centre, day, CAST(SUM(minutes) AS BIGINT) FROM task WHERE line_id IN ({ids:$1}) \
        GROUP BY centre, day ORDER BY centre, day";
    DROP = "DELETE FROM task WHERE line_id IN ({ids:$1})";
    LESS_LOAD = "UPDATE load_day SET minutes = minutes - $1 WHERE centre = $2 AND day = $3 AND minutes >= $1";
    AMEND = "UPDATE dispatch SET quantity = $1, promised_on = $2, state = 'dispatched', acknowledged_at = NULL, \
        acknowledged_by = NULL WHERE id = $3 AND stopped_at IS NULL";
    CUT = "UPDATE dispatch SET quantity = quantity - $1 WHERE id = $2 AND stopped_at IS NULL AND quantity > $1";
    STOP = "UPDATE dispatch SET stopped_at = $1 WHERE id = $2 AND stopped_at IS NULL";
}

/// What a line holds of stock, and of each work centre's days.
#[derive(Debug, Default)]
struct Held {
    stock: Vec<(Id, Id, Id, Quantity)>,
    load: Vec<(Id, Day, i64)>,
}

fn held(tx: &mut Tx, lines: &[Id]) -> Outcome<Held> {
    if lines.is_empty() {
        return Ok(Held::default());
    }
    let ids = lines.to_vec();
    let mut stock: Vec<(Id, Id, Id, Quantity)> =
        tx.list(&HELD, &[&ids], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    stock.sort_by_key(|(id, product, ..)| (*product, *id));
    let load = tx.list(&TASKS, &[&ids], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(Held { stock, load })
}

/// (tasks' days, minutes) that these lines hold, for a preview.
pub fn work_of(tx: &mut Tx, lines: &[Id]) -> Outcome<(usize, i64)> {
    let load = held(tx, lines)?.load;
    Ok((load.len(), load.iter().map(|(_, _, minutes)| minutes).sum()))
}

/// Days for lines that are planned anew, as if what these lines hold now were free. Nothing is written.
pub fn promises_anew(
    tx: &mut Tx,
    needed: &[Needed],
    own: &[Id],
    products: &HashMap<Id, Product>,
    today: Day,
    calendar: &WorkCalendar,
    transit: u32,
) -> Outcome<(Vec<Promise>, Epochs)> {
    let (mut plant, epochs) = super::plant(tx, products, today, calendar, transit)?;
    give_back_to(&mut plant, &held(tx, own)?);
    Ok((promises(needed, plant), epochs))
}

fn give_back_to(plant: &mut Plant, held: &Held) {
    for (_, product, _, quantity) in &held.stock {
        if let Some(free) = plant.free.get_mut(product) {
            *free = Quantity::from_millionths(free.millionths().saturating_add(quantity.millionths()));
        }
    }
    for (centre, day, minutes) in &held.load {
        let Some(place) = plant.days.place(*day) else { continue };
        let found = plant.centres.iter_mut().find(|c| c.id == Some(*centre)).and_then(|c| c.booked.get_mut(place));
        if let Some(booked) = found {
            *booked = (*booked - minutes).max(0);
        }
    }
}

/// Gives back all that these lines hold. The caller holds stock and work centres.
pub fn give_back(tx: &mut Tx, lines: &[Id]) -> Outcome<()> {
    let held = held(tx, lines)?;
    let now = tx.now();
    for (id, product, _, quantity) in &held.stock {
        if tx.execute(&END, &[&now, id])? == 0 || !masters::release(tx, *product, *quantity)? {
            return Err(Fault::other("give back", format!("the reservation {id} is not what it was")).into());
        }
    }
    drop_tasks(tx, lines, &held.load)
}

fn drop_tasks(tx: &mut Tx, lines: &[Id], load: &[(Id, Day, i64)]) -> Outcome<()> {
    for (centre, day, minutes) in load {
        if tx.execute(&LESS_LOAD, &[minutes, centre, day])? == 0 {
            return Err(Fault::other("give back", format!("{centre} has less than {minutes} minutes on {day}")).into());
        }
    }
    if load.is_empty() {
        return Ok(());
    }
    tx.execute(&DROP, &[&lines.to_vec()])?;
    let mut centres: Vec<Id> = load.iter().map(|(centre, ..)| *centre).collect();
    centres.dedup();
    masters::touch_centres(tx, &centres)
}

/// Takes anew what the plan says, after [`give_back`] and after the lines were written: stock, minutes, and what each
/// department is to do. What goes on is amended and acknowledged once more, what ends is stopped, what is new is sent.
pub fn amend(tx: &mut Tx, order: &Order, plan: &[LinePlan], gone: &[Id]) -> Outcome<()> {
    reserve(tx, order, plan)?;
    book::book(tx, order, plan)?;
    let open: Vec<Dispatch> =
        dispatch::of_order(tx, order.id)?.into_iter().filter(|d| d.stopped_at.is_none()).collect();
    let mut told: BTreeMap<Role, usize> = BTreeMap::new();
    for line in plan {
        let done = order.lines.iter().find(|l| l.id == line.line).map_or(Vec::new(), done_of);
        let mut parts = line.parts.clone();
        for (mode, quantity) in done.into_iter().filter(|(_, quantity)| quantity.is_positive()) {
            match parts.iter_mut().find(|part| part.mode == mode) {
                Some(part) => part.quantity = plus(part.quantity, quantity),
                None => parts.push(Part { mode, quantity }),
            }
        }
        for one in open.iter().filter(|d| d.line == line.line) {
            match parts.iter().find(|part| part.mode == one.mode) {
                None => stop(tx, order, one.id)?,
                Some(part) if part.quantity == one.quantity && line.promised_on == one.promised_on => continue,
                Some(part) => {
                    if tx.execute(&AMEND, &[&part.quantity, &line.promised_on, &one.id])? == 0 {
                        return Err(Trouble::stale(order.id));
                    }
                }
            }
            *told.entry(one.department).or_default() += 1;
        }
        for part in parts.iter().filter(|part| !open.iter().any(|d| d.line == line.line && d.mode == part.mode)) {
            dispatch::send(tx, order, line, part)?;
            *told.entry(department_of(part.mode)).or_default() += 1;
        }
    }
    for one in open.iter().filter(|d| gone.contains(&d.line)) {
        stop(tx, order, one.id)?;
    }
    ask_again(tx, order, &told)
}

/// One open duty to acknowledge for each department.
fn ask_again(tx: &mut Tx, order: &Order, told: &BTreeMap<Role, usize>) -> Outcome<()> {
    let open = duty::of(tx, order.id)?;
    for (department, lines) in told {
        let asked = open.iter().any(|d| d.kind == "acknowledge" && d.owner_role == Some(*department));
        if !asked {
            duty::open_for(tx, order, "acknowledge", *department, &lines.to_string())?;
        }
    }
    Ok(())
}

/// What was made and bought for a line already goes on counting.
fn done_of(line: &Line) -> Vec<(Supply, Quantity)> {
    vec![(Supply::Make, line.produced), (Supply::Buy, line.received)]
}

/// A department does nothing more for it.
pub fn stop(tx: &mut Tx, order: &Order, id: Id) -> Outcome<()> {
    let now = tx.now();
    if tx.execute(&STOP, &[&now, &id])? == 1 { Ok(()) } else { Err(Trouble::stale(order.id)) }
}

/// Takes a quantity out of what a department was given; whether nothing is left of it. Stock and, where nothing is
/// left, parts and minutes are given back.
pub fn cut(tx: &mut Tx, order: &Order, one: &Dispatch, quantity: Quantity) -> Outcome<bool> {
    let whole = quantity >= one.quantity;
    if whole {
        stop(tx, order, one.id)?;
    } else if tx.execute(&CUT, &[&quantity, &one.id])? == 0 {
        return Err(Trouble::stale(order.id));
    }
    let product = order.lines.iter().find(|line| line.id == one.line).and_then(|line| line.product);
    let held = held(tx, &[one.line])?;
    for (id, of, _, reserved) in &held.stock {
        let own = Some(*of) == product;
        match one.mode {
            Supply::Stock if own => less(tx, *id, *of, *reserved, quantity)?,
            Supply::Make if !own && whole => less(tx, *id, *of, *reserved, *reserved)?,
            _ => {}
        }
    }
    if one.mode == Supply::Make && whole {
        drop_tasks(tx, &[one.line], &held.load)?;
    }
    Ok(whole)
}

fn less(tx: &mut Tx, reservation: Id, product: Id, reserved: Quantity, quantity: Quantity) -> Outcome<()> {
    let (now, quantity) = (tx.now(), quantity.min(reserved));
    let changed = if quantity >= reserved {
        tx.execute(&END, &[&now, &reservation])?
    } else {
        tx.execute(&LESS, &[&quantity, &reservation])?
    };
    if changed == 1 && masters::release(tx, product, quantity)? {
        return Ok(());
    }
    Err(Fault::other("give back", format!("the reservation {reservation} is not what it was")).into())
}

/// How much of a line is still to be supplied.
pub fn still_needed(line: &Line) -> Quantity {
    let left = minus(minus(minus(line.quantity, line.cancelled), line.produced), line.received);
    left.max(Quantity::ZERO)
}

fn plus(a: Quantity, b: Quantity) -> Quantity {
    Quantity::from_millionths(a.millionths().saturating_add(b.millionths()))
}
