//! 3.2.3b: the executive accepts or refuses the prices that the manager proposed; until then the manager may take them
//! back. What is accepted is in force at once and as a whole.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::history::{self, ADMINISTRATION, Entry};
use platform::limits::FIELD_CHARS;
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::trouble::{Say, Trouble};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::proposal::{self, PriceProposal, ProposalState};
use super::{change, proposal_page};
use crate::masters::{shown, steps};
use crate::people::Again;

/// `POST /price-proposals/{id}/answer`
pub async fn answer(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    body: Body<AnswerForm>,
) -> Result<Response, Failure> {
    let id = shown::id_of(&id)?;
    match app.perform_once(ask.who()?, body.once, AnswerPrices { proposal: id, form: body.value }).await {
        Ok(done) => Ok(ask.see(&format!("/price-proposals/{id}?done={}", done.state), &done)),
        Err(trouble) => proposal_page::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    /// `accepted`, `refused` or `taken_back`.
    pub answer: String,
    pub text: String,
}

pub struct AnswerPrices {
    pub proposal: Id,
    pub form: AnswerForm,
}

/// What the rules look at.
#[derive(Clone, Debug)]
pub struct Answered {
    pub text: String,
    pub own: bool,
    /// Prices that are no longer what was proposed against.
    pub moved: i64,
}

const fn step(
    id: &'static str,
    to: ProposalState,
    by: &'static [Role],
    rules: &'static [Rule<Answered>],
) -> Step<ProposalState, Answered> {
    let (from, closes) = (&[ProposalState::Open], &["accept_prices"]);
    Step { id, clause: "3.2.3b", from, to: Some(to), by: By::Roles(by), opens: &[], closes, rules }
}

const EXECUTIVE: &[Role] = &[Role::Executive];

pub const ACCEPT: Step<ProposalState, Answered> =
    step("price.accept", ProposalState::Accepted, EXECUTIVE, &[APART, FRESH]);
pub const REFUSE: Step<ProposalState, Answered> =
    step("price.refuse", ProposalState::Refused, EXECUTIVE, &[APART, WORDS]);
pub const TAKE_BACK: Step<ProposalState, Answered> =
    step("price.take_back", ProposalState::TakenBack, &[Role::Manager], &[]);

const APART: Rule<Answered> = Rule { id: "price_list.apart", clause: "1.3.4", weight: Weight::Must, verdict: apart };
const WORDS: Rule<Answered> =
    Rule { id: "price_list.answer_words", clause: "1.3.4", weight: Weight::Must, verdict: words };
const FRESH: Rule<Answered> = Rule { id: "price_list.fresh", clause: "1.3.1", weight: Weight::Must, verdict: fresh };

/// Two people: whoever proposed them does not accept them, whatever else he may be.
fn apart(answered: &Answered) -> Vec<Finding> {
    if answered.own { vec![Finding::fail(Say::new("prices-own"))] } else { Vec::new() }
}

fn words(answered: &Answered) -> Vec<Finding> {
    if answered.text.is_empty() { vec![Finding::fail(Say::new("prices-no-answer"))] } else { Vec::new() }
}

fn fresh(answered: &Answered) -> Vec<Finding> {
    let moved = answered.moved;
    if moved == 0 { Vec::new() } else { vec![Finding::fail(Say::new("prices-moved").arg("n", moved))] }
}

impl Act for AnswerPrices {
    type Done = PriceProposal;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<PriceProposal> {
        let asked = proposal::one(tx, self.proposal)?.ok_or(Trouble::Hidden)?;
        let text = self.form.text.trim().to_string();
        if text.chars().count() as u64 > FIELD_CHARS.value {
            return Err(Trouble::invalid("text", Say::new("masters-bad-too-long").arg("max", FIELD_CHARS.value)));
        }
        let step = match self.form.answer.as_str() {
            "accepted" => &ACCEPT,
            "refused" => &REFUSE,
            "taken_back" => &TAKE_BACK,
            _ => return Err(Trouble::invalid("answer", Say::new("prices-no-answer"))),
        };
        proposal::hold(tx)?;
        let answered = Answered { text, own: asked.asked_by == who.id, moved: change::moved(tx, asked.id)? };
        let leave = step.admit(asked.state, &steps::standing(who), &answered, &[])?;
        if leave.idle {
            return Ok(asked);
        }
        proposal::close(tx, who, &asked, &leave, &answered.text)?;
        if leave.to == ProposalState::Accepted {
            change::apply(tx, asked.id)?;
        }
        // Without a figure: who reads this chain need not see prices. They stand in the proposal's rows.
        let body = json!({
            "proposal": asked.id, "file": asked.file_name, "rows": asked.row_count, "asked_by": asked.asked_name,
            "answer": answered.text,
        });
        let entry = Entry { chain: ADMINISTRATION, step: leave.step, clause: leave.clause, body, rows: Vec::new() };
        history::append(tx, who, &entry)?;
        proposal::one(tx, asked.id)?.ok_or(Trouble::Hidden)
    }
}
