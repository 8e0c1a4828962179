//! The part of a line that is made: its material, its operations, what binds it, and what would make it earlier. What
//! binds is found by trying: which one thing, taken away, would end it soonest?

use platform::Id;
use platform::quantity::Quantity;
use platform::trouble::Say;

use super::plant::{Goods, Plant};
use super::promise::{Load, LoadDay, Missing};
use super::schedule::{Slot, Work, end, forward};

/// A longer job is a slip of the keyboard.
const MINUTES_MAX: i64 = 10_000_000;
/// Bars of the load picture.
const PICTURE_DAYS: usize = 20;
const ONE: i128 = 1_000_000;

pub struct Made {
    pub slots: Vec<Slot>,
    pub parts: Vec<(Id, Quantity)>,
    /// Components that nobody has, and the day by which they must be here.
    pub missing: Vec<Missing>,
    /// The day on which the last operation ends.
    pub ready: usize,
    /// The work centre that binds; `None` where material does.
    pub binding: Option<usize>,
    pub by_material: bool,
    /// The day on which all its material is there; today where it is.
    pub material: usize,
    /// Which part comes last; nothing where all are there.
    pub latest: String,
    pub reasons: Vec<Say>,
    pub earlier: Vec<Say>,
}

/// `None` where it does not fit before the horizon.
pub fn made(goods: &Goods, quantity: Quantity, plant: &Plant) -> Option<Made> {
    let works: Vec<Work> = goods
        .operations
        .iter()
        .map(|o| Some(Work { no: o.no, centre: o.centre, minutes: minutes(o.setup, o.run, quantity)? }))
        .collect::<Option<_>>()?;
    let material = material(goods, quantity, plant)?;
    // Work begins on the working day after the material is there, and never today: the day is half gone.
    let from = plant.days.after(material.day, 1)?;
    let slots = forward(&works, from, &plant.centres, None)?;
    let ready = end(&slots, from);
    let mut made = Made {
        reasons: material.reasons,
        parts: material.parts,
        missing: Vec::new(),
        binding: None,
        by_material: false,
        material: material.day,
        latest: material.latest,
        earlier: Vec::new(),
        slots,
        ready,
    };
    // The last working day before it begins.
    let begins = made.slots.first().map_or(from, |slot| slot.day);
    let needed = (0..begins).rev().find(|day| plant.days.is_open(*day)).unwrap_or(0);
    let missing = |(product, quantity)| Missing { product, quantity, on: plant.days.day(needed) };
    made.missing = material.missing.into_iter().map(missing).collect();
    operations_said(&mut made, &works, plant);
    bind(&mut made, &works, from, plant);
    Some(made)
}

/// Set-up and all units, begun minutes whole.
fn minutes(setup: i64, run: Quantity, quantity: Quantity) -> Option<i64> {
    let exact = i128::from(run.millionths()) * i128::from(quantity.millionths());
    let whole = (exact + ONE * ONE - 1).div_euclid(ONE * ONE);
    let all = i64::try_from(whole).ok()?.checked_add(setup)?;
    (0..=MINUTES_MAX).contains(&all).then_some(all)
}

struct Ready {
    day: usize,
    /// Which part comes last.
    latest: String,
    parts: Vec<(Id, Quantity)>,
    missing: Vec<(Id, Quantity)>,
    reasons: Vec<Say>,
}

/// What nobody listed comes after the product's own lead time. Listed parts come from the stock; what is missing of one
/// comes after its lead time. Parts that are made here count with theirs
/// too: their own operations are planned when they are ordered.
fn material(goods: &Goods, quantity: Quantity, plant: &Plant) -> Option<Ready> {
    let mut ready =
        Ready { day: 0, latest: String::new(), parts: Vec::new(), missing: Vec::new(), reasons: Vec::new() };
    if goods.lead > 0 {
        ready.day = plant.days.after(0, goods.lead)?;
        ready.latest.clone_from(&goods.sku);
        let day = plant.days.day(ready.day);
        ready.reasons.push(Say::new("promise-reason-lead").arg("days", goods.lead).arg("day", day));
    }
    for material in &goods.materials {
        let wants = needs(material.per, quantity)?;
        let free = plant.free.get(&material.product).copied().unwrap_or(Quantity::ZERO).max(Quantity::ZERO);
        let takes = free.min(wants);
        if takes.is_positive() {
            ready.parts.push((material.product, takes));
        }
        let missing = wants.minus(takes);
        let (sku, days) =
            plant.goods.get(&material.product).map_or(("–", 0), |part| (part.sku.as_str(), part.days_to_buy()));
        if !missing.is_positive() {
            ready.reasons.push(Say::new("promise-reason-part").arg("sku", sku).arg("quantity", takes.page()));
            continue;
        }
        ready.missing.push((material.product, missing));
        let there = plant.days.after(0, days)?;
        ready.reasons.push(
            Say::new("promise-reason-part-missing")
                .arg("sku", sku)
                .arg("free", free.page())
                .arg("missing", missing.page())
                .arg("days", days)
                .arg("day", plant.days.day(there)),
        );
        if there > ready.day {
            (ready.day, ready.latest) = (there, sku.to_string());
        }
    }
    Some(ready)
}

