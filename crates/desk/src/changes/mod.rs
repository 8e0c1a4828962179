//! 4.3, 4.4: what happens to an order after its approval when the customer wants something else, or nothing any more. It
//! writes its own tables; order, departments, notices and duties are moved by the functions that those slices hand out.

mod added;
mod anew;
mod assess;
mod cancel;
mod cancel_form;
mod cancel_make;
mod cancel_page;
mod cancel_paper;
mod cancellation;
mod claim;
mod consent;
mod consent_desk;
mod consent_page;
mod consent_shown;
mod decide;
mod difference;
mod disagree;
mod draft;
mod duties;
mod effect;
mod form;
mod from_delay;
mod heard;
mod heard_answer;
mod heard_desk;
mod heard_letter;
mod heard_page;
mod heard_shown;
mod heard_word;
mod impact;
mod link;
mod list;
mod merge;
mod needs;
mod page;
mod paper;
mod posting;
mod propose;
mod remind;
mod request;
mod settle;
mod shown;
mod stopping;
#[cfg(test)]
mod tests;
mod touch;
mod whereabouts;
mod withdraw_cost;

use axum::http::Method;
use platform::step::StepShown;
use platform::web::{May, Routes};
use platform::who::Role;

pub use assess::{ASKED, Assess, AssessForm, Assessment, of as assessments};
pub use cancel::{ConfirmCancellation, DecideCancellation, Press as PressCancellation};
pub use cancel_make::{CancelForm, MakeCancellation, SaveCancellation, TypedPart};
pub use cancellation::{CancelState, Cancellation, Cost, Disposal, Stop, costs, fetch as fetch_cancellation, stops};
pub use consent::HisConsent;
pub use consent_desk::AskChangeAgain;
pub use decide::{Decide, DecideForm, Withdraw};
pub use difference::{TypedDifference, TypedLine};
pub use disagree::Disagree as DisagreeOnCosts;
pub use draft::{ChangeForm, Confirm, ConfirmForm, Draft, PressForm, Save, Submit};
pub use effect::Effect;
pub use heard::{Link as HeardLink, NewLink as NewHeardLink, Word, newest as heard_link};
pub use heard_answer::HisWord;
pub use heard_desk::{AskAgain, RemindOfCancellation};
pub use heard_word::WordForm;
pub use link::{AnswerForm, LogAnswer};
pub use needs::{NoteNeeds, waits as needs_wait};
pub use propose::{Allow, PermitForm, Propose, ProposeForm, Review, ReviewForm, proposed_checks};
pub use remind::{RemindOfChange, remind_customers};
pub use request::{Change, ChangeState, fetch as fetch_change, standing, standing_of};
pub use settle::{
    AddCost, Agree as AgreeOnCosts, AgreeForm as AgreeOnCostsForm, Bear, BearForm, CloseCancellation, CostForm, Settle,
};
pub use stopping::{AcknowledgeStop, StopForm};
pub use withdraw_cost::WithdrawCost;

use crate::shell::ORDER_READERS;

const OWNERS: May = May::Roles(&[Role::Specialist, Role::Manager]);
/// The desk, and the departments that stop.
const COST_TELLERS: &[Role] =
    &[Role::Specialist, Role::Manager, Role::Warehouse, Role::Production, Role::Purchasing, Role::Logistics];
const DECIDERS: May = May::Roles(&[Role::Manager, Role::Executive]);

pub fn routes() -> Routes {
    let readers = May::Roles(ORDER_READERS);
    let permits = May::Roles(&[Role::Executive, Role::Finance]);
    Routes::default()
        .both(Method::GET, "/changes", readers, list::page)
        .get("/orders/{id}/changes/new", OWNERS, form::page)
        .both(Method::POST, "/orders/{id}/changes", OWNERS, draft::create)
        .both(Method::GET, "/changes/{id}", readers, page::page)
        .get("/changes/{id}/form.pdf", readers, page::pdf)
        .get("/changes/{id}/edit", OWNERS, form::edit)
        .both(Method::POST, "/changes/{id}", OWNERS, draft::save)
        .both(Method::POST, "/changes/{id}/confirmation", OWNERS, draft::confirm)
        .both(Method::POST, "/changes/{id}/submission", OWNERS, draft::submit)
        .both(Method::POST, "/changes/{id}/decision", DECIDERS, decide::decide)
        .both(Method::POST, "/changes/{id}/assessments", May::Roles(assess::ASKED), assess::assess)
        .both(Method::POST, "/changes/{id}/proposal", OWNERS, propose::propose)
        .both(Method::POST, "/changes/{id}/permits", permits, propose::permit)
        .both(Method::POST, "/changes/{id}/review", DECIDERS, propose::review)
        .both(Method::POST, "/changes/{id}/answers", OWNERS, link::log)
        .both(Method::POST, "/changes/{id}/links", OWNERS, consent_desk::create)
        .get("/changes/{id}/links/{link}", OWNERS, consent_desk::show)
        .both(Method::POST, "/changes/{id}/reminders", OWNERS, remind::create)
        .both(Method::POST, "/changes/{id}/effect", OWNERS, effect::effect)
        .both(Method::POST, "/changes/{id}/withdrawal", OWNERS, decide::withdraw)
        .both(Method::POST, "/changes/{id}/needs", May::Roles(&[Role::Purchasing]), needs::note)
        .get("/links/changes/{token}", May::Public, consent_page::page)
        .post("/links/changes/{token}/answer", May::Public, consent::create)
        .merge(cancellations(readers))
}

