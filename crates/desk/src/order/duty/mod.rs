//! A duty: one thing that one person or department queue has to do until a due time (1.3.2, 1.3.4). Opened and
//! closed only by steps; home, lateness and escalation stand on it.

mod clock;
mod whose;

use platform::act::Outcome;
use platform::calendar::Due;
use platform::day::Instant;
use platform::db::Row;
use platform::event::Taken;
use platform::who::{Person, Role};
use platform::{Fault, Id, Tx};
use serde::Serialize;

use super::fetch::Order;
use crate::people::{self, setting};

pub use clock::{Clock, PAUSE, RESUME, held, soon_at, start_clocks, stop_clocks, turn};
pub use whose::{counts, mine};

/// Who owns a duty of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnedBy {
    /// The order's owner.
    Owner,
    /// A queue: a department, or the acting manager.
    Role(Role),
    /// A department named when it is opened.
    Named,
}

/// A kind of duty: clause and owner. How long it may take is a setting ([`setting::allowed`]).
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    pub id: &'static str,
    pub clause: &'static str,
    pub owner: OwnedBy,
}

const fn kind(id: &'static str, clause: &'static str, owner: OwnedBy) -> Kind {
    Kind { id, clause, owner }
}

pub const KINDS: &[Kind] = &[
