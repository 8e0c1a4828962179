//! Duties that are the customer's: his time is not ours, so they are never late (1.3.2); he is asked again instead.

use platform::act::Outcome;
use platform::day::Instant;
use platform::{Id, Tx};

use super::duty::{self, Duty};

platform::sql! {
    WAITING = "SELECT id, about, about_kind, kind, clause, owner_person, owner_role, subject, detail, opened_at, due_at, \
        done_at, outcome, look_at FROM duty WHERE done_at IS NULL AND look_at <= $1 AND due_at <= $2 \
        AND owner_role = 'customer' AND kind = $3 ORDER BY look_at, id LIMIT $4";
    NEXT = "SELECT opened_at, due_at, look_at FROM duty WHERE about = $1 AND kind = $2 AND done_at IS NULL \
        AND owner_role = 'customer' LIMIT 1";
    AGAIN = "UPDATE duty SET look_at = $1 WHERE id = $2 AND done_at IS NULL AND look_at = $3";
}

/// Duties of a kind that the customer has not done in time (what is only due soon is not his yet to hear of), each with the instant at which it was to be looked at.
pub fn customers_due(tx: &mut Tx, kind: &str, limit: i64) -> Outcome<Vec<(Duty, Instant)>> {
    let now = tx.now();
    Ok(tx.list(&WAITING, &[&now, &now, &kind, &limit], |row| Ok((duty::read(row)?, row.get(13)?)))?)
}

/// Since when a document waits for its customer in this, and when the clock looks whether to ask him again.
pub fn asked_again(tx: &mut Tx, document: Id, kind: &str) -> Outcome<Option<(Instant, Instant)>> {
    Ok(tx.maybe(&NEXT, &[&document, &kind], |row| {
        let (due, look): (Instant, Option<Instant>) = (row.get(1)?, row.get(2)?);
        // What is only due soon is not his yet to hear of.
        Ok((row.get(0)?, look.map_or(due, |look| look.max(due))))
    })?)
}

/// When such a duty is looked at next; false where somebody else looked at it meanwhile.
pub fn look_again(tx: &mut Tx, duty: Id, seen: Instant, next: Instant) -> Outcome<bool> {
    Ok(tx.execute(&AGAIN, &[&next, &duty, &seen])? == 1)
}
