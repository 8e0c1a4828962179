//! 3.2: initial and final review. The checks are rules over facts; they run live beside the entry, are frozen with the
//! round that a submission opens, and run again inside the decision.

mod accurate;
mod answer;
mod approve;
mod asked;
mod batch;
mod batch_page;
mod changes;
mod checks;
mod cockpit;
mod complete;
mod deciding;
mod decline;
mod decline_returned;
mod evidence;
mod facts;
mod figures;
mod grounds;
mod last_price;
mod legal;
mod of_order;
mod pieces;
mod policy;
mod propose;
mod queue;
mod reasons;
mod seen;
mod send_back;
mod shown;
mod source;
mod submit;
mod talks;
#[cfg(test)]
mod tests;
mod ticks;
mod trial;
mod typed;
mod verdicts;
mod withdraw;

use axum::http::Method;
use platform::step::StepShown;
use platform::web::{May, Routes};
use platform::who::Role;

pub use answer::{Answer, AnswerForm};
pub use approve::{Approve, ApproveForm};
pub use changes::{beside, beside_as};
pub use checks::{ALL as CHECKS, is_initial, is_red, kept as checks_kept, live_checks, sees_check};
pub use deciding::bounded;
pub use decline::{Decline, DeclineForm};
pub use decline_returned::{ProposeDecline, ProposeDeclineForm};
pub use evidence::refresh as refresh_evidence;
pub use facts::{Facts, hold_both};
pub use grounds::{GroundForm, given as grounds_given, of_role as grounds_of, wanted as grounds_wanted};
pub use last_price::last_prices;
pub use of_order::box_for;
pub use pieces::{checks as checks_shown, ground_inputs, reasons as reasons_of, red_of};
pub use propose::{Propose, ProposeForm};
pub use reasons::ReturnReason;
pub use send_back::{SendBack, SendBackForm};
pub use submit::{Submit, SubmitForm};
pub use talks::{about as talk_about, field as talk_field, kind as talk_kind};
pub use ticks::TICKS;
pub use verdicts::delivery::{Passes, passes, plan as line_plans};
pub use verdicts::major::{DECISION, is_major};
pub use verdicts::payment::Release;
pub use withdraw::WithdrawSubmission;

/// Those who read the queue; who decides is the steps' business.
const READERS: May = May::Roles(&[Role::Manager, Role::Executive, Role::Finance, Role::Specialist]);
const OWNERS: May = May::Roles(&[Role::Specialist, Role::Manager]);
const DECIDERS: May = May::Roles(&[Role::Manager, Role::Executive]);

pub fn routes() -> Routes {
    // The manager's deputy is a specialist.
    let answerers = May::Roles(&[Role::Finance, Role::Executive, Role::Manager, Role::Specialist]);
    Routes::default()
        .both(Method::GET, "/settings/{name}/trial", May::Roles(trial::TRIERS), trial::page)
        .both(Method::GET, "/review", READERS, queue::page)
        .both(Method::POST, "/review/approvals", DECIDERS, batch::approve)
        .both(Method::POST, "/review/approvals/preview", DECIDERS, batch::preview)
        .both(Method::GET, "/review/{order}", READERS, cockpit::page)
        .get("/orders/{id}/submission", OWNERS, submit::page)
        .both(Method::POST, "/orders/{id}/submission", OWNERS, submit::submit)
        .both(Method::POST, "/orders/{id}/submission/withdrawal", OWNERS, withdraw::withdraw)
        .both(Method::POST, "/orders/{id}/approval", DECIDERS, approve::approve)
        .both(Method::POST, "/orders/{id}/return", DECIDERS, send_back::send_back)
        .both(Method::POST, "/orders/{id}/refusal", DECIDERS, decline::decline)
        .get("/orders/{id}/decline-proposal", OWNERS, decline_returned::page)
        .both(Method::POST, "/orders/{id}/decline-proposal", OWNERS, decline_returned::propose)
        .both(Method::POST, "/orders/{id}/proposals", OWNERS, propose::propose)
        .both(Method::POST, "/orders/{id}/proposals/{proposal}/answer", answerers, answer::answer)
}

pub fn steps() -> Vec<StepShown> {
    vec![
        submit::SUBMIT.shown("order"),
        withdraw::WITHDRAW.shown("order"),
        approve::APPROVE.shown("order"),
        send_back::SEND_BACK.shown("order"),
        decline::DECLINE.shown("order"),
        decline_returned::PROPOSE.shown("order"),
        decline_returned::DECLINE.shown("order"),
        propose::ASK_CONSENT.shown("order"),
        propose::ASK_RELEASE.shown("order"),
        answer::CONSENT.shown("proposal"),
        answer::RELEASE.shown("proposal"),
        answer::REFUSE_CONSENT.shown("proposal"),
        answer::REFUSE_RELEASE.shown("proposal"),
        decline_returned::ACCEPT.shown("proposal"),
        decline_returned::REFUSE.shown("proposal"),
    ]
}
