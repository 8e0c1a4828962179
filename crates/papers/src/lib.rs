//! 
pub mod pdf;
pub mod read;
pub mod sheet_out;
