//! 3.2.1 discard: a draft that was never submitted is given up. Its number stays, because a numbered order is never
//! deleted.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{Act, App, Outcome};
use platform::i18n::Lang;
use platform::limits::TEXT_CHARS;
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::trouble::Say;
use platform::web::ui;
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::edit::why;
use super::record::Entered;
use crate::order::{self, Approval, Order};

/// `POST /orders/{id}/discard`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<DiscardForm>,
) -> Result<Response, Failure> {
    let act = DiscardOrder { order: id, form: body.value };
    let done = app.perform_once(ask.who()?, body.once, act).await?;
    Ok(ask.see(&format!("/orders/{id}"), &done))
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct DiscardForm {
    pub reason: String,
}

pub struct DiscardOrder {
    pub order: Id,
    pub form: DiscardForm,
}

impl Act for DiscardOrder {
    type Done = Entered;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Entered> {
        let order = order::fetch_seen(tx, who, self.order, None)?;
        let facts = Facts { round: order.round, reason: checked_reason(&self.form.reason)? };
        let leave = DISCARD.admit(order.approval, &order::standing(tx, who, &order)?, &facts, &[])?;
        let order = order::advance(tx, who, order, leave, json!({ "reason": facts.reason }))?;
        super::scratch::clear(tx, who, order.id)?;
        Ok(Entered::of(&order))
    }
}

/// A reason as it is kept: not longer than a free text may be.
pub fn checked_reason(text: &str) -> Outcome<String> {
    let text = text.trim();
    if text.chars().count() as u64 > TEXT_CHARS.value {
        return Err(Trouble::invalid("reason", Say::new("intake-too-long").arg("limit", TEXT_CHARS.value)));
    }
    Ok(text.to_string())
}

#[derive(Debug)]
pub struct Facts {
    round: i64,
    reason: String,
}

pub const DISCARD: Step<Approval, Facts> = Step {
    id: "order.discard",
    clause: "3.2.1",
    from: &[Approval::Draft],
    to: Some(Approval::Withdrawn),
    by: By::Owner,
    opens: &["file_order"],
    closes: &["submit", "send_confirmation", "signed_return", "settle_dispute", "see_signed_return"],
    rules: &[
        Rule { id: "discard.never_submitted", clause: "3.2.2", weight: Weight::Must, verdict: never_submitted },
        Rule { id: "discard.reason", clause: "3.2.1", weight: Weight::Must, verdict: has_reason },
    ],
};

fn never_submitted(facts: &Facts) -> Vec<Finding> {
    if facts.round == 0 {
        Vec::new()
    } else {
        vec![Finding::fail(Say::new("intake-discard-submitted").arg("round", facts.round))]
    }
}

fn has_reason(facts: &Facts) -> Vec<Finding> {
    if facts.reason.is_empty() { vec![Finding::fail(Say::new("intake-reason-missing"))] } else { Vec::new() }
}

/// `None` where the step is not offered; else what greys its button.
pub fn stopped(tx: &mut Tx, who: &Person, order: &Order) -> Outcome<Option<Option<Trouble>>> {
    let stands = order::standing(tx, who, order)?;
    if !DISCARD.offered(order.approval, &stands) {
        return Ok(None);
    }
    // The reason is asked for in the form.
    let facts = Facts { round: order.round, reason: "–".into() };
    Ok(Some(DISCARD.stopped_by(order.approval, &stands, &facts, &[])))
}

pub fn control(lang: Lang, order: &Order, token: Id, stopped: Option<Trouble>) -> Markup {
    let name = lang.t("step-order-discard");
    if let Some(trouble) = stopped {
        return html! { (ui::danger(&name).plain().reasons("why-discard", why(&trouble, lang))) };
    }
    html! {
        details.drop {
            summary.btn.btn-outline-danger { (name) }
            div.drop-body {
                form method="post" action={ "/orders/" (order.id) "/discard" } {
                    (ui::form_token(token))
                    (ui::textarea("reason", lang.t("intake-reason")).id("discard-reason").rows(2).required())
                    (ui::danger(&name)) (ui::clause("3.2.1"))
                }
            }
        }
    }
}
