//! Pages and the API share one handler: a form or JSON in, a page, a redirect or JSON out, as the caller asks.

pub mod ask;
pub mod assets;
pub mod chart;
pub mod failure;
pub mod input;
pub mod layout;
pub mod routes;
pub mod ui;

pub use ask::{Ask, Visit};
pub use failure::Failure;
pub use input::{Body, Upload, UploadedFile};
pub use routes::{May, RouteShown, Routes};
