//! 3.1.3, 4.3.4, 4.4.1: what is said about an approved order goes to the customer on a link: what he said on the telephone,
//! or what we propose. He sees exactly what is digested, and what he says to it is kept with time, address and that digest.
//! What the link showed is kept too, so that a correction ends it.

use std::time::Duration;

use platform::act::{App, Outcome};
use platform::day::Instant;
use platform::db::Row;
use platform::history;
use platform::step::{Finding, Rule, Weight};
use platform::trouble::Say;
use platform::{Fault, Id, Trouble, Tx};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::intake::Origin;
use crate::order::digest_of;

/// How long a link leads somewhere.
pub const HOLDS: Duration = Duration::from_secs(30 * 24 * 3600);
/// Answers that one link takes.
const ANSWERS_MAX: i64 = 20;

platform::words! {
    /// What the customer says.
    pub enum Word {
        Signed = "signed",
        Disputed = "disputed",
        Understood = "understood",
        Agreed = "agreed",
        Refused = "refused",
    }
}

/// A link that an act is about to make: its id names its secret.
#[derive(Clone, Debug)]
pub struct NewLink {
    pub id: Id,
    token: Vec<u8>,
}

impl NewLink {
    pub fn made(app: &App) -> NewLink {
        NewLink::of(app, app.0.ids.new_id(app.0.clock.now()))
    }

    /// With an id that nothing else of its kind has.
    pub fn of(app: &App, id: Id) -> NewLink {
        NewLink { id, token: app.config().heard_token(id).digest().to_vec() }
    }

    /// Of a change: its address is another one.
    pub fn of_change(app: &App) -> NewLink {
        let id = app.0.ids.new_id(app.0.clock.now());
        NewLink::with(id, app.config().change_token(id).digest().to_vec())
    }

    pub fn with(id: Id, token: Vec<u8>) -> NewLink {
        NewLink { id, token }
    }
}

#[derive(Clone, Debug)]
pub struct Link {
    pub id: Id,
    pub document: Id,
    pub order: Id,
    pub digest: Vec<u8>,
    pub shown: String,
    pub ends_at: Instant,
    pub ended_at: Option<Instant>,
}

impl Link {
    pub fn is_open(&self, now: Instant) -> bool {
        self.ended_at.is_none() && now < self.ends_at
    }

    /// What its page shows: read back from what was digested.
    pub fn content<S: DeserializeOwned>(&self) -> Result<S, Fault> {
        serde_json::from_str(&self.shown).map_err(|e| Fault::other("read what a link showed", e))
    }
}

/// What was said on a link, with what proves it. The digest is of what was shown, in hexadecimal.
#[derive(Clone, Debug, Serialize)]
pub struct Said {
    pub kind: Word,
    pub at: Instant,
    pub name: String,
    pub text: String,
    pub drawn: String,
    pub address: String,
    pub agent: String,
    pub digest: String,
}

platform::sql! {
    MAKE = "INSERT INTO heard_link (id, document, order_id, token, digest, shown, made_at, made_by, ends_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    BY_TOKEN = "SELECT id, document, order_id, digest, shown, ends_at, ended_at FROM heard_link WHERE token = $1";
    NEWEST = "SELECT id, document, order_id, digest, shown, ends_at, ended_at FROM heard_link \
        WHERE document = $1 ORDER BY made_at DESC, id DESC LIMIT 1";
    END_ALL = "UPDATE heard_link SET ended_at = $1, ended_by = $2 WHERE document = $3 AND ended_at IS NULL";
    ANSWER = "INSERT INTO heard_answer (id, link, document, kind, at, name, text, drawn, address, agent, digest) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    ANSWERS = "SELECT kind, at, name, text, drawn, address, agent, digest FROM heard_answer WHERE document = $1 \
        ORDER BY at DESC, id DESC LIMIT 50";
    ANSWERS_OF = "SELECT kind, at, name, text, drawn, address, agent, digest FROM heard_answer WHERE link = $1 \
        ORDER BY at DESC, id DESC LIMIT 50";
    COUNT = "SELECT COUNT(*) FROM heard_answer WHERE link = $1";
}