fn cancellations(readers: May) -> Routes {
    let stoppers = May::Roles(cancellation::STOPPERS);
    Routes::default()
        .both(Method::GET, "/cancellations", readers, list::cancelled)
        .get("/orders/{id}/cancellations/new", OWNERS, cancel_form::page)
        .both(Method::POST, "/orders/{id}/cancellations", OWNERS, cancel_make::create)
        .both(Method::GET, "/cancellations/{id}", readers, cancel_page::page)
        .get("/cancellations/{id}/edit", OWNERS, cancel_form::edit)
        .both(Method::POST, "/cancellations/{id}", OWNERS, cancel_make::save)
        .both(Method::POST, "/cancellations/{id}/links", OWNERS, heard_desk::send)
        .get("/cancellations/{id}/links/{link}", OWNERS, heard_desk::page)
        .both(Method::POST, "/cancellations/{id}/reminders", OWNERS, heard_desk::remind)
        .get("/links/cancellations/{token}", May::Public, heard_page::page)
        .post("/links/cancellations/{token}/answer", May::Public, heard_answer::create)
        .get("/cancellations/{id}/form.pdf", readers, cancel_page::pdf)
        .both(Method::POST, "/cancellations/{id}/confirmation", OWNERS, cancel::confirm)
        .both(Method::POST, "/cancellations/{id}/submission", OWNERS, cancel::submit)
        .both(Method::POST, "/cancellations/{id}/dropping", OWNERS, cancel::drop)
        .both(Method::POST, "/cancellations/{id}/decision", DECIDERS, cancel::decide)
        .both(Method::POST, "/cancellations/{id}/stops/{stop}/acknowledgement", stoppers, stopping::acknowledge)
        .both(Method::POST, "/cancellations/{id}/costs", May::Roles(COST_TELLERS), settle::add_cost)
        .both(Method::POST, "/cancellations/{id}/costs/{cost}/decision", May::Roles(&[Role::Manager]), settle::bear)
        .both(
            Method::POST,
            "/cancellations/{id}/costs/{cost}/withdrawal",
            May::Roles(COST_TELLERS),
            withdraw_cost::withdraw,
        )
        .both(Method::POST, "/cancellations/{id}/settlement", OWNERS, settle::settle)
        .both(Method::POST, "/cancellations/{id}/disagreement", OWNERS, disagree::disagree)
        .both(Method::POST, "/cancellations/{id}/agreement", OWNERS, settle::agree)
        .both(Method::POST, "/cancellations/{id}/closing", OWNERS, settle::close)
}

pub fn steps() -> Vec<StepShown> {
    [draft::MAKE, draft::SAVE, draft::CONFIRM, draft::SUBMIT, decide::APPROVE, decide::REJECT]
        .iter()
        .map(|step| step.shown("change"))
        .chain([assess::ASSESS.shown("change"), assess::ASSESSED.shown("change")])
        .chain([propose::PROPOSE.shown("change"), propose::CONSENT.shown("change"), propose::RELEASE.shown("change")])
        .chain([propose::REVIEW.shown("change"), propose::RETURN.shown("change")])
        .chain([consent::CONFIRM, consent::OBJECT, consent::UNDERSTAND].iter().map(|step| step.shown("change")))
        .chain([consent::AGREE, consent::REFUSE, consent::UNDERSTAND_PROPOSED].iter().map(|step| step.shown("change")))
        .chain([consent_desk::ASK.shown("change"), consent_desk::ASK_PROPOSED.shown("change")])
        .chain([link::LOG_AGREED.shown("change"), link::LOG_REFUSED.shown("change")])
        .chain([effect::EFFECT.shown("change"), decide::WITHDRAW.shown("change")])
        .chain([anew::REVIEW_ANEW.shown("change"), needs::NOTE_NEEDS.shown("change")])
        .chain(
            [remind::REMIND_SPOKEN, remind::REMIND, remind::REMIND_SPOKEN_NOW, remind::REMIND_NOW]
                .iter()
                .map(|s| s.shown("change")),
        )
        .chain(
            [
                cancel_make::MAKE,
                cancel_make::SAVE,
                cancel::CONFIRM,
                cancel::SUBMIT,
                cancel::DROP,
                cancel::APPROVE,
                cancel::REJECT,
                stopping::ACKNOWLEDGE_STOP,
                stopping::ALL_STOPPED,
                settle::ADD_COST,
                settle::ADD_OWN_COST,
                settle::BEAR,
                settle::SETTLE,
                settle::AGREE,
                disagree::DISAGREED,
                settle::CLOSE,
            ]
            .iter()
            .map(|step| step.shown("cancellation")),
        )
        .chain([withdraw_cost::WITHDRAW_COST.shown("cancellation")])
        .chain([heard_desk::ASK, heard_desk::REMIND, heard_desk::REMIND_NOW].iter().map(|s| s.shown("cancellation")))
        .chain(
            [heard_answer::CONFIRM_HERE, heard_answer::OBJECT, heard_answer::UNDERSTAND]
                .iter()
                .map(|step| step.shown("cancellation")),
        )
        .collect()
}
