//! Chapters 1 and 2, the manager's office: problems between departments (2.2.1b, 2.2.2d), what becomes of late duties
//! (1.3.2), the work-load board (2.2.1a), plans and reports (2.2.1a, 2.2.1d). It writes its own tables; duties and
//! orders are moved by the functions that `order` hands out.

mod assign_problem;
mod decide_late;
mod escalate_problem;
mod open_problem;
mod problem;
mod problem_form;
mod problem_list;
mod problem_page;
mod reopen_problem;
mod resolve_problem;

use axum::http::Method;
use platform::step::StepShown;
use platform::web::{May, Routes};
use platform::who::Role;

use crate::order::CONCERNED;
use crate::shell::ORDER_READERS;

pub use assign_problem::{AssignForm, AssignProblem};
pub use decide_late::{DecideForm, DecideLate};
pub use escalate_problem::{EscalateProblem, GroundForm};
pub use open_problem::{OpenProblem, ProblemForm};
pub use problem::{Problem, ProblemState, Severity, fetch as fetch_problem, standing as problem_standing};
pub use reopen_problem::ReopenProblem;
pub use resolve_problem::{ResolveForm, ResolveProblem};

pub fn routes() -> Routes {
    let (readers, concerned) = (May::Roles(ORDER_READERS), May::Roles(CONCERNED));
    Routes::default()
        .both(Method::GET, "/duties/{id}", readers, decide_late::page)
        .both(Method::POST, "/duties/{id}/decision", May::Roles(&[Role::Manager, Role::Executive]), decide_late::decide)
        .both(Method::GET, "/problems", readers, problem_list::page)
        .get("/problems/new", concerned, problem_form::page)
        .both(Method::POST, "/problems", concerned, open_problem::open)
        .both(Method::GET, "/problems/{id}", readers, problem_page::page)
        .both(Method::POST, "/problems/{id}/owner", concerned, assign_problem::assign)
        .both(Method::POST, "/problems/{id}/escalation", concerned, escalate_problem::escalate)
        .both(Method::POST, "/problems/{id}/resolution", concerned, resolve_problem::resolve)
        .both(Method::POST, "/problems/{id}/reopening", concerned, reopen_problem::reopen)
}

pub fn steps() -> Vec<StepShown> {
    vec![
        open_problem::OPEN.shown("problem"),
        assign_problem::ASSIGN.shown("problem"),
        escalate_problem::ESCALATE.shown("problem"),
        resolve_problem::RESOLVE.shown("problem"),
        decide_late::DECIDE.shown("duty"),
        reopen_problem::REOPEN.shown("problem"),
    ]
}
