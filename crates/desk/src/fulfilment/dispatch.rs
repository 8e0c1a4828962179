//! 3.2.5: an approved order goes to the departments concerned, inside the transaction that approves it. What comes from
//! stock is reserved; every department gets its rows and one duty to acknowledge them.

use std::collections::BTreeMap;

use platform::act::Outcome;
use platform::day::{Day, Instant};
use platform::db::{Fault, Row};
use platform::quantity::Quantity;
use platform::who::Role;
use platform::{Id, Trouble, Tx};
use serde::Serialize;

use super::promise::{Holds, Part};
use super::purchasing::{self, Need};
use super::{book, production};
use crate::masters::{self, Supply};
use crate::order::{self, Order, duty};

platform::words! {
    pub enum DispatchState { Dispatched = "dispatched", Acknowledged = "acknowledged" }
}

/// How a line is supplied, and the day it is promised for.
#[derive(Clone, Debug)]
pub struct LinePlan {
    pub line: Id,
    pub promised_on: Option<Day>,
    /// When it should be with the customer as things stand.
    pub forecast_on: Option<Day>,
    /// When all of it is expected at our gate; `None` where a department was taken at its word.
    pub ready_on: Option<Day>,
    pub parts: Vec<Part>,
    pub holds: Holds,
}

/// A part of a line on its way to a department.
pub(super) struct Sent<'a> {
    pub id: Id,
    pub line: &'a LinePlan,
    pub part: &'a Part,
}

/// What a department was given to do for a line.
#[derive(Clone, Debug, Serialize)]
pub struct Dispatch {
    pub id: Id,
    pub order: Id,
    pub line: Id,
    pub department: Role,
    pub mode: Supply,
    pub quantity: Quantity,
    pub promised_on: Option<Day>,
    pub state: DispatchState,
    pub made_at: Instant,
    pub acknowledged_at: Option<Instant>,
    pub acknowledged_by: Option<Id>,
    pub remark: String,
    /// When it should be at our gate, as far as anybody knows.
    pub expected_on: Option<Day>,
    /// It does nothing more for it: a change or a cancellation took it away.
    pub stopped_at: Option<Instant>,
}

pub fn department_of(mode: Supply) -> Role {
    match mode {
        Supply::Stock => Role::Warehouse,
        Supply::Make => Role::Production,
        Supply::Buy => Role::Purchasing,
    }
}

platform::sql! {
    RESERVE = "INSERT INTO reservation (id, product, line_id, quantity, made_at) VALUES ($1, $2, $3, $4, $5)";
    KEEP = "INSERT INTO reservation (id, product, line_id, quantity, made_at, dispatch) VALUES ($1, $2, $3, $4, $5, $6)";
    SEND = "INSERT INTO dispatch (id, order_id, line_id, department, mode, quantity, promised_on, state, made_at, remark, \
        expected_on) VALUES ($1, $2, $3, $4, $5, $6, $7, 'dispatched', $8, $9, $10)";
    OF_ORDER = "SELECT id, order_id, line_id, department, mode, quantity, promised_on, state, made_at, acknowledged_at, \
        acknowledged_by, remark, expected_on, stopped_at FROM dispatch WHERE order_id = $1 \
        ORDER BY department, made_at, id LIMIT 8000";
    EXPECT = "UPDATE dispatch SET expected_on = $1 WHERE id = $2";
    ONE = "SELECT id, order_id, line_id, department, mode, quantity, promised_on, state, made_at, acknowledged_at, \
        acknowledged_by, remark, expected_on, stopped_at FROM dispatch WHERE id = $1";
}

/// Reserves, plans the work, writes promised days on the lines, and opens the departments' duties. The caller holds stock
/// and work centres and writes the order's head afterwards.
pub fn dispatch(tx: &mut Tx, order: &mut Order, plan: &[LinePlan]) -> Outcome<()> {
    reserve(tx, order, plan)?;
    let promised: Vec<order::Promised> = plan.iter().map(promise_of).collect();
    order::promise_lines(tx, order, &promised)?;
    let mut sent: Vec<Sent> = Vec::new();
    for line in plan {
        sent.extend(line.parts.iter().map(|part| Sent { id: tx.new_id(), line, part }));
    }
    let mut departments: BTreeMap<Role, usize> = BTreeMap::new();
    for one in &sent {
        *departments.entry(department_of(one.part.mode)).or_default() += 1;
    }
    hand_out(tx, order, &sent)?;
    for (department, lines) in departments {
        duty::open_for(tx, order, "acknowledge", department, &lines.to_string())?;
    }
    Ok(())
}

