//! 2.2.2b: the customer says on his link that he understood the order. It moves nothing and is a fact of the order.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::history::{self, Entry, hex};
use platform::step::{By, Step};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde::Deserialize;
use serde_json::json;

use super::page::{Typed, answered, opened};
use super::{Given, OPEN, Origin, PRESENT, Said, Words, given, keep};
use crate::order::{self, Approval};
use crate::people::Caller;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    pub lang: String,
}

/// `POST /links/{token}/understanding`
pub async fn create(
    State(app): State<App>,
    caller: Caller,
    ask: Ask,
    Path(token): Path<String>,
    body: Body<Form>,
) -> Result<Response, Failure> {
    let seen = opened(&app, &caller, &token, &body.value.lang).await?;
    let origin = Origin::of(caller.0, &ask.headers);
    let act = Understand { token: seen.token.clone(), origin };
    let done = app.perform_once(&seen.holder, body.once, act).await;
    answered(&ask, seen, Typed::default(), done.map(|_| ()))
}

pub struct Understand {
    pub token: Vec<u8>,
    pub origin: Origin,
}

impl Act for Understand {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let given = given(tx, &self.token, "", "")?;
        let stands = order::standing(tx, who, &given.order)?;
        let leave = UNDERSTAND.admit(given.order.approval, &stands, &given, &[])?;
        if leave.idle {
            return Ok(given.order.id);
        }
        let words = Words { name: &who.name, text: "", drawn: "" };
        let answer = keep(tx, &given.link, Said::Understood, &words, &self.origin)?;
        let body = json!({ "address": self.origin.address, "agent": self.origin.agent,
            "digest": hex(&given.link.digest), "link": given.link.id });
        let (step, clause, rows) = (leave.step, leave.clause, order::rows_digest(&given.order)?);
        history::append(tx, who, &Entry { chain: given.order.id, step, clause, body, rows })?;
        Ok(answer)
    }
}

pub const UNDERSTAND: Step<Approval, Given> = Step {
    id: "order.understood",
    clause: "2.2.2b",
    from: &[Approval::Draft, Approval::FinalReview, Approval::Returned, Approval::Approved],
    to: None,
    by: By::Customer,
    opens: &[],
    closes: &[],
    rules: &[OPEN, PRESENT],
};
