//! 3.1.1: what came in and waits to be entered: files, mails, faxes, chats. Each item is a duty of the specialists; it
//! ends as an order, or dismissed with a reason.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::day::Instant;
use platform::db::Row;
use platform::i18n::Lang;
use platform::trouble::Fields;
use platform::web::ui::{self, Chip, Tone};
use platform::web::{Ask, Failure};
use platform::{Fault, Id, Tx};
use serde::{Deserialize, Serialize};

use super::form::{WRITTEN, label};
use super::scratch::{self, Unsaved};
use crate::order::{Channel, SheetCode};
use crate::people;
use crate::shell::{self, Page};

platform::words! {
    pub enum ItemState { Waiting = "waiting", Entered = "entered", Dismissed = "dismissed" }
}

/// An item as it lies in the tray.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    pub id: Id,
    pub channel: Channel,
    pub received_at: Instant,
    pub sender: String,
    pub subject: String,
    /// Pasted text; also kept as a file.
    #[serde(skip)]
    pub body: String,
    pub file: Option<Id>,
    #[serde(skip)]
    pub reading: String,
    pub customer: Option<Id>,
    pub state: ItemState,
    pub taken_by: Option<Id>,
    pub order: Option<Id>,
    pub reason: String,
    /// The text of the code on the document; empty where there is none.
    #[serde(skip)]
    pub code: String,
}

impl Item {
    /// The order whose confirmation sheet this is.
    pub fn sheet_of(&self) -> Option<String> {
        SheetCode::read(&self.code).map(|code| code.number)
    }
}

platform::sql! {
    FETCH = "SELECT id, channel, received_at, sender, subject, body, file, reading, customer, state, taken_by, order_id, \
        reason, code FROM intray WHERE id = $1";
    FETCH_LOCKED = "SELECT id, channel, received_at, sender, subject, body, file, reading, customer, state, taken_by, \
        order_id, reason, code FROM intray WHERE id = $1 {for update}";
    LIST = "SELECT id, channel, received_at, sender, subject, '', file, '', customer, state, taken_by, order_id, reason, code \
        FROM intray WHERE state = $1 AND (received_at, id) < ($2, $3) ORDER BY received_at DESC, id DESC LIMIT $4";
}

const PAGE: i64 = 50;

pub fn fetch(tx: &mut Tx, id: Id) -> Outcome<Option<Item>> {
    Ok(tx.maybe(&FETCH, &[&id], read)?)
}

/// For acts: nobody else takes it meanwhile.
pub fn fetch_locked(tx: &mut Tx, id: Id) -> Outcome<Option<Item>> {
    Ok(tx.maybe(&FETCH_LOCKED, &[&id], read)?)
}

fn read(row: &Row<'_>) -> Result<Item, Fault> {
    Ok(Item {
        id: row.get(0)?,
        channel: row.get(1)?,
        received_at: row.get(2)?,
        sender: row.get(3)?,
        subject: row.get(4)?,
        body: row.get(5)?,
        file: row.get(6)?,
        reading: row.get(7)?,
        customer: row.get(8)?,
        state: row.get(9)?,
        taken_by: row.get(10)?,
        order: row.get(11)?,
        reason: row.get(12)?,
        code: row.get(13)?,
    })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    state: String,
    /// The last row of the page before: `micros.id`.
    after: String,
}

/// `GET /intray`
pub async fn page(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let state = ItemState::from_code(&asked.state).unwrap_or(ItemState::Waiting);
    let tray = app.read(move |tx| gather(tx, &who, state, &asked.after)).await?;
    Ok(ask.show(&tray.items, || shell::page(&ask, tray_page(&ask, &tray, &Typing::default()))))
}

/// What was typed into the form above the list, and what was wrong with it.
#[derive(Default)]
pub struct Typing {
    pub channel: String,
    pub sender: String,
    pub subject: String,
    pub text: String,
    pub errors: Fields,
    /// Of several files, how many were taken all the same.
    pub taken: usize,
}

pub struct Tray {
    state: ItemState,
    items: Vec<Item>,
    more: bool,
    unsaved: Vec<Unsaved>,
    zone: TimeZone,
    token: Id,
}

pub fn gather(tx: &mut Tx, who: &platform::who::Person, state: ItemState, after: &str) -> Outcome<Tray> {
    let (at, id) = cursor(tx, after);
    let mut items = tx.list(&LIST, &[&state, &at, &id, &(PAGE + 1)], read)?;
    let more = items.len() as i64 > PAGE;
    items.truncate(PAGE as usize);
    Ok(Tray { state, items, more, unsaved: scratch::mine(tx, who)?, zone: people::zone(tx)?, token: tx.new_id() })
}

fn cursor(tx: &Tx, after: &str) -> (Instant, Id) {
    let read = || {
        let (at, id) = after.split_once('.')?;
        Some((Instant::from_i64(at.parse().ok()?).ok()?, id.parse().ok()?))
    };
    // Everything that came in lies before tomorrow.
    let end = tx.now().saturating_add(std::time::Duration::from_secs(86_400));
    read().unwrap_or((end, Id::from_uuid(uuid::Uuid::max())))
}

/// The form again with its messages.
pub async fn again(app: &App, ask: &Ask, typing: Typing) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let tray = app.read(move |tx| gather(tx, &who, ItemState::Waiting, "")).await?;
    Ok(shell::page(ask, tray_page(ask, &tray, &typing).status(StatusCode::BAD_REQUEST)))
}

