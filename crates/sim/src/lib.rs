//! Plays a company through the real acts, seeded: every step is one that the product's own tables offer, or one that
//! they forbid and the product has to refuse. Invariants are asked after every step; what was never reached is listed.
//! The demo company's half year is played by the same hands.

mod company;
mod content;
pub mod demo;
mod dice;
mod goals;
mod invariants;
mod look;
mod moves;
mod time;
mod trace;
mod turns;
mod visited;
mod world;

pub use company::small;
pub use dice::Dice;
pub use visited::{Reached, everything};
pub use world::{Played, World, play};
