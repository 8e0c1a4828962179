//! 6.1.2: logistics lays together what goes to the customer: of which lines how much, when, where, with whom. A part of the
//! order where the customer takes parts.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::quantity::Quantity;
use platform::trouble::{Fields, Say};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Tx, series};
use serde::Deserialize;
use serde_json::json;

use super::ready::{self, ByLine, left, of};
use super::steps::{OPEN, ShipState};
use super::store::{self, Shipment, standing};
use super::{new_page, slip};
use crate::fulfilment::{inspection, typed};
use crate::order::{self, Line, Order};
use crate::people::{self, Again};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ShipForm {
    /// Empty: today.
    pub leaves_on: String,
    /// Empty: as the order says.
    pub place: String,
    pub carrier: String,
    /// Where no quantity is typed at all: all that lies ready.
    pub lines: Vec<ShipLineForm>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ShipLineForm {
    pub no: String,
    pub quantity: String,
}

/// `POST /orders/{id}/shipments`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(order): Path<Id>,
    body: Body<ShipForm>,
) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, OpenShipment { order, form: body.value }).await {
        Ok(id) => Ok(ask.see(&format!("/shipments/{id}"), &json!({ "id": id }))),
        Err(trouble) => new_page::again(&app, &ask, order, Again::after(&ask, body.raw, trouble)?).await,
    }
}

pub struct OpenShipment {
    pub order: Id,
    pub form: ShipForm,
}

impl Act for OpenShipment {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut order = order::fetch_seen(tx, who, self.order, None)?;
        let (ready, today) = (ready::ready(tx, &order, None)?, people::today(tx)?);
        let mut fields = Fields::none();
        let leaves_on = typed::day(&mut fields, "leaves_on", &self.form.leaves_on).unwrap_or(today);
        let place = typed::words(&mut fields, "place", &self.form.place);
        let carrier = typed::words(&mut fields, "carrier", &self.form.carrier);
        let lines = self.lines(&mut fields, &order, &ready);
        fields.check()?;
        let mut facts = ready::facts(tx, &order, &lines, None)?;
        facts.past = (leaves_on < today).then_some(leaves_on);
        if order.head.delivery_policy == "at_once" {
            let goes = |line: &Line| lines.iter().find(|(id, _)| *id == line.id).map_or(Quantity::ZERO, |(_, q)| *q);
            facts.behind = order.lines.iter().filter(|line| goes(line) < left(line)).map(|line| line.no).collect();
        }
        let leave = OPEN.admit(ShipState::New, &standing(who), &facts, &[])?;
        let id = tx.new_id();
        if leave.idle {
            return Ok(id);
        }
        let year = today.year();
        let number = format!("SH-{year}-{:06}", series::next(tx, &format!("SH-{year}"))?);
        let place = if place.is_empty() {
            place_of(&order, &lines.iter().map(|(id, _)| *id).collect::<Vec<_>>())
        } else {
            place
        };
        let (made_at, made_by, state) = (tx.now(), who.id, leave.to);
        let one = Shipment {
            id,
            number,
            order: order.id,
            order_number: order.number.clone(),
            state,
            made_at,
            made_by,
            leaves_on,
            place,
            carrier,
            packages: 0,
            remark: String::new(),
            packed_at: None,
            packed_by: None,
            handed_at: None,
            handed_by: None,
            lock: 1,
        };
        store::add(tx, &one, &lines)?;
        store::duties(tx, who, &one, &leave)?;
        for (line, quantity) in &lines {
            inspection::before_leaving(tx, who, &order, *line, *quantity)?;
        }
        let body = json!({ "leaves_on": one.leaves_on, "lines": lines.len() });
        store::tell(tx, who, &order, &one, &leave, body)?;
        slip::lines(tx, who, &mut order, &one)?;
        Ok(id)
    }
}

impl OpenShipment {
    fn lines(&self, fields: &mut Fields, order: &Order, ready: &ByLine) -> Vec<(Id, Quantity)> {
        let typed: Vec<(usize, &ShipLineForm)> =
            self.form.lines.iter().enumerate().filter(|(_, line)| !line.quantity.trim().is_empty()).collect();
        if typed.is_empty() {
            let all = order.lines.iter().map(|line| (line.id, of(ready, line.id).min(left(line))));
            return all.filter(|(_, quantity)| quantity.is_positive()).collect();
        }
        let mut lines: Vec<(Id, Quantity)> = Vec::new();
        for (at, one) in typed {
            let quantity = typed::quantity(fields, &format!("lines[{at}][quantity]"), &one.quantity);
            match order.lines.iter().find(|line| one.no.trim().parse() == Ok(line.no)) {
                None => fields.add(format!("lines[{at}][no]"), Say::new("inspection-bad-line")),
                Some(_) if quantity.is_zero() => {}
                Some(line) => match lines.iter_mut().find(|(id, _)| *id == line.id) {
                    Some((_, sum)) => *sum = sum.plus(quantity),
                    None => lines.push((line.id, quantity)),
                },
            }
        }
        lines
    }
}

/// As the first of its lines says, else as the order does.
pub fn place_of(order: &Order, lines: &[Id]) -> String {
    let own = order.lines.iter().find(|line| lines.contains(&line.id) && !line.place.is_empty());
    own.map_or(order.head.place.clone(), |line| line.place.clone())
}
