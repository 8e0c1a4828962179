//! 2.2.2d: what was not solved after all is opened again, with a ground; it falls due as its severity says.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::step::{By, Step};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde_json::json;

use super::escalate_problem::GroundForm;
use super::problem::{self, Facts, GROUND, ProblemState};
use super::problem_page;
use crate::order::CONCERNED;
use crate::people::{self, Again, MemoKind};

/// `POST /problems/{id}/reopening`
pub async fn reopen(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<GroundForm>,
) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, ReopenProblem { problem: id, form: body.value }).await {
        Ok(id) => Ok(ask.see(&format!("/problems/{id}"), &json!({ "id": id }))),
        Err(trouble) => problem_page::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

pub struct ReopenProblem {
    pub problem: Id,
    pub form: GroundForm,
}

pub const REOPEN: Step<ProblemState, Facts> = Step {
    id: "problem.reopen",
    clause: "2.2.2d",
    from: &[ProblemState::Resolved],
    to: Some(ProblemState::Open),
    by: By::Roles(CONCERNED),
    opens: &["solve_problem"],
    closes: &[],
    rules: &[GROUND],
};

impl Act for ReopenProblem {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut problem = problem::fetch_seen(tx, self.problem, &self.form.lock)?;
        let ground = problem_page::bounded("ground", &self.form.ground)?;
        let facts = Facts { ground: ground.clone(), ..Facts::default() };
        let standing = problem::standing(tx, who, &problem)?;
        let leave = REOPEN.admit(problem.state, &standing, &facts, &[])?;
        if leave.idle {
            return Ok(problem.id);
        }
        (problem.resolved_at, problem.resolved_by, problem.escalated_at) = (None, None, None);
        problem.ground = ground.clone();
        problem.reopened += 1;
        let allowed = problem.severity.allowed(tx)?;
        problem.due_at = people::due(tx, Some(problem.department), allowed)?;
        problem::give_duty(tx, &problem)?;
        if let Some(owner) = problem.owner {
            people::tell(tx, who, owner, MemoKind::ProblemReopened, &problem.href(), &problem.title, &ground)?;
        }
        problem::advance(tx, who, &problem, &leave, json!({ "ground": ground, "times": problem.reopened }))?;
        Ok(problem.id)
    }
}
