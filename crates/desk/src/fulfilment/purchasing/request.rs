//! 4.2.1: a need that somebody has to buy: of an order's line, of a work order that lacks a component, or of the stock.
//! Its state follows from its quantities; only stopping it is a step of its own.

use std::collections::HashMap;

use platform::act::Outcome;
use platform::day::{Day, Instant};
use platform::db::Row;
use platform::quantity::Quantity;
use platform::{Fault, Id, Trouble, Tx};
use serde::Serialize;

use crate::order::duty;
use crate::{masters, people};

pub const KIND: &str = "purchase_request";

platform::words! {
    pub enum RequestState {
        New = "new",
        Dispatched = "dispatched",
        Acknowledged = "acknowledged",
        /// All of it stands in purchases.
        Bought = "bought",
        /// All of it is there.
        Closed = "closed",
        Stopped = "stopped",
    }
}

/// What is wanted, for whom, by when.
#[derive(Clone, Copy, Debug)]
pub struct Need {
    pub order: Option<Id>,
    pub line: Option<Id>,
    pub made_for: Option<Id>,
    pub product: Id,
    pub quantity: Quantity,
    /// `None`: as soon as it can be.
    pub wanted_on: Option<Day>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Request {
    pub id: Id,
    pub order: Option<Id>,
    pub line: Option<Id>,
    pub made_for: Option<Id>,
    pub product: Id,
    pub quantity: Quantity,
    pub covered: Quantity,
    pub received: Quantity,
    pub wanted_on: Day,
    pub state: RequestState,
    pub ground: String,
    pub made_at: Instant,
    pub acknowledged_at: Option<Instant>,
    pub lock: i64,
}

impl Request {
    /// What stands in no purchase yet.
    pub fn open(&self) -> Quantity {
        self.quantity.minus(self.covered)
    }

