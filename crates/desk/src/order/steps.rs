//! Steps that belong to an order at every time of its life: hold, release, reassign, file, note. They move none of its
//! axes; the process map, the buttons and the refusals are drawn from these rows all the same.

use platform::step::{By, Step, StepShown};
use platform::who::Role;

use super::axes::{Approval, Confirmation};
use Approval::{Approved, Declined, Draft, FinalReview, Returned, Withdrawn};

const ALIVE: &[Approval] = &[Draft, FinalReview, Returned, Approved];
const ALWAYS: &[Approval] = &[Draft, FinalReview, Returned, Approved, Declined, Withdrawn];

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
pub const REASSIGN: Step<Approval, ()> = step("order.reassign", "2.2.1a", ALIVE, By::ActingManager);
pub const FILE: Step<Approval, ()> = step("order.file", "1.3.1", ALWAYS, By::Roles(CONCERNED));
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
/// Only a department is asked.
pub const ANSWER: Step<Approval, ()> =
    Step { closes: &["answer_question"], ..step("order.answer", "1.3.3", ALIVE, By::Roles(Role::DEPARTMENTS)) };

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

pub fn steps() -> Vec<StepShown> {
    [RECORD, HOLD, RELEASE, REASSIGN, FILE, COMMENT, CONTACT, QUESTION, ANSWER]
        .iter()
        .map(|step| step.shown("order"))
        .chain([super::late::TELL_LATE.shown("duty"), super::late::RAISE.shown("duty")])
        .chain([DOCUMENTED.shown("confirmation")])
        .collect()
}
