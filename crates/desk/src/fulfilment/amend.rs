//! 4.3.4, 4.4.3: what an approved order holds of the plant is given back and taken anew; what a department was given is
//! amended where it goes on and stopped where it does not. What was begun goes on as it is: more is a work of its own, less
//! ends it earlier. In the transaction of the step that takes effect.

use std::collections::{BTreeMap, HashMap};

use platform::act::Outcome;
use platform::calendar::WorkCalendar;
use platform::day::Day;
use platform::quantity::Quantity;
use platform::who::{Person, Role};
use platform::{Fault, Id, Trouble, Tx};

use super::begun::{Begun, begun, fit, of};
use super::book::{self, Task};
use super::dispatch::{self, Dispatch, LinePlan, Sent, department_of, hand_out, reserve};
use super::plant::Plant;
use super::promise::{Needed, Part, Promise, promises};
use super::purchasing::Ended;
use super::{Epochs, production, purchasing};
use crate::masters::{self, Product, Supply};
use crate::order::{self, Order, duty};

platform::sql! {
    // Of the stock, but for what was made or bought for the line: that is its own.
    HELD = "SELECT id, product, quantity FROM reservation WHERE line_id IN ({ids:$1}) AND dispatch IS NULL \
        AND ended_at IS NULL";
    ALL_HELD = "SELECT id, product, quantity, dispatch FROM reservation WHERE line_id = $1 AND ended_at IS NULL ORDER BY id";
    END = "UPDATE reservation SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL";
    LESS = "UPDATE reservation SET quantity = quantity - $1 WHERE id = $2 AND ended_at IS NULL AND quantity > $1";
    AMEND = "UPDATE dispatch SET quantity = $1, promised_on = $2, state = 'dispatched', acknowledged_at = NULL, \
        acknowledged_by = NULL WHERE id = $3 AND stopped_at IS NULL";
    CUT = "UPDATE dispatch SET quantity = quantity - $1 WHERE id = $2 AND stopped_at IS NULL AND quantity > $1";
    STOP = "UPDATE dispatch SET stopped_at = $1 WHERE id = $2 AND stopped_at IS NULL";
}

/// What lines hold of the stock, and of each work centre's days, of what was not begun.
#[derive(Debug, Default)]
struct Held {
    stock: Vec<(Id, Id, Quantity)>,
    tasks: Vec<Task>,
}

fn held(tx: &mut Tx, lines: &[Id], begun: &[Begun]) -> Outcome<Held> {
    if lines.is_empty() {
        return Ok(Held::default());
    }
    let ids = lines.to_vec();
    let mut stock: Vec<(Id, Id, Quantity)> =
        tx.list(&HELD, &[&ids], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    stock.sort_by_key(|(id, product, _)| (*product, *id));
    let mut tasks = book::tasks_on(tx, lines)?;
    tasks.retain(|task| of(begun, task.work).is_none());
    Ok(Held { stock, tasks })
}

/// (tasks' days, minutes) that these lines hold, for a preview.
pub fn work_of(tx: &mut Tx, lines: &[Id]) -> Outcome<(usize, i64)> {
    let begun = begun(tx, lines)?;
    let tasks = held(tx, lines, &begun)?.tasks;
    Ok((tasks.len(), tasks.iter().map(|task| task.minutes).sum()))
}

/// Lines that are planned anew or go, and what of them was begun.
#[derive(Clone, Copy, Debug)]
pub struct Own<'a> {
    pub lines: &'a [Id],
    pub begun: &'a [Begun],
}

