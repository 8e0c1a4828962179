//! 3.2.4: the manager declines an order for good; the customer is told why, in words meant for him.

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
use super::reasons::DeclineReason;
use super::typed;
use crate::masters;
use crate::notices::{self, Notice};
use crate::order::{self, Approval, RoundVerdict};

/// `POST /orders/{id}/refusal`
pub async fn decline(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<DeclineForm>,
) -> Result<Response, Failure> {
    let act = Decline { order: id, form: body.value.clone() };
    match app.perform_once(ask.who()?, body.once, act).await {
        Ok(done) => Ok(ask.see(&format!("/review?declined={}", done.number), &done)),
        Err(trouble @ (Trouble::Refused(_) | Trouble::Invalid(_))) if !ask.json => {
            let typed =
                Typed { decline_reasons: body.value.reasons, decline_text: body.value.text, ..Typed::default() };
            cockpit::again(&app, &ask, id, typed, trouble).await
        }
        Err(trouble) => Err(trouble.into()),
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct DeclineForm {
    #[serde(deserialize_with = "typed::whole")]
    pub lock: Option<i64>,
    pub reasons: Vec<String>,
    /// For the file; the customer reads the words of the coded reasons.
    pub text: String,
}

pub struct Decline {
    pub order: Id,
    pub form: DeclineForm,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Declined {
    pub order: Id,
    pub number: String,
}

pub const DECLINE: Step<Approval, Verdict> = Step {
    id: "order.decline",
    clause: "3.2.4",
    from: &[Approval::FinalReview],
    to: Some(Approval::Declined),
    by: By::Decider,
    opens: &["file_order"],
    closes: &["final_review"],
    rules: &[APART, REASONS, WORDS],
};

impl Act for Decline {
    type Done = Declined;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Declined> {
        let mut order = order::fetch_seen(tx, who, self.order, self.form.lock)?;
        let desk = Desk::of(tx, who, &order)?;
        let known: Vec<DeclineReason> =
            self.form.reasons.iter().filter_map(|code| DeclineReason::from_code(code)).collect();
        let verdict = Verdict {
            reasons: known.iter().map(|reason| reason.code().to_string()).collect(),
            text: bounded("text", &self.form.text)?,
            entered: desk.entered,
            ..Verdict::default()
        };
        let leave = DECLINE.admit(order.approval, &desk.standing, &verdict, &[])?;
        let done = Declined { order: order.id, number: order.number.clone() };
        if leave.idle {
            return Ok(done);
        }
        order::close_round(tx, who, &order, RoundVerdict::Declined, &verdict.reasons, &verdict.text)?;
        order::drop_proposals(tx, order.id)?;
        order.decided_at = Some(tx.now());
        let body = json!({"round": order.round, "reasons": verdict.reasons, "text": verdict.text});
        let order = order::advance(tx, who, order, leave, body)?;
        let lang = masters::customer(tx, order.customer)?.map_or(who.lang, |customer| customer.lang);
        let words: Vec<String> = known.iter().map(|reason| lang.t(&format!("decline-told-{reason}"))).collect();
        // After the step: a final order has no duties left but this one.
        notices::to_customer(tx, who, &order, Notice::Declined, &words)?;
        Ok(done)
    }
}
