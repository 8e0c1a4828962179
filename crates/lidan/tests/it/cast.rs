//! The people that the stories are about; the demo company's own.

pub const SPECIALIST: &str = "chen";
pub const SECOND: &str = "wang";
pub const MANAGER: &str = "manager";
pub const DEPUTY: &str = "deputy";
pub const WAREHOUSE: &str = "warehouse";
pub const PRODUCTION: &str = "production";
pub const PURCHASING: &str = "purchasing";
pub const ADMIN: &str = "admin";

/// Everybody, for tables of who may what.
pub const ALL: &[&str] = &[
    "chen",
    "manager",
    "production",
    "purchasing",
    "quality",
    "warehouse",
    "logistics",
    "finance",
    "executive",
    "employee",
    "auditor",
    "admin",
];
