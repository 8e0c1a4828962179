//! The link on which a supplier answers without a login. Its secret stands in the address only; what is kept is its
//! digest, when it ends, and which round it was last asked in. It shows one inquiry and its own answers, nobody else's.

use std::time::Duration;

use platform::act::{App, Outcome};
use platform::day::{Day, Instant};
use platform::db::Row;
use platform::i18n::Lang;
use platform::who::{Person, Roles, Via};
use platform::{Fault, Id, Trouble, Tx};

use super::purchase::Purchase;
use crate::people;

/// Answers that one link takes.
const ANSWERS_MAX: i64 = 20;
/// A link outlives the day by which an answer is wanted: who is late says so.
const GRACE: Duration = Duration::from_secs(14 * 24 * 3600);

/// A link that an act may make: its id names its secret.
#[derive(Clone, Debug)]
pub struct NewLink {
    pub id: Id,
    digest: Vec<u8>,
}

impl NewLink {
    pub fn made(app: &App) -> NewLink {
        let id = app.0.ids.new_id(app.0.clock.now());
        NewLink { id, digest: app.config().quote_token(id).digest().to_vec() }
    }
}

/// What stands in a waiting mail; the sender puts the address there.
pub fn placeholder(link: Id) -> String {
    format!("{{quote:{link}}}")
}

/// A supplier who was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    pub id: Id,
    pub purchase: Id,
    pub supplier: Id,
    pub round: i64,
    pub answered_round: i64,
    pub ends_at: Instant,
    pub declined: bool,
}

impl Asked {
    /// He has said something in the round in which he was last asked.
    pub fn has_answered(&self) -> bool {
        self.declined || self.answered_round >= self.round
    }
}

platform::sql! {
    MAKE = "INSERT INTO purchase_asked (id, purchase, supplier, token, round, answered_round, answers, ends_at, declined) \
        VALUES ($1, $2, $3, $4, $5, 0, 0, $6, FALSE)";
    SAME = "INSERT INTO purchase_asked (id, purchase, supplier, token, round, answered_round, answers, ends_at, declined) \
        VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8)";
    AGAIN = "UPDATE purchase_asked SET round = $1, ends_at = $2, declined = FALSE WHERE id = $3";
    ANSWERED = "UPDATE purchase_asked SET answered_round = $1, answers = answers + 1, declined = $2 \
        WHERE id = $3 AND answers < $4";
    END_ALL = "UPDATE purchase_asked SET ends_at = $1 WHERE purchase = $2 AND ends_at > $1";
    BY_TOKEN = "SELECT id, purchase, supplier, round, answered_round, ends_at, declined FROM purchase_asked \
        WHERE token = $1";
    OF_PURCHASE = "SELECT id, purchase, supplier, round, answered_round, ends_at, declined \
        FROM purchase_asked WHERE purchase = $1 LIMIT 100";
}

pub fn make(tx: &mut Tx, p: &Purchase, supplier: Id, link: &NewLink, round: i64, reply_by: Day) -> Outcome<Id> {
    let ends_at = ends(tx, reply_by)?;
    tx.execute(&MAKE, &[&link.id, &p.id, &supplier, &link.digest, &round, &ends_at])?;
    Ok(link.id)
}

/// Who was asked of one purchase was asked of a part of it; the link ends at once.
pub fn same(tx: &mut Tx, part: &Purchase, asked: &Asked, link: &NewLink) -> Outcome<()> {
    let (now, answered) = (tx.now(), asked.answered_round);
    let params: [&dyn platform::db::Param; 8] =
        [&link.id, &part.id, &asked.supplier, &link.digest, &asked.round, &answered, &now, &asked.declined];
    tx.execute(&SAME, &params)?;
    Ok(())
}

/// The same link for another round.
pub fn again(tx: &mut Tx, asked: &Asked, round: i64, reply_by: Day) -> Outcome<Id> {
    let ends_at = ends(tx, reply_by)?;
    tx.execute(&AGAIN, &[&round, &ends_at, &asked.id])?;
    Ok(asked.id)
}

fn ends(tx: &mut Tx, reply_by: Day) -> Outcome<Instant> {
    let zone = people::zone(tx)?;
    let day = reply_by.start_in(&zone).map_err(|e| Fault::other("a link's end", e))?;
    Ok(day.saturating_add(GRACE))
}

/// Counts an answer; too many are too many.
pub fn answered(tx: &mut Tx, asked: &Asked, declined: bool) -> Outcome<()> {
    if tx.execute(&ANSWERED, &[&asked.round, &declined, &asked.id, &ANSWERS_MAX])? == 0 {
        return Err(Trouble::Slower { seconds: 24 * 3600 });
    }
    Ok(())
}

/// Nobody answers any more: it is awarded, or stopped.
pub fn end_all(tx: &mut Tx, purchase: Id) -> Outcome<()> {
    let now = tx.now();
    tx.execute(&END_ALL, &[&now, &purchase])?;
    Ok(())
}

pub fn by_token(tx: &mut Tx, digest: &[u8]) -> Outcome<Option<Asked>> {
    Ok(tx.maybe(&BY_TOKEN, &[&digest], read)?)
}

pub fn of_purchase(tx: &mut Tx, purchase: Id) -> Outcome<Vec<Asked>> {
    Ok(tx.list(&OF_PURCHASE, &[&purchase], read)?)
}

/// Who holds the link, by nothing but its token.
pub fn holder(asked: &Asked, name: &str, lang: Lang) -> Person {
    Person { id: asked.id, login: "quote".into(), name: name.to_string(), roles: Roles::none(), lang, via: Via::Link }
}

fn read(row: &Row<'_>) -> Result<Asked, Fault> {
    Ok(Asked {
        id: row.get(0)?,
        purchase: row.get(1)?,
        supplier: row.get(2)?,
        round: row.get(3)?,
        answered_round: row.get(4)?,
        ends_at: row.get(5)?,
        declined: row.get(6)?,
    })
}
