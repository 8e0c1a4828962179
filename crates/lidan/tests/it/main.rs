//! The one integration binary: the real desk, at a real address, on SQLite always and on PostgreSQL where
//! `LIDAN_TEST_PG` names one.

#[macro_use]
mod desk;
mod cast;
mod client;
mod dump;
mod orders;

mod browser {
    pub mod harness;
    mod link;
    mod long;
    mod pages;
    mod press;
    mod story;
}

mod bad_input;
mod command;
mod edge;
mod faults;
mod kill;
mod long_orders;
mod mail;
mod named;
mod office;
mod plant;
mod prices;
mod races;
mod review;
mod smtp;
mod stop;
mod tamper;
mod stories {
    mod file_order;
    pub mod link;
    mod phone_order;
    mod proof;
}
mod tables {
    mod imports;
    mod languages;
    mod routes;
    mod statements;
}