/// Each part to its department: what is made as a work order on its centres, what is bought as a request.
pub(super) fn hand_out(tx: &mut Tx, order: &Order, sent: &[Sent<'_>]) -> Outcome<()> {
    for one in sent {
        send(tx, order, one)?;
    }
    production::open(tx, order, sent)?;
    for one in sent {
        to_buy(tx, order, one)?;
    }
    book::book(tx, order, sent)
}

fn promise_of(plan: &LinePlan) -> order::Promised {
    let stock = plan.parts.iter().find(|part| part.mode == Supply::Stock);
    order::Promised {
        line: plan.line,
        reserved: stock.map_or(Quantity::ZERO, |part| part.quantity),
        on: plan.promised_on,
        forecast_on: plan.forecast_on,
    }
}

/// In the order of products: the rule that keeps two approvals from waiting for each other.
pub(super) fn reserve(tx: &mut Tx, order: &Order, plan: &[LinePlan]) -> Outcome<()> {
    let product_of = |line: Id| order.lines.iter().find(|l| l.id == line).and_then(|l| l.product);
    let mut wanted: Vec<(Id, Id, Quantity)> = Vec::new();
    for line in plan {
        let own = line.parts.iter().find(|part| part.mode == Supply::Stock);
        wanted.extend(own.and_then(|part| Some((product_of(line.line)?, line.line, part.quantity))));
        wanted.extend(line.holds.parts.iter().map(|(part, quantity)| (*part, line.line, *quantity)));
    }
    wanted.sort();
    let now = tx.now();
    for (product, line, quantity) in wanted {
        if !masters::reserve(tx, product, quantity)? {
            return Err(Trouble::stale(order.id));
        }
        let id = tx.new_id();
        tx.execute(&RESERVE, &[&id, &product, &line, &quantity, &now])?;
    }
    Ok(())
}

/// 4.2.1: what is to be bought becomes a request: the part itself, or what is missing for what is made.
fn to_buy(tx: &mut Tx, order: &Order, one: &Sent<'_>) -> Outcome<()> {
    let (line, part, id) = (one.line, one.part, one.id);
    let need = |product, quantity, made_for, on: Option<Day>| Need {
        order: Some(order.id),
        line: Some(line.line),
        made_for,
        product,
        quantity,
        wanted_on: on.or(line.promised_on),
    };
    if part.mode == Supply::Buy
        && let Some(product) = order.lines.iter().find(|l| l.id == line.line).and_then(|l| l.product)
    {
        purchasing::dispatched(tx, id, &need(product, part.quantity, None, line.holds.arrives))?;
        purchasing::take_over(tx, order, id, &line.holds.coming)?;
    }
    if part.mode == Supply::Make {
        for missing in &line.holds.missing {
            purchasing::missing(
                tx,
                &order.number,
                &need(missing.product, missing.quantity, Some(id), Some(missing.on)),
            )?;
        }
    }
    Ok(())
}

fn send(tx: &mut Tx, order: &Order, one: &Sent<'_>) -> Outcome<()> {
    let (now, line, part) = (tx.now(), one.line, one.part);
    let department = department_of(part.mode);
    let remark = order.lines.iter().find(|l| l.id == line.line).map_or("", |l| l.remark.as_str());
    let today = now.day_in(&crate::people::zone(tx)?);
    // What lies in the warehouse is there.
    let expected_on = if part.mode == Supply::Stock { line.ready_on.map(|_| today) } else { line.ready_on };
    let params: [&dyn platform::db::Param; 10] = [
        &one.id,
        &order.id,
        &line.line,
        &department,
        &part.mode,
        &part.quantity,
        &line.promised_on,
        &now,
        &remark,
        &expected_on,
    ];
    tx.execute(&SEND, &params)?;
    Ok(())
}

/// Everything an order was dispatched to, for its page.
pub fn of_order(tx: &mut Tx, order: Id) -> Outcome<Vec<Dispatch>> {
    Ok(tx.list(&OF_ORDER, &[&order], read)?)
}

/// A quantity in the warehouse that is this line's now, made or bought for it by a dispatch; `None`: a part of what is
/// made. The stock was told already.
pub(super) fn keep_reservation(tx: &mut Tx, product: Id, line: Id, quantity: Quantity, by: Option<Id>) -> Outcome<Id> {
    let (id, now) = (tx.new_id(), tx.now());
    tx.execute(&KEEP, &[&id, &product, &line, &quantity, &now, &by])?;
    Ok(id)
}

pub(super) fn one(tx: &mut Tx, id: Id) -> Outcome<Option<Dispatch>> {
    Ok(tx.maybe(&ONE, &[&id], read)?)
}

pub(super) fn expect(tx: &mut Tx, id: Id, on: Option<Day>) -> Outcome<()> {
    tx.execute(&EXPECT, &[&on, &id])?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Dispatch, Fault> {
    Ok(Dispatch {
        id: row.get(0)?,
        order: row.get(1)?,
        line: row.get(2)?,
        department: row.get(3)?,
        mode: row.get(4)?,
        quantity: row.get(5)?,
        promised_on: row.get(6)?,
        state: row.get(7)?,
        made_at: row.get(8)?,
        acknowledged_at: row.get(9)?,
        acknowledged_by: row.get(10)?,
        remark: row.get(11)?,
        expected_on: row.get(12)?,
        stopped_at: row.get(13)?,
    })
}
