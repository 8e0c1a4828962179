//! 4.1.3: the warehouse puts finished pieces away: stock goes up, and they are reserved for the line they were made for.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::quantity::Quantity;
use platform::trouble::Fields;
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::steps::{Facts, PUT_AWAY, STOCKED};
use super::work::{self, Work, WorkState};
use super::{clear_up, work_page};
use crate::fulfilment::dispatch;
use crate::fulfilment::typed;
use crate::masters::{self, MoveKind};
use crate::order::Order;
use crate::people::Again;

/// `POST /production/{id}/stock`
pub async fn put_away(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<PutAwayForm>,
) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, PutAway { work: id, form: body.value }).await {
        Ok(()) => Ok(ask.see(&format!("/production/{id}"), &json!({ "id": id }))),
        Err(trouble) => work_page::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PutAwayForm {
    pub lock: String,
    pub quantity: String,
}

pub struct PutAway {
    pub work: Id,
    pub form: PutAwayForm,
}

impl Act for PutAway {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let (order, mut work) = work::fetch_held(tx, self.work, typed::lock(&self.form.lock))?;
        let mut fields = Fields::none();
        let quantity = typed::quantity(&mut fields, "quantity", &self.form.quantity);
        fields.check()?;
        let waits = waiting(&work);
        let facts = Facts { reported: quantity, to_put_away: (quantity > waits).then_some(waits), ..Facts::default() };
        let leave = PUT_AWAY.admit(work.state, &work::standing(who), &facts, &[])?;
        if leave.idle {
            return Ok(());
        }
        work.stocked = work.stocked.plus(quantity);
        if let Some(product) = work.product {
            masters::take_in(tx, who, product, MoveKind::Made, quantity, &work.number)?;
            let own = quantity.min(still_wanted(tx, &order, &work)?);
            if own.is_positive() {
                if !masters::reserve(tx, product, own)? {
                    return Err(Trouble::stale(work.id));
                }
                dispatch::keep_reservation(tx, product, work.line, own, Some(work.id))?;
            }
        }
        let body = json!({ "quantity": quantity });
        work::advance(tx, who, &order, &mut work, &leave, body)?;
        clear_up::cleared(tx, who, &order, &mut work)?;
        if work.state == WorkState::Inspected && work.stocked >= work.passed {
            let leave = STOCKED.admit(work.state, &work::SYSTEM, &Facts::default(), &[])?;
            let body = json!({ "stocked": work.stocked });
            work::advance(tx, who, &order, &mut work, &leave, body)?;
        }
        Ok(())
    }
}

/// How many its line still wants beside what is held for it already; after a cancellation the rest is free stock.
fn still_wanted(tx: &mut Tx, order: &Order, work: &Work) -> Outcome<Quantity> {
    let Some(line) = order.lines.iter().find(|line| line.id == work.line) else { return Ok(Quantity::ZERO) };
    let held: i64 = tx.one(&OWN, &[&line.id, &work.product], |row| row.get(0))?;
    let wanted = line.quantity.millionths() - line.cancelled.millionths() - line.shipped.millionths() - held;
    Ok(Quantity::from_millionths(wanted.max(0)))
}

platform::sql! {
    OWN = "SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT) FROM reservation \
        WHERE line_id = $1 AND product = $2 AND ended_at IS NULL";
}

/// Pieces that passed and are not on a shelf yet.
pub fn waiting(work: &Work) -> Quantity {
    work.passed.checked_sub(work.stocked).unwrap_or_default()
}