/// Days for lines that are planned anew, as if what these lines hold now were free. Nothing is written.
pub fn promises_anew(
    tx: &mut Tx,
    needed: &[Needed],
    own: &Own<'_>,
    products: &HashMap<Id, Product>,
    today: Day,
    calendar: &WorkCalendar,
    transit: u32,
) -> Outcome<(Vec<Promise>, Epochs)> {
    let (mut plant, epochs) = super::plant(tx, products, today, calendar, transit)?;
    give_back_to(&mut plant, &held(tx, own.lines, own.begun)?);
    let mut found = promises(needed, plant);
    for promise in &mut found {
        // What goes on as it is may come later than what is planned beside it.
        let mine = own.begun.iter().filter(|b| b.line == promise.line).filter_map(|b| b.expected_on).max();
        if let Some(last) = mine {
            let arrives = calendar.day_after(last, transit).map_err(|e| Fault::other("working calendar", e))?;
            promise.on = promise.on.map(|on| on.max(arrives));
        }
    }
    Ok((found, epochs))
}

fn give_back_to(plant: &mut Plant, held: &Held) {
    for (_, product, quantity) in &held.stock {
        if let Some(free) = plant.free.get_mut(product) {
            *free = free.plus(*quantity);
        }
    }
    for task in &held.tasks {
        let Some(place) = plant.days.place(task.day) else { continue };
        let found = plant.centres.iter_mut().find(|c| c.id == Some(task.centre)).and_then(|c| c.booked.get_mut(place));
        if let Some(booked) = found {
            *booked = (*booked - task.minutes).max(0);
        }
    }
}

/// Gives back all that these lines hold of what was not begun. The caller holds stock and work centres.
pub fn give_back(tx: &mut Tx, lines: &[Id]) -> Outcome<()> {
    let begun = begun(tx, lines)?;
    let held = held(tx, lines, &begun)?;
    for (id, product, quantity) in &held.stock {
        less(tx, *id, *product, *quantity, *quantity)?;
    }
    book::lift(tx, &held.tasks)
}

/// Takes anew what the plan says, after [`give_back`] and after the lines were written: stock, minutes, and what each
/// department is to do. What is amended or new is acknowledged once more. Answers what purchasing need not buy any more for
/// what is made.
pub fn amend(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    plan: &[LinePlan],
    gone: &[Id],
    ground: &str,
) -> Outcome<Vec<Ended>> {
    reserve(tx, order, plan)?;
    let lines: Vec<Id> = plan.iter().map(|line| line.line).chain(gone.iter().copied()).collect();
    let mut anew = Anew {
        order,
        ground,
        begun: begun(tx, &lines)?,
        told: BTreeMap::new(),
        new: Vec::new(),
        again: Vec::new(),
        ended: Vec::new(),
    };
    let open: Vec<Dispatch> =
        dispatch::of_order(tx, order.id)?.into_iter().filter(|d| d.stopped_at.is_none()).collect();
    for line in plan {
        anew.line(tx, who, line, &open)?;
    }
    for one in open.iter().filter(|d| gone.contains(&d.line)) {
        anew.ended.extend(stop(tx, who, order, one, ground)?);
        production::owes(tx, one.id)?;
    }
    let Anew { told, new, again, ended, .. } = anew;
    book::book(tx, order, &again)?;
    hand_out(tx, order, &new)?;
    ask_again(tx, order, &told)?;
    Ok(ended)
}

/// A plan on its way to the departments.
struct Anew<'a> {
    order: &'a Order,
    ground: &'a str,
    begun: Vec<Begun>,
    told: BTreeMap<Role, usize>,
    /// What nobody was given before.
    new: Vec<Sent<'a>>,
    /// What a department goes on with, on other days.
    again: Vec<Sent<'a>>,
    /// What purchasing was to buy for work, and need not.
    ended: Vec<Ended>,
}

