//! One-time links: the first administrator's and each person's welcome. The secret stands in the address only; what
//! is stored is its digest, when it ends, and when it was used.

use std::time::Duration;

use platform::act::Outcome;
use platform::db::Tx;
use platform::ids::{Id, Token};
use platform::trouble::Trouble;

platform::words! {
    pub enum Purpose { SetUp = "set_up", Welcome = "welcome" }
}

impl Purpose {
    fn holds_for(self) -> Duration {
        match self {
            Purpose::SetUp => Duration::from_secs(24 * 3600),
            Purpose::Welcome => Duration::from_secs(7 * 24 * 3600),
        }
    }
}

platform::sql! {
    MAKE = "INSERT INTO login_link (digest, purpose, person, ends_at) VALUES ($1, $2, $3, $4)";
    PEEK = "SELECT person FROM login_link WHERE digest = $1 AND purpose = $2 AND ends_at > $3 AND used_at IS NULL";
    USE = "UPDATE login_link SET used_at = $1 WHERE digest = $2 AND purpose = $3 AND ends_at > $1 AND used_at IS NULL";
    END_OF_PERSON = "UPDATE login_link SET ends_at = $1 WHERE person = $2 AND used_at IS NULL AND ends_at > $1";
    END_OF_PURPOSE = "UPDATE login_link SET ends_at = $1 WHERE purpose = $2 AND used_at IS NULL AND ends_at > $1";
}

/// A link for a person; those he had before lead nowhere from now on.
pub fn make_welcome(tx: &mut Tx, person: Id, digest: &[u8]) -> Outcome<()> {
    end_of_person(tx, person)?;
    let ends_at = tx.now().saturating_add(Purpose::Welcome.holds_for());
    tx.execute(&MAKE, &[&digest, &Purpose::Welcome, &Some(person), &ends_at])?;
    Ok(())
}

/// A link for the first administrator; earlier ones lead nowhere from now on.
pub fn make_set_up(tx: &mut Tx) -> Outcome<Token> {
    let (now, token) = (tx.now(), tx.new_token());
    tx.execute(&END_OF_PURPOSE, &[&now, &Purpose::SetUp])?;
    let ends_at = now.saturating_add(Purpose::SetUp.holds_for());
    tx.execute(&MAKE, &[&token.digest(), &Purpose::SetUp, &None::<Id>, &ends_at])?;
    Ok(token)
}

/// Whose link it is, without using it; `Hidden` where it leads nowhere.
pub fn peek(tx: &mut Tx, digest: &[u8], purpose: Purpose) -> Outcome<Option<Id>> {
    let now = tx.now();
    tx.maybe(&PEEK, &[&digest, &purpose, &now], |row| row.get(0))?.ok_or(Trouble::Hidden)
}

/// Uses it up; the second of two loses.
pub fn use_up(tx: &mut Tx, digest: &[u8], purpose: Purpose) -> Outcome<Option<Id>> {
    let now = tx.now();
    let person = peek(tx, digest, purpose)?;
    if tx.execute(&USE, &[&now, &digest, &purpose])? == 0 {
        return Err(Trouble::Hidden);
    }
    Ok(person)
}

pub fn end_of_person(tx: &mut Tx, person: Id) -> Outcome<()> {
    let now = tx.now();
    tx.execute(&END_OF_PERSON, &[&now, &person])?;
    Ok(())
}

/// The digest of a secret in an address; an unreadable one is like one that leads nowhere.
pub fn digest_of(text: &str) -> Outcome<Vec<u8>> {
    text.parse::<Token>().map(|token| token.digest().to_vec()).map_err(|_| Trouble::Hidden)
}
