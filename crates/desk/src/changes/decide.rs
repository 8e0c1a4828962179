//! 4.3.2: the manager decides whether a change is looked at; with his leave it goes to the departments that it touches,
//! and to no other. Whoever wrote it does not decide (1.3.4).

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::step::{By, Standing, Step};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Tx};
use serde::Deserialize;
use serde_json::json;

use super::assess;
use super::remind::CONFIRMS;
use super::request::{self, APART, Change, ChangeState, ENDED, Known, Mark, OPEN, WORDS};
use super::{duties, impact, page};
use crate::order::{self, Order};
use crate::people::{self, MemoKind};
use crate::review::bounded;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct DecideForm {
    pub verdict: String,
    pub text: String,
    pub lock: String,
}

/// `POST /changes/{id}/decision`: `verdict` = "approve" or "reject".
pub async fn decide(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<DecideForm>,
) -> Result<Response, Failure> {
    let act = Decide { change: id, form: body.value };
    page::done(&app, &ask, id, body.raw, app.perform_once(ask.who()?, body.once, act).await).await
}

pub const APPROVE: Step<ChangeState, Known> = Step {
    id: "change.approve",
    clause: "4.3.2",
    from: &[ChangeState::ManagerReview],
    to: Some(ChangeState::Assessing),
    by: By::Decider,
    opens: &["assess_change"],
    closes: &["decide_change"],
    rules: &[APART],
};

pub const REJECT: Step<ChangeState, Known> =
    Step { id: "change.reject", to: Some(ChangeState::Rejected), opens: &[], rules: &[APART, WORDS], ..APPROVE };

pub struct Decide {
    pub change: Id,
    pub form: DecideForm,
}

impl Act for Decide {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut desk = request::desk(tx, who, self.change, &self.form.lock)?;
        let text = bounded("text", &self.form.text)?;
        let step = if self.form.verdict == "reject" { &REJECT } else { &APPROVE };
        let known = Known { entered: desk.entered, words: !text.is_empty(), ..Known::default() };
        let leave = step.admit(desk.change.state, &desk.stands, &known, &[])?;
        if leave.idle {
            return Ok(self.change);
        }
        desk.change.said.decided = Mark::of(tx, who, &text);
        request::advance(tx, who, &desk.order, &mut desk.change, &leave, json!({ "text": text }))?;
        if desk.change.state == ChangeState::Assessing {
            ask_departments(tx, who, &desk.order, &mut desk.change)?;
        } else {
            tell_owner(tx, who, &desk.order, &desk.change, &text)?;
        }
        Ok(self.change)
    }
}

/// Each gets its question and its day; where nobody is touched, nothing is waited for.
fn ask_departments(tx: &mut Tx, who: &Person, order: &Order, change: &mut Change) -> Outcome<()> {
    let departments = impact::of(tx, who, order, change)?.0.departments;
    if change.said.difference.has_custom() {
        let next = change.said.difference.applied(tx, order)?;
        order::ask_coming(tx, who, order, &next, change.id)?;
    }
    for department in &departments {
        assess::ask(tx, change, *department)?;
        duties::give_to(tx, &request::about(change, order), "assess_change", *department)?;
    }
    if departments.is_empty() { assess::all_said(tx, who, order, change) } else { Ok(()) }
}

/// The order's owner learns what became of it.
pub fn tell_owner(tx: &mut Tx, who: &Person, order: &Order, change: &Change, text: &str) -> Outcome<()> {
    people::tell(tx, who, order.owner, MemoKind::Change, &change.href(), &change.number, text)
}

/// `POST /changes/{id}/withdrawal`
pub async fn withdraw(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<DecideForm>,
) -> Result<Response, Failure> {
    let act = Withdraw { change: id, form: body.value };
    page::done(&app, &ask, id, body.raw, app.perform_once(ask.who()?, body.once, act).await).await
}

/// The customer takes it back, or it was a mistake: said why, at any time before it takes effect.
pub const WITHDRAW: Step<ChangeState, Known> = Step {
    id: "change.withdraw",
    clause: "4.3.4",
    from: OPEN,
    to: Some(ChangeState::Withdrawn),
    by: By::Owner,
    opens: &[],
    closes: &[
        "submit_change",
        "decide_change",
        "propose_change",
        "review_change",
        "answer_change",
        "carry_change",
        CONFIRMS,
    ],
    rules: &[ENDED],
};

pub struct Withdraw {
    pub change: Id,
    pub form: DecideForm,
}

impl Act for Withdraw {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut desk = request::desk(tx, who, self.change, &self.form.lock)?;
        let text = bounded("text", &self.form.text)?;
        let known = Known { words: !text.is_empty(), ..Known::default() };
        let leave = WITHDRAW.admit(desk.change.state, &desk.stands, &known, &[])?;
        if leave.idle {
            return Ok(self.change);
        }
        desk.change.said.ended = Mark::of(tx, who, &text);
        request::advance(tx, who, &desk.order, &mut desk.change, &leave, json!({ "text": text }))?;
        Ok(self.change)
    }
}

/// Who works in a department stands to its question as its owner.
pub fn of_department(who: &Person, department: Role) -> Standing {
    Standing { roles: who.roles.iter().filter(|role| *role == department).collect(), ..Standing::default() }
}
