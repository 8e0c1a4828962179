//! 2.2.2e: the ledger by order and by line, one order's page, search, and home. This slice only reads; what its pages
//! offer to do is done by the slices that own the acts.

mod asked;
mod bulk;
mod columns;
pub mod drawing;
mod duty_list;
pub mod duty_shown;
mod export;
mod filter;
mod filter_form;
mod groups;
mod home;
mod inbox;
mod list;
mod looks;
mod month;
mod next;
mod order_page;
mod palette;
mod part;
mod query;
mod rows;
mod search;
pub mod states;
#[cfg(test)]
mod tests;
mod totals;
mod variants;
mod views;

use axum::http::Method;
use platform::web::{May, Routes};

pub use filter::word_key;
pub use variants::variants;

/// What its pages must show by a clause of its own.
pub const SIGHTS: &[platform::step::Sight] = &[order_page::FOLLOWED];

use crate::shell::ORDER_READERS;

pub fn routes() -> Routes {
    let readers = May::Roles(ORDER_READERS);
    Routes::default()
        .get("/", May::Anyone, home::page)
        .both(Method::GET, "/inbox", May::Anyone, inbox::page)
        .both(Method::GET, "/orders", readers, list::orders)
        .both(Method::GET, "/orders/totals", readers, totals::orders)
        .get("/orders/export.xlsx", readers, export::orders)
        .get("/orders/export.csv", readers, export::orders_csv)
        .both(Method::GET, "/orders/lines", readers, list::lines)
        .both(Method::GET, "/orders/lines/totals", readers, totals::lines)
        .get("/orders/lines/export.xlsx", readers, export::lines)
        .get("/orders/lines/export.csv", readers, export::lines_csv)
        .both(Method::GET, "/orders/{id}", readers, order_page::page)
        .both(Method::GET, "/search", May::Anyone, search::page)
        .get("/palette", May::Anyone, palette::list)
}
