//! 3.1.3: the customer says on his link what is not as he ordered it; the specialist corrects it and sends it again.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::Tx;
use platform::act::{Act, App, Outcome};
use platform::history::hex;
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use serde::Deserialize;
use serde_json::json;

use super::page::{Typed, answered, opened};
use super::{Given, OPEN, Origin, Said, Words, failing, given, keep};
use crate::intake::discard::checked_reason;
use crate::intake::record::Entered;
use crate::order::{self, Confirmation};
use crate::people::Caller;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    /// What is not as ordered.
    pub reason: String,
    pub lang: String,
}

/// `POST /links/{token}/objection`
pub async fn create(
    State(app): State<App>,
    caller: Caller,
    ask: Ask,
    Path(token): Path<String>,
    body: Body<Form>,
) -> Result<Response, Failure> {
    let seen = opened(&app, &caller, &token, &body.value.lang).await?;
    let origin = Origin::of(caller.0, &ask.headers);
    let typed = Typed { reason: body.value.reason.clone(), ..Typed::default() };
    let act = Object { token: seen.token.clone(), form: body.value, origin };
    let done = app.perform_once(&seen.holder, body.once, act).await;
    answered(&ask, seen, typed, done.map(|_| ()))
}

pub struct Object {
    pub token: Vec<u8>,
    pub form: Form,
    pub origin: Origin,
}

impl Act for Object {
    type Done = Entered;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Entered> {
        let reason = checked_reason(&self.form.reason)?;
        let given = given(tx, &self.token, "", &reason)?;
        let stands = order::standing(tx, who, &given.order)?;
        let leave = OBJECT.admit(given.order.confirmation, &stands, &given, &[])?;
        if leave.idle {
            return Ok(Entered::of(&given.order));
        }
        let words = Words { name: &who.name, text: &reason, drawn: "" };
        keep(tx, &given.link, Said::Disputed, &words, &self.origin)?;
        let body = json!({ "reason": reason, "address": self.origin.address, "agent": self.origin.agent,
            "digest": hex(&given.link.digest), "link": given.link.id });
        Ok(Entered::of(&order::advance_confirmation(tx, who, given.order, leave, body)?))
    }
}

pub const OBJECT: Step<Confirmation, Given> = Step {
    id: "confirmation.object",
    clause: "3.1.3",
    from: &[Confirmation::Sent],
    to: Some(Confirmation::Disputed),
    by: By::Customer,
    opens: &["settle_dispute"],
    closes: &["signed_return", "see_signed_return", "remind_customer"],
    rules: &[OPEN, Rule { id: "object.text", clause: "3.1.3", weight: Weight::Must, verdict: has_text }],
};

fn has_text(given: &Given) -> Vec<Finding> {
    failing(!given.text.is_empty(), "link-reason-missing")
}
