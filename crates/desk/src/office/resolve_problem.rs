//! 2.2.2d: a problem is solved when its cause and its solution are written down; who reported it is told.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::step::{By, Step};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde::Deserialize;
use serde_json::json;

use super::problem::{self, Facts, ProblemState, SOLVED};
use super::problem_page;
use crate::order::duty;
use crate::people::{self, Again, MemoKind};

/// `POST /problems/{id}/resolution`
pub async fn resolve(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<ResolveForm>,
) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, ResolveProblem { problem: id, form: body.value }).await {
        Ok(id) => Ok(ask.see(&format!("/problems/{id}"), &json!({ "id": id }))),
        Err(trouble) => problem_page::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ResolveForm {
    pub cause: String,
    pub resolution: String,
    pub lock: String,
}

pub struct ResolveProblem {
    pub problem: Id,
    pub form: ResolveForm,
}

pub const RESOLVE: Step<ProblemState, Facts> = Step {
    id: "problem.resolve",
    clause: "2.2.2d",
    from: &[ProblemState::Open, ProblemState::Escalated],
    to: Some(ProblemState::Resolved),
    by: By::Owner,
    opens: &[],
    closes: &["solve_problem", "help_problem"],
    rules: &[SOLVED],
};

impl Act for ResolveProblem {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut problem = problem::fetch_seen(tx, self.problem, &self.form.lock)?;
        let cause = problem_page::bounded("cause", &self.form.cause)?;
        let resolution = problem_page::bounded("resolution", &self.form.resolution)?;
        let facts = Facts { cause: cause.clone(), resolution: resolution.clone(), ..Facts::default() };
        let standing = problem::standing(tx, who, &problem)?;
        let leave = RESOLVE.admit(problem.state, &standing, &facts, &[])?;
        if leave.idle {
            return Ok(problem.id);
        }
        (problem.cause, problem.resolution) = (cause, resolution);
        (problem.resolved_at, problem.resolved_by) = (Some(tx.now()), Some(who.id));
        for kind in leave.closes {
            duty::close(tx, problem.id, kind, Some(who), "done")?;
        }
        let (href, by) = (problem.href(), problem.opened_by);
        people::tell(tx, who, by, MemoKind::ProblemSolved, &href, &problem.title, &problem.resolution)?;
        let body = json!({"cause": problem.cause, "resolution": problem.resolution});
        problem::advance(tx, who, &problem, &leave, body)?;
        Ok(problem.id)
    }
}