impl<'a> Anew<'a> {
    fn line(&mut self, tx: &mut Tx, who: &Person, line: &'a LinePlan, open: &[Dispatch]) -> Outcome<()> {
        let found = self.order.lines.iter().find(|l| l.id == line.line);
        let needed = found.map_or(Quantity::ZERO, |l| l.quantity.minus(l.cancelled));
        let mine: Vec<Begun> = self.begun.iter().filter(|b| b.line == line.line).copied().collect();
        let kept = fit(&mine, needed);
        let mut parts: Vec<&'a Part> = line.parts.iter().filter(|part| part.quantity.is_positive()).collect();
        for one in open.iter().filter(|d| d.line == line.line) {
            let stays = kept.iter().find(|(id, _)| *id == one.id).map(|(_, quantity)| *quantity);
            // Work that was begun takes nothing more: what is to be made beside it is a work of its own.
            let takes = match stays {
                Some(_) if one.mode == Supply::Make => None,
                _ => parts.iter().position(|part| part.mode == one.mode).map(|at| parts.remove(at)),
            };
            let more = takes.map_or(Quantity::ZERO, |part| part.quantity);
            let quantity = stays.unwrap_or(Quantity::ZERO).plus(more);
            if !quantity.is_positive() {
                self.ended.extend(stop(tx, who, self.order, one, self.ground)?);
                production::owes(tx, one.id)?;
                *self.told.entry(one.department).or_default() += 1;
                continue;
            }
            self.goes_on(tx, who, line, one, quantity, takes)?;
        }
        for part in parts {
            *self.told.entry(department_of(part.mode)).or_default() += 1;
            self.new.push(Sent { id: tx.new_id(), line, part });
        }
        Ok(())
    }

