//! The customer's link beside the sheet (3.1.3, 2.2.2b): no login, no menu, exactly the content that is digested, and
//! one question. The secret stands in the address only; it is made anew from a key outside the database, and what is
//! stored is its digest, when it ends, and what was shown.

mod manage;
mod object;
mod offer;
mod page;
mod sign;
mod understand;

use std::time::Duration;

use axum::http::{HeaderMap, Method};
use platform::act::{App, Outcome};
use platform::day::Instant;
use platform::db::Row;
use platform::history;
use platform::i18n::Lang;
use platform::step::{Finding, Rule, StepShown, Weight};
use platform::trouble::Say;
use platform::web::{May, Routes};
use platform::who::{Person, Role, Roles, Via};
use platform::{Fault, Id, Trouble, Tx, settings};

use super::{ENTER, RECEIVE};
use crate::order::{self, Order};

pub use manage::{End, Renew, controls};
pub use object::{Form as ObjectForm, Object};
pub use offer::{AnswerOffer, Form as AnswerForm};
pub use sign::{Form as SignForm, Sign};
pub use understand::Understand;

pub fn routes() -> Routes {
    Routes::default()
        .get("/links/{token}", May::Public, page::page)
        .get("/links/{token}/sheet.pdf", May::Public, page::pdf)
        .post("/links/{token}/signature", May::Public, sign::create)
        .post("/links/{token}/objection", May::Public, object::create)
        .post("/links/{token}/understanding", May::Public, understand::create)
        .post("/links/{token}/offers/{offer}/answer", May::Public, offer::create)
        .get("/orders/{id}/links/{link}", RECEIVE, manage::page)
        .both(Method::POST, "/orders/{id}/links", ENTER, manage::renew)
        .both(Method::POST, "/orders/{id}/links/{link}/end", ENTER, manage::end)
}

pub fn steps() -> Vec<StepShown> {
    vec![
        sign::SIGN.shown("confirmation"),
        object::OBJECT.shown("confirmation"),
        understand::UNDERSTAND.shown("order"),
        manage::RENEW.shown("link"),
        manage::END.shown("link"),
    ]
}

/// For how many days a link leads somewhere.
const HOLDS: &str = "link.days";
const DAY: u64 = 24 * 3600;
/// Answers that one link takes.
const ANSWERS_MAX: i64 = 20;

platform::words! {
    pub enum LinkState { Open = "open", Ended = "ended" }
}

platform::words! {
    /// What the customer said.
    pub enum Said { Signed = "signed", Disputed = "disputed", Understood = "understood" }
}

/// A link that an act is about to make: its id names its secret.
#[derive(Clone, Debug)]
pub struct NewLink {
    pub id: Id,
    digest: Vec<u8>,
}

impl NewLink {
    pub fn made(app: &App) -> NewLink {
        let id = app.0.ids.new_id(app.0.clock.now());
        NewLink { id, digest: app.config().link_token(id).digest().to_vec() }
    }

    /// What stands in a waiting mail; the sender puts the address there.
    pub fn placeholder(&self) -> String {
        placeholder(self.id)
    }
}

pub fn placeholder(link: Id) -> String {
    format!("{{link:{link}}}")
}

#[derive(Clone, Debug)]
pub struct Link {
    pub id: Id,
    pub order: Id,
    pub digest: Vec<u8>,
    pub shown: String,
    pub ends_at: Instant,
    pub ended_at: Option<Instant>,
}

impl Link {
    pub fn state(&self, now: Instant) -> LinkState {
        if self.ended_at.is_some() || self.ends_at <= now { LinkState::Ended } else { LinkState::Open }
    }
}

/// What was said on a link, with what proves it.
#[derive(Clone, Debug)]
pub struct Answer {
    pub kind: Said,
    pub at: Instant,
    pub name: String,
    pub text: String,
    pub drawn: String,
    pub address: String,
    pub agent: String,
    pub digest: Vec<u8>,
}

platform::sql! {
    MAKE = "INSERT INTO customer_link (id, order_id, token, revision, digest, shown, made_at, made_by, ends_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    BY_TOKEN = "SELECT id, order_id, digest, shown, ends_at, ended_at FROM customer_link WHERE token = $1";
    OF_ORDER = "SELECT id, order_id, digest, shown, ends_at, ended_at FROM customer_link \
        WHERE order_id = $1 ORDER BY made_at DESC LIMIT 20";
    END_ALL = "UPDATE customer_link SET ended_at = $1, ended_by = $2 WHERE order_id = $3 AND ended_at IS NULL";
    END_ONE = "UPDATE customer_link SET ended_at = $1, ended_by = $2 WHERE id = $3 AND ended_at IS NULL";
    ANSWER = "INSERT INTO link_answer (id, link, order_id, kind, at, name, text, drawn, address, agent, digest) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    ANSWERS = "SELECT kind, at, name, text, drawn, address, agent, digest FROM link_answer WHERE order_id = $1 \
        ORDER BY at DESC LIMIT 50";
    ANSWERS_OF = "SELECT kind, at, name, text, drawn, address, agent, digest FROM link_answer WHERE link = $1 \
        ORDER BY at DESC LIMIT 50";
    COUNT = "SELECT COUNT(*) FROM link_answer WHERE link = $1";
}

