//! 3.1.3 register: the signed sheet came back. A code on the scan that carries the present digest proves by itself what
//! was signed; without one the paper waits until a second person has seen it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, OnceKey, Outcome};
use platform::files::{self, Stored};
use platform::history::hex;
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::trouble::Say;
use platform::web::{Ask, Failure, Upload};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde_json::json;

use super::super::receive::keep;
use super::super::record::Entered;
use super::{Facts, Proof, Sending, digest_in, fetch, keep_return, sendings, shown_is_present};
use crate::order::{self, Confirmation, Order, SheetCode, SourceKind};

/// `POST /orders/{id}/signed-return`: the scan as `file` (PDF, PNG or JPEG).
pub async fn create(State(app): State<App>, ask: Ask, Path(id): Path<Id>, upload: Upload) -> Result<Response, Failure> {
    let Some(scan) = upload.file("file").filter(|file| !file.content.is_empty()) else {
        return Err(Trouble::invalid("file", Say::new("intake-return-missing")).into());
    };
    let Some(media_type) = scan_type(&scan.name, &scan.content) else {
        return Err(Trouble::invalid("file", Say::new("intake-return-kind")).into());
    };
    let bytes = Arc::new(scan.content.clone());
    let code = order::code_on(media_type, bytes.clone()).await?;
    let id = named(&app, ask.who()?, code.as_deref()).await?.unwrap_or(id);
    let stored = keep(&app.0.files, bytes).await?;
    let key = upload.field("_once").to_string();
    let once = (!key.is_empty()).then(|| OnceKey { key, digest: stored.sha256.clone() });
    let act = RegisterReturn { order: id, stored, name: files::safe_name(&scan.name), media_type, code };
    let done = app.perform_once(ask.who()?, once, act).await?;
    Ok(ask.see(&format!("/orders/{}?tab=review#confirmation", done.id), &done))
}

/// The order that the code on a scan names: it is filed there, on whichever order's page it was uploaded.
async fn named(app: &App, who: &Person, code: Option<&str>) -> Outcome<Option<Id>> {
    let Some(code) = code.and_then(SheetCode::read) else { return Ok(None) };
    let who = who.clone();
    app.read(move |tx| match order::by_number(tx, &code.number)? {
        Some(id) => Ok(order::fetch(tx, &who, id).ok().map(|order| order.id)),
        None => Ok(None),
    })
    .await
}

/// What the bytes are, whatever the name says.
fn scan_type(name: &str, content: &[u8]) -> Option<&'static str> {
    let kind = order::media_type_of(name, content)?;
    matches!(kind, "application/pdf" | "image/png" | "image/jpeg").then_some(kind)
}

/// `GET /orders/{id}/signed-return/{sending}`: the paper that waits to be seen.
pub async fn file(State(app): State<App>, ask: Ask, Path((id, sending)): Path<(Id, Id)>) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let files = app.0.files.clone();
    let (card, content) = app
        .read(move |tx| {
            order::fetch(tx, &who, id)?;
            let sending = fetch(tx, id, sending)?.ok_or(Trouble::Hidden)?;
            let card = files::card(tx, sending.file.ok_or(Trouble::Hidden)?)?.ok_or(Trouble::Hidden)?;
            let content = files.read(&card.sha256)?;
            Ok((card, content))
        })
        .await?;
    Ok(order::file_answer(&card.name, &card.media_type, content))
}

pub struct RegisterReturn {
    pub order: Id,
    pub stored: Stored,
    pub name: String,
    pub media_type: &'static str,
    /// The text of the code on the scan, if one was found.
    pub code: Option<String>,
}

impl Act for RegisterReturn {
    type Done = Entered;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Entered> {
        let order = order::fetch_seen(tx, who, self.order, None)?;
        register(tx, who, order, self.code.as_deref(), |tx| {
            Ok(files::record(tx, &self.stored, &self.name, self.media_type, who.id)?)
        })
    }
}

