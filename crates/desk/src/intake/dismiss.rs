//! 3.2.1 dismiss: what came in is no order (an inquiry, an advertisement, the same document again); the reason stays.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::history::{self, Entry};
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::discard::checked_reason;
use super::intray::{ItemState, fetch_locked};
use super::scratch;
use super::take::{settle, standing};

/// `POST /intray/{id}/dismissal`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<DismissForm>,
) -> Result<Response, Failure> {
    let done = app.perform_once(ask.who()?, body.once, DismissItem { item: id, form: body.value }).await?;
    Ok(ask.see("/intray", &json!({ "id": done })))
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct DismissForm {
    pub reason: String,
}

pub struct DismissItem {
    pub item: Id,
    pub form: DismissForm,
}

impl Act for DismissItem {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let item = fetch_locked(tx, self.item)?.ok_or(Trouble::Hidden)?;
        let facts = Facts { reason: checked_reason(&self.form.reason)? };
        let leave = DISMISS.admit(item.state, &standing(who), &facts, &[])?;
        if !leave.idle {
            settle(tx, who, &item, leave.to, None, &facts.reason)?;
            let body = json!({ "reason": facts.reason });
            history::append(
                tx,
                who,
                &Entry { chain: item.id, step: leave.step, clause: leave.clause, body, rows: Vec::new() },
            )?;
        }
        scratch::clear(tx, who, item.id)?;
        Ok(item.id)
    }
}

#[derive(Debug)]
pub struct Facts {
    reason: String,
}

pub const DISMISS: Step<ItemState, Facts> = Step {
    id: "intray.dismiss",
    clause: "3.2.1",
    from: &[ItemState::Waiting],
    to: Some(ItemState::Dismissed),
    by: By::Roles(&[Role::Specialist]),
    opens: &[],
    closes: &["take_intray"],
    rules: &[Rule { id: "dismiss.reason", clause: "3.2.1", weight: Weight::Must, verdict: has_reason }],
};

fn has_reason(facts: &Facts) -> Vec<Finding> {
    if facts.reason.is_empty() { vec![Finding::fail(Say::new("intake-reason-missing"))] } else { Vec::new() }
}
