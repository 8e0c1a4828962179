//! 4.1.4: the specialist tells the customer that it comes later, and what we propose: by mail, or as a call that is a duty
//! until it was made.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::trouble::Fields;
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde::Deserialize;
use serde_json::json;

use super::case::{self, Facts, TELL};
use super::page;
use crate::fulfilment::typed;
use crate::notices::{self, Notice};
use crate::order;
use crate::people::Again;

/// `POST /delays/{id}/message`
pub async fn tell(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<TellForm>,
) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, Tell { delay: id, form: body.value }).await {
        Ok(()) => Ok(ask.see(&format!("/delays/{id}"), &json!({ "id": id }))),
        Err(trouble) => page::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TellForm {
    pub lock: String,
    /// What the customer is told; drafted by the page.
    pub message: String,
    /// What we propose: a [`super::Remedy`].
    pub remedy: String,
}

pub struct Tell {
    pub delay: Id,
    pub form: TellForm,
}

impl Act for Tell {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let (order, mut delay) = case::fetch_held(tx, who, self.delay, typed::lock(&self.form.lock))?;
        let mut fields = Fields::none();
        let message = typed::story(&mut fields, "message", &self.form.message);
        let remedy = page::remedy(&mut fields, &self.form.remedy);
        fields.check()?;
        let stands = order::standing(tx, who, &order)?;
        let facts = Facts { message: message.clone(), ..Facts::default() };
        let leave = TELL.admit(delay.state, &stands, &facts, &[])?;
        if leave.idle {
            return Ok(());
        }
        delay.message = message;
        delay.remedy = remedy;
        delay.told_at = Some(tx.now());
        delay.told_by = Some(who.id);
        let body = json!({"remedy": delay.remedy, "message": delay.message});
        case::advance(tx, who, &order, &mut delay, &leave, body)?;
        notices::to_customer(tx, who, &order, Notice::Delay, &[delay.message.clone()])?;
        Ok(())
    }
}