/// Rounded up: half a part too few is a part too few.
fn needs(per: Quantity, quantity: Quantity) -> Option<Quantity> {
    let exact = i128::from(per.millionths()) * i128::from(quantity.millionths());
    i64::try_from((exact + ONE - 1).div_euclid(ONE)).ok().map(Quantity::from_millionths)
}

fn operations_said(made: &mut Made, works: &[Work], plant: &Plant) {
    for work in works {
        let mut days = made.slots.iter().filter(|slot| slot.no == work.no).map(|slot| slot.day);
        let Some(first) = days.next() else { continue };
        let last = days.next_back().unwrap_or(first);
        made.reasons.push(
            Say::new("promise-reason-operation")
                .arg("no", work.no)
                .arg("centre", &plant.centres[work.centre].name)
                .arg("minutes", work.minutes)
                .arg("from", plant.days.day(first))
                .arg("until", plant.days.day(last)),
        );
    }
}

/// Takes one thing away at a time: the wait for material, the load of each centre.
fn bind(made: &mut Made, works: &[Work], from: usize, plant: &Plant) {
    let ready =
        |from, without| forward(works, from, &plant.centres, without).map_or(usize::MAX, |slots| end(&slots, from));
    let day = |at: usize| plant.days.day(at);
    let mut best = made.ready;
    if let Some(tomorrow) = plant.days.after(0, 1).filter(|tomorrow| *tomorrow < from) {
        let without = ready(tomorrow, None);
        if without < best {
            best = without;
            made.by_material = true;
            made.earlier.push(Say::new("promise-earlier-material").arg("sku", &made.latest).arg("day", day(without)));
        }
    }
    let mut tried: Vec<usize> = Vec::new();
    for work in works {
        if tried.contains(&work.centre) {
            continue;
        }
        tried.push(work.centre);
        let without = ready(from, Some(work.centre));
        if without < made.ready {
            let name = &plant.centres[work.centre].name;
            made.earlier.push(Say::new("promise-earlier-centre").arg("centre", name).arg("day", day(without)));
        }
        if without < best {
            best = without;
            made.by_material = false;
            made.binding = Some(work.centre);
        }
    }
    if !made.by_material && made.binding.is_none() {
        // Nothing stands in the way: it is the work itself that takes so long.
        made.binding = works.iter().max_by_key(|work| work.minutes).map(|work| work.centre);
    }
}

/// The days that the order works at a centre, and those that stand before them.
pub fn picture(plant: &Plant, before: &[Vec<i64>], centre: usize) -> Load {
    let at = &plant.centres[centre];
    let planned = |day: usize| before.get(centre).and_then(|days| days.get(day)).copied().unwrap_or(0);
    let own = |day: usize| at.booked.get(day).copied().unwrap_or(0) - planned(day);
    let last = (0..plant.days.len()).rev().find(|day| own(*day) > 0).unwrap_or(0).max(PICTURE_DAYS);
    let mut days: Vec<LoadDay> = (0..=last)
        .rev()
        .filter(|day| at.capacity(*day) > 0 || planned(*day) > 0)
        .take(PICTURE_DAYS)
        .map(|day| LoadDay {
            day: plant.days.day(day),
            capacity: at.capacity(day),
            planned: planned(day) + own(day),
            own: own(day),
        })
        .collect();
    days.reverse();
    Load { centre: at.name.clone(), days }
}
