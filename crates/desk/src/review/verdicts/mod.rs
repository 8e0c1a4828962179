//! 3.2.3: the three questions of the final review, and whether the order is a major one (2.2.1c).

pub mod delivery;
pub mod major;
pub mod payment;
pub mod policy;
pub mod price;
