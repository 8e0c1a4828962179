//! 6.1.1: production or the warehouse packs and marks as the order says; what was packed wrongly is unpacked again.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::quantity::Quantity;
use platform::trouble::Fields;
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde::Deserialize;
use serde_json::json;

use super::steps::{DROP, Facts, PACK, UNPACK};
use super::store::{self, standing};
use super::{page, ready};
use crate::fulfilment::typed;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PackForm {
    pub lock: String,
    pub packages: String,
    /// Anything but nothing: packed and marked as the order says.
    pub as_ordered: String,
    pub remark: String,
}

/// `POST /shipments/{id}/packing`
pub async fn pack(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<PackForm>,
) -> Result<Response, Failure> {
    page::pressed(&app, &ask, id, body, |form| Pack { shipment: id, form }).await
}

pub struct Pack {
    pub shipment: Id,
    pub form: PackForm,
}

impl Act for Pack {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let (order, mut one) = store::held(tx, who, self.shipment, typed::lock(&self.form.lock))?;
        let mut fields = Fields::none();
        let packages = typed::whole(&mut fields, "packages", &self.form.packages);
        let remark = typed::words(&mut fields, "remark", &self.form.remark);
        fields.check()?;
        let lines = quantities(tx, one.id)?;
        let says = !order.head.packing.is_empty() || !order.head.marking.is_empty();
        let facts = Facts {
            no_packages: packages == 0,
            unmarked: says && self.form.as_ordered.is_empty(),
            ..ready::facts(tx, &order, &lines, Some(one.id))?
        };
        let leave = PACK.admit(one.state, &standing(who), &facts, &[])?;
        (one.packages, one.remark) = (packages, remark);
        (one.packed_at, one.packed_by) = (Some(tx.now()), Some(who.id));
        let body = json!({ "packages": packages, "as_ordered": says, "remark": one.remark });
        store::advance(tx, who, &order, &mut one, &leave, body)
    }
}

/// Of each line, what lies in it.
pub fn quantities(tx: &mut Tx, shipment: Id) -> Outcome<Vec<(Id, Quantity)>> {
    Ok(store::lines(tx, &[shipment])?.into_iter().map(|line| (line.line, line.quantity)).collect())
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct GroundForm {
    pub lock: String,
    pub ground: String,
}

/// `POST /shipments/{id}/unpacking`
pub async fn unpack(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<GroundForm>,
) -> Result<Response, Failure> {
    page::pressed(&app, &ask, id, body, |form| Unpack { shipment: id, form, drop: false }).await
}

/// `POST /shipments/{id}/dropping`: it does not go at all.
pub async fn drop(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<GroundForm>,
) -> Result<Response, Failure> {
    page::pressed(&app, &ask, id, body, |form| Unpack { shipment: id, form, drop: true }).await
}

pub struct Unpack {
    pub shipment: Id,
    pub form: GroundForm,
    /// Nothing of it goes; what lay in it lies ready again.
    pub drop: bool,
}

impl Act for Unpack {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let (mut order, mut one) = store::held(tx, who, self.shipment, typed::lock(&self.form.lock))?;
        let mut fields = Fields::none();
        let ground = typed::words(&mut fields, "ground", &self.form.ground);
        fields.check()?;
        let step = if self.drop { &DROP } else { &UNPACK };
        let facts = Facts { ground: !ground.is_empty(), ..Facts::default() };
        let leave = step.admit(one.state, &standing(who), &facts, &[])?;
        if leave.idle {
            return Ok(());
        }
        (one.packed_at, one.packed_by, one.packages) = (None, None, 0);
        store::advance(tx, who, &order, &mut one, &leave, json!({ "ground": ground }))?;
        if self.drop { super::slip::lines(tx, who, &mut order, &one) } else { Ok(()) }
    }
}
