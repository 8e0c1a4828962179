//! 4.1: production. A work order for each made part: planned on work centres, released, reported, put away; and laid anew
//! where it slips.

mod again;
mod clear_up;
mod floor;
mod foresee;
mod gantt;
mod hold;
mod job_card;
mod lay;
mod move_task;
mod open;
mod pace;
mod pass;
mod phone;
mod place;
mod plan;
mod put_away;
mod queue_page;
mod release;
mod replan;
mod report;
mod shown;
mod steps;
mod stop;
mod what_if;
mod work;
mod work_forms;
mod work_page;

use axum::http::Method;
use maud::{Markup, html};
use platform::i18n::Lang;
use platform::web::{May, Routes, ui};
use platform::who::{Person, Role};

pub(super) use again::{issue, made_again, made_for, taken_back};
pub use clear_up::{Fate, clear_up};
pub use floor::floor;
pub(super) use foresee::gates;
pub use hold::{HoldForm as HoldWorkForm, HoldWork};
pub use lay::{Floor, Laid, lay_anew};
pub use move_task::{MoveForm as MoveTaskForm, MoveTask};
pub use open::gate_day;
pub(super) use open::{acknowledged, expected, open};
pub(super) use pace::{Pace, Took};
pub use pass::pass;
pub use plan::{PlanForm as PlanWorkForm, PlanWork};
pub use put_away::{PutAway, PutAwayForm};
pub use release::{ReleaseForm as ReleaseWorkForm, ReleaseWork};
pub use replan::{apply as apply_plan, replan};
pub use report::{ReportForm as ReportWorkForm, ReportWork, Reported};
pub use shown::{WorkShown, shown_of, tone_of};
pub use steps::steps;
pub(super) use stop::replanned;
pub use stop::{amend, begun, material_moved, parts_less, parts_wanted, stop, wanted_on, work_of};
pub(super) use work::fetch_held;
pub(super) use work::of_lines;
pub use work::{Work, WorkState, WorkStep, of_order};

use crate::order::{Approval, Execution, Order};
use crate::shell::DEPARTMENT_READERS;

pub fn routes() -> Routes {
    let (readers, production) = (May::Roles(DEPARTMENT_READERS), May::Roles(&[Role::Production]));
    Routes::default()
        .both(Method::GET, "/production", readers, queue_page::page)
        .both(Method::GET, "/production/gantt", readers, gantt::page)
        .both(Method::GET, "/production/{id}", readers, work_page::page)
        .both(Method::GET, "/production/{id}/card.pdf", readers, job_card::page)
        .both(Method::GET, "/production/what-if/{order}", May::Roles(WEIGHERS), what_if::page)
        .both(Method::GET, "/w/{id}", production, phone::page)
        .both(Method::GET, "/tasks/{id}/move", production, move_task::preview)
        .both(Method::POST, "/tasks/{id}/move", production, move_task::press)
        .both(Method::POST, "/production/{id}/plan", production, plan::plan)
        .both(Method::POST, "/production/{id}/release", production, release::release)
        .both(Method::POST, "/production/{id}/reports", production, report::report)
        .both(Method::GET, "/production/{id}/reports/{report}/photo", readers, work_page::photo)
        .both(Method::POST, "/production/{id}/hold", production, hold::hold)
        .both(Method::POST, "/production/{id}/stock", May::Roles(&[Role::Warehouse]), put_away::put_away)
}

/// Who asks what would be if an order went first.
const WEIGHERS: &[Role] = &[Role::Specialist, Role::Manager, Role::Executive, Role::Production];

/// The way to what would be if this order went first: for those who may ask, while some of it may still be made.
pub fn what_if_link(lang: Lang, who: &Person, order: &Order) -> Markup {
    let ahead = !matches!(order.approval, Approval::Declined | Approval::Withdrawn)
        && matches!(order.execution, Execution::NotReleased | Execution::Released | Execution::InProgress);
    html! {
        @if ahead && who.roles.any(WEIGHERS) {
            (ui::link_button(lang.t("what-if-link"), format!("/production/what-if/{}", order.id)).plain().icon("clock"))
        }
    }
}
