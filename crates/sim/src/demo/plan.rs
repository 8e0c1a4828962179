//! Who orders what, when, and how far it comes.

use platform::day::Instant;

use super::making::Making;
use super::{Beat, Stage, Story, around, orders};
use crate::dice::Dice;

/// How far an order comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Through,
    /// Sent back once, mended, approved.
    Mended,
    Declined,
    Discarded,
    Withdrawn,
    /// Taken back by its owner and submitted again.
    TakenBack,
    // The last weeks' orders stand where people are at work.
    Draft,
    SheetSent,
    Disputed,
    Waits,
    /// Beside the review, finance is asked for its release.
    AsksRelease,
    /// Beside the review, the executive is asked for his consent.
    AsksConsent,
    Returned,
    OnHold,
    /// Approved, and a department has not said yet that it has it.
    Unacknowledged,
    /// Approved, and the customer has still to be called.
    Untold,
}

#[derive(Clone, Debug)]
pub struct Plan {
    pub owner: &'static str,
    pub customer: &'static str,
    pub channel: &'static str,
    pub no: String,
    pub wanted_in: i64,
    /// Product, quantity, price where it is not the list's.
    pub lines: Vec<(&'static str, i64, String)>,
    pub special: &'static str,
    pub rush: bool,
    /// Without an address for mail: the notice is a call.
    pub by_phone: bool,
    pub fate: Fate,
    /// How far its work comes, once it is approved.
    pub making: Making,
    /// From the customer's own sheet in the tray.
    pub by_sheet: bool,
}

use Fate::*;

/// What the last orders come to, the oldest of them first: the queue, the duties, the calls.
const LATELY: &[Fate] = &[
    Through,
    Through,
    OnHold,
    Unacknowledged,
    Through,
    Returned,
    Untold,
    SheetSent,
    Waits,
    Through,
    Disputed,
    Through,
    AsksRelease,
    Unacknowledged,
    Waits,
    Returned,
    SheetSent,
    Waits,
    Draft,
    AsksConsent,
    Waits,
    SheetSent,
    Waits,
    Waits,
    Draft,
    Waits,
    Waits,
    Draft,
];

/// How far the work of the orders before these came, the oldest of them first; and of these.
const MAKING: &[Making] = &[
    Making::Through,
    Making::Half,
    Making::Scrap,
    Making::Through,
    Making::Half,
    Making::Late,
    Making::Held,
    Making::Through,
    Making::Half,
    Making::Released,
    Making::Scrap,
    Making::Half,
    Making::Through,
    Making::Untold,
    Making::Half,
    Making::Released,
];
const MAKING_NOW: &[Making] = &[
    Making::Untold,
    Making::Released,
    Making::Half,
    Making::Half,
    Making::Late,
    Making::Half,
    Making::Untold,
    Making::Planned,
    Making::Half,
    Making::Untold,
    Making::Planned,
    Making::Waiting,
    Making::Half,
];
/// What is never made for stock: one of them is in each of these orders.
const PIECES: &[(&str, i64)] = &[
    ("HH-12-1000", 16),
    ("CC-800x1800", 4),
    ("BK-T60-Q235", 80),
    ("GP-40CC", 5),
    ("HH-12-2000", 12),
    ("BK-L120-Q235", 60),
];

const CUSTOMERS: &[(&str, u64)] =
    &[("C001", 24), ("C002", 22), ("C004", 14), ("C005", 14), ("C007", 10), ("C008", 10), ("C003", 4), ("C006", 2)];
/// Has no address for mail.
pub const BY_TELEPHONE: &str = "C004";
const OWNERS: &[&str] = &["chen", "chen", "wang", "wang", "li", "deputy"];
const CHANNELS: &[(&str, u64)] =
    &[("email", 52), ("fax", 14), ("chat", 12), ("customer_system", 14), ("phone", 5), ("visit", 3)];
const WISHES: &[&str] = &["須附材質證明", "木箱包装，外贴唛头", "分兩批交貨，請先電話聯絡", "请附出厂检验报告"];

/// Product, the least and the most of it, a step.
const GOODS: &[(&str, i64, i64, i64)] = &[
    ("HB-M6x20-A2", 100, 400, 100),
    ("HB-M6x30-A2", 100, 400, 100),
    ("HB-M8x30-A2", 100, 500, 100),
    ("HB-M10x50-A2", 100, 300, 100),
    ("HB-M16x70-A2", 100, 400, 100),
    ("HN-M8-A2", 100, 400, 100),
    ("HN-M12-A2", 100, 400, 100),
    ("HN-M16-A2", 100, 500, 100),
    ("FW-M8-A2", 200, 1_000, 200),
    ("FW-M12-A2", 200, 600, 200),
    ("CB-RVV-3x2.5", 50, 200, 50),
    ("CB-RVV-4x4", 50, 200, 50),
    ("PS-PNP-NO-M18", 1, 12, 1),
    ("PS-NPN-NC-M18", 1, 8, 1),
    ("BR-6203-2RS", 2, 20, 1),
    ("BR-6205-2RS", 4, 40, 1),
    ("BV-DN25-304", 2, 12, 1),
    ("BV-DN40-304", 1, 8, 1),
    ("SV-DN25-24V", 2, 8, 1),
    ("SV-DN32-24V", 1, 6, 1),
    ("CC-400x500", 1, 3, 1),
    ("CC-600x800", 1, 2, 1),
    ("CC-800x1200", 1, 2, 1),
    ("GP-10CC", 1, 5, 1),
    ("GP-16CC", 1, 4, 1),
    ("GP-25CC", 1, 4, 1),
    ("HH-8-2000", 2, 10, 1),
    ("HH-16-1500", 2, 10, 1),
    ("BK-U100-Q235", 10, 40, 10),
];
/// Once in a while somebody fits out a whole line.
const BIG: &[(&str, i64, i64)] = &[("CC-800x1800", 8, 14), ("GP-25CC", 30, 70), ("CC-800x1200", 12, 20)];

/// Every story with its first beat, in the order in which they begin.
pub fn stories(
    stage: &Stage,
    begin: Instant,
    until: Instant,
    orders: usize,
    dice: &mut Dice,
) -> Vec<(Instant, Beat, Story)> {
    let mut all = around::stories(stage, begin, until, dice);
    let work = stage.calendar.working_minutes_between(begin, until).max(1);
    let lately = LATELY.len().min(orders / 3);
    // The last ones come closer together: people are at work on them now.
    let (before, days) = (orders - lately, 5 * 8 * 60);
    for n in 0..orders {
        let minute = if n < before {
            (work - days).max(1) * n as i64 / before.max(1) as i64 + dice.between(0, 90)
        } else {
            // Closer and closer together: what waits now has not waited long.
            let (left, all) = ((orders - n) as i64, lately.max(1) as i64);
            work - 150 - (days - 150) * left * left / (all * all) + dice.between(0, 20)
        };
        let fate = if n < before { earlier(dice) } else { LATELY[LATELY.len() - lately + n - before] };
        let at = stage.calendar.add_hours(begin, minute.max(0)).unwrap_or(begin);
        let mut plan = plan(dice, n, fate, n > 20);
        if let Some(making) = made_so_far(n, before) {
            plan.making = making;
            let (sku, quantity) = PIECES[n % PIECES.len()];
            if plan.lines.iter().all(|line| line.0 != sku) {
                plan.lines.insert(0, (sku, quantity, String::new()));
            }
        }
        all.push((at, Beat::Order(orders::Beat::Record), Story { plan, order: None, dice: Dice::new(dice.throw()) }));
    }
    all
}

/// How far the work of the last weeks' orders has come; what is older is done.
fn made_so_far(n: usize, before: usize) -> Option<Making> {
    match n.checked_sub(before) {
        Some(now) => MAKING_NOW.get(now % MAKING_NOW.len()).copied(),
        None => (n + MAKING.len()).checked_sub(before).map(|at| MAKING[at % MAKING.len()]),
    }
}

fn earlier(dice: &mut Dice) -> Fate {
    let weights = [(Through, 78), (Mended, 11), (Declined, 3), (Discarded, 3), (Withdrawn, 3), (TakenBack, 2)];
    dice.weighted(weights.iter().map(|(_, weight)| *weight)).map_or(Through, |at| weights[at].0)
}

fn plan(dice: &mut Dice, n: usize, fate: Fate, big_ones: bool) -> Plan {
    let of = |dice: &mut Dice, all: &[(&'static str, u64)]| {
        dice.weighted(all.iter().map(|(_, weight)| *weight)).map_or(all[0].0, |at| all[at].0)
    };
    let channel = match fate {
        SheetSent | Disputed => "phone",
        Waits | Returned | AsksRelease | AsksConsent => "email",
        _ => of(dice, CHANNELS),
    };
    let customer = match fate {
        AsksRelease => "C003",
        AsksConsent => "C002",
        Untold => BY_TELEPHONE,
        _ => of(dice, CUSTOMERS),
    };
    let big = big_ones && matches!(customer, "C001" | "C002" | "C005") && dice.chance(7);
    let major = fate == Waits && n.is_multiple_of(4);
    let mut lines = if big || major { line_of_machines(dice) } else { goods(dice) };
    if major {
        lines.insert(0, ("GP-40CC", dice.between(110, 150), String::new()));
    }
    if fate == AsksConsent {
        lines.insert(0, ("SV-DN50-24V", 6, "235.00".to_string()));
    }
    Plan {
        owner: dice.pick(OWNERS).copied().unwrap_or("chen"),
        customer,
        channel,
        no: format!("{}-{:05}", &customer[1..], 41_000 + n * 7 + dice.below(6)),
        wanted_in: if big { dice.between(90, 150) } else { dice.between(45, 110) },
        lines,
        special: if dice.chance(8) { dice.pick(WISHES).copied().unwrap_or("") } else { "" },
        rush: dice.chance(4),
        by_phone: fate == Untold || dice.chance(10),
        by_sheet: channel == "email" && dice.chance(7),
        fate,
        making: Making::Through,
    }
}

fn goods(dice: &mut Dice) -> Vec<(&'static str, i64, String)> {
    let mut lines: Vec<(&'static str, i64, String)> = Vec::new();
    for _ in 0..dice.between(1, 4) {
        let Some((sku, least, most, step)) = dice.pick(GOODS).copied() else { continue };
        if lines.iter().all(|line| line.0 != sku) {
            lines.push((sku, dice.between(least / step, most / step) * step, String::new()));
        }
    }
    lines
}

fn line_of_machines(dice: &mut Dice) -> Vec<(&'static str, i64, String)> {
    let (sku, least, most) = dice.pick(BIG).copied().unwrap_or(BIG[0]);
    let mut lines = goods(dice);
    lines.retain(|line| line.0 != sku);
    lines.insert(0, (sku, dice.between(least, most), String::new()));
    lines
}
