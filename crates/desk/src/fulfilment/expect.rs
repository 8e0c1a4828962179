//! When goods are expected (4.1.4, 4.2.4). Each part of a line has a day at our gate; the line's forecast follows from its
//! latest part. Whoever learns of another day says it here, in his own transaction: forecast, ledger of promises and the
//! delay case move with it.

use std::collections::HashMap;

use platform::act::Outcome;
use platform::day::Day;
use platform::db::Row;
use platform::settings;
use platform::step::{By, Standing, Step};
use platform::who::Person;
use platform::{Fault, Id, Trouble, Tx};
use serde::Serialize;
use serde_json::json;

use super::delay;
use super::dispatch;
use crate::order::{self, Approval, Order};
use crate::people;

platform::words! {
    /// What moved a day.
    pub enum SlipKind {
        /// Somebody planned it otherwise.
        Plan = "plan",
        /// Work did not get on as planned.
        Progress = "progress",
        /// Scrap has to be made again.
        Scrap = "scrap",
        /// A supplier says another day.
        Supplier = "supplier",
        Inspection = "inspection",
        Hold = "hold",
        /// A closed day, or fewer hours of a work centre.
        Calendar = "calendar",
        /// A change or another order took the place.
        Change = "change",
        /// What lies ready leaves on another day.
        Shipment = "shipment",
        /// Agreed with the customer.
        Agreed = "agreed",
    }
}

/// What moved a day, in one sentence for the order's readers.
#[derive(Clone, Debug)]
pub struct Cause {
    pub kind: SlipKind,
    pub text: String,
}

impl Cause {
    pub fn new(kind: SlipKind, text: impl Into<String>) -> Cause {
        Cause { kind, text: text.into() }
    }
}

pub const FORECAST: Step<Approval, ()> = Step {
    id: "line.forecast",
    clause: "4.1.4",
    from: &[Approval::Approved],
    to: None,
    by: By::System,
    opens: &[],
    closes: &[],
    rules: &[],
};

/// Goods for the line passed inspection: they are at hand.
pub const AT_HAND: Step<Approval, ()> = Step { id: "line.at_hand", clause: "5.1.1", ..FORECAST };

/// The customer agreed to another day.
pub const PROMISED: Step<Approval, ()> = Step { id: "line.promise", ..FORECAST };

platform::sql! {
    // What leaves the house later than it lies ready comes later.
    PARTS = "SELECT expected_on FROM dispatch WHERE line_id = $1 AND stopped_at IS NULL UNION ALL SELECT s.leaves_on \
        FROM shipment_line l JOIN shipment s ON s.id = l.shipment WHERE l.line_id = $1 AND s.state <> 'called_off'";
    PARTS_OF = "SELECT line_id, id, expected_on FROM dispatch WHERE line_id IN ({ids:$1}) AND stopped_at IS NULL \
        UNION ALL SELECT l.line_id, l.id, s.leaves_on FROM shipment_line l JOIN shipment s ON s.id = l.shipment \
        WHERE l.line_id IN ({ids:$1}) AND s.state <> 'called_off'";
    KEEP_MOVE = "INSERT INTO promise_move (id, order_id, line_id, what, at, before_on, after_on, kind, cause, owner, \
        delay, message, answer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    MOVES = "SELECT what, at, before_on, after_on, kind, cause, owner, message, answer FROM promise_move \
        WHERE line_id = $1 ORDER BY at, id LIMIT 500";
    MOVES_OF = "SELECT what, at, before_on, after_on, kind, cause, owner, message, answer, line_id FROM promise_move \
        WHERE line_id IN ({ids:$1}) LIMIT 20000";
}

/// Working days from the gate to the customer.
pub fn transit(tx: &mut Tx) -> Outcome<u32> {
    Ok(u32::try_from(settings::number(tx, "delivery.transit_days", 1)?.clamp(0, 365)).unwrap_or(1))
}

/// A part's day as somebody learned it: the order is fetched, moved and written here.
pub fn part(tx: &mut Tx, who: &Person, dispatch: Id, ready_on: Option<Day>, cause: &Cause) -> Outcome<()> {
    let known = dispatch::one(tx, dispatch)?.ok_or(Trouble::Hidden)?;
    let mut order = order::fetch_held(tx, known.order)?;
    of_part(tx, who, &mut order, dispatch, ready_on, cause)
}

/// The same where the caller holds the order already and goes on with it.
pub fn of_part(
    tx: &mut Tx,
    who: &Person,
    order: &mut Order,
    dispatch: Id,
    ready_on: Option<Day>,
    cause: &Cause,
) -> Outcome<()> {
    let known = dispatch::one(tx, dispatch)?.ok_or(Trouble::Hidden)?;
    if known.expected_on == ready_on || order.approval != Approval::Approved {
        return Ok(());
    }
    dispatch::expect(tx, dispatch, ready_on)?;
    line(tx, who, order, known.line, cause)
}

