//! The one integration binary: the real desk, at a real address, on SQLite always and on PostgreSQL where
//! `LIDAN_TEST_PG` names one.

#[macro_use]
mod desk;
mod cast;
mod clause_month;
mod client;
mod dump;
mod orders;

mod browser {
    mod beside;
    mod chapter4;
    mod consent;
    mod drag;
    mod grid;
    mod hands_on;
    pub mod harness;
    mod link;
    mod long;
    mod menu;
    mod pages;
    mod press;
    mod story;
    mod tabs;
    mod talks;
}

mod answers;
mod arrivals;
mod bad_input;
mod board;
mod buying;
mod cancellations;
mod change_limits;
mod change_parts;
mod changes;
mod coming;
mod command;
mod delays;
mod delays_told;
mod due_times;
mod edge;
mod evidence;
mod exports;
mod exposure;
mod faults;
mod first_start;
mod furnished;
mod heard;
mod inspection;
mod joined;
mod kill;
mod loads;
mod long_orders;
mod mail;
mod meets;
mod named;
mod office;
mod plans;
mod plant;
mod prices;
mod production;
mod purchasing;
mod races;
mod reports;
mod returned;
mod review;
mod ripple;
mod shipments;
mod sim;
mod smtp;
mod stock_races;
mod stop;
mod tamper;
mod tokens;
mod unanswered;
mod stories {
    mod chase;
    mod file_order;
    pub mod link;
    mod oral;
    mod phone_order;
    mod proof;
    mod records;
    mod reminders;
    pub mod sheets;
    mod signed;
    mod talks;
    mod turns;
}
mod tables {
    mod fields;
    mod imports;
    mod languages;
    pub mod routes;
    mod statements;
}
