//! 3.2.4: where talking with the customer leads nowhere, an order that was sent back is declined by two: its owner
//! proposes it with coded reasons, whoever decides accepts, and the customer is told; or he refuses, and it is
//! renegotiated. What is accepted is the order as it was proposed.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{Act, App, Outcome};
use platform::history::hex;
use platform::step::{By, Finding, Rule, Standing, Step, Weight};
use platform::trouble::Say;
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::deciding::{APART, REASONS, Verdict, WORDS, bounded};
use super::reasons::DeclineReason;
use super::{pieces, typed};
use crate::notices::{self, Notice};
use crate::order::{self, Approval, Order, Proposal, ProposalKind, ProposalState};
use crate::shell::{self, Page};
use crate::{masters, people};

const KIND: ProposalKind = ProposalKind::DeclineReturned;

pub const PROPOSE: Step<Approval, Verdict> = Step {
    id: "order.ask_decline_returned",
    clause: "3.2.4",
    from: &[Approval::Returned],
    to: None,
    by: By::Owner,
    opens: &["decline_returned"],
    closes: &[],
    rules: &[REASONS, WORDS, ONE],
};

pub const ACCEPT: Step<ProposalState, Verdict> = Step {
    id: "order.accept_decline",
    clause: "3.2.4",
    from: &[ProposalState::Open],
    to: Some(ProposalState::Accepted),
    by: By::Decider,
    opens: &[],
    closes: &["decline_returned"],
    rules: &[APART, FRESH],
};

pub const REFUSE: Step<ProposalState, Verdict> =
    Step { id: "order.refuse_decline", to: Some(ProposalState::Refused), rules: &[APART, WORDS], ..ACCEPT };

/// What follows from the acceptance.
pub const DECLINE: Step<Approval, ()> = Step {
    id: "order.decline_returned",
    clause: "3.2.4",
    from: &[Approval::Returned],
    to: Some(Approval::Declined),
    by: By::System,
    opens: &["file_order"],
    closes: &["renegotiate", "answer_offer", "settle_offer"],
    rules: &[],
};

const ONE: Rule<Verdict> = Rule {
    id: "ask.one",
    clause: "1.3.3",
    weight: Weight::Must,
    verdict: |verdict| failing(!verdict.waits, "ask-waits-already"),
};

const FRESH: Rule<Verdict> = Rule {
    id: "decline.fresh",
    clause: "3.2.4",
    weight: Weight::Must,
    verdict: |verdict| failing(!verdict.moved, "decline-moved"),
};

fn failing(holds: bool, key: &'static str) -> Vec<Finding> {
    if holds { Vec::new() } else { vec![Finding::fail(Say::new(key))] }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ProposeDeclineForm {
    /// The state the owner saw.
    #[serde(deserialize_with = "typed::whole")]
    pub lock: Option<i64>,
    pub reasons: Vec<String>,
    pub text: String,
}

pub struct ProposeDecline {
    pub order: Id,
    pub form: ProposeDeclineForm,
}

impl Act for ProposeDecline {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let order = order::fetch_seen(tx, who, self.order, self.form.lock)?;
        let reasons: Vec<String> =
            self.form.reasons.iter().filter(|code| DeclineReason::from_code(code).is_some()).cloned().collect();
        let waits = open_of(&order::proposals(tx, order.id)?).is_some();
        let verdict = Verdict { reasons, text: bounded("text", &self.form.text)?, waits, ..Verdict::default() };
        let leave = PROPOSE.admit(order.approval, &order::standing(tx, who, &order)?, &verdict, &[])?;
        if leave.idle {
            return Ok(order.id);
        }
        let facts = facts_of(&order, &verdict.reasons);
        order::ask_proposal(tx, who, &order, KIND, &facts, &verdict.text)
    }
}

/// The reasons, and what the order said when they were given.
fn facts_of(order: &Order, reasons: &[String]) -> String {
    format!("{}|{}", reasons.join(","), hex(&order.content_digest))
}

fn reasons_of(proposal: &Proposal) -> Vec<DeclineReason> {
    let reasons = proposal.facts.split('|').next().unwrap_or("");
    reasons.split(',').filter_map(DeclineReason::from_code).collect()
}

/// What was proposed, in the reader's words.
pub fn reason_words(lang: platform::i18n::Lang, proposal: &Proposal) -> String {
    let words: Vec<String> = reasons_of(proposal).iter().map(|code| lang.t(&format!("reason-{code}"))).collect();
    words.join("、")
}

fn open_of(all: &[Proposal]) -> Option<&Proposal> {
    all.iter().find(|proposal| proposal.kind == KIND && proposal.state == ProposalState::Open)
}

/// The manager decides; where he proposed it, entered or submitted the order himself, the executive.
fn standing(tx: &mut Tx, who: &Person, order: &Order, proposal: &Proposal) -> Outcome<(Standing, bool)> {
    let submitter = order::rounds(tx, order.id)?.first().map(|round| round.submitted_by);
    let his = |person: Id| proposal.asked_by == person || submitter == Some(person);
    let mut standing = order::standing(tx, who, order)?;
    standing.manager_entered |= his(people::acting_manager(tx)?.id);
    let entered = his(who.id) || order::editors(tx, order)?.contains(&who.id);
    Ok((standing, entered))
}

/// Whether this reader answers it.
pub fn decides(tx: &mut Tx, who: &Person, order: &Order, proposal: &Proposal) -> Outcome<bool> {
    let (standing, entered) = standing(tx, who, order, proposal)?;
    Ok(!entered && ACCEPT.offered(proposal.state, &standing))
}

