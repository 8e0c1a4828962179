//! 6.1.2: another day, place or carrier for what has not left the house. A later day is a slip: forecast and delay case move
//! with it (4.1.4).

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::trouble::Fields;
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde::Deserialize;
use serde_json::json;

use super::steps::{Facts, PLAN};
use super::store::{self, standing};
use super::{page, slip};
use crate::fulfilment::typed;
use crate::people;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PlanShipmentForm {
    pub lock: String,
    /// Empty: as it stands.
    pub leaves_on: String,
    pub place: String,
    pub carrier: String,
}

/// `POST /shipments/{id}/plan`
pub async fn plan(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<PlanShipmentForm>,
) -> Result<Response, Failure> {
    page::pressed(&app, &ask, id, body, |form| PlanShipment { shipment: id, form }).await
}

pub struct PlanShipment {
    pub shipment: Id,
    pub form: PlanShipmentForm,
}

impl Act for PlanShipment {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let (mut order, mut one) = store::held(tx, who, self.shipment, typed::lock(&self.form.lock))?;
        let mut fields = Fields::none();
        let day = typed::day(&mut fields, "leaves_on", &self.form.leaves_on).unwrap_or(one.leaves_on);
        let place = typed::words(&mut fields, "place", &self.form.place);
        let carrier = typed::words(&mut fields, "carrier", &self.form.carrier);
        fields.check()?;
        let past = (day != one.leaves_on && day < people::today(tx)?).then_some(day);
        let leave = PLAN.admit(one.state, &standing(who), &Facts { past, ..Facts::default() }, &[])?;
        if leave.idle {
            return Ok(());
        }
        let before = std::mem::replace(&mut one.leaves_on, day);
        if !place.is_empty() {
            one.place = place;
        }
        one.carrier = carrier;
        let body = json!({ "before": before, "leaves_on": day });
        store::advance(tx, who, &order, &mut one, &leave, body)?;
        if before == day { Ok(()) } else { slip::lines(tx, who, &mut order, &one) }
    }
}