/// Takes a returned paper: with the code it confirms at once, without one it waits for a second person. `file` records it.
pub fn register(
    tx: &mut Tx,
    who: &Person,
    order: Order,
    code: Option<&str>,
    file: impl FnOnce(&mut Tx) -> Outcome<Id>,
) -> Outcome<Entered> {
    let stands = order::standing(tx, who, &order)?;
    let mut facts = Facts::gather(tx, &order)?;
    facts.carried = code.and_then(|code| digest_in(code, &order));
    if facts.carried.is_some() {
        let leave = REGISTER.admit(order.confirmation, &stands, &facts, &[])?;
        let file = file(tx)?;
        let sending = returned(tx, who, &order, Proof::Code, file)?;
        return confirmed(tx, who, order, leave, &sending);
    }
    let leave = RETURN.admit(order.confirmation, &stands, &facts, &[])?;
    if leave.idle {
        return Ok(Entered::of(&order));
    }
    let file = file(tx)?;
    returned(tx, who, &order, Proof::Waiting, file)?;
    let sha256 = files::card(tx, file)?.map(|card| hex(&card.sha256));
    let body = json!({ "file": file, "sha256": sha256 });
    Ok(Entered::of(&order::advance_confirmation(tx, who, order, leave, body)?))
}

fn returned(tx: &mut Tx, who: &Person, order: &Order, proof: Proof, file: Id) -> Outcome<Sending> {
    let mut sending = sendings(tx, order.id)?.into_iter().next().ok_or(Trouble::Hidden)?;
    sending.returned_at = Some(tx.now());
    sending.returned_by = Some(who.id);
    sending.file = Some(file);
    sending.proof = proof;
    sending.seen_by = None;
    sending.ground.clear();
    keep_return(tx, &sending)?;
    Ok(sending)
}

/// Files the paper and moves the order to confirmed.
pub fn confirmed(
    tx: &mut Tx,
    who: &Person,
    mut order: Order,
    leave: platform::step::Leave<Confirmation>,
    sending: &Sending,
) -> Outcome<Entered> {
    if leave.idle {
        return Ok(Entered::of(&order));
    }
    let file = sending.file.ok_or(Trouble::Hidden)?;
    order::add_source(tx, who, &mut order, file, SourceKind::SignedReturn, "")?;
    let body = json!({ "file": file, "proof": sending.proof, "digest": hex(&order.content_digest), "seen_by": sending.seen_by });
    Ok(Entered::of(&order::advance_confirmation(tx, who, order, leave, body)?))
}

const BY: By = By::Roles(&[Role::Specialist, Role::Manager]);

/// The paper is here and waits for a second person.
pub const RETURN: Step<Confirmation, Facts> = Step {
    id: "confirmation.return",
    clause: "3.1.3",
    from: &[Confirmation::Sent],
    to: None,
    by: BY,
    opens: &["see_signed_return"],
    closes: &[],
    rules: &[SHOWN],
};

pub const REGISTER: Step<Confirmation, Facts> = Step {
    id: "confirmation.register",
    clause: "3.1.3",
    from: &[Confirmation::Sent],
    to: Some(Confirmation::Confirmed),
    by: BY,
    opens: &[],
    closes: &["signed_return", "see_signed_return", "remind_customer"],
    rules: &[
        SHOWN,
        Rule { id: "register.code", clause: "3.1.3", weight: Weight::Must, verdict: code_is_present },
        Rule { id: "register.second", clause: "3.1.3", weight: Weight::Must, verdict: is_proved },
    ],
};

const SHOWN: Rule<Facts> =
    Rule { id: "register.shown", clause: "3.1.3", weight: Weight::Must, verdict: shown_is_present };

fn code_is_present(facts: &Facts) -> Vec<Finding> {
    match &facts.carried {
        Some(carried) if *carried != hex(&facts.order.content_digest) => {
            let short: String = carried.chars().take(12).collect();
            vec![Finding::fail(Say::new("intake-return-other").arg("carried", short))]
        }
        _ => Vec::new(),
    }
}

/// By the code, or by the eyes of somebody who did not file the paper.
fn is_proved(facts: &Facts) -> Vec<Finding> {
    match (&facts.carried, facts.seen) {
        (Some(_), _) | (None, Some(true)) => Vec::new(),
        (None, Some(false)) => vec![Finding::fail(Say::new("intake-return-same-person"))],
        (None, None) => vec![Finding::fail(Say::new("intake-return-unseen"))],
    }
}
