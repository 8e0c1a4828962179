//! The call or the fax was made: who was reached and what he said is a contact on the order and ends the duty (3.2.5).

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::history::{self, Entry};
use platform::limits::FIELD_CHARS;
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::trouble::{Fields, Say};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::of_order::{of_order, one};
use crate::order::{self, NoteKind, duty};

/// `POST /notices/{id}/done`
pub async fn done(State(app): State<App>, ask: Ask, Path(id): Path<Id>, body: Body<Form>) -> Result<Response, Failure> {
    let told = app.perform_once(ask.who()?, body.once, Told { notice: id, form: body.value }).await?;
    Ok(ask.see(&format!("/orders/{}", told.order), &told))
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    pub spoke_with: String,
    pub said: String,
}

pub struct Told {
    pub notice: Id,
    pub form: Form,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ToldDone {
    pub order: Id,
    pub notice: Id,
}

platform::words! {
    pub enum NoticeState { Open = "open", Done = "done" }
}

pub const TOLD: Step<NoticeState, Form> = Step {
    id: "notice.told",
    clause: "3.2.5",
    from: &[NoticeState::Open],
    to: Some(NoticeState::Done),
    by: By::Owner,
    opens: &[],
    closes: &["tell_customer", "remind_customer"],
    rules: &[Rule { id: "told.whom", clause: "3.2.5", weight: Weight::Must, verdict: whom }],
};

/// Without a name and an answer nobody can say that the customer knows.
fn whom(form: &Form) -> Vec<Finding> {
    let said = !form.spoke_with.trim().is_empty() && !form.said.trim().is_empty();
    if said { Vec::new() } else { vec![Finding::fail(Say::new("notice-whom-missing"))] }
}

platform::sql! {
    DONE = "UPDATE notice SET done_at = $1, done_by = $2, outcome = $3 WHERE id = $4 AND done_at IS NULL";
}

impl Act for Told {
    type Done = ToldDone;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<ToldDone> {
        let asked = one(tx, self.notice)?.ok_or(Trouble::Hidden)?;
        let order = order::fetch_seen(tx, who, asked.order, None)?;
        let notice = one(tx, self.notice)?.ok_or(Trouble::Hidden)?;
        if notice.done_at.is_some() {
            return Err(Trouble::stale(order.id));
        }
        let mut stands = order::standing(tx, who, &order)?;
        // The manager may call where the owner cannot.
        stands.owner |= who.is(Role::Manager);
        self.form.check()?;
        let leave = TOLD.admit(NoticeState::Open, &stands, &self.form, &[])?;
        let done = ToldDone { order: order.id, notice: notice.id };
        if leave.idle {
            return Ok(done);
        }
        let (now, said) = (tx.now(), format!("{}: {}", self.form.spoke_with.trim(), self.form.said.trim()));
        if tx.execute(&DONE, &[&now, &who.id, &said, &notice.id])? == 0 {
            return Err(Trouble::stale(order.id));
        }
        let kind = notice.kind.duty();
        if !of_order(tx, order.id)?.iter().any(|other| other.done_at.is_none() && other.kind.duty() == kind) {
            duty::close(tx, order.id, kind, Some(who), "done")?;
        }
        order::add_note(tx, who, &order, NoteKind::Contact, notice.medium.code(), &said)?;
        let body = json!({"notice": notice.id, "kind": notice.kind, "medium": notice.medium, "said": said});
        let rows = order::rows_digest(&order)?;
        history::append(tx, who, &Entry { chain: order.id, step: leave.step, clause: leave.clause, body, rows })?;
        Ok(done)
    }
}

impl Form {
    fn check(&self) -> Outcome<()> {
        let mut wrong = Fields::none();
        for (name, text) in [("spoke_with", &self.spoke_with), ("said", &self.said)] {
            if text.chars().count() as u64 > FIELD_CHARS.value {
                wrong.add(name, Say::new("notice-too-long").arg("limit", FIELD_CHARS.value));
            }
        }
        wrong.check()
    }
}
