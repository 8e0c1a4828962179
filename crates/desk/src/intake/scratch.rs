//! The draft that saves itself: one row per person and form, outside history, so that neither a crash of the browser
//! nor of the server loses what was typed. An explicit save takes it away in its own transaction.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use platform::act::{Act, App, Outcome};
use platform::day::Instant;
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Fault, Id, Tx};
use serde_json::{Value, json};

use super::typed::{Typed, whole};
use crate::people;

/// A new order's form, before there is anything it could be about.
pub const NEW: Id = Id::from_uuid(uuid::Uuid::nil());

/// `POST /scratch/{about}`: the form as it stands.
pub async fn save(
    State(app): State<App>,
    ask: Ask,
    Path(about): Path<Id>,
    body: Body<Value>,
) -> Result<Response, Failure> {
    whole(&body.value)?;
    let form = body.once.map(|once| once.key);
    let act = KeepScratch { about, seen: Typed::of(&body.value).seen.unwrap_or(0), body: body.value.to_string(), form };
    let saved: Saved = app.perform(ask.who()?, act).await?;
    Ok(Json(json!({ "at": saved.at, "saved_at": saved.saved_at })).into_response())
}

/// `POST /scratch/{about}/discard`
pub async fn discard(State(app): State<App>, ask: Ask, Path(about): Path<Id>) -> Result<Response, Failure> {
    let back: String = app.perform(ask.who()?, DropScratch { about }).await?;
    Ok(Redirect::to(&back).into_response())
}

pub struct KeepScratch {
    pub about: Id,
    pub seen: i64,
    pub body: String,
    /// The form's own key: once it was sent, a draft that arrives late is not written any more.
    pub form: Option<String>,
}

#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub struct Saved {
    /// The clock on the wall.
    pub at: String,
    pub saved_at: Instant,
}

impl Act for KeepScratch {
    type Done = Saved;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Saved> {
        let now = tx.now();
        if !sent_already(tx, who, self.form.as_deref())? {
            tx.execute(&KEEP, &[&who.id, &self.about, &self.body, &self.seen, &now])?;
        }
        Ok(Saved { at: clock(tx, now)?, saved_at: now })
    }
}

pub struct DropScratch {
    pub about: Id,
}

impl Act for DropScratch {
    type Done = String;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<String> {
        clear(tx, who, self.about)?;
        form_of(tx, self.about)
    }
}

platform::sql! {
    KEEP = "INSERT INTO scratch (person, about, body, seen_lock, saved_at) VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT (person, about) DO UPDATE SET body = excluded.body, seen_lock = excluded.seen_lock, \
        saved_at = excluded.saved_at";
    FETCH = "SELECT body, saved_at FROM scratch WHERE person = $1 AND about = $2";
    CLEAR = "DELETE FROM scratch WHERE person = $1 AND about = $2";
    MINE = "SELECT about, body, saved_at FROM scratch WHERE person = $1 ORDER BY about LIMIT 50";
    SENT = "SELECT 1 FROM once_key WHERE person = $1 AND key = $2";
    IS_ORDER = "SELECT number FROM orders WHERE id = $1";
    IS_ITEM = "SELECT subject FROM intray WHERE id = $1";
}

/// A draft that was kept.
#[derive(Clone, Debug)]
pub struct Scratch {
    pub typed: Typed,
    /// Hours, minutes and seconds in the company's zone.
    pub at: String,
}

/// One's own draft about something, if it holds a word.
pub fn fetch(tx: &mut Tx, who: &Person, about: Id) -> Outcome<Option<Scratch>> {
    let found: Option<(String, Instant)> =
        tx.maybe(&FETCH, &[&who.id, &about], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let Some((body, saved_at)) = found else { return Ok(None) };
    let raw: Value = serde_json::from_str(&body).map_err(|e| Fault::other("read a draft", e))?;
    let typed = Typed::of(&raw);
    if typed.is_blank() {
        return Ok(None);
    }
    Ok(Some(Scratch { typed, at: clock(tx, saved_at)? }))
}

/// Called by the acts that write what the draft was for.
pub fn clear(tx: &mut Tx, who: &Person, about: Id) -> Outcome<()> {
    tx.execute(&CLEAR, &[&who.id, &about])?;
    Ok(())
}

/// One's own drafts that were never saved: what it is, where its form is, when it was kept.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Unsaved {
    pub name: String,
    pub href: String,
    pub saved_at: Instant,
}

pub fn mine(tx: &mut Tx, who: &Person) -> Outcome<Vec<Unsaved>> {
    let rows: Vec<(Id, String, Instant)> =
        tx.list(&MINE, &[&who.id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut all = Vec::new();
    for (about, body, saved_at) in rows {
        let raw: Value = serde_json::from_str(&body).map_err(|e| Fault::other("read a draft", e))?;
        let typed = Typed::of(&raw);
        if !typed.is_blank() {
            all.push(Unsaved { name: typed.get("customer").to_string(), href: form_of(tx, about)?, saved_at });
        }
    }
    Ok(all)
}

fn form_of(tx: &mut Tx, about: Id) -> Outcome<String> {
    if about == NEW {
        return Ok("/orders/new".into());
    }
    if tx.maybe(&IS_ORDER, &[&about], |row| row.get::<String>(0))?.is_some() {
        return Ok(format!("/orders/{about}/edit"));
    }
    if tx.maybe(&IS_ITEM, &[&about], |row| row.get::<String>(0))?.is_some() {
        return Ok(format!("/intray/{about}"));
    }
    Ok(format!("/orders/new?draft={about}"))
}

fn sent_already(tx: &mut Tx, who: &Person, form: Option<&str>) -> Outcome<bool> {
    let Some(form) = form else { return Ok(false) };
    Ok(tx.maybe(&SENT, &[&who.id, &form], |row| row.get::<i64>(0))?.is_some())
}

fn clock(tx: &mut Tx, at: Instant) -> Outcome<String> {
    let zone = people::zone(tx)?;
    Ok(at.in_zone(&zone).strftime("%H:%M:%S").to_string())
}
