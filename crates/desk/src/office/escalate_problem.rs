//! 2.2.2d: who cannot solve a problem calls the manager in; he helps within four hours (2.2.1b).

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::step::{By, Step};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Tx};
use serde::Deserialize;
use serde_json::json;

use super::problem::{self, Facts, GROUND, ProblemState};
use super::problem_page;
use crate::order::duty::{self, Given, Owner};
use crate::people::{self, Again, MemoKind};

/// `POST /problems/{id}/escalation`
pub async fn escalate(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<GroundForm>,
) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, EscalateProblem { problem: id, form: body.value }).await {
        Ok(id) => Ok(ask.see(&format!("/problems/{id}"), &json!({ "id": id }))),
        Err(trouble) => problem_page::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct GroundForm {
    pub ground: String,
    pub lock: String,
}

pub struct EscalateProblem {
    pub problem: Id,
    pub form: GroundForm,
}

pub const ESCALATE: Step<ProblemState, Facts> = Step {
    id: "problem.escalate",
    clause: "2.2.2d",
    from: &[ProblemState::Open],
    to: Some(ProblemState::Escalated),
    // Whoever holds it, whoever reported it.
    by: By::Owner,
    opens: &["help_problem"],
    closes: &[],
    rules: &[GROUND],
};

impl Act for EscalateProblem {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut problem = problem::fetch_seen(tx, self.problem, &self.form.lock)?;
        let ground = problem_page::bounded("ground", &self.form.ground)?;
        let facts = Facts { ground: ground.clone(), ..Facts::default() };
        let standing = problem::standing(tx, who, &problem)?;
        let leave = ESCALATE.admit(problem.state, &standing, &facts, &[])?;
        if leave.idle {
            return Ok(problem.id);
        }
        problem.escalated_at = Some(tx.now());
        problem.ground = ground.clone();
        let given = Given {
            about: problem.id,
            about_kind: "problem",
            kind: "help_problem",
            owner: Owner::Role(Role::Manager),
            subject: &problem.title,
            detail: &problem.order_number,
            due_at: None,
            over: None,
        };
        duty::give(tx, &given)?;
        let href = problem.href();
        people::tell_role(tx, who, Role::Manager, MemoKind::ProblemRaised, &href, &problem.title, &ground)?;
        problem::advance(tx, who, &problem, &leave, json!({ "ground": ground }))?;
        Ok(problem.id)
    }
}
