//! 3.2.4: what does not pass goes back to the specialist with stated reasons; he negotiates with the customer.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::step::{By, Step};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::cockpit::{self, Typed};
use super::deciding::{APART, Desk, REASONS, Verdict, WORDS, bounded};
use super::reasons::ReturnReason;
use super::typed;
use crate::order::{self, Approval, RoundVerdict};

/// `POST /orders/{id}/return`
pub async fn send_back(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<SendBackForm>,
) -> Result<Response, Failure> {
    let act = SendBack { order: id, form: body.value.clone() };
    match app.perform_once(ask.who()?, body.once, act).await {
        Ok(done) => Ok(ask.see(&format!("/review?returned={}", done.number), &done)),
        Err(trouble @ (Trouble::Refused(_) | Trouble::Invalid(_))) if !ask.json => {
            let typed = Typed { return_reasons: body.value.reasons, return_text: body.value.text, ..Typed::default() };
            cockpit::again(&app, &ask, id, typed, trouble).await
        }
        Err(trouble) => Err(trouble.into()),
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SendBackForm {
    #[serde(deserialize_with = "typed::whole")]
    pub lock: Option<i64>,
    pub reasons: Vec<String>,
    pub text: String,
}

pub struct SendBack {
    pub order: Id,
    pub form: SendBackForm,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SentBack {
    pub order: Id,
    pub number: String,
    pub round: i64,
}

pub const SEND_BACK: Step<Approval, Verdict> = Step {
    id: "order.send_back",
    clause: "3.2.4",
    from: &[Approval::FinalReview],
    to: Some(Approval::Returned),
    by: By::Decider,
    opens: &["renegotiate"],
    closes: &["final_review"],
    rules: &[APART, REASONS, WORDS],
};

impl Act for SendBack {
    type Done = SentBack;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<SentBack> {
        let mut order = order::fetch_seen(tx, who, self.order, self.form.lock)?;
        let desk = Desk::of(tx, who, &order)?;
        let known = |code: &&String| ReturnReason::from_code(code).is_some();
        let verdict = Verdict {
            reasons: self.form.reasons.iter().filter(known).cloned().collect(),
            text: bounded("text", &self.form.text)?,
            entered: desk.entered,
            ..Verdict::default()
        };
        let leave = SEND_BACK.admit(order.approval, &desk.standing, &verdict, &[])?;
        let done = SentBack { order: order.id, number: order.number.clone(), round: order.round };
        if leave.idle {
            return Ok(done);
        }
        order::close_round(tx, who, &order, RoundVerdict::Returned, &verdict.reasons, &verdict.text)?;
        order::drop_proposals(tx, order.id)?;
        order.decided_at = Some(tx.now());
        let body = json!({"round": order.round, "reasons": verdict.reasons, "text": verdict.text});
        order::advance(tx, who, order, leave, body)?;
        Ok(done)
    }
}
