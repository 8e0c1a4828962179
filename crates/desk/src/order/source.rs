//! Source documents: what the customer sent, kept beside the entry (1.3.1), and signed returns (3.1.3).

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use platform::act::{App, Outcome};
use platform::day::Instant;
use platform::files;
use platform::web::{Ask, Failure, May, Routes};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde::Serialize;
use serde_json::json;

use super::fetch::{Order, fetch};
use super::store;
use crate::shell::ORDER_READERS;

platform::words! {
    pub enum SourceKind { Customer = "customer", SignedReturn = "signed_return", Other = "other" }
}

#[derive(Clone, Debug, Serialize)]
pub struct Source {
    pub id: Id,
    pub file: Id,
    pub kind: SourceKind,
    /// It came from the customer: a spoken order with such a document is not oral.
    pub from_customer: bool,
    /// What was read from it, as JSON; empty where nothing was.
    pub reading: String,
    pub added_at: Instant,
    pub added_by: Id,
    pub name: String,
    pub media_type: String,
    pub bytes: i64,
}

impl Source {
    /// What customers send states prices: it is for those who see sale money. Drawings and the like are for all.
    pub fn is_for(&self, who: &Person) -> bool {
        self.kind == SourceKind::Other || crate::masters::sees::sale_money(who.roles)
    }
}

platform::sql! {
    ADD = "INSERT INTO order_source (id, order_id, file, kind, from_customer, reading, added_at, added_by, customer) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    MOVE = "UPDATE order_source SET customer = $1 WHERE order_id = $2";
    LIST = "SELECT s.id, s.file, s.kind, s.from_customer, s.reading, s.added_at, s.added_by, f.name, f.media_type, \
        f.bytes FROM order_source s JOIN file f ON f.id = s.file WHERE s.order_id = $1 ORDER BY s.added_at LIMIT 200";
}

pub fn routes() -> Routes {
    Routes::default().get("/orders/{id}/sources/{source}", May::Roles(ORDER_READERS), download)
}

/// `GET /orders/{id}/sources/{source}`: shown in place where that is safe, else saved.
async fn download(State(app): State<App>, ask: Ask, Path((id, source)): Path<(Id, Id)>) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let files = app.0.files.clone();
    let (found, content) = app
        .read(move |tx| {
            fetch(tx, &who, id)?;
            let found = sources(tx, id)?.into_iter().find(|s| s.id == source).ok_or(Trouble::Hidden)?;
            if !found.is_for(&who) {
                return Err(Trouble::Hidden);
            }
            let card = files::card(tx, found.file)?.ok_or(Trouble::Hidden)?;
            let content = files.read(&card.sha256)?;
            Ok((found, content))
        })
        .await?;
    Ok(file_answer(&found.name, &found.media_type, content))
}

/// Pictures and PDF are shown; everything else is only ever saved, never run in our origin.
pub fn file_answer(name: &str, media_type: &str, content: Vec<u8>) -> Response {
    let shown = matches!(media_type, "application/pdf" | "image/png" | "image/jpeg");
    let place = if shown { "inline" } else { "attachment" };
    let encoded = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
    let kind = if shown { media_type } else { "application/octet-stream" };
    let mut response = content.into_response();
    let headers = response.headers_mut();
    let value = |text: &str| HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("attachment"));
    headers.insert(header::CONTENT_DISPOSITION, value(&format!("{place}; filename*=UTF-8''{encoded}")));
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_str(kind).unwrap_or(HeaderValue::from_static("application/octet-stream")),
    );
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        // The browser's own viewer of PDF has its own sandbox and does not start in ours; nothing else runs in it.
        HeaderValue::from_static(if kind == "application/pdf" {
            "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
        } else {
            "sandbox; default-src 'none'; style-src 'unsafe-inline'"
        }),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}

/// Files a document on an order. Allowed at any time before archiving; while in review the manager sees it as new.
/// A customer's document makes a spoken order, not yet shown, a written one (3.1.3).
pub fn add_source(
    tx: &mut Tx,
    who: &Person,
    order: &mut Order,
    file: Id,
    kind: SourceKind,
    reading: &str,
) -> Outcome<Id> {
    let (id, now) = (tx.new_id(), tx.now());
    let from_customer = kind != SourceKind::Other;
    tx.execute(&ADD, &[&id, &order.id, &file, &kind, &from_customer, &reading, &now, &who.id, &order.customer])?;
    if kind == SourceKind::Customer {
        super::disown(tx, who, order)?;
    }
    store::write_history(tx, who, order, "order.file", "1.3.1", json!({"kind": kind, "file": file}))?;
    Ok(id)
}

/// The order is another customer's than was thought: his papers move with it.
pub(super) fn move_to_customer(tx: &mut Tx, order: &Order) -> Outcome<()> {
    tx.execute(&MOVE, &[&order.customer, &order.id])?;
    Ok(())
}

pub fn sources(tx: &mut Tx, order: Id) -> Outcome<Vec<Source>> {
    Ok(tx.list(&LIST, &[&order], |row| {
        Ok(Source {
            id: row.get(0)?,
            file: row.get(1)?,
            kind: row.get(2)?,
            from_customer: row.get(3)?,
            reading: row.get(4)?,
            added_at: row.get(5)?,
            added_by: row.get(6)?,
            name: row.get(7)?,
            media_type: row.get(8)?,
            bytes: row.get(9)?,
        })
    })?)
}
