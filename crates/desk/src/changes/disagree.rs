//! 4.4.4: the split of the costs is no agreement yet. The customer does not take what he is charged, or a cost comes late:
//! the cancellation goes back to its costs, which are added and decided anew, and he is asked once more.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::step::{By, Step};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde_json::json;

use super::cancel_page;
use super::cancellation::{self, CancelKnown, CancelState, SAID};
use super::request::Mark;
use super::settle::AgreeForm;
use crate::review::bounded;

pub const DISAGREED: Step<CancelState, CancelKnown> = Step {
    id: "cancel.disagreed",
    clause: "4.4.4",
    from: &[CancelState::Settling],
    to: Some(CancelState::Costing),
    by: By::Owner,
    opens: &["cost_cancellation"],
    closes: &["settle_cancellation"],
    rules: &[SAID],
};

/// `POST /cancellations/{id}/disagreement`
pub async fn disagree(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<AgreeForm>,
) -> Result<Response, Failure> {
    let act = Disagree { cancellation: id, form: body.value };
    cancel_page::done(&app, &ask, id, body.raw, app.perform_once(ask.who()?, body.once, act).await).await
}

pub struct Disagree {
    pub cancellation: Id,
    pub form: AgreeForm,
}

impl Act for Disagree {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut desk = cancellation::desk(tx, who, self.cancellation, &self.form.lock)?;
        let text = bounded("text", &self.form.text)?;
        let known = CancelKnown { words: !text.is_empty(), ..CancelKnown::default() };
        let leave = DISAGREED.admit(desk.one.state, &desk.stands, &known, &[])?;
        if !leave.idle {
            // What he agreed to before was another sum.
            desk.one.said.agreed = Mark::default();
            desk.one.said.disagreed = Mark::of(tx, who, &text);
            cancellation::advance(tx, who, &desk.order, &mut desk.one, &leave, json!({ "text": text }))?;
        }
        Ok(self.cancellation)
    }
}
