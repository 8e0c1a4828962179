//! Steps that belong to an order at every time of its life: hold, release, reassign, file, note. They move none of its
//! axes; the process map, the buttons and the refusals are drawn from these rows all the same.

use platform::step::{By, Finding, Rule, Step, StepShown, Weight};
use platform::trouble::Say;
use platform::who::Role;

use super::axes::{Approval, Confirmation};
use Approval::{Approved, Declined, Draft, FinalReview, Returned, Withdrawn};

pub(super) const ALIVE: &[Approval] = &[Draft, FinalReview, Returned, Approved];
pub(super) const UNDECIDED: &[Approval] = &[Draft, FinalReview, Returned];
pub const ALWAYS: &[Approval] = &[Draft, FinalReview, Returned, Approved, Declined, Withdrawn];

/// Everybody who works with orders; auditors only read.
pub const CONCERNED: &[Role] = &[
    Role::Specialist,
    Role::Manager,
    Role::Executive,
    Role::Finance,
    Role::Production,
    Role::Purchasing,
    Role::Quality,
    Role::Warehouse,
    Role::Logistics,
];

/// Those who talk with customers: what they file may count as the customer's own word.
pub const WITH_CUSTOMERS: &[Role] = &[Role::Specialist, Role::Manager];

const fn step(id: &'static str, clause: &'static str, from: &'static [Approval], by: By) -> Step<Approval, ()> {
    Step { id, clause, from, to: None, by, opens: &[], closes: &[], rules: &[] }
}

/// An order begins as a draft with a number; nobody else enters one, by whatever door.
pub const RECORD: Step<Approval, ()> = Step {
    opens: &["submit", "send_confirmation"],
    ..step("order.record", "3.1.2", &[Draft], By::Roles(&[Role::Specialist]))
};
pub const HOLD: Step<Approval, ()> = step("order.hold", "2.2.1c", ALIVE, By::ActingManager);
pub const RELEASE: Step<Approval, ()> = step("order.release", "2.2.1c", ALIVE, By::ActingManager);
/// Whose an order is to be, and whose it is.
pub struct MoveFacts {
    pub his_already: bool,
}

const ELSEWHERE: Rule<MoveFacts> = Rule {
    id: "reassign.elsewhere",
    clause: "2.2.1a",
    weight: Weight::Must,
    verdict: |facts| {
        if facts.his_already { vec![Finding::fail(Say::new("reassign-his-already"))] } else { Vec::new() }
    },
};

pub const REASSIGN: Step<Approval, MoveFacts> = Step {
    id: "order.reassign",
    clause: "2.2.1a",
    from: ALIVE,
    to: None,
    by: By::ActingManager,
    opens: &[],
    closes: &[],
    rules: &[ELSEWHERE],
};

pub const COMMENT: Step<Approval, ()> = step("order.comment", "1.3.3", ALWAYS, By::Roles(CONCERNED));
/// A talk with the customer is the follow-up that was due, and begins the time until the next (5.1.1).
pub const CONTACT: Step<Approval, ()> = Step {
    opens: &["follow_up"],
    closes: &["follow_up"],
    ..step("order.contact", "2.2.2b", ALWAYS, By::Roles(CONCERNED))
};
/// Nobody is asked about an order that is over: the departments do not even know of it then.
pub const QUESTION: Step<Approval, ()> =
    Step { opens: &["answer_question"], ..step("order.question", "1.3.3", ALIVE, By::Roles(CONCERNED)) };

/// What the customer wrote himself is filed: a spoken order that he was not shown yet is a written one from now on.
pub const DOCUMENTED: Step<Confirmation, ()> = Step {
    id: "confirmation.documented",
    clause: "3.1.3",
    from: &[Confirmation::ToSend],
    to: Some(Confirmation::NotRequired),
    by: By::Roles(WITH_CUSTOMERS),
    opens: &[],
    closes: &["send_confirmation"],
    rules: &[],
};

/// The content changed after it was shown: what the customer signed is no longer what stands here.
pub const ANEW: Step<Confirmation, ()> = Step {
    id: "confirmation.anew",
    clause: "3.1.3",
    from: &[Confirmation::Sent, Confirmation::Confirmed, Confirmation::Disputed],
    to: Some(Confirmation::ToSend),
    by: By::Owner,
    opens: &["send_confirmation"],
    closes: &["signed_return", "see_signed_return", "remind_customer"],
    rules: &[],
};

/// What was entered as written turns out to be spoken, and nothing the customer wrote is on file.
pub const SPOKEN: Step<Confirmation, ()> =
    Step { id: "confirmation.spoken", from: &[Confirmation::NotRequired], closes: &[], ..ANEW };

/// Inside the approval: each line gets its reservation and the day it is promised for.
pub const PROMISE: Step<Approval, ()> = step("order.promise", "3.2.5", &[FinalReview], By::System);

/// Inside the step that makes a change effective: content is written as the next revision (4.3.4).
pub const REVISE: Step<Approval, ()> = step("order.revise", "4.3.4", &[Approved], By::System);
/// Inside the step that lets a cancellation begin: quantities leave the lines (4.4.2).
pub const CANCEL: Step<Approval, ()> = step("order.cancel_quantities", "4.4.2", &[Approved], By::System);

pub fn steps() -> Vec<StepShown> {
    [RECORD, HOLD, RELEASE, COMMENT, CONTACT, QUESTION, PROMISE, REVISE, CANCEL]
        .iter()
        .map(|step| step.shown("order"))
        .chain([super::reply::ANSWER.shown("order"), REASSIGN.shown("order")])
        .chain([super::file_source::FILE.shown("order")])
        .chain([super::note::REQUIRE.shown("order"), super::note::WAIVE.shown("order")])
        .chain([super::late::TELL_SOON.shown("duty"), super::late::TELL_LATE.shown("duty")])
        .chain([super::late::RAISE.shown("duty"), super::recount::RECOUNT.shown("duty")])
        .chain([super::duty::PAUSE.shown("duty"), super::duty::RESUME.shown("duty")])
        .chain([DOCUMENTED.shown("confirmation"), ANEW.shown("confirmation"), SPOKEN.shown("confirmation")])
        .collect()
}
