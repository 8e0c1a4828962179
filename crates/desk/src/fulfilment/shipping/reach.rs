//! 4.3.3, 4.3.4, 4.4.2: what changes and cancellations find of shipments that have not left the house, and what they make
//! of them.

use std::collections::HashMap;

use platform::act::Outcome;
use platform::quantity::Quantity;
use platform::step::Standing;
use platform::who::Person;
use platform::{Id, Tx};
use serde_json::json;

use super::open::place_of;
use super::ready::{laid, left, of, ready};
use super::steps::{AMEND, Facts, STOP};
use super::store::{self, ShipLine, Shipment};
use crate::fulfilment::begun::Begun;
use crate::masters::Supply;
use crate::order::Order;

platform::sql! {
    OPEN_WITH = "SELECT DISTINCT s.id FROM shipment_line l JOIN shipment s ON s.id = l.shipment \
        WHERE l.line_id IN ({ids:$1}) AND s.state IN ('packing', 'packed') ORDER BY s.id";
    FROM_STOCK = "SELECT p.line_id, CAST(SUM(p.quantity) AS BIGINT) FROM shipment_piece p WHERE p.line_id IN ({ids:$1}) \
        AND p.dispatch IS NULL GROUP BY p.line_id";
    BY_DISPATCH = "SELECT p.dispatch, CAST(SUM(p.quantity) AS BIGINT) FROM shipment_piece p WHERE p.line_id IN ({ids:$1}) \
        AND p.dispatch IS NOT NULL GROUP BY p.dispatch";
    STOCK_PARTS = "SELECT id, line_id, quantity FROM dispatch WHERE line_id IN ({ids:$1}) AND mode = 'stock' \
        AND stopped_at IS NULL ORDER BY made_at, id";
}

/// Open shipments in which something of these lines lies.
pub fn open_with(tx: &mut Tx, lines: &[Id]) -> Outcome<Vec<Shipment>> {
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Id> = tx.list(&OPEN_WITH, &[&lines.to_vec()], |row| row.get(0))?;
    ids.into_iter().map(|id| store::fetch(tx, id)).collect()
}

/// What has left the house out of the stock goes on as it is, and is not supplied anew.
pub fn gone(tx: &mut Tx, lines: &[Id]) -> Outcome<Vec<Begun>> {
    let ids = lines.to_vec();
    let mut shipped: Vec<(Id, Quantity)> = tx.list(&FROM_STOCK, &[&ids], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if shipped.is_empty() {
        return Ok(Vec::new());
    }
    let read = |row: &platform::db::Row<'_>| Ok((row.get::<Id>(0)?, row.get::<Id>(1)?, row.get::<Quantity>(2)?));
    let mut begun = Vec::new();
    for (dispatch, line, given) in tx.list(&STOCK_PARTS, &[&ids], read)? {
        let Some((_, left)) = shipped.iter_mut().find(|(id, left)| *id == line && left.is_positive()) else { continue };
        let quantity = given.min(*left);
        *left = left.minus(quantity);
        let mode = Supply::Stock;
        begun.push(Begun { dispatch, line, mode, quantity, least: quantity, expected_on: None });
    }
    Ok(begun)
}

/// What has left the house of each dispatch: a cancellation cannot take it out any more.
pub fn gone_by_dispatch(tx: &mut Tx, lines: &[Id]) -> Outcome<HashMap<Id, Quantity>> {
    let ids = lines.to_vec();
    let mut all: HashMap<Id, Quantity> =
        tx.list(&BY_DISPATCH, &[&ids], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect();
    all.extend(gone(tx, lines)?.into_iter().map(|one| (one.dispatch, one.quantity)));
    Ok(all)
}

/// What was taken out of a shipment.
#[derive(Clone, Copy, Debug)]
pub struct Taken {
    pub shipment: Id,
    pub line: Id,
    pub quantity: Quantity,
    /// Nothing of the shipment is left.
    pub whole: bool,
}

/// After an order was written anew: what lies in its open shipments beyond what a line still wants or what lies ready for it is
/// taken out, out of the latest first, and they are packed anew. `was`: the order as it stood before a change; then also
/// those of which nothing is taken, because what stands on their papers is different now. The caller holds the order.
pub fn fit(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    was: Option<&Order>,
    lines: &[Id],
    ground: &str,
) -> Outcome<Vec<Taken>> {
    let mut taken = Vec::new();
    for known in open_with(tx, lines)?.into_iter().rev() {
        let mut one = store::held(tx, &Person::system(), known.id, None)?.1;
        let all = store::lines(tx, &[one.id])?;
        let less = too_much(tx, order, &one, &all, lines)?;
        if less.is_empty() && was.is_none() {
            continue;
        }
        for (line, keeps, _) in &less {
            store::set_line(tx, one.id, *line, *keeps)?;
        }
        let whole = less.iter().filter(|(_, keeps, _)| keeps.is_zero()).count() == all.len();
        let step = if whole { &STOP } else { &AMEND };
        let leave = step.admit(one.state, &Standing::SYSTEM, &Facts::default(), &[])?;
        if leave.idle {
            continue;
        }
        (one.packed_at, one.packed_by, one.packages) = (None, None, 0);
        let of_it: Vec<Id> = all.iter().map(|own| own.line).collect();
        if was.is_some_and(|was| place_of(was, &of_it) != place_of(order, &of_it)) {
            one.place = place_of(order, &of_it);
        }
        let body = json!({ "ground": ground, "lines": less.len(), "state": leave.from });
        store::advance(tx, who, order, &mut one, &leave, body)?;
        let shipment = one.id;
        taken.extend(less.into_iter().map(|(line, _, quantity)| Taken { shipment, line, quantity, whole }));
    }
    Ok(taken)
}

/// Lines of a shipment of which too much lies in it: (line, what stays, what is taken out).
fn too_much(
    tx: &mut Tx,
    order: &Order,
    one: &Shipment,
    all: &[ShipLine],
    lines: &[Id],
) -> Outcome<Vec<(Id, Quantity, Quantity)>> {
    let (ready, others) = (ready(tx, order, Some(one.id))?, laid(tx, order.id, Some(one.id))?);
    let less = all.iter().filter(|own| lines.contains(&own.line)).filter_map(|own| {
        let line = order.lines.iter().find(|line| line.id == own.line);
        let wants = line.map_or(Quantity::ZERO, |line| left(line).minus(of(&others, line.id)));
        let keeps = own.quantity.min(wants).min(of(&ready, own.line)).max(Quantity::ZERO);
        (keeps < own.quantity).then(|| (own.line, keeps, own.quantity.minus(keeps)))
    });
    Ok(less.collect())
}