fn tray_page<'a>(ask: &Ask, tray: &Tray, typing: &Typing) -> Page<'a> {
    let lang = ask.lang;
    let title = ask.t("nav-intray");
    let new = ui::link_button(ask.t("intake-new"), "/orders/new?channel=phone")
        .primary()
        .icon("phone")
        .key("n")
        .attr("data-new", "");
    // The manager looks in; orders are entered by specialists (2.2.2a).
    let enters = ask.visit.who.as_ref().is_some_and(|who| who.is(platform::who::Role::Specialist));
    let body = html! {
        (ui::page_header(&title, ask.t("intake-tray-text"), html! { @if enters { (new) } }))
        (entrance(lang, tray.token, typing))
        @if !tray.unsaved.is_empty() { (unsaved(lang, tray)) }
        (chips(lang, tray.state))
        @if tray.items.is_empty() {
            (ui::empty_state(ask.t("intake-tray-empty"), ask.t("intake-tray-empty-text"), html! {}))
        } @else { (list(lang, tray)) }
    };
    Page::new(title, "intray", body)
}

fn chips(lang: Lang, here: ItemState) -> Markup {
    let chip =
        |state: &ItemState| Chip::new(state_word(lang, *state), format!("/intray?state={state}"), *state == here);
    let all: Vec<Chip> = ItemState::ALL.iter().map(chip).collect();
    ui::chips(lang.t("intake-tray-state"), &all)
}

pub fn state_word(lang: Lang, state: ItemState) -> String {
    lang.t(&format!("intake-state-{state}"))
}

/// Files or a pasted text: one form, in one place, for everything that came in.
fn entrance(lang: Lang, token: Id, typing: &Typing) -> Markup {
    let error = |name: &str| typing.errors.of(name).map(|say| say.text(lang));
    let errors: Vec<(String, String)> =
        typing.errors.0.iter().map(|(field, say)| (field.clone(), say.text(lang))).collect();
    let channels = WRITTEN
        .iter()
        .map(|channel| (channel.code(), lang.t(&format!("intake-channel-{}", channel.code().replace('_', "-")))));
    let channel = if typing.channel.is_empty() { "email" } else { &typing.channel };
    html! {
        (ui::error_summary(lang, &errors))
        @if typing.taken > 0 {
            (ui::alert(Tone::Good, lang.ta("intake-tray-taken", &[("n", typing.taken.to_string())]), html! {}))
        }
        (ui::card(lang.t("intake-tray-in"), html! { (ui::clause("3.1.1")) }, html! {
            form method="post" action="/intray" enctype="multipart/form-data" data-guard {
                (ui::form_token(token))
                div.fields {
                    (ui::file("file", lang.t("intake-tray-files")).attr("multiple", "").error(error("file")).hint(Some(lang.t("intake-tray-files-hint"))))
                    (ui::select("channel", label(lang, "channel"), channels).value(channel).error(error("channel")))
                    (ui::text("sender", lang.t("intake-tray-sender")).value(&typing.sender).error(error("sender")))
                    (ui::text("subject", lang.t("intake-tray-subject")).value(&typing.subject).error(error("subject")))
                    div.wide { (ui::textarea("text", lang.t("intake-tray-paste")).value(&typing.text).error(error("text"))) }
                }
                div.form-foot { (ui::primary(lang.t("intake-tray-receive")).icon("inbox")) }
            }
        }))
    }
}

fn unsaved(lang: Lang, tray: &Tray) -> Markup {
    ui::card(
        lang.t("intake-unsaved"),
        html! {},
        html! {
            ul { @for one in &tray.unsaved {
                li {
                    a href=(one.href) { @if one.name.is_empty() { (lang.t("intake-unsaved-nameless")) } @else { (one.name) } }
                    " · " (clock(one.saved_at, &tray.zone))
                }
            } }
        },
    )
}

fn list(lang: Lang, tray: &Tray) -> Markup {
    let columns = [
        ui::column(lang.t("intake-tray-subject")),
        ui::column(lang.t("intake-tray-sender")),
        ui::column(label(lang, "channel")),
        ui::column(lang.t("intake-tray-received")),
        ui::column(lang.t("intake-tray-state")),
    ];
    let rows: Vec<ui::Row> = tray.items.iter().map(|item| row(lang, item, &tray.zone)).collect();
    let next = tray
        .items
        .last()
        .filter(|_| tray.more)
        .map(|last| format!("/intray?state={}&after={}.{}", tray.state, last.received_at.to_i64(), last.id));
    let table = ui::Table::new(lang.t("nav-intray"), columns).rows(rows);
    html! { (table) (ui::pager(lang, None, next.as_deref(), "")) }
}

fn row(lang: Lang, item: &Item, zone: &TimeZone) -> ui::Row {
    let href = format!("/intray/{}", item.id);
    let tone = match item.state {
        ItemState::Waiting => Tone::Warn,
        ItemState::Entered => Tone::Good,
        ItemState::Dismissed => Tone::Quiet,
    };
    ui::Row::new([
        html! { a href=(href) { (item.subject) } },
        html! { (item.sender) },
        html! { (lang.t(&format!("intake-channel-{}", item.channel.code().replace('_', "-")))) },
        html! { time datetime=(item.received_at) { (clock(item.received_at, zone)) } },
        html! { (ui::status(tone, state_word(lang, item.state))) @if !item.reason.is_empty() { ": " (item.reason) } },
    ])
    .opens(href.clone())
}

/// A moment as the clock on the wall shows it.
pub fn clock(at: Instant, zone: &TimeZone) -> String {
    at.in_zone(zone).strftime("%Y-%m-%d %H:%M").to_string()
}
