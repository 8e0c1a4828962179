//! 3.2.3b: what a customer pays. A list holds prices for a class of customers, for one customer or for everybody, by
//! quantity and by date; where no list speaks, it is the product's own price times the factor of the class. The manager
//! proposes, the executive accepts, whether by hand or by a file.

pub(super) mod answer;
mod book;
pub(super) mod card;
pub(super) mod change;
pub(super) mod list;
mod list_page;
mod lists_page;
pub(super) mod proposal;
mod proposal_page;
pub(super) mod propose;
pub(super) mod row;

pub use answer::{AnswerForm as PriceAnswerForm, AnswerPrices};
pub use book::{Listing, Price, PriceBook, price_book, price_for};
pub use proposal::{PriceProposal, ProposalState as PriceProposalState};
pub use propose::{ProposeForm as PriceForm, ProposePrice};

use axum::http::Method;
use platform::web::{May, Routes};
use platform::who::Role;

/// Those who see sale money.
const READERS: May = May::Roles(&[Role::Specialist, Role::Manager, Role::Finance, Role::Executive, Role::Auditor]);

pub fn routes() -> Routes {
    let deciders = May::Roles(&[Role::Executive, Role::Manager]);
    Routes::default()
        .both(Method::GET, "/prices", READERS, lists_page::show)
        .both(Method::GET, "/prices/{list}", READERS, list_page::show)
        .both(Method::POST, "/products/{id}/prices", May::Roles(&[Role::Manager]), propose::propose)
        .both(Method::GET, "/price-proposals/{id}", READERS, proposal_page::show)
        .both(Method::POST, "/price-proposals/{id}/answer", deciders, answer::answer)
}
