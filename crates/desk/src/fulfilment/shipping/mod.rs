//! 6.1, as far as the house's gate: what is packed for an order, by whom, and handed over to logistics by the book; what
//! changes and cancellations make of it (4.3.3, 4.4.2).

mod hand_over;
mod list;
mod new_page;
mod open;
mod pack;
mod page;
mod paper;
mod plan;
mod reach;
mod ready;
mod slip;
mod steps;
mod store;

use axum::http::Method;
use platform::web::{May, Routes};

pub use hand_over::{HandOver, HandOverForm};
pub use open::{OpenShipment, ShipForm, ShipLineForm};
pub use pack::{GroundForm as UnpackForm, Pack, PackForm, Unpack};
pub use page::of_order_card;
pub use plan::{PlanShipment, PlanShipmentForm};
pub(super) use reach::gone;
pub use reach::{Taken, fit, gone_by_dispatch, open_with};
pub use steps::{ShipState, steps};
pub use store::{ShipLine, Shipment, fetch, lines, of_order};

use crate::shell::DEPARTMENT_READERS;

pub fn routes() -> Routes {
    let (readers, logistics) = (May::Roles(DEPARTMENT_READERS), May::Roles(steps::SHIPPERS));
    let (packers, hands) = (May::Roles(steps::PACKERS), May::Roles(steps::HANDS));
    Routes::default()
        .both(Method::GET, "/shipments", readers, list::page)
        .both(Method::GET, "/shipments/{id}", readers, page::page)
        .both(Method::GET, "/shipments/{id}/packing-list.pdf", readers, paper::page)
        .both(Method::GET, "/orders/{id}/shipments", logistics, new_page::page)
        .both(Method::POST, "/orders/{id}/shipments", logistics, open::create)
        .both(Method::POST, "/shipments/{id}/plan", logistics, plan::plan)
        .both(Method::POST, "/shipments/{id}/packing", packers, pack::pack)
        .both(Method::POST, "/shipments/{id}/unpacking", hands, pack::unpack)
        .both(Method::POST, "/shipments/{id}/hand-over", logistics, hand_over::hand_over)
        .both(Method::POST, "/shipments/{id}/dropping", logistics, pack::drop)
}
