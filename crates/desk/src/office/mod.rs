//! Chapters 1 and 2, the manager's office: problems between departments (2.2.1b, 2.2.2d), what becomes of late duties
//! (1.3.2), the work-load board (2.2.1a), plans and reports (2.2.1a, 2.2.1d). It writes its own tables; duties and
//! orders are moved by the functions that `order` hands out.

mod assign_problem;
mod batch;
mod board;
mod decide_late;
mod escalate_problem;
mod figures;
mod load;
mod month;
mod move_work;
mod open_problem;
mod person_work;
mod plan;
mod plan_page;
mod problem;
mod problem_form;
mod problem_list;
mod problem_page;
mod read_report;
mod reopen_problem;
mod report;
mod report_list;
mod report_page;
mod report_paper;
mod resolve_problem;
mod send_report;
mod set_plan;
mod snapshot;
mod turn_month;

use axum::http::Method;
use platform::step::StepShown;
use platform::web::{May, Routes};
use platform::who::Role;

use crate::order::CONCERNED;
use crate::shell::{BOARD_READERS, ORDER_READERS, REPORT_READERS};

pub use assign_problem::{AssignForm, AssignProblem};
pub use decide_late::{DecideForm, DecideLate};
pub use escalate_problem::{EscalateProblem, GroundForm};
pub use month::Month;
pub use move_work::{Item as WorkItem, MoveWork, RemindWork};
pub use open_problem::{OpenProblem, ProblemForm};
pub use plan::DEPARTMENT;
pub use problem::{Problem, ProblemState, Severity, fetch as fetch_problem, standing as problem_standing};
pub use read_report::{CommentForm, CommentReport, ReadReport};
pub use reopen_problem::ReopenProblem;
pub use resolve_problem::{ResolveForm, ResolveProblem};
pub use send_report::{ReportForm, SendReport};
pub use set_plan::{PlanForm, SetPlan};
pub use turn_month::turn_month;

pub fn routes() -> Routes {
    let (readers, concerned) = (May::Roles(ORDER_READERS), May::Roles(CONCERNED));
    let (board, reports) = (May::Roles(BOARD_READERS), May::Roles(REPORT_READERS));
    Routes::default()
        .both(Method::GET, "/board", board, board::page)
        .both(Method::GET, "/board/{id}", board, person_work::page)
        .both(Method::GET, "/plans", board, plan_page::page)
        .both(Method::POST, "/plans", May::Roles(&[Role::Manager]), set_plan::set)
        .both(Method::GET, "/reports", reports, report_list::page)
        .both(Method::POST, "/reports", May::Roles(&[Role::Manager]), send_report::send)
        .both(Method::GET, "/reports/{id}", reports, report_page::page)
        .get("/reports/{id}/report.pdf", reports, report_page::paper)
        .both(Method::POST, "/reports/{id}/reading", May::Roles(&[Role::Executive]), read_report::read)
        .both(Method::POST, "/reports/{id}/comments", reports, read_report::comment)
        .both(Method::POST, "/batches/preview", concerned, batch::preview)
        .both(Method::POST, "/batches", concerned, batch::perform)
        .both(Method::GET, "/duties/{id}", readers, decide_late::page)
        .both(Method::POST, "/duties/{id}/decision", May::Roles(&[Role::Manager, Role::Executive]), decide_late::decide)
        .both(Method::GET, "/problems", readers, problem_list::page)
        .get("/problems/new", concerned, problem_form::page)
        .both(Method::POST, "/problems", concerned, open_problem::open)
        .both(Method::GET, "/problems/{id}", readers, problem_page::page)
        .both(Method::GET, "/problems/{id}/photo", readers, problem_page::picture)
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
        move_work::MOVE.shown("duty"),
        set_plan::SET.shown("plan"),
        turn_month::FREEZE.shown("plan"),
        send_report::OPEN.shown("report"),
        send_report::SEND.shown("report"),
        read_report::READ.shown("report"),
        read_report::COMMENT.shown("report"),
        move_work::REMIND.shown("duty"),
    ]
}
