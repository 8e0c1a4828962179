//! 3.1.3, 4.4.1: a cancellation that was said on the telephone goes back to the customer on a link. He sees exactly what is
//! digested, and what he says to it is kept with time, address and that digest. What the link showed is kept too, so that a
//! correction ends it.

use std::time::Duration;

use platform::act::{App, Outcome};
use platform::day::Instant;
use platform::db::Row;
use platform::history;
use platform::quantity::Quantity;
use platform::step::{Finding, Rule, Weight};
use platform::trouble::Say;
use platform::who::Person;
use platform::{Fault, Id, Trouble, Tx};
use serde::{Deserialize, Serialize};

use super::cancellation::{self, Cancellation, Desk};
use crate::intake::Origin;
use crate::order::{self, Order, digest_of};

/// The customer's duty, and the owner's where he says that it is not what he wants.
pub const WAITS: &str = "confirm_cancellation";
pub const DISPUTED: &str = "correct_cancellation";
/// How long a link leads somewhere.
const HOLDS: Duration = Duration::from_secs(30 * 24 * 3600);
/// Answers that one link takes.
const ANSWERS_MAX: i64 = 20;

platform::words! {
    /// What the customer says.
    pub enum Word { Signed = "signed", Disputed = "disputed", Understood = "understood" }
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
}

/// What stands in a waiting mail; the sender puts the address there.
pub fn placeholder(link: Id) -> String {
    format!("{{heard:{link}}}")
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
    pub fn content(&self) -> Result<Shown, Fault> {
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

/// What the customer is shown: no price, no reason of ours, nothing of the house.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    pub number: String,
    pub order: String,
    pub yours: String,
    pub lines: Vec<ShownLine>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShownLine {
    pub no: i64,
    pub sku: String,
    pub name: String,
    pub unit: String,
    /// What the order says now, what leaves it, what is left.
    pub stands: Quantity,
    pub cancelled: Quantity,
    pub left: Quantity,
}

impl Shown {
    pub fn of(order: &Order, one: &Cancellation) -> Shown {
        let line = |part: &cancellation::CancelPart| {
            let line = order.lines.iter().find(|line| line.id == part.line)?;
            let stands = line.quantity.checked_sub(line.cancelled).unwrap_or(line.quantity);
            Some(ShownLine {
                no: line.no,
                sku: line.sku.clone(),
                name: line.name.clone(),
                unit: line.unit.clone(),
                stands,
                cancelled: part.quantity,
                left: stands.checked_sub(part.quantity).unwrap_or(Quantity::ZERO),
            })
        };
        Shown {
            number: one.number.clone(),
            order: order.number.clone(),
            yours: order.customer_order_no.clone(),
            lines: one.said.parts.iter().filter_map(line).collect(),
        }
    }

    fn json(&self) -> Result<serde_json::Value, Fault> {
        serde_json::to_value(self).map_err(|e| Fault::other("write what a link shows", e))
    }

    pub fn digest(&self) -> Result<Vec<u8>, Fault> {
        Ok(digest_of(&self.json()?))
    }
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

/// Makes the link of what the cancellation says now; those before it lead nowhere from now on.
pub fn make(tx: &mut Tx, who: &Person, order: &Order, one: &Cancellation, link: &NewLink) -> Outcome<()> {
    end_all(tx, who, one.id)?;
    let (now, shown) = (tx.now(), Shown::of(order, one).json()?);
    let (digest, shown) = (digest_of(&shown), history::canonical(&shown));
    let ends_at = now.saturating_add(HOLDS);
    tx.execute(&MAKE, &[&link.id, &one.id, &order.id, &link.token, &digest, &shown, &now, &who.id, &ends_at])?;
    Ok(())
}

pub fn end_all(tx: &mut Tx, who: &Person, document: Id) -> Outcome<()> {
    let now = tx.now();
    tx.execute(&END_ALL, &[&now, &Some(who.id), &document])?;
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

/// The link's cancellation, its order held first: what is read behind it stays so.
pub fn given(tx: &mut Tx, who: &Person, token: &[u8]) -> Outcome<(Desk, Link, Given)> {
    let document = by_token(tx, token)?.ok_or(Trouble::Hidden)?.document;
    let desk = cancellation::desk(tx, who, document, "")?;
    let link = by_token(tx, token)?.ok_or(Trouble::Hidden)?;
    let said = &desk.one.said;
    let given = Given {
        open: link.is_open(tx.now()),
        present: link.digest == Shown::of(&desk.order, &desk.one).digest()?,
        answered: said.confirmed.is_set() || said.disputed.is_set(),
        name: false,
        text: false,
    };
    Ok((desk, link, given))
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

/// The cancellation behind a link, to be looked at only.
pub fn behind(tx: &mut Tx, link: &Link) -> Outcome<(Order, Cancellation)> {
    Ok((order::read_for_link(tx, link.order)?, cancellation::fetch(tx, link.document)?))
}
