//! What customer and desk said to each other about an order: who, by which way, when, about which line and field, and
//! which reason of a return it answers (3.2.4); that he understood (2.2.2b). Only added, and kept over all rounds.

use platform::act::Outcome;
use platform::day::Instant;
use platform::{Id, Tx};
use serde::Serialize;

use super::fetch::Order;

platform::words! {
    pub enum TalkKind {
        Said = "said",
        /// A counter-proposal of the desk's, and what became of it.
        Offered = "offered",
        Accepted = "accepted",
        Refused = "refused",
        Countered = "countered",
        TakenBack = "taken_back",
        Understood = "understood",
    }
}

platform::words! {
    pub enum Side { Customer = "customer", House = "house" }
}

platform::words! {
    /// By which way it was said.
    pub enum TalkBy {
        Phone = "phone",
        Visit = "visit",
        Email = "email",
        Fax = "fax",
        Chat = "chat",
        Link = "link",
        Document = "document",
    }
}

platform::words! {
    /// What of a line, or of the order, it is about.
    pub enum TalkField {
        Price = "price",
        Quantity = "quantity",
        RequestedOn = "requested_on",
        Place = "place",
        PaymentTerm = "payment_term",
        Spec = "spec",
        Other = "other",
    }
}

/// What is talked about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct About {
    pub line: Option<i64>,
    pub field: Option<TalkField>,
    /// The code of a reason for which the order was sent back; empty: none.
    pub reason: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Talk {
    pub id: Id,
    pub revision: i64,
    pub round: i64,
    pub at: Instant,
    pub kind: TalkKind,
    pub side: Side,
    /// Who said it.
    pub name: String,
    /// Who wrote it down; nobody where the customer did on his link.
    pub by_person: Option<Id>,
    pub medium: TalkBy,
    #[serde(flatten)]
    pub about: About,
    pub text: String,
    pub offer: Option<Id>,
    /// The document in which he said so.
    pub source: Option<Id>,
}

platform::sql! {
    ADD = "INSERT INTO talk (id, order_id, revision, round, at, kind, side, name, by_person, medium, line_no, field, \
        reason, text, offer, source) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    LIST = "SELECT id, revision, round, at, kind, side, name, by_person, medium, line_no, field, reason, text, offer, \
        source FROM talk WHERE order_id = $1 ORDER BY at DESC, id DESC LIMIT 300";
}

/// What is written down; the rest follows from the order.
#[derive(Clone, Debug)]
pub struct NewTalk<'a> {
    pub kind: TalkKind,
    pub side: Side,
    pub name: &'a str,
    pub by_person: Option<Id>,
    pub medium: TalkBy,
    pub about: &'a About,
    pub text: &'a str,
    pub offer: Option<Id>,
    pub source: Option<Id>,
}

pub fn add_talk(tx: &mut Tx, order: &Order, talk: &NewTalk<'_>) -> Outcome<Id> {
    let (id, now) = (tx.new_id(), tx.now());
    tx.execute(
        &ADD,
        &[
            &id,
            &order.id,
            &order.revision,
            &order.round,
            &now,
            &talk.kind,
            &talk.side,
            &talk.name,
            &talk.by_person,
            &talk.medium,
            &talk.about.line,
            &talk.about.field,
            &talk.about.reason,
            &talk.text,
            &talk.offer,
            &talk.source,
        ],
    )?;
    Ok(id)
}

/// The order's talks, the newest first.
pub fn talks(tx: &mut Tx, order: Id) -> Outcome<Vec<Talk>> {
    Ok(tx.list(&LIST, &[&order], |row| {
        Ok(Talk {
            id: row.get(0)?,
            revision: row.get(1)?,
            round: row.get(2)?,
            at: row.get(3)?,
            kind: row.get(4)?,
            side: row.get(5)?,
            name: row.get(6)?,
            by_person: row.get(7)?,
            medium: row.get(8)?,
            about: About { line: row.get(9)?, field: row.get(10)?, reason: row.get(11)? },
            text: row.get(12)?,
            offer: row.get(13)?,
            source: row.get(14)?,
        })
    })?)
}
