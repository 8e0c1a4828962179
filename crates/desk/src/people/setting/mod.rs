//! Settings have owners (domain §11). What prices and authorities follow is proposed by the manager and accepted by the
//! executive, and so are due times; terms and limits are finance's. Every change keeps who asked, why, and who said yes, and a review asks
//! what changed while its order lay there.

mod answer;
mod change;
mod known;
mod list;
mod page;
mod propose;
mod times;

use axum::http::Method;
use platform::step::StepShown;
use platform::web::{May, Routes};
use platform::who::Role;

pub use answer::{AnswerChange, AnswerForm};
pub use change::{ChangeState, PolicyChange, changed_since};
pub use known::{KNOWN, Kind, Owner, Setting, find};
pub use page::{called, value_of};
pub use propose::{Propose, ProposeForm};
pub use times::{allowed, time_words, times};

/// Prices and terms are shown to those who see sale money.
const READERS: May = May::Roles(&[Role::Manager, Role::Executive, Role::Finance, Role::Specialist, Role::Auditor]);

pub fn routes() -> Routes {
    let askers = May::Roles(&[Role::Manager, Role::Finance]);
    let deciders = May::Roles(&[Role::Executive, Role::Manager]);
    Routes::default()
        .both(Method::GET, "/settings", READERS, list::list)
        .both(Method::GET, "/settings/{name}", READERS, page::one)
        .both(Method::POST, "/settings/{name}", askers, propose::propose)
        .both(Method::POST, "/settings/{name}/changes/{id}", deciders, answer::answer)
}

pub fn steps() -> Vec<StepShown> {
    vec![
        propose::PROPOSE.shown("setting"),
        propose::CHANGE.shown("setting"),
        answer::ACCEPT.shown("policy_change"),
        answer::REFUSE.shown("policy_change"),
        answer::TAKE_BACK.shown("policy_change"),
    ]
}
