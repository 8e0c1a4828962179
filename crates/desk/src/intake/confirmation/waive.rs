//! 3.1.3 waive: the manager does without the signed sheet, with a ground. Never for an oral order: nothing the customer
//! wrote would stand behind it.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde::Deserialize;
use serde_json::json;

use super::super::discard::checked_reason;
use super::super::record::Entered;
use super::{Facts, has_ground};
use crate::order::{self, Confirmation};

/// `POST /orders/{id}/waiver`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<WaiveForm>,
) -> Result<Response, Failure> {
    let done = app.perform_once(ask.who()?, body.once, Waive { order: id, form: body.value }).await?;
    Ok(ask.see(&format!("/orders/{id}?tab=review#confirmation"), &done))
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct WaiveForm {
    pub reason: String,
}

pub struct Waive {
    pub order: Id,
    pub form: WaiveForm,
}

impl Act for Waive {
    type Done = Entered;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Entered> {
        let order = order::fetch_seen(tx, who, self.order, None)?;
        let mut facts = Facts::gather(tx, &order)?;
        facts.ground = checked_reason(&self.form.reason)?;
        let leave = WAIVE.admit(order.confirmation, &order::standing(tx, who, &order)?, &facts, &[])?;
        let order = order::advance_confirmation(tx, who, order, leave, json!({ "ground": facts.ground }))?;
        Ok(Entered::of(&order))
    }
}

pub const WAIVE: Step<Confirmation, Facts> = Step {
    id: "confirmation.waive",
    clause: "3.1.3",
    from: &[Confirmation::ToSend, Confirmation::Sent, Confirmation::Disputed],
    to: Some(Confirmation::Waived),
    by: By::ActingManager,
    opens: &[],
    closes: &["send_confirmation", "signed_return", "see_signed_return", "remind_customer", "settle_dispute"],
    rules: &[
        Rule { id: "waive.oral", clause: "3.1.3", weight: Weight::Must, verdict: is_written },
        Rule { id: "waive.ground", clause: "3.1.3", weight: Weight::Must, verdict: has_ground },
    ],
};

fn is_written(facts: &Facts) -> Vec<Finding> {
    if facts.oral() { vec![Finding::fail(Say::new("intake-waive-oral"))] } else { Vec::new() }
}
