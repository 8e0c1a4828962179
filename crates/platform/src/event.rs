//! What travels against the arrows between the slices: a step was taken on something, and whoever keeps what it opens
//! and closes does his part in the same transaction. Listeners are linked in, as statements are.

use crate::act::Outcome;
use crate::db::Tx;
use crate::ids::Id;
use crate::who::Person;

/// A step that was taken on something that is no order.
#[derive(Clone, Copy, Debug)]
pub struct Taken<'a> {
    pub about: Id,
    pub about_kind: &'a str,
    /// What it is called where a duty about it is shown.
    pub subject: &'a str,
    /// Kinds of duty, as the step's row has them.
    pub opens: &'static [&'static str],
    pub closes: &'static [&'static str],
}

pub type Listener = fn(&mut Tx, &Person, &Taken<'_>) -> Outcome<()>;

#[allow(unsafe_code)] // The list is a section of the binary.
#[linkme::distributed_slice]
pub static LISTENERS: [Listener];

/// Tells everybody who listens.
pub fn taken(tx: &mut Tx, who: &Person, taken: &Taken<'_>) -> Outcome<()> {
    LISTENERS.iter().try_for_each(|listener| listener(tx, who, taken))
}

/// `listens!(open_and_close);`: that function hears of every step of [`taken`].
#[macro_export]
macro_rules! listens {
    ($listener:path) => {
        #[allow(unsafe_code)]
        const _: () = {
            #[$crate::linkme::distributed_slice($crate::event::LISTENERS)]
            #[linkme(crate = $crate::linkme)]
            static ENTRY: $crate::event::Listener = $listener;
        };
    };
}
