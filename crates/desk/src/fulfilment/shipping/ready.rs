//! What of an order lies ready to go: on the shelf for a line, out of quality's hands, in no other shipment.

use std::collections::HashMap;

use platform::act::Outcome;
use platform::quantity::Quantity;
use platform::{Id, Tx};

use super::steps::Facts;
use crate::fulfilment::inspection::{self, InspectionKind};
use crate::order::{self, Approval, Line, Order};

platform::sql! {
    SHELF = "SELECT v.line_id, CAST(SUM(v.quantity) AS BIGINT) FROM order_line l JOIN reservation v ON v.line_id = l.id \
        WHERE l.order_id = $1 AND v.product = l.product AND v.ended_at IS NULL GROUP BY v.line_id";
    WAITS = "SELECT i.line_id, CAST(SUM(t.quantity) AS BIGINT) FROM inspection i JOIN inspection_tranche t \
        ON t.inspection = i.id WHERE i.order_id = $1 AND i.kind = 'outgoing' AND t.state IN ('pending', 'failed') \
        GROUP BY i.line_id";
    LET_PASS = "SELECT i.line_id, CAST(SUM(t.quantity) AS BIGINT) FROM inspection i JOIN inspection_tranche t \
        ON t.inspection = i.id WHERE i.order_id = $1 AND i.kind = 'outgoing' AND t.state IN ('passed', 'concession') \
        GROUP BY i.line_id";
    LAID = "SELECT l.line_id, CAST(SUM(l.quantity) AS BIGINT) FROM shipment s JOIN shipment_line l ON l.shipment = s.id \
        WHERE s.order_id = $1 AND s.state IN ('packing', 'packed') AND s.id <> $2 GROUP BY l.line_id";
}

pub type ByLine = HashMap<Id, Quantity>;

pub fn of(by_line: &ByLine, line: Id) -> Quantity {
    by_line.get(&line).copied().unwrap_or(Quantity::ZERO)
}

/// What a shipment may hold of each line; of a shipment itself where it is named.
pub fn ready(tx: &mut Tx, order: &Order, own: Option<Id>) -> Outcome<ByLine> {
    let shelf = sums(tx, &SHELF, order.id)?;
    let waits = sums(tx, &WAITS, order.id)?;
    let laid = laid(tx, order.id, own)?;
    let lies = |line: &Line| match line.product {
        Some(_) => of(&shelf, line.id),
        // Goods of no catalogue lie on no shelf: what passed and has not left.
        None => line.inspected.minus(line.shipped),
    };
    let ready = |line: &Line| lies(line).minus(of(&waits, line.id)).minus(of(&laid, line.id)).max(Quantity::ZERO);
    Ok(order.lines.iter().map(|line| (line.id, ready(line))).collect())
}

/// What lies in shipments that have not left, but for one.
pub fn laid(tx: &mut Tx, order: Id, but: Option<Id>) -> Outcome<ByLine> {
    let but = but.unwrap_or(Id::from_uuid(uuid::Uuid::nil()));
    let rows: Vec<(Id, Quantity)> = tx.list(&LAID, &[&order, &but], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.into_iter().collect())
}

fn sums(tx: &mut Tx, sql: &'static platform::db::Sql, order: Id) -> Outcome<ByLine> {
    let rows: Vec<(Id, Quantity)> = tx.list(sql, &[&order], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.into_iter().collect())
}

/// What of a line has to go yet.
pub fn left(line: &Line) -> Quantity {
    line.quantity.minus(line.cancelled).minus(line.shipped).max(Quantity::ZERO)
}

/// What every step of a shipment rests on: the order, and whether what is to go lies ready.
pub fn facts(tx: &mut Tx, order: &Order, lines: &[(Id, Quantity)], own: Option<Id>) -> Outcome<Facts> {
    let ready = ready(tx, order, own)?;
    let line = |id: Id| order.lines.iter().find(|line| line.id == id);
    let over = lines.iter().filter_map(|(id, quantity)| match line(*id) {
        Some(line) => {
            let most = of(&ready, *id).min(left(line));
            (*quantity > most).then_some((line.no, most))
        }
        None => Some((0, Quantity::ZERO)),
    });
    Ok(Facts {
        unapproved: order.approval != Approval::Approved,
        on_hold: order::on_hold(tx, order.id)?,
        nothing: !lines.iter().any(|(_, quantity)| quantity.is_positive()),
        over: over.collect(),
        ..Facts::default()
    })
}

/// Lines whose product has to be looked at before it leaves, and too little of what goes was let pass.
pub fn unseen(tx: &mut Tx, order: &Order, lines: &[(Id, Quantity)]) -> Outcome<Vec<(i64, Quantity)>> {
    let passed = sums(tx, &LET_PASS, order.id)?;
    let mut unseen = Vec::new();
    for (id, quantity) in lines {
        let Some(line) = order.lines.iter().find(|line| line.id == *id) else { continue };
        // What left before was seen before.
        let seen = of(&passed, *id).minus(line.shipped).max(Quantity::ZERO);
        if *quantity > seen && inspection::required(tx, line.product, InspectionKind::Outgoing)?.is_some() {
            unseen.push((line.no, seen));
        }
    }
    Ok(unseen)
}