/// Brings a line's forecast in line with its parts.
pub fn line(tx: &mut Tx, who: &Person, order: &mut Order, line: Id, cause: &Cause) -> Outcome<()> {
    let parts: Vec<Option<Day>> = tx.list(&PARTS, &[&line], |row| row.get(0))?;
    let Some(latest) = parts.into_iter().flatten().max() else { return Ok(()) };
    let (calendar, transit) = (people::calendar(tx)?, transit(tx)?);
    let arrives = calendar.day_after(latest, transit).map_err(|e| Fault::other("working calendar", e))?;
    let Some(before) = order.lines.iter().find(|l| l.id == line).cloned() else { return Ok(()) };
    if before.forecast_on == Some(arrives) {
        return Ok(());
    }
    let stands = Standing { system: true, ..Standing::default() };
    let leave = FORECAST.admit(order.approval, &stands, &(), &[])?;
    if leave.idle {
        return Ok(());
    }
    let body = json!({"line": before.no, "before": before.forecast_on, "after": arrives, "kind": cause.kind,
        "cause": cause.text});
    order::measure(tx, &Person::system(), order, &leave, body, |lines| {
        if let Some(found) = lines.iter_mut().find(|l| l.id == line) {
            found.forecast_on = Some(arrives);
        }
    })?;
    let moved = Move {
        what: Moved::Forecast,
        at: tx.now(),
        before_on: before.forecast_on,
        after_on: Some(arrives),
        kind: cause.kind,
        cause: cause.text.clone(),
        owner: who.name.clone(),
        message: String::new(),
        answer: String::new(),
    };
    keep(tx, order.id, line, None, &moved)?;
    delay::weigh(tx, order, line, cause)
}

/// What lines' forecasts would be if some of their parts were at our gate on other days; nothing is written.
pub(super) fn would_be(tx: &mut Tx, parts: &HashMap<Id, Option<Day>>, lines: &[Id]) -> Outcome<HashMap<Id, Day>> {
    let ids = lines.to_vec();
    let (calendar, transit) = (people::calendar(tx)?, transit(tx)?);
    let mut latest: HashMap<Id, Day> = HashMap::new();
    let all =
        tx.list(&PARTS_OF, &[&ids], |row| Ok((row.get::<Id>(0)?, row.get::<Id>(1)?, row.get::<Option<Day>>(2)?)))?;
    for (line, part, stands) in all {
        if let Some(day) = parts.get(&part).copied().unwrap_or(stands) {
            let known = latest.entry(line).or_insert(day);
            *known = (*known).max(day);
        }
    }
    let arrives = |day: Day| calendar.day_after(day, transit).map_err(|e| Fault::other("working calendar", e));
    latest.into_iter().map(|(line, day)| Ok((line, arrives(day)?))).collect()
}

platform::words! {
    pub enum Moved { Promise = "promise", Forecast = "forecast" }
}

/// A move in the ledger of promises: what was said before, what is said now, why, by whom, and what the customer was
/// told and answered.
#[derive(Clone, Debug, Serialize)]
pub struct Move {
    pub what: Moved,
    pub at: platform::day::Instant,
    pub before_on: Option<Day>,
    pub after_on: Option<Day>,
    pub kind: SlipKind,
    pub cause: String,
    pub owner: String,
    pub message: String,
    pub answer: String,
}

impl Move {
    /// Its kind's language key: a promise that a change moved was moved by the customer.
    pub fn kind_key(&self) -> String {
        match (self.what, self.kind) {
            (Moved::Promise, SlipKind::Change) => "delay-move-by-change".into(),
            (_, kind) => format!("delay-kind-{kind}"),
        }
    }
}

/// 4.3.4: a change moves a promised day: whose it was, what he was told and answered stands beside it. One that follows
/// from an agreement on a delay is no wish of the customer's.
pub struct Repromised<'a> {
    pub line: Id,
    pub before: Option<Day>,
    pub after: Option<Day>,
    pub cause: &'a str,
    pub delay: Option<Id>,
    pub message: &'a str,
    pub answer: &'a str,
}

pub fn repromised(tx: &mut Tx, who: &Person, order: Id, moved: &Repromised<'_>) -> Outcome<()> {
    let kind = if moved.delay.is_some() { SlipKind::Agreed } else { SlipKind::Change };
    let kept = Move {
        what: Moved::Promise,
        at: tx.now(),
        before_on: moved.before,
        after_on: moved.after,
        kind,
        cause: moved.cause.to_string(),
        owner: who.name.clone(),
        message: moved.message.to_string(),
        answer: moved.answer.to_string(),
    };
    keep(tx, order, moved.line, moved.delay, &kept)
}

pub(super) fn keep(tx: &mut Tx, order: Id, line: Id, delay: Option<Id>, m: &Move) -> Outcome<()> {
    let id = tx.new_id();
    let params: [&dyn platform::db::Param; 13] = [
        &id,
        &order,
        &line,
        &m.what,
        &m.at,
        &m.before_on,
        &m.after_on,
        &m.kind,
        &m.cause,
        &m.owner,
        &delay,
        &m.message,
        &m.answer,
    ];
    tx.execute(&KEEP_MOVE, &params)?;
    Ok(())
}

/// Every move of a line, the oldest first.
pub fn moves(tx: &mut Tx, line: Id) -> Outcome<Vec<Move>> {
    Ok(tx.list(&MOVES, &[&line], read)?)
}

/// The same of several lines in one statement, by line.
pub fn moves_of(tx: &mut Tx, lines: &[Id]) -> Outcome<HashMap<Id, Vec<Move>>> {
    let ids = lines.to_vec();
    let mut moves: HashMap<Id, Vec<Move>> = HashMap::new();
    for (line, moved) in tx.list(&MOVES_OF, &[&ids], |row| Ok((row.get::<Id>(9)?, read(row)?)))? {
        moves.entry(line).or_default().push(moved);
    }
    for moves in moves.values_mut() {
        moves.sort_by_key(|moved| moved.at);
    }
    Ok(moves)
}

fn read(row: &Row<'_>) -> Result<Move, Fault> {
    Ok(Move {
        what: row.get(0)?,
        at: row.get(1)?,
        before_on: row.get(2)?,
        after_on: row.get(3)?,
        kind: row.get(4)?,
        cause: row.get(5)?,
        owner: row.get(6)?,
        message: row.get(7)?,
        answer: row.get(8)?,
    })
}