/// The answer to a proposal; the order is held by the caller.
pub fn answer(
    tx: &mut Tx,
    who: &Person,
    mut order: Order,
    proposal: &Proposal,
    accepted: bool,
    text: &str,
) -> Outcome<Id> {
    let (standing, entered) = standing(tx, who, &order, proposal)?;
    let reasons = reasons_of(proposal);
    let codes: Vec<String> = reasons.iter().map(|code| code.code().to_string()).collect();
    let verdict = Verdict {
        text: bounded("text", text)?,
        entered,
        moved: proposal.facts != facts_of(&order, &codes),
        ..Verdict::default()
    };
    let step = if accepted { &ACCEPT } else { &REFUSE };
    if proposal.state != ProposalState::Open && step.by.allows(&standing) {
        return Err(Trouble::stale(order.id));
    }
    let leave = step.admit(proposal.state, &standing, &verdict, &[])?;
    if leave.idle {
        return Ok(proposal.id);
    }
    order::answer_proposal(tx, who, &order, proposal, &leave, &verdict.text, None, None)?;
    if leave.to != ProposalState::Accepted {
        return Ok(proposal.id);
    }
    let leave = DECLINE.admit(order.approval, &Standing::SYSTEM, &(), &[])?;
    if leave.idle {
        return Ok(proposal.id);
    }
    order.decided_at = Some(tx.now());
    let body = json!({"reasons": codes, "text": proposal.asked_text, "proposed_by": proposal.asked_by});
    let order = order::advance(tx, who, order, leave, body)?;
    let lang = masters::customer(tx, order.customer)?.map_or(who.lang, |customer| customer.lang);
    let words: Vec<String> = reasons.iter().map(|reason| lang.t(&format!("decline-told-{reason}"))).collect();
    // After the step: a final order has no duties left but this one.
    notices::to_customer(tx, who, &order, Notice::Declined, &words)?;
    Ok(proposal.id)
}

/// On the Review tab of an order that came back: the way to propose it, or that it waits.
pub fn offer(tx: &mut Tx, who: &Person, order: &Order, lang: platform::i18n::Lang) -> Outcome<Markup> {
    if order.approval != Approval::Returned {
        return Ok(html! {});
    }
    let all = order::proposals(tx, order.id)?;
    let last = all.iter().find(|proposal| proposal.kind == KIND);
    let offered = PROPOSE.offered(order.approval, &order::standing(tx, who, order)?) && open_of(&all).is_none();
    if last.is_none() && !offered {
        return Ok(html! {});
    }
    Ok(ui::card(
        lang.t("proposal-decline-returned"),
        ui::clause("3.2.4"),
        html! {
            @if let Some(last) = last {
                @let tone = match last.state {
                    ProposalState::Open => Tone::Active,
                    ProposalState::Accepted => Tone::Good,
                    ProposalState::Refused => Tone::Bad,
                    ProposalState::Moot => Tone::Quiet,
                };
                p { (ui::status(tone, lang.t(&format!("proposal-state-{}", last.state)))) " " (reason_words(lang, last)) " · " (last.asked_text) }
                @if !last.answer.is_empty() { p { "→ " (last.answer) } }
            }
            @if offered {
                p { (ui::link_button(lang.t("step-order-ask-decline-returned"), format!("/orders/{}/decline-proposal", order.id))) }
            }
        },
    ))
}

/// `GET /orders/{id}/decline-proposal`
pub async fn page(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    shown(&app, &ask, id, ProposeDeclineForm::default(), None).await
}

/// `POST /orders/{id}/decline-proposal`
pub async fn propose(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<ProposeDeclineForm>,
) -> Result<Response, Failure> {
    let act = ProposeDecline { order: id, form: body.value.clone() };
    match app.perform_once(ask.who()?, body.once, act).await {
        Ok(proposal) => Ok(ask.see(&format!("/orders/{id}?tab=review"), &json!({ "id": proposal }))),
        Err(trouble @ (Trouble::Refused(_) | Trouble::Invalid(_))) if !ask.json => {
            shown(&app, &ask, id, body.value, Some(trouble)).await
        }
        Err(trouble) => Err(trouble.into()),
    }
}

async fn shown(
    app: &App,
    ask: &Ask,
    id: Id,
    typed: ProposeDeclineForm,
    trouble: Option<Trouble>,
) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let (number, lock, token) = app
        .read(move |tx| {
            let order = order::fetch(tx, &who, id)?;
            Ok((order.number, order.lock, tx.new_id()))
        })
        .await?;
    let codes: Vec<&str> = DeclineReason::ALL.iter().map(|reason| reason.code()).collect();
    let title = ask.ta("propose-decline-of", &[("number", number.clone())]);
    let form = html! {
        form method="post" action={ "/orders/" (id) "/decline-proposal" } data-guard {
            (ui::form_token(token))
            (ui::hidden("lock", lock))
            (pieces::reason_ticks(ask.lang, "propose", &codes, &typed.reasons))
            (ui::textarea("text", ask.t("propose-decline-text")).id("propose-text").value(&typed.text).required())
            div.form-foot { (ui::primary(ask.t("step-order-ask-decline-returned"))) (ui::link_button(ask.t("propose-decline-back"), format!("/orders/{id}"))) }
        }
    };
    let body = html! {
        (ui::page_header(&title, ask.t("propose-decline-lead"), html! { (ui::clause("3.2.4")) }))
        @if let Some(trouble) = &trouble { (pieces::stopped(ask.lang, trouble)) }
        (ui::card("", html! {}, form))
    };
    let status = trouble.as_ref().map_or(StatusCode::OK, platform::web::failure::status);
    let page = Page::new(title, "orders", body).crumb(number, format!("/orders/{id}")).status(status);
    Ok(shell::page(ask, page))
}