    fn goes_on(
        &mut self,
        tx: &mut Tx,
        who: &Person,
        line: &'a LinePlan,
        one: &Dispatch,
        quantity: Quantity,
        takes: Option<&'a Part>,
    ) -> Outcome<()> {
        if quantity != one.quantity || line.promised_on != one.promised_on {
            if tx.execute(&AMEND, &[&quantity, &line.promised_on, &one.id])? == 0 {
                return Err(Trouble::stale(self.order.id));
            }
            *self.told.entry(one.department).or_default() += 1;
        }
        if takes.is_some() && one.mode != Supply::Stock && line.ready_on.is_some() {
            let stays = of(&self.begun, one.id).and_then(|b| b.expected_on);
            dispatch::expect(tx, one.id, line.ready_on.max(stays))?;
        }
        match (one.mode, takes) {
            (Supply::Make, Some(part)) => {
                let sent = Sent { id: one.id, line, part };
                production::replanned(tx, who, &sent)?;
                self.ended.extend(purchasing::missing_anew(tx, self.order, line, one.id, self.ground)?);
                self.again.push(sent);
            }
            (Supply::Make, None) => {
                let wanted = production::wanted_on(tx, line.promised_on)?;
                production::amend(tx, who, one.id, quantity, wanted)?;
                production::owes(tx, one.id)?;
            }
            (Supply::Buy, _) => {
                let wanted = line.holds.arrives.or(line.promised_on);
                purchasing::amend(tx, who, one.id, quantity, wanted, self.ground)?;
                purchasing::take_over(tx, self.order, one.id, &line.holds.coming)?;
            }
            (Supply::Stock, _) => {}
        }
        Ok(())
    }
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

/// A department does nothing more for it.
pub fn stop(tx: &mut Tx, who: &Person, order: &Order, one: &Dispatch, ground: &str) -> Outcome<Vec<Ended>> {
    let now = tx.now();
    if tx.execute(&STOP, &[&now, &one.id])? != 1 {
        return Err(Trouble::stale(order.id));
    }
    match one.mode {
        Supply::Make => {
            production::stop(tx, who, one.id, ground)?;
            purchasing::none_missing(tx, who, one.id, ground)
        }
        Supply::Buy => purchasing::stop(tx, who, one.id, ground).map(|()| Vec::new()),
        Supply::Stock => Ok(Vec::new()),
    }
}

/// What was taken out of a dispatch.
#[derive(Debug)]
pub struct Cut {
    /// Nothing is left of it.
    pub whole: bool,
    /// What purchasing was to buy for it and need not buy any more.
    pub ended: Vec<Ended>,
}

/// Takes a quantity out of what a department was given. What is then held too much is
/// given back by [`let_go`].
pub fn cut(tx: &mut Tx, who: &Person, order: &Order, one: &Dispatch, quantity: Quantity, ground: &str) -> Outcome<Cut> {
    let whole = quantity >= one.quantity;
    let left = one.quantity.minus(quantity);
    let mut ended = Vec::new();
    if whole {
        ended = stop(tx, who, order, one, ground)?;
    } else if tx.execute(&CUT, &[&quantity, &one.id])? == 0 {
        return Err(Trouble::stale(order.id));
    }
    match one.mode {
        Supply::Stock => {
            let product = order.lines.iter().find(|line| line.id == one.line).and_then(|line| line.product);
            let mut rest = quantity;
            for (id, of, held) in held(tx, &[one.line], &[])?.stock {
                if Some(of) == product && rest.is_positive() {
                    let takes = held.min(rest);
                    less(tx, id, of, held, takes)?;
                    rest = rest.minus(takes);
                }
            }
        }
        Supply::Make if !whole => {
            let wanted = production::work_of(tx, one.id)?.and_then(|work| work.wanted_on);
            let less = production::parts_less(tx, one.id, left)?;
            production::amend(tx, who, one.id, left, wanted)?;
            ended = purchasing::less_missing(tx, who, one.id, &less, ground)?;
        }
        Supply::Buy if !whole => purchasing::amend(tx, who, one.id, left, None, ground)?,
        _ => {}
    }
    Ok(Cut { whole, ended })
}

/// 4.3.4: what a change left over, because it was there, and what is there no longer (it went back to its supplier, and
/// nothing comes instead) is not bought again: the part becomes what its line wants.
pub(super) fn went_away(tx: &mut Tx, who: &Person, part: Id, quantity: Quantity, ground: &str) -> Outcome<()> {
    let Some(one) = dispatch::one(tx, part)?.filter(|one| one.stopped_at.is_none()) else { return Ok(()) };
    let order = order::fetch_held(tx, one.order)?;
    let Some(line) = order.lines.iter().find(|line| line.id == one.line) else { return Ok(()) };
    let parts = dispatch::of_order(tx, order.id)?;
    let parts = parts.iter().filter(|other| other.line == line.id && other.stopped_at.is_none());
    let given = parts.fold(Quantity::ZERO, |sum, other| sum.plus(other.quantity));
    let over = given.minus(line.quantity.minus(line.cancelled)).max(Quantity::ZERO).min(quantity);
    if over.is_positive() {
        cut(tx, who, &order, &one, over, ground)?;
    }
    Ok(())
}

/// What lines hold and need no more, after the order was written: pieces made or bought beyond what is ordered, and
/// parts of what is not made any more.
pub fn let_go(tx: &mut Tx, order: &Order, lines: &[Id]) -> Outcome<()> {
    for id in lines {
        let line = order.lines.iter().find(|line| line.id == *id);
        let mut wanted: HashMap<Id, Quantity> = HashMap::new();
        for (part, quantity) in production::parts_wanted(tx, *id)? {
            let sum = wanted.entry(part).or_default();
            *sum = sum.plus(quantity);
        }
        let own = line.and_then(|line| line.product);
        if let (Some(line), Some(product)) = (line, own) {
            let left = line.quantity.minus(line.cancelled).minus(line.shipped);
            wanted.insert(product, left);
        }
        let mut held: Vec<(Id, Id, Quantity, Option<Id>)> =
            tx.list(&ALL_HELD, &[id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        // What was taken from the stock stays first, then the oldest.
        held.sort_by_key(|(id, product, _, by)| (*product, by.is_some(), *id));
        for (reservation, product, quantity, _) in held {
            let need = wanted.entry(product).or_default();
            let keeps = quantity.min((*need).max(Quantity::ZERO));
            *need = need.minus(keeps);
            if keeps < quantity {
                less(tx, reservation, product, quantity, quantity.minus(keeps))?;
            }
        }
    }
    Ok(())
}

fn less(tx: &mut Tx, reservation: Id, product: Id, reserved: Quantity, quantity: Quantity) -> Outcome<()> {
    let now = tx.now();
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
