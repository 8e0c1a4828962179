//! 3.2.3a: when a line could be with the customer, and why not earlier. Pure: stock, lead times and the calendar come in,
//! days and sentences go out. What is free is given to the lines in their order; the rest is made or bought.

use std::collections::HashMap;

use platform::Id;
use platform::calendar::WorkCalendar;
use platform::day::Day;
use platform::quantity::Quantity;
use platform::trouble::Say;
use serde::Serialize;

use crate::masters::{Product, Supply};

/// Longer lead times are mistakes of the price list; they must not make the calendar run for years.
const LEAD_DAYS_MAX: i64 = 1_000;
/// A day of work where the calendar knows none.
const DAY_MINUTES: i64 = 480;

/// A line that wants to be promised.
#[derive(Clone, Copy, Debug)]
pub struct Needed<'a> {
    pub line: Id,
    pub no: i64,
    /// `None`: a custom line, which a department must judge.
    pub product: Option<&'a Product>,
    pub quantity: Quantity,
}

/// A part of a line from one supply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    pub mode: Supply,
    pub quantity: Quantity,
}

platform::words! {
    /// What decides the promised day.
    pub enum Binding { Stock = "stock", WorkCentre = "work_centre", LeadTime = "lead_time", Judgement = "judgement" }
}

/// The answer for a line.
#[derive(Clone, Debug, Serialize)]
pub struct Promise {
    pub line: Id,
    pub no: i64,
    /// The earliest day at the place of delivery; `None` where only a department can say.
    pub on: Option<Day>,
    pub parts: Vec<Part>,
    pub binding: Binding,
    /// Free when this line was looked at.
    pub free: Quantity,
    /// One sentence: what binds, and how long it takes.
    pub say: Say,
}

/// Promises lines in their order. `free` is what lies in the warehouse unpromised, and is used up as lines take it.
/// `transit_days` = working days from the gate to the customer.
pub fn promises(
    needed: &[Needed<'_>],
    mut free: HashMap<Id, Quantity>,
    today: Day,
    calendar: &WorkCalendar,
    transit_days: u32,
) -> Vec<Promise> {
    needed.iter().map(|line| promise(line, &mut free, today, calendar, transit_days)).collect()
}

fn promise(
    line: &Needed<'_>,
    free: &mut HashMap<Id, Quantity>,
    today: Day,
    calendar: &WorkCalendar,
    transit_days: u32,
) -> Promise {
    let Some(product) = line.product else { return judged(line) };
    let here = free.get(&product.id).copied().unwrap_or(Quantity::ZERO);
    let taken = here.min(line.quantity).max(Quantity::ZERO);
    let rest = minus(line.quantity, taken);
    free.insert(product.id, minus(here, taken));
    let mut parts = Vec::new();
    if taken.is_positive() {
        parts.push(Part { mode: Supply::Stock, quantity: taken });
    }
    let arrive = |days: u32| calendar.day_after(today, days.saturating_add(transit_days)).ok();
    if !rest.is_positive() {
        let say = Say::new("promise-stock").arg("free", here.page()).arg("transit", transit_days);
        return Promise {
            line: line.line,
            no: line.no,
            on: arrive(0),
            parts,
            binding: Binding::Stock,
            free: here,
            say,
        };
    }
    let (mode, days, binding, say) = remade(product, rest, here, today, calendar);
    parts.push(Part { mode, quantity: rest });
    let say = say.arg("transit", transit_days);
    Promise { line: line.line, no: line.no, on: arrive(days), parts, binding, free: here, say }
}

/// How the part that stock cannot give is supplied, and how many working days that takes.
fn remade(
    product: &Product,
    rest: Quantity,
    free: Quantity,
    today: Day,
    calendar: &WorkCalendar,
) -> (Supply, u32, Binding, Say) {
    let lead = product.lead_days.clamp(0, LEAD_DAYS_MAX) as u32;
    let say = |key| Say::new(key).arg("free", free.page()).arg("rest", rest.page()).arg("days", lead);
    if product.supply == Supply::Make || (product.supply == Supply::Stock && !product.work_centre.is_empty()) {
        let work = work_days(product, rest, today, calendar);
        let say = say("promise-make").arg("work", work).arg("centre", &product.work_centre);
        return (Supply::Make, lead.saturating_add(work), Binding::WorkCentre, say);
    }
    let from = if product.supplier.is_empty() { "–" } else { &product.supplier };
    (Supply::Buy, lead, Binding::LeadTime, say("promise-buy").arg("supplier", from))
}

/// Working days at the work centre, begun ones whole.
fn work_days(product: &Product, quantity: Quantity, today: Day, calendar: &WorkCalendar) -> u32 {
    let hours = quantity.checked_times(product.hours_per_unit).and_then(|h| h.checked_add(product.setup_hours));
    let Ok(hours) = hours else { return u32::MAX / 4 };
    let open = calendar.next_open_day(today).map_or(DAY_MINUTES, |day| calendar.opening_minutes(day)).max(1);
    let day_millionths = i128::from(open) * 1_000_000;
    let worked = i128::from(hours.millionths()) * 60;
    let days = (worked + day_millionths - 1).div_euclid(day_millionths);
    u32::try_from(days.clamp(0, i128::from(LEAD_DAYS_MAX))).unwrap_or(0)
}

fn judged(line: &Needed<'_>) -> Promise {
    Promise {
        line: line.line,
        no: line.no,
        on: None,
        parts: vec![Part { mode: Supply::Make, quantity: line.quantity }],
        binding: Binding::Judgement,
        free: Quantity::ZERO,
        say: Say::new("promise-custom"),
    }
}

fn minus(a: Quantity, b: Quantity) -> Quantity {
    Quantity::from_millionths(a.millionths().saturating_sub(b.millionths()))
}
