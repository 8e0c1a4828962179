//! What the manager may not decide alone is asked for from the cockpit: finance's release (3.2.3c), the executive's
//! consent (2.2.1c, 3.2.3b).

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::deciding::bounded;
use super::facts::Facts;
use super::verdicts::{payment, price};
use crate::order::{self, Approval, ProposalKind, ProposalState};

/// `POST /orders/{id}/proposals`
pub async fn propose(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<ProposeForm>,
) -> Result<Response, Failure> {
    let done = app.perform_once(ask.who()?, body.once, Propose { order: id, form: body.value }).await?;
    Ok(ask.see(&format!("/review/{id}"), &json!({ "id": done })))
}

#[derive(Debug, Clone, Deserialize)]
pub struct ProposeForm {
    pub kind: ProposalKind,
    #[serde(default)]
    pub text: String,
}

pub struct Propose {
    pub order: Id,
    pub form: ProposeForm,
}

/// What was written to the decider.
pub struct Asking {
    pub text: String,
    /// The same was asked, and is not answered yet.
    pub waits: bool,
}

const fn ask_step(id: &'static str, clause: &'static str, opens: &'static [&'static str]) -> Step<Approval, Asking> {
    Step {
        id,
        clause,
        from: &[Approval::FinalReview],
        to: None,
        by: By::Roles(&[Role::Manager, Role::Specialist]),
        opens,
        closes: &[],
        rules: &[WORDS, ONE],
    }
}

pub const ASK_CONSENT: Step<Approval, Asking> = ask_step("order.ask_consent", "2.2.1c", &["consent"]);
pub const ASK_RELEASE: Step<Approval, Asking> = ask_step("order.ask_release_credit", "3.2.3c", &["release_credit"]);

const WORDS: Rule<Asking> = Rule { id: "ask.words", clause: "1.3.3", weight: Weight::Must, verdict: words };

/// What a second one would write, nobody would read.
const ONE: Rule<Asking> = Rule { id: "ask.one", clause: "1.3.3", weight: Weight::Must, verdict: one };

fn one(asking: &Asking) -> Vec<Finding> {
    if asking.waits { vec![Finding::fail(Say::new("ask-waits-already"))] } else { Vec::new() }
}

fn words(asking: &Asking) -> Vec<Finding> {
    if asking.text.is_empty() { vec![Finding::fail(Say::new("ask-no-words"))] } else { Vec::new() }
}

impl Act for Propose {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let order = order::fetch_seen(tx, who, self.order, None)?;
        let standing = order::standing(tx, who, &order)?;
        let asked = order::proposals(tx, order.id)?;
        let waits = asked.iter().any(|p| p.kind == self.form.kind && p.state == ProposalState::Open);
        let asking = Asking { text: bounded("text", &self.form.text)?, waits };
        let step = match self.form.kind {
            ProposalKind::Consent => &ASK_CONSENT,
            ProposalKind::ReleaseCredit => &ASK_RELEASE,
            // With its coded reasons on a form of its own.
            ProposalKind::DeclineReturned => {
                return Err(Trouble::invalid("kind", Say::new("propose-decline-elsewhere")));
            }
        };
        let leave = step.admit(order.approval, &standing, &asking, &[])?;
        if leave.idle {
            return Ok(order.id);
        }
        let about = match self.form.kind {
            ProposalKind::Consent => price::consent_facts(&order, &Facts::gather(tx, who, &order)?.prices),
            ProposalKind::ReleaseCredit | ProposalKind::DeclineReturned => payment::release_facts(&order),
        };
        order::ask_proposal(tx, who, &order, self.form.kind, &about, &asking.text)
    }
}
