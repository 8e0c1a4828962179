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
mod meetings;
mod moves;
mod time;
mod trace;
mod turns;
mod visited;
mod world;

use desk::order::{FileSource, SourceKind};
use platform::act::{App, Outcome};
use platform::who::Person;
use platform::{Fault, Id, Trouble};

pub use company::small;
pub use dice::Dice;
pub use meetings::meet;
pub use visited::{Reached, everything};
pub use world::{Played, World, play};

/// The customer's letter is filed on an order that came in writing (3.1.3).
pub async fn letter(app: &App, who: &Person, order: Id) -> Outcome<()> {
    let content = format!("訂單如電，請照辦。{order}").into_bytes();
    let store = app.0.files.clone();
    let stored = tokio::task::spawn_blocking(move || store.keep(&content)).await;
    let stored = stored.map_err(|e| Trouble::from(Fault::other("keep a file", e)))??;
    let (name, media_type) = ("purchase-order.txt".to_string(), "text/plain");
    app.perform(who, FileSource { order, stored, name, media_type, kind: SourceKind::Customer, code: None }).await?;
    Ok(())
}
