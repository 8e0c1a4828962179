//! 3.2.2: the owner takes a submission back, as long as nobody decided on it.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::step::{By, Rule, Step};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde::Deserialize;
use serde_json::json;

use super::typed;
use crate::order::{self, Approval, RoundVerdict};

/// `POST /orders/{id}/submission/withdrawal`
pub async fn withdraw(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<Form>,
) -> Result<Response, Failure> {
    let act = WithdrawSubmission { order: id, lock: body.value.lock, reason: body.value.reason };
    let done = app.perform_once(ask.who()?, body.once, act).await?;
    Ok(ask.see(&format!("/orders/{id}"), &json!({ "id": done })))
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    #[serde(deserialize_with = "typed::whole")]
    lock: Option<i64>,
    reason: String,
}

pub struct WithdrawSubmission {
    pub order: Id,
    /// The state the owner saw.
    pub lock: Option<i64>,
    pub reason: String,
}

/// Whether it may be taken back depends on nothing but where the order stands.
pub struct NoFacts;

pub const WITHDRAW: Step<Approval, NoFacts> = Step {
    id: "order.withdraw_submission",
    clause: "3.2.2",
    from: &[Approval::FinalReview],
    to: Some(Approval::Draft),
    by: By::Owner,
    opens: &["submit"],
    closes: &["final_review"],
    rules: &[] as &[Rule<NoFacts>],
};

impl Act for WithdrawSubmission {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let order = order::fetch_seen(tx, who, self.order, self.lock)?;
        let standing = order::standing(tx, who, &order)?;
        let leave = WITHDRAW.admit(order.approval, &standing, &NoFacts, &[])?;
        let reason: String = self.reason.trim().chars().take(1_000).collect();
        if !leave.idle {
            order::close_round(tx, who, &order, RoundVerdict::Withdrawn, &[], &reason)?;
            order::drop_proposals(tx, order.id)?;
        }
        let body = json!({"round": order.round, "reason": reason});
        Ok(order::advance(tx, who, order, leave, body)?.id)
    }
}
