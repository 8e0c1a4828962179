//! 5.1.1, 7.1: quality looks at what was bought and made, in tranches; what failed blocks exactly its quantity.

mod advance;
mod judge;
mod open;
mod page;
mod paper;
mod plan;
mod plan_page;
mod queue_page;
mod set_plan;
mod settle;
mod steps;
mod store;
mod subject;

use axum::http::Method;
use platform::step::StepShown;
use platform::web::{May, Routes};
use platform::who::Role;

pub use judge::{Judge, JudgeForm, ResultForm};
pub use open::{Begin, BeginForm};
pub(super) use open::{arrived, before_leaving, blocked, dropped_between, made, went_back};
pub use page::of_order_card;
pub(super) use page::{of_purchase_card, of_work_card};
pub use paper::file_reports;
pub use plan::InspectionKind;
pub(super) use plan::required;
pub(super) use queue_page::may_begin;
pub use set_plan::{PlanForm as InspectionPlanForm, PointForm as InspectionPointForm, SetPlan as SetInspectionPlan};
pub use settle::{Fate, Settle, SettleForm, fates};
pub use steps::TrancheState;
pub(super) use store::Subject;
pub use store::{Inspection, Tranche, fetch, of_order, of_purchase, of_work, tranches_of};

use crate::shell::ORDER_READERS;

pub fn routes() -> Routes {
    let (readers, quality) = (May::Roles(ORDER_READERS), May::Roles(&[Role::Quality]));
    // The acting manager may be a specialist who stands in.
    let judges = May::Roles(&[Role::Quality, Role::Manager, Role::Specialist]);
    Routes::default()
        .both(Method::GET, "/inspections", readers, queue_page::page)
        .both(Method::POST, "/inspections", quality, open::create)
        .both(Method::GET, "/inspections/{id}", readers, page::page)
        .both(Method::GET, "/inspections/{id}/report.pdf", readers, paper::page)
        .both(Method::POST, "/inspections/{id}/verdict", judges, judge::create)
        .both(Method::POST, "/inspections/{id}/disposition", quality, settle::create)
        .both(Method::GET, "/inspection-plans", readers, plan_page::list)
        .both(Method::POST, "/inspection-plans", quality, set_plan::create)
        .both(Method::GET, "/inspection-plans/{id}", readers, plan_page::show)
}

pub fn steps() -> Vec<StepShown> {
    let mut all = steps::steps();
    all.push(set_plan::SET.shown("inspection_plan"));
    all
}
