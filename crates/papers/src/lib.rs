//! Documents in and out: order documents read with doubts, spreadsheets written, PDF set.
pub mod pdf;
pub mod read;
pub mod sheet_out;