    /// What its quantities say.
    fn stated(&self) -> RequestState {
        if self.state == RequestState::Stopped {
            RequestState::Stopped
        } else if self.received >= self.quantity {
            RequestState::Closed
        } else if self.covered >= self.quantity {
            RequestState::Bought
        } else if self.acknowledged_at.is_some() {
            RequestState::Acknowledged
        } else {
            RequestState::Dispatched
        }
    }
}

macro_rules! columns {
    ($tail:literal) => {
        concat!(
            "SELECT r.id, r.order_id, r.line_id, r.made_for, r.product, r.quantity, r.covered, r.received, r.wanted_on, \
             r.state, r.ground, r.made_at, r.acknowledged_at, r.lock FROM purchase_request r ",
            $tail
        )
    };
}

platform::sql! {
    HOLD = "SELECT id FROM purchase_request WHERE id IN ({ids:$1}) ORDER BY id {for update}";
    BY_IDS = columns!("WHERE r.id IN ({ids:$1})");
    ADD = "INSERT INTO purchase_request (id, order_id, line_id, made_for, product, quantity, covered, received, \
        wanted_on, state, ground, made_at, acknowledged_at, lock) \
        VALUES ($1, $2, $3, $4, $5, $6, 0, 0, $7, $8, '', $9, $10, 1)";
    CHANGE = "UPDATE purchase_request SET covered = $1, received = $2, state = $3, ground = $4, acknowledged_at = $5, \
        quantity = $6, wanted_on = $7, lock = lock + 1 WHERE id = $8 AND lock = $9";
}

/// A part of an order's line that is bought; it has its dispatch row's id, and that is what purchasing acknowledges.
pub fn dispatched(tx: &mut Tx, id: Id, need: &Need) -> Outcome<()> {
    add(tx, id, need, RequestState::Dispatched)
}

/// A component that a work order lacks. Nobody sent it and nobody need acknowledge it: it is to be bought at once.
pub fn missing(tx: &mut Tx, subject: &str, need: &Need) -> Outcome<()> {
    let id = tx.new_id();
    wanted(tx, id, subject, need)
}

/// A request that begins with the duty to buy it.
pub fn wanted(tx: &mut Tx, id: Id, subject: &str, need: &Need) -> Outcome<()> {
    add(tx, id, need, RequestState::Acknowledged)?;
    duty::open_about(tx, id, KIND, "quote_request", subject).map(|_| ())
}

fn add(tx: &mut Tx, id: Id, need: &Need, state: RequestState) -> Outcome<()> {
    let now = tx.now();
    let zone = people::zone(tx)?;
    let wanted_on = need.wanted_on.unwrap_or(now.day_in(&zone));
    let known = (state == RequestState::Acknowledged).then_some(now);
    tx.execute(
        &ADD,
        &[
            &id,
            &need.order,
            &need.line,
            &need.made_for,
            &need.product,
            &need.quantity,
            &wanted_on,
            &state,
            &now,
            &known,
        ],
    )?;
    Ok(())
}

/// 4.2.1: purchasing has what it was given; from now on it is its duty to buy it.
pub fn acknowledged(tx: &mut Tx, subject: &str, dispatches: &[Id]) -> Outcome<()> {
    let now = tx.now();
    for mut request in held(tx, dispatches)?.into_values() {
        // It may be bought already: taken over from what is on its way for the stock.
        if request.acknowledged_at.is_none() && request.state != RequestState::Stopped {
            request.acknowledged_at = Some(now);
            write(tx, &request, subject)?;
        }
    }
    Ok(())
}

/// Requests that nobody else may change meanwhile.
pub fn held(tx: &mut Tx, ids: &[Id]) -> Outcome<HashMap<Id, Request>> {
    let ids = ids.to_vec();
    tx.list(&HOLD, &[&ids], |row| row.get::<Id>(0))?;
    some(tx, &ids)
}

pub fn some(tx: &mut Tx, ids: &[Id]) -> Outcome<HashMap<Id, Request>> {
    let ids = ids.to_vec();
    Ok(tx.list(&BY_IDS, &[&ids], read)?.into_iter().map(|request| (request.id, request)).collect())
}

/// Writes the quantities with the state that follows from them, and opens or ends the duty to buy it.
pub fn write(tx: &mut Tx, request: &Request, subject: &str) -> Outcome<RequestState> {
    let (r, state) = (request, request.stated());
    let params: [&dyn platform::db::Param; 9] =
        [&r.covered, &r.received, &state, &r.ground, &r.acknowledged_at, &r.quantity, &r.wanted_on, &r.id, &r.lock];
    let done = tx.execute(&CHANGE, &params)?;
    if done == 0 {
        return Err(Trouble::stale(r.id));
    }
    let waits = duty::of(tx, r.id)?.iter().any(|duty| duty.kind == "quote_request");
    match (state == RequestState::Acknowledged, waits) {
        (true, false) => {
            duty::open_about(tx, r.id, KIND, "quote_request", subject)?;
        }
        (false, true) => {
            let outcome = if state == RequestState::Stopped { "moot" } else { "done" };
            duty::close(tx, r.id, "quote_request", None, outcome)?;
        }
        _ => {}
    }
    Ok(state)
}

/// Puts some of it into a purchase, or takes it out again.
pub fn cover(tx: &mut Tx, request: &mut Request, more: Quantity, subject: &str) -> Outcome<()> {
    request.covered = request.covered.plus(more);
    request.state = write(tx, request, subject)?;
    request.lock += 1;
    Ok(())
}

/// What a duty about it is called: the product and how much of it.
pub fn subject(tx: &mut Tx, request: &Request) -> Outcome<String> {
    let product = masters::product(tx, request.product)?;
    let sku = product.as_ref().map_or("–", |product| product.sku.as_str());
    Ok(format!("{sku} × {}", request.quantity.page()))
}

fn read(row: &Row<'_>) -> Result<Request, Fault> {
    Ok(Request {
        id: row.get(0)?,
        order: row.get(1)?,
        line: row.get(2)?,
        made_for: row.get(3)?,
        product: row.get(4)?,
        quantity: row.get(5)?,
        covered: row.get(6)?,
        received: row.get(7)?,
        wanted_on: row.get(8)?,
        state: row.get(9)?,
        ground: row.get(10)?,
        made_at: row.get(11)?,
        acknowledged_at: row.get(12)?,
        lock: row.get(13)?,
    })
}
