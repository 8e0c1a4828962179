//! Steps that belong to an order at every time of its life: hold, release, reassign, file, note. They move none of its
//! axes; the process map, the buttons and the refusals are drawn from these rows all the same.

use platform::step::{By, Step, StepShown};
use platform::who::Role;

use super::axes::{Approval, Confirmation};
use Approval::{Approved, Declined, Draft, FinalReview, Returned, Withdrawn};

const ALIVE: &[Approval] = &[Draft, FinalReview, Returned, Approved];
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

pub const HOLD: Step<Approval, ()> = step("order.hold", "2.2.1c", ALIVE, By::ActingManager);
pub const RELEASE: Step<Approval, ()> = step("order.release", "2.2.1c", ALIVE, By::ActingManager);
pub const REASSIGN: Step<Approval, ()> = step("order.reassign", "2.2.1a", ALIVE, By::ActingManager);
pub const COMMENT: Step<Approval, ()> = step("order.comment", "1.3.3", ALWAYS, By::Roles(CONCERNED));
pub const CONTACT: Step<Approval, ()> = step("order.contact", "2.2.2b", ALWAYS, By::Roles(CONCERNED));
pub const QUESTION: Step<Approval, ()> =
    Step { opens: &["answer_question"], ..step("order.question", "1.3.3", ALWAYS, By::Roles(CONCERNED)) };
pub const ANSWER: Step<Approval, ()> =
    Step { closes: &["answer_question"], ..step("order.answer", "1.3.3", ALWAYS, By::Roles(CONCERNED)) };

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

pub fn steps() -> Vec<StepShown> {
    [HOLD, RELEASE, REASSIGN, COMMENT, CONTACT, QUESTION, ANSWER, PROMISE]
        .iter()
        .map(|step| step.shown("order"))
        .chain([super::late::TELL_LATE.shown("duty"), super::late::RAISE.shown("duty")])
        .chain([super::file_source::FILE.shown("order")])
        .chain([DOCUMENTED.shown("confirmation"), ANEW.shown("confirmation"), SPOKEN.shown("confirmation")])
        .collect()
}
