//! 3.2.3a: when a line could be with the customer, and why not earlier. Pure: the plant comes in, days and sentences go
//! out. Stock first; what is missing is made behind what is planned, once its material is there, or bought. Lines are
//! taken in their order, and what one takes the next does not get.

use platform::Id;
use platform::day::Day;
use platform::quantity::Quantity;
use platform::trouble::Say;
use serde::{Deserialize, Serialize};

use super::coming;
use super::make::{self, Made};
use super::plant::{Goods, Plant, Share};
use super::schedule::Slot;
use crate::masters::Supply;

/// A line that wants to be promised.
#[derive(Clone, Copy, Debug)]
pub struct Needed {
    pub line: Id,
    pub no: i64,
    /// `None`: a custom line, which a department must judge.
    pub product: Option<Id>,
    pub quantity: Quantity,
}

/// A part of a line from one supply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub mode: Supply,
    pub quantity: Quantity,
}

platform::words! {
    /// What decides the promised day.
    pub enum Binding {
        Stock = "stock",
        Coming = "coming",
        WorkCentre = "work_centre",
        Material = "material",
        LeadTime = "lead_time",
        Judgement = "judgement",
        TooFar = "too_far",
    }
}

/// A day of the binding work centre, for the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadDay {
    pub day: Day,
    pub capacity: i64,
    pub planned: i64,
    /// Of these, this order's.
    pub own: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Load {
    pub centre: String,
    pub days: Vec<LoadDay>,
}

/// A task that the approval puts on a work centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Booking {
    pub no: i64,
    pub centre: Id,
    pub day: Day,
    pub minutes: i64,
}

/// What the approval of a line holds beside the line's own stock.
#[derive(Clone, Debug, Default)]
pub struct Holds {
    /// Stock of parts.
    pub parts: Vec<(Id, Quantity)>,
    pub tasks: Vec<Booking>,
    /// Its material is expected then; nothing where it is there.
    pub parts_on: Option<Day>,
    /// Components to be bought for what is made.
    pub missing: Vec<Missing>,
    /// When what is bought must be at the door.
    pub arrives: Option<Day>,
    /// What it takes of the goods that are bought for the stock.
    pub coming: Vec<Share>,
}

/// A component that nobody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    pub product: Id,
    pub quantity: Quantity,
    pub on: Day,
}

/// The answer for a line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Promise {
    pub line: Id,
    pub no: i64,
    /// The earliest day at the place of delivery; `None` where only a department can say.
    pub on: Option<Day>,
    /// The day on which all of it is at our gate.
    #[serde(skip)]
    pub ready_on: Option<Day>,
    pub parts: Vec<Part>,
    pub binding: Binding,
    /// Free when this line was looked at.
    pub free: Quantity,
    /// One sentence: what binds, and how long it takes.
    pub say: Say,
    /// How the day comes about, step by step.
    pub reasons: Vec<Say>,
    /// What would make it earlier.
    pub earlier: Vec<Say>,
    /// The binding work centre, on the line that is ready last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub load: Option<Load>,
    #[serde(skip)]
    pub holds: Holds,
}

impl Promise {
    /// A line that goes on as it was promised: nothing of it is planned anew.
    pub fn kept(line: &Needed, on: Option<Day>) -> Promise {
        Promise {
            line: line.line,
            no: line.no,
            on,
            ready_on: None,
            parts: Vec::new(),
            binding: Binding::Stock,
            free: line.quantity,
            say: Say::new("promise-kept"),
            reasons: Vec::new(),
            earlier: Vec::new(),
            load: None,
            holds: Holds::default(),
        }
    }
}

/// Promises lines in their order; the plant is used up as lines take from it.
pub fn promises(needed: &[Needed], mut plant: Plant) -> Vec<Promise> {
    let before: Vec<Vec<i64>> = plant.centres.iter().map(|centre| centre.booked.clone()).collect();
    let mut found: Vec<(Promise, Option<usize>)> = needed.iter().map(|line| promise(line, &mut plant)).collect();
    let last = found.iter_mut().max_by_key(|(promise, _)| promise.on.map_or(i64::MAX, Day::to_i64));
    if let Some((promise, Some(centre))) = last {
        promise.load = Some(make::picture(&plant, &before, *centre));
    }
    found.into_iter().map(|(promise, _)| promise).collect()
}

