//! 4.1.4, 4.2.4: a promised day that will not be kept, until the customer has agreed on what happens instead.

mod agree;
mod carry;
mod case;
mod draft;
mod list;
mod moot;
mod page;
mod tell;
mod weigh;

use axum::http::Method;
use platform::web::{May, Routes};
use platform::who::Role;

pub use agree::{Agree, AgreeForm};
pub use carry::{agreement, carried, carry, owe_again};
pub use case::{Delay, DelayState, Remedy, fetch as of, of_order, steps};
pub use list::tone_of;
pub use moot::moot;
pub use tell::{Tell, TellForm};
pub(super) use weigh::weigh;

use crate::shell::ORDER_READERS;

pub fn routes() -> Routes {
    let desk = May::Roles(&[Role::Specialist, Role::Manager]);
    Routes::default()
        .both(Method::GET, "/delays", May::Roles(ORDER_READERS), list::page)
        .both(Method::GET, "/delays/{id}", May::Roles(ORDER_READERS), page::page)
        .both(Method::POST, "/delays/{id}/message", desk, tell::tell)
        .both(Method::POST, "/delays/{id}/answer", desk, agree::agree)
}
