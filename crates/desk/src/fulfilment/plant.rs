//! What a promise rests on, as it was read: stock, ways of supply, work centres with what is planned on them. No SQL
//! in here, and no clock: the planner is a pure function over this.

use std::collections::HashMap;

use platform::Id;
use platform::calendar::WorkCalendar;
use platform::day::Day;
use platform::quantity::Quantity;

use crate::masters::Supply;

/// How far work is planned. What does not fit in is not promised by a machine.
pub const HORIZON_DAYS: usize = 540;

/// Days counted from today, with the company's open ones marked.
#[derive(Clone, Debug)]
pub struct Days {
    today: Day,
    open: Vec<bool>,
    holidays: Vec<bool>,
}

impl Days {
    pub fn of(today: Day, calendar: &WorkCalendar) -> Days {
        Days::so_many(today, calendar, HORIZON_DAYS)
    }

    /// Only as far as a day, for who looks at nothing behind it.
    pub fn until(today: Day, calendar: &WorkCalendar, last: Day) -> Days {
        let days = usize::try_from(last.days_since(today) + 1).unwrap_or(0);
        Days::so_many(today, calendar, days.min(HORIZON_DAYS))
    }

    fn so_many(today: Day, calendar: &WorkCalendar, days: usize) -> Days {
        let those = |are: fn(&WorkCalendar, Day) -> bool| {
            (0..days).map(|n| today.add_days(n as i64).is_ok_and(|day| are(calendar, day))).collect()
        };
        Days { today, open: those(WorkCalendar::is_open_day), holidays: those(WorkCalendar::is_holiday) }
    }

    /// The `n`th open day after a day; for none, the day itself.
    pub fn after(&self, from: usize, n: i64) -> Option<usize> {
        let n = usize::try_from(n.max(0)).ok()?;
        if n == 0 {
            return (from < self.open.len()).then_some(from);
        }
        (from + 1..self.open.len()).filter(|at| self.open[*at]).nth(n - 1)
    }

    pub fn day(&self, at: usize) -> Day {
        self.today.add_days(at as i64).unwrap_or(self.today)
    }

    pub fn today(&self) -> Day {
        self.today
    }

    pub fn len(&self) -> usize {
        self.open.len()
    }

    pub fn is_open(&self, at: usize) -> bool {
        self.open.get(at).copied().unwrap_or(false)
    }

    /// Nobody works then, whatever his weekday says.
    pub fn is_holiday(&self, at: usize) -> bool {
        self.holidays.get(at).copied().unwrap_or(false)
    }

    /// Where a day lies; `None` before today and beyond the horizon.
    pub fn place(&self, day: Day) -> Option<usize> {
        usize::try_from(day.to_i64() - self.today.to_i64()).ok().filter(|at| *at < self.open.len())
    }
}

/// A work centre, day by day from today.
#[derive(Clone, Debug)]
pub struct Centre {
    /// `None`: the price list names it and nobody described it; it works the company's hours and nothing is planned.
    pub id: Option<Id>,
    pub name: String,
    /// Minutes it can give.
    pub capacity: Vec<i64>,
    /// Minutes that are planned already.
    pub booked: Vec<i64>,
}

impl Centre {
    pub fn capacity(&self, day: usize) -> i64 {
        self.capacity.get(day).copied().unwrap_or(0)
    }

    /// Never less than nothing: a calendar may shrink under what was planned.
    pub fn free(&self, day: usize) -> i64 {
        (self.capacity(day) - self.booked.get(day).copied().unwrap_or(0)).max(0)
    }
}

#[derive(Clone, Debug)]
pub struct Operation {
    pub no: i64,
    /// Place among the plant's centres.
    pub centre: usize,
    pub setup: i64,
    /// Minutes for a unit.
    pub run: Quantity,
}

#[derive(Clone, Debug)]
pub struct Material {
    pub product: Id,
    pub per: Quantity,
}

/// A product as a planner sees it.
#[derive(Clone, Debug)]
pub struct Goods {
    pub sku: String,
    pub way: Supply,
    pub supplier: String,
    /// Working days until it is there: from the supplier, or of the material that is in no list.
    pub lead: i64,
    pub inspection: i64,
    pub transport: i64,
    pub operations: Vec<Operation>,
    pub materials: Vec<Material>,
}

impl Goods {
    /// Working days until it is bought, brought and inspected.
    pub fn days_to_buy(&self) -> i64 {
        self.lead.saturating_add(self.inspection).saturating_add(self.transport)
    }
}

/// Goods that a supplier is bound to bring for the stock: free on a day to come.
#[derive(Clone, Debug)]
pub struct Coming {
    /// When they are in and inspected, counted from today.
    pub day: usize,
    pub share: Share,
    /// The contract's number, for the reasons.
    pub contract: String,
}

/// So much of a line of a purchase, bought for a need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub line: Id,
    pub request: Id,
    pub quantity: Quantity,
}

/// Everything that was read.
#[derive(Clone, Debug)]
pub struct Plant {
    pub days: Days,
    /// Working days from the gate to the customer.
    pub transit: i64,
    pub goods: HashMap<Id, Goods>,
    /// On hand and not promised.
    pub free: HashMap<Id, Quantity>,
    /// Bought for the stock and not promised, by the day.
    pub coming: HashMap<Id, Vec<Coming>>,
    pub centres: Vec<Centre>,
}