/// Makes the link of what its document shows now; those before it lead nowhere from now on.
pub fn make(tx: &mut Tx, by: Id, (order, document): (Id, Id), shown: &Value, link: &NewLink) -> Outcome<()> {
    end_all(tx, by, document)?;
    let now = tx.now();
    let (digest, shown) = (digest_of(shown), history::canonical(shown));
    let ends_at = now.saturating_add(HOLDS);
    tx.execute(&MAKE, &[&link.id, &document, &order, &link.token, &digest, &shown, &now, &by, &ends_at])?;
    Ok(())
}

pub fn end_all(tx: &mut Tx, by: Id, document: Id) -> Outcome<()> {
    let now = tx.now();
    tx.execute(&END_ALL, &[&now, &Some(by), &document])?;
    Ok(())
}

pub fn newest(tx: &mut Tx, document: Id) -> Outcome<Option<Link>> {
    Ok(tx.maybe(&NEWEST, &[&document], read)?)
}

pub fn by_token(tx: &mut Tx, token: &[u8]) -> Outcome<Option<Link>> {
    Ok(tx.maybe(&BY_TOKEN, &[&token], read)?)
}

/// What the customer said of a document, the newest first.
pub fn answers(tx: &mut Tx, document: Id) -> Outcome<Vec<Said>> {
    Ok(tx.list(&ANSWERS, &[&document], read_answer)?)
}

/// And on one link.
pub fn answers_on(tx: &mut Tx, link: Id) -> Outcome<Vec<Said>> {
    Ok(tx.list(&ANSWERS_OF, &[&link], read_answer)?)
}

fn read(row: &Row<'_>) -> Result<Link, Fault> {
    Ok(Link {
        id: row.get(0)?,
        document: row.get(1)?,
        order: row.get(2)?,
        digest: row.get(3)?,
        shown: row.get(4)?,
        ends_at: row.get(5)?,
        ended_at: row.get(6)?,
    })
}

fn read_answer(row: &Row<'_>) -> Result<Said, Fault> {
    let digest: Vec<u8> = row.get(7)?;
    Ok(Said {
        kind: row.get(0)?,
        at: row.get(1)?,
        name: row.get(2)?,
        text: row.get(3)?,
        drawn: row.get(4)?,
        address: row.get(5)?,
        agent: row.get(6)?,
        digest: history::hex(&digest),
    })
}

/// What an answer says.
#[derive(Debug)]
pub struct Words<'a> {
    pub name: &'a str,
    pub text: &'a str,
    pub drawn: &'a str,
}

pub fn keep(tx: &mut Tx, link: &Link, kind: Word, words: &Words<'_>, origin: &Origin) -> Outcome<()> {
    let given: i64 = tx.one(&COUNT, &[&link.id], |row| row.get(0))?;
    if given >= ANSWERS_MAX {
        return Err(Trouble::Slower { seconds: 24 * 3600 });
    }
    let (id, now) = (tx.new_id(), tx.now());
    let (name, text, drawn) = (words.name, words.text, words.drawn);
    let (address, agent) = (&origin.address, &origin.agent);
    tx.execute(
        &ANSWER,
        &[&id, &link.id, &link.document, &kind, &now, &name, &text, &drawn, address, agent, &link.digest],
    )?;
    Ok(())
}

/// What the customer's steps rest on.
pub struct Given {
    /// The link leads somewhere, and shows what stands here.
    pub open: bool,
    pub present: bool,
    /// He has signed or disputed it already, or his paper is here.
    pub answered: bool,
    pub name: bool,
    pub text: bool,
}

fn unless(holds: bool, key: &'static str) -> Vec<Finding> {
    if holds { Vec::new() } else { vec![Finding::fail(Say::new(key))] }
}

const fn must(id: &'static str, verdict: fn(&Given) -> Vec<Finding>) -> Rule<Given> {
    Rule { id, clause: "3.1.3", weight: Weight::Must, verdict }
}

pub const OPEN: Rule<Given> = must("heard.open", |g| unless(g.open, "link-ended"));
pub const PRESENT: Rule<Given> = must("heard.present", |g| unless(g.present, "link-changed"));
pub const ONCE: Rule<Given> = must("heard.once", |g| unless(!g.answered, "heard-refused-answered"));
pub const NAME: Rule<Given> = must("heard.name", |g| unless(g.name, "link-name-missing"));
pub const TEXT: Rule<Given> = must("heard.text", |g| unless(g.text, "link-reason-missing"));
