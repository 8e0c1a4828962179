//! 4.4.1 before approval: the customer takes his order back. It rests on something he said or wrote: a logged contact or
//! a document of his.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{Act, App, Outcome};
use platform::i18n::Lang;
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::trouble::Say;
use platform::web::ui;
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::discard::checked_reason;
use super::edit::why;
use super::record::Entered;
use crate::order::{self, Approval, NoteKind, Order, RoundVerdict};

/// `POST /orders/{id}/customer-withdrawal`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<WithdrawalForm>,
) -> Result<Response, Failure> {
    let act = CustomerWithdraws { order: id, form: body.value };
    let done = app.perform_once(ask.who()?, body.once, act).await?;
    Ok(ask.see(&format!("/orders/{id}"), &done))
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct WithdrawalForm {
    pub reason: String,
    /// The contact note or source document in which the customer said so.
    pub linked: String,
}

pub struct CustomerWithdraws {
    pub order: Id,
    pub form: WithdrawalForm,
}

impl Act for CustomerWithdraws {
    type Done = Entered;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Entered> {
        let order = order::fetch_seen(tx, who, self.order, None)?;
        let linked = links(tx, &order)?.into_iter().find(|link| link.id.to_string() == self.form.linked);
        let facts = Facts { reason: checked_reason(&self.form.reason)?, linked: linked.is_some() };
        let leave = CUSTOMER_WITHDRAWS.admit(order.approval, &order::standing(tx, who, &order)?, &facts, &[])?;
        if order.approval == Approval::FinalReview && !leave.idle {
            order::close_round(tx, who, &order, RoundVerdict::Withdrawn, &[], &facts.reason)?;
        }
        if !leave.idle {
            order::drop_proposals(tx, order.id)?;
        }
        let body = json!({ "reason": facts.reason, "linked": self.form.linked });
        let order = order::advance(tx, who, order, leave, body)?;
        Ok(Entered::of(&order))
    }
}

#[derive(Debug)]
pub struct Facts {
    reason: String,
    linked: bool,
}

pub const CUSTOMER_WITHDRAWS: Step<Approval, Facts> = Step {
    id: "order.customer_withdraws",
    clause: "4.4.1",
    from: &[Approval::Draft, Approval::Returned, Approval::FinalReview],
    to: Some(Approval::Withdrawn),
    by: By::Owner,
    opens: &["file_order"],
    closes: &[
        "submit",
        "renegotiate",
        "decline_returned",
        "final_review",
        "send_confirmation",
        "signed_return",
        "settle_dispute",
        "see_signed_return",
        "remind_customer",
    ],
    rules: &[
        Rule { id: "withdrawal.linked", clause: "4.4.1", weight: Weight::Must, verdict: is_linked },
        Rule { id: "withdrawal.reason", clause: "4.4.1", weight: Weight::Must, verdict: has_reason },
    ],
};

fn is_linked(facts: &Facts) -> Vec<Finding> {
    if facts.linked { Vec::new() } else { vec![Finding::fail(Say::new("intake-withdrawal-unlinked"))] }
}

fn has_reason(facts: &Facts) -> Vec<Finding> {
    if facts.reason.is_empty() { vec![Finding::fail(Say::new("intake-reason-missing"))] } else { Vec::new() }
}

/// What a withdrawal may rest on.
#[derive(Clone, Debug)]
pub struct Link {
    pub id: Id,
    pub text: String,
}

/// Logged contacts and the customer's documents, newest first.
pub fn links(tx: &mut Tx, order: &Order) -> Outcome<Vec<Link>> {
    let short = |text: &str| text.chars().take(60).collect::<String>();
    let mut all: Vec<Link> = order::notes(tx, order.id)?
        .into_iter()
        .filter(|note| note.kind == NoteKind::Contact)
        .map(|note| Link { id: note.id, text: format!("{}: {}", note.by_name, short(&note.text)) })
        .collect();
    let sources = order::sources(tx, order.id)?.into_iter().filter(|source| source.from_customer);
    all.extend(sources.map(|source| Link { id: source.id, text: source.name }));
    all.reverse();
    Ok(all)
}

/// `None` where the step is not offered; else what greys its button.
pub fn stopped(tx: &mut Tx, who: &Person, order: &Order) -> Outcome<Option<Option<Trouble>>> {
    let stands = order::standing(tx, who, order)?;
    if !CUSTOMER_WITHDRAWS.offered(order.approval, &stands) {
        return Ok(None);
    }
    let facts = Facts { reason: "–".into(), linked: !links(tx, order)?.is_empty() };
    Ok(Some(CUSTOMER_WITHDRAWS.stopped_by(order.approval, &stands, &facts, &[])))
}

pub fn control(lang: Lang, order: &Order, token: Id, stopped: Option<Trouble>, links: &[Link]) -> Markup {
    let name = lang.t("step-order-customer-withdraws");
    if let Some(trouble) = stopped {
        return html! { (ui::danger(&name).plain().reasons("why-withdrawal", why(&trouble, lang))) };
    }
    let choices = links.iter().map(|link| (link.id.to_string(), link.text.clone()));
    html! {
        details.drop {
            summary.btn.btn-outline-danger { (name) }
            div.drop-body {
                form method="post" action={ "/orders/" (order.id) "/customer-withdrawal" } {
                    (ui::form_token(token))
                    (ui::select("linked", lang.t("intake-withdrawal-link"), choices).id("withdrawal-link"))
                    (ui::textarea("reason", lang.t("intake-reason")).id("withdrawal-reason").rows(2).required())
                    (ui::danger(&name)) (ui::clause("4.4.1"))
                }
            }
        }
    }
}
