//! 4.3.3, 4.3.4, 4.4.2: what changes and cancellations find of shipments that have not left the house, and what they make
//! of them.

use std::collections::HashMap;

use platform::act::Outcome;
use platform::quantity::Quantity;
use platform::step::Standing;
use platform::who::Person;
use platform::{Id, Tx};
use serde_json::json;

use super::ready::{left, of, ready};
use super::steps::{AMEND, Facts, STOP};
use super::store::{self, Shipment};
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
/// taken out, out of the latest first, and they are packed anew. `papers`: also those of which nothing is taken, because
/// what stands on their papers is different now. The caller holds the order.
pub fn fit(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    lines: &[Id],
    papers: bool,
    ground: &str,
) -> Outcome<Vec<Taken>> {
    let mut taken = Vec::new();
    for known in open_with(tx, lines)?.into_iter().rev() {
        let mut one = store::held(tx, &Person::system(), known.id, None)?.1;
        // What the others hold comes first: they are older.
        let ready = ready(tx, order, Some(one.id))?;
        let all = store::lines(tx, &[one.id])?;
        let mut stays = all.len();
        let mut less = Vec::new();
        for own in all.iter().filter(|own| lines.contains(&own.line)) {
            let line = order.lines.iter().find(|line| line.id == own.line);
            let others = super::ready::laid(tx, order.id, Some(one.id))?;
            let wants = line.map_or(Quantity::ZERO, |line| left(line).minus(of(&others, line.id)));
            let keeps = own.quantity.min(wants).min(of(&ready, own.line)).max(Quantity::ZERO);
            if keeps < own.quantity {
                store::set_line(tx, one.id, own.line, keeps)?;
                stays -= usize::from(keeps.is_zero());
                less.push((own.line, own.quantity.minus(keeps)));
            }
        }
        if less.is_empty() && !papers {
            continue;
        }
        let step = if stays == 0 { &STOP } else { &AMEND };
        let leave = step.admit(one.state, &Standing::SYSTEM, &Facts::default(), &[])?;
        if leave.idle {
            continue;
        }
        (one.packed_at, one.packed_by, one.packages) = (None, None, 0);
        if papers && !order.head.place.is_empty() && stays > 0 {
            one.place = place(order, &all.iter().map(|own| own.line).collect::<Vec<_>>(), &one.place);
        }
        store::advance(tx, who, order, &mut one, &leave, json!({ "ground": ground, "lines": less.len(), "state": leave.from }))?;
        let whole = stays == 0;
        taken.extend(less.into_iter().map(|(line, quantity)| Taken { shipment: one.id, line, quantity, whole }));
    }
    Ok(taken)
}

/// Where its lines go now; as it stood where they say nothing.
fn place(order: &Order, lines: &[Id], stood: &str) -> String {
    let own = order.lines.iter().find(|line| lines.contains(&line.id) && !line.place.is_empty());
    match own {
        Some(line) => line.place.clone(),
        None if !order.head.place.is_empty() => order.head.place.clone(),
        None => stood.to_string(),
    }
}
