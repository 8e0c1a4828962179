//! 6.1.1: logistics takes over what somebody else packed. Both names stand on it; the goods leave the shelf and count as
//! shipped, so that neither change nor cancellation can reach them (4.3.1, 4.4.1): what has left comes back by a return.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::quantity::Quantity;
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::pack::quantities;
use super::steps::{Facts, HAND_OVER};
use super::store::{self, Shipment, standing};
use super::{page, ready, slip};
use crate::fulfilment::typed;
use crate::masters;
use crate::order::{self, Order};
use crate::people;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct HandOverForm {
    pub lock: String,
}

/// `POST /shipments/{id}/hand-over`
pub async fn hand_over(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<HandOverForm>,
) -> Result<Response, Failure> {
    page::pressed(&app, &ask, id, body, |form| HandOver { shipment: id, form }).await
}

pub struct HandOver {
    pub shipment: Id,
    pub form: HandOverForm,
}

platform::sql! {
    // What is the line's own first, then what was taken from the stock: that can still be planned otherwise.
    HELD = "SELECT id, quantity, dispatch FROM reservation WHERE line_id = $1 AND product = $2 AND ended_at IS NULL \
        ORDER BY CASE WHEN dispatch IS NULL THEN 1 ELSE 0 END, id";
    END = "UPDATE reservation SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL";
    LESS = "UPDATE reservation SET quantity = quantity - $1 WHERE id = $2 AND ended_at IS NULL AND quantity > $1";
    KEEP = "INSERT INTO shipment_piece (id, shipment, line_id, dispatch, quantity) VALUES ($1, $2, $3, $4, $5)";
}

impl Act for HandOver {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let (mut order, mut one) = store::held(tx, who, self.shipment, typed::lock(&self.form.lock))?;
        let lines = quantities(tx, one.id)?;
        let facts = Facts {
            same_hand: one.packed_by == Some(who.id),
            unseen: ready::unseen(tx, &order, &lines)?,
            ..ready::facts(tx, &order, &lines, Some(one.id))?
        };
        let leave = HAND_OVER.admit(one.state, &standing(who), &facts, &[])?;
        if leave.idle {
            return Ok(());
        }
        leaves(tx, &order, &one, &lines)?;
        (one.handed_at, one.handed_by) = (Some(tx.now()), Some(who.id));
        one.leaves_on = people::today(tx)?;
        store::write(tx, who, &mut one, &leave)?;
        let body = json!({ "shipment": one.number, "packages": one.packages, "lines": lines.len() });
        order::measure(tx, who, &mut order, &leave, body, |all| {
            for (id, quantity) in &lines {
                if let Some(line) = all.iter_mut().find(|line| line.id == *id) {
                    line.shipped = line.shipped.plus(*quantity);
                }
            }
        })?;
        slip::lines(tx, who, &mut order, &one)
    }
}

/// In the order of products, as whoever else holds stock.
fn leaves(tx: &mut Tx, order: &Order, one: &Shipment, lines: &[(Id, Quantity)]) -> Outcome<()> {
    let product = |id: Id| order.lines.iter().find(|line| line.id == id).and_then(|line| line.product);
    let mut goods: Vec<(Option<Id>, Id, Quantity)> = lines.iter().map(|(id, q)| (product(*id), *id, *q)).collect();
    goods.sort_unstable();
    for (product, line, quantity) in goods {
        let Some(product) = product else {
            keep(tx, one.id, line, None, quantity)?;
            continue;
        };
        if !masters::ship(tx, product, quantity)? {
            return Err(Trouble::stale(one.id));
        }
        let mut rest = quantity;
        let held: Vec<(Id, Quantity, Option<Id>)> =
            tx.list(&HELD, &[&line, &product], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        for (reservation, lies, by) in held {
            let takes = lies.min(rest);
            if takes.is_positive() {
                taken(tx, reservation, lies, takes)?;
                keep(tx, one.id, line, by, takes)?;
                rest = rest.minus(takes);
            }
        }
        if rest.is_positive() {
            return Err(Trouble::stale(one.id));
        }
    }
    Ok(())
}

fn taken(tx: &mut Tx, reservation: Id, lies: Quantity, takes: Quantity) -> Outcome<()> {
    let now = tx.now();
    let changed = if takes >= lies {
        tx.execute(&END, &[&now, &reservation])?
    } else {
        tx.execute(&LESS, &[&takes, &reservation])?
    };
    if changed == 1 { Ok(()) } else { Err(Trouble::stale(reservation)) }
}

fn keep(tx: &mut Tx, shipment: Id, line: Id, by: Option<Id>, quantity: Quantity) -> Outcome<()> {
    let id = tx.new_id();
    tx.execute(&KEEP, &[&id, &shipment, &line, &by, &quantity])?;
    Ok(())
}
