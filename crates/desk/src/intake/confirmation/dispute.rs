//! 3.1.3 dispute: the customer says that this is not what he ordered. The order is corrected and the sheet sent again.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::step::{By, Rule, Step, Weight};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde::Deserialize;
use serde_json::json;

use super::super::discard::checked_reason;
use super::super::record::Entered;
use super::{Facts, has_ground};
use crate::order::{self, Confirmation};

/// `POST /orders/{id}/dispute`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<DisputeForm>,
) -> Result<Response, Failure> {
    let done = app.perform_once(ask.who()?, body.once, Dispute { order: id, form: body.value }).await?;
    Ok(ask.see(&format!("/orders/{id}?tab=review#confirmation"), &done))
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct DisputeForm {
    /// What the customer says is wrong.
    pub reason: String,
}

pub struct Dispute {
    pub order: Id,
    pub form: DisputeForm,
}

impl Act for Dispute {
    type Done = Entered;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Entered> {
        let order = order::fetch_seen(tx, who, self.order, None)?;
        let mut facts = Facts::gather(tx, &order)?;
        facts.ground = checked_reason(&self.form.reason)?;
        let leave = DISPUTE.admit(order.confirmation, &order::standing(tx, who, &order)?, &facts, &[])?;
        let order = order::advance_confirmation(tx, who, order, leave, json!({ "reason": facts.ground }))?;
        Ok(Entered::of(&order))
    }
}

pub const DISPUTE: Step<Confirmation, Facts> = Step {
    id: "confirmation.dispute",
    clause: "3.1.3",
    from: &[Confirmation::Sent],
    to: Some(Confirmation::Disputed),
    by: By::Owner,
    opens: &["settle_dispute"],
    closes: &["signed_return", "see_signed_return", "remind_customer"],
    rules: &[Rule { id: "dispute.reason", clause: "3.1.3", weight: Weight::Must, verdict: has_ground }],
};
