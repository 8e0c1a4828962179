//! 3.2.3b: the executive accepts or refuses what the manager proposed; until then the manager may take it back.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::db::Tx;
use platform::event;
use platform::history::{self, ADMINISTRATION, Entry};
use platform::ids::Id;
use platform::settings;
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::trouble::{Say, Trouble};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::change::{self, ChangeState, PolicyChange};
use super::{known, page};
use crate::people::again::Again;
use crate::people::roles;

/// `POST /settings/{name}/changes/{id}`
pub async fn answer(
    State(app): State<App>,
    ask: Ask,
    Path((name, id)): Path<(String, Id)>,
    body: Body<AnswerForm>,
) -> Result<Response, Failure> {
    let act = AnswerChange { name: name.clone(), change: id, form: body.value };
    match app.perform_once(ask.who()?, body.once, act).await {
        Ok(done) => Ok(ask.see(&format!("/settings/{name}?done={}", done.state), &done)),
        Err(trouble) => page::again(&app, &ask, name, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    /// `accepted`, `refused` or `taken_back`.
    pub answer: String,
    pub text: String,
}

pub struct AnswerChange {
    pub name: String,
    pub change: Id,
    pub form: AnswerForm,
}

/// What the rules look at.
#[derive(Clone, Debug)]
pub struct Answered {
    pub text: String,
    pub own: bool,
    /// The value is still the one that the proposal was made against.
    pub fresh: bool,
}

const fn step(
    id: &'static str,
    to: ChangeState,
    by: &'static [Role],
    rules: &'static [Rule<Answered>],
) -> Step<ChangeState, Answered> {
    let (from, closes) = (&[ChangeState::Open], &["accept_setting"]);
    Step { id, clause: "3.2.3b", from, to: Some(to), by: By::Roles(by), opens: &[], closes, rules }
}

const EXECUTIVE: &[Role] = &[Role::Executive];

pub const ACCEPT: Step<ChangeState, Answered> =
    step("setting.accept", ChangeState::Accepted, EXECUTIVE, &[APART, FRESH]);
pub const REFUSE: Step<ChangeState, Answered> =
    step("setting.refuse", ChangeState::Refused, EXECUTIVE, &[APART, WORDS]);
pub const TAKE_BACK: Step<ChangeState, Answered> =
    step("setting.take_back", ChangeState::TakenBack, &[Role::Manager], &[]);

const APART: Rule<Answered> = Rule { id: "setting.apart", clause: "1.3.4", weight: Weight::Must, verdict: apart };
const WORDS: Rule<Answered> =
    Rule { id: "setting.answer_words", clause: "1.3.4", weight: Weight::Must, verdict: words };
const FRESH: Rule<Answered> = Rule { id: "setting.fresh", clause: "1.3.1", weight: Weight::Must, verdict: fresh };

/// Two people: whoever proposed it does not accept it, whatever else he may be.
fn apart(answered: &Answered) -> Vec<Finding> {
    if answered.own { vec![Finding::fail(Say::new("setting-own"))] } else { Vec::new() }
}

fn words(answered: &Answered) -> Vec<Finding> {
    if answered.text.is_empty() { vec![Finding::fail(Say::new("setting-no-answer"))] } else { Vec::new() }
}

fn fresh(answered: &Answered) -> Vec<Finding> {
    if answered.fresh { Vec::new() } else { vec![Finding::fail(Say::new("setting-moved"))] }
}

impl Act for AnswerChange {
    type Done = PolicyChange;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<PolicyChange> {
        let (setting, _) = known::find(&self.name).ok_or(Trouble::Hidden)?;
        let asked = change::one(tx, &self.name, self.change)?.ok_or(Trouble::Hidden)?;
        let text = self.form.text.trim().to_string();
        if text.chars().count() > 1_000 {
            return Err(Trouble::invalid("text", Say::new("setting-ground-long")));
        }
        let step = match self.form.answer.as_str() {
            "accepted" => &ACCEPT,
            "refused" => &REFUSE,
            "taken_back" => &TAKE_BACK,
            _ => return Err(Trouble::invalid("answer", Say::new("setting-no-answer"))),
        };
        let fresh = change::value(tx, setting, &self.name)? == asked.from;
        let answered = Answered { text, own: asked.asked_by == who.id, fresh };
        let step = Step { clause: setting.clause, ..*step };
        let leave = step.admit(asked.state, &roles::standing(who), &answered, &[])?;
        if leave.idle {
            return Ok(asked);
        }
        change::close(tx, who, asked.id, leave.to, &answered.text)?;
        event::taken(tx, who, &change::taken(&asked, leave.opens, leave.closes))?;
        if leave.to == ChangeState::Accepted {
            settings::keep(tx, &self.name, &asked.to)?;
        }
        let body = json!({
            "name": self.name, "from": asked.from, "to": asked.to, "ground": asked.ground,
            "asked_by": asked.asked_name, "answer": answered.text,
        });
        let (step, clause) = (leave.step, leave.clause);
        history::append(tx, who, &Entry { chain: ADMINISTRATION, step, clause, body, rows: Vec::new() })?;
        change::one(tx, &self.name, asked.id)?.ok_or(Trouble::Hidden)
    }
}
