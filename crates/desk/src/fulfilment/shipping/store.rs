//! A shipment: row, lines, duties; its history stands on the order's chain. Whoever changes one holds the order first.

use platform::act::Outcome;
use platform::day::{Day, Instant};
use platform::db::Row;
use platform::history::{self, Entry};
use platform::quantity::Quantity;
use platform::step::{Leave, Standing};
use platform::who::{Person, Role};
use platform::{Fault, Id, Trouble, Tx};
use serde::Serialize;
use serde_json::Value;

use super::steps::ShipState;
use crate::masters::Supply;
use crate::order::duty::{self, Given, Owner};
use crate::order::{self, Order};

const KIND: &str = "shipment";

#[derive(Clone, Debug, Serialize)]
pub struct Shipment {
    pub id: Id,
    pub number: String,
    pub order: Id,
    pub order_number: String,
    pub state: ShipState,
    pub made_at: Instant,
    pub made_by: Id,
    pub leaves_on: Day,
    pub place: String,
    pub carrier: String,
    pub packages: i64,
    pub remark: String,
    pub packed_at: Option<Instant>,
    pub packed_by: Option<Id>,
    pub handed_at: Option<Instant>,
    pub handed_by: Option<Id>,
    pub lock: i64,
}

impl Shipment {
    pub fn href(&self) -> String {
        format!("/shipments/{}", self.id)
    }
}

/// What of an order's line is in a shipment.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ShipLine {
    pub shipment: Id,
    pub line: Id,
    pub quantity: Quantity,
}

macro_rules! columns {
    ($tail:literal) => {
        concat!(
            "SELECT s.id, s.number, s.order_id, s.state, s.made_at, s.made_by, s.leaves_on, s.place, s.carrier, s.packages, \
             s.remark, s.packed_at, s.packed_by, s.handed_at, s.handed_by, s.lock, \
             (SELECT o.number FROM orders o WHERE o.id = s.order_id) FROM shipment s ",
            $tail
        )
    };
}

platform::sql! {
    ONE = columns!("WHERE s.id = $1");
    HELD = columns!("WHERE s.id = $1 {for update}");
    OF_ORDER = columns!("WHERE s.order_id = $1 ORDER BY s.id LIMIT 2000");
    pub QUEUE = columns!("WHERE s.state = $1 AND (s.leaves_on, s.id) > ($2, $3) ORDER BY s.leaves_on, s.id LIMIT $4");
    ADD = "INSERT INTO shipment (id, number, order_id, state, made_at, made_by, leaves_on, place, carrier, packages, remark, \
        lock) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, '', 1)";
    MOVE = "UPDATE shipment SET state = $1, leaves_on = $2, place = $3, carrier = $4, packages = $5, remark = $6, \
        packed_at = $7, packed_by = $8, handed_at = $9, handed_by = $10, lock = lock + 1 \
        WHERE id = $11 AND lock = $12 AND state = $13";
    ADD_LINE = "INSERT INTO shipment_line (id, shipment, line_id, quantity) VALUES ($1, $2, $3, $4)";
    DROP_LINE = "DELETE FROM shipment_line WHERE shipment = $1 AND line_id = $2";
    LESS_LINE = "UPDATE shipment_line SET quantity = $1 WHERE shipment = $2 AND line_id = $3";
    LINES = "SELECT shipment, line_id, quantity FROM shipment_line WHERE shipment IN ({ids:$1}) ORDER BY shipment, id \
        LIMIT 20000";
    MADE = "SELECT COUNT(*) FROM shipment_line l JOIN dispatch d ON d.line_id = l.line_id WHERE l.shipment = $1 \
        AND d.mode = $2 AND d.stopped_at IS NULL";
}

pub fn fetch(tx: &mut Tx, id: Id) -> Outcome<Shipment> {
    tx.maybe(&ONE, &[&id], read)?.ok_or(Trouble::Hidden)
}

/// For acts: the order held first, then the shipment as its actor saw it.
pub fn held(tx: &mut Tx, who: &Person, id: Id, seen: Option<i64>) -> Outcome<(Order, Shipment)> {
    let known = fetch(tx, id)?;
    let order = order::fetch_seen(tx, who, known.order, None)?;
    let one = tx.maybe(&HELD, &[&id], read)?.ok_or(Trouble::Hidden)?;
    if seen.is_some_and(|seen| seen != one.lock) { Err(Trouble::stale(id)) } else { Ok((order, one)) }
}

pub fn of_order(tx: &mut Tx, order: Id) -> Outcome<Vec<Shipment>> {
    Ok(tx.list(&OF_ORDER, &[&order], read)?)
}