/// The promise, and the work centre that binds it.
fn promise(line: &Needed, plant: &mut Plant) -> (Promise, Option<usize>) {
    let Some((id, goods)) = line.product.and_then(|id| Some((id, plant.goods.get(&id)?.clone()))) else {
        return (judged(line), None);
    };
    let here = plant.free.get(&id).copied().unwrap_or(Quantity::ZERO).max(Quantity::ZERO);
    let taken = here.min(line.quantity).max(Quantity::ZERO);
    let rest = line.quantity.minus(taken);
    plant.free.insert(id, here.minus(taken));
    let mut promise = Promise {
        line: line.line,
        no: line.no,
        on: None,
        ready_on: None,
        parts: Vec::new(),
        binding: Binding::Stock,
        free: here,
        say: Say::new("promise-stock").arg("free", here.page()).arg("transit", plant.transit),
        reasons: Vec::new(),
        earlier: Vec::new(),
        load: None,
        holds: Holds::default(),
    };
    if taken.is_positive() {
        promise.parts.push(Part { mode: Supply::Stock, quantity: taken });
        promise.reasons.push(Say::new("promise-reason-stock").arg("quantity", taken.page()));
    }
    let came = coming::take(id, &goods, rest, plant);
    let (left, wait) = (rest.minus(came.quantity), came.day);
    let (mut centre, mut ready) = (None, Some(0));
    if left.is_positive() && goods.operations.is_empty() {
        ready = bought(&goods, left, plant, &mut promise);
    } else if left.is_positive() {
        let made = make::made(&goods, left, plant);
        centre = made.as_ref().and_then(|made| made.binding);
        ready = taken_on(&goods, left, made, plant, &mut promise);
    }
    if came.quantity.is_positive() {
        coming::say(&came, plant, &mut promise, ready.is_some_and(|day| day <= wait));
        ready = ready.map(|day| day.max(wait));
    }
    promise.ready_on = ready.map(|at| plant.days.day(at));
    promise.on = ready.and_then(|ready| plant.days.after(ready, plant.transit)).map(|at| plant.days.day(at));
    match promise.on {
        Some(_) => promise.reasons.push(Say::new("promise-reason-transit").arg("days", plant.transit)),
        None => {
            promise.binding = Binding::TooFar;
            promise.say = Say::new("promise-too-far").arg("days", plant.days.len());
            promise.holds = Holds::default();
        }
    }
    if promise.on.is_some() && rest.is_positive() && taken.is_positive() {
        let day = plant.days.after(0, plant.transit).map_or(String::new(), |at| plant.days.day(at).to_string());
        promise.earlier.push(Say::new("promise-earlier-part").arg("quantity", taken.page()).arg("day", day));
    }
    (promise, centre)
}

fn bought(goods: &Goods, rest: Quantity, plant: &Plant, promise: &mut Promise) -> Option<usize> {
    promise.parts.push(Part { mode: Supply::Buy, quantity: rest });
    promise.binding = Binding::LeadTime;
    let from = if goods.supplier.is_empty() { "–" } else { &goods.supplier };
    let days = goods.days_to_buy();
    promise.say = Say::new("promise-buy")
        .arg("free", promise.free.page())
        .arg("rest", rest.page())
        .arg("supplier", from)
        .arg("days", days)
        .arg("transit", plant.transit);
    let ready = plant.days.after(0, days)?;
    let arrives = plant.days.after(0, goods.lead.saturating_add(goods.transport))?;
    promise.holds.arrives = Some(plant.days.day(arrives));
    promise.reasons.push(
        Say::new("promise-reason-buy")
            .arg("lead", goods.lead)
            .arg("transport", goods.transport)
            .arg("inspection", goods.inspection)
            .arg("day", plant.days.day(ready)),
    );
    if goods.lead > 0 {
        promise.earlier.push(Say::new("promise-earlier-lead").arg("supplier", from));
    }
    Some(ready)
}

/// What is made is taken: its slots from the centres, its parts from the stock.
fn taken_on(
    goods: &Goods,
    rest: Quantity,
    made: Option<Made>,
    plant: &mut Plant,
    promise: &mut Promise,
) -> Option<usize> {
    promise.parts.push(Part { mode: Supply::Make, quantity: rest });
    let made = made?;
    for slot in &made.slots {
        if let Some(booked) = plant.centres[slot.centre].booked.get_mut(slot.day) {
            *booked += slot.minutes;
        }
    }
    for (part, quantity) in &made.parts {
        let free = plant.free.get(part).copied().unwrap_or(Quantity::ZERO);
        plant.free.insert(*part, free.minus(*quantity));
    }
    promise.binding = if made.by_material { Binding::Material } else { Binding::WorkCentre };
    let day = |at: usize| plant.days.day(at).to_string();
    let say = match made.binding {
        Some(centre) if !made.by_material => Say::new("promise-make").arg("centre", &plant.centres[centre].name),
        _ => Say::new("promise-make-material").arg("sku", &made.latest),
    };
    promise.say = say
        .arg("free", promise.free.page())
        .arg("rest", rest.page())
        .arg("begin", day(made.slots.first().map_or(made.ready, |slot| slot.day)))
        .arg("ready", day(made.ready))
        .arg("transit", plant.transit);
    promise.reasons.extend(made.reasons.iter().cloned());
    promise.earlier.extend(made.earlier.iter().cloned());
    promise.holds.parts.clone_from(&made.parts);
    promise.holds.parts_on = (made.material > 0).then(|| plant.days.day(made.material));
    promise.holds.missing.clone_from(&made.missing);
    promise.holds.tasks = made.slots.iter().filter_map(|slot| booking(plant, slot)).collect();
    if goods.inspection > 0 {
        promise.reasons.push(Say::new("promise-reason-inspection").arg("days", goods.inspection));
    }
    plant.days.after(made.ready, goods.inspection)
}

fn booking(plant: &Plant, slot: &Slot) -> Option<Booking> {
    let centre = plant.centres[slot.centre].id?;
    Some(Booking { no: slot.no, centre, day: plant.days.day(slot.day), minutes: slot.minutes })
}

fn judged(line: &Needed) -> Promise {
    Promise {
        line: line.line,
        no: line.no,
        on: None,
        ready_on: None,
        parts: vec![Part { mode: Supply::Make, quantity: line.quantity }],
        binding: Binding::Judgement,
        free: Quantity::ZERO,
        say: Say::new("promise-custom"),
        reasons: Vec::new(),
        earlier: Vec::new(),
        load: None,
        holds: Holds::default(),
    }
}
