//! The answers to what the cockpit asked: the executive consents or not, finance releases an amount until a day or not.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::day::Day;
use platform::money::Money;
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::trouble::{Fields, Say};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::deciding::bounded;
use super::{decline_returned, typed};
use crate::masters;
use crate::order::{self, Order, ProposalKind, ProposalState};
use crate::people;

/// `POST /orders/{id}/proposals/{proposal}/answer`
pub async fn answer(
    State(app): State<App>,
    ask: Ask,
    Path((id, proposal)): Path<(Id, Id)>,
    body: Body<AnswerForm>,
) -> Result<Response, Failure> {
    let act = Answer { order: id, proposal, form: body.value };
    let done = app.perform_once(ask.who()?, body.once, act).await?;
    Ok(ask.see(&format!("/review/{id}"), &json!({ "id": done })))
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    #[serde(deserialize_with = "typed::yes")]
    pub accepted: bool,
    pub text: String,
    /// For a release: the exposure that is accepted, in the company's currency.
    pub amount: String,
    pub until: String,
}

pub struct Answer {
    pub order: Id,
    pub proposal: Id,
    pub form: AnswerForm,
}

/// An answer as it was written.
pub struct Answered {
    pub text: String,
    pub amount: Option<i64>,
    pub until: Option<Day>,
    pub today: Day,
    /// Who answers has entered content of this revision.
    pub entered: bool,
}

const fn step(
    id: &'static str,
    kind: ProposalKind,
    to: ProposalState,
    by: &'static [Role],
    closes: &'static [&'static str],
    rules: &'static [Rule<Answered>],
) -> Step<ProposalState, Answered> {
    let clause = match kind {
        ProposalKind::Consent => "2.2.1c",
        ProposalKind::ReleaseCredit => "3.2.3c",
        ProposalKind::DeclineReturned => "3.2.4",
    };
    Step { id, clause, from: &[ProposalState::Open], to: Some(to), by: By::Roles(by), opens: &[], closes, rules }
}

const EXECUTIVE: &[Role] = &[Role::Executive];
const FINANCE: &[Role] = &[Role::Finance];

pub const CONSENT: Step<ProposalState, Answered> =
    step("order.consent", ProposalKind::Consent, ProposalState::Accepted, EXECUTIVE, &["consent"], &[APART, WORDS]);
pub const REFUSE_CONSENT: Step<ProposalState, Answered> = step(
    "order.refuse_consent",
    ProposalKind::Consent,
    ProposalState::Refused,
    EXECUTIVE,
    &["consent"],
    &[APART, WORDS],
);
pub const RELEASE: Step<ProposalState, Answered> = step(
    "order.release_credit",
    ProposalKind::ReleaseCredit,
    ProposalState::Accepted,
    FINANCE,
    &["release_credit"],
    &[APART, AMOUNT, UNTIL],
);
pub const REFUSE_RELEASE: Step<ProposalState, Answered> = step(
    "order.refuse_release_credit",
    ProposalKind::ReleaseCredit,
    ProposalState::Refused,
    FINANCE,
    &["release_credit"],
    &[APART, WORDS],
);

const APART: Rule<Answered> = Rule { id: "answer.apart", clause: "1.3.4", weight: Weight::Must, verdict: apart };
const WORDS: Rule<Answered> = Rule { id: "answer.words", clause: "2.2.1c", weight: Weight::Must, verdict: words };
const AMOUNT: Rule<Answered> = Rule { id: "release.amount", clause: "3.2.3c", weight: Weight::Must, verdict: amount };
const UNTIL: Rule<Answered> = Rule { id: "release.until", clause: "3.2.3c", weight: Weight::Must, verdict: until };

fn apart(answered: &Answered) -> Vec<Finding> {
    if answered.entered { vec![Finding::fail(Say::new("check-apart"))] } else { Vec::new() }
}

fn words(answered: &Answered) -> Vec<Finding> {
    if answered.text.is_empty() { vec![Finding::fail(Say::new("answer-no-words"))] } else { Vec::new() }
}

fn amount(answered: &Answered) -> Vec<Finding> {
    let positive = answered.amount.is_some_and(|amount| amount > 0);
    if positive { Vec::new() } else { vec![Finding::fail(Say::new("release-no-amount"))] }
}

fn until(answered: &Answered) -> Vec<Finding> {
    let ahead = answered.until.is_some_and(|until| until >= answered.today);
    if ahead { Vec::new() } else { vec![Finding::fail(Say::new("release-no-day"))] }
}

impl Act for Answer {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let order = order::fetch_seen(tx, who, self.order, None)?;
        let proposal = order::fetch_proposal(tx, order.id, self.proposal)?.ok_or(Trouble::Hidden)?;
        if proposal.kind == ProposalKind::DeclineReturned {
            return decline_returned::answer(tx, who, order, &proposal, self.form.accepted, &self.form.text);
        }
        let answered = self.read(tx, who, &order)?;
        let step = match (proposal.kind, self.form.accepted) {
            (ProposalKind::Consent, true) => &CONSENT,
            (ProposalKind::Consent, false) => &REFUSE_CONSENT,
            (_, true) => &RELEASE,
            (_, false) => &REFUSE_RELEASE,
        };
        let standing = order::standing(tx, who, &order)?;
        if proposal.state != ProposalState::Open && step.by.allows(&standing) {
            return Err(Trouble::stale(order.id));
        }
        let leave = step.admit(proposal.state, &standing, &answered, &[])?;
        if leave.idle {
            return Ok(proposal.id);
        }
        let accepted = leave.to == ProposalState::Accepted;
        let released = (accepted && proposal.kind == ProposalKind::ReleaseCredit).then_some(&answered);
        let (amount, until) = (released.and_then(|a| a.amount), released.and_then(|a| a.until));
        order::answer_proposal(tx, who, &order, &proposal, &leave, &answered.text, amount, until)?;
        Ok(proposal.id)
    }
}

impl Answer {
    fn read(&self, tx: &mut Tx, who: &Person, order: &Order) -> Outcome<Answered> {
        let currency = masters::company(tx)?.currency;
        let mut wrong = Fields::none();
        let (typed_amount, typed_day) = (self.form.amount.trim(), self.form.until.trim());
        let amount = Money::parse_lenient(typed_amount, currency).ok().map(Money::minor);
        if amount.is_none() && !typed_amount.is_empty() {
            wrong.add("amount", Say::new("release-amount-unreadable"));
        }
        let until: Option<Day> = typed_day.parse().ok();
        if until.is_none() && !typed_day.is_empty() {
            wrong.add("until", Say::new("release-day-unreadable"));
        }
        wrong.check()?;
        let zone = people::zone(tx)?;
        Ok(Answered {
            text: bounded("text", &self.form.text)?,
            amount,
            until,
            today: tx.now().day_in(&zone),
            entered: order::editors(tx, order)?.contains(&who.id),
        })
    }
}
