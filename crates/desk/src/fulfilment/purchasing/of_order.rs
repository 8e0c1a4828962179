//! 2.2.2c, 4.2.3: what an order's page tells of its bought parts: where each stands and when it comes, without a price;
//! and the contract's copy for those who may know the supplier.

use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{App, Outcome};
use platform::day::{Day, Instant};
use platform::db::Row;
use platform::files;
use platform::quantity::Quantity;
use platform::web::{Ask, Failure};
use platform::{Id, Trouble, Tx};
use serde::Serialize;

use super::purchase::PurchaseState;
use super::request::RequestState;
use crate::order;

#[derive(Clone, Debug, Serialize)]
pub struct Bought {
    pub request: Id,
    pub line: Option<Id>,
    pub sku: String,
    pub quantity: Quantity,
    pub received: Quantity,
    pub wanted_on: Day,
    pub state: RequestState,
    pub component: bool,
    pub purchase: Option<Id>,
    pub number: String,
    pub purchase_state: Option<PurchaseState>,
    pub expected_on: Option<Day>,
    /// A copy of the contract is filed.
    pub copy: bool,
}

platform::sql! {
    OF_ORDER = "SELECT r.id, r.line_id, g.sku, COALESCE(t.quantity, r.quantity), COALESCE(t.received, r.received), \
        r.wanted_on, r.state, r.made_for, p.id, COALESCE(p.number, ''), COALESCE(p.rfq_number, ''), p.state, \
        l.expected_on, c.file FROM purchase_request r JOIN product g ON g.id = r.product \
        LEFT JOIN purchase_part t ON t.request = r.id LEFT JOIN purchase_line l ON l.id = t.line \
        LEFT JOIN purchase p ON p.id = l.purchase \
        LEFT JOIN purchase_copy c ON c.order_id = r.order_id AND c.purchase = p.id \
        WHERE r.order_id = $1 ORDER BY r.id LIMIT 2000";
    RECEIPTS = "SELECT purchase, at, passed, returned, quantity FROM purchase_receipt WHERE purchase IN ({ids:$1}) \
        LIMIT 5000";
    COPY = "SELECT file FROM purchase_copy WHERE order_id = $1 AND purchase = $2";
}

pub fn of_order(tx: &mut Tx, order: Id) -> Outcome<Vec<Bought>> {
    Ok(tx.list(&OF_ORDER, &[&order], |row| {
        let (number, rfq): (String, String) = (row.get(9)?, row.get(10)?);
        let (made_for, file): (Option<Id>, Option<Id>) = (row.get(7)?, row.get(13)?);
        Ok(Bought {
            request: row.get(0)?,
            line: row.get(1)?,
            sku: row.get(2)?,
            quantity: row.get(3)?,
            received: row.get(4)?,
            wanted_on: row.get(5)?,
            state: row.get(6)?,
            component: made_for.is_some(),
            purchase: row.get(8)?,
            number: if number.is_empty() { rfq } else { number },
            purchase_state: row.get(11)?,
            expected_on: row.get(12)?,
            copy: file.is_some(),
        })
    })?)
}

/// What came in for a purchase so far.
#[derive(Clone, Debug, Serialize)]
pub struct Receipts {
    pub count: i64,
    pub last_at: Instant,
    /// Of these, still to be inspected.
    pub waiting: i64,
}

pub fn receipts_of(tx: &mut Tx, purchases: &[Id]) -> Outcome<HashMap<Id, Receipts>> {
    let ids = purchases.to_vec();
    let mut found: HashMap<Id, Receipts> = HashMap::new();
    let read = |row: &Row<'_>| {
        let (passed, returned, quantity): (Quantity, Quantity, Quantity) = (row.get(2)?, row.get(3)?, row.get(4)?);
        let waits = passed.millionths().saturating_add(returned.millionths()) < quantity.millionths();
        Ok((row.get::<Id>(0)?, row.get::<Instant>(1)?, waits))
    };
    for (purchase, at, waits) in tx.list(&RECEIPTS, &[&ids], read)? {
        let all = found.entry(purchase).or_insert(Receipts { count: 0, last_at: at, waiting: 0 });
        all.count += 1;
        all.last_at = all.last_at.max(at);
        all.waiting += i64::from(waits);
    }
    Ok(found)
}

/// `GET /orders/{id}/contracts/{purchase}`
pub async fn copy(State(app): State<App>, ask: Ask, Path((id, purchase)): Path<(Id, Id)>) -> Result<Response, Failure> {
    let (who, folder) = (ask.who()?.clone(), app.0.files.clone());
    let (name, content) = app
        .read(move |tx| {
            order::fetch(tx, &who, id)?;
            let file: Id = tx.maybe(&COPY, &[&id, &purchase], |row| row.get(0))?.ok_or(Trouble::Hidden)?;
            let card = files::card(tx, file)?.ok_or(Trouble::Hidden)?;
            Ok((card.name, folder.read(&card.sha256)?))
        })
        .await?;
    Ok(order::file_answer(&name, "application/pdf", content))
}
