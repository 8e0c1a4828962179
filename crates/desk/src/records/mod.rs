//! 2.2.2e: the papers of every order: browsed, found, opened; and the file of an order that ended, checked and frozen by
//! its specialist. How long a file is kept, who may ask for it and how it is disposed of is chapter 7.

mod card;
mod file;
mod list;
mod papers;

use axum::http::Method;
use platform::step::StepShown;
use platform::web::{May, Routes};
use platform::who::Role;

use crate::masters::sees::CUSTOMER_READERS;

pub use card::card;
pub use file::{FileForm, FileOrder};
pub use papers::{Class, file_paper};

pub fn routes() -> Routes {
    let readers = May::Roles(CUSTOMER_READERS);
    Routes::default()
        .both(Method::GET, "/records", readers, list::page)
        .get("/orders/{id}/papers/{paper}", readers, papers::open)
        .both(Method::POST, "/orders/{id}/file", May::Roles(&[Role::Specialist]), file::create)
}

pub fn steps() -> Vec<StepShown> {
    vec![file::FILE.shown("records")]
}
