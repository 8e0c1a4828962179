//! 3.1: how orders come in.
//!
//! Three entrances lead to one entry: the form for what is said by telephone or in person, the in-tray for what is
//! written, the API for machines. All of them are read by one reader ([`parse`]) and recorded by one act of the order's
//! core. What was only said is confirmed in writing before it can be submitted (3.1.3).

mod atoms;
mod base;
mod beside;
mod check;
mod confirmation;
mod copy;
mod customer_withdraws;
mod discard;
mod dismiss;
mod edit;
mod file_return;
mod form;
mod form_lines;
mod intray;
mod item;
mod link;
mod merge;
mod new_order;
mod parse;
mod parse_lines;
mod reading;
mod receive;
mod record;
mod rewrite;
mod scratch;
mod take;
mod talks;
#[cfg(test)]
mod tests;
mod typed;

use axum::http::Method;
use platform::step::StepShown;
use platform::web::{May, Routes};
use platform::who::Role;

pub use confirmation::{Asking, RemindForm, Reminding, reminded, reminder_days, reminders_since};
pub use confirmation::{
    Dispute, DisputeForm, Medium, Proof, RegisterReturn, RemindNow, See, SeenForm, SendConfirmation, SendForm, Sending,
    Sheet, Waive, WaiveForm, confirmation_box, remind_customers, sendings, sheet, unsigned_count,
};
pub use customer_withdraws::{CustomerWithdraws, WithdrawalForm};
pub use discard::{DiscardForm, DiscardOrder};
pub use dismiss::{DismissForm, DismissItem};
pub use edit::edit_links;
pub use file_return::FileReturn;
pub use intray::{Item, ItemState, fetch as fetch_item};
pub use link::{
    AnswerForm as OfferAnswer, AnswerOffer, End as EndLink, Link, LinkState, NewLink, Object, ObjectForm, Origin,
    Renew as RenewLink, Said, Sign, SignForm, Understand, answers as link_answers, drawing, holder as link_holder,
    of_order as links_of, strokes,
};
pub use parse_lines::default_tax;
pub use reading::{Kept, kept, reading_for};
pub use receive::{Paper, Receive, receive_file};
pub use record::{Entered, RecordOrder};
pub use rewrite::RewriteOrder;
pub use scratch::{KeepScratch, NEW as NEW_FORM};
pub use take::EnterItem;
pub use talks::{
    ChaseNow, HeardForm, HeardOffer, LogTalk, MakeOffer, Offer, OfferForm, OfferState, TakeBack, TalkForm,
    UnderstoodForm, UnderstoodHeard, forms as talk_forms, offers,
};
pub use typed::Typed;

use crate::masters::sees::CUSTOMER_READERS;

/// Those who enter orders.
const ENTER: May = May::Roles(&[Role::Specialist]);
/// Those who see what came in and what came back.
const RECEIVE: May = May::Roles(&[Role::Specialist, Role::Manager]);

pub fn routes() -> Routes {
    Routes::default()
        .get("/orders/new", ENTER, new_order::page)
        .get("/orders/new/customers", ENTER, new_order::customers)
        .both(Method::POST, "/orders", ENTER, record::create)
        .both(Method::POST, "/orders/check", ENTER, check::check)
        .get("/orders/{id}/edit", ENTER, edit::page)
        .both(Method::POST, "/orders/{id}", ENTER, rewrite::update)
        .post("/orders/{id}/copy", ENTER, copy::create)
        .both(Method::POST, "/orders/{id}/discard", ENTER, discard::create)
        .both(Method::POST, "/orders/{id}/customer-withdrawal", ENTER, customer_withdraws::create)
        .post("/scratch/{about}", RECEIVE, scratch::save)
        .post("/scratch/{about}/discard", RECEIVE, scratch::discard)
        .both(Method::GET, "/intray", RECEIVE, intray::page)
        .both(Method::POST, "/intray", RECEIVE, receive::create)
        .both(Method::GET, "/intray/{id}", RECEIVE, item::page)
        .get("/intray/{id}/file", RECEIVE, item::file)
        .both(Method::POST, "/intray/{id}/order", ENTER, take::create)
        .both(Method::POST, "/intray/{id}/dismissal", ENTER, dismiss::create)
        .both(Method::POST, "/intray/{id}/signed-return", RECEIVE, file_return::create)
        .get("/orders/{id}/confirmation.pdf", May::Roles(CUSTOMER_READERS), confirmation::pdf)
        .both(Method::POST, "/orders/{id}/confirmation", ENTER, confirmation::send)
        .both(Method::POST, "/orders/{id}/signed-return", RECEIVE, confirmation::signed_return)
        .get("/orders/{id}/signed-return/{sending}", RECEIVE, confirmation::return_file)
        .both(Method::POST, "/orders/{id}/signed-return/{sending}/seen", RECEIVE, confirmation::seen)
        .both(Method::POST, "/orders/{id}/dispute", ENTER, confirmation::dispute)
        .both(Method::POST, "/orders/{id}/waiver", RECEIVE, confirmation::waive)
        .both(Method::GET, "/confirmations", RECEIVE, confirmation::unsigned)
        .get("/confirmations/export.xlsx", RECEIVE, confirmation::unsigned_export)
        .both(Method::POST, "/orders/{id}/reminders", RECEIVE, confirmation::remind)
        .merge(link::routes())
        .merge(talks::routes())
}

/// The steps of this chapter, for the process map and the clause report.
pub fn steps() -> Vec<StepShown> {
    let mut steps = vec![
        receive::RECEIVE.shown("intray"),
        take::ENTER.shown("intray"),
        dismiss::DISMISS.shown("intray"),
        file_return::FILE_RETURN.shown("intray"),
        discard::DISCARD.shown("order"),
        customer_withdraws::CUSTOMER_WITHDRAWS.shown("order"),
    ];
    steps.extend(confirmation::steps());
    steps.extend(link::steps());
    steps.extend(talks::steps());
    steps
}
