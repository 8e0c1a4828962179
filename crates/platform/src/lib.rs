//! What every slice stands on: database, acts, steps, history, outbox, time, money, words, pages.
//! Knows nothing of orders.

pub mod act;
pub mod calendar;
pub mod capital;
pub mod clock;
pub mod day;
pub mod db;
pub mod event;
pub mod files;
pub mod history;
pub mod i18n;
pub mod ids;
pub mod limits;
pub mod mail;
pub mod money;
pub mod outbox;
pub mod quantity;
pub mod seal;
pub mod series;
pub mod settings;
pub mod step;
pub mod text;
pub mod trouble;
pub mod web;
pub mod who;
pub mod words;

pub use act::{Act, App, Outcome};
pub use db::{Fault, Tx};
pub use ids::Id;
pub use trouble::Trouble;

#[doc(hidden)]
pub use linkme;
#[doc(hidden)]
pub use maud;
