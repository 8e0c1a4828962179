//! 4.1.3: production stops a work order for a while, with its ground, and goes on. As long as it lies still, it begins
//! tomorrow at the earliest, and its customer knows.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::trouble::Fields;
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde::Deserialize;
use serde_json::json;

use super::place;
use super::replan;
use super::steps::{Facts, HOLD, RESUME};
use super::work;
use super::work_page;
use crate::fulfilment::expect::SlipKind;
use crate::fulfilment::typed;
use crate::order::duty;
use crate::people::Again;

/// `POST /production/{id}/hold`: `hold` = "on" with a ground, or "off".
pub async fn hold(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<HoldForm>,
) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, HoldWork { work: id, form: body.value }).await {
        Ok(()) => Ok(ask.see(&format!("/production/{id}"), &json!({ "id": id }))),
        Err(trouble) => work_page::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct HoldForm {
    pub lock: String,
    pub hold: String,
    pub ground: String,
}

pub struct HoldWork {
    pub work: Id,
    pub form: HoldForm,
}

impl Act for HoldWork {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let (order, mut work) = work::fetch_held(tx, self.work, typed::lock(&self.form.lock))?;
        let mut fields = Fields::none();
        let ground = typed::words(&mut fields, "ground", &self.form.ground);
        fields.check()?;
        let on = self.form.hold == "on";
        let facts = Facts { on_hold: work.on_hold, ground: ground.clone(), ..Facts::default() };
        let step = if on { &HOLD } else { &RESUME };
        let leave = step.admit(work.state, &work::standing(who), &facts, &[])?;
        if leave.idle {
            return Ok(());
        }
        work.on_hold = on;
        work.ground.clone_from(&ground);
        work::advance(tx, who, &order, &mut work, &leave, json!({ "ground": ground }))?;
        if on {
            duty::stop_clocks(tx, who, work.id)?;
            // Nothing of it is made today: its customer's day is true from this transaction on.
            place::again(tx, who, &work)?;
        } else {
            duty::start_clocks(tx, who, work.id)?;
            place::anew_for(tx, who, &work, SlipKind::Hold)?;
        }
        replan::ask(tx, Some(work.id), &work.number)
    }
}
