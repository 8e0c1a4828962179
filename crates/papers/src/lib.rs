//! 
pub mod pdf;
