//! What lies in an order's file, by the classes of 7.1 that exist so far, and what is missing.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{App, Outcome};
use platform::day::Instant;
use platform::files;
use platform::web::{Ask, Failure};
use platform::who::Roles;
use platform::{Id, Trouble, Tx};
use serde::Serialize;

use crate::masters::sees;
use crate::order::{self, Confirmation, NoteKind, Order, SourceKind};

platform::words! {
    pub enum Class {
        /// The signed confirmation, or what the customer wrote himself.
        Contract = "contract",
        /// What quality found on its goods (5.1.1).
        Inspection = "inspection",
        /// What its goods are bought under, with the supplier's signature where he returned it (4.2.3): it states prices.
        Purchase = "purchase",
        /// The copy of the same for this order, without prices.
        PurchaseCopy = "purchase_copy",
        /// What was said with him, written down.
        Correspondence = "correspondence",
        Other = "other",
    }
}

impl Class {
    pub fn of(kind: SourceKind) -> Class {
        match kind {
            SourceKind::Customer | SourceKind::SignedReturn => Class::Contract,
            SourceKind::Other => Class::Other,
        }
    }

    /// What we pay is for those who see supplier and cost.
    pub fn is_for(self, roles: Roles) -> bool {
        self != Class::Purchase || (sees::supplier(roles) && sees::cost(roles))
    }
}

/// One paper, as it is frozen with the file.
#[derive(Clone, Debug, Serialize)]
pub struct Paper {
    pub class: Class,
    pub name: String,
    pub at: Instant,
    /// Of the content: SHA-256, as hexadecimal.
    pub digest: String,
    /// Where it opens; nothing for what was signed on the link.
    pub source: Option<Id>,
    /// The same for what the process made.
    pub paper: Option<Id>,
}

platform::sql! {
    OF = "SELECT s.id, s.kind, s.added_at, f.name, f.sha256 FROM order_source s JOIN file f ON f.id = s.file \
        WHERE s.order_id = $1 ORDER BY s.added_at LIMIT 200";
    MADE = "SELECT p.id, p.class, p.at, f.name, f.sha256 FROM order_paper p JOIN file f ON f.id = p.file \
        WHERE p.order_id = $1 ORDER BY p.at, p.id LIMIT 2000";
    ONE = "SELECT file, class FROM order_paper WHERE order_id = $1 AND id = $2";
    FILE = "INSERT INTO order_paper (id, order_id, class, file, at, customer) \
        VALUES ($1, $2, $3, $4, $5, (SELECT customer FROM orders WHERE id = $2))";
}

pub fn papers(tx: &mut Tx, order: &Order) -> Outcome<Vec<Paper>> {
    let mut all = tx.list(&OF, &[&order.id], |row| {
        let sha256: Vec<u8> = row.get(4)?;
        Ok(Paper {
            class: Class::of(row.get(1)?),
            name: row.get(3)?,
            at: row.get(2)?,
            digest: platform::history::hex(&sha256),
            source: Some(row.get(0)?),
            paper: None,
        })
    })?;
    let signed_on_paper = order::sources(tx, order.id)?.iter().any(|s| s.kind == SourceKind::SignedReturn);
    if order.confirmation == Confirmation::Confirmed
        && !signed_on_paper
        && let Some(shown) = &order.shown_digest
    {
        let (name, digest) = (order.number.clone(), platform::history::hex(shown));
        all.push(Paper { class: Class::Contract, name, at: order.changed_at, digest, source: None, paper: None });
    }
    all.extend(made(tx, order.id)?);
    Ok(all)
}

/// Papers that the process made itself.
fn made(tx: &mut Tx, order: Id) -> Outcome<Vec<Paper>> {
    Ok(tx.list(&MADE, &[&order], |row| {
        let sha256: Vec<u8> = row.get(4)?;
        Ok(Paper {
            class: row.get(1)?,
            name: row.get(3)?,
            at: row.get(2)?,
            digest: platform::history::hex(&sha256),
            source: None,
            paper: Some(row.get(0)?),
        })
    })?)
}

/// 7.1: files what the process made with an order, by its class.
pub fn file_paper(tx: &mut Tx, order: Id, class: Class, file: Id) -> Outcome<()> {
    let (id, now) = (tx.new_id(), tx.now());
    tx.execute(&FILE, &[&id, &order, &class, &file, &now])?;
    Ok(())
}

/// `GET /orders/{id}/papers/{paper}`
pub async fn open(State(app): State<App>, ask: Ask, Path((id, paper)): Path<(Id, Id)>) -> Result<Response, Failure> {
    let (who, folder) = (ask.who()?.clone(), app.0.files.clone());
    let (name, media, content) = app
        .read(move |tx| {
            order::fetch(tx, &who, id)?;
            let found = tx.maybe(&ONE, &[&id, &paper], |row| Ok((row.get::<Id>(0)?, row.get::<Class>(1)?)))?;
            let (file, _) = found.filter(|(_, class)| class.is_for(who.roles)).ok_or(Trouble::Hidden)?;
            let card = files::card(tx, file)?.ok_or(Trouble::Hidden)?;
            Ok((card.name, card.media_type, folder.read(&card.sha256)?))
        })
        .await?;
    Ok(order::file_answer(&name, &media, content))
}

/// Classes of which nothing is there and something has to be: the order contract of an order that was reviewed; of one
/// that never was, at least what the customer said.
pub fn missing(tx: &mut Tx, order: &Order, papers: &[Paper]) -> Outcome<Vec<Class>> {
    if papers.iter().any(|paper| paper.class == Class::Contract) {
        return Ok(Vec::new());
    }
    if order.round > 0 {
        return Ok(vec![Class::Contract]);
    }
    let said = !order::talks(tx, order.id)?.is_empty()
        || order::notes(tx, order.id)?.iter().any(|note| note.kind == NoteKind::Contact);
    Ok(if said { Vec::new() } else { vec![Class::Correspondence] })
}