pub fn lines(tx: &mut Tx, shipments: &[Id]) -> Outcome<Vec<ShipLine>> {
    if shipments.is_empty() {
        return Ok(Vec::new());
    }
    let ids = shipments.to_vec();
    let read = |row: &Row<'_>| Ok(ShipLine { shipment: row.get(0)?, line: row.get(1)?, quantity: row.get(2)? });
    Ok(tx.list(&LINES, &[&ids], read)?)
}

pub fn add(tx: &mut Tx, one: &Shipment, lines: &[(Id, Quantity)]) -> Outcome<()> {
    let params: [&dyn platform::db::Param; 9] = [
        &one.id,
        &one.number,
        &one.order,
        &one.state,
        &one.made_at,
        &one.made_by,
        &one.leaves_on,
        &one.place,
        &one.carrier,
    ];
    tx.execute(&ADD, &params)?;
    for (line, quantity) in lines {
        let id = tx.new_id();
        tx.execute(&ADD_LINE, &[&id, &one.id, line, quantity])?;
    }
    Ok(())
}

/// A line of it becomes less, or goes.
pub fn set_line(tx: &mut Tx, shipment: Id, line: Id, quantity: Quantity) -> Outcome<()> {
    if quantity.is_positive() {
        tx.execute(&LESS_LINE, &[&quantity, &shipment, &line])?;
    } else {
        tx.execute(&DROP_LINE, &[&shipment, &line])?;
    }
    Ok(())
}

pub fn standing(who: &Person) -> Standing {
    Standing { roles: who.roles, ..Standing::default() }
}

/// Writes where it stands now, by leave of a step: row and duties.
pub fn write(tx: &mut Tx, who: &Person, one: &mut Shipment, leave: &Leave<ShipState>) -> Outcome<()> {
    let params: [&dyn platform::db::Param; 13] = [
        &leave.to,
        &one.leaves_on,
        &one.place,
        &one.carrier,
        &one.packages,
        &one.remark,
        &one.packed_at,
        &one.packed_by,
        &one.handed_at,
        &one.handed_by,
        &one.id,
        &one.lock,
        &leave.from,
    ];
    if tx.execute(&MOVE, &params)? == 0 {
        return Err(Trouble::stale(one.id));
    }
    one.state = leave.to;
    one.lock += 1;
    duties(tx, who, one, leave)
}

/// The same with its history.
pub fn advance(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    one: &mut Shipment,
    leave: &Leave<ShipState>,
    body: Value,
) -> Outcome<()> {
    if leave.idle {
        return Ok(());
    }
    write(tx, who, one, leave)?;
    tell(tx, who, order, one, leave, body)
}

pub fn tell(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    one: &Shipment,
    leave: &Leave<ShipState>,
    mut body: Value,
) -> Outcome<()> {
    body["shipment"] = one.number.clone().into();
    let rows = order::rows_digest(order)?;
    Ok(history::append(tx, who, &Entry { chain: order.id, step: leave.step, clause: leave.clause, body, rows })?)
}

/// Exactly one duty while it has not left the house: whoever packs, or logistics.
pub fn duties(tx: &mut Tx, who: &Person, one: &Shipment, leave: &Leave<ShipState>) -> Outcome<()> {
    for kind in leave.closes {
        duty::close(tx, one.id, kind, Some(who), "done")?;
    }
    for kind in leave.opens {
        if duty::of(tx, one.id)?.iter().any(|duty| duty.kind == *kind) {
            continue;
        }
        let owner = Owner::Role(if *kind == "pack_shipment" { packer(tx, one.id)? } else { Role::Logistics });
        let (about, subject) = (one.id, one.number.as_str());
        duty::give(tx, &Given { about, about_kind: KIND, kind, owner, subject, detail: "", due_at: None, over: None })?;
    }
    Ok(())
}

/// Production packs what it made, the warehouse what came from the shelf or from a supplier.
fn packer(tx: &mut Tx, shipment: Id) -> Outcome<Role> {
    let made: i64 = tx.one(&MADE, &[&shipment, &Supply::Make], |row| row.get(0))?;
    Ok(if made > 0 { Role::Production } else { Role::Warehouse })
}

pub fn read(row: &Row<'_>) -> Result<Shipment, Fault> {
    Ok(Shipment {
        id: row.get(0)?,
        number: row.get(1)?,
        order: row.get(2)?,
        state: row.get(3)?,
        made_at: row.get(4)?,
        made_by: row.get(5)?,
        leaves_on: row.get(6)?,
        place: row.get(7)?,
        carrier: row.get(8)?,
        packages: row.get(9)?,
        remark: row.get(10)?,
        packed_at: row.get(11)?,
        packed_by: row.get(12)?,
        handed_at: row.get(13)?,
        handed_by: row.get(14)?,
        lock: row.get(15)?,
        order_number: row.get(16)?,
    })
}
