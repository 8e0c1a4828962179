//! What orders are about: products with prices and stock, customers with terms and what they owe, exchange rates,
//! the company's own facts, and the word index that every search box uses. Only this slice writes these tables.

mod agreement;
mod block;
mod company;
mod customer;
mod customer_list;
mod customer_page;
mod customer_search;
mod demo;
mod directory;
mod edit;
mod edit_contact;
mod edit_terms;
mod import;
mod import_pages;
mod movement;
mod plant;
mod price;
mod product;
mod product_list;
mod product_page;
mod product_search;
mod rate;
mod receivable;
pub mod sees;
mod shown;
mod steps;
mod stock;
mod supplier;
#[cfg(test)]
mod tests;
mod word;

pub use agreement::{Agreement, AgreementForm, FileAgreement, agreements};
pub use block::Block;
pub use company::{Company, DescribeCompany, company, company_currency};
pub use customer::{Customer, customer, customer_by_code, customers, find_customers};
pub use demo::{demo, import_priced};
pub use directory::{DbDirectory, directory};
pub use edit_contact::{ChangeContact, Contact as CustomerContact};
pub use edit_terms::{ChangeTerms, Terms as CustomerTerms};
pub use import::{CellError, ImportReport, Kind, import};
pub use movement::{MoveKind, MoveStock, Movement, Typed as TypedMovement};
pub use plant::{
    Component, Operation, OutsideLoad, SupplyTerm, WorkCentre, centre_epochs, centre_key, centres, centres_after,
    centres_named, components, operations, outside_loads, plant_change, supply_terms, touch_centres,
};
pub use price::{
    AnswerPrices, Listing, Price, PriceAnswerForm, PriceBook, PriceForm, PriceProposal, PriceProposalState,
    ProposePrice, price_book, price_for,
};
pub use product::{Product, Supply, find_products, product, product_by_sku, products, products_by_sku};
pub use rate::{SetRate, in_company_currency, rate};
pub use receivable::{Receivable, receivable};
pub use steps::{CustomerState, steps};
pub use stock::{
    Held, free_stock, give_back, held_for, release, reserve, ship, stock, stock_epochs, take_in, take_out, touch_stock,
};
pub use supplier::{
    BlockForm as BlockSupplierForm, BlockSupplier, KeepSupplier, Supplier, SupplierForm, SupplierState, supplier,
    suppliers, suppliers_after, usual_suppliers,
};
pub use word::{find_words, index_words};

use platform::web::Routes;

pub fn routes() -> Routes {
    product_list::routes()
        .merge(product_search::routes())
        .merge(product_page::routes())
        .merge(movement::routes())
        .merge(customer_list::routes())
        .merge(customer_search::routes())
        .merge(customer_page::routes())
        .merge(edit::routes())
        .merge(edit_contact::routes())
        .merge(edit_terms::routes())
        .merge(block::routes())
        .merge(import_pages::routes())
        .merge(rate::routes())
        .merge(price::routes())
        .merge(agreement::routes())
        .merge(supplier::routes())
}