/// Makes the link of what the order says now; those before it lead nowhere from now on.
pub fn make(tx: &mut Tx, who: &Person, order: &Order, link: &NewLink) -> Outcome<()> {
    let now = tx.now();
    tx.execute(&END_ALL, &[&now, &Some(who.id), &order.id])?;
    let shown = history::canonical(&order::shown_json(order));
    let days = settings::number(tx, HOLDS, 30)?.clamp(1, 365);
    let ends_at = now.saturating_add(Duration::from_secs(days.unsigned_abs() * DAY));
    tx.execute(
        &MAKE,
        &[&link.id, &order.id, &link.digest, &order.revision, &order.content_digest, &shown, &now, &who.id, &ends_at],
    )?;
    Ok(())
}

/// The order's links, the newest first.
pub fn of_order(tx: &mut Tx, order: Id) -> Outcome<Vec<Link>> {
    Ok(tx.list(&OF_ORDER, &[&order], read)?)
}

/// The link that leads somewhere now, to what stands here now.
pub fn open_of(tx: &mut Tx, order: &Order) -> Outcome<Option<Id>> {
    let now = tx.now();
    let open = of_order(tx, order.id)?.into_iter().find(|link| link.state(now) == LinkState::Open);
    Ok(open.filter(|link| link.digest == order.content_digest).map(|link| link.id))
}

/// What the customer said on the links of an order, the newest first.
pub fn answers(tx: &mut Tx, order: Id) -> Outcome<Vec<Answer>> {
    Ok(tx.list(&ANSWERS, &[&order], read_answer)?)
}

fn by_token(tx: &mut Tx, digest: &[u8]) -> Outcome<Option<Link>> {
    Ok(tx.maybe(&BY_TOKEN, &[&digest], read)?)
}

fn read(row: &Row<'_>) -> Result<Link, Fault> {
    Ok(Link {
        id: row.get(0)?,
        order: row.get(1)?,
        digest: row.get(2)?,
        shown: row.get(3)?,
        ends_at: row.get(4)?,
        ended_at: row.get(5)?,
    })
}

fn read_answer(row: &Row<'_>) -> Result<Answer, Fault> {
    Ok(Answer {
        kind: row.get(0)?,
        at: row.get(1)?,
        name: row.get(2)?,
        text: row.get(3)?,
        drawn: row.get(4)?,
        address: row.get(5)?,
        agent: row.get(6)?,
        digest: row.get(7)?,
    })
}

/// Who holds the link: the order's contact, by nothing but its token.
pub fn holder(link: Id, order: &Order, lang: Lang) -> Person {
    let roles: Roles = [Role::Customer].into_iter().collect();
    let name = match order.head.contact.name.trim() {
        "" => "–".to_string(),
        name => name.to_string(),
    };
    Person { id: link, login: "link".into(), name, roles, lang, via: Via::Link }
}

/// Where an answer came from; both are kept with it.
#[derive(Clone, Debug)]
pub struct Origin {
    pub address: String,
    pub agent: String,
}

impl Origin {
    fn of(address: String, headers: &HeaderMap) -> Origin {
        let agent = headers.get("user-agent").and_then(|value| value.to_str().ok()).unwrap_or("");
        Origin { address, agent: agent.chars().take(200).collect() }
    }
}

/// What an answer says.
struct Words<'a> {
    name: &'a str,
    text: &'a str,
    drawn: &'a str,
}

fn keep(tx: &mut Tx, link: &Link, kind: Said, words: &Words<'_>, origin: &Origin) -> Outcome<Id> {
    let given: i64 = tx.one(&COUNT, &[&link.id], |row| row.get(0))?;
    if given >= ANSWERS_MAX {
        return Err(Trouble::Slower { seconds: 24 * 3600 });
    }
    let (id, now) = (tx.new_id(), tx.now());
    let (name, text, drawn) = (words.name, words.text, words.drawn);
    tx.execute(
        &ANSWER,
        &[&id, &link.id, &link.order, &kind, &now, &name, &text, &drawn, &origin.address, &origin.agent, &link.digest],
    )?;
    Ok(id)
}

/// What the customer's steps rest on.
pub struct Given {
    order: Order,
    link: Link,
    now: Instant,
    name: String,
    text: String,
}

const OPEN: Rule<Given> = Rule { id: "link.open", clause: "3.1.3", weight: Weight::Must, verdict: is_open };
const PRESENT: Rule<Given> = Rule { id: "link.present", clause: "3.1.3", weight: Weight::Must, verdict: is_present };

fn failing(holds: bool, key: &'static str) -> Vec<Finding> {
    if holds { Vec::new() } else { vec![Finding::fail(Say::new(key))] }
}

fn is_open(given: &Given) -> Vec<Finding> {
    failing(given.link.state(given.now) == LinkState::Open, "link-ended")
}

/// What the link shows is what stands here now.
fn is_present(given: &Given) -> Vec<Finding> {
    failing(given.link.digest == given.order.content_digest, "link-changed")
}

/// The link and its order, locked for an act.
fn given(tx: &mut Tx, token: &[u8], name: &str, text: &str) -> Outcome<Given> {
    let link = by_token(tx, token)?.ok_or(Trouble::Hidden)?;
    let order = order::fetch_for_link(tx, link.order)?;
    // Read again under the order's lock: it may have been ended meanwhile.
    let link = by_token(tx, token)?.ok_or(Trouble::Hidden)?;
    Ok(Given { order, link, now: tx.now(), name: name.trim().to_string(), text: text.trim().to_string() })
}
