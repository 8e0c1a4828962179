//! 3.2.5: what the customer is told, and how it is known that he was told. Mail leaves by itself; a call or a fax is a
//! duty of the order's owner, with the words to say, until somebody writes down whom he reached.

mod done;
mod of_order;
mod tell;
mod wording;

use axum::http::Method;
use platform::step::StepShown;
use platform::web::{May, Routes};
use platform::who::Role;

pub use done::{Form as ToldForm, Told};
pub use of_order::{NoticeRow, box_for, of_order, readable};
pub use tell::{Medium, Notice, to_customer};

pub fn routes() -> Routes {
    let tellers = May::Roles(&[Role::Specialist, Role::Manager]);
    Routes::default().both(Method::POST, "/notices/{id}/done", tellers, done::done)
}

pub fn steps() -> Vec<StepShown> {
    vec![done::TOLD.shown("notice")]
}
