//! Duties about a change or a cancellation: opened and closed as the rows of the step tables say, the owner's own being
//! the order's owner's (1.3.4).

use platform::act::Outcome;
use platform::who::{Person, Role};
use platform::{Id, Tx};

use crate::order::duty::{self, Given, OwnedBy, Owner};

pub struct About<'a> {
    pub id: Id,
    pub kind: &'a str,
    pub subject: &'a str,
    pub order: Id,
    /// The order's owner.
    pub owner: Id,
    /// Who wrote it and therefore does not decide on it.
    pub writers: Vec<Id>,
}

/// Kinds that are opened for a department stand in the rows for the map; [`give_to`] opens them. Where the customer's word
/// is not waited for any more, nobody need call him for it.
pub fn settle(tx: &mut Tx, who: &Person, about: &About<'_>, closes: &[&str], opens: &[&str]) -> Outcome<()> {
    for kind in closes {
        let closed = duty::close(tx, about.id, kind, Some(who), "done")?;
        if closed > 0 && duty::kind_of(kind).is_some_and(|kind| kind.owner == OwnedBy::Role(Role::Customer)) {
            duty::close(tx, about.order, "remind_customer", Some(who), "moot")?;
        }
    }
    for kind in opens {
        let owner = match duty::kind_of(kind).map(|kind| kind.owner) {
            Some(OwnedBy::Owner) => Owner::Person(about.owner),
            Some(OwnedBy::Role(role)) => Owner::Role(role),
            Some(OwnedBy::Named) | None => continue,
        };
        open(tx, about, kind, owner)?;
    }
    duty::keep_apart(tx, about.id, &about.writers)
}

/// A department's own.
pub fn give_to(tx: &mut Tx, about: &About<'_>, kind: &str, department: Role) -> Outcome<()> {
    open(tx, about, kind, Owner::Role(department))
}

fn open(tx: &mut Tx, about: &About<'_>, kind: &str, owner: Owner) -> Outcome<()> {
    let given = Given {
        about: about.id,
        about_kind: about.kind,
        kind,
        owner,
        subject: about.subject,
        detail: "",
        due_at: None,
        over: None,
    };
    duty::give(tx, &given).map(|_| ())
}

/// Nothing is left to be done about it.
pub fn over(tx: &mut Tx, about: &About<'_>) -> Outcome<()> {
    duty::close_all(tx, about.id).map(|_| ())
}
