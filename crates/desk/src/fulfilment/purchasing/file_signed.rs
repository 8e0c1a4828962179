//! 4.2.3: the supplier's signed copy comes back as a scan. It is filed with the purchase and on each order that it serves.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, OnceKey, Outcome};
use platform::day::Instant;
use platform::files::{self, Stored};
use platform::step::{By, Finding, Rule, Standing, Step, Weight};
use platform::trouble::Say;
use platform::web::{Ask, Failure, Upload};
use platform::who::{Person, Role};
use platform::{Fault, Id, Trouble, Tx};
use serde::Serialize;
use serde_json::{Value, json};

use super::contract::orders_of;
use super::page;
use super::purchase::{self, PurchaseState};
use crate::order;
use crate::people::Again;
use crate::records::{self, Class};

/// What a scan is; anything else is no picture of a signature.
const SCANS: &[&str] = &["application/pdf", "image/png", "image/jpeg", "image/tiff", "image/webp", "image/heic"];

/// `POST /purchases/{id}/signed-contracts`: a form with `file` (PDF or picture).
pub async fn create(State(app): State<App>, ask: Ask, Path(id): Path<Id>, upload: Upload) -> Result<Response, Failure> {
    match filed(&app, &ask, id, &upload).await {
        Ok(paper) => Ok(ask.see(&format!("/purchases/{id}"), &json!({ "id": paper }))),
        Err(trouble) => page::again(&app, &ask, id, Again::after(&ask, Value::Null, trouble)?).await,
    }
}

async fn filed(app: &App, ask: &Ask, id: Id, upload: &Upload) -> Outcome<Id> {
    let Some(scan) = upload.file("file").filter(|file| !file.content.is_empty()) else {
        return Err(Trouble::invalid("file", Say::new("source-file-missing")));
    };
    let media_type = order::media_type_of(&scan.name, &scan.content).unwrap_or("");
    let (folder, bytes) = (app.0.files.clone(), Arc::new(scan.content.clone()));
    // The disk is waited for off the threads that answer requests.
    let stored = tokio::task::spawn_blocking(move || folder.keep(&bytes)).await;
    let stored = stored.map_err(|e| Fault::other("keep a file", e))??;
    let key = upload.field("_once").to_string();
    let once = (!key.is_empty()).then(|| OnceKey { key, digest: stored.sha256.clone() });
    let act = FileSigned { purchase: id, stored, name: scan.name.clone(), media_type };
    let who = ask.who().map_err(|failure| failure.0)?;
    app.perform_once(who, once, act).await
}

pub struct FileSigned {
    pub purchase: Id,
    pub stored: Stored,
    pub name: String,
    pub media_type: &'static str,
}

pub struct Facts {
    scan: bool,
}

pub const FILE_SIGNED: Step<PurchaseState, Facts> = Step {
    id: "purchase.file_signed",
    clause: "4.2.3",
    from: &[PurchaseState::Contracted, PurchaseState::PartlyReceived, PurchaseState::Received, PurchaseState::Closed],
    to: None,
    by: By::Roles(&[Role::Purchasing]),
    opens: &[],
    closes: &[],
    rules: &[Rule { id: "signed.scan", clause: "4.2.3", weight: Weight::Must, verdict: is_scan }],
};

fn is_scan(facts: &Facts) -> Vec<Finding> {
    if facts.scan { Vec::new() } else { vec![Finding::fail(Say::new("signed-refused-kind"))] }
}

#[derive(Clone, Debug, Serialize)]
pub struct Signed {
    pub id: Id,
    pub name: String,
    pub at: Instant,
    pub by_name: String,
    #[serde(skip)]
    file: Id,
}

platform::sql! {
    ADD = "INSERT INTO purchase_signed (id, purchase, file, at, by_name) VALUES ($1, $2, $3, $4, $5)";
    OF_PURCHASE = "SELECT s.id, f.name, s.at, s.by_name, s.file FROM purchase_signed s JOIN file f ON f.id = s.file \
        WHERE s.purchase = $1 ORDER BY s.at DESC, s.id DESC LIMIT 50";
}

/// The signed copies of a purchase, the newest first.
pub fn of_purchase(tx: &mut Tx, purchase: Id) -> Outcome<Vec<Signed>> {
    Ok(tx.list(&OF_PURCHASE, &[&purchase], |row| {
        Ok(Signed { id: row.get(0)?, name: row.get(1)?, at: row.get(2)?, by_name: row.get(3)?, file: row.get(4)? })
    })?)
}

impl Act for FileSigned {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let purchase = purchase::held(tx, self.purchase, "")?;
        let standing = Standing { roles: who.roles, ..Standing::default() };
        let facts = Facts { scan: SCANS.contains(&self.media_type) };
        let leave = FILE_SIGNED.admit(purchase.state, &standing, &facts, &[])?;
        if leave.idle {
            return Ok(purchase.id);
        }
        let file = files::record(tx, &self.stored, &self.name, self.media_type, who.id)?;
        let (id, now) = (tx.new_id(), tx.now());
        tx.execute(&ADD, &[&id, &purchase.id, &file, &now, &who.name])?;
        for order in orders_of(&purchase::parts(tx, purchase.id)?).into_keys() {
            records::file_paper(tx, order, Class::Purchase, file)?;
        }
        purchase::tell_history(tx, who, &purchase, &leave, json!({ "file": file, "name": self.name }))?;
        Ok(id)
    }
}

/// `GET /purchases/{id}/signed-contracts/{paper}`
pub async fn open(State(app): State<App>, Path((id, paper)): Path<(Id, Id)>) -> Result<Response, Failure> {
    let folder = app.0.files.clone();
    let (card, content) = app
        .read(move |tx| {
            let signed = of_purchase(tx, id)?.into_iter().find(|signed| signed.id == paper).ok_or(Trouble::Hidden)?;
            let card = files::card(tx, signed.file)?.ok_or(Trouble::Hidden)?;
            let content = folder.read(&card.sha256)?;
            Ok((card, content))
        })
        .await?;
    Ok(order::file_answer(&card.name, &card.media_type, content))
}
