//! 4.1, 4.2, 5.1: what the departments do. So far: when a line could be promised, and the dispatch of an approved order
//! to the departments that supply it (3.2.5).

mod acknowledge;
mod amend;
mod begun;
mod book;
mod coming;
mod days_moved;
pub mod delay;
mod departments;
mod dispatch;
pub mod expect;
pub mod inspection;
mod make;
mod plant;
mod plant_page;
pub mod production;
mod promise;
pub mod purchasing;
mod schedule;
pub mod shipping;
mod snapshot;
#[cfg(test)]
mod tests;
mod typed;

use axum::http::Method;
use platform::step::StepShown;
use platform::web::{May, Routes};
use platform::who::Role;

pub use acknowledge::Acknowledge;
pub use amend::{Cut, Own, amend, cut, give_back, let_go, promises_anew, work_of};
pub use begun::{Begun, begun, settled, still_needed};
pub use dispatch::{Dispatch, DispatchState, LinePlan, department_of, dispatch, of_order};
pub use promise::{Binding, Load, LoadDay, Needed, Part, Promise, promises};
pub use purchasing::{Bought, Ended, PurchaseState, Receipts, RequestState, of_order as bought_of, receipts_of};
pub use snapshot::{Epochs, hold, plant, unmoved};

use crate::shell::DEPARTMENT_READERS;

/// The departments that supply a line: from stock, by making it, by buying it.
pub const SUPPLIERS: &[Role] = &[Role::Warehouse, Role::Production, Role::Purchasing];

pub fn routes() -> Routes {
    let readers = May::Roles(DEPARTMENT_READERS);
    let acknowledgers = May::Roles(SUPPLIERS);
    Routes::default()
        .both(Method::GET, "/departments", readers, departments::page)
        .both(Method::GET, "/plant", readers, plant_page::list)
        .both(Method::GET, "/plant/{id}", readers, plant_page::show)
        .both(Method::POST, "/dispatches/{id}/acknowledgement", acknowledgers, acknowledge::acknowledge)
        .merge(production::routes())
        .merge(purchasing::routes())
        .merge(inspection::routes())
        .merge(shipping::routes())
        .merge(delay::routes())
}

pub fn steps() -> Vec<StepShown> {
    let own = [
        acknowledge::ACKNOWLEDGE.shown("dispatch"),
        expect::FORECAST.shown("order"),
        expect::AT_HAND.shown("order"),
        expect::PROMISED.shown("order"),
    ];
    own.into_iter()
        .chain(production::steps())
        .chain(purchasing::steps())
        .chain(inspection::steps())
        .chain(shipping::steps())
        .chain(delay::steps())
        .collect()
}
