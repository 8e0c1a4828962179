//! What a report says, as it stood at the instant at which it was made (2.2.1d): figures, days, what is late, open
//! problems, what was decided. Kept as it is; nothing in it is looked up again.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use platform::act::Outcome;
use platform::day::{Day, Instant};
use platform::money::Currency;
use platform::{Id, Tx};
use serde::{Deserialize, Serialize};

use super::figures::{self, Figures};
use super::month::span_of;
use crate::{masters, people};

/// Rows of each list of a report; how many there are in all stands in its figures.
const ROWS: i64 = 20;
/// Decisions and orders that the days are counted from.
const COUNT_MAX: i64 = 50_000;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Snapshot {
    pub currency: Currency,
    pub department: Figures,
    /// The span of the same length before.
    pub before: Figures,
    pub people: Vec<Line>,
    pub days: Vec<DayCount>,
    pub late: Vec<Thing>,
    pub problems: Vec<Thing>,
    pub solved: Vec<Thing>,
    pub decided: Vec<Thing>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Line {
    pub name: String,
    pub figures: Figures,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct DayCount {
    pub day: Day,
    pub received: i64,
    pub decided: i64,
}

/// One thing in a list: what it is, whose, since or until when, and words about it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Thing {
    pub href: String,
    pub name: String,
    /// A code whose word the page knows: a kind of duty, a severity, a verdict.
    pub kind: String,
    pub owner: String,
    pub role: Option<platform::who::Role>,
    pub at: Instant,
    pub text: String,
}

platform::sql! {
    MADE = "SELECT made_at FROM orders WHERE made_at >= $1 AND made_at < $2 ORDER BY made_at LIMIT $3";
    DECIDED_AT = "SELECT decided_at FROM order_round WHERE decided_at >= $1 AND decided_at < $2 \
        AND verdict IN ('approved', 'declined') ORDER BY decided_at LIMIT $3";
    LATE = "SELECT d.id, d.subject, d.kind, (SELECT p.name FROM person p WHERE p.id = d.owner_person), d.owner_role, d.due_at \
        FROM duty d WHERE d.done_at IS NULL AND d.due_at < $1 \
        AND d.owner_role IS DISTINCT FROM 'customer' ORDER BY d.due_at, d.id LIMIT $2";
    UNSOLVED = "SELECT r.id, r.title, r.severity, (SELECT p.name FROM person p WHERE p.id = r.owner), r.department, r.due_at, r.ground \
        FROM problem r WHERE r.state <> 'resolved' ORDER BY r.id LIMIT $1";
    SOLVED = "SELECT r.id, r.title, r.severity, (SELECT p.name FROM person p WHERE p.id = r.owner), r.department, r.resolved_at, r.resolution \
        FROM problem r WHERE r.resolved_at >= $1 AND r.resolved_at < $2 ORDER BY r.resolved_at DESC, r.id DESC LIMIT $3";
    DECISIONS = "SELECT r.order_id, o.number, r.verdict, (SELECT p.name FROM person p WHERE p.id = r.decided_by), r.decided_at, r.decision \
        FROM order_round r JOIN orders o ON o.id = r.order_id WHERE r.decided_at >= $1 AND r.decided_at < $2 \
        AND (o.major OR r.verdict = 'declined') ORDER BY r.decided_at DESC LIMIT $3";
}

/// Everything a report says of a span of days.
pub fn take(tx: &mut Tx, from: Day, to: Day) -> Outcome<Snapshot> {
    let zone = people::zone(tx)?;
    let (begin, end) = span_of(from, to, &zone)?;
    let length = to.days_since(from) + 1;
    let earlier = from.add_days(-length).unwrap_or(from);
    let (before_begin, _) = span_of(earlier, earlier, &zone)?;
    let now = figures::between(tx, begin, end)?;
    let before = figures::between(tx, before_begin, begin)?.department;
    Ok(Snapshot {
        currency: masters::company_currency(tx)?,
        department: now.department,
        before,
        people: now.people.into_iter().map(|(_, name, figures)| Line { name, figures }).collect(),
        days: days(tx, from, to, (begin, end), &zone)?,
        late: late(tx)?,
        problems: problems(tx)?,
        solved: solved(tx, begin, end)?,
        decided: decided(tx, begin, end)?,
    })
}

fn days(tx: &mut Tx, from: Day, to: Day, (begin, end): (Instant, Instant), zone: &TimeZone) -> Outcome<Vec<DayCount>> {
    let made: Vec<Instant> = tx.list(&MADE, &[&begin, &end, &COUNT_MAX], |row| row.get(0))?;
    let decided: Vec<Instant> = tx.list(&DECIDED_AT, &[&begin, &end, &COUNT_MAX], |row| row.get(0))?;
    let (made, decided) = (by_day(&made, zone), by_day(&decided, zone));
    let count = |by: &HashMap<Day, i64>, day: Day| by.get(&day).copied().unwrap_or(0);
    let all = (0..=to.days_since(from)).filter_map(|n| from.add_days(n).ok());
    Ok(all.map(|day| DayCount { day, received: count(&made, day), decided: count(&decided, day) }).collect())
}

fn by_day(at: &[Instant], zone: &TimeZone) -> HashMap<Day, i64> {
    let mut by = HashMap::new();
    for at in at {
        *by.entry(at.day_in(zone)).or_insert(0) += 1;
    }
    by
}

fn late(tx: &mut Tx) -> Outcome<Vec<Thing>> {
    let now = tx.now();
    Ok(tx.list(&LATE, &[&now, &ROWS], |row| {
        Ok(Thing {
            href: format!("/duties/{}", row.get::<Id>(0)?),
            name: row.get(1)?,
            kind: row.get(2)?,
            owner: row.get::<Option<String>>(3)?.unwrap_or_default(),
            role: row.get(4)?,
            at: row.get(5)?,
            text: String::new(),
        })
    })?)
}

fn problem(row: &platform::db::Row<'_>) -> Result<Thing, platform::Fault> {
    Ok(Thing {
        href: format!("/problems/{}", row.get::<Id>(0)?),
        name: row.get(1)?,
        kind: row.get(2)?,
        owner: row.get::<Option<String>>(3)?.unwrap_or_default(),
        role: Some(row.get(4)?),
        at: row.get(5)?,
        text: row.get(6)?,
    })
}

fn problems(tx: &mut Tx) -> Outcome<Vec<Thing>> {
    Ok(tx.list(&UNSOLVED, &[&ROWS], problem)?)
}

fn solved(tx: &mut Tx, begin: Instant, end: Instant) -> Outcome<Vec<Thing>> {
    Ok(tx.list(&SOLVED, &[&begin, &end, &ROWS], problem)?)
}

fn decided(tx: &mut Tx, begin: Instant, end: Instant) -> Outcome<Vec<Thing>> {
    Ok(tx.list(&DECISIONS, &[&begin, &end, &ROWS], |row| {
        Ok(Thing {
            href: format!("/orders/{}?tab=review", row.get::<Id>(0)?),
            name: row.get(1)?,
            kind: row.get(2)?,
            owner: row.get::<Option<String>>(3)?.unwrap_or_default(),
            role: None,
            at: row.get(4)?,
            text: row.get(5)?,
        })
    })?)
}
