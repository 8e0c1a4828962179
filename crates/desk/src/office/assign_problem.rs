//! 2.2.1b: the acting manager gives a problem to a department, and perhaps a person there, until a due time.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::step::{By, Leave, Step};
use platform::trouble::{Fields, Say};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Tx};
use serde::Deserialize;
use serde_json::json;

use super::open_problem::read_owner;
use super::problem::{self, DEPARTMENTS, DUE_AHEAD, Facts, OWNER_FITS, Problem, ProblemState};
use super::problem_page;
use crate::order::duty;
use crate::people::{self, Again, MemoKind};

/// `POST /problems/{id}/owner`
pub async fn assign(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<AssignForm>,
) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, AssignProblem { problem: id, form: body.value }).await {
        Ok(id) => Ok(ask.see(&format!("/problems/{id}"), &json!({ "id": id }))),
        Err(trouble) => problem_page::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AssignForm {
    pub department: String,
    pub owner: String,
    /// Empty: the due time stays.
    pub due: String,
    pub lock: String,
}

pub struct AssignProblem {
    pub problem: Id,
    pub form: AssignForm,
}

pub const ASSIGN: Step<ProblemState, Facts> = Step {
    id: "problem.assign",
    clause: "2.2.1b",
    from: &[ProblemState::Open, ProblemState::Escalated],
    to: Some(ProblemState::Open),
    by: By::ActingManager,
    opens: &["solve_problem"],
    closes: &["solve_problem", "help_problem"],
    rules: &[OWNER_FITS, DUE_AHEAD],
};

impl Act for AssignProblem {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let (problem, leave) = self.admitted(tx, who)?;
        if leave.idle {
            return Ok(problem.id);
        }
        let owner = problem.owner;
        duty::close(tx, problem.id, "help_problem", Some(who), "done")?;
        duty::close(tx, problem.id, "solve_problem", Some(who), "reassigned")?;
        problem::give_duty(tx, &problem)?;
        if let Some(owner) = owner {
            people::tell(
                tx,
                who,
                owner,
                MemoKind::ProblemGiven,
                &problem.href(),
                &problem.title,
                &problem.order_number,
            )?;
        }
        let body = json!({"department": problem.department, "owner": owner, "due_at": problem.due_at});
        problem::advance(tx, who, &problem, &leave, body)?;
        Ok(problem.id)
    }
}

impl AssignProblem {
    /// The problem as it is to be, and leave to make it so. An empty department stays what it is.
    pub fn admitted(&self, tx: &mut Tx, who: &Person) -> Outcome<(Problem, Leave<ProblemState>)> {
        let mut problem = problem::fetch_seen(tx, self.problem, &self.form.lock)?;
        let mut fields = Fields::none();
        if !self.form.department.is_empty() {
            match Role::from_code(&self.form.department).filter(|role| DEPARTMENTS.contains(role)) {
                Some(department) => problem.department = department,
                None => fields.add("department", Say::new("problem-department-missing")),
            }
        }
        problem.owner = read_owner(&mut fields, &self.form.owner);
        let zone = people::zone(tx)?;
        let asked = self.form.due.trim();
        let due = if asked.is_empty() { None } else { people::read_time(&mut fields, "due", asked, &zone) };
        fields.check()?;
        problem.due_at = due.unwrap_or(problem.due_at);
        let facts = Facts {
            stranger: problem::stranger(tx, problem.department, problem.owner)?,
            due_behind: problem.due_at <= tx.now(),
            ..Facts::default()
        };
        let standing = problem::standing(tx, who, &problem)?;
        let leave = ASSIGN.admit(problem.state, &standing, &facts, &[])?;
        Ok((problem, leave))
    }
}
