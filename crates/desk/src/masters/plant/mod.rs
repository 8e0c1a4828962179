//! 3.2.3a: the plant as it stands in the books: work centres, routings, bills of material, terms of supply. They come in
//! by import; each change moves the epoch of what it touches, so that promises are computed anew.

pub(super) mod centre;
pub(super) mod outside;
pub(super) mod route;
pub(super) mod term;
pub(super) mod ways;

pub use centre::{
    WorkCentre, centre_epochs, centre_key, centres, centres_after, centres_named, plant_change, touch_centres,
};
pub use outside::{OutsideLoad, outside_loads};
pub use route::{Component, Operation, components, operations};
pub use term::{SupplyTerm, supply_terms};
